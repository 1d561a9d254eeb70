"""Flaws named in the list of issues of a page, matched to the categories of a lexicon.

The lexicon is an argument (phrase to flaw id): where phrases come from is not known here. Listed issues are
labels, not prose: a label that is listed is asserted, so negation plays no part. For mentions in running prose
see `kg.extract.mentions`; which phrases serve there, and in which wordings, is decided in `kg.extract.phrases`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kg.extract.phrases import Phrase, folded, for_prose, with_gap
from kg.printed import plain

if TYPE_CHECKING:
    from kg.extract.mentions import FlawMention

__all__ = ["Lexicon"]

_DASH = re.compile(r"\s+-+\s+|--+|\s-(?=\w)|:\s")
_OPENING = re.compile(r"^[\s\-*>#\d.)]*")
_SPACE = re.compile(r"\s+")
_REACH = 110  # characters between a thing and what was not done to it
_LED = re.compile(
    r"(?: (?!was |were |is |are |has |have |had |did |does |do |may |might |could |but |because |although |"
    r"though |while |whereas |when |if |"
    r"we |they |it )[^ ]+)*+ (?:was|were|is|are|has|have|had|could|can|may|might|will|wasn t|weren t)(?: also|"
    r" therefore| [a-z]+ly)? "
)
_EDGE = r"(?<![\w-]){}(?![\w-])"


class Lexicon:
    """Phrases of flaws, and which flaw each one means."""

    __slots__ = ("_flaws", "_phrases", "_scanner")

    def __init__(self, phrases: Mapping[str, str]) -> None:
        """`phrases` maps a phrase to a flaw id; case, dashes, quotes and spaces do not matter."""
        self._flaws = {_bare(phrase): flaw for phrase, flaw in phrases.items() if _bare(phrase)}
        self._phrases = sorted(self._flaws, key=lambda phrase: (-len(phrase), phrase))
        self._scanner: _Scanner | None = None

    def __len__(self) -> int:
        return len(self._flaws)

    def match_label(self, text: str) -> str | None:
        """The flaw id whose phrase best matches a listed issue, or None.

        The longest phrase that starts the line wins; then the longest that stands in the label, which ends at the
        first dash; then the longest anywhere in the line.
        """
        line = _bare(text)
        label = _DASH.split(_line(text), maxsplit=1)[0].strip()
        for phrase in self._phrases:
            if line.startswith(phrase) and _stands(phrase, line):
                return self._flaws[phrase]
        for place in (_bare(label), line):
            for phrase in self._phrases:
                if phrase in place and _stands(phrase, place):
                    return self._flaws[phrase]
        return None

    def mentions(self, text: str) -> tuple[FlawMention, ...]:
        """What running prose says of flaws, see `kg.extract.mentions.find_flaw_mentions`."""
        from kg.extract.mentions import find_flaw_mentions

        return find_flaw_mentions(text, self)

    def occurrences(self, text: str) -> Iterator[tuple[Phrase, int, int]]:
        """The phrase meant, start and end of each of its wordings found in `text`: whole words, from left to right.

        Where wordings overlap the one that starts first is taken, and of those the longest.
        """
        if self._scanner is None:
            self._scanner = _Scanner(self._flaws)
        return self._scanner.scan(text)


class _Scanner:
    """All wordings of a lexicon at once, and the labels that other words may part ("assessors ... were not blinded")."""

    def __init__(self, flaws: Mapping[str, str]) -> None:
        import ahocorasick_rs

        wordings = for_prose(flaws)
        self._gapped = with_gap(flaws)
        self._meant: list[Phrase | str] = list(wordings.values())
        anchors = {anchor: done for done, undone in self._gapped.items() for anchor in undone.anchors if anchor not in wordings}
        self._meant += anchors.values()
        self._automaton = ahocorasick_rs.AhoCorasick(
            [f"{wording} " for wording in (*wordings, *anchors)], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def scan(self, text: str) -> Iterator[tuple[Phrase, int, int]]:
        if not self._meant:
            return
        words = f"{folded(text)} "
        done = 0
        for index, start, end in self._automaton.find_matches_as_indexes(words):
            if start and words[start - 1] != " ":
                continue
            meant = self._meant[index]
            if isinstance(meant, str):
                thing = self._thing(meant, words, max(done, start - _REACH), start)
                if thing is None:
                    continue
                meant, start = thing
            done = end - 1
            yield meant, start, end - 1

    def _thing(self, done: str, words: str, first: int, start: int) -> tuple[Phrase, int] | None:
        """The thing that is not done, where one of those known stands in the words that lead to `start`."""
        undone = self._gapped[done]
        for found in undone.things.finditer(words, first, start):
            if _LED.fullmatch(words, found.end(), start):
                return undone.meant[found[0]], found.start()
        return None


def _line(text: str) -> str:
    return _SPACE.sub(" ", _OPENING.sub("", plain(text))).strip().casefold()


def _bare(text: str) -> str:
    return _DASH.sub(" - ", _line(text)).strip(" .;,")


def _stands(phrase: str, place: str) -> bool:
    """Whether `phrase` stands in `place` as whole words."""
    return re.search(_EDGE.format(re.escape(phrase)), place) is not None
