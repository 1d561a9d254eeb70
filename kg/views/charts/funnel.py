"""Effects against their standard errors: whether the less precise papers show other effects than the more precise ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kg.stats.student import critical
from kg.views.charts import inks
from kg.views.charts.drawing import Drawing, Picture
from kg.views.charts.forest_section import numbers
from kg.views.charts.lettering import width, wrapped
from kg.views.charts.marks import point
from kg.views.charts.scales import Scale, linear, logarithmic, printed

__all__ = ["Funnel", "Point", "draw", "spec"]

_DOWN = "standard error, the most precise papers at the top"


@dataclass(frozen=True, slots=True)
class Point:
    """A paper: its effect and standard error on the scale it is pooled on, ratios as logarithms; `read` as in other charts."""

    label: str
    effect: float
    standard_error: float
    told: str
    read: bool = False


@dataclass(frozen=True, slots=True)
class Funnel:
    """Papers around their mean. `line` is Egger's regression: the effect at a standard error of 0, and its change per unit."""

    title: str
    about: str
    left: str
    right: str
    points: Sequence[Point]
    mean: float
    mean_text: str
    said: Sequence[str] = ()
    line: tuple[float, float] | None = None
    ratio: bool = False

    @property
    def limits(self) -> float:
        """How many standard errors from the mean 95% of papers lie, if all estimate the same effect."""
        return critical(95)

    @property
    def inside(self) -> int:
        """Papers within these limits."""
        return sum(abs(one.effect - self.mean) <= self.limits * one.standard_error for one in self.points)


def draw(data: Funnel, room: int) -> Picture:
    """The funnel over the whole width, with what its lines mean below."""
    on = Drawing()
    narrow = room < 600
    y = on.lines(0, 20, wrapped(data.title, room, 16, most=3, bold=True), size=16, bold=True)
    y = on.lines(0, y, wrapped(data.about, room, 12, most=3), size=12, ink="muted") + 6
    on.text(0, y, f"\u2193 {_DOWN}", size=12)
    top = y + 14
    bottom = top + (260 if narrow else 380)
    down = linear(0, max((one.standard_error for one in data.points), default=1.0), top, bottom, ticks=5)
    labels = max(width(printed(tick), 12) for tick in down.ticks)
    across = _across(data, down.high, labels + 10, room - 10)
    _ground(on, data, across, down)
    small = len(data.points) > 150
    for one in data.points:
        x, at = across(_shown(data, one.effect)), down(one.standard_error)
        if one.read:
            with on.group(one.told):
                point(on, x, at, 5)
        else:
            on.circle(x, at, 3 if small else 4.5, "accent", line="page", thick=1, told=one.told)
    y = _axis(on, data, across, bottom, room)
    return on.picture("funnel", data.title, _description(data), room, _legend(on, data, y + 6, room))


def _shown(data: Funnel, effect: float) -> float:
    """An effect as its axis has it, as far as a number can hold it."""
    return math.exp(min(max(effect, -300.0), 300.0)) if data.ratio else effect


def _across(data: Funnel, deepest: float, start: float, end: float) -> Scale:
    reach = data.limits * deepest
    ends = [*(one.effect for one in data.points), data.mean - reach, data.mean + reach, 0.0]
    if data.ratio:
        return logarithmic(math.exp(max(min(ends), -300)), math.exp(min(max(ends), 300)), start, end)
    return linear(min(ends), max(ends), start, end, ticks=6 if end - start > 400 else 4)


def _ground(on: Drawing, data: Funnel, across: Scale, down: Scale) -> None:
    reach = data.limits * down.high
    ends = [across(_shown(data, data.mean + way * reach)) for way in (-1, 1)]
    peak = across(_shown(data, data.mean))
    on.path([(peak, down(0)), (ends[1], down.end), (ends[0], down.end)], fill="tint", closed=True)
    for tick in down.ticks:
        on.text(across.start - 6, down(tick) + 4, printed(tick), size=12, anchor="end", ink="muted")
        on.line(across.start, down(tick), across.end, down(tick), "line", thick=0.7)
    none = across(1.0 if data.ratio else 0.0)
    on.line(none, down.start, none, down.end, "control", thick=1, told="no difference")
    on.path([(ends[0], down.end), (peak, down(0)), (ends[1], down.end)], line="ink", thick=1, dashes="5 4")
    on.line(peak, down.start, peak, down.end, "ink", thick=1.6, told=data.mean_text)
    if data.line is not None:
        base, slope = data.line
        low = min((one.standard_error for one in data.points), default=0.0)
        ways = [(_shown(data, base + slope * error), error) for error in (low, down.high)]
        clipped = [(min(max(across(effect), across.start), across.end), down(error)) for effect, error in ways]
        if all(across.holds(effect) for effect, _ in ways):
            on.path(clipped, line="derived", thick=2.2, dashes="2 4", told="Egger's regression")


def _axis(on: Drawing, data: Funnel, across: Scale, bottom: float, room: float) -> float:
    numbers(on, across, bottom + 16, room, 1.0 if data.ratio else 0.0)
    y = bottom + 34
    for words in (f"\u2190 {data.left}", f"\u2192 {data.right}"):
        y = on.lines(0, y, wrapped(words, room, 12, most=2), size=12, leading=15 / 12)
    return y


def _legend(on: Drawing, data: Funnel, y: float, room: float) -> float:
    """What the lines mean, then what is said of them; returns the height."""
    number = len(data.points)
    entries = [
        ("ink", "", data.mean_text),
        ("ink", "5 4", f"holds 95% of papers if all of them estimate the same effect; here {data.inside} of {number} lie inside"),
    ]
    if data.line is not None:
        entries.append(("derived", "2 4", "Egger's regression: upright where small papers show the same effects as large ones"))
    for ink, dashes, words in entries:
        on.line(0, y - 4, 26, y - 4, ink, thick=1.8, dashes=dashes)
        y = on.lines(34, y, wrapped(words, room - 34, 12, most=3), size=12, leading=15 / 12) + 3
    if any(one.read for one in data.points):
        point(on, 13, y - 4, 5)
        y = on.lines(34, y, wrapped("read from prose by a program and entered by nobody", room - 34, 12), size=12) + 3
    for line in data.said:
        y = on.lines(0, y + 4, wrapped(line, room, 12, most=8), size=12, ink="muted", leading=15 / 12)
    return y


def _description(data: Funnel) -> str:
    said = f"{len(data.points)} papers, {data.inside} within the limits of 95%. {data.mean_text}. {' '.join(data.said)}"
    return f"Funnel plot. {data.about}. {said}"


def spec(data: Funnel) -> dict[str, object]:
    """The same as a Vega-Lite specification with its data inside."""
    points = [
        {"paper": one.label, "effect": _shown(data, one.effect), "standard_error": one.standard_error, "read": one.read}
        for one in data.points
    ]
    deepest = max((one.standard_error for one in data.points), default=1.0)
    lines = [
        {"line": name, "effect": _shown(data, data.mean + way * data.limits * error), "standard_error": error}
        for name, way in (("mean", 0), ("lower limit", -1), ("upper limit", 1))
        for error in (0.0, deepest)
    ]
    scale = {"scale": {"type": "log"}} if data.ratio else {}
    x = {"field": "effect", "type": "quantitative", "title": f"\u2190 {data.left} | {data.right} \u2192", **scale}
    y = {"field": "standard_error", "type": "quantitative", "title": _DOWN, "scale": {"reverse": True, "zero": True}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": data.title,
        "description": _description(data),
        "width": 640,
        "height": 400,
        "layer": [
            {
                "data": {"values": lines},
                "mark": {"type": "line", "color": inks.light("ink")},
                "encoding": {"x": x, "y": y, "detail": {"field": "line"}, "order": {"field": "standard_error"}},
            },
            {
                "data": {"values": points},
                "mark": {"type": "point", "filled": True, "color": inks.light("accent")},
                "encoding": {"x": x, "y": y, "tooltip": [{"field": name} for name in ("paper", "effect", "standard_error")]},
            },
        ],
    }
