"""The page of figures: every chart of the store, drawn with links to the pages of what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kg.errors import KgError
from kg.report.cells import HOME
from kg.report.known import Known
from kg.report.questions import behind
from kg.sparql import names
from kg.views.figure import Figure
from kg.views.report import addresses
from kg.views.report.entries import Cell, Drawn, Page, Prose, Section

__all__ = ["figures"]

_MOST = 60  # papers in figures that have a row for each


def figures(known: Known) -> Page:
    """The page; a figure with nothing to show says why."""
    return Page(
        addresses.FIGURES, "Figures", "Figures", "Charts of flaws, effects and citations in this store.", tuple(_sections(known)),
        lead=(Cell("Each chart with what it counts. kg chart NAME -o FILE makes it with other options."),),
        crumbs=(HOME,),
    )  # fmt: skip


def _sections(known: Known) -> Iterator[Section]:
    for name, (title, make) in _FIGURES.items():
        try:
            figure = make(known)
        except KgError as error:
            yield Section(name, title, (Prose((" ".join(part for part in (error.message, error.hint) if part),)),))
            continue
        asked = tuple(behind(one) for one in figure.queries if one in names())
        yield Section(name, title, (Drawn(figure, mark=f"-{name}"),), questions=asked)


def _recurrence(known: Known) -> Figure:
    from kg.figures.recurrence import recurrence

    return recurrence(known.store, link=addresses.flaw)


def _domains(known: Known) -> Figure:
    from kg.figures.recurrence import recurrence

    return recurrence(known.store, level="domain", link=addresses.flaw)


def _matrix(known: Known) -> Figure:
    from kg.figures.matrix import matrix

    return matrix(known.store, limit=_MOST, link=addresses.flaw, paper_link=addresses.paper)


def _combinations(known: Known) -> Figure:
    from kg.figures.combinations import combinations

    return combinations(known.store, link=addresses.flaw)


def _forest(known: Known) -> Figure:
    from kg.figures.forest import forest

    return forest(known.store, link=addresses.paper)


def _course(known: Known) -> Figure:
    from kg.figures.course import course

    return course(known.store, link=addresses.paper)


def _timeline(known: Known) -> Figure:
    from kg.figures.timeline import timeline

    return timeline(known.store, link=addresses.paper)


_FIGURES: dict[str, tuple[str, Callable[[Known], Figure]]] = {
    "recurrence": ("Which flaws recur", _recurrence),
    "domains": ("Which domains of flaws recur", _domains),
    "matrix": ("Papers by flaws", _matrix),
    "combinations": ("Which flaws come together", _combinations),
    "forest": ("Effects of the outcome that most papers measure", _forest),
    "course": ("Effects over time", _course),
    "timeline": ("Papers and those who cite them", _timeline),
}
