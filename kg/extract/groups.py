"""What each arm showed: the values printed for arms, never the effect between them.

A value is given only where at least two arms are told beside each other, or one arm with a p against a comparator; what
arms had at baseline is left out. `find_group_values` reads a text; `contrasts` decides what belongs together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.arm_values import ArmValue
from kg.extract.contrasts import Contrast
from kg.extract.spans import EstimateMention, Mention, Span
from kg.extract.statement import Statement, statements

__all__ = ["GroupValueMention", "Spread", "find_group_values"]

_CARRY = 2  # sentences arms may be carried over
_BASELINE = re.compile(
    r"\bat\s(?:baseline|study\sentry|enrol+ment|randomi[sz]ation|T0)\b|\b(?:[Tt]he|[Mm]ean|[Mm]edian)\sbaseline\b|\bbaseline\s(?:characteristics|demographics?|values?|levels?|scores?)\b"
    r"|\b(?:mean|median|average)\sages?\b|\bbefore\s(?:treatment|surgery|the\sintervention|intervention)\b|\bpre-?(?:treatment|intervention|test)\b",
    re.IGNORECASE,
)
_AFTER_BASELINE = re.compile(r"\b(?:follow-?up|post-?\w+|after|end\sof|weeks?|months?|change|from\sbaseline)\b", re.IGNORECASE)
_GROUPS = re.compile(r"\b(?:groups|arms)\b")
_TO_BASELINE = re.compile(r"\b(?:compared|relative)\s(?:to|with)\s(?:the\s)?baseline\b", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:change[sd]?|reductions?|decreases?|increases?|declines?|improvements?|gains?|loss|losses|fell|rose|dropped|decreased|increased|"
    r"declined|improved|reduced)\b[^;()]{0,90}$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\b(?P<name>mean|median|average|rates?|incidence)s?\b", re.IGNORECASE)
_KINDS = {"mean": "mean", "average": "mean", "median": "median", "rate": "rate", "rates": "rate", "incidence": "rate"}
_PER = re.compile(r"\s?%?\s?(?:[\w-]+\s)?(?:per\s[\d,]*\s?\w|/(?:year|\d[\d,]*\s?(?:person|patient)))")
_DEVIATIONS = re.compile(
    r"(?P<se>±\s?(?:SEM?|S\.E\.)\b|\((?:SEM?|S\.E\.)\)|\[SEM?\]|standard\serror)|(?P<sd>±\s?S\.?D|\(SD\)|\[SD\]|standard\sdeviation)"
)
_INTERVALS = re.compile(r"(?P<iqr>IQR|[Ii]nterquartile|Q1)|(?P<ci>\bCI\b|confidence\sinterval)|(?P<range>\b[Rr]ange)")


@dataclass(frozen=True, slots=True)
class Spread:
    """What is printed around a value: `kind` is "sd", "se", "ci", "iqr", "range", or None where the print does not say.

    `low` is the deviation itself where one number is printed; `high` is None then, and for an open interval.
    """

    kind: str | None
    low: Mention
    high: Mention | None


@dataclass(frozen=True, slots=True)
class GroupValueMention:
    """One value of one arm and what the prose says about it. `start` and `end` enclose all its numbers.

    `kind` is "percent", "mean", "median", "rate", "count" or "change", None where neither words nor spread say.
    `n` is the size of the arm, `events` of `total` the counts; `baseline` is what the value started from ("from 32.1 to
    13.0"). `grade` is "A" when arm and outcome were told with the value, "B" when one was inferred, "C" when the arm was
    carried over from an earlier sentence. `rule` names the rule that gave the arm, with its version.
    """

    start: int
    end: int
    sentence: Mention
    arm: Mention | None
    outcome: Mention | None
    timepoint: Mention | None
    value: Mention
    kind: str | None
    spread: Spread | None
    n: Mention | None
    events: Mention | None
    total: Mention | None
    baseline: Mention | None
    grade: str
    rule: str


def find_group_values(text: str, estimates: tuple[EstimateMention, ...] | None = None) -> tuple[GroupValueMention, ...]:
    """Every value of an arm printed in `text`, in document order; offsets are into `text` as given.

    `estimates` are the effects of the same text, where `find_estimates` has read it already: their numbers are no values
    of arms.
    """
    found: list[GroupValueMention] = []
    carried: tuple[int, tuple[Span, ...], int] | None = None
    for told in statements(text, estimates):
        earlier: Span | None = None
        for contrast in told.contrasts:
            lead = told.lead(contrast.start)
            if _is_baseline(told.text, contrast, lead):
                continue
            arms: list[Mention | None] = [told.mention(text, arm) for arm in contrast.arms]
            grade, offset = "", told.start
            if not any(arms) and carried and told.number - carried[0] <= _CARRY and len(carried[1]) == len(arms):
                offset = carried[2]
                arms = [Mention(text[offset + a : offset + b], offset + a, offset + b) for a, b in carried[1]]
                grade = "C"
            elif (full := tuple(a for a in contrast.arms if a)) and len(full) == len(arms) > 1:
                carried = (told.number, full, told.start)
            if not any(arms) and not _GROUPS.search(told.text[lead : contrast.start]):
                continue
            if None in arms and _TO_BASELINE.search(told.text):
                continue
            outcome = told.outcome(contrast.start, contrast.end, lead, contrast.arms, earlier)
            earlier = outcome[0] if outcome else None
            own = outcome is not None and outcome[1] and contrast.local
            found.extend(
                _mentions(text, told, contrast, arms, outcome[0] if outcome else None, lead, grade or ("A" if own else "B"))
            )
    found.sort(key=lambda mention: mention.start)
    return tuple(found)


def _is_baseline(text: str, contrast: Contrast, lead: int) -> bool:
    """Whether the values are what the arms began with."""
    around = text[lead : contrast.end + 40]
    return (
        _BASELINE.search(around) is not None
        and _AFTER_BASELINE.search(around) is None
        and not any(v.baseline for v in contrast.values)
    )


def _mentions(
    text: str, told: Statement, contrast: Contrast, arms: list[Mention | None], outcome: Span | None, lead: int, grade: str
) -> Iterator[GroupValueMention]:
    sentence = Mention(text[told.start : told.end], told.start, told.end)
    time = told.timepoint(contrast.start, contrast.end, lead)
    rule = "against-comparator/1" if len(arms) == 1 else "own-arm/1" if contrast.local else "side-by-side/1"
    for value, arm in zip(contrast.values, arms, strict=True):
        shown = told.stretch(text, value.value)
        yield GroupValueMention(
            start=told.start + value.start,
            end=told.start + value.end,
            sentence=sentence,
            arm=arm,
            outcome=told.mention(text, outcome),
            timepoint=told.mention(text, time),
            value=shown,
            kind=_kind(told.text, value, lead, contrast.start),
            spread=_spread(text, told, value, lead),
            n=told.mention(text, value.n),
            events=told.mention(text, value.events),
            total=told.mention(text, value.total),
            baseline=told.mention(text, value.baseline),
            grade=grade,
            rule=rule,
        )


def _kind(text: str, value: ArmValue, lead: int, start: int) -> str | None:
    if value.events:
        return "percent" if value.percent else "count"
    before = text[lead:start]
    if value.baseline is None and _CHANGE.search(before):
        return "change"
    named = list(_NAMED.finditer(before))
    last = _KINDS[named[-1]["name"].lower()] if named else None
    if last == "rate" and _PER.match(text, value.value[1]):
        return "rate"
    if value.percent and (last is None or last == "rate") and (value.spread is None or value.spread[2] is not None):
        return "percent"
    if last in {"mean", "median"}:
        return last
    kind = value.spread[0] if value.spread else None
    return (
        "mean"
        if kind in {"sd", "se", "±"}
        else "median"
        if kind == "iqr"
        else "rate"
        if _PER.match(text, value.value[1])
        else None
    )


def _spread(text: str, told: Statement, value: ArmValue, lead: int) -> Spread | None:
    """The spread with its kind: as labelled beside the value, else as announced before it ("mean (SD)", "median [IQR]")."""
    if value.spread is None:
        return None
    kind, low, high = value.spread
    before = told.text[max(0, lead - 60) : value.start]
    if kind in {None, "±"}:
        announced = [m.lastgroup for m in (_DEVIATIONS if high is None else _INTERVALS).finditer(before)]
        kind = announced[-1] if announced else None
    first = told.stretch(text, low)
    return Spread(kind, first, told.mention(text, high))
