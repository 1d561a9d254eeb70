"""Functions on effects against kg.stats, and those against scipy: a text in, the same figure out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from kg.arithmetic.effects import (
    centre,
    centring,
    centring_steps,
    decision,
    decision_steps,
    effect,
    excludes_no_effect,
    fades,
    far_limit,
    favours_first,
    importance,
    importance_against,
    importance_steps,
    importance_sure,
    left,
    measure,
    offset,
    outside,
    p_factor,
    p_implied,
    p_range,
    p_steps,
    p_text,
    printed,
    sign_turned,
)
from kg.arithmetic.people import change_z, difference, is_difference
from kg.printed import p_value
from kg.rdf import vocab as v
from kg.stats import interval, significance
from kg.stats.decay import decay
from kg.stats.effect import LINEAR, LOG, Effect
from kg.stats.importance import CLASSES, Threshold
from kg.stats.importance import importance as classes

Better = Literal["lower", "higher"]
Parts = tuple[str, str, str, str, str]
MEASURES = sorted(LINEAR | LOG)


def _text(low: float, high: float, places: int) -> st.SearchStrategy[str]:
    return st.decimals(Decimal(str(low)), Decimal(str(high)), places=places, allow_nan=False).map(str)


@st.composite
def effects(draw: st.DrawFn, measures: Sequence[str] = MEASURES) -> Parts:
    """Measure, estimate, limits in either order, level: an effect that a paper may print, right or wrong."""
    name = draw(st.sampled_from(measures))
    places = draw(st.integers(0, 3))
    numbers = [draw(_text(0.01, 30, max(places, 2)) if name in LOG else _text(-90, 90, places)) for _ in range(3)]
    return name, *numbers, draw(st.sampled_from(["90", "95", "99"]))  # type: ignore[return-value]


PAIRS = st.sampled_from(MEASURES).flatmap(lambda measure: st.tuples(effects([measure]), effects([measure])))


def _both(parts: Parts) -> tuple[str, Effect]:
    name, value, low, high, level = parts
    return effect(*parts), Effect.printed(name, value, (low, high), float(level))


# ---- as printed


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("MD", "-5.7", "-9.1", "-2.2", "95"), "-5.7 (95% CI -9.1 to -2.2)"),
        (("MD", "4.70", "2.0", "7.40", "97.5"), "4.70 (97.5% CI 2.0 to 7.40)"),
        (("OR", "", "0.5", "1.2", "90"), "90% CI 0.5 to 1.2"),
        (("MD", "3"), "3"),
        (("MD", "3", "1", ""), "3"),
        (("MD", "-3", "-1", "-5"), "-3 (95% CI -5 to -1)"),
        (("MD", "\u22123", "\u22125", "\u22121"), "-3 (95% CI -5 to -1)"),
    ],
)
def test_an_effect_as_a_sentence_has_it(parts: tuple[str, ...], said: str) -> None:
    assert printed(effect(*parts)) == said


def test_every_measure_has_a_name() -> None:
    assert [code for code in v.MEASURE if code != "OTHER" and measure(code) == "effect"] == []
    assert measure("OTHER") == measure("anything") == "effect"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.03", "= 0.03"), (".04", "= .04"), ("<.001", "<.001"), ("P<.001", "<.001"), ("p = 0.03", "= 0.03"),
        ("\u2264.05", "\u2264.05"), ("NS", "NS"), ("p", "p"),
    ],
)  # fmt: skip
def test_a_p_value_after_its_letter(text: str, said: str) -> None:
    assert p_text(text) == said


# ---- the same as kg.stats says


@given(effects())
def test_intervals(parts: Parts) -> None:
    packed, known = _both(parts)
    assert centring(packed) == interval.centring(known).verdict
    assert offset(packed) == interval.centring(known).offset
    assert outside(packed) == interval.outside(known)
    assert excludes_no_effect(packed) == interval.excludes_no_effect(known)
    assert str(known.estimate()) in centring_steps(packed)
    low, high = map(float, known.limits)
    middle = math.sqrt(low * high) if known.log else (low + high) / 2
    assert float(centre(packed)) == pytest.approx(middle, rel=0.005)
    assert far_limit(packed) in centring_steps(packed)
    assert float(far_limit(packed)) == max(abs(low), abs(high))


@given(effects())
def test_a_sign_that_may_have_been_lost(parts: Parts) -> None:
    packed, known = _both(parts)
    if known.log:
        assert not sign_turned(packed)
        return
    turned = interval.centring(Effect(known.measure, -known.estimate(), known.ci, known.level)).verdict == "centred"
    assert sign_turned(packed) == (turned and centring(packed) != "centred")
    low, high, level = parts[2:]
    middle = str((Decimal(low) + Decimal(high)) / -2)
    assert sign_turned(effect("MD", middle, low, high, level)) == (centring(effect("MD", middle, low, high, level)) != "centred")


@settings(deadline=None)
@given(effects(), st.sampled_from(["0.03", "<.001", "P = .5", ">0.05", "0.0000"]), st.sampled_from([None, 8, 117]))
def test_p_values(parts: Parts, p: str, df: float | None) -> None:
    packed, known = _both(parts)
    given_df = "0" if df is None else str(df)
    assert p_implied(packed, given_df) == significance.p_implied(known, df).value
    agreement = significance.agreement(known, p_value(p), df)
    assert p_factor(packed, p, given_df) == (None if agreement.factor is None else min(agreement.factor, 1e12))
    told = significance.decision(known, p_value(p))
    assert (decision(packed, p), decision_steps(packed, p)) == (told.verdict, told.why)
    if significance.standard_error(known, df).value:
        steps = p_steps(packed, p, given_df).split("\n")
        assert len(steps) == 4
        assert p_range(packed, given_df) in steps[2]
        assert agreement.why in steps[3]


@given(effects(), _text(0.5, 60, 1), st.sampled_from(["lower", "higher"]))
def test_importance(parts: Parts, threshold: str, better: Better) -> None:
    packed, known = _both(parts)
    assume(not (known.log and Decimal(threshold) == 1))
    (found,) = classes(known, [Threshold.printed(threshold)], better)
    assert importance(packed, threshold, better) == found.verdict
    assert importance_against(packed, threshold, better) == found.against
    assert importance_sure(packed, threshold, better) == found.sure
    assert importance(packed, threshold, "depends") is None
    steps = importance_steps(packed, threshold, better)
    assert steps.endswith(str(found.verdict))
    assert found.verdict in CLASSES


@given(effects(), st.sampled_from(["lower", "higher"]))
def test_whom_an_effect_favours(parts: Parts, better: Better) -> None:
    packed, known = _both(parts)
    size = known.on_scale(known.estimate())
    assert favours_first(packed, better) == (None if size == 0 else (size > 0) == (better == "higher"))
    assert favours_first(packed, "") is None
    if size and not known.log:
        turned = effect(parts[0], str(-Decimal(parts[1])))
        assert favours_first(turned, better) != favours_first(packed, better)


@given(PAIRS, st.sampled_from(["0.5", "0.75", "1"]))
def test_what_is_left(pair: tuple[Parts, Parts], border: str) -> None:
    first, later = pair
    (packed, known), (packed_later, known_later) = _both(first), _both(later)
    (step,) = decay([known, known_later], float(border)).steps
    assert left(packed, packed_later) == step.ratio.value
    assert fades(packed, packed_later, border) == (None if step.fades is None else step.fades and step.sure)


# ---- worked by others


@settings(deadline=None)
@given(_text(-30, 30, 1), st.integers(1, 200), st.sampled_from(["90", "95", "99"]), st.sampled_from([0, 9, 40, 300]))
def test_p_implied_is_that_of_scipy(value: str, half: int, level: str, df: int) -> None:
    low, high = Decimal(value) - half, Decimal(value) + half
    wide = (stats.t.isf if df else stats.norm.isf)((100 - float(level)) / 200, *([df] if df else []))
    statistic = abs(float(value)) / (half / wide)
    expected = 2 * (stats.t.sf(statistic, df) if df else stats.norm.sf(statistic))
    packed = effect("MD", value, str(low), str(high), level)
    assert p_implied(packed, str(df)) == pytest.approx(expected, rel=1e-6, abs=1e-12)
    least, most = (float(end) for end in p_range(packed, str(df)).split(" to "))
    assert least * 0.9 <= expected <= most * 1.1 or expected < 1e-10


def test_p_implied_of_a_ratio_is_that_of_its_logarithm() -> None:
    packed = effect("OR", "0.50", "0.30", "0.83")
    error = (math.log(0.83) - math.log(0.30)) / (2 * 1.959964)
    assert p_implied(packed) == pytest.approx(2 * stats.norm.sf(abs(math.log(0.5)) / error), rel=1e-5)
    assert p_steps(packed).split("\n")[0] == "SE = (ln 0.83 - ln 0.30) / (2 x 1.960) = 0.2596"
    assert p_steps(packed).split("\n")[1] == "z = |ln 0.50| / SE = 2.67"


def test_the_steps_of_a_p_value() -> None:
    assert p_steps(effect("MD", "-4.00", "-6.60", "-1.40"), "P = .12", "118").split("\n") == [
        "SE = (-1.40 - (-6.60)) / (2 x 1.980) = 1.313",
        "t(118) = |-4.00| / SE = 3.05",
        "p = P(|T| >= 3.05), t with 118 df = 0.0029 (rounding allows 0.0025 to 0.0029)",
        "printed p = .12: the printed p value is larger than the implied one, 39.1 times apart",
    ]
    assert p_steps(effect("MD", "1", "1", "1")) == "the interval has no width"


def test_the_steps_of_importance_are_true() -> None:
    assert importance_steps(effect("MD", "-5.7", "-9.1", "-2.2"), "6", "lower").split("\n") == [
        "benefit, with the sign turned: 5.7 (2.2 to 9.1)",
        "5.7 <= 6 < 9.1, between the estimate and the upper limit: possible",
    ]
    assert importance_steps(effect("MD", "5.7", "2.2", "9.1"), "1", "higher").split("\n") == [
        "benefit: 5.7 (2.2 to 9.1)",
        "1 < 2.2, the lower limit: definite",
    ]
    assert importance_steps(effect("OR", "0.5", "0.3", "0.8"), "0.7", "lower").endswith("against 0.7: probable")


@given(st.data())
def test_a_change_within_a_group_is_welchs_statistic(data: st.DataObject) -> None:
    """The visits are taken as two groups of other people, which is the test that does not assume equal spread."""
    means = [data.draw(_text(-50, 50, 1)) for _ in range(2)]
    spreads = [data.draw(_text(0.1, 20, 1)) for _ in range(2)]
    counts = [data.draw(st.integers(2, 400)) for _ in range(2)]
    found = change_z(means[0], spreads[0], str(counts[0]), means[1], spreads[1], str(counts[1]))
    welch = stats.ttest_ind_from_stats(
        float(means[1]), float(spreads[1]), counts[1], float(means[0]), float(spreads[0]), counts[0], equal_var=False
    )
    assert found == pytest.approx(abs(welch.statistic), rel=1e-9, abs=1e-12)


@given(_text(-50, 50, 2), _text(-50, 50, 2), st.integers(0, 2), st.integers(0, 2))
def test_a_true_difference_of_true_means_is_never_called_wrong(one: str, two: str, places: int, others: int) -> None:
    """However mean, mean and difference were rounded, and whichever was taken from which."""
    true = Decimal(one) - Decimal(two)
    means = (f"{Decimal(one):.{places}f}", f"{Decimal(two):.{places}f}")
    for value in (true, -true):
        assert is_difference(f"{value:.{others}f}", *means)
    assert difference(one, two) == true


@given(_text(-50, 50, 1), _text(-50, 50, 1), st.integers(2, 40))
def test_a_difference_that_rounding_does_not_give(one: str, two: str, more: int) -> None:
    true = abs(Decimal(one) - Decimal(two))
    for value in (true + Decimal(more) / 10, -true - Decimal(more) / 10):
        assert not is_difference(str(value), one, two)
    assert is_difference(str(true + Decimal("0.1")), one, two), "each of the three may be half a unit off"
