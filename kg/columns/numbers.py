"""Which graphs the parts on disk hold, and the numbers of their readings there: so that one of them can be taken out at once.

A small SQLite file beside the parts. It can be made from them, and is, where it does not fit the manifest.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from kg import resources
from kg.columns import parts
from kg.columns.manifest import Manifest

__all__ = ["Numbers"]

FILE = "readings.sqlite"  # in the folder of the columns

_SQL = dict(
    part.split("\n", 1) for part in resources.read_text("columns", "numbers.sql").split("-- name: ")[1:]
)  # each statement under a line `-- name: NAME`


class Numbers:
    """The graphs of a folder of columns with the numbers of their readings, as the manifest has them."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._open = self._in_step(manifest) or self._anew(manifest)

    def _in_step(self, manifest: Manifest) -> sqlite3.Connection | None:
        place = self._folder / FILE
        if not place.is_file():
            return None
        con = sqlite3.connect(place, isolation_level=None)
        with contextlib.suppress(sqlite3.DatabaseError):
            con.execute(_SQL["settings"])
            if con.execute(_SQL["read-stamp"]).fetchone() == (_stamp(manifest),):
                con.execute("BEGIN")
                return con
        con.close()
        return None

    def _anew(self, manifest: Manifest) -> sqlite3.Connection:
        place = self._folder / FILE
        for name in (FILE, f"{FILE}-journal"):
            (self._folder / name).unlink(missing_ok=True)
        con = sqlite3.connect(place, isolation_level=None)
        con.execute(_SQL["settings"])
        con.executescript(_SQL["tables"])
        con.execute("BEGIN")
        if manifest.parts:
            shown = parts.connection()
            parts.show(shown, self._folder, manifest)
            con.executemany(_SQL["put"], shown.table("sources").project("iri, source").fetchall())
            shown.close()
        return con

    def put(self, found: Iterable[tuple[str, int]]) -> None:
        """Graphs, by IRI, with the numbers of their readings."""
        self._open.executemany(_SQL["put"], found)

    def pop(self, iri: str) -> int | None:
        """The number of the graph's reading, which is taken out; None where there is none."""
        found = self._open.execute(_SQL["get"], (iri,)).fetchone()
        if found is None:
            return None
        self._open.execute(_SQL["drop"], (iri,))
        return int(found[0])

    def clear(self) -> None:
        """Take out all."""
        self._open.execute(_SQL["clear"])

    def keep(self, manifest: Manifest) -> None:
        """The manifest is written: have what it holds on disk."""
        self._open.execute(_SQL["write-stamp"], (_stamp(manifest),))
        self._open.execute("COMMIT")

    def close(self) -> None:
        """Give the file back; what is not kept is forgotten."""
        self._open.close()


def _stamp(manifest: Manifest) -> str:
    return f"{manifest.format} {manifest.revision} {manifest.next} {len(manifest.gone)}"
