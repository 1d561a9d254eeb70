"""A statement as the rules of this package hand it on: offsets into its sentence, not yet into the text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kg.extract.spans import Span

__all__ = ["Claim", "lowered"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a rule found at `span` of a sentence; the fields mean what they mean in `StudyFact`."""

    kind: str
    value: int | Decimal | str
    span: Span
    grade: str
    rule: str
    label: str | None = None
    role: str | None = None
    n: int | None = None


def lowered(grade: str) -> str:
    """The next grade below: "A" to "B", all others to "C"."""
    return "B" if grade == "A" else "C"
