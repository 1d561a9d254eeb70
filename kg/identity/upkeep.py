"""The index file beside a store: opened where it is in step with the store, made anew from it where it is not.

It is known by a stamp, the store's revision, written with the claims in one transaction: a run that is killed leaves the index of
before, which no longer fits the store.
"""

from __future__ import annotations

import contextlib
import sqlite3
from itertools import islice
from pathlib import Path

from kg.identity.index import Index
from kg.identity.stored import citing, claims
from kg.store import Store

__all__ = ["FILE", "opened"]

FILE = "identity.sqlite"  # in the folder of the store

_MANY = 10_000  # claims that are put at once


def opened(store: Store, revision: str) -> Index:
    """The index of the store: its file if that was kept at this revision, else one made anew from what the store says.

    That is in memory for a store that is there, or that is open for reading only.

    Raises sqlite3.DatabaseError or OSError where the file cannot be written.
    """
    place = None if store.place is None else store.place / FILE
    if place is not None:
        with contextlib.suppress(sqlite3.DatabaseError):
            index = _in_step(place, revision, write=store.writable)
            if index is not None:
                return index
    if place is None or not store.writable:
        index = Index.made()
    else:
        _away(place)
        Index.made(place).close()  # until it is kept it has no stamp, so nobody takes it for one in step
        index = Index.of(place, write=True)
    try:
        index.begin()
        found = claims(store)
        while some := dict(islice(found, _MANY)):
            index.put(some)
        index.put_citing(citing(store))
    except BaseException:
        index.close()
        raise
    return index


def _in_step(place: Path, revision: str, *, write: bool) -> Index | None:
    """The index in the file, if there is one that was kept at this revision of the store."""
    if not place.is_file() or not revision:
        return None
    index = Index.of(place, write=write)
    try:
        fits = index.revision == revision
    except BaseException:
        index.close()
        raise
    if fits:
        return index
    index.close()
    return None


def _away(place: Path) -> None:
    """The journal of a killed run belongs to the old file and would spoil a new one."""
    for name in (place.name, f"{place.name}-journal"):
        place.with_name(name).unlink(missing_ok=True)
