"""A store in a folder: whether it is one, whether it is whole, who holds it, and what it holds.

Nothing is written, not even the lock of a store that has none: the engine is opened for reading only, and only where no
writer is at work.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.condition.beside import items as beside
from kg.condition.holdings import items as holdings
from kg.condition.item import ABSENT, MEND, NOTE, OK, STORE, Item
from kg.condition.machine import size
from kg.errors import KgError, NotFound, StoreError, StoreInUse
from kg.store import folder as folders
from kg.store.embedded import EmbeddedStore
from kg.store.engine_errors import translated
from kg.store.lock import Lock
from kg.tables import counted

__all__ = ["items"]

_LITTLE_ROOM = 50 << 20  # bytes
_ELSEWHERE = "Mend that, or name another folder with --store."


def items(place: Path, named: bool) -> Iterator[Item]:
    """What is found; of a store that is not there, or not one, only that."""
    try:
        folders.expect(place)
        held = _bytes(place)
    except NotFound as error:
        yield Item(STORE, "place", MEND if named else ABSENT, error.message, error.hint)
        return
    except StoreError as error:
        yield Item(STORE, "place", MEND, error.message, error.hint or _ELSEWHERE)
        return
    except OSError as error:
        yield Item(STORE, "place", MEND, f"{place} cannot be read: {error.strerror or error}", _ELSEWHERE)
        return
    yield Item(STORE, "place", OK, f"{place.absolute()}, a folder of {size(held)}")
    yield Item(STORE, "format", OK, 1)
    yield from _room(place, held)
    yield from _left(place)
    yield from _content(place)


def _bytes(place: Path) -> int:
    """What the files take, without the snapshots of servers, most of which are links to the same files."""
    held = 0
    for folder, folders_in, files in os.walk(place, onerror=_raise):
        if Path(folder) == place and "snapshots" in folders_in:
            folders_in.remove("snapshots")
        for name in files:
            with contextlib.suppress(FileNotFoundError):  # a writer is at work
                held += Path(folder, name).lstat().st_size
    return held


def _raise(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def _room(place: Path, held: int) -> Iterator[Item]:
    """Whether there is room to write, and leave to."""
    if os.access(place, os.W_OK):
        yield Item(STORE, "writable", OK, "yes")
    else:
        yield Item(STORE, "writable", NOTE, "no: it can be read only", "To change it, get the right to write in the folder.")
    try:
        free = shutil.disk_usage(place).free
    except OSError:
        return
    if free < _LITTLE_ROOM:
        yield Item(STORE, "free disk", MEND, size(free), "Make room: a change needs some before it gives any back.")
    elif free < held:
        remedy = "Make room before a large kg ingest, which may need as much as the store takes now."
        yield Item(STORE, "free disk", NOTE, f"{size(free)}, less than the store takes", remedy)
    else:
        yield Item(STORE, "free disk", OK, size(free))


def _left(place: Path) -> Iterator[Item]:
    """What runs that were cut short have left."""
    if (place / folders.LOADING).exists():
        told = "a kg ingest was cut short while it loaded records: some may be there in part"
        yield Item(STORE, "finished", MEND, told, "Run the same kg ingest again; any run takes out what is there in part.")
    drafts = [path.name for path in place.glob("*.tmp")]
    if drafts:
        told = f"{counted(len(drafts), 'draft')} of a run that was cut short: {', '.join(sorted(drafts)[:3])}"
        yield Item(STORE, "drafts", NOTE, told, "They may be deleted when no kg is running.")


def _content(place: Path) -> Iterator[Item]:
    """What the store holds, if it can be opened now."""
    lock = None
    try:
        if (place / "lock").exists():
            lock = Lock(place, exclusive=False, wait=0.0)
    except StoreInUse as error:
        yield Item(STORE, "lock", MEND, f"{error.message}; the rest cannot be looked at now", error.hint)
        return
    except StoreError as error:
        yield Item(STORE, "lock", MEND, error.message, error.hint or _ELSEWHERE)
        return
    try:
        yield _held(place, left_open=lock is not None and lock.left_open)
        yield from _opened(place)
    finally:
        if lock is not None:
            lock.release()


def _held(place: Path, *, left_open: bool) -> Item:
    if left_open:
        told = "free; a writer was killed, and what it had not finished is undone when kg opens the store next"
        return Item(STORE, "lock", NOTE, told)
    others = [pid for pid in _readers(place) if pid != str(os.getpid())]
    return Item(STORE, "lock", OK, f"held by readers: process {', '.join(others)}" if others else "free")


def _readers(place: Path) -> list[str]:
    """The processes that hold the lock, where the system tells (Linux)."""
    try:
        inode = f":{(place / 'lock').stat().st_ino}"
        rows = [row.split() for row in Path("/proc/locks").read_text(encoding="ascii").splitlines()]
    except OSError:
        return []
    return sorted({row[4] for row in rows if len(row) > 5 and row[1] == "FLOCK" and row[5].endswith(inode)})


def _opened(place: Path) -> Iterator[Item]:
    try:
        revision = (place / "revision").read_text("utf-8").strip() if (place / "revision").exists() else ""
        engine = folders.engine_folder(place)
        if not revision and not (engine / "CURRENT").exists():
            yield Item(STORE, "content", NOTE, "nothing has been written yet", "kg ingest SOURCE")
            return
        yield Item(STORE, "revision", OK, revision)
        with translated(place), EmbeddedStore(ox.Store.read_only(str(engine)), writable=False) as store:
            yield from holdings(store)
            yield from beside(place, revision, store)
    except KgError as error:
        yield Item(STORE, "content", MEND, error.message, error.hint)
    except (OSError, UnicodeDecodeError) as error:
        yield Item(STORE, "content", MEND, f"{place} is damaged: {error}", "Move the folder away and ingest the sources again.")
