"""What pooled effects say and do not say, in the lines that stand below their table, and their numbers rounded for people."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from kg.synthesis.pools import Pooling, reasons
from kg.tables import Cell, counted

__all__ = ["around", "lines", "not_used", "rounded", "shortened"]

Row = dict[str, Cell]
MOST = 6  # lines on flaws


def lines(found: Pooling, sign: str, by: str | None) -> Iterator[str]:
    """What the columns mean, what is mixed in a row, and what was left out and why."""
    yield from _about(found, sign, by)
    yield from not_used(found)


def shortened(flaws: Cell) -> Cell:
    return f"{str(flaws).count(',') + 1} flaws together" if flaws is not None and "," in str(flaws) else flaws


def rounded(row: Row, *names: str, ratio: bool = False) -> list[str]:
    """The numbers of these cells with the same decimals: three digits or so of the largest. Nothing where one is missing."""
    if any(row[name] is None for name in names):
        return []
    found = [math.exp(float(str(row[name]))) if ratio else float(str(row[name])) for name in names]
    largest = max(map(abs, found))
    places = 0 if largest >= 99.5 else 1 if largest >= 9.95 else 2 if largest >= 0.0995 else 3
    return [f"{round(number, places) + 0:,.{places}f}" for number in found]  # + 0: no minus before a zero


def around(row: Row, *names: str, ratio: bool = False) -> str:
    found = rounded(row, *names, ratio=ratio)
    return f"{found[0]} ({found[1]} to {found[2]})" if found else "-"


def _about(found: Pooling, sign: str, by: str | None) -> Iterator[str]:
    rows = [*found.table.dicts()]
    if len({(row["outcome"], row["scale"]) for row in rows}) == 1:
        yield f"Outcome: {rows[0]['outcome']}. Scale: {str(rows[0]['scale']).removeprefix('log ')}."
    ratios = any(row["ratio"] is not None for row in rows)
    if sign == "benefit":
        above = "Above 0 (ratios: above 1)" if ratios else "Above 0"
        yield f"{above} the experimental arm does better, whatever the direction of the score."
    else:
        yield "The experimental arm minus (for ratios: over) the other on the raw score; the scale says which way is better."
    whole = [one for one in found.pools if one.group is None and not one.without]
    times = [Counter(estimate.stated.paper for estimate in one.estimates) for one in whole]
    several = len({paper for counts in times for paper, number in counts.items() if number > 1})
    papers = len({paper for counts in times for paper in counts})
    if found.every:
        yield f"k: estimates, each taken for a study; they are of {counted(papers, 'paper')}, {several} with several."
    else:
        yield (
            f"k: papers; a paper counts once in a row, with the mean of its estimates (times, outcomes, arms), taken to be "
            f"correlated by {found.rho:g} (--rho). {several} of {counted(papers, 'paper')} have several."
        )
    yield (
        "Mean: random effects (REML), interval by Hartung and Knapp, never narrower than the normal one. Prediction: where the "
        "true effects of 95% of new studies are expected. tau2: variance between studies; I2: its share of all variance."
    )
    if any(row["extracted"] for row in rows):
        yield "from prose: studies that rest on an estimate which a program read from prose and nobody has checked."
    yield from _about_mixtures([row for row in rows if row["group"] is None and row["without"] is None])
    yield from _about_flaws(rows)
    if by is not None:
        yield from _about_groups(found, rows, ratios)


_NAMED = {
    "outcomes": ("outcomes by name", "--by outcome"),
    "conditions": ("conditions as sources word them", "--by condition, --condition"),
}


def _about_mixtures(whole: list[Row]) -> Iterator[str]:
    for name, (words, option) in _NAMED.items():
        mixed = [f"{row[name]} in {row['outcome']}, {row['scale']}" for row in whole if int(str(row[name])) > 1]
        if mixed:
            shown = "; ".join(mixed[:4]) + (f"; and {counted(len(mixed) - 4, 'more row')}" if len(mixed) > 4 else "")
            yield f"Mixed, {words} ({option}): {shown}. Whether they are one thing is yours to judge."
    scales = [f"{row['range_not_stated']} of {row['papers']} for {row['scale']}" for row in whole if row["range_not_stated"]]
    if scales:
        yield f"Papers that do not say the range of the scale, taken to be on the same one: {'; '.join(scales)}."
    changed = [f"{row['rescaled']} of {row['papers']} for {row['scale']}" for row in whole if row["rescaled"]]
    if changed:
        yield f"Papers whose numbers were brought to that range from another one: {'; '.join(changed)}."
    if len(whole) == 1 and whole[0]["egger"] is not None:
        row = whole[0]
        yield (
            f"Egger's test: intercept {around(row, 'egger', 'egger_low', 'egger_high')}, p {_p(row['egger_p'])}. Asymmetry has "
            "other causes than missing studies."
        )


def _about_flaws(rows: list[Row]) -> Iterator[str]:
    said = [row for row in rows if row["without"] is not None and row["group"] is None]
    if not said:
        return
    yield (
        "without a flaw: what an assessor calls present or likely present, of the study or of this outcome, is left out. Such "
        "rows share papers: they are not two samples to be tested against each other. Groups are of what is then left."
    )
    one = len({(row["outcome"], row["scale"]) for row in said}) == 1
    for row in said[:MOST]:
        of = "" if one else f"{row['outcome']}, {str(row['scale']).removeprefix('log ')}, "
        kept = f"{row['never_judged']} of the {row['k']} kept were never judged present or absent for it"
        yield f"- {of}{shortened(row['without'])}: {row['excluded']} excluded" + (f"; {kept}." if row["k"] else "; none is left.")
    if len(said) > MOST:
        yield f"- and {counted(len(said) - MOST, 'more row')} (--format json has all)."


def _about_groups(found: Pooling, rows: list[Row], ratios: bool) -> Iterator[str]:
    against = {str(row["against"]) for row in rows if row["against"] is not None}
    if against:
        what = "this group minus" + (" (for ratios: over)" if ratios else "")
        yield (
            f"difference: {what} {', '.join(sorted(against))}, with a normal 95% interval. Nobody assigned the groups: they may "
            "differ otherwise too."
        )
    between = {(row["outcome"], row["scale"]): row for row in rows if row["between_p"] is not None}
    for (outcome, scale), row in between.items():
        q = f"Q {rounded(row, 'between_q')[0]}, df {row['between_df']}, p {_p(row['between_p'])}"
        yield f"Whether the groups differ at all ({outcome}, {scale}): {q}."
    if found.shared:
        yield (
            f"Papers in several groups: {found.shared}. So the groups are not independent, and the intervals of their "
            "differences are not exact."
        )


def _p(cell: Cell) -> str:
    p = float(str(cell))
    return "below 0.001" if p < 0.001 else f"{p:.3f}"


def not_used(found: Pooling) -> Iterator[str]:
    left = found.selection.left_out
    if found.single:
        yield f"Outcomes on a scale with one study only, which are not shown: {len(found.single)}."
    if left:
        yield f"Of {counted(found.selection.found, 'estimate')} found, {len(left)} are left out (--left-out lists them):"
        yield from (f"- {line}" for line in reasons(left))
