"""The chi-square distribution against a second library."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kg.stats.chi_square import chi_square_quantile, chi_square_tail


@pytest.mark.parametrize("df", [1, 2, 3, 4, 7, 12, 99, 100, 1001, 20000])
@pytest.mark.parametrize("share", [0.0, 1e-6, 0.1, 0.5, 0.9, 1.0, 1.1, 1.5, 3.0, 10.0])
def test_the_tail_is_that_of_scipy(df: int, share: float) -> None:
    assert chi_square_tail(share * df, df) == pytest.approx(stats.chi2.sf(share * df, df), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("df", [1, 2, 5, 12, 47, 300, 5000])
@pytest.mark.parametrize("probability", [0.0005, 0.025, 0.5, 0.975, 0.9995])
def test_the_quantile_is_that_of_scipy(df: int, probability: float) -> None:
    assert chi_square_quantile(probability, df) == pytest.approx(stats.chi2.ppf(probability, df), rel=1e-9)


def test_the_tail_of_a_large_q_keeps_its_digits() -> None:
    assert chi_square_tail(152.233, 12) == pytest.approx(stats.chi2.sf(152.233, 12), rel=1e-12)
    assert (chi_square_tail(math.inf, 3), chi_square_tail(1e5, 3)) == (0.0, 0.0)
    assert (chi_square_tail(5e-324, 1), chi_square_tail(5e-324, 2)) == (1.0, 1.0)


@settings(deadline=None)
@given(st.floats(0, 500), st.floats(0, 500), st.integers(1, 200))
def test_the_tail_falls(one: float, other: float, df: int) -> None:
    low, high = sorted((one, other))
    assert 0 <= chi_square_tail(high, df) <= chi_square_tail(low, df) * (1 + 1e-12) <= 1 + 1e-12
    assert chi_square_tail(one, df) <= chi_square_tail(one, df + 1) * (1 + 1e-12)


@pytest.mark.parametrize(("statistic", "df"), [(1.0, 0), (-0.1, 2), (math.nan, 2)])
def test_what_is_no_chi_square_is_refused(statistic: float, df: int) -> None:
    with pytest.raises(ValueError, match="chi-square"):
        chi_square_tail(statistic, df)


@pytest.mark.parametrize("probability", [0.0, 1.0, -0.1, math.nan])
def test_a_quantile_needs_a_probability(probability: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        chi_square_quantile(probability, 3)
