"""Intervals as printed, and intervals from p values."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.printed import p_value
from kg.stats.effect import Effect
from kg.stats.interval import Interval, centring, excludes_no_effect, from_p, limits_reversed, outside, z_from_p


def _from(measure: str, value: str, p: str, level: float = 95, *, approximate: bool = False) -> Interval:
    printed = p_value(p)
    assert printed is not None
    return from_p(Effect.printed(measure, value, level=level), printed, approximate=approximate)


# ---- centring


def test_the_seed_is_centred(seed: tuple[Effect, ...]) -> None:
    assert [centring(effect).verdict for effect in seed] == ["centred"] * 3
    assert centring(seed[0]).offset == pytest.approx(-0.05 / 3.15)


@pytest.mark.parametrize(
    ("measure", "value", "low", "high", "verdict"),
    [
        ("MD", "7.9", "4.7", "11.0", "centred"),
        ("MD", "8.9", "4.7", "11.0", "asymmetric"),
        ("OR", "2.00", "1.00", "4.00", "centred"),
        ("OR", "2.50", "1.00", "4.00", "other scale"),
        ("MD", "2.00", "1.00", "4.00", "other scale"),
        ("OR", "3.50", "1.00", "4.00", "asymmetric"),
        ("OR", "0.30", "0.00", "2.00", "cannot tell"),
        ("MD", "-1.0", "-3.0", "1.0", "centred"),
    ],
)
def test_centres(measure: str, value: str, low: str, high: str, verdict: str) -> None:
    assert centring(Effect.printed(measure, value, (low, high))).verdict == verdict


def test_nothing_to_centre() -> None:
    assert centring(Effect.printed("MD", "1")) == ("cannot tell", None)
    assert centring(Effect.printed("MD", "1.0", ("1.0", "1.0"))) == ("centred", None)


@settings(deadline=None)
@given(drawn=st.data())
def test_a_truthful_interval_is_centred_and_holds_its_estimate(drawn: st.DataObject, papers: st.SearchStrategy[tuple]) -> None:
    effect, _ = drawn.draw(papers)
    assert centring(effect).verdict in ("centred", "cannot tell")
    assert effect.log or centring(effect).verdict == "centred"
    assert not outside(effect)


NUMBERS = st.decimals(-50, 50, allow_nan=False, places=1)


@settings(deadline=None)
@given(NUMBERS, NUMBERS, NUMBERS)
def test_mirrored_effects_have_mirrored_verdicts(value: Decimal, low: Decimal, high: Decimal) -> None:
    one, two = Effect("MD", value, (low, high)), Effect("MD", -value, (-high, -low))
    assert outside(one) == outside(two)
    assert limits_reversed(one) == limits_reversed(two)
    assert excludes_no_effect(one) == excludes_no_effect(two)
    first, second = centring(one), centring(two)
    assert (first.offset is None) == (second.offset is None)
    assert (first.offset or 0) == pytest.approx(-(second.offset or 0))
    if "other scale" not in (first.verdict, second.verdict):  # a logarithm has no mirror at 0
        assert first.verdict == second.verdict


# ---- order and place


def test_limits_the_wrong_way_round() -> None:
    assert limits_reversed(Effect.printed("MD", "-7.9", ("-4.7", "-11.0")))
    assert not limits_reversed(Effect.printed("MD", "-7.9", ("-11.0", "-4.7")))
    assert not limits_reversed(Effect.printed("MD", "1", ("1", "1.0")))


@pytest.mark.parametrize(("value", "expected"), [("4.7", False), ("4.6", False), ("4.5", True), ("11.2", True), ("-7.9", True)])
def test_an_estimate_outside_its_interval(value: str, expected: bool) -> None:
    """4.6 may be 4.65 and the limit 4.65 too."""
    assert outside(Effect.printed("MD", value, ("11.0", "4.7"))) is expected


@pytest.mark.parametrize(
    ("measure", "low", "high", "expected"),
    [
        ("MD", "0.1", "2.0", True),
        ("MD", "0.0", "2.0", None),
        ("MD", "-0.1", "2.0", False),
        ("MD", "-3", "-1", True),
        ("OR", "0.2", "0.9", True),
        ("OR", "0.2", "1.0", None),
        ("OR", "0.0", "1.1", False),
        ("OR", "1.1", "9.0", True),
    ],
)
def test_no_effect(measure: str, low: str, high: str, expected: bool | None) -> None:
    assert excludes_no_effect(Effect.printed(measure, None, (low, high))) is expected


# ---- interval from p


def test_altman_and_bland_for_a_difference() -> None:
    """BMJ 2011;343:d2090: 17 percentage points with p = 0.032: z 2.141, SE 7.940, interval 1.4 to 32.6."""
    assert z_from_p(0.032, approximate=True) == pytest.approx(2.141, abs=5e-4)
    found = _from("RD", "17", "0.032", approximate=True)
    assert found.standard_error == pytest.approx(7.940, abs=5e-4)
    assert (round(found.low, 1), round(found.high, 1)) == (1.4, 32.6)


def test_altman_and_bland_for_a_ratio() -> None:
    """The same paper: relative risk 0.30 with p = 0.034: z 2.117, SE 0.569 of the logarithm, interval 0.10 to 0.91."""
    assert z_from_p(0.034, approximate=True) == pytest.approx(2.117, abs=5e-4)
    found = _from("RR", "0.30", "0.034", approximate=True)
    assert found.standard_error == pytest.approx(0.569, abs=5e-4)
    assert (round(found.low, 2), round(found.high, 2)) == (0.10, 0.91)


def test_the_exact_z_differs_little() -> None:
    assert z_from_p(0.05) == pytest.approx(1.959964)
    assert z_from_p(0.032) == pytest.approx(2.141, abs=0.005)
    assert z_from_p(1) == 0


@pytest.mark.parametrize("p", [0, -0.1, 1.1])
def test_no_z_for_no_probability(p: float) -> None:
    with pytest.raises(ValueError, match="no p value"):
        z_from_p(p)


@pytest.mark.parametrize(
    ("value", "p"), [("2.0", "<0.05"), ("2.0", ">0.05"), ("2.0", ".000"), ("2.0", "1.0"), ("0.0", "0.03"), ("-0", "0.03")]
)
def test_what_fixes_no_interval(value: str, p: str) -> None:
    with pytest.raises(ValueError, match="does not fix"):
        _from("MD", value, p)


@settings(deadline=None)
@given(st.sampled_from(["MD", "OR"]), st.floats(-2, 2), st.floats(0.05, 1), st.integers(2, 4), st.sampled_from([90, 95, 99]))
def test_the_true_interval_is_within_rounding_of_the_one_drawn_from_p(
    measure: str, middle: float, error: float, places: int, level: float
) -> None:
    back = math.exp if measure == "OR" else float
    p = math.erfc(abs(middle / error) / math.sqrt(2))
    value, printed = f"{back(middle):.{places}f}", f"{p:.{places}f}"
    if float(value) == back(0) or float(printed) in (0.0, 1.0):
        return
    found = _from(measure, value, printed, level)
    z = -z_from_p(1 - level / 100)
    assert found.low_range.holds(back(middle + z * error))
    assert found.high_range.holds(back(middle - z * error))
    assert found.low_range.holds(found.low)
    assert found.high_range.holds(found.high)
