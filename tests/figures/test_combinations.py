"""The figure of combinations: its counts against the rows of the question `judgements`, counted anew without the columns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import bundles

import kg
from kg.errors import NotFound, UsageError
from kg.figures.combinations import COLUMNS, combinations
from kg.rdf import lexicon
from kg.rdf.write import quads
from kg.sparql import ask
from kg.store import Store, open_store
from kg.views.figure import Figure

FLAWS = (
    "spin",
    "small-sample",
    "underpowered",
    "short-follow-up",
    "surrogate-outcome",
    "baseline-imbalance",
    "unblinded-assessors",
)
PRESENT, ABSENT = {"present", "likely-present"}, {"absent", "likely-absent"}


def recounted(store: Store, chosen: Iterable[str]) -> tuple[Counter[frozenset[str]], Counter[frozenset[str]]]:
    """Papers by the exact set of the chosen flaws, and those of them that were judged for every one."""
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in ask(store, "judgements").dicts():
        said[str(row["paper"])][str(row["flaw"])].add(str(row["presence"]))
    papers, complete = Counter[frozenset[str]](), Counter[frozenset[str]]()
    wanted = set(chosen)
    for row in ask(store, "papers").dicts():
        if not row["assessors"]:
            continue
        flaws = said[str(row["paper"])]
        have = frozenset(flaw for flaw in wanted if flaws[flaw] & PRESENT)
        papers[have] += 1
        complete[have] += all(flaws[flaw] & (PRESENT | ABSENT) for flaw in wanted)
    return papers, complete


def rows(figure: Figure, kind: str) -> list[dict[str, Any]]:
    return [row for row in figure.table.dicts() if row["kind"] == kind]


def flaws_of(row: dict[str, Any]) -> frozenset[str]:
    return frozenset(row["flaws"].split(", ") if row["flaws"] else ())


def agrees(store: Store, figure: Figure) -> None:
    sets = [row["flaws"] for row in rows(figure, "flaw")]
    papers, complete = recounted(store, sets)
    shown = rows(figure, "combination")
    assert {flaws_of(row): row["papers"] for row in shown} == {have: papers[have] for have in map(flaws_of, shown)}
    assert {flaws_of(row): row["complete"] for row in shown} == {have: complete[have] for have in map(flaws_of, shown)}
    rest = sum(row["papers"] for row in rows(figure, "left out"))
    assert sum(row["papers"] for row in shown) + rest == sum(papers.values()) == shown[0]["appraised"]
    for row in shown:
        assert row["share"] == row["papers"] / row["appraised"]
        assert len((row["members"] or "").split(", ")) <= max(row["papers"], 1)
    for row in rows(figure, "flaw"):
        assert row["papers"] == sum(number for have, number in papers.items() if row["flaws"] in have)


@pytest.mark.parametrize("sets", [2, 6, 20])
def test_the_corpus_recounted(corpus: Store, sets: int) -> None:
    figure = combinations(corpus, sets=sets, top=40)
    assert figure.table.columns == COLUMNS
    assert len(rows(figure, "flaw")) == sets
    agrees(corpus, figure)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 1000), st.integers(2, 7), st.integers(1, 40))
def test_invented_worlds_recounted(seed: int, sets: int, top: int) -> None:
    with open_store() as store:
        store.add(lexicon.knowledge())
        store.add(quad for bundle in bundles(25, FLAWS, seed=seed) for quad in quads(bundle))
        agrees(store, combinations(store, sets=sets, top=top))


@pytest.fixture
def three(tmp_path: Path, write: Callable[..., Path], judged: Callable[..., dict[str, Any]]) -> Iterator[Store]:
    """Four papers: one judged for both flaws, two not; one appraised with nothing but an unclear judgement."""
    files = [
        write("hill-2001", appraisals=[judged("Ann", spin="present", small_sample="likely-absent")]),
        write("dale-2002", appraisals=[judged("Ann", spin="likely-present"), judged("Bob", spin="absent")]),
        write("moor-2003", appraisals=[judged("Ann", small_sample="present", spin="present", surrogate_outcome="present")]),
        write("fen-2004", appraisals=[judged("Ann", spin="unclear")]),
        write("lake-2005"),
    ]
    with open_store() as store:
        kg.ingest(store, files, rules=False)
        yield store


def test_what_counts_as_having_a_flaw_and_as_judged(three: Store) -> None:
    figure = combinations(three, flaws=("small-sample", "spin"))
    assert [(row["flaws"], row["papers"], row["judged"], row["appraised"]) for row in rows(figure, "flaw")] == [
        ("spin", 3, 3, 4), ("small-sample", 1, 2, 4),
    ]  # fmt: skip
    assert [(row["flaws"], row["papers"], row["complete"], row["members"]) for row in rows(figure, "combination")] == [
        ("spin", 2, 1, "dale-2002, hill-2001"), (None, 1, 0, None), ("spin, small-sample", 1, 1, "moor-2003"),
    ]  # fmt: skip
    agrees(three, figure)


def test_what_is_left_out_is_told(three: Store) -> None:
    figure = combinations(three, flaws=("small-sample", "spin"), min_papers=2)
    assert [row["papers"] for row in rows(figure, "combination")] == [2]
    assert [(row["labels"], row["papers"]) for row in rows(figure, "left out")] == [("2 more combinations, not shown", 2)]
    assert "2 more combinations not shown, in 2 of the 4 papers." in figure.notes
    assert "1 other flaw that somebody found" in figure.wide.description


def test_the_most_frequent_are_chosen_and_ties_told(three: Store) -> None:
    figure = combinations(three, sets=2)
    assert [row["flaws"] for row in rows(figure, "flaw")] == ["spin", "small-sample"]
    assert figure.notes[0].startswith("The 2 flaws are those found in most papers. 1 more is found in 1 paper, as often")
    assert "Judged by Ann (person, 4 papers), Bob (person, 1 paper)." in figure.notes


def test_domains_count_a_paper_once(three: Store) -> None:
    figure = combinations(three, level="domain")
    assert sum(row["papers"] for row in rows(figure, "combination")) == 4
    assert "domains of flaws" in figure.title


def test_programs_that_judged_are_called_so(corpus: Store) -> None:
    said = combinations(corpus).notes[-1]
    assert said.startswith("Judged by ")
    assert "Second reader (software, 48 papers)" in said


@pytest.mark.parametrize(
    ("asked", "error", "told"),
    [
        ({"flaws": ("spni", "small-sample")}, NotFound, "There is no flaw 'spni'"),
        ({"flaws": ("spin",)}, UsageError, "takes two flaws or more"),
        ({"sets": 1}, UsageError, "takes two flaws or more"),
        ({"min_papers": 3}, NotFound, "in 3 papers or more"),
    ],
)
def test_what_cannot_be_shown_is_told(three: Store, asked: dict[str, Any], error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        combinations(three, **asked)


def test_an_empty_store_has_none() -> None:
    with open_store() as store, pytest.raises(NotFound, match="No flaw was found"):
        combinations(store)


def test_the_same_store_gives_the_same_bytes(three: Store) -> None:
    one, other = combinations(three, sets=3), combinations(three, sets=3)
    assert one.wide.svg() == other.wide.svg()
    assert one.narrow.svg() == other.narrow.svg()
    assert one.spec == other.spec
