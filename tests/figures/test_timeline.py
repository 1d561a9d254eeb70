"""The figure of papers and citing articles over time: counts against the appraisal files, read without kg."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import words
from worlds import bundles

import kg
from kg import resources
from kg.errors import NotFound, UsageError
from kg.exposure.weights import INTENTS
from kg.figures.citing import turn
from kg.figures.timeline import COLUMNS, timeline
from kg.rdf import lexicon
from kg.rdf.write import quads
from kg.store import Store, open_store
from kg.views.figure import Figure

FLAWS = ("spin", "small-sample", "underpowered", "short-follow-up")


def rows(figure: Figure, kind: str) -> list[dict[str, Any]]:
    return [row for row in figure.table.dicts() if row["kind"] == kind]


def counts(figure: Figure, kind: str) -> Counter[int | None]:
    found: Counter[int | None] = Counter()
    for row in rows(figure, kind):
        found[row["year"]] += row["count"] + (row["not_appraised"] or 0)
    return found


def test_the_corpus_counted_from_its_files(corpus: Store, shipped_yaml: dict[str, Any]) -> None:
    figure = timeline(corpus)
    files = {name: content for name, content in shipped_yaml.items() if "paper" in content}
    assert figure.table.columns == COLUMNS
    assert counts(figure, "papers") == Counter(content["paper"]["year"] for content in files.values())
    designs = Counter(row["group"] for row in rows(figure, "papers") for _ in range(row["count"]))
    assert designs["randomized trial"] == sum(content["study"]["design"] == "randomized-trial" for content in files.values())

    named = [(name, cited) for name, content in files.items() for cited in content.get("cited_by") or ()]
    with (resources.folder("data") / "references.csv").open(encoding="utf-8", newline="") as file:
        listed = [row for row in csv.DictReader(file) if row["cited_key"]]
    dois = {str(content["paper"].get("doi")): content["paper"]["key"] for content in files.values()}
    citations = {(row["citing_key"], row["cited_key"]) for row in listed}
    citations |= {
        (dois.get((cited.get("url") or "").removeprefix("https://doi.org/"), cited["title"]), name.removesuffix(".yaml"))
        for name, cited in named
    }
    assert len(rows(figure, "citation")) == len(citations)
    assert sum(counts(figure, "articles").values()) == len({citing for citing, _ in citations})
    assert f"and {len({citing for citing, _ in citations})} articles known to cite them" in figure.title


def test_an_article_with_a_record_of_its_own_is_counted_once(corpus: Store) -> None:
    """It is named by its DOI as an article, and by its key in a reference list."""
    (row,) = rows(timeline(corpus, papers=("luedtke-2012",)), "citation")
    assert row["article"].startswith("Hazime 2015: ")
    assert (row["year"], row["intent"], row["source"]) == (2015, "discusses", "luedtke-2012.yaml, references.csv")


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000), st.integers(0, 12))
def test_invented_worlds_recounted(seed: int, limit: int) -> None:
    world = list(bundles(14, FLAWS, seed=seed))
    with open_store() as store:
        store.add(lexicon.knowledge())
        store.add(quad for bundle in world for quad in quads(bundle))
        figure = timeline(store, limit=limit)
    papers = [bundle.record.paper for bundle in world]
    assert counts(figure, "papers") == Counter(paper.year for paper in papers)
    years = {paper.key: paper.year for paper in papers}
    articles = {cited.title: cited.year for bundle in world for cited in bundle.record.cited_by}
    inside = {bundle.record.paper.key: years[bundle.record.paper.key] for bundle in world if bundle.references}
    assert counts(figure, "articles") == Counter([*articles.values(), *inside.values()])
    expected = len(articles) + sum(len(bundle.references) for bundle in world)
    assert len(rows(figure, "citation")) == expected
    unstated = sum(cited.intent is None for bundle in world for cited in bundle.record.cited_by)
    unstated += sum(reference.intent is None for bundle in world for reference in bundle.references)
    assert sum(row["intent"] is None for row in rows(figure, "citation")) == unstated
    assert f"not stated for {unstated:,} of {expected} citations." in " ".join(figure.notes)


@pytest.fixture
def retracted(tmp_path: Path, write: Callable[..., Path], register: Callable[..., Path], judged: Any) -> Iterator[Store]:
    """A retracted paper with articles before and after, a paper without a year that nobody appraised, and one more."""
    cited_by = [
        {"title": "Before", "year": 2003, "intent": "critiques"},
        {"title": "In that year", "year": 2005, "intent": "usesDataFrom"},
        {"title": "After", "year": 2006},
        {"title": "Older than the paper", "year": 1999, "intent": "discusses"},
        {"title": "Some day"},
    ]
    files = [
        write(
            "hill-2001",
            paper={"year": 2001, "doi": "10.5555/hill"},
            cited_by=cited_by,
            appraisals=[judged("Ann", spin="present")],
        ),
        write("moor", cited_by=[{"title": "After", "year": 2006, "intent": "cites"}]),
        write("dale-2010", paper={"year": 2010}, appraisals=[judged("Ann", spin="unclear"), judged("Bob", spin="likely-absent")]),
        register(
            ("Retraction", {"doi": "10.5555/hill", "date": "3/14/2005 0:00", "reasons": "Error in Data"}),
            ("Correction", {"doi": "10.5555/hill", "date": "3/14/2002 0:00"}),
        ),
    ]
    with open_store() as store:
        kg.ingest(store, files, rules=False)
        yield store


def test_retractions_and_what_cites_after_them(retracted: Store) -> None:
    figure = timeline(retracted)
    said = words(figure.wide)
    assert any(line.startswith("RETRACTED; design not stated; 1 flaw present") for line in said)
    assert any(line.startswith("RETRACTED 14 March 2005: Error in Data") for line in said)
    assert "After the retraction: After" in said
    assert "In that year" in said  # nobody knows whether before or after
    assert [(row["group"], row["year"], row["retracted"]) for row in rows(figure, "notice")] == [
        ("retraction", 2005, True), ("correction", 2002, None),
    ]  # fmt: skip
    assert "1 citation of an article with an earlier year than the paper: one of the years may be wrong." in figure.notes
    assert "The year is not known of 1 of 5 citing articles." in figure.notes
    assert "not stated for 3 of 6 citations" in " ".join(figure.notes)  # to cite says no why


def test_papers_without_year_or_appraisal_stand_apart(retracted: Store) -> None:
    figure = timeline(retracted)
    assert [(row["year"], row["count"], row["not_appraised"]) for row in rows(figure, "papers")] == [
        (2001, 1, 0), (2010, 1, 0), (None, 0, 1),
    ]  # fmt: skip
    assert "3 papers, 1 without a known year" in words(figure.wide)
    assert "2 of 3 appraised" in figure.notes[0]
    assert "No citing article is known of 1 of the 3 papers: nobody has looked, or there is none." in figure.wide.description


def test_years_bound_the_papers(retracted: Store) -> None:
    figure = timeline(retracted, first=2005)
    assert [row["year"] for row in rows(figure, "papers")] == [2010]
    assert figure.title == "1 paper of 2010; no article is known to cite it"
    assert rows(figure, "citation") == []
    assert "2 papers of other years left out, 1 of them because their year is not known." in figure.wide.description


def test_papers_by_what_was_judged(retracted: Store) -> None:
    figure = timeline(retracted, flaw="spin")
    assert [(row["group"], row["year"]) for row in rows(figure, "papers")] == [
        ("Spin: present or likely present", 2001), ("Spin: absent or likely absent", 2010), ("Spin: not judged", None),
    ]  # fmt: skip
    assert "judged-targets" in figure.queries
    assert "Judged by Ann (person, 2 papers), Bob (person, 1 paper)." in figure.wide.description


def test_a_narrowed_figure_names_those_alone_who_judged_what_it_shows(retracted: Store) -> None:
    figure = timeline(retracted, papers=["hill-2001"])
    assert "Judged by Ann (person, 1 paper)." in figure.wide.description


def test_lanes_are_those_most_cited(retracted: Store) -> None:
    figure = timeline(retracted, limit=1)
    said = words(figure.wide)
    assert any("5 citing articles" in line for line in said)
    assert "1 more paper with known citing articles has no lane here; --limit shows more." in figure.wide.description
    assert len(rows(figure, "citation")) == 6  # the table has all


def test_many_articles_are_counted(write: Callable[..., Path]) -> None:
    files = [
        write(key, paper={"year": 2001}, cited_by=[{"title": f"{key} {i}", "year": 2002 + i % 5} for i in range(40)])
        for key in ("hill-2001", "dale-2001")
    ]
    with open_store() as store:
        kg.ingest(store, files, rules=False)
        both, one = timeline(store), timeline(store, papers=("hill-2001",))
    assert "citing articles by year" in words(both.wide)
    assert "40 not stated" in words(both.wide)
    assert "--paper lists those of one paper" in both.wide.description
    assert "hill-2001 39" in words(one.wide)
    assert len(rows(both, "citation")) == 80


def test_every_intent_turns_one_way() -> None:
    """As their weights go: what carries at least half takes up what the paper says."""
    for intent, weight in INTENTS.items():
        assert (turn([intent]) == "takes") == (weight.share >= 0.5), intent
    assert turn(["critiques", "usesDataFrom"]) == "takes"
    assert turn(["discusses", "refutes"]) == "against"
    assert turn(["cites"]) == turn([]) == turn(["not-stated"]) == turn(["invented"]) == "unknown"
    assert turn(["discusses"]) == "speaks"


@pytest.mark.parametrize(
    ("asked", "error", "told"),
    [
        ({"papers": ("nobody-1900",)}, NotFound, "nobody-1900"),
        ({"flaw": "spni"}, NotFound, "Nobody has judged a flaw 'spni'"),
        ({"first": 2010, "last": 2001}, UsageError, "no year from 2010 to 2001"),
        ({"first": 2900}, NotFound, "no paper from 2900 to the last"),
    ],
)
def test_what_cannot_be_shown_is_told(retracted: Store, asked: dict[str, Any], error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        timeline(retracted, **asked)


def test_an_empty_store_has_none() -> None:
    with open_store() as store, pytest.raises(NotFound, match="There is no paper"):
        timeline(store)


def test_the_same_store_gives_the_same_bytes(retracted: Store) -> None:
    one, other = timeline(retracted), timeline(retracted)
    assert (one.wide.svg(), one.narrow.svg(), one.spec) == (other.wide.svg(), other.narrow.svg(), other.spec)
