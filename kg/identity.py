"""Which key stands for which published paper: DOIs and PubMed numbers as the sources give them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.records import Paper
from kg.sparql import ask
from kg.store import Store

__all__ = ["Identities"]


class Identities:
    """The identifiers that each source (by its graph) gives for each key."""

    def __init__(self, store: Store) -> None:
        self._by_key: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self._keys: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in ask(store, "identifiers").dicts():
            for kind, value in (("DOI", row["doi"]), ("PubMed number", row["pmid"])):
                if isinstance(value, str):
                    self._add(kind, str(row["paper"]), value, str(row["graph"]))

    def _add(self, kind: str, key: str, value: str, graph: str) -> None:
        self._by_key[kind, key][graph] = value.lower()
        self._keys[kind, value.lower()].add(key)

    def add(self, paper: Paper, graph: str) -> None:
        """Take in what the source with that graph says of the paper."""
        for kind, value in _identifiers(paper):
            self._add(kind, paper.key, value, graph)

    def forget(self, graph: str) -> None:
        """Drop what a source said before it was exchanged."""
        for claims in self._by_key.values():
            claims.pop(graph, None)

    def clash(self, paper: Paper, before: str | None) -> str | None:
        """Why the key cannot stand for this paper: another source gives it another DOI or PubMed number.

        `before` is the graph of what this same source said earlier, which does not count.
        """
        for kind, value in _identifiers(paper):
            claims = self._by_key[kind, paper.key]
            for other in sorted({claim for graph, claim in claims.items() if graph != before}):
                if other != value.lower():
                    return f"the key {paper.key} already stands for the paper with {kind} {other}, not {value}"
        return None

    def twins(self, paper: Paper) -> Iterator[str]:
        """Other keys under which the same paper is known."""
        for kind, value in _identifiers(paper):
            for key in sorted(self._keys[kind, value.lower()] - {paper.key}):
                if value.lower() in self._by_key[kind, key].values():
                    yield f"{kind} {value} is also the paper {key}"


def _identifiers(paper: Paper) -> Iterator[tuple[str, str]]:
    if paper.doi is not None:
        yield "DOI", paper.doi
    if paper.pmid is not None:
        yield "PubMed number", paper.pmid
