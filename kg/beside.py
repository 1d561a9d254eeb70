"""What stands beside a store and is kept in step with it through a run of changes: the columns and the search index.

Both can be made anew from the store, so nothing is lost where they cannot be written: the run says so, and questions are
answered from the store until the next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Self

from pyoxigraph import NamedNode

from kg.columns.keeper import Keeper
from kg.search.entry import Entry
from kg.search.upkeep import Upkeep
from kg.store import Store

__all__ = ["Beside"]


class Beside:
    """Made before the first change of a run to a store open for writing; `keep` ends the run, `with` one that is broken off."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.columns = Keeper(store)
        store.watch(self.columns)
        self.search = Upkeep(store, store.place)

    def take(
        self, dropped: Iterable[NamedNode], graph: NamedNode | None = None, file: str = "", entries: Iterable[Entry] = ()
    ) -> None:
        """Graphs have gone from the store, and a source has been read from a file into one, with these entries of the index.

        The columns are told by the store itself.
        """
        for gone in dropped:
            if gone != graph:
                self.search.forget(gone.value)
        if graph is not None:
            self.search.take(graph.value, file, entries)

    def keep(self) -> None:
        """Have both on disk, in step with the store. Raises StoreError where one cannot be written; the store is as it was."""
        try:
            self.columns.keep()
            self.search.keep(self.store.revision())
        finally:
            self.close()

    def close(self) -> None:
        """Give the files back; what was not kept is forgotten, and made anew from the store by the next run."""
        self.columns.close()
        self.search.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
