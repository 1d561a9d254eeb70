"""A table as aligned text, for terminals and for people."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from kg.tables import Table, shown, visible

__all__ = ["text"]


def text(table: Table, width: int | None = None, whole: bool = False) -> str:
    """Aligned columns; numbers to the right.

    Where `width` is too narrow, headers wrap and text is cut, sentences before single words, but not where it would say too
    little or has to stay `whole`; numbers and addresses never. Where that is not enough, each row becomes a block.
    """
    if not table.columns:
        return ""
    cells = [[" ".join(visible(shown(cell)).split()) for cell in row] for row in table.rows]
    widths = [max([_width(name), *(_width(row[i]) for row in cells)]) for i, name in enumerate(table.columns)]
    if width and _total(widths) > width:
        narrow = _narrowed(table.columns, cells, width, whole)
        if narrow is None:
            return _blocks(table.columns, cells, width)
        widths = narrow
    right = [
        all(isinstance(row[i], int | float | Decimal) or row[i] is None for row in table.rows) and bool(table.rows)
        for i in range(len(table.columns))
    ]

    def line(row: Sequence[str]) -> str:
        return "  ".join(_fit(cell, widths[i], right[i]) for i, cell in enumerate(row)).rstrip()

    names = [_wrapped(name, widths[i]) for i, name in enumerate(table.columns)]
    height = max(map(len, names))
    head = [line(row) for row in zip(*([""] * (height - len(name)) + name for name in names), strict=True)]
    return "\n".join([*head, line(["-" * w for w in widths]), *(line(row) for row in cells)]) + "\n"


_SENTENCE, _WORD = 12, 20  # cells that a column of such text keeps: a word cut shorter, a path say, could be any other
_NUMBER = re.compile(r"\W*\d")


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + 2 * (len(widths) - 1)


def _narrowed(columns: Sequence[str], cells: Sequence[Sequence[str]], width: int, whole: bool) -> list[int] | None:
    """The widths of the columns in `width`, or None where they would have to be too narrow to be read."""
    least, most, prose = [], [], []
    for i, name in enumerate(columns):
        values = [row[i] for row in cells if row[i]]
        word = max(map(_width, name.split()), default=0)
        need = max(map(_width, values), default=0)
        numbers = 2 * sum(_NUMBER.match(value) is not None for value in values) >= len(values)
        kept = whole or numbers or any(value.startswith(("https://", "http://")) for value in values)
        prose.append(any(" " in value for value in values))
        least.append(max(word, need if kept else min(need, _SENTENCE if prose[i] else _WORD)))
        most.append(max(word, need))
    if _total(least) > width:
        return None
    for sentences in (True, False):
        giving = [i for i, is_prose in enumerate(prose) if is_prose == sentences]
        while _total(most) > width and (wide := [i for i in giving if most[i] > least[i]]):
            most[max(wide, key=most.__getitem__)] -= 1
    return most


def _blocks(columns: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> str:
    """Each row as lines of column and value, wrapped; without rows only the names of the columns."""
    if not cells:
        return "\n".join(_wrapped("  ".join(columns), width)) + "\n"
    name = max(map(_width, columns))
    room = max(width - name - 2, _SENTENCE)
    blocks = []
    for row in cells:
        lines = []
        for column, value in zip(columns, row, strict=True):
            first, *more = _wrapped(value, room)
            lines += [f"{_fit(column, name, False)}  {first}".rstrip(), *(f"{'':{name}}  {part}" for part in more)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _wrapped(text: str, width: int) -> list[str]:
    """The text in lines of that width; a word that is wider keeps a line of its own, whole, so that it can be copied."""
    lines: list[list[str]] = [[]]
    filled = 0
    for word in text.split():
        size = _width(word)
        if lines[-1] and filled + 1 + size > width:
            lines.append([])
            filled = 0
        filled += size + bool(lines[-1])
        lines[-1].append(word)
    return [" ".join(line) for line in lines]


def _width(text: str) -> int:
    """Terminal cells: wide East Asian characters take two, combining marks none."""
    return len(text) if text.isascii() else sum(map(_cell_width, text))


def _cell_width(c: str) -> int:
    return 0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1


def _fit(text: str, width: int, right: bool) -> str:
    if _width(text) > width:
        ends = list(accumulate(map(_cell_width, text)))
        text = text[: bisect_right(ends, width - 1)] + "\u2026"
    pad = " " * (width - _width(text))
    return pad + text if right else text + pad
