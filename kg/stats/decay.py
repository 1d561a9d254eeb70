"""Effects over follow-up: how much of the first is left later."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from kg.stats.effect import Effect
from kg.stats.envelope import Computed, Envelope
from kg.stats.interval import excludes_no_effect
from kg.stats.significance import standard_error

__all__ = ["CORRELATION", "FADING", "Decay", "Step", "decay"]

FADING = 0.75
CORRELATION = (0.0, 0.8)


class Step(NamedTuple):
    """A later effect beside the first.

    `ratio` is later / first, of logarithms for ratio measures; its value is None where the first is no effect. `fades` says
    whether the ratio is below the rule's, None where there is no ratio; `sure` whether that holds however the numbers were
    rounded. `difference` is later - first on the working scale. `standard_error` bounds its standard error for a correlation
    of the two estimates anywhere in the range given; None where an interval is missing.
    """

    ratio: Computed
    fades: bool | None
    sure: bool
    difference: float
    standard_error: Envelope | None


class Decay(NamedTuple):
    """The later effects in order; whether the last has faded; whether the first excluded no effect, so there was one to fade."""

    steps: tuple[Step, ...]
    fades: bool | None
    first_excludes_no_effect: bool | None


def decay(effects: Sequence[Effect], ratio: float = FADING, correlation: tuple[float, float] = CORRELATION) -> Decay:
    """How much of the first effect is left at later times; the effects come in order of follow-up.

    Fading: later / first < `ratio`. The same people are measured again, so the two estimates are correlated to an unknown
    degree r and no test for independent estimates is made: the standard error of the difference is only bounded, by sqrt(s1^2
    + s2^2 - 2 r s1 s2) over the `correlation` given (the formula: Cochrane Handbook 6.5.2.8; why no separate tests at each
    time: Matthews JNS, Altman DG, Campbell MJ, Royston P. BMJ 1990;300:230-235). Raises ValueError for fewer than two
    effects, for effects that differ in measure or arms, for a missing estimate, a ratio not in 0 to 1, or no correlation.
    """
    if len(effects) < 2:
        raise ValueError("decay needs effects at two times")
    if not 0 < ratio <= 1 or not -1 <= correlation[0] <= correlation[1] <= 1:
        raise ValueError(f"ratio {ratio} or correlation {correlation} is out of range")
    first = effects[0]
    for later in effects[1:]:
        if (later.measure, later.arms) != (first.measure, first.arms):
            raise ValueError(f"{first.measure} of {first.arms} and {later.measure} of {later.arms} are not comparable")
    steps = tuple(_step(first, later, ratio, correlation) for later in effects[1:])
    clear = None if first.ci is None else excludes_no_effect(first)
    return Decay(steps, steps[-1].fades, clear)


def _step(first: Effect, later: Effect, border: float, correlation: tuple[float, float]) -> Step:
    before, after = first.on_scale(first.estimate()), later.on_scale(later.estimate())
    allowed = later.envelope(later.estimate()) / first.envelope(first.estimate())
    left = after / before if before and math.isfinite(before) and math.isfinite(after) else None
    fades = None if left is None else left < border
    sure = fades is not None and (allowed.high < border if fades else allowed.low >= border)
    return Step(Computed(left, allowed), fades, sure, after - before, _error(first, later, correlation))


def _error(first: Effect, later: Effect, correlation: tuple[float, float]) -> Envelope | None:
    if first.ci is None or later.ci is None:
        return None
    one, two = standard_error(first).value, standard_error(later).value
    if one is None or two is None:
        return None
    loose, tight = (math.sqrt(max(0.0, one * one + two * two - 2 * r * one * two)) for r in correlation)
    return Envelope(tight, loose)
