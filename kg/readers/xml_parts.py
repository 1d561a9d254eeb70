"""A large XML file cut into the elements of some kinds as it streams by, without being parsed.

Comments, CDATA and instructions are seen for what they are. What is none of these elements comes as a piece of its own, and so
does what is left of an element whose end is missing: nothing is lost unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import BinaryIO, NamedTuple

__all__ = ["LARGEST", "Cutter", "Piece"]

LARGEST = 16 * 2**20  # bytes of one element; the largest of PubMed have about a million

_BLOCK = 2**20
_LOOK = 64  # bytes in which the name of a tag is seen whole
_ASIDE = re.compile(rb"\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE\s(?:[^\[\]<>]|\[[^\]]*\])*>", re.DOTALL)
_HIDING = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)


class Piece(NamedTuple):
    """Bytes of the file that begin in `line`: an element with the name `tag`, or "" for what is none."""

    tag: str
    line: int
    data: bytes


class Cutter:
    """Cuts the elements `tags`, which never hold each other, out of the stream of a file whose root element is `root`."""

    def __init__(self, file: BinaryIO, tags: Collection[str], root: str) -> None:
        names = "|".join(tags).encode("ascii")
        self._file = file
        self._data = b""
        self._at = 0  # up to here all is passed
        self._line = 1
        self._roots = 0  # opened and not closed
        self._begin = re.compile(rb"<(" + names + rb")(?=[\s/>])")
        self._root = re.compile(rb"<(/?)" + root.encode("ascii") + rb"(?:\s[^<>]*)?>")
        self._resume = re.compile(rb"<(?:" + names + rb")(?=[\s/>])|</?" + root.encode("ascii") + rb"(?=[\s>])")
        self._turn = {  # what may come next in an element: its end, the beginning of another, or what can hide both
            tag: re.compile(rb"</" + tag.encode("ascii") + rb"\s*>|<!--|<!\[CDATA\[|<\?|<(?:" + names + rb")(?=[\s/>])")
            for tag in tags
        }

    def pieces(self) -> Iterator[Piece]:
        """The elements in their order, and what is none; at last an empty piece where the root is never closed."""
        while True:
            self._pass_aside()
            if self._at >= len(self._data):
                break
            found = self._begin.match(self._data, self._at)
            tag = found[1].decode("ascii") if found else ""
            end = self._end(tag, found.end()) if found else self._resumed()
            line, data = self._line, self._data[self._at : end]
            self._pass(end)
            yield Piece(tag, line, data)
        if self._roots > 0:
            yield Piece("", self._line, b"")

    def _pass(self, end: int) -> None:
        self._line += self._data.count(b"\n", self._at, end)
        self._at = end

    def _more(self) -> bool:
        """One more block behind the data, without those that are passed; False at the end of the file."""
        block = self._file.read(_BLOCK)
        if block:
            self._data = self._data[self._at :] + block
            self._at = 0
        return bool(block)

    def _too_long(self) -> bool:
        return len(self._data) - self._at > LARGEST

    def _pass_aside(self) -> None:
        """Pass what stands between elements in good order: space, comments, instructions, the beginning and end of the root."""
        while True:
            if len(self._data) - self._at < _LOOK:
                self._more()
            root = self._root.match(self._data, self._at)
            found = root or _ASIDE.match(self._data, self._at)
            if root:
                self._roots += -1 if root[1] else 1
            if found:
                self._pass(found.end())
            elif self._begin.match(self._data, self._at) or not self._unended() or self._too_long() or not self._more():
                return

    def _unended(self) -> bool:
        """Whether the tag, comment or instruction that begins here has no end in the data at hand."""
        rest = self._data[self._at : self._at + 4]
        if rest.startswith((b"<!", b"<?")):
            return _HIDING.match(self._data, self._at) is None
        return not rest or (rest.startswith(b"<") and self._data.find(b">", self._at) < 0)

    def _resumed(self) -> int:
        """Where, after what is no element, one begins or the root does or ends; else the end of the file, or of what is kept."""
        hidden = self._data.startswith((b"<!--", b"<?"), self._at)  # by something without an end
        length = 1
        while True:
            found = None if hidden else self._resume.search(self._data, self._at + length)
            if found:
                return found.start()
            length = max(1, len(self._data) - self._at - _LOOK)
            if self._too_long():
                return self._at + length
            if not self._more():
                return len(self._data)

    def _end(self, tag: str, opened: int) -> int:
        """Where the element ends whose opening tag was seen up to `opened`, or another one begins."""
        length = opened - self._at
        while True:
            end = self._seen_end(tag, self._at + length)
            if end is not None:
                return end
            if self._too_long() or not self._more():
                break
        closed = self._data.find(b"</" + tag.encode("ascii") + b">", self._at)  # what hides it has no end: it hides nothing
        if closed >= 0:
            return closed + len(tag) + 3
        found = self._begin.search(self._data, self._at + length)
        return found.start() if found else len(self._data)

    def _seen_end(self, tag: str, at: int) -> int | None:
        """The end as far as the data at hand show it."""
        data = self._data
        if data.startswith(b"/>", at):
            return at + 2
        while found := self._turn[tag].search(data, at):
            if not found[0].startswith((b"<!", b"<?")):
                return found.end() if found[0].startswith(b"</") else found.start()
            hidden = _HIDING.match(data, found.start())
            if hidden is None:
                return None
            at = hidden.end()
        return None
