"""The sentences of a text that can hold an effect, found by two scans of the whole text before any is read closely.

A sentence that is passed over could give no estimate: it has no interval, no measure with a number after it, no number
beside a word that could make it a difference, and no bracket with two numbers beside words that compare.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import Any

from kg.extract.measures import PHRASES, SHORT_FORMS
from kg.extract.sentences import sentences
from kg.extract.wording import compares

__all__ = ["candidates", "lowered"]

_ENOUGH = (
    "CI", "CrI", "C.I", "Cr.I", "HDI", " UI", "c.i.", "nterval", "onfidence limit", "onfidence Limit", "onfidence bound",
    "onfidence range", "onﬁdence ", "% CL", "%CL", "redible limit", "redible region", "onfidence region", "ensity region",
    "90% ", "95% ",
    "99% ",
    "% (p", "% (P", "%(p", "%(P", "% [p", "% [P",
)  # fmt: skip
_COMPARATIVES = tuple(
    f"{link}{word}"
    for word in (
        "lower", "higher", "fewer", "greater", "less ", "more ", "shorter", "longer", "larger", "smaller", "better", "worse",
        "slower", "faster", "sooner", "later ", "earlier", "bigger", "stronger", "weaker", "heavier", "lighter", "further than",
        "taller", "quicker", "thicker", "thinner", "wider", "narrower", "times ", "fold ",
    )
    for link in " -"
)  # fmt: skip
_CHANGES = (
    "reduction", "increase", "decrease", "improvement", "decline", "gain", "benefit", "drop", "rise", "advantage", "loss",
    "fall ",
)  # fmt: skip
_BY = (" by ",)
_OPENERS = (
    *(f"{bracket}{first}" for bracket in "([" for first in "0123456789-+.$£€ f"),
    *(f"{digit}{mark} " for digit in "0123456789" for mark in ",;"),
)
_REACH = 90  # characters between a measure and its number
_SHORTEST = 6  # characters of a sentence: "d=0.5."
_LED = re.compile(
    r"(?:an?\s(?:[a-z]{3,14}\s){0,2}(?:of\s)?|[a-z]{4,13}\s|on\saverage\s)?[-+$£€]{0,2}[\d.]++(?!\s\(\d|\s(?:of|patients|people)\b)"
)
_OF = re.compile(r"s?\s(?:(?:in|of)\s[^()\d]{1,60}\s)?of\s(?:about\s|a\s)?[-+$£€]{0,2}[\d.]")
_TWO_NUMBERS = re.compile(
    r"[(\[]\s?(?:from\s)?[-+]?\s?[$£€]?[\d.]{1,9}%?\s?(?:[a-zA-Z/%]{1,6}\s?)?(?:to|and|[-,;:~])\s?[-+$£€]{0,2}[\d.]"
    r"|[(\[]\s?[-+][\d.]{1,9}%?(?:\s[a-zA-Z/%]{1,12}){0,2}[,;]\s?[pP]\b"
    r"|\d[,;]\s[-+]?[\d.]{1,9}(?:\sto\s|\s?[-,;]\s?)[-+]?[\d.]"
)
_VALUE_WITH_LIMITS = re.compile(r"[(\[]\d{0,2}\.\d{1,3}[,;]?\s[(\[]?\d{0,2}\.\d")  # alone in a bracket: of a list that goes on
_DIGIT = re.compile(r"\d")


@cache
def _plain_scanner() -> Any:
    import ahocorasick_rs

    return ahocorasick_rs.AhoCorasick((*_ENOUGH, *_OPENERS, *SHORT_FORMS))


@cache
def _lower_scanner() -> Any:
    import ahocorasick_rs

    return ahocorasick_rs.AhoCorasick((*PHRASES, *_COMPARATIVES, *_CHANGES, *_BY))


def lowered(text: str) -> str:
    """The text in lower case, character for character as long."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def candidates(plain: str, *, every: bool = False) -> Iterator[tuple[int, tuple[int, int]]]:
    """The sentences that can hold an effect, each with its number in the text; `every` gives all that hold a digit."""
    if every:
        yield from ((i, s) for i, s in enumerate(sentences(plain)) if s[1] - s[0] >= _SHORTEST and _DIGIT.search(plain, *s))
        return
    places, brackets = _places(plain)
    at, count = 0, len(places)
    last = max(places[-1:] + brackets[-1:], default=-1)
    for number, (start, end) in enumerate(sentences(plain)):
        if start > last:
            return
        while at < count and places[at] < start:
            at += 1
        if at < count and places[at] < end:
            if end - start >= _SHORTEST and _DIGIT.search(plain, start, end):
                yield number, (start, end)
        elif _any_within(brackets, start, end) and (
            _VALUE_WITH_LIMITS.search(plain, start, end) or compares(lowered(plain[start:end]))
        ):
            yield number, (start, end)


def _any_within(places: list[int], start: int, end: int) -> bool:
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _places(plain: str) -> tuple[list[int], list[int]]:
    """Where a text has an interval, or a measure or word of comparison beside a number; and where a bracket with two numbers."""
    enough, openers, phrases = len(_ENOUGH), len(_ENOUGH) + len(_OPENERS), len(PHRASES)
    comparatives = phrases + len(_COMPARATIVES)
    changes = comparatives + len(_CHANGES)
    found: list[int] = []
    brackets: list[int] = []
    digit = -1

    def told(end: int) -> bool:
        """Whether a number follows soon after `end`, which never goes down: each stretch is looked through once."""
        nonlocal digit
        if digit < end:
            following = _DIGIT.search(plain, end)
            digit = following.start() if following else len(plain) + _REACH + 1
        return digit - end <= _REACH

    for i, start, end in _plain_scanner().find_matches_as_indexes(plain):
        if enough <= i < openers:
            if _TWO_NUMBERS.match(plain, start):
                brackets.append(start)
        elif i < enough or told(end):
            found.append(start)
    digit = -1
    for i, start, end in _lower_scanner().find_matches_as_indexes(lowered(plain)):
        if i < phrases:
            near = told(end)
        elif i < changes:
            near = _DIGIT.search(plain, max(0, start - 40), start) is not None or (
                i >= comparatives and _OF.match(plain, end) is not None
            )
        else:
            near = _LED.match(plain, end) is not None
        if near:
            found.append(start)
    found.sort()
    return found, brackets
