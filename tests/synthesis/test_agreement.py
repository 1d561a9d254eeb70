"""Agreement of assessors on invented papers: counted by hand, and kappa by another library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kg.store import Store
from kg.synthesis import agreement

CONTRACT = ("flaw", "pairs", "agreement", "kappa", "ac1", "low", "high")
Says = Callable[..., dict[str, Any]]


@pytest.fixture
def says() -> Says:
    """An appraisal: `says("Ann", ("spin", "present"), ("spin", "absent", "outcome:pain"), kind=, lists=)`."""

    def make(who: str, *found: tuple[str, ...], kind: str = "person", lists: str = "judged") -> dict[str, Any]:
        findings = [{"flaw": f[0], "presence": f[1], **({"target": f[2]} if len(f) > 2 else {})} for f in found]
        return {"assessor": {"name": who, "kind": kind}, "source": {"kind": "other"}, "lists": lists, "findings": findings}

    return make


@pytest.fixture
def read(write: Callable[..., Path], stored: Callable[..., Store]) -> Callable[..., Store]:
    def make(*papers: list[dict[str, Any]]) -> Store:
        outcomes = [{"id": "pain", "label": "pain"}]
        return stored(*(write(f"p-{i}", outcomes=outcomes, appraisals=judged) for i, judged in enumerate(papers)))

    return make


def rows(store: Store, **options: bool) -> dict[Any, dict[str, Any]]:
    return {row["flaw"]: row for row in agreement(store, **options).table.dicts()}


def test_two_assessors(says: Says, read: Callable[..., Store]) -> None:
    """Spin in ten papers: 4 both present, 3 both absent, 2 + 1 apart. pa 0.7, pe of kappa 0.5, of AC1 2 x 0.55 x 0.45."""
    said = [*[("present", "likely-present")] * 4, *[("likely-absent", "absent")] * 3, *[("present", "absent")] * 2]
    said.append(("absent", "present"))
    store = read(*([says("Ann", ("spin", a)), says("Bob", ("spin", b))] for a, b in said))
    row = rows(store)["spin"]
    assert (row["pairs"], row["agreed"], row["papers"], row["kappa_of"], row["software_pairs"]) == (10, 7, 10, "Cohen", 0)
    first, second = 6 / 10, 5 / 10
    by_chance = first * second + (1 - first) * (1 - second)
    assert row["kappa"] == pytest.approx((0.7 - by_chance) / (1 - by_chance))
    share = (first + second) / 2
    chance = 2 * share * (1 - share)
    assert row["ac1"] == pytest.approx((0.7 - chance) / (1 - chance))
    assert row["low"] < row["ac1"] < row["high"]
    rater = pytest.importorskip("statsmodels.stats.inter_rater")
    assert row["kappa"] == pytest.approx(rater.cohens_kappa(np.array([[4, 2], [1, 3]])).kappa)


def test_rows_and_targets(says: Says, read: Callable[..., Store]) -> None:
    """A judgement of an outcome meets only one of the same outcome; the row over all flaws comes first."""
    store = read(
        [says("Ann", ("spin", "present"), ("underpowered", "absent"), ("spin", "present", "outcome:pain")),
         says("Bob", ("spin", "absent"), ("underpowered", "absent"))],
        [says("Ann", ("underpowered", "present")), says("Bob", ("underpowered", "likely-present"), ("spin", "present"))],
    )  # fmt: skip
    found = agreement(store)
    assert found.table.columns[:7] == CONTRACT
    assert [(row["flaw"], row["pairs"], row["agreed"]) for row in found.table.dicts()] == [
        (None, 3, 2), ("underpowered", 2, 2), ("spin", 1, 0),
    ]  # fmt: skip
    assert rows(store)["underpowered"]["low"] is None  # all agree: the variance is 0, which promises nothing


def test_more_than_two_assessors_are_all_pairs(says: Says, read: Callable[..., Store]) -> None:
    store = read(
        [says("Ann", ("spin", "present")), says("Bob", ("spin", "present")), says("Cleo", ("spin", "absent"))],
        [says("Ann", ("spin", "absent")), says("Cleo", ("spin", "absent"))],
    )  # fmt: skip
    row = rows(store)["spin"]
    assert (row["pairs"], row["agreed"], row["targets"], row["assessors"], row["kappa_of"]) == (4, 2, 2, 3, "Fleiss")
    assert row["agreement"] == pytest.approx((1 / 3 + 1) / 2)  # the mean of the papers' shares


def test_unclear_is_no_judgement_or_a_label(says: Says, read: Callable[..., Store]) -> None:
    store = read(
        [says("Ann", ("spin", "unclear")), says("Bob", ("spin", "unclear"))],
        [says("Ann", ("spin", "present")), says("Bob", ("spin", "unclear"))],
        [says("Ann", ("spin", "present")), says("Bob", ("spin", "present"))],
    )  # fmt: skip
    assert (rows(store)["spin"]["pairs"], agreement(store).unclear) == (1, 3)
    asked = agreement(store, unclear=True)
    row = next(one for one in asked.table.dicts() if one["flaw"] == "spin")
    assert (row["pairs"], row["agreed"], asked.unclear, asked.labels) == (3, 2, 0, ("present", "absent", "unclear"))
    share = np.array([3, 0, 3]) / 6  # over all three labels, one of which nobody uses
    chance = float((share * (1 - share)).sum()) / 2
    assert row["ac1"] == pytest.approx((2 / 3 - chance) / (1 - chance))


def test_who_lists_only_what_applies_is_not_compared(says: Says, read: Callable[..., Store]) -> None:
    store = read([says("Ann", ("spin", "present"), lists="applicable"), says("Bob", ("spin", "absent"))])
    found = agreement(store)
    assert (len(found.table), found.only_applicable) == (0, 1)


def test_software_is_counted_and_can_be_left_out(says: Says, read: Callable[..., Store]) -> None:
    store = read(
        [says("Ann", ("spin", "present")), says("Bob", ("spin", "present")), says("A model", ("spin", "absent"), kind="software")]
    )
    row = rows(store)["spin"]
    assert (row["pairs"], row["agreed"], row["software_pairs"]) == (3, 1, 2)
    people = agreement(store, software=False)
    assert [(row["pairs"], row["agreed"]) for row in people.table.dicts()] == [(1, 1), (1, 1)]
    assert people.software == 1


def test_who_says_both_says_nothing(says: Says, read: Callable[..., Store]) -> None:
    store = read([says("Ann", ("spin", "present")), says("Ann", ("spin", "absent")), says("Bob", ("spin", "absent"))])
    found = agreement(store)
    assert (len(found.table), found.contradictory) == (0, 2)


def test_a_store_without_second_opinions_gives_no_rows(says: Says, read: Callable[..., Store]) -> None:
    assert len(agreement(read([says("Ann", ("spin", "present"))])).table) == 0
