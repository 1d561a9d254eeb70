"""A generated store with the ontology, in a folder with columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from worlds import bundles

from kg.columns.keeper import Keeper
from kg.rdf import lexicon
from kg.rdf.write import quads
from kg.store import Store, open_store

FLAWS = tuple(sorted(lexicon.taxonomy().flaws))[::2]


@pytest.fixture(scope="session")
def fill() -> Callable[[Store, int, int], None]:
    """`fill(store, number, seed)` adds so many invented papers."""

    def papers(store: Store, number: int, seed: int) -> None:
        store.add(quad for bundle in bundles(number, FLAWS, seed=seed) for quad in quads(bundle))

    return papers


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory, fill: Callable[[Store, int, int], None]) -> Iterator[Store]:
    """Two hundred invented papers and the ontology in a folder, open for reading, with columns."""
    place: Path = tmp_path_factory.mktemp("generated") / "store"
    with open_store(place, write=True) as store:
        keeper = Keeper(store)
        store.watch(keeper)
        store.add(lexicon.knowledge())
        fill(store, 200, 1)
        keeper.keep()
    with open_store(place) as store:
        yield store
