"""Tables for other programs: read back by another library, the same bytes for the same content, nothing half-written."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kg.cli.main import run
from kg.columns import columns_of
from kg.columns.export import write_tables
from kg.errors import KgError
from kg.store import Store, open_store


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_the_same_content_gives_the_same_bytes_however_it_came_about(corpus: Store, tmp_path: Path, form: str) -> None:
    write_tables(corpus, tmp_path / "one", form)
    with open_store() as copy:
        for graph in reversed(corpus.graphs()):
            copy.add(corpus.quads(graph))
        write_tables(copy, tmp_path / "two", form)
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")


def test_csv_is_read_back_by_another_reader(corpus: Store, tmp_path: Path) -> None:
    rows = write_tables(corpus, tmp_path / "tables.csv", "csv")
    with (tmp_path / "tables.csv" / "papers.csv").open(newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    assert len(found) == rows["papers"]
    assert {row["key"] for row in found} == set(columns_of(corpus).table("SELECT key FROM papers").column("key"))


def test_parquet_is_read_back_with_its_types(corpus: Store, tmp_path: Path) -> None:
    import duckdb

    write_tables(corpus, tmp_path / "tables.parquet", "parquet")
    found = duckdb.read_parquet(str(tmp_path / "tables.parquet" / "estimates.parquet"))
    assert dict(zip(found.columns, map(str, found.types), strict=True))["value"] == "DECIMAL(38,18)"
    assert found.count("*").fetchall() == columns_of(corpus).con.table("estimates").count("*").fetchall()


def test_a_folder_of_others_is_not_touched(corpus: Store, tmp_path: Path) -> None:
    place = tmp_path / "mine.csv"
    place.mkdir()
    place.joinpath("thesis.txt").write_text("years of work")
    with pytest.raises(KgError, match="holds other files"):
        write_tables(corpus, place, "csv")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]
    assert place.joinpath("thesis.txt").read_text() == "years of work"


def test_the_command_writes_over_what_it_wrote(corpus_place: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert run(["--store", str(corpus_place), "export", "-o", str(tmp_path / "x.parquet")]) == 0
    assert {path.suffix for path in (tmp_path / "x.parquet").iterdir()} == {".parquet", ".sql"}
    assert [path.name for path in tmp_path.iterdir()] == ["x.parquet"]
