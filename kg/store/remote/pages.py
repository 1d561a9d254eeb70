"""Whole graphs read from a server, in portions that its limits on rows leave whole, and counted.

What was read is held against the server's own count of each graph, so that a silent cut is found on any server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.remote.questions import question

__all__ = ["Pages"]

_ROWS = 5_000  # some servers give 10,000 at most
Terms = tuple[ox.NamedNode | None, ox.NamedNode | None, ox.NamedNode | ox.Literal | None]
Select = Callable[[str], ox.QuerySolutions]
Graph = Callable[[ox.NamedNode], list[ox.Triple]]


class Pages:
    """Reads by `select`, which asks the server, and `graph`, which fetches one whole. The `hidden` are passed over.

    `lists` says that the server knows its graphs without a look at every triple.
    """

    def __init__(self, select: Select, graph: Graph, hidden: frozenset[str], *, lists: bool) -> None:
        self._select, self._graph, self._hidden, self._lists = select, graph, hidden, lists

    def names(self) -> Iterator[ox.NamedNode]:
        """The names of the graphs."""
        for row in self._paged("listed" if self._lists else "names"):
            name = row["g"]
            if isinstance(name, ox.NamedNode) and name.value not in self._hidden:
                yield name

    def sizes(self) -> Iterator[tuple[ox.NamedNode, int]]:
        """The graphs with the count of their triples."""
        for row in self._paged("sizes"):
            name = row["g"]
            if isinstance(name, ox.NamedNode) and name.value not in self._hidden:
                yield name, _count(row)

    def size(self, graph: ox.NamedNode) -> int:
        """How many triples a graph has; 0 where it is not there."""
        return sum(_count(row) for row in self._select(question("size", graph=graph)))

    def quads(self, graph: ox.NamedNode | None = None) -> Iterator[ox.Quad]:
        """The quads of one graph, or of all; raises StoreError where some did not come."""
        for name, expected in self.sizes() if graph is None else [(graph, self.size(graph))]:
            triples = self._graph(name) if expected else []
            if len(triples) == expected:
                yield from (ox.Quad(t.subject, t.predicate, t.object, name) for t in triples)
                continue
            quads = list(self.matching(name, (None, None, None)))  # a limit that cut it does not cut pages
            _check(name, expected, len(quads))
            yield from quads

    def matching(self, graph: ox.NamedNode, terms: Terms) -> Iterator[ox.Quad]:
        """The quads of a graph with these terms; raises as `quads` does."""
        wanted: dict[str, Any] = dict(zip(("s", "p", "o"), terms, strict=True))
        found: list[ox.Quad] = []
        while True:
            rows = list(self._select(question("matching", graph=graph, **wanted, offset=len(found), limit=_ROWS)))
            for row in rows:
                said: list[Any] = [row[name] if term is None else term for name, term in wanted.items()]
                found.append(ox.Quad(said[0], said[1], said[2], graph))
            if len(rows) < _ROWS:
                break
        if len(found) >= _ROWS:
            _check(graph, len(found), len(set(found)))
        yield from found

    def _paged(self, name: str) -> Iterator[ox.QuerySolution]:
        after = ""
        while True:
            rows = list(self._select(question(name, after=ox.Literal(after), limit=_ROWS)))
            yield from rows
            if len(rows) < _ROWS:
                return
            after = rows[-1]["g"].value


def _count(row: ox.QuerySolution) -> int:
    count = row["n"]
    return int(count.value) if isinstance(count, ox.Literal) else 0


def _check(name: ox.NamedNode, expected: int, found: int) -> None:
    if found != expected:
        raise StoreError(
            f"the server counts {expected:,} triples in {name.value} and gave {found:,}",
            hint="It may limit its answers (see docs/servers.md), or somebody wrote in between: try again.",
        )
