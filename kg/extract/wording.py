"""Words that speak for or against an effect: what an arm has, what was planned, denied, changed, or found by others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from kg.extract.words import word_set

__all__ = [
    "DENIAL",
    "compares",
    "is_change",
    "is_elsewhere",
    "is_from_baseline",
    "is_planned",
    "is_within",
    "labels_arm",
    "last_is_within",
    "names_arm_value",
]

_ARM_LABELS = word_set(
    "mean means median medians average rate rates prevalence incidence probability sensitivity specificity auc icc kappa alpha"
)
_ARM_SUBJECT = re.compile(
    r"(?<![a-z])(?:m(?:edian|ean)|rates?|incidence|pr(?:evalence|obability|oportions?)|survival|s(?:ensitivity|pecificity)|"
    r"accuracy|auc|icc|kappa|intraclass)\b(?!\sdiffer)"
)
_BASELINE = (
    r"(?:baseline|pre-?(?:treatment|test|intervention|training|op\w*|surgery|dose|study)?(?=[\s,.;)])|admission|enrol\w+|"
    r"before(?!\sage)|(?:initial|pre\w+|starting|baseline)\svalues?|(?:the\s)?start\b|entry\b|day\s[01]\b|week\s0\b|time\s0\b)"
)
_TO_BASELINE = (
    rf"(?!\s(?:(?:the|their|its|his|at|in|of|with|to|that|those|values?|levels?|scores?|from|respective|"
    rf"mean)\s){{0,3}}{_BASELINE})"
)
_COMPARES = re.compile(
    rf"(?:\bthan|\bversus|\bvs\b\.?|\bv\.?(?=\s)|\bcompar(?:ed|ison|ing)\b|relative\sto|contrast\sto|opposed\sto|rather\sthan|"
    rf"\bbetween\b|(?<![a-z])di(?:ff|ﬀ)er(?:ed|s)?\b|\bversus|\bagainst\b|\bunlike\b|\bminus\s(?=[a-z])|"
    rf"between[- ](?:group|arm)s?|"
    rf"\bover\s(?:no|placebo|controls?|usual|standard|conventional|sham|the\s(?:control|comparison|placebo|standard|other))\b|"
    rf"\balone\b|\bnon-?\s?inferior\w*\s(?:of\s[^()\[\];,]{{1,40}}?\s)?to\b|\b(?:for\s(?:each|every)|each|every|per)\s(?:additional\s)?(?:[\w./-]+\s){{0,3}}(?:increase|increment|decrease|unit|rise)\b|\badditional(?:ly)?\b|\bextra\b|\boutscored|\boutperformed|\bfavou?r){_TO_BASELINE}"
)
# How each of them begins, so that the pattern is tried only there.
_COMPARING = (
    "than", "versus", "vs", "v ", "v. ", "compar", "relative", "contrast", "opposed", "rather", "between", "differ", "diﬀer",
    "against",
    "unlike", "minus", "over ", "alone", "noninf", "non-inf", "addition", "extra", "outscor", "outperf", "favo", "for each",
    "for every", "each ", "every ", "per ",
)  # fmt: skip
_PLANNED = re.compile(
    r"powered|power\s(?:to|of)|%\spower|(?:to|could|would|can)\s(?:detect|show|exclude)|sample\ssize|"
    r"clinically\s(?:important|meaningful|relevant|significant)\sdifference|minimal(?:ly)?\s(?:clinically\s)?important|considered|"
    r"(?<!\w)assum|hypothes|margin\s(?:of|was|set|is|=)|defined\sas\s(?!being\b)|would\sbe|will\sbe|expect(?:ed|ing)\sa|expected\s(?:differ|effect|hazard|reduc)|"
    r"anticipat|(?:was|were|are|is)\s(?:required|needed|necessary)|if\sthe\s(?:upper|lower|\d)|"
    r"(?:(?:superiority|inferiority|stopping|significance)\s(?:criteri(?:on|a)|cut-?off|boundary|threshold|limit))"
)
DENIAL = re.compile(r"\b(?:no|not|non|nor|without|any|few|neither)\b[^;()]{0,60}$", re.IGNORECASE)

_TELLS = (
    r"(?:reported|found|finds|shown|showed|suggested|suggests|demonstrated|observed|indicated|estimated|described|"
    r"had|has|have|gave|yielded|noted)"
)
_STUDY = (
    r"(?:trials?|stud(?:y|ies)|meta-?\s?analys[ie]s|reviews?|reports?|work|cohorts?|analys[ie]s|investigat\w+|literature|research|"
    r"experiments?|surveys?)\b"
)
_ELSEWHERE = re.compile(
    rf"\b(?:[Pp]revious|[Ee]arlier|[Pp]rior|[Oo]lder|[Pp]ublished|[Pp]ast|[Hh]istorical)\s(?:[\w-]+\s){{0,3}}?{_STUDY}"
    rf"|\b(?:another|recent)\s(?:[\w-]+\s){{0,2}}?{_STUDY}"
    rf"|\bet\sal\b\.?,?\s?(?:[(\[]?(?:19|20)\d\d[)\]]?,?\s)?(?:[(\[][\d,-]{{1,6}}[)\]]\s)?(?:\w{{2,8}}\s)?{_TELLS}\b"
    rf"|\bet\sal\b\.?'?s?\s(?:\w+\s)?{_STUDY}"
    rf"|\b[A-Z]\w+\sand\s(?:[A-Z]\w+|co-?workers|colleagues)\s(?:[(\[](?:19|20)\d\d[)\]]\s)?{_TELLS}\b"
    rf"|\b{_STUDY}\s(?:from|in|of)\s(?:19|20)\d\d\s(?:had\s)?{_TELLS}\b"
    r"|\b[Aa]ccording\sto\s(?:the\s|a\s)?(?:(?:19|20)\d\d|[A-Z]\w+)[^,;]{0,60}(?:review|trial|study|meta-analysis|guideline|et\sal)"
)
_HINTS = (
    "revious",
    "arlier",
    "rior ",
    "lder ",
    "ublished",
    "Past ",
    " past ",
    "istorical",
    "nother",
    "ecent",
    "ccording",
    " 19",
    " 20",
)
_TELLING = re.compile(rf"\b{_TELLS}\b")
_OURS = re.compile(
    rf"\b(?:we\s(?!(?:set|wished|wanted|aimed|sought))|our|ours|this\s(?:study|trial|cohort|analysis|meta)|present|current)\b|(?:with|to|than|unlike|in|of|from)\s(?:the\s)?(?:previous|earlier|prior|published)\s(?:\w+\s)?{_STUDY},?\s(?:the|was|were)\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    rf"\bwithin[- ](?:the\s)?(?:groups?|arms?|subjects?|participants?|persons?|patients?)\b|\bbefore\s(?:and|to|"
    rf"versus|vs\.?)\safter\b"
    rf"|\bpre-?\s?(?:to|and|-)\s?post|\b(?:from|since|versus|vs\.?|between|than|over|(?:compar\w+|relative)\s(?:with|to))\s(?:(?:the|their|its|at|that|mean)\s){{0,2}}{_BASELINE}"
    r"|\bbaseline\s(?:to|and|-|versus|vs)\b|\bin\sboth\s(?:groups|arms)\b"
)
_CHANGE = re.compile(
    r"\bchange[sd]?\b|baseline|\bfrom\s\d|(?:increas|decreas|improv|reduc|declin|f[ae]ll\b|dropp|\brose\b|gain|los[ts])"
)
_FROM_BASELINE = re.compile(
    rf"s?\s(?:in\s(?!change)[\w\s-]{{1,40}}?\s)?(?:between|from)\s(?:the\s|their\s)?{_BASELINE}(?!\s(?:scores?|values?|levels?)\s(?:between|was|were))"
    r"|s?\s(?:in\s[\w\s-]{1,40}?\s)?between\s(?:the\s)?(?:two\s)?(?:visits|time\s?points|assessments|sessions|raters|observers)\b"
)


def labels_arm(before: str) -> bool:
    """Whether a number is labelled as an arm's value: "mean, 68.0"."""
    bare = before.rstrip()
    return bare[-1:] in {",", ":", "="} and bare[:-1].rstrip().rpartition(" ")[2].lstrip("([") in _ARM_LABELS


def names_arm_value(lower: str) -> bool:
    """Whether a stretch (in lower case) speaks of a mean, a rate or the like: what an arm has, not a contrast."""
    return _ARM_SUBJECT.search(lower) is not None


@cache
def _scanner() -> Any:
    import ahocorasick_rs

    return ahocorasick_rs.AhoCorasick(_COMPARING)


def _comparisons(lower: str) -> Iterator[re.Match[str]]:
    for _, start, _ in _scanner().find_matches_as_indexes(lower):
        if found := _COMPARES.match(lower, start):
            yield found


def compares(lower: str) -> bool:
    """Whether a sentence (in lower case) has words that set one side against another; baseline is no other side."""
    return any(True for _ in _comparisons(lower))


def is_planned(lower: str) -> bool:
    """Whether a stretch (in lower case) speaks of a difference planned for or thought important, not found."""
    return _PLANNED.search(lower) is not None


def is_within(lower: str) -> bool:
    """Whether a stretch (in lower case) speaks of a change from baseline or within a group."""
    return _WITHIN.search(lower) is not None


def is_change(lower: str) -> bool:
    """Whether a sentence (in lower case) tells of a change over time."""
    return _CHANGE.search(lower) is not None


def is_from_baseline(lower: str, end: int) -> bool:
    """Whether a difference named up to `end` is said to be one from baseline."""
    return _FROM_BASELINE.match(lower, end) is not None


def last_is_within(lower: str) -> bool:
    """Whether the last thing a stretch (in lower case) compares with is a baseline, not another side."""
    within = max((m.end() for m in _WITHIN.finditer(lower)), default=-1)
    return within >= 0 and within > max((m.end() for m in _comparisons(lower)), default=-1)


def is_elsewhere(text: str) -> bool:
    """Whether what leads up to a number says that other people found it."""
    hinted = any(hint in text for hint in _HINTS) or "et al" in text or (" and " in text and _TELLING.search(text) is not None)
    return hinted and _ELSEWHERE.search(text) is not None and _OURS.search(text) is None
