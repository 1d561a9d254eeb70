"""The graph written out: one function per file ending, each byte-stable for the same content.

What sources say, what was drawn from them and what rules derived is written; the store's log (locations, times) never is, the
ontology on request. `.nq` and `.trig` are written graph by graph, in memory for the largest of them and the names of all; the
others need the whole at once.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import IO

import pyoxigraph as ox

from kg.errors import StoreInUse, UsageError
from kg.rdf import jsonld, lexicon, mint
from kg.rdf.vocab import PREFIXES, RDF
from kg.store import Store

__all__ = ["FORMATS", "Writer", "export", "quads", "writer"]

Writer = Callable[[Store, IO[bytes], bool], None]


def quads(store: Store, *, ontology: bool = False) -> Iterator[ox.Quad]:
    """What is exported, in one fixed order: by graph, then subject (its type first), predicate and object.

    Raises StoreInUse where the store was written meanwhile.
    """
    hidden = {mint.LOG} | (set() if ontology else {mint.knowledge(name) for name in lexicon.FILES})
    revision = store.revision()
    for graph in sorted((graph for graph in store.graphs() if graph not in hidden), key=str):
        yield from sorted(store.quads(graph), key=_order)
    if store.revision() != revision:
        raise StoreInUse("the store was written by somebody else in the meantime", hint="Try again when that has finished.")


def _order(quad: ox.Quad) -> tuple[str, bool, str, str]:
    return (str(quad.subject), quad.predicate != RDF.type, str(quad.predicate), str(quad.object))


def export(store: Store, ending: str, *, ontology: bool = False) -> bytes:
    """The file of that ending (`.ttl`, `.trig`, `.nq`, `.jsonld`, `.graphml`); raises as `writer` does."""
    out = io.BytesIO()
    writer(ending)(store, out, ontology)
    return out.getvalue()


def writer(ending: str) -> Writer:
    """What writes files of that ending: a store, an open file, whether with the ontology. Raises UsageError for another."""
    if ending not in FORMATS:
        known = ", ".join((*FORMATS, ".parquet", ".csv", ".sssom.tsv"))  # written by kg.columns.export and kg.mappings
        raise UsageError(f"kg cannot write {ending or 'a file without an ending'}.", hint=f"Endings: {known}")
    return FORMATS[ending]


def _turtle(store: Store, file: IO[bytes], ontology: bool) -> None:
    """All graphs merged; Turtle has no room for their names."""
    triples = {q.triple for q in quads(store, ontology=ontology)}
    ordered = sorted(triples, key=lambda t: (str(t.subject), t.predicate != RDF.type, str(t.predicate), str(t.object)))
    _serialize(ordered, file, ox.RdfFormat.TURTLE)


def _rdf(form: ox.RdfFormat) -> Writer:
    return lambda store, file, ontology: _serialize(quads(store, ontology=ontology), file, form)


def _serialize(statements: Iterable[ox.Quad] | Iterable[ox.Triple], file: IO[bytes], form: ox.RdfFormat) -> None:
    prefixes = None if form == ox.RdfFormat.N_QUADS else dict(sorted(PREFIXES.items()))
    ox.serialize(statements, file, format=form, prefixes=prefixes)


def _jsonld(store: Store, file: IO[bytes], ontology: bool) -> None:
    file.write(jsonld.document(quads(store, ontology=ontology)))


def _graphml(store: Store, file: IO[bytes], _ontology: bool) -> None:
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
    nx.write_graphml(plain, file)


def _xml(text: str) -> str:
    """Without the control characters that XML 1.0 cannot hold."""
    return "".join(c if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd" for c in text)


FORMATS: dict[str, Writer] = {
    ".ttl": _turtle,
    ".trig": _rdf(ox.RdfFormat.TRIG),
    ".nq": _rdf(ox.RdfFormat.N_QUADS),
    ".jsonld": _jsonld,
    ".graphml": _graphml,
}
