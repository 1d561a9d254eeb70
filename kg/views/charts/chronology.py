"""What a timeline shows: papers by year, and the articles that cite them, each with its intent; and the axis of years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.tables import counted

__all__ = ["TURNS", "Article", "Axis", "Band", "Chronology", "Lane", "Notice", "Year", "axis"]

Year = int | None  # None: not known

# How an article turns to a paper: the words of the legend, the width and dashes of its line. Strongest first.
TURNS: dict[str, tuple[str, float, str]] = {
    "takes": ("takes it up: as evidence, as background or in agreement", 2.5, ""),
    "against": ("argues against it", 1.5, "9 4"),
    "speaks": ("speaks of it", 1.25, ""),
    "unknown": ("nobody has said why it cites", 1.25, "1.5 4"),
}
_LABEL = 44.0  # pixels that the number of a year takes


@dataclass(frozen=True, slots=True)
class Band:
    """Works of one kind by year: `first` are appraised papers, or articles; `second` are papers that nobody appraised.

    `among`: all papers that the bands are parts of, where there are several.
    """

    label: str
    first: Mapping[Year, int]
    second: Mapping[Year, int] = field(default_factory=dict)
    ink: str = "paper"
    noun: str = "paper"
    among: int | None = None

    @property
    def total(self) -> int:
        """All works of the band."""
        return sum(self.first.values()) + sum(self.second.values())

    @property
    def told(self) -> str:
        """How many there are, and of how many the year is not known."""
        unknown = self.first.get(None, 0) + self.second.get(None, 0)
        works = counted(self.total, self.noun) if self.among is None else f"{self.total:,} of {counted(self.among, self.noun)}"
        return works + (f", {unknown:,} without a known year" if unknown else "")

    def at(self, year: Year) -> str:
        """The works of a year in words."""
        first, second = self.first.get(year, 0), self.second.get(year, 0)
        what = "" if self.noun != "paper" else " appraised"
        more = f", and {second:,} that nobody appraised" if second else ""
        return f"{year if year is not None else 'year not known'}: {counted(first, self.noun)}{what}{more} ({self.label})"


@dataclass(frozen=True, slots=True)
class Article:
    """A work that cites the paper: `intents` in words, `turn` a key of `TURNS`; `inside`: a paper with a record of its own.

    `late`: published in a later year than the paper's retraction.
    """

    title: str
    year: Year
    turn: str = "unknown"
    intents: Sequence[str] = ()
    about: str = ""
    inside: bool = False
    retracted: bool = False
    late: bool = False
    link: str | None = None

    @property
    def why(self) -> str:
        """Why it cites, as a source states it."""
        return ", ".join(self.intents) or "intent not stated"

    @property
    def told(self) -> str:
        """What it is, after what has to be known of it first."""
        marks = (["RETRACTED"] if self.retracted else []) + (["After the retraction"] if self.late else [])
        return ": ".join([*marks, f"{self.title} ({self.about})" if self.about else self.title])


@dataclass(frozen=True, slots=True)
class Notice:
    """An editorial notice on the paper: `text` a sentence, `kind` such as retraction, `in_force` of retractions only."""

    text: str
    kind: str
    year: Year
    in_force: bool | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A paper with what cites it, in the order given; `about` says in a few words what it is."""

    label: str
    year: Year
    about: str = ""
    appraised: bool = True
    retracted: bool = False
    articles: Sequence[Article] = ()
    notices: Sequence[Notice] = ()
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Chronology:
    """Bands and lanes in the order given. `listed`: every article has a row; else they are counted by year.

    `rest` says in sentences what is not shown.
    """

    title: str
    bands: Sequence[Band]
    lanes: Sequence[Lane] = ()
    listed: bool = True
    rest: Sequence[str] = ()

    @property
    def years(self) -> frozenset[Year]:
        """All years that are shown, None among them where one is not known."""
        found: set[Year] = set()
        for band in self.bands:
            found |= {year for counts in (band.first, band.second) for year, number in counts.items() if number}
        for lane in self.lanes:
            found |= {lane.year, *(one.year for one in lane.articles), *(one.year for one in lane.notices)}
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Axis:
    """Years from left to right, `slot` pixels each; `unknown` is the middle of the column of what has no known year."""

    first: int
    last: int
    start: float
    slot: float
    unknown: float | None
    ticks: tuple[int, ...]

    def __call__(self, year: Year) -> float:
        """The middle of a year in pixels; raises ValueError for no year where there is no column for it."""
        if year is not None:
            return self.start + (year - self.first + 0.5) * self.slot
        if self.unknown is None:
            raise ValueError("no column for what has no known year")
        return self.unknown


def axis(years: frozenset[Year], start: float, end: float, *, apart: float) -> Axis:
    """An axis of the years from `start` to `end`; where one is not known, the last `apart` pixels are a column for it."""
    known = sorted(year for year in years if year is not None)
    unknown = end - apart / 2 if None in years else None
    right = end - apart - 18 if unknown is not None else end
    if not known:
        return Axis(0, -1, start, right - start, unknown, ())
    slot = (right - start) / (known[-1] - known[0] + 1)
    step = next((size for size in (1, 2, 5, 10, 20, 50, 100, 200) if size * slot >= _LABEL), 500)
    ticks = tuple(year for year in range(known[0], known[-1] + 1) if year % step == 0)
    return Axis(known[0], known[-1], start, slot, unknown, ticks or (known[0],))
