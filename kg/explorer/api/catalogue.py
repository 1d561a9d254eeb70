"""What the store and the ontology hold, as lists: flaws, instruments, sources, the words of queries, and the API itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.explorer import named
from kg.explorer.api.listing import listed
from kg.explorer.api.parameters import Values
from kg.explorer.asked import Asked
from kg.explorer.asking.vocabulary import vocabulary
from kg.handbook.entries import Flaw, Instrument
from kg.rdf.vocab import BASE
from kg.report.known import Known, Row
from kg.views.report import addresses

__all__ = ["described", "flaw", "flaws", "index", "instruments", "sources", "words"]

Told = Mapping[str, Any]

_SOURCE = ("format", "sha256", "ingested", "papers", "findings", "estimates", "citations", "notices", "problems")


def index(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """What the store holds in numbers, and every address with what it answers."""
    from kg.explorer.api.operations import OPERATIONS

    counts = {name: sum(int(str(row[name])) for row in known.sources.values()) for name in ("findings", "estimates", "citations")}
    return {
        "title": known.title,
        "made_by": known.site.made_by,
        "openapi": "/api/openapi.json",
        "passages": known.site.passages,
        "licence": known.site.licence,
        "holds": {"sources": len(known.sources), "papers": len(known.papers), "flaws": len(known.flaws)} | counts,
        "operations": [{"path": one.path, "about": one.about} for one in OPERATIONS],
    }


def described(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """The OpenAPI document, for the address of the server that is asked."""
    from kg.explorer.api.openapi import document

    return document(known.site.made_by.partition(" ")[2], asked.origin)


def flaws(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """The categories in the order of the ontology; `appraised` counts the papers with any appraisal."""
    told = listed(asked, list(known.flaws), values["limit"], values["offset"])
    return told | {"appraised": _appraised(known), "items": [_flaw(known, name) for name in told["items"]]}


def flaw(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """One category whole."""
    name = named.flaw(known, part)
    one = known.flaws[name]
    return _flaw(known, name) | {
        "appraised": _appraised(known),
        "names": list(one.names),
        "path": [_identifier(above.iri) for above in one.path],
        "narrower": [_identifier(below.iri) for below in one.narrower],
        "rules": [rule.label for rule in one.rules],
        "mappings": [
            {
                "iri": mapping.iri, "scheme": mapping.scheme.label, "term": mapping.term, "compared": mapping.compared,
                "page": mapping.page, "verified": mapping.verified,
            }
            for mapped in one.mapped
            for mapping in mapped.mappings
        ],
        "papers_with_it": f"/api/papers?flaw={name}",
    }  # fmt: skip


def _flaw(known: Known, name: str) -> dict[str, Any]:
    """The category in short: `papers` of `judged` have it; a `share` only where it was looked for (`sought`)."""
    one: Flaw = known.flaws[name]
    row: Row = known.shares.get(name, {"papers": 0, "judged": 0, "mixed": 0, "share": None, "low": None, "high": None})
    sought = name in known.sought
    return {
        "id": name, "iri": one.name.iri, "label": one.name.label, "definition": one.definition, "tier": one.tier,
        "domain": known.domain(name), "papers": row["papers"], "judged": row["judged"], "mixed": row["mixed"], "sought": sought,
        **{bound: row[bound] if sought else None for bound in ("share", "low", "high")},
        "page": addresses.flaw(name),
    }  # fmt: skip


def _appraised(known: Known) -> int:
    return max((int(str(row["appraised"])) for row in known.shares.values()), default=0)


def _identifier(iri: str) -> str:
    return iri.removeprefix(f"{BASE}flaw/")


def instruments(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """The instruments; `papers` counts those with estimates on each, what a program read included."""
    told = listed(asked, list(known.instruments.items()), values["limit"], values["offset"])
    return told | {"items": [_instrument(known, name, one) for name, one in told["items"]]}


def _instrument(known: Known, name: str, one: Instrument) -> dict[str, Any]:
    return {
        "id": name, "iri": one.name.iri, "label": one.name.label, "abbreviations": list(one.abbreviations),
        "construct": one.construct, "low": one.low, "high": one.high, "unit": one.unit, "better": one.better.label,
        "papers": known.measured.get(name, 0),
        "thresholds": [
            {
                "iri": limit.iri, "value": limit.value, "high": limit.high, "unit": limit.unit, "basis": limit.basis.label,
                "population": limit.population, "citation": limit.citation, "doi": limit.doi, "pmid": limit.pmid,
                "verified": limit.verified,
            }
            for limit in one.thresholds
        ],
        "page": addresses.instrument(name),
    }  # fmt: skip


def sources(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """The sources as the log has them, by the name of the file; where it lies on the server is not told."""
    told = listed(asked, list(known.sources.items()), values["limit"], values["offset"])
    items = [
        {"iri": iri, "name": str(row["source"]).rsplit("/", 1)[-1]}
        | {name: row[name] for name in _SOURCE}
        | {"page": addresses.source(iri)}
        for iri, row in told["items"]
    ]
    return told | {"items": items}


def words(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """What the editor of queries completes from."""
    return vocabulary(known)
