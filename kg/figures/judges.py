"""Who judged, in words, for the foot of a figure."""

from __future__ import annotations

from kg.tables import Table, counted

__all__ = ["judges"]

_NAMED = 4  # more are counted


def judges(assessors: Table, *, named: int = _NAMED) -> str:
    """The assessors of the question `assessors`, each with what it is and how many papers it judged; "nobody" for none."""
    rows = list(assessors.dicts())
    told = [f"{row['assessor']} ({row['kind']}, {counted(int(str(row['papers'])), 'paper')})" for row in rows[:named]]
    if len(rows) > named:
        told.append(counted(len(rows) - named, "more assessor"))
    return ", ".join(told) or "nobody"
