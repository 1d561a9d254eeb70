"""Works of Crossref in JSON: answers of its API, lists and JSON lines of works, the files of its public snapshots.

| Crossref                                   | here                                                                         |
|--------------------------------------------|------------------------------------------------------------------------------|
| `title`, `subtitle`                        | the title: the first of each, joined by a colon                               |
| `author`                                   | authors as "Family GH", organisations by name                                 |
| `issued`                                   | the year (the earliest of print and online)                                   |
| `container-title`, `DOI`                   | the journal; the DOI                                                          |
| `type`                                     | the type, where one is here; anything else is told                            |
| `license`                                  | the licence of the version of record, where it is one of Creative Commons     |
| `clinical-trial-number`, `funder`          | the study's registration; who paid                                            |
| `abstract`                                 | prose, for the extractor                                                      |
| `reference`                                | the reference list; an entry with neither identifier nor title is left out    |
| `update-to`, `updated-by`                  | notices: of the work that this one updates, or of this one                    |

Relations to preprints and reviews, and counts of citations, are not read.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from itertools import takewhile

from kg.errors import InputError, Problem
from kg.readers import authors, collection, identifiers, json_parts
from kg.readers.collection import Part
from kg.readers.document import Document
from kg.readers.fitting import fitted
from kg.readers.fragments import abstract
from kg.readers.json_values import first_text, loaded, mapping, mappings, text, whole
from kg.readers.notices import usable
from kg.readers.work import Work, doi_of
from kg.records import Bundle, Notice, Reference, Register, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "parts", "read", "record", "sniff"]

NAME = "crossref"
VERSION = 1
SUFFIXES = (".json", ".jsonl", ".ndjson")

parts = json_parts.parts

TYPES = {
    "journal-article": "journal-article", "proceedings-article": "journal-article", "posted-content": "preprint",
    "book": "book", "monograph": "book", "edited-book": "book", "reference-book": "book", "book-chapter": "book",
    "book-section": "book", "book-part": "book", "book-track": "book", "reference-entry": "book",
}  # fmt: skip
NO_PAPERS = frozenset((
    "book-series", "book-set", "component", "database", "grant", "journal", "journal-issue", "journal-volume", "peer-review",
    "proceedings", "proceedings-series", "report-series", "standard-series",
))  # fmt: skip
UPDATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "retraction": ("retraction", ()), "withdrawal": ("retraction", ("Withdrawal",)), "removal": ("retraction", ("Removal",)),
    "partial-retraction": ("correction", ("Partial retraction",)),
    "expression-of-concern": ("expression-of-concern", ()), "correction": ("correction", ()), "erratum": ("correction", ()),
    "corrigendum": ("correction", ()), "reinstatement": ("reinstatement", ()),
}  # fmt: skip
NO_NOTICES = frozenset(("new-version", "new-edition", "addendum", "clarification", "update"))

_ITS_OWN = frozenset((
    "indexed", "reference-count", "is-referenced-by-count", "references-count", "content-domain", "member", "prefix", "deposited",
))  # fmt: skip
_NAMES = {
    "title": "title", "authors": "author", "year": "issued", "journal": "container-title", "doi": "DOI", "licence": "license",
    "registration": "clinical-trial-number", "funders": "funder",
}  # fmt: skip
_ENTRY = {"title": "article-title", "first_author": "author", "year": "year", "journal": "journal-title", "doi": "DOI"}
_NOTICE = {"doi": "DOI", "notice_doi": "DOI", "date": "updated", "title": "title"}
_DOI_IN = re.compile(r"\b10\.[0-9]{4,9}/[^\s\"<>{}|\\^`\[\]]+")
_PMID_IN = re.compile(r"(?:\bPMID:?\s*|pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/)([1-9][0-9]{0,8})(?![0-9])", re.IGNORECASE)
_PRINTED_AT_MOST = 2_000  # characters of an entry that stands in one piece
_REGISTERED = re.compile(r"[a-z]{2,8}\d+")


def sniff(document: Document) -> bool:
    """Whether the first record has fields that only Crossref's works have, or a DOI and titles in a list."""
    found = json_parts.opening(document)
    if found is None or b"openalex.org" in found.keys.get("id", b""):
        return False
    return len(_ITS_OWN & found.keys.keys()) > 1 or ("DOI" in found.keys and found.keys.get("title", b"").startswith(b"["))


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """All works; raises InputError with the first that cannot be read."""
    return collection.read_all(sys.modules[__name__], document, taxonomy)


def record(part: Part, source: Source, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """The work, and the notices that it is or has; raises InputError where it is no paper, or nothing says which."""
    item = loaded(part, source.name)
    kind = text(item.get("type"))
    if kind in NO_PAPERS:
        raise InputError(source.name, [Problem("type", f"a {kind} is no paper")])
    work = Work(source, _NAMES)
    problems = work.problems
    if kind is not None and kind not in TYPES:
        problems.append(Problem("type", f"{kind[:60]!r} has no counterpart here; read as a journal article"))
    numbers = [_number(text(one.get("clinical-trial-number"))) for one in mappings(item.get("clinical-trial-number"))]
    work.paper = {
        "type": _type(kind, text(item.get("subtype"))),
        "title": _title(item),
        "authors": [name for one in mappings(item.get("author")) if (name := _author(one))],
        "year": _date(item.get("issued"))[0],
        "journal": first_text(item.get("container-title")),
        "doi": doi_of(text(item.get("DOI"))),
        "licence": _licence(item),
    }
    work.study = {
        "registration": ", ".join(dict.fromkeys(number for number in numbers if number)),
        "funders": [who for one in mappings(item.get("funder")) if (who := text(one.get("name")))],
    }
    work.abstract = abstract(whole(item.get("abstract")))
    work.references = tuple(_references(item.get("reference"), problems))
    work.notices = tuple(_notices(item, work.paper, problems))
    yield from work.said()


def _title(item: Mapping[str, object]) -> str | None:
    title, more = first_text(item.get("title")), first_text(item.get("subtitle"))
    if title is None or more is None or more.casefold() in title.casefold():
        return title
    return f"{title} {more}" if title.endswith((":", "?", "!")) else f"{title}: {more}"


def _author(of: Mapping[str, object]) -> str:
    return text(of.get("name")) or authors.parted(text(of.get("family")) or "", text(of.get("given")) or "")


def _date(value: object) -> tuple[int | None, str | None]:
    """The year, and the date as far as it is known, of `{"date-parts": [[2019, 12, 3]]}`."""
    listed = mapping(value).get("date-parts")
    first = listed[0] if isinstance(listed, list) and listed else None
    known = takewhile(lambda one: re.fullmatch(r"[0-9]{1,4}", str(one)), first if isinstance(first, list) else ())
    numbers = [int(str(one)) for one in known]
    if not numbers:
        return None, None
    return numbers[0], "-".join((f"{numbers[0]:04}", *(f"{one:02}" for one in numbers[1:3])))


def _licence(item: Mapping[str, object]) -> str | None:
    """That of the version of record; terms of text mining and of manuscripts are other matters."""
    stated = {text(one.get("content-version")): text(one.get("URL")) for one in mappings(item.get("license"))[::-1]}
    address = stated.get("vor") or stated.get("unspecified")
    return address if address and "creativecommons.org" in address else None


def _number(printed: str | None) -> str | None:
    """Crossref keeps these in small letters, registers print them in capitals."""
    return printed.upper() if printed and _REGISTERED.fullmatch(printed) else printed


def _type(kind: str | None, subtype: str | None) -> str | None:
    """What is posted is a preprint, or else a page, such as an entry of a blog."""
    return "web-page" if kind == "posted-content" and subtype not in (None, "preprint") else TYPES.get(kind or "")


# ---- references


def _references(listed: object, problems: list[Problem]) -> Iterator[Reference]:
    entries = mappings(listed)
    nameless = 0
    for number, entry in enumerate(entries, 1):
        found = fitted(Reference, _entry(entry), _ENTRY, problems, f"reference {number}")
        if found is not None and (found.doi or found.pmid or found.title):
            yield found
        else:
            nameless += 1
    if nameless:
        said = f"{nameless} of {len(entries)} entries give neither an identifier nor a title; left out"
        problems.append(Problem("reference", said))


def _entry(of: Mapping[str, object]) -> dict[str, object]:
    """The fields of a reference; of an entry in one piece the identifiers that are surely its own, and the whole as its title."""
    printed = text(of.get("unstructured")) or ""
    title = text(of.get("article-title")) or text(of.get("volume-title")) or text(of.get("series-title"))
    dois = {_ended(found[0]) for found in _DOI_IN.finditer(printed)} if printed else set()
    pmids = set(_PMID_IN.findall(printed)) if printed else set()
    year = text(of.get("year"))
    return {
        "title": title or printed[:_PRINTED_AT_MOST],
        "first_author": text(of.get("author")),
        "year": _year(year) if year else None,
        "journal": text(of.get("journal-title")),
        "doi": doi_of(text(of.get("DOI"))) or (dois.pop() if len(dois) == 1 else None),
        "pmid": pmids.pop() if len(pmids) == 1 else None,
    }


def _year(printed: str) -> object:
    """The year of "2001a"; nothing for the 0 of an unknown one, and what holds none as it stands, so that it is told."""
    if len(printed) == 4 and printed.isdecimal():
        return printed
    return None if printed == "0" else identifiers.year(printed) or printed


def _ended(doi: str) -> str:
    """Without what closes the sentence around it; a bracket stays where one was opened in the DOI."""
    bare = doi.rstrip(".,;:")
    return bare if bare.count("(") >= bare.count(")") else bare.rstrip(").,;:")


# ---- notices


def _notices(item: Mapping[str, object], own: Mapping[str, object], problems: list[Problem]) -> Iterator[Notice]:
    """The notices that the work is (`update-to`) or has (`updated-by`)."""
    for field, of_itself in (("update-to", False), ("updated-by", True)):
        for update in mappings(item.get(field)):
            said = (text(update.get("type")) or "").lower().replace("_", "-").replace(" ", "-")
            if said in NO_NOTICES:
                continue
            if said not in UPDATES:
                problems.append(Problem(field, f"{said[:60]!r} is no kind of notice here; left out"))
                continue
            kind, reasons = UPDATES[said]
            other = doi_of(text(update.get("DOI")))
            values: dict[str, object] = {
                "kind": kind,
                "doi": own["doi"] if of_itself else other,
                "notice_doi": other if of_itself else own["doi"],
                "date": _date(update.get("updated"))[1],
                "title": own["title"] if of_itself else None,
                "reasons": reasons,
            }
            found = usable({name: value for name, value in values.items() if value}, field, _NOTICE, problems)
            if found is not None:
                yield found
