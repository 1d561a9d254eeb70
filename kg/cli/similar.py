"""`kg similar`."""

from __future__ import annotations

import click

from kg.cli.context import Context, filled, format_option, pass_context

_SHOWN = 10  # rows of text, unless another limit is asked for


@click.command()
@click.argument("paper")
@click.option("--limit", type=click.IntRange(min=0), help=f"At most so many; 0 for all (default: {_SHOWN} as text, else all).")
@format_option
@pass_context
def similar(context: Context, paper: str, limit: int | None, form: str) -> None:
    """Papers criticised alike: those that share most flaws with PAPER (its key, DOI, PubMed number, IRI or name)."""
    from kg.similarity import similar as alike
    from kg.tables import Table, counted, percent

    with context.open() as store:
        table = alike(store, paper)
    most = limit if limit is not None else _SHOWN if form == "text" else 0
    cut = Table(table.columns, table.rows[:most] if most else table.rows)
    if form != "text":
        context.show(cut, form)
        return
    rows = []
    for row in cut.dicts():
        share = "-" if row["jaccard"] is None else percent(str(row["jaccard"]))
        rows.append([row["paper"], f"{row['shared']} of {row['either']}", share, row["judged"], row["flaws"]])
    said = []
    if len(cut) < len(table):
        said.append(f"{len(cut)} of {counted(len(table), 'paper')} shown; --limit 0 shows all.")
    said.append(
        "shared of either: flaws present or likely present in both papers, of those in one or both; alike: the same as a share "
        "(Jaccard). Only the flaws judged explicitly in both papers, present or absent, are compared: judged in both says how "
        "many. shared flaws: those that fewest papers of the store have come first; one that most have makes nobody alike."
    )
    if any(row["jaccard"] is None for row in cut.dicts()):
        said.append(
            "-: nothing was called absent in one of the two papers. Where only what is there is written down, the flaws "
            "judged in both are those that both have, and any two papers look alike."
        )
    names = ["paper", "shared of either", "alike", "judged in both", "shared flaws"]
    context.show(Table.of(names, rows), form, filled(said))
