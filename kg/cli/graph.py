"""`kg graph`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.context import Context, pass_context
from kg.cli.files import write_file


@click.command()
@click.option("-o", "--output", "place", required=True, type=click.Path(path_type=Path), help="The HTML file to write.")
@click.option("--around", metavar="REF", help="Only what is near this paper (key, DOI, PMID) or flaw (identifier).")
@click.option("--hops", type=click.IntRange(1, 6), default=1, show_default=True, help="How near, with --around.")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(["paper", "citing", "flaw", "outcome"]), help="Only these kinds."
)
@click.option("--flaw", "flaws", multiple=True, metavar="FLAW", help="Only these flaws and the papers that have them.")
@click.option(
    "--max-nodes",
    "most",
    type=click.IntRange(0),
    default=5000,
    show_default=True,
    help="Of more nodes, leave out those of the lowest rank (flaws never), and say so on the page; 0 for no limit.",
)
@click.option("--title", help="The page's title.")
@pass_context
def graph(
    context: Context,
    place: Path,
    around: str | None,
    hops: int,
    kinds: tuple[str, ...],
    flaws: tuple[str, ...],
    most: int,
    title: str | None,
) -> None:
    """Write the interactive graph: one HTML file that works offline."""
    from kg.graph_page import graph_page

    with context.open() as store:
        html, summary = graph_page(store, around=around, hops=hops, kinds=kinds, flaws=flaws, title=title, most=most)
    write_file(place, html)
    context.say(f"{place}: {summary}. Open it in a browser; it needs no network.")
