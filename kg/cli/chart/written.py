"""What every figure's command shares: where the figure goes, and in which form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kg.cli.context import Context
from kg.cli.files import write_file

if TYPE_CHECKING:
    from kg.views.figure import Figure

__all__ = ["ENDINGS", "output_options", "write"]

ENDINGS = (".svg", ".html", ".csv", ".json")
F = TypeVar("F", bound=Callable[..., object])


def output_options(command: F) -> F:
    """The options -o, --narrow, --title and --open, as `place`, `narrow`, `title` and `opened`."""
    for option in (
        click.option("--open", "opened", is_flag=True, help="Open it when it is made."),
        click.option("--title", help="Another title."),
        click.option("--narrow", is_flag=True, help="The SVG as wide as a phone instead of a page."),
        click.option(
            "-o",
            "--output",
            "place",
            required=True,
            type=click.Path(path_type=Path),
            help=".svg, .html, .csv or .json (Vega-Lite).",
        ),
    ):
        command = option(command)
    return command


def write(context: Context, figure: Figure, place: Path, *, narrow: bool, opened: bool) -> None:
    """The figure as a file of the form its ending names; raises UsageError for another ending."""
    from kg.errors import UsageError

    ending = place.suffix.lower()
    if ending == ".svg":
        text = (figure.narrow if narrow else figure.wide).svg()
    elif ending == ".html":
        text = _page(context, figure)
    elif ending == ".csv":
        from kg.tables import FORMATS

        text = FORMATS["csv"](figure.table)
    elif ending == ".json":
        text = figure.spec_text
    else:
        raise UsageError(f"A figure cannot be written as {place.name!r}.", hint=f"End the name with one of {', '.join(ENDINGS)}.")
    write_file(place, text)
    context.say(f"{place}: {figure.title}.")
    if opened:
        click.launch(place.resolve().as_uri())


def _page(context: Context, figure: Figure) -> str:
    from kg.figures.paged import paged

    with context.open() as store:
        return paged(store, figure)
