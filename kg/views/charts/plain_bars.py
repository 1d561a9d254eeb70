"""Any numbers with a name each, as bars from zero: for answers of which only the reader knows what they count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.views.charts.drawing import Drawing, Picture
from kg.views.charts.lettering import width, wrapped
from kg.views.charts.scales import Scale, linear, printed

__all__ = ["PlainBar", "PlainBars", "draw"]

_ROW, _LABEL, _TICKS = 24, 13, 5


@dataclass(frozen=True, slots=True)
class PlainBar:
    """A value with its name; `told` is the value as the answer prints it."""

    label: str
    value: float
    told: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class PlainBars:
    """The bars in the order in which they are shown; `measure` names what the values are, `note` says what is left out."""

    title: str
    measure: str
    bars: Sequence[PlainBar]
    note: str = ""


def draw(data: PlainBars, room: int) -> Picture:
    """The bars in a picture `room` pixels wide: names beside them, on a narrow page above. Raises ValueError without a bar."""
    if not data.bars:
        raise ValueError("no bar to draw")
    on = Drawing()
    narrow = room < 600
    left = 0.0 if narrow else min(max(width(bar.label, _LABEL) for bar in data.bars), room * 0.4) + 12
    words = max(width(bar.told, 12) for bar in data.bars) + 8
    scale = _scale(data, left + (words if _negative(data) else 0) + 8, room - words - 4)
    y = on.lines(0, 18, wrapped(data.title, room, 16, most=3, bold=True), size=16, bold=True) + 4
    y = on.lines(left, y, wrapped(data.measure, room - left, 12), size=12, ink="muted") + 8
    top = y
    for tick in scale.ticks:
        on.text(scale(tick), top, printed(tick), size=12, anchor="middle", ink="muted")
    rows = [wrapped(bar.label, room if narrow else left - 12, _LABEL) for bar in data.bars]
    heights = [16 * len(lines) + _ROW if narrow else max(_ROW, 16 * len(lines) + 4) for lines in rows]
    for tick in scale.ticks:
        on.line(scale(tick), top + 6, scale(tick), top + 10 + sum(heights), "ink" if tick == 0 else "line")
    y = top + 10
    for bar, lines, height in zip(data.bars, rows, heights, strict=True):
        with on.linked(bar.link):
            if narrow:
                after = on.lines(0, y + 14, lines, size=_LABEL, ink="accent" if bar.link else "ink")
                _bar(on, bar, scale, after - 2)
            else:
                first = y + height / 2 + 4.5 - 8 * (len(lines) - 1)
                on.lines(0, first, lines, size=_LABEL, ink="accent" if bar.link else "ink")
                _bar(on, bar, scale, y + height / 2)
        y += height
    if data.note:
        y = on.lines(0, y + 22, wrapped(data.note, room, 12, most=4), size=12, ink="muted")
    return on.picture("answer", data.title, _description(data), room, y + 8)


def _negative(data: PlainBars) -> bool:
    return any(bar.value < 0 for bar in data.bars)


def _scale(data: PlainBars, start: float, end: float) -> Scale:
    values = [bar.value for bar in data.bars]
    ticks = max(1, min(_TICKS, int((end - start) / 70)))
    return linear(min(0.0, *values), max(0.0, *values), start, max(end, start + 20), ticks=ticks)


def _bar(on: Drawing, bar: PlainBar, scale: Scale, middle: float) -> None:
    zero, end = scale(0), scale(bar.value)
    on.rect(min(zero, end), middle - 6, abs(end - zero), 12, "paper", told=f"{bar.label}: {bar.told}")
    if bar.value < 0:
        on.text(end - 5, middle + 4.5, bar.told, size=12, anchor="end")
    else:
        on.text(end + 5, middle + 4.5, bar.told, size=12)


def _description(data: PlainBars) -> str:
    told = "; ".join(f"{bar.label}: {bar.told}" for bar in data.bars)
    return f"Bars from zero. {data.measure}. {told}."
