from __future__ import annotations

from types import ModuleType

import networkx as nx
import pytest

from kg.views import layout


def shuffled(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """The same graph with its nodes and edges added the other way round."""
    other = nx.MultiDiGraph(**graph.graph)
    other.add_nodes_from(reversed(list(graph.nodes(data=True))))
    other.add_edges_from(reversed(list(graph.edges(data=True))))
    return other


@pytest.mark.parametrize("name", ["small", "large"])
def test_the_order_of_nodes_and_edges_plays_no_part(graphs: ModuleType, name: str) -> None:
    graph = getattr(graphs, name)()
    assert layout.lay_out(graph) == layout.lay_out(shuffled(graph))


@pytest.mark.parametrize("name", ["small", "large"])
def test_every_node_has_a_spot_of_its_own(graphs: ModuleType, name: str) -> None:
    graph = getattr(graphs, name)()
    spots = layout.lay_out(graph).spots
    assert set(spots) == set(graph)
    places = [(spot.x, spot.y, spot.size) for spot in spots.values()]
    near = [
        (a, b)
        for i, a in enumerate(places)
        for b in places[:i]
        if (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 < (0.8 * (a[2] + b[2])) ** 2
    ]
    assert near == []


def test_flaws_stand_in_the_card_of_their_domain_and_others_outside_all_cards(graphs: ModuleType) -> None:
    graph = graphs.large()
    placed = layout.lay_out(graph)
    cards = {card.name: card for card in placed.cards}

    def within(spot: layout.Spot, card: layout.Card) -> bool:
        return card.left <= spot.x <= card.right and card.top <= spot.y <= card.bottom

    for name, given in graph.nodes(data=True):
        holders = {card.name for card in cards.values() if within(placed.spots[name], card)}
        assert holders == ({given["group"]} if given["kind"] == "flaw" else set())


def test_cards_do_not_overlap(graphs: ModuleType) -> None:
    cards = layout.lay_out(graphs.large()).cards
    assert len(cards) == 12
    for i, a in enumerate(cards):
        for b in cards[:i]:
            assert a.right <= b.left or b.right <= a.left or a.bottom <= b.top or b.bottom <= a.top


def test_an_empty_graph_and_a_single_node_are_laid_out() -> None:
    assert layout.lay_out(nx.MultiDiGraph()) == layout.Layout({}, ())
    for kind in ("flaw", "paper", "citing", "outcome"):
        graph = nx.MultiDiGraph()
        graph.add_node("urn:x:1", kind=kind, label="One")
        assert len(layout.lay_out(graph).spots) == 1


def test_long_labels_are_cut_with_an_ellipsis() -> None:
    graph = nx.MultiDiGraph()
    graph.add_node("urn:x:1", kind="paper", label="word " * 200)
    (spot,) = layout.lay_out(graph).spots.values()
    assert len(spot.lines) == 3
    assert spot.lines[-1].endswith("…")
