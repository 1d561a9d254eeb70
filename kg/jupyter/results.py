"""What became of the sources of an ingest, as a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.tables import Table

if TYPE_CHECKING:
    from kg.pipeline import Result

__all__ = ["results"]

_COLUMNS = ("source", "format", "status", "papers", "findings", "estimates", "citations", "problems")


def results(of: Iterable[Result]) -> Table:
    """A row for each source that `kg.ingest` read; `problems` in words, empty where there is none."""
    rows = []
    for one in of:
        noted = "; ".join(map(str, one.problems))
        more = one.noted - len(one.problems)
        told = "; ".join(part for part in (noted, f"and {more} more" if more > 0 and noted else "", one.hint) if part)
        rows.append((one.source, one.format, one.status, one.papers, one.findings, one.estimates, one.citations, told))
    return Table.of(_COLUMNS, rows)
