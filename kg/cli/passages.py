"""JSON lines with `id` and `text`, read as they come: from a file, a pipe or standard input, also packed with gzip."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from kg.errors import InputError, Problem

__all__ = ["LONGEST", "Passage", "passages"]

LONGEST = 64 * 2**20  # bytes of a line; a whole book has a few, so a longer one is no text of a paper

_NEEDED = 'a JSON object with "id" and "text" is needed here'
_MARK = b"\xef\xbb\xbf"
_HALF = re.compile("[\ud800-\udfff]")


class Passage(NamedTuple):
    """A text and the id it came with: any JSON value, given back as it is."""

    id: object
    text: str


def passages(place: str) -> Iterator[Passage]:
    """The passages of JSON lines, each as soon as its line is there; blank lines are skipped.

    Raises InputError where the file cannot be opened, is empty, or has a line that is no passage.
    """
    name = "standard input" if place == "-" else Path(place).name or place
    seen = False
    try:
        with _opened(place) as file:
            for number, line in enumerate(_lines(file, name), 1):
                bare = line.removeprefix(_MARK).strip() if number == 1 else line.strip()
                if bare:
                    seen = True
                    yield _passage(bare, name, number)
    except OSError as error:  # only what reading raises: an error of the caller does not pass through a generator
        raise InputError(place, [Problem("", error.strerror or str(error))]) from None
    if not seen:
        raise InputError(name, [Problem("", "the file is empty")])


def _opened(place: str) -> IO[bytes]:
    """The bytes of the place, opened anew also for standard input: a thread may still read them when the command ends."""
    if place == "-":
        return open(sys.stdin.fileno(), "rb", closefd=False)
    path = Path(place)
    if path.is_dir():
        raise InputError(place, [Problem("", "this is not a file")])
    if not path.exists():
        raise InputError(place, [Problem("", "there is no such file")])
    return path.open("rb")


def _lines(file: IO[bytes], name: str) -> Iterator[bytes]:
    """The lines of the file, or of what is packed in it."""
    import zlib
    from gzip import GzipFile

    if file.peek(1)[:1] != b"\x1f":  # type: ignore[attr-defined]  # how gzip begins, and no JSON
        yield from _whole_lines(file, name)
        return
    with GzipFile(fileobj=file) as packed:
        try:
            yield from _whole_lines(packed, name)  # type: ignore[arg-type]
        except (EOFError, OSError, zlib.error) as error:
            problem = Problem("", f"the gzip file is cut off or damaged ({error})")
            raise InputError(name, [problem], hint="Fetch or copy the file again.") from None


def _whole_lines(file: IO[bytes], name: str) -> Iterator[bytes]:
    number = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            raise InputError(name, [Problem(f"line {number}", f"the line has more than {LONGEST // 2**20} MB")])
        yield line


def _passage(line: bytes, name: str, number: int) -> Passage:
    try:
        record = _JSON.decode(line.decode("utf-8"))
        given, text = record["id"], record["text"]
        if not isinstance(text, str):
            raise TypeError
    except UnicodeDecodeError as error:
        what = "UTF-16" if line[:2] in (b"\xff\xfe", b"\xfe\xff") else f"byte 0x{line[error.start]:02x}"
        problem = Problem(f"line {number}", f"{what} is not UTF-8 text")
        raise InputError(name, [problem], hint="Save the file as UTF-8 and try again.") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(name, [Problem(f"line {number}", _NEEDED)]) from None
    # Half of a surrogate pair is no character. What takes its place is as long, so offsets hold.
    return Passage(given, text if text.isascii() else _HALF.sub("\ufffd", text))


def _finite(printed: str) -> float:
    """A number that can be printed again: JSON knows no infinity."""
    number = float(printed)
    if not math.isfinite(number):
        raise ValueError(printed)
    return number


_JSON = json.JSONDecoder(parse_float=_finite, parse_constant=_finite, strict=False)  # not strict: a raw tab or NUL does no harm
