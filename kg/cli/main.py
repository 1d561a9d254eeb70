"""The command `kg`: finds a command's module when it is called, and tells every error in words.

`kg --help` has to be quick, so the group knows its commands by name and one line, and imports none of them.
"""

from __future__ import annotations

import gc

gc.set_threshold(100_000, 20, 20)  # collecting while modules load finds nothing and slows the start

import io
import os
import sys
from importlib import import_module
from typing import Any

import click

from kg.errors import KgError, lines

__all__ = ["COMMANDS", "cli", "main"]

COMMANDS = {
    "demo": ("demo", "The whole way on the shipped corpus: ingest, recurrence table, graph page, report."),
    "ingest": ("ingest", "Read appraisal files, pages and tables into the store."),
    "validate": ("ingest", "Check appraisal files and name every problem with its place."),
    "sources": ("sources", "List what has been read."),
    "remove": ("sources", "Take a source out again, whole."),
    "merges": ("merges", "Which records are one paper, and why; which are not, though they share an identifier."),
    "flaws": ("flaws", "Which flaws recur, with denominators and intervals."),
    "cooccur": ("cooccur", "Which flaws come together, in papers judged for both."),
    "similar": ("similar", "Papers criticised alike."),
    "communities": ("communities", "Groups of papers criticised alike, held against chance."),
    "exposure": ("exposure", "Which articles rest on flawed papers, and through which citations."),
    "pool": ("pool", "Pooled effects, and what becomes of them without flawed papers."),
    "strata": ("strata", "Whether papers with a flaw report larger effects than comparable ones without it."),
    "agree": ("agree", "Where assessors of the same paper agree, per flaw and overall."),
    "check": ("check", "What rules derive from the statements: candidates with their arithmetic."),
    "paper": ("paper", "One paper whole: facts, estimates, findings, who cites it."),
    "search": ("search", "Find words in titles, labels, notes and passages."),
    "query": ("query", "Ask a named question or any SPARQL query."),
    "graph": ("graph", "Write the interactive graph as one self-contained HTML file."),
    "chart": ("chart", "One figure as SVG or HTML: recurrence, matrix, forest, timeline and others."),
    "report": ("report", "Write everything as a static site that works offline."),
    "serve": ("serve", "Serve the store over HTTP: pages, and a SPARQL 1.1 endpoint, read-only."),
    "ontology": ("ontology", "Write the ontology as a page to look things up in, one HTML file."),
    "extract": ("extract", "Read effect estimates from prose."),
    "doctor": ("doctor", "What this installation, machine and store are like, and what needs doing."),
    "export": ("export", "Write the graph as RDF or graphml, its columns, or shards for the bulk loader of a server."),
}


_ABOUT = """Usage: kg [OPTIONS] COMMAND [ARGS]...

A knowledge graph of critical appraisals: which flaws recur in which papers,
who says so, and what the numbers show. Start with: kg demo"""


class _Commands(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"kg.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def get_help(self, ctx: click.Context) -> str:
        """Laid out here: click's formatter would slow the shortest command."""
        shown = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        options = [(f"{', '.join(p.opts)} {p.metavar or ''}", p.help or "") for p in shown]
        commands = [(name, about) for name, (_, about) in COMMANDS.items()]
        text = _ABOUT
        for title, rows in (("Options", options), ("Commands", commands)):
            text += f"\n\n{title}:" + "".join(f"\n  {name:<16}{about}" for name, about in rows)
        return text

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from kg.errors import UsageError, nearest

            raise UsageError(f"There is no command {args[0]!r}.", hint=nearest(args[0], COMMANDS) or "kg --help lists them.")
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"kg {version('appraisal-kg')}")
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--store",
    metavar="PLACE",
    default=None,
    help="A folder, or the query address of a SPARQL server (also KG_STORE; default ./kg-store).",
)
@click.option("--quiet", is_flag=True, help="No messages, results only.")
@click.option("--verbose", is_flag=True, help="More messages.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
@click.pass_context
def cli(ctx: click.Context, store: str | None, quiet: bool, verbose: bool) -> None:
    """A knowledge graph of critical appraisals (the help is `_Commands.get_help`)."""
    from kg.cli.context import Context

    ctx.obj = Context(store=store, quiet=quiet, verbose=verbose)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 clean, 1 problems found, 2 misuse or unreadable input, 130 interrupted."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """The exit code of one call."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a file name need not be text; printed, it must not end the program
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        result: Any = cli.main(arguments, prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
    except KgError as error:
        for line in lines(error):
            click.echo(_safe(line), err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted.", err=True)
        return 130
    except BrokenPipeError:  # the reader of our output has seen enough
        _let_go()
        return 0
    except OSError as error:
        _let_go()
        click.echo(_safe(f"{error.filename or 'the output'}: {error.strerror or error}"), err=True)
        return 2
    return result if isinstance(result, int) else 0


def _let_go() -> None:
    """What is still to be printed goes nowhere, so that the interpreter does not fail once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _safe(line: str) -> str:
    """Names and values from sources stand in messages; none of them may act on the terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in line)
