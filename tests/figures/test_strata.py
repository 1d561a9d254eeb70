"""Strata of a flaw from a store: clusters and mean are those of `kg strata`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pictures import words

from kg.errors import NotFound
from kg.figures.strata import strata
from kg.store import Store
from kg.synthesis import strata as contrasts

Stored = Callable[..., Store]
Trial = Callable[..., Path]
FLAW = "unblinded-assessors"


def filled(stored: Stored, trial: Trial, measure: str = "SMD") -> Store:
    """Two clusters (two outcomes) with two papers of either kind; those with the flaw have larger benefits."""
    paths = []
    for place, name in enumerate(("pain", "worry")):
        outcome = {"id": name, "label": name, "instrument": None}
        for number, (said, value) in enumerate((("present", 9), ("present", 7), ("absent", 4), ("absent", 3))):
            size = f"{(value - place) / 10:.2f}" if measure == "OR" else f"-{(value + place) / 10:.2f}"
            effect: dict[str, Any] = {"measure": measure, "value": size, "se": f"0.{number + 1}"}
            paths.append(trial(f"{name}{number}-2001", [effect], outcome=outcome, flaws={FLAW: said}))
    return stored(*paths)


@pytest.mark.parametrize("measure", ["SMD", "OR"])
def test_the_numbers_are_those_of_kg_strata(stored: Stored, trial: Trial, measure: str) -> None:
    store = filled(stored, trial, measure)
    figure, found = strata(store, FLAW), contrasts(store, FLAW)
    assert figure.table == found.table
    said = words(figure.wide)
    names = ("ratio", "ratio_low", "ratio_high") if measure == "OR" else ("difference", "low", "high")
    for row in found.table.dicts():
        if row["kind"] != "published":
            value, low, high = (f"{float(str(row[name])):.2f}".replace("-", "\u2212") for name in names)
            assert f"{value} ({low} to {high})" in said
    assert "All 2 clusters, random effects" in said
    assert "\u2190 papers with the flaw report the larger benefit" in said


def test_published_contrasts_stand_beside_it_with_their_sources(stored: Stored, trial: Trial) -> None:
    said = " ".join(words(strata(filled(stored, trial), FLAW).wide))
    for part in ("Published: Page 2016", "ROR 0.64 (0.43 to 0.96)", "MetaBLIND", "found no average effect", "\u22120.25"):
        assert part in said


def test_beside_ratios_published_contrasts_have_an_axis_of_their_own(stored: Stored, trial: Trial) -> None:
    said = " ".join(words(strata(filled(stored, trial, "OR"), FLAW).wide))
    assert "What was published on this flaw" in said
    assert "Difference of SMDs in other trials" in said


def test_a_limit_leaves_out_the_least_precise_and_says_so(stored: Stored, trial: Trial) -> None:
    figure = strata(filled(stored, trial), FLAW, limit=1)
    said = " ".join(words(figure.wide))
    assert "Clusters that are not drawn: 1" in said
    assert "All 2 clusters" in said
    assert len([row for row in figure.table.dicts() if row["kind"] == "cluster"]) == 2


def test_nothing_to_show(corpus: Store) -> None:
    with pytest.raises(NotFound, match="no cluster"):
        strata(corpus, "unblinded-participants")
