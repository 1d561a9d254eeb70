"""The noun phrases of a sentence, each with what governs it: a shallow parse, enough to tell outcomes from arms and people.

A phrase is a run of words between stop words, verbs, adverbs, numbers and punctuation; "of" joins two phrases
("quality of life") unless the first only counts or compares ("risk of death"), "or" and "+" join what stands side by side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from kg.extract.nouns import EFFECTORS, KINDS, LEVELS, QUALITIES, Meaning, meaning
from kg.extract.spans import Span
from kg.extract.words import PREPOSITIONS, Words, word_set

__all__ = ["NounPhrase", "noun_phrases"]

_ARTICLES = word_set("the a an their its this these those our his her some any no more-than")
_NUMBER = re.compile(r"[-+]?\d[\d.]*%/\w+|[-+~$£€<>±=]*\d[\d.,/:±-]*%?|[=<>≥≤±+%/-]+|p|n")
_DOSES = word_set("mg µg μg mcg g iu khz hz gy mg/kg mg/day mg/d ml units")
_ADVERB = re.compile(r"(?!early|daily|weekly|monthly|yearly|family|elderly|only|hourly|fully|bodily|friendly)[a-z]{3,}ly")
_PARTICIPLE = re.compile(r"[a-z]{2,}ed")
_SKIPPED = _ARTICLES | word_set(
    "significantly markedly slightly mean median average overall total also both statistically significant"
)
_TAKES = word_set(
    "have had has having develop developed developing achieve achieved achieving experience experienced experiencing "
    "report reported "
    "reporting showed show demonstrated exhibited require required requiring receive reach reached reaching gained lost "
    "suffer suffered"
)
_MORE_VERBS = word_set(
    "observed found seen noted reported obtained detected recorded exhibits shows showing produced produces resulting yielded "
    "followed demonstrated suggests suggested indicated crossed reaching met died survived recovered relapsed responded "
    "favoured favored favours favors favouring favoring comparing including fell rose dropped declined scored performed "
    "spent predicted correlated induced revealed fed improve reduce increase decrease change affect differ prevent "
    "lower can could may might would will "
    "should must"
)
_CHAINED = PREPOSITIONS | {"between"}


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """Words `first` to `last` of a sentence, without articles. `governor` is the index of the word that leads to them.

    `rule` says how: "kind" ("risk of", "difference in"), "chain" (the same, further back), "effector" ("efficacy of"),
    "quality" ("lower", "improved"), "object" ("had", "achieved"), "adjunct" (another preposition), "list" (a comma, "and"),
    "start" (the sentence begins with it) or "other".
    """

    first: int
    last: int
    span: Span
    meaning: Meaning
    rule: str
    governor: int
    depth: int


class _Parse:
    def __init__(self, w: Words) -> None:
        self.w = w

    @cached_property
    def depths(self) -> tuple[int, ...]:
        found = []
        depth = 0
        for word in self.w.plain:
            if word in ")]":
                depth = max(0, depth - 1)
            found.append(depth)
            if word in "([":
                depth += 1
        return tuple(found)

    def breaks(self, i: int) -> bool:
        """Whether word `i` is no part of a noun phrase."""
        w = self.w
        word = w.plain[i]
        if w.stops(i) or word in _MORE_VERBS or word in QUALITIES:
            return True
        if _NUMBER.fullmatch(word) is not None:
            return i + 1 == len(w.plain) or w.plain[i + 1] not in _DOSES or word[-1] == "%"
        if _ADVERB.fullmatch(word):
            return True
        following = w.plain[i + 1] if i + 1 < len(w.plain) else "."
        if following in {"the", "a", "an"}:
            return True  # what stands before an article is a verb or a preposition
        if _PARTICIPLE.fullmatch(word) and not (i and w.plain[i - 1] in PREPOSITIONS | {"the", "a", "between"}):
            return following in PREPOSITIONS or following in ".,;()[]:" or w.stops(i + 1)
        return False

    def runs(self) -> list[tuple[int, int]]:
        w, found = self.w, []
        i, count = 0, len(self.w.plain)
        while i < count:
            if self.breaks(i) or w.plain[i] in _ARTICLES:
                i += 1
                continue
            last = i
            while last + 1 < count and not self.breaks(last + 1) and w.plain[last + 1] not in _ARTICLES and last - i < 9:
                last += 1
            found.append((i, last))
            i = last + 1
        return found

    def joined(self) -> list[tuple[int, int]]:
        """Runs, with "A of B", "A or B" and "A + B" as one."""
        w = self.w
        found: list[tuple[int, int]] = []
        for first, last in self.runs():
            if found:
                low, high = found[-1]
                between = [word for word in w.plain[high + 1 : first] if word not in _ARTICLES]
                of = between == ["of"] and w.plain[high] not in KINDS and meaning(w.plain[low : high + 1]) != "generic"
                if (of or between in (["or"], ["+"], ["plus"])) and last - low <= 12:
                    found[-1] = (low, last)
                    continue
            found.append((first, last))
        return found

    def follows_kind(self, j: int) -> bool:
        """Whether words back from `j` lead to a "difference" or the like: "difference between the two groups [in]"."""
        w = self.w
        for k in range(j, max(-1, j - 9), -1):
            if w.plain[k] in KINDS and k + 1 < len(w.plain) and w.plain[k + 1] in _CHAINED:
                return True
            if w.plain[k] in {",", ";", ":", "was", "were", "(", ")"}:
                return False
        return False

    def governed(self, first: int) -> tuple[str, int]:
        """How the phrase that begins with word `first` is led to, and by which word."""
        w = self.w
        i = first - 1
        while i >= 0 and (w.plain[i] in _SKIPPED or _ADVERB.fullmatch(w.plain[i])):
            i -= 1
        if i < 0:
            return "start", -1
        word = w.plain[i]
        if word in QUALITIES:
            return "quality", i
        if word in {"of", "in", "for", "on", "to", "with", "against", "from"}:
            j = w.before_bracket(i) - 1
            while j > 0 and (_NUMBER.fullmatch(w.plain[j]) or _ADVERB.fullmatch(w.plain[j])):
                j -= 1
            if j >= 0 and word in {"of", "with"} and w.plain[j] in EFFECTORS:
                return "effector", i
            if j >= 0 and word != "from" and (w.plain[j] in KINDS or (word == "of" and w.plain[j] in LEVELS)):
                return "kind", i
            if j >= 0 and w.plain[j] in {"and", "or", ","}:
                return "list", i
            return ("chain" if self.follows_kind(j) else "adjunct"), i
        if word in PREPOSITIONS or word == "between":
            return ("list" if word == "as" and w.plain[i - 1] == "well" else "adjunct"), i
        if word in _TAKES:
            return "object", i
        if word in {",", ";", ":", "and", "or", "but", "(", "[", "whereas", "while", "although", ")", "]"}:
            return "list", i
        return "other", i


def noun_phrases(w: Words) -> tuple[NounPhrase, ...]:
    """The noun phrases of a sentence, in order; those in brackets too, with their depth."""
    parse = _Parse(w)
    found = []
    for first, last in parse.joined():
        start, end = w.spans[first][0], w.spans[last][1]
        while end > start and w.text[end - 1] in ".'\"=":
            end -= 1
        if end <= start or not any(c.isalpha() for c in w.text[start:end]):
            continue
        head = next((i for i in range(first, last + 1) if w.plain[i] == "of"), last + 1)
        rule, governor = parse.governed(first)
        found.append(NounPhrase(first, last, (start, end), meaning(w.plain[first:head]), rule, governor, parse.depths[first]))
    return tuple(found)
