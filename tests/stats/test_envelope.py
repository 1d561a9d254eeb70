"""What a printed number may stand for."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.stats.envelope import Envelope, hull, rounding

ENDS = st.floats(-1e6, 1e6)
ENVELOPES = st.tuples(ENDS, ENDS).map(lambda ends: Envelope(min(ends), max(ends)))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("7.9", 7.85, 7.95),
        ("7.90", 7.895, 7.905),
        ("\u22124.70", -4.705, -4.695),
        ("11", 10.5, 11.5),
        ("0", -0.5, 0.5),
        ("1,234.5", 1234.45, 1234.55),
    ],
)
def test_half_a_unit_of_the_last_digit(text: str, low: float, high: float) -> None:
    assert rounding(text) == Envelope(low, high)


def test_a_decimal_keeps_its_scale() -> None:
    assert rounding(Decimal("8.9e-7")) == Envelope(8.85e-7, 8.95e-7)


@pytest.mark.parametrize("bad", ["", "many", "1-2", Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_number_has_no_envelope(bad: str | Decimal) -> None:
    with pytest.raises(ValueError, match="number"):
        rounding(bad)


@pytest.mark.parametrize(("low", "high"), [(2, 1), (math.nan, 1), (0, math.nan)])
def test_an_envelope_has_its_ends_in_order(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="interval"):
        Envelope(low, high)


@settings(deadline=None)
@given(st.decimals(-1000, 1000, allow_nan=False, places=6), st.integers(0, 5))
def test_a_number_lies_in_the_envelope_of_its_rounding(value: Decimal, places: int) -> None:
    found = rounding(str(round(value, places)))
    assert found.holds(float(value))
    assert Fraction(1, 10**places) == pytest.approx(found.high - found.low)


@settings(deadline=None)
@given(ENVELOPES, ENVELOPES, st.floats(0, 1), st.floats(0, 1))
def test_arithmetic_never_loses_a_possible_value(one: Envelope, two: Envelope, first: float, second: float) -> None:
    a, b = one.low + first * (one.high - one.low), two.low + second * (two.high - two.low)
    assert (one + two).holds(a + b)
    assert (one - two).holds(a - b)
    assert (-one).holds(-a)
    assert abs(one).holds(abs(a))
    assert one.times(-2.5).holds(-2.5 * a)
    if abs(b) > 1e-6:
        assert (one / two).holds(a / b)
    if a > 0:
        assert one.log().holds(math.log(a))
    assert hull([one, two]).holds(a)


@settings(deadline=None)
@given(ENVELOPES, ENVELOPES)
def test_meeting_is_mutual(one: Envelope, two: Envelope) -> None:
    assert one.meets(two) == two.meets(one)
    assert one.meets(hull([one, two]))


def test_binary_arithmetic_does_not_part_what_touches() -> None:
    assert Envelope(0.1 + 0.2, 1).meets(Envelope(0, 0.3))
    assert not Envelope(0.3001, 1).meets(Envelope(0, 0.3))
    assert Envelope(2e-300, 3e-300).meets(Envelope(1e-300, 2e-300))
    assert not Envelope(2e-300, 3e-300).meets(Envelope(0, 1e-300))


def test_a_logarithm_needs_something_positive() -> None:
    assert rounding("0.00").log() == Envelope(-math.inf, math.log(0.005))
    with pytest.raises(ValueError, match="logarithm"):
        Envelope(-2, 0).log()


def test_dividing_by_what_may_be_zero_leaves_everything_possible() -> None:
    assert Envelope(1, 2) / Envelope(-1, 1) == Envelope(-math.inf, math.inf)
