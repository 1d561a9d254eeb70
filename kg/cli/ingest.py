"""`kg ingest` and `kg validate`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kg.cli.context import Context, format_option, pass_context

if TYPE_CHECKING:
    from kg.pipeline import Result

COLUMNS = ("source", "format", "status", "papers", "findings", "estimates", "citations", "problems")


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--format", "name", metavar="NAME", help="The source format, instead of finding it out from the content.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of each source as JSON.")
@pass_context
def ingest(context: Context, sources: tuple[str, ...], name: str | None, as_json: bool) -> int:
    """Read files, folders, or standard input (-) into the store.

    The same source again changes nothing; a changed one replaces what it said before, whole.
    """
    from kg.errors import InputError, NotFound, lines
    from kg.pipeline import Ingest, Result, expand
    from kg.tables import Table

    files = list(expand(sources))
    if not files:
        raise NotFound(f"There is nothing to read in {', '.join(sources)}.", hint="kg reads .yaml, .csv, .txt and .html files.")
    results = []
    with context.open(write=True) as store:
        run = Ingest(store)
        with click.progressbar(files, file=sys.stderr, hidden=_hidden(context, files)) as bar:
            for file in bar:
                try:
                    results.append(run.read(file, name))
                except InputError as error:
                    results.append(Result(file, None, "skipped", problems=error.problems))
                    for line in lines(error):
                        context.warn(line)
        run.finish()
    rows = [[getattr(r, c) if c != "problems" else len(r.problems) for c in COLUMNS] for r in results]
    if as_json:
        context.show(Table.of(COLUMNS, rows), "json")
    else:
        _tell(context, results)
    skipped = sum(r.status == "skipped" for r in results)
    return 0 if not skipped else 2 if skipped == len(results) else 1


def _hidden(context: Context, files: list[str]) -> bool:
    """A bar only on a terminal, and only for a run that takes more than a moment."""
    return context.quiet or len(files) < 200 or not sys.stderr.isatty()


def _tell(context: Context, results: list[Result]) -> None:
    """One line a source where they are few, counts where they are many; every oddity that was noted."""
    from collections import Counter

    from kg.tables import counted

    for result in results:
        if result.status != "skipped":
            for problem in result.problems:
                context.say(f"{result.source}: {problem}")
    if len(results) <= 5 or context.verbose:
        for r in results:
            if r.status != "skipped":
                nouns = ("paper", "finding", "estimate", "citation")
                held = ", ".join(counted(getattr(r, f"{noun}s"), noun) for noun in nouns)
                context.say(f"{r.source}: {r.status} ({held})")
        return
    counts = Counter(r.status for r in results)
    told = ", ".join(f"{counts[s]} {s}" for s in ("added", "updated", "unchanged", "skipped") if counts[s])
    context.say(
        f"{len(results)} sources: {told}; {sum(r.findings for r in results)} findings, "
        f"{sum(r.estimates for r in results)} estimates, {sum(r.citations for r in results)} citations."
    )


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@format_option
@pass_context
def validate(context: Context, files: tuple[str, ...], form: str) -> int:
    """Check appraisal files before ingest: all problems, with their places. The store is not touched."""
    from kg.errors import InputError
    from kg.pipeline import expand
    from kg.pipeline import validate as check
    from kg.rdf.lexicon import taxonomy
    from kg.tables import Table

    known = taxonomy()
    rows, bad = [], 0
    for file in expand(files):
        try:
            rows += [(file, p.where, f"note: {p.message}") for p in check(file, known)]
        except InputError as error:
            bad += 1
            rows += [(file, p.where, p.message) for p in error.problems]
    table = Table.of(("file", "where", "problem"), rows)
    if rows or form != "text":
        context.show(table, form)
    if not bad:
        context.say("No problems." if not rows else "Nothing wrong; the notes say what the papers print oddly.")
    return 1 if bad else 0
