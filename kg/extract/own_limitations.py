"""Whether a paragraph is about the weaknesses of the authors' own study, by the headings above it or by how it begins."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["on_limitations"]

_HEADING = re.compile(r"\blimitations?\b|\bweaknesses\b|\bshortcomings\b", re.IGNORECASE)
# What patients are limited in, which is an outcome.
_OF_PEOPLE = re.compile(r"\b(?:activit(?:y|ies)|functional|participation|range|mobility|walking|of motion)\b", re.IGNORECASE)
_KIND = r"(?:study|trial|work|research|analysis|investigation|paper|review|design|protocol|rct)"
_OWN = rf"(?:this|our|the (?:present|current)) (?:present |current )?{_KIND}"
_WEAKNESS = r"(?:limitations?|weakness(?:es)?|shortcomings?)"
_OPENING = re.compile(
    rf"(?:\w+[,:]? ){{0,6}}?{_OWN} (?:\w+ ){{0,3}}?(?:has|have|had|is|was|suffer\w*)\b[^.]{{0,60}}\b(?:{_WEAKNESS}|limited)\b"
    rf"|(?:\w+[,:]? ){{0,8}}?{_WEAKNESS} (?:\w+ ){{0,2}}?"
    r"(?:of|to|in|with|should|must|need|deserve|merit|warrant|concern|include|are|is|was|were|that)\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:previous|earlier|prior|other|these|those|such|most|existing|past) (?:\w+ )?(?:stud|trial|review|work|research|report)",
    re.IGNORECASE,
)
_DISCUSSING = re.compile(r"discussion|comment|conclusion|strength|interpretation", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[a-z)\]])\.\s")
_LOOK = 400  # characters of the paragraph in which its first sentence is looked for


def on_limitations(headings: Iterable[str], paragraph: str) -> bool:
    """Whether a heading names limitations, or the first sentence of a paragraph in a discussion those of this study."""
    above = list(headings)
    if any(_HEADING.search(title) and not _OF_PEOPLE.search(title) for title in above):
        return True
    if not any(_DISCUSSING.search(title) for title in above):
        return False
    opening = _SENTENCE.split(paragraph[:_LOOK], maxsplit=1)[0]
    return bool(_OPENING.match(opening)) and not _OF_PEOPLE.search(opening) and not _OF_OTHERS.search(opening)
