"""The figure of recurring flaws says what `kg flaws` says, and who judged."""

from __future__ import annotations

import math

import pytest

from kg.errors import NotFound
from kg.figures.judges import judges
from kg.figures.recurrence import recurrence as figure
from kg.recurrence import recurrence, sought
from kg.store import Store, open_store
from kg.tables import Table


@pytest.mark.parametrize("level", ["category", "domain"])
def test_the_bars_are_the_rows_of_kg_flaws(corpus: Store, level: str) -> None:
    table = recurrence(corpus, None, level, 1)
    made = figure(corpus, level=level, top=0)
    assert sorted(made.table.rows, key=str) == sorted(table.rows, key=str)
    told = made.wide.description
    looked_for = sought(table)
    for row in table.dicts():
        share = f"{row['papers']} of {row['judged']} judged: {math.floor(100 * float(str(row['share'])) + 0.5)}%"
        found = f"found in {row['papers']} of {row['appraised']} appraised"
        assert f"{row['label']}: {share if row['flaw'] in looked_for else found}" in told
    first = [row["flaw"] in looked_for for row in made.table.dicts()]
    assert first == sorted(first, reverse=True), "what has a share comes first"


def test_top_and_least_number_of_papers(corpus: Store) -> None:
    whole = figure(corpus, top=0, min_papers=5)
    assert min(int(str(papers)) for papers in whole.table.column("papers")) == 5
    some = figure(corpus, top=3, min_papers=5)
    assert len(some.spec["data"]["values"]) == 3  # type: ignore[index]
    assert len(some.table) == len(whole.table), "the table has those too that are not drawn"


def test_nothing_to_show_says_what_would() -> None:
    with open_store() as store, pytest.raises(NotFound) as caught:
        figure(store)
    assert "kg flaws --min-papers 0" in str(caught.value.hint)


def test_many_judges_are_counted() -> None:
    table = Table.of(("assessor", "kind", "papers", "findings"), [(f"A{i}", "person", i + 1, 9) for i in range(6)])
    assert judges(table, named=2) == "A0 (person, 1 paper), A1 (person, 2 papers), 4 more assessors"
    assert judges(Table.of(table.columns, [])) == "nobody"
