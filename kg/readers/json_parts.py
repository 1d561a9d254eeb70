"""JSON with many records, cut into them as it streams by: a list, JSON lines, the pages of an API one after the other.

Only brackets and strings are looked at: a record whose inside is damaged is cut like any other and refused when it is read.
Where brackets or quotation marks themselves are damaged, the next record is found by how the others begin, where that is plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.errors import InputError, Problem
from kg.readers.collection import Part
from kg.readers.document import Document
from kg.readers.json_window import LONGEST, Window

__all__ = ["Opening", "opening", "parts"]

# The first keys of an answer of an API, or of a file, that holds the records in a list; and those that lead to the list.
_AROUND = frozenset(
    b"status message message-type message-version items results meta group_by facets total-results items-per-page query".split()
)
_LISTS = frozenset((b"items", b"results"))
_INNER = b"message"

_SPACE = re.compile(rb"[ \t\r\n]*+")
_KEY = re.compile(rb'[ \t\r\n]*+"((?:[^"\\]|\\.)*+)"[ \t\r\n]*+:[ \t\r\n]*+', re.DOTALL)
_FIRST_KEY = re.compile(rb'[\[{][ \t\r\n]*+"(?:[^"\\]|\\.)*+"[ \t\r\n]*+:', re.DOTALL)
_DEEPEST = 3  # lists of records within lists of records: the pages of an API in a list
_SHOWN = 200  # bytes of a value that are kept for telling a format


class Opening(NamedTuple):
    """How a file begins: whether the records are in a list, and the first one's keys with how their values begin."""

    listed: bool
    keys: dict[str, bytes]


def opening(document: Document) -> Opening | None:
    """What `document.head` shows of the first record; None where that is no JSON object, or a list of none."""
    head = document.head.removeprefix(b"\xef\xbb\xbf")
    start = _after_space(head, 0)
    listed = False
    if head[start : start + 1] == b"[":
        listed, start = True, _after_space(head, start + 1)
    for _ in range(_DEEPEST + 1):
        around = _around(head, start)
        if not around:
            break
        for key, value in _members(head, start):
            if key in _LISTS and head[value : value + 1] == b"[":
                listed, start = True, _after_space(head, value + 1)
                break
            if key == _INNER and head[value : value + 1] == b"{":
                start = value
                break
        else:
            return None
    if around is not False:
        return None
    return Opening(listed, {key.decode("utf-8", "replace"): head[at : at + _SHOWN] for key, at in _members(head, start)})


def parts(document: Document) -> Iterator[Part]:
    """The records as they stand, named by number and line (by number and byte where the file is one line).

    What is not closed, or cannot be told from what surrounds it, is a part too. Raises InputError where there is no record.
    """
    with document.stream() as file:
        count = 0
        for count, part in enumerate(_Cutter(Window(file)).values(), 1):
            place, data = part
            yield Part(f"record {count}, {place}", data)
    if not count:
        raise InputError(document.name, [Problem("", "there is no record in it: its list is empty")])


class _Cutter:
    """Cuts what a window slides over; `last` is the record cut before, from which one sees how records begin."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.last = b""
        self.lead: bytes | None = None  # what stood before it on its line, where that was nothing but space
        self.depth = 0  # how many objects around lists have been entered
        self.lost = False  # whether the end of the file has been told as damaged or missing

    def values(self) -> Iterator[tuple[str, bytes]]:
        """The records of the values that stand one after the other: a single one, or many."""
        if self.window.starts(b"\xef\xbb\xbf"):
            self.window.at += 3
        while self._next() is not None:
            yield from self._value(within=b"")

    def _next(self) -> int | None:
        """The byte that comes next, spaces aside; None at the end."""
        window = self.window
        while True:
            window.at = _after_space(window.data, window.at)
            if window.at < len(window.data):
                return window.data[window.at]
            if not window.more():
                return None

    def _value(self, within: bytes) -> Iterator[tuple[str, bytes]]:
        """The records that begin here: those of a list (one within a list is a part), of what is around a list, or one."""
        window = self.window
        window.forget()
        byte = window.data[window.at]
        if byte == ord("[") and not within:
            window.at += 1
            yield from self._elements()
        elif byte == ord("{") and self.depth < _DEEPEST and self._is_around():
            self.depth += 1
            yield from self._around()
            self.depth -= 1
        else:
            yield self._one()

    def _elements(self) -> Iterator[tuple[str, bytes]]:
        """The records of a list, whose bracket has been opened, to the one that closes it."""
        window = self.window
        while (byte := self._next()) is not None:
            if byte == ord("]"):
                window.at += 1
                return
            if byte == ord(","):
                window.at += 1
            else:
                yield from self._value(within=b"[")
        if not self.lost:
            self.lost = True
            yield window.place(window.at), b""  # the list is cut off between two records

    def _is_around(self) -> bool:
        window = self.window
        while (found := _around(window.data, window.at)) is None and window.more():
            pass
        return bool(found)

    def _around(self) -> Iterator[tuple[str, bytes]]:
        """The records of the lists inside the object that begins here; what else stands in it is passed over."""
        window = self.window
        start = window.at
        window.at += 1
        while (byte := self._next()) is not None:
            if byte == ord("}"):
                window.at += 1
                return
            if byte == ord(","):
                window.at += 1
                continue
            key = self._key()
            if key is None or (byte := self._next()) is None:
                break
            if key in _LISTS and byte == ord("["):
                window.at += 1
                yield from self._elements()
            elif key == _INNER and byte == ord("{"):
                yield from self._value(within=b"{")
            else:
                end = window.end_of_value(window.at)
                if end is None:
                    break
                window.at = end
            start = window.at
        if not self.lost:
            yield self._damaged(start)

    def _key(self) -> bytes | None:
        """The key that stands here, passed over; None where there is none."""
        window = self.window
        while (found := _KEY.match(window.data, window.at)) is None or found.end() == len(window.data):
            if not window.more() or len(window.data) - window.at > LONGEST:
                return None
        window.at = found.end()
        return found[1]

    def _one(self) -> tuple[str, bytes]:
        """The value that begins here."""
        window = self.window
        start = window.at
        end = window.end_of_value(start)
        if end is None or end == start:
            return self._damaged(start)
        self.last, self.lead = window.data[start:end], window.indentation(start)
        window.at = end
        return window.place(start), self.last

    def _damaged(self, start: int) -> tuple[str, bytes]:
        """What stands from here to where the next record surely begins, or to the end."""
        window = self.window
        window.at = start
        begins = self._beginning(start)
        while True:
            found = begins.search(window.data, start + 1) if begins else None
            if found or len(window.data) - start > LONGEST or not window.more():
                break
        if found:
            window.at = found.end()
            return window.place(start), window.data[start : found.start()].rstrip(b", \t\r\n")
        data = window.data[start : start + LONGEST]
        place = window.place(start)
        window.skip_all()
        self.lost = True
        return place, data

    def _beginning(self, start: int) -> re.Pattern[bytes] | None:
        """How a record begins where no other thing does: on a line of its own, else with the same key after another one's end."""
        data = self.window.data
        model = self.last or data[start:]
        key = _FIRST_KEY.match(model)
        lead = self.window.indentation(start)
        lead = self.lead if lead is None else lead
        kinds = []
        if lead is not None:
            line = rb"\n" + re.escape(lead) + rb"(?=%s)"
            kinds += [line % rb"\{"] if self.last and b"\n" not in self.last else []
            kinds += [line % re.escape(key[0])] if key else []
        elif key and self.last:
            kinds.append(rb"(?<=\})[ \t\r\n]*+,[ \t\r\n]*+(?=%s)" % re.escape(key[0]))
        return next((re.compile(kind) for kind in kinds if not re.search(kind, self.last)), None)


def _after_space(data: bytes, start: int) -> int:
    found = _SPACE.match(data, start)
    return found.end() if found else start


def _around(data: bytes, start: int) -> bool | None:
    """Whether the object that begins there is one around a list, by its first key; None where that cannot be seen."""
    if data[start : start + 1] != b"{":
        return False if data[start : start + 1] else None
    key = _KEY.match(data, start + 1)
    if key:
        return key[1] in _AROUND
    return None if len(data) - start < _SHOWN else False


def _members(data: bytes, start: int) -> Iterator[tuple[bytes, int]]:
    """The keys of the object that begins there and where their values begin, as far as the data go."""
    window = Window.of(data)
    at = start + 1
    while key := _KEY.match(data, at):
        yield key[1], key.end()
        end = window.end_of_value(key.end())
        if end is None:
            return
        at = _after_space(data, end)
        if data[at : at + 1] != b",":
            return
        at += 1
