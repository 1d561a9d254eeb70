"""The strongest chain of citations to each work: a search over all works at once, one citation further in each round.

What a chain carries is a product: of its start, of the share of each citation, and of the decay from its second citation on. No
factor is above 1, so that a chain which comes back to a work it has passed carries no more than the one without the detour:
cycles need no guard. For each work two chains are kept that start in different works, because the strongest chain into a work
may start in that very work, and then the second counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Shares = NDArray[np.float64]

__all__ = ["Chains", "Links", "chains"]


class Links(NamedTuple):
    """Citations that carry, m of them, each pair once: from the place of a work to that of one that takes on what it carries,
    and how much of it, above 0 and at most 1."""

    source: Places
    target: Places
    share: Shares


class _Round(NamedTuple):
    """The two strongest chains into each of n works with so many citations, the stronger first; all shape (2, n).

    `start` is the work they start in, -1 for no chain; `link` the last link, `rank` which of the two chains of its source
    the link goes on with.
    """

    carried: Shares
    start: Places
    link: Places
    rank: Places


@dataclass(frozen=True, eq=False)
class Chains:
    """The strongest chain into each of n works that does not start in it; of equals, the one with fewer citations.

    `carried` is what it carries (0 where there is none), `start` the work it starts in (-1), `hops` its citations (0), each of
    shape (n,).
    """

    carried: Shares
    start: Places
    hops: Places
    links: Links
    order: Places
    rounds: tuple[_Round, ...]

    def steps(self, works: Places) -> list[list[tuple[int, int]]]:
        """For each of these works, which have a chain, its links from the last back to the start: (source, place of the link
        among those given to `chains`)."""
        import numpy as np

        found: list[list[tuple[int, int]]] = [[] for _ in works]
        now, left, rank = np.array(works), self.hops[works], np.zeros(len(works), np.int64)
        while len(open_ := np.flatnonzero(left > 0)):
            for hop in np.unique(left[open_]).tolist():
                which, last = open_[left[open_] == hop], self.rounds[hop - 1]
                link = last.link[rank[which], now[which]]
                rank[which] = last.rank[rank[which], now[which]]
                now[which] = self.links.source[link]
                for place, source, taken in zip(which.tolist(), now[which].tolist(), self.order[link].tolist(), strict=True):
                    found[place].append((source, taken))
            left = left - 1
        return found


def chains(links: Links, starts: Shares, decay: float, hops: int) -> Chains:
    """The strongest chains of at most `hops` links from works with a start above 0, shape (n,), into all others.

    Time grows with links times hops. Of chains into a work that carry the same over as many links, the one whose last link
    comes from the lowest place is taken.
    """
    import numpy as np

    n = len(starts)
    order = np.lexsort((links.source, links.target))
    links = Links(links.source[order], links.target[order], links.share[order])
    begins = np.flatnonzero(np.diff(links.target, prepend=-1))
    targets = links.target[begins]
    none = np.full(n, -1)
    before = _Round(
        np.stack((starts, np.zeros(n))), np.stack((np.where(starts > 0, np.arange(n), -1), none)),
        np.full((2, n), -1), np.zeros((2, n), np.int64),
    )  # fmt: skip
    rounds: list[_Round] = []
    carried, start, taken = np.zeros(n), none.copy(), np.zeros(n, np.int64)
    for hop in range(1, hops + 1):
        share = links.share if hop == 1 else links.share * decay
        before = _further(links, share, begins, targets, before)
        if not before.carried[0].any():
            break
        rounds.append(before)
        better = before.carried[0] > carried
        carried[better], start[better], taken[better] = before.carried[0][better], before.start[0][better], hop
    return Chains(carried, start, taken, links, order, tuple(rounds))


def _further(links: Links, share: Shares, begins: Places, targets: Places, before: _Round) -> _Round:
    """The round after this one."""
    import numpy as np

    n = before.carried.shape[1]
    start = before.start[:, links.source]
    offered = before.carried[:, links.source] * share
    offered[start == links.target] = 0
    sizes = np.diff(begins, append=len(links.target))
    after = _Round(np.zeros((2, n)), np.full((2, n), -1), np.full((2, n), -1), np.zeros((2, n), np.int64))
    for place in (0, 1):
        best = offered.max(axis=0)
        most = np.maximum.reduceat(best, begins) if len(begins) else np.zeros(0)
        first = _first(best == np.repeat(most, sizes), begins, sizes)
        some = most > 0
        link, work = first[some], targets[some]
        rank = offered[:, link].argmax(axis=0)
        after.carried[place, work], after.link[place, work], after.rank[place, work] = most[some], link, rank
        after.start[place, work] = start[rank, link]
        offered[start == after.start[place, links.target]] = 0  # the second is to start elsewhere
    return after


def _first(chosen: NDArray[np.bool_], begins: Places, sizes: Places) -> Places:
    """The position of the first chosen entry of each run; every run has one."""
    import numpy as np

    positions = np.flatnonzero(chosen)
    runs = np.repeat(np.arange(len(begins)), sizes)[positions]
    return positions[np.flatnonzero(np.diff(runs, prepend=-1))]
