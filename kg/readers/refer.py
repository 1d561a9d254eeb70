"""EndNote's tagged format (.enw, "Refer/BibIX" in Zotero), which Google Scholar and many publishers offer: records from "%0" on.

| field of the record | tags, the first that says it counts                                                                |
|---------------------|----------------------------------------------------------------------------------------------------|
| type, design        | %0, and %9 where that is a word for a type; see `kg.readers.work_types`                            |
| title               | %T                                                                                                 |
| authors             | %A; a comma at the end marks an organisation                                                       |
| year                | %D, %8                                                                                             |
| journal             | %J, %B; of articles, not of chapters                                                               |
| DOI                 | %R; else an address of doi.org in %U                                                               |
| PubMed number       | %M where %W or %~ is NLM, PubMed or MEDLINE; else in %U or "PMID: ..." in %Z                       |
| PMC number          | %2 where it begins with PMC; else in %U or %Z                                                      |
| address, abstract   | %U, %X                                                                                             |

The format marks no end of a record, so that one that is cut off in its last field cannot be told from a whole one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from kg.errors import InputError, Problem
from kg.readers import authors, identifiers, work_types
from kg.readers.collection import Part, read_all
from kg.readers.document import Document
from kg.readers.entry import Entry
from kg.readers.lines import decoded
from kg.readers.tags import Said, cut, fields, grouped
from kg.records import Bundle, Register, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "parts", "read", "record", "sniff"]

NAME = "refer"
VERSION = 1
SUFFIXES = (".enw",)

_BEGINS = re.compile(rb"%0(?:\s|$)")
_TAGGED = re.compile(rb"%[A-Z0-9~@!?>&$\[\](){}+^](?:\s|$)")
_FIELD = re.compile(r"%([A-Z0-9~@!?>&$\[\](){}+^])(?:[ \t](.*)|$)")
_FIRST = re.compile(rb"^(?:\xef\xbb\xbf)?%0 [A-Z][a-z]", re.MULTILINE)
_MEDLINE = re.compile(r"pubmed|medline|\bNLM\b", re.IGNORECASE)


def sniff(document: Document) -> bool:
    """Whether a line begins a record ("%0 Journal Article")."""
    head = document.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return head[:1] not in (b"<", b"{", b"[", b"@") and _FIRST.search(head) is not None


def parts(document: Document) -> Iterator[Part]:
    """The records, each from its %0 on."""
    return cut(document, _BEGINS, None, _TAGGED)


def record(part: Part, source: Source, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """What one record says; raises InputError where it has no beginning or names no work."""
    entry = Entry()
    pairs = fields(decoded(part, source.name, entry.problems), _FIELD)
    if not pairs or pairs[0][0] != "0":
        raise InputError(source.name, [Problem("%0", "the record has no line that says its type and begins it")])
    said = grouped(pairs)
    _describe(entry, said)
    _identify(entry, said)
    yield from entry.read(source)


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """All records; raises InputError with the first that cannot be read."""
    return read_all(sys.modules[__name__], document, taxonomy)


def _describe(entry: Entry, said: Said) -> None:
    entry.types("%0", said.get("0", ()))
    entry.types("%9", (text for text in said.get("9", ()) if work_types.kind(work_types.words([text]))))
    for text in said.get("T", ()):
        entry.put("title", "%T", text)
    entry.authors("%A", authors.named(said.get("A", ())))
    for tag in ("D", "8"):
        for text in said.get(tag, ()):
            if tag == "D" or identifiers.year(text) is not None:
                entry.year(f"%{tag}", text)
    if work_types.kind(work_types.words(said.get("0", ()))) not in ("book", "web-page"):
        for tag in ("J", "B"):
            for text in said.get(tag, ()):
                entry.put("journal", f"%{tag}", text)
    for text in said.get("X", ()):
        entry.abstract(text)


def _identify(entry: Entry, said: Said) -> None:
    for text in said.get("R", ()):
        entry.doi("%R", text)
    provided = _MEDLINE.search(" ".join(said.get("W", []) + said.get("~", [])))
    for text in said.get("M", ()):
        if provided or text.startswith("MEDLINE:"):
            entry.pmid("%M", text)
    for text in said.get("2", ()):
        if text.upper().startswith("PMC"):
            entry.pmcid("%2", text)
    for text in said.get("U", ()):
        entry.url("%U", text)
    for text in said.get("Z", ()):
        entry.note("%Z", text)
