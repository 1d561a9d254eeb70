"""The rows of the columns, a named tuple for each kind of thing: a test holds their fields to the tables of `schema.sql`.

Cells are text as the graph has it, or numbers of things; the tables' types make numbers, decimals and booleans of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

__all__ = [
    "TABLES", "TABLE_OF", "Appraisal", "Broader", "Cells", "Citation", "Derived", "Estimate", "Finding", "Flaw", "Instrument",
    "Name", "Notice", "Overall", "Paper", "Row", "Source", "Threshold", "Work", "cells", "columns", "count", "number",
    "of_source",
]  # fmt: skip

_POSITIVE = (1 << 63) - 1


@lru_cache(maxsize=4_096)  # a work is asked for as such and by those that cite it
def number(iri: str) -> int:
    """The number of a thing in the columns: 63 bits of a hash of its IRI, so that readings need not agree on a count.

    Two of a million things share a number with a chance of about 5 in 100 million.
    """
    return int.from_bytes(blake2b(iri.encode(), digest_size=8).digest()) & _POSITIVE


class Source(NamedTuple):
    source: int
    iri: str
    name: str | None


class Paper(NamedTuple):
    source: int
    paper: int
    key: str | None
    name: str | None
    title: str | None
    year: str | None
    journal: str | None
    design: str | None
    condition: str | None
    funding: str | None
    randomized: str | None
    doi: str | None
    pmid: str | None
    pmcid: str | None
    url: str | None


class Work(NamedTuple):
    source: int
    work: int
    iri: str
    key: str | None
    kind: str | None
    title: str | None
    year: str | None
    publisher: str | None
    url: str | None
    citing: str


class Citation(NamedTuple):
    source: int
    citation: str
    citing: int
    cited: int
    intent: str | None
    first_author: str | None
    year: str | None
    title: str | None
    doi: str | None
    pmid: str | None


class Appraisal(NamedTuple):
    source: int
    appraisal: int
    paper: int
    assessor: int
    assessor_name: str | None
    assessor_kind: str | None
    published_as: str | None
    instrument: str | None
    lists: str | None


class Overall(NamedTuple):
    source: int
    appraisal: int
    paper: int
    assessor: int
    risk: str
    target: str | None


class Finding(NamedTuple):
    source: int
    finding: int
    appraisal: int
    paper: int
    assessor: int
    flaw: str
    presence: str
    severity: str | None
    target: str | None


class Estimate(NamedTuple):
    source: int
    estimate: str
    paper: int
    outcome: int
    outcome_id: str
    outcome_label: str | None
    instrument: str | None
    better: str | None
    is_primary: str | None
    measured_by: str | None
    origin: str
    outcome_position: str | None
    position: str | None
    timepoint: str | None
    weeks: str | None
    measure: str | None
    first_arm: int | None
    second_arm: int | None
    series: int | None
    first_label: str | None
    second_label: str | None
    first_role: str | None
    second_role: str | None
    value: str | None
    low: str | None
    high: str | None
    level: str | None
    standard_error: str | None
    range_high: str | None
    largest_mean: str | None
    printed: str | None
    p: str | None
    adjusted: str | None
    quote: str | None


class Name(NamedTuple):
    source: int
    work: int
    same: str


class Notice(NamedTuple):
    source: int
    notice: int
    same: str
    kind: str
    date: str | None


class Derived(NamedTuple):
    source: int
    rule: str
    paper: int
    flaw: str | None
    alert: str


class Flaw(NamedTuple):
    source: int
    flaw: str
    label: str
    domain: str
    tier: str | None


class Broader(NamedTuple):
    source: int
    flaw: str
    above: str


class Instrument(NamedTuple):
    source: int
    instrument: str
    label: str
    better: str | None
    construct: str | None
    range_high: str | None


class Threshold(NamedTuple):
    source: int
    threshold: str
    instrument: str
    value: str | None
    high: str | None
    unit: str | None
    basis: str | None
    population: str | None
    holds_for: str | None
    citation: str | None
    verified: str | None


Row = (
    Source | Paper | Work | Citation | Appraisal | Overall | Finding | Estimate | Name | Notice | Derived | Flaw | Broader
    | Instrument | Threshold
)  # fmt: skip
TABLES: dict[str, type[Row]] = {
    "sources": Source, "papers": Paper, "works": Work, "citations": Citation, "appraisals": Appraisal, "overalls": Overall,
    "findings": Finding, "estimates": Estimate, "names": Name, "notices": Notice, "derived": Derived, "flaws": Flaw,
    "broader": Broader, "instruments": Instrument, "thresholds": Threshold,
}  # fmt: skip
TABLE_OF = {kind: name for name, kind in TABLES.items()}

# Rows that wait to be written, by table, the cells of one row after those of another: in millions they cost little so.
Cells = dict[str, list[object]]


def cells(rows: Iterable[Row]) -> Cells:
    """The cells of the rows."""
    found: Cells = {}
    for row in rows:
        found.setdefault(TABLE_OF[type(row)], []).extend(row)
    return found


def columns(table: str, found: list[object]) -> list[list[object]]:
    """The cells of a table by column, in the order of its fields."""
    width = len(TABLES[table]._fields)
    return [found[place::width] for place in range(width)]


def count(found: Cells) -> int:
    """How many rows they are."""
    return sum(len(some) // len(TABLES[table]._fields) for table, some in found.items())


def of_source(found: Cells, source: int) -> Cells:
    """The same cells with that number of their source, which is the first of every row."""
    numbered = {table: some.copy() for table, some in found.items()}
    for table, some in numbered.items():
        width = len(TABLES[table]._fields)
        some[::width] = [source] * (len(some) // width)
    return numbered
