"""Weeks of times from their words."""

from __future__ import annotations

import pytest

from kg.figures.weeks import before, times


def test_months_after_treatment_are_counted_from_its_end() -> None:
    found = times([("after treatment", 6), ("6 months after treatment", None), ("12 months after treatment", None)])
    assert [(one.weeks, one.computed) for one in found] == [(6, False), (32, True), (58, True)]
    assert [one.told for one in found] == [
        "after treatment (week 6)", "6 months after treatment (about week 32)", "12 months after treatment (about week 58)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "weeks"),
    [
        ("3 days after the end of treatment", 10 + 3 / 7), ("2 Weeks  following therapy", 12), ("1 year post intervention", 62),
        ("12 months", None), ("week 26", None), ("6 months after surgery", None), ("after 6 months of treatment", None),
        ("some months after treatment", None), (None, None),
    ],
)  # fmt: skip
def test_only_what_says_since_when_is_counted(words: str | None, weeks: float | None) -> None:
    _, found = times([("post-treatment", 10), (words, None)])
    assert found.weeks == (None if weeks is None else pytest.approx(weeks))
    assert found.computed == (weeks is not None)


def test_without_one_known_end_nothing_is_counted() -> None:
    assert times([("6 months after treatment", None)])[0].weeks is None
    two = times([("after treatment", 6), ("end of therapy", 8), ("6 months after treatment", None)])
    assert two[2].weeks is None
    stated = times([("after treatment", 6), ("6 months after treatment", 30)])
    assert (stated[1].weeks, stated[1].computed) == (30, False)


def test_a_time_in_weeks_is_not_said_twice() -> None:
    assert times([("week 12", 12)])[0].told == "week 12"
    assert times([(None, 12)])[0].told == "week 12"
    assert times([("post", None)])[0].told == "post"


def test_baseline() -> None:
    known = ("baseline", "At baseline", "pre-treatment", "before treatment")
    assert [before(words) for words in (*known, "change from baseline", None)] == [True] * 4 + [False] * 2
