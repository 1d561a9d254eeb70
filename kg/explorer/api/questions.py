"""The named questions and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.columns import answer
from kg.errors import NotFound, UsageError, nearest
from kg.explorer.api.listing import listed
from kg.explorer.api.parameters import LIMIT, OFFSET, Parameter, Values, read
from kg.explorer.asked import Asked
from kg.explorer.passages_shown import passages_shown
from kg.report.known import Known
from kg.sparql import Query, catalogue, named, names
from kg.tables import Table, json_value

__all__ = ["fields", "question", "questions"]

Told = Mapping[str, Any]

_KEY = "^[a-z0-9]+(-[a-z0-9]+)*$"  # of a paper, a flaw or an instrument
_PATTERNS = {"text": r"\S", "iri": "^https?://[a-z0-9.-]+/[A-Za-z0-9/_-]*$", "integer": "^-?[0-9]{1,18}$", "year": "^[0-9]{4}$"}


def questions(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """Every question by its name."""
    told = listed(asked, list(catalogue()), values["limit"], values["offset"])
    return told | {"items": [_told(query) | {"answer": f"/api/questions/{query.name}"} for query in told["items"]]}


def _told(query: Query) -> dict[str, Any]:
    return {
        "name": query.name,
        "title": query.title,
        "about": query.about,
        "parameters": [one._asdict() for one in query.parameters],
        "columns": [{"name": name, "about": about} for name, about in query.columns.items()],
    }


def question(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """The rows of the answer, each as an object by column, and the values that it was asked with."""
    if part not in names():
        raise NotFound(
            f"There is no named question {part[:100]!r}.", hint=nearest(part[:100], names()) or "/api/questions has them."
        )
    query = named(part)
    given = read(asked, fields(query))
    bound = {one.name: str(given[one.name]) for one in query.parameters}
    table = passages_shown(_answer(known, query, bound), known.passages)
    told = listed(asked, table.rows, given["limit"], given["offset"])
    items = [{name: json_value(cell) for name, cell in zip(table.columns, row, strict=True)} for row in told["items"]]
    return _told(query) | {"given": bound} | told | {"items": items}


def fields(query: Query) -> tuple[Parameter, ...]:
    """The parameters of the question, and the part of its answer that is asked for. What it makes of a value it says itself."""
    own = [
        Parameter(one.name, f"{one.about} ({one.example})", required=True, choices=tuple(one.kind.split("|")))
        if "|" in one.kind
        else Parameter(one.name, f"{one.about} ({one.example})", required=True, pattern=_pattern(one.kind))
        for one in query.parameters
    ]
    return (*own, LIMIT, OFFSET)


def _pattern(kind: str) -> str:
    """What a value of that kind looks like, as a regular expression."""
    if "," in kind:
        word = f"({kind.replace(',', '|')})"
        return f"^{word}(,{word})*$"
    return _PATTERNS.get(kind, _KEY)


def _answer(known: Known, query: Query, bound: Mapping[str, str]) -> Table:
    """The whole answer, from the columns where they know it; the same question is often asked for its next part."""
    try:
        for value in bound.values():
            value.encode()
    except UnicodeEncodeError:
        raise UsageError("A parameter is no UTF-8 text.") from None
    return answer(known.store, query.name, **bound)
