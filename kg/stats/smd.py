"""Standardised mean differences: from a mean difference and its interval, from and to odds ratios; the spread they imply."""

from __future__ import annotations

import math
from typing import NamedTuple

from kg.stats.effect import Effect
from kg.stats.envelope import Computed, Envelope
from kg.stats.significance import standard_error

__all__ = [
    "ADJUSTED", "Standardised", "d_to_odds_ratio", "implied_sd", "odds_ratio_to_d", "sd_from_standard_error", "standardised",
]  # fmt: skip

ADJUSTED = (
    "The standard error of a model that adjusts for baseline is smaller than that of raw scores, so the spread drawn from it "
    "is too small and the standardised difference too large: an upper bound."
)


class Standardised(NamedTuple):
    """A standardised mean difference drawn from a mean difference, with the signs of the effect.

    `sd` is the pooled standard deviation in the unit of the scale, `d` is Cohen's, `g` has Hedges' correction. `caveat` is
    `ADJUSTED` unless the effect is known not to be adjusted.
    """

    d: Computed
    g: Computed
    sd: Computed
    caveat: str | None


def sd_from_standard_error(error: float, n1: int, n2: int) -> float:
    """The pooled standard deviation behind the standard error of a difference in means: SE / sqrt(1/n1 + 1/n2).

    Source: Cochrane Handbook 6.5.2.3 (7.7.3.3 of version 5.1). Raises ValueError unless both groups have people in them.
    """
    if n1 < 1 or n2 < 1:
        raise ValueError(f"groups of {n1} and {n2} people")
    return error / math.sqrt(1 / n1 + 1 / n2)


def standardised(effect: Effect, n1: int, n2: int, *, adjusted: bool | None = None, df: float | None = None) -> Standardised:
    """The standardised difference of a mean difference with its interval and the two group sizes.

    d = MD / SD with SD = SE / sqrt(1/n1 + 1/n2); g = d (1 - 3 / (4 (n1 + n2) - 9)) (Cochrane Handbook 6.5.1.2, 6.5.2.3;
    Hedges LV. J Educ Stat 1981;6:107-128). With `df` the interval is taken for one of Student's t. Raises ValueError for a
    measure other than MD, fewer than three people, a missing estimate or interval, or an interval without width.
    """
    if effect.measure != "MD" or n1 + n2 < 3:
        raise ValueError(f"no standardised difference from {effect.measure} of {n1} and {n2} people")
    error = standard_error(effect, df)
    if not error.value:
        raise ValueError("an interval without width")
    share = sd_from_standard_error(1.0, n1, n2)
    sd = Computed(error.value * share, error.range.times(share))
    d = Computed(float(effect.estimate()) / (error.value * share), effect.envelope(effect.estimate()) / sd.range)
    shrink = 1 - 3 / (4 * (n1 + n2) - 9)
    g = Computed(None if d.value is None else d.value * shrink, d.range.times(shrink))
    return Standardised(d, g, sd, None if adjusted is False else ADJUSTED)


def implied_sd(difference: Effect, standardised_difference: Effect) -> Computed:
    """The standard deviation that a mean difference and its standardised version, both printed, imply: MD / SMD, in points.

    Raises ValueError for other measures, a missing estimate, or different arms.
    """
    if (difference.measure, standardised_difference.measure) != ("MD", "SMD"):
        raise ValueError(f"{difference.measure} and {standardised_difference.measure} imply no standard deviation")
    if difference.arms != standardised_difference.arms:
        raise ValueError(f"{difference.arms} and {standardised_difference.arms} are not the same arms")
    top, bottom = difference.estimate(), standardised_difference.estimate()
    sd = abs(float(top) / float(bottom)) if bottom else None
    quotient = abs(difference.envelope(top)) / abs(standardised_difference.envelope(bottom))
    return Computed(sd, Envelope(max(0.0, quotient.low), quotient.high))


def odds_ratio_to_d(odds_ratio: float) -> float:
    """d = ln(OR) sqrt(3) / pi, that is ln(OR) / 1.81, for a logistic outcome cut in two (Chinn S. Stat Med 2000;19:3127-3131).

    Raises ValueError unless the odds ratio is above 0.
    """
    if not odds_ratio > 0:
        raise ValueError(f"{odds_ratio} is no odds ratio")
    return math.log(odds_ratio) * math.sqrt(3) / math.pi


def d_to_odds_ratio(d: float) -> float:
    """OR = exp(d pi / sqrt(3)), the same turned round (Chinn S. Stat Med 2000;19:3127-3131)."""
    return math.exp(d * math.pi / math.sqrt(3))
