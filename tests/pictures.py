"""Where the words and shapes of a picture stand, read from its SVG as a browser would place them, to find what hides what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree

from kg.views.charts.drawing import Picture
from kg.views.charts.lettering import width

__all__ = ["Box", "covered", "outside", "parsed", "texts", "words"]

SVG = "{http://www.w3.org/2000/svg}"
_TURN = re.compile(r"rotate\((\S+) ")


class Box(NamedTuple):
    """What is written, or which shape it is, and its corners in pixels."""

    what: str
    left: float
    top: float
    right: float
    bottom: float


def parsed(picture: Picture) -> ElementTree.Element:
    """The picture's file as a tree; raises ParseError for what is not well-formed."""
    return ElementTree.fromstring(picture.svg())  # noqa: S314 - made here


def words(picture: Picture) -> list[str]:
    """All that is written on the picture, in the order of drawing."""
    return [part.text or "" for part in parsed(picture).iter(f"{SVG}text")]


def texts(picture: Picture) -> list[Box]:
    """The boxes of what is written; a turned text is turned by 90 degrees."""
    return [_text(part) for part in parsed(picture).iter(f"{SVG}text")]


def _text(part: ElementTree.Element) -> Box:
    said, x, y, size = part.text or "", *(float(part.get(name, "0")) for name in ("x", "y", "font-size"))
    long = width(said, size, bold=part.get("font-weight") is not None)
    before = {"start": 0.0, "middle": long / 2, "end": long}[part.get("text-anchor", "start")]
    turn = _TURN.match(part.get("transform", ""))
    if turn is None:
        return Box(said, x - before, y - 0.75 * size, x - before + long, y + 0.2 * size)
    assert float(turn[1]) == -90
    return Box(said, x - 0.75 * size, y + before - long, x + 0.2 * size, y + before)


def _shapes(picture: Picture) -> Iterator[Box]:
    for part in parsed(picture).iter():
        of = {name: float(value) for name, value in part.items() if _number(value)}
        tag = part.tag.removeprefix(SVG)
        if tag == "rect":
            x, y = of.get("x", 0), of.get("y", 0)
            yield Box(tag, x, y, x + of["width"], y + of["height"])
        elif tag == "line":
            xs, ys = sorted((of["x1"], of["x2"])), sorted((of["y1"], of["y2"]))
            yield Box(tag, xs[0], ys[0], xs[1], ys[1])
        elif tag == "circle":
            yield Box(tag, of["cx"] - of["r"], of["cy"] - of["r"], of["cx"] + of["r"], of["cy"] + of["r"])
        elif tag == "path":
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", part.get("d", ""))]
            yield Box(tag, min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2]))


def _number(value: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", value) is not None


def outside(picture: Picture, slack: float = 1) -> list[Box]:
    """What does not stand whole within the picture; texts are measured in a font wider than most."""
    return [
        box
        for box in [*texts(picture), *_shapes(picture)]
        if box.left < -slack or box.top < -slack or box.right > picture.width + slack or box.bottom > picture.height + slack
    ]


def covered(picture: Picture, slack: float = 1) -> list[tuple[str, str]]:
    """Pairs of texts that stand on each other."""
    return [
        (one.what, other.what)
        for one, other in combinations([box for box in texts(picture) if box.what.strip()], 2)
        if min(one.right, other.right) - max(one.left, other.left) > slack
        and min(one.bottom, other.bottom) - max(one.top, other.top) > slack
    ]
