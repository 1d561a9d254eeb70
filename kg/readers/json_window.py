"""A window that slides over a stream of JSON: the bytes not yet passed, and where a value in them ends."""

from __future__ import annotations

import re
from typing import BinaryIO

__all__ = ["LONGEST", "Window"]

LONGEST = 16 * 2**20  # bytes of one record; the longest that databases give out have three or four million

_BLOCK = 2**20
_KEPT = 1_000  # bytes that stay at hand before the place, to see how its line begins
# What lies before the next bracket outside of texts.
_BRACKET = re.compile(rb'[^"{}\[\]]*+(?:"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"[^"{}\[\]]*+)*+', re.DOTALL)
_SCALAR = re.compile(rb'(?:[^"{}\[\],\n]++|"(?:[^"\\\n]++|\\.)*+")*+', re.DOTALL)  # a number, a word or a text
_OPEN = b"{["


class Window:
    """`data` are the bytes at hand, `at` the place in them up to which all has been passed."""

    def __init__(self, file: BinaryIO | None, data: bytes = b"") -> None:
        self.data = data
        self.at = 0
        self._file = file
        self._passed = 0  # bytes before `data`
        self._counted = (0, 1)  # a place in the data and its line
        self._several = b"\n" in data.strip()

    @classmethod
    def of(cls, data: bytes) -> Window:
        """A window over these bytes alone."""
        return cls(None, data)

    def more(self) -> bool:
        """Whether further bytes came."""
        if self._file is None:
            return False
        block = self._file.read(max(_BLOCK, len(self.data) - self.at))
        self.data += block
        self._several = self._several or b"\n" in self.data.strip()
        return bool(block)

    def forget(self) -> None:
        """Let go what has been passed, once that is worth the copying."""
        gone = self.at - _KEPT
        if gone > _BLOCK:
            self._counted = (0, self._line(gone))
            self._passed += gone
            self.data = self.data[gone:]
            self.at = _KEPT

    def skip_all(self) -> None:
        """Pass everything to the end."""
        self.at = len(self.data)
        while self.more():
            self.at = len(self.data)
            self.forget()

    def starts(self, with_bytes: bytes) -> bool:
        """Whether these bytes come first."""
        while len(self.data) < len(with_bytes) and self.more():
            pass
        return self.data.startswith(with_bytes)

    def place(self, at: int) -> str:
        """A place in the data, for people: its line, or its byte in a file of one line."""
        if self._several:
            return f"line {self._line(at):,}"
        return f"byte {self._passed + at:,}"

    def indentation(self, at: int) -> bytes | None:
        """What stands before a place on its line, where that is nothing but space."""
        far = max(0, at - _KEPT)
        begin = self.data.rfind(b"\n", far, at) + 1 or far
        before = self.data[begin:at]
        return None if before.strip(b" \t") or (begin == far and far + self._passed) else before

    def _line(self, at: int) -> int:
        place, line = self._counted
        line += self.data.count(b"\n", place, at) if at >= place else -self.data.count(b"\n", at, place)
        self._counted = (at, line)
        return line

    def end_of_value(self, start: int) -> int | None:
        """Where the value that begins at `start` ends; None where it is not closed, closed wrongly, or longer than `LONGEST`.

        Places in the data stay what they are, however much is read for it.
        """
        awaited = bytearray()
        at = start
        pattern = _BRACKET if self.data[start : start + 1] in (b"{", b"[") else _SCALAR
        while True:
            found = pattern.match(self.data, at)
            at = found.end() if found else at
            if at == len(self.data) or (self.data[at] == ord('"') and self.data.find(b"\n", at) < 0):
                if len(self.data) - start > LONGEST or not self.more():
                    return at if pattern is _SCALAR and at > start and at == len(self.data) else None
                continue
            byte = self.data[at]
            if pattern is _SCALAR:
                return None if byte == ord('"') else at
            if byte in _OPEN:
                awaited.append(byte + 2)  # in ASCII a bracket is closed by the one two places on
            elif not awaited or awaited.pop() != byte:
                return None
            at += 1
            if not awaited:
                return at
