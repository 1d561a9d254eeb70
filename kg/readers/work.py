"""The bundle of a bibliographic record: the paper under a key made of its identifiers, its abstract, its reference list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from kg.errors import InputError, Problem
from kg.keys import made_key
from kg.readers import identifiers
from kg.readers.document import sha256
from kg.readers.fitting import fitted
from kg.records import Bundle, Notice, Paper, Passage, Prose, Record, Reference, Register, Source, Study

__all__ = ["Work", "doi_of"]

_PLAIN_DOI = re.compile(r"10\.[0-9]{4,9}/[A-Za-z0-9./()_:-]*[A-Za-z0-9)]")
LONGEST = 100_000  # characters of an abstract: more are a whole text


@dataclass
class Work:
    """What a record says of one work: the fields of `Paper` (without its key) and of `Study`, and what goes with them.

    `names` are what the format calls the fields. `problems` collects what is left out.
    """

    source: Source
    names: Mapping[str, str]
    paper: dict[str, object] = field(default_factory=dict)
    study: dict[str, object] = field(default_factory=dict)
    abstract: str = ""
    references: Sequence[Reference] = ()
    notices: Sequence[Notice] = ()
    problems: list[Problem] = field(default_factory=list)

    def said(self, key: str | None = None) -> Iterable[Bundle | Register]:
        """The bundle, and a register where there are notices; `key` is the paper's where it is not made of what it is known by.

        Raises InputError where there is neither a title nor an identifier.
        """
        paper = fitted(Paper, {"key": "x", **self.paper}, self.names, self.problems)
        if paper is None or not (paper.title or paper.doi or paper.pmid or paper.pmcid or key):
            nothing = Problem("", "there is neither a title nor an identifier by which the paper could be known")
            raise InputError(self.source.name, [*self.problems, nothing])
        author = paper.authors[0] if paper.authors else None
        made = key or made_key(
            pmid=paper.pmid, doi=paper.doi, pmcid=paper.pmcid, title=paper.title, first_author=author, year=paper.year
        )
        study = fitted(Study, self.study, self.names, self.problems) if any(self.study.values()) else None
        source = self.source
        prose: tuple[Prose, ...] = ()
        if len(self.abstract) > LONGEST:
            self.problems.append(Problem("abstract", f"{len(self.abstract):,} characters are no abstract; left out"))
        elif self.abstract:
            source = source.model_copy(update={"text_sha256": sha256(self.abstract.encode())})
            passage = Passage(exact=self.abstract, start=0, end=len(self.abstract))
            prose = (Prose(section="abstract", passage=passage),)
        yield Bundle(
            source=source,
            record=Record(paper=paper.model_copy(update={"key": made}), study=None if study == Study() else study),
            references=tuple(self.references),
            prose=prose,
            problems=tuple(self.problems),
        )
        if self.notices:
            yield Register(source=source, notices=tuple(self.notices))


def doi_of(printed: str | None) -> str | None:
    """The DOI in a field that holds one; all of what stands there, where that is not one DOI alone, so that it is told."""
    if not printed or _PLAIN_DOI.fullmatch(printed):
        return printed or None
    found = identifiers.doi(printed)
    whole = unquote(printed).rstrip(" .,;").casefold().endswith(found.casefold())
    return found if whole else printed
