"""What a paper measured: estimates as printed with their direction, what each arm showed; entered, or read by a program."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.figures.course import of_estimates
from kg.records import Arm, Estimate, GroupValue, Outcome
from kg.report.documents import Said
from kg.report.known import Known
from kg.report.questions import behind
from kg.report.wording import RATIOS, effect, favours, number, place
from kg.sparql import names
from kg.tables import counted
from kg.views.report.entries import Block, Cell, Column, Drawn, Grid, Prose, Section
from kg.views.report.passages import quoted

__all__ = ["course", "estimate_row", "good_direction", "sections"]

_MOST = 6  # panels on the page of a paper
_ORIGINS = {
    "asserted": ("estimates", "Estimates", "Entered from the paper by whoever wrote the source."),
    "read": (
        "read-estimates", "Estimates read from prose",
        "A program read these from the prose of a source; nobody checked them. Each has the sentence it stands in.",
    ),
}  # fmt: skip


def sections(known: Known, found: list[Said], node: NamedNode) -> Iterator[Section]:
    """The estimates that were entered, then those that a program read."""
    for origin, (anchor, title, intro) in _ORIGINS.items():
        blocks: list[Block] = []
        about = ""
        for one in found:
            study, drawn = one.bundle.record.study, one.bundle.extracted
            outcomes = one.bundle.record.outcomes if origin == "asserted" else drawn.outcomes if drawn else ()
            arms = {arm.id: arm for arm in (study.arms if study else ()) + (drawn.arms if drawn else ())}
            for outcome in outcomes:
                blocks += _outcome(known, one, outcome, arms)
                about = about or outcome.id
        if blocks:
            asked = (behind("effects-of-outcome", {"about": about}),)
            yield Section(anchor, title, (Prose((intro,), muted=True), *blocks), origin=origin, questions=asked)


def course(known: Known, key: str) -> Section | None:
    """The picture of the entered effects over time, where an outcome was measured more than once."""
    figure = of_estimates(*known.effects_of(key), limit=_MOST)
    if figure is None:
        return None
    asked = tuple(behind(name) for name in figure.queries if name in names())
    return Section("course", "Effects over time", (Drawn(figure),), questions=asked)


def _outcome(known: Known, one: Said, outcome: Outcome, arms: dict[str, Arm]) -> Iterator[Block]:
    scale = known.instruments.get(outcome.instrument or "")
    better = good_direction(known, outcome)
    told = [
        "primary outcome" if outcome.primary else "",
        f"on {scale.name.label}" if scale else outcome.scale or "",
        _points(outcome, scale.low if scale else None, scale.high if scale else None),
        f"{better} is better" if better else "good direction not stated",
        f"from {one.bundle.source.name}",
    ]
    caption = f"{outcome.label} ({', '.join(part for part in told if part)})"
    if outcome.estimates:
        columns = (
            Column("Time"), Column("Measure"), Column("Effect"), Column("p"), Column("Compared"), Column("Direction"),
            Column("Where"),
        )  # fmt: skip
        rows = tuple(estimate_row(known, one, outcome, of, arms, better) for of in outcome.estimates)
        yield Grid(caption, columns, rows, sortable=False)
    if outcome.groups:
        shown = (Column("Time"), Column("Arm"), Column("People", number=True), Column("What the arm showed"))
        groups = tuple(_group(of, arms) for of in outcome.groups)
        yield Grid(f"{outcome.label}: what each arm showed", shown, groups, sortable=False)


def good_direction(known: Known, outcome: Outcome) -> str | None:
    """Which raw score is better, lower or higher: as the outcome has it, else as its instrument has it."""
    scale = known.instruments.get(outcome.instrument or "")
    return outcome.better or (scale.better.iri.rsplit("/", 1)[-1] if scale else None)


def _points(outcome: Outcome, low: str | None, high: str | None) -> str:
    ends = outcome.range or ((low, high) if low is not None and high is not None else None)
    return f"{number(ends[0])} to {number(ends[1])}" if ends else ""


def estimate_row(
    known: Known, one: Said, outcome: Outcome, of: Estimate, arms: dict[str, Arm], better: str | None
) -> tuple[Cell, ...]:
    """Time, measure, effect, p, what is compared, whom it favours, and where it stands."""
    marks = [f"printed as {of.printed}" if of.printed and of.printed != of.value else "", "adjusted" if of.adjusted else ""]
    p = "" if of.p is None else of.p if of.p[0] in "<>=" else f"= {of.p}"
    where = Cell(place(of.where))
    if of.passage:
        quote = quoted(of.passage.exact, known.passages, f"characters {of.passage.start:,} to {of.passage.end:,}")
        rule = f"; rule {of.rule}, grade {of.grade}" if of.rule else ""
        where = Cell(f"\u201c{quote.text}\u201d" if quote.text else "", note=f"{one.bundle.source.name}, {quote.place}{rule}")
    return (
        Cell(of.timepoint or "time not stated"),
        Cell(of.measure or "not stated"),
        Cell(effect(of), note=", ".join(mark for mark in marks if mark)),
        Cell(p),
        Cell(_compared(of, arms)),
        Cell(favours(outcome, of, arms, better)),
        where,
    )


def _compared(of: Estimate, arms: dict[str, Arm]) -> str:
    if of.arms is None:
        return "arms not stated"
    first, second = (arms[name].label if name in arms else name for name in of.arms)
    return f"{first} {'over' if of.measure in RATIOS else 'minus'} {second}"


def _group(of: GroupValue, arms: dict[str, Arm]) -> tuple[Cell, ...]:
    told = [
        f"mean {number(of.mean)}" if of.mean else "",
        f"SD {number(of.sd)}" if of.sd else "",
        f"median {number(of.median)}" if of.median else "",
        f"quartiles {number(of.iqr[0])} to {number(of.iqr[1])}" if of.iqr else "",
        f"interval {number(of.ci[0])} to {number(of.ci[1])}" if of.ci else "",
        f"{of.events} of {of.total} people" if of.events is not None and of.total is not None
        else counted(of.events, "event") if of.events is not None else "",
    ]  # fmt: skip
    return (
        Cell(of.timepoint or "time not stated"),
        Cell(arms[of.arm].label if of.arm in arms else of.arm),
        Cell("" if of.n is None else f"{of.n:,}"),
        Cell(", ".join(part for part in told if part)),
    )
