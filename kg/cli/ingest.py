"""`kg ingest` and `kg validate`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.context import Context, format_option, pass_context
from kg.cli.progress import shown

if TYPE_CHECKING:
    from kg.pipeline import Result, Workers
    from kg.store import Store

COLUMNS = (
    "source", "format", "status", "papers", "findings", "estimates", "citations", "notices", "problems", "records", "rejected",
    "merged",
)  # fmt: skip
MANY = 20  # problems of a source that are told one by one, unless asked for more
WORK, REJECTS = "work", "rejects.jsonl"  # in the folder of the store


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--format", "name", metavar="NAME", help="The source format, instead of finding it out from the content.")
@click.option(
    "--layout", metavar="FILE", help="How to read a table: a layout file, or the name of a shipped one (docs/tables.md)."
)
@click.option("--jobs", type=click.IntRange(1, 512), default=1, show_default=True, help="Processes that read at the same time.")
@click.option(
    "--cluster", metavar="ADDRESS", help="Read on the workers of this dask scheduler: tcp://host:8786 (docs/clusters.md)."
)
@click.option(
    "--work",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder for work in progress; --cluster: one all machines see.",
)
@click.option(
    "--rejects", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Where records that cannot be read are kept, with the reasons; otherwise rejects.jsonl in the store's folder.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print what became of each source as JSON.")
@click.option("--no-rules", is_flag=True, help="Derive nothing afterwards, and take out what was derived: for long runs of many.")
@pass_context
def ingest(
    context: Context,
    sources: tuple[str, ...],
    name: str | None,
    layout: str | None,
    jobs: int,
    cluster: str | None,
    work: Path | None,
    rejects: Path | None,
    as_json: bool,
    no_rules: bool,
) -> int:
    """Read files, folders, or standard input (-) into the store, then derive what the rules say of it.

    The same source again changes nothing; a changed one replaces what it said before, whole. A run that was cut short goes on
    where it was when it is started again.
    """
    from kg.errors import NotFound
    from kg.pipeline import Rejects, expand
    from kg.pipeline import ingest as read
    from kg.tables import Table

    files = list(expand(sources))
    if not files:
        raise NotFound(
            f"There is nothing to read in {', '.join(sources)}.",
            hint="docs/sources.md lists the formats and the endings of their files.",
        )
    hints: set[str] = set()
    with context.open(write=True) as store, _workers(store, jobs, cluster, work) as workers:
        kept = Rejects(rejects or (store.place / REJECTS if store.place else None))
        with kept, shown(files, hidden=context.quiet or not sys.stderr.isatty()) as progress:
            results = read(
                store, files, name, layout=layout, rules=not no_rules, workers=workers, rejects=kept, progress=progress,
                told=lambda result: _tell_skipped(context, result, hints),
            )  # fmt: skip
    if as_json:
        rows = [[getattr(r, c) if c != "problems" else r.noted or len(r.problems) for c in COLUMNS] for r in results]
        context.show(Table.of(COLUMNS, rows), "json")
    else:
        _tell(context, results)
    if kept.count:
        where = f"; they are in {kept.place}, with the reasons" if kept.place else ""
        context.warn(f"{_counted(kept.count, 'record')} could not be read{where}.")
    skipped = sum(r.status == "skipped" for r in results)
    return 2 if skipped == len(results) else 1 if skipped or any(r.rejected for r in results) else 0


@contextmanager
def _workers(store: Store, jobs: int, cluster: str | None, work: Path | None) -> Iterator[Workers]:
    """Who reads; the folder of work stays where a run is cut short, so that the next one finds what was done."""
    import shutil

    from kg.errors import UsageError
    from kg.pipeline import Workers

    if jobs > 1 and cluster:
        raise UsageError("--jobs and --cluster are two ways to do the work.", hint="Leave out one of the two.")
    if jobs == 1 and not cluster:
        yield Workers()
        return
    folder = work or (store.place / WORK if store.place else None)
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="kg-work-") as made:
            yield Workers(jobs, cluster, Path(made))
        return
    yield Workers(jobs, cluster, folder.absolute())
    shutil.rmtree(folder, ignore_errors=True)


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

    for result in results:
        if result.status != "skipped":
            told_here = result.problems if context.verbose else result.problems[:MANY]
            for problem in told_here:
                context.say(f"{result.source}: {problem}")
            if more := max(result.noted, len(result.problems)) - len(told_here):
                context.say(f"{result.source}: {more:,} more such notes; kg validate lists them all")
    if len(results) <= 5 or context.verbose:
        for r in results:
            if r.status != "skipped":
                context.say(f"{r.source}: {r.status} ({_held(r)})")
        return
    counts = Counter(r.status for r in results)
    told = ", ".join(f"{counts[s]:,} {s}" for s in ("added", "updated", "unchanged", "skipped") if counts[s])
    sums = {noun: sum(getattr(r, f"{noun}s") for r in results) for noun in ("paper", "finding", "estimate", "citation", "notice")}
    held = ", ".join(_counted(number, noun) for noun, number in sums.items() if number or noun != "notice")
    context.say(f"{_counted(len(results), 'source')}: {told}; {held}.")
    if merged := sum(r.merged for r in results):
        context.say(f"{_counted(merged, 'record')} of papers that were known already; kg merges says by what.")


def _held(result: Result) -> str:
    """What a source holds, in words."""
    nouns = [] if result.notices and not result.papers else ["paper", "finding", "estimate", "citation"]
    nouns += ["notice"] if result.notices else []
    held = [_counted(getattr(result, f"{noun}s"), noun) for noun in nouns]
    if result.records is not None:
        held.insert(0, f"{result.records - (result.rejected or 0):,} of {_counted(result.records, 'record')} read")
    if result.merged:
        held.append(f"{result.merged:,} of papers known already: kg merges")
    return ", ".join(held)


def _counted(number: int, noun: str) -> str:
    from kg.tables import counted

    return counted(number, noun)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--layout", metavar="FILE", help="How to read a table: a layout file, or the name of a shipped one (docs/tables.md)."
)
@format_option
@pass_context
def validate(context: Context, files: tuple[str, ...], layout: str | None, form: str) -> int:
    """Check sources before ingest: all problems, with their places. The store is not touched."""
    from kg.errors import InputError
    from kg.pipeline import LeftOut, expand
    from kg.pipeline import validate as check
    from kg.rdf.lexicon import taxonomy
    from kg.tables import Table

    known = taxonomy()
    rows, bad = [], 0
    for file in expand(files):
        try:
            found = check(file, known, layout=layout)
            bad += any(isinstance(p, LeftOut) for p in found)
            rows += [(file, p.where, p.message if isinstance(p, LeftOut) else f"note: {p.message}") for p in found]
        except InputError as error:
            bad += 1
            rows += [(file, p.where, p.message) for p in error.problems]
    table = Table.of(("file", "where", "problem"), rows)
    if rows or form != "text":
        context.show(table, form, whole=True)
    if not bad:
        context.say("No problems." if not rows else "Nothing wrong. Notes say how a table was read or what a paper prints oddly.")
    return 1 if bad else 0
