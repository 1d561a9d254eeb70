"""The figures of `kg chart` in a notebook: a picture with what it counts, the page to look around in, and its files."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING

from kg.jupyter.frames import Frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.store import Store
    from kg.tables import Table
    from kg.views.figure import Figure

__all__ = ["CHARTS", "Chart", "chart"]

CHARTS = (
    "recurrence", "matrix", "traffic_lights", "forest", "course", "combinations", "timeline", "funnel", "strata",
)  # fmt: skip
_SEVERAL = ("papers", "flaws", "assessors", "exclude")  # options that take several words, or one


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure; `page` is the text of the page that `kg chart -o NAME.html` writes."""

    figure: Figure
    page: str = field(repr=False)

    def __repr__(self) -> str:
        return f"Chart({self.figure.name!r}, {self.figure.title!r})"

    def _repr_html_(self) -> str:
        from kg.jupyter.pictures import picture

        return str(picture(self.figure))

    @property
    def table(self) -> Table:
        """Every number of the picture."""
        return self.figure.table

    def interactive(self, height: int = 720) -> Frame:
        """The page with every number, the questions behind it and the sources, in a frame."""
        return Frame(self.page, self.figure.title, "", height, self.figure.name)

    def svg(self, *, narrow: bool = False) -> str:
        """The picture as a file, as wide as a page or as a phone."""
        return (self.figure.narrow if narrow else self.figure.wide).svg()

    def text(self, ending: str) -> str:
        """The figure as a file of that kind: .svg, .html, .csv, or .json (Vega-Lite); raises UsageError for another."""
        from kg.errors import UsageError
        from kg.tables import FORMATS

        kind = f".{ending.lower().removeprefix('.')}"
        if kind == ".svg":
            return self.svg()
        if kind == ".html":
            return self.page
        if kind == ".csv":
            return FORMATS["csv"](self.table)
        if kind == ".json":
            return self.figure.spec_text
        raise UsageError(f"A figure cannot be written as {ending!r}.", hint="One of: .svg, .html, .csv, .json.")

    def save(self, path: str | Path) -> Path:
        """Write a file of the kind that its ending names, whole or not at all; raises as `text` does."""
        from kg.cli.files import write_file

        write_file(Path(path), self.text(Path(path).suffix))
        return Path(path)


def chart(store: Store, name: str, /, **options: object) -> Chart:
    """The figure of that name, one of CHARTS; the options are those of the function `kg.figures.NAME.NAME`.

    Papers may be given by key, DOI or name, and where several words may stand, one may stand alone. Raises NotFound for a figure
    that is not there or has nothing to show, and UsageError for an option that it has not.
    """
    from kg.dossier import resolve
    from kg.figures.paged import paged

    draw = _figure(name)
    _check(name, draw, options)
    given = {key: (value,) if key in _SEVERAL and isinstance(value, str) else value for key, value in options.items()}
    papers = given.get("papers")
    if isinstance(papers, list | tuple | set):
        given["papers"] = [resolve(store, str(ref)) for ref in papers]
    figure = draw(store, **given)
    return Chart(figure, paged(store, figure))


def _figure(name: str) -> Callable[..., Figure]:
    from kg.errors import NotFound, nearest

    known = name.replace("-", "_")
    if known not in CHARTS:
        raise NotFound(f"There is no figure {name!r}.", hint=nearest(known, CHARTS) or f"One of: {', '.join(CHARTS)}.")
    draw: Callable[..., Figure] = getattr(import_module(f"kg.figures.{known}"), known)
    return draw


def _check(name: str, draw: Callable[..., Figure], options: dict[str, object]) -> None:
    from kg.errors import UsageError, nearest

    takes = [option for option in signature(draw).parameters if option != "store" and not option.endswith("link")]
    for option in options:
        if option not in takes:
            raise UsageError(
                f"The figure {name} has no option {option!r}.", hint=nearest(option, takes) or f"It has: {', '.join(takes)}."
            )
    needed = [one.name for one in signature(draw).parameters.values() if one.default is one.empty and one.name != "store"]
    for option in needed:
        if option not in options:
            raise UsageError(f"The figure {name} needs the option {option}.")
