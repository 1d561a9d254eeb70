"""The index file beside a store: kept in step with it, made anew from it where it is not."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kg.errors import StoreError
from kg.search.index import Index
from kg.search.stored import Part, flaws, stored
from kg.store import Store
from kg.store.index_file import taken_away
from kg.tables import counted

if TYPE_CHECKING:
    from kg.search.entry import Entry

__all__ = ["FILE", "Upkeep", "reading"]

FILE = "search.sqlite"  # in the folder of the store

_SLOW = 200_000  # quads from which reading a store takes seconds


def reading(store: Store, folder: Path | None, told: Callable[[str], None] | None = None) -> Index:
    """The index of an open store: the file in its folder, if that is in step, else one in memory, made of the store.

    `told` gets a sentence where making it will take a while.
    """
    if folder is not None:
        with contextlib.suppress(sqlite3.DatabaseError):
            index = Index.in_step(folder / FILE, store.revision(), write=False)
            if index is not None:
                return index
    if told is not None and folder is not None and len(store) > _SLOW:
        told(f"The search index of {folder} is not up to date, so all {counted(len(store), 'statement')} are read for this "
             "answer. kg ingest makes it anew.")  # fmt: skip
    return _anew(store)


def _anew(store: Store, place: Path | None = None) -> Index:
    index = Index.made(place)
    index.begin()
    for part in stored(store):
        index.put(*part)
    index.optimize()
    index.commit()
    return index


class Upkeep:
    """Keeps the index beside a store that is open for writing, through one run of changes.

    Every source that is read is told by `take`, every one that goes by `forget`, and `keep` ends the run. Opened before the
    first change. Where the file did not fit the store then, the first two do nothing and `keep` reads the store whole; for a
    store without a folder nothing is kept.
    """

    def __init__(self, store: Store, folder: Path | None) -> None:
        self._store = store
        self._place = None if folder is None else folder / FILE
        self._index: Index | None = None
        self._draft: Path | None = None
        if self._place is None:
            return
        with contextlib.suppress(sqlite3.DatabaseError):
            self._index = Index.in_step(self._place, store.revision(), write=True)
        if self._index is None and not len(store):
            self._start()

    def take(self, graph: str, file: str, entries: Iterable[Entry]) -> None:
        """A source has been read from that file: its entries, under the IRI of its graph, in place of those that were there."""
        self._exchange(graph, [Part(graph, file, entries)])

    def forget(self, graph: str) -> None:
        """The source of that graph has gone from the store."""
        self._exchange(graph, [])

    def _exchange(self, graph: str, parts: Iterable[Part]) -> None:
        if self._index is None:
            return
        try:
            self._index.begin()
            self._index.drop(graph)
            for part in parts:
                self._index.put(*part)
        except sqlite3.DatabaseError:  # damaged, held or no room: made anew in the end, or told then
            self.close()

    def keep(self, revision: str) -> None:
        """The run is over and this is the store's revision; when it returns, the index on disk is in step.

        Raises StoreError where it cannot be written; the store is as good as before, and searches read it instead.
        """
        if self._place is None:
            return
        try:
            if self._index is None:
                if self._kept(revision):
                    return
                self._start()
                self._fill()
            elif self._index.revision == revision and not self._index.changing:
                return
            self._flaws()
            self._stamp(revision)
        except (sqlite3.DatabaseError, OSError) as error:
            self.close()
            hint = "All that was read is in the store, and searches read it there. kg ingest tries again."
            raise StoreError(f"the search index {self._place} cannot be written: {error}", hint=hint) from error

    def _kept(self, revision: str) -> bool:
        """Whether the file fits this revision already, as after a run that was kept before."""
        if self._place is not None:
            with contextlib.suppress(sqlite3.DatabaseError):
                index = Index.in_step(self._place, revision, write=False)
                if index is not None:
                    index.close()
                    return True
        return False

    def _start(self) -> None:
        """An index in a file of its own, which takes the place of the old one when it is done."""
        if self._place is None:
            return
        for left in self._place.parent.glob(f"{FILE}.*.tmp"):  # of a run that was killed; there is one writer at a time
            left.unlink(missing_ok=True)
        self._draft = self._place.with_name(f"{FILE}.{os.getpid()}.tmp")
        self._index = Index.made(self._draft)

    def _fill(self) -> None:
        if self._index is not None:
            self._index.begin()
            for part in stored(self._store):
                self._index.put(*part)

    def _flaws(self) -> None:
        """The ontology is no source: its entries are exchanged where another version of kg brought other words."""
        from kg.readings import ontology  # a search alone has no use for it

        known = " ".join(map(str, ontology(self._store)))
        if self._index is None or (known and self._index.ontology == known):
            return
        for graph, file, entries in flaws(self._store):
            if [entry for _, _, entry in self._index.entries(graph)] != entries:
                self._index.begin()
                self._index.drop(graph)
                self._index.put(graph, file, entries)
        self._index.begin()
        self._index.ontology = known

    def _stamp(self, revision: str) -> None:
        if self._index is None or self._place is None:
            return
        self._index.begin()
        self._index.stamp(revision)
        if self._draft is None:
            self._index.commit()
            return
        self._index.optimize()
        self._index.commit()
        self._index.close()
        self._index = None
        with self._draft.open("rb+") as file:
            os.fsync(file.fileno())
        taken_away(self._place)
        self._draft.replace(self._place)
        self._draft = None

    def close(self) -> None:
        """Give the file back; what is not kept is forgotten."""
        index, self._index = self._index, None
        draft, self._draft = self._draft, None
        if index is not None:
            index.close()
        if draft is not None:
            draft.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
