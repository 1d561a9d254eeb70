"""The plot of one course: points over time with their intervals, no effect, the sizes that matter, and the times below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kg.views.charts.drawing import Drawing
from kg.views.charts.lettering import width, wrapped
from kg.views.charts.marks import CAP, point
from kg.views.charts.reference_lines import ReferenceLine, values
from kg.views.charts.scales import Scale, linear, logarithmic, printed

__all__ = ["BESIDE", "Across", "Panel", "Point", "across_of", "besides", "ground", "points", "roomy", "scale_of", "times"]

PAD = 18  # pixels between the axis and week 0, and after the last time
BESIDE = 232  # pixels right of a wide panel for what its lines mean


@dataclass(frozen=True, slots=True)
class Point:
    """An effect at a time. `words` of the source for the time; `weeks` None where the panel has no scale of time.

    `counted` where the weeks were computed from the words, `read` where a program read the effect from prose, `text` the effect
    as it stands in the table, `told` what a resting pointer is told.
    """

    words: str
    weeks: float | None
    value: float
    low: float | None
    high: float | None
    text: str
    told: str
    counted: bool = False
    read: bool = False

    @property
    def week(self) -> str:
        """The week in a few letters; one that was computed has a star."""
        return "" if self.weeks is None else f"{printed(float(f'{self.weeks:.3g}'))}{'*' if self.counted else ''}"


@dataclass(frozen=True, slots=True)
class Panel:
    """The effects of one outcome of a paper. `up` and `down` say what either direction means; `said` sums up, a line each.

    `ratio` where no effect is 1. `unit` names what the numbers are ("Oswestry Disability Index, points of 0 to 100"), `word` what
    one of them is ("points").
    """

    paper: str
    outcome: str
    about: str
    unit: str
    up: str
    down: str
    points: Sequence[Point]
    lines: Sequence[ReferenceLine] = ()
    said: Sequence[str] = ()
    ratio: bool = False
    word: str = ""
    link: str | None = None

    @property
    def timed(self) -> bool:
        """Whether all times are on a scale of weeks."""
        return all(one.weeks is not None for one in self.points)

    @property
    def none(self) -> float:
        """No effect."""
        return 1.0 if self.ratio else 0.0


def scale_of(panel: Panel, bottom: float, top: float) -> Scale:
    ends = [number for one in panel.points for number in (one.value, one.low, one.high) if number is not None]
    if panel.ratio:
        inside = [number for number in ends if 0 < number < math.inf]
        return logarithmic(min([*inside, 0.9]), max([*inside, 1.1]), bottom, top)
    reach = max(abs(number) for number in ends) or 1.0
    ends += [line.value for line in panel.lines if line.value <= 3 * reach]
    low, high = min([*ends, 0.0]), max([*ends, 0.0])
    margin = 0.06 * (high - low or 1.0)
    return linear(low - (margin if low < 0 else 0), high + (margin if high > 0 else 0), bottom, top, ticks=6)


@dataclass(frozen=True, slots=True)
class Across:
    """Where the points of a panel stand: their places in the order of the points, and the ends of the plot."""

    start: float
    end: float
    places: tuple[float, ...]


def across_of(panel: Panel, start: float, end: float, room: float) -> Across:
    """The places of the points; `room` is kept free right of the last one."""
    number = len(panel.points)
    if not panel.timed:
        step = (end - start) / number
        return Across(start, end, tuple(start + step * (place + 0.5) for place in range(number)))
    last = max(one.weeks or 0.0 for one in panel.points) or 1.0
    long = end - start - PAD - max(PAD, room)
    at = [start + PAD + (one.weeks or 0.0) / last * long for one in panel.points]
    return Across(start, end, _apart(at, start, end))


def _apart(places: Sequence[float], start: float, end: float) -> tuple[float, ...]:
    """Points of the same time beside each other, so that none hides another."""
    found: list[float] = []
    for place in places:
        same = sum(abs(other - place) < 4 for other in places)
        before = sum(abs(other - place) < 4 for other in places[: len(found)])
        found.append(min(max(place + (before - (same - 1) / 2) * 9, start + 6), end - 6))
    return tuple(found)


def ground(on: Drawing, panel: Panel, scale: Scale, across: Across, *, large: bool) -> None:
    """Axis, no effect, and the sizes that matter; what is smaller than the least of them is tinted."""
    shown = [(value, lines) for value, lines in values(panel.lines) if scale.holds(value)]
    if shown and not panel.ratio:
        least = shown[0][0]
        below = max(-least, scale.low)
        told = f"smaller than {shown[0][1][0].label}, the smallest threshold"
        on.rect(across.start, scale(least), across.end - across.start, scale(below) - scale(least), "tint", told=told)
    for tick in scale.ticks:
        on.text(across.start - 6, scale(tick) + 4, printed(tick), size=12, anchor="end", ink="muted")
        if tick != panel.none:
            on.line(across.start, scale(tick), across.end, scale(tick), "line", thick=0.7)
    on.line(across.start, scale(panel.none), across.end, scale(panel.none), "ink", thick=1.4, told="no difference")
    beside = large and besides(panel)
    taken = -math.inf
    for value, lines in reversed(shown):
        told = "; ".join(line.told for line in lines)
        on.line(across.start, scale(value), across.end, scale(value), "threshold", thick=1.5, dashes="6 4", told=told)
        if len(shown) <= 3 and scale.holds(-value) and any(one.value < 0 for one in panel.points):
            told = f"the same size in the other direction ({lines[0].label})"
            on.line(across.start, scale(-value), across.end, scale(-value), "threshold", dashes="2 5", told=told)
        label = f"{lines[0].label} {panel.word}".strip() if beside else lines[0].label
        if scale(value) + 4 < taken + 13:
            continue
        on.text(across.end + 8, scale(value) + 4, label, size=13 if beside else 12, bold=True, ink="threshold")
        taken = scale(value) + 4
        if beside:
            on.lines(across.end + 8, taken + 15, [row for line in lines for row in _beside(line)], size=12, leading=15 / 12)


def besides(panel: Panel) -> bool:
    """Whether what each line means has room beside it: three lines at most, far enough apart."""
    shown = values(panel.lines)
    if len(shown) > 3:
        return False
    scale = scale_of(panel, 300, 0)
    places = [scale(value) for value, _ in shown if scale.holds(value)]
    deep = [15 * sum(len(_beside(line)) for line in lines) + 24 for _, lines in shown][: len(places)]
    ends = [340.0, *places[:-1]] if places else []
    return len(places) == len(shown) and all(at + tall <= end for at, tall, end in zip(places, deep, ends, strict=True))


def _beside(line: ReferenceLine) -> tuple[str, ...]:
    room = BESIDE - 12
    parts = (line.basis, line.population, line.source)
    return tuple(row for part in parts if part for row in wrapped(part, room, 12))


def points(on: Drawing, panel: Panel, scale: Scale, across: Across, *, labelled: bool) -> None:
    if len({round(place) for place in across.places}) == len(panel.points) and _once(panel):
        way = [(x, scale(one.value)) for x, one in zip(across.places, panel.points, strict=True) if scale.holds(one.value)]
        if len(way) > 1:
            on.path(way, line="accent", thick=1, dashes="1 4", told="the eye's guide: nothing was measured in between")
    for x, one in zip(across.places, panel.points, strict=True):
        ink = "derived" if one.read else "accent"
        with on.group(one.told):
            if one.low is not None and one.high is not None:
                ends = [_held(scale, number) for number in (one.low, one.high)]
                on.line(x, ends[0], x, ends[1], ink, thick=2.2)
                for number, end in zip((one.low, one.high), ends, strict=True):
                    if _inside(scale, number):
                        on.line(x - CAP - 1, end, x + CAP + 1, end, ink, thick=2.2)
            if one.read:
                point(on, x, scale(one.value), 6.5)
            else:
                on.circle(x, scale(one.value), 5.5, ink, line="page", thick=1.5)
        if labelled:
            on.text(x + 10, _label(panel, scale, one.value), one.text, size=13, bold=True)


def _label(panel: Panel, scale: Scale, value: float) -> float:
    """The base line of a point's words: above it, or below it where a line would run through them."""
    lines = [scale(line.value) for line in panel.lines if scale.holds(line.value)] + [scale(panel.none)]
    above, below = scale(value) - 7, scale(value) + 18
    return below if any(above - 11 < line < above + 3 for line in lines) and below + 4 < scale.start else above


def _once(panel: Panel) -> bool:
    """Whether each time has one effect, so that a line may join them."""
    times = [one.weeks if panel.timed else one.words for one in panel.points]
    return len(set(times)) == len(times)


def _inside(scale: Scale, number: float) -> bool:
    return (number > 0 or not scale.log) and math.isfinite(number) and scale.holds(number)


def _held(scale: Scale, number: float) -> float:
    if _inside(scale, number):
        return scale(number)
    return scale.start if number < scale.low else scale.end


def roomy(panel: Panel, across: Across) -> bool:
    """Whether every effect can be written to the right of its point."""
    after = (*across.places[1:], across.end)
    widths = [width(one.text, 13, bold=True) + 16 for one in panel.points]
    return all(x + wide <= following for x, wide, following in zip(across.places, widths, after, strict=True))


def times(on: Drawing, panel: Panel, across: Across, y: float, *, large: bool) -> float:
    """The times below the plot: weeks, and in a large panel the words; returns the base line below them."""
    y += 12
    taken = -math.inf
    deep = 0
    free = [0.0] * len(panel.points)
    for place, x in enumerate(across.places):
        left = x - (across.places[place - 1] if place else across.start - 20)
        right = (across.places[place + 1] if place + 1 < len(across.places) else across.end + 20) - x
        free[place] = min(left, right) - 6 if len(across.places) > 1 else across.end - across.start
    start = across.start + PAD
    if panel.timed and across.places[0] - start > 30:
        on.line(start, y - 14, start, y - 9, "control")
        on.text(start, y + 2, "0", size=12, anchor="middle", ink="muted")
        taken = start + 8
    for place, (x, one) in enumerate(zip(across.places, panel.points, strict=True)):
        on.line(x, y - 14, x, y - 9, "control")
        label = one.week if panel.timed else one.words
        room = free[place] if not panel.timed else 60.0
        rows = wrapped(label, max(room, 24), 12, most=1)
        words = wrapped(one.words, free[place], 12, most=3) if large and panel.timed and free[place] > 70 else ()
        wide = max(width(row, 12) for row in rows)
        if x - wide / 2 <= taken + 4:
            continue
        on.text(x, y + 2, rows[0], size=12, anchor="middle", told=one.told)
        on.lines(x, y + 17, words, size=12, anchor="middle", ink="muted", leading=15 / 12)
        deep = max(deep, len(words))
        taken = x + wide / 2
    y += 17 + 15 * deep
    axis = "weeks since randomization" if panel.timed else "in the order of the source, not to scale"
    rows = wrapped(axis, across.end - across.start, 12, most=2)
    return on.lines(across.start, y + 2, rows, size=12, ink="muted", leading=15 / 12) + 3
