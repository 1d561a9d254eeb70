"""Random-effects means over the papers of a store by outcome and scale, with and without flawed papers: what `kg pool` prints."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from kg.errors import NotFound, UsageError, nearest
from kg.stats.pooling import Pooled, pool
from kg.stats.strata import Cluster, Difference, Side, compare
from kg.store import Store
from kg.synthesis import judgements
from kg.synthesis.harmonised import Choice, Harmonised, Selection, select
from kg.synthesis.pools import Between, Pool, Pooling, reasons
from kg.synthesis.scales import Scale
from kg.synthesis.stated import ALL
from kg.synthesis.studies import RHO, Study, studies
from kg.tables import counted

__all__ = ["GROUPS", "nothing", "pooling"]

NOT_STATED = "not stated"
OVERALL = "overall"
_GROUPED: dict[str, Callable[[Harmonised], str]] = {
    "comparator": lambda one: one.comparator,
    "condition": lambda one: one.stated.condition or NOT_STATED,
    "design": lambda one: one.stated.design or NOT_STATED,
    "outcome": lambda one: one.stated.outcome_label,
    "instrument": lambda one: one.stated.instrument or NOT_STATED,
    "measured-by": lambda one: one.stated.measured_by or NOT_STATED,
}
GROUPS = (*_GROUPED, OVERALL)


def pooling(
    store: Store,
    choice: Choice | None = None,
    *,
    by: str | None = None,
    exclude: Sequence[str] = (),
    rho: float = RHO,
    every: bool = False,
    level: float = 0.95,
) -> Pooling:
    """The pools of those outcomes and scales of `choice` that two studies or more have, the largest first.

    Without an outcome each outcome is a pool of its own (what its instrument measures, else its label); with one, or with
    "all", all that match are pooled together, each scale by itself. Scales never mix. A paper counts once, as the composite of
    its estimates (`kg.synthesis.studies`). `exclude` adds a row without the papers that have the flaw (or one under it), for
    each flaw and for all together; `by`, one of `GROUPS`, a row a group, of what is then left. Differences of groups are from
    the group of most studies, of overall risk of bias from that at low risk.

    Raises UsageError for an unknown grouping and a `rho` outside 0 to 1, NotFound for an unknown flaw and where nothing can be
    pooled, with the counts of what was found.
    """
    wanted = choice or Choice()
    if by is not None and by not in GROUPS:
        raise UsageError(f"Effects cannot be grouped by {by!r}.", hint=nearest(by, GROUPS) or f"One of: {', '.join(GROUPS)}.")
    flaws = [judgements.flaw(store, name) for name in dict.fromkeys(exclude)]
    selection = select(store, wanted)
    together: dict[tuple[str, Scale], list[Harmonised]] = defaultdict(list)
    for one in selection.kept:
        together[wanted.outcome or one.outcome, one.scale].append(one)

    making = _Making(by, judgements.overall(store) if by == OVERALL else None, flaws, rho, every, level)
    whole, single = [], []
    for (outcome, scale), estimates in together.items():
        _one_direction(wanted, outcome, scale, estimates)
        own = making.pool(outcome, scale, estimates)
        if len(own.studies) > 1:
            whole.append((own, estimates))
        else:
            single.append((outcome, scale))
    if not whole:
        raise nothing(wanted, selection, "no two of them have the same outcome on the same scale", "kg pool")
    whole.sort(key=lambda item: (-len(item[0].studies), item[0].outcome, item[0].scale))
    pools = [row for own, estimates in whole for row in making.rows(own, estimates)]
    return Pooling(tuple(pools), selection, tuple(sorted(single)), making.shared, rho, every)


def _one_direction(choice: Choice, outcome: str, scale: Scale, estimates: Sequence[Harmonised]) -> None:
    if choice.sign == "score" and len({one.stated.good for one in estimates} - {None}) > 1:
        raise UsageError(
            f"{outcome} ({scale}): a lower score is better on some of the scales and a higher one on others.",
            hint="Such scores cannot be pooled as they are; leave out --sign score.",
        )


class _Making:
    """Makes the rows of one outcome and scale after the other."""

    def __init__(
        self,
        by: str | None,
        overall: judgements.Overall | None,
        flaws: Sequence[judgements.Flaw],
        rho: float,
        every: bool,
        level: float,
    ) -> None:
        self.by, self.overall, self.flaws, self.rho, self.every, self.level = by, overall, tuple(flaws), rho, every, level
        self.shared = 0

    def rows(self, whole: Pool, estimates: Sequence[Harmonised]) -> Iterator[Pool]:
        yield whole
        for flaws in [*((one,) for one in self.flaws), *([self.flaws] if len(self.flaws) > 1 else [])]:
            yield self.pool(whole.outcome, whole.scale, estimates, flaws)
        if self.by is not None:
            yield from self.groups(whole, estimates)

    def pool(
        self,
        outcome: str,
        scale: Scale,
        estimates: Sequence[Harmonised],
        flaws: tuple[judgements.Flaw, ...] = (),
        group: str | None = None,
    ) -> Pool:
        """The estimates pooled without those that have one of the flaws."""
        clean = [one for one in estimates if all(flaw.verdict(one.stated) != "present" for flaw in flaws)]
        kept = studies(clean, self.rho, every=self.every)
        before = len(kept) if len(clean) == len(estimates) else len(studies(estimates, self.rho, every=self.every))
        unjudged = [
            one
            for one in kept
            if any(flaw.verdict(estimate.stated) == "not judged" for flaw in flaws for estimate in one.estimates)
        ]
        return Pool(
            outcome=outcome, scale=scale, studies=kept, mean=self.mean(kept, scale, outcome) if kept else None, group=group,
            without=tuple(flaw.flaw for flaw in flaws), excluded=before - len(kept), never_judged=len(unjudged),
        )  # fmt: skip

    def mean(self, kept: Sequence[Study], scale: Scale, outcome: str) -> Pooled:
        try:
            return pool([one.effect for one in kept], [one.standard_error for one in kept], self.level)
        except ValueError as wrong:
            least = min(kept, key=lambda one: one.standard_error)
            raise UsageError(
                f"{outcome} ({scale}) cannot be pooled: {wrong}.",
                hint=f"The smallest standard error is that of {least.paper}, {least.standard_error:g}.",
            ) from None

    def groups(self, whole: Pool, estimates: Sequence[Harmonised]) -> Iterator[Pool]:
        groups: dict[str, list[Harmonised]] = defaultdict(list)
        for one in estimates:
            groups[self.group(one)].append(one)
        rows = [self.pool(whole.outcome, whole.scale, own, self.flaws, name) for name, own in groups.items()]
        rows = sorted((row for row in rows if row.mean is not None), key=self.order)
        where = Counter(paper for row in rows for paper in {one.paper for one in row.studies})
        self.shared += sum(times > 1 for times in where.values())
        means = [row.mean for row in rows if row.mean is not None]
        between = None
        if len(means) > 1:
            found = pool([one.estimate for one in means], [one.wald_standard_error for one in means], self.level)
            between = Between(found.q, found.df)
        for row in rows:
            apart = None if row is rows[0] else _difference(row, rows[0], self.level)
            yield Pool(
                outcome=row.outcome, scale=row.scale, studies=row.studies, mean=row.mean, group=row.group, without=row.without,
                excluded=row.excluded, never_judged=row.never_judged, against=None if apart is None else rows[0].group,
                difference=apart, between=between,
            )  # fmt: skip

    def group(self, one: Harmonised) -> str:
        return self.overall.risk(one.stated) if self.overall is not None else _GROUPED[str(self.by)](one)

    def order(self, row: Pool) -> tuple[int, str]:
        if self.overall is not None:
            return (*judgements.RISKS, judgements.DIFFER, judgements.NOT_JUDGED).index(str(row.group)), ""
        return -len(row.studies), str(row.group)


def _difference(row: Pool, reference: Pool, level: float) -> Difference:
    """This group minus the reference, with the normal interval of `kg.stats.strata.compare`."""
    marked, unmarked = (
        Side(tuple(one.effect for one in of.studies), tuple(one.standard_error for one in of.studies)) for of in (row, reference)
    )
    return compare([Cluster(str(row.group), marked, unmarked)], level).differences[0]


def nothing(choice: Choice, selection: Selection, why: str, command: str) -> NotFound:
    """The error of nothing to compare, with the counts of what was found."""
    what = "" if choice.outcome in (None, ALL) else f" for {choice.outcome!r}"
    if not selection.found:
        return NotFound(
            f"There are no estimates{what}.",
            hint="Identifiers of outcomes and instruments and words of labels and constructs are searched; kg query "
            "comparable-estimates --param about=all shows every estimate.",
        )
    papers = {one.stated.paper for one in selection.kept}
    message = f"Nothing to compare{what}: of {counted(selection.found, 'estimate')} found, {len(selection.kept)} can be used"
    message += f" ({counted(len(papers), 'paper')}), and {why}." if papers else "."
    left = "; ".join(reasons(selection.left_out))
    return NotFound(f"{message}{f' Left out: {left}.' if left else ''}", hint=f"{command} --left-out lists each of them.")
