"""The records by themselves: frozen, closed, and strict about what a passage and an identifier is."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from kg.records import Bundle, Estimate, GroupValue, Outcome, Paper, Passage, Record, Reference, Source, Study

SOURCE = Source(name="a.yaml", format="appraisal", sha256="0" * 64)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"authors": ["van Dillen LR", "Abe C"], "year": 2021}, "van Dillen 2021"),
        ({"authors": ["Abe C"], "year": 2021}, "Abe 2021"),
        ({"authors": ["WHO"], "year": 2021}, "WHO 2021"),
        ({"authors": ["Cold Feet Study Group"], "year": 2021}, "Cold Feet Study Group 2021"),
        ({"authors": ["Abe C"], "year": 2021, "label": "Abe & Mora 2021"}, "Abe & Mora 2021"),
        ({"authors": ["Abe C"], "title": "Cold feet"}, "Cold feet"),
        ({"year": 2021, "title": "Cold feet"}, "Cold feet"),
        ({}, "abe-2021"),
        ({"authors": [" "], "year": 2021}, " 2021"),
    ],
)
def test_a_paper_is_named_by_author_and_year(given: dict[str, object], name: str) -> None:
    assert Paper.model_validate({"key": "abe-2021", **given}).name == name


def test_a_passage_is_as_long_as_its_text() -> None:
    assert Passage(exact="a\u4e2d\U0001f600", start=5, end=8).end == 8
    for start, end in ((5, 9), (5, 7), (8, 5), (-3, 0)):
        with pytest.raises(ValidationError):
            Passage(exact="abc", start=start, end=end)


def test_records_are_frozen_and_closed() -> None:
    paper = Paper(key="abe-2021")
    with pytest.raises(ValidationError, match="frozen"):
        paper.key = "abe-2022"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="Extra inputs"):
        Paper.model_validate({"key": "abe-2021", "author": "Abe"})
    assert hash(paper) == hash(Paper(key="abe-2021"))


def test_only_what_merely_names_a_paper_is_bare() -> None:
    assert Bundle(source=SOURCE, record=Record(paper=Paper(key="a")), references=(Reference(),)).bare
    for record in (
        Record(paper=Paper(key="a", year=2021)),
        Record(paper=Paper(key="a"), notes="x"),
        Record(paper=Paper(key="a"), study=Study()),
    ):
        assert not Bundle(source=SOURCE, record=record).bare


def test_printed_numbers_stay_text() -> None:
    estimate = Estimate(value="\u22124\u00b770", ci=("-0.50", "1,234"), p="<.001")
    assert (estimate.value, estimate.ci, estimate.p) == ("\u22124\u00b770", ("-0.50", "1,234"), "<.001")
    for field, value in (("value", "4.7 points"), ("value", 4.7), ("ci", ("1", "to 2")), ("p", "0,05"), ("value", "1" * 41)):
        with pytest.raises(ValidationError):
            Estimate.model_validate({field: value})
    with pytest.raises(ValidationError):
        GroupValue(arm="a", mean="high")
    with pytest.raises(ValidationError):
        Outcome(id="a", label="a", range=("0", "many"))


def test_countries_are_sorted_and_may_stand_alone() -> None:
    assert Study.model_validate({"country": "NO"}).country == ("NO",)
    assert Study.model_validate({"country": ["US", "IT", "US"]}).country == ("IT", "US")
    assert Study.model_validate({"country": None}).country == ()
    for country in ("no", "NOR", "Norway", ["IT", ""]):
        with pytest.raises(ValidationError):
            Study.model_validate({"country": country})


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("key", ["a", "abe-2021", "2021-a-1"], ["", "-a", "a-", "a--b", "Abe", "abe_2021", "\u00e9", "a" * 121, "a\n"]),
        ("doi", ["10.1000/x", "10.123456789/(a)<b>;c"], ["10.1/x", "doi:10.1000/x", "10.1000/", "10.1000/a b",
                                               "10.\u0661\u0660\u0660\u0660/x"]),
        ("pmid", ["1", "123456789"], ["0", "01", "1234567890", "PMID1", "1\u0662", "1\n"]),
        ("pmcid", ["PMC1"], ["1", "pmc1", "PMC", "PMC\u0661"]),
        ("url", ["https://example.org/a?b#c", "http://x"], ["example.org", "ftp://x", "javascript:x", "https://", "https://a b", "https://a\n"]),
        ("year", [1500, 2200], [1499, 2201, "soon", 2020.5]),
    ],
)  # fmt: skip
def test_identifiers_have_their_form(field: str, good: list[object], bad: list[object]) -> None:
    for value in good:
        assert getattr(Paper.model_validate({"key": "a", field: value}), field) == value
    for value in bad:
        with pytest.raises(ValidationError):
            Paper.model_validate({"key": "a", field: value})


@pytest.mark.parametrize(
    ("field", "bad"), [("weeks", -1), ("weeks", 10_001), ("weeks", float("nan")), ("level", 0), ("level", 100)]
)
def test_numbers_have_their_bounds(field: str, bad: float) -> None:
    with pytest.raises(ValidationError):
        Estimate.model_validate({field: bad})
