"""A text to hold quotations against: whether just this number, p or stretch of words stands at these offsets.

"12" can be found in "112", in "1.12" and in "-12", and is none of these numbers. So a number counts only whole, as far as
its digits go, and with the sign before it; a dash between two numbers is no sign.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from kg.extract.masks import NUMBER, SIGN
from kg.extract.pvalues import p_values
from kg.extract.sentences import LONGEST, normalise, sentences
from kg.extract.spans import Mention, PMention

__all__ = ["Misquoted", "Page"]

_SIGNED = re.compile(rf"(?P<sign>{SIGN})(?P<digits>{NUMBER})")
_NUMBER = re.compile(NUMBER)
# "2,5" may be two limits or a decimal comma: where that is open, neither half counts.
_GOES_ON = re.compile(r"[eE][-+]?\d|\s?[x×*]\s?10\s?\^?\s?[-+]?\d|,\d", re.ASCII)
_BEGINS_BEFORE = re.compile(r"\d,\Z", re.ASCII)
_SIGNED_BEFORE = re.compile(r"(?:-\s?|\bminus\s)[$£€]?\s?\Z", re.ASCII)
_RANGE_BEFORE = re.compile(r"[\d%)\]]\s-\s[$£€]?\s?\Z|[\d%)\]]-[$£€]?\s?\Z", re.ASCII)
_HYPHEN_BEFORE = re.compile(r"[A-Za-z]-\Z", re.ASCII)
_LEVEL = re.compile(r"[5-9]\d(?:\.\d{1,4})?", re.ASCII)
_NEAR = 16  # characters before a number in which its sign stands
_LONGEST_P = 40
_LONGEST_ROLE = 300  # characters


class Misquoted(Exception):
    """Something does not stand in the text as it was quoted; the message says what."""


class Page:
    """One text, asked many times. What is asked for may be anything; None is nothing, and gives None."""

    def __init__(self, text: str) -> None:
        self.text = text

    def number(self, name: str, given: object, hyphens: bool = False) -> Mention | None:
        """A number as printed, with its sign; `hyphens`: a dash after a letter ("CI-0.68") is none."""
        if (quoted := self._quoted(name, given)) is None:
            return None
        start, end = quoted.start, quoted.end
        found = _SIGNED.fullmatch(self._plain, start, end)
        before = self._plain[max(0, start - _NEAR) : start]
        if not found or quoted.text.strip() != quoted.text or _BEGINS_BEFORE.search(before) or not self._ends(found, end):
            raise Misquoted(f"{name}: {quoted.text!r} at {start} to {end} is not one number, whole")
        if "-" in found["sign"]:
            if _RANGE_BEFORE.search(before + found["sign"]):
                raise Misquoted(f"{name}: the dash at {start} is between two numbers and no sign")
        elif not found["sign"].startswith(("minus", "plus", "+")) and self._is_signed(before, hyphens):
            raise Misquoted(f"{name}: the sign before {quoted.text!r} at {start} is left out")
        return quoted

    def _ends(self, found: re.Match[str], end: int) -> bool:
        """Whether the number ends at `end` and not later: a match that is told where to end cannot know."""
        whole = _NUMBER.match(self._plain, found.start("digits"))
        return whole is not None and whole.end() == end and not _GOES_ON.match(self._plain, end)

    def _is_signed(self, before: str, hyphens: bool) -> bool:
        if not _SIGNED_BEFORE.search(before) or _RANGE_BEFORE.search(before):
            return False
        return not (hyphens and _HYPHEN_BEFORE.search(before))

    def level(self, given: object) -> Mention | None:
        """The level of an interval: the number of "95%", 50 or more."""
        quoted = self.number("ci_level", given, True)
        if quoted and not (_LEVEL.fullmatch(quoted.text) and self._plain[quoted.end :].lstrip(" ").startswith(("%", "per"))):
            raise Misquoted(f"ci_level: {quoted.text!r} at {quoted.start} is no level in per cent")
        return quoted

    def p(self, given: object) -> PMention | None:
        """A p as printed, whole with its operator, of which what is given is the end."""
        if (quoted := self._quoted("p", given)) is None:
            return None
        first = max(0, quoted.start - _NEAR)
        if len(quoted.text) > _LONGEST_P:
            raise Misquoted(f"p: {len(quoted.text)} characters are too many for a p")
        for found in p_values(self._plain[first : quoted.end + _NEAR]):
            start, end = first + found.start, first + found.end
            if end == quoted.end and start <= quoted.start:
                return PMention(found.op, found.value, self.text[start:end], start, end)
        raise Misquoted(f"p: {quoted.text!r} at {quoted.start} to {quoted.end} is not the end of a printed p")

    def words(self, name: str, given: object) -> Mention | None:
        """A stretch of words, as long as the name of an outcome or an arm may be."""
        quoted = self._quoted(name, given)
        if quoted and (len(quoted.text) > _LONGEST_ROLE or not any(c.isalnum() for c in quoted.text)):
            raise Misquoted(f"{name}: no words, or more than {_LONGEST_ROLE} characters of them")
        return quoted

    def around(self, start: int, end: int) -> Mention:
        """The sentence around a stretch, or the sentences; raises Misquoted where they are too long to belong together."""
        starts = [sentence[0] for sentence in self._sentences]
        first = bisect_right(starts, start) - 1
        last = bisect_right(starts, end - 1) - 1
        if first < 0 or end > self._sentences[last][1]:
            raise Misquoted(f"no sentence around {start} to {end}")
        start, end = self._sentences[first][0], self._sentences[last][1]
        if end - start > LONGEST:
            raise Misquoted(f"its numbers stand in sentences of more than {LONGEST:,} characters")
        return Mention(self.text[start:end], start, end)

    def _quoted(self, name: str, given: object) -> Mention | None:
        if given is None:
            return None
        if type(given) is not Mention or [type(part) for part in (given.text, given.start, given.end)] != [str, int, int]:
            raise Misquoted(f"{name}: not a Mention of a text and two whole numbers")
        if not 0 <= given.start < given.end <= len(self.text):
            raise Misquoted(f"{name}: {given.start} to {given.end} is no stretch of a text of {len(self.text)} characters")
        if self.text[given.start : given.end] != given.text:
            printed = self.text[given.start : given.end][:80]
            raise Misquoted(f"{name}: the text has {printed!r} at {given.start} to {given.end}, not {given.text[:80]!r}")
        return given

    @cached_property
    def _plain(self) -> str:
        return normalise(self.text)

    @cached_property
    def _sentences(self) -> tuple[tuple[int, int], ...]:
        return tuple(sentences(self._plain))
