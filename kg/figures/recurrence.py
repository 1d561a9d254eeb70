"""The figure of recurring flaws, from the store."""

from __future__ import annotations

from collections.abc import Callable

from kg.errors import NotFound
from kg.figures.judges import judges
from kg.recurrence import recurrence as recurring
from kg.recurrence import sought
from kg.sparql import ask
from kg.store import Store
from kg.tables import Cell, Table, counted
from kg.views.charts.recurrence import Bar, Bars, draw, spec
from kg.views.figure import NARROW, WIDE, Figure

__all__ = ["recurrence"]

Link = Callable[[str], str | None]


def recurrence(
    store: Store,
    *,
    level: str = "category",
    min_papers: int = 1,
    top: int = 25,
    title: str | None = None,
    link: Link = lambda flaw: None,
) -> Figure:
    """Ranked bars of the `top` flaws (0: all) found in at least `min_papers` papers; `link` is where a flaw's name leads.

    Flaws that were looked for come first, by share; then the others, by papers. Raises NotFound where there is none.
    """
    table = recurring(store, None, level, max(min_papers, 1))
    if not table:
        raise NotFound(f"No flaw was found in {counted(min_papers, 'paper')} or more.", hint="kg flaws --min-papers 0 lists all.")
    looked_for = sought(table)
    rows = sorted(table.dicts(), key=lambda row: (row["flaw"] not in looked_for, -_rank(row, looked_for), str(row["label"])))
    shown = rows[:top] if top else rows
    bars = [_bar(row, shared=row["flaw"] in looked_for, link=link(str(row["flaw"]))) for row in shown]
    what = "flaws" if level == "category" else "domains of flaws"
    heading = title or f"Which {what} recur in {counted(bars[0].appraised, 'appraised paper')}"
    data = Bars(
        heading, bars, len(rows) - len(shown), judges(ask(store, "assessors")), "flaw" if level == "category" else "domain"
    )
    return Figure(
        name="recurrence",
        wide=draw(data, WIDE),
        narrow=draw(data, NARROW),
        table=Table.of(table.columns, ([row[name] for name in table.columns] for row in rows)),
        notes=(
            "A paper is counted when some assessor calls the flaw present or likely present.",
            "Judged: papers in which someone judged that flaw explicitly, present or absent.",
            "Appraised: papers with any appraisal.",
            "Intervals are Wilson's, 95%. They know nothing of how papers were selected.",
            "Only what assessors said is counted; what rules derive is not.",
            f"Judged by {data.judges}. Software is a language model or another program.",
        ),
        queries=("recurrence" if level == "category" else "recurrence-by", "assessors"),
        spec=spec(data),
    )


def _rank(row: dict[str, Cell], looked_for: frozenset[str]) -> float:
    return float(str(row["share" if row["flaw"] in looked_for else "papers"]))


def _bar(row: dict[str, Cell], *, shared: bool, link: str | None) -> Bar:
    papers, judged, appraised = (int(str(row[name])) for name in ("papers", "judged", "appraised"))
    share, low, high = (float(str(row[name])) if shared else None for name in ("share", "low", "high"))
    return Bar(str(row["label"]), str(row["domain"]), papers, judged, appraised, share, low, high, link)
