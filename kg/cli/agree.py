"""`kg agree`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.context import WIDEST, Context, filled, format_option, pass_context, text_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.synthesis import Agreements
    from kg.tables import Cell, Table

_SHOWN = 30  # rows of text, unless another limit is asked for


@click.command()
@click.option("--unclear", is_flag=True, help="Count unclear as a third label instead of leaving it out.")
@click.option("--no-software", is_flag=True, help="Only people and organisations.")
@click.option("--min-pairs", type=click.IntRange(min=0), default=1, show_default=True, help="Leave out flaws with fewer pairs.")
@click.option("--limit", type=click.IntRange(min=0), help=f"At most so many; 0 for all (default: {_SHOWN} as text, else all).")
@format_option
@pass_context
def agree(context: Context, unclear: bool, no_software: bool, min_pairs: int, limit: int | None, form: str) -> None:
    """Where assessors of the same paper agree on whether a flaw is present: per flaw, and over all of them."""
    from kg.synthesis import agreement
    from kg.tables import Table

    with context.open() as store:
        found = agreement(store, unclear=unclear, software=not no_software)
    rows = [row for row in found.table.rows if row[0] is None or int(str(row[1])) >= min_pairs]
    most = limit if limit is not None else _SHOWN if form == "text" else 0
    cut = Table(found.table.columns, tuple(rows[:most] if most else rows))
    if form != "text":
        context.show(cut, form)
        return
    said = [f"{len(cut)} of {len(rows)} rows shown; --limit 0 shows all."] if len(cut) < len(rows) else []
    shown, about = for_people(found, cut, narrow=text_width() < WIDEST)
    context.show(shown, form, filled([*said, *about]))


def for_people(found: Agreements, table: Table, *, narrow: bool = False) -> tuple[Table, list[str]]:
    """The rows of its table in words, where the terminal is narrow without identifiers, and what they mean."""
    return _rows(table, narrow=narrow), list(_about(found))


def _rows(table: Table, *, narrow: bool) -> Table:
    from kg.tables import Table, percent

    rows: list[list[Cell]] = []
    for row in table.dicts():
        share = "-" if row["agreement"] is None else percent(str(row["agreement"]))
        counts = f"{row['agreed']} of {row['pairs']}"
        rows.append([row["label"], counts, share, _two(row["kappa"]), _limits(row), row["papers"], row["flaw"]])
    names = ["flaw", "agreed of pairs", "agreement", "kappa", "AC1 (95% CI)", "papers", "identifier"]
    kept = len(names) - narrow
    return Table.of(names[:kept], (row[:kept] for row in rows))


def _two(cell: Cell) -> str:
    return "-" if cell is None else f"{float(str(cell)):.2f}"


def _limits(row: dict[str, Cell]) -> str:
    if row["ac1"] is None:
        return "-"
    return f"{_two(row['ac1'])} (-)" if row["low"] is None else f"{_two(row['ac1'])} ({_two(row['low'])} to {_two(row['high'])})"


def _about(found: Agreements) -> Iterator[str]:
    from kg.tables import counted

    rows = [*found.table.dicts()]
    if not rows:
        yield "No flaw is judged present or absent in the same paper, and of the same target, by two assessors."
    else:
        labels = "present (or likely present), absent (or likely absent)" + (", unclear" if len(found.labels) > 2 else "")
        yield f"pairs: two assessors' judgements of one flaw of one target of one paper. Labels: {labels}."
        names = [f"{who.name}{' (software)' if who.kind == 'software' else ''}" for who in found.assessors]
        yield f"Assessors: {', '.join(names[:8])}{f' and {len(names) - 8} more' if len(names) > 8 else ''}."
        software, pairs = (int(str(rows[0][name])) for name in ("software_pairs", "pairs"))
        if software:
            yield f"In {software} of {counted(pairs, 'pair')} one or both are software, which says nothing of how people agree."
        yield (
            "kappa: agreement beyond chance, Cohen's for two assessors, Fleiss' for changing ones; it is low where nearly all "
            "labels are the same, and - where all are. AC1: Gwet's, which suffers less. (-): no interval, because all agree or "
            "there is one pair; that does not make the next paper certain."
        )
        yield (
            "The row over all flaws takes judgements of one paper for independent, so that its interval is too narrow. Agreement "
            "is not truth: assessors who saw each other's judgements, or share a habit, agree too."
        )
    if found.unclear:
        yield f"Left out as unclear: {counted(found.unclear, 'judgement')} (--unclear counts them as a label)."
    if found.only_applicable:
        yield (
            f"Left out: {counted(found.only_applicable, 'judgement')} by sources that list only what applies; they call nothing "
            "absent."
        )  # fmt: skip
    if found.software:
        yield f"Left out: {counted(found.software, 'judgement')} by software."
    if found.contradictory:
        yield f"Left out: {counted(found.contradictory, 'judgement')} of assessors who say both of the same target."
    yield "kg query disagreements shows who contradicts whom, and why."
