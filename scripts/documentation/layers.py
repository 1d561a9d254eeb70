"""The layers of the package as a drawing, from the table of `docs/house.md` that tests hold every module to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from xml.etree import ElementTree

from documentation.wording import Markdown, render

__all__ = ["Room", "drawing", "page", "rooms"]

_WIDTH, _LEFT, _GAP, _HEIGHT, _BETWEEN = 880, 34, 8, 64, 12
_LETTER = 6.0  # width of a letter of the small text, at most, on average
_NAME = re.compile(r"`(kg[\w./]*)`")


@dataclass(frozen=True)
class Room:
    """A row of the table: the modules it holds, those beside it that it may use, and what lives there."""

    layer: int
    name: str
    modules: tuple[str, ...]
    beside: tuple[str, ...]
    about: str


def rooms(house: str) -> Iterator[Room]:
    """The rows of the table, in its order."""
    for line in house.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 4 and re.match(r"\d", cells[0]):
            layer, _, name = cells[0].partition(" ")
            yield Room(int(layer), name, tuple(_NAME.findall(cells[1])), tuple(_NAME.findall(cells[2])), cells[3])


def page(root: Path) -> str:
    """The page of the architecture, with the drawing and what lives in each room."""
    found = list(rooms((root / "docs" / "house.md").read_text("utf-8")))
    svg = ElementTree.tostring(drawing(found, root), encoding="unicode")
    return render("architecture", svg=Markdown(svg), rooms=found)


def drawing(found: list[Room], root: Path) -> ElementTree.Element:
    """An SVG element: a band for each layer, the ground below, and in it a box for each room with how many modules it has."""
    layers = [(layer, list(of)) for layer, of in groupby(found, key=lambda room: room.layer)][::-1]
    height = len(layers) * (_HEIGHT + _BETWEEN) - _BETWEEN + 2
    svg = ElementTree.Element(
        "svg",
        {"viewBox": f"0 0 {_WIDTH} {height}", "class": "layers", "role": "img", "aria-labelledby": "layers-title layers-about"},
    )
    _add(svg, "title", "The layers of kg", id="layers-title")
    told = "; ".join(f"layer {layer}: {', '.join(room.name for room in of)}" for layer, of in layers)
    _add(svg, "desc", f"From the top: {told}. A room uses the layers below its own.", id="layers-about")
    for place, (layer, of) in enumerate(layers):
        y = 1 + place * (_HEIGHT + _BETWEEN)
        _add(svg, "text", str(layer), x="0", y=f"{y + _HEIGHT / 2 + 5:g}", **{"class": "number"})
        width = (_WIDTH - _LEFT - 1 - _GAP * (len(of) - 1)) / len(of)
        for column, room in enumerate(of):
            _box(svg, room, _LEFT + column * (width + _GAP), y, width, _said(room, of, root, int((width - 16) / _LETTER)))
    return svg


def _box(svg: ElementTree.Element, room: Room, x: float, y: float, width: float, said: list[str]) -> None:
    box = ElementTree.SubElement(svg, "g", {"class": "room", "data-layer": str(room.layer), "data-room": room.name})
    ElementTree.SubElement(
        box, "rect", {"x": f"{x:.1f}", "y": f"{y:g}", "width": f"{width:.1f}", "height": str(_HEIGHT), "rx": "4"}
    )
    start, first = f"{x + 9:.1f}", y + _HEIGHT / 2 + 5 - 7 * len(said)
    _add(box, "text", room.name, x=start, y=f"{first:g}", **{"class": "name"})
    for row, line in enumerate(said, start=1):
        _add(box, "text", line, x=start, y=f"{first + 14 * row:g}", **{"class": "said"})


def _said(room: Room, beside: list[Room], root: Path, letters: int) -> list[str]:
    """How many modules a room has, and which rooms of its own layer it uses, in lines of so many letters."""
    number = sum(_count(root, module) for module in room.modules)
    used = [other.name for other in beside if other is not room and set(room.beside) & set(other.modules)]
    return [f"{number} module{'s' if number != 1 else ''}", *(wrap(f"uses {', '.join(used)}", letters) if used else [])]


def _count(root: Path, module: str) -> int:
    """Modules that a name of the table stands for: `kg.extract/` is a package and all in it."""
    place = root.joinpath(*module.rstrip("/").split("."))
    return len(list(place.rglob("*.py"))) if module.endswith("/") else 1


def _add(parent: ElementTree.Element, tag: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, tag, attributes).text = text
