"""An index beside a store: one SQLite database, in a file of its folder or in memory, stamped with the revision that it fits.

The stamp is written with the rest in one transaction: a run that is killed leaves the index of before, which no longer fits
the store, and everybody sees that it does not.
"""

from __future__ import annotations

import re
import sqlite3
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from kg import resources

__all__ = ["IndexFile", "taken_away"]

_WAIT = 10  # seconds for a lock
_DRAFT = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"  # nobody reads it before it is done


class IndexFile:
    """An index over an open connection. Every method may raise sqlite3.DatabaseError, where the file is damaged or held.

    Its statements stand in `statements.sql` of the `ROOM`, each under a line `-- name: NAME`: `tables`, `read-state`,
    `write-state` and those of its own. `FORMAT` is raised when its tables or what goes into them change, so that older files
    are made anew.
    """

    ROOM: ClassVar[str]
    FORMAT: ClassVar[str]
    CACHE: ClassVar[int]  # KiB: with SQLite's usual 2 MiB a large index is mostly paging

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._open = connection

    @classmethod
    def made(cls, place: Path | None = None) -> Self:
        """A new, empty index, in memory or in a file that is not there yet and that nobody else reads before it is done."""
        index = cls(sqlite3.connect(place or ":memory:", isolation_level=None))
        try:
            index._open.executescript(f"{_DRAFT} {_cache(cls.CACHE)}")
            index._open.executescript(index._sql("tables"))
        except BaseException:
            index.close()
            raise
        index._state("format", cls.FORMAT)
        return index

    @classmethod
    def of(cls, place: Path, *, write: bool) -> Self:
        """The index in that file. Readers need no right to write; they see what was kept last."""
        address = f"{place.absolute().as_uri()}?mode={'rw' if write else 'ro'}"
        index = cls(sqlite3.connect(address, uri=True, isolation_level=None, timeout=_WAIT))
        try:
            index._open.executescript(cls._settings(write=write))
        except BaseException:
            index.close()
            raise
        return index

    @classmethod
    def in_step(cls, place: Path, revision: str, *, write: bool) -> Self | None:
        """The index in the file, if there is one that was kept at this revision of the store."""
        if not place.is_file() or not revision:
            return None
        index = cls.of(place, write=write)
        try:
            fits = index.revision == revision
        except BaseException:
            index.close()
            raise
        if fits:
            return index
        index.close()
        return None

    @classmethod
    def _settings(cls, *, write: bool) -> str:
        """The PRAGMAs for a file that is there already."""
        return _cache(cls.CACHE)

    def _sql(self, name: str) -> str:
        return _statements(self.ROOM)[name]

    # ---- state

    @property
    def revision(self) -> str | None:
        """The revision of the store that the index was kept at; None for one of another format."""
        return self._read("revision") if self._read("format") == self.FORMAT else None

    def stamp(self, revision: str) -> None:
        """Say which revision of the store this is."""
        self._state("revision", revision)

    def _read(self, name: str) -> str | None:
        found = self._open.execute(self._sql("read-state"), {"name": name}).fetchone()
        return found[0] if found else None

    def _state(self, name: str, value: str) -> None:
        self._open.execute(self._sql("write-state"), {"name": name, "value": value})

    # ---- changes

    @property
    def changing(self) -> bool:
        """Whether a change has begun that is not kept yet."""
        return self._open.in_transaction

    def begin(self) -> None:
        """Start a change that `commit` ends; until then, and if it never comes, readers find what was there before."""
        if not self._open.in_transaction:
            self._open.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        if self._open.in_transaction:
            self._open.execute("COMMIT")

    def close(self) -> None:
        """Give the file back; a change that is not committed is forgotten."""
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def taken_away(place: Path) -> None:
    """Remove the file. The journal of a killed run belongs to it and would spoil the next, so it goes as well, after it:

    without its journal a file may be half written, and a run killed in between leaves none.
    """
    for name in (place.name, f"{place.name}-journal"):
        place.with_name(name).unlink(missing_ok=True)


def _cache(size: int) -> str:
    return f"PRAGMA cache_size = -{size:d};"


@cache
def _statements(room: str) -> dict[str, str]:
    parts = re.split(r"(?m)^-- name: ([a-z-]+)\n", resources.read_text(room, "statements.sql"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))
