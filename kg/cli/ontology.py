"""`kg ontology`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.context import Context, pass_context
from kg.cli.files import write_file


@click.command()
@click.option("-o", "--output", "place", required=True, type=click.Path(path_type=Path), help="The HTML file to write.")
@pass_context
def ontology(context: Context, place: Path) -> None:
    """Write the ontology as a page to look things up in: flaws, instruments with their thresholds, rules, terms, functions.

    One HTML file that works offline. It needs no store.
    """
    from kg.handbook.whole import handbook
    from kg.tables import counted
    from kg.views.handbook import page

    book = handbook()
    write_file(place, page(book))
    thresholds = sum(len(instrument.thresholds) for instrument in book.instruments)
    context.say(
        f"{place}: {counted(len(book.flaws), 'flaw')}, {counted(len(book.instruments), 'instrument')} with "
        f"{counted(thresholds, 'threshold')}, {counted(len(book.rules), 'rule')}. Open it in a browser; it needs no network."
    )
