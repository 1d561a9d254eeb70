"""Derived findings as a table, with the names of what they are about."""

from __future__ import annotations

from collections.abc import Iterable

from kg.rdf import mint
from kg.rules.findings import Derived
from kg.sparql import ask
from kg.store import Store
from kg.tables import Table

__all__ = ["COLUMNS", "table"]

COLUMNS = ("id", "rule", "severity", "paper", "subject", "label", "flaw", "message", "inputs", "source", "origin")


def table(store: Store, found: Iterable[Derived]) -> Table:
    """A row for each finding, in the order given.

    `severity` is violation, warning or note; `subject` the IRI of what it is about and `label` its name; `inputs` the IRIs it
    rests on, with spaces between; `source` the files these stand in; `origin` is extracted where a program read any of it from
    prose, else asserted.
    """
    named = {str(row["iri"]): row for row in ask(store, "names-of-subjects").dicts()}
    rows = []
    for one in found:
        known = named.get(one.subject) or named.get(one.paper) or {}
        files = {str(named[graph]["name"]) for graph in map(mint.stated_in, one.sources) if graph in named}
        rows.append(
            (
                one.id,
                one.rule,
                one.alert,
                one.paper.rsplit("/", 1)[1],
                one.subject,
                str(known.get("name") or one.subject),
                one.flaw,
                one.message,
                " ".join(one.inputs),
                ", ".join(sorted(files)),
                "extracted" if any(map(mint.is_extraction, one.sources)) else "asserted",
            )
        )
    return Table.of(COLUMNS, rows)
