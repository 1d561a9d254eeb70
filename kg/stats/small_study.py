"""Small-study effects: whether the less precise studies show other effects, as data for a funnel plot and Egger's test."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kg.stats.heterogeneity import estimates
from kg.stats.pooling import Limits
from kg.stats.student import critical, two_sided

__all__ = ["ENOUGH", "Point", "SmallStudy", "small_study"]

ENOUGH = 10
ALIKE = 1e-12  # spread of the precisions, as a share of their size, below which no line can be fitted


class Point(NamedTuple):
    """A study in the funnel plot: its effect across, its standard error down."""

    effect: float
    standard_error: float


@dataclass(frozen=True)
class SmallStudy:
    """Egger's regression of effect / SE on 1 / SE over `k` studies, and the points of the funnel plot in the order given.

    `intercept`, which is 0 in expectation where small studies show the same effects, with its standard error, its interval by
    t with `df` = k - 2 degrees of freedom, `t` and the two-sided `p`. `slope` is the effect expected at a standard error of 0.
    All None for fewer than three studies and for standard errors that do not differ; `t` and `p` also where the points lie on
    a line. `enough` is whether there are ten studies: below that the test is not meaningful.
    """

    k: int
    enough: bool
    intercept: float | None
    standard_error: float | None
    interval: Limits | None
    t: float | None
    df: int | None
    p: float | None
    slope: float | None
    points: tuple[Point, ...]


def small_study(effects: Sequence[float], standard_errors: Sequence[float], level: float = 0.95) -> SmallStudy:
    """Egger's regression test for small-study effects.

    Only meaningful for ten studies or more whose standard errors differ (Sterne JAC et al. BMJ 2011;343:d4002; Cochrane
    Handbook 13.3.5.4); it is computed for fewer, and `enough` says so. It finds asymmetry, of which missing studies are one
    cause among others. For log odds ratios and standardised mean differences, whose standard errors depend on the effect, it
    finds asymmetry too often. Source: Egger M, Davey Smith G, Schneider M, Minder C. BMJ 1997;315:629-634: unweighted
    least squares of effect / SE on 1 / SE. Raises ValueError as `kg.stats.pooling.pool` does.
    """
    if not 0 < level < 1:
        raise ValueError(f"{level} is no confidence level between 0 and 1")
    studies = estimates(effects, standard_errors)
    k = studies.k
    points = tuple(Point(float(effect), float(error)) for effect, error in zip(effects, standard_errors, strict=True))
    precision = 1 / np.sqrt(studies.v)  # between 0 and 1 in the inner unit
    standardised = studies.y * precision
    across = precision - precision.mean()
    spread = float((across**2).sum())
    if k < 3 or spread <= ALIKE * float((precision**2).sum()):
        return SmallStudy(k, k >= ENOUGH, None, None, None, None, None, None, None, points)
    # The effects are measured from that of the most precise study: this moves the slope, and leaves the intercept.
    slope = float((across * standardised).sum()) / spread
    intercept = float(standardised.mean()) - slope * float(precision.mean())
    residuals = standardised - intercept - slope * precision
    variance = float((residuals**2).sum()) / (k - 2)
    error = math.sqrt(variance * (1 / k + float(precision.mean()) ** 2 / spread))
    half = critical(100 * level, k - 2) * error
    rounding = 1e-13 * (1.0 + float(np.abs(standardised).max()))
    t = intercept / error if error > rounding else None
    return SmallStudy(
        k=k,
        enough=k >= ENOUGH,
        intercept=intercept,
        standard_error=error,
        interval=Limits(intercept - half, intercept + half),
        t=t,
        df=k - 2,
        p=None if t is None else two_sided(t, k - 2),
        slope=studies.centre + slope * studies.unit,
        points=points,
    )
