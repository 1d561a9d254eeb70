"""The effect over time: a panel a paper, outcome and pair of arms, with its intervals, no effect and the sizes that matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.views.charts.course_plot import (
    BESIDE,
    Panel,
    Point,
    across_of,
    besides,
    ground,
    points,
    roomy,
    scale_of,
    times,
)  # fmt: skip
from kg.views.charts.drawing import Drawing, Picture
from kg.views.charts.lettering import fitted, width, wrapped
from kg.views.charts.marks import point
from kg.views.charts.reference_lines import ReferenceLine, listed, values
from kg.views.charts.scales import printed

__all__ = ["Course", "draw"]

GAP = 34  # pixels between panels beside each other


@dataclass(frozen=True, slots=True)
class Course:
    """Panels in the order in which they are shown; `below` are lines under all of them. `left_out`: how many more there are."""

    title: str
    panels: Sequence[Panel]
    below: Sequence[str] = ()
    left_out: int = 0


def draw(data: Course, room: int) -> Picture:
    """One panel over the whole width, several beside each other where there is room."""
    on = Drawing()
    alone = len(data.panels) == 1
    across = 1 if room < 600 or alone else 2
    wide = (room - GAP * (across - 1)) / across
    y = on.lines(0, 20, wrapped(data.title, room, 16, most=3, bold=True), size=16, bold=True)
    for start in range(0, len(data.panels), across):
        row = data.panels[start : start + across]
        heads = [_head(panel, wide, alone=alone) for panel in row]
        top = y + 6 + max(sum(len(lines) for lines in head) * 16 for head in heads)
        ends = [
            _panel(on, panel, head, place * (wide + GAP), wide, y, top)
            for place, (panel, head) in enumerate(zip(row, heads, strict=True))
        ]
        y = max(ends) + 24
    return on.picture("course", data.title, _description(data), room, _below(on, data, y, room) - 6)


def _below(on: Drawing, data: Course, y: float, room: float) -> float:
    """What holds for all panels: what their lines mean, the marks, what was left out; returns the next base line."""
    for name, lines in _explained(data, room).items():
        if len(data.panels) > 1:
            y = on.lines(0, y, wrapped(f"Thresholds of {name}", room, 12, bold=True), size=12, bold=True) + 2
        y = listed(on, lines, 0, y, room) + 6
    if any(one.counted for panel in data.panels for one in panel.points):
        words = "* week counted from the words of the source: its end of treatment plus the time stated since then"
        y = on.lines(0, y, wrapped(words, room, 12, most=3), size=12, ink="muted") + 4
    if any(one.read for panel in data.panels for one in panel.points):
        point(on, 8, y - 4, 5.5)
        words = "read from prose by a program and entered by nobody"
        y = on.lines(22, y, wrapped(words, room - 22, 12), size=12, ink="muted") + 4
    more = [f"{data.left_out} more not shown."] if data.left_out else []
    for line in (*data.below, *more):
        y = on.lines(0, y, wrapped(line, room, 12, most=6), size=12, ink="muted") + 4
    return y


def _explained(data: Course, room: float) -> dict[str, list[ReferenceLine]]:
    """The lines by instrument, without those of a panel that is large enough to say it beside them."""
    found: dict[str, list[ReferenceLine]] = {}
    for panel in data.panels:
        if panel.lines and (room < 600 or len(data.panels) > 1 or not besides(panel)):
            own = found.setdefault(panel.unit, [])
            own += [line for line in panel.lines if line not in own]
    return found


def _head(panel: Panel, wide: float, *, alone: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    own = () if alone else wrapped(f"{panel.paper}: {panel.outcome}", wide, 14, most=2, bold=True)
    return own, wrapped(panel.about, wide, 12, most=4)


def _panel(
    on: Drawing, panel: Panel, head: tuple[tuple[str, ...], tuple[str, ...]], x: float, wide: float, y: float, top: float
) -> float:
    """One panel whose directions stand at `top`; returns where it ends."""
    large = wide > 600
    with on.linked(panel.link):
        y = on.lines(x, y + 4, head[0], size=14, bold=True, leading=16 / 14)
    on.lines(x, y, head[1], size=12, ink="muted", leading=16 / 12)
    ways = (f"\u2191 {panel.up}", f"\u2193 {panel.down}")
    for row, way in enumerate(ways):
        on.text(x, top + 6 + 16 * row, fitted(way, wide, 12), size=12, told=way)
    top += 34
    bottom = top + (300 if large else 210)
    scale = scale_of(panel, bottom, top)
    labels = max(width(printed(tick), 12) for tick in scale.ticks) + 10
    beside = 8.0
    if panel.lines:
        beside = BESIDE if large and besides(panel) else max(width(line.label, 12, bold=True) for line in panel.lines) + 10
    room = max(width(one.text, 13, bold=True) for one in panel.points) + 18 if large else 0.0
    across = across_of(panel, x + labels, x + wide - beside, room)
    labelled = large and roomy(panel, across)
    ground(on, panel, scale, across, large=large)
    points(on, panel, scale, across, labelled=labelled)
    y = times(on, panel, across, bottom + 6, large=large)
    for one in () if labelled else panel.points:
        y = _row(on, one, x, y, wide)
    for line in panel.said:
        y = on.lines(x, y + 4, wrapped(line, wide, 12, most=6), size=12, leading=15 / 12)
    return y


def _row(on: Drawing, one: Point, x: float, y: float, wide: float) -> float:
    """An effect in words: the time, and right of it the numbers; returns the next base line."""
    week = f"week {one.week}" if one.week else ""
    said = one.words if not week or "week" in one.words else f"{one.words} ({week})" if one.words else week
    numbers = width(one.text, 12, bold=True)
    if one.read:
        point(on, x + 5, y - 4, 4.5)
    left = x + 14 if one.read else x
    rows = wrapped(said, max(wide - numbers - 12 - (left - x), wide * 0.3), 12, most=3)
    for place, row in enumerate(rows):
        on.text(left, y + 15 * place, row, size=12, told=one.told)
    on.text(x + wide, y, one.text, size=12, bold=True, anchor="end")
    return y + 15 * len(rows) + 3


def _description(data: Course) -> str:
    if not data.panels:
        return "No effect to show."
    said = []
    for panel in data.panels:
        points = "; ".join(f"{one.words or one.week}: {one.text}" for one in panel.points)
        lines = f" Lines at {', '.join(value[1][0].label for value in values(panel.lines))}." if panel.lines else ""
        said.append(f"{panel.paper}, {panel.outcome} ({panel.about}): {points}.{lines}")
    return " ".join(said)
