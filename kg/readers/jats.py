"""JATS, the XML of articles in PubMed Central and at many publishers: a paper with its text, references and citation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import InputError, Problem
from kg.keys import made_key
from kg.readers import jats_front
from kg.readers.document import Document, sha256
from kg.readers.fitting import fitted
from kg.readers.jats_notices import notices
from kg.readers.jats_references import references
from kg.readers.jats_text import rendered
from kg.readers.xml_element import Element, parsed
from kg.records import Bundle, Paper, Record, Register, Source, Study
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "read", "sniff"]

NAME = "jats"
VERSION = 1
SUFFIXES = (".nxml", ".xml")

_ROOT = re.compile(rb"<(?:article|pmc-articleset)[\s>]")
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+article\s+PUBLIC\s+[\"'][^\"']*(?:JATS|Journal (?:Archiving|Publishing))", re.IGNORECASE)
_FRONT = re.compile(rb"<(?:front|article-meta|journal-meta)[\s>]")


def sniff(document: Document) -> bool:
    """Whether the first element is an `article` with a head, or a set of them as PubMed Central sends."""
    head = document.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(b"<"):
        return False
    return _DOCTYPE.search(head[:4096]) is not None or bool(_ROOT.search(head[:4096]) and _FRONT.search(head))


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """The article of the file, and a register where it is or has an editorial notice.

    Raises InputError for XML that is damaged, unsafe, or of something else.
    """
    root = parsed(document.data, document.name)
    article = _article(root, document.name)
    problems: list[Problem] = []
    entries, places = references(article, problems)
    text = rendered(article, places)
    if text.unresolved:
        said = f"{text.unresolved:,} citations in the text point to no entry of the reference list; left out"
        problems.append(Problem("xref", said))
    paper = _paper(article, document.name, problems)
    abstract = "\n".join(prose.passage.exact for prose in text.prose if prose.section == "abstract")
    study = jats_front.study(article, paper.title or "", abstract)
    source = Source(
        name=document.name,
        format=NAME,
        sha256=document.sha256,
        text_sha256=sha256(text.text.encode("utf-8")) if text.text else None,
        title=paper.title,
    )
    told: list[Problem] = []
    announced = notices(article, paper, told)
    yield Bundle(
        source=source,
        record=Record(paper=paper, study=fitted(Study, study, jats_front.NAMES, problems) if study else None),
        references=entries,
        prose=text.prose,
        text=text.text or None,
        marks=text.marks,
        problems=tuple(problems),
    )
    if announced or told:
        yield Register(source=source, notices=announced, problems=tuple(told))


def _article(root: Element, name: str) -> Element:
    """The one article of the file, without what others wrote of it (`sub-article`, `response`), its names without a namespace."""
    own = root.tag.rpartition("}")[0]
    for node in root.iter() if own else ():
        if isinstance(node.tag, str) and node.tag.startswith(own):
            node.tag = node.tag.removeprefix(f"{own}}}")
    found = [root] if root.tag == "article" else list(root.iterfind("article"))
    if not found:
        raise InputError(name, [Problem("", f"the file holds no article: its root is {str(root.tag)[:60]!r}")])
    if len(found) > 1:
        problem = Problem("", f"the file holds {len(found)} articles")
        raise InputError(name, [problem], hint="Save each as a file of its own.")
    for apart in [*found[0].iterfind("sub-article"), *found[0].iterfind("response")]:
        found[0].remove(apart)
    return found[0]


def _paper(article: Element, name: str, problems: list[Problem]) -> Paper:
    found = fitted(Paper, {"key": "unknown", **jats_front.paper(article)}, jats_front.NAMES, problems)
    if found is None or not (found.pmid or found.doi or found.pmcid or found.title):
        problems.append(Problem("front", "the article has neither a number nor a title by which the paper could be known"))
        raise InputError(name, problems)
    known = {field: getattr(found, field) for field in ("pmid", "doi", "pmcid", "title", "year")}
    return found.model_copy(update={"key": made_key(**known, first_author=found.authors[0] if found.authors else None)})
