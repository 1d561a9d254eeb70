"""`kg doctor`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from kg.cli.context import Context, pass_context

if TYPE_CHECKING:
    from kg.condition import Item

_WIDTH = 26  # columns of the longest usual name


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is told.")
@pass_context
def doctor(context: Context, form: str) -> int:
    """What this installation, this machine and the store are like, and what needs doing; changes nothing.

    Exit code 0 where nothing needs doing, 1 where something does.
    """
    from kg.condition import examined
    from kg.condition.item import MEND, Item
    from kg.tables import FORMATS, Table, visible

    named = bool(context.store or os.environ.get("KG_STORE"))
    found = list(examined(context.place, named=named))
    if form == "json":
        click.echo(FORMATS["json"](Table.of(Item._fields, found)), nl=False)
    else:
        for line in _lines(found):
            click.echo(visible(line))
    return int(any(item.state == MEND for item in found))


def _lines(found: Sequence[Item]) -> Iterator[str]:
    from kg.condition.item import MEND, PARTS
    from kg.tables import counted

    for part in PARTS:
        yield part
        for item in found:
            if item.part == part:
                value = f"{item.value:,}" if isinstance(item.value, int) else item.value
                yield f"  {item.state:<7} {item.name:<{_WIDTH}} {value}"
                if item.remedy:
                    yield f"  {'':<7} {'':<{_WIDTH}} -> {item.remedy}"
    wrong = sum(item.state == MEND for item in found)
    yield f"\n{counted(wrong, 'thing')} to mend." if wrong else "\nNothing needs doing."
