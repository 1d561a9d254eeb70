"""Lines to hold effects against: thresholds of importance with their basis and source, and the list that explains them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.views.charts.drawing import Drawing
from kg.views.charts.lettering import wrapped

__all__ = ["ReferenceLine", "explained", "listed", "values"]

SAMPLE = 26  # pixels of the line drawn before its explanation


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A size that matters: `value` on the axis, `label` as printed, how it was found (`basis`), in whom, and who published it."""

    value: float
    label: str
    basis: str
    source: str
    population: str = ""
    note: str = ""

    @property
    def told(self) -> str:
        """The line in a sentence."""
        whom = f"; {self.population}" if self.population else ""
        note = f". {self.note}" if self.note else ""
        return f"{self.label}: {self.basis} ({self.source}{whom}){note}"


def values(lines: Sequence[ReferenceLine]) -> tuple[tuple[float, tuple[ReferenceLine, ...]], ...]:
    """The lines by value, smallest first: several publications may find the same one."""
    return tuple((value, tuple(one for one in lines if one.value == value)) for value in sorted({one.value for one in lines}))


def explained(lines: Sequence[ReferenceLine]) -> Iterator[tuple[str, str]]:
    """Each value as printed with all that stand behind it in a sentence."""
    for _, together in values(lines):
        said = "; ".join(
            f"{one.basis}{f' ({one.population})' if one.population else ''}: {one.source}" for one in dict.fromkeys(together)
        )
        yield together[0].label, said


def listed(on: Drawing, lines: Sequence[ReferenceLine], x: float, y: float, room: float, *, unit: str = "") -> float:
    """A list that explains the lines, with the first base line at `y`; returns the base line after the last."""
    for label, said in explained(lines):
        on.line(x, y - 4, x + SAMPLE, y - 4, "threshold", thick=1.5, dashes="6 4")
        text = f"{label}{f' {unit}'.removesuffix('s' if label == '1' else '') if unit else ''}: {said}"
        rows = wrapped(text, room - SAMPLE - 8, 12, most=3)
        for place, row in enumerate(rows):
            on.text(x + SAMPLE + 8, y + 15 * place, row, size=12, told=text if row.endswith("\u2026") else "")
        y += 15 * len(rows) + 3
    return y
