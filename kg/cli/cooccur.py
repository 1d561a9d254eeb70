"""`kg cooccur`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.context import Context, filled, format_option, pass_context, terminal_width

if TYPE_CHECKING:
    from kg.tables import Cell, Table

_NARROW = 110  # columns; in fewer, names would be cut to where one flaw could be another
_SHOWN = 30  # rows of text, unless another limit is asked for


@click.command()
@click.option("--flaw", metavar="F", help="Only pairs with this flaw (or domain).")
@click.option("--level", type=click.Choice(["category", "domain"]), default="category", show_default=True)
@click.option("--min-papers", type=click.IntRange(min=0), default=1, show_default=True, help="Leave out rarer pairs.")
@click.option("--limit", type=click.IntRange(min=0), help=f"At most so many; 0 for all (default: {_SHOWN} as text, else all).")
@format_option
@pass_context
def cooccur(context: Context, flaw: str | None, level: str, min_papers: int, limit: int | None, form: str) -> None:
    """Which flaws come together, in papers judged for both: what chance explains least comes first."""
    from kg.cooccurrence import cooccurrence
    from kg.tables import Table

    with context.open() as store:
        table = cooccurrence(store, level, min_papers, flaw)
    most = limit if limit is not None else _SHOWN if form == "text" else 0
    cut = Table(table.columns, table.rows[:most] if most else table.rows)
    if form == "text":
        shown, caption = for_people(cut, table, level, flaw)
        context.show(shown, form, caption, whole=(terminal_width() or _NARROW) < _NARROW)
    else:
        context.show(cut, form)


def for_people(cut: Table, table: Table, level: str, flaw: str | None) -> tuple[Table, str]:
    """The rows with rounded numbers, and what the columns mean; `table` has all the rows that were asked for."""
    from kg.tables import Table, counted

    rows = []
    for row in cut.dicts():
        judged = int(str(row["judged"]))
        chance = f"{int(str(row['a'])) * int(str(row['b'])) / judged:.1f}" if row["q"] is not None else "-"
        cells = [row["label_a"], row["label_b"], f"{row['both']} of {judged}", chance, _odds(row), _q(row["q"])]
        rows.append([*cells, row["mixed"] or None])
    names = ["flaw", "comes with", "both of judged", "by chance", "odds ratio (95% CI)", "q", "mixed"]

    said = []
    if len(cut) < len(table):
        alone = "" if flaw else ", --flaw F those of one flaw"
        said.append(f"{len(cut)} of {counted(len(table), 'pair')} shown; --limit 0 shows all{alone}.")
    within = " or, for a domain, of another flaw in it" if level == "domain" else ""
    said.append(
        "both: papers with both present or likely present according to some assessor. judged: papers in which both were judged "
        f"explicitly, present or absent. mixed: of these, with judgements either way on one of the two (by another assessor, on "
        f"another target{within}), which count as present. by chance: papers that would have both if neither went with the "
        "other. An odds ratio above 1: more often together than by chance; below 1: less often."
    )
    tests = max((int(str(row["tests"])) for row in table.dicts()), default=0)
    small = sum(row["q"] is not None and float(str(row["q"])) < 0.05 for row in table.dicts())
    if tests:
        said.append(
            "q: the share of false alarms to expect among this pair and all with a smaller p (Benjamini-Hochberg, from Fisher's "
            f"exact test), over the {counted(tests, 'pair')} that can be tested, shown or not. Below 0.05: {small or 'none'}."
        )
    if any(row["corrected"] for row in cut.dicts()):
        said.append("*: one of the four cells is empty; half a paper was added to each, so this odds ratio is a rough one.")
    if any(row["odds_ratio"] is None for row in cut.dicts()):
        said.append(
            "-: one of the two is present in all papers judged for both, or in none, so nothing can be said of the pair. It is "
            "so with flaws that are written down only where they are found."
        )
    said.append("Nothing here says why: one assessor's habits, or meanings that overlap, bring flaws together too.")
    return Table.of(names, rows), filled(said)


def _odds(row: dict[str, Cell]) -> str:
    if row["odds_ratio"] is None:
        return "-"
    ratio, low, high = (_rounded(float(str(row[name]))) for name in ("odds_ratio", "low", "high"))
    return f"{ratio} ({low} to {high}){'*' if row['corrected'] else ''}"


def _rounded(number: float) -> str:
    """To two digits or to whole numbers: enough for what such intervals are worth."""
    if number < 1:
        return f"{number:.2f}" if number >= 0.1 else f"{number:.2g}"
    return f"{number:.1f}" if number < 10 else f"{number:,.0f}"


def _q(cell: Cell) -> str:
    if cell is None:
        return "-"
    q = float(str(cell))
    return "<0.001" if q < 0.001 else f"{q:.3f}" if q < 0.1 else f"{q:.2f}"
