"""Tails and quantiles of Student's t and the normal distribution, two-sided."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

__all__ = ["critical", "two_sided"]

_TINY = 1e-300


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method (Numerical Recipes 6.4)."""
    c = 1.0
    d = 1 / _away(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, 10_000):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away(1 + step * d)
            c = _away(1 + step / c)
            found *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return found


def _away(value: float) -> float:
    """The value, kept off zero."""
    return value if abs(value) > _TINY else _TINY


def _incomplete_beta(a: float, b: float, x: float, y: float) -> float:
    """The regularised incomplete beta function I_x(a, b), with y = 1 - x given apart, since it may be too small to subtract."""
    if x <= 0 or y <= 0:
        return float(y <= 0)
    logarithm = a * (math.log(x) if x < 0.5 else math.log1p(-y)) + b * (math.log(y) if y < 0.5 else math.log1p(-x))
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + logarithm)
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, y) / b


def two_sided(statistic: float, df: float | None = None) -> float:
    """The two-sided p value of a test statistic: normal, or Student's t with `df` degrees of freedom.

    p = 2 (1 - Phi(abs z)) = erfc(abs z / sqrt 2); for t, p = I_x(df/2, 1/2) with x = df / (df + t^2) (DLMF 8.17; Abramowitz and
    Stegun 26.7.1). Raises ValueError unless df > 0.
    """
    size = abs(statistic)
    if df is None:
        return math.erfc(size / math.sqrt(2))
    if not df > 0:
        raise ValueError(f"{df} degrees of freedom")
    if math.isinf(size):
        return 0.0
    square = size * size
    return _incomplete_beta(df / 2, 0.5, df / (df + square), square / (df + square))


@lru_cache(maxsize=1024)
def critical(level: float, df: float | None = None) -> float:
    """The half-width of a confidence interval in standard errors: 1.96 for 95 percent, more for few degrees of freedom.

    `level` is in percent. Raises ValueError unless 0 < level < 100 and df > 0.
    """
    if not 0 < level < 100:
        raise ValueError(f"{level} is no confidence level in percent")
    z = NormalDist().inv_cdf(0.5 + level / 200)
    if df is None:
        return z
    alpha = (100 - level) / 100
    low, high = 0.0, max(1.0, z)
    while two_sided(high, df) > alpha:
        low, high = high, 2 * high
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if two_sided(middle, df) > alpha else (low, middle)
    return (low + high) / 2
