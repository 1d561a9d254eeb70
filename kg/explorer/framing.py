"""The frame of the explorer's pages: that of the report, with the pages that need a server in its navigation."""

from __future__ import annotations

from dataclasses import replace

from kg.explorer.asked import Answer
from kg.report.known import Known
from kg.views.report.entries import NAVIGATION, Page, Site
from kg.views.report.page import framed

__all__ = ["COMPARE", "NETWORK", "QUESTIONS", "SEARCH", "SPARQL", "made", "site"]

SEARCH, COMPARE, QUESTIONS, SPARQL, NETWORK = "search", "compare", "questions", "sparql.html", "network"
_LIVE = (*NAVIGATION, (COMPARE, "Compare"), (QUESTIONS, "Questions"), (SPARQL, "SPARQL"))


def site(known: Known) -> Site:
    """What every page says at its head and foot, on a server."""
    return replace(known.site, navigation=_LIVE, search=SEARCH, live=True)


def made(known: Known, template: str, entry: Page, status: int = 200, **values: object) -> Answer:
    """The page in a template of `explorer/`, which extends `explorer/frame.html`."""
    return Answer.html(framed(f"explorer/{template}", entry, site(known), **values), status)
