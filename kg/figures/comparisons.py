"""A stated effect as a picture shows it: one arm against the other, turned so that more is better for the first one named."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kg.printed import decimal
from kg.stats.student import critical
from kg.synthesis.harmonised import Harmonised
from kg.synthesis.scales import RATIOS
from kg.synthesis.stated import Stated

__all__ = ["Comparison", "against", "comparison", "harmonised", "numbered", "rounded", "signed"]

_PRINTED = re.compile(r"(?P<value>\S+)(?: \[(?P<low>\S+), (?P<high>\S+)\])?")


@dataclass(frozen=True, slots=True)
class Comparison:
    """An effect on the axis of a picture: ratios as ratios, risk differences in percentage points.

    `text` is what stands beside it, `stated` how the source has it. `turned` where the sign or the arms were changed round,
    `computed` where `text` has numbers that nobody printed, `impossible` where the value lies outside its own interval, which
    then is None.
    """

    of: Stated
    arm: str
    other: str
    value: float
    low: float | None
    high: float | None
    text: str
    turned: bool = False
    computed: bool = False
    impossible: bool = False

    @property
    def stated(self) -> str:
        """The effect as its source states it, with the order of the arms."""
        return f"{signed(self.of.printed)}, {self.of.first_label} against {self.of.second_label}"

    @property
    def read(self) -> bool:
        """Whether a program read it from prose, and nobody entered it."""
        return self.of.origin == "extracted"


def signed(text: str) -> str:
    """A number with a true minus sign."""
    return text.replace("-", "\u2212")


def rounded(numbers: Sequence[float]) -> list[str]:
    """Computed numbers with the same decimals: three digits or so of the largest."""
    largest = max((abs(one) for one in numbers if math.isfinite(one)), default=0.0)
    places = 0 if largest >= 99.5 else 1 if largest >= 9.95 else 2 if largest >= 0.0995 else 3
    return [signed(f"{round(one, places) + 0:,.{places}f}") if math.isfinite(one) else "very large" for one in numbers]


def against(value: str, low: str | None, high: str | None, level: float = 95.0) -> str:
    """ "7.9 (4.7 to 11.0)"; the level only where it is not 95%."""
    if low is None or high is None:
        return value
    return f"{value} ({low} to {high}{'' if level == 95 else f', {level:g}% CI'})"


def numbered(numbers: Sequence[float]) -> str:
    """Value and limits that were computed, rounded alike: "3.3 (\u22126.6 to 13.2)"."""
    value, low, high = rounded(numbers)
    return against(value, low, high)


def comparison(one: Stated, *, other_way: bool = False) -> Comparison | None:
    """The effect of one estimate, more being better for `arm`; as printed where the good direction is not known, and for ratios.

    The arm is the experimental one where the source says which that is, else the first; with `other_way` it is the other one.
    None without a value, and for measures without a scale.
    """
    numbers = _numbers(one)
    if numbers is None or one.measure is None:
        return None
    value, low, high = numbers
    impossible = low is not None and high is not None and not low <= value <= high
    if impossible:
        low = high = None
    swapped = other_way != (one.second_role == "experimental" and one.first_role != "experimental")
    arm, other = (one.second_label, one.first_label) if swapped else (one.first_label, one.second_label)
    turned = one.measure not in RATIOS and swapped != (one.good == "lower")
    if one.measure in RATIOS:
        arm, other = one.first_label, one.second_label
    if turned:
        value, low, high = -value, None if high is None else -high, None if low is None else -low
    texts = [None if number is None else signed(format(number, "f")) for number in (value, low, high)]
    level = 95.0 if one.level is None else float(one.level)
    return Comparison(
        one, arm or "one arm", other or "the other", float(value), None if low is None else float(low),
        None if high is None else float(high), against(str(texts[0]), texts[1], texts[2], level), turned=turned,
        impossible=impossible,
    )  # fmt: skip


def harmonised(one: Harmonised) -> Comparison:
    """The effect as it is pooled, as a ratio or in points; printed numbers where they only had to be turned, else computed ones.

    The interval is that of 95%: the printed one, or the normal one of the standard error.
    """
    said, ratio = one.stated, one.scale.measure in RATIOS
    forwards = said.first_role == "experimental"
    arm, other = (said.first_label, said.second_label) if forwards else (said.second_label, said.first_label)
    half = critical(95) * one.standard_error
    share = 100.0 if one.scale.measure == "RD" else 1.0
    ends = [share * number for number in (one.effect, one.effect - half, one.effect + half)]
    if ratio:
        ends = [math.exp(number) if number < 700 else math.inf for number in ends]
    numbers = _numbers(said)
    turned = forwards == (said.good == "lower")
    plain = not one.rescaled and one.scale.measure == said.measure and said.level in (None, 95)
    if plain and numbers is not None and numbers[1] is not None and numbers[2] is not None:
        value, low, high = numbers[0], numbers[1], numbers[2]
        if turned and ratio:  # the limits are those of the printed interval, as ratios the other way round
            ends = [1 / float(number) for number in (value, high, low)]
            return Comparison(said, arm or "", other or "", ends[0], ends[1], ends[2], numbered(ends), True, True)
        if turned:
            value, low, high = -value, -high, -low
        texts = [signed(format(number, "f")) for number in (value, low, high)]
        return Comparison(
            said, arm or "", other or "", float(value), float(low), float(high), against(texts[0], texts[1], texts[2]), turned
        )
    return Comparison(said, arm or "", other or "", ends[0], ends[1], ends[2], numbered(ends), turned, computed=True)


def _numbers(one: Stated) -> tuple[Decimal, Decimal | None, Decimal | None] | None:
    """Value and limits with the decimals that were printed, lower limit first; risk differences in percentage points."""
    match = _PRINTED.fullmatch(one.printed)
    if match is None or one.value is None:
        return None
    try:
        found = [None if match[name] is None else decimal(match[name]) for name in ("value", "low", "high")]
    except (ValueError, InvalidOperation):
        return None
    value, low, high = found
    if value is None:
        return None
    if low is not None and high is not None and low > high:
        low, high = high, low
    if one.measure == "RD" and all(abs(number) <= 1 for number in (value, low, high) if number is not None):
        value, low, high = (None if number is None else number.scaleb(2) for number in (value, low, high))
    return (value, low, high) if value is not None else None
