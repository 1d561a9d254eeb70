"""A source file as it was read: its bytes (those inside it for gzip), its hash, its text; refused when no reader could use it."""

from __future__ import annotations

import hashlib
import io
import os
import re
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kg.errors import InputError, Problem

__all__ = ["LIMIT", "Document", "open_document", "sha256"]

LIMIT = 512 * 2**20  # bytes, unpacked; the largest exports and lists have 60 to 400 MB, so more is a mistake or an attack

_SPLIT = "Split it, or give the reader the part that matters."
_SUSPICIOUS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sha256(data: bytes) -> str:
    """The SHA-256 of the bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Document:
    """A file's name (for messages, never a path), its location (absolute; empty for standard input) and its bytes.

    Of a gzip file the bytes inside it; `packed` is then the hash of the file itself.
    """

    name: str
    location: str
    data: bytes
    packed: str = ""

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the file as it lies there."""
        return self.packed or sha256(self.data)

    @cached_property
    def text(self) -> str:
        """The file as UTF-8 text, without a byte order mark, line ends as they stand.

        Raises InputError naming line and byte where it is not UTF-8.
        """
        data = self.data.removeprefix(b"\xef\xbb\xbf")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            bad = data[error.start]
            problem = Problem(f"line {line}", f"byte 0x{bad:02x} at offset {error.start} is not UTF-8 text")
            raise InputError(self.name, [problem], hint="Save the file as UTF-8 and try again.") from None


def open_document(place: str | Path) -> Document:
    """Read a file (or standard input for `-`); raises InputError when it is missing, empty, binary or over `LIMIT`."""
    if str(place) == "-":
        return _checked("standard input", "", sys.stdin.buffer.read(LIMIT + 1))
    path = Path(place)
    name = _shown(path.name or str(path))
    try:
        if not path.is_file():
            raise InputError(str(place), [Problem("", "there is no such file" if not path.exists() else "this is not a file")])
        size = path.stat().st_size
        if size > LIMIT:
            raise InputError(str(place), [_too_large(size)], hint=_SPLIT)
        data = path.read_bytes()
    except OSError as error:
        raise InputError(str(place), [Problem("", error.strerror or str(error))]) from None
    return _checked(name, _shown(str(path.resolve())), data)


def _shown(name: str) -> str:
    """The name as text; bytes that are no UTF-8 are written out, as in `caf\\xe9.txt`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _checked(name: str, location: str, data: bytes) -> Document:
    packed = ""
    if data.startswith(b"\x1f\x8b") and len(data) <= LIMIT:
        packed, data = sha256(data), _unpacked(name, data)
    if len(data) > LIMIT:
        raise InputError(name, [_too_large(None if packed else len(data))], hint=_SPLIT)
    if not data.strip():
        raise InputError(name, [Problem("", "the file is empty")])
    odd = _SUSPICIOUS.search(data)
    if odd:
        what = "UTF-16 text" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "a binary file"
        place = Problem(f"byte {odd.start()}", f"this looks like {what} (byte 0x{odd.group()[0]:02x}), not UTF-8 text")
        raise InputError(name, [place], hint="Save it as UTF-8 text and try again.")
    return Document(name, location, data, packed)


def _unpacked(name: str, data: bytes) -> bytes:
    """What the gzip file holds, up to a byte more than may be read."""
    import gzip
    import zlib

    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            return file.read(LIMIT + 1)
    except (EOFError, OSError, zlib.error) as error:
        problem = Problem("", f"the gzip file is cut off or damaged ({error})")
        raise InputError(name, [problem], hint="Fetch or copy the file again.") from None


def _too_large(size: int | None) -> Problem:
    most = f"more than the {LIMIT // 2**20} MB that are read in one piece"
    return Problem("", f"the file has {size / 2**20:.0f} MB, {most}" if size else f"unpacked, the file has {most}")
