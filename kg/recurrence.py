"""Which flaws recur: the named question's counts with shares and intervals, as the rows `kg flaws` prints."""

from __future__ import annotations

from kg.columns import answer
from kg.errors import UsageError, nearest
from kg.stats.recurrence import Share, wilson
from kg.store import Store
from kg.tables import Table

__all__ = ["COLUMNS", "GROUPS", "PRESENCES", "recurrence", "sought"]

GROUPS = ("year", "journal", "design", "condition", "domain", "assessor", "funding")
PRESENCES = ("present", "likely-present", "unclear", "likely-absent", "absent")
PRESENT = PRESENCES[:2]
COLUMNS = ("flaw", "label", "domain", "group", "papers", "judged", "appraised", "share", "low", "high", "mixed", "cleared")


def recurrence(
    store: Store, by: str | None = None, level: str = "category", min_papers: int = 0, presence: tuple[str, ...] = PRESENT
) -> Table:
    """Flaws ranked by the number of papers that have them, within groups where `by` is given.

    `share` = papers / judged, `low` and `high` its 95% Wilson interval, between 0 and 1. `presence` says which judgements
    count a paper; with "unclear" among them there is no share, because an unclear judgement judges nothing. Raises
    UsageError for an unknown grouping, level or presence.
    """
    for word in presence:
        if word not in PRESENCES:
            raise UsageError(
                f"There is no presence {word!r}.", hint=nearest(word, PRESENCES) or f"One of: {', '.join(PRESENCES)}."
            )
    if by is not None and by not in GROUPS:
        raise UsageError(f"Flaws cannot be grouped by {by!r}.", hint=nearest(by, GROUPS) or f"One of: {', '.join(GROUPS)}.")
    if level not in ("category", "domain"):
        raise UsageError(f"There is no level {level!r}.", hint="One of: category, domain.")
    if level == "category" and by in (None, "domain") and set(presence) == set(PRESENT):
        found = [row | {"group": row["domain"] if by else None} for row in answer(store, "recurrence").dicts()]
    else:
        kind = "all" if by in (None, "domain") else by
        found = list(answer(store, "recurrence-by", by=kind, level=level, counted=",".join(presence)).dicts())
        if kind == "all":
            found = [row | {"group": row["domain"] if by else None} for row in found]
    rows = []
    for row in found:
        papers, judged = int(str(row["papers"])), int(str(row["judged"]))
        if papers >= min_papers:
            share = Share(None, None, None) if "unclear" in presence else wilson(papers, judged)
            rows.append(row | share._asdict())
    rows.sort(key=lambda row: (str(row["group"] or ""), -int(str(row["papers"])), str(row["flaw"])))
    return Table.of(COLUMNS, ([row[name] for name in COLUMNS] for row in rows))


def sought(table: Table) -> frozenset[str]:
    """The flaws that were looked for: judged in half of the appraised papers or more, and absent in some.

    Only these may be shown with a share. A flaw that is mostly written down where it is found would get 100%, whatever its
    interval. `table` is the one without groups.
    """
    return frozenset(
        str(row["flaw"]) for row in table.dicts() if row["cleared"] and 2 * int(str(row["judged"])) >= int(str(row["appraised"]))
    )
