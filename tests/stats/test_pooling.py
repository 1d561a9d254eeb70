"""Random-effects pooling: published results, what cannot be told, bad numbers, and what must hold of any studies."""

from __future__ import annotations

import dataclasses
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.stats.pooling import Pooled, leave_one_out, pool

Trials = tuple[tuple[float, ...], tuple[float, ...]]

# Collins R, Yusuf S, Peto R. BMJ 1985;290:17-23: pre-eclampsia and people, with diuretics and without.
DIURETICS = (
    (14, 131, 14, 136), (21, 385, 17, 134), (14, 57, 24, 48), (6, 38, 18, 40), (12, 1011, 35, 760),
    (138, 1370, 175, 1336), (15, 506, 20, 524), (6, 108, 2, 103), (65, 153, 40, 102),
)  # fmt: skip


# ---- published results


def test_bcg_as_published(bcg: Trials) -> None:
    """Viechtbauer W. J Stat Softw 2010;36(3), section 3 (REML and Wald), to every printed digit."""
    found = pool(*bcg)
    assert (found.k, found.df) == (13, 12)
    assert round(found.tau2, 4) == 0.3132
    assert round(math.sqrt(found.tau2), 4) == 0.5597
    assert round(found.estimate, 4) == -0.7145
    assert round(found.wald_standard_error, 4) == 0.1798
    assert round(found.estimate / found.wald_standard_error, 4) == -3.9744
    assert [round(limit, 4) for limit in found.wald] == [-1.0669, -0.3622]
    assert round(100 * found.i2, 2) == 92.22
    assert round(found.q, 4) == 152.2330
    assert found.q_p == pytest.approx(1.9968e-26, rel=1e-4)
    assert [round(limit, 4) for limit in found.tau2_interval] == [0.1197, 1.1115]
    assert [round(limit, 3) for limit in found.i2_interval] == [0.819, 0.977]


def test_bcg_common_effect_as_published(bcg: Trials) -> None:
    """The tests of metafor against Stata's metan: log risk ratio with equal effects."""
    found = pool(*bcg)
    assert [round(limit, 4) for limit in (found.common, *found.common_interval)] == [-0.4303, -0.5097, -0.3509]
    assert round(found.common / found.common_standard_error, 4) == -10.6247
    assert round(100 * found.i2_q, 2) == 92.12


def test_bcg_hartung_knapp(bcg: Trials) -> None:
    """q is above 1, so the modified interval is the plain one, which PyMARE 0.0.13 prints as -1.10844372 to -0.32062097."""
    found = pool(*bcg)
    assert found.adjustment == pytest.approx(1.01127, abs=1e-5)
    assert found.standard_error == pytest.approx(0.18079174, abs=1e-8)
    assert list(found.interval) == pytest.approx([-1.10844372, -0.32062097], abs=2e-8)
    assert round(found.p, 4) == 0.0019


def test_bcg_prediction(bcg: Trials) -> None:
    """The parts give the interval by the normal distribution of Viechtbauer 2010, 0.1546 to 1.5490 as risk ratios."""
    found = pool(*bcg)
    spread = math.sqrt(found.tau2 + found.wald_standard_error**2)
    normal = [found.estimate - 1.959964 * spread, found.estimate + 1.959964 * spread]
    assert [round(math.exp(limit), 4) for limit in normal] == [0.1546, 1.5490]
    t11 = 2.200985160082949
    assert list(found.wald_prediction) == pytest.approx([found.estimate - t11 * spread, found.estimate + t11 * spread])
    assert [round(limit, 3) for limit in found.wald_prediction] == [-2.008, 0.579]
    assert [round(limit, 3) for limit in found.prediction] == [-2.009, 0.580]


def test_diuretics_as_published() -> None:
    """Viechtbauer W. Stat Med 2007;26:37-52, table II: REML 0.301, Q-profile 0.072 to 2.203."""
    effects = [math.log(a * (m - c) / (c * (n - a))) for a, n, c, m in DIURETICS]
    errors = [math.sqrt(1 / a + 1 / (n - a) + 1 / c + 1 / (m - c)) for a, n, c, m in DIURETICS]
    found = pool(effects, errors)
    assert round(found.tau2, 3) == 0.301
    assert [round(limit, 3) for limit in found.tau2_interval] == [0.072, 2.203]


# ---- what can be told of few studies


def test_one_study_is_itself() -> None:
    found = pool([0.4], [0.2])
    assert (found.estimate, found.standard_error, found.method, found.weights) == (0.4, 0.2, "one study", (1.0,))
    assert list(found.interval) == pytest.approx([0.4 - 1.959964 * 0.2, 0.4 + 1.959964 * 0.2])
    assert found.p == pytest.approx(0.0455, abs=1e-4)
    missing = ("tau2", "tau2_interval", "i2", "i2_interval", "i2_q", "q_p", "prediction", "wald_prediction", "adjustment")
    assert [getattr(found, name) for name in missing] == [None] * len(missing)
    assert (found.q, found.df) == (0.0, 0)


def test_two_studies_have_no_prediction_interval() -> None:
    found = pool([0.0, 1.0], [0.1, 0.1])
    assert found.prediction is None
    assert found.wald_prediction is None
    assert found.tau2 == pytest.approx(0.5 - 0.01)  # the variance of the two less the common variance
    assert found.interval.high == pytest.approx(0.5 + 12.7062047 * 0.5)


def test_three_studies_predict_with_one_degree_of_freedom() -> None:
    found = pool([0.0, 0.5, 1.0], [0.1, 0.1, 0.1])
    assert found.tau2 == pytest.approx(0.25 - 0.01)
    assert found.prediction.high == pytest.approx(0.5 + 12.7062047 * math.sqrt(0.24 + 0.25 / 3))


def test_studies_alike_have_no_heterogeneity_and_keep_the_normal_error() -> None:
    found = pool([0.3] * 5, [0.1, 0.2, 0.3, 0.4, 0.5])
    assert (found.tau2, found.i2, found.i2_q, found.q, found.q_p) == (0, 0, 0, 0, 1)
    assert found.adjustment == 0
    assert found.standard_error == found.wald_standard_error == found.common_standard_error
    assert found.tau2_interval is None  # empty: Q is below its lower quantile
    assert found.i2_interval is None


# ---- bad numbers


@pytest.mark.parametrize(
    ("effects", "errors", "complaint"),
    [
        ([], [], "0 effects and 0"),
        ([1.0], [], "1 effects and 0"),
        ([1.0, math.nan], [1.0, 1.0], "effect 2 is nan"),
        ([1.0, 2.0, -math.inf], [1.0, 1.0, 1.0], "effect 3 is -inf"),
        ([1.0, 2.0], [1.0, 0.0], "standard error 2 is 0"),
        ([1.0, 2.0], [-0.5, 1.0], "standard error 1 is -0.5"),
        ([1.0, 2.0], [math.nan, 1.0], "standard error 1 is nan"),
        ([1.0, 2.0], [1.0, math.inf], "standard error 2 is inf"),
        ([1.0, 2.0], [1.0, 5e-324], "standard error 2 is 5e-324"),
        ([1.0, 2.0], [1e-60, 1e60], "too far apart"),
        ([0.0, 1e60], [1e-60, 1e-60], "too far apart"),
    ],
)
def test_bad_numbers_are_named(effects: list[float], errors: list[float], complaint: str) -> None:
    for function in (pool, leave_one_out):
        with pytest.raises(ValueError, match=complaint):
            function(effects, errors)


@pytest.mark.parametrize("level", [0, 1, 95, -0.1, math.nan])
def test_a_level_is_a_share(level: float) -> None:
    with pytest.raises(ValueError, match="confidence level"):
        pool([1.0, 2.0], [1.0, 1.0], level)


@pytest.mark.parametrize("power", [3, 6, 9, 15, 30])
def test_a_study_that_says_nothing_changes_nothing(power: int) -> None:
    """A standard error many powers of ten larger than the others."""
    effects, errors = [0.1, 0.4, 0.2, 0.9], [0.1, 0.12, 0.2, 0.15]
    alone, found = pool(effects, errors), pool([*effects, 5.0], [*errors, 10.0**power])
    assert found.tau2 == pytest.approx(alone.tau2, rel=10 ** (1 - power))
    assert found.estimate == pytest.approx(alone.estimate, rel=10 ** (1 - power))
    assert found.weights[-1] < 10.0 ** (1 - 2 * power)


@pytest.mark.parametrize("power", [3, 6, 9, 15, 30])
def test_a_study_that_says_all_under_no_heterogeneity(power: int) -> None:
    found = pool([1.0, 1.0, 1.0], [10.0**-power, 1.0, 2.0])
    assert (found.estimate, found.tau2) == (1.0, 0.0)
    assert found.standard_error == pytest.approx(10.0**-power)


def test_a_precise_study_far_from_the_others_makes_heterogeneity() -> None:
    found = pool([5.0, 1.0, 1.2, 0.8], [1e-6, 0.5, 0.4, 0.5])
    assert found.tau2 > 1
    assert max(found.weights) < 0.3


@pytest.mark.parametrize(
    ("effects", "errors", "tau2"),
    [
        ([-13.0, -12.6, 10.1], [0.22, 0.34, 6.17], 134.408),  # the higher of two tops; the lower is at 0.011
        ([-0.6, -3.3, 76.9, 2.2], [0.03, 2.44, 23.43, 0.78], 4.2267),  # here the first is the higher, the second at 657
        ([4.6, 51.2, 4.8], [4.92, 18.28, 0.33], 0.0),  # the higher is at 0; another at 318
    ],
)
def test_of_several_tops_of_the_likelihood_the_highest_is_taken(effects: list[float], errors: list[float], tau2: float) -> None:
    assert pool(effects, errors).tau2 == pytest.approx(tau2, rel=1e-4)


# ---- whatever the studies


EFFECTS = st.floats(-5, 5).map(lambda value: round(value, 4))
ERRORS = st.floats(0.01, 5).map(lambda value: round(value, 4))
STUDIES = st.lists(st.tuples(EFFECTS, ERRORS), min_size=1, max_size=12)
NUMBERS = ("estimate", "standard_error", "wald_standard_error", "common", "common_standard_error")


def _pool(studies: list[tuple[float, float]], level: float = 0.95) -> Pooled:
    return pool([effect for effect, _ in studies], [error for _, error in studies], level)


@settings(deadline=None)
@given(STUDIES, st.sampled_from([0.8, 0.95, 0.99]))
def test_intervals_hold_what_they_are_of(studies: list[tuple[float, float]], level: float) -> None:
    found = _pool(studies, level)
    effects = [effect for effect, _ in studies]
    slack = 1e-12 * (1 + max(map(abs, effects)))
    assert min(effects) - slack <= found.estimate <= max(effects) + slack
    assert found.interval.low < found.estimate < found.interval.high
    assert found.interval.low <= found.wald.low
    assert found.wald.high <= found.interval.high
    assert found.common_interval.low < found.common < found.common_interval.high
    assert math.fsum(found.weights) == pytest.approx(1, abs=1e-12)
    assert len(found.weights) == found.k == len(studies)
    assert 0 <= found.p <= 1
    assert (found.p < 1 - level) == (not found.interval.low <= 0 <= found.interval.high) or found.p == pytest.approx(1 - level)
    if found.prediction:
        assert found.prediction.low < found.interval.low
        assert found.interval.high < found.prediction.high
        assert found.prediction.low <= found.wald_prediction.low
    if found.k > 1:
        assert found.tau2 >= 0
        assert 0 <= found.i2 < 1
        assert 0 <= found.i2_q < 1
        assert 0 <= found.q_p <= 1
        assert found.wald_standard_error >= found.common_standard_error * (1 - 1e-12)
    if found.k > 1 and found.tau2_interval:
        assert 0 <= found.tau2_interval.low <= found.tau2_interval.high


@settings(deadline=None)
@given(STUDIES, st.randoms(use_true_random=False))
def test_order_does_not_matter(studies: list[tuple[float, float]], chance: random.Random) -> None:
    places = list(range(len(studies)))
    chance.shuffle(places)
    one, other = _pool(studies), _pool([studies[place] for place in places])
    assert other.weights == tuple(one.weights[place] for place in places)
    assert dataclasses.replace(other, weights=()) == dataclasses.replace(one, weights=())


@settings(deadline=None)
@given(STUDIES, st.floats(-100, 100))
def test_moving_all_effects_moves_the_mean_alone(studies: list[tuple[float, float]], shift: float) -> None:
    one, other = _pool(studies), _pool([(effect + shift, error) for effect, error in studies])
    close = {"rel": 1e-6, "abs": 1e-6}
    for name in ("estimate", "common"):
        assert getattr(other, name) == pytest.approx(getattr(one, name) + shift, **close)
    for name in ("standard_error", "q", "common_standard_error"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), **close)
    if one.k > 1:
        assert other.tau2 == pytest.approx(one.tau2, **close)


@settings(deadline=None)
@given(STUDIES, st.integers(-40, 40))
def test_another_unit_changes_nothing_else(studies: list[tuple[float, float]], power: int) -> None:
    """Powers of two, which scale without rounding, so that all is equal to the last bit."""
    unit = 2.0**power
    one, other = _pool(studies), _pool([(effect * unit, error * unit) for effect, error in studies])
    assert [getattr(other, name) for name in NUMBERS] == [getattr(one, name) * unit for name in NUMBERS]
    assert (other.i2, other.q, other.q_p, other.p, other.weights) == (one.i2, one.q, one.q_p, one.p, one.weights)
    if one.k > 1:
        assert other.tau2 == one.tau2 * unit * unit


@settings(deadline=None)
@given(STUDIES)
def test_turning_the_sign_turns_the_result(studies: list[tuple[float, float]]) -> None:
    one, other = _pool(studies), _pool([(-effect, error) for effect, error in studies])
    assert other.estimate == pytest.approx(-one.estimate, rel=1e-6, abs=1e-6)
    assert list(other.interval) == pytest.approx([-one.interval.high, -one.interval.low], rel=1e-6, abs=1e-6)


@settings(deadline=None)
@given(EFFECTS, st.lists(ERRORS, min_size=2, max_size=10))
def test_equal_effects_have_no_heterogeneity(effect: float, errors: list[float]) -> None:
    found = pool([effect] * len(errors), errors)
    assert (found.tau2, found.q, found.estimate) == (0.0, 0.0, effect)


@settings(deadline=None)
@given(st.lists(st.tuples(EFFECTS, ERRORS), min_size=2, max_size=8))
def test_leaving_one_out_is_pooling_the_others(studies: list[tuple[float, float]]) -> None:
    effects, errors = zip(*studies, strict=True)
    found = leave_one_out(effects, errors)
    assert found == tuple(_pool(studies[:place] + studies[place + 1 :]) for place in range(len(studies)))


def test_one_study_cannot_be_left_out() -> None:
    assert leave_one_out([0.4], [0.2]) == ()


def test_the_result_is_frozen(bcg: Trials) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        pool(*bcg).tau2 = 0.0
