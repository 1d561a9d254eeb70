"""One entry of a bibliography, put together field by field from what an export says, and made into records.

Every value comes with the place it stands in (a tag, a column), so that what does not fit is told by its place and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.errors import Problem
from kg.readers import identifiers, work_types
from kg.readers.fitting import fitted
from kg.readers.markup import plain, printable
from kg.readers.notices import usable
from kg.readers.work import Work
from kg.records import Bundle, Notice, Reference, Register, Source

__all__ = ["Entry"]

_NONE = re.compile(r"\W*(?:no abstract(?: is)? available|abstract (?:is )?not available|n/?a|none)?\W*", re.IGNORECASE)
_IDENTIFIERS = ("doi", "pmid", "pmcid")


class Entry:
    """What an entry says of its work. Of several values for one field the first that was told counts.

    `problems` are its oddities so far; add to them.
    """

    def __init__(self, problems: list[Problem] | None = None) -> None:
        self.problems = [] if problems is None else problems
        self._values: dict[str, Any] = {}
        self._places: dict[str, str] = {}
        self._types: list[str] = []  # as compared
        self._printed: list[str] = []  # and as printed
        self._registrations: list[str] = []
        self._abstract = ""
        self._references: list[Reference] = []
        self._notices: list[tuple[str, Mapping[str, object]]] = []

    def has(self, field: str) -> bool:
        """Whether a value is known."""
        return field in self._values

    # ---- what is said

    def put(self, field: str, place: str, text: str) -> None:
        """A field of the paper that is text (title, journal, an identifier in its form), unless it is known or empty."""
        value = printable(text) if field in _IDENTIFIERS or field == "url" else plain(text)
        if value and field not in self._values:
            self._values[field] = value
            self._places[field] = place

    def doi(self, place: str, text: str) -> None:
        self.put("doi", place, identifiers.doi(text))

    def pmid(self, place: str, text: str) -> None:
        self.put("pmid", place, identifiers.pmid(text))

    def pmcid(self, place: str, text: str) -> None:
        self.put("pmcid", place, identifiers.pmcid(text))

    def url(self, place: str, text: str) -> None:
        """An address; one of a DOI or in PubMed also says by what the work is known there."""
        found = identifiers.address(text)
        if found is None:
            return
        self.put("url", place, found)
        if doi := identifiers.doi_in(found):
            self.put("doi", place, doi)
        self.note(place, found)

    def note(self, place: str, text: str) -> None:
        """A note or an address in which "PMID: 33369625" or "PMCID: PMC1234567" may stand."""
        pmid, pmcid = identifiers.pmid_in(text.replace("\r", "\n"))
        self.put("pmid", place, pmid or "")
        self.put("pmcid", place, pmcid or "")

    def year(self, place: str, text: str) -> None:
        """The year of a date as printed; told where a date holds none."""
        if not printable(text) or "year" in self._values:
            return
        found = identifiers.year(text)
        if found is None:
            self.problems.append(Problem(place, f"{_short(text)} holds no year; left out"))
        else:
            self._values["year"] = found
            self._places["year"] = place

    def authors(self, place: str, names: Iterable[str]) -> None:
        found = tuple(names)
        if found and "authors" not in self._values:
            self._values["authors"] = found
            self._places["authors"] = place

    def types(self, place: str, printed: Iterable[str]) -> None:
        """Words for the kind of work; see `kg.readers.work_types`."""
        said = [printable(text) for text in printed]
        found = work_types.words(said)
        if found:
            self._places.setdefault("type", place)
            self._printed += said
        self._types += found

    def registration(self, text: str) -> None:
        """A number of a register of trials, in the form "ClinicalTrials.gov/NCT01234567"; that of other databases is none."""
        if number := identifiers.registration(text):
            self._registrations.append(number)

    def abstract(self, text: str) -> None:
        """The abstract, unless the field only says that there is none ("[No abstract available]", as Scopus puts it)."""
        if not self._abstract and not _NONE.fullmatch(found := plain(text)):
            self._abstract = found

    def reference(self, place: str, values: Mapping[str, object]) -> bool:
        """A work that this one cites; False where nothing says for certain which one."""
        found = fitted(Reference, values, {}, self.problems, place)
        if found is None or (found.doi is None and found.pmid is None and found.title is None):
            return False
        self._references.append(found)
        return True

    def notice(self, place: str, values: Mapping[str, object], *, of_itself: bool) -> None:
        """An editorial notice, with `doi` and `pmid` of the other side: the notice, or the work that this is a notice of."""
        self._notices.append((place, {**values, "of_itself": of_itself}))

    # ---- what becomes of it

    def read(self, source: Source) -> Iterator[Bundle | Register]:
        """The bundle and, where it tells of notices, the register; raises InputError where nothing says which work it is."""
        kind = work_types.kind(self._types)
        if kind is None and self._types:
            said = f"{_short(', '.join(self._printed))} is none of the kinds of work that are known; taken for a journal article"
            self.problems.append(Problem(self._places["type"], said))
        study: dict[str, object] = {
            "design": work_types.design(self._types),
            "registration": "; ".join(dict.fromkeys(self._registrations)),
        }
        yield from Work(
            source=source,
            names=self._places,
            paper={"type": kind, **self._values},
            study=study,
            abstract=self._abstract,
            references=self._references,
            notices=tuple(self._found_notices()),
            problems=self.problems,
        ).said()

    def _found_notices(self) -> Iterator[Notice]:
        """Notices by what the entry links to, and by what its database marks as retracted."""
        own = {"doi": self._values.get("doi"), "pmid": self._values.get("pmid")}
        told = list(self._notices)
        known = any(said["kind"] == "retraction" and said["of_itself"] for _, said in told)
        if work_types.retracted(self._types) and not known and any(own.values()):
            told.append((self._places["type"], {"kind": "retraction", "of_itself": True}))
        for place, said in told:
            other = {"doi": said.get("doi"), "pmid": said.get("pmid")}
            work, notice = (own, other) if said["of_itself"] else (other, own)
            values = {
                "kind": said["kind"],
                **work,
                **{f"notice_{name}": value for name, value in notice.items()},
                "date": said.get("date"),
                "title": self._values.get("title") if said["of_itself"] else None,
                "reasons": said.get("reasons", ()),
            }
            made = usable(values, place, {}, self.problems)
            if made is not None:
                yield made


def _short(text: str) -> str:
    shown = printable(text)
    return repr(shown if len(shown) < 80 else f"{shown[:60]}\u2026")
