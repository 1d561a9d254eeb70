"""Outcome instruments with every threshold of importance that is known for them."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from kg.handbook.entries import Instrument, Threshold
from kg.handbook.library import Library, Row, entry, text
from kg.rdf import mint
from kg.tables import Cell

__all__ = ["instruments"]


def instruments(library: Library) -> tuple[Instrument, ...]:
    """All instruments by name."""
    thresholds: dict[Cell, list[Threshold]] = defaultdict(list)
    for row in library.rows("thresholds"):
        thresholds[row["instrument"]].append(_threshold(library, row))
    names: dict[tuple[Cell, Cell], list[str]] = defaultdict(list)
    for row in library.in_order("names", "name"):
        names[row["iri"], row["short"]].append(str(row["name"]))
    return tuple(
        Instrument(
            name=library.name(row["iri"]),
            abbreviations=tuple(names[row["iri"], True]),
            names=tuple(names[row["iri"], False]),
            construct=str(row["construct"]),
            low=_plain(row["low"]),
            high=_plain(row["high"]),
            unit=str(row["unit"]),
            better=library.name(row["better"]),
            note=text(row["note"]),
            thresholds=tuple(thresholds[row["iri"]]),
        )
        for row in library.rows("instruments")
    )


def _threshold(library: Library, row: Row) -> Threshold:
    doi, pmid = text(row["doi"]), text(row["pmid"])
    return Threshold(
        iri=str(row["iri"]),
        anchor=str(entry(str(row["iri"]), "").anchor),
        value=str(row["value"]),
        high=text(row["high"]),
        unit=str(row["unit"]),
        part=text(row["part"]),
        population=text(row["population"]),
        basis=library.name(row["basis"]),
        citation=str(row["citation"]),
        doi=doi,
        doi_link=None if doi is None else next(mint.same(doi, None)).value,
        pmid=pmid,
        pmid_link=None if pmid is None else next(mint.same(None, pmid)).value,
        read_at=text(row["read_at"]),
        verified=row["verified"] is True,
        note=text(row["note"]),
    )


def _plain(value: Cell) -> str | None:
    """The number without needless zeros: 100, -0.59."""
    if not isinstance(value, Decimal):
        return text(value)
    return format(value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize(), "f")
