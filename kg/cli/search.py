"""`kg search`."""

from __future__ import annotations

import os
import re
import sys
import textwrap
from typing import TYPE_CHECKING

import click

from kg.cli.context import Context, format_option, pass_context, terminal_width

if TYPE_CHECKING:
    from kg.search.index import Found, Hit
    from kg.search.question import Term
    from kg.store import Store

# kg.search.entry.KINDS, written out: `kg search --help` is to load nothing else
_KINDS = ("paper", "flaw", "finding", "outcome", "article", "passage", "note", "notice", "reference")
_START, _END = "\x01", "\x02"  # about the words that were asked for; no stored text holds them
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_COLUMNS = ("kind", "id", "label", "where", "snippet", "score")


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(_KINDS), help="Only these (may be repeated).")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many, the best first.")
@format_option
@pass_context
def search(context: Context, text: tuple[str, ...], kinds: tuple[str, ...], limit: int, form: str) -> None:
    """Find what has all words of TEXT in its title, label, notes or passages, the best first.

    Double quotes stand around a phrase: kg search '"chronic pain" exercise'. A star finds words that begin so: random*. Case
    and accents do not matter; another form of a word is another word.
    """
    from kg.errors import UsageError
    from kg.search.question import LONGEST, words
    from kg.tables import Table

    terms = words(" ".join(text))
    if not terms:
        raise UsageError(
            "There is no word in this to search for.", hint='Give words, a "phrase" in quotes or a beginning: random*'
        )
    if len(terms) > LONGEST:
        context.say(f"Note: only the first {LONGEST} words are searched for.")
    with context.open() as store:
        found, hint = _asked(context, store, terms, kinds, limit, form)
    if form == "text":
        if found.hits:
            click.echo("\n\n".join(_told(hit) for hit in found.hits))
    else:
        marked = (hit._replace(snippet=_marked(hit.snippet, "\u00ab", "\u00bb")) for hit in found.hits)
        context.show(Table.of(_COLUMNS, [(*hit[:-1], round(hit.score, 6)) for hit in marked]), form)
    if found.more:
        context.say(f"{len(found.hits)} shown; there are more: --limit shows them.")
    elif not found.hits:
        context.say(f"Nothing found. {hint}".strip())


def _asked(
    context: Context, store: Store, terms: tuple[Term, ...], kinds: tuple[str, ...], limit: int, form: str
) -> tuple[Found, str]:
    """What was found and, where that is nothing, what to try; a file that turns out to be damaged is passed over."""
    import sqlite3

    from kg.search.upkeep import reading

    for folder in (store.place, None):
        try:
            with reading(store, folder, context.say) as index:
                found = index.find(terms, kinds, limit, (_START, _END))
                hint = "" if found.hits else index.hint(terms)
                if not found.hits and kinds and (others := index.find(terms, (), 1).hits):
                    hint = f"There are hits of other kinds, such as {others[0].kind}."
            return found, hint
        except sqlite3.DatabaseError:
            if folder is None:
                raise
    raise AssertionError


def _told(hit: Hit) -> str:
    """A hit in lines for a person: kind and label, where it stands, and its words, with those that were asked for marked."""
    from kg.tables import visible

    width = min(terminal_width() or 110, 110)
    label, snippet = visible(hit.label), hit.snippet
    if (words := _bare(snippet).strip("\u2026")) in label:  # the label has them all: it is marked, and not told twice
        label, snippet = label.replace(words, snippet.strip("\u2026"), 1), ""
    name = f" [{visible(hit.id)}]" if hit.kind == "flaw" else ""
    lines = textwrap.wrap(f"{hit.kind}  {label}{name}", width, subsequent_indent="  ", break_long_words=False)
    for line in (visible(hit.where), snippet):
        lines += textwrap.wrap(line, width, initial_indent="  ", subsequent_indent="  ", break_long_words=False)
    on = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return _marked("\n".join(lines), *((_BOLD, _PLAIN) if on else ("\u00ab", "\u00bb")))


def _bare(snippet: str) -> str:
    return snippet.replace(_START, "").replace(_END, "")


def _marked(text: str, start: str, end: str) -> str:
    """The text with other marks; what stands between them cannot act on a terminal, even out of a file that was tampered with."""
    from kg.tables import visible

    return "".join({_START: start, _END: end}.get(part) or visible(part) for part in re.split(f"([{_START}{_END}])", text))
