"""The gallery of named questions, and a page for each: its form, its answer, what the columns mean, and its SPARQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from kg.columns import answer, twins
from kg.errors import NotFound, UsageError, lines, nearest
from kg.explorer import framing
from kg.explorer.asked import Answer, Asked
from kg.explorer.asking.answer_pictures import Pictures, bars
from kg.explorer.asking.answer_table import named_grid
from kg.explorer.asking.purposes import PURPOSES
from kg.explorer.asking.question_fields import bound, fields
from kg.explorer.asking.snippets import ADDRESS, kg_command, permalink
from kg.explorer.passages_shown import passages_shown
from kg.rdf.vocab import BASE
from kg.report.cells import HOME
from kg.report.known import Known
from kg.sparql import Query, ask, catalogue, checked, named, names
from kg.tables import FORMATS, Table, counted
from kg.views.charts.plain_bars import PlainBar
from kg.views.report import addresses
from kg.views.report.entries import Cell, Grid, Page

__all__ = ["asked", "gallery"]

_READ = 10_000  # rows of a question without a twin in SQL that its page reads; its files have all
_FILES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_CHARTS = {  # what a bar is named by, how long it is, of how many that is, and both in words
    "recurrence": ("label", "papers", "judged", "Papers in which some assessor finds the flaw, of those judged for it"),
    "assessors": ("assessor", "papers", "", "Papers appraised"),
    "derived-recurrence": ("label", "papers", "", "Papers in which a rule derives a candidate"),
    "papers-without-appraisal": ("title", "cited_by", "", "Papers of this store that cite it"),
    "shrinking-effects": ("instrument", "shrinking", "pairs", "Shrinking effects, of all pairs of an earlier and a later one"),
    "similar-papers": (
        "name",
        "shared",
        "either",
        "Flaws found in both papers, of those judged in both and found in one",
    ),
}


class Card(NamedTuple):
    """A question as the gallery shows it."""

    name: str
    title: str
    about: str
    parameters: str
    words: str  # all by which it is found


class Shown(NamedTuple):
    """The answer on the page of a question."""

    told: str
    grid: Grid
    pictures: Pictures | None
    notices: tuple[str, ...]


def gallery(known: Known, asked: Asked) -> Answer:
    """All named questions by purpose; with `q` those whose words hold all that was typed."""
    wanted = asked.first("q").casefold().split()
    every = [Card(one.name, one.title, one.about, _parameters(one), _words(one)) for one in catalogue()]
    cards = {card.name: card for card in every if all(word in card.words for word in wanted)}
    listed = [(title, about, [cards[name] for name in inside if name in cards]) for title, about, inside in PURPOSES]
    page = Page(
        framing.QUESTIONS, "Questions", "Questions", "Named questions with their answers, as tables and charts.", (),
        lead=(Cell("What people ask of appraisals: each question with its answer as a table, and the SPARQL behind it."),),
        crumbs=(HOME,),
    )  # fmt: skip
    told = f"{len(cards)} of {counted(len(names()), 'question')}." if wanted else f"{counted(len(cards), 'question')}."
    groups = [group for group in listed if group[2]]
    return framing.made(known, "gallery.html", page, words=" ".join(asked.first("q").split()), groups=groups, told=told)


def _parameters(query: Query) -> str:
    return ", ".join(one.name for one in query.parameters)


def _words(query: Query) -> str:
    return " ".join((query.name, query.title, query.about, *query.columns, *query.columns.values())).casefold()


def asked(known: Known, asked: Asked) -> Answer:
    """A question's page, or its answer as a file (`?format=csv` or json). Raises NotFound for a name that is no question."""
    query = _named(asked.path.removeprefix("/questions/"))
    form = asked.first("format")
    given = {name: asked.first(name).replace("\r\n", "\n") for name, _ in asked.query if name != "format"}
    if form:
        return _file(known, query, given, form)
    ready = set(given) >= {one.name for one in query.parameters}
    if not ready:
        return _page(known, query, given, None, "")
    try:
        return _page(known, query, given, _shown(known, query, given), bound(query, given))
    except UsageError as error:
        return _page(known, query, given, None, "", tuple(lines(error)))


def _named(name: str) -> Query:
    if name not in names():
        raise NotFound(f"There is no question {name!r}.", hint=nearest(name, names()) or "The page Questions lists them all.")
    return named(name)


def _page(
    known: Known, query: Query, given: Mapping[str, str], shown: Shown | None, text: str, wrong: tuple[str, ...] = ()
) -> Answer:
    at = f"{framing.QUESTIONS}/{query.name}"
    page = Page(
        at, query.title, query.title, query.about, (), lead=(Cell(query.about),),
        crumbs=(HOME, Cell("Questions", framing.QUESTIONS)), current=framing.QUESTIONS,
    )  # fmt: skip
    values = [(one.name, given[one.name]) for one in query.parameters if one.name in given]
    opened = permalink(framing.SPARQL, text) if text else ""
    return framing.made(
        known, "asked.html", page, 400 if wrong else 200,
        query=query, fields=fields(known, query, given), shown=shown, wrong=wrong, text=text,
        open=opened if len(opened) <= ADDRESS else "",
        files=[(name, f"{at}?{urlencode([*values, ('format', name)])}") for name in _FILES] if shown else [],
        command=kg_command("query", query.name, *(part for name, value in values for part in ("--param", f"{name}={value}"))),
        columns=tuple(query.columns.items()),
    )  # fmt: skip


def _answer(known: Known, query: Query, given: Mapping[str, str], limit: int | None) -> Table:
    """The answer from the columns where they have it; otherwise at most `limit` rows."""
    in_columns = query.name in twins()
    table = answer(known.store, query.name, **given) if in_columns else ask(known.store, query, limit, **given)
    return passages_shown(table, known.passages)


def _file(known: Known, query: Query, given: Mapping[str, str], form: str) -> Answer:
    if form not in _FILES:
        raise UsageError(f"There is no format {form!r} here.", hint=f"One of: {', '.join(_FILES)}.")
    table = _answer(known, query, checked(query, given), None)
    name = f'attachment; filename="{query.name}.{form}"'
    return Answer(200, _FILES[form], FORMATS[form](table).encode("utf-8", "replace"), {"Content-Disposition": name})


def _shown(known: Known, query: Query, given: Mapping[str, str]) -> Shown:
    table = _answer(known, query, checked(query, given), _READ)
    told = f"The first {counted(len(table), 'row')}; there are more." if table.truncated else f"{counted(len(table), 'row')}."
    grid = named_grid(table, query.title, known.flaws, known.instruments, known.papers)
    drawn = _drawn(query, table)
    notices = _unknown(known, query, given) if not table.rows else ()
    return Shown(told, grid, drawn, notices)


def _drawn(query: Query, table: Table) -> Pictures | None:
    if query.name not in _CHARTS or not table.rows:
        return None
    label, value, of, measure = _CHARTS[query.name]
    found = []
    for row in table.dicts():
        number = row[value]
        if isinstance(number, int) and row[label]:
            found.append(PlainBar(str(row[label]), number, f"{number:,} of {row[of]:,}" if of else f"{number:,}"))
    found.sort(key=lambda bar: -bar.value)
    drawn = bars(found, len(table), query.title, measure)
    return None if isinstance(drawn, str) else drawn


def _unknown(known: Known, query: Query, given: Mapping[str, str]) -> tuple[str, ...]:
    """Each value that names nothing: without a word an empty answer would look like a finding."""
    said = []
    for one in query.parameters:
        value = given[one.name]
        if one.kind == "key":
            thing = value if value.startswith("http") else f"{BASE}paper/{value}"
            if not ask(known.store, "facts-of", 1, thing=thing).rows:
                said.append(f"There is no paper {value!r} in the store. The page {addresses.PAPERS} lists them.")
        elif one.kind in ("flaw", "instrument"):
            there = known.flaws if one.kind == "flaw" else known.instruments
            bare = value.removeprefix(f"{BASE}{one.kind}/")
            if bare not in there:
                said.append(f"There is no {one.kind} {value!r}. {nearest(bare, there)}".strip())
    return tuple(said)
