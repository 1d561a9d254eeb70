"""Fisher's exact test of a table of two by two, two-sided, for many tables at once."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["TIES", "fisher_p"]

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

TIES = 1e-7  # tables this much likelier than the one seen, as a share, still count as no likelier
NEGLIGIBLE = 1e-18


@lru_cache(maxsize=2)
def _log_factorials(size: int) -> Numbers:
    """ln 0!, ln 1! and so on, `size` of them."""
    table = np.fromiter((math.lgamma(number + 1) for number in range(size)), float, size)
    table.flags.writeable = False
    return table


class _Tables:
    """Hypergeometric probabilities: of `whole` papers `a` have one flaw and `b` the other; `x` have both by chance."""

    def __init__(self, a: Whole, b: Whole, whole: Whole) -> None:
        self.a, self.b, self.whole = a, b, whole
        size = int(whole.max(initial=0)) + 1
        self.table = _log_factorials(1 << (size - 1).bit_length())
        t = self.table
        self.constant = t[a] + t[whole - a] + t[b] + t[whole - b] - t[whole]

    def logarithm(self, x: Whole) -> Numbers:
        """ln P(x)."""
        t = self.table
        found: Numbers = self.constant - t[x] - t[self.a - x] - t[self.b - x] - t[self.whole - self.a - self.b + x]
        return found

    def tail(self, start: Whole, up: bool) -> Numbers:
        """The sum of P from `start` outwards: to more papers with both, or to fewer. 0 where `start` is no possible count."""
        low, high = np.maximum(0, self.a + self.b - self.whole), np.minimum(self.a, self.b)
        inside = (start >= low) & (start <= high)
        term = np.where(inside, np.exp(self.logarithm(np.clip(start, low, high))), 0.0)
        total = term.copy()
        live = np.flatnonzero(term > 0)
        x, term, a, b, d = start[live], term[live], self.a[live], self.b[live], (self.whole - self.a - self.b)[live]
        while live.size:
            # P(x + 1) / P(x) = (a - x)(b - x) / ((x + 1)(whole - a - b + x + 1)), and its inverse one step lower
            if up:
                term = term * ((a - x) * (b - x) / ((x + 1) * (d + x + 1)))
                x = x + 1
            else:
                term = term * (x * (d + x) / ((a - x + 1) * (b - x + 1)))
                x = x - 1
            total[live] += term
            keep = term > NEGLIGIBLE * total[live]
            if not keep.all():
                live, x, term, a, b, d = live[keep], x[keep], term[keep], a[keep], b[keep], d[keep]
        return total


def fisher_p(both: Whole, a: Whole, b: Whole, whole: Whole) -> Numbers:
    """The two-sided p values of Fisher's exact test: of `whole` papers, `a` and `b` have the flaws and `both` have both.

    The four arrays have one shape (n,), as the result. p is the sum of the hypergeometric probabilities of all tables with the
    same margins that are no likelier than the one seen (Fisher RA. Statistical Methods for Research Workers, 1934; the
    two-sided rule: Freeman GH, Halton JH. Biometrika 1951;38:141-149), ties allowed for as R does. Probabilities fall from the
    mode to either side, so the far tail begins where a search finds it, and each tail is summed until its terms vanish. 1
    where a margin leaves only one table. Raises ValueError for counts that make no table.
    """
    if not ((both >= 0) & (both <= a) & (both <= b) & (a + b - both <= whole)).all():
        raise ValueError("counts that make no table of two by two")
    if both.size == 0:
        return np.zeros(0)
    tables = _Tables(a, b, whole)
    low, high = np.maximum(0, a + b - whole), np.minimum(a, b)
    mode = np.clip((a + 1) * (b + 1) // (whole + 2), low, high)
    seen = tables.logarithm(both)
    border = seen + math.log1p(TIES)
    upper = both >= mode

    # The near tail is from what was seen; the far one from the first table beyond the mode that is no likelier.
    far_below = _first(tables, border, low - 1, np.minimum(mode, both), below=True)
    far_above = _first(tables, border, np.maximum(mode, both), high + 1, below=False)
    down = tables.tail(np.where(upper, far_below, both), up=False)
    above = tables.tail(np.where(upper, both, far_above), up=True)
    at_mode = seen >= tables.logarithm(mode) - math.log1p(TIES)
    found: Numbers = np.where(at_mode, 1.0, np.minimum(1.0, down + above))
    return found


def _first(tables: _Tables, border: Numbers, left: Whole, right: Whole, *, below: bool) -> Whole:
    """The count nearest the mode, on its one side, that is no likelier than the border; one beyond the end where none is.

    `below`: the largest count in (left, right] that is no likelier, or `left`; else the smallest in [left, right), or `right`.
    """
    low, high = left.copy(), right.copy()
    while (wide := high - low > 1).any():
        middle = (low + high) // 2
        rare = np.zeros(len(low), bool)
        possible = np.clip(middle, np.maximum(0, tables.a + tables.b - tables.whole), np.minimum(tables.a, tables.b))
        rare[wide] = (tables.logarithm(possible) <= border)[wide]
        if below:
            low, high = np.where(wide & rare, middle, low), np.where(wide & ~rare, middle, high)
        else:
            low, high = np.where(wide & ~rare, middle, low), np.where(wide & rare, middle, high)
    return low if below else high
