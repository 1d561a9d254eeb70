"""`kg exposure`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from kg.cli.context import Context, filled, format_option, pass_context, text_width

if TYPE_CHECKING:
    from kg.exposure import Exposure
    from kg.tables import Cell, Table

_ASKED = {"flawed": "with a flaw (of those asked for)", "retracted": "retracted", "candidate": "with a candidate"}
_UNKNOWN = {
    "flawed": "What nobody has appraised counts as without a flaw, which it need not be.",
    "retracted": "What no notice in this store names counts as not retracted, which it need not be.",
    "candidate": "What rules cannot see counts as without a candidate.",
}
_SHOWN = 20  # rows of text, unless another limit is asked for


@click.command()
@click.option("--flaw", metavar="F", help="Only papers with this flaw, or a flaw under it (a domain too).")
@click.option("--retracted", is_flag=True, help="Only works with a retraction in force.")
@click.option("--paper", metavar="P", help="Only chains to this paper.")
@click.option("--article", metavar="A", help="Only this article (key, IRI or title), with every flawed paper that it rests on.")
@click.option("--hops", type=int, default=3, show_default=True, help="The most citations in a chain, 1 to 10.")
@click.option("--decay", type=float, help="What each citation after the first keeps, above 0 and at most 1 (default: 0.5).")
@click.option("--derived", is_flag=True, help="Instead of flaws that assessors found, what rules derive: candidates.")
@click.option("--limit", type=click.IntRange(min=0), help=f"At most so many; 0 for all (default: {_SHOWN} as text, else all).")
@format_option
@pass_context
def exposure(
    context: Context,
    flaw: str | None,
    retracted: bool,
    paper: str | None,
    article: str | None,
    hops: int,
    decay: float | None,
    derived: bool,
    limit: int | None,
    form: str,
) -> None:
    """Which articles rest on flawed papers, through which citations and why; those to look at first come first."""
    from kg.dossier import resolve
    from kg.exposure import DECAY
    from kg.exposure import exposure as exposed
    from kg.rdf.vocab import BASE

    most = limit if limit is not None else _SHOWN if form == "text" else 0
    kept = DECAY if decay is None else decay
    with context.open() as store:
        if paper is not None and not paper.startswith(f"{BASE}work/"):  # a retracted work may have no record, and so no key
            paper = resolve(store, paper)
        found = exposed(
            store,
            flaw,
            hops,
            retracted=retracted,
            derived=derived,
            decay=kept,
            paper=paper,
            article=article,
            most=most or None,
        )
    if form == "text":
        what = "candidate" if derived else "retracted" if retracted else "flawed"
        said = caption(found, hops, kept, what, of_one=article is not None)
        context.show(for_people(found.table, text_width() < 100), form, filled(said))
    else:
        context.show(found.table, form)


def for_people(table: Table, narrow: bool = False) -> Table:
    """The rows with rounded weights and codes in words; `narrow` leaves out what can be."""
    from kg.tables import Table

    rows = []
    for row in table.dicts():
        through = str(row["path"]).split(" ")[1:-1]
        why = [_words(intent) for intent in str(row["intents"]).split(" ")]
        cells = [f"{float(str(row['weight'])):.3f}", row["article"], _words(row["kind"] or ""), row["paper"]]
        rows.append([*cells, " > ".join(through), " > ".join(why), _flaws(row)])
    names = ["weight", "article", "kind", "rests on", "through", "why it cites", "flaws"]
    left_out = {"kind"} if narrow else set()
    if not any(row[names.index("through")] for row in rows):
        left_out.add("through")
    return Table.of(names, rows).select({name: name for name in names if name not in left_out})


def _flaws(row: dict[str, Cell]) -> str:
    """How many, and what makes the gravest as grave as it is."""
    from kg.retraction import MARK

    flaws = str(row["flaws"]).split(" ")
    if row["presence"] is None:
        return MARK if len(flaws) == 1 else f"{MARK}, and {len(flaws) - 1} found"
    said = (
        "severity not stated" if row["severity"] is None else f"gravest {row['severity']}" if flaws[1:] else str(row["severity"])
    )
    likely = ", likely" if row["presence"] == "likely-present" else ""
    return f"{len(flaws)}: {said}{likely}{', disputed' if row['disputed'] else ''}"


def _words(code: Cell) -> str:
    """A code of CiTO or FaBiO in words: "uses data from", "journal article"."""
    return " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])|-", " ", str(code)).lower().split())


def caption(found: Exposure, hops: int, decay: float, what: str, *, of_one: bool) -> list[str]:
    """What the rows are out of, what the columns mean, and what the figures cannot say: a paragraph each.

    `what` is asked for: "flawed", "retracted" or "candidate".
    """
    from kg.tables import counted, percent

    kind = {"flawed": "flawed paper", "retracted": "retracted work", "candidate": "paper with a candidate"}[what]
    said = []
    if len(found.table) < found.found:
        said.append(f"{len(found.table)} of {counted(found.found, 'row')} shown; --limit 0 shows all.")
    chains = "1 citation" if hops == 1 else f"at most {hops} citations"
    verb = "cites" if found.citing == 1 else "cite"
    cite = f"{counted(found.citing, 'article')} {verb} a paper with a record here or a retracted work"
    if of_one:
        said.append(f"{found.found:,} of its chains of {chains} end in a {kind}. In all, {cite}.")
    else:
        said.append(f"{cite}. {found.found:,} of them may rest on a {kind}, by {chains}")
        stated = f"{found.stated:,} by citations with a stated intent alone"
        said[-1] += f" ({stated}; the others may only mention it)." if found.found else "."
    if found.citations:
        share = percent(found.not_stated / found.citations)
        said[-1] += (
            f" Nobody has stated why in {found.not_stated:,} of the {counted(found.citations, 'citation')} ({share}). "
            f"{counted(found.cited, 'work')} cited: {found.appraised:,} appraised, {found.flawed:,} {_ASKED[what]}. "
            f"{_UNKNOWN[what]}"
        )
    if not len(found.table):
        return said
    grave = (
        "what the gravest candidate of the paper is worth; nobody has asserted any of them (kg check shows them)"
        if what == "candidate"
        else "what the gravest flaw of the paper is worth, as an assessor judged it (present and critical, or retracted: 1)"
    )
    said.append(
        f"weight: {grave}, times what each citation carries: 1 where the article cites as evidence, 0.25 where no intent is "
        f"stated, 0 where it critiques, times {decay:g} for each citation after the first. flaws: how many the "
        "paper has, and the severity of the gravest. The weights are conventions (see "
        "docs/exposure.md): they say where to look first, not that an article is wrong."
    )
    if any(row["hops"] != 1 for row in found.table.dicts()):
        said.append(
            "through: the works between, from the article to the paper; why each cites the next stands in the same order."
        )
    if any(row["disputed"] for row in found.table.dicts()):
        said.append("disputed: an assessor calls the same flaw (likely) absent, perhaps in another target.")
    return said
