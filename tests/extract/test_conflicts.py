"""When two sections of a source contradict each other on how long the treatment lasted."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.conflicts import TREATMENT_DURATION, Conflict, conflicting_durations, same_length
from kg.extract.programme import find_durations

PAGE = Path(__file__).parents[2].parent / "shared" / "seed" / "van-dillen-2021.txt"


def _conflicts(**sections: str) -> tuple[Conflict, ...]:
    return conflicting_durations({name: find_durations(text) for name, text in sections.items()})


def _texts(found: tuple[Conflict, ...]) -> list[tuple[str, str, str, str]]:
    return [(c.first_section, c.first.text, c.second_section, c.second.text) for c in found]


def test_two_sections_with_other_lengths_contradict() -> None:
    found = _conflicts(commentary="Pain fell after the 8-week program.", abstract="They had 6 weekly sessions of yoga.")
    assert _texts(found) == [("abstract", "6 weekly sessions", "commentary", "8-week program")]
    assert found[0].aspect == TREATMENT_DURATION


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("3 months", "12 weeks", True),
        ("6 months", "24 weeks", True),
        ("1 month", "4 weeks", True),
        ("one year", "12 months", True),
        ("14 days", "two weeks", True),
        ("10 weeks", "9 weeks", True),
        ("6 weeks", "8 weeks", False),
        ("5 weeks", "6 weeks", False),
        ("2 months", "12 weeks", False),
        ("10 weeks", "8 weeks", False),
    ],
)
def test_rounded_months_agree(one: str, other: str, agree: bool) -> None:
    found = _conflicts(abstract=f"The treatment lasted {one}.", commentary=f"The treatment lasted {other}.")
    assert (found == ()) is agree


def test_one_value_in_common_is_enough() -> None:
    both = "One arm had 6 weeks of therapy and the other 12 weeks of training."
    assert _conflicts(abstract=both, commentary="A 12-week program.") == ()
    found = _conflicts(abstract=both, commentary="A 3-week program. The 3-week program was hard.")
    assert [(c.first.weeks, c.second.weeks) for c in found] == [(6, 3), (12, 3)]


def test_a_repeated_value_stands_where_it_is_first_said() -> None:
    (found,) = _conflicts(abstract="A 6-week course. The 6-week program.", commentary="A 9-week course. A 9-week program.")
    assert (found.first.text, found.second.text) == ("6-week course", "9-week course")


def test_sections_that_say_nothing_contradict_nobody() -> None:
    assert _conflicts(abstract="A 6-week course.", commentary="Training for many weeks.") == ()
    assert _conflicts(abstract="A 6-week course.") == _conflicts() == ()


def test_each_two_of_several_sections_are_compared() -> None:
    found = _conflicts(a="A 6-week course.", b="A 9-week course.", c="A 6-week program.")
    assert _texts(found) == [("a", "6-week course", "b", "9-week course"), ("b", "9-week course", "c", "6-week program")]


@pytest.mark.skipif(not PAGE.exists(), reason="the page's text is not ours to ship")
def test_the_page_the_project_started_from() -> None:
    page = PAGE.read_text(encoding="utf-8")
    at = page.index("original abstract")
    found = _conflicts(commentary=page[:at], abstract=page[at:])
    assert _texts(found) == [("abstract", "6 weekly 1-hour sessions", "commentary", "8-week program")]


# ---- what holds for every text

SAID = st.builds(
    "{} {} {}. ".format,
    st.sampled_from(["They had a", "Then a", "Pain fell after the"]),
    st.builds("{}-{}".format, st.integers(1, 30), st.sampled_from(["day", "week", "month"])),
    st.sampled_from(["course", "programme of walks", "follow-up", "training"]),
)
TEXTS = st.lists(SAID | st.text(max_size=8), max_size=5).map("".join)
WEEKS = st.decimals(Decimal("0.01"), 520, places=2)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_to_contradict_is_mutual(one: str, other: str) -> None:
    here, there = _conflicts(a=one, b=other), _conflicts(a=other, b=one)
    assert {(c.first, c.second) for c in here} == {(c.second, c.first) for c in there}
    assert _conflicts(b=other, a=one) == here


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_both_mentions_are_stretches_of_their_texts(one: str, other: str) -> None:
    for c in _conflicts(a=one, b=other):
        assert one[c.first.start : c.first.end] == c.first.text
        assert other[c.second.start : c.second.end] == c.second.text
        assert not same_length(c.first.weeks, c.second.weeks)


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_a_text_never_contradicts_itself_or_what_it_is_part_of(text: str, more: str) -> None:
    assert _conflicts(a=text, b=text) == ()
    if find_durations(text):
        assert _conflicts(a=text, b=f"{text}\n\n{more}") == ()


@given(WEEKS, WEEKS)
def test_lengths_agree_mutually_and_with_themselves(one: Decimal, other: Decimal) -> None:
    assert same_length(one, one)
    assert same_length(one, other) is same_length(other, one)
    assert same_length(one, one * Decimal("1.1"))
    assert not same_length(one, one * Decimal("1.2"))
