"""The lines of a file as it streams by, the lines of one record gathered, and their text, whatever encoding they are in."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import InputError, Problem
from kg.readers.collection import Part
from kg.readers.document import Document

__all__ = ["LARGEST", "Gathered", "decoded", "lines"]

LARGEST = 16 * 2**20  # bytes of one record: a file that is none of this kind is not gathered into memory

_BLOCK = 2**18
_BOM = b"\xef\xbb\xbf"
_MANY = 5  # lines that are named one by one


def lines(document: Document) -> Iterator[tuple[int, bytes]]:
    """The lines, ended by LF, CR LF or CR, with their numbers from 1; byte order marks at their beginnings are gone.

    A line longer than `LARGEST` comes in pieces with one number. Raises InputError for a damaged gzip file.
    """
    number, rest = 1, b""
    with document.stream() as file:
        while block := file.read(_BLOCK):
            found = (rest + block).splitlines(keepends=True)
            rest = found.pop()  # perhaps a part of a line, or a CR whose LF is in the next block
            for line in found:
                yield number, line.removeprefix(_BOM)
                number += 1
            if len(rest) > LARGEST:
                yield number, rest
                rest = b""
    for line in rest.splitlines(keepends=True):
        yield number, line.removeprefix(_BOM)
        number += 1


class Gathered:
    """The lines of the record that is being read: no more than shows that it is too large to be one."""

    def __init__(self) -> None:
        self.line = 0  # where it begins
        self.count = 0  # records so far, this one included
        self._lines: list[bytes] = []
        self._size = 0

    def __bool__(self) -> bool:
        return bool(self._lines)

    def add(self, number: int, line: bytes) -> None:
        """One more line; the first is the beginning of the next record."""
        if not self._lines:
            self.line = number
            self.count += 1
        if self._size <= LARGEST:
            self._lines.append(line)
            self._size += len(line)

    def dropped(self) -> bytes:
        """What was gathered, where it turns out to be no record; it does not count as one."""
        data = b"".join(self._lines)
        self._lines, self._size = [], 0
        self.count -= 1
        return data

    def part(self, name: str = "") -> Part:
        """The record, named by its number, its first line and the name it has in its file; the next one may begin."""
        data = b"".join(self._lines).rstrip(b"\r\n")  # the same record is the same source, however many lines are blank behind it
        self._lines, self._size = [], 0
        return Part(f"record {self.count}{f' ({name})' if name else ''}, line {self.line}", data)


def decoded(part: Part, name: str, problems: list[Problem]) -> str:
    """The text of the record; each line that is not UTF-8 is read as Windows-1252, and that is told.

    Raises InputError for a record of more than `LARGEST` bytes.
    """
    if len(part.data) > LARGEST:
        said = f"the record has more than {LARGEST // 2**20} MB: perhaps its end is missing"
        raise InputError(name, [Problem("", said)])
    try:
        return part.data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    text, odd = [], 0
    for number, line in enumerate(part.data.splitlines(keepends=True), 1):
        try:
            text.append(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            odd += 1
            if odd <= _MANY:
                byte = f"byte {error.start + 1} (0x{line[error.start]:02x})"
                problems.append(Problem(f"its line {number}", f"{byte} is not UTF-8 text; the line is read as Windows-1252"))
            text.append(line.decode("cp1252", "replace"))
    if odd > _MANY:
        problems.append(Problem("", f"{odd - _MANY:,} further lines are not UTF-8 text and are read as Windows-1252"))
    return "".join(text)
