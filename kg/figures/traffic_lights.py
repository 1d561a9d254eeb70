"""The figure of risk-of-bias judgements by a tool: papers by the tool's domains, in its own words, as reviewers draw them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kg.dossier import resolve
from kg.errors import NotFound, nearest
from kg.figures.judged import Work, assessed, works
from kg.figures.tools import DIFFER, MARKS, Tool, mark, tool
from kg.sparql import ask
from kg.store import Store
from kg.tables import Cell, Table, counted, percent
from kg.views.charts.judgement_marks import Mark
from kg.views.charts.matrix import Column, Judged, Matrix, Row, draw
from kg.views.charts.matrix_spec import spec
from kg.views.figure import NARROW, WIDE, Figure

__all__ = ["traffic_lights"]

OVERALL = "overall"
_WORDS = {mark.key: mark for mark in (*MARKS, DIFFER)}
_NOTES = (
    "Judgements as their assessors made them with the tool, one mark a domain.",
    "Half and half: judged differently, by two assessors or for two outcomes.",
    "A word for a domain is found back from presence, severity and potential of the judgement, by the layout of its tables.",
    "Where a store keeps two words alike, as No information and Unclear may be, Unclear is shown.",
    "The words for overall judgements are those of the source.",
    "Bars count papers: each weighs the same. An empty place says that the paper has no judgement on that domain.",
)


class _Said(NamedTuple):
    key: str
    target: str | None
    assessor: str
    kind: str

    @property
    def told(self) -> str:
        of = f" for {self.target.replace(':', ' ')}" if self.target and self.target not in ("report", "study") else ""
        return f"{_WORDS[self.key].word}{of} ({assessed(self.assessor, self.kind)})"


_Cells = Mapping[tuple[str, str], Sequence[_Said]]


def traffic_lights(
    store: Store,
    instrument: str,
    *,
    papers: Sequence[str] = (),
    assessors: Sequence[str] = (),
    limit: int = 100,
    order: str = "name",
    title: str | None = None,
    link: Callable[[str], str | None] = lambda flaw: None,
    paper_link: Callable[[str], str | None] = lambda paper: None,
) -> Figure:
    """The papers judged with a tool ("rob2") by its domains, and the overall judgement where there is one.

    The other arguments are those of `kg.figures.matrix`. Raises NotFound where nothing was judged with it, naming the tools that
    were used.
    """
    known = tool(instrument)
    said, labels = _said(store, known, assessors)
    judged = works(store, {paper for paper, _ in said})
    if papers:
        wanted = {resolve(store, ref) for ref in papers}
        judged = [work for work in judged if work.key in wanted]
    if not judged:
        raise NotFound(f"No paper is judged with the tool {instrument!r}.", hint=_used(store, instrument))
    judged.sort(key=lambda work: work.place(order))
    shown = judged[: limit or None]
    columns = [_column(flaw, label, said, judged, link) for flaw, label in labels.items()]
    used = {key for column in columns for key, papers in column.counts.items() if papers}
    assessed_by = sorted({(one.assessor, one.kind) for of in said.values() for one in of})
    data = Matrix(
        title=title or f"Risk of bias in {counted(len(judged), 'paper')} by {known.title}",
        what="judgement",
        marks=tuple(mark for mark in sorted((*MARKS, DIFFER), key=lambda mark: mark.rank) if mark.key in used),
        columns=tuple(columns),
        rows=tuple(_row(work, columns, said, paper_link) for work in shown),
        papers=len(judged),
        summary=f"How many of the {counted(len(judged), 'paper')} got which judgement",
        remarks=tuple(_remarks(len(judged) - len(shown))),
        judges=", ".join(assessed(*one) for one in assessed_by),
    )
    return Figure(
        name="matrix",
        wide=draw(data, WIDE),
        narrow=draw(data, NARROW),
        table=_table(data, known),
        notes=(*_NOTES, f"Judged by {data.judges}."),
        queries=("tool-judgements", "tool-overalls", "papers"),
        spec=spec(data),
        grid=data,
    )


def _said(store: Store, known: Tool, assessors: Sequence[str]) -> tuple[_Cells, dict[str, str]]:
    """The judgements by paper and domain, and the domains in the tool's order with their labels, "overall" last."""
    said: dict[tuple[str, str], list[_Said]] = defaultdict(list)
    labels: dict[str, str] = {}
    for row in ask(store, "tool-judgements", None, wanted=known.name).dicts():
        if not assessors or row["assessor"] in assessors:
            key = known.key(str(row["presence"]), _text(row["severity"]), _text(row["potential"]))
            flaw = str(row["flaw"])
            labels[flaw] = str(row["label"])
            said[str(row["paper"]), flaw].append(_Said(key, _text(row["target"]), str(row["assessor"]), str(row["kind"])))
    order = list(known.columns)
    found = sorted(labels, key=lambda flaw: (order.index(flaw) if flaw in order else len(order), labels[flaw]))
    domains = {flaw: _named(known.columns.get(flaw, ""), labels[flaw]) for flaw in found}
    for row in ask(store, "tool-overalls", None, wanted=known.name).dicts():
        if not assessors or row["assessor"] in assessors:
            key = mark(_text(row["printed"]) or "", str(row["risk"]))
            said[str(row["paper"]), OVERALL].append(_Said(key, _text(row["target"]), str(row["assessor"]), str(row["kind"])))
            domains[OVERALL] = "Overall"
    return dict(said), domains


def _text(cell: Cell) -> str | None:
    return None if cell is None else str(cell)


def _named(column: str, label: str) -> str:
    return f"{column} {label}" if 0 < len(column) <= 3 else label


def _used(store: Store, instrument: str) -> str:
    tools = sorted({str(name) for name in ask(store, "tool-judgements", None, wanted="all").column("tool")})
    return nearest(instrument, tools) or (f"Used in this store: {', '.join(tools)}." if tools else "No appraisal names its tool.")


def _summed(said: Sequence[_Said]) -> Mark | None:
    keys = {one.key for one in said}
    return None if not keys else _WORDS[next(iter(keys))] if len(keys) == 1 else DIFFER


def _column(flaw: str, label: str, said: _Cells, judged: Sequence[Work], link: Callable[[str], str | None]) -> Column:
    marks = [found for work in judged if (found := _summed(said.get((work.key, flaw), ()))) is not None]
    counts = Counter(found.key for found in marks)
    low = counts["low"]
    told = f"low in {low} of {len(marks)} judged: {percent(low / max(len(marks), 1))}"
    return Column(flaw, label, dict(counts), told, None if flaw == OVERALL else link(flaw))


def _row(work: Work, columns: Sequence[Column], said: _Cells, link: Callable[[str], str | None]) -> Row:
    cells = []
    for column in columns:
        of = said.get((work.key, column.key), ())
        found = _summed(of)
        cells.append(Judged(found.key, "; ".join(sorted({one.told for one in of}))) if found else None)
    return Row(work.key, work.label, tuple(cells), work.year, link(work.key))


def _remarks(papers: int) -> Iterator[str]:
    if papers:
        yield f"Not shown, but counted in the bars: {counted(papers, 'more paper')}."


def _table(data: Matrix, known: Tool) -> Table:
    """As reviewers keep such judgements: a row a paper, a column a domain, the overall judgement last."""
    names = ["Study", *("Overall" if c.key == OVERALL else known.columns.get(c.key, c.label) for c in data.columns)]
    rows = [[row.label, *(data.mark(cell.mark).word if cell else None for cell in row.cells)] for row in data.rows]
    return Table.of(names, rows)
