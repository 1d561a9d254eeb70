"""Papers in groups: by their design, or by what was judged of a flaw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from pyoxigraph import NamedNode

from kg.errors import NotFound, nearest
from kg.rdf import lexicon
from kg.rdf import vocab as v
from kg.recurrence import recurrence
from kg.sparql import ask
from kg.store import Store
from kg.tables import Cell

__all__ = ["JUDGED", "design", "groups_of"]

JUDGED = ("present or likely present", "absent or likely absent", "unclear", "not judged")
Row = Mapping[str, Cell]


def groups_of(store: Store, shown: Iterable[Row], flaw: str | None) -> dict[str, str]:
    """The band of each paper: its design, or what was judged of the flaw."""
    if flaw is None:
        return {str(row["paper"]): design(row) for row in shown}
    domains = {str(row["flaw"]) for row in recurrence(store, None, "domain").dicts()}
    known = {
        str(row["flaw"]): str(row["label"]) for level in ("domain", "category") for row in recurrence(store, None, level).dicts()
    }
    if flaw not in known:
        hint = nearest(flaw, known) or "kg flaws --min-papers 0 lists identifiers."
        raise NotFound(f"Nobody has judged a flaw {flaw!r}.", hint=hint)
    found: dict[str, set[str]] = defaultdict(set)
    for row in ask(store, "judged-targets", within=flaw).dicts():
        if flaw in domains or row["flaw"] == flaw:
            found[str(row["paper"])].add(str(row["presence"]))
    return {str(row["paper"]): f"{known[flaw]}: {_judged(found[str(row['paper'])])}" for row in shown}


@cache
def _labels() -> dict[str, str]:
    """The designs as the ontology calls them."""
    start = f"{v.BASE}design/"
    named = (quad for quad in lexicon.statements("appraisal") if quad.predicate == v.SKOS.prefLabel)
    return {
        quad.subject.value.removeprefix(start): str(getattr(quad.object, "value", ""))
        for quad in named
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start)
    }


def design(row: Row) -> str:
    """The design of a paper in words."""
    code = str(row["design"] or "")
    return _labels().get(code, code) or "design not stated"


def _judged(presences: set[str]) -> str:
    """As papers are counted everywhere: present where some assessor says so."""
    found, cleared, unclear, unjudged = JUDGED
    if presences & {"present", "likely-present"}:
        return found
    if presences & {"absent", "likely-absent"}:
        return cleared
    return unclear if presences else unjudged
