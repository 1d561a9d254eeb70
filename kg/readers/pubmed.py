"""PubMed's XML, as it is exported and distributed: papers, abstracts, references, and notices of retraction and the like.

A file holds up to 30,000 records and streams by; each is a source of its own. It may bring no entities of its own, and nothing
outside it is ever fetched.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from kg.errors import InputError, Problem
from kg.keys import made_key
from kg.readers import collection, pubmed_article
from kg.readers.collection import Part
from kg.readers.document import Document, sha256
from kg.readers.fitting import fitted
from kg.readers.pubmed_notices import notices
from kg.readers.xml_element import Element, encoding, entities, own_entities, parsed
from kg.readers.xml_parts import LARGEST, Cutter
from kg.records import Bundle, Paper, Passage, Prose, Record, Register, Source, Study
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "parts", "read", "record", "sniff"]

NAME = "pubmed"
VERSION = 2
SUFFIXES = (".xml",)

_ARTICLES = ("PubmedArticle", "PubmedBookArticle")
_DELETED = "DeleteCitation"
_ROOT = re.compile(rb"<(?:PubmedArticleSet|PubmedArticle|PubmedBookArticle)[\s>/]")
_PMID = re.compile(rb"<PMID(?:\s[^<>]*)?>\s*([0-9]{1,9})\s*</PMID>")
_ENCODINGS = ("utf-8", "utf8", "us-ascii", "ascii")
_SHOWN = 20  # numbers of deleted records that are told one by one


def sniff(document: Document) -> bool:
    """Whether the first element is PubMed's."""
    head = document.head[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"<") and _ROOT.search(head) is not None


def parts(document: Document) -> Iterator[Part]:
    """Each record, named by its PubMed number; raises InputError for a file with entities of its own or another encoding."""
    head = document.head
    named = encoding(head)
    if named not in _ENCODINGS:
        problem = Problem("line 1", f"the file says it is in the encoding {named[:40]!r}; PubMed's files are UTF-8")
        raise InputError(document.name, [problem], hint="Save it as UTF-8, with that in its first line, and try again.")
    if own_entities(head):
        raise entities(document.name)
    count = 0
    with document.stream() as file:
        if head.startswith(b"\xef\xbb\xbf"):
            file.read(3)
        for piece in Cutter(file, (*_ARTICLES, _DELETED), "PubmedArticleSet").pieces():
            if piece.tag in _ARTICLES:
                count += 1
                number = _PMID.search(piece.data)
                place = f"PMID {number[1].decode('ascii')}" if number else f"record {count}, line {piece.line}"
                yield Part(place, piece.data)
            elif piece.tag == _DELETED:
                yield Part(_DELETED, piece.data)
            else:
                yield Part(f"line {piece.line}", piece.data)
    if not count:
        raise InputError(document.name, [Problem("", "there is no PubmedArticle in it, so this is no XML of PubMed")])


def record(part: Part, source: Source, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """The paper, and a register where the record is a notice, has one, or lists records that PubMed has deleted.

    Raises InputError for what is no whole record, and for one without a number or title.
    """
    if not part.data.strip():
        raise InputError(source.name, [Problem("", "the file ends here, before the end of its set: it is cut off")])
    if len(part.data) > LARGEST:
        said = f"the record has more than {LARGEST // 2**20} MB: perhaps its end is missing"
        raise InputError(source.name, [Problem("", said)])
    if not part.data.startswith(b"<"):
        raise InputError(source.name, [Problem("", "between two records there is what belongs to none of them")])
    root = parsed(part.data, source.name)
    if root.tag == _DELETED:
        yield Register(source=source, problems=(_deleted(root),))
    elif root.tag in _ARTICLES:
        yield from _said(root, source)
    else:
        raise InputError(source.name, [Problem("", f"the element {str(root.tag)[:40]!r} is no record of PubMed")])


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """All records of the file; raises InputError with the first that cannot be read."""
    return collection.read_all(sys.modules[__name__], document, taxonomy)


def _said(root: Element, source: Source) -> Iterator[Bundle | Register]:
    problems: list[Problem] = []
    parts = pubmed_article.parts(root)
    types = pubmed_article.publication_types(parts)
    book = root.tag == "PubmedBookArticle"
    paper = _paper(pubmed_article.book(root) if book else pubmed_article.paper(parts, types), source.name, problems)
    study = pubmed_article.study(parts, types)
    text = pubmed_article.abstract(root.find("BookDocument/Abstract") if book else parts.article.get("Abstract"))
    prose: tuple[Prose, ...] = ()
    if text:
        source = source.model_copy(update={"text_sha256": sha256(text.encode("utf-8"))})
        prose = (Prose(section="abstract", passage=Passage(exact=text, start=0, end=len(text))),)
    told: list[Problem] = []
    announced = notices(parts, types, {"doi": paper.doi, "pmid": paper.pmid}, paper.title, told)
    yield Bundle(
        source=source,
        record=Record(paper=paper, study=fitted(Study, study, pubmed_article.NAMES, problems) if study else None),
        references=pubmed_article.references(parts, problems),
        prose=prose,
        problems=tuple(problems),
    )
    if announced or told:
        yield Register(source=source, notices=announced, problems=tuple(told))


def _paper(values: dict[str, object], name: str, problems: list[Problem]) -> Paper:
    """The paper under the key made of its numbers; raises InputError where nothing is left by which it could be known."""
    number = str(values.get("pmid") or "")
    likely = f"pmid-{number}" if number.isascii() and number.isdecimal() else "unknown"
    found = fitted(Paper, {"key": likely, **values}, pubmed_article.NAMES, problems)
    if found is None or not (found.pmid or found.doi or found.pmcid or found.title):
        problems.append(Problem("", "the record has neither a number nor a title by which the paper could be known"))
        raise InputError(name, problems)
    known = {field: getattr(found, field) for field in ("pmid", "doi", "pmcid", "title", "year")}
    key = made_key(**known, first_author=found.authors[0] if found.authors else None)
    return found if found.key == key else found.model_copy(update={"key": key})


def _deleted(root: Element) -> Problem:
    numbers = [(node.text or "").strip() for node in root.iterfind("PMID")]
    more = f" and {len(numbers) - _SHOWN:,} more" if len(numbers) > _SHOWN else ""
    said = f"PubMed names {len(numbers):,} records as deleted since: {', '.join(numbers[:_SHOWN])}{more}"
    return Problem(_DELETED, f"{said}. They are not taken out of the store")
