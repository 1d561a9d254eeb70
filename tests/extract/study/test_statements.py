"""Sentences of our own, each with all that it must give of one kind; the traps give nothing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from plain_yaml import loaded

from kg.extract import StudyFact, find_study_facts
from kg.extract.study.fact import KINDS

STATEMENTS = loaded((Path(__file__).parent / "statements.yaml").read_text("utf-8"))
CASES = [(kind, case["text"], case["expect"]) for kind, cases in STATEMENTS.items() for case in cases]


def _plain(value: object) -> object:
    return int(value) if isinstance(value, Decimal) and value == value.to_integral() else value


@pytest.mark.parametrize(("kind", "text", "expect"), CASES, ids=[f"{kind}: {text[:60]}" for kind, text, _ in CASES])
def test_a_text_gives_what_it_says_of_the_study_and_no_more(kind: str, text: str, expect: list[Any]) -> None:
    found = [fact for fact in find_study_facts(text) if fact.kind == kind]
    wanted = [each if isinstance(each, dict) else {"value": each} for each in expect]
    shown = [(_plain(fact.value), fact.label, fact.role, fact.n, fact.grade, fact.text) for fact in found]
    assert len(found) == len(wanted), shown
    for fact, fields in zip(found, wanted, strict=True):
        given = {name: _plain(getattr(fact, name)) for name in fields}
        assert given == fields, shown


def test_every_kind_is_tried() -> None:
    assert set(STATEMENTS) == set(KINDS)


def _best(text: str, kind: str) -> StudyFact:
    return next(fact for fact in find_study_facts(text) if fact.kind == kind)


def test_statements_that_differ_are_all_given_the_likeliest_first() -> None:
    text = (
        "Ropes for elbows: a randomized trial\nMethods\nOf 200 people screened, 90 were randomized.\nResults\n"
        "A total of 84 people were randomly assigned and 84 analysed.\nDiscussion\nIn our study 84 people completed the study."
    )
    found = [fact.value for fact in find_study_facts(text) if fact.kind == "randomized"]
    assert found[:2] == [90, 84]  # of two that are said as firmly, the larger: those who left were randomized too
    assert _best(text, "screened").value == 200
    assert _best(text, "design").value == "randomized-trial"


def test_what_is_said_more_often_goes_first() -> None:
    text = "We randomized 60 people. In all, 60 people were randomized. Then 64 people were randomized."
    assert [fact.value for fact in find_study_facts(text) if fact.kind == "randomized"] == [60, 60, 64]


def test_people_enrolled_are_no_one_randomized_in_a_cohort() -> None:
    said = "A total of 300 nurses were enrolled."
    assert not [f for f in find_study_facts(f"We conducted a cohort study. {said}") if f.kind == "randomized"]
    assert _best(f"We conducted a randomized trial. {said}", "randomized").grade == "C"


def test_a_heading_says_where_a_sentence_stands() -> None:
    said = "The trial was double-blind."
    assert _best(f"Methods\n{said}", "blinding").grade == "B"
    assert _best(f"Introduction\n{said}", "blinding").grade == "C"
    assert _best("Participants. 59 elbows of patients were seen. Methods. We did a randomized trial.", "design").grade == "A"
