"""What the text calls its primary outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.spans import Span
from kg.extract.study.claim import Claim, lowered
from kg.extract.study.passage import Passage

__all__ = ["primary_outcomes"]

_NOUN = r"(?:outcomes?|end-?\s?points?|variables?|measures?|measurements?|criterion|parameters?)"
_PRIMARY = re.compile(
    rf"(?:primary|principal|main|major)\s(?:[\w/-]+\s){{0,3}}?{_NOUN}(?:\s(?:measures?|variables?|parameters?"
    r"|instruments?|tools?))?",
    re.ASCII,
)
# What leads from "primary outcome" to what it is.
_IS = re.compile(
    r"\s?(?:\([^()]{1,60}\)\s?)?"
    r"(?:(?:(?:for|of|in)\s(?:the|this|our)\s(?:\w+\s){0,2}?(?:study|trial|research|analysis)"
    r"|over\s[^,.;]{3,40}?|at\s\d+\s\w+)\s?)?"
    r"(?:,?\s(?:was|were|is|are|will\sbe|included?|comprised?|consisted\sof|being|has\sbeen)"
    r"(?:\s(?:defined\sas|the\s(?:mean\s)?change\sin|as\sfollows:?))?\s|:\s|\.\s(?=[a-z\d])|,\s(?=the\s))",
    re.ASCII,
)
# What leads to "primary outcome" from what it is.
_WAS = re.compile(
    r",?\s(?:was|were|served\sas|is|are|constituted|will\sbe)\s"
    r"(?:(?:chosen|defined|selected|used|considered)\s(?:as\s)?)?(?:the|our)\s(?:co-?)?$",
    re.ASCII,
)
_BRACKETED = re.compile(r"\s(?:measures?\s)?\((?P<what>[^()]{3,90})\)", re.ASCII)
_IN_BRACKET = re.compile(r"\s\((?:the\s)?(?:co-?)?$", re.ASCII)
_CLAUSE_END = re.compile(r"[.;:()]", re.ASCII)
_OPENS = re.compile(r"(?:,\s|\b(?:that|since|because|although|while|where)\s)", re.ASCII)
_OPENS_SHORT = re.compile(r"(?:,\s|\b(?:for|in|on|of|by)\s)", re.ASCII)
_ENDS = re.compile(
    r"[.;](?:\s|$)|\b(?:secondary|tertiary)\b"
    r"|,\s(?:and|which|as|with|while|whereas|measured|assessed|using|evaluated|defined|recorded|rated|determined|because|where"
    r"|calculated|also|secondary)\b"
    r"|\s(?:measured|assessed|evaluated|determined|quantified|recorded|rated|obtained|calculated|collected|using|which|because"
    r"|based\son|as\s(?:measured|assessed|determined|evaluated)|at\s(?:baseline|week|month|day|the\send|\d|one"
    r"|two|three|four|six|twelve)"
    r"|from\sbaseline|between\sbaseline|after\s\w+\s(?:weeks|months)|over\s(?:\d|the)|in\sthe\s(?:analysis|two|intervention))\b"
    r"|\s[(\[]",
    re.ASCII,
)
_NOT_ONE = re.compile(
    r"(?:analy[sz]ed|evaluated|assessed|measured|listed|shown|presented|compared|calculated|not|obtained|based"
    r"|used|defined\b(?!\sas)"
    r"|collected|reported|similar|significant\w*|documented|available|missing|set|also|selected|statistical\w*|tested|observed"
    r"|recorded|powered|described|met|reached|found|as\sfollows|at|no|performed|summari[sz]ed|identified|in\s(?:favou?r|line)"
    r"|excluded|taken|better|worse|lower|higher|and)\b",
    re.ASCII,
)
_LEAD = re.compile(
    r"(?:(?:as\sfollows:?|the\sfollowing:?|defined\sas|1\)|\(?[ai1]\)|first,?|both|that|the|a|an|to\sbe)\s)+", re.ASCII
)
_POWER = re.compile(r"\bsample\ssize\b|\bpower\b|\bdetect\b|p\svalue|significance", re.ASCII)
_BARE = frozenset({"change", "changes", "mean change", "difference", "level", "score", "outcome", "outcomes"})


def primary_outcomes(passage: Passage) -> Iterator[Claim]:
    """The words that a sentence gives for the primary outcome, cut where how and when it was measured begins."""
    text = passage.lower
    found: list[tuple[Span, str]] = []
    for match in _PRIMARY.finditer(text):
        if after := _IS.match(text, match.end()):
            found += _cut(text, after.end(), len(text), "A")
        elif after := _BRACKETED.match(text, match.end()):
            found += _cut(text, *after.span("what"), "B")
        lead = max(0, match.start() - 45)
        if before := _WAS.search(text, lead, match.start()):
            found += _cut(text, _from(_OPENS, text, before.start()), before.start(), "A")
        elif text[match.end() : match.end() + 1] == ")" and (before := _IN_BRACKET.search(text, lead, match.start())):
            found += _cut(text, _from(_OPENS_SHORT, text, before.start()), before.start(), "B")
    if not found or (passage.other and not passage.own):
        return
    for span, grade in found:
        if passage.section in ("results", "discussion", "conclusion", "background") or _POWER.search(text):
            grade = lowered(grade)
        yield Claim("primary-outcome", passage.plain[slice(*span)], span, grade, "called-primary/1")


def _from(opens: re.Pattern[str], text: str, end: int) -> int:
    """Where the phrase that ends at `end` begins: after what ends or opens a clause, at most 120 characters before."""
    start = max(0, end - 120)
    for mark in (*_CLAUSE_END.finditer(text, start, end), *opens.finditer(text, start, max(start, end - 3))):
        start = max(start, mark.end())
    return start


def _cut(text: str, start: int, end: int, grade: str) -> list[tuple[Span, str]]:
    """The phrase from `start` on, without lead words and without what follows it; nothing where it is no outcome."""
    while start < end and text[start] == " ":
        start += 1
    while lead := _LEAD.match(text, start, end):
        start = lead.end()
    if _NOT_ONE.match(text, start, end):
        return []
    stop = _ENDS.search(text, start + 3, end) if end - start > 3 else None
    end = min(stop.start() if stop else end, start + 160)
    while end > start and text[end - 1] in " ,.;:)(":
        end -= 1
    named = text[start:end]
    return [((start, end), grade)] if len(named) >= 3 and named not in _BARE and any(c.isalpha() for c in named) else []
