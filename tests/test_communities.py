"""Groups of papers criticised alike: planted ones are found, and where there are none, chance is said to do as well."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.communities import COLUMNS, communities, described
from kg.errors import UsageError
from kg.store import Store, open_store

FLAWS = (
    "spin",
    "small_sample",
    "underpowered",
    "high_attrition",
    "short_follow_up",
    "funding_conflict",
    "baseline_imbalance",
    "p_hacking",
)
module = import_module("kg.communities")  # kg.communities itself may name the function
World = Callable[[dict[str, dict[str, str]]], Store]


@pytest.fixture
def papers(write: Callable[..., Path], judged: Callable[..., dict[str, Any]]) -> Iterator[World]:
    """`papers({key: {flaw: presence}})`: a store in memory with them, each judged by Ann."""
    opened: list[Store] = []

    def store(said: dict[str, dict[str, str]]) -> Store:
        files = [write(key, appraisals=[judged("Ann", **findings)]) for key, findings in said.items()]
        opened.append(open_store())
        kg.ingest(opened[-1], files, rules=False)
        return opened[-1]

    yield store
    for one in opened:
        one.close()


def _planted(number: int, per_paper: int = 4) -> dict[str, dict[str, str]]:
    """Even papers have flaws of the first half, odd ones of the second; one of each paper's own half is not there."""
    said = {}
    for i in range(number):
        own = FLAWS[:4] if i % 2 == 0 else FLAWS[4:]
        there = set(own) - {own[(i // 2) % per_paper]}
        said[f"paper-{i:02}"] = {flaw: "present" if flaw in there else "absent" for flaw in FLAWS}
    return said


def _by_chance(number: int) -> dict[str, dict[str, str]]:
    draw = random.Random(5)  # noqa: S311 - invented data
    return {f"paper-{i:02}": {flaw: draw.choice(("present", "absent")) for flaw in FLAWS} for i in range(number)}


def test_two_kinds_of_paper_are_two_communities(papers: World) -> None:
    found = communities(papers(_planted(24)))
    assert [set(group.papers) for group in found.found] == [
        {f"paper-{i:02}" for i in range(0, 24, 2)},
        {f"paper-{i:02}" for i in range(1, 24, 2)},
    ]
    assert found.modularity == pytest.approx(0.5, abs=0.02)
    assert found.p == 0.01
    assert len(found.chance) == 99
    assert max(found.chance) < 0.45
    assert {one.flaw for one in found.found[0].typical} == {flaw.replace("_", "-") for flaw in FLAWS[:4]}
    for one in found.found[0].typical:
        assert (one.papers, one.judged, one.papers_outside, one.judged_outside, one.difference) == (9, 12, 0, 12, 0.75)


def test_where_flaws_fall_by_chance_no_structure_is_claimed(papers: World) -> None:
    found = communities(papers(_by_chance(40)))
    assert found.p is not None
    assert found.p > 0.05
    assert found.found


def test_the_same_store_gives_the_same_answer(corpus: Store) -> None:
    one, other = communities(corpus, 5), communities(corpus, 5)
    assert one == other
    assert sum(len(group.papers) for group in one.found) + len(one.alone) + one.left_out == 49


def test_the_order_of_reading_changes_nothing(papers: World) -> None:
    said = _by_chance(20)
    assert communities(papers(said), 5) == communities(papers(dict(reversed(said.items()))), 5)


def test_papers_whose_silence_says_nothing_are_left_out(papers: World) -> None:
    """One lists only what is there, one has nothing; three have too little judged in common with anyone."""
    said = _planted(12) | {
        "lists-2001": {"spin": "present", "small_sample": "present", "underpowered": "present"},
        "clean-2002": dict.fromkeys(FLAWS, "absent"),
        "brief-2003": {"spin": "present", "small_sample": "absent"},
    }
    found = communities(papers(said), 3)
    assert found.left_out == 2
    assert found.alone == ("brief-2003",)
    assert sum(len(group.papers) for group in found.found) == 12


def test_without_links_there_is_nothing_to_group(papers: World) -> None:
    found = communities(papers({"one-2001": {"spin": "present", "small_sample": "absent"}}))
    assert (found.found, found.modularity, found.chance, found.p, found.alone) == ((), None, (), None, ("one-2001",))
    assert described(found) == kg.Table.of(COLUMNS, [])
    with open_store() as store:
        assert communities(store).found == ()


def test_too_many_papers_are_refused(papers: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PAPERS", 5)
    with pytest.raises(UsageError, match="6 papers"):
        communities(papers(_planted(6)))


def test_rows_say_what_the_groups_say(corpus: Store) -> None:
    found = communities(corpus, 3)
    rows = list(described(found).dicts())
    assert {(r["community"], r["size"]) for r in rows} == {(i, len(group.papers)) for i, group in enumerate(found.found, 1)}
    for row in rows:
        counts = [int(str(row[name])) for name in ("papers", "judged", "papers_outside", "judged_outside")]
        assert (row["share"], row["share_outside"]) == (counts[0] / counts[1], counts[2] / counts[3])
        assert 2 * counts[1] >= int(str(row["size"]))
        assert float(str(row["share"])) > float(str(row["share_outside"]))


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 8), st.integers(1, 6), st.data())
def test_shuffled_profiles_keep_what_they_have_to(papers: int, flaws: int, data: st.DataObject) -> None:
    """Who was judged, how many flaws a paper has, and how many papers a flaw has."""

    def cells() -> np.ndarray[Any, np.dtype[np.bool_]]:
        return np.array(data.draw(st.lists(st.booleans(), min_size=papers * flaws, max_size=papers * flaws))).reshape(
            papers, flaws
        )

    judged = cells()
    present = cells() & judged
    given_ = present.copy()
    for other in module._shuffled(present, judged, 3):
        assert not (other & ~judged).any()
        assert other.sum(axis=0).tolist() == given_.sum(axis=0).tolist()
        assert other.sum(axis=1).tolist() == given_.sum(axis=1).tolist()
    assert (present == given_).all()


def test_shuffles_reach_every_profile_equally_often() -> None:
    """Two papers with one flaw each out of two: both ways round come about half of the time."""
    present = np.array([[True, False], [False, True]])
    seen = [bool(other[0, 0]) for other in module._shuffled(present, np.ones((2, 2), bool), 400)]
    assert 0.4 < np.mean(seen) < 0.6


def test_likeness_is_that_of_sets() -> None:
    """Jaccard's share among the flaws judged in both, and no link where fewer than three were."""
    present = np.array([[1, 1, 0, 0], [1, 0, 1, 1], [1, 1, 0, 0]], bool)
    judged = np.array([[1, 1, 1, 0], [1, 1, 1, 1], [1, 1, 0, 0]], bool)
    graph = module._neighbours(present, judged)
    assert [(one, other, round(weight, 6)) for one, other, weight in graph.edges(data="weight")] == [(0, 1, round(1 / 3, 6))]
