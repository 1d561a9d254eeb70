"""The files to download: tables of everything as CSV and JSON, and the statements as Turtle, graph by graph."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kg.columns import columns_of
from kg.rdf import lexicon, mint
from kg.report.known import Known
from kg.report.own import sql
from kg.report.paper_files import allowed, turtle
from kg.tables import FORMATS, Cell, Table

__all__ = ["statements", "tables"]


def tables(known: Known) -> Iterator[tuple[str, str]]:
    """Name and text of each table, as CSV and as JSON."""
    columns = columns_of(known.store)
    yield from _written(
        "papers", Table.of(tuple(next(iter(known.papers.values()), {})), [tuple(row.values()) for row in known.papers.values()])
    )
    yield from _written("flaws", known.recurring)
    for name in ("findings", "estimates", "citations"):
        found = columns.table(sql(name))
        yield from _written(name, Table(found.columns, tuple(tuple(map(_short, row)) for row in found.rows)))
    rows = list(known.sources.values())
    names = ("graph", "format", "sha256", "ingested", "papers", "findings", "estimates", "citations", "notices", "problems")
    told = [(str(row["source"]).rsplit("/", 1)[-1], *(row[name] for name in names)) for row in rows]
    yield from _written("sources", Table.of(("source", *names), told))


def _short(cell: Cell) -> Cell:
    """A decimal without the zeros that its column adds."""
    if not isinstance(cell, Decimal):
        return cell
    short = cell.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def _written(name: str, table: Table) -> Iterator[tuple[str, str]]:
    for form in ("csv", "json"):
        yield f"{name}.{form}", FORMATS[form](table)


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
