"""What the flaw categories are called elsewhere, as SSSOM: the Simple Standard for Sharing Ontological Mappings.

The canonical form of SSSOM/TSV: metadata as YAML behind `#`, then a table; columns in the order of the standard, rows sorted,
its own prefixes (skos, semapv) not declared. A term that has a page of its own goes by that page; any other gets an IRI below
its scheme, `scheme/rob2/D1`, because SSSOM names both sides of a mapping by identifiers. Terms of others carry no labels.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from urllib.parse import quote

from pyoxigraph import NamedNode

from kg.rdf import lexicon
from kg.rdf import vocab as v

__all__ = ["COLUMNS", "UNVERIFIED", "sssom"]

COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "object_id", "mapping_justification", "object_source", "see_also", "comment",
)  # fmt: skip
UNVERIFIED = "Not verified: the target term has not been read in a source."

_JUSTIFICATION = "semapv:ManualMappingCuration"
_SET = NamedNode(f"{v.BASE}mappings")

Facts = dict[NamedNode, dict[NamedNode, str]]


def sssom() -> str:
    """The shipped mappings as SSSOM/TSV; the same text for the same ontology."""
    facts = _facts("mappings")
    labels = {node: known[v.SKOS.prefLabel] for node, known in _facts("flaws").items() if v.SKOS.prefLabel in known}
    prefixes = {name: v.PREFIXES[name] for name in ("flaw", "scheme")}
    rows = []
    for known in facts.values():
        if v.KG.mappedFlaw not in known:
            continue
        prefix, start, local = _object(known, facts)
        prefixes[prefix] = start
        flaw = NamedNode(known[v.KG.mappedFlaw])
        rows.append((
            _curie("flaw", flaw.value), labels[flaw], _curie("skos", known[v.KG.relation]), f"{prefix}:{local}", _JUSTIFICATION,
            _curie("scheme", known[v.KG.targetScheme]), known.get(v.KG.readAt, ""),
            "" if known[v.KG.verified] == "true" else UNVERIFIED,
        ))  # fmt: skip
    out = io.StringIO()
    out.writelines(f"#{line}\n" for line in _head(facts[_SET], prefixes))
    table = csv.writer(out, delimiter="\t", lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(sorted(rows))
    return out.getvalue()


def _facts(name: str) -> Facts:
    """What a file of the ontology says of each node; of several values the last, so for single ones only."""
    facts: Facts = defaultdict(dict)
    for quad in lexicon.statements(name):
        facts[quad.subject][quad.predicate] = quad.object.value  # type: ignore[index,union-attr]
    return facts


def _object(known: dict[NamedNode, str], facts: Facts) -> tuple[str, str, str]:
    """The prefix of the target, what it stands for, and the target's local name; SEVCO's codes bring their prefix along."""
    term, scheme = known[v.KG.targetTerm], known[v.KG.targetScheme]
    name = facts[NamedNode(scheme)][v.SKOS.notation]
    page = known.get(v.KG.targetPage)
    if page:
        start = page.rindex(term)
        return name, page[:start], page[start:]
    prefix, _, local = term.rpartition(":")
    return prefix or name, f"{scheme}/", quote(local, safe="")


def _curie(prefix: str, iri: str) -> str:
    return f"{prefix}:{iri.removeprefix(v.PREFIXES[prefix])}"


def _head(of: dict[NamedNode, str], prefixes: dict[str, str]) -> list[str]:
    return [
        "curie_map:",
        *(f"  {name}: {iri}" for name, iri in sorted(prefixes.items())),
        f"mapping_set_id: {_SET.value}",
        f"mapping_set_version: {of[v.OWL.versionInfo]}",
        f"mapping_set_title: {of[v.DCTERMS.title]}",
        f"mapping_set_description: {of[v.DCTERMS.description]}",
        f"license: {of[v.DCTERMS.license]}",
        "subject_type: skos concept",
        "subject_source: flaw:scheme",
    ]
