"""The chi-square distribution with a whole number of degrees of freedom: its upper tail and its quantiles."""

from __future__ import annotations

import math
from functools import lru_cache

__all__ = ["chi_square_quantile", "chi_square_tail"]


def chi_square_tail(statistic: float, df: int) -> float:
    """The probability that chi-square with `df` degrees of freedom is above `statistic`: the p value of Cochran's Q.

    The closed sums of positive terms for even and odd degrees of freedom (Abramowitz and Stegun 26.4.4 and 26.4.5), with
    h = statistic / 2: exp(-h) sum h^j / j!, and erfc(sqrt h) + exp(-h) sum h^(j-1/2) / Gamma(j+1/2). Raises ValueError
    unless df >= 1 and statistic >= 0.
    """
    if df < 1 or not statistic >= 0:
        raise ValueError(f"chi-square {statistic} with {df} degrees of freedom")
    half = statistic / 2
    if half == 0:
        return 1.0
    if math.isinf(half):
        return 0.0
    logarithm = math.log(half)
    start, count = (0.5, (df - 1) // 2) if df % 2 else (0.0, df // 2)
    terms = [math.exp((start + j) * logarithm - half - math.lgamma(start + j + 1)) for j in range(count)]
    return min(1.0, math.fsum([math.erfc(math.sqrt(half)) if df % 2 else 0.0, *terms]))


@lru_cache(maxsize=1024)
def chi_square_quantile(probability: float, df: int) -> float:
    """The value that chi-square with `df` degrees of freedom stays below with this probability, by bisection of the tail.

    Raises ValueError unless 0 < probability < 1 and df >= 1.
    """
    if not 0 < probability < 1:
        raise ValueError(f"{probability} is no probability between 0 and 1")
    above = 1 - probability
    low, high = 0.0, float(df)
    while chi_square_tail(high, df) > above:
        low, high = high, 2 * high
    while high - low > 1e-14 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if chi_square_tail(middle, df) > above else (low, middle)
    return (low + high) / 2
