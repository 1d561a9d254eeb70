"""Cells as values: codes through the code book of a layout, numbers as exact decimals. What does not fit is reported."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from kg.errors import InputError, Problem
from kg.readers.layout import Cell, Layout, folded
from kg.readers.table_rows import Row, Sheet

__all__ = ["Cells", "decimal_mark", "negated"]

MANY = 20  # cells of a column that are told one by one
DIGITS = 40  # characters of a number, as the records take it

_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-"})
_NUMBER = {
    mark: re.compile(rf"(?P<sign>[-+]?)(?P<digits>\d+(?:\{mark}\d+)?|\{mark}\d+)(?:[eE](?P<power>[-+]?\d{{1,3}}))?", re.ASCII)
    for mark in ".,"
}
_LEADING = {
    ".": re.compile(r"[-+]?\d*\.\d+(?:[eE][-+]?\d+)?", re.ASCII),
    ",": re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?", re.ASCII),
}
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)

T = TypeVar("T")


class Cells:
    """Reads cells of a sheet and notes what cannot be read. `mark` is the decimal mark."""

    def __init__(self, sheet: Sheet, layout: Layout, mark: str) -> None:
        self.sheet = sheet
        self.mark = mark
        self.empty = frozenset(folded(word) for word in layout.form.empty)
        self._problems: dict[str, dict[Problem, int]] = {}  # by column, with the number of the row
        self._silent: Counter[tuple[str, str]] = Counter()
        self._passed: Counter[tuple[str, str]] = Counter()
        self._books: dict[int, dict[str, Any]] = {}  # by the code book, which the layout keeps alive

    # ---- what was noted

    def note(self, row: Row, column: str, message: str) -> None:
        """Something about one cell; said once, however many facts stand in it."""
        self._problems.setdefault(column, {})[Problem(f"row {row.number}, {column}", message)] = row.number

    def silent(self, column: str, said: str) -> None:
        """Count a cell that says, by the layout, that there is no judgement."""
        self._silent[column, said] += 1

    def passed_over(self, column: str, said: str) -> None:
        """Count a row whose judgements no part of the layout reads, since of the kind that this cell says."""
        self._passed[column, said] += 1

    def problems(self) -> Iterator[Problem]:
        """Cells that do not fit, by rows, at most `MANY` of a column one by one; then how many say nothing by the layout."""
        listed = [(number, p) for found in self._problems.values() for p, number in list(found.items())[:MANY]]
        yield from (problem for _, problem in sorted(listed, key=lambda pair: pair[0]))
        for column, found in self._problems.items():
            if len(found) > MANY:
                yield Problem(column, f"and {len(found) - MANY:,} more cells of this column")
        for (column, said), times in sorted(self._silent.items(), key=lambda pair: self.sheet.place(pair[0][0]) or 0):
            cells = f"{times:,} cells" if times > 1 else "1 cell"
            verb = "say" if times > 1 else "says"
            told = f"{verb} {said!r}" if said else "are empty" if times > 1 else "is empty"
            yield Problem(column, f"{cells} {told}: no judgement is recorded")
        for (column, said), times in self._passed.items():
            rows = f"{times:,} rows say" if times > 1 else "1 row says"
            yield Problem(column, f"{rows} {said!r}, of which this layout reads no judgement")

    # ---- values

    def raw(self, row: Row, column: str) -> str:
        """The cell as it stands; nothing where it is empty or the table lacks the column."""
        place = self.sheet.place(column)
        text = "" if place is None else row.cells[place]
        return "" if folded(text) in self.empty else text

    def text(self, row: Row, cell: Cell | None) -> str | None:
        """The fact: the value of all rows, or what the cell says, through its codes; off-code values are noted."""
        if cell is None:
            return None
        if cell.column is None:
            return (cell.value or "").replace("{file}", self.sheet.name)
        text = self.raw(row, cell.column)
        if not text or folded(text) in {folded(word) for word in cell.none}:
            return None
        if cell.codes is None:
            return text
        if cell.others == "none" and folded(text) not in self._book(cell.codes):
            return None
        return self.code(row, cell.column, text, cell.codes)

    def code(self, row: Row, column: str, text: str, codes: Mapping[str, T]) -> T | None:
        """What a code stands for; None, and noted, where the code book lacks it."""
        known = self._book(codes)
        if folded(text) not in known:
            self.note(row, column, f"{_short(text)!r} is not in the code book ({', '.join(codes)})")
            return None
        found: T = known[folded(text)]
        return found

    def _book(self, codes: Mapping[str, Any]) -> dict[str, Any]:
        """The code book by its codes as they are compared."""
        known = self._books.get(id(codes))
        if known is None:
            known = self._books[id(codes)] = {folded(code): meaning for code, meaning in codes.items()}
        return known

    def number(self, row: Row, cell: Cell | None) -> str | None:
        """The number with a decimal point, digits as printed; None, and noted, for what is no number."""
        text = self.text(row, cell)
        if text is None or cell is None:
            return None
        match = _NUMBER[self.mark].fullmatch(text.translate(_MINUS))
        where = cell.column or "value"
        if match is None:
            self.note(row, where, f"{_short(text)!r} is not a number with the decimal mark {self.mark!r}")
            return None
        digits = match["digits"].replace(",", ".")
        sign = "-" if match["sign"] == "-" else ""
        number = sign + (f"0{digits}" if digits.startswith(".") else digits)
        if match["power"]:
            number = format(Decimal(f"{number}e{match['power']}"), "f")
        if len(number) > DIGITS:
            self.note(row, where, f"{_short(text)!r} has more than {DIGITS} digits")
            return None
        return number

    def count(self, row: Row, cell: Cell | None) -> int | None:
        """A whole number of people; None, and noted, for what is none."""
        number = self.number(row, cell)
        if number is None or cell is None:
            return None
        value = Decimal(number)
        if value < 0 or value != value.to_integral_value() or value > 2_000_000_000:
            self.note(row, cell.column or "value", f"{number} is not a number of people")
            return None
        return int(value)


def decimal_mark(sheet: Sheet, columns: Iterable[str]) -> str:
    """The decimal mark of the number columns; a point where no number has one.

    Between commas a comma is a decimal mark only where some number cannot have it for its thousands: 1,234 alone is no number.

    Raises InputError where some numbers have a point and some a comma.
    """
    found: dict[str, tuple[Row, str]] = {}
    for column in columns:
        place = sheet.place(column)
        for row in sheet.rows:
            if place is None:
                break
            for mark, pattern in _LEADING.items():
                cell = row.cells[place].translate(_MINUS)
                if mark in found or not pattern.fullmatch(cell) or (sheet.separator == mark and _THOUSANDS.fullmatch(cell)):
                    continue
                found[mark] = (row, column)
    if len(found) == 2:
        told = [
            Problem(f"row {row.number}, {column}", f"here the decimal mark is {mark!r}") for mark, (row, column) in found.items()
        ]
        raise InputError(sheet.name, told, hint='Say which is meant: `form: {decimal: "."}` in the layout (docs/tables.md).')
    return next(iter(found), ".")


def negated(number: str) -> str:
    """The number with the other sign, digits kept; zero has none."""
    if not Decimal(number):
        return number.removeprefix("-")
    return number[1:] if number.startswith("-") else f"-{number}"


def _short(text: str) -> str:
    return text if len(text) < 60 else f"{text[:50]}…"
