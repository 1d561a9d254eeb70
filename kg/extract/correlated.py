"""Which two things a correlation is of, where the sentence names them as a pair: "between A and B", "A and B were correlated"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from kg.extract.noun_phrases import NounPhrase
from kg.extract.spans import Span
from kg.extract.stretch import Stretch
from kg.extract.words import Words

__all__ = ["is_of_a_pair", "pair"]

_BETWEEN = re.compile(
    r"\b(?:correlations?|relationships?|associations?|agreement|coefficients?|correlated|links?)\b[^.;()]{0,60}?\bbetween\s(?:the\s)?",
    re.IGNORECASE,
)
_WERE = re.compile(r"\b(?:were|are|was)\s(?:\w+\s){0,3}?correlated\b(?!\s(?:\w+\s){0,2}?(?:with|to)\b)")
_WITH = re.compile(r"\bcorrelat(?:ed|es|ion)\b(?:\s[\w-]+){0,3}?\s(?:with|to)\s(?:the\s)?")
_WITH_AFTER = re.compile(r"[^()\[\]]{0,40}[)\]]\s(?:with|to)\s(?:the\s|its\s|their\s)?")  # "correlated (r = 0.7) with B"
_CORRELATED = re.compile(r"\bcorrelat(?:ed|es|ion)\b[^()]{0,20}$")
_JOINT = (" and ", " and the ", " with ", " with the ")


def is_of_a_pair(w: Words, place: Stretch) -> bool:
    """Whether the words before an effect tell of a correlation "between" two things, so that neither is an arm."""
    if _is_with_after(w, place):
        return False
    return _BETWEEN.search(w.text, 0, place.edge) is not None or _WERE.search(w.text, 0, place.edge) is not None


def _is_with_after(w: Words, place: Stretch) -> bool:
    """Whether the other of two things follows the bracket: "A was correlated (r = 0.7) with B"."""
    return _CORRELATED.search(w.text, place.lead, place.edge) is not None and _WITH_AFTER.match(w.text, place.end) is not None


def pair(w: Words, found: Sequence[NounPhrase], place: Stretch) -> Span | None:
    """The two things that the effect at `place` correlates, as one span, or what one is "correlated with"; None if not said."""
    if _is_with_after(w, place) and (away := _WITH_AFTER.match(w.text, place.end)):
        return next((p.span for p in found if p.span[0] >= away.end() and p.meaning != "generic"), None)
    if said := list(_BETWEEN.finditer(w.text, place.lead, place.edge)):
        start = said[-1].end()
        run = [p for p in found if start <= p.span[0] < place.edge and not p.depth]
    elif were := _WERE.search(w.text, place.lead, place.edge):
        run = [p for p in found if place.lead <= p.span[0] < were.start() and not p.depth]
        start = run[0].span[0] if run else 0
    elif place.lead and is_of_a_pair(w, place):
        run = [p for p in found if place.lead <= p.span[0] < place.edge and not p.depth]
        start = run[0].span[0] if run else 0
    elif related := _WITH.search(w.text, place.lead, place.edge):
        after = (p.span for p in found if p.span[0] >= related.end() and p.meaning != "generic")
        return next((span for span in after if span[1] <= place.start), None)
    else:
        return None
    for one, other in pairwise(run):
        if w.text[one.span[1] : other.span[0]] in _JOINT:
            return start, other.span[1]
    return None
