"""What holds for every text: offsets, no exception, no invented number, work in proportion to length."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract import find_study_facts
from kg.extract.study.fact import KINDS
from kg.extract.study.numbers import count, numbers
from kg.fields import Design, Role

PIECES = st.sampled_from([
    "randomized", "randomly assigned", "were", "was", "not", "blinded", "to", "or", "and", "(n = 12)", "n = ", "120", "1,204",
    "12 007", "forty-two", "one hundred and", "patients", "participants", "assessors", "the", "group", "arm", "screened",
    "analysed",
    ".", ". ", ", ", ";", ": ", "(", ")", "\n", "Methods\n", "Discussion\n", "FUNDING", "Funding: none", "NCT01234567", "ISRCTN",
    "12-month", "follow-up", "at weeks 4, 8 and 16", "primary outcome", "is", "funded by", "Legs Inc", "placebo", "versus",
    "double-blind", "et al.", "trial", "study protocol for a", "cluster", "crossover", "open-label", "neither", "nor", "İ",
    "ß", "é",
    "\u2009", "\x00", "of", "all", "%", "-", "–", "in", "a", "Of ", "will be", "needed",
])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join), st.lists(PIECES, max_size=60).map(" ".join))
CODES = {
    "design": set(get_args(Design)),
    "blinding": {"yes", "no"},
    "funding": {"public", "industry", "mixed", "none"},
}


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_every_fact_is_a_stretch_of_the_text_with_a_value_of_its_kind(text: str) -> None:
    facts = find_study_facts(text)
    for fact in facts:
        assert fact.text == text[fact.start : fact.end]
        assert fact.text
        assert fact.sentence.text == text[fact.sentence.start : fact.sentence.end]
        assert fact.sentence.start <= fact.start < fact.end <= fact.sentence.end
        assert fact.grade in {"A", "B", "C"}
        assert fact.rule.endswith("/1")
        if fact.kind in ("screened", "randomized", "analysed"):
            assert isinstance(fact.value, int)
            assert fact.value >= 2
        elif fact.kind == "follow-up":
            assert isinstance(fact.value, Decimal)
            assert fact.value > 0
        elif fact.kind in CODES:
            assert fact.value in CODES[fact.kind]
        else:
            assert isinstance(fact.value, str)
            assert fact.value
        assert fact.role is None or fact.role in get_args(Role)
    kinds = [KINDS.index(fact.kind) for fact in facts]
    assert kinds == sorted(kinds)


@settings(max_examples=200, deadline=None)
@given(st.integers(2, 1_999_999).filter(lambda n: not 1900 <= n <= 2100))
def test_any_number_of_people_is_read_back(n: int) -> None:
    (fact,) = (f for f in find_study_facts(f"We randomized {n:,} people.") if f.kind == "randomized")
    assert fact.value == n
    assert fact.text == f"{n:,}"


_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def _in_words(n: int, joint: str) -> str:
    if n < 20:
        return _ONES.split()[n - 1]
    if n < 100:
        return _TENS.split()[n // 10 - 2] + (f"-{_in_words(n % 10, joint)}" if n % 10 else "")
    scale, name = (1000, "thousand") if n >= 1000 else (100, "hundred")
    rest = n % scale
    return f"{_in_words(n // scale, joint)} {name}" + (f" {joint if rest < 100 else ''}{_in_words(rest, joint)}" if rest else "")


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 99_999), st.sampled_from(["", "and "]))
def test_numbers_in_words_are_read_back(n: int, joint: str) -> None:
    words = _in_words(n, joint)
    assert count(words) == n
    assert numbers(f"so {words}.", worded=True) == [(3, 3 + len(words), n)]


@pytest.mark.parametrize(
    "words", ["two three", "hundred twenty thirty", "ten nine", "twenty twenty", "thousand two thousand", ""]
)
def test_words_that_make_no_number_are_none(words: str) -> None:
    assert count(words) is None


ADVERSARIES = [
    "1", "1,", "1 ", "(", "n = 1 ", "(n = 12) ", "randomized ", "randomly assigned ", "were ", "patients ", "12 patients ",
    "patients were ", "blinded ", "blinding of ", "the participants and ", "assessor-", "not ", "weeks ", "12 weeks, ",
    "weeks 1, 2, ", "primary outcome ", "primary outcome was ", "funded by ", "no funding ", "NCT", "NCT0123456 ", "versus ",
    "twenty ", "hundred and ", "aa ", "x", "a-", "\n", "Methods\n", ". ", "A. ", "et al ", "this the ", "before ", "cross-over ",
    "protocol for a ", "single ", "of the ", "to the group and 12 ",
]  # fmt: skip


@pytest.mark.parametrize("piece", ADVERSARIES, ids=repr)
def test_time_grows_with_length_only(piece: str, grows: Callable[..., float]) -> None:
    """Sixteen times the text may take some sixteen times as long: nowhere near 256 times."""

    def read(size: int) -> None:
        find_study_facts(f"We randomized {piece * (size // len(piece))} patients were blinded (n = 3) at 12 weeks.")

    assert grows(lambda: read(4_000), lambda: read(64_000), 80) < 80
