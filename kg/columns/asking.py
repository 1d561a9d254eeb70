"""Named questions with a twin in SQL: `kg/queries/NAME.rq` says what the answer is, `NAME.sql` finds it in the columns.

Both files give the same columns and the same rows in the same order; tests hold them to that on the corpus and on generated
stores. Which of them answers is a matter of time alone: a small store answers SPARQL before the columns are open.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from kg import resources
from kg.columns.opened import Columns, columns_of, size
from kg.rdf.vocab import BASE
from kg.sparql import Query, ask, checked, named
from kg.store import Store
from kg.tables import Cell, Table

__all__ = ["answer", "answered", "twins"]

_WORTH = 400_000  # bytes of columns, those of some 700 appraised papers: from there on opening them takes less than most SPARQL


@cache
def twins() -> tuple[str, ...]:
    """The names of the questions that have a twin in SQL, sorted."""
    return tuple(resources.names("queries", ".sql"))


def answer(store: Store, name: str, limit: int | None = None, /, **parameters: str | int) -> Table:
    """The answer to a named question, from the columns where it has a twin, they are there and the store is large.

    At most `limit` rows. Raises as `kg.sparql.ask` does.
    """
    there = size(store) if name in twins() else None
    if there is None or there < _WORTH:
        return ask(store, name, limit, **parameters)
    table = answered(columns_of(store), name, **parameters)
    if limit is None or len(table) <= limit:
        return table
    return Table(table.columns, table.rows[:limit], truncated=True)


def answered(columns: Columns, name: str, /, **parameters: str | int) -> Table:
    """The answer to a named question from the columns; raises as `kg.sparql.ask` does."""
    query = named(name)
    table = columns.table(_sql(name), _values(query, parameters))
    if tuple(query.columns) != table.columns:
        raise AssertionError(f"{name}.sql answers {table.columns}, {name}.rq says {tuple(query.columns)}")
    return Table(table.columns, tuple(tuple(map(_cell, row)) for row in table.rows))


@cache
def _sql(name: str) -> str:
    return resources.read_text("queries", f"{name}.sql")


def _values(query: Query, given: Mapping[str, str | int]) -> dict[str, object]:
    """The parameters as SQL takes them: numbers as such, things by their key, all else as the text that was given."""
    texts = checked(query, given)
    return {p.name: _value(p.kind, texts[p.name]) for p in query.parameters}


def _value(kind: str, text: str) -> object:
    if kind in ("integer", "year"):
        return int(text)
    if kind in ("key", "flaw", "instrument"):
        return text.removeprefix(f"{BASE}{'paper' if kind == 'key' else kind}/")
    return text


def _cell(value: Cell) -> Cell:
    """A decimal without the zeros that its type adds."""
    if isinstance(value, Decimal):
        short = value.normalize()
        return short.quantize(Decimal(1)) if short == short.to_integral_value() else short
    return value
