"""Pooling against other libraries: statsmodels and PyMARE where they compute the same, scipy for likelihood and Q-profile."""

from __future__ import annotations

import importlib
import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats
from statsmodels.stats.meta_analysis import combine_effects

from kg.stats.pooling import pool

EFFECTS, ERRORS = st.floats(-3, 3), st.floats(0.05, 2)
STUDIES = st.lists(st.tuples(EFFECTS, ERRORS), min_size=2, max_size=10)


def _studies(seed: int, k: int, tau: float) -> tuple[list[float], list[float]]:
    chance = np.random.default_rng(seed)
    errors = chance.uniform(0.05, 0.6, k)
    return list(0.3 + tau * chance.normal(size=k) + errors * chance.normal(size=k)), list(errors)


def _restricted_likelihood(effects: np.ndarray, variances: np.ndarray, tau2: float) -> float:
    """The likelihood of the differences from the first study, which do not depend on the mean: that is what REML maximises."""
    differences = effects[1:] - effects[0]
    covariance = np.diag(variances[1:] + tau2) + variances[0] + tau2
    return float(stats.multivariate_normal.logpdf(differences, cov=covariance))


@settings(deadline=None, max_examples=60)
@given(STUDIES)
def test_no_other_between_study_variance_is_likelier(studies: list[tuple[float, float]]) -> None:
    effects, errors = (np.array(row) for row in zip(*studies, strict=True))
    found = pool(list(effects), list(errors)).tau2
    best = _restricted_likelihood(effects, errors**2, found)
    others = [0.0, found * 0.99, found * 1.01, *np.geomspace(1e-6, 100, 40)]
    assert max(_restricted_likelihood(effects, errors**2, other) for other in others) <= best + 1e-9 * (1 + abs(best))


@pytest.mark.parametrize("seed", range(8))
def test_the_mean_is_that_of_weighted_least_squares(seed: int) -> None:
    effects, errors = _studies(seed, 9, 0.4)
    found = pool(effects, errors)
    weights = 1 / (np.array(errors) ** 2 + found.tau2)
    assert found.estimate == pytest.approx(np.average(effects, weights=weights))
    assert found.wald_standard_error == pytest.approx(weights.sum() ** -0.5)
    assert list(found.weights) == pytest.approx(list(weights / weights.sum()))
    q = (weights * (np.array(effects) - found.estimate) ** 2).sum() / 8
    assert found.adjustment == pytest.approx(q)
    half = stats.t.ppf(0.975, 8) * math.sqrt(max(1.0, q) / weights.sum())
    assert list(found.interval) == pytest.approx([found.estimate - half, found.estimate + half])
    assert found.p == pytest.approx(2 * stats.t.sf(abs(found.estimate) / found.standard_error, 8))
    wide = stats.t.ppf(0.975, 7) * math.sqrt(found.tau2 + found.standard_error**2)
    assert list(found.prediction) == pytest.approx([found.estimate - wide, found.estimate + wide])


@pytest.mark.parametrize("level", [0.8, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("seed", range(4))
def test_the_limits_of_the_variance_solve_the_q_profile(seed: int, level: float) -> None:
    effects, errors = (np.array(row) for row in _studies(seed, 7, 0.5))

    def profile(tau2: float) -> float:
        weights = 1 / (errors**2 + tau2)
        return float((weights * (effects - np.average(effects, weights=weights)) ** 2).sum())

    def limit(probability: float) -> float:
        border = stats.chi2.ppf(probability, 6)
        if profile(0) <= border:
            return 0.0
        return float(optimize.brentq(lambda tau2: profile(tau2) - border, 0, 1e4, xtol=1e-14, rtol=1e-14))

    found = pool(list(effects), list(errors), level)
    expected = [limit(0.5 + level / 2), limit(0.5 - level / 2)]
    assert list(found.tau2_interval) == pytest.approx(expected, rel=1e-8, abs=1e-12)
    weights = errors**-2.0
    typical = 6 * weights.sum() / (weights.sum() ** 2 - (weights**2).sum())
    assert found.i2 == pytest.approx(found.tau2 / (found.tau2 + typical))
    assert list(found.i2_interval) == pytest.approx([tau2 / (tau2 + typical) for tau2 in expected])


@settings(deadline=None)
@given(STUDIES)
def test_common_effect_and_q_are_those_of_statsmodels(studies: list[tuple[float, float]]) -> None:
    effects, errors = (np.array(row) for row in zip(*studies, strict=True))
    found = pool(list(effects), list(errors))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = combine_effects(effects, errors**2, method_re="dl")
    assert found.common == pytest.approx(other.mean_effect_fe, rel=1e-9, abs=1e-9)
    assert found.common_standard_error == pytest.approx(other.sd_eff_w_fe, rel=1e-9)
    assert found.q == pytest.approx(other.q, rel=1e-7, abs=1e-9)
    if other.q > 1e-6:  # it divides by Q
        assert found.i2_q == pytest.approx(max(0.0, other.i2), abs=1e-7)


@settings(deadline=None)
@given(st.lists(EFFECTS, min_size=2, max_size=10), ERRORS)
def test_equal_errors_make_all_estimators_one(effects: list[float], error: float) -> None:
    """REML, DerSimonian-Laird and Paule-Mandel agree there, so statsmodels has the whole answer, Hartung-Knapp's error too."""
    found = pool(effects, [error] * len(effects))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = combine_effects(np.array(effects), np.full(len(effects), error**2), method_re="dl")
    assert found.tau2 == pytest.approx(max(0.0, other.tau2), rel=1e-6, abs=1e-9)
    assert found.i2 == pytest.approx(found.i2_q, abs=1e-6)
    if other.tau2 >= 0:  # below 0 it goes on computing with it
        assert found.estimate == pytest.approx(other.mean_effect_re, rel=1e-7, abs=1e-9)
        assert found.wald_standard_error == pytest.approx(other.sd_eff_w_re, rel=1e-6)
        plain = found.wald_standard_error * math.sqrt(found.adjustment)
        assert plain == pytest.approx(other.sd_eff_w_re_hksj, rel=1e-6, abs=1e-9)


@pytest.fixture(scope="module")
def reml() -> Any:
    """PyMARE's estimator by restricted maximum likelihood. It leaves a file of its own open while it is imported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("pymare")
        return importlib.import_module("pymare.estimators").VarianceBasedLikelihoodEstimator


@pytest.mark.parametrize("k", [3, 5, 13, 40])
@pytest.mark.parametrize("tau", [0.0, 0.1, 0.4, 2.0])
@pytest.mark.parametrize("seed", range(3))
def test_reml_is_that_of_pymare(reml: Any, seed: int, tau: float, k: int) -> None:
    effects, errors = _studies(1000 * seed + k, k, tau)
    found = pool(effects, errors)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = reml(method="REML").fit(np.array(effects)[:, None], np.array(errors)[:, None] ** 2, np.ones((k, 1)))
        other = fitted.summary()
    assert found.tau2 == pytest.approx(float(np.squeeze(other.tau2)), rel=1e-4, abs=1e-5)
    told = {name: float(np.squeeze(value)) for name, value in other.get_fe_stats().items()}
    assert found.estimate == pytest.approx(told["est"], abs=1e-4)
    if found.adjustment >= 1:  # PyMARE has the plain adjustment, which may narrow the interval
        assert found.standard_error == pytest.approx(told["se"], rel=1e-3)
        assert list(found.interval) == pytest.approx([told["ci_l"], told["ci_u"]], abs=1e-3)
