"""Which printed number is the value of an interval.

The nearest number to the left that is no mask; lying inside the interval is a point in its favour, not a filter:
with containment alone "5.6 lower at 6 months (2.1 to 9.1)" would bind 6. A value that stands directly before its
interval and lies outside it is kept, and said to be outside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kg.extract.clause import Clause
from kg.extract.intervals import Interval
from kg.extract.masks import is_masked
from kg.extract.spans import Span, value_of

__all__ = ["Point", "bind"]

_REACH = 140  # characters to the left of an announced interval that may hold its value
_CANDIDATES = 5

_TIGHT = re.compile(
    r"(?:\s?%|[\s-][A-Za-zµμ°][\w²³/.^%-]{0,18}(?:\s[A-Za-zµμ°][\w²³/.^-]{0,12}){0,2})?\s?[,;:]?\s?[(\[]?\s?(?:with\s(?:a\s|an\s)?)?"
)
_BARE_GAP = re.compile(r"(?:\s?%)?(?:[\s-](?!and\b|or\b|to\b|vs\b)[A-Za-zµμ°][\w²³/.^-]{0,18}){0,3}\s?[,;]?\s?")
_CROSSED = re.compile(r"[;.]\s(?=\S+\s\S+\s\S)|\b(?:and|versus|vs|whereas|while)\s(?=\S+\s\S+\s\S)")


@dataclass(frozen=True, slots=True)
class Point:
    """The value of an interval. `tight`: printed directly before it. `mirrored`: inside once its sign is turned."""

    span: Span
    tight: bool
    outside: bool
    mirrored: bool


def bind(clause: Clause, interval: Interval, lead: int) -> Point | None:
    """The value of `interval`, looked for from `lead` on; None when no number can be it."""
    text = clause.text
    low, high = _limits(text, interval)
    if interval.point is not None:
        inside, mirrored = _inside(text, interval.point, low, high)
        return Point(interval.point, tight=True, outside=not (inside or mirrored), mirrored=mirrored)
    first = max(lead, interval.start - (_REACH if interval.announced else 60))
    candidates = [n for n in clause.numbers if first <= n[0] and n[1] <= interval.start][-_CANDIDATES:]
    for span in reversed(candidates):
        gap = text[span[1] : interval.start]
        tight = (_TIGHT if interval.announced else _BARE_GAP).fullmatch(gap) is not None
        if not interval.announced and not tight:
            return None
        if is_masked(text, *span):
            continue
        inside, mirrored = _inside(text, span, low, high)
        if tight and not inside and not mirrored:
            return Point(span, tight=True, outside=True, mirrored=False)
        if (inside or mirrored) and (tight or not _CROSSED.search(gap)):
            return Point(span, tight, outside=False, mirrored=mirrored)
    return None


def _limits(text: str, interval: Interval) -> tuple[Decimal, Decimal | None]:
    return value_of(text[slice(*interval.low)]), value_of(text[slice(*interval.high)]) if interval.high else None


def _inside(text: str, span: Span, low: Decimal, high: Decimal | None) -> tuple[bool, bool]:
    """Inside the limits, and inside them only once the sign is turned (a "reduction of 33, -47 to -20")."""
    value = value_of(text[slice(*span)])
    if low <= value and (high is None or value <= high):
        return True, False
    return False, high is not None and low <= -value <= high
