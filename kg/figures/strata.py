"""Whether papers with a flaw report larger effects: the clusters and the mean of `kg strata` as a figure."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kg.figures.comparisons import against, signed
from kg.figures.forest_rows import on_axis
from kg.stats.strata import Difference, Strata
from kg.store import Store
from kg.synthesis import Choice, Contrasts
from kg.synthesis import strata as contrasts
from kg.synthesis.published import Published, published
from kg.synthesis.scales import RATIOS, Scale
from kg.synthesis.strata import Key
from kg.synthesis.studies import RHO
from kg.tables import counted, percent
from kg.views.charts.forest import Forest, draw
from kg.views.charts.forest_section import Mean, Row, Section
from kg.views.charts.forest_spec import spec
from kg.views.charts.marks import Interval
from kg.views.figure import NARROW, WIDE, Figure

__all__ = ["LIMIT", "strata"]

LIMIT = 40
_LEFT = "papers with the flaw report the larger benefit"
_RIGHT = "papers without it do"
_RING = "Ring: published, of other trials; ratios of odds ratios as differences of SMDs by Chinn's conversion."
_HEADS = ("cluster", "difference (95% CI)", "")


def strata(
    store: Store,
    flaw: str,
    *,
    outcome: str | None = None,
    measure: str | None = None,
    condition: str | None = None,
    time: str | None = None,
    extracted: bool = False,
    retracted: bool = False,
    rho: float = RHO,
    limit: int = LIMIT,
    title: str | None = None,
) -> Figure:
    """Differences between papers with the flaw and without it, a row a cluster (at most `limit`, 0: all), pooled by scale.

    Signs are those of meta-epidemiology: left of no difference papers with the flaw report the larger benefit. Published
    contrasts stand beside standardised differences, or in a section of their own. Raises as `kg.synthesis.strata`.
    """
    choice = Choice(outcome=outcome, measure=measure, condition=condition, time=time, extracted=extracted, retracted=retracted)
    found = contrasts(store, flaw, choice, rho=rho)
    sections, left_out = _sections(found, limit)
    data = Forest(
        "strata",
        title or f"Do papers with \u201c{found.label}\u201d report larger effects?",
        sections,
        tuple(_below(found, left_out)),
    )
    return Figure(
        name="strata",
        wide=draw(data, WIDE),
        narrow=draw(data, NARROW),
        table=found.table,
        notes=tuple(_notes(found)),
        queries=("comparable-estimates", "judged-targets"),
        spec=spec(data),
    )


def _sections(found: Contrasts, limit: int) -> tuple[list[Section], int]:
    """A section for each scale with clusters that hold both kinds of papers; how many clusters are not drawn."""
    said = published(found.flaw)
    sections, hidden, free = [], 0, limit or 10**9
    for scale, keys, compared in found.of_scale:
        both = [(key, one) for key, one in zip(keys, compared.differences, strict=True) if one.difference is not None]
        if not both:
            continue
        both.sort(key=lambda pair: (pair[1].standard_error or 0.0, pair[0]))
        shown, hidden = both[: max(free, 0)], hidden + max(len(both) - max(free, 0), 0)
        free -= len(shown)
        if shown:
            beside = said if scale.measure == "SMD" else ()
            sections.append(_section(found, scale, sorted(shown, key=lambda pair: pair[0]), compared, beside))
    if said and not any(row.effect.published for section in sections for row in section.rows):
        sections.append(_published(said))
    return sections, hidden


def _section(
    found: Contrasts, scale: Scale, shown: list[tuple[Key, Difference]], compared: Strata, beside: tuple[Published, ...]
) -> Section:
    ratio = scale.measure in RATIOS
    kind = f"Ratio of {scale.measure}s" if ratio else f"Difference of effects ({scale})"
    several = sum(bool(one.clusters) for _, _, one in found.of_scale) > 1
    conditions = {key.condition for key, _ in shown}
    common = f" ({next(iter(conditions))})" if len(conditions) == 1 else ""
    counts = f"{compared.clusters} of {counted(compared.of, 'cluster')}{common} hold both kinds of papers"
    return Section(
        heading=f"Clusters on the scale {scale}".replace("log ", "") if several else "",
        about=f"{kind}: with the flaw {'over' if ratio else 'minus'} without it. {counts}",
        left=_LEFT, right=_RIGHT, rows=[*(_row(*pair, common=bool(common)) for pair in shown), *map(_reference, beside)],
        means=[*_means(scale, compared)], below=(_RING,) if beside else (), heads=_HEADS, ratio=ratio,
    )  # fmt: skip


def _text(value: float, low: float, high: float) -> str:
    """Two decimals, as `kg strata` prints them."""
    numbers = [signed(f"{one:.2f}") if math.isfinite(one) else "very large" for one in (value, low, high)]
    return against(numbers[0], numbers[1], numbers[2])


def _row(key: Key, one: Difference, *, common: bool) -> Row:
    low, high = one.interval or (0.0, 0.0)
    value, low, high = on_axis(key.scale, one.difference or 0.0, low, high)
    papers = f"{one.marked_n} with, {one.unmarked_n} without the flaw"
    text = _text(value, low, high)
    detail = "; ".join([*([] if common else [key.condition]), f"against {key.comparator}", papers])
    return Row(key.outcome, detail, Interval(value, low, high), text, f"{key.outcome}; {key.condition}; {detail}: {text}")


def _means(scale: Scale, compared: Strata) -> Iterator[Mean]:
    mean = compared.pooled
    if mean is None or not compared.enough:
        return
    value, low, high = on_axis(scale, mean.estimate, *mean.interval)
    expected = None if mean.prediction is None else on_axis(scale, *mean.prediction)
    i2 = "" if mean.i2 is None else f"I\u00b2 {percent(mean.i2)}"
    below = "line below: where 95% of new clusters are expected" if expected else ""
    yield Mean(
        f"All {counted(compared.clusters, 'cluster')}, random effects", value, low, high, _text(value, low, high),
        "; ".join(part for part in (i2, below) if part), None if expected is None else (expected[0], expected[1]),
        "" if expected is None else f"{signed(f'{expected[0]:.2f}')} to {signed(f'{expected[1]:.2f}')}",
        "95% of new clusters expected",
    )  # fmt: skip


def _reference(one: Published) -> Row:
    """A published contrast as a difference of standardised differences."""
    value, low, high = one.as_smd
    text = _text(value, low, high)
    own = "" if one.measure == "dSMD" else f"; {one.measure} {one.estimate:.2f} ({one.low:.2f} to {one.high:.2f})"
    counter = "; found no average effect" if one.counter else ""
    detail = f"{one.about}{own}; {one.interval}{counter}"
    return Row(
        f"Published: {one.source}", detail, Interval(value, low, high, published=True), text, f"{one.source}, {detail}: {text}"
    )


def _published(said: tuple[Published, ...]) -> Section:
    return Section(
        heading="What was published on this flaw",
        about="Difference of SMDs in other trials; ratios of odds ratios by Chinn's conversion",
        left=_LEFT, right=_RIGHT, rows=[*map(_reference, said)], heads=("source", *_HEADS[1:]),
    )  # fmt: skip


def _below(found: Contrasts, left_out: int) -> Iterator[str]:
    if left_out:
        yield f"Clusters that are not drawn: {left_out}, the least precise ones; means are of all. --limit 0 draws all."
    if not found.enough:
        yield "Fewer than two clusters of one scale hold both kinds of papers: nothing is pooled."
    yield (
        f"Judged: {found.judged} papers that can be compared; {found.unjudged} nobody judged, and they are left out; "
        f"{found.disputed} judged either way, counted as with the flaw."
    )
    if found.several:
        yield (
            f"Papers in more than one cluster: {found.several}; with estimates on both sides of one: {found.both_sides}. So "
            "clusters are not independent, and the pooled interval is too narrow."
        )
    yield (
        "This compares what was observed: papers with a flaw may be older, smaller or have other flaws too. A flaw that does "
        "nothing on average may still matter in one paper."
    )
    if not published(found.flaw):
        yield "No study of Page 2016 or MetaBLIND 2020 concerns this flaw."


def _notes(found: Contrasts) -> Iterator[str]:
    yield (
        "A cluster is one condition, comparator, outcome and scale; a paper counts once on a side, with the mean of its "
        f"estimates, taken to be correlated by {found.rho:g}. The numbers are those of kg strata."
    )
    yield "With the flaw: an assessor calls it present or likely present. Without: it is only called absent or likely absent."
    if found.no_condition:
        yield f"Left out because no condition is stated: {counted(found.no_condition, 'paper')}."
    yield from _below(found, 0)
    for one in published(found.flaw):
        yield f"{one.source}, {one.about}: {one.measure} {one.estimate:.2f} ({one.low:.2f} to {one.high:.2f}, {one.interval})."
