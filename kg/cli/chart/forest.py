"""`kg chart forest`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.chart.written import output_options, write
from kg.cli.context import Context, pass_context


@click.command()
@click.option("--outcome", metavar="O", help="An outcome or instrument, or a word of its name; all takes all for one.")
@click.option("--paper", "papers", metavar="KEY", multiple=True, help="Only this paper, not pooled; may be repeated.")
@click.option("--measure", metavar="M", help="Only this measure: SMD, MD, OR, RR, HR, IRR or RD.")
@click.option("--time", metavar="T", help="Of each paper only the earliest or latest estimates, or those post treatment.")
@click.option("--pool/--no-pool", "pooled", default=True, show_default=True, help="The mean of kg pool below the effects.")
@click.option("--exclude-flaw", "exclude", multiple=True, metavar="F", help="Also the mean without papers that have this flaw.")
@click.option("--rho", type=float, help="Assumed correlation of estimates of one paper, 0 to 1 (default: 0.5).")
@click.option("--extracted", is_flag=True, help="Add what a program read from prose; marked.")
@click.option("--retracted", is_flag=True, help="Keep retracted papers.")
@click.option("--limit", type=click.IntRange(min=0), default=40, show_default=True, help="At most so many rows; 0 for all.")
@output_options
@pass_context
def forest(
    context: Context,
    place: Path,
    outcome: str | None,
    papers: tuple[str, ...],
    measure: str | None,
    time: str | None,
    pooled: bool,
    exclude: tuple[str, ...],
    rho: float | None,
    extracted: bool,
    retracted: bool,
    limit: int,
    title: str | None,
    narrow: bool,
    opened: bool,
) -> None:
    """An outcome's effects with intervals, no effect, every threshold, and the pooled mean with its prediction."""
    from kg.figures.forest import forest as figure
    from kg.synthesis.studies import RHO

    with context.open() as store:
        made = figure(
            store, outcome=outcome, papers=papers, measure=None if measure is None else measure.upper(), time=time, pooled=pooled,
            exclude=exclude, rho=RHO if rho is None else rho, extracted=extracted, retracted=retracted, limit=limit, title=title,
        )  # fmt: skip
    write(context, made, place, narrow=narrow, opened=opened)
