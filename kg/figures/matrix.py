"""The figure of papers by flaws, from the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from kg.dossier import resolve
from kg.errors import NotFound, nearest
from kg.figures.judged import Cells, Work, cells, counts, names, summed, told, works
from kg.figures.judges import judges, judges_of
from kg.recurrence import sought
from kg.sparql import ask
from kg.stats.recurrence import Share, wilson
from kg.store import Store
from kg.tables import Cell, Table, counted
from kg.views.charts.judgement_marks import FLAW_MARKS
from kg.views.charts.matrix import Column, Judged, Matrix, Row, draw
from kg.views.charts.matrix_spec import spec
from kg.views.charts.recurrence import Bar
from kg.views.figure import NARROW, WIDE, Figure

__all__ = ["COLUMNS", "matrix"]

COLUMNS = ("paper", "name", "year", "flaw", "label", "judgement", "said")

_NOTES = (
    "A mark sums up all that assessors said of one flaw of one paper: where they agree in direction, the surer judgement.",
    "Half and half: judged either way, by two assessors or for two outcomes. Unclear: nobody judged otherwise.",
    "An empty place says that nobody judged that flaw there, not that the paper is free of it.",
    "A paper has the flaw when some assessor calls it present or likely present.",
    "Shares are of the papers in which someone judged that flaw explicitly, present or absent. Intervals are Wilson's, 95%.",
    "What was judged in fewer than half of the papers, or never called absent, gets a count and no share.",
    "Only what assessors said is shown; what rules derive is not. Reasons and passages: kg query judgements.",
)
_DOMAINS = "A domain has the gravest mark of the flaws in it."


def matrix(
    store: Store,
    *,
    level: str = "category",
    flaws: Sequence[str] = (),
    papers: Sequence[str] = (),
    assessors: Sequence[str] = (),
    top: int = 25,
    limit: int = 100,
    order: str = "name",
    title: str | None = None,
    link: Callable[[str], str | None] = lambda flaw: None,
    paper_link: Callable[[str], str | None] = lambda paper: None,
) -> Figure:
    """The papers by the `top` flaws (0: all), in the order of `kg chart recurrence`.

    `flaws`, `papers` (keys, DOIs, names) and `assessors` narrow what is shown and counted; `limit` (0: none) only says how many
    papers get a row, in the `order` "name" or "year". Raises NotFound for what is not there or not judged.
    """
    known = names(store, level)
    for flaw in flaws:
        if flaw not in known:
            hint = nearest(flaw, known) or "kg flaws --min-papers 0 lists all."
            raise NotFound(f"No paper is judged for the flaw {flaw!r}.", hint=hint)
    said = cells(store, known, level, assessors)
    appraised = works(store, {paper for paper, _ in said} if assessors else None)
    looked_for = sought(counts(said, known, {work.key for work in appraised}))
    if papers:
        wanted = {resolve(store, ref) for ref in papers}
        appraised = [work for work in appraised if work.key in wanted]
    table = counts(said, known, {work.key for work in appraised})
    chosen = [row for row in _ranked(table, looked_for) if not flaws or row["flaw"] in flaws]
    if not chosen:
        raise NotFound(
            "Nothing is judged of what was asked for.", hint="Leave out --paper, --flaw or --assessor, or kg ingest more."
        )
    appraised.sort(key=lambda work: work.place(order))
    shown, columns = appraised[: limit or None], chosen[: top or None]
    data = Matrix(
        title=title
        or f"{'Flaws' if level == 'category' else 'Domains of flaws'} in {counted(len(appraised), 'appraised paper')}",
        what="flaw" if level == "category" else "domain",
        marks=FLAW_MARKS,
        columns=tuple(_column(row, link, shared=row["flaw"] in looked_for) for row in columns),
        rows=tuple(_row(work, columns, said, paper_link) for work in shown),
        papers=len(appraised),
        summary=f"How many of the {counted(len(appraised), 'paper')} got which judgement",
        remarks=tuple(_remarks(len(appraised) - len(shown), len(chosen) - len(columns), level, columns, looked_for)),
        judges=_judges(said, appraised, chosen) if papers or flaws or assessors else judges(ask(store, "assessors")),
    )
    return Figure(
        name="matrix",
        wide=draw(data, WIDE),
        narrow=draw(data, NARROW),
        table=_table(shown, columns, said),
        notes=(
            *_NOTES,
            *([_DOMAINS] if level == "domain" else ()),
            f"Judged by {data.judges}. Software is a language model or another program.",
        ),
        queries=("judged-targets", "recurrence" if level == "category" else "recurrence-by", "papers", "assessors"),
        spec=spec(data),
        grid=data,
    )


def _judges(said: Cells, appraised: Sequence[Work], chosen: Sequence[Mapping[str, Cell]]) -> str:
    """Who judged these flaws of these papers: fewer than all of the store where the figure is narrowed."""
    papers, flaws = {work.key for work in appraised}, {row["flaw"] for row in chosen}
    return judges_of((paper, of) for (paper, flaw), of in said.items() if paper in papers and flaw in flaws)


def _ranked(table: Table, looked_for: frozenset[str]) -> list[dict[str, Cell]]:
    """The judged flaws in the order of the figure of recurrence: by share those looked for, then by papers the others."""

    def rank(row: Mapping[str, Cell]) -> tuple[bool, float, str]:
        papers, judged = _int(row["papers"]), _int(row["judged"])
        shared = row["flaw"] in looked_for
        return (not shared, -papers / max(judged, 1) if shared else -papers, str(row["label"]))

    return sorted((row for row in table.dicts() if any(row[mark.key] for mark in FLAW_MARKS)), key=rank)


def _remarks(
    papers: int, columns: int, level: str, shown: Sequence[Mapping[str, Cell]], looked_for: frozenset[str]
) -> Iterator[str]:
    """What a reader of the picture alone has to know; `papers` and `columns` are how many are not shown."""
    what = "flaw" if level == "category" else "domain"
    if any(row["flaw"] not in looked_for for row in shown):
        yield f"A {what} that was judged in fewer than half of the papers, or never called absent, has a count and no share."
    if columns:
        yield f"Not shown: {counted(columns, f'more {what}')}."
    if papers:
        yield f"Not shown, but counted in the bars: {counted(papers, 'more paper')}."


def _column(row: Mapping[str, Cell], link: Callable[[str], str | None], *, shared: bool) -> Column:
    papers, judged, appraised = (_int(row[name]) for name in ("papers", "judged", "appraised"))
    share = wilson(papers, judged) if shared else Share(None, None, None)
    bar = Bar(str(row["label"]), str(row["domain"]), papers, judged, appraised, *share)
    return Column(
        str(row["flaw"]), bar.label, {mark.key: _int(row[mark.key]) for mark in FLAW_MARKS}, bar.told, link(str(row["flaw"]))
    )


def _row(work: Work, columns: Sequence[Mapping[str, Cell]], said: Cells, link: Callable[[str], str | None]) -> Row:
    found = [said.get((work.key, str(row["flaw"])), ()) for row in columns]
    marks = [(summed(one), told(one)) for one in found]
    return Row(
        work.key, work.label, tuple(Judged(mark, words) if mark else None for mark, words in marks), work.year, link(work.key)
    )


def _table(shown: Sequence[Work], columns: Sequence[Mapping[str, Cell]], said: Cells) -> Table:
    """A row for each judged cell."""
    words = {mark.key: mark.word for mark in FLAW_MARKS}
    rows = []
    for work in shown:
        for row in columns:
            of = said.get((work.key, str(row["flaw"])), ())
            if mark := summed(of):
                rows.append((work.key, work.name, work.year, row["flaw"], row["label"], words[mark], told(of)))
    return Table.of(COLUMNS, rows)


def _int(cell: Cell) -> int:
    return int(str(cell))
