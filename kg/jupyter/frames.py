"""A whole page inside a notebook, in a frame that its scripts cannot leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["Frame", "graph"]

_HEIGHT = 640  # CSS pixels


@dataclass(frozen=True, slots=True)
class Frame:
    """A page as HTML that needs no other file, what it is called, and what it holds in a sentence. `height` in CSS pixels.

    The frame runs scripts and grants nothing else: they reach neither the notebook nor the network, open no window and save no
    file.
    """

    text: str = field(repr=False)
    title: str
    told: str = ""
    height: int = _HEIGHT
    name: str = "page"

    def _repr_html_(self) -> str:
        from kg.views.render import one_line, render

        return render(
            "notebook/frame.html",
            text=self.text,
            title=one_line(self.title),
            told=one_line(self.told),
            height=int(self.height),
            name=self.name,
        )

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, whole or not at all; raises KgError where that cannot be done."""
        from kg.cli.files import write_file

        write_file(Path(path), self.text)
        return Path(path)


def graph(
    store: Store,
    *,
    around: str | None = None,
    hops: int = 1,
    kinds: Iterable[str] = (),
    flaws: Iterable[str] = (),
    title: str | None = None,
    most: int = 5000,
    height: int = _HEIGHT,
) -> Frame:
    """The graph to look around in, as `kg graph` makes it: all of it, or what is `around` a paper or flaw.

    Raises NotFound for a paper or flaw that is not there, and where the store holds no papers.
    """
    from kg.graph_page import graph_page

    text, held = graph_page(store, around=around, hops=hops, kinds=kinds, flaws=flaws, title=title, most=most)
    return Frame(text, title or "Critical appraisal graph", f"{held}.", height, "graph")
