"""`kg chart recurrence`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.chart.written import output_options, write
from kg.cli.context import Context, pass_context


@click.command()
@click.option("--level", type=click.Choice(["category", "domain"]), default="category", show_default=True)
@click.option("--min-papers", type=click.IntRange(min=1), default=1, show_default=True, help="Leave out rarer flaws.")
@click.option("--top", type=click.IntRange(min=0), default=25, show_default=True, help="This many; 0 for all.")
@output_options
@pass_context
def recurrence(
    context: Context, place: Path, level: str, min_papers: int, top: int, title: str | None, narrow: bool, opened: bool
) -> None:
    """Which flaws recur: ranked bars with denominators and 95% intervals."""
    from kg.figures.recurrence import recurrence as figure

    with context.open() as store:
        made = figure(store, level=level, min_papers=min_papers, top=top, title=title)
    write(context, made, place, narrow=narrow, opened=opened)
