"""All statements about one thing: those it is the subject of, with the passages they quote, each in its graph."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from kg.rdf import jsonld
from kg.rdf.vocab import PREFIXES
from kg.report.known import Known
from kg.report.paper_files import allowed, turtle
from kg.resources import read_text
from kg.tables import visible

__all__ = ["FORMATS", "MOST", "TITLES", "about", "mentioning", "written"]

MOST = 20_000
MENTIONS = 200
_QUOTED = re.compile(r".*/source/[^/]+/passage/\d+-\d+(?:/selector)?")
FORMATS = {
    "turtle": "text/turtle", "ntriples": "application/n-triples", "jsonld": "application/ld+json",
    "nquads": "application/n-quads", "trig": "application/trig", "rdfxml": "application/rdf+xml",
}  # fmt: skip
TITLES = {
    "turtle": "Turtle", "ntriples": "N-Triples", "jsonld": "JSON-LD", "nquads": "N-Quads", "trig": "TriG", "rdfxml": "RDF/XML",
}  # fmt: skip
_WRITERS = {
    "ntriples": ox.RdfFormat.N_TRIPLES, "nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "rdfxml": ox.RdfFormat.RDF_XML,
}  # fmt: skip


def about(known: Known, iri: str) -> tuple[list[ox.Quad], bool]:
    """The statements, passages as far as they may be shown, and whether there are more than 20,000, of which these are some."""
    text = read_text("explorer", "iris", "described.rq")
    quads: dict[ox.Quad, None] = {}
    waiting, seen, cut = [iri], {iri}, False
    while waiting:
        thing = ox.NamedNode(waiting.pop())
        for graph, predicate, value in known.store.query(text, {"thing": thing}):  # type: ignore[union-attr]
            if len(quads) >= MOST:
                cut = True
                break
            quads[ox.Quad(thing, predicate, value, graph)] = None
            if isinstance(value, ox.NamedNode) and value.value not in seen and _QUOTED.fullmatch(value.value):
                seen.add(value.value)
                waiting.append(value.value)
    return sorted(allowed(known, quads), key=lambda quad: (str(quad.graph_name), str(quad.subject) != f"<{iri}>", str(quad))), cut


def mentioning(known: Known, iri: str) -> tuple[list[tuple[str, str, str]], bool]:
    """Graph, subject and predicate of statements with the thing as object, at most 200, and whether there are more."""
    rows = known.store.query(read_text("explorer", "iris", "mentioning.rq"), {"thing": ox.NamedNode(iri)})
    found = sorted(tuple(term.value for term in row) for row in rows)  # type: ignore[union-attr]
    return found[:MENTIONS], len(found) > MENTIONS


def written(known: Known, quads: list[ox.Quad], form: str) -> bytes:
    """The statements in one of `FORMATS`; Turtle says before each part which source states it."""
    if form == "turtle":
        return _turtle(known, quads)
    if form == "jsonld":
        return jsonld.document(quads)
    if form in ("nquads", "trig"):
        return ox.serialize(quads, format=_WRITERS[form], prefixes=_prefixes(form)) or b""
    triples = dict.fromkeys(quad.triple for quad in quads)
    return ox.serialize(triples, format=_WRITERS[form], prefixes=_prefixes(form)) or b""


def _prefixes(form: str) -> dict[str, str] | None:
    return None if form in ("ntriples", "nquads") else dict(sorted(PREFIXES.items()))


def _turtle(known: Known, quads: Iterable[ox.Quad]) -> bytes:
    graphs: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name.value].append(quad)  # type: ignore[union-attr]
    parts = []
    for at, (graph, said) in enumerate(graphs.items()):
        lines = turtle(quad.triple for quad in said).splitlines(keepends=True)
        if at == 0:
            parts += [line for line in lines if line.startswith("@prefix ")]
        name = " ".join(visible(known.source(graph).text).split())
        parts.append(f"\n# Stated in the graph {graph}" + (f", read from {name}\n" if name != graph else "\n"))
        parts += [line for line in lines if not line.startswith("@prefix ")]
    return "".join(parts).encode("utf-8", "replace")
