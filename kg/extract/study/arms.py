"""The arms of a study: what each is called, what it is there for, how many people were allocated to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.spans import Span
from kg.extract.study.allocation import allocations
from kg.extract.study.claim import Claim, lowered
from kg.extract.study.numbers import NUMBER, count
from kg.extract.study.passage import Passage
from kg.extract.study.people import PEOPLE
from kg.extract.study.roles import roles

__all__ = ["arms"]

_N = re.compile(
    rf"[(\[]\s?(?:(?:(?!\bn\s?=)[^()\[\]]){{0,120}}?[,;:]\s)?n\s?[=:]\s?(?P<n>{NUMBER})\b[^()\[\]]{{0,30}}[)\]]"
    r"|(?:[,:]|\bgroup|\barm)\sn\s?=\s?(?P<m>\d{1,5})\b",
    re.ASCII,
)
_HAS_N = re.compile(r"n\s?[=:]", re.ASCII)
_BARE_N = re.compile(
    rf"\((?P<n>{NUMBER})(?:\s(?:cases|patients|participants|subjects|people|women|men|children"
    r"|individuals))?(?:\s?[,;]\s?\d+(?:\.\d+)?\s?%)?\)",
    re.ASCII,
)
_BOUNDARY = re.compile(
    r"[,;:()\[\]]|\b(?:or|to|into|in|receiv\w+|either|versus|vs\.?|assigned|allocated|randomi[sz]ed|were|was"
    r"|between|comprised|included|of\s(?:two|three|four|the)|groups|arms|with\seither|one\sof|given|undergo\w*"
    r"|underwent)\s"
    r"|(?<=[)\]])\sand\s|\d\)\s",
    re.ASCII,
)
_EDGES = re.compile(
    r"^(?:(?:and|or|a|an|the|either|both|to|in|of|for|receive|our|one|other|second|first|third|groups?|arms?"
    r"|of\sthese|then|\d+[.)]|[ivx]+\))\s+)+",
    re.ASCII,
)
_TAIL = re.compile(
    r"(?:\s(?:groups?|arms?|conditions?|cohort|patients|participants|subjects|recipients|at\srandom))+$|\s?[\"'=-]+$", re.ASCII
)
_NO_LABEL = re.compile(
    rf"^(?:{PEOPLE}|total|overall|sample|mean|median|range|age|sex|male|female|reasons?|each|both|all|the|group"
    r"|groups|arm|arms|treatment\sgroups?|figure|table|fig|n|"
    r"withdr\w+|drop\w*|lost|follow-?up|adverse|completers?|responders?|data|baseline|moderate|mild|severe"
    r"|control\sand\s\w+|two|three|study|trial|either|one|other|including|excluded?|years?|weeks?|months?"
    r"|knees?|\W*)$",
    re.ASCII,
)
_ALLOCATION = re.compile(r"\brandom|\ballocat|\bassign|\bgroups?\b|\barms?\b|\breceiv|\btreat|\bdivided\b", re.ASCII)
_LOSSES = re.compile(
    r"\b(?:complet\w+|drop-?\s?outs?|dropped|lost|withdr\w+|exclu\w+|discontinu\w+|adverse|reasons?|improved"
    r"|reported|responde\w+|analy[sz]ed|attended|missing|remaining|relapse\w*|per[\s-]protocol)\b",
    re.ASCII,
)
_INTO = re.compile(
    rf"(?:\s?\([^()]{{0,30}}\))?(?:\s{PEOPLE})?\s(?:(?:(?:were|was)\s)?(?:randomly\s)?(?:(?:assigned|allocated"
    r"|randomi[sz]ed)\s)?(?:in)?to\s(?:receive\s)?|(?:(?:were|was)\s)?(?:treated\s|managed\s)?with\s"
    rf"|received\s)(?:the\s|an?\s)?(?P<label>(?!\d)[^,;.()]{{2,60}}?)(?=\s(?:group|arm|condition|intervention)\b"
    rf"|[,;.()]|\sand\s(?:{NUMBER})\b|\swhile\b|\sor\b|$)",
    re.ASCII,
)
_OF_TWO = re.compile(
    r"\s(?:in)?to\s(?:receive\s|undergo\s)?(?:(?:one\sof\s)?(?:the\s)?(?:two|three|four|five|2|3"
    r"|4)\s(?:[\w-]+\s){0,3}?(?:groups|arms|conditions|treatments"
    r"|interventions)?\s?[:(-]\s?)?(?:either\s)?(?P<rest>[^.;]{5,300})",
    re.ASCII,
)
_NUMBERED = re.compile(r"(?:,?\s(?:or|and)\s)?(?:(?<=\s)|(?<=^)|(?<=\())\(?(?:[1-6]|[a-f]|i{1,3}|iv)\)\s", re.ASCII)
_BETWEEN_ARMS = re.compile(r",?\s(?:or|versus|vs\.?)\s(?:to\s|an?\s|the\s)?|,\s(?:and\s)?(?:to\s)?", re.ASCII)
_TAIL_OF_LIST = re.compile(
    r"\s(?:for\s\d|for\s(?:one|two|three|four|six|eight|ten|twelve)\b|in\sa\s\d|in\saddition|at\s(?:a\s)?\d"
    r"|using|by\s(?:means|a|computer|an|drawing|lots)|through|according|with\s(?:a\s)?(?:\d|follow)|once|twice"
    r"|three\stimes|on\sthe\sbasis|from\s\w+\s\d|daily|weekly)\b|,\s(?:and\s(?:were|was|assess|follow)|with"
    r"|stratif|using|by|which|where|who|in\s)",
    re.ASCII,
)
_AGAINST = re.compile(r",?\s(?:and\s)?(?:versus|vs\.?|compared\s(?:with|to))\s", re.ASCII)
_TITLE_STARTS = re.compile(
    r"[:.;]\s|(?:\b(?:effects?|effectiveness|efficacy|comparison|impact|evaluation|safety"
    r"|results)\s(?:and\s\w+\s)?of\s(?:an?\s|the\s)?)",
    re.ASCII,
)
_TITLE_ENDS = re.compile(r"\s(?:for|in|on|among|to|after|during|as)\s|[:.;,]|$|\sand\sversus\s", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Arm:
    span: Span
    n: int | None
    end: int


def arms(passage: Passage) -> Iterator[Claim]:
    """The arms that a sentence names, those with a number allocated first."""
    text = passage.lower
    if passage.section in ("references", "discussion"):
        return
    allocated = allocations(passage)
    verb = allocated[0][0][1] if allocated else None
    found, rule = _with_n(passage, _N, verb), "arm-n"
    grade = "A" if verb and not passage.planned else "B"
    if len(found) < 2 and verb:
        found = _with_n(passage, _BARE_N, verb)
    if len(found) < 2:
        found, rule = (_into(passage), "arm-into") if verb else ([], "")
    if len(found) < 2 and verb:
        found, rule, grade = _listed(text, verb), "arm-listed", "B"
    if len(found) < 2 and passage.is_title:
        found, rule, grade = _in_title(text), "arm-title", "B"
    if len(found) < 2 or (passage.other and not passage.own):
        return
    if _LOSSES.search(text) and not verb:
        grade = lowered(lowered(grade))
    labels = [passage.plain[slice(*arm.span)] for arm in found]
    for arm, label, role in zip(found, labels, roles(labels), strict=True):
        yield Claim("arm", label, (min(arm.span[0], arm.end), max(arm.span[1], arm.end)), grade, f"{rule}/1", role=role, n=arm.n)


def _label(text: str, start: int, end: int) -> Span | None:
    """The span of a label without articles before and group words after, or None where it is none."""
    while lead := _EDGES.match(text[start:end]):
        start += lead.end()
    while start < end and text[start] in " -=\"'":
        start += 1
    while end > start and text[end - 1] in " ,.-:":
        end -= 1
    if tail := _TAIL.search(text[start:end]):
        end = start + tail.start()
    while end > start and text[end - 1] in " ,.-":
        end -= 1
    label = text[start:end]
    if not 2 <= len(label) <= 90 or _NO_LABEL.match(label) or not any(c.isalpha() for c in label):
        return None
    return start, end


def _with_n(passage: Passage, form: re.Pattern[str], verb: int | None) -> list[_Arm]:
    """Labels with "(n = 30)" after them, in a sentence that speaks of groups."""
    text = passage.lower
    if form is _N and not _HAS_N.search(text):
        return []
    if not _ALLOCATION.search(text):
        return []
    found: list[_Arm] = []
    last = 0
    for match in form.finditer(text, verb or 0) if form is _BARE_N else form.finditer(text):
        printed = match["n"] or match["m"] if form is _N else match["n"]
        lead = [b.end() for b in _BOUNDARY.finditer(text, last, match.start())]
        span = _label(text, lead[-1] if lead else max(last, match.start() - 90), match.start())
        n = count(printed)
        last = match.end()
        if span and n and match.start() - span[1] < 20:
            found.append(_Arm(span, n, match.end()))
    if verb is not None and len(after := [arm for arm in found if arm.span[0] >= verb]) >= 2:
        found = after
    labels = [text[slice(*arm.span)] for arm in found]
    return found if len(set(labels)) == len(labels) else []


def _into(passage: Passage) -> list[_Arm]:
    """Numbers of people "to the exercise group"."""
    found = []
    for start, end, n in passage.numbers:
        if n and (match := _INTO.match(passage.lower, end)) and (span := _label(passage.lower, *match.span("label"))):
            found.append(_Arm(span, n, start))
    return found


def _listed(text: str, at: int) -> list[_Arm]:
    """Labels after "randomized to", with no numbers."""
    match = _OF_TWO.match(text, at)
    if match is None:
        return []
    start, end = match.span("rest")
    if stop := _TAIL_OF_LIST.search(text, start, end):
        end = stop.start()
    if not re.search(r"\s(?:or|versus|vs\.?)\s", text[start:end]):
        return []
    gaps = list(_NUMBERED.finditer(text, start, end))
    gaps = gaps if len(gaps) >= 2 else list(_BETWEEN_ARMS.finditer(text, start, end))
    edges = [start, *(edge for gap in gaps for edge in gap.span()), end]
    pieces = ((edges[i], edges[i + 1]) for i in range(0, len(edges), 2))
    spans = [_label(text, at, until) for at, stop in pieces if (until := text.find(" (", at + 3, stop)) > 0 or (until := stop)]
    return [_Arm(span, None, span[1]) for span in spans if span][:6]


def _in_title(text: str) -> list[_Arm]:
    """The two things that a title sets against each other."""
    match = _AGAINST.search(text)
    if match is None:
        return []
    start = max((m.end() for m in _TITLE_STARTS.finditer(text, max(0, match.start() - 120), match.start())), default=0)
    stop = _TITLE_ENDS.search(text, match.end())
    spans = [_label(text, start, match.start()), _label(text, match.end(), stop.start() if stop else len(text))]
    return [_Arm(span, None, span[1]) for span in spans if span]
