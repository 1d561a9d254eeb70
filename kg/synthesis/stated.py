"""Estimates as their sources state them, with all that decides whether they may be compared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kg.columns import answer
from kg.store import Store

__all__ = ["ALL", "Stated", "stated"]

ALL = "all"  # stands for every outcome


@dataclass(frozen=True, slots=True)
class Stated:
    """A row of the question `comparable-estimates`, which says what the fields mean; `value` is signed first minus second."""

    paper: str
    name: str
    condition: str | None
    design: str | None
    outcome_id: str
    outcome_label: str
    instrument: str | None
    instrument_label: str | None
    construct: str | None
    better: str | None
    usually_better: str | None
    measured_by: str | None
    timepoint: str | None
    weeks: Decimal | int | None
    measure: str | None
    first_label: str | None
    second_label: str | None
    first_role: str | None
    second_role: str | None
    value: Decimal | int | None
    low: Decimal | int | None
    high: Decimal | int | None
    level: Decimal | int | None
    standard_error: Decimal | int | None
    printed: str
    origin: str
    retracted: bool
    estimate: str
    source: str

    @property
    def good(self) -> str | None:
        """The good direction, "lower" or "higher": of a score also that of its instrument, of counted events only what the source
        says, because reaching a low score may be the event."""
        known = self.better if self.measure not in ("MD", "SMD") else self.better or self.usually_better
        return known if known in ("lower", "higher") else None

    @property
    def place(self) -> tuple[object, ...]:
        """What is compared when, within the paper."""
        return (self.paper, self.outcome_id, self.weeks, self.timepoint, self.first_label, self.second_label)

    @property
    def comparison(self) -> tuple[object, ...]:
        """What makes it the same estimate where a second source states it too."""
        return (
            self.paper, self.instrument or self.outcome_label.casefold(), self.measure, self.weeks, self.timepoint,
            self.first_label, self.second_label, self.value, self.low, self.high, self.standard_error,
        )  # fmt: skip


def stated(store: Store, outcome: str = ALL) -> tuple[Stated, ...]:
    """The estimates of the outcomes that match (identifier, instrument, a word of label or construct), by paper."""
    return tuple(Stated(**row) for row in answer(store, "comparable-estimates", about=outcome).dicts())  # type: ignore[arg-type]
