"""The rows that Python makes and the tables that SQL declares are the same."""

from __future__ import annotations

import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.columns import parts
from kg.columns.manifest import Manifest
from kg.columns.rows import TABLES, number


def test_tables_and_rows_have_the_same_columns_in_the_same_order() -> None:
    con = parts.filled({})
    found = con.execute(
        "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_name) "
        "WHERE table_type = 'BASE TABLE' ORDER BY table_name, ordinal_position"
    )
    declared: dict[str, list[str]] = {}
    for table, column in found.fetchall():
        declared.setdefault(table, []).append(column)
    assert declared == {table: list(row._fields) for table, row in TABLES.items()}


def test_every_row_names_its_reading_first() -> None:
    assert {row._fields[0] for row in TABLES.values()} == {"source"}


def test_a_number_is_that_of_the_iri_on_every_machine_and_positive() -> None:
    assert number("https://w3id.org/appraisal-kg/paper/van-dillen-2021") == 6390690008745013147  # columns on disk hold it
    assert len({number(f"https://example.org/{i}") for i in range(10_000)}) == 10_000
    assert all(0 <= number(f"https://example.org/{i}") < 2**63 for i in range(1_000))


def test_decimals_stay_exact() -> None:
    cells = dict.fromkeys(TABLES["estimates"]._fields) | {"source": 1, "value": "3.600000000000000001", "low": "-0.1"}
    con = parts.filled({"estimates": [tuple(cells.values())]})
    assert con.execute("SELECT value, low * 3 FROM estimates").fetchall() == [(Decimal("3.600000000000000001"), Decimal("-0.3"))]


NUMBERS = st.decimals(-(10**20) + 1, 10**20 - 1, places=18) | st.decimals(-(10**12) - 1, 10**12 + 1, places=6)
CELLS = st.lists(st.tuples(*[st.none() | NUMBERS.map("{:f}".format)] * 3), max_size=4)


@settings(deadline=None, max_examples=40)
@given(st.lists(CELLS, min_size=1, max_size=3), st.integers(0, 2))
@example([[("3.6", "-0.1", None)], [("99999999999999999999.999999999999999999", None, "0.000000000000000001")], []], 0)
@example([[("999999999999.999999", "-1000000000000", "0.0000001")], [(None, None, None)]], 0)
def test_decimals_of_parts_stay_exact_however_many_digits_they_have(
    written: list[list[tuple[str | None, ...]]], few: int
) -> None:
    """A part keeps decimals of 18 digits where these do, one of `few` rows is JSON; parts that differ are read together."""
    empty = dict.fromkeys(TABLES["estimates"]._fields) | {"source": 1}
    with tempfile.TemporaryDirectory() as place:
        names = tuple(map(str, range(len(written))))
        for name, cells in zip(names, written, strict=True):
            rows = [tuple((empty | dict(zip(("weeks", "value", "low"), row, strict=True))).values()) for row in cells]
            with mock.patch.object(parts, "_FEW_ROWS", few):
                parts.write_part(Path(place), name, {"estimates": rows})
        con = parts.connection()
        parts.show(con, Path(place), Manifest("", names))
        found = con.execute("SELECT weeks, value, low FROM estimates").fetchall()
    expected = [tuple(None if cell is None else Decimal(cell) for cell in row) for cells in written for row in cells]
    assert Counter(found) == Counter(expected)


def test_a_part_of_plain_numbers_is_narrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_FEW_ROWS", 0)
    cells = dict.fromkeys(TABLES["estimates"]._fields) | {"source": 1, "value": "3.6"}
    for name, value in (("1", "3.6"), ("2", "0.1234567")):
        parts.write_part(tmp_path, name, {"estimates": [tuple((cells | {"value": value}).values())]})
    kinds = [
        str(parts.connection().read_parquet([str(tmp_path / name / "estimates.parquet")]).select("value").types[0])
        for name in "12"
    ]
    assert kinds == ["DECIMAL(18,6)", "DECIMAL(38,18)"]
