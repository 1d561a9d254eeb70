"""Effect measures named in a sentence: which, where, and how firmly.

Phrases are found in one pass over the lower-cased sentence, abbreviations by one pattern; an abbreviation that
the document defines as something else ("HR: heart rate") is dropped, one it defines as a measure takes that one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

__all__ = ["RATIOS", "Cue", "cues", "measure_of"]

RATIOS = frozenset({"HR", "OR", "RR", "IRR"})

_PHRASES = {
    "hazard ratio": "HR", "hazards ratio": "HR", "hazard rate ratio": "HR", "subhazard ratio": "HR", "relative hazard": "HR",
    "odds ratio": "OR", "odd ratio": "OR", "relative odds": "OR",
    "risk ratio": "RR", "relative risk": "RR", "risks ratio": "RR",
    "rate ratio": "IRR", "incidence ratio": "IRR", "incidence density ratio": "IRR",
    "prevalence ratio": "OTHER", "ratio of means": "OTHER", "geometric mean ratio": "OTHER", "mean ratio": "OTHER",
    "ratio of geometric means": "OTHER", "treatment ratio": "OTHER", "rate difference": "OTHER",
    "standardized mean difference": "SMD", "standardised mean difference": "SMD", "standardized difference": "SMD",
    "standardised difference": "SMD", "standardized effect": "SMD", "standardised effect": "SMD",
    "cohen's d": "SMD", "cohen d": "SMD", "hedges' g": "SMD", "hedges g": "SMD", "hedge's g": "SMD",
    "effect size": "SMD", "effect-size": "SMD",
    "risk difference": "RD", "difference in risk": "RD", "absolute risk reduction": "RD", "absolute risk difference": "RD",
    "difference in proportion": "RD", "risk reduction": "OTHER", "relative risk reduction": "OTHER",
    "relative reduction": "OTHER", "relative difference": "OTHER",
    "median difference": "MEDIAN-DIFF", "difference in medians": "MEDIAN-DIFF", "difference in median": "MEDIAN-DIFF",
    "hodges-lehmann": "MEDIAN-DIFF",
    "difference": "MD", "mean difference in proportion": "MD", "treatment effect": "MD", "contrast": "MD",
    "number needed to treat": "NNT", "numbers needed to treat": "NNT",
    "correlation coefficient": "correlation", "correlation": "correlation", "correlated": "correlation",
    "vaccine efficacy": "OTHER", "vaccine effectiveness": "OTHER", "protective efficacy": "OTHER",
    "regression coefficient": "OTHER", "unstandardized coefficient": "OTHER", "beta coefficient": "OTHER",
    "eta squared": "OTHER", "eta-squared": "OTHER",
}  # fmt: skip
_ABBREVIATED = {
    "HR": "HR", "OR": "OR", "RR": "RR", "IRR": "IRR", "PR": "OTHER", "GMR": "OTHER", "ROM": "OTHER", "RRR": "OTHER",
    "MD": "MD", "WMD": "MD", "LSMD": "MD", "ETD": "MD", "SMD": "SMD", "ES": "SMD", "RD": "RD", "ARD": "RD", "ARR": "RD",
    "NNT": "NNT", "NNTB": "NNT", "VE": "OTHER",
    "β": "OTHER", "beta": "OTHER", "Beta": "OTHER", "b": "OTHER", "B": "OTHER", "d": "SMD", "g": "SMD",
    "r": "correlation", "rs": "correlation", "Rs": "correlation", "rho": "correlation", "ρ": "correlation",
    "r2": "OTHER", "R2": "OTHER", "r²": "OTHER", "R²": "OTHER",
    "ηp2": "OTHER", "η2": "OTHER", "η²": "OTHER", "ηp²": "OTHER", "ηp": "OTHER",
}  # fmt: skip

_BARE = frozenset(["b", "B", "d", "g", "r", "beta", "Beta", "rho"])  # a measure only where "=" follows
_PREFIXES = frozenset("aAcCuUms")  # adjusted, crude, unadjusted, multivariable, sub-distribution


@dataclass(frozen=True, slots=True)
class Cue:
    """A measure named at `start:end`. `firm` is False for a bare "difference(s)", which may also be a denial."""

    start: int
    end: int
    measure: str
    firm: bool


@cache
def _scanner() -> tuple[Any, tuple[str, ...]]:
    return _automaton(tuple(_PHRASES))


@cache
def _short_scanner() -> tuple[Any, tuple[str, ...]]:
    return _automaton(tuple(f"{a}{link}" for a in _ABBREVIATED for link in ((" =", "=") if a in _BARE else ("",))))


def _automaton(patterns: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
    import ahocorasick_rs

    return ahocorasick_rs.AhoCorasick(patterns, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest), patterns


def measure_of(long_form: str) -> str | None:
    """The measure a long form names ("adjusted relative risk" is RR), or None."""
    automaton, phrases = _scanner()
    last = None
    for index, _, _ in automaton.find_matches_as_indexes(long_form.lower()):
        last = _PHRASES[phrases[index]]
    return last


def cues(sentence: str, lower: str, defined: Callable[[], Mapping[str, str]]) -> tuple[Cue, ...]:
    """Measures named in a sentence, in order. `lower` is the sentence in lower case, as long as the sentence.

    `defined` gives the document's abbreviations; it is called only when an abbreviation is met.
    """
    automaton, phrases = _scanner()
    found = []
    for index, start, end in automaton.find_matches_as_indexes(lower):
        phrase = phrases[index]
        if start and lower[start - 1].isalnum():
            continue
        firm = phrase not in {"difference", "correlated", "correlation"} or lower[end : end + 2] in {
            " o",
            " (",
            ", ",
            ": ",
            " =",
            " w",
        }
        found.append(Cue(start, end, _PHRASES[phrase], firm))
    automaton, patterns = _short_scanner()
    for index, start, end in automaton.find_matches_as_indexes(sentence):
        short = patterns[index].rstrip(" =")
        end = start + len(short)
        if (whole := _whole(sentence, start, end)) is None:
            continue
        measure: str | None = _ABBREVIATED[short]
        if len(short) > 1 and (long := defined().get(sentence[whole:end]) or defined().get(short)):
            measure = measure_of(long)
        if measure:
            found.append(Cue(whole, end, measure, True))
    found.sort(key=lambda cue: cue.start)
    return tuple(found)


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
    return None if before.isalnum() or before in "-/_" else start
