"""Turns a change of quads into one SPARQL update, which the engine carries out whole or not at all.

The engine has no other atomic step that both removes and adds. Terms are written by the engine's serializer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from kg.errors import UsageError

__all__ = ["checked", "has_blank", "update_text"]

_Terms = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def checked(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """The quads as a list; raises UsageError for one outside a named graph, or with an IRI that is none."""
    found = list(quads)
    iris: set[str] = set()
    for quad in found:
        if not isinstance(quad.graph_name, ox.NamedNode):
            raise UsageError(f"a store keeps quads in graphs that have an IRI: {quad}")
        iris.add(quad.graph_name.value)
        for term in _terms(quad.triple):
            if isinstance(term, ox.NamedNode):
                iris.add(term.value)
            elif isinstance(term, ox.Literal):
                iris.add(term.datatype.value)
    for iri in iris:
        try:
            ox.NamedNode(iri)  # lenient parsers make nodes that are no IRIs, and the serializer trusts them
        except ValueError as error:
            raise UsageError(f"{iri!r} is not an IRI: {error}") from error
    return found


def has_blank(quad: ox.Quad) -> bool:
    """Whether a blank node is in it."""
    return any(isinstance(term, ox.BlankNode) for term in _terms(quad.triple))


def update_text(drop: Iterable[ox.NamedNode], remove: Iterable[ox.Quad], add: Iterable[ox.Quad]) -> str:
    """The update of checked quads: drop graphs, then remove, then add. Raises UsageError for a blank node to remove."""
    remove, add = list(remove), list(add)
    for quad in remove:
        if has_blank(quad):
            raise UsageError(f"a quad with a blank node cannot be removed alone, only with its graph: {quad}")
    steps = [f"DROP SILENT GRAPH {graph}" for graph in drop]
    steps += [f"{verb} DATA {{\n{_data(quads)}}}" for verb, quads in (("DELETE", remove), ("INSERT", add)) if quads]
    return ";\n".join(steps)


def _data(quads: list[ox.Quad]) -> str:
    by_graph: defaultdict[str, list[ox.Triple]] = defaultdict(list)
    for quad in quads:
        by_graph[str(quad.graph_name)].append(quad.triple)
    return "".join(f"GRAPH {graph} {{\n{_lines(triples)}}}\n" for graph, triples in by_graph.items())


def _lines(triples: list[ox.Triple]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def _terms(triple: ox.Triple) -> Iterable[_Terms]:
    yield triple.subject
    yield triple.predicate
    if isinstance(triple.object, ox.Triple):
        yield from _terms(triple.object)
    else:
        yield triple.object
