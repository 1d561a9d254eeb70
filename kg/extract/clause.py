"""One sentence made ready: its text, the measures named, the intervals, the p values and the words of comparison."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from kg.extract.candidates import lowered
from kg.extract.intervals import Interval, intervals
from kg.extract.masks import numbers
from kg.extract.measures import Cue, cues
from kg.extract.pvalues import PValueSpan, p_values, with_p_for_rho
from kg.extract.spans import Span
from kg.extract.wording import compares, is_elsewhere, is_within

__all__ = ["Clause", "clause"]


@dataclass(frozen=True)
class Clause:
    """A sentence with what was found in it; every offset counts from its start. `lower` is as long as `text`."""

    text: str
    lower: str
    cues: tuple[Cue, ...]
    intervals: tuple[Interval, ...]
    headers: tuple[Span, ...]

    @cached_property
    def ps(self) -> tuple[PValueSpan, ...]:
        """The printed p values."""
        return p_values(self.text)

    @cached_property
    def numbers(self) -> tuple[Span, ...]:
        """The numbers that are no p, in order."""
        return tuple(n for n in numbers(self.text) if not any(p.start <= n[0] < p.end for p in self.ps))

    @cached_property
    def compares(self) -> bool:
        """Whether words set one side against another."""
        return compares(self.lower)

    @cached_property
    def within(self) -> bool:
        """Whether words tell of a change from baseline or within a group."""
        return is_within(self.lower)

    @cached_property
    def elsewhere(self) -> bool:
        """Whether the sentence tells what other people found."""
        return is_elsewhere(self.text)

    def cue_before(self, start: int, end: int) -> Cue | None:
        """The last measure named within `start:end`."""
        last = None
        for cue in self.cues:
            if cue.start >= end:
                break
            if cue.start >= start:
                last = cue
        return last


def clause(text: str, meaning: Callable[[str], str | None]) -> Clause:
    """A sentence made ready. `meaning` gives what the document says that an abbreviation stands for."""
    text = with_p_for_rho(text)
    lower = lowered(text)
    spans, headers = intervals(text)
    return Clause(text, lower, cues(text, lower, meaning), spans, headers)
