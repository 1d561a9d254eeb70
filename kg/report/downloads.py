"""The files to download: tables of everything as CSV and JSON, and the statements as Turtle, graph by graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from kg.columns import answer, columns_of
from kg.rdf import lexicon, mint
from kg.report.cells import short
from kg.report.known import Known
from kg.report.own import sql
from kg.report.paper_files import allowed, turtle
from kg.tables import FORMATS, Table

__all__ = ["FORMS", "TABLES", "statements", "tables", "whole"]

_STATEMENTS = 2_000_000  # up to which all are one file of the site


def tables(known: Known) -> Iterator[tuple[str, str]]:
    """Name and text of each table, as CSV and as JSON."""
    for name, make in TABLES.items():
        table = make(known)
        for form in FORMS:
            yield f"{name}.{form}", FORMATS[form](table)


def _papers(known: Known) -> Table:
    return answer(known.store, "papers")


def _flaws(known: Known) -> Table:
    return known.recurring


def _asked(name: str, known: Known) -> Table:
    found = columns_of(known.store).table(sql(name))
    return Table(found.columns, tuple(tuple(map(short, row)) for row in found.rows))


def _sources(known: Known) -> Table:
    names = ("graph", "format", "sha256", "ingested", "papers", "findings", "estimates", "citations", "notices", "problems")
    told = [(str(row["source"]).rsplit("/", 1)[-1], *(row[name] for name in names)) for row in known.sources.values()]
    return Table.of(("source", *names), told)


TABLES: dict[str, Callable[[Known], Table]] = {
    "papers": _papers,
    "flaws": _flaws,
    **{name: partial(_asked, name) for name in ("findings", "estimates", "citations")},
    "sources": _sources,
}
FORMS = ("csv", "json")


def whole(known: Known) -> bool:
    """Whether all statements are among the files."""
    return len(known.store) <= _STATEMENTS


def statements(known: Known) -> Iterator[str]:
    """All statements as Turtle, a piece for each graph: the store's log and the ontology left out, passages as far as allowed."""
    hidden = {mint.LOG.value, *(mint.knowledge(name).value for name in lexicon.FILES)}
    first = True
    for graph in known.store.graphs():
        if graph.value not in hidden:
            text = turtle(quad.triple for quad in allowed(known, known.store.quads(graph)))
            lines = text.splitlines(keepends=True)
            yield "".join(line for line in lines if first or not line.startswith("@prefix "))
            first = False
