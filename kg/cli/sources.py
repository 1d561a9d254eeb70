"""`kg sources` and `kg remove`."""

from __future__ import annotations

import click

from kg.cli.context import Context, format_option, pass_context

COLUMNS = (
    "source", "format", "sha256", "ingested", "papers", "findings", "estimates", "problems", "notices", "records", "rejected",
    "unfinished",
)  # fmt: skip

_RARE = ("records", "rejected", "unfinished")


@click.command()
@format_option
@pass_context
def sources(context: Context, form: str) -> None:
    """List what has been read, with hash, date and counts."""
    from pathlib import Path

    from kg.sparql import ask
    from kg.tables import Table

    with context.open() as store:
        table = ask(store, "sources").select({name: name for name in COLUMNS})
    if form == "text":
        here = Path.cwd()

        def near(place: object) -> str:
            path = Path(str(place))
            return str(path.relative_to(here)) if path.is_relative_to(here) else str(place)

        shown = [name for name in COLUMNS if name not in _RARE or any(table.column(name))]  # most stores have none of these
        table = table.select({name: name for name in shown})
        rows = [(near(r[0]), r[1], str(r[2])[:12], str(r[3])[:16].replace("T", " "), *r[4:]) for r in table.rows]
        table = Table(table.columns, tuple(rows))
    context.show(table, form)


@click.command()
@click.argument("source")
@pass_context
def remove(context: Context, source: str) -> None:
    """Take out everything a source said.

    SOURCE is its location, file name or folder as `kg sources` shows it, or the first digits of its hash.
    """
    from kg.pipeline import remove as take_out

    with context.open(write=True) as store:
        gone = take_out(store, source)
    for location in gone:
        context.say(f"{location}: removed")
