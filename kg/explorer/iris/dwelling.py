"""Where a thing is shown to people: the page that it has, or the place on the page of what it belongs to."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox

from kg.errors import NotFound
from kg.rdf import vocab as v
from kg.rdf.vocab import BASE
from kg.report.article import article
from kg.report.judged import anchors
from kg.report.known import Known
from kg.resources import read_text
from kg.views.report import addresses

__all__ = ["dwelling"]

_OF_PAPER = {"study": "#study", "arm": "#study", "outcome": "#estimates"}
_HOPS = 4


def dwelling(known: Known, iri: str, hops: int = _HOPS) -> str | None:
    """The address from the root of the site, with an anchor; None where no page shows the thing."""
    if not iri.startswith(BASE) or not hops:
        return None
    kind, *rest = iri.removeprefix(BASE).split("/")
    name = rest[0] if rest else ""
    if kind == "paper" and name in known.papers:
        part = rest[1] if len(rest) > 1 else ""
        if part == "outcome" and not any(_said(known, iri, term) for term in (v.KG.estimate, v.KG.groupValue)):
            part = ""  # no page shows what was only to be measured
        return addresses.paper(name) + _OF_PAPER.get(part, "")
    if kind == "flaw" and name in known.flaws:
        return addresses.flaw(name)
    if kind == "instrument" and name in known.instruments:
        return addresses.instrument(name) + ("#thresholds" if len(rest) > 1 else "")
    if kind == "rule" and name in known.rules:
        return f"{addresses.METHODS}#rule-{quote(name)}"
    if kind == "source" and f"{BASE}source/{name}" in known.sources and rest[1:] in ([], ["extraction"]):
        return addresses.source(f"{BASE}source/{name}")
    if kind == "article":
        return _article(known, iri)
    if kind == "finding":
        return _finding(known, iri)
    return _part(known, iri, kind, hops)


def _article(known: Known, iri: str) -> str | None:
    try:
        return article(known, iri).address
    except NotFound:
        return None


def _finding(known: Known, iri: str) -> str | None:
    for quad in _said(known, iri, v.KG.paper):
        key = quad.removeprefix(f"{BASE}paper/")
        if key in known.papers:
            anchor = anchors(known, key, list(known.documents.of(key))).get(iri)
            return addresses.paper(key) + (f"#{anchor}" if anchor else "#findings")
    return None


_OWNERS = {  # the properties that lead from its owner to a thing of that kind, and its place on the page of the owner
    "passage": ((v.KG.passage, v.KG.commentary), ""),
    "appraisal": ((v.KG.appraisal,), "#findings"),
    "overall": ((v.KG.overall,), "#overall"),
    "estimate": ((v.KG.estimate,), "#estimates"),
    "group-value": ((v.KG.groupValue,), "#estimates"),
    "outcome": ((v.KG.outcome,), "#read-estimates"),
}


def _part(known: Known, iri: str, kind: str, hops: int) -> str | None:
    """The place on the page of what the thing belongs to."""
    if kind == "source":
        parts = iri.removeprefix(BASE).split("/")
        kind = next((one for one in ("passage", "outcome") if one in parts), "")
    if kind == "derived":
        pages = [dwelling(known, one, 1) for one in _said(known, iri, v.KG.paper)]
        return next((f"{page}#derived" for page in pages if page), None)
    if kind == "notice":
        return _notice(known, iri)
    terms, anchor = _OWNERS.get(kind, ((), ""))
    for term in terms:
        for owner in _naming(known, iri, term):
            page = dwelling(known, owner, hops - 1)
            if page is not None:
                return page if not anchor or "#read-" in page else page.partition("#")[0] + anchor
    return None


def _notice(known: Known, iri: str) -> str | None:
    for same in _said(known, iri, v.KG.concerns):
        for owner in _naming(known, same, v.SCHEMA.sameAs):
            page = dwelling(known, owner, 1)
            if page is not None:
                return f"{page}#notices"
    return f"{addresses.QUALITY}#retracted"


def _said(known: Known, iri: str, term: ox.NamedNode) -> list[str]:
    """The IRIs that the thing is linked to by that property, in any graph."""
    return _others(known, "linked", iri, term)


def _naming(known: Known, iri: str, term: ox.NamedNode) -> list[str]:
    """The IRIs of what is linked to the thing by that property."""
    return _others(known, "linking", iri, term)


def _others(known: Known, name: str, iri: str, term: ox.NamedNode) -> list[str]:
    rows = known.store.query(read_text("explorer", "iris", f"{name}.rq"), {"thing": ox.NamedNode(iri), "term": term})
    return sorted({row[0].value for row in rows})  # type: ignore[union-attr]
