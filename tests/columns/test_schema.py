"""The rows that Python makes and the tables that SQL declares are the same."""

from __future__ import annotations

from decimal import Decimal

from kg.columns import parts
from kg.columns.rows import TABLES, number


def test_tables_and_rows_have_the_same_columns_in_the_same_order() -> None:
    con = parts.filled({})
    found = con.execute("SELECT table_name, column_name FROM information_schema.columns ORDER BY table_name, ordinal_position")
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
