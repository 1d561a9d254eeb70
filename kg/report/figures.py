"""The page of figures: every chart of the store, drawn with links to the pages of what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kg.errors import KgError
from kg.report.cells import HOME
from kg.report.known import Known
from kg.report.questions import behind
from kg.sparql import names
from kg.views.figure import Figure
from kg.views.report import addresses
from kg.views.report.entries import Cell, Drawn, Page, Prose, Section, Told

__all__ = ["FIGURES", "address", "figure_alone", "figures", "figures_apart"]

_MOST = 60  # papers in figures that have a row for each


def figures(known: Known) -> Page:
    """The page; a figure with nothing to show says why."""
    return Page(
        addresses.FIGURES, "Figures", "Figures", "Charts of flaws, effects and citations in this store.", tuple(_sections(known)),
        lead=(Cell("Each chart with what it counts. kg chart NAME -o FILE makes it with other options."),),
        crumbs=(HOME,),
    )  # fmt: skip


def _sections(known: Known) -> Iterator[Section]:
    return (_section(known, name) for name in FIGURES)


def _section(known: Known, name: str, root: str = "") -> Section:
    title, make = FIGURES[name]
    try:
        figure = make(known, root)
    except KgError as error:
        return Section(name, title, (Prose((" ".join(part for part in (error.message, error.hint) if part),)),))
    asked = tuple(behind(one) for one in figure.queries if one in names())
    return Section(name, title, (Drawn(figure, mark=f"-{name}"),), questions=asked)


def address(name: str) -> str:
    """Where a chart has a page of its own: on a server; in the report all stand on one."""
    return f"figures/{name}.html"


def figure_alone(known: Known, name: str) -> Page:
    """A figure on a page of its own, for stores where drawing all of them takes long; raises KeyError for another name."""
    title, _ = FIGURES[name]
    return Page(
        address(name), title, title, f"{title}: a chart of this store.", (_section(known, name, "../"),),
        crumbs=(HOME, Cell("Figures", addresses.FIGURES)), current=addresses.FIGURES,
    )  # fmt: skip


def figures_apart(known: Known, drawn: Sequence[str] = ()) -> Page:
    """The page of figures as a list of links to each, with some of them drawn below."""
    links = tuple(Cell(title, address(name)) for name, (title, _) in FIGURES.items())
    return Page(
        addresses.FIGURES, "Figures", "Figures", "Charts of flaws, effects and citations in this store.",
        (Section("figures", "All charts", (Told(links),)), *(_section(known, name) for name in drawn)),
        lead=(Cell("Each chart has a page of its own. kg chart NAME -o FILE makes it with other options."),),
        crumbs=(HOME,),
    )  # fmt: skip


def _below(root: str, address: Callable[[str], str]) -> Callable[[str], str]:
    """The addresses as links from a page that is `root` away from the root of the site."""
    return lambda name: root + address(name)


def _papers(known: Known, root: str) -> Callable[[str], str | None]:
    """The pages of papers as links from there; None for those that have none."""
    return lambda key: root + addresses.paper(key) if key in known.paged else None


def _recurrence(known: Known, root: str) -> Figure:
    from kg.figures.recurrence import recurrence

    return recurrence(known.store, link=_below(root, addresses.flaw))


def _domains(known: Known, root: str) -> Figure:
    from kg.figures.recurrence import recurrence

    return recurrence(known.store, level="domain", link=_below(root, addresses.flaw))


def _matrix(known: Known, root: str) -> Figure:
    from kg.figures.matrix import matrix

    return matrix(known.store, limit=_MOST, link=_below(root, addresses.flaw), paper_link=_papers(known, root))


def _combinations(known: Known, root: str) -> Figure:
    from kg.figures.combinations import combinations

    return combinations(known.store, link=_below(root, addresses.flaw))


def _forest(known: Known, root: str) -> Figure:
    from kg.figures.forest import forest

    return forest(known.store, link=_papers(known, root))


def _course(known: Known, root: str) -> Figure:
    from kg.figures.course import course

    return course(known.store, link=_papers(known, root))


def _timeline(known: Known, root: str) -> Figure:
    from kg.figures.timeline import timeline

    return timeline(known.store, link=_papers(known, root))


FIGURES: dict[str, tuple[str, Callable[[Known, str], Figure]]] = {
    "recurrence": ("Which flaws recur", _recurrence),
    "domains": ("Which domains of flaws recur", _domains),
    "matrix": ("Papers by flaws", _matrix),
    "combinations": ("Which flaws come together", _combinations),
    "forest": ("Effects of the outcome that most papers measure", _forest),
    "course": ("Effects over time", _course),
    "timeline": ("Papers and those who cite them", _timeline),
}
