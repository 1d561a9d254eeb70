"""The columns of a store, open for questions in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from kg.columns import parts
from kg.columns.manifest import Manifest, read_manifest
from kg.errors import StoreError
from kg.store import Store
from kg.tables import Table

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

__all__ = ["Columns", "columns_of", "size"]


class Columns:
    """Tables as in `schema.sql`; `con` is DuckDB's connection to them, in which nothing is stored."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con

    def table(self, sql: str, values: Mapping[str, object] | None = None) -> Table:
        """The rows of a query; `values` are bound to its $names."""
        found = self._run(sql, values)
        return Table.of([column[0] for column in found.description or ()], found.fetchall())

    def arrays(
        self, sql: str, values: Mapping[str, object] | None = None, tables: Mapping[str, Mapping[str, NDArray[Any]]] | None = None
    ) -> dict[str, NDArray[Any]]:
        """The columns of a query as numpy arrays; decimals become floats. Raises ValueError where a cell is missing.

        `tables` are columns by name that the query reads as tables of their own.
        """
        import numpy as np

        for name, incoming in (tables or {}).items():
            self.con.register(name, dict(incoming))
        try:
            found = self._run(sql, values).fetchnumpy()
        finally:
            for name in tables or ():
                self.con.unregister(name)
        for name, cells in found.items():
            if np.ma.is_masked(cells):
                raise ValueError(f"the column {name} has cells without a value")
        return {name: np.ma.getdata(cells) for name, cells in found.items()}

    def _run(self, sql: str, values: Mapping[str, object] | None) -> duckdb.DuckDBPyConnection:
        import duckdb

        try:
            return self.con.execute(sql, dict(values) if values else None)
        except duckdb.IOException as error:
            raise StoreError(f"the store's columns cannot be read: {error}", hint="kg ingest makes them anew.") from error


_OPEN: WeakKeyDictionary[Store, tuple[str, Columns]] = WeakKeyDictionary()


def columns_of(store: Store) -> Columns:
    """The store's columns: those beside it where they are in step, else made from its graphs, and kept until it changes."""
    revision, known = store.revision(), _OPEN.get(store)
    if known is None or known[0] != revision:
        known = _OPEN[store] = revision, _opened(store)
    return known[1]


def _opened(store: Store) -> Columns:
    manifest = _in_step(store)
    if manifest is None or store.place is None:
        from kg.columns.reading import read_graphs  # needs the records, which a question does not

        return Columns(parts.filled(read_graphs(store)))
    con = parts.connection()
    parts.show(con, store.place / "columns", manifest)
    return Columns(con)


def size(store: Store) -> int | None:
    """The bytes of the columns beside the store; None where there are none in step with it."""
    manifest = _in_step(store)
    if manifest is None or store.place is None:
        return None
    return sum(path.stat().st_size for part in manifest.parts for path in (store.place / "columns" / part).iterdir())


def _in_step(store: Store) -> Manifest | None:
    manifest = read_manifest(store.place / "columns") if store.place is not None else None
    return manifest if manifest is not None and manifest.revision == store.revision() else None
