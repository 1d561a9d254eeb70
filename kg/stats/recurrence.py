"""Shares with their uncertainty."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

__all__ = ["Share", "wilson"]


class Share(NamedTuple):
    """A proportion between 0 and 1 with its interval; all None where there is no denominator."""

    share: float | None
    low: float | None
    high: float | None


def wilson(part: int, whole: int, level: float = 0.95) -> Share:
    """The share `part / whole` with Wilson's score interval.

    Source: Wilson EB. J Am Stat Assoc 1927;22:209-212; recommended for small numbers by Brown, Cai,
    DasGupta. Stat Sci 2001;16:101-133. Raises ValueError unless 0 <= part <= whole and 0 < level < 1.
    """
    if not 0 <= part <= whole or not 0 < level < 1:
        raise ValueError(f"{part} of {whole} at level {level} is no proportion")
    if whole == 0:
        return Share(None, None, None)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    p = part / whole
    centre = (p + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z / (1 + z * z / whole) * sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    low = 0.0 if part == 0 else max(0.0, centre - half)
    high = 1.0 if part == whole else min(1.0, centre + half)
    return Share(p, low, high)
