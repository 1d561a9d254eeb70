"""The papers that a selection takes, asked of the columns: how many of how many, the values of each facet, and rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from kg.columns import columns_of
from kg.explorer.papers.selection import Selection
from kg.report.known import Known
from kg.resources import read_text
from kg.tables import Table

__all__ = ["PAGE", "Chosen", "Value", "chosen"]

PAGE = 50
_ALL = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet with the papers that have it, and of flaws those in which somebody judged it."""

    value: str
    papers: int
    judged: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """`papers` of `total` fit, `appraised` of them were appraised (of `total_appraised`); `compared` papers have an entered
    difference with an interval that can be held against a threshold. `facets`: values by facet, most papers first."""

    papers: int
    appraised: int
    total: int
    total_appraised: int
    compared: int
    facets: dict[str, tuple[Value, ...]]
    rows: Table


def chosen(known: Known, of: Selection, *, most: int = PAGE, facets: bool = True) -> Chosen:
    """What the selection takes, with `most` rows from its page on (0: all rows)."""
    columns = columns_of(known.store)
    tables = {
        name: known.kept(f"columns {name}", lambda file=file: columns.arrays(_sql(file)))  # type: ignore[misc]
        for name, file in (("verdicts", "paper-verdicts"), ("retracted", "papers-retracted"))
    }
    tables["fitting"] = columns.arrays(_sql("papers-fitting"), of.bound, tables)
    place = {"sort": of.sort, "most": most or _ALL, "skip": (of.page - 1) * most}
    for name, incoming in tables.items():
        columns.con.register(name, dict(incoming))
    try:
        counts = columns.table(_sql("paper-facets")) if facets else Table.of((), ())
        rows = columns.table(_sql("papers-chosen"), place)
    finally:
        for name in tables:
            columns.con.unregister(name)
    found: dict[str, list[Value]] = defaultdict(list)
    for facet, value, papers, judged in counts.rows:
        found[str(facet)].append(Value(str(value), int(str(papers)), int(str(judged))))
    told = {(name, one.value): one.papers for name in ("chosen", "all") for one in found.pop(name, [])}
    return Chosen(
        told.get(("chosen", "papers"), len(rows)), told.get(("chosen", "appraised"), 0), told.get(("all", "papers"), 0),
        told.get(("all", "appraised"), 0), told.get(("all", "compared"), 0),
        {name: tuple(values) for name, values in found.items()}, rows,
    )  # fmt: skip


def _sql(name: str) -> str:
    return read_text("explorer", "papers", f"{name}.sql")
