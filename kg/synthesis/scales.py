"""On which scale an estimate may be pooled: families of measures, units of differences in means, standardised differences."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kg.sparql import ask
from kg.store import Store
from kg.synthesis.stated import Stated

__all__ = ["FAMILIES", "RATIOS", "Scale", "Spread", "Units", "g_from_spreads", "spreads", "units"]

RATIOS = ("OR", "RR", "HR", "IRR")
FAMILIES = ("SMD", "MD", *RATIOS, "RD")


class Scale(NamedTuple):
    """A measure, and for differences in means the unit: estimates of one scale may be pooled.

    Ratios are worked with as natural logarithms, risk differences as shares.
    """

    measure: str
    unit: str = ""

    def __str__(self) -> str:
        """ "SMD", "log OR", "MD (vas-pain, 0 to 100)"."""
        if self.measure in RATIOS:
            return f"log {self.measure}"
        return f"{self.measure} ({self.unit})" if self.unit else self.measure


class Spread(NamedTuple):
    """Standard deviation and number of people of an arm at one time."""

    sd: float
    n: int


class _Range(NamedTuple):
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}"


class Units(NamedTuple):
    """The unit of differences in means, by paper and outcome: the name of the unit and what a printed number is to be multiplied
    with. Without an entry the unit is not known, and `why` says so in a code of `kg.synthesis.harmonised.REASONS`. `assumed` are
    those that do not say their range and are taken to be on that of the others."""

    known: Mapping[tuple[str, str], tuple[str, float]]
    why: Mapping[tuple[str, str], str]
    assumed: frozenset[tuple[str, str]] = frozenset()


def units(store: Store, estimates: Sequence[Stated]) -> Units:
    """The units of the outcomes that have differences in means among `estimates`.

    An outcome's scale is its instrument, or else its label with the scale in the source's words; without these the unit is not
    known. Where papers print one scale on several ranges that start at 0 (0 to 10, 0 to 100), their numbers are brought to the
    range of most papers, the wider one of two; an outcome that does not say its range, or whose range starts elsewhere, then
    has no known unit.
    """
    outcomes = {(one.paper, one.outcome_id): one for one in estimates if one.measure == "MD"}
    if not outcomes:
        return Units({}, {})
    ranges: dict[tuple[str, str], _Range] = {}
    words: dict[tuple[str, str], str] = {}
    for row in ask(store, "scales-of-outcomes").dicts():
        key = (str(row["paper"]), str(row["outcome_id"]))
        if row["range_low"] is not None:
            ranges[key] = _Range(float(str(row["range_low"])), float(str(row["range_high"])))
        if row["scale"] is not None:
            words[key] = " ".join(str(row["scale"]).casefold().split())

    on: dict[str, list[tuple[str, str]]] = defaultdict(list)
    why: dict[tuple[str, str], str] = {}
    for key, one in outcomes.items():
        if one.instrument is not None and one.instrument != "smd":
            on[one.instrument].append(key)
        elif key in words or key in ranges:
            own = f"{one.outcome_label.casefold()}: {words.get(key, '')}".removesuffix(": ")
            on[own if key not in ranges or key in words else f"{own} ({ranges[key]})"].append(key)
        else:
            why[key] = "unit"
    known: dict[tuple[str, str], tuple[str, float]] = {}
    for name, keys in on.items():
        stated = Counter(ranges[key] for key in keys if key in ranges)
        if len(stated) < 2:
            shown = f"{name}, {next(iter(stated))}" if stated and str(next(iter(stated))) not in name else name
            known |= dict.fromkeys(keys, (shown, 1.0))
            continue
        usual = max(stated, key=lambda one: (one.low == 0, stated[one], one.high - one.low, -one.low))
        for key in keys:
            own_range = ranges.get(key)
            if own_range == usual:
                known[key] = (f"{name}, {usual}", 1.0)
            elif own_range is not None and own_range.low == usual.low == 0 and own_range.high > 0:
                known[key] = (f"{name}, {usual}", usual.high / own_range.high)
            else:
                why[key] = "range"
    return Units(known, why, frozenset(known.keys() - ranges.keys()))


Arm = tuple[str, str, str, str]  # paper, outcome, arm, time


def spreads(store: Store) -> dict[Arm, Spread]:
    """Standard deviations of arms by paper, outcome, arm and time (each of `times`); two that differ are both left out."""
    found: dict[Arm, set[Spread]] = defaultdict(set)
    for row in ask(store, "spreads-of-arms").dicts():
        sd, n = float(str(row["sd"])), int(str(row["n"]))
        for time in times(row["weeks"], row["timepoint"]):
            if sd > 0 and n > 1:
                found[str(row["paper"]), str(row["outcome_id"]), str(row["arm"]), time].add(Spread(sd, n))
    return {key: next(iter(several)) for key, several in found.items() if len(several) == 1}


def times(weeks: object, timepoint: object) -> tuple[str, ...]:
    """What a time is called within one outcome: the source's words, then the weeks."""
    words = () if timepoint is None else (" ".join(str(timepoint).casefold().split()),)
    return (*words, *(() if weeks is None else (f"{float(str(weeks)):g} weeks",)))


def g_from_spreads(difference: float, error: float | None, one: Spread, other: Spread) -> tuple[float, float]:
    """Hedges' g of a difference in means with its standard error, from the arms' standard deviations at the same time.

    d = MD / SD with the pooled SD; its variance (SE / SD)^2 + d^2 / (2 (n1 + n2)), in which SE^2 = SD^2 (1/n1 + 1/n2) where no
    standard error of the difference is given; both times J = 1 - 3 / (4 (n1 + n2 - 2) - 1) (Borenstein M, Hedges LV, Higgins
    JPT, Rothstein HR. Introduction to Meta-Analysis. Wiley 2009, formulas 4.18 to 4.24). A standard error that is given is that
    of the comparison, adjusted or not; the spread is that of raw scores.
    """
    people = one.n + other.n
    sd = math.sqrt(((one.n - 1) * one.sd**2 + (other.n - 1) * other.sd**2) / (people - 2))
    sampling = sd * math.sqrt(1 / one.n + 1 / other.n) if error is None else error
    d = difference / sd
    shrink = 1 - 3 / (4 * (people - 2) - 1)
    return shrink * d, shrink * math.sqrt((sampling / sd) ** 2 + d * d / (2 * people))
