"""Tables through the command line and the store: a layout given, changed, wrong; what is counted afterwards."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

import kg as package
from kg.checks import shapes
from kg.recurrence import recurrence
from kg.store import open_store

Kg = Callable[..., tuple[int, str, str]]
SHARED = Path(__file__).parents[3] / "shared" / "data" / "metapsy"
LAYOUT = """
layout: 1
name: mine
title: Mine
columns: [study, ac]
paper: {label: study}
outcome: {label: {value: mood}}
estimate: {measure: SMD, value: d, se: se}
appraisal:
  assessor: {name: {value: Jo}, kind: person}
  source: {kind: table, title: Mine}
  judgements:
    - {column: ac, flaw: inadequate-allocation-concealment, codes: {"0": present, "1": absent}}
  overall: {column: all, codes: {good: low, bad: high}, target: outcome}
"""
TABLE = "study,ac,d,se,all\nAbe 2001,0,0.5,0.25,good\nCosta 2010,1,0.1,0.2,bad\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A table, its layout, and the folder of a store."""
    (tmp_path / "mine.csv").write_text(TABLE, "utf-8")
    (tmp_path / "mine.yaml").write_text(LAYOUT, "utf-8")
    return tmp_path / "mine.csv", tmp_path / "mine.yaml", tmp_path / "store"


def test_a_table_is_read_once_and_again_when_its_layout_changes(kg: Kg, files: tuple[Path, Path, Path]) -> None:
    table, layout, store = files
    code, _, err = kg("ingest", table, "--layout", layout, store=store)
    assert code == 0
    assert "mine.csv: added (2 papers, 2 findings, 2 estimates, 0 citations)" in err
    assert "mine.csv: unchanged" in kg("ingest", table, "--layout", layout, store=store)[2]
    layout.write_text(LAYOUT.replace('"0": present', '"0": likely-present'), "utf-8")
    assert "mine.csv: updated" in kg("ingest", table, "--layout", layout, store=store)[2]
    code, out, _ = kg("query", "flaws-of-paper", "--param", "paper=abe-2001", "--format", "csv", store=store)
    assert code == 0
    assert "likely-present" in out


def test_what_a_table_becomes_conforms_to_the_shapes(files: tuple[Path, Path, Path]) -> None:
    table, layout, _ = files
    with open_store() as store:
        package.ingest(store, [table], layout=str(layout))
        assert [row for row in shapes(store).dicts() if row["severity"] == "violation"] == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--layout", "nothing.yaml"], "There is no layout 'nothing.yaml'"),
        (
            ["--layout", "robvis-rob2"],
            "row 1: the layout robvis-rob2 needs the columns D1, D2, D3, D4, D5; there are study, ac, d",
        ),
        (
            ["--layout", "mine.yaml", "--format", "references"],
            "A layout says how to read a table; the source format references has",
        ),
        ([], "row 1: no layout knows a table with the columns study, ac, d, se, all"),
    ],
    ids=["missing", "other", "format", "none"],
)
def test_a_wrong_layout_is_one_clear_error(
    kg: Kg, files: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    table, _, store = files
    monkeypatch.chdir(table.parent)
    code, out, err = kg("ingest", "mine.csv", *arguments, store=store)
    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err


def test_a_mistake_in_the_layout_names_its_line(kg: Kg, files: tuple[Path, Path, Path]) -> None:
    table, layout, store = files
    layout.write_text(LAYOUT.replace("kind: person", "kind: ghost"), "utf-8")
    code, _, err = kg("ingest", table, "--layout", layout, store=store)
    assert code == 2
    assert "line 10, appraisal.assessor.kind: 'ghost' is not one of person, organisation, software" in err


ITEMS = {
    "sg": "inadequate-randomization", "ac": "inadequate-allocation-concealment", "ba": "unblinded-assessors",
    "itt": "no-intention-to-treat",
}  # fmt: skip


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of other people's tables is not here")
def test_recurrence_of_the_items_of_metapsy_depression_against_a_plain_count() -> None:
    judged: dict[str, dict[str, set[str]]] = {column: defaultdict(set) for column in ITEMS}
    with (SHARED / "depression.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            for column in ITEMS:
                if row[column] in ("0", "1"):
                    judged[column][row["study"]].add(row[column])
    with open_store() as store:
        (result,) = package.ingest(store, [SHARED / "depression.csv"], rules=False)
        assert (result.status, result.papers, result.estimates) == ("added", 480, 900)
        found = {row["flaw"]: row for row in recurrence(store).dicts()}
    for column, flaw in ITEMS.items():
        row = found[flaw]
        studies = judged[column].values()
        assert (row["papers"], row["judged"], row["appraised"]) == (sum("0" in s for s in studies), len(studies), 480), column


def test_a_table_without_a_column_for_registration_accuses_no_trial(kg: Kg, files: tuple[Path, Path, Path]) -> None:
    table, layout, store = files
    said = LAYOUT.replace("outcome:", "study: {design: {value: randomized-trial}}\noutcome:", 1)
    layout.write_text(said.replace("paper: {label: study}", "paper: {label: study, year: year}"), "utf-8")
    table.write_text(TABLE.replace("study,", "year,study,").replace("Abe", "2011,Abe").replace("Costa", "2012,Costa"), "utf-8")
    assert kg("ingest", table, "--layout", layout, store=store)[0] == 0
    assert kg("query", "papers", "--format", "csv", store=store)[1].count("randomized-trial") == 2
    assert kg("check", "--rule", "not-registered", store=store)[0] == 0  # 1 where it finds anything


def test_study_1_of_two_tables_is_not_one_paper(kg: Kg, tmp_path: Path) -> None:
    """Named after a bug: assessors of two tables seemed to disagree on a paper that they never shared."""
    header = "Study,D1,D2,D3,D4,D5,Overall\n"
    for name, word in (("one", "Low"), ("two", "High")):
        rows = f"Study 1,{word},Low,Low,Low,Low,{word}\nAbe 2001,{word},Low,Low,Low,Low,{word}\n"
        (tmp_path / f"{name}.csv").write_text(header + rows, "utf-8")
    store = tmp_path / "store"
    assert kg("ingest", tmp_path / "one.csv", tmp_path / "two.csv", store=store)[0] == 0
    _, out, _ = kg("query", "disagreements", "--format", "csv", store=store)
    assert {line.split(",")[0] for line in out.splitlines()[1:]} == {"abe-2001"}
    _, out, _ = kg("query", "papers", "--format", "csv", store=store)
    assert {line.split(",")[0] for line in out.splitlines()[1:]} == {"abe-2001", "one-study-1", "two-study-1"}
