"""Layout files: those shipped in `layouts/` and any other by its path. A new kind of table is a new file, no code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from kg import resources
from kg.errors import InputError, Problem, UsageError, nearest
from kg.fields import refusal
from kg.readers.document import open_document
from kg.readers.layout import Layout
from kg.readers.places import Loc, Places, load
from kg.taxonomy import Taxonomy

__all__ = ["LayoutFile", "open_layout", "shipped", "unknown"]

FOLDER = "layouts"
HINT = "How to write a layout: docs/tables.md"


@dataclass(frozen=True, slots=True)
class LayoutFile:
    """A layout as read from its file: its hash and the lines of its values, for messages."""

    layout: Layout
    file: str
    sha256: str
    places: Places


def open_layout(place: str | Path) -> LayoutFile:
    """The layout in a file or, by its name, a shipped one.

    Raises InputError naming file, line and key for what is wrong in it, UsageError where there is no such layout.
    """
    path = Path(place)
    if not path.is_file():
        known = {found.layout.name: found for found in shipped()}
        if str(place) in known:
            return known[str(place)]
        hint = nearest(str(place), known) or f"Shipped: {', '.join(known)}."
        raise UsageError(f"There is no layout {str(place)!r}, neither as a file nor among those shipped.", hint=hint)
    document = open_document(path)
    value, places = load(document.name, document.text)
    try:
        layout = Layout.model_validate(value)
    except ValidationError as error:
        problems = [Problem(places.where(_loc(e["loc"])), refusal(e)) for e in error.errors()]
        raise InputError(document.name, problems, hint=HINT) from None
    return LayoutFile(layout, document.name, hashlib.sha256(document.data).hexdigest(), places)


def _loc(loc: Loc) -> Loc:
    """Without the words that pydantic adds for a mapping's keys."""
    return tuple(part for part in loc if part != "[key]")


@cache
def shipped() -> tuple[LayoutFile, ...]:
    """The layouts of the folder `layouts/`, by file name."""
    return tuple(open_layout(path) for path in sorted(resources.folder(FOLDER).glob("*.yaml")))


def unknown(of: LayoutFile, taxonomy: Taxonomy) -> Iterator[Problem]:
    """Flaws and instruments that the layout names and the ontology lacks."""
    said = of.layout.appraisal
    for i, judgement in enumerate(said.judgements if said else ()):
        if judgement.flaw not in taxonomy.flaws:
            known = nearest(judgement.flaw, taxonomy.flaws)
            where = of.places.where(("appraisal", "judgements", i, "flaw"))
            yield Problem(where, f"there is no flaw {judgement.flaw!r}. {known}".rstrip())
    cell = of.layout.outcome.instrument if of.layout.outcome else None
    if cell is not None:
        for code, name in (cell.codes or {"": cell.value or ""}).items():
            if name and name not in taxonomy.instruments:
                where = of.places.where(("outcome", "instrument", "codes", code))
                yield Problem(where, f"there is no instrument {name!r}. {nearest(name, taxonomy.instruments)}".rstrip())
