"""Editorial notices as CSV in the layout of the Retraction Watch database: a row a notice, its paper by DOI or PubMed number.

Columns may stand in any order, with others beside. Lists kept by many hands hold lines in two encodings: each is decoded alone.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from kg.errors import InputError, Problem, nearest
from kg.readers.document import Document
from kg.readers.notices import usable
from kg.records import Notice, Register, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "read", "sniff"]

NAME = "retractions"
VERSION = 1
SUFFIXES = (".csv",)

COLUMNS = {
    "RetractionNature": "kind", "OriginalPaperDOI": "doi", "OriginalPaperPubMedID": "pmid", "RetractionDOI": "notice_doi",
    "RetractionPubMedID": "notice_pmid", "RetractionDate": "date", "Title": "title", "Reason": "reasons",
}  # fmt: skip
KINDS = {
    "retraction": "retraction", "expression of concern": "expression-of-concern", "correction": "correction",
    "reinstatement": "reinstatement",
}  # fmt: skip

MANY = 20  # problems that are told of a list in which nothing can be used

_FIELDS = {name.lower(): field for name, field in COLUMNS.items()}
_PRINTED = {field: name for name, field in COLUMNS.items()}
_NOTHING = frozenset({"", "0", "unavailable"})
_DRESS = re.compile(r"(https?://(?:dx\.)?doi\.org/)|doi:\s*", re.IGNORECASE)
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s.*)?")
_ISO = re.compile(r"(\d{4}(?:-\d\d){0,2})(?:[T ].*)?")


def sniff(document: Document) -> bool:
    """Whether the header row names the kind of notice and the paper concerned as Retraction Watch does."""
    return not _missing(_fields(document.head[:4096].partition(b"\n")[0].decode("utf-8", "replace").replace('"', "").split(",")))


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Register]:
    """The notices of all rows that can be used, and a problem for each row or cell that cannot.

    Raises InputError where that is no such table or none of its rows can be used.
    """
    problems: list[Problem] = []
    notices: list[Notice] = []
    odd: list[int] = []
    rows = csv.reader(_lines(document.data, odd), strict=True)
    line = 1
    try:
        fields = _fields(next(rows, []))
        if missing := _missing(fields):
            raise InputError(document.name, [Problem("line 1", f"the columns {', '.join(missing)} are missing")])
        while True:
            line = rows.line_num + 1
            row = next(rows, None)
            if row is None:
                break
            notice = _notice(fields, row, f"line {line}", problems) if any(row) else None
            if notice is not None:
                notices.append(notice)
    except csv.Error as error:
        problem = Problem(f"line {line}", f"from here on this is not CSV: {error}")
        raise InputError(document.name, [problem], hint="Look there for a quotation mark too many or too few.") from None
    if odd:
        others = f" and {len(odd) - 1:,} further lines are" if len(odd) > 1 else " line is"
        problems.append(Problem(f"line {odd[0]}", f"this{others} not UTF-8 text; read as Windows-1252"))
    if not notices:
        more = [Problem("", f"and {len(problems) - MANY:,} more")] if len(problems) > MANY else []
        raise InputError(document.name, [*problems[:MANY], *more] or [Problem("line 2", "there is no notice under the header")])
    source = Source(name=document.name, format=NAME, sha256=document.sha256, title="Editorial notices")
    yield Register(source=source, notices=tuple(notices), problems=tuple(problems))


def _fields(header: Sequence[str]) -> list[str | None]:
    """The field of a notice that each column holds; None for a column that is not read."""
    return [_FIELDS.get(name.strip("\ufeff \t\r").lower()) for name in header]


def _missing(fields: Sequence[str | None]) -> list[str]:
    named = "doi" in fields or "pmid" in fields
    return [
        *([_PRINTED["kind"]] if "kind" not in fields else []),
        *([f"{_PRINTED['doi']} or {_PRINTED['pmid']}"] if not named else []),
    ]


def _lines(data: bytes, odd: list[int]) -> Iterator[str]:
    """The lines as text; the numbers of those that are not UTF-8 are added to `odd`."""
    for number, line in enumerate(io.BytesIO(data), 1):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            odd.append(number)
            yield line.decode("cp1252", "replace")


def _notice(fields: Sequence[str | None], row: Sequence[str], where: str, problems: list[Problem]) -> Notice | None:
    """The notice of a row, without the cells that cannot be read; None for a row that says no kind or no paper."""
    if any(row[len(fields) :]):
        said = f"{len(row)} cells do not fit under {len(fields)} columns"
        problems.append(Problem(where, f"the notice is left out: {said}"))
        return None
    cells = {field: cell.strip() for field, cell in zip(fields, row, strict=False) if field}
    values: dict[str, object] = {field: cell for field, cell in cells.items() if cell.lower() not in _NOTHING}
    nature = " ".join(cells.get("kind", "").lower().split())[:80]
    if nature not in KINDS:
        said = f"{nature!r} is no kind of notice" if nature else f"{_PRINTED['kind']} is empty"
        problems.append(Problem(where, f"the notice is left out: {said}. {nearest(nature, KINDS)}".rstrip(". ")))
        return None
    values["kind"] = KINDS[nature]
    for field, tidy in (("doi", _doi), ("notice_doi", _doi), ("date", _date), ("reasons", _reasons)):
        if field in values:
            values[field] = tidy(str(values[field]))
    return usable(values, where, _PRINTED, problems)


def _doi(text: str) -> str:
    """Without the address or the word that people put in front."""
    dress = _DRESS.match(text)
    bare = text[dress.end() :] if dress else text
    return unquote(bare) if dress and dress[1] else bare


def _date(text: str) -> str:
    """3/14/2019 0:00 (month first) or 2019-03-14 as a date of the records; anything else as it stands, which they refuse."""
    american = _AMERICAN.fullmatch(text)
    if american and int(american[1]) <= 12:
        return f"{american[3]}-{american[1]:0>2}-{american[2]:0>2}"
    iso = _ISO.fullmatch(text)
    return iso[1] if iso else text


def _reasons(text: str) -> tuple[str, ...]:
    """The parts of "+Error in Data;+Duplication of Image;"."""
    return tuple(reason for part in text.split(";") if (reason := part.strip().removeprefix("+").strip()))
