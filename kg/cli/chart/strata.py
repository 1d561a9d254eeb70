"""`kg chart strata`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.chart.written import output_options, write
from kg.cli.context import Context, pass_context


@click.command()
@click.argument("flaw")
@click.option("--outcome", metavar="O", help="Only outcomes that match: an identifier, or a word of outcome or construct.")
@click.option("--measure", metavar="M", help="Only this measure: SMD, MD, OR, RR, HR, IRR or RD.")
@click.option("--condition", metavar="TEXT", help="Only papers whose condition holds these words.")
@click.option("--time", metavar="T", help="Of each paper only the earliest or latest estimates, or those post treatment.")
@click.option("--rho", type=float, help="Assumed correlation of estimates of one paper, 0 to 1 (default: 0.5).")
@click.option("--extracted", is_flag=True, help="Add what a program read from prose.")
@click.option("--retracted", is_flag=True, help="Keep retracted papers.")
@click.option("--limit", type=click.IntRange(min=0), default=40, show_default=True, help="At most so many clusters; 0 for all.")
@output_options
@pass_context
def strata(
    context: Context,
    place: Path,
    flaw: str,
    outcome: str | None,
    measure: str | None,
    condition: str | None,
    time: str | None,
    rho: float | None,
    extracted: bool,
    retracted: bool,
    limit: int,
    title: str | None,
    narrow: bool,
    opened: bool,
) -> None:
    """Whether papers with FLAW report larger effects, cluster by cluster, beside what was published on it."""
    from kg.figures.strata import strata as figure
    from kg.synthesis.studies import RHO

    with context.open() as store:
        made = figure(
            store, flaw, outcome=outcome, measure=None if measure is None else measure.upper(), condition=condition, time=time,
            rho=RHO if rho is None else rho, extracted=extracted, retracted=retracted, limit=limit, title=title,
        )  # fmt: skip
    write(context, made, place, narrow=narrow, opened=opened)
