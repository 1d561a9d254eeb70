"""What a source says of one paper, taken out of its graph link by link, is what the whole graph gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode
from worlds import bundles as invented

from kg.rdf import lexicon, mint
from kg.rdf.part import alone, part
from kg.rdf.read import bundles
from kg.rdf.write import quads
from kg.records import Bundle, Source
from kg.sparql import ask
from kg.store import Store, open_store

FLAWS = tuple(sorted(lexicon.taxonomy().flaws))[:20]
SOURCE = Source(name="table.csv", format="table", sha256="0" * 64, title="A table of many papers")
DOCUMENT = mint.source(SOURCE)


def one_source(number: int, seed: int) -> Store:
    """A store with one source that speaks of so many papers, which cite each other."""
    store = open_store()
    said = [bundle.model_copy(update={"source": SOURCE}) for bundle in invented(number, FLAWS, seed=seed)]
    store.add(quad for bundle in said for quad in quads(bundle))
    return store


def held_equal(store: Store, document: NamedNode) -> int:
    """Every paper of the source by itself against the source as a whole; how many there are."""
    matching = partial(store.matching, document)
    whole = [bundle for bundle in bundles(store.quads(document)) if isinstance(bundle, Bundle)]
    for bundle in whole:
        assert list(bundles(part(document, mint.paper(bundle.record.paper.key), matching))) == [bundle]
    assert alone(document, matching) == (len(whole) < 2)
    return len(whole)


@given(st.integers(1, 5), st.integers(0, 1_000))
@settings(deadline=None, max_examples=10)
def test_a_part_is_what_the_whole_says_of_the_paper(number: int, seed: int) -> None:
    with one_source(number, seed) as store:
        assert held_equal(store, DOCUMENT) == number


def test_on_the_shipped_corpus(corpus: Store) -> None:
    sources = [NamedNode(str(row["graph"])) for row in ask(corpus, "identifiers").dicts()]
    listed = [graph for graph in corpus.graphs() if "/source/" in graph.value and graph not in sources]
    assert held_equal(corpus, listed[0]) > 10, "the reference lists"
    assert all(held_equal(corpus, graph) == 1 for graph in sources[:3])


def test_a_part_takes_as_long_in_a_long_list_as_in_a_short_one(grows: Callable[..., float]) -> None:
    def read(number: int) -> Callable[[], object]:
        store = one_source(number, 1)
        matching = partial(store.matching, DOCUMENT)
        papers = [mint.paper(f"invented-{number - 1 - place}") for place in range(10)]
        return lambda: [list(bundles(part(DOCUMENT, paper, matching))) for paper in papers * 3]

    assert grows(read(20), read(200), 4) < 4


def test_nothing_is_told_of_a_paper_that_the_source_does_not_know() -> None:
    with one_source(3, 1) as store:
        found = bundles(part(DOCUMENT, mint.paper("nobody-1999"), partial(store.matching, DOCUMENT)))
        assert [bundle for bundle in found if isinstance(bundle, Bundle)] == []
