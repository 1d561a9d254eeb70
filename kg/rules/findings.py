"""Derived findings as records: those a store keeps where they are fresh, else those its rules derive now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple, cast

import pyoxigraph as ox

from kg.errors import NotFound, UsageError, nearest
from kg.rdf import mint
from kg.rdf import vocab as v
from kg.rules.catalogue import ALERTS, Alert, Rule, Settings, catalogue, rule, settings
from kg.rules.derive import derived, fresh
from kg.store import Store

__all__ = ["Derived", "find", "findings", "read"]


class Derived(NamedTuple):
    """A candidate that a rule derived. IRIs are texts; `sources` are the graphs whose statements it rests on."""

    id: str
    rule: str
    alert: Alert
    flaw: str | None
    paper: str
    subject: str
    message: str
    arithmetic: str
    inputs: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def iri(self) -> str:
        return f"{v.BASE}derived/{self.id}"


def findings(store: Store, names: Sequence[str] = (), given: dict[str, str] | None = None) -> list[Derived]:
    """What the rules derive (those named, else all), violations first, then by rule and message.

    Kept findings are read where they are fresh and no parameter is given; else the rules are run, and nothing is kept. Raises
    NotFound for an unknown rule, UsageError for a bad parameter or one that no rule asked for uses.
    """
    chosen = [rule(name) for name in names] or list(catalogue())
    using = settings(given)
    used = {name for one in chosen for name in one.parameters}
    for name in given or {}:
        if name not in used:
            raise UsageError(f"{', '.join(names)} does not use {name}.", hint=f"Parameters: {', '.join(sorted(used)) or 'none'}.")
    kept = not given and fresh(store)
    found = [finding for one in chosen for finding in read(_quads(store, one, using, kept=kept))]
    order = {one.name: place for place, one in enumerate(catalogue())}
    return sorted(found, key=lambda one: (ALERTS.index(one.alert), order[one.rule], one.message, one.id))


def _quads(store: Store, one: Rule, using: Settings, *, kept: bool) -> Iterable[ox.Quad]:
    return store.quads(mint.derivation(one.name)) if kept else derived(store, one, using)


def find(store: Store, wanted: str) -> Derived:
    """The finding with that id, beginning of an id, or IRI; raises NotFound where there is none or more than one."""
    known = findings(store)
    start = wanted.strip().removeprefix(f"{v.BASE}derived/")
    chosen = [one for one in known if one.id == start] or [one for one in known if len(start) >= 4 and one.id.startswith(start)]
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        raise NotFound(
            f"{len(chosen)} findings begin with {wanted}.", hint=f"Say more of it: {', '.join(c.id for c in chosen[:5])}"
        )
    hint = nearest(start, [one.id for one in known]) or "kg check lists the findings with their ids."
    raise NotFound(f"There is no derived finding {wanted!r}.", hint=hint)


def read(quads: Iterable[ox.Quad]) -> list[Derived]:
    """The findings that quads of a rule's graph describe."""
    nodes: dict[str, dict[ox.NamedNode, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            nodes[quad.subject.value][quad.predicate].append(quad.object.value)
    found = []
    for iri, said in nodes.items():
        if v.KG.DerivedFinding.value in said[v.RDF.type]:
            flaws = [flaw.rsplit("/", 1)[1] for flaw in said[v.KG.flaw]]
            found.append(
                Derived(
                    id=iri.removeprefix(f"{v.BASE}derived/"),
                    rule=said[v.KG.derivedBy][0].rsplit("/", 1)[1],
                    alert=cast("Alert", said[v.KG.alert][0].rsplit("/", 1)[1]),
                    flaw=flaws[0] if flaws else None,
                    paper=said[v.KG.paper][0],
                    subject=said[v.KG.target][0],
                    message=said[v.KG.message][0],
                    arithmetic=said[v.KG.arithmetic][0],
                    inputs=tuple(sorted(said[v.PROV.used])),
                    sources=tuple(sorted(said[v.PROV.wasDerivedFrom])),
                )
            )
    return found
