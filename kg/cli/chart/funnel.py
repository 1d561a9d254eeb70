"""`kg chart funnel`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.chart.written import output_options, write
from kg.cli.context import Context, pass_context


@click.command()
@click.option("--outcome", metavar="O", help="An outcome or instrument, or a word of its name; all takes all for one.")
@click.option("--measure", metavar="M", help="Only this measure: SMD, MD, OR, RR, HR, IRR or RD.")
@click.option("--time", metavar="T", help="Of each paper only the earliest or latest estimates, or those post treatment.")
@click.option("--rho", type=float, help="Assumed correlation of estimates of one paper, 0 to 1 (default: 0.5).")
@click.option("--extracted", is_flag=True, help="Add what a program read from prose; marked.")
@click.option("--retracted", is_flag=True, help="Keep retracted papers.")
@output_options
@pass_context
def funnel(
    context: Context,
    place: Path,
    outcome: str | None,
    measure: str | None,
    time: str | None,
    rho: float | None,
    extracted: bool,
    retracted: bool,
    title: str | None,
    narrow: bool,
    opened: bool,
) -> None:
    """Effects against their standard errors, with 95% limits and from ten papers on Egger's regression."""
    from kg.figures.funnel import funnel as figure
    from kg.synthesis.studies import RHO

    with context.open() as store:
        made = figure(
            store, outcome=outcome, measure=None if measure is None else measure.upper(), time=time,
            rho=RHO if rho is None else rho, extracted=extracted, retracted=retracted, title=title,
        )  # fmt: skip
    write(context, made, place, narrow=narrow, opened=opened)
