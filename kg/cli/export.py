"""`kg export`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.context import Context, pass_context
from kg.cli.files import write_file


@click.command()
@click.option(
    "-o",
    "--output",
    "place",
    required=True,
    type=click.Path(path_type=Path),
    help="File or folder; its ending is the format.",
)
@click.option("--ontology", is_flag=True, help="With the ontology: terms, flaw categories, mappings and instruments.")
@pass_context
def export(context: Context, place: Path, ontology: bool) -> None:
    """Write the graph as .ttl, .trig, .nq, .jsonld or .graphml. The same content gives the same bytes.

    A name that ends in .parquet or .csv is a folder with a file for each table of the columns (schema.sql in it says what they
    hold). A name that ends in .sssom.tsv gets the mappings of the flaw categories to other schemes, whatever the store holds.
    """
    form = place.suffix.lower().removeprefix(".")
    if form in ("parquet", "csv"):
        from kg.columns.export import write_tables
        from kg.tables import counted

        with context.open() as store:
            rows = write_tables(store, place, form)
        context.say(f"{place}: {counted(len(rows), 'table')}, {counted(sum(rows.values()), 'row')}")
        return
    if place.name.lower().endswith(".sssom.tsv"):
        from kg.mappings import sssom

        data = sssom().encode()
    else:
        from kg.export import export as written

        with context.open() as store:
            data = written(store, place.suffix.lower(), ontology=ontology)
    write_file(place, data)
    context.say(f"{place}: {len(data):,} bytes")
