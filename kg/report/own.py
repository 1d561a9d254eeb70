"""The questions of this folder: those that only the report asks, in SPARQL or over the columns."""

from __future__ import annotations

import re
from functools import cache

from kg import resources
from kg.sparql import Parameter, Query

__all__ = ["question", "sql"]

_PARAMETER = re.compile(r"# param (\S+) (\S+) (\S+): (.*)")
_TITLE = re.compile(r"# title: (.*)")


@cache
def question(name: str) -> Query:
    """The SPARQL question of that name, with the parameters that its header names."""
    text = resources.read_text("report", f"{name}.rq")
    title = _TITLE.match(text)
    parameters = tuple(Parameter(*found) for found in _PARAMETER.findall(text))
    return Query(name, text, title[1] if title else name, "", parameters, {})


@cache
def sql(name: str) -> str:
    """The SQL question of that name."""
    return resources.read_text("report", f"{name}.sql")
