"""What two sections of one source say differently: the same aspect of a study with no value in common.

A section may rightly give several values (arms treated for different times), so two sections contradict each other
only where none of the values of the one meets any of the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product

from kg.extract.programme import DurationMention

__all__ = ["TREATMENT_DURATION", "Conflict", "conflicting_durations", "same_length"]

TREATMENT_DURATION = "treatment duration"
_TOLERANCE = Decimal("0.1")  # of the longer: "3 months" and "12 weeks" are one programme, 6 and 8 weeks are two


@dataclass(frozen=True, slots=True)
class Conflict:
    """One value of each of two sections that share none; `first_section` comes before `second_section` by name."""

    aspect: str
    first_section: str
    first: DurationMention
    second_section: str
    second: DurationMention


def same_length(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers of weeks are one length of time, one of them perhaps told in rounded months."""
    return abs(one - other) <= max(one, other) * _TOLERANCE


def conflicting_durations(stated: Mapping[str, Iterable[DurationMention]]) -> tuple[Conflict, ...]:
    """The treatment durations that sections contradict each other on; `stated` has the mentions of each by its name.

    A value that a section repeats stands for itself once, where it is first said.
    """
    values = {name: {mention.weeks: mention for mention in reversed(tuple(stated[name]))} for name in sorted(stated)}
    found = []
    for one, other in combinations(values, 2):
        pairs = list(product(reversed(values[one].values()), reversed(values[other].values())))
        if not any(same_length(a.weeks, b.weeks) for a, b in pairs):
            found += [Conflict(TREATMENT_DURATION, one, a, other, b) for a, b in pairs]
    return tuple(found)
