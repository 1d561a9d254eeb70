"""`kg report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.context import Context, pass_context

if TYPE_CHECKING:
    from kg.cli.folders import Written
    from kg.store import Store


@click.command()
@click.option("-o", "--output", "place", required=True, type=click.Path(path_type=Path), help="The folder to write.")
@click.option(
    "--passages",
    type=click.Choice(["none", "short", "full"]),
    default="short",
    show_default=True,
    help="How much of other people's text is shown.",
)
@click.option("--title", default="Critical appraisals", show_default=True, help="What the site is called.")
@click.option("--all", "every", is_flag=True, help="A page for every paper, also of more than 2,000.")
@click.option("--open", "opened", is_flag=True, help="Open it when it is made.")
@pass_context
def report(context: Context, place: Path, passages: str, title: str, every: bool, opened: bool) -> None:
    """Write everything as a static site: pages for papers, flaws, instruments, articles and sources, that work offline."""
    from kg.tables import counted

    with context.open() as store:
        written = write_report(store, place, passages, title, every=every, quiet=context.quiet)
    page = place / "index.html"
    context.say(
        f"{page}: {counted(written.count, 'file')}, {written.size / 1e6:.1f} MB. Open it in a browser; it needs no network."
    )
    if opened:
        click.launch(page.resolve().as_uri())


def write_report(store: Store, place: Path, passages: str, title: str, *, every: bool = True, quiet: bool) -> Written:
    """Write the site of a store into a folder, whole or not at all; returns how much that was.

    `every` is as in `kg.report.known`. Raises as `whole_folder` does.
    """
    from kg.cli.folders import Written, whole_folder
    from kg.report.known import Known
    from kg.report.site import files, steps

    known = Known(store, passages, title, every=every)
    with whole_folder(place) as folder:
        written = Written(folder)
        with written.progress(steps(known), "Pages", quiet=quiet) as done:
            for file in files(known):
                written.add(file.address, file.text)
                done(file.step)
    return written
