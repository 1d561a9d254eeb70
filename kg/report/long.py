"""A long table on several pages, each with links to the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.tables import counted
from kg.views.report import addresses
from kg.views.report.entries import Cell, Column, Grid, Page, Section, Told

__all__ = ["ROWS", "parts"]

ROWS = 500


def parts(
    page: Page, title: str, anchor: str, columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...], after: int | None = None
) -> Iterator[Page]:
    """The page with the rows as its last section, or after so many others; more than 500 rows go on in further pages."""
    count = max(1, -(-len(rows) // ROWS))
    for number in range(1, count + 1):
        chosen = rows[(number - 1) * ROWS : number * ROWS]
        span = f"{(number - 1) * ROWS + 1:,} to {(number - 1) * ROWS + len(chosen):,} of " if count > 1 else ""
        caption = f"{title}: {span}{counted(len(rows), 'row')}"
        grid = Grid(caption, columns, chosen)
        blocks = (grid,) if count == 1 else (grid, Told(tuple(_links(page.address, number, count))))
        section = Section(anchor, title, blocks)
        kept = page.sections if number == 1 else ()
        made = replace(
            page,
            address=addresses.part(page.address, number),
            sections=(*kept[:after], section, *(kept[after:] if after is not None else ())),
        )
        yield made if number == 1 else replace(made, title=f"{page.title}, part {number}", facts=None, files=())


def _links(address: str, number: int, count: int) -> Iterator[Cell]:
    near = {1, count, number - 1, number + 1} & set(range(1, count + 1)) - {number}
    for other in sorted(near):
        yield Cell(f"Part {other} of {count}", addresses.part(address, other))
