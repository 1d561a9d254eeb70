"""Every question that has a twin in SQL gives the same rows in the same order: SPARQL of the graphs, SQL of the columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from plain_yaml import loaded

from kg.columns import answer, answered, asking, columns_of, twins
from kg.pipeline import ingest
from kg.sparql import ask, named
from kg.store import Store, open_store
from kg.tables import Table

GIVEN: dict[str, list[dict[str, Any]]] = loaded(Path(__file__).with_name("twins.yaml").read_text("utf-8"))
CASES = [
    (name, values)
    for name in twins()
    for values in GIVEN.get(name) or [{parameter.name: parameter.example for parameter in named(name).parameters}]
]


def _told(case: tuple[str, dict[str, Any]]) -> str:
    return " ".join([case[0], *map(str, case[1].values())])


def test_every_entry_is_of_a_question_with_a_twin() -> None:
    assert set(GIVEN) <= set(twins())


@pytest.mark.parametrize("case", CASES, ids=_told)
@pytest.mark.parametrize("held", ["corpus", "generated", "world"])
def test_sparql_and_sql_give_the_same(case: tuple[str, dict[str, Any]], held: str, request: pytest.FixtureRequest) -> None:
    store: Store = request.getfixturevalue(held)
    name, values = case
    assert answered(columns_of(store), name, **values) == ask(store, name, None, **values)


def test_a_large_store_is_asked_by_columns_and_a_small_one_in_sparql(
    generated: Store, world: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def noted(by: str) -> Callable[..., Table]:
        return lambda *_, **__: (asked.append(by), Table((), ()))[1]  # type: ignore[func-returns-value]

    monkeypatch.setattr(asking, "ask", noted("sparql"))
    monkeypatch.setattr(asking, "answered", noted("sql"))
    answer(generated, "recurrence")
    monkeypatch.setattr(asking, "_WORTH", 1_000)
    answer(generated, "recurrence")
    answer(world, "recurrence")  # in memory: there are no columns, and making them costs more than the question
    assert asked == ["sparql", "sql", "sparql"]


@pytest.mark.parametrize("silent", ["a.yaml", "b.yaml"])
def test_what_one_of_several_sources_says_of_a_paper_is_told(silent: str, write: Callable[..., Path]) -> None:
    """MIN over rows of which some have no value has none in some engines: a source that is silent must not hide another."""
    said = {"title": "Said once", "year": 2001, "journal": "J", "doi": "10.5555/two", "pmid": "77"}
    study = {"design": "cohort", "condition": "colds", "randomized": 7}
    with open_store() as store:
        for name in ("a.yaml", "b.yaml"):
            full = {"paper": said, "study": study}
            ingest(store, [write("two-said-2001", name=name, **({"paper": {"pmid": "77"}} if name == silent else full))])
        (row,) = ask(store, "papers").dicts()
        assert {name: row[name] for name in said} == said
        assert {name: row[name] for name in study} == study
        for name in ("papers", "papers-without-appraisal"):
            assert answered(columns_of(store), name) == ask(store, name)
