"""The lanes of a timeline: a paper on its year, and below it what cites it, each with a line to its own year and its intent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kg.tables import counted
from kg.views.charts.chronology import TURNS, Article, Axis, Chronology, Lane, Year
from kg.views.charts.drawing import Drawing
from kg.views.charts.lettering import fitted, width, wrapped

__all__ = ["Columns", "bars", "grid", "lanes", "legend", "years"]

_TURNED = {"takes": "take it up", "against": "argue against it", "speaks": "speak of it", "unknown": "not stated"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where text and years stand: text in `text` pixels on the left and from `right` on, or where `narrow` in rows of its own."""

    axis: Axis
    text: float
    right: float
    room: int
    narrow: bool


def years(on: Drawing, at: Columns, y: float) -> float:
    """The numbers of the years, with the name of the column beside them; returns where the rows begin."""
    for tick in at.axis.ticks:
        on.text(at.axis(tick), y + 16, str(tick), size=12, anchor="middle", ink="muted")
    if at.axis.unknown is not None:
        on.lines(at.axis.unknown, y + 2, ("year not", "known"), size=12, anchor="middle", ink="muted")
    return y + 24


def grid(on: Drawing, at: Columns, y: float, high: float) -> None:
    """Thin lines at the marked years, behind a row."""
    for tick in at.axis.ticks:
        on.line(at.axis(tick), y, at.axis(tick), y + high, "line")


def bars(
    on: Drawing, at: Columns, base: float, high: float, parts: tuple[Mapping[Year, int], Mapping[Year, int]], ink: str, most: int
) -> None:
    """A bar for each year, `high` pixels for `most` works: filled those of the first part, outlined those of the second.

    Numbers stand above where they find room; the largest has its number always.
    """
    first, second = parts
    found = {year: first.get(year, 0) + second.get(year, 0) for year in {*first, *second}}
    thick = min(max(at.axis.slot * 0.7, 1), 26)
    largest = max(found.values(), default=0)
    roomy = all(width(f"{number:,}", 12) < at.axis.slot for year, number in found.items() if year is not None)
    marked = min((year for year, number in found.items() if number == largest and year is not None), default=None)
    for year in sorted((year for year, number in found.items() if number), key=lambda year: (year is None, year)):
        x, wide = at.axis(year), thick if year is not None else 22.0
        top, middle = base - high * found[year] / most, base - high * first.get(year, 0) / most
        if second.get(year):
            on.rect(x - wide / 2, top, wide, middle - top, "page", line=ink)
        if first.get(year):
            on.rect(x - wide / 2, middle, wide, base - middle, ink)
        if roomy or year in (None, marked):
            number = f"{found[year]:,}"
            on.text(min(x, at.room - width(number, 12) / 2 - 1), top - 4, number, size=12, anchor="middle")


def legend(on: Drawing, data: Chronology, at: Columns, y: float) -> float:
    """The marks and lines that the lanes use, in words beside each; returns the base line after them."""
    articles = [one for lane in data.lanes for one in lane.articles]
    listed = articles if data.listed else []
    entries = [("disc", "paper, on its year of publication")]
    entries += [("ring", "paper that nobody appraised")] if not all(lane.appraised for lane in data.lanes) else []
    entries += [("square", "article that cites it")] if not all(one.inside for one in listed) else []
    entries += [("small", "cites it, and is a paper with a record here")] if any(one.inside for one in listed) else []
    notices = [one for lane in data.lanes for one in lane.notices]
    crossed = any(lane.retracted for lane in data.lanes) or any(one.retracted for one in listed)
    entries += [("cross", "retraction in force")] if crossed or any(one.in_force for one in notices) else []
    entries += [("notice", "other editorial notice")] if not all(one.in_force for one in notices) else []
    entries += [(turn, words) for turn, (words, _, _) in TURNS.items() if any(one.turn == turn for one in listed)]
    for kind, words in entries:
        if kind in TURNS:
            _tie(on, 0, 28, y - 4, kind)
        else:
            _mark(on, kind, 14, y - 4)
        y = on.lines(38, y, wrapped(words, at.room - 38, 12), size=12, ink="muted") + 3
    return y


def _tie(on: Drawing, x1: float, x2: float, y: float, turn: str) -> None:
    _, thick, dashes = TURNS[turn]
    on.line(x1, y, x2, y, "ink", thick=thick, dashes=dashes)


def _mark(on: Drawing, kind: str, x: float, y: float, told: str = "") -> None:
    if kind == "square":
        on.rect(x - 5, y - 5, 10, 10, "citing", told=told)
    elif kind == "cross":
        for ink, thick in (("page", 4.5), ("warn", 2.5)):
            on.path(((x - 8, y - 8), (x + 8, y + 8)), line=ink, thick=thick, told=told)
            on.path(((x - 8, y + 8), (x + 8, y - 8)), line=ink, thick=thick, told=told)
    elif kind == "notice":
        on.path(((x, y - 6), (x + 6, y + 5), (x - 6, y + 5)), fill="page", line="warn", closed=True, told=told)
    else:
        size = 5.0 if kind == "small" else 7.0
        on.circle(x, y, size, "page" if kind == "ring" else "paper", line="paper", told=told)


def lanes(on: Drawing, data: Chronology, at: Columns, y: float) -> float:
    """All lanes below each other from `y` on; returns where they end."""
    most = max((n for lane in data.lanes for n in _by_year(lane).values()), default=1)
    for i, lane in enumerate(data.lanes):
        if i % 2 == 0:
            on.rect(0, y, at.room, _high(lane, at, listed=data.listed), "panel")
        y = _lane(on, lane, at, y, most if not data.listed else None)
    return y


def _by_year(lane: Lane) -> Counter[Year]:
    return Counter(one.year for one in lane.articles)


def _head(at: Columns) -> float:
    return 66.0 if at.narrow else 44.0


def _row(at: Columns) -> float:
    return 56.0 if at.narrow else 24.0


def _high(lane: Lane, at: Columns, *, listed: bool) -> float:
    high = _head(at) + _row(at) * len(lane.notices)
    if listed:
        return high + _row(at) * len(lane.articles) + 4
    return high + ((86 if at.narrow else 62) if lane.articles else 0) + 4


def _lane(on: Drawing, lane: Lane, at: Columns, y: float, most: int | None) -> float:
    """One paper; `most` articles in a year make the highest bar, or None where each has a row of its own."""
    end = y + _high(lane, at, listed=most is None)
    if not at.narrow:
        grid(on, at, y, end - y)
    x, middle = at.axis(lane.year), y + (54 if at.narrow else 22)
    if lane.articles and most is None and not at.narrow:
        on.line(x, middle, x, end - 4 - _row(at) / 2, "control", thick=1.25)
    about = f"RETRACTED; {lane.about}" if lane.retracted else lane.about
    told = f"{lane.label}: {lane.year if lane.year is not None else 'year not known'}; {about}"
    known = counted(len(lane.articles), "citing article") if lane.articles else "no citing article known"
    room = at.text - 4 - (width(known, 12) + 12 if at.narrow else 0)
    with on.linked(lane.link):
        on.text(4, y + 17, fitted(lane.label, room, 13, bold=True), size=13, bold=True, told=lane.label)
    on.text(4, y + 34, fitted(about, at.text - 4, 12), size=12, ink="muted", told=about)
    if not at.narrow:
        on.text(at.right, middle + 4, known, size=12, ink="muted")
    else:
        on.text(at.room - 2, y + 17, known, size=12, anchor="end", ink="muted")
    y += _head(at)
    for notice in lane.notices:
        _told_row(on, at, y, notice.text, notice.kind.replace("-", " "))
        _mark(on, "cross" if notice.in_force else "notice", at.axis(notice.year), y + (46 if at.narrow else 12), notice.text)
        y += _row(at)
    if most is None:
        for one in lane.articles:
            _article(on, one, at, y, x)
            y += _row(at)
    elif lane.articles:
        y = _counts(on, lane, at, y, most)
    _mark(on, "disc" if lane.appraised else "ring", x, middle, told)
    if lane.retracted:
        _mark(on, "cross", x, middle, told)
    return end


def _told_row(on: Drawing, at: Columns, y: float, what: str, why: str, link: str | None = None) -> None:
    """The words of a row: what on the left, why on the right, or on a phone below each other."""
    with on.linked(link):
        on.text(16, y + 16, fitted(what, at.text - 16, 12), size=12, told=what)
    if at.narrow:
        on.text(16, y + 32, fitted(why, at.room - 18, 12), size=12, ink="muted", told=why)
    else:
        on.text(at.right, y + 16, fitted(why, at.room - at.right - 2, 12), size=12, ink="muted", told=why)


def _article(on: Drawing, one: Article, at: Columns, y: float, paper: float) -> None:
    """A row: the article's title, its line from the paper's year to its own, and its intent."""
    middle = y + (46 if at.narrow else 12)
    _told_row(on, at, y, one.told, one.why, one.link)
    x = at.axis(one.year)
    if at.narrow:
        grid(on, at, middle - 9, 18)
    if x != paper:
        _tie(on, paper, x, middle, one.turn)
        if at.narrow:
            on.circle(paper, middle, 3, "paper")
    told = f"{one.told}, {one.year if one.year is not None else 'year not known'}: {one.why}"
    _mark(on, "small" if one.inside else "square", x, middle, told)
    if one.retracted:
        _mark(on, "cross", x, middle, told)


def _counts(on: Drawing, lane: Lane, at: Columns, y: float, most: int) -> float:
    """The articles of a lane as bars, with how many turn to the paper in which way."""
    turns = Counter(one.turn for one in lane.articles)
    said = ", ".join(f"{turns[turn]:,} {words}" for turn, words in _TURNED.items() if turns[turn])
    late = sum(one.late for one in lane.articles)
    said = f"{late:,} after the retraction; {said}" if late else said
    if at.narrow:
        on.text(16, y + 14, fitted(said, at.room - 18, 12), size=12, ink="muted", told=said)
        y += 24
    else:
        on.lines(at.right, y + 20, wrapped(said, at.room - at.right - 2, 12, most=3), size=12, ink="muted", told=said)
        on.text(16, y + 36, "citing articles by year", size=12, ink="muted")
    on.line(at.axis.start, y + 54, at.room if at.narrow else at.right - 12, y + 54, "control")
    bars(on, at, y + 54, 34, (_by_year(lane), {}), "citing", most)
    return y + 62
