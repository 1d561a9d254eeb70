"""`kg ingest` and `kg validate`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kg.cli.context import Context, format_option, pass_context

if TYPE_CHECKING:
    from kg.pipeline import Result

COLUMNS = ("source", "format", "status", "papers", "findings", "estimates", "citations", "notices", "problems")
MANY = 20  # problems of a source that are told one by one, unless asked for more


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--format", "name", metavar="NAME", help="The source format, instead of finding it out from the content.")
@click.option(
    "--layout", metavar="FILE", help="How to read a table: a layout file, or the name of a shipped one (docs/tables.md)."
)
@click.option("--json", "as_json", is_flag=True, help="Print what became of each source as JSON.")
@click.option("--no-rules", is_flag=True, help="Derive nothing afterwards, and take out what was derived: for long runs of many.")
@pass_context
def ingest(
    context: Context, sources: tuple[str, ...], name: str | None, layout: str | None, as_json: bool, no_rules: bool
) -> int:
    """Read files, folders, or standard input (-) into the store, then derive what the rules say of it.

    The same source again changes nothing; a changed one replaces what it said before, whole.
    """
    from kg.errors import NotFound
    from kg.pipeline import expand
    from kg.pipeline import ingest as read
    from kg.tables import Table

    files = list(expand(sources))
    if not files:
        raise NotFound(
            f"There is nothing to read in {', '.join(sources)}.", hint="kg reads .yaml, .csv, .xml, .txt and .html files."
        )
    hints: set[str] = set()
    with context.open(write=True) as store, click.progressbar(files, file=sys.stderr, hidden=_hidden(context, files)) as bar:

        def told(result: Result) -> None:
            bar.update(1)
            _tell_skipped(context, result, hints)

        results = read(store, files, name, told=told, rules=not no_rules, layout=layout)
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


def _tell_skipped(context: Context, result: Result, hints: set[str]) -> None:
    """Every problem of a source that was skipped; what to do about it only once for all of them."""
    if result.status != "skipped":
        return
    for problem in result.problems:
        context.warn(f"{result.source}: {problem}")
    if result.hint and result.hint not in hints:
        hints.add(result.hint)
        context.warn(result.hint)


def _tell(context: Context, results: list[Result]) -> None:
    """One line a source where they are few, counts where they are many; every oddity that was noted."""
    from collections import Counter

    from kg.tables import counted

    for result in results:
        if result.status != "skipped":
            told_here = result.problems if context.verbose else result.problems[:MANY]
            for problem in told_here:
                context.say(f"{result.source}: {problem}")
            if more := len(result.problems) - len(told_here):
                context.say(f"{result.source}: {more:,} more such notes; kg validate lists them all")
    if len(results) <= 5 or context.verbose:
        for r in results:
            if r.status != "skipped":
                nouns = [] if r.notices and not r.papers else ["paper", "finding", "estimate", "citation"]
                nouns += ["notice"] if r.notices else []
                held = ", ".join(counted(getattr(r, f"{noun}s"), noun) for noun in nouns)
                context.say(f"{r.source}: {r.status} ({held})")
        return
    counts = Counter(r.status for r in results)
    told = ", ".join(f"{counts[s]} {s}" for s in ("added", "updated", "unchanged", "skipped") if counts[s])
    sums = {noun: sum(getattr(r, f"{noun}s") for r in results) for noun in ("finding", "estimate", "citation", "notice")}
    held = ", ".join(counted(number, noun) for noun, number in sums.items() if number or noun != "notice")
    context.say(f"{counted(len(results), 'source')}: {told}; {held}.")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--layout", metavar="FILE", help="How to read a table: a layout file, or the name of a shipped one (docs/tables.md)."
)
@format_option
@pass_context
def validate(context: Context, files: tuple[str, ...], layout: str | None, form: str) -> int:
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
            rows += [(file, p.where, f"note: {p.message}") for p in check(file, known, layout=layout)]
        except InputError as error:
            bad += 1
            rows += [(file, p.where, p.message) for p in error.problems]
    table = Table.of(("file", "where", "problem"), rows)
    if rows or form != "text":
        context.show(table, form, whole=True)
    if not bad:
        context.say("No problems." if not rows else "Nothing wrong; the notes say what the papers print oddly.")
    return 1 if bad else 0
