"""Things and the links between them, drawn as named boxes and arrows: a still picture of a small graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot, sqrt

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.views import spacing
from kg.views.charts.drawing import Drawing, Picture
from kg.views.charts.lettering import width, wrapped

__all__ = ["Link", "Thing", "draw"]

_SIZE, _PAD, _LINE = 12, 7.0, 15.0
_GAP = 16.0  # free room around a box, in which arrows and their names can be told apart
_FILL = 0.34  # the part of the field that boxes take
_SEED = 2021

_Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Thing:
    """A node: its name, where it leads, and whether it is a thing (a box) or a value (words alone)."""

    label: str
    link: str | None = None
    value: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow from one node to another, by their keys, with its name."""

    start: str
    end: str
    label: str = ""


def draw(title: str, things: Mapping[str, Thing], links: Sequence[Link], room: int) -> Picture:
    """The graph in a picture `room` pixels wide. Raises ValueError without a thing.

    The same graph gives the same picture. Places are those of a force-directed layout (Fruchterman and Reingold 1991),
    spread and parted so that no box covers another.
    """
    if not things:
        raise ValueError("no thing to draw")
    keys = list(things)
    words = {key: wrapped(thing.label, min(180, room / 2 - 20), _SIZE) for key, thing in things.items()}
    half = np.array([_half(words[key]) for key in keys])
    at, height = _places(keys, links, half, room)
    on = Drawing()
    top = on.lines(0, 18, wrapped(title, room, 16, most=2, bold=True), size=16, bold=True) + 6
    names = {link.label for link in links}
    same = names.pop() if len(names) == 1 else ""
    if same:
        top = on.lines(0, top, wrapped(f"Every arrow: {same}", room, _SIZE), size=_SIZE, ink="muted") + 4
    middle = np.array([room / 2, top + height / 2])
    where = {key: (float(x), float(y)) for key, (x, y) in zip(keys, at + middle, strict=True)}
    size = {key: (float(w), float(h)) for key, (w, h) in zip(keys, half, strict=True)}
    for link in links:
        _arrow(on, where[link.start], size[link.start], where[link.end], size[link.end], link, named=not same)
    for key in keys:
        with on.linked(things[key].link):
            _box(on, where[key], size[key], words[key], things[key])
    return on.picture("answer-graph", title, _description(things, links), room, top + height)


def _half(lines: Sequence[str]) -> _Pair:
    return max(width(line, _SIZE) for line in lines) / 2 + _PAD, len(lines) * _LINE / 2 + 4


def _places(keys: list[str], links: Sequence[Link], half: NDArray[np.float64], room: int) -> tuple[NDArray[np.float64], float]:
    """The middle of each box, counted from the middle of the field, and the height of the field."""
    graph = nx.Graph()
    graph.add_nodes_from(keys)
    graph.add_edges_from((link.start, link.end) for link in links if link.start != link.end)
    found = nx.spring_layout(graph, seed=_SEED, k=2.2 / sqrt(len(keys)), iterations=120)
    wish = np.array([found[key] for key in keys], dtype=np.float64)
    boxes = half + _GAP
    area = float((4 * boxes.prod(axis=1)).sum()) / _FILL
    height = max(area / room, float(2 * boxes[:, 1].max()) + 20, 160.0)
    bound = np.array([room / 2, height / 2])
    span = np.abs(wish - wish.mean(axis=0)).max(axis=0)
    wish = (wish - wish.mean(axis=0)) / np.where(span > 0, span, 1.0) * np.maximum(bound - boxes.max(axis=0), 1.0)
    boxes = np.minimum(boxes, bound)
    at = spacing.separate(spacing.spread(wish, boxes, bound), boxes, bound)
    return at, max(height, float(2 * (np.abs(at[:, 1]) + half[:, 1]).max()) + 8)


def _edge(at: _Pair, size: _Pair, towards: _Pair) -> _Pair:
    """Where the line from the middle of a box to another point leaves the box."""
    dx, dy = towards[0] - at[0], towards[1] - at[1]
    share = min(size[0] / abs(dx) if dx else 1e9, size[1] / abs(dy) if dy else 1e9)
    return (at[0] + dx * min(share, 0.5), at[1] + dy * min(share, 0.5))


def _arrow(on: Drawing, start: _Pair, from_: _Pair, end: _Pair, to: _Pair, link: Link, named: bool) -> None:
    if start == end:
        on.circle(start[0] + from_[0], start[1] - from_[1], 8, None, line="control", told=link.label)
        return
    (x1, y1), (x2, y2) = _edge(start, from_, end), _edge(end, to, start)
    long = hypot(x2 - x1, y2 - y1) or 1.0
    ux, uy = (x2 - x1) / long, (y2 - y1) / long
    on.line(x1, y1, x2, y2, "control", told=link.label)
    on.path(
        [(x2, y2), (x2 - 8 * ux - 4 * uy, y2 - 8 * uy + 4 * ux), (x2 - 8 * ux + 4 * uy, y2 - 8 * uy - 4 * ux)],
        fill="control",
        closed=True,
    )
    if named and link.label and long > width(link.label, 10) * 0.75:
        on.text((x1 + x2) / 2, (y1 + y2) / 2 - 3, link.label, size=10, anchor="middle", ink="muted")


def _box(on: Drawing, at: _Pair, size: _Pair, lines: Sequence[str], thing: Thing) -> None:
    left, top = at[0] - size[0], at[1] - size[1]
    if thing.value:
        on.rect(left, top, 2 * size[0], 2 * size[1], "page")
    else:
        on.rect(left, top, 2 * size[0], 2 * size[1], "tint", line="control", round_=5, told=thing.label)
    first = at[1] + 4.3 - _LINE * (len(lines) - 1) / 2
    on.lines(at[0], first, lines, size=_SIZE, leading=_LINE / _SIZE, anchor="middle", ink="accent" if thing.link else "ink")


def _description(things: Mapping[str, Thing], links: Sequence[Link]) -> str:
    told = "; ".join(
        f"{things[one.start].label} \u2192 {one.label + ' ' if one.label else ''}{things[one.end].label}" for one in links[:30]
    )
    more = f" and {len(links) - 30} more" if len(links) > 30 else ""
    return f"{len(things)} things and {len(links)} links between them. {told}{more}."
