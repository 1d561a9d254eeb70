"""The funnel plot of an outcome, from the store: the papers of a pooled mean by effect and standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kg.figures.comparisons import numbered, rounded
from kg.figures.forest_rows import on_axis
from kg.stats.small_study import ENOUGH, SmallStudy, small_study
from kg.store import Store
from kg.synthesis import Choice, pooling
from kg.synthesis.pools import Pool
from kg.synthesis.scales import RATIOS
from kg.synthesis.studies import RHO
from kg.tables import Cell, Table, counted
from kg.views.charts.funnel import Funnel, Point, draw, spec
from kg.views.figure import NARROW, WIDE, Figure

__all__ = ["COLUMNS", "funnel"]

COLUMNS = ("outcome", "scale", "row", "paper", "name", "effect", "standard_error", "low", "high", "inside", "estimates", "origin")
_LIMITS = (
    "The dashed limits are the mean plus and minus 1.96 standard errors: where effects truly differ between papers, more than 5% "
    "lie outside without any bias."
)
Link = Callable[[str], str | None]


def funnel(
    store: Store,
    *,
    outcome: str | None = None,
    measure: str | None = None,
    time: str | None = None,
    extracted: bool = False,
    retracted: bool = False,
    rho: float = RHO,
    title: str | None = None,
    link: Link = lambda paper: None,
) -> Figure:
    """The papers of the largest pool of the outcome, or of all, around the mean of `kg pool`.

    From ten papers on with Egger's regression. Effects and errors are on the scale they are pooled on, ratios as logarithms.
    Raises NotFound where no two papers can be pooled.
    """
    choice = Choice(outcome=outcome, measure=measure, time=time, extracted=extracted, retracted=retracted)
    found = pooling(store, choice, rho=rho)
    pool = found.pools[0]
    if pool.mean is None:  # a pool without flaws asked for always has studies
        raise ValueError("a pool of studies has a mean")
    egger = small_study([one.effect for one in pool.studies], [one.standard_error for one in pool.studies])
    said = tuple(_said(pool, egger, len(found.pools) - 1))
    data = Funnel(
        title=title or f"{_named(pool)}: effects by their precision",
        about=f"{pool.scale}, {counted(len(pool.studies), 'paper')} with {counted(len(pool.estimates), 'estimate')}",
        left="favours the arm compared with", right="favours the experimental arm", points=[*_points(pool)],
        mean=pool.mean.estimate, mean_text=f"Mean of {counted(len(pool.studies), 'paper')}, random effects: {_text(pool)}",
        said=said, line=_line(egger), ratio=pool.scale.measure in RATIOS,
    )  # fmt: skip
    return Figure(
        name="funnel",
        wide=draw(data, WIDE),
        narrow=draw(data, NARROW),
        table=Table.of(COLUMNS, _rows(pool, data, egger)),
        notes=(
            f"A paper counts once: its estimates become their mean, taken to be correlated by {rho:g}, as in kg pool.",
            _LIMITS,
            *said,
        ),
        queries=("comparable-estimates", "scales-of-outcomes"),
        spec=spec(data),
    )


def _named(pool: Pool) -> str:
    labels = {one.stated.outcome_label for one in pool.estimates}
    name = next(iter(labels)) if len(labels) == 1 else pool.outcome
    return f"{name[:1].upper()}{name[1:]}"


def _text(pool: Pool) -> str:
    if pool.mean is None:
        return ""
    return numbered(on_axis(pool.scale, pool.mean.estimate, *pool.mean.interval))


def _points(pool: Pool) -> Iterator[Point]:
    for one in pool.studies:
        (effect,) = on_axis(pool.scale, one.effect)
        (error,) = rounded([one.standard_error])
        told = f"{one.name}: {rounded([effect])[0]}, standard error {error}"
        yield Point(one.name, one.effect, one.standard_error, told, one.extracted)


def _line(egger: SmallStudy) -> tuple[float, float] | None:
    """Egger's regression as a line in the funnel: effect = slope + intercept x standard error."""
    if not egger.enough or egger.intercept is None or egger.slope is None:
        return None
    return egger.slope, egger.intercept


def _said(pool: Pool, egger: SmallStudy, others: int) -> Iterator[str]:
    if egger.enough and egger.intercept is not None and egger.interval is not None:
        p = "" if egger.p is None else f", p {'below 0.001' if egger.p < 0.001 else f'{egger.p:.3f}'}"
        numbers = numbered([egger.intercept, *egger.interval])
        yield f"Egger's test: intercept {numbers}{p}; 0 is expected where precision plays no part."
        yield (
            "Asymmetry does not prove that studies are missing: small trials may be of other people, other treatments or poorer "
            "methods, it may be chance, and effects may truly differ."
        )
        if pool.scale.measure in ("SMD", "OR"):
            yield f"The standard error of an {pool.scale.measure} depends on its size: the test finds asymmetry too often."
    elif len(pool.studies) < ENOUGH:
        yield (
            f"No test of asymmetry: with fewer than {ENOUGH} papers (here {len(pool.studies)}) neither a test nor the eye can "
            "tell it from chance. A funnel that looks even does not prove that nothing is missing."
        )
    else:
        yield "No test of asymmetry: the standard errors of the papers do not differ."
    if pool.scale.measure in RATIOS:
        yield "Standard errors are those of the logarithm of the ratio."
    if others:
        yield f"Other outcomes or scales with two papers or more: {others}. --outcome and --measure choose one."


def _rows(pool: Pool, data: Funnel, egger: SmallStudy) -> Iterator[list[Cell]]:
    scale = str(pool.scale)
    for one in pool.studies:
        inside = abs(one.effect - data.mean) <= data.limits * one.standard_error
        origin = "extracted" if one.extracted else "asserted"
        yield [
            pool.outcome, scale, "paper", one.paper, one.name, one.effect, one.standard_error, None, None, inside,
            len(one.estimates), origin,
        ]  # fmt: skip
    if pool.mean is not None:
        numbers = pool.mean.standard_error, *pool.mean.interval
        yield [
            pool.outcome,
            scale,
            "mean",
            None,
            data.mean_text,
            pool.mean.estimate,
            *numbers,
            None,
            len(pool.estimates),
            "computed",
        ]
    if data.line is not None and egger.interval is not None:
        numbers = egger.standard_error or 0.0, *egger.interval
        yield [pool.outcome, scale, "Egger intercept", None, None, egger.intercept, *numbers, None, None, "computed"]
        yield [pool.outcome, scale, "effect at a standard error of 0", None, None, egger.slope, *[None] * 5, "computed"]
