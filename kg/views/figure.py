"""A figure: pictures of the same thing for a wide and a narrow page, with the numbers they show and what to know about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from kg.tables import Table
from kg.views.charts.drawing import Picture
from kg.views.charts.matrix import Matrix

__all__ = ["NARROW", "WIDE", "Figure"]

WIDE = 960  # CSS pixels: a column of a desktop page, or A4 at its usual scale
NARROW = 358  # a phone's page without its margins


@dataclass(frozen=True, slots=True)
class Figure:
    """`name` as in `kg chart NAME`; `table` holds every number of the picture.

    `notes` say in whole sentences what is counted, of what, and by whom; `queries` are the named questions behind it; `spec`
    is the same picture as a Vega-Lite specification. `grid` is what the page shows as a table of marks before the numbers.
    """

    name: str
    wide: Picture
    narrow: Picture
    table: Table
    notes: tuple[str, ...]
    queries: tuple[str, ...]
    spec: Mapping[str, object]
    grid: Matrix | None = None

    @property
    def title(self) -> str:
        """What the picture shows, in a few words."""
        return self.wide.title

    @property
    def spec_text(self) -> str:
        """The Vega-Lite specification as a file."""
        return json.dumps(self.spec, ensure_ascii=False, indent=1) + "\n"
