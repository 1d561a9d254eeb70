"""Courses of effects from a store: what is drawn is what the papers print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pictures import words

from kg.errors import NotFound, UsageError
from kg.figures.course import course
from kg.store import Store

Stored = Callable[..., Store]
Trial = Callable[..., Path]


def md(value: str, ci: list[str] | None = None, **more: Any) -> dict[str, Any]:
    return {"measure": "MD", "value": value, **({"ci": ci} if ci else {}), **more}


def test_the_shipped_paper_against_six_and_ten_points(corpus: Store) -> None:
    """The three differences of the abstract, in its numbers, and the two thresholds with their sources."""
    figure = course(corpus, papers=["van-dillen-2021"])
    rows = [*figure.table.dicts()]
    assert [(row["effect"], row["low"], row["high"]) for row in rows] == [(7.9, 4.7, 11.0), (5.6, 2.1, 9.1), (5.7, 2.2, 9.1)]
    assert [row["printed"] for row in rows] == ["-7.9 [-11.0, -4.7]", "-5.6 [-9.1, -2.1]", "-5.7 [-9.1, -2.2]"]
    assert [(row["weeks"], row["weeks_counted"]) for row in rows] == [(6, False), (32, True), (58, True)]
    assert {(row["arm"], row["against"]) for row in rows} == {("motor skill training", "strength and flexibility exercise")}
    said = " ".join(words(figure.wide))
    for part in (
        "7.9 (4.7 to 11.0)", "5.6 (2.1 to 9.1)", "5.7 (2.2 to 9.1)", "6 points", "10 points", "Fritz & Irrgang 2001",
        "Ostelo et al. 2008", "favours motor skill training", "favours strength and flexibility exercise", "points of 0 to 100",
        "3 of 3 intervals exclude no difference; against 6: 3 of 3 include it; against 10: 2 of 3 lie wholly below, 1 of 3",
        "2 of 2 thresholds are changes within one person",
    ):  # fmt: skip
        assert part in said, part
    narrow = " ".join(words(figure.narrow))
    assert all(f"{value} (" in narrow for value in ("7.9", "5.6", "5.7"))
    assert "50" not in {str(row["thresholds"]) for row in rows}, "half of baseline is no size in points"
    assert "used for the modified form by analogy" in " ".join(figure.notes)


def test_the_same_store_gives_the_same_bytes(corpus: Store) -> None:
    one, other = (course(corpus) for _ in range(2))
    assert (one.wide.svg(), one.narrow.svg(), one.spec_text) == (other.wide.svg(), other.narrow.svg(), other.spec_text)


def test_arms_the_other_way_round_and_higher_is_better(stored: Stored, trial: Trial) -> None:
    """1: old minus new, lower better, so as printed; 2: new minus old, higher better, so as printed too; 3: turned."""
    store = stored(
        trial("one-2001", [md("2.0", ["1.0", "3.0"], arms=["old", "new"], weeks=w) for w in (4, 8)]),
        trial("two-2002", [md("2.0", ["1.0", "3.0"], weeks=w) for w in (4, 8)], outcome={"better": "higher"}),
        trial("three-2003", [md("2.0", ["1.0", "3.0"], weeks=w) for w in (4, 8)]),
    )
    rows = [*course(store).table.dicts()]
    assert {(row["paper"], row["arm"], row["effect"], row["low"], row["high"]) for row in rows} == {
        ("one-2001", "humming", 2, 1, 3), ("two-2002", "humming", 2, 1, 3), ("three-2003", "humming", -2, -3, -1),
    }  # fmt: skip


def test_ratios_stand_as_printed_and_their_direction_is_said(stored: Stored, trial: Trial) -> None:
    odds = [{"measure": "OR", "value": value, "ci": ["0.2", "0.9"], "weeks": weeks} for value, weeks in (("0.5", 4), ("0.6", 8))]
    store = stored(trial("odds-2001", odds, outcome={"id": "loss", "label": "thumbs lost", "instrument": None}))
    figure = course(store)
    assert [row["effect"] for row in figure.table.dicts()] == [0.5, 0.6]
    said = words(figure.wide)
    assert ("\u2191 favours silence" in said, "\u2193 favours humming" in said) == (True, True)


def test_where_nobody_says_what_is_better_no_side_is_favoured(stored: Stored, trial: Trial) -> None:
    outcome = {"id": "warmth", "label": "warmth", "instrument": None, "better": None}
    said = " ".join(words(course(stored(trial("warm-2001", [md("2", weeks=4), md("3", weeks=8)], outcome=outcome))).wide))
    assert "more with humming (which is better is not stated)" in said
    assert "favours" not in said


def test_without_a_known_experimental_arm_the_one_that_does_better_at_first_is_above(stored: Stored, trial: Trial) -> None:
    arms = [{"id": "new", "label": "humming", "role": "active-comparator"}, {"id": "old", "label": "singing"}]
    store = stored(trial("two-2001", [md("2.0", ["1.0", "3.0"], weeks=4), md("-1.0", ["-2.0", "0.5"], weeks=8)], arms=arms))
    figure = course(store)
    rows = [*figure.table.dicts()]
    assert [(row["arm"], row["effect"], row["low"], row["high"]) for row in rows] == [
        ("singing", 2, 1, 3),
        ("singing", -1, -2, 0.5),
    ]
    assert "\u2191 favours singing" in words(figure.wide)


def test_values_outside_their_interval_and_baseline(stored: Stored, trial: Trial) -> None:
    effects = [md("9", weeks=0, timepoint="baseline"), md("-1.7", ["26.1", "29.5"], weeks=4), md("-2.0", ["-3", "-1"], weeks=8)]
    figure = course(stored(trial("odd-2001", effects)))
    rows = [*figure.table.dicts()]
    assert [(row["effect"], row["low"]) for row in rows] == [(1.7, None), (2.0, 1.0)]
    assert rows[0]["printed"] == "-1.7 [26.1, 29.5]"
    said = " ".join(words(figure.wide))
    assert "No interval is drawn for 1 of 2 effects." in said
    assert "An interval that does not hold its own value is not drawn" in said


def test_a_scale_of_another_range_brings_its_thresholds_along(stored: Stored, trial: Trial) -> None:
    """Two points of ten (Farrar 2001) are twenty of a hundred; where the scale does not begin at 0 nothing is brought."""
    wide = stored(
        trial("wide-2001", [md("-15", ["-25", "-5"], weeks=w) for w in (4, 8)], outcome={"range": [0, 100]}),
        trial("odd-2002", [md("-15", ["-25", "-5"], weeks=w) for w in (4, 8)], outcome={"range": [1, 11]}),
    )
    rows = {str(row["paper"]): str(row["thresholds"]) for row in course(wide).table.dicts()}
    assert "20 (2 of 0 to 10)" in rows["wide-2001"]
    assert rows["odd-2002"] == "None"


def test_times_that_nobody_gives_in_weeks_are_not_to_scale(stored: Stored, trial: Trial) -> None:
    store = stored(trial("loose-2001", [md("-1", timepoint="soon", weeks=2), md("-2", timepoint="12 months")]))
    said = " ".join(words(course(store).wide))
    assert "not to scale" in said
    assert "weeks since randomization" not in said


def test_what_is_not_shown_is_counted_and_the_table_has_all(corpus: Store) -> None:
    figure = course(corpus, limit=2)
    whole = course(corpus, limit=0)
    assert len(figure.table) == len(whole.table)
    assert any(word.endswith("more not shown.") for word in words(figure.wide))
    assert not any(word.endswith("more not shown.") for word in words(whole.wide))


def test_nothing_to_show(corpus: Store, stored: Stored, trial: Trial) -> None:
    with pytest.raises(NotFound, match="at two times or more") as once:
        course(stored(trial("one-2001", [md("1", weeks=4)])))
    assert "kg chart forest" in once.value.hint
    with pytest.raises(NotFound, match="no estimates"):
        course(corpus, outcome="teleportation")
    with pytest.raises(UsageError, match="no measure"):
        course(corpus, measure="XX")


def test_hostile_names_stay_words(stored: Stored, trial: Trial) -> None:
    arms = [{"id": "new", "label": "<script>alert(1)</script>", "role": "experimental"}, {"id": "old", "label": "]]>&amp;\u202e"}]
    figure = course(stored(trial("bad-2001", [md("1", weeks=4), md("2", weeks=8)], arms=arms)))
    for picture in (figure.wide, figure.narrow):
        assert "<script" not in picture.svg()
        assert "\u202e" not in picture.svg()
        assert words(picture)
