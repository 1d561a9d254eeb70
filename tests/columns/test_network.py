"""The kernels on the network of citations against networkx, and the network against the citations that the sources name."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.columns import Columns, columns_of, parts
from kg.columns.network import Network, connected, digraph, downstream, labels, network, pagerank, reached
from kg.columns.rows import TABLES, number
from kg.rdf.vocab import BASE
from kg.store import Store

WORKS = st.integers(1, 12).map(lambda i: i * 1_000_003)
PAIRS = st.sets(st.tuples(WORKS, WORKS).filter(lambda pair: pair[0] != pair[1]), max_size=40)


def made(pairs: set[tuple[int, int]]) -> tuple[Network, nx.DiGraph]:
    """The network of these pairs, and networkx's, whose edges go from the citing work, nodes being numbers."""
    columns = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    graph = nx.DiGraph()
    graph.add_nodes_from(sorted({work for pair in pairs for work in pair}))
    graph.add_edges_from(pairs)
    twice = np.concatenate((columns, columns[::-1]))  # two sources name the same citations
    return connected(twice[:, 0], twice[:, 1]), graph


@settings(deadline=None)
@given(PAIRS)
def test_rows_hold_who_cites(pairs: set[tuple[int, int]]) -> None:
    found, graph = made(pairs)
    assert found.works.tolist() == list(graph)
    for place, work in enumerate(found.works.tolist()):
        row = found.citing[found.starts[place] : found.starts[place + 1]]
        assert found.works[row].tolist() == sorted(graph.predecessors(work))


@settings(deadline=None)
@given(PAIRS, st.sets(WORKS, max_size=4), st.integers(0, 5))
def test_reached_is_the_length_of_the_shortest_path(pairs: set[tuple[int, int]], sources: set[int], hops: int) -> None:
    found, graph = made(pairs)
    far = reached(found, found.places(sorted(sources)), hops)
    known = sources & set(graph)
    expected = nx.multi_source_dijkstra_path_length(graph.reverse(), known, cutoff=hops) if known else {}
    assert {int(found.works[place]): int(far[place]) for place in np.flatnonzero(far >= 0)} == expected


@settings(deadline=None, max_examples=30)
@given(PAIRS, st.sets(WORKS, max_size=4), st.integers(0, 5))
def test_downstream_is_what_is_reached(pairs: set[tuple[int, int]], sources: set[int], hops: int) -> None:
    _, graph = made(pairs)
    graph.add_nodes_from(sources)
    empty = dict.fromkeys(TABLES["citations"]._fields) | {"source": 1}
    rows = [tuple((empty | {"citing": citing, "cited": cited}).values()) for citing, cited in pairs]
    of_itself = [tuple((empty | {"citing": cited, "cited": cited}).values()) for _, cited in pairs]
    columns = Columns(parts.filled({"citations": [*rows, *rows, *of_itself]}))
    works, far = downstream(columns, sorted(sources) * 2, hops)
    expected = nx.multi_source_dijkstra_path_length(graph.reverse(), sources, cutoff=hops) if sources else {}
    assert dict(zip(works.tolist(), far.tolist(), strict=True)) == expected
    assert len(works) == len(expected)
    assert far.tolist() == sorted(far.tolist())


@settings(deadline=None)
@given(PAIRS, st.sampled_from((0.85, 0.5)))
def test_pagerank_is_that_of_networkx(pairs: set[tuple[int, int]], damping: float) -> None:
    found, graph = made(pairs)
    expected = nx.pagerank(graph, alpha=damping)
    assert pagerank(found, damping).tolist() == pytest.approx([expected[work] for work in found.works.tolist()], abs=1e-9)


def test_pagerank_says_when_it_does_not_settle() -> None:
    found, _ = made({(1, 2), (2, 3), (3, 1), (4, 1)})
    with pytest.raises(ArithmeticError):
        pagerank(found, most=1)


@settings(deadline=None)
@given(PAIRS)
def test_the_graph_has_the_same_edges(pairs: set[tuple[int, int]]) -> None:
    found, graph = made(pairs)
    names = [f"work {number}" for number in found.works.tolist()]
    made_graph = digraph(found, {"label": names})
    assert list(made_graph) == list(range(len(found)))
    assert set(nx.relabel_nodes(made_graph, dict(enumerate(found.works.tolist()))).edges) == set(graph.edges)
    assert [label for _, label in made_graph.nodes(data="label")] == names


def test_places_of_works_that_are_not_there() -> None:
    found, _ = made({(10, 20), (30, 20)})
    assert found.places([5, 10, 30, 31, 10]).tolist() == [0, 2]


def test_network_of_a_store(world: Store) -> None:
    columns = columns_of(world)
    found = network(columns)
    names = labels(columns, found)
    pairs = {(names[a], names[b]) for a, b in zip(found.citing.tolist(), found.cited.tolist(), strict=True)}
    assert {("gamma-2010", "alpha-2001"), ("gamma-2010", "beta-1999")} <= pairs
    assert len(pairs) == len(found.citing)
    far = reached(found, found.places([number(f"{BASE}paper/alpha-2001")]), 3)
    assert far[names.index("gamma-2010")] == 1
    assert far[names.index("alpha-2001")] == 0
    assert far[names.index("beta-1999")] == -1


def test_time_grows_with_citations(grows: Callable[..., float]) -> None:
    def hub(size: int) -> Network:
        works = np.arange(1, size)
        return connected(np.concatenate((works, works)), np.concatenate((np.zeros(size - 1, np.int64), (works * 7) % size)))

    small, large = hub(20_000), hub(200_000)
    assert grows(lambda: reached(small, np.array([0]), 5), lambda: reached(large, np.array([0]), 5), 25) < 25
    assert grows(lambda: pagerank(small), lambda: pagerank(large), 30) < 30
