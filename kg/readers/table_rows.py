"""A delimited text file as a header and rows of cells: every row as long as the header, or the file is refused.

A row that is a cell short is perhaps shifted, and a shifted judgement stands under the wrong name; so nothing is guessed there.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.errors import InputError, Problem
from kg.readers.document import Document
from kg.readers.layout import folded

__all__ = ["LONGEST", "SEPARATORS", "Row", "Sheet", "header", "headers", "sheet"]

SEPARATORS = (",", ";", "\t", "|")
HEADER = 65_536  # bytes in which the header row has to end
MOST_COLUMNS = 2_000
MOST_ROWS = 100_000  # of studies: the largest databases of trials have some thousand
LONGEST = 20_000  # characters of a cell, as long as a text of the records may be
MANY = 20  # rows that are named one by one

_INNER = re.compile(r"(?<=\w)[\s._]+(?=\w)")


@dataclass(frozen=True)
class Sheet:
    """The rows of a table. `problems` are oddities of the file that did not keep it from being read."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    separator: str = ","

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """Columns by their names as printed and, where that is no other column's, as compared."""
        alike = Counter(_plain(name) for name in self.header)
        loose = {_plain(name): i for i, name in enumerate(self.header) if alike[_plain(name)] == 1}
        return loose | {name: i for i, name in enumerate(self.header)}

    def place(self, column: str) -> int | None:
        """The position of the column, in any case, with blanks, points or underscores between its words; None: not there."""
        places = self._places
        return places.get(column, places.get(_plain(column)))

    def has(self, columns: tuple[str, ...]) -> bool:
        """Whether all columns are there."""
        return all(self.place(column) is not None for column in columns)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, without outer blanks, and its number as spreadsheets count: the header is row 1."""

    number: int
    cells: tuple[str, ...]


def headers(document: Document) -> Iterator[Sheet]:
    """The header row as each separator cuts it into two or more columns; rows are not read."""
    end = document.head.find(b"\n", 0, HEADER)
    head = document.head[: end if end >= 0 else HEADER].removeprefix(b"\xef\xbb\xbf")
    line = _decoded(head)
    if document.head.lstrip()[:1] in (b"<", b"{"):
        return
    for separator in SEPARATORS:
        if separator in line:
            try:
                cells = next(csv.reader([line], delimiter=separator, strict=True), [])
            except csv.Error:
                continue
            if len(cells) >= 2:
                yield Sheet(document.name, _trimmed(cells), (), separator=separator)


def header(document: Document) -> Sheet | None:
    """The header row under the separator that gives the most columns."""
    return max(headers(document), key=lambda found: len(found.header), default=None)


def sheet(document: Document, separator: str) -> Sheet:
    """All rows; raises InputError for what is no table: bad quotes, rows of other lengths, a column twice, too much."""
    problems: list[Problem] = []
    data = document.data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = _decoded(data)
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(Problem(f"line {line}", "this is not UTF-8 text; the table is read as Windows-1252"))
    lines = list(_lines(document.name, text, separator))
    if not lines:
        raise InputError(document.name, [Problem("row 1", "there is no header")])
    head, body = lines[0].cells, lines[1:]
    if body and all(len(row.cells) == len(head) + 1 for row in body):
        head = ("", *head)  # R writes row names without a name for their column
    _refuse(document.name, _faults(head, body))
    if not body:
        raise InputError(document.name, [Problem("row 2", "there is no row under the header")])
    return Sheet(document.name, head, tuple(body), tuple(problems), separator)


def _lines(name: str, text: str, separator: str) -> Iterator[Row]:
    """The rows that hold anything, the header first."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number, line = 0, 1
    try:
        while True:
            line = reader.line_num + 1
            cells = next(reader, None)
            if cells is None:
                return
            number += 1
            if number > MOST_ROWS:
                hint = "Split it into several files; rows of one study belong into one file."
                raise InputError(name, [Problem(f"row {number}", f"more than {MOST_ROWS:,} rows are not read")], hint=hint)
            if any(cell.strip() for cell in cells):
                yield Row(number, _trimmed(cells))
    except csv.Error as error:
        problem = Problem(f"row {number + 1}, line {line}", f"from here on this is not a table: {error}")
        raise InputError(name, [problem], hint="Look there for a quotation mark too many or too few.") from None


def _faults(head: tuple[str, ...], body: list[Row]) -> Iterator[Problem]:
    if len(head) > MOST_COLUMNS:
        yield Problem("row 1", f"{len(head):,} columns are too many; at most {MOST_COLUMNS:,} are read")
        return
    for column, times in Counter(head).items():
        if column and times > 1:
            yield Problem("row 1", f"{times} columns are called {_short(column)!r}: which one is meant cannot be told")
    for row in body:
        if len(row.cells) != len(head):
            yield Problem(f"row {row.number}", f"there are {len(row.cells)} cells under {len(head)} columns")
    for row in (Row(1, head), *body):
        for i, cell in enumerate(row.cells):
            if len(cell) > LONGEST:
                where = head[i] if i < len(head) and len(head[i]) <= LONGEST else f"column {i + 1}"
                yield Problem(f"row {row.number}, {where}", f"a cell of {len(cell):,} characters; at most {LONGEST:,} are read")


def _refuse(name: str, faults: Iterator[Problem]) -> None:
    problems = list(faults)
    if problems:
        more = [Problem("", f"and {len(problems) - MANY:,} more")] if len(problems) > MANY else []
        hint = "Every row has to have one cell for each column; a cell that holds the separator needs quotation marks."
        raise InputError(name, [*problems[:MANY], *more], hint=hint)


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in cells)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _plain(name: str) -> str:
    return _INNER.sub(" ", folded(name))


def _short(text: str) -> str:
    return text if len(text) < 60 else f"{text[:50]}…"
