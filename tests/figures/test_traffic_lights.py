"""Risk of bias by a tool: read from a table, the judgements come out again in the tool's own words."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.errors import NotFound
from kg.figures.tools import DIFFER, MARKS, tool
from kg.figures.traffic_lights import traffic_lights
from kg.store import open_store
from kg.views.charts.matrix import Matrix

TABLES = Path(__file__).parents[3] / "shared" / "data" / "robtables"
ROB2 = """Study,D1,D2,D3,D4,D5,Overall
Hill 10,Low,Some concerns,No information,High,Low,High
Hill 9,Low,Low,Low,Low,Low,Low
Dale 2002,High,Not applicable,Low,Some concerns,Some concerns,Some concerns
"""


def shown(sources: list[Path], instrument: str, layout: str | None = None, **options: Any) -> tuple[Matrix, list[list[str]]]:
    with open_store() as store:
        kg.ingest(store, sources, **({"layout": layout} if layout else {}), rules=False)
        made = traffic_lights(store, instrument, **options)
    assert made.grid is not None
    return made.grid, [
        list(made.table.columns),
        *(["" if cell is None else str(cell) for cell in row] for row in made.table.rows),
    ]


@pytest.fixture
def rob2(tmp_path: Path) -> Path:
    path = tmp_path / "rob2.csv"
    path.write_text(ROB2, "utf-8")
    return path


def test_the_words_of_a_table_come_out_again(rob2: Path) -> None:
    grid, rows = shown([rob2], "rob2")
    expected = [line.replace("Not applicable", "").split(",") for line in ROB2.splitlines()]
    assert rows == [expected[0], expected[3], expected[2], expected[1]], "by name, 9 before 10"
    assert grid.title == "Risk of bias in 3 papers by RoB 2"
    assert [mark.word for mark in grid.marks] == ["Low", "No information", "Some concerns", "High"]
    assert [column.label.split()[0] for column in grid.columns] == ["D1", "D2", "D3", "D4", "D5", "Overall"]
    assert grid.columns[0].told == "low in 2 of 3 judged: 67%"
    assert grid.columns[1].told == "low in 1 of 2 judged: 50%"
    assert grid.judges == "Assessors of rob2.csv"
    assert [papers for _, papers in grid.parts(grid.columns[1])] == [1, 0, 1, 0, 1]


def test_assessors_who_judge_differently_are_both_heard(
    tmp_path: Path, write: Callable[..., Path], judged: Callable[..., dict[str, Any]]
) -> None:
    one = judged("Ann", outcome_measurement="present", selective_outcome_reporting="absent") | {"instrument": "rob2"}
    two = judged("Bob", outcome_measurement="absent", selective_outcome_reporting="absent") | {"instrument": "rob2"}
    grid, rows = shown([write("hill-2001", paper={"label": "Hill 2001"}, appraisals=[one, two])], "rob2")
    assert rows == [["Study", "D4", "D5"], ["Hill 2001", "judged differently", "Low"]]
    cell = grid.rows[0].cells[0]
    assert cell is not None
    assert (cell.mark, cell.told) == ("differ", "High (Ann); Low (Bob)")
    _, rows = shown([tmp_path / "sources" / "hill-2001.yaml"], "rob2", assessors=["Bob"])
    assert rows[1] == ["Hill 2001", "Low", "Low"]


def test_a_tool_that_no_layout_knows_goes_by_presence(write: Callable[..., Path], judged: Callable[..., dict[str, Any]]) -> None:
    said = judged("Ann", spin="likely-present", small_sample="unclear", p_hacking="absent") | {"instrument": "own-tool"}
    grid, rows = shown([write("hill-2001", paper={"label": "Hill 2001"}, appraisals=[said])], "own-tool")
    assert sorted(rows[1][1:]) == ["High", "Low", "Unclear"]
    assert grid.title.endswith("by own-tool")


def test_what_was_not_used_is_named_with_what_was(rob2: Path) -> None:
    for name, hint in (("rob", "rob2"), ("zzz", "Used in this store: rob2.")):
        with pytest.raises(NotFound) as caught:
            shown([rob2], name)
        assert hint in str(caught.value.hint)
    with open_store() as store, pytest.raises(NotFound) as caught:
        traffic_lights(store, "rob2")
    assert caught.value.hint == "No appraisal names its tool."


def test_marks_are_told_apart_without_colour_by_symbol_and_word() -> None:
    assert len({mark.word for mark in (*MARKS, DIFFER)}) == len({mark.rank for mark in (*MARKS, DIFFER)}) == len(MARKS) + 1
    assert tool("rob2").title == "RoB 2"
    assert tool("nothing").title == "nothing"


# What is not kept apart in a store cannot come out again: the word that is shown, and the word that stood in the table.
KNOWN = {
    "rob1": {("Unclear", "No information")},
    "rob2-cluster": {("", "Not applicable")},
    "quadas2": {("Unclear", "Some concerns"), ("Unclear", "No information")},
}


@pytest.mark.parametrize(
    ("instrument", "file"),
    [
        ("rob1", "data_rob1"),
        ("rob2", "data_rob2"),
        ("rob2-cluster", "data_rob2_cluster"),
        ("robins-i", "data_robins_i"),
        ("robins-e", "data_robins_e"),
        ("quips", "data_quips"),
        ("quadas2", "data_quadas"),
    ],
)
def test_the_tables_of_robvis_come_out_as_they_went_in(instrument: str, file: str) -> None:
    path = TABLES / f"{file}.csv"
    if not path.is_file():
        pytest.skip(f"the table {path.name} is not here")
    _, rows = shown([path], instrument, f"robvis-{instrument}")
    with path.open(newline="", encoding="utf-8") as lines:
        table = [[cell.strip() for cell in row] for row in csv.reader(lines)]
    assert rows[0] == table[0]
    given, came = {row[0]: row[1:] for row in table[1:]}, {row[0]: row[1:] for row in rows[1:]}
    assert set(came) == set(given)
    unlike = {(mine, theirs) for name in given for mine, theirs in zip(came[name], given[name], strict=True) if mine != theirs}
    assert unlike <= KNOWN.get(instrument, set())
