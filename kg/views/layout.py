"""Where the nodes of an appraisal graph stand: computed once, the same for the same graph.

Flaws stand in cards, one a domain, in a column on either side; their labels face outwards, so that no link runs over them.
Papers stand in the field between, each towards its flaws; outcomes and citing articles stand by their papers. Units are
pixels at zoom 1, y grows downwards. Room for labels is part of the layout: text is never drawn smaller than on the screen,
so the more there is to see, and the farther away it is seen from, the more units a line of text takes.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.views import spacing

__all__ = ["Card", "Layout", "Spot", "lay_out"]

Array = NDArray[np.float64]
Places = NDArray[np.int64]

FEW = 60  # up to this many nodes, each gets room for its label
SOME = 90  # up to this many papers, each gets room for its label as it is drawn when all is in sight
FAR = 1.7  # a crowd is seen from farther away, so text takes at least this much more of the plane
VIEW, ASPECT = 768.0, 0.97  # pixels the drawing is high on a desk, and how wide it is by that
SMALLEST = 11 / 13  # the smallest text on the screen, measured by that at zoom 1
SIZES = {"flaw": (6.5, 12.0), "paper": (7.0, 13.0), "citing": (7.0, 9.0), "outcome": (5.0, 5.0)}  # radii
LINE = 15.0  # height of a line of a label
NARROW, WIDE = frozenset(" !',./:;I[\\]fijlt|()-`r{}"), frozenset("MWmw@%—…")
GAP = 8.0
CARD = 120.0  # least width of a card
TITLE, AFTER, BOLD = 14.5, 8.0, 1.1  # a line of a domain's name, the room around it, and how much wider its letters are
FILL = 0.58  # of the field, the part that nodes with their labels take
SLIM = 0.42  # least width of the field, measured by its height
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
    def wide(self) -> float:
        return max(map(_width, self.lines))

    def half(self, far: float) -> tuple[float, float]:
        """Half the width and height of the node with its label below, gaps included."""
        if not self.labelled:
            return self.size + GAP / 2, self.size + GAP / 2
        return max(self.wide * far / 2, self.size) + GAP, self.size + self.drop(far) + GAP / 2

    def drop(self, far: float) -> float:
        """How far the middle of the node with its label lies below the node."""
        return len(self.lines) * LINE * far / 2 if self.labelled else 0.0


Rows = tuple[Card, list[tuple[_Node, float, float]]]
_Column = list[Rows]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The columns of cards and the field between them: what is fixed before any node but flaws has a place."""

    columns: tuple[_Column, _Column]
    height: float  # of the higher column
    field: Array  # half its width and height
    far: float  # what text takes of the plane across
    tall: float  # and down


def lay_out(graph: nx.MultiDiGraph) -> Layout:
    """A spot for every node and a card for every domain; the order in which nodes were added plays no part."""
    nodes = _nodes(graph)
    inner = [node for node in nodes if node.kind != "flaw"]
    if not nodes:
        return Layout({}, ())
    few = len(nodes) <= FEW
    far = tall = 1.0 if few else FAR
    host = _hosts(graph, inner)
    frame = _frame(nodes, inner, host, far, tall)
    for _ in range(0 if few else 5):
        # The higher the whole, the farther away it is seen from, and the more of the plane text takes, as far as there is room.
        far = max(FAR, 2 * float(frame.field[1]) / VIEW * SMALLEST)
        tall = max(FAR, min(far, frame.tall * 2 * float(frame.field[1]) / max(frame.height, 1.0)))
        frame = _frame(nodes, inner, host, far, tall)
    spots: dict[str, Spot] = {}
    placed: list[Card] = []
    for column, side in zip(frame.columns, ("left", "right"), strict=True):
        _stand(column, side, frame, spots, placed)
    centres = {name: (spot.x, spot.y) for name, spot in spots.items()}
    near = _near(inner, frame.far)
    for node, (x, y) in zip(inner, _place_inner(graph, inner, host, centres, frame.field, near).tolist(), strict=True):
        spots[node.name] = Spot(round(x, 1), round(y, 1), node.size, node.lines, "below")
    return Layout(spots, tuple(placed))


def _width(text: str) -> float:
    """About the width of the text in the page's font at 13 pixels."""
    return 13 * sum(0.27 if c in NARROW else 0.85 if c in WIDE else 0.68 if c.isupper() else 0.545 for c in text)


def _wrapped(text: str, most: int, width: float, count: int) -> tuple[str, ...]:
    """The text in at most that many lines, none of more than `most` characters or wider than `width`; what is left over is cut."""
    lines = textwrap.wrap(text, most, max_lines=count, placeholder="…") or [""]
    if most > 8 and max(map(_width, lines)) > width:
        return _wrapped(text, most - 1, width, count)
    return tuple(lines)


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
        lines = _wrapped(str(given.get("label") or name), *((36, 214.0, 2) if kind == "flaw" else (20, 140.0, 3)))
        group = str(given.get("group") or "Other")
        out.append(_Node(name, kind, group, weight, round(size, 1), lines, few or kind == "paper"))
    return out


def _frame(nodes: Sequence[_Node], inner: Sequence[_Node], host: Places, far: float, tall: float) -> _Frame:
    domains: dict[str, list[_Node]] = {}
    for node in sorted(nodes, key=lambda node: (-node.weight, node.name)):
        if node.kind == "flaw":
            domains.setdefault(node.group, []).append(node)
    flaws = [node for node in nodes if node.kind == "flaw"]
    reach = max((node.size for node in flaws), default=0.0)
    width = max(CARD, max((node.wide for node in flaws), default=0.0)) * far + 2 * reach + 3 * GAP
    titled = (width - 2 * GAP) / (far * BOLD)
    cards = [_card(name, domains[name], width, GAP + reach, tall, titled) for name in sorted(domains)]
    heights = np.cumsum([card.bottom for card, _ in cards])
    cut = int(np.argmin(np.abs(2 * heights - heights[-1]))) + 1 if cards else 0
    columns = (cards[:cut], cards[cut:])
    height = max(sum(card.bottom + GAP * tall for card, _ in column) for column in columns)
    sides = sum(width + 3 * GAP for column in columns if column)
    half = spacing.gather(_halves(inner, _near(inner, far)), host)[1]
    area = float((half.prod(axis=1) * 4).sum()) / FILL
    square = (sides + np.sqrt(sides**2 + 4 * area * ASPECT)) / (2 * ASPECT)  # this high, the whole has the shape of the screen
    half_height = max(height, square, 200.0) / 2
    field = np.array([max(area / (4 * half_height), half_height * SLIM), half_height])
    return _Frame(columns, height, np.maximum(field, half.max(axis=0, initial=0.0)), far, tall)


def _card(name: str, members: Sequence[_Node], width: float, inset: float, tall: float, titled: float) -> Rows:
    """A card at the origin, and its flaws with the place at which each stands."""
    y = title = (TITLE * (1 if _width(name) <= titled else 2) + AFTER) * tall
    rows = []
    for node in members:
        step = max(len(node.lines) * LINE * tall, 2 * node.size + GAP / 2)
        rows.append((node, inset, y + step / 2))
        y += step
    return Card(name, 0.0, 0.0, width, y + GAP / 2 * tall, title, ""), rows


def _stand(column: _Column, side: str, frame: _Frame, spots: dict[str, Spot], placed: list[Card]) -> None:
    """Adds the cards of one column, evenly over the height of the field, and the spots of their flaws."""
    if not column:
        return
    width = max(card.right for card, _ in column)
    space = (2 * float(frame.field[1]) - sum(card.bottom for card, _ in column)) / len(column)
    close = float(frame.field[0]) + 2 * GAP
    left, right = (-close - width, -close) if side == "left" else (close, close + width)
    y = -float(frame.field[1])
    for card, rows in column:
        top = y + space / 2
        y = top + card.bottom + space / 2
        edges = [round(value, 1) for value in (left, top, right, top + card.bottom)]
        placed.append(Card(card.name, edges[0], edges[1], edges[2], edges[3], card.title, side))
        for node, inset, at in rows:
            x = right - inset if side == "left" else left + inset
            spots[node.name] = Spot(round(x, 1), round(top + at, 1), node.size, node.lines, side)


def _near(inner: Sequence[_Node], far: float) -> float:
    """What the text of papers takes of the plane: few enough are labelled from afar, more only from close by."""
    return far if sum(node.kind == "paper" for node in inner) <= SOME else 1.0


def _halves(nodes: Sequence[_Node], far: float) -> Array:
    return np.array([node.half(far) for node in nodes], dtype=np.float64).reshape(-1, 2)


def _place_inner(
    graph: nx.MultiDiGraph, inner: Sequence[_Node], host: Places, flaws: dict[str, tuple[float, float]], field: Array, far: float
) -> Array:
    """Papers all over the field, each towards its flaws, and citing articles towards their papers; outcomes by their papers."""
    place = {node.name: row for row, node in enumerate(inner)}
    own = np.flatnonzero(host == np.arange(len(host)))
    at, whole = spacing.gather(_halves(inner, far), host)
    wish = _towards(graph, inner, place, flaws)[own]
    centres = spacing.separate(spacing.spread(wish, whole, field), whole, field)
    drops = np.array([(0.0, node.drop(far)) for node in inner]).reshape(-1, 2)
    return np.asarray(centres[np.searchsorted(own, host)] + at - drops)


def _hosts(graph: nx.MultiDiGraph, inner: Sequence[_Node]) -> Places:
    """By whom each node stands: an outcome by its paper, any other by itself."""
    place = {node.name: row for row, node in enumerate(inner)}
    host = np.arange(len(inner))
    for row, node in enumerate(inner):
        papers = [name for name in graph.predecessors(node.name) if name in place and inner[place[name]].kind == "paper"]
        if node.kind == "outcome" and papers:
            host[row] = place[min(papers)]
    return host


def _towards(
    graph: nx.MultiDiGraph, inner: Sequence[_Node], place: dict[str, int], flaws: dict[str, tuple[float, float]]
) -> Array:
    """The mean of each paper's flaws, rare flaws counting most, and of each citing article's papers."""
    judged = sorted(
        (place[paper], flaw)
        for paper, flaw, presence in graph.edges(data="presence")
        if flaw in flaws and paper in place and presence in STRONG
    )
    often = Counter(flaw for _, flaw in judged)
    papers = np.array([paper for paper, _ in judged], dtype=np.int64)
    weights = np.array([1 / often[flaw] for _, flaw in judged], dtype=np.float64)
    wish = _mean(papers, np.array([flaws[flaw] for _, flaw in judged], dtype=np.float64), weights, len(inner))
    cited = sorted(
        (place[a], place[b]) for a, b in graph.edges() if a in place and b in place and inner[place[a]].kind == "citing"
    )
    citing, to = np.array(cited, dtype=np.int64).reshape(-1, 2).T
    return wish + _mean(citing, wish[to], np.ones(len(to)), len(inner))


def _mean(rows: Places, at: Array, weights: Array, count: int) -> Array:
    """For each row the weighted mean of the points given for it, or the origin."""
    total = np.maximum(np.bincount(rows, weights, count), 1e-9)
    return np.stack([np.bincount(rows, weights * side, count) / total for side in at.reshape(-1, 2).T], axis=1)
