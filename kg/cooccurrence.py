"""Which flaws come together: counts over papers judged for both, with their statistics, as the rows `kg cooccur` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.errors import NotFound, UsageError, nearest
from kg.store import Store
from kg.tables import Cell, Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["COLUMNS", "cooccurrence"]

COLUMNS = (
    "flaw_a", "flaw_b", "both", "a", "b", "judged", "jaccard", "lift", "odds_ratio", "low", "high", "p", "q", "corrected",
    "mixed", "tests", "label_a", "label_b",
)  # fmt: skip


def cooccurrence(store: Store, level: str = "category", min_papers: int = 1, flaw: str | None = None) -> Table:
    """Pairs of flaws: those that can be tested first, by `p`, then those that cannot; ties by `both`, then by identifiers.

    The counts are those of the question `co-occurrence`, the statistics those of `kg.stats.association`, the interval at 95%.
    `lift` is 1 for flaws that are independent; `corrected` says that half a paper was added to each cell because one is empty.
    `odds_ratio`, its interval, `p` and `q` are None where one of the flaws is present in all of the papers judged for both,
    or in none: such a pair cannot be tested. `q` is over all `tests` pairs of the level that can, also those left out here:
    pairs that fewer than `min_papers` papers have, and those without `flaw`, which stands first in its rows. Raises UsageError
    for an unknown level, NotFound for an unknown flaw.
    """
    import numpy as np

    from kg.columns import columns_of
    from kg.columns.incidence import incidence, pairs
    from kg.stats.association import associations, benjamini_hochberg

    if level not in ("category", "domain"):
        raise UsageError(f"There is no level {level!r}.", hint="One of: category, domain.")
    found = incidence(columns_of(store), level)
    names = [concept.flaw for concept in found.concepts]
    if flaw is not None and flaw not in names:
        hint = nearest(flaw, names) or f"kg flaws --level {level} lists identifiers."
        raise NotFound(f"There is no {'domain' if level == 'domain' else 'flaw'} {flaw!r}.", hint=hint)
    met = pairs(found)
    said = associations(met.both, met.a, met.b, met.judged)
    p = np.where(np.isnan(said.odds_ratio), np.nan, said.p)
    q = benjamini_hochberg(p)
    tests = int(np.count_nonzero(~np.isnan(p)))

    turned = np.zeros(len(p), np.bool_) if flaw is None else met.other == names.index(flaw)
    first, second = np.where(turned, met.other, met.one), np.where(turned, met.one, met.other)
    a, b = np.where(turned, met.b, met.a), np.where(turned, met.a, met.b)
    kept = met.both >= min_papers
    if flaw is not None:
        kept &= first == names.index(flaw)
    order = np.lexsort((second, first, -met.both, np.where(np.isnan(p), 2, p)))
    rows = order[kept[order]]
    labels = [concept.label for concept in found.concepts]
    columns: list[Sequence[Cell]] = [
        *([names[place] for place in places[rows]] for places in (first, second)),
        *(counts[rows].tolist() for counts in (met.both, a, b, met.judged)),
        *(_numbers(values[rows]) for values in (said.jaccard, said.lift, said.odds_ratio, said.low, said.high, p, q)),
        said.corrected[rows].tolist(),
        met.mixed[rows].tolist(),
        [tests] * len(rows),
        *([labels[place] for place in places[rows]] for places in (first, second)),
    ]
    return Table.of(COLUMNS, zip(*columns, strict=True))


def _numbers(values: NDArray[np.float64]) -> list[Cell]:
    """Python's numbers, None for NaN."""
    return [None if value != value else value for value in values.tolist()]
