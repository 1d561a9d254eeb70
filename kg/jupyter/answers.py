"""What `%sparql` and `%%sparql` answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.markup import PLAIN
from kg.tables import Table, visible

if TYPE_CHECKING:
    from kg.jupyter.words import Asked
    from kg.store import Store

__all__ = ["Turtle", "named", "opened", "own", "questions"]

_PLACE = re.compile(r"line (\d+), column (\d+)")


@dataclass(frozen=True, slots=True)
class Turtle:
    """Triples that a query gave, as Turtle."""

    text: str

    def __repr__(self) -> str:
        return visible(self.text)

    def _repr_html_(self) -> str:
        from kg.views.render import render

        return render("notebook/text.html", text=visible(self.text), plain=PLAIN)


@contextmanager
def opened(store: Store | str) -> Iterator[Store]:
    """The store, opened where it is given by its place, and closed again then."""
    from kg.store import open_store

    if isinstance(store, str):
        with open_store(store) as found:
            yield found
    else:
        yield store


def questions() -> Table:
    """The named questions with their parameters."""
    from kg.sparql import catalogue

    rows = [(q.name, ", ".join(f"{p.name}={p.example}" for p in q.parameters), q.title) for q in catalogue()]
    return Table.of(("name", "parameters", "title"), rows)


def named(store: Store, words: Asked) -> tuple[Table, list[str]]:
    """The answer to a named question, and what is to be said of it: values that name nothing in the store."""
    from kg import sparql
    from kg.columns import answer
    from kg.unknown import unknown

    question = sparql.named(str(words.name))
    table = answer(store, question.name, words.limit, **words.params)
    return table, [] if table.rows else list(unknown(store, question, words.params))


def own(store: Store, text: str, limit: int | None) -> Table | bool | Turtle:
    """The answer to a query; raises UsageError, with the line that is meant, where it cannot be understood."""
    from kg import sparql

    try:
        found = sparql.free(store, text, limit)
    except UsageError as error:
        raise _pointed(error, text) from None
    if isinstance(found, Table | bool):
        return found
    return Turtle(_used(sparql.raw(store, text, "turtle").decode()))


def _used(turtle: str) -> str:
    """The triples without the prefixes that none of them uses."""
    every = turtle.splitlines()
    heads = {line: line.split()[1] for line in every if line.startswith("@prefix ")}
    body = "\n".join(line for line in every if line not in heads)
    return "\n".join([*(line for line, prefix in heads.items() if prefix in body), body]) + "\n"


def _pointed(error: UsageError, text: str) -> UsageError:
    """The error with the line of the text that it names, and a mark below the column."""
    from kg.sparql import with_prefixes

    place = _PLACE.search(error.message)
    if place is None:
        return error
    line, column = int(place[1]), int(place[2])
    lines = text.splitlines() or [""]
    if line == 1:  # the prefixes that kg knows stand there, before the text
        column = max(1, column - len(with_prefixes(text)) + len(text))
    shown = visible(lines[line - 1]) if line <= len(lines) else ""
    message = error.message.replace(place[0], f"line {line}, column {column}", 1)
    pointer = f"{shown}\n{' ' * (column - 1)}^" if shown.strip() else ""
    return UsageError(message, hint="\n".join(part for part in (pointer, error.hint) if part))
