"""BibTeX and BibLaTeX, as reference managers and publishers write them.

| field of the record | fields of the entry, the first that says it counts                                             |
|---------------------|------------------------------------------------------------------------------------------------|
| type                | the entry's type (article, book, online, ...; see `kg.readers.work_types`); preprint for one in |
|                     | arXiv, bioRxiv or medRxiv by `archiveprefix` or `eprinttype`                                   |
| title               | title, with subtitle                                                                           |
| authors             | author: "Last, First", "First von Last", {World Health Organization}                           |
| year                | year, date                                                                                     |
| journal             | journaltitle, journal; not of books                                                            |
| DOI, PubMed, PMC    | doi; pmid, eprint where `eprinttype` is pubmed; pmcid, pmc; else in url, note, annote          |
| address             | url                                                                                            |
| abstract            | abstract                                                                                       |

LaTeX is decoded (`kg.readers.latex`). An entry is read with the @string definitions that it uses. Not read: editors, keywords,
files, what another entry would lend by `crossref`, which is told.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import InputError, Problem
from kg.readers import authors, work_types
from kg.readers.bibtex_entry import Fault, Written, written
from kg.readers.collection import Part, read_all
from kg.readers.document import Document
from kg.readers.entry import Entry
from kg.readers.latex import text_of
from kg.readers.lines import LARGEST, Gathered, decoded, lines
from kg.readers.markup import plain, printable
from kg.records import Bundle, Register, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "parts", "read", "record", "sniff"]

NAME = "bibtex"
VERSION = 1
SUFFIXES = (".bib", ".bibtex")

_BEGIN = re.compile(rb"\s*@\s*([A-Za-z]+)\s*([{(])")
_FIRST = re.compile(rb"^(?:\xef\xbb\xbf)?\s*@\s*[A-Za-z]+\s*[{(][^\n@]*[,=\r\n]", re.MULTILINE)
_SIGN = re.compile(rb"\\.|[{}()]", re.DOTALL)
_STRAY = re.compile(rb"[\s}),]*[A-Za-z]+\s*=\s*[{\"]")
_USED = re.compile(rb"[=#]\s*([A-Za-z_][A-Za-z0-9_.:+/-]*)\s*(?=[,#})]|$)", re.MULTILINE)
_DEFINED = re.compile(rb"\s*@\s*string\s*[{(]\s*([A-Za-z_][A-Za-z0-9_.:+/-]*)", re.IGNORECASE)
_KEY = re.compile(rb"[^{(]*[{(]\s*([^\s,{}=\"]{1,80})\s*[,\r\n]")

_SERVERS = frozenset({"arxiv", "biorxiv", "medrxiv", "psyarxiv", "osf", "sportrxiv"})

_READ = frozenset({
    "title", "subtitle", "author", "year", "date", "journal", "journaltitle", "doi", "pmid", "pmcid", "pmc", "eprint",
    "eprinttype", "archiveprefix", "url", "note", "annote", "annotation", "addendum", "abstract", "crossref",
})  # fmt: skip
_VERBATIM = frozenset({"doi", "pmid", "pmcid", "pmc", "eprint", "eprinttype", "archiveprefix", "url", "year", "date"})


def sniff(document: Document) -> bool:
    """Whether a line begins an entry ("@article{smith2020,")."""
    head = document.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return head[:1] not in (b"<", b"{", b"[") and _FIRST.search(head) is not None


def parts(document: Document) -> Iterator[Part]:
    """The entries, each behind the @string definitions that it uses; comments between entries are passed over.

    An entry that is not closed ends where a line begins the next one. Fields without an entry are a part, to be refused.
    """
    macros: dict[bytes, bytes] = {}
    held, block = Gathered(), None
    for number, line in lines(document):
        if block is not None and (line[:1] == b"@" or not block.kind) and _BEGIN.match(line):
            yield from _taken(held, block, macros)
            block = None
        rest = line
        while rest:
            block = block or _begun(rest)
            if block is None:
                break
            end = block.end(rest)
            held.add(number, rest[:end])
            if end is None:
                break
            yield from _taken(held, block, macros)
            block, rest = None, rest[end:]
    if block is not None:
        yield from _taken(held, block, macros)


def _taken(held: Gathered, block: _Block, macros: dict[bytes, bytes]) -> Iterator[Part]:
    """The block as a part, unless it is a comment or only defines a macro."""
    if block.kind in ("comment", "preamble"):
        held.dropped()
    elif block.kind == "string":
        text = held.dropped()
        if defined := _DEFINED.match(text):
            macros[defined[1].lower()] = text.strip()
    else:
        part = held.part(block.name)
        used = [name.lower() for name in _USED.findall(part.data)] if macros and len(part.data) <= LARGEST else []
        yield part._replace(data=b"\n".join([*_needed(used, macros), part.data]))


@dataclass
class _Block:
    """What is open: its kind, its name, how many braces and parentheses are still to be closed."""

    kind: str
    name: str = ""
    round: bool = False
    braces: int = 0
    rounds: int = 0

    def end(self, line: bytes) -> int | None:
        """Behind the sign that closes it in this line; None: it goes on."""
        if not self.kind:
            return None
        for sign in _SIGN.finditer(line):
            if sign[0] in b"{}":
                self.braces += 1 if sign[0] == b"{" else -1
            elif self.round and self.braces == 0 and sign[0] in b"()":
                self.rounds += 1 if sign[0] == b"(" else -1
            else:
                continue
            if self.braces <= 0 and self.rounds <= 0:
                return sign.end()
        return None


def _begun(text: bytes) -> _Block | None:
    """The block that begins here; one without a kind for a field that belongs to no entry."""
    begin = _BEGIN.match(text)
    if begin is None:
        return _Block("") if _STRAY.match(text) else None
    key = _KEY.match(text)
    name = printable(key[1].decode("utf-8", "replace")) if key else ""
    return _Block(begin[1].decode().lower(), name, round=begin[2] == b"(")


def _needed(names: list[bytes], macros: dict[bytes, bytes]) -> list[bytes]:
    """The definitions of these macros, behind those that they use themselves."""
    found: dict[bytes, bytes] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in macros and name not in found:
            found[name] = macros[name]
            waiting += [inner.lower() for inner in _USED.findall(macros[name].partition(b"=")[2])]
    return [block for name, block in macros.items() if name in found]


def record(part: Part, source: Source, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """What one entry says; raises InputError where its form is broken or it names no work."""
    entry = Entry()
    text = decoded(part, source.name, entry.problems)
    try:
        found = written(text)
    except Fault as fault:
        raise InputError(source.name, [*entry.problems, fault.problem]) from None
    entry.problems += found.oddities
    _describe(entry, found)
    yield from entry.read(source)


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """All entries; raises InputError with the first that cannot be read."""
    return read_all(sys.modules[__name__], document, taxonomy)


def _describe(entry: Entry, found: Written) -> None:
    said = {name: _text(entry, name, latex) for name, latex in found.fields.items() if name in _READ}
    server = said.get("archiveprefix", said.get("eprinttype", "")).lower()
    posted = server in _SERVERS and not any(said.get(name) for name in ("journal", "journaltitle"))
    entry.types("type", ["preprint"] if posted else [found.kind])
    subtitle = said.get("subtitle", "")
    entry.put("title", "title", f"{said.get('title', '')}{f': {subtitle}' if subtitle else ''}")
    entry.authors("author", _authors(entry, found.fields.get("author", "")))
    for name in ("year", "date"):
        entry.year(name, said.get(name, ""))
    if work_types.kind([found.kind]) not in ("book", "web-page"):
        for name in ("journaltitle", "journal"):
            entry.put("journal", name, said.get(name, ""))
    for name, say in (("doi", entry.doi), ("pmid", entry.pmid), ("pmcid", entry.pmcid), ("pmc", entry.pmcid)):
        if said.get(name):
            say(name, said[name])
    if server == "pubmed" and said.get("eprint"):
        entry.pmid("eprint", said["eprint"])
    entry.url("url", said.get("url", ""))
    for name in ("note", "annote", "annotation", "addendum"):
        entry.note(name, said.get(name, ""))
    entry.abstract(said.get("abstract", ""))
    if said.get("crossref"):
        entry.problems.append(Problem("crossref", "what the entry takes over from another one is not read"))


def _text(entry: Entry, name: str, latex: str) -> str:
    """The field as text; identifiers and addresses are hardly LaTeX, and a backslash before a sign is all that is taken off."""
    if name in _VERBATIM:
        return re.sub(r"\\(?=[_%#&{}~$])", "", latex).strip("{} \t\r\n")
    text, unknown = text_of(latex)
    if unknown:
        shown = ", ".join(dict.fromkeys(unknown[:5]))
        entry.problems.append(Problem(name, f"LaTeX that is not known stands as printed: {shown}"))
    return text


def _authors(entry: Entry, field: str) -> list[str]:
    found: list[str] = []
    for family, given in authors.from_bibtex(field):
        whole = not given and family.startswith("{")
        last = plain(_text(entry, "author", family))
        first = plain(_text(entry, "author", given))
        found += [f"{last},"] if whole else [f"{last}, {first}"]
    return authors.named(found)
