"""A figure as the page that `kg chart` writes, with the questions behind it and what the store had read."""

from __future__ import annotations

from importlib.metadata import version

from kg.sparql import ask, named
from kg.store import Store
from kg.views.chart_page import Origin, Question, page
from kg.views.figure import Figure

__all__ = ["paged"]


def paged(store: Store, figure: Figure) -> str:
    """The page as HTML, in one file that works offline. The figure has to be of this store."""
    asked = [named(name) for name in figure.queries]
    sources = ask(store, "sources")
    origin = Origin(
        made_by=f"appraisal-kg {version('appraisal-kg')}",
        sources=tuple(str(source) for source in sources.column("source")),
        read=max((str(day)[:10] for day in sources.column("ingested")), default=""),
    )
    return page(figure, [Question(one.name, one.title, one.text, one.columns) for one in asked], origin)
