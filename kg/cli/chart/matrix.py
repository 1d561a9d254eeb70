"""`kg chart matrix`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.chart.written import output_options, write
from kg.cli.context import Context, pass_context
from kg.errors import UsageError


@click.command()
@click.option("--level", type=click.Choice(["category", "domain"]), default="category", show_default=True)
@click.option("--flaw", "flaws", multiple=True, metavar="FLAW", help="Only these flaws (or domains).")
@click.option("--paper", "papers", multiple=True, metavar="REF", help="Only these papers: key, DOI, PMID or name.")
@click.option("--assessor", "assessors", multiple=True, metavar="NAME", help="Only what these assessors said.")
@click.option("--instrument", metavar="TOOL", help="Instead, risk of bias by the domains of this tool, such as rob2.")
@click.option("--top", type=click.IntRange(min=0), default=25, show_default=True, help="This many flaws; 0 for all.")
@click.option("--limit", type=click.IntRange(min=0), default=100, show_default=True, help="Rows for this many papers; 0 for all.")
@click.option("--order", type=click.Choice(["name", "year"]), default="name", show_default=True, help="Of the papers.")
@output_options
@pass_context
def matrix(
    context: Context,
    place: Path,
    level: str,
    flaws: tuple[str, ...],
    papers: tuple[str, ...],
    assessors: tuple[str, ...],
    instrument: str | None,
    top: int,
    limit: int,
    order: str,
    title: str | None,
    narrow: bool,
    opened: bool,
) -> None:
    """Papers by flaws: every judgement in sight, with the share of each below."""
    if instrument is not None and (flaws or level != "category"):
        raise UsageError("--instrument goes without --flaw and --level.", hint="A tool has domains of its own: all are shown.")
    with context.open() as store:
        if instrument is not None:
            from kg.figures.traffic_lights import traffic_lights

            made = traffic_lights(store, instrument, papers=papers, assessors=assessors, limit=limit, order=order, title=title)
        else:
            from kg.figures.matrix import matrix as figure

            made = figure(
                store,
                level=level,
                flaws=flaws,
                papers=papers,
                assessors=assessors,
                top=top,
                limit=limit,
                order=order,
                title=title,
            )
    write(context, made, place, narrow=narrow, opened=opened)
