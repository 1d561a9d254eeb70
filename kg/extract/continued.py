"""Effects whose parts stand apart: limits before their measure and value, lists that a sentence before began."""

from __future__ import annotations

import re
from decimal import Decimal

from kg.extract.clause import Clause
from kg.extract.fact import Fact
from kg.extract.intervals import Interval
from kg.extract.measures import RATIOS
from kg.extract.points import Point
from kg.extract.reasons import Reason
from kg.extract.refine import refined
from kg.extract.spans import Span, value_of

__all__ = ["TOLD", "goes_on", "is_outside", "is_ratio", "told_late"]

TOLD = re.compile(
    r"(?:s?\s?[)\]]?(?:\s?[(\[][^()\[\]]{1,30}[)\]])?(?:\s(?:per|for|of|in|on|at)\s[^()\[\];]{1,60}?)?)(?:\s?[=:,]|\s(?:was|were|of|is|being))?\s?[(\[]?"
)
"""What may stand between a measure and its value."""
_AFTER_LIMITS = re.compile(r"[,;]\s?(?:(?:and|with|an?)\s){0,2}(?:adjusted\s|unadjusted\s|crude\s)?")
_NEXT_LIMITS = 12  # characters from a value to limits of its own
_HIGHEST_RATIO = 50
_OFF_CENTRE = Decimal("0.12")  # of the square of a ratio, for what its decimals and those of its limits leave open


def told_late(clause: Clause, interval: Interval, bound: Point | Reason, lead: int) -> Fact | None:
    """An effect whose measure and value follow its limits: "(95% CI 0.4 to 1.5, odds ratio = 0.75)"."""
    if isinstance(bound, Point) or not interval.announced or interval.high is None or interval.against:
        return None
    cue = next((c for c in clause.cues if c.start >= interval.end), None)
    if cue is None or cue.against or not cue.firm or not _AFTER_LIMITS.fullmatch(clause.text, interval.end, cue.start):
        return None
    value = next((n for n in clause.numbers if n[0] >= cue.end), None)
    before = clause.cue_before(lead, interval.start)
    if value is None or not TOLD.fullmatch(clause.text, cue.end, value[0]):
        return None
    if before and (before.measure != "MD" or cue.measure == "MD"):
        return None
    if is_outside(clause.text, value, interval.low, interval.high) or clause.elsewhere:
        return None
    if any(0 <= other.start - value[1] <= _NEXT_LIMITS for other in clause.intervals):
        return None
    measure = refined(clause, cue.measure, cue, value, interval.low, interval.high)
    return Fact(
        interval.low[0], value[1], measure, value, interval.low, interval.high, interval.level,
        interval.reversed, False, False, False, "point-after-interval/1", cue,
    )  # fmt: skip


def goes_on(interval: Interval, point: Point | Reason, clause: Clause, earlier: Fact | None) -> Fact | None:
    """An effect of the list that the sentence before began, whose measure is not said again: "lower with A [0.62 (0.41-0.94)]".

    Only ratios, and only where the value is the geometric mean of its limits: values of arms stand in such brackets too.
    """
    if earlier is None or earlier.measure not in RATIOS or earlier.low is None or not isinstance(point, Point):
        return None
    if clause.cues or clause.headers or point.outside or interval.high is None or interval.against or clause.elsewhere:
        return None
    if not is_ratio(clause.text, interval, point):
        return None
    return Fact(
        point.span[0], interval.high[1], earlier.measure, point.span, interval.low, interval.high, interval.level,
        interval.reversed, False, True, False, "list-of-sentences/1", None,
    )  # fmt: skip


def is_ratio(text: str, interval: Interval, point: Point) -> bool:
    """Whether a value that opens a bracket is the geometric mean of its limits, as a ratio is and a mean is not."""
    value = text[slice(*point.span)]
    if text[point.span[0] - 1 : point.span[0]] not in {"(", "["} or "." not in value or interval.high is None:
        return False
    middle, low, high = (value_of(text[slice(*span)]) for span in (point.span, interval.low, interval.high))
    return 0 < low < high < _HIGHEST_RATIO and abs(middle * middle / (low * high) - 1) <= _OFF_CENTRE


def is_outside(text: str, value: Span, low: Span, high: Span | None) -> bool:
    """Whether a value lies outside its limits."""
    x = value_of(text[slice(*value)])
    return x < value_of(text[slice(*low)]) or (high is not None and x > value_of(text[slice(*high)]))
