"""Loading many records at once is not all or none. A note beside the store says what is being loaded, so that what a run left
behind when it was killed is taken out again by the next."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pyoxigraph import NamedNode

from kg.rdf import mint
from kg.readings import users
from kg.store import Store
from kg.store.folder import LOADING, write_whole

__all__ = ["loading", "recover"]


@contextmanager
def loading(store: Store, graphs: Iterable[str]) -> Iterator[None]:
    """While these graphs are loaded; they are whole when the log names them, which has to happen within."""
    place = store.place / LOADING if store.place is not None else None
    if place is not None:
        write_whole(place, json.dumps(sorted(graphs)) + "\n", sync=True)
    yield
    if place is not None:
        store.flush()
        place.unlink(missing_ok=True)


def recover(store: Store) -> list[NamedNode]:
    """Take out what was loaded in part when a run was killed; the graphs that are gone are returned."""
    place = store.place / LOADING if store.place is not None else None
    if place is None or not place.exists():
        return []
    try:
        graphs = [NamedNode(graph) for graph in json.loads(place.read_text("utf-8"))]
    except ValueError:  # not even the note was whole, so nothing had been loaded
        graphs = []
    left = [graph for graph in graphs if not users(store, NamedNode(mint.stated_in(graph.value)))]
    store.replace(left, [])
    store.flush()
    place.unlink()
    return left
