"""PubMed's own tagged format (.nbib, "PubMed" and "MEDLINE" in its export menu): records that begin with "PMID- ".

| field of the record   | tags, the first that says it counts                                                       |
|-----------------------|-------------------------------------------------------------------------------------------|
| PubMed number         | PMID                                                                                      |
| type, design          | PT ("Review", "Randomized Controlled Trial"); see `kg.readers.work_types`                 |
| title                 | TI, BTI of a book, TT                                                                     |
| authors               | AU as printed there ("van Dillen LR") and CN (groups), in their order                     |
| year                  | DP, DEP                                                                                   |
| journal               | JT, TA                                                                                    |
| DOI                   | AID, LID, marked [doi]                                                                    |
| PMC number            | PMC                                                                                       |
| abstract              | AB                                                                                        |
| registration          | SI of a register of trials ("ClinicalTrials.gov/NCT01234567")                             |
| notices               | RIN ROF RRI RRF ECI ECF EIN EFR CRI CRF PRIN PROF, PT "Retracted Publication"             |

Not read: MeSH headings, affiliations, grants, comments (CIN, CON), updates (UIN, UOF).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from kg.errors import InputError, Problem
from kg.readers.collection import Part, read_all
from kg.readers.document import Document
from kg.readers.entry import Entry
from kg.readers.lines import decoded
from kg.readers.markup import plain, printable
from kg.readers.tags import Said, cut, fields, grouped
from kg.records import Bundle, Register, Source
from kg.taxonomy import Taxonomy

__all__ = ["LINKS", "NAME", "SUFFIXES", "VERSION", "parts", "read", "record", "sniff"]

NAME = "medline"
VERSION = 1
SUFFIXES = (".nbib", ".medline")

# What a link says, whether it leads from the paper to its notice or back, and what else it gives as a reason.
LINKS: dict[str, tuple[str, bool, str | None]] = {
    "RIN": ("retraction", True, None),
    "ROF": ("retraction", False, None),
    "RRI": ("retraction", True, "Retracted and republished"),
    "RRF": ("retraction", False, "Retracted and republished"),
    "ECI": ("expression-of-concern", True, None),
    "ECF": ("expression-of-concern", False, None),
    "EIN": ("correction", True, None),
    "EFR": ("correction", False, None),
    "CRI": ("correction", True, "Corrected and republished"),
    "CRF": ("correction", False, "Corrected and republished"),
    "PRIN": ("correction", True, "Partial retraction"),
    "PROF": ("correction", False, "Partial retraction"),
}

_BEGINS = re.compile(rb"PMID- *[0-9]")
_TAGGED = re.compile(rb"[A-Z][A-Z0-9]{1,3} {0,2}- ")
_FIELD = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}-(?: (.*))?$")
_FIRST = re.compile(rb"^(?:\xef\xbb\xbf)?PMID- *[0-9]+\s*$", re.MULTILINE)
_PLACE = re.compile(r"\((PMID [0-9]+)\)")
_SUFFIX = re.compile(r"(?<= [A-Z]|[A-Z]{2}) (?:Jr|Sr|II|III|IV|[2-9](?:nd|rd|th))$")
_STOP = re.compile(r"(?<![.\s])\.(\]?)$")
_MARKED = re.compile(r"(\S+) \[doi\]")
_LAST = "SO"  # how a record is cited, which PubMed writes as its last line

_LINKED_PMID = re.compile(r"PMID: ?([1-9][0-9]{0,8})(?![0-9])")
_LINKED_DOI = re.compile(r"\bdoi: ?(10\.[0-9]{4,9}/\S+?)[.;,]?(?=\s|$)", re.IGNORECASE)
_DATE = r"(1[5-9][0-9]{2}|20[0-9]{2})(?: ([A-Z][a-z]{2})(?: ([0-9]{1,2}))?)?(?=[;:.,\s-]|$)"
_LINKED_DATE = re.compile(rf"[.;:] ?{_DATE}")
_OWN_DATE = re.compile(_DATE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def sniff(document: Document) -> bool:
    """Whether a line holds a PubMed number under PubMed's tag."""
    head = document.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return head[:1] not in (b"<", b"{", b"[", b"@") and _FIRST.search(head) is not None


def parts(document: Document) -> Iterator[Part]:
    """The records, each from its PMID on."""
    for part in cut(document, _BEGINS, None, _TAGGED, _number):
        yield part._replace(place=found[1]) if (found := _PLACE.search(part.place)) else part


def _number(line: bytes) -> str:
    return "PMID " + line.partition(b"-")[2].decode("ascii", "replace").strip()


def record(part: Part, source: Source, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """What one record says; raises InputError where it is cut off or names no work."""
    entry = Entry()
    pairs = fields(decoded(part, source.name, entry.problems), _FIELD)
    if not pairs or pairs[0][0] != "PMID":
        raise InputError(source.name, [Problem("PMID", "the record has no PubMed number, which begins one")])
    said = grouped(pairs)
    if _LAST not in said:
        problem = Problem(_LAST, "the record has no line for its citation, which is the last: it is cut off")
        raise InputError(source.name, [*entry.problems, problem])
    entry.pmid("PMID", said["PMID"][0] if "PMID" in said else "")
    _describe(entry, said, pairs)
    _link(entry, said)
    yield from entry.read(source)


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """All records; raises InputError with the first that cannot be read."""
    return read_all(sys.modules[__name__], document, taxonomy)


def _describe(entry: Entry, said: Said, pairs: list[tuple[str, str]]) -> None:
    if "BTI" in said:
        entry.types("BTI", ["Book"])  # a book or a chapter of one, whatever else PT calls it
    else:
        entry.types("PT", said.get("PT", ()))
    for tag in ("TI", "BTI", "TT"):
        for text in said.get(tag, ()):
            entry.put("title", tag, _unstopped(plain(text)))
    entry.authors("AU", [name for tag, text in pairs if tag in ("AU", "CN") and (name := _SUFFIX.sub("", plain(text)))])
    for tag in ("DP", "DEP"):
        for text in said.get(tag, ()):
            entry.year(tag, text)
    for tag in ("JT", "TA"):
        for text in said.get(tag, ()):
            entry.put("journal", tag, text)
    for tag in ("AID", "LID"):
        for text in said.get(tag, ()):
            if marked := _MARKED.search(text):
                entry.doi(tag, marked[1])
    for text in said.get("PMC", ()):
        entry.pmcid("PMC", text)
    for text in said.get("AB", ()):
        entry.abstract(text)
    for text in said.get("SI", ()):
        entry.registration(text)


def _unstopped(title: str) -> str:
    """Without the stop that PubMed puts behind a title, unless it is that of an abbreviation ("in the U.S.")."""
    return title if "." in title.rpartition(" ")[2].rstrip("]")[:-1] else _STOP.sub(r"\1", title)


def _link(entry: Entry, said: Said) -> None:
    """The notices that the record has or is: "RIN - Bone. 2019 May;122:234. doi: 10.1016/j... PMID: 30878303"."""
    own = _OWN_DATE.match(said["DP"][0]) if said.get("DP") else None
    for tag, (kind, of_itself, reason) in LINKS.items():
        for text in said.get(tag, ()):
            cited = printable(text)
            pmid, doi = _LINKED_PMID.search(cited), _LINKED_DOI.search(cited)
            entry.notice(
                tag,
                {
                    "kind": kind,
                    "pmid": pmid[1] if pmid else None,
                    "doi": doi[1] if doi else None,
                    "date": _day(_LINKED_DATE.search(cited) if of_itself else own),
                    "reasons": (reason,) if reason else (),
                },
                of_itself=of_itself,
            )


def _day(date: re.Match[str] | None) -> str | None:
    """A date as far as its month and day are known: "2019-05"."""
    if date is None:
        return None
    if date[2] not in _MONTHS:
        return date[1]
    return f"{date[1]}-{_MONTHS.index(date[2]) + 1:02}" + (f"-{int(date[3]):02}" if date[3] else "")
