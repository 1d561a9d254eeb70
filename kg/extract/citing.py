"""Sentences of a paper that cite, and why they do as far as their words say: a candidate, by a rule with a name, or nothing.

A cue counts where it stands in the clause of the citation mark and, most often, in the section where it means what it says:
"in contrast to" compares results in a discussion and treatments elsewhere. Intents are local names of CiTO properties
(https://purl.org/spar/cito).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.extract.citing_cues import RULES, Rule, kind_of_section
from kg.extract.sentences import normalise, sentences

__all__ = ["Citing", "find_citing"]

SENTENCE = "sentence-of-mark/1"
_BEHIND_STOP = re.compile(r"(?<!\bal)(?<!\bvs)([.!?])(\s?[\[(][\d,;\s~-]+[\])])(?=\s+[A-Z]|\s*\n|\s*$)")
_CLAUSE = re.compile(r";|,?\s\b(?:but|whereas|while|although|though|in contrast|on the other hand|nevertheless)\b")
_LEADING = re.compile(r"[\W\d]*")


@dataclass(frozen=True, slots=True)
class Citing:
    """A mark in its sentence: `reference` as given with the mark, the sentence's characters, and what is taken for the intent.

    `rule` names the rule that chose the intent, with its version; `grade` is "A" where the words say it, "B" where they do so
    in most papers, "C" where only the place in the paper speaks for it. Without an intent they are those of the sentence.
    """

    reference: int
    start: int
    end: int
    section: str | None
    intent: str | None
    rule: str
    grade: str


def find_citing(text: str, marks: Iterable[tuple[int, int, int, str | None]]) -> Iterator[Citing]:
    """One for each mark (entry of the list, first and last character, headings joined by " / "), in the order of the marks.

    A mark of no length belongs to what stands before it.
    """
    plain = normalise(text)
    masked = _BEHIND_STOP.sub(r"\2\1", plain)  # "pain.[3] We": the stop stands behind the mark, and nothing moves beyond
    bounds = list(sentences(masked))
    starts = [start for start, _ in bounds]
    for reference, start, end, section in marks:
        anchor = start if end > start else _before(masked, start)
        place = _at(starts, anchor)
        if place is None:
            continue
        first, last = bounds[place]
        if place and end > start and _LEADING.fullmatch(masked[first:start]) and masked[end : end + 1] in "])":
            first, last = _of_the_last(masked, bounds, place, end)
        found = _reason(masked, first, last, anchor, max(end, anchor + 1), section)
        if found is None:
            yield Citing(reference, first, last, section, None, SENTENCE, "A")
        else:
            yield Citing(reference, first, last, section, found.intent, found.name, found.grade)


def _before(text: str, place: int) -> int:
    """The last character before the place that is not space."""
    while place > 0 and (place >= len(text) or text[place - 1 : place].isspace()):
        place -= 1
    return max(place - 1, 0)


def _at(starts: Sequence[int], anchor: int) -> int | None:
    place = bisect_right(starts, anchor) - 1
    return place if place >= 0 else None


def _of_the_last(text: str, bounds: Sequence[tuple[int, int]], place: int, end: int) -> tuple[int, int]:
    """The sentence of a mark that opens one: the one before, where a new one follows the mark ("pain. [3] We asked")."""
    rest = text[end + 1 : end + 3].strip()
    return bounds[place - 1] if rest[:1].isupper() and bounds[place][0] <= bounds[place - 1][1] + 1 else bounds[place]


def _reason(text: str, first: int, last: int, start: int, end: int, section: str | None) -> Rule | None:
    """The first rule whose cue stands in the clause of the mark."""
    sentence = text[first:last]
    clause = _clause(sentence, start - first, end - first)
    kind = kind_of_section(section)
    return next((rule for rule in RULES if rule.holds(clause, sentence, kind)), None)


def _clause(sentence: str, start: int, end: int) -> str:
    """The part of the sentence between the turns before and behind the mark."""
    begin, until = 0, len(sentence)
    for turn in _CLAUSE.finditer(sentence):
        if turn.end() <= start:
            begin = turn.start()
        elif turn.start() >= end:
            until = turn.start()
            break
    return sentence[begin:until]
