"""Funnels from a store: papers, mean and Egger's test are those of `kg pool`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pictures import words

from kg.errors import NotFound
from kg.figures.funnel import funnel
from kg.store import Store
from kg.synthesis import Choice, pooling

Stored = Callable[..., Store]
Trial = Callable[..., Path]


def smds(trial: Trial, number: int) -> list[Path]:
    """Trials whose effects grow with their standard errors."""
    return [
        trial(
            f"t{i}-2001", [{"measure": "SMD", "value": f"{-0.1 - 0.07 * i + 0.05 * (i % 3):.2f}", "se": f"{0.1 + 0.03 * i:.2f}"}]
        )
        for i in range(number)
    ]


def rows(table: Any, kind: str) -> list[dict[str, Any]]:
    return [row for row in table.dicts() if row["row"] == kind]


def test_the_numbers_are_those_of_kg_pool(stored: Stored, trial: Trial) -> None:
    store = stored(*smds(trial, 12))
    figure = funnel(store, outcome="pain")
    (row,) = pooling(store, Choice(outcome="pain")).table.dicts()
    (mean,) = rows(figure.table, "mean")
    assert (mean["effect"], mean["low"], mean["high"]) == (row["estimate"], row["low"], row["high"])
    (egger,) = rows(figure.table, "Egger intercept")
    assert (egger["effect"], egger["low"], egger["high"]) == (row["egger"], row["egger_low"], row["egger_high"])
    papers = rows(figure.table, "paper")
    wanted = [0.1 + 0.07 * i - 0.05 * (i % 3) for i in range(12)]
    assert sorted(one["effect"] for one in papers) == [pytest.approx(size) for size in sorted(wanted)]
    inside = [abs(one["effect"] - mean["effect"]) <= 1.959964 * one["standard_error"] for one in papers]
    assert [one["inside"] for one in papers] == inside
    said = " ".join(words(figure.wide))
    assert f"here {sum(inside)} of 12 lie inside" in said
    assert "Egger's test: intercept" in said
    assert "Asymmetry does not prove that studies are missing" in said
    assert "finds asymmetry too often" in said


def test_below_ten_papers_there_is_no_test(stored: Stored, trial: Trial) -> None:
    figure = funnel(stored(*smds(trial, 9)), outcome="pain")
    said = " ".join(words(figure.wide))
    assert "No test of asymmetry: with fewer than 10 papers (here 9)" in said
    assert rows(figure.table, "Egger intercept") == []
    assert "Egger" not in said


def test_the_largest_pool_is_drawn_and_the_others_are_counted(corpus: Store) -> None:
    figure = funnel(corpus)
    found = pooling(corpus, Choice())
    assert len(rows(figure.table, "paper")) == max(len(one.studies) for one in found.pools)
    assert f"with two papers or more: {len(found.pools) - 1}." in " ".join(words(figure.wide))


def test_nothing_to_show(corpus: Store) -> None:
    with pytest.raises(NotFound, match="Nothing to compare"):
        funnel(corpus, outcome="modq")
