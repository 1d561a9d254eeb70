"""Which intervals of a sentence are effects, with their values and measures.

Most printed intervals belong to one arm ("51% (95% CI 37%-65%) in group 1"). One is an effect when a measure
governs it (named before it, or before an effect of the same list), or when words compare and the number is told
by how much. What stays undecided is left out, with a reason: a missed estimate can be added by a reader, a false one
misleads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.extract.alone import without_interval
from kg.extract.clause import Clause
from kg.extract.continued import TOLD, goes_on, is_outside, is_ratio, told_late
from kg.extract.fact import Fact
from kg.extract.intervals import Interval
from kg.extract.led import is_led
from kg.extract.levels import level_of, tells_level
from kg.extract.measures import RATIOS, Cue
from kg.extract.points import Point, bind, dealt, differs
from kg.extract.reasons import Reason, Refusal
from kg.extract.refine import refined
from kg.extract.spans import Span
from kg.extract.worded import Grounds, grounds, worded_measure
from kg.extract.wording import DENIAL, is_change, is_from_baseline, is_planned, labels_arm, last_is_within, names_arm_value

__all__ = ["facts"]

_FOR_ARM = re.compile(r"\s?%?\s?[)\]]{0,2},?\s(?:in|for|with|among|after|on|of)\s(?:the\s)?[\w-]+", re.IGNORECASE)
_AGAINST = re.compile(
    r"(?:compared (?:with|to)|versus|vs\.?| v\.?|than) (?:(?:[\w-]+ )?$"
    r"|(?:that|those) (?:of|in|with|for|after) [^()\[\];,\d]{1,40}[(\[]$)"
)
_RATE_UNIT = re.compile(
    r"\s?(?:[(\[][^()\[\]]{1,30}[)\]]\s?)?(?:/\s?min|bpm\b|beats|breaths|ms\b|Hz|per\sminute|m2\b|min\b|minutes\b)"
)
_AMBIGUOUS = frozenset(
    ["PR", "ROM", "ES", "VE", "RD", "ARD", "ARR", "IRR", "RRR", "GMR", "MD"]
)  # a measure only where the value follows
# Limits set against other limits are those of arms: "95% CI 0.2, 1.5 kg vs. 0.3, 1.6 kg".
_AGAINST_LIMITS = re.compile(
    r"(?:\s?%|\s[A-Za-z][\w/²³.^-]{0,10})?\s(?:vs\.?|versus)\s(?:9\d\s?%\s?CI[,:]?\s)?[-+]?[\d.]{1,8}(?:\s?,\s|\s?-\s?|\sto\s)[-+]?\d"
)
_MOST = 40  # effects that one sentence of prose can tell
_MANY = 40  # intervals or measures; more are looked at no further
_GARBLED = re.compile(
    r"(?:\s(?:was|of|from|is|were))?[\s:=,([]{0,4}[-+]?\s?[\d.][\d.,]{0,20}(?:\s?(?:to|[-,;])\s?[-+]?[\d.][\d.,]{0,20})?"
)
_WHOLE = re.compile(r"-?\d+")
_BETWEEN_GROUPS = re.compile(r"\b(?:between[- ](?:group|arm|treatment)s?|group|treatment|intergroup)\s(?:mean\s)?$")
_NAMED = re.compile(r"\b(?:mean|adjusted|treatment|squares?|lsm?|estimated)\s$")
_NAMED_AGAINST = re.compile(r"s?\s(?:vs?\.?|versus|from|compared\s(?:with|to)|relative\sto)\s[^()\[\];,\d]{1,40}\s")
_P_BESIDE = re.compile(r"[,;]\s?(?:with\s)?")
_P_LEADS = re.compile(r"\s?(?:\w+:\s)?")


def facts(
    clause: Clause, refused: list[Refusal] | None = None, earlier: Fact | None = None, level: str | None = None
) -> tuple[Fact, ...]:
    """The effects of a sentence, in order, without their p values. What is considered and left out goes into `refused`.

    `earlier` is the last effect of the sentence before, whose list may go on here; `level` the last level told there.
    """
    if len(clause.intervals) > _MANY or len(clause.cues) > _MANY:
        if refused is not None:
            refused.extend(Refusal(i.low[0], (i.high or i.low)[1], Reason.TABLE) for i in clause.intervals)
        return ()
    found: list[Fact] = []
    lead = 0
    last: Fact | None = None
    given = dealt(clause) if len(clause.intervals) > 1 else {}
    for i, interval in enumerate(clause.intervals):
        point = bind(clause, interval, lead, given.get(i))
        decided = told_late(clause, interval, point, lead) or _decide(clause, interval, point, lead, last)
        if isinstance(decided, Reason) and (more := goes_on(interval, point, clause, earlier)):
            decided = more
        if level and isinstance(decided, Fact) and decided.level is None and (earlier or interval.announced):
            decided = decided if tells_level(clause) else replace(decided, level=level)
        if isinstance(decided, Fact):
            found.append(decided)
            last = decided
        else:
            if refused is not None and (interval.announced or decided is not Reason.NO_VALUE):
                start = point.span[0] if isinstance(point, Point) else interval.low[0]
                refused.append(
                    Refusal(min(start, interval.low[0]), max(interval.low[1], (interval.high or interval.low)[1]), decided)
                )
            if interval.announced or isinstance(point, Point):
                last = None
        lead = interval.end
    found.extend(without_interval(clause, found, refused))
    found.sort(key=lambda fact: fact.start)
    if len(found) > _MOST:
        if refused is not None:
            refused.extend(Refusal(fact.start, fact.end, Reason.TABLE) for fact in found)
        return ()
    if refused is not None:
        refused.extend(_announced_only(clause, found))
    return tuple(found)


def _announced_only(clause: Clause, found: list[Fact]) -> Iterator[Refusal]:
    """Announcements that no limits follow, unless they head a list that was read."""
    for start, end in clause.headers:
        number = _GARBLED.match(clause.text, end)
        if number:
            yield Refusal(start, number.end(), Reason.MALFORMED)
        elif not any(fact.start >= end for fact in found):
            yield Refusal(start, end, Reason.GLOSSARY)


def _decide(clause: Clause, interval: Interval, bound: Point | Reason, lead: int, last: Fact | None) -> Fact | Reason:
    text = clause.text
    if interval.against:
        return interval.against
    listed_ratio = last is not None and last.measure in RATIOS and isinstance(bound, Point) and is_ratio(text, interval, bound)
    if isinstance(bound, Reason) and _AGAINST_LIMITS.match(text, interval.end):
        return Reason.ARM
    if isinstance(bound, Reason) and (not interval.announced or bound is Reason.STATISTIC):
        return bound
    point = bound if isinstance(bound, Point) else None
    if point and point.outside and interval.announced and differs(clause, interval):
        point = None  # the last of two values whose difference the interval is
    value = point.span if point else None
    at = min(point.span[0], interval.start) if point else interval.start
    before = clause.lower[max(min(lead, at), at - 90) : at]
    if labels_arm(before):
        return Reason.ARM
    cue, why = _named(clause, interval, point, lead)
    if why:
        return why
    header = next((h for h in reversed(clause.headers) if h[1] <= (point.span[0] if point else interval.start)), None)
    if not interval.announced and point and (why := _bare_refused(clause, interval, point, cue, last, header)):
        return why
    inherited = worded = False
    against = _AGAINST.search(before[-70:]) is not None
    if cue is not None and not _stated(clause, cue, at) and (against or _is_parallel(clause, interval)):
        return Reason.ARM
    if cue is not None and not cue.firm and not _stated(clause, cue, at) and last_is_within(before):
        return Reason.WITHIN
    if cue is not None:
        measure = cue.measure
    elif last is not None and (listed_ratio or _continues(clause.lower, lead, at)):
        measure, inherited, cue = last.measure, True, last.cue
    elif header and (far := clause.cue_before(0, at)) and far.firm and not far.against and not names_arm_value(before):
        measure, inherited, cue = far.measure, True, far
    else:
        if point is None and (differs(clause, interval) or _beside_p(clause, interval)):
            ground: Grounds | None = Grounds.COMPARATIVE
        else:
            ground = grounds(clause, value, interval.low, interval.end, lead=lead)
        if ground is None:
            if _is_parallel(clause, interval) or names_arm_value(before[-60:]):
                return Reason.ARM
            return Reason.WITHIN if is_change(clause.lower) else Reason.NO_MEASURE
        if against or (ground is not Grounds.COMPARATIVE and _is_parallel(clause, interval) and not is_led(clause, at)):
            return Reason.ARM
        measure, worded = worded_measure(clause, value, interval.high), True
    if is_planned(before):
        return Reason.PLANNED
    if clause.elsewhere:
        return Reason.ELSEWHERE
    low = interval.low
    if measure in RATIOS and text[low[0]] == "-":
        low = (low[0] + 1, low[1])  # a ratio has no sign: "CI-0.68" is a dash after CI
        while text[low[0]] == " ":
            low = (low[0] + 1, low[1])
        point = point and replace(point, outside=is_outside(text, point.span, low, interval.high))
    if not inherited and not worded:
        measure = refined(clause, measure, cue, value, interval.low, interval.high)
    level = level_of(clause, interval, last, header, at)
    kind = (
        "bare-interval"
        if not interval.announced
        else "header"
        if interval.point
        else "interval-after-point"
        if point
        else "interval-alone"
    )
    spans = [s for s in (value, low, interval.high) if s]
    return Fact(
        min(s[0] for s in spans), max(s[1] for s in spans), measure, value, low, interval.high, level,
        interval.reversed, bool(point and point.outside), inherited, worded, f"{kind}/2", cue,
    )  # fmt: skip


def _beside_p(clause: Clause, interval: Interval) -> bool:
    """Whether limits without a value share a bracket with a p where sides are compared: "longer than rest (p = 0.02, CI 3-9)"."""
    if not clause.compares or not interval.announced or last_is_within(clause.lower[: interval.start]):
        return False
    opened = max(clause.text.rfind("(", 0, interval.start), clause.text.rfind("[", 0, interval.start))
    return any(opened < p.start and _P_BESIDE.fullmatch(clause.text, p.end, interval.start) for p in clause.ps) and (
        _P_LEADS.fullmatch(clause.text, opened + 1, min(p.start for p in clause.ps if p.start > opened)) is not None
    )


def _named(clause: Clause, interval: Interval, point: Point | None, lead: int) -> tuple[Cue | None, Reason | None]:
    """The measure that governs an interval, or why what looks like one is none."""
    inside = next((c for c in clause.cues if interval.start <= c.start < interval.low[0]), None)
    cue = clause.cue_before(min(lead, point.span[0]) if point else lead, interval.start) or inside
    if cue is None:
        return None, None
    if cue.against:
        return None, cue.against
    if point and _is_ambiguous(clause.text[cue.start : cue.end]) and not _is_told(clause, cue, point):
        return None, None
    if (
        cue.measure == "MD"
        and is_from_baseline(clause.lower, cue.end)
        and not _BETWEEN_GROUPS.search(clause.lower, max(0, cue.start - 40), cue.start)
    ):
        return None, Reason.WITHIN
    if cue.measure == "MD" and point and clause.text.startswith(" times", interval.end):
        return None, Reason.MEANING
    if cue.measure in RATIOS and cue.end - cue.start <= 4 and point:
        # "HR was 84 (72 to 96) beats/min", "OR time 35 min (28-44)": what the abbreviation says elsewhere.
        text = clause.text
        if _RATE_UNIT.match(text, point.span[1]) or _RATE_UNIT.match(text, interval.end):
            return None, None
        whole = all(_WHOLE.fullmatch(text, *s) for s in (point.span, interval.low, interval.high) if s)
        if whole and not interval.announced:
            return None, Reason.MEANING
    return cue, None


def _is_ambiguous(named: str) -> bool:
    return named in _AMBIGUOUS or (named[:1].islower() and named[1:] in _AMBIGUOUS)


def _is_told(clause: Clause, cue: Cue, point: Point) -> bool:
    """Whether the value follows its measure: at once, after "for walking was", or after the announcement in brackets."""
    if any(cue.end <= h[0] and h[1] <= point.span[0] for h in clause.headers):
        return True
    return TOLD.fullmatch(clause.text, cue.end, point.span[0]) is not None


def _stated(clause: Clause, cue: Cue, at: int) -> bool:
    """Whether the measure is said to have the value at `at` ("differences ... were 0.16"), not merely talked of."""
    if cue.firm:
        return True
    between = clause.lower[cue.end : at]
    told = (
        between == " "
        or (_NAMED_AGAINST.fullmatch(between) and _NAMED.search(clause.lower, max(0, cue.start - 12), cue.start))
        or (
            len(between) <= 100
            and not any(c in between for c in "()[];")
            and between.rstrip().endswith(("was", "were", "of", ",", ":", "="))
        )
    )
    return bool(told) and not DENIAL.search(clause.lower, max(0, cue.start - 60), cue.start)


def _bare_refused(
    clause: Clause, interval: Interval, point: Point, cue: Cue | None, last: Fact | None, header: Span | None
) -> Reason | None:
    """Why brackets with two numbers after a number are no interval, or None when they are: spreads and ranges look the same."""
    between = clause.lower[point.span[1] : interval.start]
    if point.outside:
        return Reason.RANGE
    if names_arm_value(between):
        return Reason.ARM
    if cue is not None and (cue.firm or _stated(clause, cue, point.span[0])):
        if header is not None and header[1] > cue.start:
            return None
        return None if _is_told(clause, cue, point) or not cue.firm else Reason.NOT_TOLD
    if last is not None or header is not None:
        return None
    if cue is None:
        ground = grounds(clause, point.span, interval.low, interval.end, lead=max(0, point.span[0] - 140))
        told = (clause.compares or ground is Grounds.COMPARATIVE) and ground is not None
        return None if told and (ground is Grounds.COMPARATIVE or clause.text[interval.low[0]] == "-") else Reason.ARM
    return Reason.NOT_TOLD


def _continues(lower: str, lead: int, at: int) -> bool:
    """Whether the text since an effect only leads to the next of its list."""
    between = lower[lead:at]
    return len(between) <= 140 and not names_arm_value(between) and not _AGAINST.search(between[-40:])


def _is_parallel(clause: Clause, interval: Interval) -> bool:
    """Whether this and another interval are each given "in" or "for" someone: values of arms, not contrasts."""
    if not _FOR_ARM.match(clause.text, interval.end):
        return False
    return sum(1 for other in clause.intervals if _FOR_ARM.match(clause.text, other.end)) > 1
