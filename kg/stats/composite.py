"""Several estimates of one study made into one, so that a study counts once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kg.stats.heterogeneity import estimates

__all__ = ["Composite", "composite"]


@dataclass(frozen=True)
class Composite:
    """The mean of `m` dependent estimates of a study with its standard error, under the correlation `rho` that was stated."""

    effect: float
    standard_error: float
    m: int
    rho: float


def composite(effects: Sequence[float], standard_errors: Sequence[float], rho: float) -> Composite:
    """The unweighted mean of estimates from the same people, such as several scales of one outcome or several times.

    Variance of the mean = (sum of V_i + sum over i != j of rho sqrt(V_i V_j)) / m^2, every two estimates being correlated to
    the degree `rho` (Borenstein M, Hedges LV, Higgins JPT, Rothstein HR. Introduction to Meta-Analysis. Wiley 2009, chapter
    24, formula 24.5). The correlation is seldom reported: it is an assumption, and the result is to be shown for more than
    one. rho = 1 gives the mean of the standard errors, the cautious choice for a mean; rho = 0 takes the estimates for
    independent and makes them too precise.

    It is not for comparisons of several arms with one control group: there the arms are to be combined first, or the
    correlation follows from the sizes of the groups (Cochrane Handbook 23.3.4), and a mean over different treatments answers
    another question.

    Raises ValueError for bad numbers as `kg.stats.heterogeneity.estimates` does, and for a rho outside -1 / (m - 1) to 1,
    which no m estimates can have among each other (outside -1 to 1 for one).
    """
    studies, m = estimates(effects, standard_errors), len(effects)
    least = -1.0 if m == 1 else -1 / (m - 1)
    if not least <= rho <= 1:
        raise ValueError(f"{m} estimates cannot all be correlated by {rho}; possible are {least:g} to 1")
    if m == 1:
        return Composite(float(effects[0]), float(standard_errors[0]), 1, rho)
    variances = [float(error / studies.unit) ** 2 for error in standard_errors]
    together = math.fsum(math.sqrt(v) for v in variances) ** 2
    variance = max(0.0, (1 - rho) * math.fsum(variances) + rho * together) / (m * m)
    mean = studies.centre + math.fsum(studies.y) / m * studies.unit
    return Composite(mean, math.sqrt(variance) * studies.unit, m, rho)
