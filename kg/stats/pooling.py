"""Random-effects pooling of effects: REML, modified Hartung-Knapp intervals, prediction intervals, leave-one-out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from kg.stats.chi_square import chi_square_tail
from kg.stats.heterogeneity import Estimates, estimates, generalised_q, profile_limits, reml, typical_variance
from kg.stats.student import critical, two_sided

__all__ = ["Limits", "Pooled", "leave_one_out", "pool"]

Method = Literal["modified Hartung-Knapp", "one study"]


class Limits(NamedTuple):
    """The two ends of an interval."""

    low: float
    high: float


@dataclass(frozen=True)
class Pooled:
    """Effects of `k` studies pooled, in their own unit: ratios are pooled as logarithms and stay logarithms.

    The random-effects mean: `estimate` with `standard_error`, `interval` and `p` against no effect (0) by `method`;
    `wald_standard_error`, `wald` and the prediction interval built on them the same mean by the normal distribution, which is
    too narrow for few studies. `prediction` is where the effect of a new study is expected, None below three studies.
    `adjustment` is q of Hartung and Knapp as computed; the interval uses max(1, q).

    Heterogeneity, None with one study: `tau2` (unit squared) with `tau2_interval` (None also where it is empty); `i2` the
    share of the variance that lies between studies, from 0 to 1, with `i2_interval`; `i2_q` the same from Q. `q` is Cochran's
    with `df` degrees of freedom and `q_p`, its p value.

    The common-effect mean, which assumes no heterogeneity: `common`, `common_standard_error`, `common_interval`. `weights` are
    the shares of the studies in `estimate`, in the order given.
    """

    k: int
    level: float
    method: Method
    estimate: float
    standard_error: float
    interval: Limits
    p: float
    prediction: Limits | None
    wald_standard_error: float
    wald: Limits
    wald_prediction: Limits | None
    adjustment: float | None
    tau2: float | None
    tau2_interval: Limits | None
    i2: float | None
    i2_interval: Limits | None
    i2_q: float | None
    q: float
    df: int
    q_p: float | None
    common: float
    common_standard_error: float
    common_interval: Limits
    weights: tuple[float, ...]


def _around(centre: float, half: float) -> Limits:
    return Limits(centre - half, centre + half)


def pool(effects: Sequence[float], standard_errors: Sequence[float], level: float = 0.95) -> Pooled:
    """The effects of independent studies pooled under a random-effects model.

    tau2: restricted maximum likelihood (`kg.stats.heterogeneity.reml`), interval by Q-profile (Viechtbauer W. Stat Med
    2007;26:37-52). Mean: weights 1 / (SE^2 + tau2). Its interval: Hartung and Knapp, t with k - 1 degrees of freedom and
    variance max(1, q) / sum w, q = sum w (y - mean)^2 / (k - 1), never narrower than the normal variance (Knapp G, Hartung J.
    Stat Med 2003;22:2693-2710; modified: Röver C, Knapp G, Friede T. BMC Med Res Methodol 2015;15:99).

    Prediction: mean +- t(k - 2) sqrt(tau2 + SE^2). `wald_prediction` takes the normal SE as Higgins JPT, Thompson SG,
    Spiegelhalter DJ. J R Stat Soc A 2009;172:137-159 and Riley RD, Higgins JPT, Deeks JJ. BMJ 2011;342:d549 print it;
    `prediction` takes the SE of the interval above (Partlett C, Riley RD. Stat Med 2017;36:301-317), so that it always
    contains that interval.

    I2: `i2` = tau2 / (tau2 + s2) with the typical variance s2 of Higgins JPT, Thompson SG. Stat Med 2002;21:1539-1558, its
    interval from that of tau2; `i2_q` = max(0, (Q - df) / Q) (Higgins JPT et al. BMJ 2003;327:557-560).

    One study is returned as it is, with its normal interval, and says nothing of heterogeneity. Two studies have an interval
    (t with 1 degree of freedom, so a wide one) and no prediction interval. `level` is a share. Raises ValueError as
    `kg.stats.heterogeneity.estimates` does, and unless 0 < level < 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"{level} is no confidence level between 0 and 1")
    studies = estimates(effects, standard_errors)
    k, unit, z = studies.k, studies.unit, critical(100 * level)

    centre, total = studies.mean(0.0)
    common, common_error = studies.centre + centre * unit, unit / math.sqrt(total)
    common_interval = _around(common, z * common_error)
    if k == 1:
        error = float(standard_errors[0])
        own = _around(common, z * error)
        return Pooled(
            k=1, level=level, method="one study", estimate=common, standard_error=error, interval=own,
            p=two_sided(common / error), prediction=None, wald_standard_error=error, wald=own, wald_prediction=None,
            adjustment=None, tau2=None, tau2_interval=None, i2=None, i2_interval=None, i2_q=None, q=0.0, df=0, q_p=None,
            common=common, common_standard_error=error, common_interval=own, weights=(1.0,),
        )  # fmt: skip

    tau2 = reml(studies)
    centre, total = studies.mean(tau2)
    estimate, wald_error = studies.centre + centre * unit, unit / math.sqrt(total)
    adjustment = generalised_q(studies, tau2) / (k - 1)
    error = wald_error * math.sqrt(max(1.0, adjustment))
    between, q = tau2 * unit * unit, generalised_q(studies, 0.0)
    limits, typical = profile_limits(studies, level), typical_variance(studies)
    return Pooled(
        k=k,
        level=level,
        method="modified Hartung-Knapp",
        estimate=estimate,
        standard_error=error,
        interval=_around(estimate, critical(100 * level, k - 1) * error),
        p=two_sided(estimate / error, k - 1),
        prediction=_prediction(estimate, between, error, k, level),
        wald_standard_error=wald_error,
        wald=_around(estimate, z * wald_error),
        wald_prediction=_prediction(estimate, between, wald_error, k, level),
        adjustment=adjustment,
        tau2=between,
        tau2_interval=None if limits is None else Limits(limits[0] * unit * unit, limits[1] * unit * unit),
        i2=tau2 / (tau2 + typical),
        i2_interval=None if limits is None else Limits(limits[0] / (limits[0] + typical), limits[1] / (limits[1] + typical)),
        i2_q=max(0.0, (q - (k - 1)) / q) if q > 0 else 0.0,
        q=q,
        df=k - 1,
        q_p=chi_square_tail(q, k - 1),
        common=common,
        common_standard_error=common_error,
        common_interval=common_interval,
        weights=_weights(studies, standard_errors, tau2, total),
    )


def _prediction(estimate: float, between: float, error: float, k: int, level: float) -> Limits | None:
    if k < 3:
        return None
    return _around(estimate, critical(100 * level, k - 2) * math.hypot(math.sqrt(between), error))


def _weights(studies: Estimates, standard_errors: Sequence[float], tau2: float, total: float) -> tuple[float, ...]:
    return tuple(1 / ((float(error) / studies.unit) ** 2 + tau2) / total for error in standard_errors)


def leave_one_out(effects: Sequence[float], standard_errors: Sequence[float], level: float = 0.95) -> tuple[Pooled, ...]:
    """The pooling without each study in turn, in the order given; empty for a single study.

    Source: Viechtbauer W, Cheung MWL. Res Synth Methods 2010;1:112-125. Raises ValueError as `pool` does.
    """
    estimates(effects, standard_errors)
    if len(effects) == 1:
        return ()
    ys, ss = list(effects), list(standard_errors)
    return tuple(pool(ys[:i] + ys[i + 1 :], ss[:i] + ss[i + 1 :], level) for i in range(len(ys)))
