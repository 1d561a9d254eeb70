"""Who judged, in words, for the foot of a figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.figures.judged import Said
from kg.tables import Table, counted

__all__ = ["judges", "judges_of"]

_NAMED = 4  # more are counted


def judges(assessors: Table, *, named: int = _NAMED) -> str:
    """The assessors of the question `assessors`, each with what it is and how many papers it judged; "nobody" for none."""
    rows = list(assessors.dicts())
    told = [f"{row['assessor']} ({row['kind']}, {counted(int(str(row['papers'])), 'paper')})" for row in rows[:named]]
    if len(rows) > named:
        told.append(counted(len(rows) - named, "more assessor"))
    return ", ".join(told) or "nobody"


def judges_of(said: Iterable[tuple[str, Iterable[Said]]]) -> str:
    """Who made these judgements, given with the paper of each, in the words and the order of `judges`."""
    papers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for paper, judgements in said:
        for one in judgements:
            papers[one.assessor, one.kind].add(paper)
    rows = sorted(((*who, len(of)) for who, of in papers.items()), key=lambda row: (-row[2], row[0]))
    return judges(Table.of(("assessor", "kind", "papers"), rows))
