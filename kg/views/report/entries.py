"""What a page of the report is made of, as plain data: sections of blocks, texts and numbers only.

An `href` is an address within the site, from its root (`kg.views.report.addresses`), and may end in an anchor; a `url` is an
address of the world, as a source gives it, and becomes a link only where it is http or https.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from kg.views.figure import Figure
from kg.views.report import addresses

__all__ = [
    "NAVIGATION", "Block", "Cell", "Column", "Drawn", "Fact", "Facts", "Finding", "Findings", "Grid", "Mark", "Note", "Page",
    "Prose", "Question", "Quote", "Section", "Site", "Told",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """A short word beside a thing; `tone` is plain, warn (retracted, disputed), absent, or program (no person said it)."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of text with where it leads; `note` stands after it, muted; `value` sorts it where the text would not."""

    text: str
    href: str | None = None
    url: str | None = None
    note: str = ""
    marks: tuple[Mark, ...] = ()
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid; numbers stand to the right."""

    label: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question behind a view: its SPARQL with the parameters bound, and the command that asks it."""

    name: str
    title: str
    text: str
    command: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `left_out` says what is not in it, in a sentence; a reader may sort it by a column."""

    kind: ClassVar[str] = "grid"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_out: str = ""
    sortable: bool = True


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what is said under it."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    kind: ClassVar[str] = "facts"
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """Sentences, a paragraph each."""

    kind: ClassVar[str] = "prose"
    lines: tuple[str, ...]
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What has to be seen before anything else, such as a retraction."""

    kind: ClassVar[str] = "note"
    lines: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A list of things, each a line."""

    kind: ClassVar[str] = "told"
    lines: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure, drawn for wide and for narrow pages, its numbers beside it; `mark` tells two of one page apart."""

    kind: ClassVar[str] = "drawn"
    figure: Figure
    mark: str = "-figure"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source. `whole` is their number in the source; where the text has fewer, it was shortened.

    `place` says where they stand there, so that they can be found also where the text is withheld (empty).
    """

    text: str
    whole: int
    shortened: bool
    place: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One judgement of one assessor on one flaw. `presence` is its code; all else in words, empty where nothing is stated."""

    anchor: str
    flaw: Cell
    presence: str
    presence_words: str
    facets: tuple[Fact, ...]
    why: Quote | None
    passage: Quote | None
    assessor: Cell
    published: Cell | None
    source: Cell
    disputed: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """The judgements of flaws of one domain."""

    kind: ClassVar[str] = "findings"
    domain: Cell
    count: str
    findings: tuple[Finding, ...]


Block = Grid | Facts | Prose | Note | Told | Drawn | Findings


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page with a heading. `origin` says whose statements these are: asserted, read (by program) or derived."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    origin: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page. `about` is its sentence for those who find it elsewhere; `crumbs` lead to it from the overview.

    `ways` lead to pages about the same thing that only a server has.
    """

    address: str
    title: str
    heading: str
    about: str
    sections: tuple[Section, ...]
    kicker: str = ""
    lead: tuple[Cell, ...] = ()
    crumbs: tuple[Cell, ...] = ()
    current: str = ""
    files: tuple[Cell, ...] = ()
    facts: Mapping[str, object] | None = field(default=None)
    search: bool = False
    ways: tuple[Cell, ...] = ()


NAVIGATION = (
    (addresses.INDEX, "Overview"), (addresses.PAPERS, "Papers"), (addresses.FLAWS, "Flaws"),
    (addresses.INSTRUMENTS, "Instruments"), (addresses.ARTICLES, "Citing articles"), (addresses.FIGURES, "Figures"),
    (addresses.GRAPH, "Graph"), (addresses.SOURCES, "Sources"), (addresses.QUALITY, "Data quality"),
    (addresses.METHODS, "Methods"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """What every page says at its head and foot. `live`: a server answers, so a page may ask it for more.

    `search` is the address of the page that searches, `navigation` the addresses of the main pages with their names.
    """

    title: str
    made_by: str
    counts: str
    read: str
    passages: str
    licence: str
    navigation: tuple[tuple[str, str], ...] = NAVIGATION
    search: str = addresses.SEARCH
    live: bool = False
