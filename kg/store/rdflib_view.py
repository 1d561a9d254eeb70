"""rdflib over the quads of a store: it reads, and leaves writing to the store, which counts revisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import Dataset, Graph

from kg.errors import StoreError
from kg.store.guard import check

__all__ = ["view"]


class _ReadOnly(OxigraphStore):
    def add(self, *_args: Any, **_named: Any) -> None:
        raise _refusal()

    def addN(self, _quads: Iterable[Any]) -> None:  # noqa: N802 - rdflib's name
        raise _refusal()

    def remove(self, *_args: Any, **_named: Any) -> None:
        raise _refusal()

    def update(self, *_args: Any, **_named: Any) -> None:
        raise _refusal()

    def remove_graph(self, _graph: Graph) -> None:
        raise _refusal()

    def add_graph(self, _graph: Graph) -> None:
        """Nothing: rdflib calls this whenever a graph is looked up."""

    def query(self, query: Any, *args: Any, **named: Any) -> Any:
        if isinstance(query, str):
            check(query)
        return super().query(query, *args, **named)


def view(inner: ox.Store) -> Dataset:
    """A live view whose default graph is all graphs together; writing to it raises StoreError."""
    return Dataset(store=_ReadOnly(store=inner), default_union=True)


def _refusal() -> StoreError:
    return StoreError("this view of the store is for reading", hint="Write with the store's add and replace.")
