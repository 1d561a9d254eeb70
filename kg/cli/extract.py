"""`kg extract`."""

from __future__ import annotations

import json

import click

from kg.cli.context import Context, pass_context


@click.command()
@click.argument("file", default="-", metavar="[FILE]")
@click.option(
    "--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True, help="What FILE holds."
)
@pass_context
def extract(context: Context, file: str, form: str) -> None:
    """Read effect estimates from prose: plain text, or JSON lines with `id` and `text`; prints JSON lines."""
    from kg.errors import InputError, Problem
    from kg.readers.document import open_document

    document = open_document(file)
    if form == "text":
        click.echo(_line(document.name, document.text))
        return
    for number, line in enumerate(document.text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            name, text = record["id"], record["text"]
            if not isinstance(text, str):
                raise TypeError("text")
        except (ValueError, KeyError, TypeError, RecursionError):
            problem = Problem(f"line {number}", 'a JSON object with "id" and "text" is needed here')
            raise InputError(document.name, [problem]) from None
        click.echo(_line(name, text))


def _line(name: object, text: str) -> str:
    from kg.extract import as_rows

    return json.dumps({"id": name, "estimates": as_rows(text)}, ensure_ascii=False)
