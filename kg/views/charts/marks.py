"""The marks of an effect across a scale that runs right: a square with its interval, a diamond, the range of a prediction.

What somebody entered is a filled square, what a program read from prose a hollow diamond, what is computed of several a filled
diamond as high as its row, what others published a ring. Ends beyond the scale become arrows.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.views.charts.drawing import Drawing
from kg.views.charts.scales import Scale

__all__ = ["Interval", "diamond", "interval", "point", "prediction", "span", "whisker"]

CAP = 4  # half the height of the bar that ends an interval


@dataclass(frozen=True, slots=True)
class Interval:
    """An effect with its limits, on the axis.

    `read` where a program read it from prose, `computed` where nobody printed it, `published` where it is not of this store.
    """

    value: float
    low: float | None = None
    high: float | None = None
    read: bool = False
    computed: bool = False
    published: bool = False


def span(scale: Scale, low: float, high: float) -> tuple[float, float, bool, bool]:
    """Where an interval is drawn, and whether it goes on beyond the scale on either side; a ratio of 0 or less lies beyond it."""
    cut_low = (scale.log and low <= 0) or low < scale.low
    cut_high = high > scale.high
    start = scale.start if cut_low else min(scale(low), scale.end)
    end = scale.end if cut_high else max(scale(high), scale.start)
    return start, end, cut_low, cut_high


def whisker(on: Drawing, scale: Scale, y: float, low: float, high: float, ink: str, *, thick: float = 1.6) -> None:
    """The line of an interval with a bar, or where it is cut an arrow, at either end."""
    start, end, cut_low, cut_high = span(scale, low, high)
    on.line(start, y, end, y, ink, thick=thick)
    for place, cut, way in ((start, cut_low, 1), (end, cut_high, -1)):
        if cut:
            on.path([(place, y), (place + way * 7, y - 4), (place + way * 7, y + 4)], fill=ink, closed=True)
        else:
            on.line(place, y - CAP, place, y + CAP, ink, thick=thick)


def interval(on: Drawing, scale: Scale, y: float, one: Interval, *, size: float = 8, told: str = "") -> None:
    """A row's effect with its limits; `size` is the side of the square."""
    ink = "derived" if one.read else "muted" if one.published else "accent"
    with on.group(told):
        if one.low is not None and one.high is not None:
            whisker(on, scale, y, one.low, one.high, ink)
        if not scale.holds(one.value):
            return
        x = scale(one.value)
        if one.read:
            point(on, x, y, 5.5)
        elif one.published:
            on.circle(x, y, 4.5, "page", line=ink, thick=1.8)
        elif one.computed:
            on.path([(x - 7, y), (x, y - 5), (x + 7, y), (x, y + 5)], fill=ink, closed=True)
        else:
            on.rect(x - size / 2, y - size / 2, size, size, ink)


def point(on: Drawing, x: float, y: float, r: float) -> None:
    """The mark of what a program read: hollow, so that it differs without its colour."""
    on.path([(x - r, y), (x, y - r), (x + r, y), (x, y + r)], fill="page", line="derived", thick=1.8, closed=True)


def diamond(
    on: Drawing, scale: Scale, y: float, value: float, low: float, high: float, *, half: float = 7, told: str = ""
) -> None:
    """A mean of several: as wide as its interval, cut where the scale ends."""
    start, end, _, _ = span(scale, low, high)
    middle = min(max(scale(value), start), end)
    on.path([(start, y), (middle, y - half), (end, y), (middle, y + half)], fill="ink", closed=True, told=told)


def prediction(on: Drawing, scale: Scale, y: float, low: float, high: float, *, told: str = "") -> None:
    """Where the effect of a new study is expected: a thin bar."""
    with on.group(told):
        whisker(on, scale, y, low, high, "ink", thick=2.4)
