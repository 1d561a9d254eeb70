"""Tables as the DataFrames of pandas and polars, which are optional.

A column of whole numbers stays one, also where some are missing. One of fractions becomes binary floats, which is what statistics
works on: each is the float nearest to the number printed, so its shortest form is that number again, without zeros at its end
("0.30" is 0.3). `exact` keeps the decimals as they were printed. Columns of anything else are text, truth values, or, where
kinds are mixed, plain Python objects (polars: text).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.tables import Cell, Table, shown

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped, import-not-found, unused-ignore]
    import polars

__all__ = ["to_pandas", "to_polars"]

_INT64 = 2**63
_DIGITS = 38


def to_pandas(table: Table, *, exact: bool = False) -> pandas.DataFrame:
    """Whole numbers as int64, or Int64 where some are missing; fractions as float64, or as objects where `exact`.

    `attrs["truncated"]` says whether a limit cut the table short, `attrs["decimals"]` which columns were decimals and are floats.
    Raises UsageError where pandas is not installed.
    """
    pd = _library("pandas")
    kinds = [_kind(table.column(name)) for name in table.columns]
    columns = {name: _series(pd, table.column(name), kind, exact=exact) for name, kind in zip(table.columns, kinds, strict=True)}
    frame = pd.DataFrame(columns, index=range(len(table)), columns=list(table.columns))
    rounded = [] if exact else [name for name, kind in zip(table.columns, kinds, strict=True) if kind == "decimal"]
    frame.attrs.update(truncated=table.truncated, decimals=rounded)
    found: pandas.DataFrame = frame
    return found


def to_polars(table: Table, *, exact: bool = False) -> polars.DataFrame:
    """Whole numbers as Int64; fractions as Float64, or where `exact` as Decimal with the places of the longest.

    A frame of polars has no room for notes: a warning says where a limit cut the table short. Raises UsageError where polars is
    not installed, and for exact decimals that it cannot hold.
    """
    pl = _library("polars")
    columns = []
    for name in table.columns:
        cells = table.column(name)
        kind = _kind(cells)
        if kind == "decimal" and exact:
            columns.append(_decimals(pl, name, cells))
        elif kind in ("decimal", "float"):
            columns.append(pl.Series(name, [None if cell is None else float(cell) for cell in cells], dtype=pl.Float64))
        else:
            dtype = {"integer": pl.Int64, "boolean": pl.Boolean}.get(kind, pl.String)
            texts = [cell if kind in ("integer", "boolean") or cell is None else shown(cell) for cell in cells]
            columns.append(pl.Series(name, texts, dtype=dtype))
    if table.truncated:
        warnings.warn(f"A limit cut the table short: these are its first {len(table)} rows.", stacklevel=3)
    found: polars.DataFrame = pl.DataFrame(columns)
    return found


def _kind(cells: Sequence[Cell]) -> str:
    """What a column holds: integer, decimal (some exact, none binary), float, boolean, text, or mixed; empty where nothing is."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if not kinds:
        return "empty"
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "integer" if all(-_INT64 <= cell < _INT64 for cell in cells if isinstance(cell, int)) else "mixed"
    if kinds <= {int, Decimal}:
        return "decimal"
    if kinds <= {int, float, Decimal}:
        return "float"
    return "text" if kinds == {str} else "mixed"


def _series(pd: Any, cells: Sequence[Cell], kind: str, *, exact: bool) -> Any:
    missing = None in cells
    if kind == "integer":
        return pd.Series(cells, dtype="Int64" if missing else "int64")
    if kind == "boolean":
        return pd.Series(cells, dtype="boolean" if missing else "bool")
    if kind == "float" or (kind == "decimal" and not exact):
        return pd.Series([None if cell is None else float(cell) for cell in cells], dtype="float64")
    if kind == "text":
        return pd.Series(cells)  # as this version of pandas has text
    return pd.Series(cells, dtype="object")


def _decimals(pl: Any, name: str, cells: Sequence[Cell]) -> Any:
    found = [None if cell is None else Decimal(str(cell)) for cell in cells]
    held = [cell for cell in found if cell is not None]
    places = max(0, *(-int(cell.as_tuple().exponent) for cell in held))
    before = max(cell.adjusted() + 1 for cell in held)
    if before + places > _DIGITS:
        hint = "to_pandas(exact=True) keeps them; without exact they become floats."
        raise UsageError(f"{name} has numbers of more than the {_DIGITS} digits that decimals of polars have.", hint=hint)
    return pl.Series(name, found, dtype=pl.Decimal(_DIGITS, places))


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        hint = f"pip install {name}, or pip install 'appraisal-kg[notebook]' for all that notebooks use."
        raise UsageError(f"{name} is not installed.", hint=hint) from None
