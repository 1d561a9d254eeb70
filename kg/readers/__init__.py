"""The source formats. A reader is a module with a name, a version, `sniff(document)` and `read(document)`.

`READERS` is the registry; built-ins enter by the same door as any other (`register`). Modules are
imported when a document has to be sniffed, so a command that reads nothing pays nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from kg.errors import InputError, Problem, UsageError, nearest
from kg.readers.document import Document
from kg.records import Bundle, Register
from kg.taxonomy import Taxonomy

__all__ = ["READERS", "Reader", "find", "register"]


class Reader(Protocol):
    """What a reader module offers. A changed `VERSION` makes unchanged sources be read again."""

    NAME: str
    VERSION: int | str
    SUFFIXES: tuple[str, ...]

    def sniff(self, document: Document) -> bool:
        """Whether this document is in the reader's format, judged from its content."""

    def read(self, document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
        """What the document says; raises InputError with every problem found."""


READERS: dict[str, str] = {}


def register(name: str, module: str) -> None:
    """Add a format: its name and the dotted path of its reader module. Sniffed in the order of registration."""
    READERS[name] = module


register("appraisal", "kg.readers.appraisal")
register("references", "kg.readers.references")
register("retractions", "kg.readers.retractions")
register("pubmed", "kg.readers.pubmed")
register("jats", "kg.readers.jats")
register("openalex", "kg.readers.openalex")
register("crossref", "kg.readers.crossref")
register("csl", "kg.readers.csl")
register("rdf", "kg.rdf_files")
register("painscience", "kg.readers.painscience")
register("endnote", "kg.readers.endnote")
register("medline", "kg.readers.medline")
register("ris", "kg.readers.ris")
register("refer", "kg.readers.refer")
register("web-of-science", "kg.readers.web_of_science")
register("bibtex", "kg.readers.bibtex")
register("bibliography-csv", "kg.readers.bibliography_csv")
register("table", "kg.readers.table")


def find(document: Document, name: str | None = None, layout: str | Path | None = None) -> Reader:
    """The reader for a document: the one asked for, else the first that knows the content.

    With a `layout` (a file, or the name of a shipped one) that of tables.

    Raises UsageError for an unknown name and InputError where no reader knows the document.
    """
    if layout is not None:
        if name not in (None, "table"):
            raise UsageError(
                f"A layout says how to read a table; the source format {name} has none.", hint="Leave out one of the two."
            )
        return cast("Reader", import_module(READERS["table"]).WithLayout.named(layout))
    if name is not None:
        if name not in READERS:
            raise UsageError(
                f"There is no source format {name!r}.", hint=nearest(name, READERS) or f"Known: {', '.join(READERS)}."
            )
        return cast("Reader", import_module(READERS[name]))
    for module in READERS.values():
        reader = cast("Reader", import_module(module))
        if reader.sniff(document):
            return reader
    known = ", ".join(READERS)
    raise InputError(
        document.name,
        [Problem("", f"this is none of the formats kg reads ({known})")],
        hint="Name the format with --format to see what that reader misses.",
    )
