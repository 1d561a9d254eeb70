"""The noun phrases of a sentence, each with what governs it: a shallow parse, enough to tell outcomes from arms and people.

A phrase is a run of words between stop words, verbs, adverbs, numbers and punctuation; "of" joins two phrases
("quality of life") unless the first only counts or compares ("risk of death"), "or" and "+" join what stands side by side.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from kg.extract.nouns import EFFECTORS, KINDS, LEVELS, PEOPLE, QUALITIES, Meaning, meaning
from kg.extract.spans import Span
from kg.extract.verbs import Role, role_of
from kg.extract.words import PREPOSITIONS, STOPS, Words, word_set

__all__ = ["NounPhrase", "noun_phrases"]

_ARTICLES = word_set("the a an their its this these those our his her some any no more-than")
_NUMBER = re.compile(r"[-+]?\d[\d.]*%/\w+|[-+~$£€<>±=]*\d[\d.,/:±-]*%?|[=<>≥≤±+%/-]+|p|n")
_DOSES = word_set("mg µg μg mcg g iu khz hz gy mg/kg mg/day mg/d ml units")
_ADVERB = re.compile(r"(?!early|daily|weekly|monthly|yearly|family|elderly|only|hourly|fully|bodily|friendly)[a-z]{3,}ly")
_PARTICIPLE = re.compile(r"(?!(?:speed|bleed|rebleed|need|feed|seed|breed|hundred|aniseed|flaxseed|linseed)$)[a-z]{2,}ed")
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
    "shortened prolonged lowered attenuated worsened enhanced prevented raised caused affected influenced "
    "delayed accepted outperformed leads slowed included includes include comprised "
    "favoured favored favours favors favouring favoring comparing including fell rose dropped declined scored performed "
    "spent predicted correlated adjusting controlling accounting made induced revealed fed improve reduce increase decrease "
    "change affect differ prevent "
    "lower can could may might would will "
    "should must"
)
_LONGEST = 9  # words of a phrase after its first
_MEANS = word_set(
    "strategies therapy therapies treatment treatments drugs agents medication medications interventions behaviors behaviours"
)
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_BEFORE_ARTICLE = word_set("the a an")
_BEFORE_NOUN = PREPOSITIONS | word_set("the a between")
_LEADING = word_set("of in for on to with against from")
_LISTING = word_set(", ; : and or but ( [ whereas while although ) ]")
_CUTTING = word_set(", ; : was were ( )")
_ADJUSTING = word_set("adjusting adjusted adjustment adjustments controlling controlled accounting correcting corrected")
_MOMENTS = word_set("end beginning start course day week visit time")
_JOINING = word_set(", and or the")
_STAYS = word_set(
    "hospitalization hospitalizations hospitalisation hospitalisations rehospitalization rehospitalisation admission admissions "
    "readmission readmissions visit visits"
)
_AFTER_HEAD = frozenset(["of", "to"])
_FELT = {"with": word_set("satisfaction dissatisfaction compliance"), "to": word_set("adherence return")}
_NUMBERED = word_set("treatment group arm dose cohort protocol regimen intervention programme program type grade stage phase")
_SPANS = word_set("days weeks months years hours minutes day week month year points participants patients to of %")
_HEADINGS = word_set("results conclusions conclusion findings methods background objective objectives purpose")
_CHAINED = PREPOSITIONS | {"between"}


class NounPhrase(NamedTuple):
    """Words `first` to `last` of a sentence, without articles. `governor` is the index of the word that leads to them.

    `rule` says how: "kind" ("risk of", "difference in"), "chain" (the same, further back), "effector" ("efficacy of"),
    "quality" ("lower", "improved"), "object" ("had", "achieved"), "adjunct" (another preposition), "list" (a comma, "and"),
    "start" (the sentence begins with it) or "other". `role` is what its verb says of it (see `verbs`).
    """

    first: int
    last: int
    span: Span
    meaning: Meaning
    rule: str
    governor: int
    depth: int
    role: Role | None


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and _ADVERB.fullmatch(word) is not None


@lru_cache(maxsize=1 << 14)
def _class(word: str) -> Literal["break", "number", "article", "participle", "noun"]:
    """What a word is by itself."""
    if word in STOPS or word in _MORE_VERBS or word in QUALITIES:
        return "break"
    if _NUMBER.fullmatch(word):
        return "number"
    if word in _ARTICLES:
        return "article"
    if _is_adverb(word):
        return "break"
    return "participle" if _PARTICIPLE.fullmatch(word) else "noun"


class _Parse:
    def __init__(self, w: Words) -> None:
        self.w = w
        self.classes = tuple(map(_class, w.plain))
        if w.plain and w.plain[0] in _HEADINGS and len(w.spans) > 1 and w.text[w.spans[1][0]].isupper():
            self.classes = ("break", *self.classes[1:])  # a heading run into its text: "Results Pain was lower"
        self.depths = [0] * len(w.plain)
        depth = 0
        for i, word in enumerate(w.plain):
            if word in _CLOSING:
                depth = max(0, depth - 1)
            self.depths[i] = depth
            if word in _OPENING:
                depth += 1

    def breaks(self, i: int) -> bool:
        """Whether word `i` is no part of a noun phrase."""
        kind = self.classes[i]
        if kind == "break" or kind == "article":
            return kind == "article" or self.w.plain[i][-3:] != "ing" or not (i and self.is_inside(i))
        plain = self.w.plain
        if i + 1 == len(plain):
            return kind == "number" or (kind == "participle" and not (i and plain[i - 1] in _BEFORE_NOUN))
        following = plain[i + 1]
        if kind == "number":
            if i and plain[i].isdigit() and len(plain[i]) == 1 and plain[i - 1] in _NUMBERED and following not in _SPANS:
                return False  # "treatment 2"
            return following not in _DOSES or plain[i][-1] == "%"
        if following in _BEFORE_ARTICLE:
            return True  # what stands before an article is a verb or a preposition
        if kind == "participle" and not (i and plain[i - 1] in _BEFORE_NOUN):
            return following in STOPS or following == "."
        return False

    def is_inside(self, i: int) -> bool:
        """Whether a verb in "-ing" stands inside a name: "risk [reducing] strategies"."""
        plain = self.w.plain
        return (
            plain[i] in QUALITIES and self.classes[i - 1] == "noun"
            and i + 1 < len(plain) and plain[i + 1] in _MEANS
        )  # fmt: skip

    def runs(self) -> list[tuple[int, int]]:
        found = []
        i, count = 0, len(self.classes)
        while i < count:
            if self.breaks(i):
                i += 1
                continue
            last = i
            while last + 1 < count and last - i < _LONGEST and not self.breaks(last + 1):
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
                if len(between) == 1 and last - low <= 12 and self.joins(between[0], (low, high), (first, last)):
                    found[-1] = (low, last)
                    continue
            found.append((first, last))
        return found

    def joins(self, link: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
        """Whether a word between two runs makes one name of them."""
        if link in {"or", "+", "plus"}:
            return True
        plain = self.w.plain
        head = plain[one[1]]
        if link == "of" and plain[max(0, one[0] - 2) : one[0]] == ("times", "the"):
            return False  # "three times the mortality of [the highest grade]"
        if link == "of":
            first, second = meaning(plain[one[0] : one[1] + 1]), meaning(plain[other[0] : other[1] + 1])
            return head not in KINDS and first != "generic" and second != "people"
        if link in {"with", "to"}:
            return head in _FELT[link] and meaning(plain[other[0] : other[1] + 1]) not in {"people", "generic"}
        if link == "for":
            return head in _STAYS and meaning(plain[other[0] : other[1] + 1]) not in {"people", "generic"}
        return link == "as" and plain[other[0]] == "usual"

    def follows_kind(self, j: int) -> bool:
        """Whether words back from `j` lead to a "difference" or the like: "difference between the two groups [in]"."""
        w = self.w
        for k in range(j, max(-1, j - 9), -1):
            if w.plain[k] in KINDS and k + 1 < len(w.plain) and w.plain[k + 1] in _CHAINED:
                return True
            if w.plain[k] in _CUTTING:
                return False
        return False

    def governed(self, first: int) -> tuple[str, int]:
        """How the phrase that begins with word `first` is led to, and by which word."""
        w = self.w
        i = first - 1
        while i >= 0 and (w.plain[i] in _SKIPPED or _is_adverb(w.plain[i])):
            i -= 1
        if i < 0 or (i == 0 and w.plain[0] in _HEADINGS and self.classes[0] == "break"):
            return "start", -1
        word = w.plain[i]
        if word in QUALITIES:
            return "quality", i
        if word in _LEADING:
            j = w.before_bracket(i) - 1
            while j > 0 and (self.classes[j] == "number" or _is_adverb(w.plain[j])):
                j -= 1
            if j >= 0 and word in {"of", "with"} and w.plain[j] in EFFECTORS:
                return "effector", i
            if j >= 0 and word != "from" and (w.plain[j] in KINDS or (word == "of" and w.plain[j] in LEVELS)):
                return "kind", i
            if j >= 0 and word == "of" and w.plain[j] in _MOMENTS:
                return "adjunct", i
            if j >= 0 and w.plain[j] in {"and", "or", ","}:
                return "list", i
            return ("chain" if self.follows_kind(j) else "adjunct"), i
        if word in {"regarding", "concerning"} and i == 0:
            return "kind", i
        if word in PREPOSITIONS or word == "between":
            return ("list" if word == "as" and w.plain[i - 1] == "well" else "adjunct"), i
        if word in _TAKES:
            return ("start" if i == 0 and word not in {"have", "has", "had"} else "object"), i
        if word in _LISTING:
            return "list", i
        return "other", i


def _is_adjusted_for(w: Words, rule: str, governor: int) -> bool:
    """Whether words lead to a phrase that only says what was held fixed: "adjusted for age"."""
    return rule in {"adjunct", "chain"} and governor > 0 and w.plain[governor] == "for" and w.plain[governor - 1] in _ADJUSTING


def _is_limited(w: Words, i: int, people: int) -> bool:
    """Whether a limit begins with word `i` and word `people` names people."""
    return i < len(w.plain) and w.plain[i].startswith(("<", ">", "≤", "≥")) and w.plain[people] in PEOPLE


def _joins(w: Words, before: NounPhrase, first: int) -> bool:
    return all(word in _JOINING for word in w.plain[before.last + 1 : first])


@lru_cache(maxsize=64)  # as `words`
def noun_phrases(w: Words) -> tuple[NounPhrase, ...]:
    """The noun phrases of a sentence, in order; those in brackets too, with their depth."""
    parse = _Parse(w)
    found: list[NounPhrase] = []
    adjusted = False
    for first, last in parse.joined():
        start, end = w.spans[first][0], w.spans[last][1]
        while end > start and w.text[end - 1] in ".'\"=":
            end -= 1
        if end <= start:
            continue
        words = w.plain[first : last + 1]
        head = next((i for i, word in enumerate(words) if word in _AFTER_HEAD), len(words))
        rule, governor = parse.governed(first)
        depth = parse.depths[first]
        means = meaning(words[:head])
        role = None if depth else role_of(w, last, rule, governor)
        listed = role is None and adjusted and rule == "list" and _joins(w, found[-1], first)
        if listed or _is_adjusted_for(w, rule, governor):
            # The last of a list ends it: "adjusted for age, sex and weight, [pain] was lower".
            adjusted, means = rule == "adjunct" or "and" not in w.plain[found[-1].last + 1 : first], "generic"
        else:
            adjusted = False
        if means == "outcome" and governor > 0 and w.plain[governor] == "with" and _is_limited(w, last + 1, governor - 1):
            means = "other"  # people told apart by it: "patients with [HbA1c] < 7%"
        if first == last and w.plain[last + 1 : last + 2] == ("=",):
            means = "generic"  # a statistic: "Z = 3.1"
        found.append(NounPhrase(first, last, (start, end), means, rule, governor, depth, role))
    return tuple(found)
