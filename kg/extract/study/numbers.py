"""Whole numbers as prose writes them: in digits, with separators, or in words."""

from __future__ import annotations

import re

__all__ = ["NUMBER", "WORD_CUES", "count", "numbers"]

_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "fourty": 40,  # a usual misspelling
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000}
_WORD = "(?:" + "|".join(sorted((*_UNITS, *_TENS, *_SCALES), key=len, reverse=True)) + ")"
_SPACED = re.compile(r"[\s,]")
_PARTS = re.compile(r"[a-z]+")
MOST = 2_000_000_000

# A text without these holds no number in words that is worth reading; "ten" alone would be in every "intention".
WORD_CUES = (*_TENS, *_SCALES, "teen ", "teen-", "eleven", "twelve", "five ", "six ", "seven ", "eight ", "nine ", "ten ")

# A pattern for lower-case text: what must not stand around it is for the pattern that uses it to say.
NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,2}}(?!\d)|[1-9]\d?\s\d{{3}}(?!\d)|\d{{1,7}}(?!\d)"
    rf"|(?:\ba\s)?\b{_WORD}(?:(?:-|\s|\sand\s|-and-){_WORD}){{0,7}}\b)"
)
_DIGITS = re.compile(r"[0-9][0-9,]*(?:(?<=[0-9])\s[0-9]{3}(?![0-9,]))?", re.ASCII)
_WORDED = re.compile(rf"(?:a\s)?{_WORD}(?:(?:-|\s|\sand\s|-and-){_WORD}){{0,7}}\b", re.ASCII)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})*|[0-9]{1,2}\s[0-9]{3}|[0-9]{1,9}", re.ASCII)
_BEFORE = frozenset(".,/<>=\u2264\u2265\u00b1$+-_")  # after these, digits belong to something else


def numbers(text: str, worded: bool) -> list[tuple[int, int, int]]:
    """Start, end and value of the whole numbers that stand alone in a text, in order; `worded`: also those in words."""
    found = []
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        while text[end - 1] == ",":
            end -= 1
        if start and (text[start - 1] in _BEFORE or text[start - 1].isalnum()):
            continue
        printed = text[start:end]
        if not _THOUSANDS.fullmatch(printed):
            end = start + len(printed.partition(" ")[0])
            if not _THOUSANDS.fullmatch(text, start, end):
                continue
        if (n := count(text[start:end])) is not None:
            found.append((start, end, n))
    if worded:
        for match in _WORDED.finditer(text):
            start, end = match.span()
            if not (start and (text[start - 1] in _BEFORE or text[start - 1].isalnum())) and (n := count(match[0])) is not None:
                found.append((start, end, n))
        found.sort()
    return found


def count(printed: str) -> int | None:
    """The whole number that is printed, or None where words do not make one: "two three", "hundred twenty thirty"."""
    bare = printed.strip().lower()
    if bare[:1].isdigit():
        digits = _SPACED.sub("", bare)
        return int(digits) if digits.isascii() and digits.isdigit() and int(digits) <= MOST else None
    total = group = 0
    below = MOST  # each word is smaller than this, until a scale word multiplies what stands before it
    words = [word for word in _PARTS.findall(bare) if word not in ("a", "and")]
    for word in words:
        if word == "thousand":
            if total:
                return None
            total, group, below = (group or 1) * 1000, 0, 1000
        elif word == "hundred":
            if group >= 100:
                return None
            group, below = (group or 1) * 100, 100
        elif word in _TENS and _TENS[word] < below:
            group, below = group + _TENS[word], 10
        elif word in _UNITS and _UNITS[word] < below:
            group, below = group + _UNITS[word], 1
        else:
            return None
    return total + group if words else None
