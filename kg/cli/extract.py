"""`kg extract`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Generator
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import click

from kg.cli.context import Context, pass_context
from kg.extract.reading import EXPLAINING, KINDS

if TYPE_CHECKING:
    from kg.cli.passages import Passage
    from kg.extract import EstimateMention
    from kg.tables import Cell


class Wanted(NamedTuple):
    """What to read in every text, and whether estimates are to be shown as rows of a table instead of JSON."""

    kinds: tuple[str, ...]
    model: str | None
    explain: bool
    table: bool


class Told(NamedTuple):
    """What one text gave: a line of JSON or rows of the table, how many proposals were refused, and how the model failed."""

    line: bytes
    rows: tuple[tuple[Cell, ...], ...]
    refused: int
    failed: str


@click.command()
@click.argument("file", default="-", metavar="[FILE]")
@click.option(
    "--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True, help="What FILE holds."
)
@click.option("--only", multiple=True, type=click.Choice(KINDS), metavar="KIND", help=f"Read only this: {', '.join(KINDS)}.")
@click.option("--explain", is_flag=True, help="Also tell what looked like something to read and was not taken, and why.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Read JSON lines in so many processes.")
@click.option("--model", metavar="NAME", help="Also ask this installed model; what it proposes is held against the text.")
@click.option("--table", is_flag=True, help="Instead of JSON lines, print the estimates as a table.")
@pass_context
def extract(
    context: Context, file: str, form: str, only: tuple[str, ...], explain: bool, jobs: int, model: str | None, table: bool
) -> None:
    """Read prose: effect estimates, values of groups, comparisons, what is said of the study, durations, flaws.

    FILE (or standard input) is plain text, or JSON lines with `id` and `text`; either may be packed with gzip. Prints JSON
    lines, each as soon as its text is read.
    """
    from kg.errors import UsageError

    if table and (only or explain):
        raise UsageError("--table shows the estimates: it goes with neither --only nor --explain.")
    if model is not None:
        from kg.cli.models import model_named

        model_named(model)  # a wrong name is told before any process is started
    chosen = ("estimates",) if table else tuple(only) or KINDS
    wanted = Wanted((*chosen, *(EXPLAINING if explain else ())), model, explain, table)
    refused, failure = 0, ""
    rows: list[tuple[Cell, ...]] = []
    with closing(_read(file, form, wanted, jobs)) as told:
        for one in told:
            rows += one.rows
            if not table and not _print(one.line):
                return
            refused += one.refused
            failure = failure or one.failed
    if table:
        _show(context, rows, form)
    if failure:
        context.warn(f"Warning: {model}: {failure}")
    if refused:
        context.say(f"{refused:,} of what {model} proposed was refused{'' if explain else '; --explain tells why'}.")


def _print(line: bytes) -> bool:
    """Print a line, at once; False where nobody reads any more, which is no error (`kg extract | head`)."""
    try:
        click.echo(line, nl=False)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left of the line goes nowhere
        return False
    return True


def _read(file: str, form: str, wanted: Wanted, jobs: int) -> Generator[Told, None, None]:
    make = partial(reader, wanted)
    if form == "text":
        from kg.cli.passages import Passage
        from kg.readers.document import open_document

        document = open_document(file)
        yield make()(Passage(document.name, document.text))
        return
    from kg.cli.passages import passages

    if jobs == 1:
        yield from map(make(), passages(file))
        return
    from kg.cli.workers import in_order

    with closing(in_order(passages(file), make, jobs, size=lambda passage: len(passage.text))) as results:
        yield from results


def reader(wanted: Wanted) -> Callable[[Passage], Told]:
    """What reads one passage; made once in each process."""
    from kg.cli.models import model_named
    from kg.extract import Lexicon, read
    from kg.extract.rows import estimate_row, reading_rows

    lexicon = None
    if "flaws" in wanted.kinds:
        from kg.rdf.lexicon import taxonomy

        lexicon = Lexicon(taxonomy().phrases)
    model = model_named(wanted.model) if wanted.model is not None else None
    kinds = wanted.kinds if model is None else (*wanted.kinds, "estimates")  # a proposal may not say again what rules read

    def tell(passage: Passage) -> Told:
        found = read(passage.text, lexicon=lexicon, kinds=kinds)
        accepted, refused = model.read(passage.text, found.estimates) if model else ((), ())
        failed = next((refusal.reason for refusal in refused if refusal.failed), "")
        if wanted.table:
            cells = [_cells(passage.id, e) for e in (*found.estimates, *accepted)]
            return Told(b"", tuple(cells), len(refused), failed)
        said: dict[str, object] = {"id": passage.id}
        said |= {kind: rows for kind, rows in reading_rows(found).items() if kind in wanted.kinds}
        if model:
            said["proposed"] = [estimate_row(e) for e in accepted]
            if wanted.explain:
                said["refused"] = [{"reason": refusal.reason} for refusal in refused]
        return Told(_line(said), (), len(refused), failed)

    return tell


# What many programs take for the end of a line. JSON may write it as it is and need not.
_LINE_ENDS = {ord(c): f"\\u{ord(c):04x}" for c in "\u0085\u2028\u2029"}


def _line(said: dict[str, object]) -> bytes:
    """One line of JSON, in UTF-8 whatever the terminal has. Half a surrogate pair, which an id may hold, is written out."""
    return (json.dumps(said, ensure_ascii=False).translate(_LINE_ENDS) + "\n").encode("utf-8", "backslashreplace")


_COLUMNS = ("id", "value [low, high]", "level", "p", "measure", "outcome", "arms", "time", "grade")


def _cells(name: object, e: EstimateMention) -> tuple[Cell, ...]:
    from kg.extract.spans import numeral

    value, low, high = (numeral(m.text) if m else None for m in (e.value, e.ci_low, e.ci_high))
    interval = f"[{low}, {high or 'open'}]" if low else None
    p = (e.p.value if e.p.op == "=" else f"{e.p.op}{e.p.value}") if e.p else None
    arms = [m.text if m else "?" for m in (e.arm_a, e.arm_b)]
    return (
        name if isinstance(name, str) else json.dumps(name),
        " ".join(filter(None, (value, interval))),
        e.ci_level and f"{e.ci_level}%",
        p,
        e.measure,
        e.outcome.text if e.outcome else None,
        " vs ".join(arms) if e.arm_a or e.arm_b else None,
        e.timepoint.text if e.timepoint else None,
        e.grade,
    )


def _show(context: Context, rows: list[tuple[Cell, ...]], form: str) -> None:
    from kg.tables import Table

    if not rows:
        context.say("No estimate was found.")
        return
    table = Table.of(_COLUMNS, rows)
    context.show(table if form == "jsonl" else table.select({name: name for name in _COLUMNS[1:]}), "text")
