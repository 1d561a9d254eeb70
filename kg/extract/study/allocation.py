"""Where a sentence says that people were allocated: "were randomized", "randomly assigned", "underwent randomization"."""

from __future__ import annotations

import re

from kg.extract.spans import Span
from kg.extract.study.passage import Passage

__all__ = ["RANDOMLY", "allocations"]

RANDOMLY = (
    r"(?:assign(?:ed)?|allocat(?:ed)?|divid(?:ed)?|distribut(?:ed)?|plac(?:ed)?|separat(?:ed)?|split|group(?:ed)?|select(?:ed)?"
    r"|treated|enrol+ed|categori[sz]ed|classified)"
)
# "randomized" before these within a few words describes a trial or a list, and allocates nobody.
_RANDOMIZED = re.compile(
    r"randomi[sz]ed\b(?!-)"
    r"(?!,?\s(?:(?!(?:to|into|by|in|at|using|with|for|on|after|before|between|were|was|of)\b)\w+[\s,-]+){0,5}?"
    r"(?:trials?|stud(?:y|ies)|rcts?|design|controlled|pilot|clinical|experiment|parallel|comparison|block"
    r"|order|sequence|schedule"
    r"|list|number|double|single|cross)\b)",
    re.ASCII,
)
_RANDOMLY = re.compile(rf"randomly\s(?:and\s\w+\s)?(?:be\s)?{RANDOMLY}\b", re.ASCII)
_AT_RANDOM = re.compile(rf"{RANDOMLY}\s(?:at\srandom|randomly)\b", re.ASCII)
_RANDOMIZATION = re.compile(r"(?:underwent|entered|completed|proceeded\sto)\s(?:the\s)?randomi[sz]ation\b", re.ASCII)
_ASSIGNED = re.compile(
    r"(?:were|was|been)\s(?:then\s|subsequently\s|consecutively\s|equally\s)?(?:assigned|allocated)\b(?=\s(?:in)?to\s|\sin\s)",
    re.ASCII,
)
_BY_TURNS = re.compile(
    r"\bconsecutively\s(?:assigned|allocated)|\balternat|\bnon-?random|\bsequentially\b|\bby\spreference\b", re.ASCII
)
_FALSELY = re.compile(r"\b(?:falsely|erroneously|wrongly|mistakenly|incorrectly|inadvertently)\s$", re.ASCII)


def allocations(passage: Passage) -> list[tuple[Span, bool]]:
    """Spans of the words of a sentence that allocate, in order, each with whether they say that it was at random."""
    if passage.allocated is None:
        passage.allocated = _allocations(passage.lower)
    return passage.allocated


def _allocations(text: str) -> list[tuple[Span, bool]]:
    found: list[tuple[Span, bool]] = []
    if "random" in text:
        found += [(m.span(), True) for m in _RANDOMIZED.finditer(text)]
        if "randomly" in text or "at random" in text:
            found += [(m.span(), True) for pattern in (_RANDOMLY, _AT_RANDOM) for m in pattern.finditer(text)]
        if "ation" in text:
            found += [(m.span(), True) for m in _RANDOMIZATION.finditer(text)]
    if not found and ("assigned" in text or "allocated" in text) and not _BY_TURNS.search(text):
        found += [(m.span(), False) for m in _ASSIGNED.finditer(text)]
    return sorted(each for each in found if not _FALSELY.search(text, max(0, each[0][0] - 20), each[0][0]))
