"""Who cites whom: entries of reference lists, articles known to cite, and the places in the prose where an entry is cited."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kg.fields import Doi, Frozen, Intent, PaperType, Pmid, Slug, Text, Url, Year
from kg.source import Passage

__all__ = ["Citation", "CitationContext", "CitationMark", "Reference"]

Position = Annotated[int, Field(ge=1, le=1_000_000)]


class Citation(Frozen):
    """An article known to cite the paper; `intent` is why, the local name of a CiTO property; `key` where it is in the graph."""

    key: Slug | None = None
    title: Text
    kind: PaperType = "web-page"
    publisher: Text | None = None
    url: Url | None = None
    year: Year | None = None
    intent: Intent | None = None
    passage: Passage | None = None


class Reference(Frozen):
    """An entry of a paper's reference list: `key` where the cited work has one in the graph, `intent` as in `Citation`."""

    key: Slug | None = None
    title: Text | None = None
    first_author: Text | None = None
    year: Year | None = None
    journal: Text | None = None
    doi: Doi | None = None
    pmid: Pmid | None = None
    intent: Intent | None = None


class CitationMark(Frozen):
    """Where the prose points to the entry `reference` (counted from 1) of the list: characters of the text, as in a passage.

    A mark that the text leaves out, such as a raised number, has no length. `section` is the heading it stands under.
    """

    reference: Position
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    section: Text | None = None


class CitationContext(Frozen):
    """The sentence in which the entry `reference` (counted from 1) of the paper's list is cited, and the heading above it.

    `intent` is what a program takes for the reason: a candidate, and never the intent that a source states. `rule` names what
    chose it, or what found the sentence where its words speak for no intent.
    """

    reference: Position
    section: Text | None = None
    passage: Passage
    intent: Intent | None = None
    rule: Text
    grade: Literal["A", "B", "C"]
