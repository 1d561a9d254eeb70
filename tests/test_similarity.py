"""Papers criticised alike: counts by hand and against sets in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.errors import NotFound
from kg.similarity import COLUMNS, similar
from kg.sparql import ask
from kg.store import Store, open_store

YES, NO = {"present", "likely-present"}, {"absent", "likely-absent"}
Judged = Callable[..., dict[str, Any]]


@pytest.fixture
def alike(write: Callable[..., Path], judged: Judged) -> Store:
    """Of the paper asked, spin is mixed, small-sample present, short-follow-up present, underpowered absent."""
    files = [
        write("asked-2000", appraisals=[
            judged("Ann", spin="present", small_sample="likely-present", short_follow_up="present", underpowered="absent"),
            judged("Bob", spin="absent"),
        ]),
        write("near-2001", appraisals=[
            judged("Ann", spin="present", small_sample="present", underpowered="likely-absent", high_attrition="present"),
        ]),
        write("half-2002", appraisals=[judged("Ann", spin="present", small_sample="absent", underpowered="present")]),
        write("lists-2003", appraisals=[judged("Ann", spin="present", high_attrition="present", short_follow_up="unclear")]),
        write("also-2004", appraisals=[judged("Ann", spin="likely-present", small_sample="absent", underpowered="present")]),
        write("apart-2005", appraisals=[judged("Ann", spin="absent", high_attrition="present")]),
        write("silent-2006"),
        write("vague-2007", appraisals=[judged("Ann", spin="unclear")]),
    ]  # fmt: skip
    store = open_store()
    kg.ingest(store, files, rules=False)
    return store


def test_counted_by_hand(alike: Store) -> None:
    """Near shares spin and small-sample of three flaws judged in both; half and also share spin of three that are in either."""
    table = similar(alike, "asked-2000")
    assert table.columns == COLUMNS
    assert COLUMNS[:4] == ("paper", "shared", "jaccard", "flaws")
    rows = [[row[name] for name in ("paper", "shared", "either", "judged", "jaccard", "flaws")] for row in table.dicts()]
    assert rows == [
        ["near-2001", 2, 2, 3, 1.0, "small-sample, spin"],
        ["lists-2003", 1, 1, 1, None, "spin"],
        ["also-2004", 1, 3, 3, pytest.approx(1 / 3), "spin"],
        ["half-2002", 1, 3, 3, pytest.approx(1 / 3), "spin"],
    ]


def test_of_a_paper_with_a_list_of_what_is_there_no_share_is_known(alike: Store) -> None:
    rows = list(similar(alike, "lists-2003").dicts())
    assert {row["paper"]: row["shared"] for row in rows} == {
        "near-2001": 2,
        "also-2004": 1,
        "apart-2005": 1,
        "asked-2000": 1,
        "half-2002": 1,
    }
    assert {row["jaccard"] for row in rows} == {None}


@pytest.mark.parametrize("paper", ["silent-2006", "vague-2007"])
def test_a_paper_that_nobody_judged_cannot_be_compared(alike: Store, paper: str) -> None:
    with pytest.raises(NotFound, match=f"judged a flaw of {paper}") as caught:
        similar(alike, paper)
    assert f"kg paper {paper}" in caught.value.hint


def test_a_paper_that_is_not_there(alike: Store) -> None:
    with pytest.raises(NotFound, match="no paper") as caught:
        similar(alike, "askd-2000")
    assert "asked-2000" in caught.value.hint


def test_the_corpus_against_sets(corpus: Store, shipped_yaml: dict[str, Any]) -> None:
    has: dict[str, set[str]] = {}
    lacks: dict[str, set[str]] = {}
    for record in shipped_yaml.values():
        key = record["paper"]["key"]
        found = [f for appraisal in record.get("appraisals") or [] for f in appraisal["findings"]]
        has[key] = {f["flaw"] for f in found if f["presence"] in YES}
        lacks[key] = {f["flaw"] for f in found if f["presence"] in NO}
    for key in ("steele-2017", "van-dillen-2021", "ha-2017"):
        expected = []
        for other in has.keys() - {key}:
            both = (has[key] | lacks[key]) & (has[other] | lacks[other])
            shared, either = has[key] & has[other], (has[key] | has[other]) & both
            if shared:
                jaccard = len(shared) / len(either) if lacks[key] and lacks[other] else None
                expected.append((-len(shared), len(either), other, len(both), jaccard, frozenset(shared)))
        rows = list(similar(corpus, key).dicts())
        assert [
            (-int(str(r["shared"])), r["either"], r["paper"], r["judged"], r["jaccard"], frozenset(str(r["flaws"]).split(", ")))
            for r in rows
        ] == sorted(expected, key=lambda one: one[:3])


def test_shared_flaws_stand_rarest_first(corpus: Store) -> None:
    papers = {str(row["flaw"]): int(str(row["papers"])) for row in ask(corpus, "recurrence").dicts()}
    for row in similar(corpus, "ha-2017").dicts():
        counts = [papers[flaw] for flaw in str(row["flaws"]).split(", ")]
        assert counts == sorted(counts)
