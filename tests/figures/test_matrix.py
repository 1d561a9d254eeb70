"""The matrix from a store: its marks are what assessors said, its counts those of `kg flaws`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.errors import NotFound
from kg.figures.judged import Said, summed
from kg.figures.matrix import matrix
from kg.recurrence import recurrence, sought
from kg.store import Store, open_store
from kg.views.charts.matrix import Matrix


@pytest.fixture
def store(tmp_path: Path, write: Callable[..., Path], judged: Callable[..., dict[str, Any]]) -> Iterator[Store]:
    """Four papers, two assessors, one paper that nobody appraised."""
    files = [
        write(
            "hill-2001",
            paper={"label": "Hill 2001", "year": 2001},
            appraisals=[judged("Ann", spin="present", small_sample="unclear")],
        ),
        write(
            "dale-1999",
            paper={"label": "Dale", "year": 1999},
            appraisals=[judged("Ann", spin="likely-present"), judged("Bob", spin="absent", small_sample="unclear")],
        ),
        write("brook-2003", paper={"label": "Brook 2003"}, appraisals=[judged("Bob", spin="likely-absent", p_hacking="present")]),
        write("silent-2006", paper={"label": "Silent 2006"}),
    ]
    with open_store(tmp_path / "store", write=True) as opened:
        kg.ingest(opened, files, rules=False)
        yield opened


def grid(store: Store, **options: Any) -> Matrix:
    made = matrix(store, **options).grid
    assert made is not None
    return made


def marks(of: Matrix) -> dict[str, dict[str, str]]:
    return {
        row.label: {column.key: cell.mark for column, cell in zip(of.columns, row.cells, strict=True) if cell} for row in of.rows
    }


def test_marks_are_what_was_said(store: Store) -> None:
    shown = grid(store)
    assert marks(shown) == {
        "Brook 2003": {"spin": "likely-absent", "p-hacking": "present"},
        "Dale (1999)": {"spin": "either", "small-sample": "unclear"},
        "Hill 2001": {"spin": "present", "small-sample": "unclear"},
    }
    told = next(row for row in shown.rows if row.key == "dale-1999").cells[0]
    assert told is not None
    assert told.told == "absent (Bob); likely present (Ann)"
    assert [column.told for column in shown.columns] == [
        "2 of 3 judged: 67% (21 to 94)",
        "found in 1 of 3 appraised",
        "found in 0 of 3 appraised",
    ]
    assert list(marks(grid(store, order="year"))) == ["Brook 2003", "Dale (1999)", "Hill 2001"], "no year comes first"


def test_options_narrow_what_is_shown_and_counted(store: Store) -> None:
    assert list(marks(grid(store, papers=["Hill 2001"]))) == ["Hill 2001"]
    assert grid(store, papers=["hill-2001"]).columns[0].told.startswith("1 of 1 judged")
    assert [column.key for column in grid(store, flaws=["p-hacking"]).columns] == ["p-hacking"]
    ann = grid(store, assessors=["Ann"])
    assert set(marks(ann)) == {"Dale (1999)", "Hill 2001"}
    assert marks(ann)["Dale (1999)"] == {"spin": "likely-present"}
    assert ann.judges == "Ann (person, 2 papers)"
    few = grid(store, limit=1, top=1)
    assert (len(few.rows), len(few.columns), few.papers) == (1, 1, 3)
    assert few.remarks[-2:] == ("Not shown: 2 more flaws.", "Not shown, but counted in the bars: 2 more papers.")
    assert few.columns[0].told == "2 of 3 judged: 67% (21 to 94)"


def test_only_those_are_named_who_judged_what_is_shown(store: Store) -> None:
    """A caption named everybody who judged anything in the store."""
    assert grid(store).judges == "Ann (person, 2 papers), Bob (person, 2 papers)"
    assert grid(store, papers=["hill-2001"]).judges == "Ann (person, 1 paper)"
    assert grid(store, flaws=["p-hacking"]).judges == "Bob (person, 1 paper)"


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"flaws": ["spinn"]}, "spin"),
        ({"assessors": ["Anna"]}, "Ann"),
        ({"papers": ["hill-2002"]}, "hill-2001"),
        ({"papers": ["hill-2001"], "flaws": ["p-hacking"]}, "--paper"),
    ],
)
def test_what_is_not_there_is_named_with_what_is(store: Store, options: dict[str, Any], hint: str) -> None:
    with pytest.raises(NotFound) as caught:
        matrix(store, **options)
    assert hint in str(caught.value.hint)


def said(*presences: str, flaw: str = "") -> list[Said]:
    return [Said(presence, None, "Ann", "person", flaw) for presence in presences]


@pytest.mark.parametrize(
    ("judgements", "mark"),
    [
        ((), None),
        (("unclear",), "unclear"),
        (("unclear", "likely-absent"), "likely-absent"),
        (("likely-present", "present"), "present"),
        (("absent", "likely-absent"), "absent"),
        (("absent", "likely-present", "unclear"), "either"),
    ],
)
def test_judgements_of_a_flaw_sum_up(judgements: tuple[str, ...], mark: str | None) -> None:
    assert summed(said(*judgements)) == mark


def test_a_domain_has_the_gravest_mark_of_its_flaws() -> None:
    assert summed([*said("absent", flaw="a"), *said("likely-present", flaw="b")]) == "likely-present"
    assert summed([*said("absent", "present", flaw="a"), *said("absent", flaw="b")]) == "either"
    assert summed([*said("unclear", flaw="a"), *said("likely-absent", flaw="b")]) == "likely-absent"


@pytest.mark.parametrize("level", ["category", "domain"])
def test_the_counts_of_the_corpus_are_those_of_kg_flaws(corpus: Store, level: str) -> None:
    shown = grid(corpus, level=level, top=0, limit=0)
    table = recurrence(corpus, None, level)
    looked_for = sought(table)
    rows = {str(row["flaw"]): row for row in table.dicts()}
    assert {column.key for column in shown.columns} == {
        flaw for flaw, row in rows.items() if row["judged"] or any(column.key == flaw for column in shown.columns)
    }
    for column in shown.columns:
        row = rows[column.key]
        sides = {
            side: sum(column.counts[m.key] for m in shown.marks if m.side == side) for side in ("found", "either", "cleared")
        }
        assert sides["found"] + sides["either"] == row["papers"], column.key
        assert sum(sides.values()) == row["judged"]
        assert shown.papers == row["appraised"]
        assert column.label == row["label"]
        if level == "category":
            assert (sides["either"], sides["either"] + sides["cleared"]) == (row["mixed"], row["cleared"])
        start = f"{row['papers']} of {row['judged']} judged: " if column.key in looked_for else f"found in {row['papers']} of "
        assert column.told.startswith(start)
        cells = [cells.mark for cells in (line.cells[shown.columns.index(column)] for line in shown.rows) if cells]
        assert {key: cells.count(key) for key in column.counts} == dict(column.counts), "the bar counts the marks above it"


def test_the_table_has_a_row_for_every_mark(corpus: Store) -> None:
    made = matrix(corpus)
    assert made.grid is not None
    words = {mark.key: mark.word for mark in made.grid.marks}
    drawn = {
        (row.key, column.key): (words[cell.mark], cell.told)
        for row in made.grid.rows
        for column, cell in zip(made.grid.columns, row.cells, strict=True)
        if cell
    }
    assert {(row["paper"], row["flaw"]): (row["judgement"], row["said"]) for row in made.table.dicts()} == drawn
    assert len(made.table) == len(drawn) > 500
