"""The rows of a forest: a paper with its estimates, judgements beside it, the means below; in the picture and in the table."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.figures.comparisons import Comparison, harmonised, numbered, rounded
from kg.figures.thresholds import Thresholds
from kg.figures.weeks import Time
from kg.stats.student import critical
from kg.store import Store
from kg.synthesis import judgements
from kg.synthesis.harmonised import Harmonised
from kg.synthesis.pools import Pool
from kg.synthesis.scales import RATIOS, Scale
from kg.synthesis.stated import Stated
from kg.synthesis.studies import Study
from kg.tables import Cell, counted, percent
from kg.views.charts.forest_section import Mark, Mean, Row
from kg.views.charts.marks import Interval

__all__ = ["COLUMNS", "Judging", "axis_unit", "mean_of", "on_axis", "paper_rows", "table_rows"]

COLUMNS = (
    "outcome", "scale", "row", "paper", "name", "arm", "against", "time", "weeks", "effect", "low", "high", "printed", "weight",
    "estimates", "origin", "risk_of_bias", "flaws", "estimate", "source",
)  # fmt: skip
_RISKS = {
    "low": Mark("+", "absent", "low risk of bias"),
    "some": Mark("\u2212", "unclear", "some concerns about bias"),
    "high": Mark("\u00d7", "present", "high risk of bias"),
    judgements.DIFFER: Mark("\u2260", "unclear", "assessors differ on the risk of bias"),
    judgements.NOT_JUDGED: Mark("?", "muted", "risk of bias not judged as a whole"),
}
_VERDICTS = {
    "present": Mark("\u25b2", "present", "present or likely present"),
    "absent": Mark("\u25cb", "absent", "absent or likely absent"),
    "not judged": Mark("?", "muted", "not judged"),
}


@dataclass(frozen=True, slots=True)
class Judging:
    """What assessors say of the estimates drawn: risk of bias as a whole where anyone judged it, and the flaws asked for."""

    flaws: tuple[judgements.Flaw, ...]
    overall: judgements.Overall | None

    @classmethod
    def of(cls, store: Store, flaws: Sequence[judgements.Flaw], drawn: Sequence[Harmonised]) -> Judging:
        overall = judgements.overall(store)
        some = any(overall.risk(one.stated) != judgements.NOT_JUDGED for one in drawn)
        return cls(tuple(flaws), overall if some else None)

    @property
    def heads(self) -> tuple[str, ...]:
        return (*(["risk of bias as a whole"] if self.overall else []), *(flaw.label for flaw in self.flaws))

    @property
    def queries(self) -> tuple[str, ...]:
        return (*(["overall-judgements"] if self.overall else []), *(["judged-targets"] if self.flaws else []))

    @property
    def told(self) -> str:
        """What the symbols mean."""
        marks = [*(_RISKS.values() if self.overall else ()), *(_VERDICTS.values() if self.flaws else ())]
        return f"{'; '.join(f'{mark.symbol} {mark.told}' for mark in marks)}."

    def marks(self, one: Stated) -> tuple[Mark, ...]:
        found = [_RISKS[self.overall.risk(one)]] if self.overall else []
        for flaw in self.flaws:
            mark = _VERDICTS[flaw.verdict(one)]
            found.append(Mark(mark.symbol, mark.ink, f"{flaw.label}: {mark.told}"))
        return tuple(found)

    def cells(self, one: Stated) -> tuple[str | None, str | None]:
        risk = self.overall.risk(one) if self.overall else None
        return risk, "; ".join(f"{flaw.flaw} {flaw.verdict(one)}" for flaw in self.flaws) or None


def axis_unit(estimates: Sequence[Harmonised], thresholds: Thresholds) -> Decimal | None:
    """The greatest score of the range that differences are drawn on, where papers state it; None for the instrument's usual one.

    0 where a stated range does not begin at 0, so that no threshold can be brought to it.
    """
    for one in estimates:
        unit = thresholds.unit(one.stated)
        if one.scale.measure == "MD" and unit.own and not one.rescaled and unit.high is not None:
            return unit.high if unit.low == 0 else Decimal(0)
    return None


def on_axis(scale: Scale, *numbers: float) -> tuple[float, ...]:
    """Numbers of a pool's scale as the axis has them: logarithms as ratios, risk differences in percentage points."""
    if scale.measure in RATIOS:
        return tuple(math.exp(number) if number < 700 else math.inf for number in numbers)
    return tuple(100 * number for number in numbers) if scale.measure == "RD" else numbers


def mean_of(pool: Pool) -> Mean:
    """The diamond of a pool, with the numbers of `kg pool`. Raises ValueError for a pool of nothing."""
    if pool.mean is None:
        raise ValueError(f"nothing is pooled for {pool.outcome}")
    value, low, high = on_axis(pool.scale, pool.mean.estimate, *pool.mean.interval)
    expected = None if pool.mean.prediction is None else on_axis(pool.scale, *pool.mean.prediction)
    label = f"Mean of {counted(len(pool.studies), 'paper')}, random effects"
    if pool.without:
        label = f"Without {', '.join(pool.without)}: {counted(len(pool.studies), 'paper')}"
    about = []
    if pool.mean.i2 is not None and pool.mean.tau2 is not None:
        about.append(f"I\u00b2 {percent(pool.mean.i2)}, \u03c4\u00b2 {rounded([pool.mean.tau2])[0]}")
    if pool.without:
        about.append(f"{pool.excluded} excluded; {pool.never_judged} of those kept never judged")
    elif expected is not None:
        about.append("line below: where 95% of new studies are expected")
    return Mean(
        label, value, low, high, numbered([value, low, high]), "; ".join(about),
        None if expected is None else (expected[0], expected[1]),
        "" if expected is None else " to ".join(rounded(expected)),
    )  # fmt: skip


def paper_rows(
    study: Study,
    weights: Mapping[str, float],
    thresholds: Thresholds,
    judging: Judging,
    link: Callable[[str], str | None],
    *,
    lined: bool,
    labelled: bool,
) -> Iterator[Row]:
    """A paper's rows: its mean before its estimates where several are pooled; the name stands in the first.

    `weights` are shares of the pooled mean by paper; `lined` where thresholds are drawn, `labelled` where outcomes have to
    be named.
    """
    weight = weights.get(study.paper)
    more = "" if weight is None else f"{100 * weight:.1f}%"
    shown = [(one, harmonised(one)) for one in study.estimates]
    arms = {(made.arm, made.other) for _, made in shown}
    several = weight is not None and len(shown) > 1
    if several:
        mean, text = _mean_of_paper(study)
        words = f"mean of {counted(len(shown), 'estimate')}"
        told = f"{study.name}: {text}, {words}, weight {more}"
        judged = {judging.marks(one.stated) for one, _ in shown}
        marks = next(iter(judged)) if len(judged) == 1 else ()
        yield Row(study.name, words, mean, text, told, more, marks, link=link(study.paper))
    for place, (one, made) in enumerate(shown):
        dagger = " \u2020" if lined and thresholds.unit(one.stated).small else ""
        detail = _detail(one.stated, made, arms=len(arms) > 1 or not place, outcome=labelled) + dagger
        first = place == 0 and not several
        size = 5 + 9 * math.sqrt(weight / max(weights.values())) if first and weight is not None else 7
        effect = Interval(made.value, made.low, made.high, read=made.read)
        yield Row(
            study.name if first else "", detail, effect, made.text, f"{study.name}, {detail}: {made.text}; {_origin(made)}",
            more if first else "", judging.marks(one.stated), inner=several, size=size, link=link(study.paper) if first else None,
        )  # fmt: skip


def _mean_of_paper(study: Study) -> tuple[Interval, str]:
    half = critical(95) * study.standard_error
    scale = study.estimates[0].scale
    value, low, high = on_axis(scale, study.effect, study.effect - half, study.effect + half)
    return Interval(value, low, high, read=study.extracted, computed=True), numbered([value, low, high])


def _detail(one: Stated, made: Comparison, *, arms: bool, outcome: bool) -> str:
    time = Time(one.timepoint or "", None if one.weeks is None else float(one.weeks)).told
    parts = [time or "time not stated", one.outcome_label if outcome else "", f"{made.arm} against {made.other}" if arms else ""]
    return "; ".join(part for part in parts if part)


def _origin(made: Comparison) -> str:
    read = "read from prose by a program" if made.read else "in the source"
    return f"{read} {made.stated}{'; numbers computed' if made.computed else ''}"


def table_rows(
    key: tuple[str, Scale], own: Sequence[Study], weights: Mapping[str, float], pools: Sequence[Pool], judging: Judging
) -> Iterator[list[Cell]]:
    """Every number of a section and of what it leaves out of the picture, in the cells of `COLUMNS`."""
    outcome, scale = key[0], str(key[1]).removeprefix("log ")
    for study in own:
        weight = weights.get(study.paper)
        if len(study.estimates) > 1 and weight is not None:
            mean, _ = _mean_of_paper(study)
            yield [
                outcome, scale, "paper", study.paper, study.name, None, None, None, None, mean.value, mean.low, mean.high, None,
                weight, len(study.estimates), "computed", *judging.cells(study.estimates[0].stated), None, None,
            ]  # fmt: skip
        for one in study.estimates:
            made, of = harmonised(one), one.stated
            yield [
                outcome, scale, "estimate", of.paper, of.name, made.arm, made.other, of.timepoint, of.weeks, made.value, made.low,
                made.high, of.printed, weight if len(study.estimates) == 1 else None, 1, of.origin, *judging.cells(of),
                of.estimate, of.source,
            ]  # fmt: skip
    for pool in pools:
        mean_ = mean_of(pool)
        numbers = len(pool.estimates)
        yield [
            outcome, scale, "mean", None, mean_.label, None, None, None, None, mean_.value, mean_.low, mean_.high, None, None,
            numbers, "computed", None, None, None, None,
        ]  # fmt: skip
        if mean_.expected is not None:
            yield [
                outcome, scale, "expected in 95% of new studies", None, mean_.label, None, None, None, None, None,
                *mean_.expected, None, None, numbers, "computed", None, None, None, None,
            ]  # fmt: skip
