"""Records as columns, each text written once: the form in which a page carries its nodes and edges (`static/unpack.js` reads it).

A table is {"count": rows, "columns": [...]}. A column is {"key", "as", "of"} and, where less than half of the rows have a value,
"at" with the rows that do. By "as", its cells in "of" are

    raw     what JSON holds
    steps   integers, each as the difference to the one before
    front   texts, each as [length shared with the one before, the rest]
    text    places in `texts`
    texts   lists of such places
    pairs   lists of pairs of texts, flat
    NAME    lists of places in the table of that name, each different row in it once
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

__all__ = ["Packed", "pack"]

Packed = dict[str, Any]
Record = Mapping[str, Any]

FRONT = frozenset({"iri", "link"})  # texts of which neighbours begin alike
STEPS = frozenset({"id", "from"})
ALONE = 0.8  # of its values the part from which on the texts of a column differ too much to be shared


class _Pool:
    """Values by number, in the order in which they were first met."""

    def __init__(self) -> None:
        self.places: dict[Any, int] = {}

    def place(self, value: Any) -> int:
        return self.places.setdefault(value, len(self.places))


def pack(tables: Mapping[str, Sequence[Record]]) -> Packed:
    """The tables as columns: {"texts": [...], "tables": {name: table}}, with the tables of nested records beside the given.

    A record maps names to numbers, texts, lists of texts, pairs of texts or records, or what JSON holds; None is no value.
    """
    texts = _Pool()
    nested: dict[str, list[Record]] = {}
    packed = {name: _table(records, texts, nested) for name, records in tables.items()}
    while nested:
        name, records = nested.popitem()
        packed[name] = _table(records, texts, nested)
    return {"texts": list(texts.places), "tables": packed}


def _table(records: Sequence[Record], texts: _Pool, nested: dict[str, list[Record]]) -> Packed:
    keys = dict.fromkeys(key for record in records for key in record)
    return {"count": len(records), "columns": [_column(key, [r.get(key) for r in records], texts, nested) for key in keys]}


def _column(key: str, values: Sequence[Any], texts: _Pool, nested: dict[str, list[Record]]) -> Packed:
    at = [row for row, value in enumerate(values) if value is not None]
    sparse = 2 * len(at) < len(values)
    cells = [values[row] for row in at]
    form, of = _cells(key, cells, texts, nested)
    if sparse:
        return {"key": key, "as": form, "at": _steps(at), "of": of}
    if len(at) < len(values):
        full: list[Any] = [None] * len(values)
        for row, cell in zip(at, of, strict=True):
            full[row] = cell
        of = full
    return {"key": key, "as": form, "of": of}


def _cells(key: str, cells: list[Any], texts: _Pool, nested: dict[str, list[Record]]) -> tuple[str, list[Any]]:
    first = cells[0] if cells else None
    if key in STEPS:
        return "steps", _steps(cells)
    if isinstance(first, str):
        if key in FRONT:
            return "front", _front(cells)
        if len(set(cells)) > ALONE * len(cells) and len(cells) > 1:
            return "raw", cells
        return "text", [texts.place(cell) for cell in cells]
    if isinstance(first, list | tuple) and first:
        if isinstance(first[0], str):
            return "texts", [[texts.place(text) for text in cell] for cell in cells]
        if isinstance(first[0], Mapping):
            return key, _rows(key, cells, nested)
        return "pairs", [[texts.place(text) for text in chain.from_iterable(cell)] for cell in cells]
    return "raw", cells


def _rows(key: str, cells: Sequence[Sequence[Record]], nested: dict[str, list[Record]]) -> list[list[int]]:
    """The rows of nested records as places in the table named `key`, in which each different one stands once."""
    pool = _Pool()
    out = [[pool.place(tuple(record.items())) for record in cell] for cell in cells]
    if key in nested:
        raise ValueError(f"two columns of nested records are named {key!r}")
    nested[key] = [dict(row) for row in pool.places]
    return out


def _steps(values: Sequence[int]) -> list[int]:
    return [value - before for before, value in zip([0, *values], values, strict=False)]


def _front(values: Sequence[str]) -> list[list[Any]]:
    out: list[list[Any]] = []
    for before, value in zip(["", *values], values, strict=False):
        shared = next((at for at, (a, b) in enumerate(zip(before, value, strict=False)) if a != b), min(len(before), len(value)))
        out.append([shared, value[shared:]])
    return out
