"""Rows with named columns, and the formats they print in.

A cell is a str, int, Decimal, float, bool or None. `FORMATS` is the registry: a name to a function from
table to text; a new format is a new entry. What only one format needs is imported there: every query pays for this module.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

__all__ = ["FORMATS", "Cell", "Table", "counted", "json_value", "percent", "visible"]

Cell = str | int | float | Decimal | bool | None


class Table:
    """Columns and rows of equal length. `truncated` says that a row limit cut the answer short."""

    # By hand: importing dataclasses would slow every small query.
    __slots__ = ("columns", "rows", "truncated")

    def __init__(self, columns: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...], truncated: bool = False) -> None:
        self.columns = columns
        self.rows = rows
        self.truncated = truncated

    def __eq__(self, other: object) -> bool:
        mine = (self.columns, self.rows, self.truncated)
        return isinstance(other, Table) and mine == (other.columns, other.rows, other.truncated)

    def __hash__(self) -> int:
        return hash((self.columns, self.rows, self.truncated))

    def __repr__(self) -> str:
        return f"Table({self.columns!r}, {len(self.rows)} rows{', truncated' if self.truncated else ''})"

    @classmethod
    def of(cls, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, truncated: bool = False) -> Table:
        return cls(tuple(columns), tuple(tuple(row) for row in rows), truncated)

    def __len__(self) -> int:
        return len(self.rows)

    def dicts(self) -> Iterator[dict[str, Cell]]:
        """Each row as a mapping from column to cell."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def column(self, name: str) -> tuple[Cell, ...]:
        """The cells of one column; raises ValueError where there is none of that name."""
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)

    def select(self, names: Mapping[str, str]) -> Table:
        """The columns of `names` (old name to new name), in that order."""
        places = [self.columns.index(old) for old in names]
        return Table(tuple(names.values()), tuple(tuple(row[i] for i in places) for row in self.rows), self.truncated)


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 paper", "1,780 citations"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def percent(share: float | Decimal | str, *, sign: str = "%") -> str:
    """A share from 0 to 1 as whole percent, halves rounded up as people do: 20 of 32 is "63%".

    What is neither none nor all never says so: "<1%", ">99%". Without a sign it is a bound of an interval, and only rounded.
    """
    exact = 100 * Decimal(str(share))
    if sign and 0 < exact < Decimal("0.5"):
        return f"<1{sign}"
    if sign and Decimal("99.5") <= exact < 100:
        return f">99{sign}"
    return f"{exact.quantize(Decimal(1), ROUND_HALF_UP)}{sign}"


def json_value(cell: object) -> object:
    """The same value as json knows it: decimals become numbers without an exponent or a needless fraction."""
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() and cell.as_tuple().exponent == 0 else float(cell)
    return cell


_DROPPED = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))  # invisible and harmless: a soft hyphen, joiners


def visible(text: str) -> str:
    """The text with control and bidirectional-override characters shown as U+FFFD, so that none acts on a terminal."""
    if text.isprintable():
        return text
    return "".join(map(_visible, text.translate(_DROPPED)))


def _visible(c: str) -> str:
    if c.isprintable() or c == "\n":
        return c
    return " " if c in "\t\r" or unicodedata.category(c) == "Zs" else "\ufffd"


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{cell:.3g}"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return str(cell)


def _text(table: Table, width: int | None = None, whole: bool = False) -> str:
    """Aligned columns; numbers to the right.

    Where `width` is too narrow, headers wrap and text is cut, sentences before single words, but not where it would say too
    little or has to stay `whole`; numbers and addresses never. Where that is not enough, each row becomes a block.
    """
    if not table.columns:
        return ""
    cells = [[" ".join(visible(_shown(cell)).split()) for cell in row] for row in table.rows]
    widths = [max([_cells(name), *(_cells(row[i]) for row in cells)]) for i, name in enumerate(table.columns)]
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
        word = max(map(_cells, name.split()), default=0)
        need = max(map(_cells, values), default=0)
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
    name = max(map(_cells, columns))
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
        size = _cells(word)
        if lines[-1] and filled + 1 + size > width:
            lines.append([])
            filled = 0
        filled += size + bool(lines[-1])
        lines[-1].append(word)
    return [" ".join(line) for line in lines]


def _cells(text: str) -> int:
    """Terminal cells: wide East Asian characters take two, combining marks none."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def _cell(c: str) -> int:
    return 0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1


def _fit(text: str, width: int, right: bool) -> str:
    if _cells(text) > width:
        ends = list(accumulate(map(_cell, text)))
        text = text[: bisect_right(ends, width - 1)] + "\u2026"
    pad = " " * (width - _cells(text))
    return pad + text if right else text + pad


def _delimited(table: Table, delimiter: str) -> str:
    """Lines as csv writes them; it quotes a lone carriage return only where its own line end holds one, so that is cut."""
    import csv
    import io

    end = "\r\n" if delimiter == "," else "\n"
    out: list[str] = []
    for row in (table.columns, *table.rows):
        line = io.StringIO()
        csv.writer(line, delimiter=delimiter, lineterminator="\r\n").writerow([_field(cell) for cell in row])
        out.append(line.getvalue().removesuffix("\r\n") + end)
    return "".join(out)


def _field(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return format(cell, "f") if isinstance(cell, Decimal) else cell


def _objects(table: Table) -> list[dict[str, object]]:
    return [{name: json_value(cell) for name, cell in row.items()} for row in table.dicts()]


def _json(table: Table) -> str:
    import json

    return json.dumps(_objects(table), ensure_ascii=False, indent=2) + "\n"


def _jsonl(table: Table) -> str:
    import json

    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _objects(table))


def _markdown(table: Table) -> str:
    def line(row: Iterable[str]) -> str:
        return "| " + " | ".join(row) + " |"

    def safe(cell: Cell) -> str:
        text = visible(_shown(cell)).replace("\n", " ").replace("\\", "\\\\").replace("|", "\\|")
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("[", "\\[").replace("`", "\\`")

    rule = "|" + "|".join(" --- " for _ in table.columns) + "|"
    return "\n".join([line(table.columns), rule, *(line(map(safe, row)) for row in table.rows)]) + "\n"


FORMATS: dict[str, Callable[..., str]] = {
    "text": _text,
    "json": _json,
    "jsonl": _jsonl,
    "csv": lambda table: _delimited(table, ","),
    "tsv": lambda table: _delimited(table, "\t"),
    "markdown": _markdown,
}
