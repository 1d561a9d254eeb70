"""Sources read into a store and its index, step by step, as an ingest does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

from kg.extract.flaws import Lexicon
from kg.extraction import enrich
from kg.rdf import lexicon, mint
from kg.rdf.write import quads
from kg.readers import find
from kg.readers.document import open_document
from kg.records import Bundle, Register
from kg.search.entry import Entry
from kg.search.index import Index
from kg.search.recorded import recorded
from kg.search.upkeep import FILE, Upkeep
from kg.store import Store

Said = list[Bundle | Register]
Held = set[tuple[str, str, Entry]]


@cache
def _taxonomy() -> tuple[object, Lexicon]:
    taxonomy = lexicon.taxonomy()
    return taxonomy, Lexicon(taxonomy.phrases)


@pytest.fixture(scope="session")
def said() -> Callable[[Path], Said]:
    """What a file says, with what a program draws from its prose."""

    def read(path: Path) -> Said:
        taxonomy, words = _taxonomy()
        document = open_document(path)
        found = find(document).read(document, taxonomy)  # type: ignore[arg-type]
        return [enrich(one, taxonomy, words) if isinstance(one, Bundle) else one for one in found]  # type: ignore[arg-type]

    return read


@pytest.fixture(scope="session")
def held() -> Callable[[Index], Held]:
    """What an index holds."""
    return lambda index: set(index.entries())


Change = Callable[[Store, Upkeep, Iterable[Said], Iterable[Said]], None]


@pytest.fixture(scope="session")
def change() -> Change:
    """`change(store, upkeep, read, gone)`: sources come and go, in the store and in the index."""

    def work(store: Store, upkeep: Upkeep, read: Iterable[Said], gone: Iterable[Said] = ()) -> None:
        for source in gone:
            graph = mint.source(source[0].source)
            store.replace([graph, mint.extraction(graph)], [])
            upkeep.forget(graph.value)
        for source in read:
            graph = mint.source(source[0].source)
            store.replace([graph, mint.extraction(graph)], [quad for one in source for quad in quads(one)])
            upkeep.take(graph.value, source[0].source.name, recorded(source))

    return work


@pytest.fixture(scope="session")
def on_disk() -> Callable[[Path], Held]:
    """What the index file in the folder of a store holds."""

    def read(folder: Path) -> Held:
        with Index.of(folder / FILE, write=False) as index:
            return set(index.entries())

    return read
