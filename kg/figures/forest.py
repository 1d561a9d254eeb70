"""The forest of an outcome's effects, from the store: estimates, one effect a paper, and the means of `kg pool`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kg.columns import answer
from kg.errors import NotFound, nearest
from kg.figures.comparisons import Comparison, harmonised
from kg.figures.forest_rows import COLUMNS, Judging, axis_unit, mean_of, paper_rows, table_rows
from kg.figures.thresholds import QUERIES, Thresholds, caveat
from kg.store import Store
from kg.synthesis import Choice, Pooling, judgements, pooling
from kg.synthesis.harmonised import Harmonised, Selection, select
from kg.synthesis.pooling import nothing
from kg.synthesis.pools import Pool, reasons
from kg.synthesis.scales import RATIOS, Scale
from kg.synthesis.stated import ALL
from kg.synthesis.studies import RHO, Study, studies
from kg.tables import Cell, Table, counted
from kg.views.charts.forest import Forest, draw
from kg.views.charts.forest_section import Section, signature
from kg.views.charts.forest_spec import spec
from kg.views.charts.reference_lines import explained
from kg.views.figure import NARROW, WIDE, Figure

__all__ = ["LIMIT", "forest"]

LIMIT = 40
Link = Callable[[str], str | None]
Key = tuple[str, Scale]


@dataclass(frozen=True, slots=True)
class _Part:
    """What one section shows: the studies of an outcome on a scale, those of them in sight, and their means."""

    key: Key
    studies: tuple[Study, ...]
    shown: tuple[Study, ...]
    pools: tuple[Pool, ...]


def forest(
    store: Store,
    *,
    outcome: str | None = None,
    papers: Sequence[str] = (),
    measure: str | None = None,
    time: str | None = None,
    pooled: bool = True,
    exclude: Sequence[str] = (),
    extracted: bool = False,
    retracted: bool = False,
    rho: float = RHO,
    limit: int = LIMIT,
    title: str | None = None,
    link: Link = lambda paper: None,
) -> Figure:
    """The effects of an outcome, a section a scale, at most `limit` rows (0: all), those papers with the most weight.

    Without outcome and papers it is the outcome of most papers. Means are those of `kg.synthesis.pooling` of all papers, drawn
    or not, with one more without each flaw of `exclude`; `papers` shows these papers only and pools nothing. `link` is where a
    paper's name leads. Raises NotFound where nothing can be compared, and for an unknown flaw or paper.
    """
    choice = Choice(outcome=outcome, measure=measure, time=time, extracted=extracted, retracted=retracted)
    flaws = [judgements.flaw(store, name) for name in dict.fromkeys(exclude)]
    found, selection = _selected(store, choice, exclude, rho, pooled=pooled and not papers)
    kept = [one for one in selection.kept if not papers or one.stated.paper in papers]
    if not kept:
        _known(store, papers)
        raise nothing(choice, selection, f"none is of {', '.join(papers)}", "kg pool")
    parts, others = _parts(kept, choice, found, rho, limit, whole=bool(outcome or papers))
    thresholds = Thresholds(store)
    judging = Judging.of(store, flaws, [one for part in parts for study in part.shown for one in study.estimates])
    sections = [_section(part, thresholds, judging, link, several=len(parts) > 1) for part in parts]
    below = tuple(_below(sections, parts, others, selection, judging, asked=bool(outcome or papers)))
    data = Forest("forest", title or _title(parts, outcome, papers), sections, below)
    return Figure(
        name="forest",
        wide=draw(data, WIDE),
        narrow=draw(data, NARROW),
        table=Table.of(COLUMNS, _rows(parts, judging)),
        notes=tuple(_notes(sections, selection, rho, found, parts)),
        queries=("comparable-estimates", "scales-of-outcomes", *QUERIES, *judging.queries),
        spec=spec(data),
    )


def _selected(
    store: Store, choice: Choice, exclude: Sequence[str], rho: float, *, pooled: bool
) -> tuple[Pooling | None, Selection]:
    """The estimates that may be compared, and the means where there are any."""
    if pooled:
        try:
            found = pooling(store, choice, exclude=exclude, rho=rho)
        except NotFound:
            pass
        else:
            return found, found.selection
    selection = select(store, choice)
    if not selection.kept:
        raise nothing(choice, selection, "", "kg pool")
    return None, selection


def _known(store: Store, papers: Sequence[str]) -> None:
    known = [str(key) for key in answer(store, "papers").column("paper")]
    for paper in papers:
        if paper not in known:
            raise NotFound(f"There is no paper {paper!r}.", hint=nearest(paper, known) or "kg query papers lists them.")


def _parts(
    kept: Sequence[Harmonised], choice: Choice, found: Pooling | None, rho: float, limit: int, *, whole: bool
) -> tuple[list[_Part], int]:
    """The sections with the papers that are drawn, and how many outcomes on a scale are not."""
    together: dict[Key, list[Harmonised]] = defaultdict(list)
    for one in kept:
        together[choice.outcome or one.outcome, one.scale].append(one)
    means: dict[Key, list[Pool]] = defaultdict(list)
    for pool in found.pools if found else ():
        if pool.mean is None:  # every paper has the flaw: the line below says so
            continue
        means[pool.outcome, pool.scale].append(pool)
    keys = sorted(together, key=lambda key: (-len({one.stated.paper for one in together[key]}), key))
    parts = []
    free = limit or len(kept) * 2
    for key in keys if whole else keys[:1]:
        own = studies(together[key], rho)
        shown = _heaviest(own, free)
        if not shown:
            break
        free -= sum(_deep(one) for one in shown)
        parts.append(_Part(key, own, shown, tuple(means[key])))
    return parts, len(keys) - len(parts)


def _deep(study: Study) -> int:
    """Rows that a study takes: each estimate, and their mean where there are several."""
    return len(study.estimates) + (len(study.estimates) > 1)


def _heaviest(own: Sequence[Study], free: int) -> tuple[Study, ...]:
    """As many studies as have room, those with the smallest standard errors, by name; at least one where there is any room."""
    chosen: list[Study] = []
    for one in sorted(own, key=lambda one: (one.standard_error, one.paper)):
        if _deep(one) > free and (chosen or free <= 0):
            break
        chosen.append(one)
        free -= _deep(one)
    return tuple(sorted(chosen, key=lambda one: (one.name.casefold(), one.paper)))


def _section(part: _Part, thresholds: Thresholds, judging: Judging, link: Link, *, several: bool) -> Section:
    outcome, scale = part.key
    estimates = [one for study in part.studies for one in study.estimates]
    top = axis_unit(estimates, thresholds)
    lines = thresholds.lines([one.stated for one in estimates], scale.measure, top) if top is None or top > 0 else ()
    weights = _weights(part)
    label = len({one.stated.outcome_label for one in estimates}) > 1
    rows = [
        row
        for study in part.shown
        for row in paper_rows(study, weights, thresholds, judging, link, lined=bool(lines), labelled=label)
    ]
    left, right = _directions([harmonised(one) for one in estimates])
    unit = _unit(scale, estimates)
    return Section(
        heading=outcome + (f": {unit}" if unit and outcome not in unit else "") if several else "",
        about=f"{_MEASURES[scale.measure]}{f' ({unit})' if unit else ''}, of {counted(len(part.studies), 'paper')} with "
        f"{counted(len(estimates), 'estimate')}",
        left=left, right=right, rows=rows, means=[mean_of(pool) for pool in part.pools], lines=lines,
        below=tuple(_about(part, thresholds, estimates, bool(lines))), marked=judging.heads, ratio=scale.measure in RATIOS,
        word="points" if scale.measure == "MD" and lines else "",
    )  # fmt: skip


def _weights(part: _Part) -> dict[str, float]:
    """Shares of the pooled mean by paper; nothing where nothing is pooled."""
    if not part.pools or part.pools[0].mean is None:
        return {}
    return dict(zip((one.paper for one in part.pools[0].studies), part.pools[0].mean.weights, strict=True))


def _unit(scale: Scale, estimates: Sequence[Harmonised]) -> str:
    """The unit with the instrument's name for its identifier."""
    one = estimates[0].stated
    if one.instrument and one.instrument_label and scale.unit.startswith(one.instrument):
        return one.instrument_label + scale.unit.removeprefix(one.instrument)
    return scale.unit


_MEASURES = {
    "MD": "Difference in means", "SMD": "Standardised mean difference", "RD": "Risk difference in percentage points",
    "OR": "Odds ratio", "RR": "Risk ratio", "HR": "Hazard ratio", "IRR": "Rate ratio",
}  # fmt: skip


def _directions(shown: Sequence[Comparison]) -> tuple[str, str]:
    """What left and right mean: the arms by name where they are the same in all rows."""
    arms, others = {one.arm for one in shown}, {one.other for one in shown}
    arm = next(iter(arms)) if len(arms) == 1 else "the experimental arm"
    other = next(iter(others)) if len(others) == 1 else "the arm compared with"
    return f"favours {other}", f"favours {arm}"


def _about(part: _Part, thresholds: Thresholds, estimates: Sequence[Harmonised], lined: bool) -> Iterator[str]:
    """What to know of this section's rows and lines."""
    hidden = len(part.studies) - len(part.shown)
    if hidden:
        of = " The mean is of all of them." if part.pools else ""
        yield f"{len(part.shown)} of {counted(len(part.studies), 'paper')} drawn, the most precise ones.{of} --limit 0 draws all."
    small = sorted({one.stated.name for one in estimates if thresholds.unit(one.stated).small})
    if small and lined:
        yield (
            f"\u2020 No mean that {', '.join(small)} states exceeds a tenth of the usual range: probably another scoring, for "
            "which the thresholds do not hold."
        )
    assumed = {one.stated.paper for one in estimates if one.assumed}
    if assumed and part.key[1].measure == "MD" and lined:
        range_ = thresholds.unit(estimates[0].stated)
        usual = f"{range_.low:f} to {range_.high:f}, as the thresholds" if range_.high is not None else "as in the others"
        yield f"{len(assumed)} of {counted(len(part.studies), 'paper')} do not state the range of the scale: taken to be {usual}."


def _below(
    sections: Sequence[Section], parts: Sequence[_Part], others: int, selection: Selection, judging: Judging, *, asked: bool
) -> Iterator[str]:
    if judging.heads:
        yield f"Judgements, {'; '.join(signature(sections[0]))}. {judging.told}"
    if any(row.inner for section in sections for row in section.rows):
        yield "Small diamond: the mean of a paper's estimates, which stand below it; a paper counts once in a pooled mean."
    lines = list(dict.fromkeys(line for section in sections for line in section.lines))
    if (words := caveat(lines)) is not None:
        yield words
    if others and asked:
        yield f"Scales that have no room here: {others}; --limit 0 draws all."
    elif others:
        yield f"This is the outcome of most papers; {others} more are not drawn: --outcome chooses."
    left = len(selection.left_out)
    if left:
        yield f"{left} of {counted(selection.found, 'estimate')} found cannot be compared: kg pool --left-out lists them."


def _title(parts: Sequence[_Part], outcome: str | None, papers: Sequence[str]) -> str:
    first = parts[0].key[0]
    named = first if outcome in (None, ALL) or len(parts) > 1 else _named(parts[0])
    if papers:
        names = dict.fromkeys(study.name for part in parts for study in part.shown)
        return f"Effects in {', '.join(names)}" if outcome is None else f"Effects on {named} in {', '.join(names)}"
    return f"Effects on {named}"


def _named(part: _Part) -> str:
    """What the sources call the outcome, where they agree."""
    labels = {one.stated.outcome_label for study in part.studies for one in study.estimates}
    names = {one.stated.instrument_label for study in part.studies for one in study.estimates}
    if len(labels) == 1:
        return next(iter(labels))
    return str(next(iter(names))) if len(names) == 1 and None not in names else part.key[0]


def _rows(parts: Sequence[_Part], judging: Judging) -> Iterator[list[Cell]]:
    for part in parts:
        yield from table_rows(part.key, part.studies, _weights(part), part.pools, judging)


def _notes(
    sections: Sequence[Section], selection: Selection, rho: float, found: Pooling | None, parts: Sequence[_Part]
) -> Iterator[str]:
    yield "Effects are turned so that right of no effect is better for the experimental arm; the table has them as printed too."
    yield (
        "Numbers beside a single estimate are the printed ones, where they only had to be turned; intervals of another level "
        "than 95% and of paper means are normal ones of their standard error."
    )
    if any(part.pools for part in parts):
        yield (
            f"A paper counts once, with the mean of its estimates, taken to be correlated by {rho:g}. Mean: random effects "
            "(REML), interval by Hartung and Knapp, never narrower than the normal one; the numbers of kg pool (risk differences "
            "there as shares)."
        )
    for section in sections:
        for label, said in explained(section.lines):
            yield f"Threshold {label}: {said}."
        yield from (f"{line.label} ({line.source}): {line.note.rstrip('.')}." for line in section.lines if line.note)
    if found is not None and any(pool.without for part in parts for pool in part.pools):
        yield "Rows without a flaw share papers with the whole: they are not two samples to be tested against each other."
    yield from (f"Left out, {line}." for line in reasons(selection.left_out))
