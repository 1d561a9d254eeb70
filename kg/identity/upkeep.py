"""The index file beside a store: opened where it is in step with the store, made anew from it where it is not."""

from __future__ import annotations

import contextlib
import sqlite3
from itertools import islice

from kg.identity.index import Index
from kg.identity.stored import citing, claims
from kg.store import Store
from kg.store.index_file import taken_away

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
            index = Index.in_step(place, revision, write=store.writable)
            if index is not None:
                return index
    if place is None or not store.writable:
        index = Index.made()
    else:
        taken_away(place)
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
