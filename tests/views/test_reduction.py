"""What stays of a graph too large for a page, and whether the page tells what does not."""

from __future__ import annotations

import re
from types import ModuleType

import networkx as nx
import pytest

from kg.views import reduction
from kg.views.reduction import aggregate, carried, told


def ranked() -> nx.MultiDiGraph:
    """Six papers with 5, 4, 3, 3, 0 and 0 flaws; of the two with 3 the second is cited more. Each has an outcome."""
    graph = nx.MultiDiGraph()
    for i in range(5):
        graph.add_node(f"f{i}", kind="flaw", label=f"Flaw {i}", group="One", weight=0)
    for i, flaws in enumerate((5, 4, 3, 3, 0, 0)):
        graph.add_node(f"p{i}", kind="paper", label=f"Paper {i}", weight=flaws)
        graph.add_node(f"o{i}", kind="outcome", label="pain", weight=1)
        graph.add_edge(f"p{i}", f"o{i}", kind="reports")
        graph.add_edges_from((f"p{i}", f"f{j}", {"kind": "finding", "presence": "present"}) for j in range(flaws))
    for i, papers in enumerate((("p3", "p4"), ("p3",), ("p0", "p1", "p3"), ("p5",))):
        graph.add_node(f"c{i}", kind="citing", label=f"Essay {i}", weight=len(papers))
        graph.add_edges_from((f"c{i}", paper, {"kind": "cites"}) for paper in papers)
    return graph


def kept(graph: nx.MultiDiGraph, most: int) -> set[str]:
    return carried(graph, most)


def test_flaws_stay_papers_go_by_flaws_then_citations_and_citing_articles_by_what_stays() -> None:
    graph = ranked()
    flaws = {f"f{i}" for i in range(5)}
    assert kept(graph, 21) == set(graph)
    # Of 8 places beside the flaws 2 go to citing articles (4 of 16) and 6 to papers with their outcomes.
    assert kept(graph, 13) == flaws | {"p0", "o0", "p1", "o1", "p3", "o3"} | {"c2", "c0"}
    assert kept(graph, 9) == flaws | {"p0", "o0"} | {"c2"}
    assert kept(graph, 5) == flaws
    assert kept(graph, 1) == flaws


def test_as_many_stay_as_may(graphs: ModuleType) -> None:
    graph = graphs.sample(papers=200, flaws=40, citing=80, outcomes=150, judged=6)
    for most in (60, 100, 300, 460):
        found = kept(graph, most)
        assert most - 3 <= len(found) <= most
        assert sum(graph.nodes[node]["kind"] == "flaw" for node in found) == 40


def test_the_order_in_which_nodes_were_added_plays_no_part(graphs: ModuleType) -> None:
    graph = graphs.sample(papers=60, flaws=20, citing=30, outcomes=40, judged=6)
    other = nx.MultiDiGraph()
    other.add_nodes_from(reversed(list(graph.nodes(data=True))))
    other.add_edges_from(reversed(list(graph.edges(data=True))))
    assert kept(other, 90) == kept(graph, 90)


def test_a_graph_without_papers_is_cut_too() -> None:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((f"o{i}", {"kind": "outcome", "label": "pain", "weight": i}) for i in range(9))
    assert kept(graph, 3) == {"o8", "o7", "o6"}


def test_every_node_tells_what_of_its_neighbours_is_not_there() -> None:
    graph = ranked()
    small = aggregate(graph, graph, 13)
    left = {name: found for name, found in small.nodes(data="left") if found}
    assert left == {"f0": {"paper": 1}, "f1": {"paper": 1}, "f2": {"paper": 1}, "c0": {"paper": 1}, "p3": {"citing": 1}}
    for name in small:
        here = set(nx.all_neighbors(small, name))
        assert len(here) + sum(left.get(name, {}).values()) == len(set(nx.all_neighbors(graph, name)))
    assert "left" not in graph.nodes["f0"], "the graph that was given stays as it is"


def test_of_a_part_of_a_graph_too() -> None:
    graph = ranked()
    small = aggregate(graph, graph.subgraph(["p0", "f0", "f1"]), 0)
    assert small.nodes["p0"]["left"] == {"citing": 1, "flaw": 3, "outcome": 1}
    assert small.graph["aggregated"] is None


def test_what_is_left_out_is_told_with_numbers() -> None:
    graph = ranked()
    aggregated = aggregate(graph, graph, 13).graph["aggregated"]
    assert aggregated["left_out"] == {"paper": 3, "citing": 2, "outcome": 3}
    assert aggregated["start"] is None
    assert told(aggregated) == (
        "Not on this page: 3 papers, 2 citing articles and 3 outcomes. It holds all 5 flaws, the 3 papers with the most flaws "
        "found, then the most citations, with their outcomes and the 2 citing articles that cite the most of these papers."
    )
    assert aggregate(graph, graph, 21).graph["aggregated"] is None
    assert aggregate(graph, graph, 0).graph["aggregated"] is None


PAIRS = [
    ("f0", "f1", 4, 9), ("f0", "f2", 3, 8), ("f0", "f3", 2, 7), ("f0", "f4", 1, 7), ("f1", "f2", 1, 6), ("f1", "f3", 1, 5),
    ("f2", "f3", 1, 4), ("f2", "f4", 1, 3), ("f3", "f4", 0, 3),
]  # fmt: skip


def test_a_crowd_starts_with_the_flaws_and_what_comes_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reduction, "START", 20)
    monkeypatch.setattr(reduction, "PARTNERS", 1)
    graph = ranked()
    small = aggregate(graph, graph, 13, PAIRS)
    assert small.graph["aggregated"]["start"] == "flaws"
    assert "starts with the flaws alone" in told(small.graph["aggregated"])
    links = {(a, b): (d["both"], d["judged"], d["origin"]) for a, b, d in small.edges(data=True) if d["kind"] == "together"}
    # The first of f0 and f1, of f2, of f3 and of f4; no paper has f3 and f4.
    assert links == {
        ("f0", "f1"): (4, 9, "derived"), ("f0", "f2"): (3, 8, "derived"), ("f0", "f3"): (2, 7, "derived"),
        ("f2", "f4"): (1, 3, "derived"),
    }  # fmt: skip
    assert small.edges["f0", "f1", "together"]["label"] == "together in 4 of 9 papers judged for both"
    everything = aggregate(graph, graph, 0, PAIRS)
    assert everything.graph["aggregated"]["left_out"] == {}
    assert everything.graph["aggregated"]["rule"] == ""
    assert len(everything) == len(graph)
    papers = graph.subgraph([name for name, kind in graph.nodes(data="kind") if kind != "flaw"])
    monkeypatch.setattr(reduction, "START", 5)
    assert aggregate(graph, papers, 0, PAIRS).graph["aggregated"] is None, "without flaws there is nothing to start with"


def test_pairs_are_not_counted_where_the_page_starts_with_all() -> None:
    def counted() -> object:
        raise AssertionError("the pairs were counted")
        yield

    graph = ranked()
    assert len(aggregate(graph, graph, 13, counted())) == 13


def test_numbers_have_their_nouns() -> None:
    graph = ranked()
    text = told(aggregate(graph, graph, 8).graph["aggregated"])
    assert not re.search(r"\b1 \w*(papers|articles|flaws|outcomes)\b", text)
