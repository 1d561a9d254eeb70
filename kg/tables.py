"""Rows with named columns, and the formats they print in.

A cell is a str, int, Decimal, float, bool or None. `FORMATS` is the registry: a name to a function from
table to text; a new format is a new entry. What only one format needs is imported there: every query pays for this module.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped, import-not-found, unused-ignore]
    import polars

__all__ = ["FORMATS", "Cell", "Table", "counted", "json_value", "percent", "shown", "visible"]

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
        place = self._place(name)
        return tuple(row[place] for row in self.rows)

    def _place(self, name: str) -> int:
        if name not in self.columns:
            raise ValueError(f"there is no column {name!r}; there are: {', '.join(self.columns)}")
        return self.columns.index(name)

    def select(self, names: Mapping[str, str] | Sequence[str]) -> Table:
        """The columns of `names` in that order, renamed where it maps old names to new; ValueError for one that is not there."""
        new = tuple(names.values()) if isinstance(names, Mapping) else tuple(names)
        places = [self._place(old) for old in names]
        return Table(new, tuple(tuple(row[i] for i in places) for row in self.rows), self.truncated)

    def where(self, **equal: Cell) -> Table:
        """The rows whose cells equal these values, column by column; raises ValueError where there is no such column."""
        wanted = [(self._place(name), value) for name, value in equal.items()]
        return Table(self.columns, tuple(row for row in self.rows if all(row[i] == value for i, value in wanted)), self.truncated)

    def head(self, count: int = 10) -> Table:
        """The first rows; `truncated` where that leaves some out."""
        return Table(self.columns, self.rows[:count], self.truncated or len(self.rows) > count)

    def to_pandas(self, *, exact: bool = False) -> pandas.DataFrame:
        """As a DataFrame (`kg.frames.to_pandas`); raises UsageError where pandas is not installed."""
        from kg.frames import to_pandas

        return to_pandas(self, exact=exact)

    def to_polars(self, *, exact: bool = False) -> polars.DataFrame:
        """As a DataFrame (`kg.frames.to_polars`); raises UsageError where polars is not installed."""
        from kg.frames import to_polars

        return to_polars(self, exact=exact)

    def _repr_html_(self) -> str:
        """What a notebook shows (`kg.markup`)."""
        from kg.markup import html

        return html(self)


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


def shown(cell: Cell) -> str:
    """The cell as people read it; fractions to three digits."""
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
    from kg.aligned import text

    return text(table, width, whole)


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
        text = visible(shown(cell)).replace("\n", " ").replace("\\", "\\\\").replace("|", "\\|")
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
