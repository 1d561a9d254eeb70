"""A derived finding with all it rests on: the rule and its parameters, the inputs as their sources state them, the arithmetic."""

from __future__ import annotations

from kg.rdf import mint
from kg.rdf import vocab as v
from kg.rules.catalogue import parameters, rule
from kg.rules.findings import find
from kg.sparql import ask
from kg.store import Store
from kg.tables import Cell

__all__ = ["explain"]

Object = dict[str, object]

# What stands beside a thing for programs, or leads on to other things.
_LEFT_OUT = frozenset(
    {
        "type", "position", "wasDerivedFrom", "wasGeneratedBy", "wasAttributedTo", "paper", "sameAs", "estimate", "groupValue",
        "outcome", "arm", "appraisal", "finding", "authorship", "pOperator", "pValue",
    }
)  # fmt: skip
_MOST = 30  # statements of one input: a paper has hundreds


def explain(store: Store, wanted: str) -> Object:
    """The finding of that id as one object of plain values; raises NotFound where there is none."""
    finding = find(store, wanted)
    by = rule(finding.rule)
    files = {row["graph"]: row["source"] for name in finding.sources for row in _facts(store, mint.stated_in(name))}
    sources = [{"graph": name, "file": files.get(mint.stated_in(name))} for name in finding.sources]
    return {
        "id": finding.id,
        "iri": finding.iri,
        "message": finding.message,
        "status": "candidate",
        "alert": finding.alert,
        "flaw": finding.flaw,
        "rule": {"name": by.name, "title": by.title, "version": by.version, "about": by.about, "caution": by.caution},
        "parameters": [
            {"name": name, "value": str(known.default), "about": known.about, "source": known.source}
            for name, known in parameters().items()
            if name in by.parameters
        ],
        "sources": [
            source | {"origin": "extracted" if mint.is_extraction(str(source["graph"])) else "asserted"} for source in sources
        ],
        "inputs": [_input(store, iri) for iri in finding.inputs],
        "arithmetic": finding.arithmetic.split("\n"),
    }


def _facts(store: Store, iri: str) -> list[dict[str, Cell]]:
    return list(ask(store, "facts-of", thing=iri).dicts())


def _input(store: Store, iri: str) -> Object:
    """An input with what is stated of it. A number is given as printed, not once more as a value."""
    own = mint.derivation("").value
    rows = [row for row in _facts(store, iri) if not str(row["graph"]).startswith(own)]
    terms = {str(row["term"]) for row in rows}
    shown: list[Object] = []
    for row in rows:
        term = str(row["term"])
        if term in _LEFT_OUT or f"{term}Text" in terms:
            continue
        name = (
            str(row["property"]).removesuffix(" as printed").removesuffix(" as text")
            if term.endswith("Text")
            else row["property"]
        )
        said: Object = {"property": name, "value": row["value"], "source": row["source"]}
        if said not in shown:
            shown.append(said)
    types = sorted((row for row in rows if row["term"] == "type"), key=lambda row: not str(row["iri"]).startswith(v.KG.iri))
    return {"iri": iri, "kind": types[0]["value"] if types else None, "facts": shown[:_MOST]}
