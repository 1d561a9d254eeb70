from __future__ import annotations

import itertools
import random
from collections import Counter
from types import ModuleType

import networkx as nx
import numpy as np
import pytest

from kg.views import layout, network, spacing

NAMES = [
    "Applicability",
    "Attrition and missing data",
    "Blinding and expectation",
    "Comparator and intervention delivery",
    "Confounding and causal inference",
    "Effect size, importance and precision",
    "High risk of bias (overall)",
    "Integrity, funding and independence",
    "Outcome measurement",
    "Participant selection and allocation",
    "Reporting and interpretation",
    "Statistical analysis",
]


def shuffled(graph: nx.MultiDiGraph, seed: int) -> nx.MultiDiGraph:
    """The same graph with its nodes and edges added in another order."""
    draw = random.Random(seed)  # noqa: S311 - the order of a test
    other = nx.MultiDiGraph(**graph.graph)
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(data=True))
    other.add_nodes_from(draw.sample(nodes, len(nodes)))
    other.add_edges_from(draw.sample(edges, len(edges)))
    return other


def of_size(graphs: ModuleType, count: int) -> nx.MultiDiGraph:
    """A graph of that many nodes of all kinds."""
    if count <= 30:
        return graphs.small()
    flaws, papers, citing = min(count // 6, 100), count // 5, count // 20
    return graphs.sample(papers=papers, flaws=flaws, citing=citing, outcomes=count - flaws - papers - citing, judged=12)


def crowd(papers: int) -> nx.MultiDiGraph:
    """Papers and their flaws alone: each paper has room for a label and a place of its own."""
    draw = random.Random(1)  # noqa: S311 - invented data
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((f"f{i:03}", {"kind": "flaw", "label": f"Flaw {i}", "group": NAMES[i % 12]}) for i in range(60))
    for i in range(papers):
        graph.add_node(f"p{i:05}", kind="paper", label=f"Author {1990 + i % 35}", weight=i % 7)
        graph.add_edges_from((f"p{i:05}", f"f{j:03}", {"presence": "present"}) for j in draw.sample(range(60), 4))
    return graph


def alike(papers: int, outcomes: int) -> nx.MultiDiGraph:
    """Papers between which nothing tells, all with the same flaw, and one with all the outcomes."""
    graph = nx.MultiDiGraph()
    graph.add_node("f", kind="flaw", label="The flaw", group="Domain")
    for i in range(papers):
        graph.add_node(f"p{i}", kind="paper", label="Same 2000")
        graph.add_edge(f"p{i}", "f", presence="present")
    for i in range(outcomes):
        graph.add_node(f"o{i}", kind="outcome", label="pain")
        graph.add_edge("p0", f"o{i}")
    return graph


def overlapping(placed: layout.Layout) -> list[tuple[str, str]]:
    """The pairs of nodes the squares round which overlap, each compared with each."""
    names = sorted(placed.spots)
    at = np.array([(placed.spots[name].x, placed.spots[name].y) for name in names])
    size = np.array([placed.spots[name].size for name in names])
    hit = np.abs(at[:, None] - at).max(axis=2) < size[:, None] + size
    return [(names[a], names[b]) for a, b in np.argwhere(np.triu(hit, 1))]


@pytest.mark.parametrize("count", [30, 450, 2000])
def test_no_two_nodes_overlap(graphs: ModuleType, count: int) -> None:
    graph = of_size(graphs, count)
    assert len(graph) == count
    placed = layout.lay_out(graph)
    assert set(placed.spots) == set(graph)
    assert overlapping(placed) == []


@pytest.mark.parametrize(("papers", "outcomes"), [(40, 0), (400, 0), (1, 500), (80, 300), (200, 500)])
def test_nodes_that_nothing_tells_apart_do_not_overlap(papers: int, outcomes: int) -> None:
    assert overlapping(layout.lay_out(alike(papers, outcomes))) == []


@pytest.mark.parametrize("count", [30, 450, 2000])
def test_the_order_of_nodes_and_edges_plays_no_part(graphs: ModuleType, count: int) -> None:
    graph = of_size(graphs, count)
    first = layout.lay_out(graph)
    for seed in range(3):
        assert layout.lay_out(shuffled(graph, seed)) == first


def test_the_pairs_examined_grow_with_the_nodes_and_not_with_their_square(monkeypatch: pytest.MonkeyPatch) -> None:
    examined: Counter[int] = Counter()
    rounds: Counter[int] = Counter()
    near = spacing.near

    def counted(at: spacing.Array, half: spacing.Array) -> tuple[spacing.Places, spacing.Places]:
        pairs = near(at, half)
        examined[size] += len(pairs[0])
        rounds[size] += 1
        return pairs

    monkeypatch.setattr(spacing, "near", counted)
    for size in (500, 2000):
        layout.lay_out(crowd(size - 60))
    assert 0 < examined[500] / rounds[500] < 20 * 500
    assert examined[2000] / rounds[2000] < 6 * examined[500] / rounds[500]
    assert max(rounds.values()) <= spacing.ROUNDS + 2
    assert examined[2000] < 20 * 2000 * (spacing.ROUNDS + 2)


def test_near_finds_every_pair_that_overlaps_and_none_twice() -> None:
    draw = np.random.default_rng(3)
    for count in (0, 1, 2, 30, 300):
        at, half = draw.uniform(-200, 200, (count, 2)), draw.uniform(1, 25, (count, 2))
        pairs = [frozenset(pair) for pair in zip(*(side.tolist() for side in spacing.near(at, half)), strict=True)]
        assert len(pairs) == len(set(pairs))
        assert all(len(pair) == 2 for pair in pairs)
        for a, b in itertools.combinations(range(count), 2):
            if (np.abs(at[a] - at[b]) < half[a] + half[b]).all():
                assert frozenset((a, b)) in pairs


@pytest.mark.parametrize("side", [200.0, 105.0, 60.0])
def test_boxes_at_one_point_part_even_where_the_field_is_too_small(side: float) -> None:
    half = np.tile([12.0, 8.0], (80, 1))
    bound = np.array([side, side])
    at = spacing.separate(np.zeros((80, 2)), half, bound)
    assert len(spacing.overlaps(at, half)[0]) == 0
    if side >= 200:
        assert (np.abs(at) + half <= bound + 1e-9).all()


def test_boxes_spread_over_the_whole_field_in_the_order_of_their_wishes() -> None:
    wish = np.random.default_rng(5).normal(size=(400, 2))
    half = np.tile([6.0, 3.0], (400, 1))
    bound = np.array([200.0, 150.0])
    at = spacing.spread(wish, half, bound)
    assert (np.abs(at) + half <= bound).all()
    quarters = Counter(zip(*(at // (bound / 2)).T.astype(int).tolist(), strict=True))
    assert len(quarters) == 16
    assert min(quarters.values()) > 15
    for axis in (0, 1):
        assert np.corrcoef(wish[:, axis], at[:, axis])[0, 1] > 0.8


def test_a_paper_stands_towards_its_flaws(graphs: ModuleType) -> None:
    graph = graphs.large()
    spots = layout.lay_out(graph).spots
    papers = [name for name, kind in graph.nodes(data="kind") if kind == "paper"]
    means = [
        np.mean([spots[flaw].x for _, flaw, found in graph.out_edges(paper, data="presence") if found in layout.STRONG])
        for paper in papers
    ]
    assert np.corrcoef(means, [spots[paper].x for paper in papers])[0, 1] > 0.5


def test_outcomes_stand_by_their_paper(graphs: ModuleType) -> None:
    graph = graphs.large()
    spots = layout.lay_out(graph).spots
    for paper, outcome, kind in graph.edges(data="kind"):
        if kind == "reports":
            assert abs(spots[paper].x - spots[outcome].x) < 150
            assert abs(spots[paper].y - spots[outcome].y) < 150


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


@pytest.mark.parametrize("count", [30, 450])
def test_papers_with_their_labels_stand_in_the_field_between_the_cards(graphs: ModuleType, count: int) -> None:
    graph = graphs.small() if count == 30 else graphs.large()
    placed = layout.lay_out(graph)
    left = max(card.right for card in placed.cards if card.side == "left")
    right = min(card.left for card in placed.cards if card.side == "right")
    top, bottom = min(card.top for card in placed.cards), max(card.bottom for card in placed.cards)
    # What 11 pixels on the screen are in the layout, with all of it in sight at 1400 by 900.
    unit = max((bottom - top) / 790, (max(c.right for c in placed.cards) - min(c.left for c in placed.cards)) / 760)
    for name, kind in graph.nodes(data="kind"):
        if kind == "paper":
            spot = placed.spots[name]
            half = max(map(len, spot.lines)) * 0.54 * max(11 * unit, 13 if count == 30 else 0) / 2
            assert left < spot.x - half
            assert spot.x + half < right


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1400, 900), (390, 844)])
def test_names_of_domains_are_whole_and_no_label_runs_over_a_card(opened, graphs: ModuleType, width: int, height: int) -> None:
    graph = graphs.large()
    names = dict(zip(sorted({group for _, group in graph.nodes(data="group") if group}), NAMES, strict=True))
    for _, given in graph.nodes(data=True):
        given["group"] = names.get(given["group"])
    page = opened(network.page(graph), width=width, height=height)
    titles = page.ask("graphPage.drawing.layers().titles.map((title) => title.lines.join(' '))")
    assert sorted(titles) == NAMES
    over = """() => {
      const [scale, {labels}] = [graphPage.drawing.network.getScale(), graphPage.drawing.layers()];
      const hit = (label, card) => card.left * scale < label.right && label.left < card.right * scale
        && card.top * scale < label.bottom && label.top < card.bottom * scale;
      return labels.filter((label) => graphPage.model.nodes[label.id].kind !== 'flaw')
        .filter((label) => graphPage.drawing.cardsShown().some((card) => hit(label, card))).map((label) => label.lines);
    }"""
    assert page.ask(over) == []
    for _ in range(3):
        page.page.click("#zoom-in")
        assert page.ask(over) == []


@pytest.mark.browser
def test_at_the_size_of_the_corpus_every_flaw_and_paper_is_named_at_first_sight(opened, large_page: str) -> None:
    page = opened(large_page)
    labelled = page.ask("graphPage.drawing.layers().labels.map((label) => graphPage.model.nodes[label.id].kind)")
    assert Counter(labelled)["flaw"] == 70
    assert Counter(labelled)["paper"] == 49


def test_an_empty_graph_and_a_single_node_are_laid_out() -> None:
    assert layout.lay_out(nx.MultiDiGraph()) == layout.Layout({}, ())
    for kind in ("flaw", "paper", "citing", "outcome"):
        graph = nx.MultiDiGraph()
        graph.add_node("urn:x:1", kind=kind, label="One")
        assert len(layout.lay_out(graph).spots) == 1


def test_long_labels_are_cut_with_an_ellipsis() -> None:
    for label in ("word " * 200, "W" * 200, "語 " * 200):
        graph = nx.MultiDiGraph()
        graph.add_node("urn:x:1", kind="paper", label=label)
        (spot,) = layout.lay_out(graph).spots.values()
        assert len(spot.lines) == 3
        assert spot.lines[-1].endswith("…")
