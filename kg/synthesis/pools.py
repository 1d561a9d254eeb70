"""Studies with their mean, and the tables of them: a row a pool, a row a study, a row an estimate that was left out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.stats.chi_square import chi_square_tail
from kg.stats.pooling import Limits, Pooled, leave_one_out
from kg.stats.small_study import small_study
from kg.stats.strata import Difference
from kg.stats.student import critical
from kg.synthesis.harmonised import REASONS, Harmonised, LeftOut, Selection
from kg.synthesis.scales import RATIOS, Scale
from kg.synthesis.studies import Study
from kg.tables import Cell, Table

__all__ = ["COLUMNS", "Between", "Pool", "Pooling", "left_out", "reasons"]

COLUMNS = (
    "outcome", "k", "estimate", "low", "high", "pred_low", "pred_high", "tau2", "i2", "excluded", "measure", "scale", "group",
    "without", "never_judged", "papers", "estimates", "extracted", "conditions", "outcomes",
    "rescaled", "range_not_stated", "method", "level", "standard_error", "p",
    "tau2_low", "tau2_high", "i2_low", "i2_high", "q", "q_p", "ratio", "ratio_low", "ratio_high", "ratio_pred_low",
    "ratio_pred_high", "against", "difference", "difference_low", "difference_high", "between_q", "between_df", "between_p",
    "egger", "egger_low", "egger_high", "egger_p", "left_out_study",
)  # fmt: skip
STUDY_COLUMNS = (
    "outcome", "scale", "group", "without", "paper", "name", "effect", "low", "high", "standard_error", "weight", "estimates",
    "extracted",
)  # fmt: skip
LEFT_OUT_COLUMNS = (
    "paper", "outcome_id", "outcome", "timepoint", "measure", "printed", "first_arm", "second_arm", "why", "reason", "mend",
    "estimate",
)  # fmt: skip
Row = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Between:
    """Whether groups differ at all: Cochran's Q of their means with `df` degrees of freedom, and its p value."""

    q: float
    df: int

    @property
    def p(self) -> float:
        return chi_square_tail(self.q, self.df)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Studies of one outcome and scale, perhaps of one group, perhaps `without` the flaws named, with their mean.

    `excluded` counts the studies that go with these flaws, `never_judged` those kept although nobody judged one of the flaws in
    them. `mean` is None where none is left. `difference` is this group minus the one named in `against`.
    """

    outcome: str
    scale: Scale
    studies: tuple[Study, ...]
    mean: Pooled | None
    group: str | None = None
    without: tuple[str, ...] = ()
    excluded: int = 0
    never_judged: int = 0
    against: str | None = None
    difference: Difference | None = None
    between: Between | None = None
    left_out_study: str | None = None

    @property
    def papers(self) -> int:
        return len({one.paper for one in self.studies})

    @property
    def estimates(self) -> tuple[Harmonised, ...]:
        return tuple(one for study in self.studies for one in study.estimates)

    def row(self) -> Row:
        """The cells of `COLUMNS`: effects on the scale of the pool, ratios as logarithms and again as ratios."""
        row: Row = dict.fromkeys(COLUMNS)
        row |= {
            "outcome": self.outcome, "k": len(self.studies), "excluded": self.excluded, "measure": self.scale.measure,
            "scale": str(self.scale), "group": self.group, "without": ", ".join(self.without) or None,
            "never_judged": self.never_judged if self.without else None, "papers": self.papers,
            "estimates": len(self.estimates), "extracted": sum(one.extracted for one in self.studies),
            "conditions": len({one.stated.condition for one in self.estimates}),
            "outcomes": len({one.stated.outcome_label.casefold() for one in self.estimates}),
            "rescaled": len({one.stated.paper for one in self.estimates if one.rescaled}),
            "range_not_stated": len({one.stated.paper for one in self.estimates if one.assumed}),
            "left_out_study": self.left_out_study,
        }  # fmt: skip
        if self.mean is not None:
            row |= _mean(self.mean) | _ratio(self.mean, self.scale)
            row |= self._egger(self.mean.level) if self.left_out_study is None else {}
        if self.difference is not None:
            low, high = self.difference.interval or (None, None)
            row |= {"against": self.against, "difference": self.difference.difference}
            row |= {"difference_low": low, "difference_high": high}
        if self.between is not None:
            row |= {"between_q": self.between.q, "between_df": self.between.df, "between_p": self.between.p}
        return row

    def _egger(self, level: float) -> Row:
        """Intercept of Egger's test with interval and p; nothing below ten studies, or where it cannot be computed."""
        found = small_study([one.effect for one in self.studies], [one.standard_error for one in self.studies], level)
        if not found.enough or found.intercept is None or found.interval is None:
            return {}
        low, high = found.interval
        return {"egger": found.intercept, "egger_low": low, "egger_high": high, "egger_p": found.p}

    def without_one(self) -> Iterator[Pool]:
        """The pool without each study in turn; nothing for a single study."""
        if self.mean is None:
            return
        effects, errors = ([*numbers] for numbers in zip(*((o.effect, o.standard_error) for o in self.studies), strict=True))
        for study, mean in zip(self.studies, leave_one_out(effects, errors, self.mean.level), strict=len(self.studies) > 1):
            yield Pool(
                outcome=self.outcome, scale=self.scale, studies=tuple(one for one in self.studies if one is not study), mean=mean,
                group=self.group, without=self.without, excluded=self.excluded, left_out_study=study.paper,
            )  # fmt: skip


def _mean(mean: Pooled) -> Row:
    def ends(name: str, limits: Limits | None) -> Row:
        return {} if limits is None else {f"{name}low": limits.low, f"{name}high": limits.high}

    return {
        "estimate": mean.estimate, "tau2": mean.tau2, "i2": mean.i2, "method": mean.method, "level": mean.level,
        "standard_error": mean.standard_error, "p": mean.p, "q": mean.q if mean.k > 1 else None, "q_p": mean.q_p,
        **ends("", mean.interval), **ends("pred_", mean.prediction), **ends("tau2_", mean.tau2_interval),
        **ends("i2_", mean.i2_interval),
    }  # fmt: skip


def _ratio(mean: Pooled, scale: Scale) -> Row:
    if scale.measure not in RATIOS:
        return {}
    row: Row = {"ratio": _exp(mean.estimate), "ratio_low": _exp(mean.interval.low), "ratio_high": _exp(mean.interval.high)}
    if mean.prediction is not None:
        row |= {"ratio_pred_low": _exp(mean.prediction.low), "ratio_pred_high": _exp(mean.prediction.high)}
    return row


def _exp(number: float) -> float | None:
    """None for what is too large for a number."""
    return math.exp(number) if number < 700 else None


@dataclass(frozen=True)
class Pooling:
    """The pools asked for in the order of their rows, and what did not come in.

    `single` are outcomes and scales of one study only. `shared` counts, for groups, the papers that stand in more than one.
    """

    pools: tuple[Pool, ...]
    selection: Selection
    single: tuple[tuple[str, Scale], ...]
    shared: int
    rho: float
    every: bool

    @property
    def table(self) -> Table:
        """A row a pool."""
        return _table(self.pools)

    @property
    def leave_one_out(self) -> Table:
        """Each pool, followed by it without each study in turn; `left_out_study` names that study."""
        return _table(row for one in self.pools for row in (one, *one.without_one()))

    @property
    def studies(self) -> Table:
        """The studies of each pool with effect, normal interval, standard error and share of the weight (0 to 1)."""
        return Table.of(STUDY_COLUMNS, (row for one in self.pools if one.mean is not None for row in _study_rows(one, one.mean)))


def left_out(these: Sequence[LeftOut]) -> Table:
    """Each estimate that was left out, with the reason and what would mend it."""
    return Table.of(LEFT_OUT_COLUMNS, map(_left_out, these))


def _table(pools: Sequence[Pool] | Iterator[Pool]) -> Table:
    return Table.of(COLUMNS, ([row[name] for name in COLUMNS] for row in (one.row() for one in pools)))


def _study_rows(of: Pool, mean: Pooled) -> Iterator[list[Cell]]:
    wide = critical(100 * mean.level)
    for one, weight in zip(of.studies, mean.weights, strict=True):
        half = wide * one.standard_error
        yield [
            of.outcome, str(of.scale), of.group, ", ".join(of.without) or None, one.paper, one.name, one.effect,
            one.effect - half, one.effect + half, one.standard_error, weight, len(one.estimates), one.extracted,
        ]  # fmt: skip


def _left_out(one: LeftOut) -> list[Cell]:
    said, reason = one.stated, REASONS[one.reason]
    return [
        said.paper, said.outcome_id, said.outcome_label, said.timepoint, said.measure, said.printed, said.first_label,
        said.second_label, one.reason, reason.words, reason.mend or None, said.estimate,
    ]  # fmt: skip


def reasons(left_out: Sequence[LeftOut]) -> list[str]:
    """How many estimates were left out for which reason, the most frequent first, each with the way to mend it."""
    found = []
    for reason, number in sorted(Counter(one.reason for one in left_out).items(), key=lambda item: (-item[1], item[0])):
        known = REASONS[reason]
        found.append(f"{number:,}: {known.words}{f' ({known.mend})' if known.mend else ''}")
    return found
