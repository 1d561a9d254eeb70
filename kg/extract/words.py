"""Words of a sentence and the short noun phrases around them: no grammar, only where phrases stop."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from kg.extract.ligatures import folded
from kg.extract.spans import Span

__all__ = ["GENERIC", "GROUP", "PREPOSITIONS", "STOPS", "Words", "opened", "word_set", "words"]

_WORD = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})++[^\s()\[\],;:]*|[^\s()\[\],;:]+|[()\[\],;:]")


def word_set(listed: str) -> frozenset[str]:
    """The words of a list written as one text."""
    return frozenset(listed.split())


GROUP = word_set(
    "group groups arm arms recipients recipient cohort cohorts clusters cluster practices trial trials condition "
    "conditions patients participants subjects women men children infants individuals people recipients-only treated "
    "users schools clinics"
)
GENERIC = word_set(
    "both two the study treatment between each all three four these those either other any same respective a an "
    "treatments of intervention-and-control different no among within one second first patients participants subjects"
)
PREPOSITIONS = word_set(
    "in with for of by after on from to at among during over within without into through per under via as before "
    "since receiving taking given using against across toward towards throughout upon despite regarding concerning"
)
STOPS = (
    PREPOSITIONS
    | word_set(
        "and or but than versus vs vs. v v. compared was were is are had has have did does do be been showed experienced "
        "received reported who which that whereas while when although however significantly respectively improved reduced "
        "decreased increased occurred lower higher greater less more fewer larger smaller shorter longer not no relative "
        "resulted led maintained achieved only also both between there these we it they remained differ differed "
        "associated if reaching rather nor neither out"
    )
    | {*"()[],;:", ""}
)
_ARTICLES = word_set("the a an their its this that these those our")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a sentence with their spans; `plain` are in lower case without a full stop at the end."""

    text: str
    spans: tuple[Span, ...]
    plain: tuple[str, ...]

    def at(self, offset: int) -> int:
        """Index of the first word that starts at or after `offset`."""
        return bisect_left(self.spans, (offset, -1))

    def stops(self, i: int) -> bool:
        """Whether a phrase ends before word `i`: a stop word or punctuation."""
        return self.plain[i] in STOPS

    def phrase(self, first: int, last: int, *, group: bool = False) -> Span | None:
        """The span of words `first` to `last` without articles before and (unless `group`) group words after."""
        while first <= last and (self.plain[first] in _ARTICLES or not any(c.isalnum() for c in self.plain[first])):
            first += 1
        while not group and last > first and self.plain[last] in GROUP:
            last -= 1
        if first > last or (all(w in GENERIC or w in GROUP for w in self.plain[first : last + 1]) and not group):
            return None
        start, end = self.spans[first][0], self.spans[last][1]
        while end > start and self.text[end - 1] in ".'\"=":
            end -= 1
        return (start, end) if end > start else None

    def right(self, i: int, longest: int = 7) -> Span | None:
        """The phrase that starts at word `i`."""
        last = i
        while last < len(self.spans) and last - i < longest and not self.stops(last):
            last += 1
        return self.phrase(i, last - 1) if last > i else None

    def left(self, i: int, longest: int = 7, over: frozenset[str] = frozenset()) -> Span | None:
        """The phrase that ends before word `i`; stop words in `over` do not end it."""
        first = i
        while first > 0 and i - first < longest and (not self.stops(first - 1) or (self.plain[first - 1] in over and first < i)):
            first -= 1
            if self.plain[first] in _ARTICLES:
                break
        while first < i and self.plain[first] in over:
            first += 1
        return self.phrase(first, i - 1) if first < i else None

    def before_bracket(self, i: int) -> int:
        """Index of the word that closes what stands before a bracket that ends before word `i`, or `i` when none does."""
        if i == 0 or self.plain[i - 1] not in ")]":
            return i
        depth = 0
        for j in range(i - 1, max(-1, i - 60), -1):
            depth += (self.plain[j] in ")]") - (self.plain[j] in "([")
            if depth == 0:
                return j
        return i


@lru_cache(maxsize=64)  # effects, values and comparisons are looked for in the same sentences
def words(text: str) -> Words:
    """The words of a sentence."""
    found = list(_WORD.finditer(text))
    plain = [_plain(match[0]) for match in found]
    if plain:
        plain[0] = plain[0].lower()
    return Words(text, tuple(match.span() for match in found), tuple(plain))


@lru_cache(maxsize=1 << 14)
def _plain(word: str) -> str:
    """A word in lower case and single letters, without its full stop; but a single "A" names an arm, where "a" is an article."""
    bare = word.rstrip(".")
    return bare if len(bare) == 1 else folded(bare).lower()


def opened(text: str, lead: int, start: int) -> int | None:
    """Offset of the bracket, opened at `lead` or later, in which `start` stands; None when it stands in none."""
    depth = 0
    for at in range(start - 1, max(lead, start - 300) - 1, -1):
        if text[at] in ")]":
            depth += 1
        elif text[at] in "([":
            if depth == 0:
                return at
            depth -= 1
    return None
