"""Functions on groups of people: a change within a group from what is printed of it before and after."""

from __future__ import annotations

import math
from decimal import Decimal

from kg.arithmetic import register
from kg.printed import decimal
from kg.stats.envelope import rounding


@register("change-z")
def change_z(mean: str, sd: str, n: str, later_mean: str, later_sd: str, later_n: str) -> float | None:
    """The size of a change within a group over its largest plausible standard error: two visits taken as uncorrelated.

    (m2 - m1) / sqrt(s1^2/n1 + s2^2/n2). Visits of the same people are correlated, mostly positively, so the true statistic is
    larger: what is clear here is clear (Cochrane Handbook 6.5.2.8 on changes from baseline).
    """
    if not (int(n) and int(later_n)):
        return None
    error = math.sqrt(float(decimal(sd)) ** 2 / int(n) + float(decimal(later_sd)) ** 2 / int(later_n))
    return None if error == 0 else abs(float(decimal(later_mean) - decimal(mean))) / error


@register("difference")
def difference(mean: str, other_mean: str) -> Decimal:
    """The difference of two printed means, first minus second."""
    return decimal(mean) - decimal(other_mean)


@register("is-difference")
def is_difference(value: str, mean: str, other_mean: str) -> bool:
    """Whether a printed difference can be that of two printed means, in either direction, as far as rounding lets one see."""
    found, allowed = rounding(value), rounding(mean) - rounding(other_mean)
    return found.meets(allowed) or found.meets(-allowed)
