"""Who judged, as a table: how much, and whether that is a person or a program."""

from __future__ import annotations

from kg.report.cells import count
from kg.report.known import Known
from kg.views.report.entries import Cell, Column, Grid, Mark, Prose

__all__ = ["assessors"]

_PROGRAM = (Mark("a program", "program"),)


def assessors(known: Known) -> Grid | Prose:
    """The assessors of the store, those of most papers first."""
    rows = tuple(
        (
            Cell(str(row["assessor"])),
            Cell(str(row["kind"]), marks=_PROGRAM if row["kind"] == "software" else ()),
            count(row["papers"]),
            count(row["findings"]),
        )
        for row in known.assessors.dicts()
    )
    columns = (Column("Assessor"), Column("What it is"), Column("Papers", number=True), Column("Judgements", number=True))
    return Grid("Assessors", columns, rows) if rows else Prose(("Nobody yet.",))
