"""`kg query`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.context import Context, pass_context

if TYPE_CHECKING:
    from kg.sparql import Query
    from kg.store import Store
    from kg.tables import Table

_RDF = ("srj", "srx", "turtle", "nquads")
_TABLES = ["text", "json", "jsonl", "csv", "tsv", "markdown"]


def _names(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    from kg.sparql import names

    return [name for name in names() if name.startswith(incomplete)]


@click.command()
@click.argument("name", required=False, shell_complete=_names)
@click.option("--file", "file", type=click.Path(path_type=Path), help="Ask the SPARQL query in this file.")
@click.option("--text", help="Ask this SPARQL query; the prefixes of kg are known.")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A value for a parameter of the named query.")
@click.option("--limit", type=click.IntRange(min=0), help="At most so many rows; says so when there are more.")
@click.option("--list", "listing", is_flag=True, help="List the named queries.")
@click.option("--show", metavar="NAME", help="Print a named query.", shell_complete=_names)
@click.option("--format", "form", type=click.Choice([*_TABLES, *_RDF]), default=None)
@pass_context
def query(
    context: Context,
    name: str | None,
    file: Path | None,
    text: str | None,
    params: tuple[str, ...],
    limit: int | None,
    listing: bool,
    show: str | None,
    form: str | None,
) -> None:
    """Ask a named question, or any SPARQL query: `kg query recurrence`, `kg query --text 'SELECT ...'`."""
    from kg import sparql
    from kg.errors import UsageError

    if listing:
        _list(context, form or "text")
    elif show:
        click.echo(sparql.named(show).text, nl=False)
    elif sum(x is not None for x in (name, file, text)) != 1:
        raise UsageError("Give one of: a named query, --file or --text.", hint="kg query --list shows the named queries.")
    elif name is not None:
        given = dict(_pair(p) for p in params)
        question = sparql.named(name)
        with context.open() as store:
            _answer(context, store, question, given, limit, form)
    else:
        if params:
            raise UsageError("--param goes with a named query.", hint="In a query of your own, write the value into the text.")
        with context.open() as store:
            _free(context, store, _read(file) if file else str(text), limit, form)


def _pair(text: str) -> tuple[str, str]:
    from kg.errors import UsageError

    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"--param needs NAME=VALUE, not {text!r}.")
    return name, value


def _read(file: Path) -> str:
    from kg.errors import NotFound, UsageError

    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise NotFound(f"{file} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not UTF-8 text.") from None


def _list(context: Context, form: str) -> None:
    from kg.sparql import catalogue
    from kg.tables import Table

    rows = [(q.name, ", ".join(f"{p.name}={p.example}" for p in q.parameters), q.title) for q in catalogue()]
    context.show(Table.of(("name", "parameters", "title"), rows), form, "kg query --show NAME prints a query with its columns.")


def _answer(context: Context, store: Store, question: Query, given: dict[str, str], limit: int | None, form: str | None) -> None:
    from kg import sparql
    from kg.columns import answer

    if form in _RDF:
        click.echo(sparql.raw(store, question, form, **given), nl=False)
        _tell_unknown(context, store, question, given)
        return
    table = answer(store, question.name, limit, **given)
    _show(context, table, form)
    if not table.rows:
        _tell_unknown(context, store, question, given)


def _tell_unknown(context: Context, store: Store, question: Query, given: dict[str, str]) -> None:
    from kg.unknown import unknown

    for note in unknown(store, question, given):
        context.say(note)


def _free(context: Context, store: Store, text: str, limit: int | None, form: str | None) -> None:
    from kg import sparql
    from kg.tables import Table

    if form in _RDF:
        click.echo(sparql.raw(store, text, form), nl=False)
        return
    answer = sparql.free(store, text, limit)
    if isinstance(answer, bool):
        _show(context, Table.of(("answer",), [(answer,)]), form)
    elif isinstance(answer, Table):
        _show(context, answer, form)
    else:
        click.echo(sparql.raw(store, text, "turtle"), nl=False)


def _show(context: Context, table: Table, form: str | None) -> None:
    from kg.tables import counted

    context.show(table, form or "text")
    if table.truncated:
        context.say(f"{counted(len(table), 'row')} shown; there are more.")
    elif not table.rows and (form or "text") == "text":
        context.say("No rows.")
