"""What every command shares: the store, messages, output in a chosen format, and files written whole."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kg.errors import KgError

if TYPE_CHECKING:
    from kg.store import Store
    from kg.tables import Table

__all__ = ["Context", "format_option", "pass_context", "write_file"]

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Context:
    """The options that stand before the command."""

    store: str | None
    quiet: bool
    verbose: bool

    @property
    def place(self) -> str:
        """The store's folder."""
        return self.store or os.environ.get("KG_STORE") or "kg-store"

    def open(self, *, write: bool = False) -> Store:
        """The store; raises NotFound when it is to be read and is not there."""
        from kg.store import open_store

        return open_store(self.place, write=write)

    def say(self, message: str) -> None:
        """A message for the person, on stderr."""
        if not self.quiet:
            click.echo(message, err=True)

    def show(self, table: Table, form: str, caption: str = "") -> None:
        """A table on stdout; as text it fits the terminal, with a caption below."""
        from kg.tables import FORMATS

        if form != "text":
            click.echo(FORMATS[form](table), nl=False)
            return
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        click.echo(FORMATS["text"](table, width), nl=False)
        if caption:
            click.echo(f"\n{caption}")


pass_context = click.make_pass_decorator(Context)


def format_option(function: F) -> F:
    """`--format` for commands that print rows."""
    choice = click.Choice(["text", "json", "jsonl", "csv", "tsv", "markdown"])
    return click.option("--format", "form", type=choice, default="text", show_default=True, help="How rows are printed.")(
        function
    )


def write_file(path: Path, data: str | bytes) -> None:
    """Write a file whole or not at all; raises KgError where that cannot be done."""
    folder = path.parent
    raw = data.encode("utf-8") if isinstance(data, str) else data
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
            os.chmod(name, 0o666 & ~_umask())  # noqa: PTH101 - a name from mkstemp
            os.replace(name, path)  # noqa: PTH105
        except BaseException:
            with suppress(OSError):
                os.unlink(name)  # noqa: PTH108
            raise
    except OSError as error:
        raise KgError(f"{path} cannot be written: {error.strerror or error}", hint="Choose another place with -o.") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
