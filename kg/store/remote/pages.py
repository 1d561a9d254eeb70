"""Whole graphs read from a server, in portions that its limits on rows leave whole, and counted.

What was read is held against the server's own count of each graph, so that a silent cut is found on any server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyoxigraph as ox

from kg.errors import StoreError

__all__ = ["Pages"]

_ROWS = 5_000  # some servers give 10,000 at most
_NAMES = "SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {after} }} ORDER BY STR(?g) LIMIT {rows}"
_LISTED = "SELECT ?g WHERE {{ GRAPH ?g {{ }} FILTER EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }} {after} }} ORDER BY STR(?g) LIMIT {rows}"
_SIZES = "SELECT ?g (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {after} }} GROUP BY ?g ORDER BY STR(?g) LIMIT {rows}"
_SIZE = "SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
_MATCHING = (
    "SELECT * WHERE {{ {{ SELECT {wanted} WHERE {{ GRAPH {graph} {{ {pattern} }} }} {order} }} }} OFFSET {offset} LIMIT {rows}"
)

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
        for row in self._paged(_LISTED if self._lists else _NAMES):
            name = row["g"]
            if isinstance(name, ox.NamedNode) and name.value not in self._hidden:
                yield name

    def sizes(self) -> Iterator[tuple[ox.NamedNode, int]]:
        """The graphs with the count of their triples."""
        for row in self._paged(_SIZES):
            name = row["g"]
            if isinstance(name, ox.NamedNode) and name.value not in self._hidden:
                yield name, _count(row)

    def size(self, graph: ox.NamedNode) -> int:
        """How many triples a graph has; 0 where it is not there."""
        return sum(_count(row) for row in self._select(_SIZE.format(graph=graph)))

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
        names = ("?s", "?p", "?o")
        pattern = " ".join(name if term is None else str(term) for name, term in zip(names, terms, strict=True))
        wanted = " ".join(name for name, term in zip(names, terms, strict=True) if term is None)
        parts = {
            "wanted": wanted or "(1 AS ?n)",
            "order": f"ORDER BY {wanted}" if wanted else "",
            "graph": graph,
            "pattern": pattern,
        }
        found: list[ox.Quad] = []
        while True:
            page = _MATCHING.format(**parts, offset=len(found), rows=_ROWS)
            rows = list(self._select(page))
            for row in rows:
                said: list[Any] = [row[name[1:]] if term is None else term for name, term in zip(names, terms, strict=True)]
                found.append(ox.Quad(said[0], said[1], said[2], graph))
            if len(rows) < _ROWS:
                break
        if len(found) >= _ROWS:
            _check(graph, len(found), len(set(found)))
        yield from found

    def _paged(self, template: str) -> Iterator[ox.QuerySolution]:
        after = ""
        while True:
            rows = list(self._select(template.format(after=after, rows=_ROWS)))
            yield from rows
            if len(rows) < _ROWS:
                return
            after = f"FILTER(STR(?g) > {ox.Literal(rows[-1]['g'].value)})"


def _count(row: ox.QuerySolution) -> int:
    count = row["n"]
    return int(count.value) if isinstance(count, ox.Literal) else 0


def _check(name: ox.NamedNode, expected: int, found: int) -> None:
    if found != expected:
        raise StoreError(
            f"the server counts {expected:,} triples in {name.value} and gave {found:,}",
            hint="It may limit its answers (see docs/servers.md), or somebody wrote in between: try again.",
        )
