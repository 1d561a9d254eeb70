"""Effects printed without an interval: "HR was 0.42 (p = 0.003)", "d = 0.5", "10% lower ... (p < 0.05) than"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.clause import Clause
from kg.extract.fact import Fact
from kg.extract.masks import NUMBER, is_masked
from kg.extract.measures import RATIOS, Cue
from kg.extract.spans import Span, value_of
from kg.extract.wording import DENIAL, is_planned

__all__ = ["without_interval"]

_NOT_EFFECT_UNIT = re.compile(r"\s?(?:/min|bpm|beats|breaths|ms\b|Hz|per\sminute)", re.IGNORECASE)
_PERCENT_DIFFERENCE = re.compile(
    rf"(?<![\d.-])(?P<value>{NUMBER})\s?%\s(?:lower|higher|greater|less|more|fewer|shorter|longer|larger|smaller)\b[^()\[\];]{{0,60}}[(\[]\s?[pP]\b"
)
_POINTS_OF = re.compile(r"\s?(?:[(\[][^()\[\]]{0,30}[)\]]\s?)?(?P<link>[=:]|,|\bwas\b|\bof\b|\bwere\b)?\s?$")


def without_interval(clause: Clause, taken: Sequence[Fact]) -> Iterator[Fact]:
    """Values printed without an interval: "HR was 0.42 (p = 0.003)", "d = 0.5", "10% lower ... (p < 0.05) than"."""
    text = clause.text
    used = [(f.start, f.end) for f in taken] + [(i.start, i.end) for i in clause.intervals]
    used += [(i.point[0], i.point[1]) for i in clause.intervals if i.point]
    for i, cue in enumerate(clause.cues):
        until = clause.cues[i + 1].start if i + 1 < len(clause.cues) else len(text)
        span = next((n for n in clause.numbers if cue.end <= n[0] < min(until, cue.end + 45)), None)
        if span is None or any(a <= span[0] < b for a, b in used) or is_masked(text, *span):
            continue
        link = _POINTS_OF.fullmatch(text, cue.end, span[0])
        if link is None or not _is_value(clause, cue, span, link["link"]):
            continue
        used.append(span)
        yield Fact(*span, cue.measure, span, None, None, None, False, False, False, False, "value-alone/1", cue)
    if clause.compares and "% " in text and clause.ps:
        for match in _PERCENT_DIFFERENCE.finditer(text):
            span = match.span("value")
            if not any(a <= span[0] < b for a, b in used):
                yield Fact(*span, "OTHER", span, None, None, None, False, False, False, True, "percent-comparative/1", None)


def _is_value(clause: Clause, cue: Cue, span: Span, link: str | None) -> bool:
    """Whether the number after a measure is its value: not a planned difference, a rate per minute or a count."""
    text = clause.text
    if is_planned(clause.lower) or _NOT_EFFECT_UNIT.match(text, span[1]):
        return False
    after = text[span[1] : span[1] + 60]
    if cue.measure in RATIOS:
        return (
            text[span[0]] != "-"
            and ("." in text[span[0] : span[1]] or link in {"=", "was"})
            and float(value_of(text[slice(*span)])) < 200
        )
    if cue.measure in {"MD", "RD", "MEDIAN-DIFF"}:
        near = any(span[1] <= p.start <= span[1] + 60 for p in clause.ps)
        return link is not None and near and not DENIAL.search(clause.lower, 0, cue.start) and "±" not in after[:4]
    return link in {"=", ":", "was", "of"} and (cue.measure in {"SMD", "correlation", "NNT"} or "." in text[span[0] : span[1]])
