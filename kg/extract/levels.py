"""The confidence level of limits: told with them, after them, in the words above a list, or for limits before them."""

from __future__ import annotations

import re

from kg.extract.clause import Clause
from kg.extract.fact import Fact
from kg.extract.intervals import Interval
from kg.extract.spans import Span

__all__ = ["level_of", "tells_level"]

_LATE = re.compile(r",?\s?[(\[]?(?P<level>9\d(?:\.\d)?)\s?%\s?[(\[]?C\.?I\b")


def level_of(clause: Clause, interval: Interval, last: Fact | None, header: Span | None, at: int) -> str | None:
    """The level of an interval, as the sentence tells it; `last` is the effect before it, `header` what announces its list."""
    level = interval.level or (last.level if last else None) or _late(clause.text, interval)
    if level or interval.announced:
        return level
    if header:
        told = [clause.text[slice(*h)].partition("%") for h in clause.headers if h[1] <= at]
        level = next((before.strip() for before, sign, _ in reversed(told) if sign), None)
    # The level is told once, for the first interval of the sentence.
    return level or next((i.level for i in reversed(clause.intervals) if i.announced and i.end <= interval.start), None)


def tells_level(clause: Clause) -> bool:
    """Whether a level is told in the sentence itself, so that none is taken from the sentence before."""
    return any(i.level for i in clause.intervals) or any("%" in clause.text[slice(*h)] for h in clause.headers)


def _late(text: str, interval: Interval) -> str | None:
    """The level told after the limits: "0.91, 0.47 to 1.78, 95% CI"."""
    late = None if interval.announced else _LATE.match(text, interval.end)
    return late["level"] if late else None
