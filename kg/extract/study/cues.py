"""The words without which the rules of this package find nothing: a sentence is shown only to the rules whose words it holds."""

from __future__ import annotations

from functools import cache
from typing import Any

from kg.extract.study.numbers import WORD_CUES

__all__ = ["BITS", "hits"]

# In lower case. A word that is part of many others costs time and nothing else.
_CUES = {
    "flow": (
        "random", "assigned", "allocated", "screen", "eligib", "approached", "contacted", "invited", "identified", "referred",
        "analys", "analyz", "population", "recruited", "enrol", "included", "entered", "participated", "took part", "completed",
        "finished", "followed", "for inclusion", "participants:", "participants.", "patients:", "patients.", "subjects:",
        "available",
        "final", "sample comprised",
    ),
    "arms": ("n=", "n =", "n:", "random", "assigned", "allocated", "versus", " vs", "compared"),
    "design": (
        "random", "protocol", "rationale", "meta-an", "metaan", "systematic", "scoping", "umbrella", "cochrane", "cluster",
        "crossover", "cross-over", "cross over", "quasi", "before and", "before-", "pre-", "prepost", "single-", "single ",
        "one-",
        "one group", "uncontrolled", "multiple-base", "without a control", "without control", "case-", "case ", "cross-sect",
        "cross sect", "diagnostic", "sensitivity and", "cohort", "observational", "will be", "design", "rct", "open, ",
        "open pros",
    ),
    "registrations": (
        *(f"nct{gap}0" for gap in ("", " ", ": ", ":", "-", "#", " #", ". ")), "nct number", "isrctn", "actrn", "eudract",
        "eu ct",
        "eu-ct", "euctr", "drks", "chictr", *(f"ntr{gap}{digit}" for gap in ("", " ", ": ", "-") for digit in range(1, 10)),
        *(f"nl{digit}" for digit in range(1, 10)), "umin", "ctri/", "ctri:", "irct", "pactr", "jrct", "japiccti", "kct", "rbr-",
        "rbr ", "tctr", "slctr", "rpcec", "lbctr", "hkuctr", "crd", "osf.io",
    ),
    "blinding": ("blind", "mask", "aware", "open-label", "open label", "double-dummy", "open, ", "open random", "not know "),
    "follow_ups": ("month", "week", "year", "day", " mo ", " yr"),
    "primary_outcomes": ("primary", "main ", "principal", "major"),
    "funding": ("fund", "grant", "financ", "sponsor", "support", "paid by"),
    "worded": WORD_CUES,
}  # fmt: skip
BITS = {rule: 1 << at for at, rule in enumerate(_CUES)}
_WORDS = tuple(dict.fromkeys(word for words in _CUES.values() for word in words))


@cache
def _scanner() -> tuple[Any, tuple[int, ...]]:
    """The search for all words at once, and for each word the rules that want it, as bits."""
    import ahocorasick_rs

    wanted = tuple(sum(BITS[rule] for rule, words in _CUES.items() if word in words) for word in _WORDS)
    return ahocorasick_rs.AhoCorasick(_WORDS), wanted


def hits(lower: str) -> list[tuple[int, int]]:
    """Where each cue of a lower-case text ends, in order, and which rules want it (a sum of `BITS`)."""
    scanner, wanted = _scanner()
    return [(end, wanted[word]) for word, _, end in scanner.find_matches_as_indexes(lower, overlapping=True)]
