"""Rounding envelopes: the interval of values that a printed number may stand for, and arithmetic on such intervals.

"7.9" is any value from 7.85 to 7.95, "7.90" any from 7.895 to 7.905. A check that compares printed numbers
compares their envelopes, and finds fault only where these do not meet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from kg.printed import decimal

__all__ = ["Computed", "Envelope", "hull", "rounding"]

SLACK = 1e-9  # relative: far below what is ever printed, far above the error of binary arithmetic


@dataclass(frozen=True, slots=True)
class Envelope:
    """A closed interval of real numbers, in whatever unit the number was printed; an end may be infinite.

    The arithmetic is plain interval arithmetic: operands are taken as independent, so the result may be too wide and is
    never too narrow (Moore RE. Interval Analysis. Prentice-Hall 1966). Raises ValueError unless low <= high.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"{self.low} to {self.high} is no interval")

    def __neg__(self) -> Envelope:
        return Envelope(-self.high, -self.low)

    def __abs__(self) -> Envelope:
        if self.low <= 0 <= self.high:
            return Envelope(0.0, max(-self.low, self.high))
        return self if self.low > 0 else -self

    def __add__(self, other: Envelope) -> Envelope:
        return Envelope(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Envelope) -> Envelope:
        return self + -other

    def __truediv__(self, other: Envelope) -> Envelope:
        """The quotients; all numbers where the divisor may be zero."""
        if other.low <= 0 <= other.high or not all(map(math.isfinite, (self.low, self.high))):
            return Envelope(-math.inf, math.inf)
        corners = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Envelope(min(corners), max(corners))

    def times(self, factor: float) -> Envelope:
        """The multiples by a number that is known exactly."""
        ends = self.low * factor, self.high * factor
        return Envelope(min(ends), max(ends))

    def log(self) -> Envelope:
        """Natural logarithms of the positive part. Raises ValueError where there is none."""
        if self.high <= 0:
            raise ValueError(f"{self.low} to {self.high} has no logarithm")
        return Envelope(math.log(self.low) if self.low > 0 else -math.inf, math.log(self.high))

    def holds(self, value: float) -> bool:
        """Whether the value lies inside, ends included."""
        return self.meets(Envelope(value, value))

    def meets(self, other: Envelope) -> bool:
        """Whether a value is in both. Ends that differ by less than one part in 10^9 are taken as equal."""
        ends = (self.low, self.high, other.low, other.high)
        slack = SLACK * max((abs(end) for end in ends if math.isfinite(end)), default=0.0)
        return self.low <= other.high + slack and other.low <= self.high + slack


class Computed(NamedTuple):
    """What follows from printed numbers: from the numbers as they stand (None if undefined), and over all they may stand for."""

    value: float | None
    range: Envelope


def hull(envelopes: Iterable[Envelope]) -> Envelope:
    """The smallest envelope that holds all of them. Raises ValueError where there are none."""
    found = list(envelopes)
    return Envelope(min(one.low for one in found), max(one.high for one in found))


def rounding(number: str | Decimal) -> Envelope:
    """The values that round to a printed number: half a unit of its last digit to either side.

    Both ends belong to it, because papers do not say what they do with ties. A whole number counts as rounded to units, although
    a printed "1500" may have been rounded to hundreds. Raises ValueError for anything that is not one finite number.
    """
    value = decimal(number) if isinstance(number, str) else number
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"{number!r} is not a finite number")
    half = Decimal((0, (5,), exponent - 1))
    return Envelope(float(value - half), float(value + half))
