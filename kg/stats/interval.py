"""Confidence intervals as printed: limits in order, estimate inside, estimate at the centre; and an interval from a p value."""

from __future__ import annotations

import math
from decimal import Decimal
from statistics import NormalDist
from typing import Literal, NamedTuple

from kg.stats.effect import Effect
from kg.stats.envelope import Envelope, hull, rounding
from kg.stats.student import critical

__all__ = [
    "ASYMMETRY", "Centring", "Interval", "centring", "excludes_no_effect", "from_p", "limits_reversed", "outside", "z_from_p",
]  # fmt: skip

ASYMMETRY = (
    "An interval may be asymmetric for good reasons: bootstrap, profile likelihood, exact and Bayesian intervals often are. "
    "It is a note to the reader, not an error, unless the paper says that the interval is a normal approximation."
)


class Centring(NamedTuple):
    """Where the estimate lies in its interval.

    `offset` is the distance of the estimate from the centre in half-widths on the working scale, towards the upper limit
    positive: 0 is the centre, 1 the upper limit. None where it is not defined.
    """

    verdict: Literal["centred", "other scale", "asymmetric", "cannot tell"]
    offset: float | None = None


class Interval(NamedTuple):
    """A confidence interval that was computed, in the unit of the estimate; each limit over all that rounding allows."""

    low: float
    high: float
    low_range: Envelope
    high_range: Envelope
    standard_error: float  # on the working scale: of the logarithm, for a ratio


def limits_reversed(effect: Effect) -> bool:
    """Whether the larger limit is printed first. Raises ValueError where no interval is printed."""
    return effect.limits != effect.ci


def outside(effect: Effect) -> bool:
    """Whether the estimate lies outside its interval however they were rounded. Raises ValueError where either is missing."""
    low, high = map(rounding, effect.limits)
    return not rounding(effect.estimate()).meets(Envelope(low.low, high.high))


def excludes_no_effect(effect: Effect) -> bool | None:
    """Whether the interval excludes no effect (0, or 1 for a ratio); None where a limit rounds to it.

    Raises ValueError where no interval is printed.
    """
    low, high = (effect.envelope(limit) for limit in effect.limits)
    if low.low > 0 or high.high < 0:
        return True
    return False if low.high < 0 < high.low else None


def _is_centre(low: Envelope, value: Envelope, high: Envelope) -> bool:
    return (low + high).meets(value.times(2))


def centring(effect: Effect) -> Centring:
    """Whether the estimate is the centre of its interval, as far as rounding lets one see.

    Differences: (low + high) / 2 = estimate; ratios: sqrt(low high) = estimate, that is the same on logarithms (Altman DG,
    Bland JM. BMJ 2011;343:d2090; Cochrane Handbook 7.7.7.3 of version 5.1). "other scale": it is not, but it would be on the
    scale of the other kind of measure, so the measure may be named wrongly. "asymmetric" is a note and no error, see
    `ASYMMETRY`. "cannot tell": estimate or interval is missing, or the lower limit of a ratio rounds to 0.
    """
    if effect.value is None or effect.ci is None:
        return Centring("cannot tell")
    numbers = effect.limits[0], effect.value, effect.limits[1]
    plain_low, plain_value, plain_high = map(rounding, numbers)
    bottom, middle, top = (effect.on_scale(number) for number in numbers)
    positive = min(plain_low.low, plain_value.low) > 0
    if effect.log and not positive:
        return Centring("cannot tell")
    offset = (middle - (bottom + top) / 2) / ((top - bottom) / 2) if top > bottom else None
    as_is = _is_centre(plain_low, plain_value, plain_high)
    by_logarithm = positive and _is_centre(plain_low.log(), plain_value.log(), plain_high.log())
    if by_logarithm if effect.log else as_is:
        return Centring("centred", offset)
    if as_is if effect.log else by_logarithm:
        return Centring("other scale", offset)
    return Centring("asymmetric", offset)


def z_from_p(p: float, *, approximate: bool = False) -> float:
    """The size of the normal test statistic that a two-sided p value belongs to.

    Exact: Phi^-1(1 - p/2). Approximate: -0.862 + sqrt(0.743 - 2.404 ln p), for hand calculators (Altman DG, Bland JM. BMJ
    2011;343:d2090). Raises ValueError unless 0 < p <= 1.
    """
    if not 0 < p <= 1:
        raise ValueError(f"{p} is no p value that a test statistic can be drawn from")
    if approximate:
        return max(0.0, -0.862 + math.sqrt(0.743 - 2.404 * math.log(p)))
    return -NormalDist().inv_cdf(p / 2) if p / 2 > 0 else math.inf


def from_p(effect: Effect, p: tuple[str, Decimal], *, approximate: bool = False) -> Interval:
    """The confidence interval, at the level of the effect, that goes with its estimate and an exact p value.

    z from p, SE = abs(estimate) / z, limits = estimate -+ z_L SE, for ratios on logarithms (Altman DG, Bland JM. BMJ
    2011;343:d2090, who call it good for 60 people and more, and unsuited to p values of tests that do not rest on the
    estimate). Raises ValueError for an inequality (p < 0.05 only bounds the standard error), for p not between 0 and 1 after
    rounding, and for an estimate of no effect, which says nothing of its error.
    """
    op, number = p
    allowed = rounding(number)
    if op != "=" or allowed.low <= 0 or allowed.high >= 1:
        raise ValueError(f"p {op} {number} does not fix an interval")
    middle, possible = effect.on_scale(effect.estimate()), effect.envelope(effect.estimate())
    if middle == 0 or not math.isfinite(middle):
        raise ValueError(f"an estimate of {effect.value} does not fix an interval")
    z, wide = z_from_p(float(number), approximate=approximate), critical(effect.level)
    least, most = (z_from_p(end, approximate=approximate) for end in (allowed.high, allowed.low))
    # est -+ z_L abs(est) / z is monotone in each of the two, so the corners of what rounding allows hold the extremes
    corners = [(value, wide * abs(value) / found) for value in (possible.low, possible.high) for found in (least, most)]
    back = math.exp if effect.log else float
    low, high = (hull(Envelope(value + side * half, value + side * half) for value, half in corners) for side in (-1, 1))
    error = abs(middle) / z
    return Interval(
        back(middle - wide * error),
        back(middle + wide * error),
        Envelope(back(low.low), back(low.high)),
        Envelope(back(high.low), back(high.high)),
        error,
    )
