"""`kg strata`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.context import Context, filled, format_option, pass_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.synthesis import Contrasts
    from kg.tables import Cell, Table

_SHOWN = 20  # rows of text, unless another limit is asked for


@click.command()
@click.argument("flaw")
@click.option("--outcome", metavar="O", help="Only outcomes that match: an identifier, or a word of outcome or construct.")
@click.option("--measure", metavar="M", help="Only this measure: SMD, MD, OR, RR, HR, IRR or RD.")
@click.option("--condition", metavar="TEXT", help="Only papers whose condition holds these words.")
@click.option("--time", metavar="T", help="Of each paper only the earliest or latest estimates, or those post treatment.")
@click.option("--rho", type=float, help="Assumed correlation of estimates of one paper, 0 to 1 (default: 0.5).")
@click.option("--extracted", is_flag=True, help="Add what a program read from prose.")
@click.option("--retracted", is_flag=True, help="Keep retracted papers.")
@click.option("--limit", type=click.IntRange(min=0), help=f"At most so many; 0 for all (default: {_SHOWN} as text, else all).")
@format_option
@pass_context
def strata(
    context: Context,
    flaw: str,
    outcome: str | None,
    measure: str | None,
    condition: str | None,
    time: str | None,
    rho: float | None,
    extracted: bool,
    retracted: bool,
    limit: int | None,
    form: str,
) -> None:
    """Whether papers with FLAW report larger effects than comparable papers judged not to have it."""
    from kg.synthesis import Choice
    from kg.synthesis import strata as contrasts
    from kg.synthesis.studies import RHO
    from kg.tables import Table

    choice = Choice(
        outcome=outcome, measure=None if measure is None else measure.upper(), condition=condition, time=time,
        extracted=extracted, retracted=retracted,
    )  # fmt: skip
    with context.open() as store:
        found = contrasts(store, flaw, choice, rho=RHO if rho is None else rho)
    if not found.enough:
        context.warn("Fewer than two clusters of one scale hold papers with the flaw and papers without it: nothing is pooled.")
    table = found.table
    most = limit if limit is not None else _SHOWN if form == "text" else 0
    if form != "text":
        context.show(Table(table.columns, table.rows[:most] if most else table.rows), form)
        return
    shown, lines = for_people(found, most)
    context.show(shown, form, filled(lines))


def for_people(found: Contrasts, most: int = 0) -> tuple[Table, list[str]]:
    """The first `most` rows in words (0: all), and what they mean."""
    table = found.table
    own = [row for row in table.dicts() if row["kind"] != "published"]
    shown = own[:most] if most else own
    said = [f"{len(shown)} of {len(own)} rows shown; --limit 0 shows all."] if len(shown) < len(own) else []
    common = [f"In all clusters: {', '.join(f'{name} {value}' for name, value in _same(own).items())}."] if _same(own) else []
    lines = [*said, *common, *_published(table), *_about(found, any(row["ratio"] is not None for row in own))]
    return _rows(shown, own), lines


def _rows(rows: list[dict[str, Cell]], every: list[dict[str, Cell]]) -> Table:
    """The rows for people, without what is the same in every row: the lines below say it once."""
    from kg.tables import Table

    same = _same(every)
    names = ["outcome", *(name for name in ("comparator", "condition", "scale") if name not in same)]
    cells: list[list[Cell]] = []
    for row in rows:
        shown = {**row, "scale": str(row["scale"]).removeprefix("log ")}
        if row["kind"] == "pooled":
            shown["outcome"] = f"ALL {row['clusters']} CLUSTERS"
        cells.append([*(shown[name] for name in names), row["with_n"], row["without_n"], _interval(row)])
    return Table.of([*names, "with", "without", "difference (95% CI)"], cells)


def _same(rows: list[dict[str, Cell]]) -> dict[str, str]:
    """What all clusters have in common."""
    found = {}
    for name in ("comparator", "condition", "scale"):
        values = {str(row[name]) for row in rows if row["kind"] == "cluster"}
        if len(values) == 1:
            found[name] = next(iter(values)).removeprefix("log ")
    return found


def _interval(row: dict[str, Cell]) -> str:
    names = ("ratio", "ratio_low", "ratio_high") if row["ratio"] is not None else ("difference", "low", "high")
    one, low, high = (f"{float(str(row[name])):.2f}" if row[name] is not None else "very large" for name in names)
    return f"{one} ({low} to {high})"


def _published(table: Table) -> Iterator[str]:
    from kg.synthesis.published import published

    lines = published(str(table.column("flaw")[0])) if len(table) else ()
    if not lines:
        yield "Published: no study of Page 2016 or MetaBLIND 2020 concerns this flaw."
        return
    yield "Published, in the same direction (in brackets as a difference of SMDs, by Chinn's conversion):"
    for one in lines:
        own = f"{one.measure} {one.estimate:.2f} ({one.low:.2f} to {one.high:.2f}, {one.interval})"
        smd, low, high = one.as_smd
        as_smd = "" if one.measure == "dSMD" else f" [{smd:.2f}, {low:.2f} to {high:.2f}]"
        yield f"- {own}{as_smd}: {one.source}; {one.about}{'; found no average effect' if one.counter else ''}"


def _about(found: Contrasts, ratios: bool) -> Iterator[str]:
    from kg.tables import counted

    below = "Below 0 (ratio of ratios: below 1)" if ratios else "Below 0"
    yield f"{below}: papers with the flaw report the larger benefit. difference: with the flaw minus without it."
    yield (
        f"with, without: papers in which an assessor calls {found.flaw} present or likely present, and papers in which it is "
        f"only called absent; a paper counts once in a cluster, but may stand in several. Judged: {found.judged} papers that can "
        f"be compared; not judged and left out: {found.unjudged}; judged either way, counted as with: {found.disputed}."
    )
    of = [(str(scale), each.clusters, each.of) for scale, _, each in found.of_scale if each.clusters]
    told = "; ".join(f"{both} of {total} ({scale})" for scale, both, total in of)
    yield f"A cluster is one outcome, comparator, condition and scale. Clusters that hold both kinds of papers: {told}."
    for mean in (row for row in found.table.dicts() if row["kind"] == "pooled" and row["pred_low"] is not None):
        low, high = float(str(mean["pred_low"])), float(str(mean["pred_high"]))
        yield f"In a new cluster ({mean['scale']}) the difference is expected from {low:.2f} to {high:.2f} (95% prediction)."
    if found.no_condition:
        yield f"Left out because no condition is stated: {counted(found.no_condition, 'paper')}."
    if found.several:
        yield (
            f"Papers in more than one cluster: {found.several}; with estimates on both sides of one: {found.both_sides}. So the "
            "clusters are not independent, and the pooled interval is too narrow."
        )
    yield (
        "This compares what was observed: papers with a flaw may be older, smaller or have other flaws too, and nothing here "
        "adjusts for it. A flaw that does nothing on average may still matter in one paper."
    )
    left = len(found.selection.left_out)
    if left:
        yield f"Of {counted(found.selection.found, 'estimate')} found, {left} cannot be compared: kg pool --left-out lists them."
