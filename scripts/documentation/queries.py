"""The reference of the named questions: a page each, from the header and the text of its file."""

from __future__ import annotations

from collections.abc import Iterator

from documentation.wording import render
from kg import resources
from kg.sparql import catalogue

__all__ = ["pages"]

_INNER = ("text-of-", "names-of-")  # questions that the search and the report ask


def pages() -> Iterator[tuple[str, str]]:
    """The list, then a page for each, by their places in the site."""
    questions = list(catalogue())
    in_sql = set(resources.names("queries", ".sql"))
    groups = [
        ("Questions to ask", [one for one in questions if not one.name.startswith(_INNER)]),
        ("Questions behind the search and the pages", [one for one in questions if one.name.startswith(_INNER)]),
    ]
    yield "reference/queries/index.md", render("queries", groups=groups)
    for one in questions:
        yield f"reference/queries/{one.name}.md", render("query", query=one, sql=one.name in in_sql)
