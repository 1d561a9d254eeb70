"""The same figures from scipy and statsmodels, which kg itself does without."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.meta_analysis import effectsize_smd
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from kg.printed import p_value
from kg.stats.effect import Effect
from kg.stats.flow import flow
from kg.stats.interval import from_p, z_from_p
from kg.stats.significance import agreement, decision, p_implied, standard_error
from kg.stats.smd import standardised
from kg.stats.student import critical, two_sided

DF = st.floats(1, 5000)


@settings(deadline=None)
@given(st.floats(0, 37))
def test_normal_tails(z: float) -> None:
    assert two_sided(z) == pytest.approx(2 * stats.norm.sf(z), rel=1e-9)
    assert two_sided(-z) == two_sided(z)


@settings(deadline=None)
@given(st.floats(0, 60), DF)
def test_t_tails(t: float, df: float) -> None:
    assert two_sided(t, df) == pytest.approx(2 * stats.t.sf(t, df), rel=1e-8, abs=1e-300)


@settings(deadline=None)
@given(st.floats(50, 99.9), DF)
def test_critical_values(level: float, df: float) -> None:
    assert critical(level, df) == pytest.approx(stats.t.isf((1 - level / 100) / 2, df), rel=1e-8)
    assert critical(level) == pytest.approx(stats.norm.isf((1 - level / 100) / 2), rel=1e-9)


@pytest.mark.parametrize("df", [0, -1])
def test_degrees_of_freedom_are_positive(df: float) -> None:
    with pytest.raises(ValueError, match="degrees"):
        two_sided(1.0, df)
    with pytest.raises(ValueError, match="level"):
        critical(100)


def test_ends_of_the_tails() -> None:
    assert two_sided(0) == two_sided(0, 7) == 1
    assert two_sided(math.inf) == two_sided(math.inf, 7) == 0


@settings(deadline=None)
@given(st.floats(1e-6, 1))
def test_z_of_p(p: float) -> None:
    assert z_from_p(p) == pytest.approx(stats.norm.isf(p / 2), abs=1e-9)


@settings(deadline=None)
@given(st.floats(-50, 50), st.floats(0.05, 20), st.sampled_from([90, 95, 99]))
def test_p_from_an_interval_and_the_interval_from_p(value: float, error: float, level: int) -> None:
    low, high = stats.norm.interval(level / 100, value, error)
    p = 2 * stats.norm.sf(abs(value), scale=error)
    effect = Effect.printed("MD", f"{value:.9f}", (f"{low:.9f}", f"{high:.9f}"), level)
    assert standard_error(effect).value == pytest.approx(error, rel=1e-6)
    assert p_implied(effect).value == pytest.approx(p, rel=1e-4, abs=1e-12)
    if 1e-9 < p < 0.99 and abs(value) > 1e-3:
        found = from_p(effect, ("=", Decimal(repr(float(p)))))
        assert (found.low, found.high) == (pytest.approx(low, rel=1e-4, abs=1e-6), pytest.approx(high, rel=1e-4, abs=1e-6))


def test_log_scale_against_a_logistic_table() -> None:
    """The interval and p value of the log odds ratio of random tables, as statsmodels gives them."""
    random = np.random.default_rng(11)
    for table in random.integers(5, 90, size=(60, 2, 2)):
        found = Table2x2(table)
        low, high = found.oddsratio_confint()
        effect = Effect.printed("OR", f"{found.oddsratio:.7f}", (f"{low:.7f}", f"{high:.7f}"))
        assert standard_error(effect).value == pytest.approx(found.log_oddsratio_se, rel=1e-4)
        assert p_implied(effect).value == pytest.approx(found.log_oddsratio_pvalue(), rel=1e-3)
        printed = Effect.printed("OR", f"{found.oddsratio:.2f}", (f"{low:.2f}", f"{high:.2f}"))
        said = p_value(f"{found.log_oddsratio_pvalue():.3f}")
        assert agreement(printed, said).verdict != "disagree"
        assert decision(printed, said).verdict != "disagree"


def test_trials_made_of_people() -> None:
    """Random two-arm trials, t test and t interval of statsmodels, printed: p agrees given the degrees of freedom, d is d."""
    random = np.random.default_rng(7)
    for _ in range(60):
        n1, n2 = (int(n) for n in random.integers(4, 60, size=2))
        one, two = random.normal(random.normal(0, 6), 8, n1), random.normal(0, 8, n2)
        means = CompareMeans(DescrStatsW(one), DescrStatsW(two))
        _, p, df = means.ttest_ind()
        low, high = means.tconfint_diff()
        value = one.mean() - two.mean()
        printed = Effect.printed("MD", f"{value:.1f}", (f"{low:.1f}", f"{high:.1f}"))
        assert agreement(printed, p_value(f"{p:.3f}" if p >= 0.001 else "<.001"), float(df)).verdict != "disagree"
        assert decision(printed, p_value(f"{p:.3f}")).verdict != "disagree"
        exact = Effect.printed("MD", f"{value:.9f}", (f"{low:.9f}", f"{high:.9f}"))
        found = standardised(exact, n1, n2, adjusted=False, df=float(df))
        spreads = one.std(ddof=1), two.std(ddof=1)
        g, _ = effectsize_smd(one.mean(), spreads[0], n1, two.mean(), spreads[1], n2)
        assert found.g.value == pytest.approx(g, rel=2e-2)  # another form of the correction in small samples
        pooled = math.sqrt(((n1 - 1) * spreads[0] ** 2 + (n2 - 1) * spreads[1] ** 2) / (n1 + n2 - 2))
        assert found.sd.value == pytest.approx(pooled, rel=1e-6)
        assert found.d.value == pytest.approx(value / pooled, rel=1e-6)


@settings(deadline=None)
@given(st.integers(1, 3000), st.floats(0, 1))
def test_shares_of_a_flow(screened: int, share: float) -> None:
    randomized = int(share * screened)
    found = flow(screened, randomized).randomized
    low, high = proportion_confint(randomized, screened, method="wilson")
    assert found.share == randomized / screened
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))
