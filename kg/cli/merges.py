"""`kg merges`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kg.cli.context import Context, format_option, pass_context

if TYPE_CHECKING:
    from kg.identity import Identities
    from kg.store import Store
    from kg.tables import Cell, Table

COLUMNS = ("paper", "key", "source", "place", "by", "joined_with")
CONFLICTS = ("paper", "key", "source", "place", "by", "reason")


@click.command()
@click.option("--conflicts", "apart", is_flag=True, help="Records with an identifier in common that are not merged, and why.")
@format_option
@pass_context
def merges(context: Context, apart: bool, form: str) -> None:
    """Which records are one paper, and why: by PMID, DOI, PMCID, or by title, first author and year.

    A row for each record that was joined with another: the key its paper goes by, the key of the record itself, the file and
    place it was read from, by what it was joined, and with which record.
    """
    from kg.identity import Identities

    with context.open() as store, Identities(store) as identities:
        table = _conflicts(store, identities) if apart else _merges(store, identities)
    context.show(table, form)
    if not table.rows and form == "text":
        context.say("No record contradicts another." if apart else "No two records are of one paper.")


def _merges(store: Store, identities: Identities) -> Table:
    from kg.identity import places
    from kg.tables import Table

    found = identities.merges()
    known = places(store, {graph for merge in found for graph in (merge.graph, merge.other_graph)})
    rows: list[tuple[Cell, ...]] = []
    for merge in found:
        here, there = known.get(merge.graph), known.get(merge.other_graph)
        other = merge.other_key if there is None else f"{merge.other_key} in {', '.join(part for part in there if part)}"
        rows.append((merge.paper, merge.key, here and here.source, here and here.place, str(merge.by), other))
    return Table.of(COLUMNS, sorted(rows, key=_in_order))


def _conflicts(store: Store, identities: Identities) -> Table:
    from kg.identity import places
    from kg.tables import Table

    found = identities.conflicts()
    known = places(store, {claim.graph for conflict in found for claim, _ in conflict.claims})
    rows: list[tuple[Cell, ...]] = []
    for conflict in found:
        for claim, paper in conflict.claims:
            here = known.get(claim.graph)
            rows.append((paper, claim.key, here and here.source, here and here.place, str(conflict.by), conflict.reason))
    return Table.of(CONFLICTS, sorted(rows, key=lambda row: [str(row[4]), *_in_order(row)]))


def _in_order(row: Sequence[Cell]) -> list[str]:
    return [str(cell or "") for cell in row]
