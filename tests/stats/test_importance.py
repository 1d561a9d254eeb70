"""Effects against the smallest differences that matter."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.stats.effect import Effect
from kg.stats.importance import CLASSES, INDIVIDUAL_CHANGE, Threshold, importance


def _verdicts(effect: Effect, *thresholds: str, better: str | None = "lower") -> list[str | None]:
    return [found.verdict for found in importance(effect, map(Threshold.printed, thresholds), better)]


@pytest.mark.parametrize(
    ("threshold", "verdicts"),
    [
        ("6", ["probable", "possible", "possible"]),
        ("10", ["possible", "definitely not", "definitely not"]),
        ("12.7", ["definitely not"] * 3),
        ("2", ["definite"] * 3),
        ("9.6", ["possible", "definitely not", "definitely not"]),
    ],
)
def test_the_seed(seed: tuple[Effect, ...], threshold: str, verdicts: list[str]) -> None:
    assert [_verdicts(effect, threshold)[0] for effect in seed] == verdicts


def test_an_honest_null_against_two_thresholds() -> None:
    """Kirwan 2024, VISA-A at 24 weeks (higher is better, negative favours the drug as reported): excludes 14 but not 7."""
    effect = Effect.printed("MD", "3.8", ("-3.0", "10.6"))
    assert _verdicts(effect, "7", "14", better="higher") == ["possible", "definitely not"]


@pytest.mark.parametrize(
    ("threshold", "verdict"),
    [
        ("4.6", "definite"),
        ("4.7", "probable"),
        ("7.8", "probable"),
        ("7.9", "possible"),
        ("10.9", "possible"),
        ("11.0", "definitely not"),
    ],
)
def test_the_borders(seed: tuple[Effect, ...], threshold: str, verdict: str) -> None:
    """definite M < low; probable low <= M < estimate; possible estimate <= M < high; definitely not M >= high."""
    assert _verdicts(seed[0], threshold) == [verdict]


def test_one_verdict_for_each_threshold_in_order(seed: tuple[Effect, ...]) -> None:
    assert _verdicts(seed[0], "10", "6", "10", "2") == ["possible", "probable", "possible", "definite"]
    assert importance(seed[0], (), "lower") == ()


def test_rounding_that_could_change_the_verdict_is_said(seed: tuple[Effect, ...]) -> None:
    sure = [found.sure for found in importance(seed[0], map(Threshold.printed, ("6", "4.7", "7.92", "10.96")), "lower")]
    assert sure == [True, False, False, False]


def test_harm_is_the_same_effect_the_other_way(seed: tuple[Effect, ...]) -> None:
    found = importance(seed[0], [Threshold.printed("6")], "higher")[0]
    assert (found.verdict, found.against) == ("definitely not", "probable")
    wavering = importance(Effect.printed("MD", "-1.0", ("-9.0", "7.0")), [Threshold.printed("6")], "higher")[0]
    assert (wavering.verdict, wavering.against) == ("possible", "possible")


def test_no_class_without_a_direction_or_numbers(seed: tuple[Effect, ...]) -> None:
    six = [Threshold.printed("6")]
    assert importance(seed[0], six, None)[0][1:5] == (None, None, False, "direction unknown")
    for effect in (Effect.printed("MD", "3"), Effect.printed("MD", None, ("1", "2"))):
        assert importance(effect, six, "lower")[0].why == "estimate or interval is missing"


@pytest.mark.parametrize(
    ("basis", "caveat"),
    [
        ("individual-change", True),
        ("consensus-individual-change", True),
        ("group-mean-comparison", False),
        ("minimum-detectable-change", False),
        (None, False),
    ],
)
def test_thresholds_within_persons_carry_their_caveat(seed: tuple[Effect, ...], basis: str | None, caveat: bool) -> None:
    for better in ("lower", None):
        found = importance(seed[0], [Threshold.printed("6", basis)], better)[0]
        assert found.caveat == (INDIVIDUAL_CHANGE if caveat else None)


def test_ratios_by_their_logarithms() -> None:
    """An odds ratio of 0.5 (0.3 to 0.8) of a bad event: a benefit by 1.25 for sure, by 1.67 probably, by 4 not."""
    effect = Effect.printed("OR", "0.50", ("0.31", "0.80"))
    assert _verdicts(effect, "1.2", "1.67", "0.6", "2.5", "4") == [
        "definite",
        "probable",
        "probable",
        "possible",
        "definitely not",
    ]
    with pytest.raises(ValueError, match="ratio of 1"):
        _verdicts(effect, "1.0")


@pytest.mark.parametrize("bad", ["0", "-6"])
def test_a_threshold_is_a_size(bad: str) -> None:
    with pytest.raises(ValueError, match="size"):
        Threshold.printed(bad)


NUMBERS = st.decimals(-30, 30, allow_nan=False, places=1)
SIZES = st.decimals("0.1", 30, places=1)


@settings(deadline=None)
@given(st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted), SIZES)
def test_the_classes_are_exhaustive_and_exclusive(numbers: list[Decimal], size: Decimal) -> None:
    low, value, high = numbers
    found = importance(Effect("MD", value, (low, high)), [Threshold(size)], "higher")[0].verdict
    true = {
        "definite": size < low,
        "probable": low <= size < value,
        "possible": value <= size < high,
        "definitely not": size >= high,
    }
    assert [name for name, holds in true.items() if holds] == [found]


@settings(deadline=None)
@given(st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted), SIZES)
def test_flips_mirror_the_verdicts(numbers: list[Decimal], size: Decimal) -> None:
    low, value, high = numbers
    threshold = [Threshold(size)]
    effect, flipped = Effect("MD", value, (low, high)), Effect("MD", -value, (-high, -low))
    one = importance(effect, threshold, "higher")[0]
    assert importance(flipped, threshold, "lower")[0] == one
    arms = importance(flipped, threshold, "higher")[0]
    assert (arms.verdict, arms.against, arms.sure) == (one.against, one.verdict, one.sure)
    assert "definitely not" in (one.verdict, one.against) or (low < -size and high > size)


@settings(deadline=None)
@given(st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted), SIZES, SIZES)
def test_a_larger_threshold_is_never_easier_to_pass(numbers: list[Decimal], one: Decimal, two: Decimal) -> None:
    low, value, high = numbers
    easy, hard = importance(Effect("MD", value, (low, high)), map(Threshold, sorted((one, two))), "higher")
    assert CLASSES.index(easy.verdict or "possible") >= CLASSES.index(hard.verdict or "possible")


@settings(deadline=None)
@given(
    st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted),
    st.tuples(*[st.floats(-0.0499, 0.0499)] * 3),
    SIZES,
)
def test_a_sure_verdict_holds_for_every_true_value(numbers: list[Decimal], shifts: tuple[float, ...], size: Decimal) -> None:
    low, value, high = numbers
    printed = importance(Effect("MD", value, (low, high)), [Threshold(size)], "higher")[0]
    true = [Decimal(f"{float(number) + shift:.6f}") for number, shift in zip(numbers, shifts, strict=True)]
    exact = importance(Effect("MD", true[1], (true[0], true[2])), [Threshold(size)], "higher")[0]
    if printed.sure and true == sorted(true):
        assert (exact.verdict, exact.against) == (printed.verdict, printed.against)
