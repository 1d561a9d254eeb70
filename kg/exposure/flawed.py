"""What is wrong with which work, as graded: flaws that assessors found, retractions in force, or what rules derive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kg import resources
from kg.columns import Columns, answered
from kg.columns.rows import number
from kg.errors import NotFound, StoreError, UsageError, nearest
from kg.exposure.weights import ALERTS, CANDIDATE, NOT_STATED, PRESENCES, RETRACTED, SEVERITIES
from kg.rdf.vocab import BASE
from kg.rules.derive import fresh
from kg.sparql import ask
from kg.store import Store

__all__ = ["RETRACTION", "Flaw", "Flawed", "flawed"]

RETRACTION = "retracted"  # stands among the flaws of a work


class Flaw(NamedTuple):
    """A flaw of a work at its gravest; `disputed` where an assessor calls it (likely) absent."""

    name: str
    weight: float
    presence: str | None
    severity: str | None
    disputed: bool


@dataclass(frozen=True)
class Flawed:
    """A work by its key, or its IRI where it has none, with its flaws: the gravest first, at least one."""

    work: str
    flaws: tuple[Flaw, ...]

    @property
    def weight(self) -> float:
        """What it hands on: that of its gravest flaw. Many flaws of little weight do not add up to a grave one."""
        return self.flaws[0].weight

    def with_(self, other: Flawed) -> Flawed:
        """The same work with what is known of it under another name; a key goes before an IRI."""
        found: dict[str, dict[str, Flaw]] = defaultdict(dict)
        _keep(found, (("", flaw) for flaw in (*self.flaws, *other.flaws)))
        name = min(self.work, other.work, key=lambda work: ("://" in work, work))
        return Flawed(name, tuple(sorted(found[""].values(), key=_order)))


def flawed(
    store: Store, columns: Columns, flaw: str | None = None, *, retracted: bool = False, derived: bool = False
) -> dict[int, Flawed]:
    """The flawed works by their numbers (see `kg.columns.rows.number`).

    Without options, all in which an assessor finds a flaw or whose retraction is in force. With `flaw` (or a domain) only those
    with a flaw under it, with `retracted` only those retracted. With `derived` those for which rules derive a candidate, and
    nothing that anybody asserted. Raises NotFound for an unknown flaw, UsageError for options that exclude each other,
    StoreError where what rules derive is not up to date.
    """
    if retracted and (flaw is not None or derived):
        raise UsageError("Retractions go neither with a flaw nor with what rules derive.", hint="Ask for one after the other.")
    within = _under(columns, flaw)
    found: dict[str, dict[str, Flaw]] = defaultdict(dict)
    if derived:
        _keep(found, _derived(store, within))
    elif not retracted:
        _keep(found, _found(columns, flaw or "all"))
    named = {f"{BASE}paper/{work}": work for work in found}
    if flaw is None and not derived:
        for row in answered(columns, "retracted-works").dicts():
            work = str(row["work"])
            found[work][RETRACTION] = Flaw(RETRACTION, RETRACTED.share, None, None, False)
            named[str(row["iri"])] = work
    return {number(iri): Flawed(work, tuple(sorted(found[work].values(), key=_order))) for iri, work in named.items()}


def _under(columns: Columns, flaw: str | None) -> frozenset[str]:
    """The identifiers of the categories that the flaw or domain contains, and its own; all where none is given."""
    concepts = columns.table(resources.read_text("columns", "concepts.sql"), {"level": "category"})
    above = {str(name): str(over).split() for name, _, over in concepts.rows}
    if flaw is not None and flaw not in above:
        raise NotFound(f"There is no flaw {flaw!r}.", hint=nearest(flaw, above) or "kg flaws lists identifiers.")
    return frozenset(name for name, over in above.items() if flaw is None or flaw in over)


def _found(columns: Columns, within: str) -> Iterator[tuple[str, Flaw]]:
    for row in answered(columns, "flawed-papers", within=within).dicts():
        presence, severity = str(row["presence"]), row["severity"]
        weight = PRESENCES[presence].share * SEVERITIES[str(severity or NOT_STATED)].share
        yield str(row["paper"]), Flaw(str(row["flaw"]), weight, presence, _text(severity), bool(row["disputed"]))


def _derived(store: Store, within: frozenset[str]) -> Iterator[tuple[str, Flaw]]:
    if not fresh(store):
        raise StoreError("What rules derive is not up to date in this store.", hint="kg ingest brings it up to date.")
    for row in ask(store, "derived-findings").dicts():
        if row["flaw"] in within:
            severity = ALERTS[str(row["severity"])]
            weight = CANDIDATE.share * SEVERITIES[severity].share
            yield str(row["paper"]), Flaw(str(row["flaw"]), weight, "candidate", severity, False)


def _keep(found: dict[str, dict[str, Flaw]], said: Iterable[tuple[str, Flaw]]) -> None:
    """Of each flaw of a work the gravest judgement."""
    for work, flaw in said:
        known = found[work].get(flaw.name)
        if known is None or flaw.weight > known.weight:
            found[work][flaw.name] = flaw


def _order(flaw: Flaw) -> tuple[float, bool, bool, str]:
    """The gravest first, of these a retraction, then what nobody disputes."""
    return (-flaw.weight, flaw.name != RETRACTION, flaw.disputed, flaw.name)


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)
