"""The entered effects of one paper and the thresholds of its outcomes, without those of all others."""

from __future__ import annotations

from kg.columns import columns_of
from kg.figures.thresholds import Thresholds
from kg.report.cells import short
from kg.report.own import question, sql
from kg.sparql import ask
from kg.store import Store
from kg.synthesis.stated import Stated

__all__ = ["ThresholdsOfPaper", "effects_of"]


class ThresholdsOfPaper(Thresholds):
    """As `Thresholds` has them, for the outcomes of one paper."""

    def __init__(self, store: Store, key: str) -> None:
        self._store, self._rows = store, {}
        for row in ask(store, question("thresholds-of-paper"), work=key).dicts():
            self._rows.setdefault((str(row["paper"]), str(row["outcome_id"])), []).append(row)


def effects_of(store: Store, key: str) -> list[Stated]:
    """The estimates that people entered of the paper, in the order of `kg.synthesis.stated`."""
    found = columns_of(store).table(sql("effects-of-paper"), {"paper": key})
    return [Stated(*map(short, row)) for row in found.rows]  # type: ignore[arg-type]
