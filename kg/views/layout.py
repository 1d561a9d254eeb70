"""Where the nodes of an appraisal graph stand: computed once, the same for the same graph.

Flaws stand in cards, one a domain, in a column on either side; their labels face outwards, so that no link runs over them.
Papers stand in the field between, each towards its flaws; outcomes and citing articles stand by their papers. Units are
pixels at zoom 1, y grows downwards. Room for labels is part of the layout: text on the screen is never smaller than can be
read, so the more there is to see, the farther away it is seen from, and the more units a line of text takes.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.views import spacing

__all__ = ["Card", "Layout", "Spot", "lay_out"]

Array = NDArray[np.float64]
Places = NDArray[np.int64]

FEW = 60  # up to this many nodes, each gets room for its label
SOME = 90  # up to this many papers, each gets room for its label as drawn when all is in sight; more only as drawn at zoom 1
FAR = 1.7  # a crowd is seen from farther away, so text takes at least this much more of the plane
VIEW, ASPECT = 665.0, 0.97  # pixels the drawing is high on a small desk, and its width by its height
SMALLEST = 11 / 13  # the size of the smallest text by that at zoom 1
SIZES = {"flaw": (6.5, 12.0), "paper": (7.0, 13.0), "citing": (7.0, 9.0), "outcome": (5.0, 5.0)}  # radii
LINE, GAP = 15.0, 8.0  # height of a line of a label, and the room around things
TITLE, AFTER, BOLD = 14.5, 8.0, 1.1  # height of a line of a domain's name, the room around it, and how much wider it runs
CARD = 120.0  # least width of the text of a card
FILL = 0.58  # the part of the field that its nodes and their labels take
SLIM = 0.42  # least width of the field by its height
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
    wide: float  # of the widest line
    labelled: bool

    def half(self, far: float) -> tuple[float, float]:
        """Half the width and height of the node with its label below, gaps included."""
        if not self.labelled:
            return self.size + GAP / 2, self.size + GAP / 2
        return max(self.wide * far / 2, self.size) + GAP, self.size + self.drop(far) + GAP / 2

    def drop(self, far: float) -> float:
        """How far the middle of the node with its label lies below the node."""
        return len(self.lines) * LINE * far / 2 if self.labelled else 0.0


_Filled = tuple[Card, list[tuple[_Node, float]]]  # a card at the origin, its flaws, and how far down each stands


@dataclass(frozen=True, slots=True)
class _Boxes:
    """What the nodes in the field take, text `far` times as wide as at zoom 1."""

    far: float
    half: Array  # of each node with its label
    drops: Array  # from each node to the middle of its box
    whole: Array  # half of what each takes together with those that stand by it

    @classmethod
    def of(cls, inner: Sequence[_Node], host: Places, far: float) -> _Boxes:
        half = np.array([node.half(far) for node in inner], dtype=np.float64).reshape(-1, 2)
        drops = np.array([(0.0, node.drop(far)) for node in inner], dtype=np.float64).reshape(-1, 2)
        return cls(far, half, drops, spacing.gather(half, host)[1])


@dataclass(frozen=True, slots=True)
class _Frame:
    """The columns of cards and the field between them: what is known before any node has its place."""

    columns: tuple[list[_Filled], list[_Filled]]
    height: float  # of the higher column
    inset: float  # from the inner edge of a card to the signs of its flaws
    field: Array  # half its width and height
    boxes: _Boxes
    tall: float  # what a line of text on a card takes of the plane, by that at zoom 1


def lay_out(graph: nx.MultiDiGraph) -> Layout:
    """A spot for every node and a card for every domain; the order in which nodes were added plays no part."""
    nodes = _nodes(graph)
    if not nodes:
        return Layout({}, ())
    inner = [node for node in nodes if node.kind != "flaw"]
    host = _hosts(graph, inner)
    frame = _fitted(nodes, inner, host)
    spots: dict[str, Spot] = {}
    cards = [*_stand(frame, 0, "left", spots), *_stand(frame, 1, "right", spots)]
    for node, (x, y) in zip(inner, _place(graph, inner, host, frame, spots).tolist(), strict=True):
        spots[node.name] = Spot(round(x, 1), round(y, 1), node.size, node.lines, "below")
    return Layout(spots, tuple(cards))


class _Widths(dict[str, float]):
    """The width of each character by the size of the font."""

    def __missing__(self, c: str) -> float:
        wide = 0.27 if c in _NARROW else 0.85 if c in _WIDE else 0.68 if c.isupper() else 1.0 if c > "\u2e80" else 0.545
        self[c] = wide
        return wide


_NARROW, _WIDE, _WIDTHS = frozenset(" !',./:;I[\\]fijlt|()-`r{}"), frozenset("MWmw@%—…"), _Widths()


def _width(text: str) -> float:
    """About the width of the text in the page's font at zoom 1."""
    return 13 * sum(map(_WIDTHS.__getitem__, text))


def _wrapped(text: str, most: int, width: float, count: int) -> tuple[str, ...]:
    """The text in at most that many lines, none longer than `most` characters or wider than `width`; the rest is cut."""
    if 0 < len(text) <= most and _width(text) <= width and text == " ".join(text.split()):
        return (text,)
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
        wide, group = max(map(_width, lines)), str(given.get("group") or "Other")
        out.append(_Node(name, kind, group, weight, round(size, 1), lines, wide, few or kind == "paper"))
    return out


def _hosts(graph: nx.MultiDiGraph, inner: Sequence[_Node]) -> Places:
    """By whom each node stands: an outcome by its paper, any other by itself."""
    place = {node.name: row for row, node in enumerate(inner)}
    papers = {node.name for node in inner if node.kind == "paper"}
    host = np.arange(len(inner))
    for row, node in enumerate(inner):
        if node.kind == "outcome":
            host[row] = place[min(papers.intersection(graph.predecessors(node.name)), default=node.name)]
    return host


def _fitted(nodes: Sequence[_Node], inner: Sequence[_Node], host: Places) -> _Frame:
    """The frame in which text takes what it takes on the screen with all in sight, as far as there is room."""
    few = len(nodes) <= FEW
    far = tall = 1.0 if few else FAR
    named = sum(node.kind == "paper" for node in inner) <= SOME
    boxes = _Boxes.of(inner, host, far if named else 1.0)
    frame = _frame(nodes, boxes, far, tall)
    for _ in range(0 if few else 5):  # the higher the frame, the more text takes, and the more text takes, the higher the frame
        height = 2 * float(frame.field[1])
        far = max(FAR, height / VIEW * SMALLEST)
        tall = max(FAR, min(far, frame.tall * height / max(frame.height, 1.0)))
        boxes = _Boxes.of(inner, host, far) if named else boxes
        frame = _frame(nodes, boxes, far, tall)
    return frame


def _frame(nodes: Sequence[_Node], boxes: _Boxes, far: float, tall: float) -> _Frame:
    """The frame in which text takes `far` times the width and, on cards, `tall` times the height that it has at zoom 1."""
    flaws = sorted((node for node in nodes if node.kind == "flaw"), key=lambda node: (node.group, -node.weight, node.name))
    reach = max((node.size for node in flaws), default=0.0)
    width = max((node.wide for node in flaws), default=0.0)
    width = max(width, CARD) * far + 2 * reach + 3 * GAP
    name_width = (width - 2 * GAP) / (far * BOLD)
    cards = [_card(name, list(members), width, name_width, tall) for name, members in groupby(flaws, lambda node: node.group)]
    heights = np.cumsum([card.bottom + GAP * tall for card, _ in cards])
    cut = int(np.argmin(np.abs(2 * heights - heights[-1]))) + 1 if cards else 0
    columns = (cards[:cut], cards[cut:])
    height = max(heights[cut - 1], heights[-1] - heights[cut - 1]) if cards else 0.0
    area = float((boxes.whole.prod(axis=1) * 4).sum()) / FILL
    sides = sum(width + 3 * GAP for column in columns if column)
    shapely = (sides + np.sqrt(sides**2 + 4 * area * ASPECT)) / (2 * ASPECT)  # this high, the whole has the shape of the screen
    half_height = max(height, shapely, 200.0) / 2
    field = np.maximum([max(area / (4 * half_height), half_height * SLIM), half_height], boxes.whole.max(axis=0, initial=0.0))
    return _Frame(columns, float(height), GAP + reach, field, boxes, tall)


def _card(name: str, members: Sequence[_Node], width: float, name_width: float, tall: float) -> _Filled:
    y = title = (TITLE * (1 if _width(name) <= name_width else 2) + AFTER) * tall
    rows = []
    for node in members:
        step = max(len(node.lines) * LINE * tall, 2 * node.size + GAP / 2)
        rows.append((node, y + step / 2))
        y += step
    return Card(name, 0.0, 0.0, width, y + GAP / 2 * tall, title, ""), rows


def _stand(frame: _Frame, column: int, side: str, spots: dict[str, Spot]) -> list[Card]:
    """The cards of one column, evenly over the height of the field; the spots of their flaws are added."""
    filled = frame.columns[column]
    sign = -1 if side == "left" else 1
    near, y = float(frame.field[0]) + 2 * GAP, -float(frame.field[1])
    placed = []
    for card, rows in filled:
        spare = (2 * float(frame.field[1]) - sum(other.bottom for other, _ in filled)) / len(filled)
        top, y = y + spare / 2, y + spare + card.bottom
        left, right = sorted((sign * near, sign * (near + card.right)))
        edges = [round(value, 1) for value in (left, top, right, top + card.bottom)]
        placed.append(Card(card.name, edges[0], edges[1], edges[2], edges[3], card.title, side))
        for node, at in rows:
            spots[node.name] = Spot(round(sign * (near + frame.inset), 1), round(top + at, 1), node.size, node.lines, side)
    return placed


def _place(graph: nx.MultiDiGraph, inner: Sequence[_Node], host: Places, frame: _Frame, flaws: dict[str, Spot]) -> Array:
    """Papers all over the field, each towards its flaws, citing articles towards their papers, outcomes by their papers."""
    own = np.flatnonzero(host == np.arange(len(host)))
    at, whole = spacing.gather(frame.boxes.half, host)
    middles = spacing.spread(_towards(graph, inner, flaws)[own], whole, frame.field)
    middles = spacing.separate(middles, whole, frame.field)
    return np.asarray(middles[np.searchsorted(own, host)] + at - frame.boxes.drops)


def _towards(graph: nx.MultiDiGraph, inner: Sequence[_Node], flaws: dict[str, Spot]) -> Array:
    """The mean of each paper's flaws, rare flaws counting most, and of each citing article's papers."""
    place = {node.name: row for row, node in enumerate(inner)}
    edges = sorted((a, b, str(presence)) for a, b, presence in graph.edges(data="presence") if a in place)
    found = [(place[paper], flaw) for paper, flaw, presence in edges if flaw in flaws and presence in STRONG]
    often = Counter(flaw for _, flaw in found)
    at = np.array([(flaws[flaw].x, flaws[flaw].y) for _, flaw in found], dtype=np.float64).reshape(-1, 2)
    wish = _means([row for row, _ in found], at, [1 / often[flaw] for _, flaw in found], len(inner))
    cited = [(place[a], place[b]) for a, b, _ in edges if b in place and inner[place[a]].kind == "citing"]
    rows = [row for row, _ in cited]
    wish[rows] = _means(rows, wish[[row for _, row in cited]], [1.0] * len(cited), len(inner))[rows]
    return wish


def _means(rows: Sequence[int], at: Array, weights: Sequence[float], count: int) -> Array:
    """For each of `count` rows the weighted mean of the points given for it; the mean of all means for a row without."""
    total = np.bincount(rows, weights, count)
    given = total > 0
    out = np.stack([np.bincount(rows, weights * side, count) for side in at.T], axis=1) / np.where(given, total, 1.0)[:, None]
    out[~given] = out[given].mean(axis=0) if given.any() else 0.0
    return out
