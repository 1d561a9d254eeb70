"""`kg pool`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.context import WIDEST, Context, filled, format_option, pass_context, text_width
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.tables import Cell, Table

_SHOWN = 30  # rows of text, unless another limit is asked for
ALL = "all"
_STUDIES = (
    "effect: on the scale of the pool, ratios as logarithms; positive favours the experimental arm unless --sign score. weight: "
    "the share of the study in the mean. estimates: how many of the paper make up the effect."
)


@click.command()
@click.option("--outcome", metavar="O", help="An outcome or instrument, or a word of its name; all takes all for one.")
@click.option("--measure", metavar="M", help="Only this measure: SMD, MD, OR, RR, HR, IRR or RD.")
@click.option("--condition", metavar="TEXT", help="Only papers whose condition holds these words.")
@click.option("--by", metavar="WHAT", help="Groups: comparator, condition, design, outcome, instrument, measured-by or overall.")
@click.option("--exclude-flaw", "exclude", multiple=True, metavar="F", help="Also without papers that have this flaw.")
@click.option("--time", metavar="T", help="Of each paper only the earliest or latest estimates, or those post treatment.")
@click.option("--rho", type=float, help="Assumed correlation of estimates of one paper, 0 to 1 (default: 0.5).")
@click.option("--every", is_flag=True, help="Take every estimate for a study of its own, as if papers held one each.")
@click.option("--sign", metavar="S", default="benefit", show_default=True, help="benefit, or score: the raw direction.")
@click.option("--standardise", is_flag=True, help="With --measure SMD: make SMDs of mean differences where arms state their SDs.")
@click.option("--extracted", is_flag=True, help="Add what a program read from prose; marked.")
@click.option("--retracted", is_flag=True, help="Keep retracted papers.")
@click.option("--leave-one-out", "loo", is_flag=True, help="Also the mean without each study in turn.")
@click.option("--studies", "each", is_flag=True, help="Instead, the studies with effect, error and weight (forest, funnel).")
@click.option("--left-out", "left", is_flag=True, help="Instead, the estimates that were left out, and why.")
@click.option("--limit", type=click.IntRange(min=0), help=f"At most so many; 0 for all (default: {_SHOWN} as text, else all).")
@format_option
@pass_context
def pool(
    context: Context,
    outcome: str | None,
    measure: str | None,
    condition: str | None,
    by: str | None,
    exclude: tuple[str, ...],
    time: str | None,
    rho: float | None,
    every: bool,
    sign: str,
    standardise: bool,
    extracted: bool,
    retracted: bool,
    loo: bool,
    each: bool,
    left: bool,
    limit: int | None,
    form: str,
) -> None:
    """Pooled effects: a random-effects mean of each outcome, and what becomes of it without flawed papers."""
    from kg.synthesis import Choice, pooling
    from kg.synthesis.harmonised import select
    from kg.synthesis.pools import left_out
    from kg.synthesis.studies import RHO
    from kg.synthesis.worded import lines, not_used

    if loo + each + left > 1:
        raise UsageError("--leave-one-out, --studies and --left-out are three tables: ask for one.")
    if every and rho is not None:
        raise UsageError("--every takes estimates for independent, so that --rho has nothing to say.")
    choice = Choice(
        outcome=outcome, measure=None if measure is None else measure.upper(), condition=condition, time=time, sign=sign,
        standardise=standardise, extracted=extracted, retracted=retracted,
    )  # fmt: skip
    with context.open() as store:
        if left:
            _left_out(context, left_out(select(store, choice).left_out), limit, form)
            return
        found = pooling(store, choice, by=by, exclude=exclude, rho=RHO if rho is None else rho, every=every)
    if every:
        context.warn(
            "Every estimate counts as a study of its own: estimates of one paper share their people, so that intervals are too "
            "narrow and papers with many estimates weigh too much."
        )
    table = found.studies if each else found.leave_one_out if loo else found.table
    most = limit if limit is not None else _SHOWN if form == "text" else 0
    cut = _cut(table, most)
    if form != "text":
        context.show(cut, form)
        return
    said = [f"{len(cut)} of {len(table)} rows shown; --limit 0 shows all."] if len(cut) < len(table) else []
    shown = _studies(cut) if each else _rows(cut, narrow=text_width() < WIDEST)
    below = [*said, *([_STUDIES, *not_used(found)] if each else lines(found, choice.sign, by))]
    context.show(shown, form, filled(below))


def _left_out(context: Context, table: Table, limit: int | None, form: str) -> None:
    cut = _cut(table, limit if limit is not None else _SHOWN if form == "text" else 0)
    if form != "text":
        context.show(cut, form)
        return
    names = {"paper": "paper", "outcome": "outcome", "timepoint": "time", "printed": "printed", "why": "why"}
    said = [f"{len(cut)} of {len(table)} shown; --limit 0 shows all."] if len(cut) < len(table) else []
    told = {(row["why"], row["reason"], row["mend"]) for row in cut.dicts()}
    said += [f"- {why}: {reason}{f' ({mend})' if mend else ''}" for why, reason, mend in sorted(told, key=str)]
    context.show(cut.select(names), form, filled(said))


def _cut(table: Table, most: int) -> Table:
    from kg.tables import Table

    return Table(table.columns, table.rows[:most] if most else table.rows)


Row = dict[str, "Cell"]


def _rows(table: Table, *, narrow: bool) -> Table:
    """The rows for people: ratios as ratios, numbers rounded, without columns that say nothing here or have no room."""
    from kg.synthesis.worded import around, rounded
    from kg.tables import Table

    cells: list[dict[str, Cell]] = []
    for row in table.dicts():
        ratio = row["ratio"] is not None
        mean, prefix = ("ratio", "ratio_") if ratio else ("estimate", "")
        cells.append({
            "outcome": row["outcome"], "scale": str(row["scale"]).removeprefix("log "), "papers": _which(row), "k": row["k"],
            "mean (95% CI)": around(row, mean, f"{prefix}low", f"{prefix}high"),
            "prediction": " to ".join(rounded(row, f"{prefix}pred_low", f"{prefix}pred_high")) or "-",
            "tau2": "".join(rounded(row, "tau2")) or "-", "I2": _percent(row["i2"]),
            "difference": around(row, "difference", "difference_low", "difference_high", ratio=ratio) if row["against"] else None,
            "from prose": row["extracted"] or None,
        })  # fmt: skip
    used = [name for name in cells[0] if any(row[name] not in (None, "-") for row in cells)] if cells else []
    if len({(row["outcome"], row["scale"]) for row in cells}) == 1:  # the lines below say it once
        used = used[2:]
    used = [name for name in used if name != "papers" or any(row[name] != ALL for row in cells)]
    if narrow and "difference" in used:
        used.remove("tau2")
    return Table.of(used, ([row[name] for name in used] for row in cells))


def _which(row: Row) -> str:
    """Which papers a row is about."""
    from kg.synthesis.worded import shortened

    if row["left_out_study"] is not None:
        return f"without {row['left_out_study']}"
    if row["group"] is not None:
        return str(row["group"])
    return ALL if row["without"] is None else f"without {shortened(row['without'])}"


def _percent(cell: Cell) -> str:
    from kg.tables import percent

    return "-" if cell is None else percent(str(cell))


def _studies(table: Table) -> Table:
    from kg.synthesis.worded import around, rounded
    from kg.tables import Table

    cells = []
    for row in table.dicts():
        weight, of = f"{100 * float(str(row['weight'])):.1f}%", row["group"] or row["without"]
        error = "".join(rounded(row, "standard_error"))
        cells.append([row["outcome"], row["name"], around(row, "effect", "low", "high"), error, weight, row["estimates"], of])
    names = ["outcome", "study", "effect (95% CI)", "SE", "weight", "estimates", "of"]
    kept = [place for place in range(len(names)) if place < 6 or any(row[6] for row in cells)]
    return Table.of([names[place] for place in kept], ([row[place] for place in kept] for row in cells))
