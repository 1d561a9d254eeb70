"""Papers by flaws: what was judged of each, and below it what share of the papers got which judgement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.tables import counted
from kg.views.charts.drawing import Drawing, Picture
from kg.views.charts.judgement_marks import Mark, legend, segment, stamp
from kg.views.charts.lettering import fitted, width, wrapped

__all__ = ["Column", "Judged", "Matrix", "Row", "draw"]

_R = 7  # radius of a mark
_ROW = 19
_LEAST, _MOST = 17, 34  # width of a column
_TURNED = 190  # the longest label above a column
_PALE = "Pale: likely. Halved: judged either way. Empty: not judged."


@dataclass(frozen=True, slots=True)
class Judged:
    """What a cell holds: the mark by its key, and in words who judged what."""

    mark: str
    told: str


@dataclass(frozen=True, slots=True)
class Column:
    """A flaw. `counts`: mark by key to the number of papers that got it; `told`: share and denominator in words."""

    key: str
    label: str
    counts: Mapping[str, int]
    told: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A paper, with a cell for each column; None where nobody judged."""

    key: str
    label: str
    cells: tuple[Judged | None, ...]
    year: int | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """`papers` is how many the counts of the columns are of, those in no row too. `summary` says what the bars show.

    `what`: what a column is ("flaw"); `remarks`: what was left out and the like, in whole sentences; `judges`: who judged.
    """

    title: str
    what: str
    marks: tuple[Mark, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    papers: int
    summary: str
    unjudged: str = "empty: not judged"
    remarks: tuple[str, ...] = ()
    judges: str = ""

    def mark(self, key: str) -> Mark:
        """The mark of that key; raises KeyError for an unknown one."""
        return {mark.key: mark for mark in self.marks}[key]

    def parts(self, column: Column) -> Iterator[tuple[Mark | None, int]]:
        """The parts of a column's bar in their order; the last, without a mark, are the papers in which nobody judged."""
        for mark in self.marks:
            yield mark, column.counts.get(mark.key, 0)
        yield None, self.papers - sum(column.counts.values())


def draw(data: Matrix, room: int) -> Picture:
    """The matrix in a picture `room` pixels wide: as many columns beside each other as there is room for, the others below."""
    on = Drawing()
    narrow = room < 600
    y = on.lines(0, 18, wrapped(data.title, room, 16, most=3, bold=True), size=16, bold=True) + 4
    y = legend(on, data.marks, y, room, r=_R, unjudged=data.unjudged)
    labels = max((width(row.label, 12) for row in data.rows), default=0)
    left = min(labels, 118 if narrow else 210) + 10
    most = int((room - left) // (_LEAST if narrow else 22))
    blocks = -(-len(data.columns) // max(most, 1))
    each = -(-len(data.columns) // max(blocks, 1))
    wide = min(_MOST, (room - left) / max(each, 1))
    for first in range(0, len(data.columns), max(each, 1)):
        y = _block(on, data, range(first, min(first + each, len(data.columns))), y, left, wide, narrow=narrow)
    y = _summary(on, data, y + 8, room, narrow=narrow)
    for line in (*data.remarks, f"Judged by {data.judges}." if data.judges else ""):
        if line:
            y = on.lines(0, y, wrapped(line, room, 12, most=5), size=12, ink="muted") + 4
    return on.picture("matrix", data.title, _description(data), room, y)


def _block(on: Drawing, data: Matrix, which: range, y: float, left: float, wide: float, *, narrow: bool) -> float:
    """Some of the columns with all rows, from `y` down; returns where it ends."""
    y = y + 2 if narrow else _heads(on, data, which, y - 8, left, wide)
    for place, number in enumerate(which):
        on.text(left + (place + 0.5) * wide, y + 12, str(number + 1), size=12, anchor="middle", ink="muted")
    y += 18
    end = left + wide * len(which)
    for row in data.rows:
        middle = y + _ROW / 2
        on.line(0, y, end, y, "line")
        with on.linked(row.link):
            on.text(0, middle + 4.2, fitted(row.label, left - 8, 12), size=12, told=row.label)
        for place, number in enumerate(which):
            if (cell := row.cells[number]) is not None:
                told = "" if narrow else f"{row.label}, {data.columns[number].label}: {cell.told}"
                stamp(on, data.mark(cell.mark), left + (place + 0.5) * wide, middle, _R, told)
        y += _ROW
    on.line(0, y, end, y, "line")
    return y + 14


def _heads(on: Drawing, data: Matrix, which: range, y: float, left: float, wide: float) -> float:
    """The labels of the columns, read from below to above; returns where they end."""
    lines = {n: wrapped(data.columns[n].label, _TURNED, 12, most=2 if wide >= 30 else 1) for n in which}
    tall = max(width(line, 12) for label in lines.values() for line in label) + 6
    for place, number in enumerate(which):
        label = lines[number]
        x = left + (place + 0.5) * wide + 4.2 - 7 * (len(label) - 1)
        with on.linked(data.columns[number].link):
            for i, line in enumerate(label):
                on.text(x + 14 * i, y + tall, line, size=12, turned=-90, told=data.columns[number].label)
    return y + tall + 2


def _summary(on: Drawing, data: Matrix, y: float, room: int, *, narrow: bool) -> float:
    """A bar a column with the share of papers for each judgement; it is the key to the numbers of the columns too."""
    on.lines(0, y + 6, (first := wrapped(data.summary, room, 13, bold=True)), size=13, bold=True)
    y += 6 + 16.25 * len(first)
    if any(mark.filled in (0.25, 0.75) for mark in data.marks):
        y = on.lines(0, y + 4, wrapped(_PALE, room, 12), size=12, ink="muted") - 4
    names = [f"{i}  {column.label}" for i, column in enumerate(data.columns, 1)]
    words = max((width(column.told, 12) for column in data.columns), default=0)
    start = 0.0 if narrow else min(max((width(name, 12) for name in names), default=0), room * 0.38) + 12
    end = room - 1 if narrow else room - words - 14
    for name, column in zip(names, data.columns, strict=True):
        with on.linked(column.link):
            if narrow:
                y = on.lines(0, y + 8, wrapped(name, room, 12), size=12, told=column.label) - 8
            else:
                on.text(0, y + 12, fitted(name, start - 10, 12), size=12, told=column.label)
        if narrow:
            on.text(0, y + 8, column.told, size=12, ink="muted")
            y += 14
        x = start
        for mark, papers in data.parts(column):
            share = (end - start) * papers / max(data.papers, 1)
            told = f"{column.label}: {mark.word if mark else 'not judged'} in {papers} of {counted(data.papers, 'paper')}"
            segment(on, mark, x, y, share, 16, str(papers), told)
            x += share
        if not narrow:
            on.text(end + 12, y + 12, column.told, size=12, ink="muted")
        y += 26 if narrow else 20
    return y + 16


def _description(data: Matrix) -> str:
    size = f"{counted(len(data.rows), 'paper')} by {counted(len(data.columns), data.what)}."
    return f"{size} {data.summary}. " + " ".join(f"{column.label}: {column.told}." for column in data.columns)
