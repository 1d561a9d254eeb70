"""A source file as it is read: its bytes (those inside it for gzip), its hash, its text; refused when no reader could use it.

A file of any size can be looked at (`head`), hashed and streamed; only what is read in one piece is bounded and held.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError, Problem

__all__ = ["HEAD", "LIMIT", "Document", "open_document", "sha256"]

LIMIT = 512 * 2**20  # bytes, unpacked, that are read in one piece; files of many records stream, however large they are
HEAD = 64 * 1024  # bytes from which the format of a file can be told

_EAGER = 8 * 2**20  # a file up to this size is read and checked at once
_BLOCK = 2**20
_SPLIT = "Split it, or give the reader the part that matters."
_SUSPICIOUS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_GZIP = b"\x1f\x8b"


def sha256(data: bytes) -> str:
    """The SHA-256 of the bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


class Document:
    """A file's name (for messages, never a path), its location (absolute; empty for standard input) and its bytes.

    `size` are the bytes of the file as it lies there, `packed` says whether that is gzip; all else is of what is inside.
    """

    def __init__(self, name: str, location: str, data: bytes, path: Path | None = None) -> None:
        """A document with these bytes, or with those of the file `path`, which is then opened when they are asked for."""
        self.name = name
        self.location = location
        self._path = path
        self._raw = data
        self._read: io.BytesIO | io.BufferedReader | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Document):
            return NotImplemented
        return (self.name, self.location, self.sha256) == (other.name, other.location, other.sha256)

    def __hash__(self) -> int:
        return hash((self.name, self.location))

    @property
    def size(self) -> int:
        """The bytes of the file as it lies there."""
        return len(self._raw) if self._path is None else self._path.stat().st_size

    @property
    def position(self) -> int:
        """How many bytes of the file as it lies there the stream that was opened last has read."""
        return 0 if self._read is None else self.size if self._read.closed else self._read.tell()

    @cached_property
    def packed(self) -> bool:
        """Whether the file is gzip."""
        with self._lying() as file:
            return file.read(2) == _GZIP

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the file as it lies there."""
        with self._lying() as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @cached_property
    def head(self) -> bytes:
        """The first `HEAD` bytes; nothing where the file is damaged there, which `stream` and `data` tell."""
        if "data" in self.__dict__:
            return self.data[:HEAD]
        try:
            with self.stream() as file:
                return file.read(HEAD)
        except InputError:
            return b""

    @cached_property
    def data(self) -> bytes:
        """All bytes; raises InputError for more than `LIMIT`, for a damaged gzip file, and for a file that is no text."""
        if self._path is not None and self.size > LIMIT:
            raise InputError(self.name, [_too_large(self.size)], hint=_SPLIT)
        with self.stream() as file:
            data = file.read(LIMIT + 1)
        if len(data) > LIMIT:
            raise InputError(self.name, [_too_large(None if self.packed else len(data))], hint=_SPLIT)
        if self._path is not None:
            _check(self.name, data)
        return data

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

    @contextmanager
    def stream(self) -> Iterator[BinaryIO]:
        """The bytes from the beginning, as a file to read; within it, damage raises InputError."""
        import gzip
        import zlib

        try:
            packed = self.packed
            with self._lying() as file:
                self._read = file
                if packed:
                    with gzip.GzipFile(fileobj=file) as inside:
                        yield io.BufferedReader(inside, _BLOCK)
                else:
                    yield file
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            problem = Problem("", f"the gzip file is cut off or damaged ({error})")
            raise InputError(self.name, [problem], hint="Fetch or copy the file again.") from None
        except OSError as error:
            raise InputError(self.name, [Problem("", error.strerror or str(error))]) from None

    def _lying(self) -> io.BytesIO | io.BufferedReader:
        """The file as it lies there."""
        return io.BytesIO(self._raw) if self._path is None else self._path.open("rb")


def open_document(place: str | Path) -> Document:
    """A file, or standard input for `-`, as far as it can be told without reading all of a large one.

    Raises InputError when it is missing, empty, or binary at its beginning; a small file is checked whole.
    """
    if str(place) == "-":
        data = sys.stdin.buffer.read(LIMIT + 1)
        if len(data) > LIMIT:
            raise InputError("standard input", [_too_large(len(data))], hint=_SPLIT)
        document = Document("standard input", "", data)
    else:
        path = Path(place)
        try:
            if not path.is_file():
                raise InputError(
                    str(place), [Problem("", "there is no such file" if not path.exists() else "this is not a file")]
                )
            small = path.stat().st_size <= _EAGER
            name, location = _shown(path.name or str(path)), _shown(str(path.resolve()))
            document = Document(name, location, path.read_bytes() if small else b"", None if small else path)
            _ = document.packed
        except OSError as error:
            raise InputError(str(place), [Problem("", error.strerror or str(error))]) from None
        if not small:
            with document.stream() as file:
                _check(document.name, file.read(HEAD))
            return document
    _check(document.name, document.data)
    return document


def _shown(name: str) -> str:
    """The name as text; bytes that are no UTF-8 are written out, as in `caf\\xe9.txt`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _check(name: str, data: bytes) -> None:
    if not data.strip():
        raise InputError(name, [Problem("", "the file is empty")])
    odd = _SUSPICIOUS.search(data)
    if odd:
        what = "UTF-16 text" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "a binary file"
        place = Problem(f"byte {odd.start()}", f"this looks like {what} (byte 0x{odd.group()[0]:02x}), not UTF-8 text")
        raise InputError(name, [place], hint="Save it as UTF-8 text and try again.")


def _too_large(size: int | None) -> Problem:
    most = f"more than the {LIMIT // 2**20} MB that are read in one piece"
    return Problem("", f"the file has {size / 2**20:.0f} MB, {most}" if size else f"unpacked, the file has {most}")
