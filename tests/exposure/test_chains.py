"""The search for strongest chains against all simple paths, which networkx lists one by one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.exposure.chains import Chains, Links, chains

Edges = dict[tuple[int, int], float]
SHARES = (0.25, 0.5, 1.0)


def search(edges: Edges, starts: list[float], decay: float, hops: int) -> Chains:
    pairs = np.array(list(edges), np.int64).reshape(-1, 2)
    links = Links(pairs[:, 0], pairs[:, 1], np.array(list(edges.values()), np.float64))
    return chains(links, np.array(starts), decay, hops)


def strongest(edges: Edges, starts: list[float], decay: float, hops: int, target: int) -> float:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(starts)))
    graph.add_edges_from(edges)
    best = 0.0
    for source, start in enumerate(starts):
        if start and source != target:
            for path in nx.all_simple_paths(graph, source, target, cutoff=hops):
                shares = [edges[pair] for pair in pairwise(path)]
                best = max(best, start * float(np.prod(shares)) * decay ** (len(shares) - 1))
    return best


@st.composite
def networks(draw: st.DrawFn) -> tuple[Edges, list[float]]:
    n = draw(st.integers(2, 7))
    pairs = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda pair: pair[0] != pair[1])
    edges = draw(st.dictionaries(pairs, st.sampled_from(SHARES), max_size=18))
    return edges, draw(st.lists(st.sampled_from((0.0, 0.0, 0.5, 1.0)), min_size=n, max_size=n))


@settings(deadline=None)
@given(networks(), st.sampled_from((0.5, 1.0)), st.integers(1, 5))
def test_as_the_best_of_all_simple_paths(network: tuple[Edges, list[float]], decay: float, hops: int) -> None:
    edges, starts = network
    found = search(edges, starts, decay, hops)
    for work in range(len(starts)):
        assert found.carried[work] == strongest(edges, starts, decay, hops, work)
    reached = np.flatnonzero(found.hops)
    pairs, shares = list(edges), list(edges.values())
    for work, steps in zip(reached.tolist(), found.steps(reached), strict=True):
        path = [work, *(source for source, _ in steps)]
        assert path[-1] == found.start[work] != work
        assert len(steps) == found.hops[work] <= hops
        assert len(set(path)) == len(path)
        assert [pairs[link] for _, link in steps] == [(source, target) for target, source in pairwise(path)]
        carried = starts[path[-1]] * float(np.prod([shares[link] for _, link in steps])) * decay ** (len(steps) - 1)
        assert carried == found.carried[work]


def test_the_second_chain_counts_where_the_first_starts_in_the_work_itself() -> None:
    # 0 (grave) hands on to 1, 1 back to 0; 2 (slight) hands on to 1: into 0 leads only the slight one.
    found = search({(0, 1): 1.0, (1, 0): 1.0, (2, 1): 1.0}, [1.0, 0.0, 0.25], 0.5, 3)
    assert found.carried.tolist() == [0.125, 1.0, 0.0]
    assert found.start.tolist() == [2, 0, -1]
    assert found.hops.tolist() == [2, 1, 0]


def test_of_equals_the_shortest() -> None:
    found = search({(0, 1): 1.0, (1, 2): 1.0, (0, 2): 1.0}, [1.0, 0.0, 0.0], 1.0, 3)
    assert found.hops.tolist() == [0, 1, 1]


@pytest.mark.parametrize("starts", [[0.0, 0.0], [1.0, 0.0]], ids=["no start", "no link"])
def test_nothing_to_carry(starts: list[float]) -> None:
    found = search({}, starts, 0.5, 3)
    assert not found.hops.any()
    assert found.steps(np.zeros(0, np.int64)) == []


def test_a_hub_costs_as_many_steps_as_it_has_citations(grows: Callable[..., float]) -> None:
    def hub(size: int) -> Callable[[], object]:
        works = np.arange(1, size)
        hub = np.zeros(size - 1, np.int64)
        links = Links(np.concatenate((hub, works)), np.concatenate((works, hub)), np.full(2 * size - 2, 0.5))
        starts = np.full(size, 0.5)
        return lambda: chains(links, starts, 0.5, 5)

    assert grows(hub(20_000), hub(200_000), 25) < 25
