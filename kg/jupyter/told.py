"""A table as a command prints it for people: counts with what they are of, and below it what the columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from kg.markup import PLAIN, html
from kg.tables import FORMATS, Table, visible

if TYPE_CHECKING:
    from kg.store import Store
    from kg.synthesis import Agreements, Contrasts, Pooling

__all__ = ["Told", "agreements", "contrasts", "flaws", "pooling", "unfilled"]


@dataclass(frozen=True, slots=True)
class Told:
    """A table and the lines said below it, those of a list beginning with a dash."""

    table: Table
    lines: tuple[str, ...]

    def __repr__(self) -> str:
        return "\n".join([FORMATS["text"](self.table), *map(visible, self.lines)])

    def _repr_html_(self) -> str:
        from markupsafe import Markup

        from kg.views.render import render

        shown = Markup(html(self.table))  # noqa: S704 - escaped there
        parts = [(listed, [*map(visible, part)]) for listed, part in groupby(self.lines, lambda line: line.startswith("- "))]
        return render("notebook/told.html", table=shown, parts=parts, plain=PLAIN)


def unfilled(text: str) -> tuple[str, ...]:
    """The lines that were broken to fit `WIDEST` columns: one goes on in the next where its first word had no room.

    Where a sentence ends at the end of a line nobody can tell, and the next begins a line of its own.
    """
    from kg.cli.context import WIDEST  # costs the import of click

    lines: list[str] = []
    last = ""  # as it stands in the text
    for line in text.splitlines():
        no_room = len(last) + 1 + len(line.split(" ", 1)[0]) > WIDEST
        going_on = last and (line.startswith("  ") or (no_room and not last.endswith(".")))
        if going_on and line.strip():
            lines[-1] = f"{lines[-1]} {line.strip()}"
        elif line.strip():
            lines.append(line.strip())
        last = line
    return tuple(lines)


def flaws(
    store: Store,
    by: str | None = None,
    *,
    level: str = "category",
    min_papers: int = 1,
    presence: Sequence[str] = ("present", "likely-present"),
) -> Told:
    """Which flaws recur, as `kg flaws` prints it: a share only of a flaw that was looked for. Raises as `kg.recurrence`."""
    from kg.cli.flaws import for_people
    from kg.recurrence import PRESENT, recurrence

    counted = tuple(presence)
    table = recurrence(store, by, level, min_papers, counted)
    whole = recurrence(store, None, level) if by or counted != PRESENT else table
    shown, caption = for_people(table, whole, counted)
    return Told(shown, unfilled(caption))


def agreements(found: Agreements) -> Told:
    """Where assessors agree, as `kg agree` prints it."""
    from kg.cli.agree import for_people

    table, lines = for_people(found, found.table)
    return Told(table, tuple(lines))


def contrasts(found: Contrasts) -> Told:
    """Papers with a flaw against those without it, as `kg strata` prints it."""
    from kg.cli.strata import for_people

    table, lines = for_people(found)
    few = [] if found.enough else ["Fewer than two clusters of one scale hold both kinds of papers: nothing is pooled."]
    return Told(table, (*few, *lines))


def pooling(found: Pooling) -> Told:
    """The means as numbers. Which sign is better depends on what was asked for, which they do not say: `kg pool` does."""
    from kg.synthesis.worded import not_used

    hint = "The numbers as they are, ratios as logarithms; %kg pool shows them for people, and says which direction is better."
    held = [name for name in found.table.columns if any(cell is not None for cell in found.table.column(name))]
    return Told(found.table.select(held), (hint, *not_used(found)))
