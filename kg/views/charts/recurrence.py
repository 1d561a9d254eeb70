"""Which flaws recur: a bar a flaw with its share, interval and denominator in words, in the order given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.tables import percent
from kg.views.charts.drawing import Drawing, Picture
from kg.views.charts.lettering import width, wrapped
from kg.views.charts.scales import Scale, linear

__all__ = ["Bar", "Bars", "draw", "spec"]

_AXIS = {
    "flaw": "Share of papers with the flaw, of those judged for it (95% interval)",
    "domain": "Share of papers with a flaw of the domain, of those judged for one (95% interval)",
}
_UNSOUGHT = "Written down where found: judged in fewer than half of the papers, or never called absent. A count, not a share:"


@dataclass(frozen=True, slots=True)
class Bar:
    """One flaw: `share`, `low`, `high` between 0 and 1; None where it was not looked for, and a share would mislead."""

    label: str
    group: str
    papers: int
    judged: int
    appraised: int
    share: float | None = None
    low: float | None = None
    high: float | None = None
    link: str | None = None

    @property
    def interval(self) -> tuple[float, float, float] | None:
        """Share and its limits, where there is a share."""
        if self.share is None or self.low is None or self.high is None:
            return None
        return self.share, self.low, self.high

    @property
    def told(self) -> str:
        """Share and denominator in words."""
        if not self.interval:
            return f"found in {self.papers} of {self.appraised} appraised"
        return f"{self.papers} of {self.judged} judged: {' '.join(_range(self.interval))}"


def _range(interval: tuple[float, float, float]) -> tuple[str, str]:
    share, low, high = interval
    return percent(share), f"({percent(low, sign='')} to {percent(high, sign='')})"


@dataclass(frozen=True, slots=True)
class Bars:
    """The flaws in the order in which they are shown: those with a share first.

    `left_out`: how many more there are; `judges`: who judged, in words; `what`: "flaw" or "domain".
    """

    title: str
    bars: Sequence[Bar]
    left_out: int = 0
    judges: str = ""
    what: str = "flaw"


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things stand: labels end at `left`, words about a bar begin at `right`; with `narrow` both stand above it."""

    room: int
    narrow: bool
    left: float
    scale: Scale

    @property
    def start(self) -> float:
        """Where lines of text begin."""
        return 0 if self.narrow else self.scale.start

    def lines(self, bar: Bar) -> tuple[str, ...]:
        """The label in lines."""
        if self.narrow:
            return wrapped(bar.label, self.room - width(_brief(bar), 12) - 12, 13)
        return wrapped(bar.label, self.left, 13)

    def height(self, bar: Bar) -> float:
        """The height of a bar's row."""
        lines = len(self.lines(bar))
        if self.narrow:
            return 17 * lines + (25 if bar.interval else 7)
        return max(28 if bar.interval else 22, 16 * lines + 6)


def draw(data: Bars, room: int) -> Picture:
    """The bars in a picture `room` pixels wide: labels beside them where there is room, else above them."""
    on = Drawing()
    with_share = [bar for bar in data.bars if bar.interval]
    without = [bar for bar in data.bars if not bar.interval]
    at = _laid_out(data, room)
    y = on.lines(0, 18, wrapped(data.title, room, 16, most=3, bold=True), size=16, bold=True) + 4
    if with_share:
        y = on.lines(at.start, y, wrapped(_AXIS[data.what], room - at.start, 12), size=12, ink="muted") + 8
        bottom = y + 8 + sum(map(at.height, with_share))
        for tick in at.scale.ticks:
            on.text(at.scale(tick), y, f"{100 * tick:.0f}%", size=12, anchor="middle", ink="muted")
            on.line(at.scale(tick), y + 6, at.scale(tick), bottom, "line")
        y += 8
        for bar in with_share:
            y = _bar(on, bar, y, at)
        y += 34
    if without:
        y = on.lines(at.start, y, wrapped(_UNSOUGHT, room - at.start, 12, most=3), size=12, ink="muted") - 6
        for bar in without:
            y = _bar(on, bar, y, at)
        y += 24
    for line in _foot(data):
        y = on.lines(at.start, y, wrapped(line, room - at.start, 12, most=5), size=12, ink="muted") + 4
    return on.picture("recurrence", data.title, _description(data), room, y)


def _laid_out(data: Bars, room: int) -> _Layout:
    narrow = room < 600
    words = max((width(bar.told, 12) for bar in data.bars if bar.interval), default=0)
    left = 0.0 if narrow else min(max((width(bar.label, 13) for bar in data.bars), default=0), room * 0.34)
    start, end = (14.0, room - 20.0) if narrow else (left + 14, room - words - 22)
    scale = linear(0, 1, start, end, ticks=min(4 if narrow else 5, max(1, int((end - start) / 50))))  # 50: the width of "100%"
    return _Layout(room, narrow, left, scale)


def _bar(on: Drawing, bar: Bar, y: float, at: _Layout) -> float:
    """One flaw whose row begins at `y`; returns where the next begins."""
    lines, height = at.lines(bar), at.height(bar)
    middle = y + 17 * len(lines) + 13 if at.narrow else y + height / 2
    with on.linked(bar.link):
        told = f"{bar.label} ({bar.group})"
        if at.narrow:
            on.lines(0, y + 16, lines, size=13, leading=1.3, told=told)
        else:
            on.lines(at.left, middle + 4.5 - 8 * (len(lines) - 1), lines, size=13, leading=1.23, anchor="end", told=told)
    if at.narrow:
        on.text(at.room, y + 16, _brief(bar), size=12, anchor="end", ink="muted")
    else:
        on.text(at.scale.end + 18 if bar.interval else at.scale.start, middle + 4.5, bar.told, size=12, ink="muted")
    if bar.interval:
        share, low, high = (at.scale(part) for part in bar.interval)
        on.rect(at.scale.start, middle - 7, share - at.scale.start, 14, "present", told=f"{bar.label}: {bar.told}")
        on.line(low, middle, high, middle, "ink", thick=2)
        for end in (low, high):
            on.line(end, middle - 4, end, middle + 4, "ink", thick=2)
    return y + height


def _brief(bar: Bar) -> str:
    """Share and denominator where there is little room; the interval is drawn."""
    if not bar.interval:
        return f"{bar.papers} of {bar.appraised}"
    return f"{bar.papers} of {bar.judged}: {percent(bar.interval[0])}"


def _foot(data: Bars) -> Iterator[str]:
    if data.left_out:
        yield f"Not shown: {data.left_out} more."
    if data.judges:
        yield f"Judged by {data.judges}."


def _description(data: Bars) -> str:
    told = "; ".join(f"{bar.label}: {bar.told}" for bar in data.bars)
    return f"Ranked bars, one a flaw, with 95% Wilson intervals. {told}." if told else "No flaw to show."


def spec(data: Bars) -> dict[str, object]:
    """The same as a Vega-Lite specification with its data inside."""
    values = [
        {"flaw": bar.label, "domain": bar.group, "papers": bar.papers, "judged": bar.judged, "appraised": bar.appraised}
        | {"share": bar.share, "low": bar.low, "high": bar.high, "told": bar.told}
        for bar in data.bars
    ]
    y = {"field": "flaw", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 320}}
    percent = {"format": "%"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": data.title,
        "description": _description(data),
        "data": {"values": values},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "bar", "color": "#B84A00"},
                "encoding": {
                    "x": {
                        "field": "share",
                        "type": "quantitative",
                        "axis": percent,
                        "scale": {"domain": [0, 1]},
                        "title": _AXIS[data.what],
                    },
                    "tooltip": [{"field": name} for name in ("flaw", "told")],
                },
            },
            {
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}},
            },
        ],
    }
