"""What assessors say of what an estimate rests on: a flaw, or the risk of bias as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal, NamedTuple

from kg.columns import answer
from kg.errors import NotFound, nearest
from kg.rdf.lexicon import taxonomy
from kg.recurrence import PRESENT
from kg.store import Store
from kg.synthesis.stated import Stated

__all__ = ["DIFFER", "NOT_JUDGED", "RISKS", "Flaw", "Verdict", "flaw", "overall"]

ABSENT = ("likely-absent", "absent")
RISKS = ("low", "some", "high")
DIFFER, NOT_JUDGED = "assessors differ", "not judged"
WHOLE = (None, "report", "study")

Verdict = Literal["present", "absent", "not judged"]


class Flaw(NamedTuple):
    """A flaw, or a domain with all under it, as judged: by paper the judgements with what each is about."""

    flaw: str
    label: str
    said: Mapping[str, frozenset[tuple[str | None, str]]]

    def verdict(self, of: Stated) -> Verdict:
        """Whether the estimate has the flaw: (likely) present according to some assessor, or else (likely) absent.

        A judgement of an outcome is one of its estimates alone, a judgement of the report or study one of all of them; one of a
        citation is none. "unclear" judges nothing.
        """
        found = self._applying(of)
        if not found.isdisjoint(PRESENT):
            return "present"
        return "not judged" if found.isdisjoint(ABSENT) else "absent"

    def disputed(self, of: Stated) -> bool:
        """Whether it is judged either way."""
        found = self._applying(of)
        return not found.isdisjoint(PRESENT) and not found.isdisjoint(ABSENT)

    def _applying(self, of: Stated) -> set[str]:
        own = f"outcome:{of.outcome_id}"
        return {presence for target, presence in self.said.get(of.paper, ()) if target in WHOLE or target == own}


def flaw(store: Store, identifier: str) -> Flaw:
    """The judgements of a flaw or domain; raises NotFound for an unknown one."""
    labels = taxonomy().flaws
    if identifier not in labels:
        hint = nearest(identifier, labels) or "kg flaws lists the identifiers."
        raise NotFound(f"There is no flaw {identifier!r}.", hint=hint)
    said: dict[str, set[tuple[str | None, str]]] = defaultdict(set)
    for row in answer(store, "judged-targets", within=identifier).dicts():
        said[str(row["paper"])].add((None if row["target"] is None else str(row["target"]), str(row["presence"])))
    return Flaw(identifier, labels[identifier], {paper: frozenset(all_) for paper, all_ in said.items()})


class Overall(NamedTuple):
    """Overall judgements of risk of bias, by paper: what each is about, and the risk."""

    said: Mapping[str, frozenset[tuple[str | None, str]]]

    def risk(self, of: Stated) -> str:
        """One of `RISKS`, `DIFFER` where several judgements are not the same, `NOT_JUDGED`; one of the outcome goes before one
        of the study."""
        said = self.said.get(of.paper, frozenset())
        own = {risk for target, risk in said if target == f"outcome:{of.outcome_id}"}
        found = own or {risk for target, risk in said if target in WHOLE}
        return NOT_JUDGED if not found else next(iter(found)) if len(found) == 1 else DIFFER


def overall(store: Store) -> Overall:
    """The overall judgements of a store."""
    said: dict[str, set[tuple[str | None, str]]] = defaultdict(set)
    for row in answer(store, "overall-judgements").dicts():
        said[str(row["paper"])].add((None if row["target"] is None else str(row["target"]), str(row["risk"])))
    return Overall({paper: frozenset(all_) for paper, all_ in said.items()})
