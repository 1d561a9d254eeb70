"""How far the effects of studies differ beyond chance: Q, the between-study variance by REML with its interval, and I2."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.stats.chi_square import chi_square_quantile

__all__ = ["Estimates", "estimates", "generalised_q", "profile_limits", "reml", "typical_variance"]

Numbers = NDArray[np.float64]

FARTHEST = 1e70  # between numbers of one pooling, in the smallest standard error: squares of squares stay in range
EXTREME = 1e100
PER_DECADE = 4  # points at which the slope of the likelihood is looked at
LEAST = 1e-6  # the first of them, as a share of the smallest variance
ITERATIONS = 500
PRECISION = 1e-15


@dataclass(frozen=True, eq=False)
class Estimates:
    """Effects and variances of k studies, sorted by variance, in units that keep the arithmetic in range.

    `y` (shape k) are effects minus `centre`, in `unit`; `v` (shape k) variances in `unit` squared. The most precise study
    stands first. The unit is a power of two, so that turning back is exact.
    """

    y: Numbers
    v: Numbers
    centre: float
    unit: float

    @property
    def k(self) -> int:
        """The number of studies."""
        return len(self.y)

    def mean(self, tau2: float) -> tuple[float, float]:
        """The mean weighted by 1 / (v + tau2), and the sum of the weights, in the inner unit."""
        w = 1 / (self.v + tau2)
        total = float(w.sum())
        return float((w * self.y).sum()) / total, total


def estimates(effects: Sequence[float], standard_errors: Sequence[float]) -> Estimates:
    """The studies made ready for arithmetic.

    Raises ValueError, naming the place counted from 1, for an effect that is no finite number and a standard error that is
    not finite and positive; for no studies, different numbers of both, and numbers too far apart to be weighed together.
    """
    if len(effects) == 0 or len(effects) != len(standard_errors):
        raise ValueError(f"{len(effects)} effects and {len(standard_errors)} standard errors")
    for place, (effect, error) in enumerate(zip(effects, standard_errors, strict=True), 1):
        if not abs(effect) <= EXTREME:
            raise ValueError(f"effect {place} is {effect}, not a finite number of usable size")
        if not 1 / EXTREME <= error <= EXTREME:
            raise ValueError(f"standard error {place} is {error}, not a finite positive number of usable size")
    raw, errors = np.array(effects, float), np.array(standard_errors, float)
    order = np.lexsort((raw, errors))
    raw, errors = raw[order], errors[order]
    unit = 2.0 ** (math.frexp(float(errors[0]))[1] - 1)
    y, s = (raw - raw[0]) / unit, errors / unit
    if not max(float(np.abs(y).max()), float(s.max())) <= FARTHEST:
        raise ValueError(f"standard errors from {errors[0]:g} to {errors[-1]:g} are too far apart, or the effects for them")
    return Estimates(y, s * s, float(raw[0]), unit)


def generalised_q(studies: Estimates, tau2: float) -> float:
    """The weighted sum of squares about the weighted mean, weights 1 / (v + tau2); Cochran's Q at tau2 = 0.

    `tau2` is in the inner unit squared. Source: DerSimonian R, Kacker R. Contemp Clin Trials 2007;28:105-114.
    """
    mean, _ = studies.mean(tau2)
    return float(((studies.y - mean) ** 2 / (studies.v + tau2)).sum())


def _pairs(weights: Numbers) -> Numbers:
    """(sum w)^2 - sum w^2 along the last axis, as twice the sum of products of pairs: one study that outweighs all the others
    does not cancel them."""
    after = np.cumsum(weights[..., :0:-1], axis=-1)[..., ::-1]
    found: Numbers = 2 * (weights[..., :-1] * after).sum(axis=-1)
    return found


def typical_variance(studies: Estimates) -> float:
    """The typical within-study variance, (k - 1) sum w / ((sum w)^2 - sum w^2) with w = 1 / v, in the inner unit squared.

    Source: Higgins JPT, Thompson SG. Stat Med 2002;21:1539-1558, equation 9. Needs two studies.
    """
    w = 1 / studies.v
    return (studies.k - 1) * float(w.sum() / _pairs(w))


def _slopes(studies: Estimates, tau2: Numbers) -> Numbers:
    """Twice the derivative of the restricted log likelihood at each tau2."""
    w = 1 / (studies.v + tau2[:, None])
    total = w.sum(axis=1)
    mean = (w * studies.y).sum(axis=1) / total
    found: Numbers = ((w * (studies.y - mean[:, None])) ** 2).sum(axis=1) - _pairs(w) / total
    return found


def _likelihood(studies: Estimates, tau2: Numbers) -> Numbers:
    """The restricted log likelihood at each tau2, up to a constant."""
    variances = studies.v + tau2[:, None]
    w = 1 / variances
    total = w.sum(axis=1)
    mean = (w * studies.y).sum(axis=1) / total
    squares = (w * (studies.y - mean[:, None]) ** 2).sum(axis=1)
    found: Numbers = -0.5 * (np.log(variances).sum(axis=1) + np.log(total) + squares)
    return found


def _crossing(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function goes from above 0 at `low` to below 0 at `high`.

    Regula falsi with halved ends (Illinois; Dahlquist G, Björck Å. Numerical Methods, 1974, 6.3) on the scale log(1 + t),
    because t may span many powers of ten. Every eighth step bisects, so that the bracket shrinks whatever the function; a step
    is never shorter than the precision sought, so that the far end comes along.
    """
    left, right = math.log1p(low), math.log1p(high)
    above, below = function(low), function(high)
    if below >= 0:
        return high
    if above <= 0:
        return low
    side = 0
    for step in range(ITERATIONS):
        least = PRECISION * right
        if right - left <= 2 * least:
            break
        middle = (left + right) / 2 if step % 8 == 7 else left + (right - left) * above / (above - below)
        middle = min(max(middle, left + least), right - least)
        value = function(math.expm1(middle))
        if value == 0:
            return math.expm1(middle)
        if value > 0:
            left, above, below = middle, value, below / 2 if side > 0 else below
        else:
            right, below, above = middle, value, above / 2 if side < 0 else above
        side = 1 if value > 0 else -1
    return math.expm1((left + right) / 2)


def reml(studies: Estimates) -> float:
    """The between-study variance of restricted maximum likelihood, at least 0, in the inner unit squared. Needs two studies.

    The slope of the restricted likelihood is negative beyond max(largest v, 4 S / (k - 1)), S the sum of squares of the
    effects about their mean. Up to there it is looked at on a logarithmic grid, since the likelihood may have more than one
    top; each place where it turns down is refined, and of several tops the highest is taken. Source: Harville DA. J Am Stat
    Assoc 1977;72:320-338; recommended by Veroniki AA et al. Res Synth Methods 2016;7:55-79.
    """
    spread = float(((studies.y - studies.y.mean()) ** 2).sum())
    top = max(float(studies.v.max()), 4 * spread / (studies.k - 1)) * 1.01
    points = np.geomspace(LEAST, top, max(8, math.ceil(PER_DECADE * math.log10(top / LEAST))))
    grid = np.concatenate(([0.0], points))
    rises = _slopes(studies, grid) > 0

    def slope(tau2: float) -> float:
        return float(_slopes(studies, np.array([tau2]))[0])

    turns = np.flatnonzero(rises[:-1] & ~rises[1:])
    tops = [] if rises[0] else [0.0]
    tops += [_crossing(slope, float(grid[turn]), float(grid[turn + 1])) for turn in turns]
    return tops[0] if len(tops) == 1 else tops[int(np.argmax(_likelihood(studies, np.array(tops))))]


def profile_limits(studies: Estimates, level: float) -> tuple[float, float] | None:
    """The limits of the between-study variance by the Q-profile method, in the inner unit squared. Needs two studies.

    The values of tau2 at which the generalised Q is the upper and the lower quantile of chi-square with k - 1 degrees of
    freedom; a limit below 0 is 0. None where Q lies below the lower quantile already at 0: the interval is empty (effects that
    agree better than chance allows). Source: Viechtbauer W. Stat Med 2007;26:37-52.
    """
    tail = (1 - level) / 2
    largest = float(((studies.y - studies.y.mean()) ** 2).sum())
    found = []
    for quantile in (chi_square_quantile(1 - tail, studies.k - 1), chi_square_quantile(tail, studies.k - 1)):

        def excess(tau2: float, border: float = quantile) -> float:
            return generalised_q(studies, tau2) - border

        # Q at tau2 is below S / tau2, hence below the border beyond S / border
        found.append(_crossing(excess, 0.0, largest / quantile * 1.01 + 1e-9) if excess(0.0) > 0 else -1.0)
    return None if found[1] < 0 else (max(0.0, found[0]), found[1])
