"""Queries to begin with: files of this folder with the title of each in its first line."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from kg import resources

__all__ = ["Example", "examples", "start"]

_NAMES = ("example-flaws", "example-papers", "example-effects", "example-graph")


class Example(NamedTuple):
    """A query with what it asks, and the view that suits its answer."""

    name: str
    title: str
    view: str
    text: str


@cache
def examples() -> tuple[Example, ...]:
    """The examples in the order in which they are shown."""
    return tuple(_read(name) for name in _NAMES)


@cache
def start() -> str:
    """What stands in an empty field: a short query that every store with papers answers."""
    return resources.read_text("explorer", "asking", "start.rq").strip()


def _read(name: str) -> Example:
    """The header is `# VIEW: title`; the rest is the query."""
    head, _, text = resources.read_text("explorer", "asking", f"{name}.rq").partition("\n")
    view, _, title = head.removeprefix("# ").partition(": ")
    return Example(name, title, view, text.strip())
