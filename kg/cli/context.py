"""What every command shares: the store, messages, and output in a chosen format."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

if TYPE_CHECKING:
    from kg.store import Store
    from kg.tables import Table

__all__ = ["Context", "format_option", "pass_context", "terminal_width"]

F = TypeVar("F", bound=Callable[..., object])


class Context(NamedTuple):
    """The options that stand before the command."""

    store: str | None
    quiet: bool
    verbose: bool

    @property
    def place(self) -> str:
        """Where the store is: a folder, or the query address of a server."""
        return self.store or os.environ.get("KG_STORE") or "kg-store"

    def folder(self, command: str) -> Path:
        """The store's folder, for a command that works on its files; raises UsageError where it is on a server."""
        if self.place.lower().startswith(("http://", "https://")):
            from kg.errors import UsageError

            hint = "A server answers SPARQL itself. For a folder with the same: kg export --shards, docs/servers.md."
            raise UsageError(f"{command} needs a store in a folder, and {self.place} is a server", hint=hint)
        return Path(self.place)

    def open(self, *, write: bool = False) -> Store:
        """The store; raises NotFound when it is to be read and is not there."""
        from kg.store import open_store
        from kg.store.folder import LOADING

        store = open_store(self.place, write=write)
        if not write and store.place is not None and (store.place / LOADING).exists():
            self.say("An ingest was cut short while it loaded records: some may be there in part until kg ingest is run again.")
        if not write and store.place is None and store.revision().startswith("unfinished-"):
            self.say(f"A change of {self.place} is under way, or was cut short: some may be missing until the next kg ingest.")
        return store

    def say(self, message: str) -> None:
        """A message for the person, on stderr."""
        if not self.quiet:
            self.warn(message)

    def warn(self, message: str) -> None:
        """A message on stderr that is told also quietly. Names from sources stand in it: none may act on the terminal."""
        from kg.tables import visible

        click.echo(visible(message), err=True)

    def show(self, table: Table, form: str, caption: str = "", *, whole: bool = False) -> None:
        """A table on stdout; as text it fits the terminal, cut where that is sensible unless `whole`, with a caption below."""
        from kg.tables import FORMATS

        if form != "text":
            click.echo(FORMATS[form](table), nl=False)
            return
        click.echo(FORMATS["text"](table, terminal_width(), whole), nl=False)
        if caption:
            click.echo(f"\n{caption}")


WIDEST = 110  # columns of running text, however wide the terminal


def text_width() -> int:
    """Columns for running text."""
    return min(terminal_width() or WIDEST, WIDEST)


def filled(lines: Iterable[str]) -> str:
    """Sentences for people below a table, each on lines of its own that fit; entries of a list are indented."""
    import textwrap

    width = text_width()
    return "\n".join(textwrap.fill(line, width, subsequent_indent="  " if line.startswith("- ") else "") for line in lines)


def terminal_width() -> int | None:
    """Columns of the terminal; None where the output goes elsewhere and nothing needs cutting."""
    if not sys.stdout.isatty():
        return None
    try:
        return int(os.environ.get("COLUMNS") or os.get_terminal_size(sys.stdout.fileno()).columns)
    except (OSError, ValueError):
        return 80


pass_context = click.make_pass_decorator(Context)


def format_option(function: F) -> F:
    """`--format` for commands that print rows."""
    choice = click.Choice(["text", "json", "jsonl", "csv", "tsv", "markdown"])
    return click.option("--format", "form", type=choice, default="text", show_default=True, help="How rows are printed.")(
        function
    )
