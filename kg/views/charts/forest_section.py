"""What a forest shows on one axis: rows, means and lines, and where that axis begins and ends."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.views.charts.drawing import Drawing
from kg.views.charts.lettering import width, wrapped
from kg.views.charts.marks import Interval
from kg.views.charts.reference_lines import ReferenceLine, values
from kg.views.charts.scales import Scale, linear, logarithmic, printed

__all__ = ["Mark", "Mean", "Row", "Section", "axis", "ground", "numbers", "scale_of", "signature"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A judgement beside a row: a symbol in the colour of its part, and what it means in words."""

    symbol: str
    ink: str
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """An effect. `label` is empty where it goes on from the row above; `inner` where it is part of a mean that stands above it.

    `text` is the effect in numbers, `more` what stands right of it (its weight), `size` the side of its square in pixels.
    """

    label: str
    detail: str
    effect: Interval
    text: str
    told: str
    more: str = ""
    marks: Sequence[Mark] = ()
    inner: bool = False
    size: float = 8
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Mean:
    """Several effects as one: a diamond from `low` to `high`; `expected` is where the effect of a new study is expected."""

    label: str
    value: float
    low: float
    high: float
    text: str
    about: str = ""
    expected: tuple[float, float] | None = None
    expected_text: str = ""
    expected_words: str = "95% of new studies expected"


@dataclass(frozen=True, slots=True)
class Section:
    """Effects on one axis. `left` and `right` say what either direction means; `ratio` where no effect is 1.

    `heads` are the columns: those of the table left and right of the picture, then one for each mark.
    """

    heading: str
    about: str
    left: str
    right: str
    rows: Sequence[Row]
    means: Sequence[Mean] = ()
    lines: Sequence[ReferenceLine] = ()
    below: Sequence[str] = ()
    heads: tuple[str, ...] = ("paper, comparison, time", "effect (95% CI)", "weight")
    marked: Sequence[str] = ()
    ratio: bool = False
    word: str = ""

    @property
    def none(self) -> float:
        """No effect."""
        return 1.0 if self.ratio else 0.0


def signature(section: Section) -> Iterator[str]:
    """What the letters above the columns of marks stand for."""
    for place, name in enumerate(section.marked):
        yield f"{'ABCDEFGH'[place % 8]}: {name}"


def scale_of(section: Section, start: float, end: float) -> Scale:
    """An axis that holds every estimate; intervals that reach far beyond all of them are cut, and drawn with an arrow."""
    effects = [row.effect for row in section.rows]
    points = [one.value for one in effects] + [mean.value for mean in section.means] + [section.none]
    ends = [number for one in effects for number in (one.low, one.high) if number is not None]
    ends += [number for mean in section.means for number in (mean.low, mean.high, *(mean.expected or ()))]
    if section.ratio:
        points, ends = ([math.log(one) for one in these if 0 < one < math.inf] for these in (points, ends))
    reach = max(max(points) - min(points), *(abs(one) for one in points), 1e-9)
    if not section.ratio:
        lines = [line.value for line in section.lines if line.value <= 3 * max(reach, *(abs(end) for end in (*ends, 0.0)))]
        points += lines
        reach = max(reach, *lines) if lines else reach
    usual = sorted(abs(one) for one in ends if math.isfinite(one))
    reach = max(reach, usual[int(len(usual) * 0.75)] if usual else 0.0)
    low = min([*points, *(max(one, min(points) - reach) for one in ends)])
    high = max([*points, *(min(one, max(points) + reach) for one in ends)])
    if section.ratio:
        return logarithmic(math.exp(max(low, -30)), math.exp(min(high, 30)), start, end)
    return linear(low, high, start, end, ticks=5 if end - start > 200 else 4)


def ground(on: Drawing, section: Section, scale: Scale, top: float, bottom: float) -> None:
    """No effect, the sizes that matter and the numbers of the axis as lines from `top` to `bottom`."""
    shown = [(value, lines) for value, lines in values(section.lines) if scale.holds(value)]
    for tick in scale.ticks:
        if tick != section.none:
            on.line(scale(tick), top, scale(tick), bottom, "line", thick=0.7)
    on.line(scale(section.none), top, scale(section.none), bottom, "ink", thick=1.4, told="no difference")
    for value, lines in shown:
        told = "; ".join(line.told for line in lines)
        on.line(scale(value), top, scale(value), bottom, "threshold", thick=1.5, dashes="6 4", told=told)
        if len(shown) < 3 and scale.holds(-value):
            told = f"the same size in the other direction ({lines[0].label})"
            on.line(scale(-value), top, scale(-value), bottom, "threshold", dashes="2 5", told=told)


def numbers(on: Drawing, scale: Scale, y: float, room: float, none: float) -> None:
    """The numbers of an axis, that of no effect first, without those that would stand on another one."""
    taken: list[tuple[float, float]] = []
    for tick in sorted(scale.ticks, key=lambda tick: tick != none):
        half = width(printed(tick), 12) / 2
        x = min(max(scale(tick), half), room - half)
        if all(x + half + 3 < start or x - half - 3 > end for start, end in taken):
            on.text(x, y, printed(tick), size=12, anchor="middle", ink="muted")
            taken.append((x - half, x + half))


def axis(on: Drawing, section: Section, scale: Scale, y: float, room: int) -> float:
    """The axis with its numbers, and what either direction means; returns the base line below."""
    on.line(scale.start, y, scale.end, y, "control")
    numbers(on, scale, y + 15, room, section.none)
    y += 32
    middle = min(max(scale(section.none), room * 0.35), room * 0.75)
    sides = ((f"\u2190 {section.left}", middle - 8, "end"), (f"{section.right} \u2192", middle + 8, "start"))
    if room < 600:  # no room beside each other
        for words, _, _ in sides:
            y = on.lines(0, y, wrapped(words, room, 12, most=2), size=12, leading=15 / 12)
        return y + 2
    deep = 0
    for words, x, anchor in sides:
        rows = wrapped(words, (x if anchor == "end" else room - x) - 4, 12, most=2)
        on.lines(x, y, rows, size=12, anchor=anchor, leading=15 / 12, told=words)
        deep = max(deep, len(rows))
    return y + 15 * deep + 4
