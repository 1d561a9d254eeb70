"""CSL-JSON, the format of citation processors: exports of Zotero and other reference managers, and answers of DOI resolvers.

| CSL                                            | here                                                                      |
|------------------------------------------------|---------------------------------------------------------------------------|
| `type`                                         | the type, where one is here; anything else is told                        |
| `title`                                        | the title                                                                 |
| `author`                                       | authors as "Family GH", particles before the family name; `literal` as it is |
| `issued`                                       | the year                                                                  |
| `container-title`, `container-title-short`     | the journal                                                               |
| `DOI`, `PMID`, `PMCID`, `URL`                  | as they are; numbers also from lines of `note` such as "PMID: 33369625"   |
| `abstract`                                     | prose, for the extractor                                                  |

`id` is the exporting program's own and is not read.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping

from kg.errors import Problem
from kg.readers import authors, collection, identifiers, json_parts
from kg.readers.collection import Part
from kg.readers.document import Document
from kg.readers.fragments import abstract
from kg.readers.json_values import first_text, loaded, mapping, mappings, text, whole
from kg.readers.work import Work, doi_of
from kg.records import Bundle, Register, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "parts", "read", "record", "sniff"]

NAME = "csl"
VERSION = 1
SUFFIXES = (".json", ".csljson", ".jsonl")

parts = json_parts.parts

# A "review" of CSL is one of another work, such as a book; it is an article all the same.
TYPES = {
    "article-journal": "journal-article", "article-magazine": "journal-article", "article-newspaper": "journal-article",
    "journal-article": "journal-article", "paper-conference": "journal-article", "proceedings-article": "journal-article",
    "review": "journal-article", "review-book": "journal-article", "article": "preprint", "posted-content": "preprint",
    "book": "book", "chapter": "book", "book-chapter": "book", "entry": "book", "entry-dictionary": "book",
    "entry-encyclopedia": "book", "monograph": "book", "webpage": "web-page", "post": "web-page", "post-weblog": "web-page",
}  # fmt: skip
OTHERS = frozenset((
    "bill", "broadcast", "classic", "collection", "dataset", "document", "event", "figure", "graphic", "hearing", "interview",
    "legal_case", "legislation", "manuscript", "map", "motion_picture", "musical_score", "pamphlet", "patent", "performance",
    "periodical", "personal_communication", "regulation", "report", "software", "song", "speech", "standard", "thesis", "treaty",
))  # fmt: skip

_NAMES = {
    "title": "title", "authors": "author", "year": "issued", "journal": "container-title", "doi": "DOI", "pmid": "PMID",
    "pmcid": "PMCID", "url": "URL",
}  # fmt: skip


def sniff(document: Document) -> bool:
    """Whether the first record has a type of CSL beside a title, an author or an identifier of its own."""
    found = json_parts.opening(document)
    if found is None:
        return False
    kind = re.match(rb'"([a-z_-]+)"', found.keys.get("type", b""))
    known = kind is not None and kind[1].decode() in TYPES.keys() | OTHERS
    return known and not found.keys.keys().isdisjoint(("title", "author", "DOI", "issued"))


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """All items; raises InputError with the first that cannot be read."""
    return collection.read_all(sys.modules[__name__], document, taxonomy)


def record(part: Part, source: Source, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """The item; raises InputError where nothing says which work it is."""
    item = loaded(part, source.name)
    work = Work(source, _NAMES)
    kind = text(item.get("type"))
    if kind is not None and kind not in TYPES:
        work.problems.append(Problem("type", f"{kind[:60]!r} has no counterpart here; read as a journal article"))
    note = whole(item.get("note"))
    address = identifiers.address(text(item.get("URL")) or "")
    numbers = [identifiers.pmid_in(place) for place in (note, address or "")]
    pmid = text(item.get("PMID")) or next((one for one, _ in numbers if one), None)
    pmcid = text(item.get("PMCID")) or next((other for _, other in numbers if other), None)
    doi = text(item.get("DOI")) or identifiers.doi_in(address or "") or _doi_of(note)
    work.paper = {
        "type": TYPES.get(kind or ""),
        "title": first_text(item.get("title")),
        "authors": [name for one in mappings(item.get("author")) if (name := _author(one))],
        "year": _year(item.get("issued"), work.problems),
        "journal": first_text(item.get("container-title")) or first_text(item.get("container-title-short")),
        "doi": doi_of(doi),
        "pmid": identifiers.pmid(pmid) if pmid else None,
        "pmcid": identifiers.pmcid(pmcid) if pmcid else None,
        "url": address,
    }
    work.abstract = abstract(whole(item.get("abstract")))
    yield from work.said()


def _doi_of(note: str) -> str | None:
    """The DOI in a line of a note of its own: "DOI: 10.1000/abc"."""
    lines = re.findall(r"^\s*DOI:\s*(\S+)\s*$", note, re.IGNORECASE | re.MULTILINE)
    return lines[0] if lines else None


def _author(of: Mapping[str, object]) -> str:
    if literal := text(of.get("literal")):
        return literal
    particles = (text(of.get(name)) for name in ("dropping-particle", "non-dropping-particle"))
    family = " ".join(word for word in (*particles, text(of.get("family"))) if word)
    return authors.parted(family, text(of.get("given")) or "")


def _year(issued: object, problems: list[Problem]) -> int | None:
    """The year of `{"date-parts": [["2019", 5]]}`, or of a date as people write it."""
    date = mapping(issued)
    listed = date.get("date-parts")
    first = listed[0] if isinstance(listed, list) and listed else None
    printed = text(first[0]) if isinstance(first, list) and first else None
    printed = printed or text(date.get("raw")) or text(date.get("literal")) or text(issued)
    year = identifiers.year(printed) if printed else None
    if printed and year is None:
        problems.append(Problem("issued", f"{printed[:60]!r} holds no year; left out"))
    return year
