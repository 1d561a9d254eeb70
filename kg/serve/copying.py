"""Copies a store folder into a snapshot, in a process of its own: the server has no engine, and an engine may fall.

`python -m kg.serve.copying STORE TARGET WAIT PARENT` prints {"revision"}, or {"error" (its name), "message", "hint"}.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from kg import errors
from kg.columns.manifest import read_manifest
from kg.errors import KgError, StoreError
from kg.search.upkeep import FILE, Upkeep
from kg.serve import walls
from kg.store import open_store

__all__ = ["copied", "main", "raised"]

_COLUMNS, _RULES = "columns", "rules"


def copied(place: Path, target: Path, wait: float) -> str:
    """Copy the store and what stands beside it into a new folder; its revision is returned.

    A writer is kept out only while files are linked. Raises StoreInUse where one is at work longer than `wait` seconds,
    NotFound where there is no store, StoreError where the copy cannot be written.
    """
    try:
        with open_store(place, wait=wait) as store:
            store.copy(target)
            _columns(place / _COLUMNS, target / _COLUMNS)
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(place / _RULES, target / _RULES)
            revision = store.revision()
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror or error}") from error
    _index(place / FILE, target / FILE)
    _mended(target, revision)
    return revision


def _columns(place: Path, target: Path) -> None:
    """The parts that count, linked: a part never changes once it is written."""
    manifest = read_manifest(place)
    if manifest is None:
        return
    for part in manifest.parts:
        (target / part).mkdir(parents=True)
        for path in (place / part).iterdir():
            _link(path, target / part / path.name)
    target.mkdir(exist_ok=True)
    shutil.copyfile(place / "manifest.json", target / "manifest.json")


def _link(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(path, target)


def _index(place: Path, target: Path) -> None:
    """The search index, copied by SQLite itself, since a writer changes its file in place. It says its own revision.

    Where a writer has begun again meanwhile, the index is one that is not in step with the snapshot, or there is none: both
    are known cases to those who search.
    """
    if not place.is_file():
        return
    try:
        with (
            contextlib.closing(sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)) as index,
            contextlib.closing(sqlite3.connect(target)) as copy,
        ):
            copy.execute("PRAGMA synchronous = OFF")
            index.backup(copy)
    except sqlite3.Error:
        target.unlink(missing_ok=True)


def _mended(target: Path, revision: str) -> None:
    """Make anew what is not in step with the copy (a run was cut short, say): once here, not in every worker."""
    manifest = read_manifest(target / _COLUMNS)
    if manifest is not None and manifest.revision == revision and (target / FILE).exists():
        return
    from kg.columns.keeper import Keeper  # needs the records, which a copy seldom does

    with open_store(target, write=True) as store:
        if not len(store):
            return
        columns, index = Keeper(store), Upkeep(store, target)
        try:
            columns.keep()
            index.keep(revision)
        finally:
            index.close()


def main(arguments: Sequence[str]) -> None:
    """See the docstring of the module."""
    place, target, wait, parent = arguments
    walls.dies_with(int(parent))
    try:
        said = {"revision": copied(Path(place), Path(target), float(wait))}
    except KgError as error:
        said = {"error": type(error).__name__, "message": error.message, "hint": error.hint}
    sys.stdout.write(json.dumps(said))


def raised(said: dict[str, str]) -> KgError:
    """The error that `main` told."""
    kind = getattr(errors, said["error"])
    made: KgError = kind(said["message"], hint=said["hint"])
    return made


if __name__ == "__main__":
    main(sys.argv[1:])
