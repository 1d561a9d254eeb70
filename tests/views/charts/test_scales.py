"""Scales hold what they were made for, keep the order of values, and mark round numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.views.charts.scales import linear, logarithmic, printed

FINITE = st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 6))
RATIO = st.floats(1e-6, 1e6)


@settings(deadline=None)
@given(FINITE, FINITE, st.integers(2, 12))
def test_a_straight_scale_holds_its_values_between_its_marks(one: float, two: float, ticks: int) -> None:
    low, high = sorted((one, two))
    assume(high == low or high - low > 1e-6 * max(abs(high), abs(low)))
    scale = linear(low, high, 100, 500, ticks=ticks)
    dust = 1e-6 * (scale.high - scale.low)
    assert scale.low - dust <= low <= high <= scale.high + dust
    assert scale.holds((low + high) / 2)
    assert (scale(scale.low), scale(scale.high)) == (pytest.approx(100), pytest.approx(500))
    assert list(scale.ticks) == sorted(set(scale.ticks))
    assert len(scale.ticks) <= 3 * ticks + 3
    steps = {round((b - a) / (scale.ticks[1] - scale.ticks[0]), 3) for a, b in zip(scale.ticks, scale.ticks[1:], strict=False)}
    assert steps == {1.0}


@settings(deadline=None)
@given(RATIO, RATIO)
def test_equal_ratios_are_equally_far_apart(one: float, two: float) -> None:
    low, high = sorted((one, two))
    scale = logarithmic(low, high, 0, 400)
    assert scale.low <= low * 1.0002
    assert scale.high >= high * 0.9998
    middle = math.sqrt(scale.low * scale.high)
    assert scale(middle) == pytest.approx(200)
    assert all(scale.low <= tick <= scale.high for tick in scale.ticks)


def test_marks_are_round() -> None:
    assert linear(0, 1, 0, 1).ticks == (0, 0.2, 0.4, 0.6, 0.8, 1.0)
    assert linear(0, 1, 0, 1, ticks=4).ticks == (0, 0.25, 0.5, 0.75, 1.0)
    assert linear(2001, 2021, 0, 1, whole=True).ticks == (2000, 2005, 2010, 2015, 2020, 2025)
    assert linear(-3.2, 0.3, 0, 1).ticks == (-4, -3, -2, -1, 0, 1)
    assert logarithmic(0.5, 4, 0, 1).ticks == (0.5, 1, 2, 5)
    assert linear(7, 7, 0, 1).holds(7)
    assert linear(0, 0, 0, 1).holds(0)


@pytest.mark.parametrize("ends", [(2, 1), (math.nan, 1), (0, math.inf)])
def test_what_is_no_range_is_refused(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="no range"):
        linear(*ends, 0, 1)


@pytest.mark.parametrize("ends", [(0, 1), (-1, 1), (2, 1), (1, math.inf)])
def test_what_is_no_range_of_ratios_is_refused(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="no range of ratios"):
        logarithmic(*ends, 0, 1)


def test_marked_numbers_have_a_true_minus_and_no_needless_digits() -> None:
    assert [printed(value) for value in (-0.5, 0.30000000000000004, 2.0, 1e6)] == ["\u22120.5", "0.3", "2", "1000000"]
