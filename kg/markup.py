"""A table as HTML for a notebook: an element tree without script, class of a framework or colour of its own.

The notebook's theme gives the colours, so that it reads in light and dark. Numbers stand to the right. Formulas are switched
off: a notebook would set a price of $5 and one of $10 as mathematics.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from xml.etree import ElementTree

from kg.tables import Cell, Table, counted, shown, visible

__all__ = ["MOST", "PLAIN", "html"]

MOST = 50  # rows shown
PLAIN = "tex2jax_ignore mathjax_ignore"  # classes of an element in which no formulas are set
_LONGEST = 600  # characters of a cell shown
_ADDRESS = re.compile(r"https?://[^\s<>\"'\\]+")
_TEXT, _NUMBER = "vertical-align: top; text-align: left", "vertical-align: top; text-align: right; white-space: nowrap"

Element = ElementTree.Element


def html(table: Table, most: int = MOST) -> str:
    """The first `most` rows, and below them how many there are and whether a limit cut the table short."""
    root = ElementTree.Element("div", {"class": f"kg-table {PLAIN}"})
    wide = {"style": "max-width: 100%; overflow-x: auto", "role": "group", "aria-label": "Table", "tabindex": "0"}
    place = ElementTree.SubElement(root, "div", wide)
    grid = ElementTree.SubElement(place, "table", {"cellpadding": "4"})  # what a theme says of tables goes before it
    numeric = [_numeric(table.column(name)) for name in table.columns]
    head = ElementTree.SubElement(ElementTree.SubElement(grid, "thead"), "tr")
    for name, number in zip(table.columns, numeric, strict=True):
        cell = ElementTree.SubElement(head, "th", {"scope": "col", "style": _NUMBER if number else _TEXT})
        cell.text = visible(name)
    body = ElementTree.SubElement(grid, "tbody")
    for row in table.rows[:most]:
        line = ElementTree.SubElement(body, "tr")
        for value, number in zip(row, numeric, strict=True):
            _fill(ElementTree.SubElement(line, "td"), value, number=number)
    below = ElementTree.SubElement(root, "p", {"style": "margin: 0.4em 0 0; opacity: 0.8"})
    below.text = told(table, most)
    return ElementTree.tostring(root, encoding="unicode", method="html")


def told(table: Table, most: int) -> str:
    """How many rows there are, and what is not shown."""
    there = len(table)
    said = "No rows." if not there else f"{counted(there, 'row')}."
    if there > most:
        said = f"The first {most:,} of {counted(there, 'row')} are shown; the table itself holds all."
    return f"{said} A limit cut the answer short: there are more." if table.truncated else said


def _numeric(cells: tuple[Cell, ...]) -> bool:
    held = [cell for cell in cells if cell is not None]
    return bool(held) and all(isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) for cell in held)


def _fill(cell: Element, value: Cell, *, number: bool) -> None:
    cell.set("style", _NUMBER if number else _TEXT)
    if number:
        cell.text = _figure(value)
        if isinstance(value, float) and cell.text != repr(value):
            cell.set("title", repr(value))  # the whole number, for who points at it
        return
    text = visible(shown(value))
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}\u2026 ({len(text):,} characters)"
    if _ADDRESS.fullmatch(text):
        cell = ElementTree.SubElement(cell, "a", {"href": text, "rel": "noopener noreferrer", "target": "_blank"})
    cell.text = text


def _figure(value: Cell) -> str:
    """A number; fractions to three digits, but none of those before the point is lost."""
    if isinstance(value, float) and math.isfinite(value) and abs(value) >= 1000:
        return f"{value:.0f}"
    return shown(value)
