"""Where the thing that an IRI names is shown: its page on this server, and its short name."""

from __future__ import annotations

import re
from collections.abc import Container
from urllib.parse import quote

from kg.rdf.vocab import BASE, PREFIXES
from kg.views.report import addresses

__all__ = ["home", "short"]

_PAGES = {
    "paper": addresses.paper,
    "flaw": addresses.flaw,
    "instrument": addresses.instrument,
    "article": addresses.article,
    "source": addresses.source,
}
_PATH = re.compile(
    r"[a-z][a-z-]*(?:/[A-Za-z0-9_~-][\w.~-]*)*", re.ASCII
)  # no other is surely a path below this site, whatever it holds
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w-]*\w)?")
_LONGEST_FIRST = tuple(sorted(PREFIXES.items(), key=lambda pair: -len(pair[1])))


def home(iri: str, papers: Container[str] | None = None) -> str | None:
    """The address of its page from the root of the site; None for what others name.

    A thing without a page of its own leads to what the server says of its IRI (`described`), and so does a paper that is
    not among the `papers` (keys) where these are given: it is only cited.
    """
    path = iri.removeprefix(BASE)
    if path == iri or not path:
        return None
    kind, _, rest = path.partition("/")
    only_cited = kind == "paper" and papers is not None and rest not in papers
    if kind in _PAGES and rest and "/" not in rest and "#" not in rest and not only_cited:
        return _PAGES[kind](rest)
    if _PATH.fullmatch(path):
        return path
    return f"described?iri={quote(iri, safe='')}"


def short(iri: str) -> str:
    """The IRI with the prefix that queries may use for it, else whole."""
    for prefix, start in _LONGEST_FIRST:
        if iri.startswith(start) and _LOCAL.fullmatch(iri[len(start) :]):
            return f"{prefix}:{iri[len(start) :]}"
    return iri
