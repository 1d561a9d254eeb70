"""How two flaws go together over papers judged for both: overlap, lift, odds ratio, Fisher's test, and many of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kg.stats.fisher import fisher_p
from kg.stats.student import critical

__all__ = ["Association", "Associations", "association", "associations", "benjamini_hochberg"]

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Association:
    """Two flaws over `judged` papers: `a` have the one, `b` the other, `both` have both.

    `jaccard` = both / (a or b), None where no paper has either. `lift` = (both / judged) / ((a / judged) (b / judged)), 1 for
    flaws that are independent, None where one of them never occurs. `odds_ratio` with `low` and `high`: None where one flaw
    occurs in none or in all of the papers, since then it goes with nothing; `corrected` says that half a paper was added to
    each cell because one was empty. `p`: Fisher's exact test, two-sided; None for no papers.
    """

    both: int
    a: int
    b: int
    judged: int
    jaccard: float | None
    lift: float | None
    odds_ratio: float | None
    low: float | None
    high: float | None
    corrected: bool
    p: float | None


@dataclass(frozen=True, eq=False)
class Associations:
    """The same of n pairs of flaws, as arrays of shape (n,) that cannot be written to; NaN stands for None."""

    jaccard: Numbers
    lift: Numbers
    odds_ratio: Numbers
    low: Numbers
    high: Numbers
    corrected: NDArray[np.bool_]
    p: Numbers


def _counts(name: str, values: ArrayLike) -> NDArray[np.int64]:
    found = np.asarray(values)
    if found.ndim != 1 or (found.size and found.dtype.kind not in "iu"):
        raise ValueError(f"{name} is no row of whole numbers")
    return found.astype(np.int64)


def associations(
    both: ArrayLike, a: ArrayLike, b: ArrayLike, judged: ArrayLike, level: float = 0.95, *, exact: bool = True
) -> Associations:
    """Pairs of flaws, one for each place of the four rows of counts: papers with both, with the one, with the other, judged.

    Odds ratio = (both x neither) / (only a x only b), its interval exp(ln OR -+ z sqrt(sum of 1 / cell)) (Woolf B. Ann Hum
    Genet 1955;19:251-253); where a cell is 0, 0.5 is added to all four (Haldane JBS. Ann Hum Genet 1956;20:309-311; Anscombe
    FJ. Biometrika 1956;43:461-464). `p` as `kg.stats.fisher.fisher_p`; without `exact` it is left out (NaN). Only papers judged
    for both flaws belong in the counts: a paper that was never looked at for a flaw is no paper without it.

    Raises ValueError for rows of different lengths, what are no whole numbers, counts that make no table (the first place,
    counted from 1, is named), and unless 0 < level < 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"{level} is no confidence level between 0 and 1")
    x, one, other, n = (_counts(name, row) for name, row in (("both", both), ("a", a), ("b", b), ("judged", judged)))
    if len({len(row) for row in (x, one, other, n)}) != 1:
        raise ValueError(f"rows of {len(x)}, {len(one)}, {len(other)} and {len(n)} counts")
    wrong = np.flatnonzero(~((x >= 0) & (x <= one) & (x <= other) & (one + other - x <= n)))
    if wrong.size:
        at = wrong[0]
        raise ValueError(f"pair {at + 1}: {x[at]} with both of {one[at]} and {other[at]} among {n[at]} papers")

    cells = np.array([x, one - x, other - x, n - one - other + x], float)
    flat = (one == 0) | (other == 0) | (one == n) | (other == n)
    corrected = (cells == 0).any(axis=0) & ~flat
    cells = np.where(flat, np.nan, cells + 0.5 * corrected)
    logarithm = np.log(cells[0]) + np.log(cells[3]) - np.log(cells[1]) - np.log(cells[2])
    half = critical(100 * level) * np.sqrt((1 / cells).sum(axis=0))
    with np.errstate(over="ignore"):
        odds_ratio, low, high = np.exp(logarithm), np.exp(logarithm - half), np.exp(logarithm + half)
    p = np.where(n > 0, fisher_p(x, one, other, n), np.nan) if exact else np.full(len(x), np.nan)
    either = (one + other - x).astype(float)
    expected = one.astype(float) * other
    rows = (
        np.divide(x, either, out=np.full(len(x), np.nan), where=either > 0),
        np.divide(x * n.astype(float), expected, out=np.full(len(x), np.nan), where=expected > 0),
        odds_ratio, low, high, corrected, p,
    )  # fmt: skip
    for row in rows:
        row.flags.writeable = False
    return Associations(*rows)


def association(both: int, a: int, b: int, judged: int, level: float = 0.95) -> Association:
    """One pair of flaws: `associations` of a single place, with None for NaN. Raises ValueError as it does."""
    found = associations([both], [a], [b], [judged], level)

    def told(row: Numbers) -> float | None:
        return None if np.isnan(row[0]) else float(row[0])

    return Association(
        both, a, b, judged, told(found.jaccard), told(found.lift), told(found.odds_ratio), told(found.low), told(found.high),
        bool(found.corrected[0]), told(found.p),
    )  # fmt: skip


def benjamini_hochberg(p: Sequence[float] | Numbers) -> Numbers:
    """The q values of p values, shape (n,), in the order given: the false discovery rate at which each would be called.

    q of the i-th smallest of m = the least of p_(j) m / j over j >= i (Benjamini Y, Hochberg Y. J R Stat Soc B
    1995;57:289-300). It holds for tests that are independent or go together; all tests that were made belong in it, not only
    those shown. NaN stays NaN and is not counted. Raises ValueError for what is no probability.
    """
    values = np.asarray(p, float)
    known = np.flatnonzero(~np.isnan(values))
    kept = values[known]
    if kept.size and not (kept.min() >= 0 and kept.max() <= 1):
        raise ValueError("p values are between 0 and 1")
    order = np.argsort(-kept, kind="stable")
    ranks = np.arange(len(kept), 0, -1)
    found = np.full(len(values), np.nan)
    found[known[order]] = np.minimum.accumulate(kept[order] * (len(kept) / ranks))
    return found
