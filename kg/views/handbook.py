"""The handbook page: one HTML file in which flaws, instruments, rules and terms can be looked up, with or without a script."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kg.resources import read_text
from kg.tables import counted
from kg.views import palette
from kg.views.render import clean, render, safe_link, script, style

if TYPE_CHECKING:
    from kg.handbook.entries import Handbook

__all__ = ["page"]


def page(book: Handbook) -> str:
    """A self-contained HTML page with an entry for all that the handbook holds; it asks the network for nothing."""
    app = "(() => {\n'use strict';\n" + read_text("views", "static", "handbook.js") + "})();\n"
    return render(
        "handbook.html",
        book=clean(asdict(book)),
        bases=_bases(book),
        counted=counted,
        how_many=_how_many,
        host=_host,
        safe_link=safe_link,
        css=style(palette.stylesheet() + "".join(read_text("views", "static", name) for name in ("shared.css", "handbook.css"))),
        app=script(app),
    )


def _bases(book: Handbook) -> list[Any]:
    """The ways in which thresholds were arrived at, the most frequent first, each with how many there are."""
    count = Counter(threshold.basis for instrument in book.instruments for threshold in instrument.thresholds)
    return [clean((asdict(basis), number)) for basis, number in count.most_common()]


def _how_many(least: int | None, most: int | None) -> str:
    """How often a property stands on a thing, in words."""
    if most is None:
        return f"{least} or more" if least else "any number"
    if least == most:
        return "exactly one" if most == 1 else f"exactly {most}"
    return ("at most one" if most == 1 else f"at most {most}") if not least else f"{least} to {most}"


def _host(url: str) -> str:
    """The site of an address, which tells a reader where a link leads; what is no address stays as it is."""
    return urlsplit(url).netloc.removeprefix("www.") if safe_link(url) else url
