"""The figure of flaw combinations, from the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.columns import columns_of
from kg.columns.incidence import Concept, Incidence, incidence, keys
from kg.errors import NotFound, UsageError, nearest
from kg.figures.intersections import intersections
from kg.figures.judges import judges
from kg.recurrence import recurrence
from kg.sparql import ask
from kg.store import Store
from kg.tables import Cell, Table, counted
from kg.views.charts.combinations import Combination, Combinations, Flaw, draw
from kg.views.charts.combinations_spec import spec
from kg.views.figure import NARROW, WIDE, Figure

__all__ = ["COLUMNS", "MOST_FLAWS", "MOST_SHOWN", "combinations"]

COLUMNS = ("kind", "flaws", "labels", "papers", "judged", "complete", "appraised", "share", "members")
MOST_FLAWS = 20  # that a phone shows as columns
MOST_SHOWN = 40  # combinations that a page shows as columns
Link = Callable[[str], str | None]


def combinations(
    store: Store,
    *,
    level: str = "category",
    flaws: Sequence[str] = (),
    sets: int = 6,
    min_papers: int = 1,
    top: int = 20,
    title: str | None = None,
    link: Link = lambda flaw: None,
) -> Figure:
    """The `top` exclusive combinations, in `min_papers` papers or more, of the flaws given or else of the `sets` most frequent.

    `link` is where a flaw's name leads. A paper has a flaw where some assessor calls it present or likely present; with level
    "domain", where it has a flaw of the domain. Raises NotFound for an unknown flaw, or where nothing is to be shown, and
    UsageError for fewer than two flaws or more than `MOST_FLAWS`.
    """
    known = list(recurrence(store, None, level).dicts())
    if not any(row["papers"] for row in known):
        raise NotFound("No flaw was found in any paper.", hint="kg sources shows what has been read.")
    found = incidence(columns_of(store), level)
    rows = _chosen(found, flaws, sets, level)
    present, judged = found.present[rows], found.present[rows] | found.absent[rows]
    appraised = int(str(known[0]["appraised"]))
    silent = appraised - len(found.papers)  # appraised, but nothing was called present or absent
    names = keys(columns_of(store))
    every = [
        Combination(
            one.flaws, len(one.papers), one.complete, tuple(sorted(names.get(p, "") for p in found.papers[one.papers].tolist()))
        )
        for one in intersections(present, judged)
    ]
    every = _with_silent(every, silent)
    shown = [one for one in every if one.papers >= min_papers][:top]
    if not shown:
        raise NotFound(
            f"No combination of these flaws is found in {counted(min_papers, 'paper')} or more.",
            hint=f"The most frequent one is in {every[0].papers}: --min-papers {every[0].papers}.",
        )
    concepts = [found.concepts[row] for row in rows]
    counts = list(zip(present.sum(axis=1).tolist(), judged.sum(axis=1).tolist(), strict=True))
    totals = found.present.sum(axis=1)
    data = Combinations(
        title=title or f"Which {_nouns(level)} come together in {counted(appraised, 'appraised paper')}",
        flaws=[Flaw(one.label, *count, link(one.flaw)) for one, count in zip(concepts, counts, strict=True)],
        combinations=shown,
        appraised=appraised,
        left_out=len(every) - len(shown),
        left_out_papers=appraised - sum(one.papers for one in shown),
        judges=judges(ask(store, "assessors")),
        others=int((totals > 0).sum()) - sum(papers > 0 for papers, _ in counts),
    )
    return Figure(
        name="combinations",
        wide=draw(data, WIDE),
        narrow=draw(data, NARROW),
        table=_table(data, concepts),
        notes=_notes(data, level, _choice(found, rows, flaws, level)),
        queries=("recurrence" if level == "category" else "recurrence-by", "judgements", "assessors"),
        spec=spec(data),
    )


def _nouns(level: str) -> str:
    return "flaws" if level == "category" else "domains of flaws"


def _chosen(found: Incidence, flaws: Sequence[str], sets: int, level: str) -> list[int]:
    """The rows of the flaws to be shown, those in most papers first."""
    import numpy as np

    names = [concept.flaw for concept in found.concepts]
    for flaw in flaws:
        if flaw not in names:
            hint = nearest(flaw, names) or f"kg flaws --level {level} lists identifiers."
            raise NotFound(f"There is no {'domain' if level == 'domain' else 'flaw'} {flaw!r}.", hint=hint)
    papers = found.present.sum(axis=1)
    ranked = [int(row) for row in np.lexsort((np.arange(len(names)), -papers))]
    wanted = [row for row in ranked if names[row] in flaws] if flaws else [row for row in ranked if papers[row]][:sets]
    if not 2 <= len(wanted) <= MOST_FLAWS:
        few = "A combination takes two flaws or more" if len(wanted) < 2 else f"At most {MOST_FLAWS} flaws can be shown"
        how = "Name others with --flaw." if flaws else "Choose with --sets or --flaw."
        raise UsageError(f"{few}; there {'is' if len(wanted) == 1 else 'are'} {len(wanted)}.", hint=how)
    return wanted


def _with_silent(every: list[Combination], silent: int) -> list[Combination]:
    """Papers that were appraised, but judged for nothing, have none of the flaws either."""
    if not silent:
        return every
    none = next((one for one in every if not one.flaws), Combination((), 0, 0))
    others = [one for one in every if one.flaws]
    joined = Combination((), none.papers + silent, none.complete, none.names)
    return sorted([*others, joined], key=lambda one: (-one.papers, len(one.flaws), one.flaws))


def _choice(found: Incidence, rows: Sequence[int], flaws: Sequence[str], level: str) -> str:
    """Which flaws are looked at, and why these."""
    if flaws:
        return "The flaws were chosen by hand."
    papers = found.present.sum(axis=1)
    least = int(papers[rows[-1]])
    tied = int((papers == least).sum()) - sum(int(papers[row]) == least for row in rows)
    said = f"The {len(rows)} {_nouns(level)} are those found in most papers."
    if tied:
        said += f" {tied:,} more {'is' if tied == 1 else 'are'} found in {counted(least, 'paper')}, as often as the last of them."
    return said


def _notes(data: Combinations, level: str, choice: str) -> tuple[str, ...]:
    several = f"the {len(data.flaws)} {_nouns(level)} shown"
    return (
        f"{choice} Other flaws are not looked at: papers that are counted together may differ in them.",
        f"Each of the {counted(data.appraised, 'appraised paper')} is counted once: with exactly these of {several}.",
        "A paper has a flaw where some assessor calls it present or likely present, also where another disagrees.",
        "An empty dot means not found: called absent, called unclear, or not judged.",
        f"The filled part of a bar are papers judged, present or absent, for all of {several}.",
        "Papers in the outlined part were not judged for at least one of them, and may have more.",
        *data.rest[: bool(data.left_out)],
        "A combination that many papers have may only say that its flaws are frequent; kg cooccur tests pairs against chance.",
        "Only what assessors said is counted; what rules derive is not.",
        f"Judged by {data.judges}.",
    )


def _table(data: Combinations, concepts: Sequence[Concept]) -> Table:
    """A row for each flaw, for each combination shown, and one for the papers of those left out: these add up to all."""
    rows: list[list[Cell]] = []
    for flaw, concept in zip(data.flaws, concepts, strict=True):
        rows.append(
            ["flaw", concept.flaw, flaw.label, flaw.papers, flaw.judged, None, data.appraised, _share(data, flaw.papers), None]
        )
    for one in data.combinations:
        identifiers = ", ".join(concepts[i].flaw for i in one.flaws) or None
        labels = "; ".join(concepts[i].label for i in one.flaws) or f"none of the {len(concepts)}"
        counts = [one.papers, None, one.complete, data.appraised, _share(data, one.papers)]
        rows.append(["combination", identifiers, labels, *counts, ", ".join(name for name in one.names if name) or None])
    if data.left_out:
        label = f"{counted(data.left_out, 'more combination')}, not shown"
        papers = data.left_out_papers
        rows.append(["left out", None, label, papers, None, None, data.appraised, _share(data, papers), None])
    return Table.of(COLUMNS, rows)


def _share(data: Combinations, papers: int) -> float:
    """Of all appraised papers."""
    return papers / data.appraised
