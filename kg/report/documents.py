"""What the sources say of one paper after the other: each document read once, and of a long one only the paper's part."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property, partial
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad

from kg.rdf import mint
from kg.rdf.part import alone, part
from kg.rdf.read import bundles
from kg.records import Bundle
from kg.report.own import question
from kg.sparql import ask
from kg.store import Store

__all__ = ["Documents", "Said"]


class Said(NamedTuple):
    """What one document says of one paper: as a record, and as its statements; what a program read from its prose apart."""

    document: str
    bundle: Bundle
    quads: list[Quad]
    drawn: list[Quad]


class Documents:
    """The documents of a store that describe papers."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.many = False  # whether all documents are looked at once, for many papers, or those on one paper each time

    @cached_property
    def _about(self) -> tuple[dict[str, list[tuple[str, bool]]], Counter[str]]:
        """The documents on each paper with whether they describe it, and the number of papers that each is about."""
        of: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        size: Counter[str] = Counter()
        for row in ask(self._store, question("documents")).dicts():
            of[str(row["paper"])].append((str(row["document"]), row["described"] is True))
            size[str(row["document"])] += 1
        return of, size

    def naming(self, key: str) -> list[str]:
        """The IRIs of the documents that speak of the paper, described or only named, sorted."""
        return [document for document, _ in self._on(key)]

    def of(self, key: str) -> Iterator[Said]:
        """What each document that describes the paper says of it, by the IRI of the document."""
        for document, described in self._on(key):
            if described:
                graph = NamedNode(document)
                own = self._about[1][document] == 1 if self.many else alone(graph, partial(self._store.matching, graph))
                quads = self._quads(graph, key, own)
                drawn = list(self._store.quads(mint.extraction(graph))) if own else []
                for bundle in bundles(quads, drawn):
                    if isinstance(bundle, Bundle) and bundle.record.paper.key == key:
                        yield Said(document, bundle, quads, drawn)

    def _on(self, key: str) -> list[tuple[str, bool]]:
        """The documents on a paper with whether they describe it, sorted."""
        if self.many:
            return self._about[0].get(key, [])
        rows = ask(self._store, question("documents-on"), work=key).dicts()
        return [(str(row["document"]), row["described"] is True) for row in rows]

    def _quads(self, graph: NamedNode, key: str, own: bool) -> list[Quad]:
        """All of a document of its own on the paper; of one on several, what it says of this paper."""
        if own:
            return list(self._store.quads(graph))
        return list(part(graph, mint.paper(key), partial(self._store.matching, graph)))
