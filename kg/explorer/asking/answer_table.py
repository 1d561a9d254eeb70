"""An answer as a table of a page: things lead to where they are shown, numbers stand to the right."""

from __future__ import annotations

from collections.abc import Container, Mapping
from decimal import Decimal

from kg.explorer.asking.found import Rows, Term
from kg.explorer.asking.homes import home, short
from kg.tables import Cell as Value
from kg.tables import Table, counted, visible
from kg.views.render import safe_link
from kg.views.report import addresses
from kg.views.report.entries import Cell, Column, Grid

__all__ = ["MOST", "named_grid", "term_cell", "term_grid"]

MOST = 500  # rows that a page shows
_LONGEST = 2_000  # characters of a cell that a page shows
_PLAIN = ("integer", "decimal", "double", "float", "boolean", "gYear")  # types that the look of a value tells
_XSD = "http://www.w3.org/2001/XMLSchema#"


def term_grid(found: Rows, caption: str) -> Grid:
    """The rows of a free query; what is not shown is said."""
    columns = tuple(Column(name, _numbers(found, place)) for place, name in enumerate(found.columns))
    rows = tuple(tuple(term_cell(term) for term in row) for row in found.rows[:MOST])
    return Grid(caption, columns, rows, left_out(len(rows), len(found.rows), found.truncated))


def left_out(shown: int, there: int, truncated: bool) -> str:
    """What a table does not show, in sentences; "" where it shows all."""
    said = []
    if shown < there:
        said.append(f"The first {shown:,} of {counted(there, 'row')} are shown here. The downloads hold all {there:,}.")
    if truncated:
        limit = f"The server stopped at its limit, after {counted(there, 'row')}: there are more."
        said.append(f"{limit} Ask for less, or in parts with LIMIT and OFFSET.")
    return " ".join(said)


def _numbers(found: Rows, place: int) -> bool:
    terms = [term for row in found.rows if (term := row[place]) is not None]
    return bool(terms) and all(term.number is not None for term in terms)


def term_cell(term: Term | None) -> Cell:
    """One term: an IRI by its short name, a literal with its language or a type that cannot be seen."""
    if term is None:
        return Cell("")
    if term.kind == "iri":
        return Cell(_cut(short(term.text)), home(term.text), None if home(term.text) else term.text)
    note = f"@{term.language}" if term.language else ""
    if term.datatype and term.datatype.removeprefix(_XSD) not in _PLAIN:
        note = short(term.datatype)
    return Cell(_cut(term.text), note=note, value=term.number)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\u2026 ({len(text):,} characters)"


# ---- named questions, whose columns say what they hold

_HOMES = {
    "paper": addresses.paper, "flaw": addresses.flaw, "flaw_a": addresses.flaw, "flaw_b": addresses.flaw,
    "domain": addresses.flaw, "instrument": addresses.instrument, "work": addresses.paper,
}  # fmt: skip


def named_grid(table: Table, caption: str, flaws: Container[str], instruments: Container[str], papers: Container[str]) -> Grid:
    """The rows of a named question. A cell leads to a page where its column and its value name something that has one.

    A work that is only cited has none: it leads to what is stated of it.
    """
    known = dict.fromkeys(("flaw", "flaw_a", "flaw_b", "domain"), flaws) | dict.fromkeys(("paper", "work"), papers)
    known["instrument"] = instruments
    numbers = [all(_is_number(row[i]) or row[i] is None for row in table.rows) for i in range(len(table.columns))]
    numbers = [number and any(row[i] is not None for row in table.rows) for i, number in enumerate(numbers)]
    columns = tuple(Column(name.replace("_", " "), number) for name, number in zip(table.columns, numbers, strict=True))
    rows = []
    for row in table.rows[:MOST]:
        cells = []
        for name, value in zip(table.columns, row, strict=True):
            cells.append(_value_cell(value, _href(name, value, known), papers))
        rows.append(tuple(cells))
    return Grid(caption, columns, tuple(rows), left_out(len(rows), len(table.rows), table.truncated))


def _href(column: str, value: Value, known: Mapping[str, Container[str]]) -> str | None:
    """The page of what the cell names; None where it has none."""
    if column not in _HOMES or not isinstance(value, str) or not value:
        return None
    return _HOMES[column](value) if value in known[column] else None


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _value_cell(value: Value, href: str | None, papers: Container[str]) -> Cell:
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if value is None:
        return Cell("")
    if isinstance(value, Decimal):
        return Cell(format(value, "f"), value=float(value))
    if isinstance(value, int | float):
        return Cell(f"{value:.6g}" if isinstance(value, float) else str(value), value=float(value))
    if href:
        return Cell(_cut(value), href)
    if value.startswith(("https://", "http://")) and "\n" not in value:
        page = home(value, papers)
        return Cell(_cut(short(value)), page, None if page else safe_link(value))
    return Cell(_cut(visible(value)))
