"""Effects printed without an interval: "HR was 0.42 (p = 0.003)", "d = 0.51 and 0.24", "10% lower ... (p < 0.05) than"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.clause import Clause
from kg.extract.fact import Fact
from kg.extract.listed import listed
from kg.extract.masks import mask
from kg.extract.measures import RATIOS, Cue
from kg.extract.reasons import Reason, Refusal
from kg.extract.refine import refined
from kg.extract.spans import Span, value_of
from kg.extract.worded_values import against_control, worded_values
from kg.extract.wording import DENIAL, compares, is_from_baseline, is_planned

__all__ = ["without_interval"]

_PASSED = 4  # numbers after a measure that may stand in the words before its value: "between 12 visits and rest was 3.1"
# "within- and between-group effect sizes were 0.9 and 0.6": only the second is between arms.
_BOTH_WAYS = re.compile(
    r"\b(?:(?P<within>within|pre-?(?:to-?)?post)|between)(?:[- ]?(?:groups?|subjects?|arms?))?-?\s(?:and|&|or)\s"
    r"(?:between|within|pre-?(?:to-?)?post)(?:[- ]?(?:groups?|subjects?|arms?))?\s(?:effect\ssizes?\s?[(\[]?|(?:[a-z]+\s){0,2})$"
)
_BETWEEN_VALUES = re.compile(r"(?:\s?%|\s[a-z]{1,8})?,?\sand\s(?:[a-z]\s?=\s?)?")
# A test of whether groups differ, whatever the sentence says of changes over time.
_GROUP_TEST = re.compile(
    r"\binteractions?\b|\b(?:group|treatment|condition|arm|intervention)s?(?:\s?[x×*]\s?|[-\s]by[-\s])time\b"
    r"|\btime(?:\s?[x×*]\s?|[-\s]by[-\s])(?:group|treatment|condition|arm|intervention)"
    r"|\bbetween[- ](?:groups?|arms?|conditions?)\b"
    r"|\b(?:main\s|overall\s)?(?:group|treatment|condition|intervention)\seffects?\b"
    r"|\beffects?\s(?:\w+\s){0,3}(?:of|with|for|from)\s(?:the\s)?(?:\w+\s)?(?:groups?|treatments?|conditions?|interventions?)\b"
)
_REACH = 90  # characters after a measure that may hold its value
_NOT_EFFECT_UNIT = re.compile(
    r"\s?(?:[(\[][^()\[\]]{1,20}[)\]]\s?)?(?:/\s?min|bpm|beats|breaths|ms\b|Hz|per\sminute)", re.IGNORECASE
)
_NOT_EFFECT_NAME = re.compile(
    r"\b(?:mean|median|average|resting|peak|maxim(?:al|um)|maternal|f[oe]etal|baseline|exercise|the\sOR\s)\s$", re.IGNORECASE
)
_AGREEMENT = re.compile(
    r"\b(?:test-?\s?retest|int(?:er|ra)-?\s?(?:rater|observer|coder)|reliab\w+|agreement|concordance|alpha|validity)\b[^;()]{0,30}$"
)
_POINTS_OF, _POINTS_OVER_DIGITS = (
    re.compile(
        r"s?[)\]]?\s?(?:[(\[][^()\[\]]{0,30}[)\]]\s?)?(?:\s?(?:for|in|on|between|of|with|across|against|versus|vs\.?|from|"
        rf"relative\sto|compared\s(?:with|to))\s(?:the\s)?{words}\s?(?=[=:]|\bwas\b|\bwere\b|\bof\b|\bbeing\b|$))?"
        r"(?:\s(?:was|were)\s(?:\w+\s){1,3}(?=[(\[]))?"
        r"[(\[]?(?P<link>[=:]|,|(?<=[(\[])|\bwas\b|\bof\b|\bwere\b|\bis\b|\bbeing\b)?\s?$"
    )
    for words in (
        r"[^()\[\];:=\d]{1,70}?",
        r"(?:[^()\[\];:=\d]|(?<![\d.-])\d{1,3}(?=[\s-][A-Za-z])|(?<=/)\d{1,3}\b){1,90}?",  # "between 12 visits and rest"
    )
)
_DIGIT = re.compile(r"\d")
_REGARDED = re.compile(r"[^;()]{0,40}\b(?:regarded|deemed|judged|considered|accepted)\b")
_LINKS = frozenset(["=", ":", "was", "were", "of", "is", "being", ",", ""])
_POINTS = re.compile(r"\s?(?:%|percentage)")
_NEAR = 50  # characters between a value and its interval
_ITS_VALUE = re.compile(r"(?:\s?%|\s[^\s()\[\];,\d]{1,14}){0,3}\s?[,;]?\s?[(\[]?\s?")  # between a value and its interval
_REFERENCE = re.compile(r"\s?[(\[]?\s?[Rr]ef(?:erence|erent|\b)")
_IN_GROUPS = re.compile(
    r"\bwithin[- ](?:the\s)?(?:groups?|arms?)\b|\bin\s(?:both|all|each|either)\s(?:the\s)?(?:groups?|arms?|conditions)\b"
    r"|\b(?:both|all)\s(?:groups|arms)\s(?:\w{3,14}ly\s)?(?:improved|decreased|increased|reduced|declined|gained|lost|showed|had)\b"
)
_MORE_IN = re.compile(r"\b(?:more\s(?:so\s|strongly\s|markedly\s)?|mainly\s|especially\s|particularly\s)(?:in|for|with|among)\b")
_TO = re.compile(r"\s?%?\s?(?:-|to|x|×)\s?[.\d]")
_NAMED_DIFFERENCE = re.compile(
    r"\b(?:mean|adjusted|absolute|treatment|group|net|average|estimated|squares?|LS)\s$", re.IGNORECASE
)


def without_interval(clause: Clause, taken: Sequence[Fact], refused: list[Refusal] | None = None) -> Iterator[Fact]:
    """Values printed without an interval. What is considered and left out goes into `refused`."""
    used = [(f.start, f.end) for f in taken] + [(i.start, i.end) for i in clause.intervals]
    used += [i.point for i in clause.intervals if i.point]
    used += _values_of_intervals(clause)
    found = list(_named(clause, used, refused))
    used.extend((f.start, f.end) for f in found)
    for fact in (*taken, *found):
        for more in listed(clause, fact, used):
            used.append((more.start, more.end))
            found.append(more)
    if not clause.elsewhere:
        found.extend(worded_values(clause, used, alone=not found and not taken))
        if clause.ps and "%" in clause.text and not found and not taken:
            found.extend(against_control(clause))
    yield from found


def _values_of_intervals(clause: Clause) -> Iterator[Span]:
    """The numbers that stand directly before an announced interval, whether or not it was read as an effect."""
    for interval in clause.intervals:
        if interval.announced:
            last = next((n for n in reversed(clause.numbers) if n[1] <= interval.start), None)
            if last and interval.start - last[1] <= _NEAR and _ITS_VALUE.fullmatch(clause.text, last[1], interval.start):
                yield last


def _free(span: Span, used: Sequence[Span]) -> bool:
    return not any(a <= span[0] < b for a, b in used)


def _named(clause: Clause, used: list[Span], refused: list[Refusal] | None) -> Iterator[Fact]:
    """Values after a measure."""
    text = clause.text
    for i, cue in enumerate(clause.cues):
        until = clause.cues[i + 1].start if i + 1 < len(clause.cues) else len(text)
        told = _value_of(clause, cue, min(until, cue.end + _REACH))
        if told is None or not _free(told[0], used):
            continue
        span, link = told
        why = (
            mask(text, *span) or cue.against or (Reason.NOT_TOLD if link is None else _no_value(clause, cue, span, link["link"]))
        )
        if why is None and clause.elsewhere:
            why = Reason.ELSEWHERE
        if why is None:
            used.append(span)
            measure = refined(clause, cue.measure, cue, span)
            yield Fact(*span, measure, span, None, None, None, False, False, False, False, "value-alone/2", cue)
        elif refused is not None:
            refused.append(Refusal(*span, why))


def _value_of(clause: Clause, cue: Cue, until: int) -> tuple[Span, re.Match[str] | None] | None:
    """The number that is told as the value of a measure, with how it is told; else the first one after the measure."""
    text = clause.text
    after = [n for n in clause.numbers if cue.end <= n[0] < until][:_PASSED]
    if not after:
        return None
    first = _link(text, cue.end, after[0][0])
    both = len(after) > 1 and "between" in clause.lower
    ways = _BOTH_WAYS.search(clause.lower, max(0, cue.start - 60), cue.start) if both else None
    if ways and first and _BETWEEN_VALUES.fullmatch(text, after[0][1], after[1][0]):
        return after[1 if ways["within"] else 0], first
    if first is None or first["link"] is None or mask(text, *after[0]) in {Reason.TIME, Reason.COUNT, Reason.LIMIT}:
        for span in after[1:]:
            if (link := _link(text, cue.end, span[0])) and link["link"] in {"was", "were"}:
                return span, link
    return after[0], first


def _link(text: str, start: int, end: int) -> re.Match[str] | None:
    """The words between a measure and a number, where they tell the number as its value."""
    return (_POINTS_OVER_DIGITS if _DIGIT.search(text, start, end) else _POINTS_OF).fullmatch(text, start, end)


def _no_value(clause: Clause, cue: Cue, span: Span, link: str | None) -> Reason | None:
    """Why the number after a measure is not its value: a planned difference, a rate per minute, a count; None when it is."""
    text = clause.text
    printed = text[slice(*span)]
    if text.startswith((")", "]"), cue.end) and cue.end - cue.start == 1 and link != "=":
        return Reason.NOT_TOLD  # "the probability of an error (β) of 0.2": a letter set apart
    if _TO.match(text, span[1]):
        return Reason.RANGE
    if _REFERENCE.match(text, span[1]):
        return Reason.REFERENCE
    if is_planned(clause.lower[max(0, cue.start - 160) : span[0]]) or _REGARDED.match(clause.lower, span[1]):
        return Reason.PLANNED
    if _NOT_EFFECT_UNIT.match(text, span[1]):
        return Reason.MEANING
    near = any(span[1] <= p.start <= span[1] + 60 for p in clause.ps)
    if cue.measure in RATIOS:
        short = cue.end - cue.start <= 4
        if printed[0] == "-" or value_of(printed) >= 200 or not ("." in printed or near or (link in {"=", "was"} and not short)):
            return Reason.MEANING
        return Reason.MEANING if short and _NOT_EFFECT_NAME.search(text, max(0, cue.start - 16), cue.start) else None
    if cue.measure == "NNT" and (len(clause.cues) > 1 or clause.intervals):
        return Reason.RESTATED
    if is_from_baseline(clause.lower, cue.end):
        return Reason.WITHIN
    tested = text.startswith("η", cue.start) and _GROUP_TEST.search(clause.lower, 0, cue.start) is not None
    if (clause.within and not _sets_apart(clause.lower) and not tested) or _is_of_groups(clause, cue):
        return Reason.WITHIN
    if cue.measure == "RD" and not (text.startswith("%", span[1]) or _POINTS.match(text, span[1]) or abs(value_of(printed)) < 1):
        return Reason.MEANING
    if cue.measure in {"MD", "RD", "MEDIAN-DIFF"}:
        return _no_difference(clause, cue, span, link, near=near)
    if link not in _LINKS and not ((near or cue.measure == "SMD") and link is None and span[0] == cue.end + 1):
        return Reason.NOT_TOLD
    if cue.measure == "correlation":
        if _AGREEMENT.search(clause.lower, max(0, cue.start - 60), cue.start):
            return Reason.ACCURACY
        return None if abs(value_of(printed)) <= 1 else Reason.MEANING
    share = text.startswith("%", span[1]) and cue.end - cue.start > 1
    told = cue.measure in {"SMD", "NNT"} or "." in printed or near or share
    return None if told else Reason.NOT_TOLD


def _is_of_groups(clause: Clause, cue: Cue) -> bool:
    """Whether a measure stands in a bracket after words on what happened within groups: "fell in both groups (d = 0.8)"."""
    opened = max(clause.text.rfind("(", 0, cue.start), clause.text.rfind("[", 0, cue.start))
    closed = max(clause.text.rfind(")", 0, cue.start), clause.text.rfind("]", 0, cue.start))
    lead = max(clause.text.rfind(")", 0, max(opened, 0)), clause.text.rfind(";", 0, max(opened, 0))) + 1
    return (
        opened > closed
        and _IN_GROUPS.search(clause.lower, lead, opened) is not None
        and not _sets_apart(clause.lower[lead:opened])
    )


def _sets_apart(lower: str) -> bool:
    """Whether words set one group against the others: "in both groups, more so in the second"."""
    return compares(lower) or _MORE_IN.search(lower) is not None


def _no_difference(clause: Clause, cue: Cue, span: Span, link: str | None, *, near: bool) -> Reason | None:
    text = clause.text
    if "±" in text[span[1] : span[1] + 4]:
        return Reason.SPREAD
    if DENIAL.search(clause.lower, max(0, cue.start - 80), cue.start):
        return Reason.DENIED
    short = text[cue.start : cue.end].isupper()
    if (
        link is None
        and not short
        and text[cue.start - 1 : cue.start] not in {"(", "["}
        and not (near and text[cue.start - 2 : cue.start] in {"; ", ", ", ": "})
        and not _NAMED_DIFFERENCE.search(text, max(0, cue.start - 14), cue.start)
    ):
        return Reason.NOT_TOLD
    told = near or (short and (link in {"=", ":"} or "." in text[slice(*span)]))
    if told or (
        (link in {"=", ":", "was", "of", "being"} or (span[0] == cue.end + 1 and clause.compares))
        and (clause.compares or _NAMED_DIFFERENCE.search(text, max(0, cue.start - 14), cue.start))
    ):
        return None
    return Reason.NOT_TOLD
