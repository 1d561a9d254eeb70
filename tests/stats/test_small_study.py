"""Egger's regression and the points of the funnel plot."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kg.stats.small_study import Point, small_study

Trials = tuple[tuple[float, ...], tuple[float, ...]]


def _check(effects: list[float], errors: list[float], level: float = 0.95) -> None:
    found = small_study(effects, errors, level)
    y, x = np.array(effects) / np.array(errors), 1 / np.array(errors)
    line = stats.linregress(x, y)
    half = stats.t.ppf(0.5 + level / 2, len(y) - 2) * line.intercept_stderr
    assert found.intercept == pytest.approx(line.intercept, rel=1e-7, abs=1e-7)
    assert found.standard_error == pytest.approx(line.intercept_stderr, rel=1e-7)
    assert list(found.interval) == pytest.approx([line.intercept - half, line.intercept + half], rel=1e-7, abs=1e-7)
    assert found.p == pytest.approx(2 * stats.t.sf(abs(line.intercept / line.intercept_stderr), len(y) - 2), rel=1e-6)
    assert found.slope == pytest.approx(line.slope, rel=1e-7, abs=1e-7)


def test_bcg_is_the_regression_of_scipy(bcg: Trials) -> None:
    _check(list(bcg[0]), list(bcg[1]))
    found = small_study(*bcg)
    assert (found.k, found.enough, found.df) == (13, True, 11)
    assert found.points == tuple(Point(*pair) for pair in zip(*bcg, strict=True))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("k", [3, 9, 10, 60])
def test_any_studies_are_the_regression_of_scipy(seed: int, k: int) -> None:
    chance = np.random.default_rng(seed)
    errors = chance.uniform(0.02, 3, k)
    effects = 5 + 0.8 * errors + errors * chance.normal(size=k)
    _check(effects.tolist(), errors.tolist(), 0.9)
    assert small_study(effects.tolist(), errors.tolist()).enough == (k >= 10)


@settings(deadline=None)
@given(st.floats(-3, 3), st.floats(-3, 3), st.lists(st.floats(0.05, 3), min_size=4, max_size=9, unique=True))
def test_a_line_is_found_again(truth: float, bias: float, errors: list[float]) -> None:
    """Effects that lie on truth + bias x SE: intercept and slope of Egger's regression are these two."""
    if max(errors) / min(errors) < 1.5:
        return
    found = small_study([truth + bias * error for error in errors], errors)
    assert found.intercept == pytest.approx(bias, abs=1e-9)
    assert found.slope == pytest.approx(truth, abs=1e-9)
    assert found.standard_error == pytest.approx(0, abs=1e-9)


def test_points_on_a_line_have_no_test() -> None:
    found = small_study([0.5, 0.5, 0.5, 0.5], [0.1, 0.2, 0.4, 0.5])
    assert (found.intercept, found.t, found.p) == (0.0, None, None)


@pytest.mark.parametrize(("effects", "errors"), [([0.1], [0.2]), ([0.1, 0.3], [0.2, 0.4]), ([0.1, 0.3, 0.2, 0.5], [0.2] * 4)])
def test_nothing_to_fit_is_told_as_nothing(effects: list[float], errors: list[float]) -> None:
    found = small_study(effects, errors)
    assert (found.intercept, found.standard_error, found.interval, found.t, found.df, found.p, found.slope) == (None,) * 7
    assert (found.k, len(found.points), found.enough) == (len(effects), len(effects), False)


def test_bad_numbers_are_named() -> None:
    with pytest.raises(ValueError, match="standard error 2 is 0"):
        small_study([1.0, 2.0], [1.0, 0.0])
    with pytest.raises(ValueError, match="effect 1 is nan"):
        small_study([math.nan, 2.0], [1.0, 1.0])
    with pytest.raises(ValueError, match="level"):
        small_study([1.0, 2.0], [1.0, 1.0], 95)
