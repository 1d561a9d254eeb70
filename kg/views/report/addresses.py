"""Where each page of the report stands, from the root of the site; the only module that makes such addresses.

A key becomes a file name as it is only where it is made of small letters, digits and hyphens and is no name that some system
keeps for itself; any other becomes a hash. So no key leads out of its folder, and no two differ by case alone.
"""

from __future__ import annotations

import hashlib
import re

__all__ = [
    "ARTICLES", "EXPOSURE", "FIGURES", "FLAWS", "GRAPH", "INDEX", "INSTRUMENTS", "METHODS", "PAPERS", "QUALITY", "SEARCH",
    "SOURCES", "article", "beside", "download", "flaw", "instrument", "paper", "part", "root", "source",
]  # fmt: skip

INDEX, PAPERS, FLAWS, INSTRUMENTS, ARTICLES, SOURCES, FIGURES, GRAPH, EXPOSURE, QUALITY, METHODS, SEARCH = (
    f"{name}.html"
    for name in (
        "index", "papers", "flaws", "instruments", "articles", "sources", "figures", "graph", "exposure", "quality", "methods",
        "search",
    )
)  # fmt: skip
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 100
_KEPT = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


def name(text: str) -> str:
    """The text as the name of a file."""
    if _PLAIN.fullmatch(text) and len(text) <= _LONGEST and text not in _KEPT:
        return text
    return "~" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def paper(key: str) -> str:
    return f"paper/{name(key)}.html"


def flaw(identifier: str) -> str:
    return f"flaw/{name(identifier)}.html"


def instrument(identifier: str) -> str:
    return f"instrument/{name(identifier)}.html"


def article(iri: str) -> str:
    """The page of an article or work that is no paper with a record, by its IRI."""
    return f"article/{name(iri.rsplit('/article/', 1)[-1] if '/article/' in iri else iri)}.html"


def source(iri: str) -> str:
    """The page of a source, by the IRI of the document as read."""
    return f"source/{name(iri.rsplit('/source/', 1)[-1])}.html"


def download(file: str) -> str:
    return f"downloads/{file}"


def part(page: str, number: int) -> str:
    """The address of a long page's part, counted from 1; the first is the page itself."""
    return page if number == 1 else f"{page.removesuffix('.html')}~{number}.html"


def beside(page: str, ending: str) -> str:
    """A file of the same name with another ending: `paper/KEY.json`."""
    return f"{page.removesuffix('.html')}{ending}"


def root(page: str) -> str:
    """The way from a page back to the root of the site: "" or "../"."""
    return "../" * page.count("/")
