"""What a sentence says of its arms, found once for all its effects: who is compared, given values, favoured, called a group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.extract.comparisons import Comparison, Favoured, Valued, comparisons, favoured, over_bracket, valued
from kg.extract.noun_phrases import NounPhrase
from kg.extract.spans import Span
from kg.extract.stretch import Stretch
from kg.extract.words import Words, opened, word_set

__all__ = ["Sides", "comparison_of", "is_dose", "listed_after", "overlap", "sides"]

_DOSES = word_set("mg µg μg g iu")
_CALLED = word_set("group arm groups arms")
_SCALES = word_set("scale score scores vas points")
_LISTING = word_set("and or , the")


@dataclass(frozen=True, slots=True)
class Sides:
    """`phrases` are the noun phrases that may name an arm; `groups` the arms given a
    value or called a group ("the A and B groups"), each once, in order.
    """

    phrases: tuple[NounPhrase, ...]
    comparisons: tuple[Comparison, ...]
    valued: tuple[Valued, ...]
    favoured: Favoured | None
    groups: tuple[NounPhrase, ...]


def sides(w: Words, found: Sequence[NounPhrase], times: Sequence[Span]) -> Sides:
    """Everything the sentence says about who was compared; `times` are spans no arm can be."""
    free = tuple(p for p in found if not any(low <= p.span[0] < high for low, high in times))
    given = tuple(valued(w, free))
    return Sides(
        free,
        tuple(comparisons(w, free)),
        given,
        favoured(w, free),
        _groups(w, free, given),
    )


def overlap(one: NounPhrase, other: NounPhrase | None) -> bool:
    """Whether two phrases share a word."""
    return other is not None and one.span[0] < other.span[1] and other.span[0] < one.span[1]


def is_dose(w: Words, phrase: NounPhrase) -> bool:
    """Whether a phrase ends in a dose: "10 mg"."""
    return w.plain[phrase.last] in _DOSES


def comparison_of(w: Words, found: Sides, place: Stretch) -> Comparison | None:
    """The comparison an effect belongs to: its own, else the one after it, else the last before it, else the first later."""
    told = [c for c in found.comparisons if c.b is not None and (c.b.meaning != "generic" or is_dose(w, c.b))]
    around = opened(w.text, 0, place.start)
    named = [c for c in told if c.b is not None and (c.b.meaning != "outcome" or c.a)]
    named = named or [c for c in told if c.b is not None and w.plain[c.b.last] not in _SCALES]
    at = {c: w.spans[c.at][0] for c in named}
    own = [c for c in named if place.lead <= at[c] < place.end]
    after = [c for c in named if place.end <= at[c] < place.until and not _apart(w, w.at(place.end), c.at)]
    others = [c for c in named if c.bracket is None or c.bracket == around]  # what a bracket compares, it compares for itself
    before = [c for c in others if at[c] < place.lead]
    later = [c for c in others if at[c] >= place.until and not _apart(w, w.at(place.end), c.at)]
    for chosen, nearest in ((own, -1), (after, 0), (before, -1), (later, 0)):
        if chosen:
            both = [c for c in chosen if c.a]
            return (both or chosen)[nearest]
    return None


def _apart(w: Words, i: int, j: int) -> bool:
    """Whether a semicolon stands between words `i` and `j`, outside the bracket that word `i` is in and any other."""
    depth = 0
    closed = ")" in w.plain[i:j] or "]" in w.plain[i:j]
    for word in w.plain[i:j]:
        depth += (word in "([") - (word in ")]")
        if word == ";" and depth <= (-1 if closed else 0):
            return True
    return False


def _groups(w: Words, found: Sequence[NounPhrase], given: Sequence[Valued]) -> tuple[NounPhrase, ...]:
    kept = [v.phrase for v in given]
    listed: list[NounPhrase] = []
    for i, phrase in enumerate(found):
        if phrase.meaning == "arm" and w.plain[phrase.last] in _CALLED:
            kept.append(phrase)
            if w.plain[phrase.last].endswith("s"):
                listed.extend(_listed_before(w, found, i))
        if "respectively" in w.plain and i and phrase.meaning not in {"generic", "outcome"}:
            one = found[i - 1]
            if any(v.phrase == one for v in given) and _joined(w, one, phrase):
                kept.append(phrase)
    kept += listed
    called = [p for p in kept if p in listed or (p.meaning == "arm" and w.plain[p.last] in _CALLED)]
    return tuple(_distinct(w, called if len(called) > 1 else kept))


def _distinct(w: Words, kept: Iterable[NounPhrase]) -> list[NounPhrase]:
    unique: list[NounPhrase] = []
    for phrase in sorted(kept, key=lambda p: p.span):
        name = w.text[slice(*phrase.span)].lower()
        if not any(overlap(phrase, k) or name == w.text[slice(*k.span)].lower() for k in unique):
            unique.append(phrase)
    return unique


def _listed_before(w: Words, found: Sequence[NounPhrase], i: int) -> list[NounPhrase]:
    """The arms listed before the last one: "the A, B and [C groups]"."""
    listed = []
    last = found[i]
    for phrase in reversed(found[:i]):
        if phrase.depth != last.depth:
            continue
        if not _joined(w, phrase, last):
            break
        listed.append(phrase)
        last = phrase
    return listed


def listed_after(w: Words, found: Sequence[NounPhrase], one: NounPhrase) -> list[NounPhrase]:
    """A phrase and those listed after it, up to the one after "and": "compared with [A] and [B], ..."."""
    listed = [one]
    for phrase in found:
        if phrase.first <= one.last or phrase.depth != one.depth:
            continue
        if not _joined(w, listed[-1], phrase):
            break
        ended = "and" in w.plain[listed[-1].last + 1 : phrase.first]
        listed.append(phrase)
        if ended:
            return listed
    return [one]


def _joined(w: Words, one: NounPhrase, other: NounPhrase) -> bool:
    """Whether only "and" or a comma stands between two phrases, brackets aside."""
    between = w.plain[over_bracket(w, one.last + 1) : other.first]
    return bool(between) and all(word in _LISTING for word in between)
