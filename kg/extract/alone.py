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
from kg.extract.wording import DENIAL, is_from_baseline, is_planned

__all__ = ["without_interval"]

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
_POINTS_OF = re.compile(
    r"s?\s?(?:[(\[][^()\[\]]{0,30}[)\]]\s?)?(?:\s?(?:for|in|on|between|of|with|across|against)\s(?:the\s)?[^()\[\];:=\d]{1,70}?\s?(?=[=:]|\bwas\b|\bwere\b|\bof\b))?"
    r"(?:\s(?:was|were)\s(?:\w+\s){1,3}(?=[(\[]))?[(\[]?(?P<link>[=:]|,|(?<=[(\[])|\bwas\b|\bof\b|\bwere\b|\bis\b)?\s?$"
)
_REGARDED = re.compile(r"[^;()]{0,40}\b(?:regarded|deemed|judged|considered|accepted)\b")
_LINKS = frozenset(["=", ":", "was", "were", "of", "is", ",", ""])
_POINTS = re.compile(r"\s?(?:%|percentage)")
_REFERENCE = re.compile(r"\s?[(\[]?\s?[Rr]ef(?:erence|erent|\b)")
_TO = re.compile(r"\s?%?\s?(?:-|to|x|×)\s?[.\d]")
_NAMED_DIFFERENCE = re.compile(r"\b(?:mean|adjusted|treatment|group|net|average|estimated|squares?|LS)\s$", re.IGNORECASE)


def without_interval(clause: Clause, taken: Sequence[Fact], refused: list[Refusal] | None = None) -> Iterator[Fact]:
    """Values printed without an interval. What is considered and left out goes into `refused`."""
    used = [(f.start, f.end) for f in taken] + [(i.start, i.end) for i in clause.intervals]
    used += [i.point for i in clause.intervals if i.point]
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


def _free(span: Span, used: Sequence[Span]) -> bool:
    return not any(a <= span[0] < b for a, b in used)


def _named(clause: Clause, used: list[Span], refused: list[Refusal] | None) -> Iterator[Fact]:
    """Values after a measure."""
    text = clause.text
    for i, cue in enumerate(clause.cues):
        until = clause.cues[i + 1].start if i + 1 < len(clause.cues) else len(text)
        span = next((n for n in clause.numbers if cue.end <= n[0] < min(until, cue.end + _REACH)), None)
        if span is None or not _free(span, used):
            continue
        link = _POINTS_OF.fullmatch(text, cue.end, span[0])
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


def _no_value(clause: Clause, cue: Cue, span: Span, link: str | None) -> Reason | None:
    """Why the number after a measure is not its value: a planned difference, a rate per minute, a count; None when it is."""
    text = clause.text
    printed = text[slice(*span)]
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
    if clause.within and not clause.compares:
        return Reason.WITHIN
    if cue.measure == "RD" and not (text.startswith("%", span[1]) or _POINTS.match(text, span[1]) or abs(value_of(printed)) < 1):
        return Reason.MEANING
    if cue.measure in {"MD", "RD", "MEDIAN-DIFF"}:
        return _no_difference(clause, cue, span, link, near=near)
    if link not in _LINKS:
        return Reason.NOT_TOLD
    if cue.measure == "correlation":
        if _AGREEMENT.search(clause.lower, max(0, cue.start - 60), cue.start):
            return Reason.ACCURACY
        return None if abs(value_of(printed)) <= 1 else Reason.MEANING
    share = text.startswith("%", span[1]) and cue.end - cue.start > 1
    told = cue.measure in {"SMD", "NNT"} or "." in printed or near or share
    return None if told else Reason.NOT_TOLD


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
        and not (near and text[cue.start - 2 : cue.start] in {"; ", ", "})
        and not _NAMED_DIFFERENCE.search(text, max(0, cue.start - 14), cue.start)
    ):
        return Reason.NOT_TOLD
    told = near or (short and (link in {"=", ":"} or "." in text[slice(*span)]))
    if told or (
        link in {"=", ":", "was", "of"} and (clause.compares or _NAMED_DIFFERENCE.search(text, max(0, cue.start - 14), cue.start))
    ):
        return None
    return Reason.NOT_TOLD
