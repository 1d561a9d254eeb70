"""`kg chart timeline`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.chart.written import output_options, write
from kg.cli.context import Context, pass_context


@click.command()
@click.option("--paper", "papers", multiple=True, metavar="REF", help="Only this paper; may be given again.")
@click.option("--flaw", metavar="F", help="Bands by what was judged of this flaw or domain, instead of by design.")
@click.option("--from", "first", type=click.IntRange(1000, 2999), metavar="YEAR", help="Only papers of this year or later.")
@click.option("--to", "last", type=click.IntRange(1000, 2999), metavar="YEAR", help="Only papers of this year or earlier.")
@click.option("--limit", type=click.IntRange(0, 100), default=12, show_default=True, help="At most so many papers with a lane.")
@output_options
@pass_context
def timeline(
    context: Context,
    place: Path,
    papers: tuple[str, ...],
    flaw: str | None,
    first: int | None,
    last: int | None,
    limit: int,
    title: str | None,
    narrow: bool,
    opened: bool,
) -> None:
    """Papers year by year, and the articles that cite them, each with its intent."""
    from kg.figures.timeline import timeline as figure

    with context.open() as store:
        made = figure(store, papers=papers, flaw=flaw, first=first, last=last, limit=limit, title=title)
    write(context, made, place, narrow=narrow, opened=opened)
