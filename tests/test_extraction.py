"""What a program adds to a page of our own: treatment durations of each section, apart from what the page asserts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import pipeline
from kg.extract.flaws import Lexicon
from kg.extraction import enrich
from kg.rdf import lexicon
from kg.readers import find
from kg.readers.document import open_document
from kg.records import Bundle, Extraction
from kg.sparql import ask
from kg.store import Store, open_store

COMMENTARY = "Rossi et al. had people swim for pain. Scores fell right after the 8-week program, then little happened."
ABSTRACT = (
    "Swimming may help sore thumbs. Participants had 6 weekly 1-hour sessions of swimming or a 3-month course of rest. "
    "Pain was measured at 12 months."
)
RESULT = "Pain was lower with swimming than with rest by 2.0 points (95% CI, 0.9 to 3.1)."


def _page(commentary: str, abstract: str) -> str:
    return (
        "Swimming for thumbs disappoints\n"
        "One page on PainSci cites Rossi 2019: 1. A Guide to Thumbs\n"
        f"PainSci commentary on Rossi 2019: {commentary}\n"
        f"original abstract {abstract}\n"
        "This page is part of the PainScience BIBLIOGRAPHY, which has many.\n"
    )


def _drawn(tmp_path: Path, commentary: str, abstract: str) -> tuple[Bundle, str]:
    place = tmp_path / "page.txt"
    place.write_text(_page(commentary, abstract), "utf-8")
    document, taxonomy = open_document(place), lexicon.taxonomy()
    (bundle,) = find(document).read(document, taxonomy)
    assert isinstance(bundle, Bundle)
    assert {prose.section for prose in bundle.prose} == {"commentary", "abstract"}
    return enrich(bundle, taxonomy, Lexicon(taxonomy.phrases)), place.read_text("utf-8")


def _durations(of: Extraction | None) -> list[tuple[str, float, str]]:
    assert of is not None
    return [(d.section, d.weeks, d.printed) for d in of.durations]


def test_every_section_is_read_for_durations_in_the_order_of_the_page(tmp_path: Path) -> None:
    bundle, text = _drawn(tmp_path, COMMENTARY, ABSTRACT)
    assert _durations(bundle.extracted) == [
        ("commentary", 8, "8-week program"),
        ("abstract", 6, "6 weekly 1-hour sessions"),
        ("abstract", 13, "3-month course"),
    ]
    assert bundle.extracted is not None
    for duration in bundle.extracted.durations:
        assert text[duration.passage.start : duration.passage.end] == duration.passage.exact
        assert duration.printed in duration.passage.exact
        assert duration.rule.endswith("/1")


def test_only_the_abstract_is_read_for_estimates(tmp_path: Path) -> None:
    bundle, _ = _drawn(tmp_path, f"{COMMENTARY} {RESULT}", ABSTRACT)
    assert bundle.extracted is not None
    assert (bundle.extracted.arms, bundle.extracted.outcomes) == ((), ())
    bundle, _ = _drawn(tmp_path, COMMENTARY, f"{ABSTRACT} {RESULT}")
    assert bundle.extracted is not None
    assert [e.value for o in bundle.extracted.outcomes for e in o.estimates] == ["2.0"]
    assert len(bundle.extracted.durations) == 3


def test_where_nothing_is_found_there_is_no_extraction(tmp_path: Path) -> None:
    bundle, _ = _drawn(tmp_path, "Rossi et al. had people swim for many weeks, and little happened.", "Swimming may help thumbs.")
    assert bundle.extracted is None


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    place = tmp_path / "page.txt"
    place.write_text(_page(COMMENTARY, ABSTRACT), "utf-8")
    with open_store() as opened:
        (result,) = pipeline.ingest(opened, [place])
        assert result.status == "added"
        yield opened


def test_the_question_lists_durations_by_section_with_their_sentence(store: Store) -> None:
    table = ask(store, "treatment-durations")
    assert table.columns == ("paper", "section", "printed", "weeks", "quote", "source")
    rows = [(row["paper"], row["section"], row["printed"], float(str(row["weeks"])), row["source"]) for row in table.dicts()]
    assert rows == [
        ("rossi-2019", "commentary", "8-week program", 8, "page.txt"),
        ("rossi-2019", "abstract", "6 weekly 1-hour sessions", 6, "page.txt"),
        ("rossi-2019", "abstract", "3-month course", 13, "page.txt"),
    ]
    for row in table.dicts():
        assert str(row["printed"]) in str(row["quote"])


def test_the_seed_page_contradicts_itself(seed: Path) -> None:
    with open_store() as opened:
        pipeline.ingest(opened, [seed])
        rows = ask(opened, "treatment-durations").select({"section": "section", "printed": "printed"}).rows
        weeks = ask(opened, "treatment-durations").column("weeks")
    assert list(rows) == [("commentary", "8-week program"), ("abstract", "6 weekly 1-hour sessions")]
    assert [float(str(one)) for one in weeks] == [8, 6]
