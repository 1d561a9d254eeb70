"""Means and standard deviations that whole numbers cannot have."""

from __future__ import annotations

import itertools
import statistics
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.stats.grim import grim, grimmer

WAYS = ("half up", "half even", "half down")


@pytest.mark.parametrize(
    ("mean", "n", "items", "verdict"),
    [
        ("5.19", 28, 1, "inconsistent"),  # Brown & Heathers 2017: 145/28 = 5.18, 146/28 = 5.21
        ("5.18", 28, 1, "consistent"),
        ("5.21", 28, 1, "consistent"),
        ("5.27", 43, 1, "inconsistent"),  # the example of the R package scrutiny
        ("3.48", 20, 1, "inconsistent"),  # twenty rolls of a die
        ("3.45", 10, 1, "inconsistent"),  # Allard 2018
        ("3.45", 20, 1, "consistent"),
        ("3.45", 10, 2, "consistent"),
        ("2.5", 9, 1, "inconsistent"),
        ("2.5", 10, 1, "not informative"),
        ("17", 3, 1, "not informative"),
        ("\u22123.48", 20, 1, "inconsistent"),
        ("5.19", 50, 2, "not informative"),
    ],
)
def test_published_examples(mean: str, n: int, items: int, verdict: str) -> None:
    found = grim(mean, n, items)
    assert found.verdict == verdict
    assert found.fails == ("mean" if verdict == "inconsistent" else None)


@pytest.mark.parametrize(
    ("mean", "ways"),
    [("1.13", ("half up",)), ("1.12", ("half even", "half down")), ("1.38", ("half up", "half even")), ("1.37", ("half down",))],
)
def test_ties_are_tried_all_ways(mean: str, ways: tuple[str, ...]) -> None:
    """9/8 = 1.125 and 11/8 = 1.375."""
    assert grim(mean, 8) == ("consistent", None, ways)
    assert grim(f"-{mean}", 8) == ("consistent", None, ways)


def test_trailing_zeros_count() -> None:
    assert grim("3.4", 9).verdict == "consistent"
    assert grim("3.40", 9).verdict == "inconsistent"


@pytest.mark.parametrize(
    ("mean", "sd", "n", "verdict", "fails"),
    [
        ("3.44", "2.47", 18, "inconsistent", "standard deviation"),  # Allard 2018, from the papers of a pizza study
        ("4.83", "2.71", 12, "inconsistent", "standard deviation"),
        ("7.3", "2.51", 12, "inconsistent", "standard deviation"),  # scrutiny
        ("5.21", "1.6", 28, "not informative", None),  # scrutiny: possible
        ("2.25", "1.83", 10, "inconsistent", "mean"),
        ("2.00", "1.00", 3, "consistent", None),  # 1, 2, 3
        ("2.00", "0.00", 3, "consistent", None),
        ("2.50", "0.00", 4, "inconsistent", "standard deviation"),
        ("1.50", "0.00", 8, "inconsistent", "standard deviation"),  # right parity, too few for eight numbers
    ],
)
def test_published_standard_deviations(mean: str, sd: str, n: int, verdict: str, fails: str | None) -> None:
    found = grimmer(mean, sd, n)
    assert (found.verdict, found.fails) == (verdict, fails)


def test_what_is_refused() -> None:
    for n, items in ((0, 1), (5, 0), (-2, 1)):
        with pytest.raises(ValueError, match="people"):
            grim("1.00", n, items)
    for n, sd in ((1, "1.0"), (5, "-1.0")):
        with pytest.raises(ValueError, match="standard deviation"):
            grimmer("1.00", sd, n)
    with pytest.raises(ValueError, match="number"):
        grim("about 3", 5)


@settings(deadline=None)
@given(st.integers(1, 120), st.integers(0, 2), st.integers(-500, 500))
def test_grim_is_a_search_through_all_sums(n: int, places: int, printed: int) -> None:
    """Every sum near the mean, divided and compared in fractions."""
    mean = Fraction(printed, 10**places)
    near = range(int(mean * n) - n, int(mean * n) + n + 1)
    possible = any(abs(Fraction(total, n) - mean) <= Fraction(1, 2 * 10**places) for total in near)
    found = grim(str(Decimal(printed).scaleb(-places)), n)
    assert (found.verdict != "inconsistent") == possible
    if n >= 10**places:
        assert possible
        assert found.verdict == "not informative"


SAMPLES = st.lists(st.integers(-9, 9), min_size=2, max_size=60)


def _rounded(value: Decimal, places: int) -> str:
    return str(round(value, places))


@settings(deadline=None)
@given(SAMPLES, st.integers(0, 3), st.integers(0, 3), st.integers(1, 4))
def test_real_data_are_never_impossible(scores: list[int], places: int, other: int, items: int) -> None:
    n = len(scores)
    mean, sd = Decimal(sum(scores)) / (n * items), Decimal(statistics.variance(scores)).sqrt() / items
    texts = _rounded(mean, places), _rounded(sd, other)
    assert grim(texts[0], n, items).verdict != "inconsistent"
    assert grimmer(*texts, n, items).verdict != "inconsistent"


def test_nearly_all_that_small_samples_cannot_have_is_seen() -> None:
    """All samples of four numbers from 0 to 6: what they give passes, and of all else that could be printed little does."""
    real = set()
    for scores in itertools.combinations_with_replacement(range(7), 4):
        mean, sd = Decimal(sum(scores)) / 4, Decimal(statistics.variance(scores)).sqrt()
        real.add((_rounded(mean, 2), _rounded(sd, 2)))
    assert all(grimmer(mean, sd, 4).verdict != "inconsistent" for mean, sd in real)
    means = {mean for mean, _ in real}
    said = {(mean, f"{hundredths / 100:.2f}") for mean in means for hundredths in range(347)}
    passed = {(mean, sd) for mean, sd in said if grimmer(mean, sd, 4).verdict != "inconsistent"}
    assert real <= passed
    assert len(passed) < len(said) / 10
