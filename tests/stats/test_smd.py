"""Standardised differences."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.stats.effect import Effect
from kg.stats.smd import ADJUSTED, d_to_odds_ratio, implied_sd, odds_ratio_to_d, sd_from_standard_error, standardised


def test_the_standard_deviation_of_the_cochrane_handbook() -> None:
    """6.5.2.3: SE 1.37 in groups of 25 and 22 is a standard deviation of 4.69."""
    assert sd_from_standard_error(1.37, 25, 22) == pytest.approx(4.69, abs=5e-3)


@pytest.mark.parametrize(("time", "d"), [(0, 0.81), (1, 0.51), (2, 0.53)])
def test_the_seed(seed: tuple[Effect, ...], time: int, d: float) -> None:
    found = standardised(seed[time], 75, 74)
    assert found.d.value == pytest.approx(-d, abs=5e-3)
    assert found.d.range.holds(found.d.value or 0)
    assert found.caveat == ADJUSTED
    assert standardised(seed[time], 75, 74, adjusted=False).caveat is None


@pytest.mark.parametrize(("time", "smd", "sd"), [(0, "-0.85", 9.3), (2, "-0.56", 10.2)])
def test_what_the_printed_standardised_differences_of_the_seed_imply(
    seed: tuple[Effect, ...], time: int, smd: str, sd: float
) -> None:
    found = implied_sd(seed[time], Effect.printed("SMD", smd, arms=("mst", "sfe")))
    assert found.value == pytest.approx(sd, abs=0.05)
    assert found.range.holds(found.value or 0)


def test_chinn() -> None:
    """Stat Med 2000;19:3127-3131: ln(OR) / 1.81."""
    assert odds_ratio_to_d(math.exp(1)) == pytest.approx(1 / 1.81, abs=2e-3)
    assert odds_ratio_to_d(1) == 0
    with pytest.raises(ValueError, match="odds ratio"):
        odds_ratio_to_d(0)


@settings(deadline=None)
@given(st.floats(-5, 5))
def test_odds_ratio_and_d_are_inverse(d: float) -> None:
    assert odds_ratio_to_d(d_to_odds_ratio(d)) == pytest.approx(d, abs=1e-9)
    assert odds_ratio_to_d(1 / d_to_odds_ratio(d)) == pytest.approx(-d, abs=1e-9)


def test_what_is_refused(seed: tuple[Effect, ...]) -> None:
    for effect, n1, n2 in ((Effect.printed("OR", "2", ("1", "4")), 9, 9), (seed[0], 1, 1), (seed[0], 0, 9)):
        with pytest.raises(ValueError, match="people"):
            standardised(effect, n1, n2)
    with pytest.raises(ValueError, match="width"):
        standardised(Effect.printed("MD", "1", ("1", "1")), 9, 9)
    with pytest.raises(ValueError, match="imply no"):
        implied_sd(seed[0], seed[0])
    with pytest.raises(ValueError, match="same arms"):
        implied_sd(seed[0], Effect.printed("SMD", "0.8", arms=("sfe", "mst")))
    assert implied_sd(Effect.printed("MD", "1"), Effect.printed("SMD", "0.0")).value is None


@settings(deadline=None)
@given(st.decimals(-20, 20, places=2), st.decimals("0.1", 20, places=2), st.integers(2, 200), st.integers(2, 200))
def test_signs_and_arms_mirror(value: Decimal, half: Decimal, n1: int, n2: int) -> None:
    one = standardised(Effect("MD", value, (value - half, value + half)), n1, n2)
    two = standardised(Effect("MD", -value, (-value - half, -value + half)), n2, n1)
    assert one.sd.value == pytest.approx(two.sd.value)
    assert one.d.value == pytest.approx(-(two.d.value or 0))
    assert abs(one.g.value or 0) <= abs(one.d.value or 0)
    assert one.d.range.holds(one.d.value or 0)
