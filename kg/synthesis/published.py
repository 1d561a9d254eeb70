"""What meta-epidemiologic studies found of flaws and effects: the one place where their figures stand, each with its source."""

from __future__ import annotations

import math
from typing import NamedTuple

from kg.stats.smd import odds_ratio_to_d

__all__ = ["PUBLISHED", "Published", "published"]

PAGE = "Page 2016, PLoS One 11:e0159267"
METABLIND = "Moustgaard 2020 (MetaBLIND), BMJ 368:l6802"


class Published(NamedTuple):
    """A contrast between trials with a flaw and without it.

    `measure` is ROR (ratio of odds ratios) or dSMD (difference of standardised differences); below 1, or below 0, trials with the
    flaw report the larger benefit. `interval` says which kind. `counter` where it speaks against an effect of the flaw.
    """

    flaw: str
    about: str
    measure: str
    estimate: float
    low: float
    high: float
    interval: str
    source: str
    counter: bool = False

    @property
    def difference(self) -> tuple[float, float, float]:
        """Estimate and limits as a difference: the logarithm of a ratio, the difference of standardised differences as it is."""
        if self.measure == "dSMD":
            return self.estimate, self.low, self.high
        return math.log(self.estimate), math.log(self.low), math.log(self.high)

    @property
    def as_smd(self) -> tuple[float, float, float]:
        """The same as a difference of standardised differences (Chinn S. Stat Med 2000;19:3127-3131)."""
        if self.measure == "dSMD":
            return self.estimate, self.low, self.high
        return odds_ratio_to_d(self.estimate), odds_ratio_to_d(self.low), odds_ratio_to_d(self.high)


_CI, _CRI = "95% confidence interval", "95% credible interval"
_TRIALS = "142 meta-analyses, 1,153 trials"
PUBLISHED = (
    Published("inadequate-randomization", "sequence generation, 7 studies", "ROR", 0.93, 0.86, 0.99, _CI, PAGE),
    Published("inadequate-allocation-concealment", "allocation concealment, 7 studies", "ROR", 0.90, 0.84, 0.97, _CI, PAGE),
    Published("unblinded-participants", "subjective outcomes, 2 studies", "dSMD", -0.37, -0.77, 0.04, _CI, PAGE),
    Published("unblinded-participants", "no double blinding, subjective outcomes, 1 study", "ROR", 0.77, 0.61, 0.93, _CI, PAGE),
    Published("unblinded-participants", f"patients, {_TRIALS} in all", "ROR", 0.91, 0.61, 1.34, _CRI, METABLIND, counter=True),
    Published("unblinded-assessors", "subjective outcomes, 1 study", "ROR", 0.64, 0.43, 0.96, _CI, PAGE),
    Published("unblinded-assessors", f"observers, {_TRIALS} in all", "ROR", 1.01, 0.86, 1.18, _CRI, METABLIND, counter=True),
)  # fmt: skip


def published(flaw: str) -> tuple[Published, ...]:
    """The contrasts that concern the flaw; none for most flaws, which nobody has studied so."""
    return tuple(one for one in PUBLISHED if one.flaw == flaw)
