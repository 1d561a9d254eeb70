"""Which flaws recur: the named question's counts with shares and intervals, as the rows `kg flaws` prints."""

from __future__ import annotations

from kg.errors import UsageError, nearest
from kg.sparql import ask
from kg.stats.recurrence import wilson
from kg.store import Store
from kg.tables import Table

__all__ = ["COLUMNS", "GROUPS", "recurrence"]

GROUPS = ("year", "journal", "design", "condition", "domain", "assessor", "funding")
COLUMNS = ("flaw", "label", "domain", "group", "papers", "judged", "appraised", "share", "low", "high", "mixed")


def recurrence(store: Store, by: str | None = None, level: str = "category", min_papers: int = 0) -> Table:
    """Flaws ranked by the number of papers that have them, within groups where `by` is given.

    `share` = papers / judged, `low` and `high` its 95% Wilson interval, between 0 and 1. Raises UsageError
    for an unknown grouping or level.
    """
    if by is not None and by not in GROUPS:
        raise UsageError(f"Flaws cannot be grouped by {by!r}.", hint=nearest(by, GROUPS) or f"One of: {', '.join(GROUPS)}.")
    if level not in ("category", "domain"):
        raise UsageError(f"There is no level {level!r}.", hint="One of: category, domain.")
    if level == "category" and by in (None, "domain"):
        found = [row | {"group": row["domain"] if by else None} for row in ask(store, "recurrence").dicts()]
    else:
        kind = "all" if by in (None, "domain") else by
        found = list(ask(store, "recurrence-by", by=kind, level=level).dicts())
        if kind == "all":
            found = [row | {"group": row["domain"] if by else None} for row in found]
    rows = []
    for row in found:
        papers, judged = int(str(row["papers"])), int(str(row["judged"]))
        if papers >= min_papers:
            rows.append(row | wilson(papers, judged)._asdict())
    rows.sort(key=lambda row: (str(row["group"] or ""), -int(str(row["papers"])), str(row["flaw"])))
    return Table.of(COLUMNS, ([row[name] for name in COLUMNS] for row in rows))
