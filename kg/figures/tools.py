"""The words of tools for risk of bias, found back from what a store keeps of a judgement by the layouts of their tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from kg.readers.layouts import shipped
from kg.views.charts.judgement_marks import Mark

__all__ = ["DIFFER", "MARKS", "Tool", "mark", "tool"]

# As reviewers know them from traffic-light plots; the worst last.
MARKS = (
    Mark("low", "Low", "+", "absent", 1, "cleared"),
    Mark("no-information", "No information", "?", "muted", 2, "open"),
    Mark("unclear", "Unclear", "?", "unclear", 3, "open"),
    Mark("some-concerns", "Some concerns", "\u2212", "unclear", 4, "open"),
    Mark("moderate", "Moderate", "\u2212", "unclear", 5, "found"),
    Mark("high", "High", "\u00d7", "present", 7, "found"),
    Mark("serious", "Serious", "\u00d7", "present", 8, "found"),
    Mark("very-high", "Very high", "!", "critical", 9, "found"),
    Mark("critical", "Critical", "!", "critical", 10, "found"),
)
DIFFER = Mark("differ", "judged differently", "\u25d3", "ink", 6, "either", 0.5)
_KEYS = {mark.key for mark in MARKS}
_PLAIN = {"present": "high", "likely-present": "high", "unclear": "unclear", "likely-absent": "low", "absent": "low"}

Meaning = tuple[str, str | None, str | None]  # presence, severity, potential


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: the columns of its tables in their order, by flaw, and the marks of its judgements."""

    name: str
    title: str
    columns: dict[str, str] = field(default_factory=dict)
    words: dict[Meaning, str] = field(default_factory=dict)

    def key(self, presence: str, severity: str | None, potential: str | None) -> str:
        """The mark of a judgement; where the tool has no word of its own for it, that of its presence."""
        return self.words.get((presence, severity, potential), _PLAIN[presence])


def tool(name: str) -> Tool:
    """The tool of that short name, without columns and words where no shipped layout knows it.

    The layout of robvis goes before others of the same tool. A word that shares its meaning with another one is not found back:
    both then go by the presence, as "Unclear".
    """
    columns: dict[str, str] = {}
    words: dict[Meaning, set[str]] = defaultdict(set)
    title = name
    for file in sorted(shipped(), key=lambda file: file.layout.name != f"robvis-{name}"):
        said = file.layout.appraisal
        if said is None or said.instrument != name:
            continue
        title = file.layout.title.partition(",")[0] if title == name else title
        for judgement in said.judgements:
            columns.setdefault(judgement.flaw, judgement.column)
            for word, meaning in (judgement.codes or said.codes).items():
                words[meaning.presence, meaning.severity, meaning.potential].add(mark(word, meaning.presence))
    return Tool(name, title, columns, {of: found.pop() for of, found in words.items() if len(found) == 1})


def mark(word: str, otherwise: str) -> str:
    """The mark for a word of a tool, or for the presence or risk `otherwise` where there is none for the word."""
    key = "-".join(word.split()).lower()
    return key if key in _KEYS else _PLAIN.get(otherwise, {"some": "some-concerns"}.get(otherwise, otherwise))
