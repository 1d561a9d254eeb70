"""From values to places in a picture: straight and logarithmic scales, and round numbers to mark on them."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Scale", "linear", "logarithmic", "printed"]

_ROUND = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps `low`..`high` to `start`..`end` in pixels; `log` where equal ratios are equally far apart."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]
    log: bool = False

    def __call__(self, value: float) -> float:
        """The place of a value in pixels; values outside land outside."""
        low, high, at = (math.log(v) for v in (self.low, self.high, value)) if self.log else (self.low, self.high, value)
        return self.start + (at - low) / (high - low) * (self.end - self.start)

    def holds(self, value: float) -> bool:
        """Whether the value stands within the scale."""
        return self.low <= value <= self.high


def linear(low: float, high: float, start: float, end: float, *, ticks: int = 5, whole: bool = False) -> Scale:
    """A straight scale that begins and ends on round numbers around `low` and `high`.

    `ticks`: about how many numbers are marked; `whole`: only whole numbers. Raises ValueError for what is no finite range.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or low > high:
        raise ValueError(f"no range: {low} to {high}")
    if low == high:
        low, high = (low - 1, high + 1) if not low else (min(0.0, 2 * low), max(0.0, 2 * low))
    step = _step((high - low) / max(ticks, 1), whole)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    marks = tuple(_clean(i * step, step) for i in range(first, last + 1))
    return Scale(marks[0], marks[-1], start, end, marks)


def _step(about: float, whole: bool) -> float:
    power = 10.0 ** math.floor(math.log10(about))
    step = next(r * power for r in _ROUND if r * power >= about * 0.999)
    return max(1.0, float(math.ceil(step))) if whole else step


def _clean(value: float, step: float) -> float:
    """Without the dust of binary fractions: -0.0 and 0.30000000000000004."""
    return round(value, max(0, 2 - math.floor(math.log10(step)))) + 0.0


def logarithmic(low: float, high: float, start: float, end: float) -> Scale:
    """A scale of ratios that holds `low` to `high`, marked at 1, 2 and 5 times powers of ten (fewer over many decades).

    Raises ValueError where a limit is not above zero.
    """
    if not (0 < low <= high < math.inf):
        raise ValueError(f"no range of ratios: {low} to {high}")
    decades = math.log10(high / low)
    steps = (
        (1,) if decades > 4 else (1, 3) if decades > 2.5 else (1, 2, 5) if decades > 0.6 else (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
    )
    powers = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1)
    known = sorted(float(f"{s * 10.0**p:.6g}") for p in powers for s in steps)
    least = max((mark for mark in known if mark <= low * 1.0001), default=low)
    most = min((mark for mark in known if mark >= high * 0.9999), default=high)
    if least == most:
        least, most = least / 2, most * 2
    return Scale(least, most, start, end, tuple(mark for mark in known if least <= mark <= most), log=True)


def printed(value: float) -> str:
    """A marked number as text, with a true minus sign and no needless digits."""
    return f"{value:.10g}".replace("-", "\u2212")
