"""A comparison of two arms as printed, and the scale on which such comparisons have symmetric intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.printed import decimal
from kg.stats.envelope import Envelope, rounding

__all__ = ["LINEAR", "LOG", "Effect"]

LINEAR = frozenset({"MD", "SMD", "RD", "MEDIAN-DIFF"})  # no effect is 0
LOG = frozenset({"OR", "RR", "HR", "IRR"})  # no effect is 1


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect: the first arm minus (or over) the second, with its confidence limits in the order printed.

    Differences are worked with as they are, ratios by their natural logarithm, on which "no effect" is always 0 (Cochrane
    Handbook 6.3, 7.7.7.3 of version 5.1). `level` is in percent. Raises ValueError for a measure that has no known scale
    (such as OTHER), a negative ratio, or a level outside 0 to 100.
    """

    measure: str
    value: Decimal | None = None
    ci: tuple[Decimal, Decimal] | None = None
    level: float = 95.0
    arms: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        if self.measure not in LINEAR | LOG:
            raise ValueError(f"the scale of the measure {self.measure!r} is not known")
        if not 0 < self.level < 100:
            raise ValueError(f"{self.level} is no confidence level in percent")
        for number in (self.value, *(self.ci or ())):
            if number is not None and self.log and number < 0:
                raise ValueError(f"{number} is no {self.measure}: a ratio is not negative")

    @classmethod
    def printed(
        cls,
        measure: str,
        value: str | None = None,
        ci: Sequence[str] | None = None,
        level: float | None = None,
        arms: tuple[str, str] | None = None,
    ) -> Effect:
        """An effect from printed text; a level not stated is taken for 95. Raises ValueError for text that is no number."""
        limits = None if ci is None else (decimal(ci[0]), decimal(ci[1]))
        return cls(measure, None if value is None else decimal(value), limits, 95.0 if level is None else level, arms)

    @property
    def log(self) -> bool:
        """Whether the effect is a ratio, worked with by its logarithm."""
        return self.measure in LOG

    @property
    def alpha(self) -> float:
        """The two-sided significance level that goes with the interval: 0.05 for 95 percent."""
        return round((100 - self.level) / 100, 12)

    @property
    def limits(self) -> tuple[Decimal, Decimal]:
        """The limits, the smaller first. Raises ValueError where no interval is printed."""
        if self.ci is None:
            raise ValueError("the effect has no interval")
        return min(self.ci), max(self.ci)

    def on_scale(self, number: Decimal) -> float:
        """A number of the effect on the working scale: itself, or its logarithm (minus infinity for a ratio of 0)."""
        if not self.log:
            return float(number)
        return math.log(number) if number > 0 else -math.inf

    def envelope(self, number: Decimal) -> Envelope:
        """All that the printed number may stand for, on the working scale."""
        found = rounding(number)
        return found.log() if self.log else found

    def estimate(self) -> Decimal:
        """The point estimate. Raises ValueError where none is printed."""
        if self.value is None:
            raise ValueError("the effect has no point estimate")
        return self.value
