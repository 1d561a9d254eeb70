"""Dependent estimates of one study made into one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.stats.composite import composite

ESTIMATES = st.lists(st.tuples(st.floats(-5, 5), st.floats(0.01, 5)), min_size=1, max_size=8)


def test_two_outcomes_by_hand() -> None:
    """Borenstein 2009, formula 24.5 for two: (V1 + V2 + 2 rho sqrt(V1 V2)) / 4 with V = 0.05 each is 0.05 (1 + rho) / 2."""
    for rho, variance in ((0.0, 0.025), (0.5, 0.0375), (0.75, 0.04375), (1.0, 0.05)):
        found = composite([0.3, 0.1], [math.sqrt(0.05)] * 2, rho)
        assert found.effect == pytest.approx(0.2)
        assert found.standard_error**2 == pytest.approx(variance)
        assert (found.m, found.rho) == (2, rho)


@settings(deadline=None)
@given(ESTIMATES, st.floats(0, 1))
def test_the_variance_is_that_of_the_covariance_matrix(rows: list[tuple[float, float]], rho: float) -> None:
    effects, errors = (np.array(row) for row in zip(*rows, strict=True))
    correlation = np.full((len(rows), len(rows)), rho)
    np.fill_diagonal(correlation, 1)
    found = composite(list(effects), list(errors), rho)
    assert found.effect == pytest.approx(effects.mean(), rel=1e-9, abs=1e-9)
    assert found.standard_error == pytest.approx(math.sqrt(errors @ correlation @ errors) / len(rows))
    independent, same = composite(list(effects), list(errors), 0), composite(list(effects), list(errors), 1)
    slack = 1 + 1e-12
    assert independent.standard_error <= found.standard_error * slack
    assert found.standard_error <= same.standard_error * slack
    assert same.standard_error == pytest.approx(errors.mean())


def test_one_estimate_stays_as_it_is() -> None:
    found = composite([0.1], [0.3], 0.5)
    assert (found.effect, found.standard_error, found.m) == (0.1, 0.3, 1)


def test_opposite_estimates_can_cancel() -> None:
    assert composite([1.0, 2.0], [0.4, 0.4], -1).standard_error == 0


@pytest.mark.parametrize(("m", "rho"), [(2, 1.01), (2, -1.01), (3, -0.51), (5, -0.26), (1, 2.0), (2, math.nan), (2, math.inf)])
def test_correlations_that_cannot_be_are_refused(m: int, rho: float) -> None:
    with pytest.raises(ValueError, match=f"{m} estimates cannot all be correlated"):
        composite([1.0] * m, [1.0] * m, rho)


def test_bad_numbers_are_named() -> None:
    with pytest.raises(ValueError, match="standard error 2 is 0"):
        composite([1.0, 2.0], [1.0, 0.0], 0.5)
    with pytest.raises(ValueError, match="0 effects"):
        composite([], [], 0.5)
