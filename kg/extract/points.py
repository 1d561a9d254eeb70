"""Which printed number is the value of an interval.

The nearest number to the left that is no mask; lying inside the interval is a point in its favour, not a filter:
with containment alone "5.6 lower at 6 months (2.1 to 9.1)" would bind 6. A value that stands directly before its
interval and lies outside it is kept, and said to be outside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kg.extract.clause import Clause
from kg.extract.intervals import Interval
from kg.extract.masks import mask
from kg.extract.reasons import Reason
from kg.extract.spans import Span, value_of

__all__ = ["Point", "bind", "dealt", "differ_by", "differs", "half_unit"]

_ERROR = re.compile(r"\s?(?:±|\+/-)\s?[\d.]")
_BESIDE = 8  # characters from a measure to its value: " was ", " = "
_REACH = 140  # characters to the left of an announced interval that may hold its value
_CANDIDATES = 5

_WORD = r"[A-Za-zµμ°σ][\w²³/.^%-]{0,18}(?:\(-?\d\))?"
_TIGHT = re.compile(
    rf"(?:\s?%|°C?|[A-Za-z]{{1,4}}|[\s-]{_WORD}(?:\s{_WORD}){{0,2}})?\s?[,;:]?\s?[(\[]?\s?(?:with\s(?:a\s|an\s)?)?"
)
_BARE_GAP = re.compile(rf"(?:\s?%|°C?)?(?:[\s-](?!and\b|or\b|to\b|vs\b){_WORD}){{0,3}}\s?[,;]?\s?")
_CROSSED = re.compile(r"(?:;|(?<![A-Z])\.)\s(?=\S+\s\S+\s\S)|\b(?:and|versus|vs|whereas|while)\s(?=\S+\s\S+\s\S)")
# Between values told together, between them and their intervals, and between the intervals.
_AND = re.compile(rf"(?:\s?%|\s{_WORD}(?:\s{_WORD})?)?(?:,?\s(?:and|versus|vs\.?)|[,;])\s(?:of\s)?")
_TO_LIST = re.compile(rf"(?:\s?%|\s{_WORD}(?:\s{_WORD})?)?,?\s?[(\[]?\s?")
_VERSUS = re.compile(rf"(?:\s?%|\s{_WORD})?(?:\s?[(\[][^()\[\]]{{0,30}}[)\]])?,?\s(?:vs?\.?|versus)\s")
_PAIR_END = re.compile(
    rf"(?:\s?%|\s{_WORD}(?:\s{_WORD})?)?(?:\s?[(\[][^()\[\]]{{0,30}}[)\]])?,?(?:\srespectively)?\s?[;,]?\s?[(\[]?\s?"
)
_IN_ARMS = re.compile(r"[^()\[\];\d]{1,60}?\b(?:and|vs?|versus|than|compared\s(?:with|to))\b[^()\[\];\d]{0,50}")
_IN_ARM = re.compile(r"[^()\[\];\d]{1,60}?\s?[;,]?\s?[(\[]?\s?")
_BETWEEN = re.compile(r"\s?%?(?:,?\s(?:and|versus|vs\.?)|[,;])\s")


@dataclass(frozen=True, slots=True)
class Point:
    """The value of an interval. `tight`: printed directly before it. `mirrored`: inside once its sign is turned."""

    span: Span
    tight: bool
    outside: bool
    mirrored: bool


def dealt(clause: Clause) -> dict[int, Span]:
    """Values told before all their intervals ("2.1 and 1.9 (95% CIs 1.0 to 3.2 and 0.8 to 3.0)"), by number of the interval."""
    found: dict[int, Span] = {}
    text, intervals = clause.text, clause.intervals
    first = 0
    while first < len(intervals) - 1:
        last = first
        while last + 1 < len(intervals) and _BETWEEN.fullmatch(text, intervals[last].end, intervals[last + 1].start):
            last += 1
        count = last - first + 1
        if count > 1 and intervals[first].announced:
            before = [n for n in clause.numbers if n[1] <= intervals[first].start][-count:]
            gaps = pairwise(before)
            if (
                len(before) == count
                and all(_AND.fullmatch(text, a[1], b[0]) for a, b in gaps)
                and _TO_LIST.fullmatch(text, before[-1][1], intervals[first].start)
                and not any(mask(text, *n) for n in before)
            ):
                found.update(zip(range(first, last + 1), before, strict=True))
        first = last + 1
    return found


def bind(clause: Clause, interval: Interval, lead: int, given: Span | None = None) -> Point | Reason:
    """The value of `interval`, looked for from `lead` on (or `given`), or why no number can be it."""
    text = clause.text
    low, high = _limits(text, interval)
    if given or interval.point:
        span = given or interval.point or (0, 0)
        inside, mirrored = _inside(text, span, low, high)
        return Point(span, tight=True, outside=not (inside or mirrored), mirrored=mirrored)
    first = max(lead, interval.start - (_REACH if interval.announced else 60))
    candidates = [n for n in clause.numbers if first <= n[0] and n[1] <= interval.start][-_CANDIDATES:]
    why = Reason.NO_VALUE
    for span in reversed(candidates):
        gap = text[span[1] : interval.start]
        tight = (_TIGHT if interval.announced else _BARE_GAP).fullmatch(gap) is not None
        if not interval.announced and not tight:
            return why
        if (masked := mask(text, *span)) and not _is_named(clause, interval, span, masked):
            why = masked if why is Reason.NO_VALUE else why
            continue
        inside, mirrored = _inside(text, span, low, high)
        if tight and not inside and not mirrored:
            return Point(span, tight=True, outside=True, mirrored=False)
        if mirrored and text.endswith("- ", 0, span[0]):
            span, mirrored, inside = (span[0] - 2, span[1]), False, True  # "difference - 0.58": a minus, as the interval shows
        if (inside or mirrored) and (tight or not _CROSSED.search(gap)):
            return Point(span, tight, outside=False, mirrored=mirrored)
    return why


def _is_named(clause: Clause, interval: Interval, span: Span, masked: Reason) -> bool:
    """Whether a measure names what looks like a dose or a spread: "difference 1.3 ± 0.5, 95% CI", "difference 5.2 mL O2/kg"."""
    if masked is not Reason.DOSE and not (interval.announced and _ERROR.match(clause.text, span[1])):
        return False
    return any(cue.end <= span[0] <= cue.end + _BESIDE for cue in clause.cues)


def differs(clause: Clause, interval: Interval) -> bool:
    """Whether an interval without value is that of the difference of two values told before it: "(72% vs 55%; 95% CI 4-30)"."""
    text = clause.text
    pair = [n for n in clause.numbers if n[1] <= interval.start][-2:]
    if len(pair) < 2:
        return False
    short = _VERSUS.fullmatch(text, pair[0][1], pair[1][0]) and _PAIR_END.fullmatch(text, pair[1][1], interval.start)
    if not short and (
        not _IN_ARMS.fullmatch(text, pair[0][1], pair[1][0])
        or not _IN_ARM.fullmatch(text, pair[1][1], interval.start)
        or any(mask(text, *n) for n in pair)
    ):
        return False
    one, other = (value_of(text[slice(*n)]) for n in pair)
    low, high = _limits(text, interval)
    if high is None or low <= one <= high or low <= other <= high:
        return False
    return low <= one - other <= high or low <= other - one <= high


def differ_by(one: str, other: str, value: Decimal, rounding: Decimal) -> bool:
    """Whether two printed numbers differ by `value`, which is known to `rounding`, as far as their own decimals tell."""
    known = sum((half_unit(number) for number in (one, other)), rounding)
    return abs(abs(value_of(one) - value_of(other)) - abs(value)) <= known


def half_unit(number: str) -> Decimal:
    """Half of the last digit's place: 0.05 for "12.4"."""
    return Decimal(5) * Decimal(10) ** -(len(number.partition(".")[2]) + 1)


def _limits(text: str, interval: Interval) -> tuple[Decimal, Decimal | None]:
    return value_of(text[slice(*interval.low)]), value_of(text[slice(*interval.high)]) if interval.high else None


def _inside(text: str, span: Span, low: Decimal, high: Decimal | None) -> tuple[bool, bool]:
    """Inside the limits, and inside them only once the sign is turned (a "reduction of 33, -47 to -20")."""
    value = value_of(text[slice(*span)])
    if low <= value and (high is None or value <= high):
        return True, False
    return False, high is not None and low <= -value <= high
