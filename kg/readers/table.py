"""Tables of judgements and effects: a row a study, a result or a comparison; what the columns mean stands in a layout.

The layout is given, or it is the shipped one whose columns the table has (docs/tables.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError, Problem
from kg.fields import Frozen
from kg.readers.document import Document
from kg.readers.layout import Cell, Layout, folded
from kg.readers.layouts import HINT as HOW
from kg.readers.layouts import LayoutFile, open_layout, shipped, unknown
from kg.readers.table_cells import Cells, decimal_mark
from kg.readers.table_judgements import appraisals
from kg.readers.table_rows import SEPARATORS, Row, Sheet, header, headers, sheet
from kg.readers.table_study import record, slug
from kg.records import Bundle, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "WithLayout", "read", "sniff"]

NAME = "table"
VERSION = 2  # of the reader and of the shipped layouts
SUFFIXES = (".csv", ".tsv")

_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
HINT = "Write a layout for this table and give it with --layout; how: docs/tables.md"


def sniff(document: Document) -> bool:
    """Whether the header row has the columns of a shipped layout, or this is CSV, which a layout of one's own could read."""
    if document.name.lower().removesuffix(".gz").endswith(SUFFIXES):
        return header(document) is not None
    return any(known.layout for found in headers(document) for known in shipped() if found.has(known.layout.columns))


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle]:
    """A bundle for each study, with the shipped layout that fits.

    Raises InputError where none fits or several do, and for what is no table.
    """
    fitting = [
        (known, found)
        for known in shipped()
        for found in headers(document)
        if known.layout.form.separator in (None, found.separator) and found.has(known.layout.columns)
    ]
    if not fitting:
        raise InputError(document.name, [_none_fits(document)], hint=HINT)
    chosen = _closest([known for known, _ in fitting])
    separator = next(found.separator for known, found in fitting if known in chosen)
    whole = sheet(document, separator)
    if len(chosen) > 1:
        chosen = _speaking(chosen, whole) or chosen
    if len(chosen) > 1:
        names = " and ".join(known.layout.name for known in chosen)
        said = Problem("row 1", f"the columns fit {len(chosen)} layouts, {names}, and the codes do not tell which is meant")
        raise InputError(document.name, [said], hint=f"Say which with --layout, such as --layout {chosen[0].layout.name}.")
    guessed = Problem("", f"read with the layout {chosen[0].layout.name}: {chosen[0].layout.title}")
    yield from _bundles(document, whole, chosen[0], taxonomy, [guessed])


@dataclass(frozen=True)
class WithLayout:
    """The reader of tables with a layout that is given: a shipped one by its name, or a file."""

    of: LayoutFile
    NAME: str = NAME
    SUFFIXES: tuple[str, ...] = SUFFIXES

    @classmethod
    def named(cls, place: str | Path) -> WithLayout:
        """Raises InputError for a layout that cannot be read, UsageError where there is none of that name."""
        return cls(open_layout(place))

    @property
    def VERSION(self) -> str:  # noqa: N802 - what a reader module calls so
        """That of the reader with the hash of the layout: with another layout a table is read again."""
        return f"{VERSION}+{self.of.sha256[:16]}"

    def sniff(self, document: Document) -> bool:
        """Nothing is to be found out: the layout is given."""
        return True

    def read(self, document: Document, taxonomy: Taxonomy) -> Iterator[Bundle]:
        """A bundle for each study; raises InputError where the table lacks a column by which the layout is known."""
        wanted = self.of.layout.columns
        given = self.of.layout.form.separator
        found = [h for h in headers(document) if given in (None, h.separator)]
        fits = [h for h in found if h.has(wanted)]
        if not fits:
            best = max(found, key=lambda h: len(h.header), default=Sheet(document.name, (), ()))
            missing = [column for column in wanted if best.place(column) is None]
            said = f"the layout {self.of.layout.name} needs the columns {_listed(missing)}"
            raise InputError(document.name, [Problem("row 1", f"{said}; there are {_listed(best.header)}")], hint=HINT)
        yield from _bundles(document, sheet(document, fits[0].separator), self.of, taxonomy, [])


# ---- which layout


def _none_fits(document: Document) -> Problem:
    found = header(document)
    if found is None:
        return Problem(
            "row 1", f"the first row is no header: it has no columns parted by one of {' '.join(map(repr, SEPARATORS))}"
        )
    return Problem("row 1", f"no layout knows a table with the columns {_listed(found.header)}")


def _listed(names: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(name if len(name) < 40 else f"{name[:30]}…" for name in names[:60])
    return f"{shown} and {len(names) - 60} more" if len(names) > 60 else shown


def _closest(fitting: list[LayoutFile]) -> list[LayoutFile]:
    """Without those whose columns are but a part of another's: a table with D1 to D7 is not one with D1 to D5."""
    columns = {id(known): {folded(c) for c in known.layout.columns} for known in fitting}
    return [known for known in fitting if not any(columns[id(known)] < columns[id(other)] for other in fitting)]


def _speaking(fitting: list[LayoutFile], whole: Sheet) -> list[LayoutFile]:
    """Those whose code books hold every judgement of the table."""
    return [known for known in fitting if not any(_off_code(known.layout, whole))]


def _off_code(layout: Layout, whole: Sheet) -> Iterator[str]:
    said = layout.appraisal
    empty = {folded(word) for word in layout.form.empty}
    for judgement in said.judgements if said else ():
        place = whole.place(judgement.column)
        codes = {folded(code) for code in ((judgement.codes or said.codes) if said else ())}
        codes |= {folded(word) for word in ((said.none if judgement.none is None else judgement.none) if said else ())}
        if place is not None:
            yield from (row.cells[place] for row in whole.rows if folded(row.cells[place]) not in codes | empty)


# ---- the studies


def _bundles(document: Document, whole: Sheet, of: LayoutFile, taxonomy: Taxonomy, notes: list[Problem]) -> Iterator[Bundle]:
    layout = of.layout
    if wrong := list(unknown(of, taxonomy)):
        raise InputError(of.file, wrong, hint=HOW)
    mark = layout.form.decimal or decimal_mark(whole, _number_columns(layout))
    cells = Cells(whole, layout, mark)
    source = Source(name=document.name, format=NAME, sha256=document.sha256, title=layout.title)
    records = []
    for key, rows in _studies(whole, layout, cells, document.name).items():
        said, of_row = record(key, rows, layout, cells)
        judged = tuple(appraisals(rows, layout.appraisal, cells, of_row)) if layout.appraisal else ()
        records.append(said.model_copy(update={"appraisals": judged}))
    if not records:
        raise InputError(document.name, [*whole.problems, *cells.problems()], hint="No row names its study.")
    problems = [*notes, *whole.problems, *_absent(layout, whole), *cells.problems()]
    for i, said in enumerate(records):
        yield Bundle(source=source, record=said, problems=tuple(problems) if i == 0 else ())


def _studies(whole: Sheet, layout: Layout, cells: Cells, file: str) -> dict[str, list[Row]]:
    """The rows of each study by its key, in the order of the table.

    A label with a year ("Smith 2010") is how people name a paper, and means the same one in other sources. One without
    ("Study 1") names it in this table alone, so the file's name leads its key.
    """
    found: dict[str, list[Row]] = {}
    alone = f"{file.partition('.')[0]} "
    labels: dict[str, str] = {}
    column = layout.paper.label
    for row in whole.rows:
        label = cells.raw(row, column)
        prefix = layout.paper.prefix or ("" if _YEAR.search(label) else alone)
        name = slug(f"{prefix}{label}") if slug(label) else ""
        if not name:
            cells.note(
                row,
                column,
                f"the row is left out: {label!r} names no study" if label else "the row is left out: no study is named",
            )
            continue
        if labels.setdefault(name, label) != label:
            cells.note(row, column, f"{label!r} and {labels[name]!r} have the same key, {name}: they are taken for one study")
        found.setdefault(name, []).append(row)
    return found


def _columns(value: object) -> Iterator[str]:
    """Every column that the layout names."""
    if isinstance(value, Cell):
        yield from [value.column] if value.column else []
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _columns(part)
    elif isinstance(value, Frozen):
        for name in type(value).model_fields:
            part = getattr(value, name)
            if name in ("column", "label") and isinstance(part, str) and name in value.model_fields_set:
                yield part
            elif not isinstance(part, str):
                yield from _columns(part)


def _absent(layout: Layout, whole: Sheet) -> Iterator[Problem]:
    """Columns of the layout that the table lacks: what they would say is not there."""
    for column in dict.fromkeys(_columns(layout)):
        if whole.place(column) is None:
            yield Problem("row 1", f"the layout knows a column {column}, which this table lacks")


def _number_columns(layout: Layout) -> Iterator[str]:
    estimate = layout.estimate
    cells = [estimate.value, estimate.se, *(estimate.ci or ()), estimate.weeks] if estimate else []
    for arm in layout.arms or ():
        cells += [arm.mean, arm.sd]
    yield from (cell.column for cell in cells if cell is not None and cell.column)
