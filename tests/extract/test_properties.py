"""What holds for every text: offsets, no exception, nothing invented, work in proportion to length."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract import EstimateMention, abbreviations, find_estimates, numeral
from kg.extract.sentences import LONGEST, normalise, sentences

PIECES = st.sampled_from(
    [
        "95% CI",
        "CI",
        "(",
        ")",
        "[",
        "]",
        ",",
        ";",
        ":",
        ".",
        " ",
        " to ",
        "-",
        "−",
        "–",
        "±",
        "%",
        "P<",
        "p = ",
        "OR",
        "HR ",
        "mean difference",
        "β =",
        "1.2",
        "0.85",
        "-3",
        "1,200",
        ".05",
        "12",
        "0·7",
        "12 months",
        "at ",
        "than ",
        "vs. ",
        "group A",
        "in the ",
        "lower",
        "by ",
        "\n",
        "difference of",
        "confidence interval",
        "infinity",
        "İ",
        "ß",
        "é",
        "\u2009",
        "\x00",
        "and ",
        "each ",
        "10^-5",
        "(SD)",
        "€",
        "minus 2",
        "r =",
        "(MD)",
        "respectively",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join), st.lists(PIECES, max_size=40).map(" ".join))


def _mentions(e: EstimateMention) -> list[object]:
    return [m for m in (e.sentence, e.value, e.ci_low, e.ci_high, e.p, e.outcome, e.arm_a, e.arm_b, e.timepoint) if m is not None]


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_every_mention_is_a_stretch_of_the_text(text: str) -> None:
    for e in find_estimates(text):
        for m in _mentions(e):
            assert m.text == text[m.start : m.end]
            assert m.text
        assert 0 <= e.start < e.end <= len(text)
        assert e.grade in {"A", "B", "C"}
        numbers = [m for m in (e.value, e.ci_low, e.ci_high) if m]
        assert numbers
        for m in numbers:
            assert e.start <= m.start < m.end <= e.end
            float(numeral(m.text))
        if e.ci_low and e.ci_high:
            assert float(numeral(e.ci_low.text)) <= float(numeral(e.ci_high.text))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_the_plain_copy_is_as_long_and_sentences_cover_it_in_order(text: str) -> None:
    plain = normalise(text)
    assert len(plain) == len(text)
    last = 0
    for start, end in sentences(plain):
        assert last <= start < end <= len(plain)
        assert end - start <= LONGEST
        assert not plain[last:start].strip()
        last = end
    assert not plain[last:].strip()


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_long_forms_stand_in_the_text(text: str) -> None:
    for short, long in abbreviations(text).items():
        assert short in text
        assert long in text


@settings(max_examples=200, deadline=None)
@given(
    st.decimals(-500, 500, places=2),
    st.decimals(0, 90, places=2),
    st.decimals(0, 90, places=2),
    st.sampled_from(["to", ",", ";"]),
)
def test_any_estimate_is_read_back(low: object, up: object, more: object, separator: str) -> None:
    value, high = low + up, low + up + more
    (e,) = find_estimates(f"The mean difference was {value} points (95% CI, {low} {separator} {high}).")
    assert None not in (e.value, e.ci_low, e.ci_high)
    assert [m.text for m in (e.value, e.ci_low, e.ci_high)] == [str(value), str(low), str(high)]
    assert not e.outside


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2))
def test_a_swapped_digit_shows_or_stays_inside(old: int, new: int, place: int) -> None:
    digits = ["5", ".", str(old)]
    if place != 1:
        digits[place] = str(new)
    value = "".join(digits)
    (e,) = find_estimates(f"The mean difference was {value} (95% CI, 4.8 to 6.1).")
    assert e.value is not None
    assert e.value.text == value
    assert e.outside is not (4.8 <= float(value) <= 6.1)


ADVERSARIES = {
    "digits": "1",
    "points": "1.",
    "commas": "1,",
    "dashes": "-",
    "spaces": " ",
    "brackets": "(",
    "numbers": "1.5 ",
    "announcements": "95% CI ",
    "opened": "95% CI (",
    "limits": "95% CI 1.2 to ",
    "cues": "OR ",
    "equals": "b = ",
    "words": "aa ",
    "lower": "lower ",
    "than": "lower than ",
    "weeks": "12 weeks ",
    "thousands": "123,456,",
    "signs": "- -",
    "versus": "1.2 vs ",
    "groups": "a group ",
    "p": "p = ",
    "risk": "risk of ",
    "effects": "mean difference 1.2 (95% CI 0.5 to 2.0) ",
    "by": "lower by ",
    "letters": "x",
    "newlines": "1 CI\n",
    "stops": "A. ",
    "short": "(AB) ",
}


@pytest.mark.parametrize("piece", ADVERSARIES.values(), ids=ADVERSARIES)
def test_time_grows_with_length_only(piece: str, grows: Callable[..., float]) -> None:
    """Sixteen times the text may take some sixteen times as long: nowhere near 256 times."""

    def read(size: int) -> None:
        find_estimates(f"Difference OR 1.2 (95% CI {piece * (size // len(piece))} by 1.0 (CI 2 to x")

    assert grows(lambda: read(4_000), lambda: read(64_000), 80) < 80
