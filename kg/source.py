"""Where something stands: a document as it was read, a place in a paper, a stretch of text."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from kg.fields import Count, Frozen, Slug, Text, Url

__all__ = ["Passage", "Place", "Source"]


class Source(Frozen):
    """A document as it was read. Offsets of passages count characters of the text whose hash is `text_sha256`.

    For a text file that is the decoded file; for HTML it is the page's text as the reader renders it. Of a file of many
    records each is a source of its own: `part` says which ("PMID 33369625"), `sha256` is that of the record's bytes.
    """

    name: Text
    format: Slug
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    text_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    part: Text | None = None
    title: Text | None = None
    url: Url | None = None


class Place(Frozen):
    """Where in a paper something shows: the section as named, the paragraph counted from 1 through the text."""

    section: Text | None = None
    paragraph: Count | None = None


class Passage(Frozen):
    """A stretch of a source: the exact text and its character offsets in the text as read (`Source.text_sha256`)."""

    exact: Annotated[str, StringConstraints(min_length=1, max_length=2_000_000)]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _as_long_as_its_text(self) -> Passage:
        if self.end - self.start != len(self.exact):
            raise ValueError(f"a passage from {self.start} to {self.end} cannot hold {len(self.exact)} characters")
        return self
