"""Which numbers of a sentence are effects: a comparison's interval and value, or a measure's value alone.

Most printed intervals belong to one arm ("51% (95% CI 37%-65%) in group 1"). One is an effect when a measure
governs it (named before it, or before an effect of the same list), or when words compare and the number is told
by how much. What stays undecided is left out: a missed estimate can be added by a reader, a false one misleads.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extract.alone import without_interval
from kg.extract.clause import COMPARATIVE, Clause
from kg.extract.fact import Fact
from kg.extract.intervals import Interval
from kg.extract.measures import RATIOS, Cue
from kg.extract.points import Point, bind
from kg.extract.spans import Span, value_of
from kg.extract.wording import DENIAL, is_planned, labels_arm, names_arm_value

__all__ = ["facts"]

_FOR_ARM = re.compile(r"\s?%?\s?[)\]]{0,2},?\s(?:in|for|with|among|after|on|of)\s(?:the\s)?[\w-]+", re.IGNORECASE)
_AGAINST = re.compile(r"(?:compared (?:with|to)|versus|vs\.?| v\.?|than) (?:[\w-]+ )?$")
_BY = re.compile(rf"\b{COMPARATIVE}\b[^;()\[\]]{{0,120}}?\bby\s(?:a\s(?:mean|median)\sof\s|about\s)?$", re.IGNORECASE)
_COMPARED_AFTER = re.compile(
    r"(?:\s?%|[\s-][A-Za-z][\w/.^-]{0,14}){0,3}?\s(?:lower|higher|greater|less|more|fewer|shorter|longer|larger|smaller|better|worse)\b",
    re.IGNORECASE,
)
_COMPARED_BEFORE = re.compile(rf"\b{COMPARATIVE}\b[^;()\[\]]{{0,80}}[(\[]\s?$|\b{COMPARATIVE}\s(?:of|was)\s$", re.IGNORECASE)
_SHARE = re.compile(
    r"\b(?:proportions?|rates?|incidences?|occurred|prevalence|risks?|respon(?:se|ders)|achiev\w+|patients\swith|success|cure|mortality)\b",
    re.IGNORECASE,
)
_NOT_SHARE = re.compile(
    r"\b(?:HbA\(?1c\)?|A1c|FEV|LDL|ejection|LVEF|body\sweight|percent(?:age)?\schange|change\sfrom|predicted)\b", re.IGNORECASE
)
_PERCENT = re.compile(r"\s?(?:%|percentage\spoint|pp\b)")


def facts(clause: Clause) -> tuple[Fact, ...]:
    """The effects of a sentence, in order, without their p values."""
    found: list[Fact] = []
    lead = 0
    last: Fact | None = None
    for interval in clause.intervals:
        point = bind(clause, interval, lead)
        fact = _decide(clause, interval, point, lead, last)
        if fact is not None:
            found.append(fact)
            last = fact
        elif interval.announced or point is not None:
            last = None
        lead = interval.end
    found.extend(without_interval(clause, found))
    found.sort(key=lambda fact: fact.start)
    return tuple(found)


def _decide(clause: Clause, interval: Interval, point: Point | None, lead: int, last: Fact | None) -> Fact | None:
    text = clause.text
    at = point.span[0] if point else interval.start
    if point is None and not interval.announced:
        return None
    before = clause.lower[max(lead, at - 90) : at]
    if labels_arm(before):
        return None
    cue = clause.cue_before(lead, interval.start)
    if cue is None and (follow := _cue_inside(clause, interval)):
        cue = follow
    header = next((h for h in clause.headers if h[1] <= interval.start), None)
    if not interval.announced and point and not _bare_allowed(clause, interval, point, cue, last, header):
        return None
    inherited = worded = False
    if cue is not None and not _stated(clause, cue, at) and (_AGAINST.search(before[-40:]) or _is_parallel(clause, interval)):
        return None
    if cue is not None:
        measure = cue.measure
    elif last is not None and _continues(clause.lower, lead, at):
        measure, inherited, cue = last.measure, True, last.cue
    elif header and (far := clause.cue_before(0, at)) and far.firm and not names_arm_value(before):
        measure, inherited, cue = far.measure, True, far
    elif _is_worded(clause, interval, point, before) and not _is_parallel(clause, interval) and not _AGAINST.search(before[-40:]):
        measure, worded = "MD", True
    else:
        return None
    if is_planned(before):
        return None
    low = interval.low
    if measure in RATIOS and text[low[0]] == "-":
        low = (low[0] + 1, low[1])  # a ratio has no sign: "CI-0.68" is a dash after CI
        while text[low[0]] == " ":
            low = (low[0] + 1, low[1])
        point = point and replace(point, outside=_is_outside(text, point.span, low, interval.high))
    if not inherited:
        measure = _refine(clause, measure, cue, point, interval)
    level = interval.level or (last.level if last and (inherited or not interval.announced) else None)
    if level is None and header and not interval.announced:
        level = text[header[0] : header[1]].split("%")[0].strip() if "%" in text[header[0] : header[1]] else None
    kind = (
        "bare-interval"
        if not interval.announced
        else "header"
        if interval.point
        else "interval-after-point"
        if point
        else "interval-alone"
    )
    spans = [s for s in (point and point.span, low, interval.high) if s]
    return Fact(
        min(s[0] for s in spans), max(s[1] for s in spans), measure, point.span if point else None, low, interval.high, level,
        interval.reversed, bool(point and point.outside), inherited, worded, f"{kind}/1", cue,
    )  # fmt: skip


def _stated(clause: Clause, cue: Cue, at: int) -> bool:
    """Whether the measure is said to have the value at `at` ("differences ... were 0.16"), not merely talked of."""
    if cue.firm:
        return True
    between = clause.lower[cue.end : at]
    told = (
        len(between) <= 100
        and not any(c in between for c in "()[];")
        and between.rstrip().endswith(("was", "were", "of", ",", ":", "="))
    )
    return told and not DENIAL.search(clause.lower, max(0, cue.start - 60), cue.start)


def _cue_inside(clause: Clause, interval: Interval) -> Cue | None:
    """A measure named inside the announcement: "95% CI for the difference -1.2 to 1.1"."""
    return next((c for c in clause.cues if interval.start <= c.start < interval.low[0]), None)


def _bare_allowed(
    clause: Clause, interval: Interval, point: Point, cue: Cue | None, last: Fact | None, header: Span | None
) -> bool:
    """Whether brackets with two numbers after a number are an interval: spreads and ranges look the same."""
    between = clause.lower[point.span[1] : interval.start]
    if point.outside or names_arm_value(between):
        return False
    if cue is not None and cue.firm:
        told = clause.text[cue.end : point.span[0]].rstrip(" ")
        if header is not None and header[1] > cue.start:
            return True
        return len(told) <= 60 and (
            told[-1:] in {"", "=", ":", ",", "(", "["} or told.endswith((" was", " were", " of", " is", "was"))
        )
    if last is not None or header is not None:
        return True
    return cue is None and clause.compares and clause.text[interval.low[0]] == "-"


def _continues(lower: str, lead: int, at: int) -> bool:
    """Whether the text since an effect only leads to the next of its list."""
    between = lower[lead:at]
    return len(between) <= 140 and not names_arm_value(between) and not _AGAINST.search(between[-40:])


def _is_parallel(clause: Clause, interval: Interval) -> bool:
    """Whether this and another interval are each given "in" or "for" someone: values of arms, not contrasts."""
    if not _FOR_ARM.match(clause.text, interval.end):
        return False
    return sum(1 for other in clause.intervals if _FOR_ARM.match(clause.text, other.end)) > 1


def _is_worded(clause: Clause, interval: Interval, point: Point | None, before: str) -> bool:
    """Whether words, not a named measure, make the number a difference: "lower ... by 7.9", "5.6 lower"."""
    if not clause.compares:
        return False
    if point is None:
        return clause.text[interval.low[0]] == "-" and not names_arm_value(before)
    if (
        (before.endswith(("by ", "of ")) and _BY.search(before))
        or _COMPARED_AFTER.match(clause.text, point.span[1])
        or (before.endswith(("(", "[", "of ", "was ")) and _COMPARED_BEFORE.search(before))
    ):
        return True
    return clause.text[interval.low[0]] == "-" and not names_arm_value(before[-40:])


def _is_outside(text: str, value: Span, low: Span, high: Span | None) -> bool:
    x = value_of(text[slice(*value)])
    return x < value_of(text[slice(*low)]) or (high is not None and x > value_of(text[slice(*high)]))


def _refine(clause: Clause, measure: str, cue: Cue | None, point: Point | None, interval: Interval) -> str:
    """A bare "difference" between shares is a risk difference; a plain one is a mean difference."""
    if measure != "MD" or (
        cue is not None and clause.lower[max(0, cue.start - 16) : cue.start].rstrip().endswith(("mean", "means", "squares"))
    ):
        return measure
    text = clause.text
    percent = (point and _PERCENT.match(text, point.span[1])) or _PERCENT.match(text, interval.low[1])
    if percent and not _NOT_SHARE.search(text) and (text.count("%") > 2 or _SHARE.search(text)):
        return "RD"
    if point and "roportion" in text and abs(value_of(text[slice(*point.span)])) < 1 and "mean" not in clause.lower:
        return "RD"
    return measure
