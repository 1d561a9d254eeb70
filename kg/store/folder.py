"""The folder of a store on disk, and how to tell it from any other folder.

kg-store.json   {"format": 1}: the mark, written first and whole, so a creation that was cut short is carried on
lock            see `kg.store.lock`
revision        see `kg.store.embedded`
loading.json    the graphs that a bulk load under way is filling, see `kg.pipeline.unfinished`
rules           the revision at which derived findings were up to date, see `kg.rules.derive`
oxigraph/       the engine's files
snapshots/      copies that servers answer from, see `kg.serve.snapshot`
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kg.errors import NotFound, StoreError

__all__ = ["LOADING", "MARK", "engine_folder", "expect", "prepare", "write_whole"]

MARK = "kg-store.json"
LOADING = "loading.json"
_TEXT = '{"format": 1}\n'


def engine_folder(folder: Path) -> Path:
    """Where the engine keeps its files."""
    return folder / "oxigraph"


def expect(folder: Path) -> None:
    """Raise NotFound where there is no store, StoreError where there is something else."""
    if not _is_store(folder):
        raise NotFound(f"there is no store in {folder}", hint="kg ingest SOURCE makes one; kg demo shows the whole way.")


def prepare(folder: Path) -> None:
    """Make the folder a store, if it is not there or empty; raises StoreError, and touches nothing, if it holds anything else."""
    if _is_store(folder):
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / MARK, _TEXT, sync=True)
    except OSError as error:
        raise StoreError(f"no store can be made in {folder}: {error.strerror or error}") from error


def write_whole(path: Path, text: str, *, sync: bool) -> None:
    """Write the file so that a reader, or a crash, finds either all of the old text or all of the new."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        if sync:
            file.flush()
            os.fsync(file.fileno())
    draft.replace(path)
    if sync and sys.platform != "win32":
        entry = os.open(path.parent, os.O_RDONLY)  # else a power failure could take the new name back
        try:
            os.fsync(entry)
        finally:
            os.close(entry)


def _is_store(folder: Path) -> bool:
    """Whether it has the mark; False for one that is not there, or empty but for a cut-short creation."""
    mark = folder / MARK
    try:
        if mark.exists():
            text = mark.read_bytes().decode(errors="replace")
            if text != _TEXT:
                _check_format(folder, text)
            return True
        names = [path.name for path in folder.iterdir()] if folder.exists() else []
    except NotADirectoryError as error:
        raise StoreError(f"{folder} is a file, not a store folder") from error
    except OSError as error:
        raise StoreError(f"{folder} cannot be opened: {error.strerror or error}") from error
    if any(not (name.startswith(f"{MARK}.") and name.endswith(".tmp")) for name in names):
        hint = "Name an empty folder, or one that is not there yet."
        raise StoreError(f"{folder} holds other files and is not a kg store", hint=hint)
    return False


def _check_format(folder: Path, text: str) -> None:
    import json  # only for a mark that is not the usual text

    try:
        found = json.loads(text)["format"]
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError(f"{folder / MARK} is damaged", hint='It should hold {"format": 1}.') from error
    if found != 1:
        hint = "Use the kg that made it, or ingest the sources again into a new folder."
        raise StoreError(f"{folder} has store format {found}, this kg reads format 1", hint=hint)
