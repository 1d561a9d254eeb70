"""Do papers with a flaw report other effects: differences within clusters of comparable papers, then over the clusters."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.errors import UsageError
from kg.stats.pooling import Pooled
from kg.stats.strata import Cluster, Difference, Side, Strata, compare
from kg.store import Store
from kg.synthesis import judgements
from kg.synthesis.harmonised import Choice, Harmonised, Selection, select
from kg.synthesis.pooling import nothing
from kg.synthesis.published import published
from kg.synthesis.scales import RATIOS, Scale
from kg.synthesis.studies import RHO, studies
from kg.tables import Cell, Table

__all__ = ["COLUMNS", "Contrasts", "strata"]

COLUMNS = (
    "flaw", "cluster", "with_n", "without_n", "difference", "low", "high", "kind", "condition", "comparator", "outcome",
    "measure", "scale", "with_estimate", "without_estimate", "standard_error", "p", "ratio", "ratio_low", "ratio_high",
    "clusters", "of", "pred_low", "pred_high", "tau2", "i2", "label",
)  # fmt: skip


class Key(NamedTuple):
    """What the estimates of a cluster have in common."""

    condition: str
    comparator: str
    outcome: str
    scale: Scale

    def __str__(self) -> str:
        return f"{self.condition} | {self.comparator} | {self.outcome} | {self.scale}"


@dataclass(frozen=True)
class Contrasts:
    """The clusters in which papers with the flaw and without it meet, pooled for each scale.

    All signs are those of meta-epidemiology: effects are negative where the experimental arm does better, a difference is with
    the flaw minus without it, so that a negative one (a ratio of ratios below 1) says that papers with the flaw report the larger
    benefit. `unjudged` and `disputed` count papers: without a verdict, and judged either way, which count as having the flaw;
    `no_condition` those left out because no condition is stated; `several` those in more than one cluster that holds both,
    `both_sides` those with estimates of either kind in one.
    """

    flaw: str
    label: str
    of_scale: tuple[tuple[Scale, tuple[Key, ...], Strata], ...]
    selection: Selection
    judged: int
    unjudged: int
    disputed: int
    no_condition: int
    several: int
    both_sides: int
    rho: float

    @property
    def table(self) -> Table:
        """The pooled row of each scale with two clusters or more that hold both, then its clusters, then what was published."""
        rows: list[dict[str, Cell]] = []
        for scale, keys, found in self.of_scale:
            if found.pooled is not None and found.enough:
                rows.append(self._pooled(scale, found, found.pooled))
            for key, one in zip(keys, found.differences, strict=True):
                rows += self._cluster(key, one)
        rows += self._published()
        return Table.of(COLUMNS, ([row.get(name) for name in COLUMNS] for row in rows))

    @property
    def enough(self) -> bool:
        """Whether some scale has two clusters that hold both."""
        return any(found.enough for _, _, found in self.of_scale)

    def _pooled(self, scale: Scale, found: Strata, mean: Pooled) -> dict[str, Cell]:
        low, high = mean.interval
        pred_low, pred_high = mean.prediction or (None, None)
        return {
            "flaw": self.flaw, "cluster": "all clusters", "with_n": found.marked_n, "without_n": found.unmarked_n,
            "difference": mean.estimate, "low": low, "high": high, "kind": "pooled", "measure": scale.measure,
            "scale": str(scale), "standard_error": mean.standard_error, "p": mean.p, **_ratio(scale, mean.estimate, low, high),
            "clusters": found.clusters, "of": found.of, "pred_low": pred_low, "pred_high": pred_high, "tau2": mean.tau2,
            "i2": mean.i2, "label": self.label,
        }  # fmt: skip

    def _cluster(self, key: Key, one: Difference) -> Iterator[dict[str, Cell]]:
        """A row, or none where the cluster holds one kind of papers only."""
        if one.difference is None or one.interval is None or one.marked is None or one.unmarked is None:
            return
        low, high = one.interval
        yield {
            "flaw": self.flaw, "cluster": one.cluster, "with_n": one.marked_n, "without_n": one.unmarked_n,
            "difference": one.difference, "low": low, "high": high, "kind": "cluster", "condition": key.condition,
            "comparator": key.comparator, "outcome": key.outcome, "measure": key.scale.measure, "scale": str(key.scale),
            "with_estimate": one.marked.estimate, "without_estimate": one.unmarked.estimate,
            "standard_error": one.standard_error, **_ratio(key.scale, one.difference, low, high), "label": self.label,
        }  # fmt: skip

    def _published(self) -> list[dict[str, Cell]]:
        rows: list[dict[str, Cell]] = []
        for one in published(self.flaw):
            difference, low, high = one.difference
            ratio = {"ratio": one.estimate, "ratio_low": one.low, "ratio_high": one.high} if one.measure == "ROR" else {}
            rows.append({
                "flaw": self.flaw, "cluster": f"{one.source}: {one.about}", "difference": difference, "low": low, "high": high,
                "kind": "published", "measure": "OR" if one.measure == "ROR" else "SMD",
                "scale": "log OR" if one.measure == "ROR" else "SMD", **ratio, "label": self.label,
            })  # fmt: skip
        return rows


def _ratio(scale: Scale, difference: float, low: float, high: float) -> dict[str, Cell]:
    if scale.measure not in RATIOS:
        return {}
    return {"ratio": math.exp(difference), "ratio_low": math.exp(low), "ratio_high": math.exp(high) if high < 700 else None}


def strata(store: Store, flaw: str, choice: Choice | None = None, *, rho: float = RHO, level: float = 0.95) -> Contrasts:
    """The difference between papers with the flaw (or one under it) and those judged not to have it, by cluster and pooled.

    A cluster is one condition, comparator, outcome (what the instrument measures, else the label) and scale; a paper counts once
    on a side, as the composite of its estimates (`kg.synthesis.studies`). Papers that nobody judged for the flaw are left out.
    Clusters are pooled within a scale, by `kg.stats.strata.compare`. Raises NotFound for an unknown flaw and where no cluster
    holds both, with what was found; UsageError for a sign other than that of benefit.
    """
    wanted = choice or Choice()
    if wanted.sign != "benefit":
        raise UsageError("Papers are compared by benefit, whatever the direction of their scores.")
    about = judgements.flaw(store, flaw)
    selection = select(store, wanted)
    sides: dict[Key, dict[bool, list[Harmonised]]] = defaultdict(lambda: {True: [], False: []})
    papers: dict[str, set[str]] = defaultdict(set)
    for one in selection.kept:
        said, paper = about.verdict(one.stated), one.stated.paper
        papers[said].add(paper)
        if about.disputed(one.stated):
            papers["disputed"].add(paper)
        if said == "not judged":
            continue
        if one.stated.condition is None:
            papers["no condition"].add(paper)
            continue
        key = Key(" ".join(one.stated.condition.casefold().split()), one.comparator, one.outcome, one.scale)
        sides[key][said == "present"].append(one)

    by_scale: dict[Scale, list[Key]] = defaultdict(list)
    for key in sorted(sides):
        by_scale[key.scale].append(key)
    found = []
    for scale, keys in by_scale.items():
        clusters = [Cluster(str(key), *(_side(sides[key][marked], rho) for marked in (True, False))) for key in keys]
        found.append((scale, tuple(keys), _compared(clusters, level)))
    where = Counter[str]()
    both: set[str] = set()
    for of in sides.values():
        marked, unmarked = ({one.stated.paper for one in of[has]} for has in (True, False))
        both |= marked & unmarked
        where.update(marked | unmarked if marked and unmarked else ())
    judged = papers["present"] | papers["absent"]
    if not any(differences.clusters for _, _, differences in found):
        why = (
            f"no cluster (one condition, comparator, outcome and scale) has papers with {flaw} and papers judged without it: "
            f"of the papers {len(papers['present'])} have it, {len(papers['absent'])} are judged without it, "
            f"{len(papers['not judged'] - judged)} are not judged"
        )
        raise nothing(wanted, selection, why, "kg pool")
    found.sort(key=lambda item: (-item[2].clusters, item[0]))
    return Contrasts(
        flaw=flaw, label=about.label, of_scale=tuple(found), selection=selection, judged=len(judged),
        unjudged=len(papers["not judged"] - judged), disputed=len(papers["disputed"]), no_condition=len(papers["no condition"]),
        several=sum(times > 1 for times in where.values()), both_sides=len(both), rho=rho,
    )  # fmt: skip


def _side(estimates: Sequence[Harmonised], rho: float) -> Side:
    """The papers of a side; signs turned, so that better is negative."""
    found = studies(estimates, rho)
    return Side(tuple(-one.effect for one in found), tuple(one.standard_error for one in found))


def _compared(clusters: Sequence[Cluster], level: float) -> Strata:
    try:
        return compare(clusters, level)
    except ValueError as wrong:
        raise UsageError(f"Effects cannot be compared: {wrong}.") from None
