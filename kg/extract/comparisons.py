"""Where words compare: the comparator of each "than", "versus" and "compared with", arms given with values, arms favoured.

`follow` walks from a place to the arm that stands there, over people and how they came to it: "those randomized to [A]",
"263 (13.1%) of 2004 patients assigned to [A]".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.noun_phrases import NounPhrase
from kg.extract.nouns import PEOPLE
from kg.extract.spans import Span
from kg.extract.words import STOPS, Words, opened, word_set

__all__ = ["NUMERIC", "Comparison", "Favoured", "Valued", "comparisons", "favoured", "follow", "over_bracket", "valued"]

NUMERIC = re.compile(r"[-+~$£€<>≥≤]*\d[\d.,/:-]*%?")
_LINKS = word_set(
    "the a an that those of in for with by after on to from among under following during receiving received assigned "
    "allocated randomized prescribed administered offered randomised who were was did given treated using used taking took "
    "underwent undergoing had their having at all both being per out when only also these this exposed"
)
_PARTICLES = word_set("in with for after on among by to from under receiving received given following using fed per")
_LEADING = word_set("the a an those patients participants groups arms receiving given treated with using")
_VERSUS = word_set("versus vs v than minus")
_WITH = word_set("compared comparison relative contrast contrasted superior noninferior non-inferior inferior")
_AFTER_VALUE = word_set("; , ) ] ( [ % vs versus and")
_ASSOCIATIONS = word_set("association associations relationship relationships link links correlation correlations")
_WHO = re.compile(
    r"(?:the\s)?(?:those|patients|participants|people|adults|women|men|children|individuals|subjects)\s(?:who|that)\s"
    r"(?:[^\W\d]+|\d+)(?:\s[\w-]+){0,5}"
)
_STATISTICS = word_set("OR RR HR MD SMD RD IRR CI SD SE ES AOR AHR ARR SEM IQR WMD ICC AUC NNT NNH N SRR ROR RMSE B F")
_VALUE_ENDS = word_set("% days months weeks years points hours mm kg cm minutes deaths events patients participants")


_COMPARING = _VERSUS | _WITH | word_set("over rather against between comparing compared of")
_FEW = 2  # digits of a number that is part of a name
_ENDS_NUMBER = frozenset("0123456789.,/:-%")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A word of comparison: words `at` to `after` (exclusive), in the bracket opened at `bracket`, if in any.

    `b` is the phrase it compares to, `a` the one it joins to that with "and".
    """

    at: int
    after: int
    bracket: int | None
    b: NounPhrase | None
    a: NounPhrase | None = None


@dataclass(frozen=True, slots=True)
class Valued:
    """An arm that a printed value is given for: "41% with A"."""

    phrase: NounPhrase
    value: Span


@dataclass(frozen=True, slots=True)
class Favoured:
    """ "favouring A over B": B may be missing."""

    a: NounPhrase
    b: NounPhrase | None


def follow(w: Words, starts: dict[int, NounPhrase], i: int, longest: int = 16) -> tuple[NounPhrase | None, bool]:
    """The arm that stands at word `i` or after people and links; and whether a link was passed on the way."""
    linked = False
    depth = 0
    last = min(len(w.plain), i + longest)
    while i < last:
        word = w.plain[i]
        if word in "([":
            depth += 1
        elif word in ")]":
            depth -= 1
            if depth < 0:
                return None, linked
        elif depth == 0:
            if word in {";", ",", "whereas", "while", "but", "and"}:
                return None, linked
            if (
                (phrase := starts.get(i)) is not None
                and _leads_on(w, phrase)
                and w.plain[min(phrase.last + 1, last - 1)] in _PARTICLES
            ):
                i = phrase.last + 1
                continue
            if phrase is not None:
                told = _is_told(w, phrase.last + 1)
                if _is_people(w, phrase) and not told and phrase.last + 1 < len(w.plain) and w.plain[phrase.last + 1] in _LINKS:
                    inner, _ = follow(w, starts, phrase.last + 1, longest)
                    if inner is not None and not _is_people(w, inner):
                        return inner, True
                if (
                    phrase.meaning == "people"
                    and phrase.first == phrase.last
                    and w.plain[phrase.last] in {"patients", "participants", "those", "subjects"}
                ):
                    return None, linked
                return phrase, linked
            if word == "per":  # "107 visits per 1000 [patients]": what follows is counted by, and is no arm
                j = i + 1
                while j < last and NUMERIC.fullmatch(w.plain[j]):
                    j += 1
                if j in starts:
                    i = starts[j].last + 1
                    linked = True
                    continue
            if word in _PARTICLES or (word == "of" and _leads_to_group(w, starts, i + 1)):
                linked = True
            elif word not in _LINKS and not NUMERIC.fullmatch(word) and word not in PEOPLE and word != "%":
                return None, linked
        i += 1
    return None, linked


def _leads_on(w: Words, phrase: NounPhrase) -> bool:
    """Whether a phrase only says what was counted or measured: "0.93 [exacerbations] per person in the placebo group"."""
    if phrase.meaning == "generic":
        return True
    return phrase.meaning == "outcome" and phrase.first > 0 and NUMERIC.fullmatch(w.plain[phrase.first - 1]) is not None


def _leads_to_group(w: Words, starts: dict[int, NounPhrase], i: int) -> bool:
    """Whether "of" at the word before `i` leads to a group with a name: "of the 5-day group", "of 96 primed recipients"."""
    while i < len(w.plain) and (w.plain[i] in {"the", "all"} or NUMERIC.fullmatch(w.plain[i])):
        i += 1
    return i in starts and starts[i].meaning in {"arm", "people"} and starts[i].last > starts[i].first


def _is_people(w: Words, phrase: NounPhrase) -> bool:
    return phrase.meaning == "people" or w.plain[phrase.first] in {"those", "group", "groups", "arm", "participants"}


def comparisons(w: Words, found: Sequence[NounPhrase]) -> list[Comparison]:
    """Each comparison in words, in order."""
    starts = {phrase.first: phrase for phrase in found}
    told = []
    multiple = "times" in w.plain
    for i, word in enumerate(w.plain):
        if word not in _COMPARING or (word == "of" and not multiple):
            continue
        following = w.plain[i + 1] if i + 1 < len(w.plain) else ""
        if word in _VERSUS or word == "over":
            if word == "minus" and NUMERIC.fullmatch(following):
                continue
            if (
                word == "than"
                and NUMERIC.fullmatch(following)
                and not (i + 2 in starts and starts[i + 2].meaning in {"people", "arm"})
            ):
                continue  # "more than 20"
            after = i + 1
        elif (word in _WITH and following in {"with", "to"}) or (word == "rather" and following == "than"):
            after = i + 2
        elif word == "of":
            if not _is_multiple(w, i):
                continue
            after = i + 1
        elif word == "against" and i and w.plain[i - 1] in {"tested", "compared"}:
            after = i + 1
        elif word == "between" and i and w.plain[i - 1] in _ASSOCIATIONS:
            continue  # of an exposure and an outcome
        elif word in {"between", "comparing"} or (word == "compared" and following not in {"with", "to", ",", "("}):
            a = starts.get(_skip(w, starts, i + 1))
            joint = over_bracket(w, a.last + 1) if a else len(w.plain)
            if a and joint < len(w.plain) and w.plain[joint] in {"and", "with", "to", "versus", "vs"} and a.meaning != "generic":
                b, _ = follow(w, starts, joint + 1)
                if b is not None:
                    told.append(Comparison(i, joint + 1, opened(w.text, 0, w.spans[i][0]), b, a))
            continue
        else:
            continue
        if after < len(w.plain) and w.plain[after] in {"without", "none"}:
            told.append(Comparison(i, after, opened(w.text, 0, w.spans[i][0]), _alone(w, after)))
            continue
        b, _ = follow(w, starts, after + (w.plain[after : after + 1] == ("no",)))
        if b is None or b.first == b.last:
            b = _who(w, after) or b
        if word == "over" and (b is None or (b.meaning != "arm" and w.plain[b.first - 1] != "no" and not _is_alone(w, b))):
            continue  # "over 12 months"
        told.append(Comparison(i, after, opened(w.text, 0, w.spans[i][0]), b))
    return told


def _is_multiple(w: Words, i: int) -> bool:
    """Whether "of" at word `i` leads to what a multiple is of: "three times the mortality [of] the highest grade"."""
    first = max(0, i - 6)
    times = next((j for j in range(i - 2, first, -1) if w.plain[j] == "times"), None)
    return times is not None and w.plain[times + 1] == "the"


def _is_told(w: Words, i: int) -> bool:
    """Whether a value follows "of" at word `i`: "the difference between A and control participants [of] 1.3"."""
    return w.plain[i : i + 1] == ("of",) and i + 1 < len(w.plain) and NUMERIC.fullmatch(w.plain[i + 1]) is not None


def _is_alone(w: Words, phrase: NounPhrase) -> bool:
    """Whether a phrase is an arm by its form: "reminders alone", or capitals ("over TAU")."""
    return w.plain[phrase.last] == "alone" or (phrase.first == phrase.last and w.text[slice(*phrase.span)].isupper())


def _is_called(w: Words, phrase: NounPhrase, i: int) -> bool:
    """Whether capitals before a share name an arm: "(ABC: 51%; DEF: 47%)", but not "(OR, 1.2)" or "(I2 = 40%)"."""
    name = w.text[slice(*phrase.span)]
    return w.plain[i] != "=" and w.plain[i + 1][-1] == "%" and len(name) > 1 and name not in _STATISTICS


def over_bracket(w: Words, i: int) -> int:
    """Index of the word after a bracket that opens at word `i`, or `i`."""
    if i < len(w.plain) and w.plain[i] in "([":
        for j in range(i, min(len(w.plain), i + 20)):
            if w.plain[j] in ")]":
                return j + 1
    return i


def _who(w: Words, i: int) -> NounPhrase | None:
    """What people at word `i` are told apart by: "those who [did not smoke]"."""
    match = _WHO.match(w.text, w.spans[i][0]) if i < len(w.spans) else None
    if match is None:
        return None
    last = w.at(match.end()) - 1
    first = next(j for j in range(i, last + 1) if w.plain[j] in {"who", "that"}) + 1
    while last > first and w.plain[last] in STOPS:
        last -= 1
    return NounPhrase(first, last, (w.spans[first][0], w.spans[last][1]), "other", "other", first - 1, 0, None)


def _alone(w: Words, i: int) -> NounPhrase:
    return NounPhrase(i, i, w.spans[i], "other", "other", i - 1, 0, None)


def _skip(w: Words, starts: dict[int, NounPhrase], i: int) -> int:
    while i < len(w.plain) and (w.plain[i] in _LEADING or (i not in starts and w.plain[i].isdigit() and len(w.plain[i]) <= _FEW)):
        i += 1  # "between [12 visits] and rest"
    return i


def valued(w: Words, found: Sequence[NounPhrase]) -> Iterator[Valued]:
    """Arms given with a printed value, in order: "10.7% of 2001 patients assigned to A", "(A, 77.4%; B, 80.1%)"."""
    starts = {phrase.first: phrase for phrase in found}
    for phrase in found:
        i = phrase.last + 1
        if (
            phrase.depth and phrase.meaning in {"arm", "other", "people"} and w.plain[phrase.first - 1] in {"(", "[", ";", ","}
            and i + 2 < len(w.plain) and w.plain[i] in {",", ":", "="} and NUMERIC.fullmatch(w.plain[i + 1])
            and (w.plain[i + 1][-1] == "%" or w.plain[i + 2] in _AFTER_VALUE)
            and (not w.text[slice(*phrase.span)].isupper() or _is_called(w, phrase, i))
        ):  # fmt: skip
            yield Valued(phrase, w.spans[i + 1])
    for i, word in enumerate(w.plain):
        if word[-1:] not in _ENDS_NUMBER and word not in _VALUE_ENDS:
            continue
        if not (NUMERIC.fullmatch(word) or (word in _VALUE_ENDS and i and NUMERIC.fullmatch(w.plain[i - 1]))):
            continue
        j = over_bracket(w, i + 1)
        if j > i + 1 and j < len(w.plain) and w.plain[j] in _VALUE_ENDS:
            j += 1
        if j >= len(w.plain) or w.plain[j] not in _LINKS:
            continue
        arm, linked = follow(w, starts, j)
        if arm is not None and linked and arm.meaning not in {"generic", "outcome"}:
            yield Valued(arm, w.spans[i] if NUMERIC.fullmatch(word) else w.spans[i - 1])


_FAVOUR = re.compile(r"\b(?:favou?r(?:ing|ed|s)?|in\sfavou?r\sof)\s", re.IGNORECASE)


def favoured(w: Words, found: Sequence[NounPhrase]) -> Favoured | None:
    """The arm that a result is said to favour, and over which."""
    match = _FAVOUR.search(w.text) if "avo" in w.text else None
    if match is None:
        return None
    starts = {phrase.first: phrase for phrase in found}
    a, _ = follow(w, starts, w.at(match.end()))
    if a is None:
        return None
    b = None
    if a.last + 1 < len(w.plain) and w.plain[a.last + 1] in {"over", "versus", "vs", "against"}:
        b, _ = follow(w, starts, a.last + 2)
    return Favoured(a, b)
