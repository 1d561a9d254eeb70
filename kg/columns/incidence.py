"""Papers against flaws, and how often two flaws meet: the one kernel that counts pairs, in numpy.

A self-join makes a row of every pair of flaws of every paper; here a flaw is a row of bits, one for each paper, and a pair is
counted by AND and a count of bits. The number of pairs grows with the square of the number of flaws, not of those of a paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kg import resources
from kg.columns.opened import Columns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]
    Bits = NDArray[np.uint64]

__all__ = ["Concept", "Incidence", "Pairs", "incidence", "keys", "pairs"]


class Concept(NamedTuple):
    """A flaw category or a domain; `above` has the identifiers of all that contain it, and its own."""

    flaw: str
    label: str
    above: frozenset[str]


@dataclass(frozen=True, eq=False)
class Incidence:
    """What is said of f flaws in n papers, by any assessor.

    `papers` are the numbers of the papers in which anything was judged, ascending, shape (n,); `present` and `absent` have a
    row for each of `concepts` and a column for each paper, shape (f, n). Both hold where judgements differ, neither where
    nobody judged the flaw.
    """

    concepts: tuple[Concept, ...]
    papers: NDArray[np.int64]
    present: NDArray[np.bool_]
    absent: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of flaws, each array with one place for each pair; `one` < `other` are places among the concepts.

    Counted are papers judged for both flaws (`judged`): with both, with the one (`a`), with the other (`b`), and those with
    judgements either way on one of the two (`mixed`), which count as having it.
    """

    one: Counts
    other: Counts
    both: Counts
    a: Counts
    b: Counts
    judged: Counts
    mixed: Counts


def incidence(columns: Columns, level: str = "category") -> Incidence:
    """The incidence of flaws, or with level "domain" of their domains: a paper has a domain where it has a flaw in it."""
    import numpy as np

    table = columns.table(resources.read_text("columns", "concepts.sql"), {"level": level})
    concepts = tuple(Concept(str(flaw), str(label), frozenset(str(above).split())) for flaw, label, above in table.rows)
    found = columns.arrays(resources.read_text("columns", "incidence.sql"), {"level": level})
    papers, column = np.unique(found["paper"], return_inverse=True)
    said = np.zeros((2, len(concepts), len(papers)), np.bool_)
    said[found["present"].astype(np.intp), found["place"], column] = True
    return Incidence(concepts, papers, said[1], said[0])


def keys(columns: Columns) -> dict[int, str]:
    """The key of every paper by its number."""
    table = columns.table(resources.read_text("columns", "keys.sql"))
    return {int(str(paper)): str(key) for paper, key in table.rows}


def pairs(found: Incidence) -> Pairs:
    """All pairs of flaws judged together in some paper; a flaw and a category that contains it are no pair."""
    import numpy as np

    present, absent = _bits(found.present), _bits(found.absent)
    looked = np.flatnonzero((present | absent).any(axis=1))
    rows = list(_rows(present[looked], absent[looked]))
    one, other = (looked[places].astype(np.int64) for places in np.triu_indices(len(looked), 1))
    counts = np.concatenate(rows, axis=1) if rows else np.zeros((5, 0), np.int64)
    above = [concept.above for concept in found.concepts]
    names = [concept.flaw for concept in found.concepts]
    nested = [names[i] in above[j] or names[j] in above[i] for i, j in zip(one.tolist(), other.tolist(), strict=True)]
    kept = (counts[3] > 0) & ~np.array(nested, np.bool_)
    return Pairs(one[kept], other[kept], *counts[:, kept])


def _rows(present: Bits, absent: Bits) -> Iterator[Counts]:
    """Of each flaw with all those after it: both, a, b, judged and mixed, shape (5, flaws after it)."""
    import numpy as np

    judged, mixed = present | absent, present & absent
    disputed = bool(mixed.any())
    for i in range(len(present) - 1):
        after = slice(i + 1, None)
        together = judged[i] & judged[after]
        counts = np.zeros((5, len(together)), np.int64)
        counts[0] = _size(present[i] & present[after])
        counts[1] = _size(present[i] & judged[after])
        counts[2] = _size(judged[i] & present[after])
        counts[3] = _size(together)
        if disputed:
            counts[4] = _size(together & (mixed[i] | mixed[after]))
        yield counts


def _size(sets: Bits) -> Counts:
    import numpy as np

    counts: Counts = np.bitwise_count(sets).sum(axis=1, dtype=np.int64)
    return counts


def _bits(rows: NDArray[np.bool_]) -> Bits:
    """Rows as bits, in words of 64; the last is filled with zeros."""
    import numpy as np

    packed = np.packbits(rows, axis=1)
    return np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8))).view(np.uint64)
