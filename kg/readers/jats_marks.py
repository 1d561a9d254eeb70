"""The citation marks of an article in the making: which entries a mark points to, ranges such as 8-12 among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kg.records import CitationMark

__all__ = ["Marks"]

_NUMBER = re.compile(r"[\s\[(]*(\d{1,4})[\s\])]*")
_RANGE = re.compile(r"[\s\[(]*(\d{1,4})\s*[-\u2010-\u2015\u2212]\s*(\d{1,4})[\s\])]*")
_DASH = re.compile(r"\s*(?:[-\u2010-\u2015\u2212]|to)\s*")
_WIDEST = 60  # entries of one range; more is a number of another kind


class Marks:
    """The marks so far. `unresolved` counts those that point to no entry of the reference list."""

    def __init__(self, entries: Mapping[str, int]) -> None:
        self.unresolved = 0
        self._entries = entries
        self._found: list[tuple[int, int, int, str]] = []
        self._last: tuple[int, int, int] | None = None  # of the mark before: its entry, its number, where it begins
        self._between = ""

    def between(self, text: str) -> None:
        """The words that follow a mark."""
        if len(self._between) < 8:  # more than a dash is no range
            self._between += text

    def add(self, ids: Sequence[str], printed: str, start: int, end: int, section: str) -> None:
        """A mark at these characters that points to the entries `ids`, and to those since the last one if a dash joins them."""
        places = [self._entries[name] for name in ids if name in self._entries]
        self.unresolved += len(ids) - len(places) if ids else 1
        number, ends = _NUMBER.fullmatch(printed), _RANGE.fullmatch(printed)
        first = start
        if len(places) == 1 and ends:
            places = [*_filled(places[0], int(ends[2]) - int(ends[1]), set(self._entries.values()))]
        elif len(places) == 1 and number and self._last and _DASH.fullmatch(self._joining(printed)):
            entry, before, begins = self._last
            if 1 < places[0] - entry == int(number[1]) - before <= _WIDEST:
                self._found += [(place, begins, end, section) for place in range(entry + 1, places[0])]
        self._found += [(place, first, end, section) for place in dict.fromkeys(places)]
        self._last = (places[0], int(number[1]), start) if len(places) == 1 and number else None
        self._between = ""

    def _joining(self, printed: str) -> str:
        """What stands between this mark and the last one; the words of the mark itself may have been written already."""
        return self._between.removesuffix(printed)

    def made(self, length: int) -> Iterator[CitationMark]:
        """The marks in a text of this length, in the order of the text."""
        for entry, start, end, section in sorted(self._found, key=lambda found: (found[1], found[2], found[0])):
            place = {"reference": entry, "start": min(start, length), "end": min(end, length), "section": section or None}
            yield CitationMark.model_validate(place)


def _filled(first: int, more: int, known: set[int]) -> Iterator[int]:
    for place in range(first, first + (more if 0 < more <= _WIDEST else 0) + 1):
        if place in known:
            yield place
