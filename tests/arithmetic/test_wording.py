"""Numbers, shares, sentences and times as a reviewer would print them."""

from __future__ import annotations

import itertools
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_yaml import loaded

from kg.arithmetic.populations import like_population
from kg.arithmetic.wording import analysis, end_of_treatment, in_order, number, people, percent, sentence, some, weeks

HERE = Path(__file__).parent
TIMES: dict[str, dict[str, Any]] = loaded((HERE / "timepoints.yaml").read_text("utf-8"))
POPULATIONS: list[tuple[str, str, str, bool]] = loaded((HERE / "populations.yaml").read_text("utf-8"))
FINITE = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False, min_value=-1e15, max_value=1e15)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="|"), max_size=12)


def _unit(shown: str) -> float:
    """One unit of the last digit."""
    exponent = Decimal(shown).as_tuple().exponent
    assert isinstance(exponent, int)
    return 10.0**exponent


# ---- numbers


@pytest.mark.parametrize(
    ("text", "digits", "shown"),
    [
        ("0.00171", "2", "0.0017"), ("9.6552", "2", "9.7"), ("1595.2", "2", "1595"), ("0.00000089123", "2", "8.9e-7"),
        ("99.6", "2", "100"), ("0.0996", "2", "0.1"), ("-5.66", "2", "-5.7"), ("0", "2", "0"), ("0.000", "2", "0"),
        ("7.2", "3", "7.2"), ("1234.5", "3", "1234"), ("nan", "2", "undefined"), ("inf", "2", "undefined"),
        ("-inf", "2", "undefined"), ("1e400", "2", "undefined"),
    ],
)  # fmt: skip
def test_a_number(text: str, digits: str, shown: str) -> None:
    assert number(text, digits) == shown


@given(FINITE, st.integers(1, 6))
def test_a_number_is_right_to_half_a_unit_of_its_last_digit(value: float, digits: int) -> None:
    shown = number(repr(value), str(digits))
    away = abs(float(shown) - value)
    assert away <= _unit(shown) / 2 * (1 + 1e-9)
    if value:  # and it has as many digits as it was asked for
        size = 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)
        assert away <= max(size, 1.0 if abs(value) >= 10**digits else 0.0) / 2 * (1 + 1e-9)


@given(FINITE)
def test_a_number_reads_as_it_stands(value: float) -> None:
    shown = number(repr(value))
    assert number(shown) == shown
    assert shown.startswith("-") == (value < 0 and float(shown) != 0)


# ---- shares


@pytest.mark.parametrize(
    ("part", "whole", "limit", "shown"),
    [
        ("154", "1595", "10", "9.7%"), ("42", "100", "0", "42%"), ("0", "7", "0", "0%"), ("7", "7", "0", "100%"),
        ("996", "10000", "10", "9.96%"), ("1000", "10000", "10", "10%"), ("2002", "10000", "20", "20.02%"),
        ("1", "3000", "0", "0.03%"),
        ("1999", "2000", "0", "99.95%"), ("1", "3", "0", "33%"), ("12.4", "100", "12", "12.4%"),
    ],
)  # fmt: skip
def test_a_share(part: str, whole: str, limit: str, shown: str) -> None:
    assert percent(part, whole, limit) == shown


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 100))
def test_a_share_is_right_and_on_its_side_of_the_limit(part: int, whole: int, limit: int) -> None:
    shown, share = percent(str(part), str(whole), str(limit)), Decimal(100 * part) / whole
    assert shown.endswith("%")
    value = Decimal(shown[:-1])
    assert abs(float(value - share)) <= _unit(shown[:-1]) / 2 * (1 + 1e-9)
    for border in (0, 100, limit):
        assert (value < border, value == border) == (share < border, share == border)


@pytest.mark.parametrize("whole", ["0", "-1"])
def test_a_share_of_nobody(whole: str) -> None:
    with pytest.raises(ValueError, match="nobody"):
        percent("1", whole)


@pytest.mark.parametrize(("count", "said"), [("1", "1 person"), ("1.0", "1.0 person"), ("0", "0 people"), ("12", "12 people")])
def test_people(count: str, said: str) -> None:
    assert people(count) == said


def test_other_nouns() -> None:
    assert people("1", "point", "points") == "1 point"
    assert people("2.0", "point", "points") == "2.0 points"


# ---- sentences and lists


@given(st.lists(WORDS, max_size=5), st.lists(st.text(max_size=8).filter(lambda text: "{}" not in text), min_size=6, max_size=6))
def test_a_sentence_holds_its_parts_as_they_are(parts: list[str], between: list[str]) -> None:
    """Also those that look like a slot: what a source says is never read as a template."""
    between = [text.replace("{", "(").replace("}", ")") for text in between]
    template = "{}".join(between[: len(parts) + 1])
    pieces = itertools.chain.from_iterable(zip(between, [*parts, ""], strict=False))
    assert sentence(template, *parts) == "".join(itertools.islice(pieces, 2 * len(parts) + 1))


def test_a_part_that_looks_like_a_slot() -> None:
    assert sentence("{} and {}", "{}", "b") == "{} and b"
    for parts in ((), ("a",), ("a", "b", "c")):
        with pytest.raises(TypeError, match="2 slots"):
            sentence("{} and {}", *parts)


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_putting_in_order_is_done_once_and_knows_no_first_order(parts: list[str]) -> None:
    ordered = in_order("|".join(parts), "|")
    assert in_order(ordered, "|") == ordered
    assert in_order("|".join(reversed(parts)), "|") == ordered
    assert set(ordered.split("|")) == set(parts)
    assert in_order("|".join(parts), "|", "\n").replace("\n", "|") == ordered.replace("\n", "|")


def test_order_is_that_of_the_first_number_and_then_of_letters() -> None:
    assert in_order("12 weeks|end|6 weeks|-1|6 months", "|", "; ") == "-1; 6 months; 6 weeks; 12 weeks; end"


def test_some_of_many() -> None:
    assert some("c|a|b", "|", "3") == "a; b; c"
    assert some("d|c|a|b", "|", "3") == "a; b; c and 1 more"
    assert some("a|a", "|", "1") == "a"


@given(st.lists(WORDS, min_size=1, max_size=8), st.integers(1, 4))
def test_some_and_the_rest_are_all(parts: list[str], most: int) -> None:
    shown, count = some("|".join(parts), "|", str(most)), len(set(parts))
    assert shown.endswith(f" and {count - most} more") or count <= most


# ---- times


@pytest.mark.parametrize(("words", "expected"), TIMES["weeks"].items())
def test_weeks(words: str, expected: float | None) -> None:
    assert weeks(words) == expected


@pytest.mark.parametrize(("words", "expected"), TIMES["end-of-treatment"].items())
def test_the_end_of_treatment(words: str, expected: float | None) -> None:
    assert end_of_treatment(words) == expected
    assert expected is None or weeks(words) is None


@pytest.mark.parametrize(("words", "expected"), TIMES["analysis"].items())
def test_the_analysis(words: str, expected: str) -> None:
    assert analysis(words) == expected


@given(st.integers(1, 500), st.sampled_from([("day", 1 / 7), ("week", 1.0), ("month", 365.25 / 84), ("year", 365.25 / 7)]))
def test_a_length_of_time_however_it_is_written(count: int, unit: tuple[str, float]) -> None:
    name, long = unit
    for words in (
        f"{count} {name}s",
        f"at {count} {name}s",
        f"{count}-{name} follow-up",
        f"{name} {count}",
        f"{count} {name.upper()}S",
    ):
        assert weeks(words) == pytest.approx(count * long, abs=0.0051)


@given(st.integers(1, 60), st.integers(1, 60), st.sampled_from([" and ", ", ", " to ", "-", "/", " or "]))
def test_two_lengths_are_none(one: int, two: int, between: str) -> None:
    assert weeks(f"{one}{between}{two} weeks") is None
    assert weeks(f"{one} weeks{between}{two} months") is None


@given(st.text(st.characters(exclude_categories=["Nd", "No", "Nl"]), max_size=30))
def test_words_without_a_number_name_no_length(words: str) -> None:
    assert weeks(words) in (None, 0.0) or any(count in words.lower() for count in ("one", "two", "three", "four", "five", "six"))


# ---- populations


@pytest.mark.parametrize(("population", "condition", "instrument", "alike"), POPULATIONS)
def test_like_populations(population: str, condition: str, instrument: str, alike: bool) -> None:
    assert like_population(population, condition, instrument) is alike


@given(st.sampled_from(POPULATIONS), st.booleans())
def test_capitals_do_not_matter(case: tuple[str, str, str, bool], upper: bool) -> None:
    population, condition, instrument, alike = case
    change = str.upper if upper else str.lower
    assert like_population(change(population), change(condition), change(instrument)) is alike
