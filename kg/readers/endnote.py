"""EndNote's XML, which Zotero, Mendeley and Covidence write as well.

| field of the record | elements, the first that says it counts                                                             |
|---------------------|-----------------------------------------------------------------------------------------------------|
| type, design        | ref-type/@name, work-type ("Review", "Randomized Controlled Trial"); see `kg.readers.work_types`    |
| title               | titles/title                                                                                        |
| authors             | contributors/authors/author; a comma at the end marks an organisation                               |
| year                | dates/year, dates/pub-dates/date                                                                    |
| journal             | periodical/full-title, titles/secondary-title, titles/alt-title, periodical/abbr-1; of articles     |
| DOI                 | electronic-resource-num; else an address of doi.org in urls                                         |
| PubMed number       | accession-num, where remote-database-provider or -name is NLM, PubMed or MEDLINE; else in urls      |
| PMC number          | custom2 where it begins with PMC; else in urls                                                      |
| address             | urls/related-urls/url                                                                               |
| abstract            | abstract                                                                                            |

Not read: keywords, notes but "PMID: ..." in them, files, fields of one's own. A record is read by itself, so that no entity that
the file may declare is ever looked at; a file that declares one is refused.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

from kg.errors import InputError, Problem
from kg.readers import authors, work_types
from kg.readers.collection import Part, read_all
from kg.readers.document import Document
from kg.readers.entry import Entry
from kg.readers.lines import LARGEST, decoded
from kg.records import Bundle, Register, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "parts", "read", "record", "sniff"]

NAME = "endnote"
VERSION = 1
SUFFIXES = (".xml",)

_BLOCK = 2**18
_ROOT = re.compile(rb"<records>\s*(?:<record[ >]|</records>)")
_START = re.compile(rb"<record(?: [^<>]{0,400})?>")
_END = b"</record>"
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*\bencoding\s*=\s*["']([^"']+)["']""")
_MEDLINE = re.compile(r"pubmed|medline|\bNLM\b", re.IGNORECASE)

_Node = Any  # an element of lxml, which is imported when a file is read


def sniff(document: Document) -> bool:
    """Whether the first elements are those of EndNote's library."""
    head = document.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"<") and _ROOT.search(head[:4096]) is not None


def parts(document: Document) -> Iterator[Part]:
    """The records, each from its first tag to its last; one without an end goes up to the next, or to the end of the file.

    Raises InputError for another encoding than UTF-8, and where the file declares entities of its own.
    """
    _refuse(document)
    count, line, held, seen = 0, 1, b"", 0
    with document.stream() as file:
        while True:
            block = file.read(_BLOCK)
            held += block
            while True:
                start = _START.search(held)
                if start is None:
                    break
                end = held.find(_END, max(start.end(), seen))
                stop = end + len(_END) if end >= 0 else len(held)
                another = _START.search(held, start.end(), stop)
                if another is not None:
                    stop = another.start()
                elif end < 0 and block and len(held) - start.start() <= LARGEST:
                    seen = len(held) - len(_END)
                    break
                count += 1
                line += _lines(held[: start.start()])
                yield Part(f"record {count}, line {line}", held[start.start() : stop].rstrip(b"\r\n"))
                line += _lines(held[start.start() : stop])
                held, seen = held[stop:], 0
            if not block:
                return
            if start is None and len(held) > _BLOCK:
                line += _lines(held[: len(held) - 500])
                held = held[len(held) - 500 :]


def _lines(data: bytes) -> int:
    """The ends of lines, be they LF, CR LF or CR."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def _refuse(document: Document) -> None:
    head = document.head.removeprefix(b"\xef\xbb\xbf")
    encoding = _ENCODING.match(head)
    if encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        said = f"the file says that it is {encoding[1].decode('ascii', 'replace')[:40]}; EndNote writes UTF-8"
        raise InputError(document.name, [Problem("line 1", said)], hint="Export the library again, or save the file as UTF-8.")
    if b"<!ENTITY" in head:
        problem = Problem("", "it declares entities of its own, which EndNote never does: they may be a trap")
        raise InputError(document.name, [problem], hint="Export the library again.")


def record(part: Part, source: Source, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """What one record says; raises InputError where it is no whole XML element or names no work."""
    from lxml import etree

    entry = Entry()
    text = decoded(part, source.name, entry.problems)
    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        node = etree.fromstring(text.encode("utf-8"), safe)
    except etree.XMLSyntaxError as error:
        said = (error.msg or "").partition(", line ")[0]
        problem = Problem(f"its line {error.lineno or 1}", f"the record is no whole XML element: {said}")
        raise InputError(source.name, [*entry.problems, problem]) from None
    _describe(entry, node)
    _identify(entry, node)
    yield from entry.read(source)


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """All records; raises InputError with the first that cannot be read."""
    return read_all(sys.modules[__name__], document, taxonomy)


def _texts(node: _Node, *paths: str) -> Iterator[tuple[str, str]]:
    """Place and text of every element at these paths, the paths in their order."""
    for path in paths:
        for found in node.iterfind(path):
            text = "".join(found.itertext()).strip()
            if text:
                yield path, text


def _describe(entry: Entry, node: _Node) -> None:
    name = [kind.get("name") or "" for kind in node.iterfind("ref-type")]
    entry.types("ref-type", name)
    entry.types("work-type", (text for _, text in _texts(node, "work-type") if _known(text)))
    for place, text in _texts(node, "titles/title"):
        entry.put("title", place, text)
    entry.authors("authors", authors.named(text for _, text in _texts(node, "contributors/authors/author")))
    for place, text in _texts(node, "dates/year", "dates/pub-dates/date"):
        if place == "dates/year" or not entry.has("year"):
            entry.year(place, text)
    if work_types.kind(work_types.words(name)) not in ("book", "web-page"):
        for place, text in _texts(
            node, "periodical/full-title", "titles/secondary-title", "titles/alt-title", "periodical/abbr-1"
        ):
            entry.put("journal", place, text)
    for _, text in _texts(node, "abstract"):
        entry.abstract(text)


def _known(text: str) -> bool:
    words = work_types.words([text])
    return work_types.kind(words) is not None or work_types.retracted(words)


def _identify(entry: Entry, node: _Node) -> None:
    for place, text in _texts(node, "electronic-resource-num"):
        entry.doi(place, text)
    providers = " ".join(text for _, text in _texts(node, "remote-database-provider", "remote-database-name"))
    for place, text in _texts(node, "accession-num"):
        if text.startswith("MEDLINE:") or _MEDLINE.search(providers):
            entry.pmid(place, text)
    for place, text in _texts(node, "custom2"):
        if text.upper().startswith("PMC"):
            entry.pmcid(place, text)
    for place, text in _texts(node, "urls/related-urls/url", "urls/web-urls/url"):
        entry.url(place, text)
    for place, text in _texts(node, "notes"):
        entry.note(place, text)
