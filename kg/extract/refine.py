"""What kind of difference a "difference" is: of shares, of means, or in standard deviations."""

from __future__ import annotations

import re

from kg.extract.clause import Clause
from kg.extract.measures import Cue
from kg.extract.spans import Span, value_of

__all__ = ["refined"]

_SHARE = re.compile(
    r"\b(?:proportions?|rates?|incidences?|occurred|prevalence|risks?|respon(?:se|ders)|achiev\w+|patients\swith|success|cure|mortality)\b",
    re.IGNORECASE,
)
_NOT_SHARE = re.compile(
    r"\b(?:efficiency|weight|BMI|body\sfat|index|exam(?:ination)?|percent(?:age)?\s(?:weight|reduction|increase|decrease|loss)|time\sin\srange|saturation|HbA\(?1c\)?|A1c|FEV|LDL|ejection|LVEF|body\sweight|percent(?:age)?\schange|change\sfrom|predicted)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s?(?:%|percentage[\s-]points?|pp\b)")
_POINTS = re.compile(r"\s?(?:percentage[\s-]points?|pp\b)")
_SDS = re.compile(r"\s?(?:SDs?\b|σ|standard\sdeviations?\b)")
_A_SHARE = re.compile(r"\d\s?%(?!\s?(?:-\s?)?(?:C\.?I|confidence|credible|Cr|Bayes|two|one|to\b|-))")


def _other_shares(text: str, ends: list[int]) -> int:
    """How many percentages stand in the sentence beside those that end at `ends`."""
    return sum(1 for m in _A_SHARE.finditer(text) if m.start() + 1 not in ends)


def refined(
    clause: Clause, measure: str, cue: Cue | None, point: Span | None, low: Span | None = None, high: Span | None = None
) -> str:
    """The measure of a value at `point` (or of limits from `low` on): "difference" made more exact by its unit and its words."""
    text = clause.text
    ends = [span[1] for span in (point, low, high) if span]
    percent = any(_PERCENT.match(text, end) for end in ends)
    if (
        measure == "OTHER"
        and cue is not None
        and percent
        and clause.lower.startswith("rate difference", cue.start)
        and not clause.lower.endswith("incidence ", 0, cue.start)
    ):
        return "RD"
    if measure != "MD":
        return measure
    if any(_SDS.match(text, end) for end in ends):
        return "SMD"
    if cue is not None and clause.lower[max(0, cue.start - 16) : cue.start].rstrip().endswith(("mean", "means", "squares")):
        return measure
    if percent and not _NOT_SHARE.search(text):
        absolute = clause.lower.endswith("absolute ", 0, cue.start) if cue is not None else False
        pointed = any(_POINTS.match(text, end) for end in ends)
        if absolute or pointed or _other_shares(text, ends) >= 2 or _SHARE.search(text):
            return "RD"
    if point and "roportion" in text and abs(value_of(text[slice(*point)])) < 1 and "mean" not in clause.lower:
        return "RD"
    return measure
