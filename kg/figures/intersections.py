"""Which papers have exactly the same of some flaws: exclusive intersections, counted in numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Intersection", "intersections"]


@dataclass(frozen=True, eq=False)
class Intersection:
    """The papers that have the flaws in these places and none of the others.

    `papers` are their columns, ascending, shape (papers,); `complete` of them were judged for every flaw.
    """

    flaws: tuple[int, ...]
    papers: NDArray[np.int64]
    complete: int


def intersections(present: NDArray[np.bool_], judged: NDArray[np.bool_]) -> list[Intersection]:
    """A partition of the papers, those of most papers first; ties by fewer flaws, then by the order of the flaws.

    Both have a row for each flaw and a column for each paper, shape (flaws, papers), with at most 62 flaws. The papers that
    have none of the flaws are among the intersections, where there are any.
    """
    import numpy as np

    bits = np.left_shift(np.int64(1), np.arange(len(present), dtype=np.int64))
    codes, members = np.unique(bits @ present.astype(np.int64), return_inverse=True)
    complete: NDArray[np.bool_] = np.logical_and.reduce(judged, axis=0)
    order = np.argsort(members, kind="stable").astype(np.int64)
    parts = np.split(order, np.cumsum(np.bincount(members, minlength=len(codes))))[:-1]
    found = [
        Intersection(tuple(np.flatnonzero(bits & code).tolist()), part, int(complete[part].sum()))
        for code, part in zip(codes, parts, strict=True)
    ]
    return sorted(found, key=lambda one: (-len(one.papers), len(one.flaws), one.flaws))
