"""A figure as an image inside a notebook, with its notes."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from markupsafe import Markup

from kg.markup import PLAIN
from kg.views.render import clean, render

if TYPE_CHECKING:
    from kg.views.figure import Figure

__all__ = ["picture"]


def picture(figure: Figure, *, narrow: bool = False) -> Markup:
    """The picture as an image that holds its own drawing, and below it what is counted."""
    drawn = figure.narrow if narrow else figure.wide
    text = render(
        "notebook/figure.html",
        picture=b64encode(drawn.svg().encode()).decode("ascii"),
        alt=f"{drawn.title}. {drawn.description}",
        width=drawn.width,
        notes=clean(figure.notes),
        plain=PLAIN,
    )
    return Markup(text)  # noqa: S704 - a template, filled
