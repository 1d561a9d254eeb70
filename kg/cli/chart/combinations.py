"""`kg chart combinations`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.chart.written import output_options, write
from kg.cli.context import Context, pass_context

_SETS = 6


@click.command()
@click.option(
    "--flaw", "flaws", multiple=True, metavar="F", help="Look at these flaws (or domains) instead of the most frequent."
)
@click.option("--sets", type=click.IntRange(2, 20), help=f"Look at so many of the most frequent flaws (default: {_SETS}).")
@click.option("--level", type=click.Choice(["category", "domain"]), default="category", show_default=True)
@click.option("--min-papers", type=click.IntRange(min=1), default=1, show_default=True, help="Leave out rarer combinations.")
@click.option("--top", type=click.IntRange(1, 40), default=20, show_default=True, help="At most so many combinations.")
@output_options
@pass_context
def combinations(
    context: Context,
    place: Path,
    flaws: tuple[str, ...],
    sets: int | None,
    level: str,
    min_papers: int,
    top: int,
    title: str | None,
    narrow: bool,
    opened: bool,
) -> None:
    """Which flaws come together: papers with exactly the same of some flaws, as an UpSet plot."""
    from kg.errors import UsageError
    from kg.figures.combinations import combinations as figure

    if flaws and sets is not None:
        raise UsageError("--sets chooses the most frequent flaws, --flaw names them.", hint="Give one of the two.")
    with context.open() as store:
        made = figure(
            store, level=level, flaws=flaws, sets=_SETS if sets is None else sets, min_papers=min_papers, top=top, title=title
        )
    write(context, made, place, narrow=narrow, opened=opened)
