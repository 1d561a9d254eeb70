"""Bibliographies as CSV, as PubMed, Scopus, Web of Science, Embase, Zotero, Rayyan, Covidence and ASReview export them.

The header row says what the columns are, in any case, with blanks, points or underscores between words; other columns are not
read. Columns are parted by a comma, a semicolon, a tab or a bar.

| field of the record | columns, the first that says it counts                                                              |
|---------------------|-----------------------------------------------------------------------------------------------------|
| title               | Title, Article Title, Primary Title, Document Title, TI, T1                                         |
| authors             | Authors, Author, Author Names, Author(s), First Authors, AU, A1; parted by ; or "and", or by commas |
|                     | where each is a name with initials                                                                  |
| year                | Year, Publication Year, Published Year, PY, Date, Publication Date, Date Published                  |
| journal             | Journal, Source Title, Publication Title, Journal/Book, Journal Title, SO, JF, T2                   |
| DOI, PubMed, PMC    | DOI; PMID, PubMed ID, Medline PMID; PMCID, PMC ID; else "PMID: ..." in Extra or Notes               |
| address             | URL, Link                                                                                           |
| abstract            | Abstract, Abstract Note, AB, N2                                                                     |
| type, design        | Type, Item Type, Document Type, Publication Type, Type of Reference; see `kg.readers.work_types`    |
| references          | References of Scopus, where author, title and year can be told apart                                |
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg.errors import InputError, Problem
from kg.readers import authors, scopus, work_types
from kg.readers.collection import Part, read_all
from kg.readers.document import Document
from kg.readers.entry import Entry
from kg.readers.layouts import shipped
from kg.readers.lines import LARGEST, Gathered, decoded, lines
from kg.readers.table_rows import SEPARATORS, Sheet
from kg.records import Bundle, Register, Source
from kg.taxonomy import Taxonomy

__all__ = ["COLUMNS", "NAME", "SUFFIXES", "VERSION", "parts", "read", "record", "sniff"]

NAME = "bibliography-csv"
VERSION = 1
SUFFIXES = (".csv", ".tsv")

COLUMNS: dict[str, tuple[str, ...]] = {
    "title": ("title", "article title", "primary title", "document title", "ti", "t1"),
    "authors": ("authors", "author", "author names", "author s", "first authors", "au", "a1"),
    "year": ("year", "publication year", "published year", "py", "pubyear", "date", "publication date", "date published"),
    "journal": (
        "journal", "source title", "publication title", "journal book", "journal title", "publication name", "so", "jf", "t2",
        "secondary title", "alternate title3",
    ),
    "doi": ("doi", "do", "di"),
    "pmid": ("pmid", "pubmed id", "medline pmid", "pubmedid", "pm"),
    "pmcid": ("pmcid", "pmc id", "pmc"),
    "url": ("url", "link", "urls", "ur"),
    "abstract": ("abstract", "abstract note", "ab", "n2"),
    "type": ("type", "item type", "document type", "publication type", "type of reference", "reference type", "dt", "ty"),
    "note": ("extra", "notes", "note"),
    "references": ("references", "cited references"),
}  # fmt: skip

_FIELD = {name: field for field, names in COLUMNS.items() for name in names}
_RANK = {name: rank for names in COLUMNS.values() for rank, name in enumerate(names)}
_JUDGED = re.compile(r"d[0-9]{1,2}[a-z]?|overall|(?:risk of )?bias\b.*|rob\b.*|judge?ment.*")
_BETWEEN = re.compile(r"[\s_./()\\-]+")
_LINES = 2_000  # of one row: where a quotation mark is not closed, looking for its end stops there


def sniff(document: Document) -> bool:
    """Whether the header row has a column of titles and one by which works are known, and no column of judgements."""
    head = document.head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if head[:1] in (b"<", b"{", b"[", b"@"):
        return False
    first = (head.splitlines() or [b""])[0].decode("utf-8", "replace")
    _, header = _header(first)
    found = {_FIELD.get(name) for name in header}
    if "title" not in found or not (found & {"doi", "pmid", "abstract"} or found >= {"authors", "year"}):
        return False
    if any(_JUDGED.fullmatch(name) for name in header):
        return False
    as_table = Sheet(document.name, tuple(header), ())
    return not any(as_table.has(known.layout.columns) for known in shipped())


@lru_cache(maxsize=16)  # every row comes with its header
def _header(line: str) -> tuple[str, list[str]]:
    """The separator with which most columns are known, and the columns as they are compared."""
    best = (",", [""])
    for separator in SEPARATORS:
        try:
            cells = next(csv.reader([line], delimiter=separator), [])
        except csv.Error:
            continue
        names = [_BETWEEN.sub(" ", cell.strip("\ufeff \t\r\n\"'")).strip().lower() for cell in cells]
        if sum(name in _FIELD for name in names) > sum(name in _FIELD for name in best[1]):
            best = (separator, names)
    return best


def parts(document: Document) -> Iterator[Part]:
    """The rows, each behind the header; empty ones are passed over.

    A row whose quotation marks are not in pairs, or that takes lines in which another row begins, is a part by itself.
    Raises InputError where the first row is no header of a bibliography.
    """
    waiting: deque[tuple[int, bytes]] = deque()
    source = lines(document)
    header, separator, columns = b"", ",", 0
    held = Gathered()
    while (line := _next(waiting, source)) is not None:
        if not line[1].strip(b'",;| \t\r\n'):
            continue
        if not header:
            header = line[1].strip(b"\r\n")
            separator, names = _header(header.decode("utf-8", "replace"))
            columns = len(names)
            if "title" not in {_FIELD.get(name) for name in names}:
                raise InputError(
                    document.name, [Problem(f"line {line[0]}", "no column is called Title: this is no bibliography")]
                )
            continue
        for number, text in _row(line, waiting, source, separator, columns):
            held.add(number, text)
        part = held.part()
        yield part._replace(data=header + b"\n" + part.data)


def _next(waiting: deque[tuple[int, bytes]], source: Iterator[tuple[int, bytes]]) -> tuple[int, bytes] | None:
    return waiting.popleft() if waiting else next(source, None)


def _row(
    first: tuple[int, bytes], waiting: deque[tuple[int, bytes]], source: Iterator[tuple[int, bytes]], separator: str, columns: int
) -> list[tuple[int, bytes]]:
    """The lines of one row. Where more than the first would not make one of as many cells as the header, the first alone."""
    taken = [first]
    if b'"' not in first[1]:
        return taken

    def feed() -> Iterator[str]:
        yield first[1].decode("latin-1")
        size = 0
        while len(taken) < _LINES and size < LARGEST and (line := _next(waiting, source)) is not None:
            taken.append(line)
            size += len(line[1])
            yield line[1].decode("latin-1")

    try:
        cells = next(csv.reader(feed(), delimiter=separator, strict=True), [])
    except csv.Error:
        cells = []
    if len(taken) > 1 and len(cells) != columns:
        waiting.extendleft(reversed(taken[1:]))
        return taken[:1]
    return taken


def record(part: Part, source: Source, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """What one row says; raises InputError where its cells cannot be told apart or it names no work."""
    entry = Entry()
    text = decoded(part, source.name, entry.problems)
    separator, names = _header(text.partition("\n")[0])
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise InputError(source.name, [*entry.problems, Problem("", f"the row cannot be parted into cells: {error}")]) from None
    cells = [cell for row in rows[1:] for cell in row]
    if len(rows) != 2 or len(cells) < len(names) or any(cell.strip() for cell in cells[len(names) :]):
        said = f"there are {len(cells)} cells under {len(names)} columns: which is which cannot be told"
        raise InputError(source.name, [*entry.problems, Problem("", said)])
    _describe(entry, names, rows[0], cells)
    yield from entry.read(source)


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """All rows; raises InputError with the first that cannot be read."""
    return read_all(sys.modules[__name__], document, taxonomy)


def _describe(entry: Entry, names: Sequence[str], printed: Sequence[str], cells: Sequence[str]) -> None:
    known = [(name, shown.strip("\ufeff "), cell.strip()) for name, shown, cell in zip(names, printed, cells, strict=False)]
    said: dict[str, list[tuple[str, str]]] = {field: [] for field in COLUMNS}
    for name, shown, cell in sorted((k for k in known if k[0] in _FIELD and k[2]), key=lambda k: _RANK[k[0]]):
        said[_FIELD[name]].append((shown, cell))
    for field, put in (
        ("doi", entry.doi), ("pmid", entry.pmid), ("pmcid", entry.pmcid), ("url", entry.url), ("year", entry.year),
        ("note", entry.note),
    ):  # fmt: skip
        for shown, cell in said[field]:
            put(shown, cell)
    for field in ("title", "journal"):
        kind = work_types.kind(work_types.words(cell for _, cell in said["type"]))
        for shown, cell in said[field] if field == "title" or kind not in ("book", "web-page") else ():
            entry.put(field, shown, cell)
    for shown, cell in said["authors"]:
        entry.authors(shown, authors.listed(cell))
    for _, cell in said["abstract"]:
        entry.abstract(cell)
    for shown, cell in said["references"]:
        scopus.refer(entry, shown, cell.split(";"))
    for shown, cell in said["type"][:1]:
        entry.types(shown, [cell])
