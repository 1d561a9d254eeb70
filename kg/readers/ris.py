"""RIS, the exchange format of reference managers, in the dialects of Scopus, Web of Science, Embase, Ovid, ProQuest, PubMed,
Zotero, Mendeley and EndNote.

| field of the record | tags, the first that says it counts                                                              |
|---------------------|--------------------------------------------------------------------------------------------------|
| type                | TY, and M3 where that is a word for a type ("Review"); see `kg.readers.work_types`               |
| title               | TI, T1, CT, BT; ST where there is none of these, which is told                                   |
| authors             | AU, A1; "Family, Given" or "Family G.G." becomes "Family GG"                                     |
| year                | PY, Y1, DA                                                                                       |
| journal             | JF, T2, JO, JA, J2; of articles, not of chapters                                                 |
| DOI                 | DO, DI; else an address of doi.org in UR, L2, L3, LK, or M3 or ID where that is a DOI            |
| PubMed number       | PM; C5 of Embase, C2 of Scopus, AN where DB or DP is PubMed or MEDLINE; "PMID: ..." in N1, or UR |
| PMC number          | C2 where it begins with PMC; "PMCID: ..." in N1, or UR                                           |
| address             | UR                                                                                               |
| abstract            | AB, N2                                                                                           |
| references          | the list that Scopus puts into N1, where author, title and year can be told apart                |

Not read: keywords, affiliations, pages, files.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from kg.errors import InputError, Problem
from kg.readers import authors, identifiers, scopus, work_types
from kg.readers.collection import Part, read_all
from kg.readers.document import Document
from kg.readers.entry import Entry
from kg.readers.lines import decoded
from kg.readers.tags import Said, cut, fields, grouped
from kg.records import Bundle, Register, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "parts", "read", "record", "sniff"]

NAME = "ris"
VERSION = 1
SUFFIXES = (".ris",)  # many files that end in .txt are none; one that is named is read all the same

_BEGINS = re.compile(rb"TY {1,2}-")
_ENDS = re.compile(rb"ER {0,2}-?\s*$")
_TAGGED = re.compile(rb"[A-Z][A-Z0-9]  -")
_FIELD = re.compile(r"([A-Z][A-Z0-9])  -[ \t]?(.*)$")
_NARROW = re.compile(r"([A-Z][A-Z0-9]) -[ \t]?(.*)$")  # for files that put one blank before the hyphen
_FIRST = re.compile(rb"^(?:\xef\xbb\xbf)?TY {1,2}-", re.MULTILINE)

_TITLE = ("TI", "T1", "CT", "BT")
_JOURNAL = ("JF", "T2", "JO", "JA", "J2")
_MEDLINE = re.compile(r"pubmed|medline|\bNLM\b", re.IGNORECASE)
_NO_JOURNAL = frozenset({"book", "web-page"})


def sniff(document: Document) -> bool:
    """Whether a line says what kind of reference begins ("TY  - JOUR"), and what stands before is no other format."""
    head = document.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return head[:1] not in (b"<", b"{", b"[", b"@") and _FIRST.search(head) is not None


def parts(document: Document) -> Iterator[Part]:
    """The records, from TY to ER."""
    return cut(document, _BEGINS, _ENDS, _TAGGED)


def record(part: Part, source: Source, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """What one record says; raises InputError where it has no beginning or no end, or names no work."""
    entry = Entry()
    text = decoded(part, source.name, entry.problems)
    pairs = fields(text, _NARROW if text.startswith("TY -") else _FIELD)
    if not pairs or pairs[0][0] != "TY":
        raise InputError(source.name, [Problem("TY", "the record has no line that says its type and begins it")])
    if _ENDS.match(part.data.splitlines()[-1]) is None:
        raise InputError(source.name, [Problem("ER", "no line ends the record: it is cut off, or runs into the next")])
    said = grouped(pairs)
    _describe(entry, said)
    _identify(entry, said)
    yield from entry.read(source)


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """All records; raises InputError with the first that cannot be read."""
    return read_all(sys.modules[__name__], document, taxonomy)


def _first(said: Said, tags: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Tag and text of every value, the tags in their order."""
    for tag in tags:
        for text in said.get(tag, ()):
            yield tag, text


def _describe(entry: Entry, said: Said) -> None:
    """What the work is and says."""
    entry.types("TY", said.get("TY", ()))
    entry.types("M3", (text for text in said.get("M3", ()) if work_types.kind(work_types.words([text]))))
    for tag, text in _first(said, _TITLE):
        entry.put("title", tag, text)
    if not entry.has("title") and said.get("ST"):
        entry.put("title", "ST", said["ST"][0])
        entry.problems.append(Problem("ST", "the short title is taken for the title, as there is no TI or T1"))
    for tag in ("AU", "A1"):
        entry.authors(tag, authors.named(name for text in said.get(tag, ()) for name in text.split(";")))
    for tag, text in _first(said, ("PY", "Y1", "DA")):
        if tag != "DA" or identifiers.year(text) is not None:
            entry.year(tag, text)
    if work_types.kind(work_types.words(said.get("TY", ()))) not in _NO_JOURNAL:
        for tag, text in _first(said, _JOURNAL):
            entry.put("journal", tag, text)
    for _, text in _first(said, ("AB", "N2")):
        entry.abstract(text)


def _identify(entry: Entry, said: Said) -> None:
    """By what the work is known."""
    for tag, text in _first(said, ("DO", "DI")):
        entry.doi(tag, text)
    for tag, text in _first(said, ("UR", "L2", "L3", "LK", "M3", "ID")):
        if found := identifiers.doi_in(text):
            entry.put("doi", tag, found)
    databases = " ".join(said.get("DB", []) + said.get("DP", []))
    numbers = list(_first(said, ("PM",)))
    if "Embase" in databases:
        numbers += _first(said, ("C5",))
    elif "Scopus" in databases:
        numbers += ((tag, text) for tag, text in _first(said, ("C2",)) if text.isdecimal())
    elif _MEDLINE.search(databases):
        numbers += _first(said, ("AN",))
    numbers += ((tag, text) for tag, text in _first(said, ("AN",)) if text.startswith("MEDLINE:"))
    for tag, text in numbers:
        entry.pmid(tag, text)
    for tag, text in _first(said, ("C2",)):
        if text.upper().startswith("PMC"):
            entry.pmcid(tag, text)
    for tag, text in _first(said, ("UR",)):
        entry.url(tag, text)
    for tag, text in _first(said, ("N1",)):
        if text.startswith(scopus.HEADING):
            scopus.refer(entry, tag, text.removeprefix(scopus.HEADING).split("\n"))
        else:
            entry.note(tag, text)
