"""The SPARQL page: a query and its answer as table, chart, graph or text, with ways to take it elsewhere. Works without script.

Another part of the server runs the query; this page is given what it found (`kg.explorer.asking.found`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from kg import resources
from kg.errors import UsageError
from kg.explorer import framing
from kg.explorer.asked import Answer, Asked
from kg.explorer.asking.answer_pictures import Pictures, chart, graph
from kg.explorer.asking.answer_table import term_grid
from kg.explorer.asking.examples import examples, start
from kg.explorer.asking.found import Refusal, Rows, found
from kg.explorer.asking.snippets import ADDRESS, permalink, snippets
from kg.rdf.vocab import PREFIXES
from kg.report.cells import HOME
from kg.report.known import Known
from kg.sparql import with_prefixes
from kg.tables import counted, visible
from kg.views.report.entries import Cell, Grid, Page

__all__ = ["VIEWS", "sparql_page"]

VIEWS = {"table": "Table", "chart": "Chart", "graph": "Graph", "raw": "As sent"}
_RAW = 100_000  # characters of an answer as sent that the page shows
_FILES = {"csv": "CSV", "tsv": "TSV", "json": "JSON", "xml": "XML"}
_TRIPLE_FILES = {"turtle": "Turtle", "ntriples": "N-Triples", "jsonld": "JSON-LD"}
_LONG = 500  # characters of a line that is shown with the place of an error
_TITLES = {400: "The query was refused", 503: "The server could not answer", 504: "The query took too long"}
_BEFORE = "Often the cause stands just before: a full stop, semicolon or bracket that is missing, or one too many."
_EMPTY = "No rows. Is a name misspelt, or does a pattern ask for what nothing states? OPTIONAL keeps rows that lack a value."


class Result(NamedTuple):
    """An answer in the view that was asked for: one of table, pictures and text; `told` says how much there is."""

    told: str
    grid: Grid | None = None
    pictures: Pictures | None = None
    text: str = ""
    notice: str = ""


class Wrong(NamedTuple):
    """What is wrong with the query, the line of it that is meant, and how far along."""

    title: str
    message: str
    hint: str
    line: int
    column: int
    text: str


def sparql_page(known: Known, asked: Asked) -> Answer:
    """The page; a query that was refused or took too long keeps its text, with what is wrong where, and its HTTP status."""
    query = asked.first("query").replace("\r\n", "\n")
    view = asked.first("view", "table")
    view = view if view in VIEWS else "table"
    answer = found(asked) if query.strip() else None
    refused = answer if isinstance(answer, Refusal) else None
    rows = answer if isinstance(answer, Rows) else None
    here = permalink(framing.SPARQL, query, view=view)
    page = Page(
        framing.SPARQL, "SPARQL", "SPARQL", "Ask this store any SPARQL query.", (),
        lead=(Cell("Ask anything of this store. The prefixes of its vocabulary are known, and nothing can be changed here."),),
        crumbs=(HOME,),
    )  # fmt: skip
    shown = {
        "query": query,
        "field": query or start(),
        "view": view,
        "views": VIEWS,
        "examples": [(one, permalink(framing.SPARQL, one.text, view=one.view)) for one in examples()],
        "result": _result(known, rows, view, asked) if rows else None,
        "wrong": _wrong(refused, query) if refused else None,
        "unasked": bool(query.strip()) and answer is None,
        "files": _files(rows),
        "download": permalink("sparql", query),
        "here": here,
        "size": len(here),
        "most": ADDRESS,
        "other_views": [(name, title, permalink(framing.SPARQL, query, view=name)) for name, title in VIEWS.items()],
        "snippets": [one for one in snippets(query, asked.origin, triples=rows.triples) if one.text] if rows else [],
        "prefixes": sorted(PREFIXES.items()),
        "editor": _has_editor(),
    }
    return framing.made(known, "sparql.html", page, refused.status if refused else 200, **shown)


def _has_editor() -> bool:
    """Whether the editor was built: a file that comes with a wheel, or by `npm run build` in `frontend/`."""
    return "editor" in resources.names("views/static/explorer", ".js")


def _result(known: Known, rows: Rows, view: str, asked: Asked) -> Result:
    if view == "raw":
        text = asked.given.decode("utf-8", "replace")
        cut = f"The first {_RAW:,} of {len(text):,} characters. The downloads have all." if len(text) > _RAW else ""
        return Result(_told(rows), text=visible(text[:_RAW].replace("\t", "  ")), notice=cut)
    if rows.truth is not None:
        return Result("Yes." if rows.truth else "No.")
    if not rows.rows:
        return Result(_told(rows), notice=_EMPTY)
    if view in ("chart", "graph"):
        drawn = chart(rows, _names(known)) if view == "chart" else graph(rows, _names(known))
        if not isinstance(drawn, str):
            return Result(_told(rows), pictures=drawn)
        return Result(_told(rows), grid=term_grid(rows, "Answer"), notice=f"{drawn} The table is shown instead.")
    return Result(_told(rows), grid=term_grid(rows, "Answer"))


def _names(known: Known) -> dict[str, str]:
    """What flaws and instruments are called, by their IRIs."""
    flaws = {one.name.iri: one.name.label for one in known.flaws.values()}
    return flaws | {one.name.iri: one.name.label for one in known.instruments.values()}


def _told(rows: Rows) -> str:
    if rows.truth is not None:
        return "Yes." if rows.truth else "No."
    number = counted(len(rows.rows), "triple" if rows.triples else "row")
    if rows.truncated:
        return f"The first {number}: the server stopped at its limit."
    return f"{number}." if rows.triples else f"{number}, {counted(len(rows.columns), 'column')}."


def _files(rows: Rows | None) -> list[tuple[str, str]]:
    if rows is None:
        return []
    if rows.truth is not None:
        return [("json", "JSON"), ("xml", "XML")]
    return list((_TRIPLE_FILES if rows.triples else _FILES).items())


def _wrong(refused: Refusal, query: str) -> Wrong:
    placed = _moved(refused, query)
    lines = query.split("\n")
    line, column = placed.line or 0, placed.column or 0
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    if column > len(text) + 1:
        column = 0
    title = _TITLES.get(placed.status, placed.title)
    detail = placed.detail[:1].upper() + placed.detail[1:]
    shown = visible(text.replace("\t", " ")) if len(text) <= _LONG else ""
    hint = placed.hint or (_BEFORE if line and "does not parse" in detail else "")
    return Wrong(title, detail, hint, line, column, shown)


def _moved(refused: Refusal, query: str) -> Refusal:
    """The refusal with its place in the query as written: the engine counts the prefixes that were put before its first line."""
    if refused.line != 1 or not refused.column or "does not parse" not in refused.detail:
        return refused
    try:
        before = len(with_prefixes(query)) - len(query)
    except UsageError:
        return refused
    if refused.column <= before:
        return refused
    column = refused.column - before
    return replace(refused, column=column, detail=refused.detail.replace(f"column {refused.column}", f"column {column}", 1))
