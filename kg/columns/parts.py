"""The columns on disk: a folder of Parquet files for a run of readings, and DuckDB over all of them.

A change adds a part and says which readings in older parts are gone; many parts become one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg import resources
from kg.columns.manifest import Manifest
from kg.columns.rows import TABLES

if TYPE_CHECKING:
    import duckdb

__all__ = ["Columns", "Rows", "connection", "filled", "merge", "show", "write_columns", "write_part"]

_FEW, _FEW_ROWS = "rows.json", 2_000
_SMALL = ("flaws", "broader", "instruments", "thresholds")  # read once: a view reads its files at every question
Rows = Mapping[str, Sequence[tuple[object, ...]]]
Columns = Mapping[str, Sequence[Sequence[object]]]  # by table, in the order of its fields


def connection() -> duckdb.DuckDBPyConnection:
    """DuckDB in memory, with no file of settings and no way to fetch extensions."""
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
    }
    return duckdb.connect(":memory:", config=settings)


def filled(rows: Rows) -> duckdb.DuckDBPyConnection:
    """The tables of `schema.sql` with these rows, and the views of `views.sql`."""
    return _filled(_columns(rows))


def _columns(rows: Rows) -> Columns:
    return {table: list(zip(*found, strict=True)) for table, found in rows.items() if found}


def _filled(columns: Columns) -> duckdb.DuckDBPyConnection:
    con = connection()
    con.execute(resources.read_text("columns", "schema.sql"))
    con.execute(resources.read_text("columns", "views.sql"))
    for table, found in columns.items():
        _fill(con, table, table, found)
    return con


def _fill(con: duckdb.DuckDBPyConnection, place: str, table: str, found: Sequence[Sequence[object]]) -> None:
    import numpy as np

    con.register("incoming", {name: np.array(one, dtype=object) for name, one in zip(TABLES[table]._fields, found, strict=True)})
    con.table("incoming").insert_into(place)
    con.unregister("incoming")


def write_part(folder: Path, name: str, rows: Rows) -> None:
    """Write the rows as a part, see `write_columns`."""
    write_columns(folder, name, _columns(rows))


def write_columns(folder: Path, name: str, columns: Columns) -> None:
    """Write a part: a Parquet file for every table or, of few rows, one of JSON, which is quicker."""
    if sum(len(found[0]) for found in columns.values()) > _FEW_ROWS:
        _write(_filled(columns), folder / name, columns)
        return
    shutil.rmtree(folder / name, ignore_errors=True)  # of a run that was cut short
    (folder / name).mkdir(parents=True)
    text = json.dumps({table: list(zip(*found, strict=True)) for table, found in columns.items()}, ensure_ascii=False)
    (folder / name / _FEW).write_text(text, "utf-8")


def show(con: duckdb.DuckDBPyConnection, folder: Path, manifest: Manifest) -> None:
    """Make every table a view of its Parquet files (the small ones, and parts of few rows, are read), without what is gone."""
    import numpy as np

    con.execute("CREATE SCHEMA few; USE few")
    con.execute(resources.read_text("columns", "schema.sql"))
    con.execute("USE main")
    few = {table for part in manifest.parts for table in _read_few(con, folder / part / _FEW)}
    if manifest.gone:
        con.execute("CREATE TABLE gone (source BIGINT)")
        con.register("incoming", {"source": np.array(manifest.gone, dtype=np.int64)})
        con.table("incoming").insert_into("gone")
        con.unregister("incoming")
    for table in TABLES:
        files = [str(path) for part in manifest.parts if (path := folder / part / f"{table}.parquet").is_file()]
        # By name: parts may differ in the digits of their decimals, and the wider ones hold them all.
        relation = con.read_parquet(files, union_by_name=len(files) > 1) if files else con.table(f"few.{table}")
        if files and table in few:
            relation = relation.union(con.table(f"few.{table}"))
        if manifest.gone and (files or table in few):
            relation = relation.join(con.table("gone"), "source", how="anti")
        if table in _SMALL:
            relation.create(table)
        else:
            relation.create_view(table)
    con.execute(resources.read_text("columns", "views.sql"))


def _read_few(con: duckdb.DuckDBPyConnection, place: Path) -> Iterable[str]:
    """Read a part of few rows; returns the tables that it has."""
    if not place.is_file():
        return ()
    found = json.loads(place.read_text("utf-8"))
    for table, columns in _columns(found).items():
        _fill(con, f"few.{table}", table, columns)
    return tuple(found)


def merge(folder: Path, manifest: Manifest) -> Manifest:
    """Write all parts as one, without what is gone; the manifest to be written is returned."""
    con = connection()
    show(con, folder, manifest)
    name = str(manifest.next)
    _write(con, folder / name, list(TABLES))
    return Manifest(manifest.revision, (name,), (), manifest.next + 1)


def _write(con: duckdb.DuckDBPyConnection, folder: Path, tables: Iterable[str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)  # of a run that was cut short
    folder.mkdir(parents=True)
    for table in tables:
        narrow = table == "estimates" and con.execute(resources.read_text("columns", "few-digits.sql")).fetchall() == [(True,)]
        relation = con.query(resources.read_text("columns", "narrow.sql")) if narrow else con.table(table)
        relation.write_parquet(str(folder / f"{table}.parquet"), compression="zstd")
    con.close()
