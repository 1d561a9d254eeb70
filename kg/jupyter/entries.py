"""A page of the report as part of a notebook: a paper, a flaw, an instrument, the overview, and what a store holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.markup import PLAIN
from kg.tables import counted, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.report.known import Known
    from kg.store import Store
    from kg.views.report.entries import Page, Question, Section

__all__ = ["Entry", "flaw", "instrument", "overview", "paper", "store"]

_MOST = 200  # rows of a table
_CLOSED = ("course", "mentions", "cited-by", "sources", "together", "elsewhere")  # sections that open on demand
_ORIGINS = {
    "asserted": "asserted: by the assessors and sources named",
    "read": "read from prose by a program; nobody judged it",
    "derived": "derived by rules; nobody asserted it",
}
_SOURCES = 10
_MANY = 2_000  # sources from which on it takes seconds to find out whether what rules derive is up to date


@dataclass(frozen=True, slots=True)
class Entry:
    """A page with its sections, each with what it says whose statements they are."""

    page: Page

    def __repr__(self) -> str:
        return visible(f"{self.page.kicker}: {self.page.title}" if self.page.kicker else self.page.title)

    def _repr_html_(self) -> str:
        from kg.jupyter.pictures import picture
        from kg.views.render import render, safe_link
        from kg.views.report.page import shown

        return render(
            "notebook/page.html", page=shown(self.page), plain=PLAIN, most=_MOST, closed=_CLOSED, origins=_ORIGINS,
            drawn=picture, safe_link=safe_link, counted=counted, asked=_asked,
        )  # fmt: skip


def _asked(questions: Iterable[Question]) -> Iterator[str]:
    """The lines of a notebook that ask the same; none for a question whose values the page does not have."""
    from kg.sparql import named, names

    for one in questions:
        needed = named(one.name).parameters if one.name in names() else ()
        if one.command.startswith("kg query ") and all(f"--param {wanted.name}=" in one.command for wanted in needed):
            yield one.command.replace("kg query", "%sparql", 1)
        elif one.command and not one.command.startswith("kg query "):
            yield f"%{one.command}"


def paper(store: Store, ref: str, *, passages: str = "short") -> Entry:
    """The paper of that key, DOI, PubMed number or name, with all that is said of it; raises NotFound where there is none.

    `passages` says how much of the words of others is shown: none, short (30 words) or full.
    """
    from kg.dossier import resolve
    from kg.report.paper import paper as page

    return Entry(page(_known(store, passages), resolve(store, ref)))


def flaw(store: Store, name: str) -> Entry:
    """The category of that identifier: what it means, its share with its denominator, and who judged which paper.

    Raises NotFound for one that the ontology has not.
    """
    from kg.explorer import named
    from kg.report.flaw import flaw as pages

    known = _known(store)
    return Entry(next(pages(known, named.flaw(known, name))))


def instrument(store: Store, name: str) -> Entry:
    """The outcome instrument of that identifier: its thresholds with their sources, and the estimates on it.

    Raises NotFound for one that the ontology has not.
    """
    from kg.explorer import named
    from kg.report.instrument import instrument as pages

    known = _known(store)
    return Entry(next(pages(known, named.instrument(known, name))))


def overview(store: Store) -> Entry:
    """Which flaws recur, who judged, which effects fall short of what matters, what was read last."""
    from kg.report.overview import overview as page

    return Entry(page(_known(store)))


def store(of: Store) -> Entry:
    """What the store holds, where it is, who judged, and the sources read last."""
    from kg.views.report.entries import Page

    return Entry(Page("", _place(of), _place(of), "", tuple(_held(of)), kicker="Store"))


def _known(store: Store, passages: str = "short") -> Known:
    from kg.errors import UsageError
    from kg.report.known import Known
    from kg.views.report.passages import MODES

    if passages not in MODES:
        raise UsageError(f"Passages cannot be shown {passages!r}.", hint=f"One of: {', '.join(MODES)}.")
    return Known(store, passages)


def _place(of: Store) -> str:
    address = getattr(of, "address", None)  # of a store on a server
    return str(of.place or address or "in memory")


def _held(of: Store) -> Iterator[Section]:
    from kg.errors import StoreError
    from kg.report.assessors import assessors
    from kg.report.log import sources
    from kg.report.own import question
    from kg.rules.derive import fresh
    from kg.sparql import ask
    from kg.views.report.entries import Cell, Column, Fact, Facts, Grid, Prose, Section

    try:
        read = list(sources(of).values())
    except StoreError as error:  # closed, say: a notebook shows it all the same
        yield Section("held", "What it holds", (Prose((f"{error.message[:1].upper()}{error.message[1:]}.",)),))
        return
    papers = int(str(ask(of, question("paper-count")).rows[0][0]))
    count = {name: sum(int(str(row[name])) for row in read) for name in ("findings", "estimates", "citations")}
    rules = "not looked up: there are many sources; kg doctor tells"
    if len(read) <= _MANY:
        rules = "up to date" if fresh(of) else "not up to date: kg check derives it, kg ingest keeps it"
    facts = {
        "Papers": f"{papers:,}",
        "Sources": f"{len(read):,}" + (f", last read {max(str(row['ingested']) for row in read)[:10]}" if read else ""),
        "They say": ", ".join(
            (
                counted(count["findings"], "judgement"),
                counted(count["estimates"], "estimate"),
                counted(count["citations"], "citation"),
            )
        ),
        "Statements": f"{len(of):,}",
        "What rules derive": rules,
        "Open for": "reading and writing" if of.writable else "reading",
    }
    yield Section("held", "What it holds", (Facts(tuple(Fact(name, (Cell(said),)) for name, said in facts.items())),))
    yield Section("judges", "Who judged", (assessors(_known(of)),))
    newest = sorted(read, key=lambda row: (str(row["ingested"]), str(row["source"])), reverse=True)
    rows = tuple(
        tuple(Cell(str(row[name])) for name in ("source", "format", "ingested", "papers", "findings"))
        for row in newest[:_SOURCES]
    )
    heads = ("Source", "Format", "Read at (UTC)", "Papers", "Judgements")
    columns = tuple(Column(head, number=head in heads[3:]) for head in heads)
    if rows:
        left = f"{counted(len(read) - _SOURCES, 'further source')}: %sparql sources." if len(read) > _SOURCES else ""
        yield Section("sources", "Sources read last", (Grid("Sources", columns, rows, left),))
