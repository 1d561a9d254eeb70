"""The work that is judged: the paper, the study it reports, and the arms of that study."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from kg.fields import (
    Count,
    Countries,
    Design,
    Doi,
    Frozen,
    PaperType,
    Pmcid,
    Pmid,
    Role,
    Slug,
    Text,
    Url,
    Year,
    YesNo,
)

__all__ = ["Arm", "Blinding", "Paper", "Study"]


def _in_order(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


Funders = Annotated[tuple[Text, ...], AfterValidator(_in_order)]


class Paper(Frozen):
    """A published work. `label` is how a source names it where that differs from first author and year."""

    key: Slug
    type: PaperType = "journal-article"
    title: Text | None = None
    authors: tuple[Text, ...] = ()
    year: Year | None = None
    journal: Text | None = None
    doi: Doi | None = None
    pmid: Pmid | None = None
    pmcid: Pmcid | None = None
    url: Url | None = None
    licence: Text | None = None
    label: Text | None = None

    @property
    def name(self) -> str:
        """How people name it in a sentence: "van Dillen 2021"."""
        if self.label:
            return self.label
        if not self.authors or self.year is None:
            return self.title or self.key
        words = self.authors[0].split()
        surname = words[:-1] if len(words) > 1 and words[-1].isupper() and len(words[-1]) <= 4 else words
        return f"{' '.join(surname)} {self.year}"


class Arm(Frozen):
    """One group of a study; `n` is the number allocated to it (planned, where the study is a protocol).

    `randomized` is false for a group of a randomized trial that was formed otherwise, such as healthy people beside it.
    """

    id: Slug
    label: Text
    role: Role | None = None
    n: Count | None = None
    randomized: bool | None = None


class Blinding(Frozen):
    """Who was kept unaware of the allocation."""

    participants: YesNo = "unclear"
    providers: YesNo = "unclear"
    assessors: YesNo = "unclear"
    analysts: YesNo = "unclear"


class Study(Frozen):
    """What was done, on whom. Counts are people; None is unknown.

    `funding` is the kind of funding as judged, `funders` and `funding_statement` who paid in the words of the source.
    """

    design: Design | None = None
    registration: Text | None = None
    condition: Text | None = None
    country: Countries = ()
    screened: Count | None = None
    randomized: Count | None = None
    analysed: Count | None = None
    blinding: Blinding | None = None
    funding: Literal["public", "industry", "mixed", "none", "not-reported"] | None = None
    funders: Funders = ()
    funding_statement: Text | None = None
    conflicts: Literal["none-declared", "declared", "not-reported"] | None = None
    arms: tuple[Arm, ...] = ()
