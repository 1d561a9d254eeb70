"""Sentences that cite: which sentence a mark belongs to, and which words speak for which intent."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_yaml import loaded

from kg.extract import find_citing
from kg.extract.citing import SENTENCE
from kg.extract.citing_cues import RULES, kind_of_section
from kg.extract.own_limitations import on_limitations
from kg.fields import Intent

CASES: list[dict[str, Any]] = loaded((Path(__file__).parent / "citing.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"][:60])
def test_a_sentence(case: dict[str, Any]) -> None:
    place = case["says"].index("*")
    text = f"A first sentence. {case['says'].replace('*', '7')} And a last one, in line with a study."
    (found,) = find_citing(text, [(3, place + 18, place + 19, case["under"])])
    assert text[found.start : found.end] == case["says"].replace("*", "7")
    assert (found.reference, found.section, found.intent) == (3, case["under"], case["intent"])
    assert found.grade == case.get("grade", "A")
    assert (found.rule == SENTENCE) == (case["intent"] is None)


def test_every_rule_has_a_case() -> None:
    told = set()
    for case in CASES:
        place = case["says"].index("*")
        told |= {found.rule for found in find_citing(case["says"], [(1, place, place + 1, case["under"])])}
    assert {rule.name for rule in RULES} <= told


def test_intents_are_those_of_the_records() -> None:
    assert {rule.intent for rule in RULES} <= set(get_args(Intent))
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("text", "mark", "sentence"),
    [
        ("Pain fell [1]. We won.", "1", "Pain fell [1]."),
        ("Pain fell.[1] We won.", "1", "Pain fell.[1]"),
        ("Pain fell. [1] We won.", "1", "Pain fell. [1]"),
        ("Pain fell. [1,2] We won.", "2", "Pain fell. [1,2]"),
        ("Pain fell. [1] showed that too. We won.", "1", "[1] showed that too."),
        ("As Alpha et al. [1] found, pain fell. We won.", "1", "As Alpha et al. [1] found, pain fell."),
        ("Pain fell by 0.5 points [1]. We won.", "1", "Pain fell by 0.5 points [1]."),
        ("A heading\nPain fell [1]\nWe won.", "1", "Pain fell [1]"),
    ],
)
def test_the_sentence_of_a_mark(text: str, mark: str, sentence: str) -> None:
    start = text.index(mark, text.index("["))
    (found,) = find_citing(text, [(1, start, start + 1, None)])
    assert text[found.start : found.end] == sentence


def test_a_mark_that_the_text_leaves_out_belongs_to_what_stands_before_it() -> None:
    text = "Pain fell. We won the day. It rained."
    places = {10: "Pain fell.", 11: "Pain fell.", 17: "We won the day.", 26: "We won the day.", 37: "It rained."}
    for place, sentence in places.items():
        (found,) = find_citing(text, [(1, place, place, None)])
        assert text[found.start : found.end] == sentence


@given(
    st.text(st.sampled_from("ab. [1](2),;\nA but study in line with"), max_size=120),
    st.lists(st.tuples(st.integers(0, 130), st.integers(0, 5)), max_size=4),
)
@settings(deadline=None, max_examples=300)
def test_any_text_and_marks(text: str, marks: list[tuple[int, int]]) -> None:
    places = [(1, min(start, len(text)), min(start + size, len(text)), "Discussion") for start, size in marks]
    for found in find_citing(text, places):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == text[found.start : found.end].strip()
        assert found.rule
        assert found.grade in ("A", "B", "C")


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ("1. Introduction", "introduction"),
        ("Background / Objectives", "introduction"),
        ("Materials and methods / Results of the pilot", "methods"),
        ("Results and discussion", "discussion"),
        ("Discussion / Methods of others", "discussion"),
        ("Abstract", "abstract"),
        ("Note", None),
        (None, None),
    ],
)
def test_kinds_of_sections(headings: str | None, kind: str | None) -> None:
    assert kind_of_section(headings) == kind


@pytest.mark.parametrize(
    ("headings", "paragraph", "on"),
    [
        (["Discussion", "Limitations"], "People left.", True),
        (["4. Study limitations"], "People left.", True),
        (["Discussion", "Activity limitations"], "They fell.", False),
        (["Discussion"], "This study has several limitations. First, it was small.", True),
        (["Discussion"], "Our trial was limited by its size.", True),
        (["Discussion"], "Some limitations of this study should be noted.", True),
        (["Discussion"], "The main limitation is the small sample.", True),
        (["Discussion"], "There are limitations to our study.", True),
        (["Discussion"], "Several limitations of previous studies were met.", False),
        (["Discussion"], "Activity limitations were reduced.", False),
        (["Discussion"], "Pain fell. This study has limitations.", False),  # the subject of the paragraph is another
        (["Methods"], "This study has several limitations.", False),
        ([], "This study has several limitations.", False),
    ],
)
def test_paragraphs_on_limitations(headings: list[str], paragraph: str, on: bool) -> None:
    assert on_limitations(headings, paragraph) is on
