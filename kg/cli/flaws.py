"""`kg flaws`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.context import Context, format_option, pass_context

if TYPE_CHECKING:
    from kg.tables import Table

_DERIVED = (
    "papers: in which a rule derives a candidate; nobody asserted it. present, absent, unclear, unjudged: what assessors say of\n"
    "the same flaw in these papers. kg check shows each candidate; docs/rules.md says what rules can and cannot know."
)


@click.command()
@click.option("--by", metavar="WHAT", help="Within groups: year, journal, design, condition, domain, assessor or funding.")
@click.option("--level", type=click.Choice(["category", "domain"]), default="category", show_default=True)
@click.option("--presence", multiple=True, metavar="P", help="Count these judgements (default: present and likely-present).")
@click.option("--min-papers", type=click.IntRange(min=0), default=1, show_default=True, help="Leave out rarer flaws.")
@click.option("--derived", is_flag=True, help="Instead, what rules derive, beside what assessors say of the same papers.")
@format_option
@pass_context
def flaws(
    context: Context, by: str | None, level: str, presence: tuple[str, ...], min_papers: int, derived: bool, form: str
) -> None:
    """Which flaws recur: papers that have each, out of those judged for it, with 95% intervals."""
    from kg.errors import UsageError
    from kg.recurrence import PRESENT, recurrence

    if derived:
        if by or presence or level != "category":
            raise UsageError(
                "--derived goes with --min-papers and --format only.", hint="No assessor stands behind what rules derive."
            )
        _derived(context, min_papers, form)
        return
    counted = presence or PRESENT
    with context.open() as store:
        table = recurrence(store, by, level, min_papers, counted)
        whole = recurrence(store, None, level) if by or presence else table
    if form == "text":
        shown, caption = for_people(table, whole, counted)
        context.show(shown, form, caption)
    else:
        context.show(table, form)


def _derived(context: Context, min_papers: int, form: str) -> None:
    from kg.errors import StoreError
    from kg.rules.derive import fresh
    from kg.sparql import ask
    from kg.tables import Table

    with context.open() as store:
        if not fresh(store):
            raise StoreError("What rules derive is not up to date in this store.", hint="kg ingest brings it up to date.")
        table = ask(store, "derived-recurrence")
    table = Table.of(table.columns, [row for row in table.rows if _int(row[3]) >= min_papers])
    if form == "text":
        shown = table.select({"label": "flaw", **{name: name for name in ("papers", "present", "absent", "unclear", "unjudged")}})
        context.show(shown, form, _DERIVED)
    else:
        context.show(table, form)


def for_people(table: Table, whole: Table, counted: tuple[str, ...]) -> tuple[Table, str]:
    """The rows with shares in words, and what the columns mean; `whole` is the table without groups.

    A share is shown only for a flaw that was looked for (`kg.recurrence.sought`).
    """
    from kg.recurrence import sought
    from kg.tables import Table

    grouped = any(row["group"] is not None for row in table.dicts())
    looked_for = sought(whole)
    rows = []
    for row in table.dicts():
        papers, judged, appraised = (_int(row[name]) for name in ("papers", "judged", "appraised"))
        share = "-"
        if row["flaw"] in looked_for and row["share"] is not None:
            share = f"{_percent(row['share'])} ({_percent(row['low'])} to {_percent(row['high'])})"
        start = [row["group"]] if grouped else []
        counts = [f"{papers} of {judged}", share, f"{papers} of {appraised}", row["mixed"] or None]
        rows.append([*start, row["label"], *counts, row["flaw"]])
    head = ["group"] if grouped else []
    columns = [*head, "flaw", "papers of judged", "share (95% CI)", "papers of appraised", "mixed", "identifier"]
    words = " or ".join(counted).replace("-", " ")
    caption = (
        f"papers: {words} according to some assessor. judged: papers in which someone judged this flaw\n"
        "explicitly, present or absent. appraised: papers with any appraisal. mixed: judgements either way, by another\n"
        "assessor, on another target or, for a domain, of another flaw in it."
    )
    if any(row["flaw"] not in looked_for for row in table.dicts()):
        caption += (
            "\n-: judged in fewer than half of the appraised papers, or never absent. Such a flaw is mostly written down where\n"
            "it is found, so its share of judged papers would say nothing. The intervals know nothing of selection."
        )
    return Table.of(columns, rows), caption


def _int(cell: object) -> int:
    return int(str(cell))


def _percent(share: object) -> str:
    from kg.tables import percent

    return percent(str(share))
