"""Files of many records, such as the exports of databases: cut into parts, each of which is a source of its own.

A reader of such a format is a module with `parts(document)`, which cuts a file of any size as it streams by, and
`record(part, source, taxonomy)`, which reads one of them. A record that cannot be read costs nothing but itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol, TypeGuard

from kg.errors import InputError, Problem
from kg.readers.document import Document, sha256
from kg.records import Bundle, Register, Source
from kg.taxonomy import Taxonomy

__all__ = ["Collection", "Part", "Reject", "is_collection", "read_part", "records", "source_of"]


class Part(NamedTuple):
    """One record as it stands in its file: `place` names it for people ("PMID 33369625", "record 17, line 203")."""

    place: str
    data: bytes


class Reject(NamedTuple):
    """A record that could not be read, and why."""

    part: Part
    problems: tuple[Problem, ...]


class Collection(Protocol):
    """What the reader of a format with many records offers. A changed `VERSION` makes unchanged files be read again."""

    NAME: str
    VERSION: int | str
    SUFFIXES: tuple[str, ...]

    def sniff(self, document: Document) -> bool:
        """Whether this document is in the reader's format, judged from its beginning (`document.head`)."""

    def parts(self, document: Document) -> Iterator[Part]:
        """The records one after the other, in constant memory (`document.stream()`), cut but not read.

        What stands after the last whole record of a file that is cut off comes as a part too, which `record` then refuses.
        Raises InputError where the file as a whole cannot be used.
        """

    def record(self, part: Part, source: Source, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
        """What one record says, with `source` as its source: one bundle, and a register where it tells of notices.

        Raises InputError with the places in the record (a field, a tag) where it cannot be used.
        """

    def read(self, document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
        """All records (see `records`); raises InputError with the first that cannot be read."""


def is_collection(reader: object) -> TypeGuard[Collection]:
    """Whether the reader's format has many records in a file."""
    return hasattr(reader, "parts")


def source_of(part: Part, name: str, form: str) -> Source:
    """The record as a source of its own: the same bytes in another file are the same source."""
    return Source(name=name, format=form, sha256=sha256(part.data), part=part.place)


def read_part(reader: Collection, part: Part, name: str, taxonomy: Taxonomy) -> list[Bundle | Register] | Reject:
    """What the record says, or why it cannot be read."""
    try:
        return list(reader.record(part, source_of(part, name, reader.NAME), taxonomy))
    except InputError as error:
        return Reject(part, error.problems)


def records(reader: Collection, document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register | Reject]:
    """What all records of the file say, in their order; those that cannot be read as rejects."""
    for part in reader.parts(document):
        found = read_part(reader, part, document.name, taxonomy)
        if isinstance(found, Reject):
            yield found
        else:
            yield from found


def read_all(reader: Collection, document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """What all records say, for a file that has to be whole; raises InputError with the first record that cannot be read."""
    for found in records(reader, document, taxonomy):
        if isinstance(found, Reject):
            place = found.part.place
            problems = [Problem(f"{place}, {p.where}" if p.where else place, p.message) for p in found.problems]
            raise InputError(document.name, problems)
        yield found
