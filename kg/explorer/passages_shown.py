"""A table with other people's words as far as they may be shown, as on the report's pages."""

from __future__ import annotations

from kg.tables import Table
from kg.views.report.passages import quoted

__all__ = ["passages_shown"]

_WORDS = frozenset({"quote", "why", "why_present", "why_absent"})  # columns of named questions that hold words of others


def passages_shown(table: Table, mode: str) -> Table:
    """The same rows; in the mode `short` words of others have at most 30 words, in `none` only their number is told."""
    places = [place for place, name in enumerate(table.columns) if name in _WORDS]
    if mode == "full" or not places:
        return table
    rows = []
    for row in table.rows:
        cells = list(row)
        for place in places:
            if cells[place]:
                words = quoted(str(cells[place]), mode)
                cells[place] = words.text or f"({words.place})"
        rows.append(tuple(cells))
    return Table(table.columns, tuple(rows), table.truncated)
