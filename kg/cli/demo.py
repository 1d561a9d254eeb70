"""`kg demo`."""

from __future__ import annotations

import shlex
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.context import Context, pass_context
from kg.cli.files import write_file

if TYPE_CHECKING:
    from kg.pipeline import Result


@click.command()
@click.option(
    "--output",
    "place",
    type=click.Path(path_type=Path),
    default=Path("kg-demo"),
    show_default=True,
    help="Folder for store and page.",
)
@pass_context
def demo(context: Context, place: Path) -> None:
    """The whole way on the shipped corpus: ingest, recurrence table, graph page, report. Needs no network."""
    from collections import Counter

    from kg import resources
    from kg.cli.flaws import for_people
    from kg.cli.report import write_report
    from kg.graph_page import graph_page, judges
    from kg.pipeline import ingest
    from kg.recurrence import PRESENT, recurrence
    from kg.sparql import ask
    from kg.store import open_store

    started = time.monotonic()
    folder = context.store or str(place / "store")
    with open_store(folder, write=True) as store:
        results = ingest(store, [resources.folder("data")], told=_expect_read)
        took = time.monotonic() - started
        table = recurrence(store, min_papers=5)
        kinds = Counter(str(design or "design not stated").replace("-", " ") for design in ask(store, "papers").column("design"))
        designs = ", ".join(f"{count} {design}" for design, count in kinds.most_common())
        papers = sum(r.papers for r in results if r.format == "appraisal")
        judged = judges(ask(store, "assessors"))
        click.echo(f"Flaws in {papers} papers on pain and rehabilitation ({designs})\nJudged by {judged}\n")
        shown, caption = for_people(table, table, PRESENT)
        context.show(shown, "text", f"{caption}\nFlaws found in fewer than five papers are left out here; kg flaws shows all.")
        findings, estimates = sum(r.findings for r in results), sum(r.estimates for r in results)
        click.echo(
            f"\nRead {len(results)} sources in {took:.1f} s: {papers} papers, {findings:,} findings, "
            f"{estimates:,} comparisons between arms, {sum(r.citations for r in results):,} citations."
        )
        page, report = place / "graph.html", place / "report"
        html, summary = graph_page(store, title=_TITLE)
        write_file(page, html)
        written = write_report(store, report, "short", _TITLE, quiet=context.quiet)
    click.echo(
        f"Report ({written.count} files): open {(report / 'index.html').resolve().as_uri()}\n"
        f"Graph page ({summary}): open {page.resolve().as_uri()}\n\n"
        f"Try next:\n  export KG_STORE={shlex.quote(folder)}"
    )
    kg = _command()
    for call, about in _NEXT.items():
        click.echo(f"  {kg} {call:<50}{about}")


_TITLE = "Appraised papers on pain and rehabilitation"
_NEXT = {
    "paper van-dillen-2021": "one paper, everything said of it",
    "query disagreements --limit 5": "where two readers of a paper disagree",
    "check --paper van-dillen-2021": "what rules derive from its numbers",
    "query papers-with-flaw --param flaw=below-mcid": "who falls short, and why",
    "flaws --by year --format csv": "the same table by year",
    "chart forest -o forest.html --open": "effects with intervals and thresholds",
    "serve --open": "all of it as a site, with search and questions",
    "ingest your-appraisal.yaml": "a paper of your own",
}


def _expect_read(result: Result) -> None:
    """A shipped source that cannot be read is a damaged installation, and no table without it should be shown."""
    from kg.errors import InputError

    if result.status == "skipped":
        raise InputError(result.source, result.problems, hint=result.hint)


def _command() -> str:
    """How the person can call kg again: by name where the shell finds it, else by its path."""
    called = Path(sys.argv[0])
    if shutil.which("kg") or called.name != "kg":
        return "kg"
    here = Path.cwd()
    return shlex.quote(str(called.relative_to(here) if called.is_relative_to(here) else called))
