"""What was judged of which paper: the judgements of each flaw, summed up as one mark a paper, and counted."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from kg.columns import answer
from kg.errors import NotFound, nearest
from kg.recurrence import recurrence
from kg.sparql import ask
from kg.store import Store
from kg.tables import Cell, Table
from kg.views.charts.judgement_marks import FLAW_MARKS

__all__ = ["Cells", "Said", "Work", "assessed", "cells", "counts", "names", "summed", "told", "works"]

_FOUND, _CLEARED = {"present", "likely-present"}, {"likely-absent", "absent"}


class Said(NamedTuple):
    """One judgement: what, of what (None, "report" and "study": all of it), by whom; `flaw` by name where it is one of many."""

    presence: str
    target: str | None
    assessor: str
    kind: str
    flaw: str = ""

    @property
    def told(self) -> str:
        """The judgement in words."""
        of = f" for {self.target.replace(':', ' ')}" if self.target and self.target not in ("report", "study") else ""
        name = f"{self.flaw}: " if self.flaw else ""
        return f"{name}{self.presence.replace('-', ' ')}{of} ({assessed(self.assessor, self.kind)})"


def assessed(assessor: str, kind: str) -> str:
    """Who judged, marked where it is a program."""
    return f"{assessor}, software" if kind == "software" else assessor


Cells = Mapping[tuple[str, str], Sequence[Said]]


@dataclass(frozen=True, slots=True)
class Work:
    """A paper that was appraised."""

    key: str
    name: str
    year: int | None

    @property
    def label(self) -> str:
        """The name, with the year where it lacks it."""
        return self.name if self.year is None or str(self.year) in self.name else f"{self.name} ({self.year})"

    def place(self, order: str) -> tuple[object, ...]:
        """What papers are sorted by: in the order "name" or "year", with numbers in names by their value."""
        parts = [
            (int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", self.label.casefold()) if part
        ]
        return (self.year or 0 if order == "year" else 0, parts, self.key)


def works(store: Store, only: Set[str] | None = None) -> list[Work]:
    """The appraised papers, or those of `only`, by key."""
    return [
        Work(str(row["paper"]), str(row["name"]), None if row["year"] is None else int(str(row["year"])))
        for row in answer(store, "papers").dicts()
        if row["assessors"] and (only is None or row["paper"] in only)
    ]


def names(store: Store, level: str) -> dict[str, tuple[str, str]]:
    """Every judged flaw, or with the level "domain" every domain: its label and that of its domain."""
    return {str(row["flaw"]): (str(row["label"]), str(row["domain"])) for row in recurrence(store, None, level).dicts()}


def cells(store: Store, flaws: Iterable[str], level: str, assessors: Sequence[str] = ()) -> Cells:
    """The judgements, of these assessors or of all, by paper and flaw; a domain has those of all that is under it.

    Raises NotFound for an assessor that is not there.
    """
    known = [str(name) for name in ask(store, "assessors").column("assessor")]
    for name in assessors:
        if name not in known:
            raise NotFound(f"There is no assessor {name!r}.", hint=nearest(name, known) or "kg query assessors lists them.")
    labels = {} if level == "category" else {flaw: label for flaw, (label, _) in names(store, "category").items()}
    found: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for within in ("all",) if level == "category" else flaws:
        for row in answer(store, "judged-targets", within=within).dicts():
            if not assessors or row["assessor"] in assessors:
                own = str(row["flaw"])
                target = None if row["target"] is None else str(row["target"])
                said = Said(str(row["presence"]), target, str(row["assessor"]), str(row["kind"]), labels.get(own, ""))
                found[str(row["paper"]), own if level == "category" else within].append(said)
    return dict(found)


def summed(said: Iterable[Said]) -> str | None:
    """The mark for all judgements of one flaw of one paper: the surer one of one direction, "either" for both directions.

    "unclear" only where nobody judged otherwise, None where nobody judged. Several flaws (of a domain) have the gravest of their
    marks: who clears one of them clears no other.
    """
    by_flaw: dict[str, set[str]] = defaultdict(set)
    for one in said:
        by_flaw[one.flaw].add(one.presence)
    marks = {"either" if one & _FOUND and one & _CLEARED else _first(one, _SURER) for one in by_flaw.values()}
    return _first(marks, _GRAVER)


_SURER = ("present", "likely-present", "absent", "likely-absent", "unclear")
_GRAVER = ("present", "likely-present", "either", "likely-absent", "absent", "unclear")


def _first(found: Set[str | None], order: Sequence[str]) -> str | None:
    return next((key for key in order if key in found), None)


def told(said: Iterable[Said]) -> str:
    """Who judged what, in words, each judgement once."""
    return "; ".join(sorted({one.told for one in said}))


def counts(of: Cells, flaws: Mapping[str, tuple[str, str]], papers: Set[str]) -> Table:
    """Each flaw with the counts of `kg flaws` among `papers`, and how many of them got each mark."""
    marks: dict[str, Counter[str]] = defaultdict(Counter)
    for (paper, flaw), said in of.items():
        if paper in papers and (mark := summed(said)) is not None:
            found = {one.presence for one in said}
            sides = ("papers", found & _FOUND), ("judged", found & (_FOUND | _CLEARED)), ("cleared", found & _CLEARED)
            marks[flaw].update([mark, *(side for side, some in sides if some)])
    names = ("papers", "judged", "cleared", *(mark.key for mark in FLAW_MARKS))
    rows: list[tuple[Cell, ...]] = [
        (flaw, label, domain, len(papers), *(marks[flaw][name] for name in names)) for flaw, (label, domain) in flaws.items()
    ]
    return Table.of(("flaw", "label", "domain", "appraised", *names), rows)
