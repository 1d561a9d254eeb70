"""p values and intervals against each other."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.printed import p_value
from kg.stats.effect import Effect
from kg.stats.significance import agreement, decision, p_envelope, p_implied, standard_error, z_statistic

# ---- worked examples


@pytest.mark.parametrize(
    ("time", "error", "z", "p", "low", "high"),
    [
        (0, 1.607, 4.92, 8.9e-7, 5.0e-7, 1.5e-6),
        (1, 1.786, 3.14, 0.0017, 0.0013, 0.0022),
        (2, 1.760, 3.24, 0.0012, 0.00092, 0.0016),
    ],
)
def test_the_seed(seed: tuple[Effect, ...], time: int, error: float, z: float, p: float, low: float, high: float) -> None:
    effect = seed[time]
    assert standard_error(effect).value == pytest.approx(error, abs=5e-4)
    assert z_statistic(effect).value == pytest.approx(z, abs=5e-3)
    found = p_implied(effect)
    assert found.value == pytest.approx(p, rel=0.02)
    assert found.range.low == pytest.approx(low, rel=0.03)
    assert found.range.high == pytest.approx(high, rel=0.03)
    assert z_statistic(effect).range.holds(z)


def test_what_the_seed_prints_agrees(seed: tuple[Effect, ...]) -> None:
    assert agreement(seed[0], p_value("P<.001")).verdict == "agree"
    assert decision(seed[0], p_value("P<.001")).verdict == "agree"
    assert agreement(seed[1], None).verdict == "cannot tell"


def test_a_p_value_a_hundred_times_too_small_or_large_is_seen(seed: tuple[Effect, ...]) -> None:
    found = agreement(seed[1], p_value("0.000017"))
    assert (found.verdict, round(found.factor or 0)) == ("disagree", 76)
    assert found.why == "the printed p value is smaller than the implied one"
    found = agreement(seed[1], p_value("0.17"))
    assert (found.verdict, round(found.factor or 0)) == ("disagree", 76)
    assert decision(seed[1], p_value("0.17")).verdict == "disagree"


@pytest.mark.parametrize(
    ("value", "ci", "p"),
    [("-1.33", ("-6.96", "4.31"), "0.64"), ("-1.25", ("-8.0", "5.49"), "0.72"), ("-3.8", ("-10.6", "3.0"), "0.27")],
)
def test_an_honest_null_trial(value: str, ci: tuple[str, str], p: str) -> None:
    """Kirwan 2024 (NEAT), VISA-A."""
    effect = Effect.printed("MD", value, ci)
    assert round(p_implied(effect).value or 0, 2) == float(p)
    assert agreement(effect, p_value(p)).verdict == "agree"
    assert decision(effect, p_value(p)).verdict == "agree"


def test_the_approximation_of_altman_and_bland_is_near(seed: tuple[Effect, ...]) -> None:
    """BMJ 2011;343:d2304: p = exp(-0.717 z - 0.416 z^2), here for the seed at 6 months: 1.77e-3 for 1.71e-3."""
    z = z_statistic(seed[1]).value or 0
    assert math.exp(-0.717 * z - 0.416 * z * z) == pytest.approx(1.77e-3, abs=5e-6)
    assert p_implied(seed[1]).value == pytest.approx(1.71e-3, abs=5e-6)


def test_t_of_the_cochrane_handbook() -> None:
    """6.5.2.3: MD 3.8 with p = 0.008 in groups of 25 and 22 is t = 2.78 with 45 degrees of freedom, SE 1.37."""
    half = 2.0141 * 1.37
    effect = Effect.printed("MD", "3.80", (f"{3.8 - half:.2f}", f"{3.8 + half:.2f}"))
    assert standard_error(effect, 45).value == pytest.approx(1.37, abs=5e-3)
    assert p_implied(effect, 45).value == pytest.approx(0.008, abs=5e-4)
    assert agreement(effect, p_value("0.008"), 45).verdict == "agree"


def test_few_people_need_t() -> None:
    """t = 4 with 10 degrees of freedom: p = 0.0025, a sixth of which the normal gives."""
    effect = Effect.printed("MD", "4.000", ("1.772", "6.228"))
    assert p_implied(effect, 10).value == pytest.approx(0.00252, abs=5e-5)
    assert p_implied(effect).value == pytest.approx(0.00252 / 6, rel=0.05)
    assert agreement(effect, p_value("0.0025")).verdict == "disagree"
    assert agreement(effect, p_value("0.0025"), 10).verdict == "agree"
    assert agreement(effect, p_value("0.0004"), 10).verdict == "agree"


# ---- verdicts


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("<.001", 0, 0.001), ("\u2264 0.05", 0, 0.05), (">0.05", 0.05, 1), ("=0.03", 0.025, 0.035), (".000", 0, 0.0005)],
)
def test_what_a_printed_p_allows(text: str, low: float, high: float) -> None:
    printed = p_value(text)
    assert printed is not None
    found = p_envelope(printed)
    assert (found.low, found.high) == (low, high)


def test_a_p_that_says_nothing_is_refused() -> None:
    for bad in (("~", Decimal("0.5")), ("=", Decimal("-0.5"))):
        with pytest.raises(ValueError, match="nothing"):
            p_envelope(bad)


@pytest.mark.parametrize(
    ("p", "verdict"),
    [("0.04", "agree"), ("<0.05", "agree"), ("0.06", "disagree"), (">0.05", "disagree"), ("0.05", "cannot tell")],
)
def test_significance_of_an_interval_above_zero(p: str, verdict: str) -> None:
    assert decision(Effect.printed("MD", "2.0", ("0.2", "3.8")), p_value(p)).verdict == verdict


def test_significance_goes_by_the_level_of_the_interval() -> None:
    assert decision(Effect.printed("MD", "2.0", ("0.1", "3.9"), 90), p_value("0.08")).verdict == "agree"
    assert decision(Effect.printed("MD", "2.0", ("0.1", "3.9"), 95), p_value("0.08")).verdict == "disagree"


def test_limits_that_round_to_no_effect_decide_nothing() -> None:
    assert decision(Effect.printed("RR", "1.50", ("1.00", "2.25")), p_value("0.20")).verdict == "cannot tell"
    assert decision(Effect.printed("RR", "1.50", ("1.01", "2.24")), p_value("0.20")).verdict == "disagree"


@pytest.mark.parametrize("p", ["0.00001", "<0.0001", "0.3", ">0.05"])
@pytest.mark.parametrize(("measure", "numbers"), [("SMD", ("0.30", "0.10", "0.50")), ("RR", ("1.35", "1.11", "1.65"))])
def test_a_wrong_p_is_seen_on_small_scales_too(measure: str, numbers: tuple[str, str, str], p: str) -> None:
    effect = Effect.printed(measure, numbers[0], numbers[1:])
    assert agreement(effect, p_value("0.003")).verdict == "agree"
    assert agreement(effect, p_value(p)).verdict == "disagree"


def test_impossible_and_missing_p_values() -> None:
    effect = Effect.printed("MD", "2.0", ("0.2", "3.8"))
    assert agreement(effect, p_value("1.2")).verdict == "disagree"
    assert decision(effect, p_value("1.2")).verdict == "cannot tell"
    assert decision(effect, None).verdict == "cannot tell"
    assert decision(Effect.printed("MD", "2.0"), p_value("0.2")).verdict == "cannot tell"


def test_rounding_to_nothing_leaves_everything_possible() -> None:
    for effect in (Effect.printed("RD", "0", ("0", "0")), Effect.printed("OR", "0.0", ("0.0", "0.0"))):
        assert agreement(effect, p_value("0.02")).verdict == "cannot tell"
    assert standard_error(Effect.printed("RD", "0", ("0", "0"))).range.low == 0
    assert p_implied(Effect.printed("OR", "0.3", ("0.0", "2.0"))).range.high == 1


def test_an_interval_off_its_centre_is_given_both_its_halves() -> None:
    """Halves of 2 and 6: p between those of the two standard errors."""
    skewed = Effect.printed("MD", "4.00", ("2.00", "10.00"))
    found = p_implied(skewed).range
    assert found.low == pytest.approx(math.erfc(4 / (2 / 1.959964) / math.sqrt(2)), rel=0.1)
    assert found.high == pytest.approx(math.erfc(4 / (6 / 1.959964) / math.sqrt(2)), rel=0.02)
    assert agreement(skewed, p_value("0.001")).verdict == "agree"
    assert agreement(skewed, p_value("0.5")).verdict == "disagree"


def test_what_is_missing_has_no_p() -> None:
    for effect in (Effect.printed("MD", "1"), Effect.printed("MD", None, ("1", "2"))):
        with pytest.raises(ValueError, match="has no"):
            p_implied(effect)


# ---- properties


@settings(deadline=None, max_examples=400)
@given(drawn=st.data())
def test_a_truthful_paper_never_disagrees_with_itself(drawn: st.DataObject, papers: st.SearchStrategy[tuple]) -> None:
    effect, p = drawn.draw(papers)
    assert agreement(effect, p).verdict != "disagree"
    assert agreement(effect, p, 20).verdict != "disagree"
    assert decision(effect, p).verdict != "disagree"


@settings(deadline=None)
@given(drawn=st.data())
def test_the_value_lies_in_its_range(drawn: st.DataObject, papers: st.SearchStrategy[tuple]) -> None:
    effect, _ = drawn.draw(papers)
    for found in (standard_error(effect), z_statistic(effect), p_implied(effect), p_implied(effect, 12)):
        if found.value is not None:
            assert found.range.holds(found.value)


NUMBERS = st.decimals(-50, 50, allow_nan=False, places=2)


@settings(deadline=None)
@given(NUMBERS, NUMBERS, NUMBERS)
def test_the_sign_is_a_matter_of_taste(value: Decimal, low: Decimal, high: Decimal) -> None:
    one, two = Effect("MD", value, (low, high)), Effect("MD", -value, (-high, -low))
    assert p_implied(one) == p_implied(two)
    assert standard_error(one) == standard_error(two)
    p = p_value("0.03")
    assert (agreement(one, p).verdict, decision(one, p)) == (agreement(two, p).verdict, decision(two, p))


@settings(deadline=None)
@given(st.decimals("0.1", 50, places=2), st.decimals("0.1", 50, places=2), st.decimals("0.1", 5, places=2))
def test_p_falls_as_the_estimate_leaves_no_effect(one: Decimal, two: Decimal, half: Decimal) -> None:
    near, far = sorted((one, two))
    first, second = (p_implied(Effect("MD", at, (at - half, at + half))) for at in (near, far))
    assert (first.value or 0) >= (second.value or 0)
    assert first.range.high >= second.range.high


@settings(deadline=None)
@given(st.floats(-2, 2), st.floats(0.05, 1))
def test_a_ratio_is_its_logarithm(middle: float, error: float) -> None:
    numbers = [middle, middle - error, middle + error]
    value, low, high = (f"{number:.9f}" for number in numbers)
    linear = Effect.printed("MD", value, (low, high))
    value, low, high = (f"{math.exp(number):.9f}" for number in numbers)
    ratio = Effect.printed("OR", value, (low, high))
    assert standard_error(ratio).value == pytest.approx(standard_error(linear).value, rel=1e-5)
    assert p_implied(ratio).value == pytest.approx(p_implied(linear).value, rel=1e-4)
    inverse = Effect.printed("OR", f"{1 / math.exp(middle):.9f}", [f"{1 / math.exp(number):.9f}" for number in numbers[:0:-1]])
    assert p_implied(inverse).value == pytest.approx(p_implied(ratio).value, rel=1e-4)


@settings(deadline=None)
@given(st.floats(0.2, 6), st.floats(3, 300))
def test_what_lies_between_t_and_normal_lies_in_the_range(size: float, df: float) -> None:
    """The range reaches from t with the fewest degrees of freedom to normal: any number of degrees between is inside."""
    effect = Effect.printed("MD", f"{size:.3f}", (f"{size - 1:.3f}", f"{size + 1:.3f}"))
    between = p_implied(effect, df).value
    assert between is not None
    assert p_implied(effect, 3).range.holds(between)
