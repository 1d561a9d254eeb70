"""The page of the graph: what it shows, and the way to it; the graph itself is a page of its own that needs no other file."""

from __future__ import annotations

from kg.errors import NotFound
from kg.graph_page import graph_page
from kg.report.cells import HOME
from kg.report.known import Known
from kg.tables import counted
from kg.views.report import addresses
from kg.views.report.entries import Cell, Page, Prose, Section, Told

__all__ = ["WHOLE", "graph"]

WHOLE = "graph/whole.html"
_MOST = 300  # papers; of more, only the papers and their flaws are drawn
_NODES = 500  # of many papers, so that the page stays below a megabyte
_CORE = ("paper", "flaw")


def graph(known: Known) -> tuple[Page, str | None]:
    """The page, and the graph as a file of its own to stand at `WHOLE`; None where the store holds nothing to draw."""
    kinds, every = _CORE if len(known.papers) > _MOST else (), len(known.paged) == len(known.papers)
    text: str | None
    try:
        text, summary = graph_page(
            known.store, kinds=kinds, title=known.title, papers=None if every else known.paged, most=_NODES if kinds else 5000
        )
    except NotFound as error:
        text, summary = None, error.message
    lines = [
        f"It shows {summary}." if text else summary,
        "Papers and what is said of them as a network to look around in: search, filters, details with their sources.",
    ]
    if kinds:
        lines.append(
            f"Only papers{'' if every else ' with a page of their own'} and their flaws are drawn: "
            f"{len(known.paged):,} of {counted(len(known.papers), 'paper')}. kg graph --around KEY draws more of one."
        )
    links = (
        *((Cell("Open the graph", WHOLE, note=f"{len(text.encode()) / 1e6:.1f} MB, one file, works offline"),) if text else ()),
        Cell("The papers as a list", addresses.PAPERS), Cell("The flaws as a list", addresses.FLAWS),
        Cell("The citing articles as a list", addresses.ARTICLES),
    )  # fmt: skip
    page = Page(
        addresses.GRAPH, "Graph", "Graph", "Papers, flaws, outcomes and citing articles as a network.",
        (Section("graph", "", (Prose(tuple(lines)), Told(links))),), crumbs=(HOME,),
    )  # fmt: skip
    return page, text
