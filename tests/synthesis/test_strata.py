"""Papers with a flaw against papers without it: clusters by hand, signs, what is left out, and what was published."""

from __future__ import annotations

import math
from typing import Any

import pytest

from kg.errors import NotFound, UsageError
from kg.rdf import lexicon
from kg.stats.pooling import pool
from kg.store import Store
from kg.synthesis import Choice, Contrasts, strata
from kg.synthesis.published import PUBLISHED, published

CONTRACT = ("flaw", "cluster", "with_n", "without_n", "difference", "low", "high")
SPIN = "spin"
SHAM = [{"id": "new", "label": "new", "role": "experimental"}, {"id": "old", "label": "old", "role": "sham"}]


@pytest.fixture
def world(trial: Any, stored: Any, smd: Any) -> Store:
    """Two clusters with both kinds of papers (usual care: two against two; sham: one each), one without, and odd ones out."""
    return stored(  # type: ignore[no-any-return]
        trial("a-1", [smd("-0.9")], flaws={SPIN: "present"}), trial("a-2", [smd("-0.7")], flaws={SPIN: "likely-present"}),
        trial("a-3", [smd("-0.4"), smd("-0.2")], flaws={SPIN: "absent"}),
        trial("a-4", [smd("-0.1")], flaws={SPIN: "likely-absent"}),
        trial("b-1", [smd("-0.5", "0.1")], flaws={SPIN: "present"}, arms=SHAM),
        trial("b-2", [smd("-0.6", "0.3")], flaws={SPIN: "absent"}, arms=SHAM),
        trial("c-1", [smd("-9")], flaws={SPIN: "present"}, study={"condition": "cold toes"}),
        trial("d-1", [smd("-9")], flaws={SPIN: "unclear"}), trial("d-2", [smd("-9")]),
        trial("e-1", [smd("-9")], flaws={SPIN: "present"}, study={"condition": None}),
    )  # fmt: skip


def row(found: Contrasts, kind: str, place: int = 0) -> dict[str, Any]:
    return [one for one in found.table.dicts() if one["kind"] == kind][place]


def test_differences_within_clusters(world: Store) -> None:
    found = strata(world, SPIN)
    assert found.table.columns[:7] == CONTRACT
    usual, sham = row(found, "cluster", 1), row(found, "cluster", 0)
    assert (usual["comparator"], usual["with_n"], usual["without_n"]) == ("usual-care", 2, 2)
    assert (sham["comparator"], sham["with_n"], sham["without_n"]) == ("sham", 1, 1)
    # Better is negative here: the flawed papers of usual care report the larger benefit, the one of sham the smaller.
    composite_error = math.sqrt((0.04 + 0.04 + 2 * 0.5 * 0.04) / 4)
    with_, without = pool([-0.9, -0.7], [0.2, 0.2]), pool([-0.3, -0.1], [composite_error, 0.2])
    assert usual["with_estimate"] == pytest.approx(-0.8)
    assert usual["difference"] == pytest.approx(with_.estimate - without.estimate)
    error = math.hypot(with_.wald_standard_error, without.wald_standard_error)
    assert usual["low"] == pytest.approx(with_.estimate - without.estimate - 1.959963984540054 * error)
    assert sham["difference"] == pytest.approx(0.1)

    whole = row(found, "pooled")
    expected = pool([sham["difference"], usual["difference"]], [math.hypot(0.1, 0.3), error])
    assert (whole["difference"], whole["low"], whole["high"]) == pytest.approx((expected.estimate, *expected.interval))
    assert (whole["with_n"], whole["without_n"], whole["clusters"], whole["of"]) == (3, 3, 2, 3)


def test_what_is_not_counted(world: Store) -> None:
    found = strata(world, SPIN)
    assert (found.judged, found.unjudged, found.no_condition, found.disputed, found.enough) == (8, 2, 1, 0, True)


def test_judged_either_way_counts_as_with(write: Any, stored: Any, smd: Any, judged: Any) -> None:
    two = [judged("Ann", spin="present"), judged("Bob", spin="absent")]
    outcome = {"id": "pain", "label": "pain", "better": "lower", "estimates": [smd("-1", arms=["new", "old"])]}
    study = {"condition": "sore thumbs", "arms": SHAM}
    store = stored(
        write("a-1", study=study, outcomes=[outcome], appraisals=two),
        write("a-2", study=study, outcomes=[outcome], appraisals=two[1:]),
    )
    found = strata(store, SPIN)
    assert (row(found, "cluster")["with_n"], row(found, "cluster")["without_n"], found.disputed) == (1, 1, 1)


def test_one_cluster_is_shown_and_not_pooled(trial: Any, stored: Any, smd: Any) -> None:
    store = stored(trial("a-1", [smd("-0.9")], flaws={SPIN: "present"}), trial("a-2", [smd("-0.4")], flaws={SPIN: "absent"}))
    found = strata(store, SPIN)
    assert not found.enough
    assert [one["kind"] for one in found.table.dicts()] == ["cluster"]


def test_ratios_are_ratios_of_ratios(trial: Any, stored: Any) -> None:
    def odds(value: str) -> dict[str, str]:
        return {"measure": "OR", "value": value, "se": "0.2"}

    store = stored(
        trial("a-1", [odds("0.25")], flaws={SPIN: "present"}), trial("a-2", [odds("0.5")], flaws={SPIN: "absent"}),
        trial("b-1", [odds("0.5")], flaws={SPIN: "present"}, arms=SHAM),
        trial("b-2", [odds("0.5")], flaws={SPIN: "absent"}, arms=SHAM),
    )  # fmt: skip
    found = strata(store, SPIN)
    assert [row(found, "cluster", i)["ratio"] for i in (0, 1)] == pytest.approx([1, 0.5])
    assert row(found, "pooled")["ratio"] == pytest.approx(math.sqrt(0.5))


def test_without_clusters_it_says_how_many_papers_there_are(trial: Any, stored: Any, smd: Any) -> None:
    store = stored(trial("a-1", [smd("-0.9")], flaws={SPIN: "present"}), trial("a-2", [smd("-0.4")]))
    with pytest.raises(NotFound, match="1 have it, 0 are judged without it, 1 are not judged"):
        strata(store, SPIN)
    with pytest.raises(NotFound, match="no flaw 'spni'"):
        strata(store, "spni")
    with pytest.raises(UsageError, match="by benefit"):
        strata(store, SPIN, Choice(sign="score"))


# ---- what was published


def test_published_lines_concern_flaws_that_exist() -> None:
    flaws = lexicon.taxonomy().flaws
    assert all(one.flaw in flaws and one.low < one.estimate < one.high for one in PUBLISHED)
    assert {one.measure for one in PUBLISHED} == {"ROR", "dSMD"}


def test_counter_evidence_stands_beside_what_it_speaks_against() -> None:
    for flaw in ("unblinded-participants", "unblinded-assessors"):
        assert {one.counter for one in published(flaw)} == {True, False}


def test_published_figures_as_printed() -> None:
    """Page 2016 and MetaBLIND 2020, and the second as a difference of SMDs: ln(1.01) sqrt(3) / pi."""
    first = published("inadequate-allocation-concealment")[0]
    assert (first.estimate, first.low, first.high) == (0.90, 0.84, 0.97)
    blind = next(one for one in published("unblinded-assessors") if one.counter)
    assert (blind.estimate, blind.low, blind.high, blind.interval) == (1.01, 0.86, 1.18, "95% credible interval")
    assert blind.as_smd[0] == pytest.approx(math.log(1.01) * math.sqrt(3) / math.pi)
    assert published("spin") == ()


def test_published_lines_stand_in_the_rows(trial: Any, stored: Any, smd: Any) -> None:
    flaw = "inadequate-randomization"
    store = stored(trial("a-1", [smd("-0.9")], flaws={flaw: "present"}), trial("a-2", [smd("-0.4")], flaws={flaw: "absent"}))
    line = row(strata(store, flaw), "published")
    assert (line["ratio"], line["ratio_low"], line["ratio_high"], line["with_n"]) == (0.93, 0.86, 0.99, None)
    assert line["cluster"].startswith("Page 2016, PLoS One 11:e0159267")
