"""Which flaws come together: each combination with its papers, its flaws as filled dots below or beside it (an UpSet plot).

After Lex, Gehlenborg, Strobelt, Vuillemot and Pfister, UpSet: visualization of intersecting sets (IEEE TVCG 2014). Intersections
are exclusive: a paper is counted in one combination.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from kg.tables import counted, percent
from kg.views.charts.drawing import Drawing, Picture
from kg.views.charts.lettering import fitted, width, wrapped
from kg.views.charts.scales import Scale, linear, printed

__all__ = ["Combination", "Combinations", "Flaw", "draw"]

_NAMED = 12  # papers that a resting pointer is told by name
_DOT = 6.0
_SIZES = "papers with it, of those judged"


@dataclass(frozen=True, slots=True)
class Flaw:
    """A set: `papers` have the flaw, of `judged` that were judged for it."""

    label: str
    papers: int
    judged: int
    link: str | None = None

    @property
    def told(self) -> str:
        """Papers with their denominator in words."""
        return f"{self.papers:,} of {self.judged:,}"


@dataclass(frozen=True, slots=True)
class Combination:
    """Papers with exactly these of the flaws shown: `flaws` are places among them, ascending; none is a combination too.

    `complete`: how many of the papers were judged for every flaw shown; the others may have more of them.
    """

    flaws: tuple[int, ...]
    papers: int
    complete: int
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Combinations:
    """Flaws and combinations in the order in which they are shown, among `appraised` papers.

    `left_out`: combinations that are not shown, and `left_out_papers` those that have them. `others`: flaws found in some
    paper that are not looked at. `judges`: who judged, with what they are.
    """

    title: str
    flaws: Sequence[Flaw]
    combinations: Sequence[Combination]
    appraised: int
    left_out: int = 0
    left_out_papers: int = 0
    others: int = 0
    judges: str = ""

    def share(self, papers: int) -> str:
        """The papers as a share of those appraised: "35%"; never 0% or 100% of what is more or less."""
        return percent(papers / self.appraised if self.appraised else 0.0)

    def told(self, one: Combination) -> str:
        """A combination in words, with the names of the first papers."""
        flaws = ", ".join(self.flaws[i].label for i in one.flaws) or f"none of the {len(self.flaws)}"
        names = ", ".join(one.names[:_NAMED]) + (f" and {len(one.names) - _NAMED:,} more" if len(one.names) > _NAMED else "")
        complete = f"{one.complete:,} of them judged for all {len(self.flaws)}"
        return f"{counted(one.papers, 'paper')} ({self.share(one.papers)}): {flaws}; {complete}" + (
            f" ({names})" if names else ""
        )

    @property
    def counting(self) -> str:
        """What the bars count."""
        return f"Papers with exactly these of the {len(self.flaws)} flaws, of {self.appraised:,} appraised"

    @property
    def rest(self) -> tuple[str, ...]:
        """What the picture does not show, in sentences."""
        said = []
        if self.left_out:
            papers = f"{self.left_out_papers:,} of the {counted(self.appraised, 'paper')}"
            said.append(f"{counted(self.left_out, 'more combination')} not shown, in {papers}.")
        if self.others:
            flaws = "1 other flaw" if self.others == 1 else f"{self.others:,} other flaws"
            said.append(f"Papers counted together may differ in {flaws} that somebody found.")
        if self.judges:
            said.append(f"Judged by {self.judges}.")
        return tuple(said)


def draw(data: Combinations, room: int) -> Picture:
    """The combinations as columns in a picture `room` pixels wide; where there is too little room, as rows."""
    on = Drawing()
    y = on.lines(0, 20, wrapped(data.title, room, 16, most=3, bold=True), size=16, bold=True)
    y = _rows(on, data, room, y) if room < 600 else _columns(on, data, room, y)
    for line in data.rest:
        y = on.lines(0, y + 6, wrapped(line, room, 12, most=3), size=12, ink="muted")
    return on.picture("combinations", data.title, _description(data), room, y)


def _legend(on: Drawing, data: Combinations, y: float, room: float) -> float:
    """What dots and bars mean, in words beside each; returns the base line after it."""
    several = f"all {len(data.flaws)} flaws"
    for kind, words in (
        ("dot", "the flaw is present or likely present"),
        ("ring", "not found: absent, unclear or not judged"),
        ("bar", f"papers judged for {several}"),
        ("box", f"papers not judged for {several}: they may have more of them"),
    ):
        if kind in ("dot", "ring"):
            _dot(on, 8, y - 4, filled=kind == "dot")
        else:
            on.rect(0, y - 10, 16, 12, "present" if kind == "bar" else "page", line="present")
        y = on.lines(24, y, wrapped(words, room - 24, 12, most=3), size=12, ink="muted") + 4
    return y


def _dot(on: Drawing, x: float, y: float, *, filled: bool, size: float = _DOT) -> None:
    on.circle(x, y, size, "ink" if filled else "page", line="ink" if filled else "control", thick=1.5)


def _split(one: Combination) -> tuple[tuple[int, int, str], ...]:
    """From, to and fill of the parts of a bar: judged for all flaws, and not."""
    return ((0, one.complete, "present"), (one.complete, one.papers, "page"))


def _columns(on: Drawing, data: Combinations, room: int, y: float) -> float:
    """Combinations as columns: their bars above, the flaws as rows below; returns the next base line."""
    words = max(width(flaw.told, 12) for flaw in data.flaws)
    label, bar = 216.0, 84.0
    left = label + bar + words + 44
    step = min((room - left - 8) / max(len(data.combinations), 1), 44)
    shares = [(f"{one.papers:,}", data.share(one.papers)) for one in data.combinations]
    turned = any(width(papers, 12, bold=True) > step or width(share, 12) > step for papers, share in shares)
    above = 78 if turned else 32

    top = y + 8 + above
    bottom = max(
        _legend(on, data, on.lines(0, y + 8, wrapped(data.counting, left - 40, 12, most=3), size=12) + 6, left - 40), top + 150
    )
    scale = linear(0, max((one.papers for one in data.combinations), default=1), bottom, top, ticks=4, whole=True)
    for tick in scale.ticks:
        on.line(left, scale(tick), left + step * len(data.combinations), scale(tick), "line")
        on.text(left - 6, scale(tick) + 4, printed(tick), size=12, anchor="end", ink="muted")
    on.text(0, bottom + 20, "Flaw", size=12, ink="muted")
    on.text(label + 8, bottom + 20, _SIZES, size=12, ink="muted")
    begin, row = bottom + 30, 34.0
    _flaws_as_rows(on, data, begin, row, room, (label, bar))
    for i, one in enumerate(data.combinations):
        x = left + step * (i + 0.5)
        with on.group(data.told(one)):
            for low, high, fill in _split(one):
                if high > low:
                    on.rect(x - step * 0.32, scale(high), step * 0.64, scale(low) - scale(high), fill, line="present")
            _column_label(on, x, scale(one.papers) - 6, shares[i], turned=turned)
            _joined(on, one, [(x, begin + row * (k + 0.5)) for k in range(len(data.flaws))])
    return begin + row * len(data.flaws) + 20


def _column_label(on: Drawing, x: float, y: float, said: tuple[str, str], *, turned: bool) -> None:
    if turned:
        on.text(x + 4, y, f"{said[0]} ({said[1]})", size=12, turned=-90)
    else:
        on.text(x, y - 14, said[0], size=12, anchor="middle", bold=True)
        on.text(x, y, said[1], size=12, anchor="middle", ink="muted")


def _flaws_as_rows(on: Drawing, data: Combinations, y: float, row: float, room: int, widths: tuple[float, float]) -> None:
    """Name, bar and counts of each flaw; every second row on another ground, to follow it to the dots."""
    label, bar = widths
    size = Scale(0, max(data.appraised, 1), label + 8, label + 8 + bar, ())
    for i, flaw in enumerate(data.flaws):
        if i % 2 == 0:
            on.rect(0, y + row * i, room, row, "panel")
        middle = y + row * (i + 0.5)
        lines = wrapped(flaw.label, label - 4, 12, most=2)
        with on.linked(flaw.link):
            on.lines(4, middle + 4 - 7.5 * (len(lines) - 1), lines, size=12, told=flaw.label)
        _size_of(on, flaw, size, middle - 6, 12)
        on.text(size.end + 8, middle + 4, flaw.told, size=12, ink="muted")


def _size_of(on: Drawing, flaw: Flaw, size: Scale, y: float, high: float) -> None:
    """Papers with the flaw, within an outline of those judged for it."""
    told = f"{flaw.label}: in {flaw.papers:,} of {flaw.judged:,} papers judged for it"
    on.rect(size(0), y, size(flaw.judged) - size(0), high, "page", line="control", told=told)
    on.rect(size(0), y, size(flaw.papers) - size(0), high, "muted", told=told)


def _joined(on: Drawing, one: Combination, places: Sequence[tuple[float, float]], size: float = _DOT) -> None:
    """A dot for every flaw; those of the combination are filled and joined by a line."""
    if len(one.flaws) > 1:
        (x1, y1), (x2, y2) = places[one.flaws[0]], places[one.flaws[-1]]
        on.line(x1, y1, x2, y2, "ink", thick=2.5)
    for i, (x, y) in enumerate(places):
        _dot(on, x, y, filled=i in one.flaws, size=size)


def _rows(on: Drawing, data: Combinations, room: int, y: float) -> float:
    """Combinations as rows, their flaws as lettered columns of dots; returns the next base line."""
    y = _lettered(on, data, room, y + 4)
    y = on.lines(0, y + 6, wrapped(data.counting, room, 12, most=3), size=12) + 4
    y = _legend(on, data, y, room)

    step = min(24.0, room * 0.62 / len(data.flaws))
    row, dot = 26.0, min(_DOT, step * 0.38)
    left = step * len(data.flaws) + 8
    said = [f"{one.papers:,} ({data.share(one.papers)})" for one in data.combinations]
    words = max((width(text, 12) for text in said), default=0)
    most = max((one.papers for one in data.combinations), default=1)
    scale = Scale(0, most, left, max(room - words - 6, left + 8), ())
    begin = y + 10
    end = begin + row * len(data.combinations)
    for k in range(0, len(data.flaws), 2):
        on.rect(step * k, begin - 16, step, end - begin + 32, "panel")
    for k in range(len(data.flaws)):
        for at in (begin - 4, end + 12):
            on.text(step * (k + 0.5), at, ascii_uppercase[k], size=12, anchor="middle", bold=step > 14)
    for i, one in enumerate(data.combinations):
        middle = begin + row * (i + 0.5)
        with on.group(data.told(one)):
            _joined(on, one, [(step * (k + 0.5), middle) for k in range(len(data.flaws))], dot)
            for low, high, fill in _split(one):
                if high > low:
                    on.rect(scale(low), middle - 7, scale(high) - scale(low), 14, fill, line="present")
            on.text(scale(one.papers) + 6, middle + 4, said[i], size=12)
    return end + 34


def _lettered(on: Drawing, data: Combinations, room: int, y: float) -> float:
    """The flaws with their letters, counts and bars, below each other; returns the base line after them."""
    on.text(0, y + 4, "Flaw", size=12, ink="muted")
    on.text(room, y + 4, _SIZES, size=12, anchor="end", ink="muted")
    y += 24
    size = Scale(0, max(data.appraised, 1), 20, room, ())
    words = max(width(flaw.told, 12) for flaw in data.flaws)
    for letter, flaw in zip(ascii_uppercase, data.flaws, strict=False):
        on.text(0, y, letter, size=12, bold=True)
        with on.linked(flaw.link):
            on.text(20, y, fitted(flaw.label, room - words - 30, 12), size=12, told=flaw.label)
        on.text(room, y, flaw.told, size=12, anchor="end", ink="muted")
        _size_of(on, flaw, size, y + 6, 6)
        y += 32
    return y


def _description(data: Combinations) -> str:
    sets = "; ".join(f"{flaw.label}: {flaw.told} judged" for flaw in data.flaws)
    told = "; ".join(data.told(one) for one in data.combinations)
    return f"UpSet plot. Flaws: {sets}. {data.counting}: {told}. {' '.join(data.rest)}".strip()
