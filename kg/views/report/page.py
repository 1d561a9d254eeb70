"""A page of the report as HTML: its sections in the frame that all pages share."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from kg.tables import counted, visible
from kg.views.charts.drawing import Picture
from kg.views.figure import Figure
from kg.views.render import clean, render, safe_link
from kg.views.report import addresses
from kg.views.report.entries import Page, Site
from kg.views.report.linked_data import embedded

__all__ = ["framed", "page", "shown"]


def page(entry: Page, site: Site) -> str:
    """The page as HTML. Its links are relative, style and script stand at the root of the site; without script it is whole."""
    return framed("report/page.html", entry, site)


def framed(template: str, entry: Page, site: Site, **values: object) -> str:
    """A template that extends `report/frame.html`, filled; texts in `values` are escaped, not cleaned as those of the page."""
    return render(
        template,
        page=shown(entry),
        site=shown(site),
        root=addresses.root(entry.address),
        linked=embedded(clean(dict(entry.facts))) if entry.facts else None,
        safe_link=safe_link,
        counted=counted,
        **values,
    )


def shown(value: Any) -> Any:
    """The same entry with control and bidirectional characters of every text in it replaced by U+FFFD."""
    if value is None or isinstance(value, bool | int | float | Markup | Figure | Picture):
        return value
    if isinstance(value, str):
        return value if value.isprintable() or value.replace("\n", "").isprintable() else visible(value)
    if isinstance(value, tuple):
        return tuple(map(shown, value))
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(*[shown(getattr(value, name)) for name in _fields(type(value))])
    return clean(value)


@cache
def _fields(of: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(of))
