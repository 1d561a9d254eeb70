"""Works of OpenAlex in JSON: pages and works of its API, the JSON lines of its snapshot.

| OpenAlex                                      | here                                                                       |
|-----------------------------------------------|----------------------------------------------------------------------------|
| `id`                                          | the record's key, "openalex-w2741809807" (see `kg.keys`)                    |
| `title`, `display_name`                       | the title                                                                  |
| `authorships`                                 | authors by the names shown there, which are not parted into family and given |
| `publication_year`, `doi`, `ids`              | the year; DOI, PubMed and PubMed Central numbers                            |
| `primary_location`                            | the journal, where it is in one; the licence                               |
| `type`                                        | the type, where one is here; anything else is told                         |
| `abstract_inverted_index`                     | prose, for the extractor; left out where words of it are missing           |
| `referenced_works`                            | the reference list: numbers of works of OpenAlex, which say nothing else   |
| `is_retracted`                                | a notice of retraction, of which OpenAlex knows no date                    |
| `funders`, `grants`                           | who paid                                                                   |

OpenAlex draws some of this from other sources by programs of its own; it is taken as what OpenAlex states. Topics, concepts,
institutions, related works and counts are not read.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping

from kg.errors import InputError, Problem
from kg.keys import openalex_key
from kg.readers import collection, identifiers, json_parts
from kg.readers.collection import Part
from kg.readers.document import Document
from kg.readers.fragments import abstract
from kg.readers.json_values import loaded, mapping, mappings, text, whole
from kg.readers.notices import usable
from kg.readers.work import Work, doi_of
from kg.records import Bundle, Notice, Reference, Register, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "parts", "read", "record", "sniff"]

NAME = "openalex"
VERSION = 1
SUFFIXES = (".json", ".jsonl", ".ndjson")

parts = json_parts.parts

TYPES = {
    "article": "journal-article", "journal-article": "journal-article", "proceedings-article": "journal-article",
    "letter": "journal-article", "editorial": "journal-article", "erratum": "journal-article", "retraction": "journal-article",
    "review": "review", "preprint": "preprint", "posted-content": "preprint",
    "book": "book", "monograph": "book", "book-chapter": "book", "book-section": "book", "reference-entry": "book",
}  # fmt: skip
NO_PAPERS = frozenset(("grant", "paratext", "peer-review", "supplementary-materials"))

_WORK = re.compile(r"(?:https?://openalex\.org/(?:works/)?)?(W[1-9][0-9]{0,14})", re.IGNORECASE)
_HEADING = re.compile(r"(?:abstract|summary)[:.]?", re.IGNORECASE)
_LEAST = 3  # words of an abstract
_LONGEST = 100_000  # words of an abstract: more are none
_NAMES = {
    "title": "title", "authors": "authorships", "year": "publication_year", "journal": "primary_location", "doi": "doi",
    "pmid": "ids.pmid", "pmcid": "ids.pmcid", "licence": "primary_location", "funders": "funders",
}  # fmt: skip


def sniff(document: Document) -> bool:
    """Whether the first record is a work by its number."""
    found = json_parts.opening(document)
    return found is not None and re.match(rb'"https://openalex\.org/(?:works/)?W', found.keys.get("id", b"")) is not None


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """All works; raises InputError with the first that cannot be read."""
    return collection.read_all(sys.modules[__name__], document, taxonomy)


def record(part: Part, source: Source, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """The work, and its retraction; raises InputError for what is no work of OpenAlex, or no paper."""
    item = loaded(part, source.name)
    number = _number(item.get("id"))
    if number is None:
        raise InputError(source.name, [Problem("id", "this is no work of OpenAlex: its number should be like W2741809807")])
    kind = text(item.get("type"))
    if kind in NO_PAPERS:
        raise InputError(source.name, [Problem("type", f"OpenAlex calls this {kind}, which is no paper")])
    work = Work(source, _NAMES)
    problems = work.problems
    if kind is not None and kind not in TYPES:
        problems.append(Problem("type", f"{kind[:60]!r} has no counterpart here; read as a journal article"))
    ids, place = mapping(item.get("ids")), mapping(item.get("primary_location"))
    doi, pmid, pmcid = (text(value) for value in (item.get("doi") or ids.get("doi"), ids.get("pmid"), ids.get("pmcid")))
    work.paper = {
        "type": TYPES.get(kind or ""),
        "title": text(item.get("title")) or text(item.get("display_name")),
        "authors": [name for one in mappings(item.get("authorships")) if (name := _author(one))],
        "year": item.get("publication_year"),
        "journal": _journal(mapping(place.get("source"))),
        "doi": doi_of(doi),
        "pmid": identifiers.pmid(pmid) if pmid else None,
        "pmcid": identifiers.pmcid(pmcid.rstrip("/").rpartition("/")[2]) if pmcid else None,
        "licence": text(place.get("license")),
    }
    work.study = {"funders": list(dict.fromkeys(_funders(item)))}
    work.abstract = _abstract(item.get("abstract_inverted_index"), problems)
    work.references = tuple(_references(item.get("referenced_works"), problems))
    work.notices = tuple(_retraction(item, work.paper, problems))
    yield from work.said(openalex_key(number))


def _number(value: object) -> str | None:
    found = _WORK.fullmatch(value) if isinstance(value, str) else None
    return found[1].upper() if found else None


def _author(of: Mapping[str, object]) -> str | None:
    return text(mapping(of.get("author")).get("display_name")) or text(of.get("raw_author_name"))


def _journal(of: Mapping[str, object]) -> str | None:
    """A repository is where a work lies, no journal that it is in."""
    return None if of.get("type") == "repository" else text(of.get("display_name"))


def _funders(item: Mapping[str, object]) -> Iterator[str]:
    for one in mappings(item.get("funders")):
        if name := text(one.get("display_name")):
            yield name
    for one in mappings(item.get("grants")):
        if name := text(one.get("funder_display_name")):
            yield name


def _abstract(index: object, problems: list[Problem]) -> str:
    """The abstract, of which OpenAlex gives each word with its places; none where a place has no word, or two."""
    placed = [
        (place, whole(word))
        for word, places in mapping(index).items()
        for place in (places if isinstance(places, list) else [None])
        if isinstance(place, int) and not isinstance(place, bool) and place >= 0
    ]
    placed.sort()
    if not _LEAST <= len(placed) <= _LONGEST:
        return ""
    if [place for place, _ in placed] != list(range(len(placed))):
        missing = set(range(min(placed[-1][0], _LONGEST))) - {place for place, _ in placed}
        said = f"places without a word: {len(missing):,}" if missing else "two words have one place"
        problems.append(Problem("abstract_inverted_index", f"{said}; left out"))
        return ""
    words = [word for _, word in placed]
    heading = _HEADING.fullmatch(words[0]) and words[1][:1].isupper()
    return abstract(" ".join(words[1:] if heading else words))


def _references(listed: object, problems: list[Problem]) -> Iterator[Reference]:
    """A reference for each number; the key is all that is known of the work."""
    numbers = listed if isinstance(listed, list) else []
    known = [found for value in numbers if (found := _number(value))]
    if len(known) < len(numbers):
        said = f"no numbers of works: {len(numbers) - len(known)} of {len(numbers)}; left out"
        problems.append(Problem("referenced_works", said))
    for number in dict.fromkeys(known):
        yield Reference(key=openalex_key(number))


def _retraction(item: Mapping[str, object], own: Mapping[str, object], problems: list[Problem]) -> Iterator[Notice]:
    if item.get("is_retracted") is True:
        values = {"kind": "retraction", **{name: own[name] for name in ("doi", "pmid", "title") if own[name]}}
        found = usable(values, "is_retracted", _NAMES, problems)
        if found is not None:
            yield found
