"""One sentence made ready: its text, the measures named, the intervals, the p values and the words of comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kg.extract.intervals import Interval, intervals
from kg.extract.masks import numbers
from kg.extract.measures import Cue, cues
from kg.extract.pvalues import PValueSpan, p_values
from kg.extract.spans import Span

__all__ = ["COMPARATIVE", "Clause", "clause"]

COMPARATIVE = (
    r"(?:lower|higher|greater|less|more|fewer|larger|smaller|shorter|longer|better|worse|faster|slower|reduced|increased|decreased|"
    r"lowered|improved|raised|reduction|decrease|increase|improvement|decline|gain|benefit)s?"
)
_COMPARING = (
    " than ", "versus", " vs", " v ", "compared", "comparison", "comparing", "elative to", "contrast to", "between", "differ"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence with what was found in it; every offset counts from its start. `lower` is as long as `text`."""

    text: str
    lower: str
    cues: tuple[Cue, ...]
    intervals: tuple[Interval, ...]
    headers: tuple[Span, ...]
    ps: tuple[PValueSpan, ...]
    numbers: tuple[Span, ...]
    compares: bool

    def cue_before(self, start: int, end: int) -> Cue | None:
        """The last measure named within `start:end`."""
        last = None
        for cue in self.cues:
            if cue.start >= end:
                break
            if cue.start >= start:
                last = cue
        return last


def clause(text: str, defined: Callable[[], Mapping[str, str]]) -> Clause | None:
    """A sentence made ready, or None when it names no measure, no interval and no percentage.

    `defined` gives the document's abbreviations.
    """
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    spans, headers = intervals(text)
    named = cues(text, lower, defined)
    if not spans and not named and "%" not in text:
        return None
    ps = p_values(text)
    free = tuple(n for n in numbers(text) if not any(p.start <= n[0] < p.end for p in ps))
    return Clause(text, lower, named, spans, headers, ps, free, any(word in lower for word in _COMPARING))
