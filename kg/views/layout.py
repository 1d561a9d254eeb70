"""Where the nodes of an appraisal graph stand: computed once, without chance, the same for the same graph.

Flaws stand in cards, one a domain, in a column on either side; their labels face outwards, so that no link runs over them.
Papers stand in the field between, each towards its flaws; outcomes and citing articles stand by their papers. Units are
pixels at zoom 1, y grows downwards. Room for labels is part of the layout.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

__all__ = ["TITLE", "Card", "Layout", "Spot", "lay_out"]

Array = NDArray[np.float64]

FEW = 60  # up to this many nodes, each gets room for its label
FAR = 1.7  # more nodes are seen from farther away, so the text of the cards takes this much more of the plane
SIZES = {"flaw": (6.5, 12.0), "paper": (7.0, 13.0), "citing": (7.0, 9.0), "outcome": (5.0, 5.0)}  # radii
CHARACTER, LINE = 7.4, 17.0  # a label's mean character width and its line height
GAP = 9.0
TITLE = 36.0  # room for a domain's name above its flaws
CARD = 190.0  # least width of a card
SLACK = 0.3  # an overlap this small is none
GOLDEN = np.pi * (3 - np.sqrt(5))
STRONG = ("present", "likely-present")


@dataclass(frozen=True, slots=True)
class Spot:
    """Centre and radius of a node, its label as wrapped, and the side of the node on which the label belongs."""

    x: float
    y: float
    size: float
    lines: tuple[str, ...]
    side: str


@dataclass(frozen=True, slots=True)
class Card:
    """The rectangle of one flaw domain, the room for its name at its top, and the side its labels face."""

    name: str
    left: float
    top: float
    right: float
    bottom: float
    title: float
    side: str


@dataclass(frozen=True, slots=True)
class Layout:
    spots: dict[str, Spot]
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class _Node:
    name: str
    kind: str
    group: str
    weight: int
    size: float
    lines: tuple[str, ...]
    labelled: bool

    @property
    def half(self) -> tuple[float, float]:
        """Half the width and height of the node with its label below, gaps included."""
        if not self.labelled:
            return self.size + GAP / 2, self.size + GAP / 2
        return max(self.wide / 2, self.size) + GAP, self.size + len(self.lines) * LINE / 2 + GAP

    @property
    def wide(self) -> float:
        return max(len(line) for line in self.lines) * CHARACTER

    @property
    def drop(self) -> float:
        """How far the middle of the node with its label lies below the node."""
        return len(self.lines) * LINE / 2 if self.labelled else 0.0


def lay_out(graph: nx.MultiDiGraph) -> Layout:
    """A spot for every node and a card for every domain; the order in which nodes were added plays no part."""
    nodes = _nodes(graph)
    if not nodes:
        return Layout({}, ())
    far = 1.0 if len(nodes) <= FEW else FAR
    inner = [node for node in nodes if node.kind != "flaw"]
    cards = [_card(name, members, far) for name, members in _domains(nodes)]
    left, right = _columns(cards)
    gap = GAP * 1.4 * far
    height = max((sum(card.bottom + gap for card, _ in column) for column in (left, right)), default=0.0)
    sides = sum(max((card.right + 4 * GAP for card, _ in column), default=0.0) for column in (left, right))
    field = _field(inner, height, sides)
    spots: dict[str, Spot] = {}
    placed: list[Card] = []
    for column, side in ((left, "left"), (right, "right")):
        _stand(column, side, field, gap, spots, placed)
    centres = {name: (spot.x, spot.y) for name, spot in spots.items()}
    for node, (x, y) in zip(inner, _place_inner(graph, inner, centres, field).tolist(), strict=True):
        spots[node.name] = Spot(round(x, 1), round(y, 1), node.size, node.lines, "below")
    return Layout(spots, tuple(placed))


def _nodes(graph: nx.MultiDiGraph) -> list[_Node]:
    heaviest: dict[str, int] = {}
    for _, given in graph.nodes(data=True):
        heaviest[given["kind"]] = max(heaviest.get(given["kind"], 1), int(given.get("weight") or 0))
    few = len(graph) <= FEW
    out = []
    for name in sorted(graph):
        given = graph.nodes[name]
        kind, weight = str(given["kind"]), int(given.get("weight") or 0)
        least, most = SIZES[kind]
        # The eye reads area, so the radius grows with the root; a crowd is seen from farther away.
        size = (least + (most - least) * float(np.sqrt(max(weight, 0) / heaviest[kind]))) * (1.0 if few else 1.3)
        width, count = (34, 2) if kind == "flaw" else (20, 3)
        lines = tuple(textwrap.wrap(str(given.get("label") or name), width, max_lines=count, placeholder="…")) or ("",)
        group = str(given.get("group") or "Other")
        out.append(_Node(name, kind, group, weight, round(size, 1), lines, few or kind == "paper"))
    return out


def _domains(nodes: Sequence[_Node]) -> list[tuple[str, list[_Node]]]:
    """The domains by name, each with its flaws, the heaviest first."""
    groups: dict[str, list[_Node]] = {}
    for node in sorted(nodes, key=lambda node: (-node.weight, node.name)):
        if node.kind == "flaw":
            groups.setdefault(node.group, []).append(node)
    return sorted(groups.items())


Rows = list[tuple[_Node, float]]


def _card(name: str, members: Sequence[_Node], far: float) -> tuple[Card, Rows]:
    """A card at the origin, and its flaws with the height at which each stands."""
    rows, y = [], TITLE * far
    for node in members:
        tall = max(len(node.lines) * LINE * far + GAP / 2, 2 * node.size + GAP / 2)
        rows.append((node, y + tall / 2))
        y += tall
    width = max(max(node.wide for node in members) * far + 2 * max(node.size for node in members) + 3 * GAP, CARD * far)
    return Card(name, 0.0, 0.0, width, y + GAP, TITLE * far, ""), rows


def _columns(cards: list[tuple[Card, Rows]]) -> tuple[list[tuple[Card, Rows]], list[tuple[Card, Rows]]]:
    """The cards, in their order, as two columns of like height."""
    heights = np.cumsum([card.bottom for card, _ in cards])
    cut = int(np.argmin(np.abs(2 * heights - heights[-1]))) + 1 if cards else 0
    return cards[:cut], cards[cut:]


def _field(inner: Sequence[_Node], height: float, sides: float) -> Array:
    """Half the width and height of the field between columns of that height, which take `sides` of the whole width."""
    area = float((_halves(inner).prod(axis=1) * 4).sum()) / 0.5
    square = (sides + np.sqrt(sides**2 + 4 * area)) / 2  # this high, the whole is as wide as high
    half_height = max(height, square, 200.0) / 2
    return np.array([max(area / (4 * half_height), half_height * 0.45), half_height])


def _stand(
    column: list[tuple[Card, Rows]], side: str, field: Array, gap: float, spots: dict[str, Spot], placed: list[Card]
) -> None:
    """Adds the cards of one column, evenly over the height of the field, and the spots of their flaws."""
    if not column:
        return
    width = max(card.right for card, _ in column)
    spare = (2 * field[1] - sum(card.bottom for card, _ in column) - gap * len(column)) / len(column)
    near = float(field[0]) + 3 * GAP
    left, right = (-near - width, -near) if side == "left" else (near, near + width)
    y = -float(field[1])
    for card, rows in column:
        top = y + (gap + spare) / 2
        y = top + card.bottom + (gap + spare) / 2
        edges = [round(value, 1) for value in (left, top, right, top + card.bottom)]
        placed.append(Card(card.name, edges[0], edges[1], edges[2], edges[3], card.title, side))
        inset = GAP + max(node.size for node, _ in rows)
        x = right - inset if side == "left" else left + inset
        for node, at in rows:
            spots[node.name] = Spot(round(x, 1), round(top + at, 1), node.size, node.lines, side)


def _halves(nodes: Sequence[_Node]) -> Array:
    return np.array([node.half for node in nodes], dtype=np.float64).reshape(-1, 2)


def _place_inner(graph: nx.MultiDiGraph, inner: Sequence[_Node], flaws: dict[str, tuple[float, float]], field: Array) -> Array:
    """Papers towards their flaws, then citing articles and outcomes by their papers, moved apart within the field."""
    papers = [node for node in inner if node.kind == "paper"]
    wished = dict(zip((paper.name for paper in papers), _towards(graph, papers, flaws, field), strict=True))
    beside: dict[str, int] = {}
    for node in inner:
        if node.kind == "paper":
            continue
        near = sorted({other for other in (*graph.predecessors(node.name), *graph.successors(node.name)) if other in wished})
        base = np.mean([wished[other] for other in near], axis=0) if near else np.zeros(2)
        turn = beside.get(near[0] if near else "", 0)
        beside[near[0] if near else ""] = turn + 1
        wished[node.name] = base + (22 + 3 * np.sqrt(turn)) * np.array([np.cos(turn * GOLDEN), np.sin(turn * GOLDEN)])
    drops = np.array([(0.0, node.drop) for node in inner], dtype=np.float64).reshape(-1, 2)
    start = np.array([wished[node.name] for node in inner], dtype=np.float64).reshape(-1, 2) + drops
    return _separate(start, _halves(inner), field) - drops


def _towards(graph: nx.MultiDiGraph, papers: Sequence[_Node], flaws: dict[str, tuple[float, float]], field: Array) -> Array:
    """The mean of each paper's flaws, rare flaws counting most, stretched to fill the field."""
    means = _sunflower(len(papers), 1.0)
    for row, paper in enumerate(papers):
        pulls = sorted(
            (flaw, *flaws[flaw], 1 / graph.in_degree(flaw))
            for _, flaw, presence in graph.out_edges(paper.name, data="presence")
            if flaw in flaws and presence in STRONG
        )
        if pulls:
            means[row] += np.average([pull[1:3] for pull in pulls], axis=0, weights=[pull[3] for pull in pulls])
    # Papers share most flaws, so their means crowd together: keep who is left of and above whom, and spread them evenly.
    ranks = np.argsort(np.argsort(means, axis=0, kind="stable"), axis=0)
    return np.asarray(((ranks + 0.5) / max(len(papers), 1) * 2 - 1) * field * 0.88)


def _sunflower(count: int, step: float) -> Array:
    turn = np.arange(count) * GOLDEN
    return np.asarray(np.sqrt(np.arange(count))[:, None] * step * np.stack([np.cos(turn), np.sin(turn)], axis=1))


def _separate(at: Array, half: Array, bound: Array, rounds: int = 200) -> Array:
    """The boxes moved apart within the bound until none overlaps, or `rounds` are over."""
    reach_x, reach_y = half[:, 0, None] + half[:, 0], half[:, 1, None] + half[:, 1]
    np.fill_diagonal(reach_x, 0.0)
    # Boxes at one point need a direction to part in; a fixed tilt gives one and breaks every tie the same way.
    at = at + _sunflower(len(at), 0.01)
    for _ in range(rounds):
        apart_x, apart_y = at[:, 0, None] - at[:, 0], at[:, 1, None] - at[:, 1]
        over_x, over_y = reach_x - np.abs(apart_x), reach_y - np.abs(apart_y)
        hit = np.minimum(over_x, over_y) > SLACK
        if not hit.any():
            break
        one = np.nonzero(hit)[0]  # few pairs touch, so the rest is done for those alone
        across = over_x[hit] < over_y[hit]  # a pair parts along its shorter overlap
        push_x = np.where(across, over_x[hit] * np.sign(apart_x[hit]), 0.0) / 2
        push_y = np.where(across, 0.0, over_y[hit] * np.sign(apart_y[hit])) / 2
        calm = np.sqrt(np.maximum(np.bincount(one, minlength=len(at)), 1))
        at[:, 0] += np.bincount(one, push_x, len(at)) / calm
        at[:, 1] += np.bincount(one, push_y, len(at)) / calm
        at = np.clip(at, -bound + half, bound - half)
    return at
