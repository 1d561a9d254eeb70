"""Estimate, interval and p value against each other: what each implies of the others, within rounding.

All of it is two-sided and rests on a test statistic of estimate over standard error. A p value from another test than the
one behind the interval may rightly differ, see `OTHER_TESTS`.
"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Literal, NamedTuple

from kg.stats.effect import Effect
from kg.stats.envelope import Computed, Envelope, hull, rounding
from kg.stats.interval import centring, excludes_no_effect
from kg.stats.student import critical, two_sided

__all__ = [
    "OTHER_TESTS", "Agreement", "Verdict", "agreement", "decision", "p_envelope", "p_implied", "standard_error", "z_statistic",
]  # fmt: skip

Verdict = Literal["agree", "disagree", "cannot tell"]

OTHER_TESTS = (
    "The p value may come from another test than the interval (exact, rank or log-rank test, likelihood ratio, small-sample "
    "correction), be one-sided, or be corrected for multiple comparisons while the interval is not."
)


class Agreement(NamedTuple):
    """A verdict on two statements, with what it rests on.

    `implied` is the p value that estimate and interval imply, `printed` the values that the printed p allows. `factor` says how
    far apart these are: the ratio of their nearest ends, 1 where they meet, None where one of them is missing.
    """

    verdict: Verdict
    why: str
    implied: Computed | None = None
    printed: Envelope | None = None
    factor: float | None = None


def _half_width(effect: Effect, *, sides: bool) -> Computed:
    """Half the width of the interval on the working scale; with `sides`, also its two halves if it is not centred."""
    bottom, top = effect.limits
    low, high = effect.envelope(bottom), effect.envelope(top)
    width = (effect.on_scale(top) - effect.on_scale(bottom)) / 2 if effect.on_scale(bottom) > -math.inf else None
    if not all(map(math.isfinite, (low.low, high.low))):
        return Computed(width, Envelope(0.0, math.inf))
    found = [(high - low).times(0.5)]
    if sides and effect.value is not None and centring(effect).verdict != "centred":
        value = effect.envelope(effect.value)
        found += [value - low, high - value]
    whole = hull(found)
    return Computed(width, Envelope(max(0.0, whole.low), max(0.0, whole.high)))


def standard_error(effect: Effect, df: float | None = None) -> Computed:
    """The standard error behind the interval, in the unit of the effect; of the logarithm, for a ratio.

    SE = (high - low) / (2 z_L), for ratios (ln high - ln low) / (2 z_L); small samples take Student's t with `df` degrees
    of freedom for z (Cochrane Handbook 6.5.2.3 and 6.3; 7.7.3.3 and 7.7.7.3 of version 5.1). Raises ValueError where no
    interval is printed.
    """
    half, wide = _half_width(effect, sides=False), critical(effect.level, df)
    return Computed(None if half.value is None else half.value / wide, half.range.times(1 / wide))


def z_statistic(effect: Effect) -> Computed:
    """The size of estimate over standard error, on the working scale. Raises ValueError where either is missing."""
    value, error = effect.estimate(), standard_error(effect)
    size = abs(effect.envelope(value))
    least = size.low / error.range.high if error.range.high > 0 else math.inf
    most = size.high / error.range.low if error.range.low > 0 else math.inf
    exact = abs(effect.on_scale(value)) / error.value if error.value else None
    return Computed(exact, Envelope(least, most))


def p_implied(effect: Effect, df: float | None = None) -> Computed:
    """The two-sided p value that estimate and interval imply, with the range of it that rounding allows.

    z = abs(estimate) / SE, p = 2 (1 - Phi(z)), exactly and not by the approximation of Altman DG, Bland JM. BMJ
    2011;343:d2304. With `df` the value is that of Student's t, and the range reaches from t to normal, because papers seldom
    say which they used: give the smallest number of degrees of freedom that is plausible. Without it p is that of a large
    sample: where t with 10 degrees of freedom gives 0.0025, the normal gives a sixth of it. Where the interval is not centred
    the range also covers the standard errors that its two halves imply. Raises ValueError where estimate or interval is
    missing.
    """
    value, half = effect.estimate(), _half_width(effect, sides=True)
    size, exact = abs(effect.envelope(value)), abs(effect.on_scale(value))
    found = []
    for freedom in (None,) if df is None else (None, df):
        wide = critical(effect.level, freedom)
        least = two_sided(wide * size.high / half.range.low, freedom) if half.range.low > 0 else 0.0
        most = two_sided(wide * size.low / half.range.high, freedom) if 0 < half.range.high < math.inf else 1.0
        found.append(Envelope(least, max(least, most)))
    at = two_sided(critical(effect.level, df) * exact / half.value, df) if half.value else None
    return Computed(at, hull(found))


def p_envelope(p: tuple[str, Decimal]) -> Envelope:
    """The p values that a printed p allows: "= 0.03" those that round to it, "< 0.05" those from 0 to 0.05, "> 0.05" up to 1.

    Raises ValueError for an operator other than =, <, <=, >, >=, and for a negative number.
    """
    op, number = p
    if op not in ("=", "<", "<=", ">", ">=") or not number >= 0:
        raise ValueError(f"p {op} {number} says nothing")
    if op == "=":
        allowed = rounding(number)
        return Envelope(max(0.0, allowed.low), allowed.high)
    at = float(number)
    return Envelope(0.0, at) if op.startswith("<") else Envelope(at, max(1.0, at))


def _apart(one: Envelope, other: Envelope) -> float:
    """The ratio of the nearest ends of two envelopes of p values: 1 where they meet."""
    if one.meets(other):
        return 1.0
    lower, upper = sorted((one, other), key=lambda found: found.low)
    return upper.low / lower.high if lower.high > 0 else math.inf


def agreement(effect: Effect, p: tuple[str, Decimal] | None, df: float | None = None) -> Agreement:
    """Whether the printed p value is one that estimate and interval can imply.

    "disagree" only where no rounding, no choice between normal and t (with `df`) and no half of an interval that is not centred
    makes them meet. "cannot tell": a number is missing, or rounding leaves every p value possible. See `OTHER_TESTS`.
    """
    if p is None or effect.value is None or effect.ci is None:
        return Agreement("cannot tell", "p value, estimate or interval is missing")
    implied, printed = p_implied(effect, df), p_envelope(p)
    if p[1] > 1:
        return Agreement("disagree", "the printed p value is no probability", implied, printed, _apart(implied.range, printed))
    if implied.range.low <= 0 and implied.range.high >= 1:
        return Agreement("cannot tell", "rounding leaves every p value possible", implied, printed)
    factor = _apart(implied.range, printed)
    if factor == 1:
        return Agreement("agree", "the printed p value is within rounding of the implied one", implied, printed, factor)
    direction = "smaller" if printed.high < implied.range.low else "larger"
    return Agreement("disagree", f"the printed p value is {direction} than the implied one", implied, printed, factor)


def decision(effect: Effect, p: tuple[str, Decimal] | None) -> Agreement:
    """Whether the p value and the interval agree on significance: p < 1 - level exactly where the interval excludes no effect.

    The level is that of the interval: p = 0.07 goes with a 90% interval that excludes no effect. "cannot tell": something
    is missing, or a limit or the p value rounds to the border. See `OTHER_TESTS`. Source: the duality of tests and intervals
    (Altman DG, Machin D, Bryant TN, Gardner MJ. Statistics with Confidence, 2nd ed. BMJ Books 2000).
    """
    if p is None or effect.ci is None:
        return Agreement("cannot tell", "p value or interval is missing")
    printed, excluded = p_envelope(p), excludes_no_effect(effect)
    if p[1] > 1:
        return Agreement("cannot tell", "the printed p value is no probability", None, printed)
    if excluded is None:
        return Agreement("cannot tell", "a limit rounds to no effect", None, printed)
    significant = True if printed.high <= effect.alpha else False if printed.low >= effect.alpha else None
    if significant is None:
        return Agreement("cannot tell", "the printed p value allows either", None, printed)
    says = f"p is {'' if significant else 'not '}significant and the interval {'excludes' if excluded else 'includes'} no effect"
    return Agreement("agree" if significant == excluded else "disagree", says, None, printed)
