"""Cells that many tables need: counts, years, parts of a whole; each with the value that it sorts by."""

from __future__ import annotations

from decimal import Decimal

from kg.tables import Cell as Value
from kg.views.report import addresses
from kg.views.report.entries import Cell

__all__ = ["HOME", "count", "of", "short", "whole", "year"]

HOME = Cell("Overview", addresses.INDEX)


def whole(value: object) -> int:
    """A whole number as a question gives it."""
    return int(str(value))


def count(value: object) -> Cell:
    """How many; empty where that is not known."""
    return Cell("") if value is None else Cell(f"{whole(value):,}", value=whole(value))


def year(value: object) -> Cell:
    return Cell("") if value is None else Cell(str(value), value=whole(value))


def of(part: object, all_: object) -> Cell:
    """A part of a whole: "7 of 23"."""
    return Cell(f"{whole(part):,} of {whole(all_):,}", value=whole(part))


def short(value: Value) -> Value:
    """A decimal without the zeros that its column adds."""
    if not isinstance(value, Decimal):
        return value
    plain = value.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain
