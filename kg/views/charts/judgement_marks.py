"""The marks of judgements: a disc that says by its filling, and once more by its colour, what was judged.

A flaw fills the disc: full where it is present, three quarters where it likely is, one where it likely is not, none where it is
absent. Tools for risk of bias have letters in their traffic lights instead, as reviewers know them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kg.views.charts.drawing import Drawing
from kg.views.charts.lettering import width

__all__ = ["FLAW_MARKS", "Mark", "legend", "segment", "stamp"]

Side = Literal["found", "cleared", "either", "open"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A judgement as it is shown. `symbol` is the mark as a character, for tables; `rank` sorts, the worst highest.

    `filled` is the share of the disc that is filled, None for a disc with the symbol as a letter in it. `side` is what the
    judgement does to the share of papers with the flaw: count above and below, below only, neither.
    """

    key: str
    word: str
    symbol: str
    ink: str
    rank: int
    side: Side
    filled: float | None = None

    @property
    def solid(self) -> bool:
        """Whether its part of a bar is in the full colour; else in the tint of it, with an outline."""
        return self.filled in (None, 1.0) or (self.filled == 0 and self.side == "cleared")


FLAW_MARKS = (
    Mark("present", "present", "\u25cf", "present", 6, "found", 1.0),
    Mark("likely-present", "likely present", "\u25d5", "present", 5, "found", 0.75),
    Mark("either", "judged either way", "\u25d3", "ink", 4, "either", 0.5),
    Mark("unclear", "unclear", "?", "unclear", 3, "open"),
    Mark("likely-absent", "likely absent", "\u25d4", "absent", 2, "cleared", 0.25),
    Mark("absent", "absent", "\u25cb", "absent", 1, "cleared", 0.0),
)


def stamp(on: Drawing, mark: Mark, x: float, y: float, r: float, told: str = "") -> None:
    """The mark around a centre."""
    if mark.side == "either":
        with on.group(told):
            on.path(_slice(x, y, r, 0.75, 0.5), fill="present", closed=True)
            on.path(_slice(x, y, r, 0.25, 0.5), fill="absent", closed=True)
            on.circle(x, y, r - 0.5, None, line="ink", thick=1)
    elif mark.filled is None:
        with on.group(told):
            on.circle(x, y, r, mark.ink)
            on.text(x, y + 0.64 * r, mark.symbol, size=round(1.8 * r, 1), anchor="middle", ink="on-mark", bold=True)
    elif mark.filled == 1:
        on.circle(x, y, r, mark.ink, told=told)
    elif mark.filled == 0:
        on.circle(x, y, r - 0.75, None, line=mark.ink, told=told)
    else:
        with on.group(told):
            on.circle(x, y, r - 0.75, None, line=mark.ink)
            on.path([(x, y), *_slice(x, y, r - 0.75, 0, mark.filled)], fill=mark.ink, closed=True)


def _slice(x: float, y: float, r: float, start: float, share: float) -> list[tuple[float, float]]:
    """The rim of a part of a disc, clockwise from the top; `start` and `share` in turns."""
    steps = max(2, round(16 * share))
    turns = [2 * math.pi * (start + share * i / steps) for i in range(steps + 1)]
    return [(x + r * math.sin(turn), y - r * math.cos(turn)) for turn in turns]


def segment(on: Drawing, mark: Mark | None, x: float, y: float, w: float, h: float, words: str, told: str) -> None:
    """A part of a bar of judgements, with words in it where they fit; without a mark, what nobody judged."""
    if w <= 0:
        return
    with on.group(told):
        if mark is None:
            on.rect(x + 0.5, y + 0.5, w - 1, h - 1, "page", line="control")
        elif mark.side == "either":
            on.rect(x, y, w, h / 2, "present")
            on.rect(x, y + h / 2, w, h / 2, "absent")
        elif mark.solid:
            on.rect(x, y, w, h, mark.ink)
        else:
            on.rect(x + 0.5, y + 0.5, w - 1, h - 1, f"{mark.ink}-tint", line=mark.ink)
        if width(words, 12) <= w - 3 and (mark is None or mark.side != "either"):
            on.text(x + w / 2, y + h / 2 + 4.2, words, size=12, anchor="middle", ink=_on(mark))


def _on(mark: Mark | None) -> str:
    return "muted" if mark is None else "on-mark" if mark.solid else "ink"


def legend(on: Drawing, marks: Sequence[Mark], y: float, room: float, *, r: float, unjudged: str) -> float:
    """The marks with their words, in as many lines as they need from the base line `y`; returns the base line after them."""
    x = 0.0
    for mark, words in [*((mark, mark.word) for mark in marks), (None, unjudged)]:
        wide = (2 * r + 6 if mark else 0) + width(words, 12)
        if x and x + wide > room:
            x, y = 0.0, y + 20
        if mark:
            stamp(on, mark, x + r, y - 4, r)
        on.text(x + (2 * r + 6 if mark else 0), y, words, size=12, ink="muted")
        x += wide + 18
    return y + 20
