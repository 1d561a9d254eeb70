"""Papers by year of publication, and the articles that cite them: bars a year, and a lane for each of a few papers."""

from __future__ import annotations

from collections.abc import Sequence

from kg.tables import counted
from kg.views.charts.chronology import Band, Chronology, Lane, axis
from kg.views.charts.drawing import Drawing, Picture
from kg.views.charts.lettering import fitted, wrapped
from kg.views.charts.timeline_lanes import Columns, bars, grid, lanes, legend, years

__all__ = ["draw"]

_HIGH = 44.0  # pixels of the highest bar of a band


def draw(data: Chronology, room: int) -> Picture:
    """The timeline in a picture `room` pixels wide: text beside the years, or where there is too little room above them."""
    on = Drawing()
    narrow = room < 600
    text, right = (float(room), float(room)) if narrow else (room * 0.4, room - 206.0)
    start, end = (24.0, room - (4.0 if None in data.years else 20.0)) if narrow else (text + 24, right - 12)
    at = Columns(axis(data.years, start, end, apart=58), text, right, room, narrow)
    y = on.lines(0, 20, wrapped(data.title, room, 16, most=3, bold=True), size=16, bold=True)
    y = _bands(on, data.bands, at, y + 8)
    if data.lanes:
        on.text(0, y + 32, "Paper by paper: what cites it, and why", size=13, bold=True)
        y = legend(on, data, at, y + 56)
        y = lanes(on, data, at, years(on, at, y + 6))
    y += 18
    for line in data.rest:
        y = on.lines(0, y + 4, wrapped(line, room, 12, most=4), size=12, ink="muted")
    return on.picture("timeline", data.title, _description(data), room, y)


def _bands(on: Drawing, bands: Sequence[Band], at: Columns, y: float) -> float:
    """A row of bars for each band, papers to one scale and articles to theirs; returns where they end."""
    if any(sum(band.second.values()) for band in bands):
        for fill, words in (("paper", "appraised"), ("page", "with a record, but nobody appraised it")):
            on.rect(0, y - 2, 16, 12, fill, line="paper")
            on.text(24, y + 8, words, size=12, ink="muted")
            y += 19
        y += 6
    y = years(on, at, y)
    for band in bands:
        most = max((*(_highest(other) for other in bands if other.ink == band.ink), 1))
        own = _HIGH * _highest(band) / most
        high = own + 62 if at.narrow else max(own + 26, 44)
        base = y + high - 4
        grid(on, at, base - own - 14, own + 14)
        on.text(0, y + 14 if at.narrow else base - 22, fitted(band.label, at.text - 8, 13), size=13, told=band.label)
        on.text(0, y + 30 if at.narrow else base - 5, fitted(band.told, at.text - 8, 12), size=12, ink="muted")
        on.line(at.axis.start, base, at.room if at.narrow else at.right - 12, base, "control")
        with on.group(f"{band.label}: {'; '.join(band.at(year) for year in sorted(_years(band), key=_last))}"):
            bars(on, at, base, _HIGH, (band.first, band.second), band.ink, most)
        y += high
    return y


def _years(band: Band) -> set[int | None]:
    return {year for counts in (band.first, band.second) for year, number in counts.items() if number}


def _last(year: int | None) -> tuple[bool, int]:
    return (year is None, year or 0)


def _highest(band: Band) -> int:
    return max((band.first.get(year, 0) + band.second.get(year, 0) for year in _years(band)), default=0)


def _description(data: Chronology) -> str:
    told = [f"{band.label}: {band.told}" for band in data.bands]
    told += [_lane_told(lane, listed=data.listed) for lane in data.lanes]
    return f"Bars by year. {'. '.join(told)}. {' '.join(data.rest)}".strip()


def _lane_told(lane: Lane, *, listed: bool) -> str:
    year = str(lane.year) if lane.year is not None else "year not known"
    cited = counted(len(lane.articles), "citing article")
    if listed and lane.articles:
        cited += ": " + "; ".join(f"{one.told} ({one.year or 'year not known'}; {one.why})" for one in lane.articles)
    return " ".join([f"{lane.label} ({year}), {lane.about}: {cited}", *(f"[{one.text}]" for one in lane.notices)])
