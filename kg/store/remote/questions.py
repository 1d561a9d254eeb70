"""What kg asks a server of its own accord: the queries in the folder beside this module, with terms in place of variables.

A term stands in the pattern itself and not in a VALUES beside it, so that a server plans for it as for any constant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

import pyoxigraph as ox

from kg import resources
from kg.store.binding import written
from kg.store.guard import Token, check

__all__ = ["question"]

Term = ox.NamedNode | ox.Literal


def question(
    name: str, rows: Iterable[Sequence[object]] = (), *, offset: int = 0, limit: int | None = None, **terms: Term | None
) -> str:
    """The query of the file `NAME.rq` with these terms for its variables, and these rows in its VALUES; None leaves a variable.

    Raises UsageError for a term that SPARQL cannot say.
    """
    text, tokens = _read(name)
    texts = {variable: written(variable, term) for variable, term in terms.items() if term is not None}
    edits = [(t.start, t.start + len(t.text), texts[t.text[1:]]) for t in tokens if t.kind == "var" and t.text[1:] in texts]
    for first, last in _empty_row(tokens):
        values = (" ".join(written("row", term) for term in row) for row in rows)
        edits.append((first, last, " ".join(f"({row})" for row in values)))
    for start, end, put in sorted(edits, reverse=True):
        text = text[:start] + put + text[end:]
    page = f" OFFSET {offset:d}" if offset else ""
    return text + page + (f" LIMIT {limit:d}" if limit is not None else "")


@cache
def _read(name: str) -> tuple[str, list[Token]]:
    _, _, text = resources.read_text("store", "remote", "questions", f"{name}.rq").partition("\n")  # a line says what it asks
    return text.strip(), check(text.strip())


def _empty_row(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Where the row `(UNDEF ...)` of a VALUES stands; nowhere, where the query has none."""
    return [
        (opened.start, tokens[opened.twin].start + 1)
        for opened, after in pairwise(tokens)
        if opened.text == "(" and after.says("UNDEF")
    ]
