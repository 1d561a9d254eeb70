"""What one source says of which paper it speaks of, and the names by which it can be known that two sources speak of one."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

from kg.keys import kind_of, made_key, plain, surname
from kg.records import Bundle

__all__ = ["Claim", "Name", "claim_of", "family", "names", "title_name"]

_WORDS, _LETTERS = 5, 25  # of a title, from which two papers of one author and year are not taken to share it by chance


class Claim(NamedTuple):
    """What one source, by the IRI of its graph, says of one paper.

    `key` is the source's own: given by people, or made of what it says. DOIs are in small letters; `title`, and `author`, the
    family name of the first, are in plain words (`kg.keys.plain`).
    """

    graph: str
    key: str
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    title: str | None = None
    author: str | None = None
    year: int | None = None


class Name(NamedTuple):
    """Something that a paper goes by: one of its keys, an identifier, or first author, year and title, in plain words."""

    kind: Literal["key", "pmid", "doi", "pmcid", "title"]
    value: str

    def __str__(self) -> str:
        """As people say it: "PMID 123", "DOI 10.1001/x", "title, first author and year"."""
        if self.kind == "title" or (self.kind == "key" and kind_of(self.value) == "title"):
            return "title, first author and year"
        return f"key {self.value}" if self.kind == "key" else f"{self.kind.upper()} {self.value}"

    @property
    def key(self) -> str:
        """The key of a work of which no more is known than this."""
        if self.kind == "key":
            return self.value
        if self.kind == "title":
            author, year, title = self.value.split("\0")
            return made_key(title=title, first_author=author, year=int(year))
        return made_key(**{self.kind: self.value})  # type: ignore[arg-type]


def claim_of(bundle: Bundle, graph: str) -> Claim:
    """What the source with that graph says of the bundle's paper, under its own key."""
    paper = bundle.record.paper
    return Claim(
        graph,
        bundle.given_key or paper.key,
        paper.doi.lower() if paper.doi else None,
        paper.pmid,
        paper.pmcid.upper() if paper.pmcid else None,
        (plain(paper.title) or None) if paper.title else None,
        family(paper.authors[0]) if paper.authors else None,
        paper.year,
    )


@lru_cache(maxsize=8_192)  # one claim is asked several times in a row
def names(claim: Claim) -> tuple[Name, ...]:
    """All that the paper goes by in this source."""
    found = [Name("key", claim.key)]
    if claim.pmid:
        found.append(Name("pmid", claim.pmid))
    if claim.doi:
        found.append(Name("doi", claim.doi))
    if claim.pmcid:
        found.append(Name("pmcid", claim.pmcid))
    titled = title_name(claim.title, claim.author, claim.year)
    return (*found, titled) if titled else tuple(found)


def title_name(title: str | None, author: str | None, year: int | None) -> Name | None:
    """Title and first author, both in plain words, with the year; None where one is missing or the title is no telling one."""
    if not title or not author or year is None:
        return None
    words = title.split(" ")
    if len(words) < _WORDS and sum(map(len, words)) < _LETTERS:
        return None
    return Name("title", f"{author}\0{year}\0{title}")


def family(author: str) -> str | None:
    """The family name in plain words: "van dillen" of "van Dillen LR"."""
    return plain(surname(author)) or None
