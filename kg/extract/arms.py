"""Which two arms an effect compares: `a` the intervention, index or exposure, `b` the comparator.

A word of comparison names the comparator; the index side is the phrase that has most speaking for it (`index_side`).
Without such a word two groups given values are the two sides. Printed values and control words ("placebo", "usual
care") settle the order where the sentence does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from kg.extract.correlated import is_of_a_pair
from kg.extract.index_side import index_side, is_item
from kg.extract.noun_phrases import NounPhrase
from kg.extract.nouns import PEOPLE
from kg.extract.sides import Sides, comparison_of, is_dose, listed_after, overlap
from kg.extract.spans import Span, value_of
from kg.extract.stretch import Stretch
from kg.extract.words import Words, opened, word_set

__all__ = ["ArmSpans", "arms_kept", "arms_of"]

_CONTROL = re.compile(
    r"\b(?:placebo|controls?|sham|usual|standard|conventional|routine|no\s(?:treatment|intervention)|wait(?:ing|-)?\s?list|untreated|"
    r"alone|vehicle|SoC|SOC|TAU|UC|attention|comparator|nontrial|nonusers|without)\b", re.IGNORECASE
)  # fmt: skip
_RATIOS = frozenset(
    {"OR", "RR", "IRR"}
)  # of risks and rates, which printed shares tell the order of; a hazard ratio's times do not
_TRAILING = word_set("group groups arm arms recipients mean means median")
_MEASURES = word_set("ORs OR RRs RR HRs HR MD SMD")
_SAID = ("kind", "chain", "quality", "list")
_LIMIT = re.compile(
    r"\s?(?:[<>]=?|[≤≥])\s?\d[\d.,]*+(?<![.,])(?:\s?%|\s(?:[mµμn]?g/[dm]?l|kg/m2|years|mm|cm|mmhg)\b)?", re.IGNORECASE
)
_UNITS = word_set("points mm kg")


@dataclass(frozen=True, slots=True)
class ArmSpans:
    """The two sides of one effect. `said` is True where a comparison names both; `swapped` where they were turned."""

    a: Span | None = None
    b: Span | None = None
    said: bool = False
    swapped: bool = False


def arms_kept(arms: ArmSpans, before: ArmSpans, lead: int) -> ArmSpans:
    """The arms of an effect, with what it leaves open taken from the one before it in the sentence, which ends at `lead`."""
    if arms.a and arms.a == before.b and arms.a[0] < lead and before.a and arms.b and arms.b != before.a:
        return replace(arms, a=before.a)  # "A lower than B (...), but not compared with C (...)"
    if arms.a is None and (arms.b is None or arms.b == before.b):
        return replace(before, said=False)
    if arms.b is None and arms.a == before.a:
        return replace(before, said=False)
    return arms


def arms_of(
    w: Words, found: Sides, place: Stretch, told: tuple[str, Span | None] | None = None, *, listed: bool = False
) -> ArmSpans:
    """The arms of the effect at `place`.

    `told` is its measure and value, which settle the order of arms given values; `listed` is True where the arm of the
    effect before stood right before that effect.
    """
    if told and told[0] == "correlation" and is_of_a_pair(w, place):
        return ArmSpans()
    compared = comparison_of(w, found, place)
    b = _compared_to(w, found, place, compared.b) if compared else None
    a = compared.a if compared else None
    if place.count > 1 and (own := _own(w, found, place, b)):
        a = own
    said = a is not None and b is not None
    if a is None:
        a = index_side(w, found, place, b, compared, listed=listed)
        said = b is not None and a is not None
        beyond = place.end if place.index else place.until
        if b is None and not (w.text.find("respectively", beyond) >= 0 and len(found.groups) == place.count > 1):
            a, b = _without_comparison(w, found, place, a)
    if told and told[0] == "correlation":
        b = None
    name = _name(w, a)
    if a and name and is_item(w, a, place) and place.bracket is not None:
        name = _to_bracket(w, name, place.bracket)
    return _ordered(w, found, ArmSpans(name, _name(w, b), said), told)


def _compared_to(w: Words, found: Sides, place: Stretch, b: NounPhrase | None) -> NounPhrase | None:
    """The comparator of one effect of several: of "compared with A and B, respectively" each has its own."""
    dealt = w.text.count("respectively", place.end)
    if b is None or place.count < 2 or not dealt:
        return b
    listed = listed_after(w, found.phrases, b)
    count = len(listed)
    return listed[place.index % count] if count > 1 and place.count == count * w.text.count("respectively") else b


def _own(w: Words, found: Sides, place: Stretch, b: NounPhrase | None) -> NounPhrase | None:
    """The arm of one effect of several: named right after it, or dealt to it by "respectively"."""
    if (after := _after(w, found, place)) and not overlap(after, b):
        return after
    if w.text.find("respectively", place.end) >= 0:
        others = [g for g in found.groups if not overlap(g, b)]
        if len(others) == place.count:
            return others[place.index]
    return None


def _without_comparison(
    w: Words, found: Sides, place: Stretch, a: NounPhrase | None
) -> tuple[NounPhrase | None, NounPhrase | None]:
    """Both sides where no word compares: "favouring A over B", two groups, "A was ..., whereas B was ..."."""
    if found.favoured and a == found.favoured.a and found.favoured.b:
        return a, found.favoured.b
    if len(found.groups) >= 2 and not (a and is_item(w, a, place)):
        return found.groups[0], found.groups[1]
    if a and (other := _counterpart(w, found, a)):
        return (a, other) if a.span < other.span else (other, a)
    return a, None


def _after(w: Words, found: Sides, place: Stretch) -> NounPhrase | None:
    """The arm named right after an effect: "0.16 (0.09-0.23) for A"; not an outcome named before ("2.9 for pain")."""
    i = w.at(place.end)
    close = next((j for j in range(i, min(len(w.plain), i + 8)) if w.plain[j] in "([)]"), None)
    if close is not None and w.plain[close] in ")]" and opened(w.text, 0, place.end) is not None:
        i = close  # over a p in the same bracket
    while i < len(w.plain) and (w.plain[i] in ")]%" or w.plain[i] in _UNITS):
        i += 1
    if i >= len(w.plain) or w.plain[i] not in {"for", "in", "with"} or w.spans[i][0] >= place.until:
        return None
    phrase = next((p for p in found.phrases if p.first > i and p.governor == i), None)
    if phrase is None or (phrase.meaning in {"outcome", "generic", "people"} and not is_dose(w, phrase)):
        return None
    if w.plain[phrase.first] in PEOPLE:
        return None
    name = set(w.plain[phrase.first : phrase.last + 1])
    named = any(name.issubset(w.plain[p.first : p.last + 1]) for p in found.phrases if p.rule in _SAID and p.first < phrase.first)
    return None if named else phrase


def _counterpart(w: Words, found: Sides, a: NounPhrase) -> NounPhrase | None:
    """What acts in the other half of "A was ..., whereas B was ..."."""
    acting = [p for p in found.phrases if p.role in {"doer", "exposure"}]
    halves = [p for p in acting if p.governor >= 0 and w.plain[p.governor] in {"whereas", "while"}]
    if not halves or a not in acting:
        return None
    return next((p for p in halves + acting if not overlap(p, a)), None)


def _name(w: Words, phrase: NounPhrase | None) -> Span | None:
    """The span of an arm: without "group" and the like at its end, with "no" before it ("no treatment" is not treatment)."""
    if phrase is None:
        return None
    last = phrase.last
    while last > phrase.first and (w.plain[last] in _TRAILING or w.text[slice(*w.spans[last])] in _MEASURES):
        last -= 1
    start = w.spans[phrase.first - 1][0] if phrase.first and w.plain[phrase.first - 1] == "no" else phrase.span[0]
    end = phrase.span[1] if last == phrase.last else w.spans[last][1]
    limit = _LIMIT.match(w.text, end)
    return start, limit.end() if limit else end


def _to_bracket(w: Words, span: Span, bracket: int) -> Span:
    """An exposure of a list with all that stands before its bracket: "living [in a rented home] (OR 2.1)"."""
    end = len(w.text[:bracket].rstrip())
    return (span[0], end) if span[1] < end and w.text.count(" ", span[1], end) <= 6 else span


def _ordered(w: Words, found: Sides, arms: ArmSpans, told: tuple[str, Span | None] | None) -> ArmSpans:
    """Shares given for both sides decide which is which where the effect is a ratio of them; else control words do."""
    if not (arms.a and arms.b):
        return arms
    if told and told[1] and told[0] in _RATIOS:
        values = {_name(w, v.phrase): v.value for v in found.valued}
        if arms.a in values and arms.b in values:
            one, two = (_share(w.text[slice(*values[side])]) for side in (arms.a, arms.b))
            ratio = value_of(w.text[slice(*told[1])])
            if one is not None and two is not None and one != two and ratio != 1:
                return _turned(arms) if (ratio > 1) != (one > two) else arms
    if _CONTROL.search(w.text, *arms.a) and not _CONTROL.search(w.text, *arms.b):
        return _turned(arms)
    return arms


def _turned(arms: ArmSpans) -> ArmSpans:
    return replace(arms, a=arms.b, b=arms.a, swapped=True)


def _share(printed: str) -> Decimal | None:
    """The value of "42%", "42" or "61/412"; None for what is no number ("0//")."""
    above, _, below = printed.rstrip("%").partition("/")
    try:
        return value_of(above) / value_of(below) if below and value_of(below) else value_of(above)
    except InvalidOperation:
        return None
