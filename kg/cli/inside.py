"""A command called inside a running program, such as a notebook, on a store that is open there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, cast

import click

from kg.cli.context import Context

if TYPE_CHECKING:
    from kg.store import Store
    from kg.tables import Table

__all__ = ["Showing", "call"]

Showing = Callable[["Table", str], None]


def call(arguments: Sequence[str], store: Store | str, showing: Showing | None = None) -> None:
    """Run `kg ARGUMENTS` on a store that is open and stays open, or on the one in that place.

    What it prints goes to the standard streams; a table goes to `showing` with what is said below it, unless a format is asked
    for. Raises the KgError that a terminal would be told, and UsageError for misuse.
    """
    from kg.cli.main import cli
    from kg.errors import UsageError

    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        raise UsageError("A command is needed, such as flaws.", hint="Options of kg itself, such as --store, do not go here.")
    name, *rest = arguments
    top = click.Context(cli, info_name="kg", obj=_Inside.of(store, showing))
    if name.startswith("-"):
        click.echo(cli.get_help(top))
        return
    _, command, _ = cli.resolve_command(top, [name])
    if command is None:
        raise AssertionError(f"a command without a name: {name}")
    try:
        command.main(rest, prog_name=f"kg {name}", standalone_mode=False, parent=top)
    except click.ClickException as error:
        raise UsageError(error.format_message(), hint=f"kg {name} --help shows what it takes.") from None
    except click.Abort:
        raise KeyboardInterrupt from None


class _Inside(Context):
    """The options of a call on a store that is open: it is given to the command, and not closed when that ends."""

    _held: Store | None
    _showing: Showing | None

    @classmethod
    def of(cls, store: Store | str, showing: Showing | None) -> _Inside:
        held = None if isinstance(store, str) else store
        place = held.place if held else store
        made = cls(store=str(place) if place else None, quiet=False, verbose=False)
        made._held, made._showing = held, showing
        return made

    def open(self, *, write: bool = False) -> Store:
        if self._held is None:
            return super().open(write=write)
        if write and not self._held.writable:
            from kg.errors import StoreError

            raise StoreError("The store is open for reading.", hint="Open it with write=True.")
        held: AbstractContextManager[Store] = nullcontext(self._held)
        return cast("Store", held)

    def say(self, message: str) -> None:
        from kg.tables import visible

        click.echo(visible(message))  # an answer here like any other: a notebook shows what goes to stderr as a mistake

    def show(self, table: Table, form: str, caption: str = "", *, whole: bool = False) -> None:
        if form == "text" and self._showing is not None:
            self._showing(table, caption)
        else:
            super().show(table, form, caption, whole=whole)
