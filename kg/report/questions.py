"""The questions behind a view, with the values that the view was made for in their places."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from functools import cache

from pyoxigraph import Literal, NamedNode

from kg.report.own import question as own
from kg.sparql import Query, bindings, named
from kg.store.binding import bind
from kg.store.guard import Token, check
from kg.views.report.entries import Question

__all__ = ["behind", "behind_own"]


def behind(name: str, given: Mapping[str, str] | None = None, command: str | None = None) -> Question:
    """The named question with the parameters given bound; `command` is how `kg` asks it (`kg query NAME`, unless given).

    A parameter that is not given stands in the command with the example of its question, which cannot be asked without.
    """
    query, chosen = named(name), dict(given or {})
    values = {one.name: one.example for one in query.parameters} | chosen
    terms = {key: term for key, term in bindings(query, values).items() if key in chosen}
    asked = "".join([f"kg query {name}", *(f" --param {shlex.quote(f'{key}={value}')}" for key, value in values.items())])
    return _bound(query, terms, asked if command is None else command)


def behind_own(name: str, terms: Mapping[str, NamedNode | Literal] | None = None) -> Question:
    """A question that only the report asks; `kg query` takes its text from a file."""
    return _bound(own(name), terms, "")


def _bound(query: Query, terms: Mapping[str, NamedNode | Literal] | None, command: str) -> Question:
    text = bind(query.text, _tokens(query.text), terms) if terms else query.text
    return Question(query.name, query.title, text, command)


@cache
def _tokens(text: str) -> list[Token]:
    return check(text)
