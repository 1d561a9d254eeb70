"""The thresholds of importance that effects may be held against, as lines of a picture, and why some are not drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kg.sparql import ask
from kg.stats.importance import INDIVIDUAL_CHANGE
from kg.store import Store
from kg.synthesis.stated import Stated
from kg.tables import Cell, counted
from kg.views.charts.reference_lines import ReferenceLine

__all__ = ["QUERIES", "Thresholds", "Unit", "caveat", "verdicts"]

QUERIES = ("thresholds-of-outcomes", "thresholds")
Row = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Unit:
    """What the numbers of an outcome are: the instrument's name, the least and greatest score where known, and whether the paper
    says so itself. `small` where the means it states are all below a tenth of the instrument's usual range."""

    name: str
    low: Decimal | None = None
    high: Decimal | None = None
    own: bool = False
    small: bool = False

    @property
    def told(self) -> str:
        """ "Oswestry Disability Index, points of 0 to 100"."""
        return (
            f"{self.name}, points of {self.low:f} to {self.high:f}"
            if self.low is not None and self.high is not None
            else self.name
        )


class Thresholds:
    """The thresholds of a store's outcomes, asked for once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in ask(store, "thresholds-of-outcomes", about="").dicts():
            self._rows[str(row["paper"]), str(row["outcome_id"])].append(row)

    @cached_property
    def _convention(self) -> list[Row]:
        """What is called small, medium and large of a standardised difference."""
        return [row for row in ask(self._store, "thresholds", instrument="smd").dicts() if row["verified"] is True]

    def unit(self, of: Stated) -> Unit:
        """The scale of an estimate's outcome; without a known instrument only the outcome's name."""
        rows = self._rows.get((of.paper, of.outcome_id))
        if not rows:
            return Unit(of.instrument_label or of.outcome_label)
        row, own = rows[0], rows[0]["stated_low"] is not None
        low, high = (row["stated_low"], row["stated_high"]) if own else (row["range_low"], row["range_high"])
        small = row["small"] is True and not own
        return Unit(str(row["name"]), _number(low), _number(high), own, small)

    def lines(self, estimates: Iterable[Stated], measure: str, top: Decimal | None = None) -> tuple[ReferenceLine, ...]:
        """Lines for differences in means of one scale, or by convention for standardised ones; ratios and risks have none.

        `top` is the greatest score of the range on which the differences are, where it is not the usual one: thresholds are
        brought to it, and their labels say so. Outcomes that seem to be scored on another range bring no lines.
        """
        if measure == "SMD":
            return tuple(_line(row, Decimal(1), str(row["value"]), str(row["meaning"])) for row in self._convention)
        if measure != "MD":
            return ()
        found: dict[ReferenceLine, None] = {}
        for one in estimates:
            unit = self.unit(one)
            for row in self._rows.get((one.paper, one.outcome_id), ()):
                usual = _number(row["range_high"])
                if unit.small or (top is not None and (not usual or row["range_low"] != 0)):
                    continue
                factor = Decimal(1) if top is None or usual is None else top / usual
                found[_line(row, factor, str(row["threshold"]), str(row["basis"]))] = None
        return tuple(sorted(found, key=lambda line: (line.value, line.source, line.population)))


def _line(row: Mapping[str, Cell], factor: Decimal, printed: str, basis: str) -> ReferenceLine:
    value = Decimal(printed) * factor
    label = printed if factor == 1 else f"{value.normalize():f} ({printed} of {row['range_low']} to {row['range_high']})"
    return ReferenceLine(
        float(value), label, basis, str(row["citation"]), str(row["population"] or ""), str(row["note"] or "").strip()
    )


def _number(cell: Cell) -> Decimal | None:
    return None if cell is None else Decimal(str(cell))


def verdicts(intervals: Sequence[tuple[float, float]], lines: Sequence[ReferenceLine]) -> dict[str, tuple[int, int, int]]:
    """How many intervals lie within a threshold's size, hold it, and lie beyond it whole, by the line's label.

    The classes of the question `effects-against-thresholds`; a threshold counts in either direction.
    """
    found = {}
    for line in lines:
        size = line.value
        within = sum(-size < low and high < size for low, high in intervals)
        beyond = sum(low > size or high < -size for low, high in intervals)
        found[line.label] = (within, len(intervals) - within - beyond, beyond)
    return found


def caveat(lines: Sequence[ReferenceLine]) -> str | None:
    """What to know where lines are changes within one person, with how many are; None where none is."""
    own = sum("within a person" in line.basis for line in lines)
    said = f"{own} of {counted(len(lines), 'threshold')} {'is a change' if own == 1 else 'are changes'} within one person"
    rest = INDIVIDUAL_CHANGE.partition("; ")[2].replace(" against it ", " against such a one ")
    return f"{said}; {rest}" if own else None
