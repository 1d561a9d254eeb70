"""One effect a study: the several estimates of a paper made into one, so that no paper counts twice in a mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.errors import UsageError
from kg.stats.composite import composite
from kg.synthesis.harmonised import Harmonised

__all__ = ["RHO", "Study", "studies"]

RHO = 0.5


@dataclass(frozen=True, slots=True)
class Study:
    """What one paper adds to a mean: the composite of its estimates of one scale, or with `every` a single estimate."""

    paper: str
    name: str
    effect: float
    standard_error: float
    estimates: tuple[Harmonised, ...]

    @property
    def extracted(self) -> bool:
        """Whether it rests on an estimate that a program read from prose."""
        return any(one.stated.origin == "extracted" for one in self.estimates)


def studies(estimates: Iterable[Harmonised], rho: float = RHO, *, every: bool = False) -> tuple[Study, ...]:
    """The studies of estimates of one scale, in the order of their first estimates.

    A paper's estimates (times, outcomes, arms) become one by `kg.stats.composite` with the correlation `rho`; with `every`
    each is a study of its own, which takes them for independent. Raises UsageError unless 0 <= rho <= 1, ValueError for numbers
    too far apart.
    """
    if not 0 <= rho <= 1:
        raise UsageError(f"{rho} is no correlation between estimates of one paper.", hint="Between 0 and 1.")
    by_paper: dict[tuple[str, int], list[Harmonised]] = defaultdict(list)
    for place, one in enumerate(estimates):
        by_paper[one.stated.paper, place if every else 0].append(one)
    found = []
    for (paper, _), own in by_paper.items():
        whole = composite([one.effect for one in own], [one.standard_error for one in own], rho)
        found.append(Study(paper, own[0].stated.name, whole.effect, whole.standard_error, tuple(own)))
    return tuple(found)
