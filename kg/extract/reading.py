"""Everything that is read in one text: each kind of thing is one entry of one table, and one field of a `Reading`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kg.extract.estimates import find_estimates
from kg.extract.flaws import Lexicon
from kg.extract.groups import GroupValueMention, find_group_values
from kg.extract.mentions import FlawMention, find_flaw_mentions
from kg.extract.p_only import ComparisonMention, find_comparisons
from kg.extract.programme import DurationMention, find_durations
from kg.extract.rejections import Rejection, rejected
from kg.extract.spans import EstimateMention
from kg.extract.study.fact import StudyFact
from kg.extract.study.facts import find_study_facts

__all__ = ["EXPLAINING", "KINDS", "Reading", "read"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says, each kind in document order; a kind that was not asked for is empty and not among `kinds`."""

    kinds: tuple[str, ...]
    estimates: tuple[EstimateMention, ...] = ()
    group_values: tuple[GroupValueMention, ...] = ()
    comparisons: tuple[ComparisonMention, ...] = ()
    facts: tuple[StudyFact, ...] = ()
    durations: tuple[DurationMention, ...] = ()
    flaws: tuple[FlawMention, ...] = ()
    rejected: tuple[Rejection, ...] = ()


class _Given:
    """A text and what more than one kind needs of it."""

    def __init__(self, text: str, lexicon: Lexicon | None) -> None:
        self.text, self.lexicon = text, lexicon

    @cached_property
    def estimates(self) -> tuple[EstimateMention, ...]:
        return find_estimates(self.text)


_FINDERS: dict[str, Callable[[_Given], Iterable[Any]]] = {
    "estimates": lambda given: given.estimates,
    "group_values": lambda given: find_group_values(given.text, given.estimates),
    "comparisons": lambda given: find_comparisons(given.text, given.estimates),
    "facts": lambda given: find_study_facts(given.text),
    "durations": lambda given: find_durations(given.text),
    "flaws": lambda given: find_flaw_mentions(given.text, given.lexicon) if given.lexicon is not None else (),
    "rejected": lambda given: rejected(given.text),
}

EXPLAINING = ("rejected",)
"""Kinds that tell why something was not read: read only where they are asked for."""

KINDS = tuple(kind for kind in _FINDERS if kind not in EXPLAINING)
"""What is read unless something else is asked for, in the order in which it is told."""


def read(text: str, *, lexicon: Lexicon | None = None, kinds: Iterable[str] = KINDS) -> Reading:
    """Everything of these `kinds` that `text` says; offsets are into `text` as given.

    Flaws need a `lexicon`; without one none is found. Raises ValueError for a kind that is not known.

    >>> found = read("Treatment lasted 6 weeks. The mean difference in pain was -1.2 (95% CI -2.0 to -0.4).")
    >>> [estimate.value.text for estimate in found.estimates]
    ['-1.2']
    >>> [str(duration.weeks) for duration in found.durations]
    ['6.00']
    """
    asked = set(kinds)
    if unknown := sorted(asked - _FINDERS.keys()):
        raise ValueError(f"{unknown[0]!r} is no kind of thing to read; there are {', '.join(_FINDERS)}")
    wanted = tuple(kind for kind in _FINDERS if kind in asked)
    given = _Given(text, lexicon)
    return Reading(wanted, **{kind: tuple(_FINDERS[kind](given)) for kind in wanted})
