"""Reference lists as CSV: one row per reference, with the key of the paper that cites and, where stated, why it cites (CiTO)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import groupby

from pydantic import ValidationError

from kg.errors import InputError, Problem
from kg.fields import refusal
from kg.readers.document import Document
from kg.records import Bundle, Paper, Record, Reference, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "read", "sniff"]

NAME = "references"
VERSION = 2
SUFFIXES = (".csv",)

COLUMNS = ("citing_key", "cited_key", "pmid", "doi", "first_author", "year", "title", "journal")
MAY_BE = ("intent",)  # columns that may be missing


def sniff(document: Document) -> bool:
    """Whether the header row names the columns of a reference table."""
    return document.head[:200].removeprefix(b"\xef\xbb\xbf").startswith(b"citing_key,cited_key,")


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle]:
    """A bundle per run of rows with one citing paper; raises InputError with every bad row."""
    rows = csv.DictReader(io.StringIO(document.text), strict=True)
    try:
        missing = [c for c in COLUMNS if c not in (rows.fieldnames or ())]
    except csv.Error as error:
        raise InputError(document.name, [Problem("line 1", f"this is not CSV: {error}")]) from None
    if missing:
        raise InputError(document.name, [Problem("line 1", f"the columns {', '.join(missing)} are missing")])
    problems: list[Problem] = []
    notes: list[Problem] = []
    found: list[tuple[str, Reference]] = []
    try:
        for row in rows:
            where = f"line {rows.line_num}"
            try:
                reference, note = _reference(row)
                found.append((Paper(key=row["citing_key"] or "").key, reference))
            except ValidationError as error:
                problems += [Problem(f"{where}, {e['loc'][0] if e['loc'] else ''}", refusal(e)) for e in error.errors()]
            else:
                notes += [Problem(where, note)] if note else []
    except csv.Error as error:
        problems.append(Problem(f"line {rows.reader.line_num}", f"this is not CSV: {error}"))
    if problems:
        raise InputError(document.name, problems)
    if not found:
        raise InputError(document.name, [Problem("line 2", "there is no reference under the header")])
    source = Source(name=document.name, format=NAME, sha256=document.sha256, title="Reference lists")
    for key, group in groupby(sorted(found, key=lambda pair: pair[0]), key=lambda pair: pair[0]):
        references = tuple(reference for _, reference in group)
        yield Bundle(source=source, record=Record(paper=Paper(key=key)), references=references, problems=tuple(notes))
        notes = []


def _reference(row: dict[str, str]) -> tuple[Reference, str]:
    """The reference of a row, and what was left out of it ("1992b" gives the year 1992)."""
    year = (row["year"] or "").strip()
    note = ""
    if year and not year.isdigit():
        note = f"the year {year!r} is read as {year[:4] if year[:4].isdigit() else 'unknown'}"
        year = year[:4] if year[:4].isdigit() else ""
    values = {
        "key": row["cited_key"], "pmid": row["pmid"], "doi": (row["doi"] or "").lower(), "first_author": row["first_author"],
        "year": year, "title": row["title"], "journal": row["journal"], **{name: row.get(name) for name in MAY_BE},
    }  # fmt: skip
    return Reference.model_validate({name: value for name, value in values.items() if value}), note
