"""Groups of papers criticised alike, found in a graph of nearest neighbours, and whether chance would give as clear ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kg.columns import columns_of
from kg.columns.incidence import Concept, incidence, keys
from kg.errors import UsageError
from kg.store import Store
from kg.tables import Cell, Table

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

    Profiles = NDArray[np.bool_]

__all__ = ["COLUMNS", "MOST_PAPERS", "Communities", "Community", "Typical", "communities", "described"]

COLUMNS = (
    "community", "size", "flaw", "label", "papers", "judged", "share", "papers_outside", "judged_outside", "share_outside",
    "modularity", "chance", "p",
)  # fmt: skip
MOST_PAPERS = 2_000  # the graph compares all papers with each other, and every shuffle does so again
NEIGHBOURS = 10
LEAST_JUDGED = 3  # flaws that two papers must both have been judged for
TYPICAL = 5
TRADES = 5  # a paper and shuffle: enough for the shuffled profiles to forget the given ones (Strona 2014)
SEED = 1


class Typical(NamedTuple):
    """A flaw in a community and outside: papers with it present, out of those judged for it."""

    flaw: str
    label: str
    papers: int
    judged: int
    papers_outside: int
    judged_outside: int

    @property
    def difference(self) -> float:
        """The share in the community minus the share outside."""
        return self.papers / self.judged - self.papers_outside / self.judged_outside


@dataclass(frozen=True)
class Community:
    """The keys of its papers, sorted, and its most typical flaws, those first whose shares are most above those outside."""

    papers: tuple[str, ...]
    typical: tuple[Typical, ...]


@dataclass(frozen=True)
class Communities:
    """Communities of two papers and more, the largest first.

    `modularity` (Newman 2004, weighted) is 0 for groups as close as a random graph's and at most 1. `chance` has that of the
    groups found in shuffled profiles, and `p` the share of these (with the given ones) that are as clear, None where nothing
    could be shuffled. `alone`: papers that are like no other; `left_out`: papers that cannot be compared, because nothing was
    called absent in them or nothing present.
    """

    found: tuple[Community, ...]
    modularity: float | None
    chance: tuple[float, ...]
    p: float | None
    alone: tuple[str, ...]
    left_out: int


def communities(store: Store, shuffles: int = 99) -> Communities:
    """The communities of the store's papers by their flaws.

    Two papers are as alike as their shared flaws are many among those present in one or both, of the flaws judged explicitly
    in both. Every paper is linked with the ten it is most like, and the Louvain method (Blondel 2008) groups the graph. Chance
    is what the same makes of profiles in which papers have traded flaws judged in both, so that every paper keeps its number
    of flaws and every flaw its number of papers (the curveball of Strona 2014). Seeds are fixed: the same store gives the same
    answer. A shuffle costs about a second of computing for 2,000 papers. Raises UsageError for more than `MOST_PAPERS` papers
    that can be compared.
    """
    import numpy as np

    columns = columns_of(store)
    said, known = incidence(columns), keys(columns)
    comparable = said.present.any(axis=0) & said.absent.any(axis=0)
    named = sorted((known[int(said.papers[place])], place) for place in np.flatnonzero(comparable).tolist())
    names, places = [name for name, _ in named], [place for _, place in named]
    if len(places) > MOST_PAPERS:
        raise UsageError(
            f"{len(places):,} papers can be compared, and communities are sought among at most {MOST_PAPERS:,}.",
            hint="kg similar PAPER has no such limit.",
        )
    present = np.ascontiguousarray(said.present[:, places].T)
    judged = np.ascontiguousarray((said.present | said.absent)[:, places].T)
    groups, modularity = _groups(_neighbours(present, judged))
    chance: tuple[float, ...] = ()
    if modularity is not None:
        drawn = (_groups(_neighbours(other, judged))[1] for other in _shuffled(present, judged, shuffles))
        chance = tuple(value or 0.0 for value in drawn)  # profiles without a link have no groups at all
    p = (1 + sum(value >= modularity for value in chance)) / (1 + len(chance)) if chance and modularity is not None else None
    found = tuple(
        Community(tuple(names[place] for place in group), tuple(_typical(said.concepts, present, judged, group)))
        for group in groups
        if len(group) > 1
    )
    alone = tuple(names[group[0]] for group in groups if len(group) == 1)
    return Communities(found, modularity, chance, p, alone, int(np.count_nonzero(~comparable)))


def described(found: Communities) -> Table:
    """A row for each typical flaw of each community, numbered from 1: papers with it out of those judged, there and outside.

    `chance` is the mean modularity of the shuffled profiles. A community without a typical flaw has one row without a flaw.
    """
    whole = (found.modularity, sum(found.chance) / len(found.chance) if found.chance else None, found.p)
    rows: list[tuple[Cell, ...]] = []
    for number, group in enumerate(found.found, 1):
        for one in group.typical:
            shares = one.papers / one.judged, one.papers_outside / one.judged_outside
            here = (one.flaw, one.label, one.papers, one.judged, shares[0], one.papers_outside, one.judged_outside, shares[1])
            rows.append((number, len(group.papers), *here, *whole))
        if not group.typical:
            rows.append((number, len(group.papers), *[None] * 8, *whole))
    return Table.of(COLUMNS, rows)


def _neighbours(present: Profiles, judged: Profiles) -> nx.Graph:
    """Each paper linked with those it is most like, weighted by Jaccard's share; of equals, the first by key.

    Links are added in the order of their ends, so that a copy, as a backend of NetworkX makes it, has its links in the same order
    and the same groups are found in it.
    """
    import networkx as nx
    import numpy as np

    has, looked = present.astype(np.float32), judged.astype(np.float32)
    shared = has @ has.T
    either = has @ looked.T + looked @ has.T - shared
    alike = np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)
    alike[looked @ looked.T < LEAST_JUDGED] = 0
    np.fill_diagonal(alike, 0)
    graph = nx.Graph()
    graph.add_nodes_from(range(len(alike)))
    nearest = np.argsort(-alike, axis=1, kind="stable")[:, :NEIGHBOURS]
    found = (np.repeat(np.arange(len(nearest)), nearest.shape[1]), nearest.ravel())
    links = sorted({(min(pair), max(pair)) for pair in zip(*(ends.tolist() for ends in found), strict=True)})
    graph.add_weighted_edges_from((one, other, float(alike[one, other])) for one, other in links if alike[one, other] > 0)
    return graph


def _groups(graph: nx.Graph) -> tuple[list[list[int]], float | None]:
    """The groups, the largest first, and their modularity; None where nothing is linked."""
    import networkx as nx

    if graph.number_of_edges() == 0:
        return [[node] for node in graph], None
    groups = [sorted(group) for group in nx.community.louvain_communities(graph, seed=SEED)]
    groups.sort(key=lambda group: (-len(group), group))
    return groups, float(nx.community.modularity(graph, groups))


def _shuffled(present: Profiles, judged: Profiles, shuffles: int) -> Iterator[Profiles]:
    """Profiles with the same judgements made, the same number of flaws of each paper and of papers of each flaw."""
    import numpy as np

    random = np.random.default_rng(SEED)
    profiles = present.copy()
    for _ in range(shuffles):
        for one, other in random.integers(len(profiles), size=(TRADES * len(profiles), 2)).tolist():
            differ = np.flatnonzero(judged[one] & judged[other] & (profiles[one] ^ profiles[other]))
            kept = random.permutation(differ)[: int(profiles[one, differ].sum())]
            profiles[one, differ], profiles[other, differ] = False, True
            profiles[one, kept], profiles[other, kept] = True, False
        yield profiles.copy()


def _typical(concepts: tuple[Concept, ...], present: Profiles, judged: Profiles, group: list[int]) -> list[Typical]:
    """The flaws that more of the group than of the others have, judged in half of both or more."""
    import numpy as np

    inside = np.zeros(len(present), np.bool_)
    inside[group] = True
    counts = [rows.sum(axis=0).tolist() for rows in (present[inside], judged[inside], present[~inside], judged[~inside])]
    found = [Typical(concept.flaw, concept.label, *numbers) for concept, *numbers in zip(concepts, *counts, strict=True)]
    size, rest = len(group), len(present) - len(group)
    sought = [one for one in found if 2 * one.judged >= size and 2 * one.judged_outside >= rest > 0 and one.difference > 0]
    return sorted(sought, key=lambda one: (-one.difference, one.flaw))[:TYPICAL]
