"""Effect measures named in a sentence: which, where, and how firmly.

Phrases are found in one pass over the lower-cased sentence, abbreviations by one pattern; an abbreviation that
the document defines as something else ("HR: heart rate") is dropped, one it defines as a measure takes that one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.extract.ligatures import joined
from kg.extract.reasons import Reason

__all__ = ["MEASURES", "RATIOS", "Cue", "cues", "measure_of"]

RATIOS = frozenset({"HR", "OR", "RR", "IRR"})
MEASURES = RATIOS | {"RD", "MD", "MEDIAN-DIFF", "SMD", "NNT", "correlation", "OTHER"}

_PHRASES = {
    "hazard risk": "HR", "hazard rate": "HR",
    "hazard ratio": "HR", "hazards ratio": "HR", "hazard rate ratio": "HR", "subhazard ratio": "HR", "relative hazard": "HR",
    "odds ratio": "OR", "odd ratio": "OR", "relative odds": "OR",
    "risk ratio": "RR", "relative risk": "RR", "risks ratio": "RR",
    "rate ratio": "IRR", "incidence ratio": "IRR", "incidence density ratio": "IRR",
    "standardized mortality ratio": "OTHER", "standardised mortality ratio": "OTHER", "standardized incidence ratio": "OTHER",
    "standardised incidence ratio": "OTHER", "mortality ratio": "RR", "detection ratio": "RR", "survival ratio": "OTHER",
    "event ratio": "OTHER", "time ratio": "OTHER", "cost ratio": "OTHER", "titer ratio": "OTHER", "titre ratio": "OTHER",
    "adjusted ratio": "OTHER", "ratio of adjusted means": "OTHER", "ratio of medians": "OTHER", "fold difference": "OTHER",
    "prevalence ratio": "OTHER", "ratio of means": "OTHER", "geometric mean ratio": "OTHER", "mean ratio": "OTHER",
    "ratio of geometric means": "OTHER", "treatment ratio": "OTHER", "rate difference": "OTHER",
    "standardized mean difference": "SMD", "standardised mean difference": "SMD", "standardized difference": "SMD",
    "standardised difference": "SMD", "standardized effect": "SMD", "standardised effect": "SMD",
    "cohen's d": "SMD", "cohen d": "SMD", "hedges' g": "SMD", "hedges g": "SMD", "hedge's g": "SMD",
    "effect size": "SMD", "effect-size": "SMD",
    "risk difference": "RD", "difference in risk": "RD", "absolute risk reduction": "RD", "absolute risk difference": "RD",
    "difference in proportion": "RD", "risk reduction": "OTHER", "relative risk reduction": "OTHER",
    "relative reduction": "OTHER", "rate reduction": "OTHER", "hazard reduction": "OTHER", "odds reduction": "OTHER",
    "relative difference": "OTHER",
    "median difference": "MEDIAN-DIFF", "difference in medians": "MEDIAN-DIFF", "difference in median": "MEDIAN-DIFF",
    "hodges-lehmann": "MEDIAN-DIFF",
    "percentage difference": "OTHER", "percent difference": "OTHER", "% difference": "OTHER",
    "difference": "MD", "difference between groups": "MD", "difference between the groups": "MD",
    "mean difference in proportion": "MD", "treatment effect": "MD", "contrast": "MD",
    "intervention effect": "MD", "estimated effect": "MD", "effect estimate": "MD", "program effect": "MD",
    "programme effect": "MD", "net effect": "MD", "average effect": "MD", "mean effect": "MD", "effects were": "MD",
    "mean effect size": "SMD", "treatment effect size": "SMD", "estimated effect size": "SMD",
    "average effect size": "SMD", "effect of treatment": "MD",
    "difference-in-difference": "MD", "difference in difference": "MD", "differences in difference": "MD",
    "number needed to treat": "NNT", "numbers needed to treat": "NNT",
    "spearman rank-r": "correlation", "spearman's rank-r": "correlation", "spearman rank r": "correlation",
    "spearman's rank r": "correlation", "rank order r": "correlation",
    "pearson r": "correlation", "pearson's r": "correlation", "spearman r": "correlation", "spearman's r": "correlation",
    "spearman rho": "correlation", "spearman's rho": "correlation", "kendall's tau": "correlation",
    "correlation coefficient": "correlation", "correlation": "correlation", "correlated": "correlation",
    "vaccine efficacy": "OTHER", "vaccine effectiveness": "OTHER", "protective efficacy": "OTHER",
    "regression coefficient": "OTHER", "unstandardized coefficient": "OTHER", "beta coefficient": "OTHER", "coefficient": "OTHER",
    "effectiveness": "OTHER", "efficacy": "OTHER", "direct effect": "OTHER", "indirect effect": "OTHER",
    "mediated effect": "OTHER",
    **{f"placebo{mark}{verb} {noun}": "MD" for mark in "- " for verb in ("subtracted", "corrected", "adjusted")
       for noun in ("reduction", "change", "mean change", "mean reduction", "difference", "effect", "improvement", "increase")},
    "standardized md": "SMD", "standardised md": "SMD", "glass's delta": "SMD", "glass' delta": "SMD", "glass's δ": "SMD",
    "cramer's v": "OTHER", "cramér's v": "OTHER", "cohen's f": "OTHER", "cohen's h": "OTHER",
    "eta squared": "OTHER", "eta-squared": "OTHER", "path coefficient": "OTHER",
    "standardized coefficient": "OTHER", "standardised coefficient": "OTHER", "adjusted coefficient": "OTHER",
}  # fmt: skip
_NO_EFFECT = {
    **dict.fromkeys(("intraclass correlation coefficient", "intraclass correlation", "intra-class correlation coefficient",
                     "intra-class correlation", "intracluster correlation coefficient", "intracluster correlation",
                     "test-retest correlation", "retest correlation", "re-test correlation", "item-total correlation",
                     "concordance correlation coefficient", "test-retest r", "interrater r",
                     "inter-rater r", "cronbach's alpha coefficient", "reliability coefficient", "kappa coefficient"),
                     Reason.ACCURACY),
    **dict.fromkeys(("within-group effect size", "within group effect size", "within-group difference",
    "within-group mean difference",
                     "pre-post effect size", "pre-post difference", "within-subject effect size"), Reason.WITHIN),
}  # fmt: skip
_PHRASES |= {joined(phrase): measure for phrase, measure in _PHRASES.items()}
_NO_EFFECT |= {joined(phrase): why for phrase, why in _NO_EFFECT.items()}
_PROTECTION = frozenset(
    form for word in ("effectiveness", "efficacy") for form in (word, joined(word))
)  # a measure where they are told against a disease
_PROTECTS = re.compile(r"vaccin|against|protect|prevent|compar|versus|\bvs\b|immuni[sz]|effectiveness\sof\s\d")
_UNFIRM = frozenset(form for word in ("difference", "correlated", "correlation", "coefficient") for form in (word, joined(word)))
_ABBREVIATED = {
    "HR": "HR", "OR": "OR", "RR": "RR", "IRR": "IRR", "PR": "OTHER", "GMR": "OTHER", "ROM": "OTHER", "RRR": "OTHER",
    "MD": "MD", "WMD": "MD", "LSMD": "MD", "ETD": "MD", "SMD": "SMD", "ES": "SMD", "RD": "RD", "ARD": "RD", "ARR": "RD",
    "NNT": "NNT", "NNTB": "NNT", "VE": "OTHER",
    "β": "OTHER", "beta": "OTHER", "Beta": "OTHER", "b": "OTHER", "B": "OTHER", "d": "SMD", "g": "SMD",
    "r": "correlation", "R": "correlation", "rs": "correlation", "Rs": "correlation", "rho": "correlation", "ρ": "correlation",
    "r2": "OTHER", "R2": "OTHER", "r²": "OTHER", "R²": "OTHER",
    "ΔR2": "OTHER", "ΔR²": "OTHER", "φ": "OTHER", "ϕ": "OTHER", "γ": "OTHER", "ω2": "OTHER", "ω²": "OTHER", "estimate": "OTHER",
    "η_p^2": "OTHER", "η^2": "OTHER", "ηp^2": "OTHER", "η2p": "OTHER", "SIR": "OTHER", "SMR": "OTHER",
    **dict.fromkeys(("ηp2", "η2", "η²", "ηp²", "ηp", "η2p", "η²p", "η2P", "ηP2", "η2G", "ηG2", "ηp 2", "η p 2", "η2 p", "ηp(2)",
                     "η(2)", "η(2)p", "ηp (2)", "η 2", "η_p2", "ηp^2", "η^2p", "η", "eta2", "eta²", "partial eta2"), "OTHER"),
}  # fmt: skip

_FIRM_BEFORE = frozenset([" o", " (", ", ", ": ", " =", "= ", " w", " [", " -", "=-", ": "])
_BARE = frozenset(
    ["R", "rs", "Rs", "b", "B", "d", "g", "r", "beta", "Beta", "rho", "γ", "φ", "ϕ", "estimate"]
)  # a measure only where "=" follows
_CORRELATIONS = frozenset(["r", "R", "rs", "Rs", "rho"])  # also with degrees of freedom: "r(48) = .31"
_FREEDOM = re.compile(r"\s?\((?:df\s?=\s?)?\d{1,6}\)\s?=")
_TOLD = re.compile(r"\s?[=:,]?\s?\d")
_PREFIXES = frozenset("aAcCuUmspS")  # adjusted, crude, unadjusted, multivariable, sub-distribution


def _links(short: str) -> tuple[str, ...]:
    if short not in _BARE:
        return ("",)
    return (" =", "=", "(", " (") if short in _CORRELATIONS else (" =", "=")


SHORT_FORMS = tuple(f"{a}{link}" for a in _ABBREVIATED for link in _links(a))
"""Abbreviations of measures as they are looked for, some only with what follows them."""
PHRASES = (*_PHRASES, *_NO_EFFECT)
"""Phrases that name a measure, or what looks like one, in lower case."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A measure named at `start:end`. `firm` is False for a bare "difference(s)", which may also be a denial.

    `against` is set where the words name what looks like a measure and is none ("intraclass correlation").
    """

    start: int
    end: int
    measure: str
    firm: bool
    against: Reason | None = None


@cache
def _scanner() -> tuple[Any, tuple[str, ...]]:
    return _automaton(PHRASES)


@cache
def _short_scanner() -> tuple[Any, tuple[str, ...]]:
    return _automaton(SHORT_FORMS)


def _automaton(patterns: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
    import ahocorasick_rs

    return ahocorasick_rs.AhoCorasick(patterns, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest), patterns


def measure_of(long_form: str) -> str | None:
    """The measure a long form names ("adjusted relative risk" is RR), or None."""
    automaton, phrases = _scanner()
    last = None
    for index, _, _ in automaton.find_matches_as_indexes(long_form.lower()):
        last = _PHRASES.get(phrases[index])
    return last


def cues(sentence: str, lower: str, meaning: Callable[[str], str | None]) -> tuple[Cue, ...]:
    """Measures named in a sentence, in order. `lower` is the sentence in lower case, as long as the sentence.

    `meaning` gives what the document says that an abbreviation stands for; it is asked only when one is met.
    """
    automaton, phrases = _scanner()
    found = []
    for index, start, end in automaton.find_matches_as_indexes(lower):
        phrase = phrases[index]
        if start and lower[start - 1].isalnum():
            continue
        if phrase in _PROTECTION and not _PROTECTS.search(lower):
            continue
        if phrase in {"coefficient", "coeﬃcient"} and lower.startswith(" of variation", end):
            continue
        firm = phrase not in _UNFIRM or lower[end : end + 2] in _FIRM_BEFORE
        found.append(Cue(start, end, _PHRASES.get(phrase, ""), firm, _NO_EFFECT.get(phrase)))
    automaton, patterns = _short_scanner()
    for index, start, end in automaton.find_matches_as_indexes(sentence):
        short = patterns[index].rstrip(" =(")
        freed = _FREEDOM.match(sentence, start + len(short)) if patterns[index][-1] == "(" else None
        if patterns[index][-1] == "(" and not freed:
            continue
        end = start + len(short)
        if (whole := _whole(sentence, start, end)) is None:
            continue
        measure: str | None = _ABBREVIATED[short]
        if len(short) > 1 and (long := meaning(sentence[whole:end]) or meaning(short)):
            measure = measure_of(long)
        if measure:
            found.append(Cue(whole, freed.end() - 1 if freed else end, measure, True))
    found.sort(key=lambda cue: (cue.start, -cue.end))
    return tuple(cue for i, cue in enumerate(found) if not any(cue.end <= other.end for other in found[max(0, i - 3) : i]))


def _whole(sentence: str, start: int, end: int) -> int | None:
    """Where the abbreviation at `start:end` begins, with a prefix as in "aOR"; None when it is part of a word."""
    after = sentence[end : end + 2]
    if after[:1].isalnum() and not (after[0] == "s" and not after[1:].isalnum()):
        return None
    if after[:1] in {"-", "/"} and after[1:].isalpha():
        return None
    if start and sentence[start - 1] in _PREFIXES and not sentence[max(0, start - 2) : start - 1].isalnum():
        return start - 1
    before = sentence[start - 1] if start else " "
    if before == "-" and _TOLD.match(sentence, end):
        return start  # "14 to 19 years-OR 1.16": a long dash
    return None if before.isalnum() or before in "-/_" else start
