"""Numbers that words alone make effects: "lower ... by 7.9", "5.6 lower", "cut falls by 12%", and the measure such words tell.

True comparatives ("lower", "sooner") set two sides against each other; participles and nouns ("reduced", "increase")
need a comparison elsewhere in the sentence, or a subject that acts on something counted, since a group's own change
is told in the same words.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from kg.extract.clause import Clause
from kg.extract.spans import Span, value_of
from kg.extract.wording import is_within, last_is_within, names_arm_value

__all__ = ["Grounds", "follows_comparative", "grounds", "worded_measure"]

_ADJECTIVE = (
    r"(?:lower|higher|greater|less|more|fewer|larger|smaller|shorter|longer|better|worse|faster|slower|sooner|later|earlier|bigger|"
    r"stronger|weaker|heavier|lighter|further(?=\sthan)|taller|quicker|thicker|thinner|wider|narrower)"
)
_CHANGED = (
    r"(?:reduc(?:ed|es?|ing|tions?)|increas(?:ed?|es|ing)|decreas(?:ed?|es|ing)|lower(?:ed|s|ing)|improv(?:ed?|es|ing|ements?)|rais(?:ed?|es|ing)|"
    r"shorten(?:ed|s|ing)|prolong(?:ed|s|ing)|declin(?:ed?|es)|gain(?:ed|s)?|benefits?|drop(?:ped|s)?|f[ae]ll|rises?|rose|cut|losses|loss|"
    r"delay(?:ed|s)|exceed(?:ed|s)|outscored|outperformed|differ(?:ed|s)?|widened|extend(?:ed|s)|saved?)"
)
_ANY = rf"(?:{_ADJECTIVE}|{_CHANGED})"
_ABOUT = (
    r"(?:an?\s(?:adjusted\s|estimated\s)?(?:mean|median|average|total|further|additional)\s(?:of\s)?|"
    r"an?\sestimated\s|an?\s|about\s|approximately\s|around\s|only\s|up\sto\s|on\saverage\s|nearly\s|almost\s)?"
)
_BY = re.compile(rf"\b{_ANY}\b[^;()\[\]]{{0,120}}?\bby\s{_ABOUT}$")
_BY_ADJECTIVE = re.compile(rf"\b{_ADJECTIVE}\b[^;()\[\]]{{0,120}}?\bby\s{_ABOUT}$")
_UNITS = (
    r"(?:\s?%|°C?|[\s-](?!(?:was|were|is|are|had|has|and|or|but|in|for|with|to|vs|versus|of|"
    r"at)\b)[A-Za-zµμ°][\w²³/.^-]{0,14}){0,4}?"
)
_COMPARED_AFTER = re.compile(
    rf"{_UNITS}(?:\s[(\[][^()\[\]]{{1,40}}[)\]])?[\s-](?:\w{{3,14}}ly\s)?{_ADJECTIVE}\b(?!\sthan\s0?\.\d)"
    r"|\s?times\s(?:as|that|the|more)\b|[\s-]?fold\b"
)
_CHANGE_NOUN = (
    rf"\s(?:proportional\s|{_ADJECTIVE}\s|relative\s|absolute\s|greater\s|reduced\s|increased\s)?"
    r"(?:reductions?|increases?|decreases?|improvements?|declines?|gains?|benefits?|drops?|rises?|advantages?|reduced|increased|decreased)\b"
)
_CHANGE_AFTER = re.compile(rf"{_UNITS}(?:\s[(\[]s[de]m?\s[^()\[\]]{{1,12}}[)\]])?{_CHANGE_NOUN}")
_CHANGE_CLOSED = re.compile(rf"\s?%?[)\]]{_CHANGE_NOUN}")  # "17% (95% CI 9 to 25) reduction in deaths"
_CLOSED = re.compile(rf"\s?%?(?:\s[A-Za-z][\w/²³.^-]{{0,12}})?[)\]]{_UNITS}\s(?:\w{{3,14}}ly\s)?{_ADJECTIVE}\b")
_OPENED = re.compile(
    rf"\b{_ANY}\b[^;()\[\]]{{0,80}}[(\[]\s?$|\b{_ANY}\s(?:(?:in|of)\s[^;()\[\]]{{1,60}}\s)?(?:of|was)\s{_ABOUT}$"
)
_OPENED_ADJECTIVE = re.compile(rf"\b{_ADJECTIVE}\b[^;()\[\]]{{0,80}}[(\[]\s?$")
# The other arm has a number of its own: "lower with A (45.2 [27.4-63.1]) compared with B (80.8".
_PAIRED = re.compile(
    r"\s?%?(?:\s[A-Za-z]\w{0,12})?[)\]]{0,3}(?:\s[A-Za-z]\w{0,12})?,?\s?(?:(?:in|with|after|for|on)\s[^()\[\];]{1,60}?\s)?(?:compared\s(?:with|to)|versus|vs\.?|than)\s[^()\[\];,\d]{0,60}[(\[]?\s?-?\.?\d"
)
_IN_GROUP = re.compile(
    rf"{_UNITS}[\s-]{_ADJECTIVE}(?:\s?[(\[][^()\[\]]{{1,40}}[)\]](?:,?\sand\s[^()\[\];]{{1,60}}[(\[][^()\[\]]{{1,40}}[)\]])?)?\s(?:per\s\w+\s)?(?:in\s(?:the\s)?[^()\[\];,.]{{1,40}}?\b(?:group|arm|cohort|villages|schools|clinics|practices)\b|with\s)"
)
_CAUSES = re.compile(r"\b(?:led\sto|resulted\sin|produced|brought\sabout|yielded|caused|associated\swith)\b[^;()\[\]]{0,70}$")
_EXTRA = re.compile(r"\b(?:additional|extra|further)\s(?:\w+\s(?:of\s)?)?$")
# Who acts on what: "text messages increased the number of visits by", but not "scores increased by" nor "both groups improved".
_ACTS = re.compile(
    r"(?<!was\s)(?<!were\s)(?<!been\s)(?<!the\s)(?<!\san\s)(?<!\sa\s)\b(?:reduce[ds]?|increase[ds]?|decrease[ds]?|lower(?:ed|s)|improve[ds]?|raise[ds]?|shorten(?:ed|s)?|prolong(?:ed|s)?|cut|delay(?:ed|s)?|boost(?:ed|s)?)\s"
    r"(?!by\b|from\b|in\b|to\b|at\b|after\b|over\b|during\b|significantly\b|and\b|or\b|with\b|only\b|for\b|more\b|among\b|on\b)"
    r"(?P<object>[a-z][^;()\[\]]{0,90}?)(?:\s(?:significantly\s)?by\s(?:an?\s(?:mean|median|average)\sof\s|an?\s|about\s|approximately\s)?|\s?[(\[]\s?)$"
)
_DONE = re.compile(
    r"\b(?:was|were)\s(?:\w+ly\s)?(?:reduced|increased|decreased|lowered|improved|raised|shortened|prolonged|delayed|cut)\s(?:significantly\s)?by\s(?:an?\s(?:mean|median|average)\sof\s|an?\s|about\s)?$"
)
_GROUP_ACTS = re.compile(
    r"\b(?:groups?|arms?|patients|participants|subjects|women|men|children|students|they|both|who|cohorts?)\s(?:\w+ly\s)?$"
)
_COUNTED = re.compile(
    r"\b(?:number|numbers|proportions?|percentages?|rates?|risks?|odds|incidence|prevalence|uptake|attendance|admissions?|mortality|deaths?|"
    r"hospital\w*|events?|visits?|enrol\w+|recruit\w+|completion|infections?|cases|episodes?|relapses?|recurrences?|falls|stays?|costs?|use|"
    r"likelihood|chances?|probability|hazard|referrals?|prescri\w+|fractures?|diarrh\w+|pneumonia|malaria|screening|coverage|returns?)\b"
)
_BY_MONEY = ("by $", "by £", "by €")
# Both sides are named before the bracket: "improved more than the control group at 3 months (-1.3 points, p = 0.005)".
_AFTER_SIDES = re.compile(
    rf"\b{_ADJECTIVE}\b[^;()\[\]]{{0,80}}?\bthan\s[^;()\[\]\d]{{2,60}}?(?:\s(?:at|after)\s(?:\d{{1,2}}|[a-z]{{3,6}})\s\w{{3,10}})?\s?[(\[]$"
)
_RISK = re.compile(
    r"\b(?:risks?|odds|incidence|rates?|hazard|likelihood|mortality|deaths?|hospitali\w+|events?|fractures?|infections?|recurrences?|relapses?|diarrh\w+|malaria|pneumonia)\b"
)
_TIMES = re.compile(r"[\s-]?(?:times|fold)\b")
_OF_RATIO = re.compile(r"\b(?P<OR>odds)|(?P<RR>risks?)|(?P<HR>hazards?)\b")
_RATIO_OPENED = re.compile(
    r"\b(?:lower|higher|greater|increased|reduced|decreased)\s(?:\w+\s)?(?:(?P<OR>odds)|(?P<RR>risks?)|(?P<HR>hazards?))\b[^()\[\];]*[(\[]$"
)
_SDS = re.compile(r"\s?(?:[Ss][Dd]s?\b|σ|standard\sdeviations?)\b")
_POINTS = re.compile(r"[\s-]?(?:percentage[\s-]points?|pp)\b")
_PERCENT = re.compile(r"\s?(?:%|per\s?cent\b)")
_ABSOLUTE = re.compile(r"\s?%\s(?:absolute\b|(?:\w+\s)?in\s(?:the\s)?absolute\b)")
_ABSOLUTE_BY = ("absolute reduction of ", "absolute increase of ", "absolute decrease of ", "absolute improvement of ")
_PER_UNIT = re.compile(
    r"\b(?:for\s(?:each|every)|every|per)\s(?:additional\s|one-?\s?)?(?:[\w./-]+\s){0,3}?(?:increase|increment|decrease|unit|rise)\b|\bper\s(?:1[\s-])?s\.?d\b"
)
_WHOLE_SHARE = re.compile(r"(?<![\d.])(\d{1,3})\s?%")
_SCALED = re.compile(
    r"\b(?:HbA\(?1c\)?|A1[cC]|FEV|LVEF|ejection|predicted|scores?|exam\w*|[Hh]a?ematocrit|saturation|SpO2|body\sfat|percent(?:age)?\schange)\b"
)


class Grounds(Enum):
    """What makes a number a difference: a comparative told with it, a change told with it, or a lower limit below zero."""

    COMPARATIVE = auto()
    CHANGE = auto()
    NEGATIVE = auto()


def grounds(clause: Clause, point: Span | None, low: Span | None, end: int, *, lead: int) -> Grounds | None:
    """What makes the number at `point` a difference between two sides where no measure is named; None where nothing does.

    `low` is the lower limit of its interval where it has one, `end` where the estimate ends, `lead` where its stretch of
    the sentence begins.
    """
    lower = clause.lower
    negative = low is not None and clause.text[low[0]] == "-"
    at = point[0] if point else low[0] if low else end
    before = lower[max(min(lead, at), at - 140) : at]
    if before.endswith(_BY_MONEY):
        before = before[:-1]
    if point is None:
        return Grounds.NEGATIVE if negative and clause.compares and not names_arm_value(before[-90:]) else None
    within = is_within(lower[max(min(lead, at), at - 140) : end + 60])
    if _PAIRED.match(lower, end):
        return None
    if _comparative(lower, before, point, low, end) and (
        clause.compares or (not within and (low is not None or _implied(lower, point)))
    ):
        return Grounds.COMPARATIVE
    if last_is_within(before):
        return None
    if low is None and clause.text[point[0]] in "-+" and _AFTER_SIDES.search(before):
        return Grounds.COMPARATIVE
    if low is not None and clause.compares and _OPENED_ADJECTIVE.search(before):
        return Grounds.COMPARATIVE
    changed = before.endswith(("by ", "of ", "was ", "a ", "(", "[", "average ", "about ")) and (
        ("by" in before and _BY.search(before) is not None) or _OPENED.search(before) is not None
    )
    closed = low is not None and _CHANGE_CLOSED.match(lower, end) is not None
    follows = not changed and (closed or _CHANGE_AFTER.match(lower, point[1]) is not None)
    if clause.compares:
        if changed or (follows and (low is not None or _PERCENT.match(lower, point[1]))):
            return Grounds.CHANGE
        return Grounds.NEGATIVE if negative and not names_arm_value(before[-40:]) and "change of " not in before[-12:] else None
    if within:
        return None
    risk_after = _PERCENT.match(lower, point[1]) and _RISK.search(lower, end if closed else point[1], end + 60)
    if follows and ("associated with" in before or risk_after):
        return Grounds.CHANGE
    if (changed or follows) and (caused := _CAUSES.search(before)) and _GROUP_ACTS.search(before, 0, caused.start()) is None:
        return Grounds.CHANGE if low is not None or _POINTS.match(lower, point[1]) or _PERCENT.match(lower, point[1]) else None
    if (acts := _ACTS.search(before)) and _GROUP_ACTS.search(before, 0, acts.start()) is None:
        told = low is not None or _COUNTED.search(acts["object"]) or _SDS.match(lower, point[1])
        return Grounds.CHANGE if told else None
    if low is None:
        return None
    if changed and _PER_UNIT.search(lower, point[1], low[0]):
        return Grounds.CHANGE
    risk = changed and _PERCENT.match(lower, point[1]) is not None and _RISK.search(before) is not None
    return Grounds.CHANGE if risk or _DONE.search(before) else None


def follows_comparative(lower: str, end: int) -> bool:
    """Whether a comparative follows the number that ends at `end`: " months longer"."""
    return _COMPARED_AFTER.match(lower, end) is not None


def _implied(lower: str, point: Span) -> bool:
    """Whether a comparative has no need to say what it compares with: "2.1 kg greater with the diet", "three times the risk"."""
    return _TIMES.match(lower, point[1]) is not None or _IN_GROUP.match(lower, point[1]) is not None


def _comparative(lower: str, before: str, point: Span, low: Span | None, end: int) -> bool:
    return (
        _COMPARED_AFTER.match(lower, point[1]) is not None
        or (low is not None and _CLOSED.match(lower, end) is not None)
        or (
            before.endswith(" ")
            and (("by" in before and _BY_ADJECTIVE.search(before) is not None) or _EXTRA.search(before) is not None)
        )
    )


def worded_measure(clause: Clause, point: Span | None, high: Span | None = None) -> str:
    """The measure that the words around a worded difference tell."""
    text = clause.text
    if point is None:
        share = high is not None and _PERCENT.match(text, high[1]) is not None and not _SCALED.search(text)
        return "RD" if share else "MD"
    if times := _TIMES.match(text, point[1]):
        named = _OF_RATIO.search(clause.lower, times.end(), times.end() + 30) or _OF_RATIO.search(
            clause.lower, max(0, point[0] - 50), point[0]
        )
        return (named.lastgroup or "OTHER") if named else "OTHER"
    if _SDS.match(text, point[1]):
        return "SMD"
    opened = text[point[0] - 1 : point[0]] in {"(", "["} and _RATIO_OPENED.search(clause.lower, max(0, point[0] - 80), point[0])
    if opened and not _PERCENT.match(text, point[1]):
        return opened.lastgroup or "OTHER"
    if _POINTS.match(text, point[1]):
        return "MD" if _SCALED.search(text) else "RD"
    if _PERCENT.match(text, point[1]):
        if _ABSOLUTE.match(clause.lower, point[1]) or clause.lower[: point[0]].endswith(_ABSOLUTE_BY):
            return "RD"
        return "MD" if _SCALED.search(text) else "OTHER"
    if _PER_UNIT.search(clause.lower, 0, high[0] if high else point[0]) or _restates(text, point):
        return "OTHER"
    return "MD"


def _restates(text: str, point: Span) -> bool:
    """Whether a number is the ratio of a change that the same sentence tells in percent: "42% fewer (0.58, ...)"."""
    ratio = value_of(text[slice(*point)])
    if not 0 < ratio < 3 or "." not in text[slice(*point)]:
        return False
    return any(abs(abs(1 - ratio) * 100 - int(m[1])) <= 1 for m in _WHOLE_SHARE.finditer(text, max(0, point[0] - 120), point[0]))
