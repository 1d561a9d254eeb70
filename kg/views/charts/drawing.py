"""A picture as SVG: shapes and words put on it one by one, with a title and a description for those who do not see it.

Every colour is a part of `inks`: its light value stands in the element, so that any program draws it, and a class lets a
stylesheet change it. Places are rounded to a tenth of a pixel: the same values give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from xml.etree import ElementTree

from markupsafe import Markup

from kg.tables import visible
from kg.views.charts import inks

__all__ = ["Drawing", "Picture"]

_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_NS = "http://www.w3.org/2000/svg"

Element = ElementTree.Element


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture. `width` and `height` in CSS pixels; `body` is what is drawn, `description` the same in words."""

    name: str
    title: str
    description: str
    width: int
    height: int
    body: tuple[Element, ...]

    def svg(self) -> str:
        """A file of its own, with the ground it is drawn on; it follows the reader's light or dark system."""
        root = self._root(self.name)
        root.set("xmlns", _NS)
        style = ElementTree.Element("style")
        style.text = inks.dark_rules()
        root.insert(2, style)
        root.insert(3, _element("rect", width=self.width, height=self.height, **_paint(fill="page")))
        root.text = "\n"
        for part in root:
            part.tail = "\n"
        return ElementTree.tostring(root, encoding="unicode") + "\n"

    def inline(self, mark: str = "") -> Markup:
        """The picture inside an HTML page whose stylesheet has `inks.page_rules`; `mark` tells two of one name apart."""
        return Markup(ElementTree.tostring(self._root(f"{self.name}{mark}"), encoding="unicode"))  # noqa: S704 - escaped there

    def _root(self, mark: str) -> Element:
        root = _element("svg", viewBox=f"0 0 {self.width} {self.height}", width=self.width, height=self.height)
        root.set("class", "kg-chart")
        linked = any(next(part.iter("a"), None) is not None for part in self.body)  # links within an image would be hidden
        root.set("role", "group" if linked else "img")
        root.set("font-family", _FONT)
        root.set("aria-labelledby", f"{mark}-title")
        root.set("aria-describedby", f"{mark}-desc")
        root.append(_told("title", self.title, f"{mark}-title"))
        root.append(_told("desc", self.description, f"{mark}-desc"))
        root.extend(deepcopy(part) for part in self.body)
        return root


class Drawing:
    """What has been put on a picture so far. Later shapes cover earlier ones; `x` runs right, `y` down, in pixels."""

    def __init__(self) -> None:
        self._parts: list[Element] = []

    def picture(self, name: str, title: str, description: str, width: float, height: float) -> Picture:
        """The finished picture; raises ValueError without title or description."""
        if not title.strip() or not description.strip():
            raise ValueError("a picture needs a title and a description")
        return Picture(name, visible(title), visible(description), round(width), round(height), tuple(self._parts))

    def rect(
        self, x: float, y: float, w: float, h: float, fill: str, *, line: str | None = None, round_: float = 0, told: str = ""
    ) -> None:
        """A rectangle; `told` is what a pointer resting on it is told."""
        more = {"rx": _n(round_)} if round_ else {}
        self._add(_element("rect", x=x, y=y, width=max(w, 0), height=max(h, 0), **more, **_paint(fill=fill, stroke=line)), told)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, ink: str, *, thick: float = 1, dashes: str = "", told: str = ""
    ) -> None:
        """A straight line; `dashes` as in SVG: "4 3"."""
        more = {"stroke-width": _n(thick)} | ({"stroke-dasharray": dashes} if dashes else {})
        self._add(_element("line", x1=x1, y1=y1, x2=x2, y2=y2, **more, **_paint(stroke=ink)), told)

    def path(
        self,
        points: Sequence[tuple[float, float]],
        *,
        fill: str | None = None,
        line: str | None = None,
        thick: float = 1.5,
        closed: bool = False,
        dashes: str = "",
        told: str = "",
    ) -> None:
        """A line through points, or the area they enclose."""
        way = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points) + ("Z" if closed else "")
        more = {"stroke-width": _n(thick), "stroke-linejoin": "round"} if line else {}
        more |= {"stroke-dasharray": dashes} if dashes else {}
        self._add(_element("path", d=way, **more, **_paint(fill=fill, stroke=line)), told)

    def circle(
        self, x: float, y: float, r: float, fill: str | None, *, line: str | None = None, thick: float = 1.5, told: str = ""
    ) -> None:
        """A disc, or with `line` alone a ring."""
        more = {"stroke-width": _n(thick)} if line else {}
        self._add(_element("circle", cx=x, cy=y, r=r, **more, **_paint(fill=fill, stroke=line)), told)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 12,
        anchor: str = "start",
        ink: str = "ink",
        bold: bool = False,
        turned: float = 0,
        told: str = "",
    ) -> None:
        """A line of words whose base line stands at `y`; `anchor` start, middle or end; `turned` in degrees around its place."""
        more = {"text-anchor": anchor} if anchor != "start" else {}
        more |= {"font-weight": "600"} if bold else {}
        more |= {"transform": f"rotate({_n(turned)} {_n(x)} {_n(y)})"} if turned else {}
        part = _element("text", x=x, y=y, **{"font-size": _n(size)}, **more, **_paint(fill=ink))
        part.text = visible(words)
        self._add(part, told)

    def lines(self, x: float, y: float, rows: Iterable[str], *, size: float = 12, leading: float = 1.25, **more: object) -> float:
        """Lines of words below each other, the first with its base line at `y`; returns the base line after the last."""
        for row in rows:
            self.text(x, y, row, size=size, **more)  # type: ignore[arg-type]
            y += size * leading
        return y

    @contextmanager
    def linked(self, address: str | None) -> Iterator[None]:
        """What is drawn inside leads to the address, which the caller vouches for; None links nothing."""
        if not address:
            yield
            return
        outside, self._parts = self._parts, []
        try:
            yield
        finally:
            link = _element("a", href=address)
            link.extend(self._parts)
            self._parts = [*outside, link]

    @contextmanager
    def group(self, told: str = "") -> Iterator[None]:
        """What is drawn inside belongs together: one explanation for a resting pointer."""
        outside, self._parts = self._parts, []
        try:
            yield
        finally:
            inside = _element("g")
            if told:
                inside.append(_told("title", told))
            inside.extend(self._parts)
            self._parts = [*outside, inside]

    def _add(self, part: Element, told: str) -> None:
        if told:
            part.insert(0, _told("title", told))
        self._parts.append(part)


def _n(value: float) -> str:
    return f"{round(value, 1) + 0.0:g}" if abs(value) < 1e5 else f"{value:.0f}"


def _element(tag: str, **attributes: object) -> Element:
    return ElementTree.Element(tag, {k: _n(v) if isinstance(v, int | float) else str(v) for k, v in attributes.items()})


def _paint(*, fill: str | None = None, stroke: str | None = None) -> dict[str, str]:
    """Attributes for the parts that fill and outline a shape: the light colour, and a class by which a stylesheet finds it."""
    parts = {"fill": fill, "stroke": stroke}
    colours = {kind: inks.light(part) for kind, part in parts.items() if part}
    named = " ".join(f"{kind[0]}-{part}" for kind, part in parts.items() if part)
    return {"fill": "none"} | colours | {"class": named}


def _told(tag: str, words: str, mark: str = "") -> Element:
    part = ElementTree.Element(tag, {"id": mark} if mark else {})
    part.text = visible(words)
    return part
