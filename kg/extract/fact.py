"""One effect in a sentence, as the rules hand it on: spans, not yet mentions of the text."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.measures import Cue
from kg.extract.pvalues import PValueSpan
from kg.extract.spans import Span

__all__ = ["Fact"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One effect in a sentence: spans of its numbers, its measure, and how it was decided.

    `inherited` is True where the measure came from an earlier effect of the list; `worded` where only comparing
    words make it an effect. `start` and `end` enclose its numbers, p excluded.
    """

    start: int
    end: int
    measure: str
    value: Span | None
    low: Span | None
    high: Span | None
    level: str | None
    reversed: bool
    outside: bool
    inherited: bool
    worded: bool
    rule: str
    cue: Cue | None
    p: PValueSpan | None = None
