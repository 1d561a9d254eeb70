"""What kind of difference a "difference" is: of shares, of means, or in standard deviations."""

from __future__ import annotations

import re
from itertools import combinations

from kg.extract.clause import Clause
from kg.extract.measures import Cue
from kg.extract.points import differ_by, half_unit
from kg.extract.spans import Span, value_of

__all__ = ["refined"]

_SHARE = re.compile(
    r"\b(?:proportions?|rates?|incidences?|occurred|prevalence|risks?|respon(?:se|ders)|achiev\w+|patients\swith|success|cure|mortality|efficacy|failures?|sensitivity|specificity|accuracy|recurrence|remission|complications?)\b",
    re.IGNORECASE,
)
_NOT_SHARE = re.compile(
    r"\b(?:efficiency|(?:body)?weight|BMI|body\sfat|index|exam(?:ination)?|percent(?:age)?\s(?:weight|reduction|increase|decrease|loss)|time\sin\srange|saturation|HbA\(?1c\)?|A1c|FEV|LDL|ejection|LVEF|body\sweight|percent(?:age)?\schange|change\sfrom|predicted)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s?(?:%|per\s?cent\b|percentage[\s-]points?|pp\b)")
_POINTS = re.compile(r"\s?(?:percentage[\s-]points?|pp\b)")
_SDS = re.compile(r"\s?(?:SDs?\b|σ|standard\sdeviations?\b)")
_A_SHARE = re.compile(r"\d\s?%(?!\s?(?:-\s?)?(?:C\.?I|confidence|credible|Cr|Bayes|two|one|to\b|-))")


_PRINTED_SHARE = re.compile(r"(?<![\d.])(?P<sign>[-+]?)(?P<share>\d{1,3}(?>\.\d++)?)\s?%(?P<spread>\s?(?:±|[(\[]\s?S[DE]))?")
_RELATIVE = re.compile(
    r"\b(?:cholesterol|triglycerides?|lipoproteins?|C-reactive|concentrations?|hormones?|cytokines?|antibod(?:y|ies)|tit(?:er|re)s?|"
    r"insulin|cortisol|viral\sload|parasit\w+|counts?)\b"
)
_PERCENT_DIFFERENCES = ("percentage difference", "percent difference", "% difference")
_MEAN = re.compile(r"\b(?:[Mm]eans?|LSM?|[Cc]hanges?)\b")


def _is_of_shares(clause: Clause, point: Span) -> bool | None:
    """Whether the value at `point` is the difference of two shares printed beside it; False where those are changes or means."""
    text = clause.text
    printed = text[slice(*point)]
    value, rounding = value_of(printed), half_unit(printed)
    if abs(value) < 1 and not _PERCENT.match(text, point[1]):
        value, rounding = value * 100, rounding * 100
    told = _PRINTED_SHARE.finditer(text, max(0, point[0] - 400), point[0])
    shares = [m for m in told if not any(i.start <= m.start() < i.end for i in clause.intervals)][-6:]
    for one, other in combinations(shares, 2):
        if differ_by(one["sign"] + one["share"], other["sign"] + other["share"], value, rounding):
            return not (one["sign"] or other["sign"] or one["spread"] or other["spread"])
    return None


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
    if (
        measure == "OTHER"
        and cue is not None
        and clause.lower.startswith(_PERCENT_DIFFERENCES, cue.start)
        and _SHARE.search(text)
        and not _NOT_SHARE.search(text)
    ):
        return "RD"
    if measure == "SMD" and cue is not None and percent and point and cue.end - cue.start == 1:
        measure = "MD"  # "d = 7.2%": a difference, for a size has no unit
    if measure != "MD":
        return measure
    if any(_SDS.match(text, end) for end in ends):
        return "SMD"
    if cue is not None and clause.lower[max(0, cue.start - 16) : cue.start].rstrip().endswith(("mean", "means", "squares")):
        return measure
    shares = _is_of_shares(clause, point) if point and "%" in text else None
    if shares is False:
        return measure
    if shares and not _NOT_SHARE.search(text) and not _MEAN.search(text):
        return "RD"
    if percent and point and cue is not None and low is None and _RELATIVE.search(text) and not _MEAN.search(text):
        return "OTHER"  # what has units of its own differs by a share of them
    if percent and not _NOT_SHARE.search(text):
        absolute = clause.lower.endswith("absolute ", 0, cue.start) if cue is not None else False
        pointed = any(_POINTS.match(text, end) for end in ends)
        if absolute or pointed or _other_shares(text, ends) >= 2 or _SHARE.search(text):
            return "RD"
    if point and "roportion" in text and abs(value_of(text[slice(*point)])) < 1 and "mean" not in clause.lower:
        return "RD"
    return measure
