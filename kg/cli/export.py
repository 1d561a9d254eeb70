"""`kg export`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.context import Context, pass_context
from kg.cli.files import file_to_write, write_file


@click.command()
@click.option("-o", "--output", "place", type=click.Path(path_type=Path), help="File or folder; its ending is the format.")
@click.option("--shards", type=click.Path(path_type=Path), metavar="FOLDER", help="The whole store for a server's bulk loader.")
@click.option("--shard-size", default=1_000_000, show_default=True, type=click.IntRange(min=1), help="Quads of a shard, about.")
@click.option("--ontology", is_flag=True, help="With the ontology: terms, flaw categories, mappings and instruments.")
@pass_context
def export(context: Context, place: Path | None, shards: Path | None, shard_size: int, ontology: bool) -> None:
    """Write the graph as .ttl, .trig, .nq, .jsonld or .graphml. The same content gives the same bytes.

    A name that ends in .parquet or .csv is a folder with a file for each table of the columns (schema.sql in it says what they
    hold). A name that ends in .sssom.tsv gets the mappings of the flaw categories to other schemes, whatever the store holds.

    --shards writes everything the store holds, its log and the ontology too, as packed N-Quads that servers load in bulk
    (docs/servers.md says how for each), with a list of the files.
    """
    if (place is None) == (shards is None):
        from kg.errors import UsageError

        raise UsageError("Say either what to write with -o, or a folder with --shards.")
    if place is None:
        assert shards is not None  # noqa: S101 - for the type checker: one of them is there
        _export_shards(context, shards, shard_size)
        return
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
        write_file(place, data)
        size = len(data)
    else:
        from kg.export import writer

        write = writer(place.suffix.lower())
        with context.open() as store, file_to_write(place) as file:
            write(store, file, ontology)
            size = file.tell()
    context.say(f"{place}: {size:,} bytes")


def _export_shards(context: Context, folder: Path, size: int) -> None:
    from kg.store.shards import write_shards
    from kg.tables import counted

    with context.open() as store:
        written = write_shards(store, folder, size)
    context.say(f"{folder}: {counted(sum(shard.quads for shard in written[:-1]), 'quad')} in {counted(len(written), 'file')}")
