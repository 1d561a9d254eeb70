"""Printed estimates made ready for comparison, and whether two of them can be one and the same comparison."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kg.extract.agreement import content, p_agree, same_arms, same_time, same_words, values_agree
from kg.extract.estimates import find_estimates
from kg.extract.spans import EstimateMention, value_of

__all__ = ["RATIOS", "Comparison", "Told", "all_but_one", "compared", "may_be_one", "only", "time_of", "told", "told_alike"]

SWAPPED = {"low": "high", "high": "low"}
RATIOS = frozenset(["OR", "RR", "HR", "IRR"])
_MOST = 300  # different estimates of one place that are compared; more are a data set and no account of one


@dataclass(frozen=True, slots=True)
class Told:
    """An estimate made ready for comparison: numbers as values, words as sets."""

    mention: EstimateMention
    numbers: Mapping[str, Decimal]
    outcome: frozenset[str]
    arms: tuple[frozenset[str], frozenset[str]]
    analysis: frozenset[str]


_ANALYSIS = re.compile(
    r"\b(?:unadjusted|adjusted|crude|per[\s-]protocol|intention[\s-]to[\s-]treat|complete[\s-]cases?|imput\w+|"
    r"sensitivity|univaria\w+|multivaria\w+|"
    r"women|men|girls|boys|females?|males?|younger|older|subgroup|stratum|responders|completers|"
    r"fixed[\s-]effects?|random[\s-]effects)\b"
)


def told(text: str, known: Mapping[str, str]) -> list[Told]:
    """The different estimates of a text; one printed twice is taken once."""
    found: dict[object, Told] = {}
    for e in find_estimates(text):
        low, high = (e.ci_high, e.ci_low) if e.limits_reversed else (e.ci_low, e.ci_high)
        numbers = {name: value_of(m.text) for name, m in (("value", e.value), ("low", low), ("high", high)) if m}
        outcome = content(e.outcome.text, known) if e.outcome else frozenset()
        arms = (
            content(e.arm_a.text, known) if e.arm_a else frozenset(),
            content(e.arm_b.text, known) if e.arm_b else frozenset(),
        )
        before = e.sentence.text[: e.end - e.sentence.start].lower()
        one = Told(e, numbers, outcome, arms, frozenset(_ANALYSIS.findall(before)))
        found.setdefault(
            (tuple(numbers.items()), e.measure, e.p and e.p.text, e.ci_level, outcome, e.timepoint and e.timepoint.text), one
        )
    return list(found.values())[:_MOST]


def may_be_one(a: Told, b: Told) -> bool:
    """Whether nothing that both tell of measure, outcome, time, arms and analysis speaks against one comparison."""
    if a.mention.measure != b.mention.measure and a.mention.measure and b.mention.measure:
        return False
    return (
        same_words(a.outcome, b.outcome) is not False
        and same_time(time_of(a), time_of(b)) is not False
        and same_arms(a.arms, b.arms) is not False
        and not (a.analysis ^ b.analysis and a.analysis and b.analysis)
    )


def time_of(of: Told) -> str | None:
    return of.mention.timepoint.text if of.mention.timepoint else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The numbers of two estimates that agree and that differ, named as the second prints them.

    `turned` says that the first tells the comparison from the other side, so that its lower limit is the other's upper.
    """

    agrees: tuple[str, ...]
    differs: tuple[str, ...]
    turned: bool

    def differs_in_first(self) -> tuple[str, ...]:
        """What differs, named as the first prints it."""
        return tuple(SWAPPED.get(name, name) for name in self.differs) if self.turned else self.differs


def compared(a: Told, b: Told) -> Comparison:
    """What agrees and what differs, read as printed, with the other sign or as the inverse ratio: whichever agrees most."""
    readings = [(a.numbers, False), (_turned(a.numbers), True)]
    if a.mention.measure in RATIOS:
        readings.append((_inverse(a.numbers), True))
    found = [(*_split(numbers, b.numbers), turned) for numbers, turned in readings]
    agrees, differs, turned = max(found, key=lambda one: len(one[0]))
    p, q = a.mention.p, b.mention.p
    if p and q:
        agrees, differs = (agrees, (*differs, "p")) if not p_agree(p, q) else ((*agrees, "p"), differs)
    if a.mention.ci_level and b.mention.ci_level and a.mention.ci_level != b.mention.ci_level:
        differs = (*differs, "level")
    return Comparison(agrees, differs, turned)


def _split(a: Mapping[str, Decimal], b: Mapping[str, Decimal]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sign of a value alone does not count: "lower by 5" and -5 are one."""
    both = [name for name in ("value", "low", "high") if name in a and name in b]
    agree = {n for n in both if values_agree(a[n], b[n]) or (n == "value" and values_agree(abs(a[n]), abs(b[n])))}
    return tuple(n for n in both if n in agree), tuple(n for n in both if n not in agree)


def _turned(numbers: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The same difference told from the other side: signs changed, limits exchanged."""
    return {SWAPPED.get(name, name): -number for name, number in numbers.items()}


def _inverse(numbers: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {SWAPPED.get(n, n): round(1 / number, 2) for n, number in numbers.items() if number > Decimal("0.01")}


def all_but_one(a: Told, b: Told, found: Comparison) -> bool:
    """Whether the numbers themselves show that the two are one: all but one agree, two at least, or told alike with one."""
    numbers = [name for name in found.agrees if name != "p"]
    wrong = [name for name in found.differs if name not in ("p", "level")]
    if len(wrong) > 1 or not numbers:
        return False
    if len(numbers) >= 2:
        return True
    return not wrong and told_alike(a, b)


def told_alike(a: Told, b: Told) -> bool:
    """Whether both tell the same outcome, at the same time or at none, of the same arms or none, in the same analysis."""
    times = same_time(time_of(a), time_of(b)) is True or (time_of(a) is None and time_of(b) is None)
    arms = same_arms(a.arms, b.arms) is True
    unknown = a.arms == b.arms and time_of(a) is not None
    return same_words(a.outcome, b.outcome) is True and times and (arms or unknown) and a.analysis == b.analysis


def only(one: Told, among: list[Told]) -> bool:
    """Whether no other estimate of the place could be taken for the same comparison."""
    return not any(
        other is not one and may_be_one(one, other) and one.mention.measure == other.mention.measure for other in among
    )
