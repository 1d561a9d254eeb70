"""Web of Science's tagged text ("Plain text file"): records from PT to ER, in a file from FN to EF.

| field of the record | tags, the first that says it counts                                                    |
|---------------------|----------------------------------------------------------------------------------------|
| type                | DT ("Review", "Article; Retracted Publication") and PT (J, B); see `work_types`       |
| title               | TI                                                                                     |
| authors             | AU ("van Dillen, LR"), else AF, and groups (CA, GP)                                    |
| year                | PY, EY (early access)                                                                  |
| journal             | SO, for PT J alone                                                                     |
| DOI, PubMed number  | DI, PM                                                                                 |
| abstract            | AB                                                                                     |
| references          | CR, those with a DOI: by author, year and a journal's short name alone none is known   |
| notices             | DT "Retracted Publication"                                                             |

Not read: keywords, addresses, categories, counts of citations.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from kg.errors import InputError, Problem
from kg.readers import authors
from kg.readers.collection import Part, read_all
from kg.readers.document import Document
from kg.readers.entry import Entry
from kg.readers.lines import decoded
from kg.readers.markup import plain
from kg.readers.tags import Said, cut, fields, grouped
from kg.records import Bundle, Register, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "parts", "read", "record", "sniff"]

NAME = "web-of-science"
VERSION = 1
SUFFIXES = (".ciw", ".isi")

_BEGINS = re.compile(rb"PT [A-Z]\s*$")
_ENDS = re.compile(rb"ER\s*$")
_TAGGED = re.compile(rb"(?!FN |VR |EF)[A-Z][A-Z0-9](?: |\s*$)")
_FIELD = re.compile(r"([A-Z][A-Z0-9])(?: (.*))?$")
_FIRST = re.compile(rb"\s*(?:FN [^\r\n]*\s+)?(?:VR [^\r\n]*\s+)?PT [A-Z]\s*[\r\n]")

_LISTED = ("AU", "AF", "CA", "GP", "CR")  # a value a line
_CITED = re.compile(r"(?P<author>[^,]+), (?P<year>1[5-9]\d\d|20\d\d), (?P<journal>[^,]+)")
_CITED_DOI = re.compile(r"\bDOI (?:DOI )?\[?(10\.[0-9]{4,9}/[^\s,\]]+)")


def sniff(document: Document) -> bool:
    """Whether the file begins as Web of Science's do, or with a record of theirs."""
    return _FIRST.match(document.head.removeprefix(b"\xef\xbb\xbf")) is not None


def parts(document: Document) -> Iterator[Part]:
    """The records, from PT to ER."""
    return cut(document, _BEGINS, _ENDS, _TAGGED)


def record(part: Part, source: Source, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """What one record says; raises InputError where it has no beginning or no end, or names no work."""
    entry = Entry()
    pairs = fields(decoded(part, source.name, entry.problems), _FIELD)
    if not pairs or pairs[0][0] != "PT":
        raise InputError(source.name, [Problem("PT", "the record has no line that says its type and begins it")])
    if pairs[-1][0] != "ER":
        raise InputError(source.name, [Problem("ER", "no line ends the record: it is cut off, or runs into the next")])
    said = grouped(pairs)
    for tag in _LISTED:
        said[tag] = [line.strip() for text in said.get(tag, ()) for line in text.split("\n") if line.strip()]
    _describe(entry, said)
    _refer(entry, said)
    yield from entry.read(source)


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """All records; raises InputError with the first that cannot be read."""
    return read_all(sys.modules[__name__], document, taxonomy)


def _describe(entry: Entry, said: Said) -> None:
    entry.types("DT", said.get("DT", ()))
    entry.types("PT", said.get("PT", ()))
    for text in said.get("TI", ()):
        entry.put("title", "TI", text)
    people = said["AU"] or said["AF"]
    entry.authors("AU", authors.named([*people, *(f"{group}," for group in said["CA"] or said["GP"])]))
    for tag in ("PY", "EY"):
        for text in said.get(tag, ()):
            entry.year(tag, text)
    if "J" in said.get("PT", ()):
        for text in said.get("SO", ()):
            entry.put("journal", "SO", text)
    for text in said.get("DI", ()):
        entry.doi("DI", text)
    for text in said.get("PM", ()):
        entry.pmid("PM", text)
    for text in said.get("AB", ()):
        entry.abstract(text)


def _refer(entry: Entry, said: Said) -> None:
    """The works cited: "Smith JA, 2004, BIOCHEMISTRY-US, V43, P1276, DOI 10.1021/bi030205v"."""
    unknown = 0
    for line in said["CR"]:
        cited, doi = _CITED.match(line), _CITED_DOI.search(line)
        values: dict[str, object] = {"doi": doi[1].rstrip(".,;") if doi else None}
        if cited:
            name = plain(cited["author"]).lstrip("*")
            values |= {"first_author": name, "year": int(cited["year"]), "journal": plain(cited["journal"])}
        unknown += not entry.reference("CR", values)
    if unknown:
        total = len(said["CR"])
        entry.problems.append(Problem("CR", f"{unknown} of {total} works cited have no DOI and are left out"))
