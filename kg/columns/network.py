"""The citations as one network: who cites whom, in compressed sparse rows, and what is asked of such rows, in numpy.

There is no loop over citations in Python: a hop takes all rows of a frontier at once, a step of PageRank all citations.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kg import resources
from kg.columns.opened import Columns

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]

__all__ = ["Network", "connected", "digraph", "downstream", "labels", "network", "pagerank", "reached"]


@dataclass(frozen=True, eq=False)
class Network:
    """Citations among n works. A work is a place from 0 to n - 1.

    `works` are the numbers of the works (see `kg.columns.rows.number`), ascending, shape (n,). `citing` and `cited` are the
    places of the m citations, each pair once, by `cited` and then by `citing`, shape (m,).
    """

    works: NDArray[np.int64]
    citing: Places
    cited: Places

    def __len__(self) -> int:
        return len(self.works)

    @cached_property
    def starts(self) -> Places:
        """Where the row of each work starts in `citing`, shape (n + 1,): the works that cite k are
        `citing[starts[k]:starts[k + 1]]`."""
        import numpy as np

        return np.searchsorted(self.cited, np.arange(len(self.works) + 1))

    def places(self, works: Sequence[int] | NDArray[np.int64]) -> Places:
        """The places of works by their numbers, ascending; those that neither cite nor are cited have none."""
        import numpy as np

        wanted = np.unique(np.asarray(works, np.int64))
        found = np.searchsorted(self.works, wanted)
        known = found < len(self.works)
        known[known] = self.works[found[known]] == wanted[known]
        return found[known]


def network(columns: Columns) -> Network:
    """The network of all citations that the sources name."""
    found = columns.arrays(resources.read_text("columns", "network.sql"))
    return connected(found["citing"], found["cited"])


def connected(citing: NDArray[np.int64], cited: NDArray[np.int64]) -> Network:
    """The network of these citations, given as numbers of works, shape (m,) each; a pair may be named more than once."""
    import numpy as np

    works, places = np.unique(np.concatenate((citing, cited)), return_inverse=True)
    by, of = np.split(places, 2)
    size = max(len(works), 1)
    pairs = np.sort(of * size + by)  # one number for a pair: it sorts faster than two
    cited, citing = np.divmod(pairs[np.diff(pairs, prepend=-1) > 0], size)
    return Network(works, citing, cited)


def reached(found: Network, sources: Places, hops: int) -> NDArray[np.int16]:
    """How many citations each work is from the nearest of the sources (places) that it cites, directly or through others.

    Shape (n,): 0 for the sources, -1 for what is not within `hops`. Every work is looked at once, so that cycles end and a
    work that all others cite costs as many steps as it has citations.
    """
    import numpy as np

    far = np.full(len(found), -1, np.int16)
    far[sources] = 0
    front = np.flatnonzero(far == 0)
    for hop in range(1, hops + 1):
        near = found.citing[_rows(found.starts, front)]
        new = near[far[near] < 0]
        far[new] = hop
        front = np.flatnonzero(far == hop) if len(new) > len(far) // 100 else np.unique(new, return_index=True)[0]
        if not len(front):
            break
    return far


def downstream(columns: Columns, works: Sequence[int] | NDArray[np.int64], hops: int) -> tuple[NDArray[np.int64], Places]:
    """The works (numbers) that cite one of these within so many citations, and how many it takes, shapes (k,), nearest first.

    What `reached` says, asked of the tables step by step: a single question is answered before the network of all citations
    would be made. The given works are among those returned, at 0, as far as they are different.
    """
    import numpy as np

    sql = resources.read_text("columns", "citing.sql")
    layers = [_distinct(np.asarray(works, np.int64))]
    known = layers[0]
    for _ in range(hops):
        if not len(layers[-1]):
            break
        near = _distinct(columns.arrays(sql, tables={"front": {"work": layers[-1]}})["citing"])
        layers.append(near[known[np.searchsorted(known, near).clip(max=len(known) - 1)] != near])
        known = np.sort(np.concatenate((known, layers[-1])))
    return np.concatenate(layers), np.repeat(np.arange(len(layers)), [len(layer) for layer in layers])


def _distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers (0 or more), ascending, each once: sorting them takes a fraction of what `numpy.unique` does."""
    import numpy as np

    ordered: NDArray[np.int64] = np.sort(numbers)
    distinct: NDArray[np.int64] = ordered[np.diff(ordered, prepend=-1) != 0]
    return distinct


def _rows(starts: Places, rows: Places) -> Places:
    """The positions of all entries of these rows, row by row."""
    import numpy as np

    first, sizes = starts[rows], starts[rows + 1] - starts[rows]
    ends = np.cumsum(sizes)
    return np.repeat(first - ends + sizes, sizes) + np.arange(ends[-1] if len(ends) else 0)


def pagerank(found: Network, damping: float = 0.85, tolerance: float = 1e-6, most: int = 100) -> NDArray[np.float64]:
    """PageRank of each work, shape (n,), summing to 1: the definition, start and end of `networkx.pagerank`.

    A work that cites nothing here hands its rank to all alike; it ends when the ranks change by less than n * `tolerance`
    altogether. Brin and Page, Computer Networks 1998;30:107-117. Raises ArithmeticError where `most` steps do not suffice.
    """
    import numpy as np

    n = len(found)
    if not n:
        return np.zeros(0)
    out = np.bincount(found.citing, minlength=n).astype(np.float64)
    silent = np.flatnonzero(out == 0)
    share = np.divide(1.0, out, out=np.zeros(n), where=out > 0)
    rank: NDArray[np.float64] = np.full(n, 1 / n)
    for _ in range(most):
        given = np.bincount(found.cited, weights=(rank * share)[found.citing], minlength=n)
        new = damping * (given + rank[silent].sum() / n) + (1 - damping) / n
        change = float(np.abs(new - rank).sum())
        rank = new
        if change < n * tolerance:
            return rank
    raise ArithmeticError(f"the ranks still change after {most} steps")


def digraph(found: Network, attributes: Mapping[str, Sequence[object]] | None = None) -> nx.DiGraph:
    """The network as a NetworkX graph: nodes are places, an edge goes from the citing to the cited work.

    Places and not keys, because integers are what Python hashes fastest; `labels` says what they stand for. `attributes` are
    values for every work by name of the attribute, n each.
    """
    import networkx as nx
    import numpy as np

    graph = nx.DiGraph()
    order = np.argsort(found.citing, kind="stable")  # the edges of a node one after the other: its dictionary stays at hand
    with _no_collection():
        graph.add_nodes_from(range(len(found)))
        graph.add_edges_from(zip(found.citing[order].tolist(), found.cited[order].tolist(), strict=True))
    for name, values in (attributes or {}).items():
        nx.set_node_attributes(graph, dict(zip(range(len(found)), values, strict=True)), name)
    return graph


@contextmanager
def _no_collection() -> Iterator[None]:
    """No search for garbage inside: while a graph grows there is none, and to look through its edges takes half of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def labels(columns: Columns, found: Network) -> list[str]:
    """The key of each work, or its IRI where it has none, in the order of the places."""
    said = columns.table(resources.read_text("columns", "work-labels.sql"))
    by_number = {work: str(label) for work, label in said.rows}
    return [by_number[work] for work in found.works.tolist()]
