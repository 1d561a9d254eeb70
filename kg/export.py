"""The graph written out: one function per file ending, each byte-stable for the same content.

What sources say, what was drawn from them and what rules derived is written; the store's log (locations, times) never is, the
ontology on request.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

import pyoxigraph as ox

from kg.errors import UsageError
from kg.rdf import jsonld, lexicon, mint
from kg.rdf.vocab import PREFIXES, RDF
from kg.store import Store

__all__ = ["FORMATS", "export", "quads"]


def quads(store: Store, *, ontology: bool = False) -> list[ox.Quad]:
    """What is exported, in one fixed order: by graph, then subject (its type first), predicate and object."""
    hidden = {mint.LOG.value} | (set() if ontology else {mint.knowledge(name).value for name in lexicon.FILES})
    return sorted((q for q in store.quads() if str(getattr(q.graph_name, "value", "")) not in hidden), key=_order)


def _order(quad: ox.Quad) -> tuple[str, str, bool, str, str]:
    return (str(quad.graph_name), str(quad.subject), quad.predicate != RDF.type, str(quad.predicate), str(quad.object))


def export(store: Store, ending: str, *, ontology: bool = False) -> bytes:
    """The file of that ending (`.ttl`, `.trig`, `.nq`, `.jsonld`, `.graphml`); raises UsageError for another."""
    if ending not in FORMATS:
        known = ", ".join((*FORMATS, ".parquet", ".csv", ".sssom.tsv"))  # written by kg.columns.export and kg.mappings
        raise UsageError(f"kg cannot write {ending or 'a file without an ending'}.", hint=f"Endings: {known}")
    return FORMATS[ending](store, ontology)


def _turtle(store: Store, ontology: bool) -> bytes:
    """All graphs merged; Turtle has no room for their names."""
    triples = {q.triple for q in quads(store, ontology=ontology)}
    ordered = sorted(triples, key=lambda t: (str(t.subject), t.predicate != RDF.type, str(t.predicate), str(t.object)))
    return _written(ordered, ox.RdfFormat.TURTLE)


def _rdf(form: ox.RdfFormat) -> Callable[[Store, bool], bytes]:
    return lambda store, ontology: _written(quads(store, ontology=ontology), form)


def _written(statements: Iterable[ox.Quad] | Iterable[ox.Triple], form: ox.RdfFormat) -> bytes:
    prefixes = None if form == ox.RdfFormat.N_QUADS else dict(sorted(PREFIXES.items()))
    return ox.serialize(statements, format=form, prefixes=prefixes) or b""


def _graphml(store: Store, _ontology: bool) -> bytes:
    """Papers, citing articles, flaws and outcomes as one network; lists are written as JSON text."""
    import json

    import networkx as nx

    from kg.projection import project

    graph = project(store)
    plain = nx.MultiDiGraph()

    def flat(attributes: dict[str, object]) -> dict[str, object]:
        values = ((k, json.dumps(v, ensure_ascii=False) if isinstance(v, list) else v) for k, v in sorted(attributes.items()))
        return {k: _xml(v) if isinstance(v, str) else v for k, v in values if v is not None}

    for node in sorted(graph):
        plain.add_node(node, **flat(graph.nodes[node]))
    for start, end, key, attributes in sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        plain.add_edge(start, end, key=key, **flat(attributes))
    out = io.BytesIO()
    nx.write_graphml(plain, out)
    return out.getvalue()


def _xml(text: str) -> str:
    """Without the control characters that XML 1.0 cannot hold."""
    return "".join(c if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd" for c in text)


FORMATS: dict[str, Callable[[Store, bool], bytes]] = {
    ".ttl": _turtle,
    ".trig": _rdf(ox.RdfFormat.TRIG),
    ".nq": _rdf(ox.RdfFormat.N_QUADS),
    ".jsonld": lambda store, ontology: jsonld.document(quads(store, ontology=ontology)),
    ".graphml": _graphml,
}
