"""Which part of the explorer answers which address. A part is imported when it is first asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module

from kg.errors import NotFound
from kg.explorer.asked import Answer, Asked
from kg.report.known import Known

__all__ = ["ROUTES", "answer"]

ROUTES: dict[str, str] = {  # the first pattern that the whole path fits; each part is `Callable[[Known, Asked], Answer]`
    r"/static/[a-z0-9-]+(?:\.[a-z]+)+": "static:static",
    r"/search": "find:find",
    r"/papers\.html": "papers.browse:browse",
    r"/compare": "papers.compare:compare",
    r"/sparql\.html": "asking.sparql_page:sparql_page",
    r"/questions": "asking.gallery:gallery",
    r"/questions/[a-z0-9-]+": "asking.gallery:asked",
    r"/network": "around.network:network",
    r"/api(?:/.*)?": "api:api",
    r"/.*\.(?:html|css|js|json|ttl|csv|svg)|/": "live:live",
    r"/.*": "iris.described:described",
}


def answer(known: Known, asked: Asked) -> Answer:
    """The answer of the part that the path belongs to. Raises KgError for what is asked wrongly, NotFound for what is missing."""
    for pattern, part in ROUTES.items():
        if re.fullmatch(pattern, asked.path):
            module, _, name = part.partition(":")
            made: Callable[[Known, Asked], Answer] = getattr(import_module(f"kg.explorer.{module}"), name)
            return made(known, asked)
    raise NotFound(f"There is no page {asked.path!r}.", hint="The overview leads to every page.")
