"""Where one effect stands in its sentence: its own span, the part that is its own, and its place among the others."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.words import Words, opened

__all__ = ["Stretch", "stretch"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """An effect at `start:end`, in the part of the sentence from `lead` (where the one before it ends) to `until`.

    `bracket` is the offset of the bracket it stands in, opened within its part; it is the `index`-th of `count` effects.
    """

    start: int
    end: int
    lead: int
    until: int
    bracket: int | None
    index: int
    count: int

    @property
    def edge(self) -> int:
        """Where the words before the effect end: at its bracket, else where it starts."""
        return self.start if self.bracket is None else self.bracket


def stretch(w: Words, start: int, end: int, lead: int, until: int, place: tuple[int, int] = (0, 1)) -> Stretch:
    """The stretch of an effect; `place` is (its index, number of effects in the sentence)."""
    return Stretch(start, end, lead, until, opened(w.text, lead, start), *place)
