"""What a change has to do, given what the server holds: nothing is sent where nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import pyoxigraph as ox

from kg.store.remote.questions import question

__all__ = ["Difference", "by_graph"]

_ROWS = 500  # of one question


class Difference:
    """Graphs to empty (`emptied`), single quads to remove (`gone`) and quads to add (`fresh`, in the order given).

    `quads` reads a graph of the server, `size` counts one, `select` asks it. False where there is nothing to do.
    """

    def __init__(
        self,
        drop: list[ox.NamedNode],
        new: list[ox.Quad],
        remove: list[ox.Quad],
        quads: Callable[[ox.NamedNode], Iterator[ox.Quad]],
        size: Callable[[ox.NamedNode], int],
        select: Callable[[str], ox.QuerySolutions],
    ) -> None:
        kept = {quad.graph_name for quad in new}
        before = {graph: set(quads(graph)) for graph in drop if graph in kept}
        coming, old = set(new), set().union(*before.values())
        self.emptied = [g for g in drop if (before[g] and before[g].isdisjoint(coming) if g in before else size(g))]
        left = {quad for graph in before if graph not in self.emptied for quad in before[graph] - coming}
        elsewhere = [quad for quad in remove if quad not in coming and quad.graph_name not in drop]
        self.gone = elsewhere + sorted(left, key=str)
        self.fresh = [quad for quad in new if quad not in old]
        if not self.emptied and not left:  # to remove what is not there and to add what is there is no change
            held = _held([q for q in (*elsewhere, *self.fresh) if q.graph_name not in drop], select)
            self.gone = [quad for quad in elsewhere if quad in held]
            self.fresh = [quad for quad in self.fresh if quad not in held]

    def __bool__(self) -> bool:
        return bool(self.emptied or self.gone or self.fresh)


def by_graph(quads: Iterable[ox.Quad]) -> dict[ox.NamedNode, list[ox.Quad]]:
    """The quads of each graph, in the order given."""
    found: dict[ox.NamedNode, list[ox.Quad]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode):
            found.setdefault(quad.graph_name, []).append(quad)
    return found


def _held(quads: list[ox.Quad], select: Callable[[str], ox.QuerySolutions]) -> set[ox.Quad]:
    """Which of the quads the server has.

    Values are asked for by subject and predicate, since servers write them in ways of their own.
    """
    found: set[ox.Quad] = set()
    for graph, some in by_graph(quads).items():
        links = [(q.subject, q.predicate, q.object) for q in some if isinstance(q.object, ox.NamedNode)]
        values = [(q.subject, q.predicate) for q in some if not isinstance(q.object, ox.NamedNode)]
        for name, rows in (("links", links), ("values", values)):
            waiting = iter(dict.fromkeys(rows))
            while chosen := list(islice(waiting, _ROWS)):
                answer = select(question(name, chosen, graph=graph))
                found |= {ox.Quad(row["s"], row["p"], row["o"], graph) for row in answer}
    return found & set(quads)
