"""The questions behind a view, with the values that the view was made for in their places."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pyoxigraph import NamedNode

from kg.report.own import question as own
from kg.sparql import Query, named
from kg.store.binding import bind
from kg.store.guard import Token, check
from kg.views.report.entries import Question

__all__ = ["behind", "behind_own"]


def behind(name: str, terms: Mapping[str, NamedNode] | None = None, command: str | None = None) -> Question:
    """The named question, its parameters bound to IRIs; `command` is how `kg` asks it (`kg query NAME`, unless given)."""
    asked = f"kg query {name}" + "".join(f" --param {key}={term.value.rsplit('/', 1)[1]}" for key, term in (terms or {}).items())
    return _bound(named(name), terms, asked if command is None else command)


def behind_own(name: str, terms: Mapping[str, NamedNode] | None = None) -> Question:
    """A question that only the report asks; `kg query` takes its text from a file."""
    return _bound(own(name), terms, "")


def _bound(query: Query, terms: Mapping[str, NamedNode] | None, command: str) -> Question:
    text = bind(query.text, _tokens(query.text), terms) if terms else query.text
    return Question(query.name, query.title, text, command)


@cache
def _tokens(text: str) -> list[Token]:
    return check(text)
