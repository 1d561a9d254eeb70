"""The page of a figure: picture, numbers, what counts, and the questions behind it, in one HTML file that works offline."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from markupsafe import Markup

from kg.tables import FORMATS, Cell, Table, counted
from kg.views import palette
from kg.views.charts import inks
from kg.views.charts.matrix import Matrix
from kg.views.figure import Figure
from kg.views.render import clean, render, safe_link, script, static, style

__all__ = ["NAMED_SOURCES", "Origin", "Question", "page"]

NAMED_SOURCES = 200  # more are counted, not named


@dataclass(frozen=True, slots=True)
class Question:
    """A named question behind a figure: its SPARQL, what it asks, and what its columns mean."""

    name: str
    title: str
    text: str
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the numbers of a page come from: the program, the names of what it had read, and the day of the last reading."""

    made_by: str = ""
    sources: Sequence[str] = ()
    read: str = ""


def page(figure: Figure, questions: Sequence[Question] = (), origin: Origin | None = None) -> str:
    """A self-contained HTML page: the wide picture or on narrow screens the narrow one, and the table with every number.

    `questions` are shown in the order given; those that `figure.queries` names and of which no text is given are named.
    The page asks the network for nothing and is whole without its script.
    """
    origin = origin or Origin()
    files = {
        "name": figure.name,
        "csv": FORMATS["csv"](figure.table),
        "spec": figure.spec,
        "dark": inks.dark_rules(),
        "ground": inks.light("page"),
    }
    css = palette.stylesheet() + inks.page_rules() + inks.properties()
    return render(
        "chart.html",
        figure=figure,
        title=clean(figure.title),
        notes=clean(figure.notes),
        grid=_grid(figure.grid),
        numbers=_numbers(figure.table),
        meanings=_meanings(figure.table, questions),
        questions=clean([(one.name, one.title, one.text) for one in questions]),
        unwritten=[name for name in figure.queries if name not in {one.name for one in questions}],
        files=_data(files),
        origin=origin,
        sources=clean(list(origin.sources[:NAMED_SOURCES])),
        counted=counted,
        css=style(css + static("shared.css", "chart.css")),
        app=script("(() => {\n'use strict';\n" + static("chart.js") + "})();\n"),
    )


def _data(value: object) -> Markup:
    """A value as JSON inside a script element that is data: without "<" nothing in it ends the element or opens a comment.

    Beyond ASCII it is escaped too: the direction of the source's text stays as it is.
    """
    return Markup(json.dumps(value, separators=(",", ":")).replace("<", "\\u003c"))  # noqa: S704


def _grid(grid: Matrix | None) -> dict[str, object] | None:
    """The marks as the template wants them: heads with their counts, and rows of cells, each a mark and who judged what."""
    if grid is None:
        return None
    marks = {mark.key: mark for mark in grid.marks}
    return {
        "marks": grid.marks,
        "unjudged": grid.unjudged,
        "what": grid.what,
        "summary": clean(grid.summary),
        "columns": [(clean(column.label), column.link) for column in grid.columns],
        "rows": [
            (clean(row.label), row.link, [(marks[cell.mark], clean(cell.told)) if cell else None for cell in row.cells])
            for row in grid.rows
        ],
        "foot": [
            *((mark.word, [column.counts.get(mark.key, 0) for column in grid.columns]) for mark in grid.marks),
            ("not judged", [list(grid.parts(column))[-1][1] for column in grid.columns]),
        ],
        "shares": clean([column.told for column in grid.columns]),
    }


@dataclass(frozen=True, slots=True)
class _Shown:
    """A cell as the page shows it. `value` is what it is sorted by where that is a number, else None."""

    text: str
    value: str | None
    link: str | None


def _numbers(table: Table) -> dict[str, object]:
    """The table as the template wants it: columns with whether they hold numbers, and rows of shown cells; no empty column."""
    columns = {name: table.column(name) for name in table.columns}
    held = {name: cells for name, cells in columns.items() if any(cell is not None for cell in cells)}
    shown = [_column(cells) for cells in held.values()]
    numeric = [all(_is_number(cell) for cell in cells if cell is not None) for cells in held.values()]
    return {"columns": list(zip(clean(list(held)), numeric, strict=True)), "rows": list(zip(*shown, strict=True))}


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)


def _column(cells: Sequence[Cell]) -> list[_Shown]:
    """The cells of a column, its fractions with as many places as three significant digits of any of them need, at most four,
    and none that is a zero in all."""
    floats = [cell for cell in cells if isinstance(cell, float) and math.isfinite(cell) and cell]
    places = max((min(4, max(0, 2 - math.floor(math.log10(abs(cell))))) for cell in floats), default=0)
    places = max((len(f"{cell:.{places}f}".partition(".")[2].rstrip("0")) for cell in floats), default=0)
    return [_shown(cell, places) for cell in cells]


def _shown(cell: Cell, places: int) -> _Shown:
    if cell is None:
        return _Shown("", None, None)
    if isinstance(cell, bool):
        return _Shown("yes" if cell else "no", None, None)
    if isinstance(cell, float):
        return _Shown(_minus(f"{cell:.{places}f}"), repr(cell), None)
    if isinstance(cell, int | Decimal):
        return _Shown(_minus(format(cell, "f") if isinstance(cell, Decimal) else str(cell)), str(cell), None)
    text = str(clean(cell))
    return _Shown(text, None, safe_link(text))


def _minus(number: str) -> str:
    """With a true minus sign."""
    return number.replace("-", "\u2212") if number.startswith("-") else number


def _meanings(table: Table, questions: Sequence[Question]) -> list[tuple[str, str]]:
    """What the columns of the table mean, as far as the questions say it."""
    known = {name: meaning for one in reversed(questions) for name, meaning in one.columns.items()}
    return [(str(clean(name)), str(clean(known[name]))) for name in table.columns if name in known]
