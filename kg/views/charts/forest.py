"""Effects below each other with their intervals, the table beside them, no effect, the sizes that matter and means of several."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kg.views.charts.drawing import Drawing, Picture
from kg.views.charts.forest_section import Mean, Row, Section, axis, ground, scale_of
from kg.views.charts.lettering import fitted, width, wrapped
from kg.views.charts.marks import diamond, interval, point, prediction
from kg.views.charts.reference_lines import listed, values
from kg.views.charts.scales import Scale

__all__ = ["Forest", "draw"]

MARK = 26  # pixels of a column of marks


@dataclass(frozen=True, slots=True)
class Forest:
    """Sections in the order in which they are shown, and lines that hold for all of them."""

    name: str
    title: str
    sections: Sequence[Section]
    below: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns of a section stand, in pixels."""

    left: float
    scale: Scale
    text: float
    more: float
    marks: tuple[float, ...]
    narrow: bool


def draw(data: Forest, room: int) -> Picture:
    """The effects with their table beside them; on a narrow picture the table's cells stand above each effect."""
    on = Drawing()
    y = on.lines(0, 20, wrapped(data.title, room, 16, most=3, bold=True), size=16, bold=True)
    for section in data.sections:
        y = _section(on, section, y + 6, room) + 14
    for line in data.below:
        y = on.lines(0, y, wrapped(line, room, 12, most=8), size=12, ink="muted") + 4
    return on.picture(data.name, data.title, _description(data), room, y - 4)


def _section(on: Drawing, section: Section, y: float, room: int) -> float:
    if section.heading:
        y = on.lines(0, y + 4, wrapped(section.heading, room, 14, most=2, bold=True), size=14, bold=True)
    y = on.lines(0, y, wrapped(section.about, room, 12, most=3), size=12, ink="muted")
    columns = _columns(section, room)
    scale = columns.scale
    y = _heads(on, section, columns, y + 6, room)
    top = y
    bottom = top + sum(_height(row, columns) for row in section.rows) + 6
    if not columns.narrow:
        ground(on, section, scale, top - 2, bottom + sum(_mean_height(mean, columns, room) for mean in section.means))
    for row in section.rows:
        _row(on, section, row, columns, y)
        y += _height(row, columns)
    y += 6
    for mean in section.means:
        _mean(on, section, mean, columns, y, room)
        y += _mean_height(mean, columns, room)
    y = axis(on, section, scale, y + 4, room)
    if section.lines:
        y = listed(on, section.lines, 0, y + 6, room, unit=section.word)
    if any(row.effect.read for row in section.rows):
        point(on, 8, y, 5.5)
        y = on.lines(22, y + 4, wrapped("read from prose by a program and entered by nobody", room - 22, 12), size=12)
    for line in section.below:
        y = on.lines(0, y + 4, wrapped(line, room, 12, most=6), size=12, ink="muted", leading=15 / 12)
    return y


def _columns(section: Section, room: int) -> _Columns:
    if room < 600:
        scale = scale_of(section, 8, room - 8)
        marks = tuple(room - MARK * (len(section.marked) - place) + MARK / 2 for place in range(len(section.marked)))
        return _Columns(room, scale, room - MARK * len(section.marked), 0, marks, narrow=True)
    left = room * 0.34
    words = [*(row.text for row in section.rows), *(mean.text for mean in section.means), section.heads[1]]
    words += [mean.expected_text for mean in section.means]
    more = max((width(row.more, 12) for row in section.rows), default=0.0)
    more = max(more, width(section.heads[2], 12)) + 12 if more else 0.0
    marked = MARK * len(section.marked)
    text = room - marked - more
    start = text - max(width(word, 12, bold=True) for word in words) - 14
    places = tuple(room - marked + MARK * place + MARK / 2 for place in range(len(section.marked)))
    return _Columns(left, scale_of(section, left + 14, start), text, room - marked, places, narrow=False)


def _heads(on: Drawing, section: Section, columns: _Columns, y: float, room: int) -> float:
    """The names of the columns and of the lines; returns where rows begin."""
    if columns.narrow:
        on.text(0, y + 8, fitted(f"{section.heads[0]}; {section.heads[1]}", columns.text, 12), size=12, ink="muted")
    else:
        on.text(0, y + 8, section.heads[0], size=12, ink="muted")
        on.text(columns.text, y + 8, section.heads[1], size=12, ink="muted", anchor="end")
        if columns.more > columns.text:
            on.text(columns.more, y + 8, section.heads[2], size=12, ink="muted", anchor="end")
    for place, (x, name) in enumerate(zip(columns.marks, section.marked, strict=True)):
        on.text(x, y + 8, "ABCDEFGH"[place % 8], size=12, bold=True, anchor="middle", told=name)
    y += 8 if not columns.narrow else 24
    taken = -math.inf
    for value, lines in values(section.lines):
        half = width(lines[0].label, 12, bold=True) / 2
        x = min(max(columns.scale(value), half), (room if columns.narrow else columns.scale.end + 8) - half)
        if columns.scale.holds(value) and x - half > taken + 4:
            on.text(x, y, lines[0].label, size=12, bold=True, ink="threshold", anchor="middle", told=lines[0].told)
            taken = x + half
    return y + 8


def _cells(row: Row, columns: _Columns) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Label and detail of a row in lines."""
    room = columns.left - (16 if row.inner else 0)
    # On a narrow picture the first line stands beside the effect, and both before the marks.
    first = room - (columns.left - columns.text) - width(row.text, 12) - 18 if columns.narrow else room
    label = wrapped(row.label, first, 13, most=2) if row.label else ()
    return label, wrapped(row.detail, room if label else first, 12, most=3) if row.detail else ()


def _height(row: Row, columns: _Columns) -> float:
    label, detail = _cells(row, columns)
    lines = 15 * (len(label) + len(detail))
    return lines + 30 if columns.narrow else max(lines + 8, 24)


def _row(on: Drawing, section: Section, row: Row, columns: _Columns, y: float) -> None:
    label, detail = _cells(row, columns)
    x = 16.0 if row.inner else 0.0
    with on.linked(row.link):
        below = on.lines(x, y + 12, label, size=13, leading=15 / 13, told=row.told)
    below = on.lines(x, below, detail, size=12, ink="muted", leading=15 / 12, told=row.told)
    middle = below + 2 if columns.narrow else y + _height(row, columns) / 2 - 2
    if columns.narrow:  # lines across the whole picture would run through its words
        ground(on, section, columns.scale, middle - 9, middle + 9)
    interval(on, columns.scale, middle, row.effect, size=row.size, told=row.told)
    beside = y + 12 if columns.narrow else middle + 4
    on.text(columns.text - (6 if columns.narrow and columns.marks else 0), beside, row.text, size=12, anchor="end")
    if columns.more > columns.text:
        on.text(columns.more, beside, row.more, size=12, ink="muted", anchor="end")
    for place, mark in zip(columns.marks, row.marks, strict=False):
        on.text(place, beside, mark.symbol, size=14, bold=True, anchor="middle", ink=mark.ink, told=mark.told)


def _mean_lines(mean: Mean, columns: _Columns, room: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    wide = room - width(mean.text, 12, bold=True) - 12 if columns.narrow else columns.left
    return wrapped(mean.label, wide, 13, most=3, bold=True), wrapped(mean.about, columns.left, 12, most=3) if mean.about else ()


def _mean_height(mean: Mean, columns: _Columns, room: int) -> float:
    label, about = _mean_lines(mean, columns, room)
    lines = 15 * (len(label) + len(about))
    if columns.narrow:
        return lines + 26 + (34 if mean.expected else 0)
    return max(lines + 12, 48 if mean.expected else 28)


def _mean(on: Drawing, section: Section, mean: Mean, columns: _Columns, y: float, room: int) -> None:
    label, about = _mean_lines(mean, columns, room)
    below = on.lines(0, y + 12, label, size=13, bold=True, leading=15 / 13)
    below = on.lines(0, below, about, size=12, ink="muted", leading=15 / 12)
    middle = below + 2 if columns.narrow else y + 10
    if columns.narrow:
        for place in (middle, middle + 32)[: 2 if mean.expected else 1]:
            ground(on, section, columns.scale, place - 9, place + 9)
    diamond(on, columns.scale, middle, mean.value, mean.low, mean.high, told=f"{mean.label}: {mean.text}")
    on.text(room if columns.narrow else columns.text, y + 13, mean.text, size=12, bold=True, anchor="end")
    if mean.expected is None:
        return
    words = f"{mean.expected_words}: {mean.expected_text}"
    under = middle + (32 if columns.narrow else 24)
    prediction(on, columns.scale, under, *mean.expected, told=words)
    if columns.narrow:
        on.text(0, under - 12, fitted(words, room, 12), size=12)
    else:
        on.text(columns.text, under + 4, mean.expected_text, size=12, anchor="end", told=words)


def _description(data: Forest) -> str:
    said = []
    for section in data.sections:
        means = "; ".join(f"{mean.label}: {mean.text}" for mean in section.means)
        rows = "; ".join(f"{row.label or row.detail}: {row.text}" for row in section.rows[:40])
        parts = (section.heading, section.about, f"left {section.left}, right {section.right}", means, rows)
        said.append(". ".join(part for part in parts if part))
    return " ".join(said) or "No effect to show."
