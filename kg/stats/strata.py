"""Do estimates with a mark differ from those without it: inside clusters of comparable estimates, then over the clusters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.stats.heterogeneity import estimates
from kg.stats.pooling import Limits, Pooled, pool
from kg.stats.student import critical

__all__ = ["Cluster", "Difference", "Ratios", "Side", "Strata", "compare", "ratios"]

ENOUGH = 2  # clusters below which there is nothing to pool over


class Side(NamedTuple):
    """The estimates of a cluster that have the mark, or those that have not: effects and standard errors, one for one.

    The estimates are of one measure, and of different studies (see `kg.stats.composite`); ratios as logarithms.
    """

    effects: tuple[float, ...] = ()
    standard_errors: tuple[float, ...] = ()


class Cluster(NamedTuple):
    """Estimates that may be compared: same condition, comparison and outcome, on the same scale and in the same direction."""

    name: str
    marked: Side
    unmarked: Side


@dataclass(frozen=True)
class Difference:
    """What a cluster says: the pooled effect with the mark minus that without it, on the scale of the estimates.

    `marked_n` and `unmarked_n` count the estimates on each side. `marked` and `unmarked` are the sides pooled, None for an
    empty side; then `difference`, `standard_error` and `interval` (normal) are None too, and the cluster counts no further.
    """

    cluster: str
    marked_n: int
    unmarked_n: int
    marked: Pooled | None
    unmarked: Pooled | None
    difference: float | None
    standard_error: float | None
    interval: Limits | None


@dataclass(frozen=True)
class Strata:
    """Differences of all clusters in the order given, and pooled over those that hold both sides.

    `clusters` counts those with both sides, of `of` given; `marked_n` and `unmarked_n` the estimates in them. `pooled` is None
    where no cluster has both; `enough` is whether two have: one cluster shows its own difference and no more.
    """

    differences: tuple[Difference, ...]
    pooled: Pooled | None
    clusters: int
    of: int
    marked_n: int
    unmarked_n: int
    enough: bool


class Ratios(NamedTuple):
    """A pooled difference of logarithms as a ratio of ratios: the ratio with the mark over that without it.

    `prediction` is None as in `Pooled`.
    """

    estimate: float
    interval: Limits
    prediction: Limits | None


def compare(clusters: Sequence[Cluster], level: float = 0.95) -> Strata:
    """The two-step analysis of meta-epidemiology: effects are compared within clusters only, then the differences pooled.

    First, in each cluster, each side is pooled with random effects (REML; a single estimate is taken as it is), and the
    difference marked - unmarked has the standard error sqrt(SE1^2 + SE2^2), of the normal standard errors 1 / sqrt(sum w): the
    intervals of Hartung and Knapp are no weights. Then the differences are pooled by `kg.stats.pooling.pool`, so that its
    `tau2` is the spread of the difference between clusters. For logarithms of ratios the result is that of a ratio of ratios.
    Source: Sterne JAC, Jüni P, Schulz KF, Altman DG, Bartlett C, Egger M. Stat Med 2002;21:1513-1524.

    The comparison is of what was observed, not of what was assigned: estimates with the mark may differ in other ways too.
    Raises ValueError, naming cluster and side, for bad numbers as `pool` does, and unless 0 < level < 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"{level} is no confidence level between 0 and 1")
    found = tuple(_difference(cluster, level) for cluster in clusters)
    both = [one for one in found if one.difference is not None]
    effects = [one.difference for one in both if one.difference is not None]
    errors = [one.standard_error for one in both if one.standard_error is not None]
    return Strata(
        differences=found,
        pooled=pool(effects, errors, level) if both else None,
        clusters=len(both),
        of=len(found),
        marked_n=sum(one.marked_n for one in both),
        unmarked_n=sum(one.unmarked_n for one in both),
        enough=len(both) >= ENOUGH,
    )


def _side(cluster: Cluster, name: str, side: Side, level: float) -> Pooled | None:
    if not side.effects and not side.standard_errors:
        return None
    try:
        return pool(side.effects, side.standard_errors, level)
    except ValueError as wrong:
        raise ValueError(f"cluster {cluster.name}, {name}: {wrong}") from None


def _difference(cluster: Cluster, level: float) -> Difference:
    marked = _side(cluster, "marked", cluster.marked, level)
    unmarked = _side(cluster, "unmarked", cluster.unmarked, level)
    counts = len(cluster.marked.effects), len(cluster.unmarked.effects)
    if marked is None or unmarked is None:
        return Difference(cluster.name, *counts, marked, unmarked, None, None, None)
    difference = marked.estimate - unmarked.estimate
    error = math.hypot(marked.wald_standard_error, unmarked.wald_standard_error)
    try:
        estimates([difference], [error])
    except ValueError as wrong:
        raise ValueError(f"cluster {cluster.name}: {wrong}") from None
    half = critical(100 * level) * error
    return Difference(cluster.name, *counts, marked, unmarked, difference, error, Limits(difference - half, difference + half))


def _exp(limits: Limits) -> Limits:
    return Limits(*(math.exp(limit) if limit < 709 else math.inf for limit in limits))


def ratios(pooled: Pooled) -> Ratios:
    """The pooled logarithms as ratios; a limit too large for a number is infinite."""
    return Ratios(
        _exp(Limits(pooled.estimate, pooled.estimate)).low,
        _exp(pooled.interval),
        None if pooled.prediction is None else _exp(pooled.prediction),
    )
