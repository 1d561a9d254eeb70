"""`kg chart course`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.chart.written import output_options, write
from kg.cli.context import Context, pass_context


@click.command()
@click.option("--outcome", metavar="O", help="An outcome or instrument, or a word of its name.")
@click.option("--paper", "papers", metavar="KEY", multiple=True, help="Only this paper; may be repeated.")
@click.option("--measure", metavar="M", help="Only this measure: MD, SMD, RD, MEDIAN-DIFF, OR, RR, HR or IRR.")
@click.option("--extracted", is_flag=True, help="Add what a program read from prose; marked.")
@click.option("--limit", type=click.IntRange(min=0), default=8, show_default=True, help="At most so many courses; 0 for all.")
@output_options
@pass_context
def course(
    context: Context,
    place: Path,
    outcome: str | None,
    papers: tuple[str, ...],
    measure: str | None,
    extracted: bool,
    limit: int,
    title: str | None,
    narrow: bool,
    opened: bool,
) -> None:
    """The effect over time, paper by paper, with no effect and every threshold of importance."""
    from kg.figures.course import course as figure

    with context.open() as store:
        made = figure(
            store, outcome=outcome, papers=papers, measure=None if measure is None else measure.upper(), extracted=extracted,
            limit=limit, title=title,
        )  # fmt: skip
    write(context, made, place, narrow=narrow, opened=opened)
