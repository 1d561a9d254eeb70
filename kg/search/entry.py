"""What the index holds: an entry for each thing that has words, put together from pieces of what one source says of it.

The same pieces come from records, when a source is read, and from the store, when the index is made anew. They are
sets, as statements are: each value once, in the order of the alphabet.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from kg.tables import visible

__all__ = ["BREAK", "KINDS", "Entry", "Held", "Piece", "entries", "judged", "notes_on", "outermost", "passage_of", "told_of"]

KINDS = ("paper", "flaw", "finding", "outcome", "article", "passage", "note", "notice", "reference")
BREAK = "\ue000"  # between two values of a column: a word that nobody types, so that no phrase runs from one into the next

_NAMED = ("paper", "flaw", "article", "reference")  # what has one name in all sources; of the others, the same words are the same


class Piece(NamedTuple):
    """One value of one column (see `Entry`) of the thing `id`; a missing value says only that the thing is there."""

    kind: str
    id: str
    column: str
    value: str | None


class Entry(NamedTuple):
    """The words of one thing in one source; "" where there are none.

    `label` is what people call it (of several names the first), `paper` the key of its paper, or several with commas, `section`
    the part of the paper or source it stands in.
    The index reads `title` (titles and labels), `names` (other names, people, journals, identifiers) and `text`.
    """

    kind: str
    id: str
    label: str
    paper: str
    section: str
    title: str
    names: str
    text: str

    @property
    def same(self) -> bytes:
        """8 bytes, equal for entries that a reader would take for the same thing."""
        told = (self.kind, self.id) if self.kind in _NAMED else (self.kind, self.label.casefold(), self.paper, self.text)
        return hashlib.blake2b("\0".join(told).encode(), digest_size=8).digest()


def entries(pieces: Iterable[Piece]) -> list[Entry]:
    """The entries of one source, by kind and id; what has no words to find it by is left out."""
    found: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for kind, name, column, value in pieces:
        columns = found[kind, name]
        if value and (plain := _plain(value)):
            columns[column].add(plain)
    made = []
    for (kind, name), columns in sorted(found.items()):
        label = min(columns["label"], default=name)
        paper, section = (", ".join(sorted(columns[c])) for c in ("paper", "section"))
        title, names, text = (f" {BREAK} ".join(sorted(columns[c])) for c in ("title", "names", "text"))
        if title or names or text:
            made.append(Entry(kind, name, label, paper, section, title, names, text))
    return made


def _plain(text: str) -> str:
    """The text on one line, nothing in it that could act on a terminal."""
    return " ".join(visible(text).split())


def judged(flaw: str, presence: str) -> str:
    """The label of a finding."""
    return f"{flaw}: {presence}"


def notes_on(paper: str) -> str:
    """The label of notes."""
    return f"Notes on {paper}"


def passage_of(paper: str) -> str:
    """The label of a passage."""
    return f"Passage on {paper}"


def told_of(kind: str, title: str | None, works: Iterable[str]) -> str:
    """The label of a notice: of a work by its title, else by its addresses."""
    return f"{kind}: {title or ', '.join(sorted(works))}"


class Held(NamedTuple):
    """A stretch of a source, from character `start` to before `end`; `told` where another entry has its words already."""

    start: int
    end: int
    exact: str
    paper: str
    section: str | None
    told: bool


def outermost(passages: Iterable[Held]) -> list[Held]:
    """The passages of one source that get entries: those within no other, and told nowhere else.

    A sentence of a commentary would else be found beside its commentary. Of one stretch all are kept that are not told:
    they may differ in paper and section.
    """
    kept: list[Held] = []
    reach, last = -1, (-1, -1)
    covered = True
    for held in sorted(passages, key=lambda held: (held.start, -held.end, not held.told, held.paper, held.section or "")):
        place = (held.start, held.end)
        if place != last:
            covered = held.end <= reach
            reach, last = max(reach, held.end), place
        covered = covered or held.told
        if not covered:
            kept.append(held)
    return kept
