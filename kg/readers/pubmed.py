"""PubMed's XML, as it is exported and distributed: so far what it says of retractions, corrections and expressions of concern.

PubMed links a paper and its notice from either side; where a file holds both, the two are one notice. The file streams by and is
never held as a tree. It may bring no entities of its own, and nothing outside it is ever fetched.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from kg.errors import InputError, Problem
from kg.readers.document import Document
from kg.readers.notices import usable
from kg.records import Register, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "read", "sniff"]

NAME = "pubmed"
VERSION = 1
SUFFIXES = (".xml",)

# What a link says, whether it leads from the paper to its notice or back, and what else it gives as a reason.
LINKS: dict[str, tuple[str, bool, str | None]] = {
    "RetractionIn": ("retraction", True, None),
    "RetractionOf": ("retraction", False, None),
    "RetractedandRepublishedIn": ("retraction", True, "Retracted and republished"),
    "RetractedandRepublishedFrom": ("retraction", False, "Retracted and republished"),
    "ExpressionOfConcernIn": ("expression-of-concern", True, None),
    "ExpressionOfConcernFor": ("expression-of-concern", False, None),
    "ErratumIn": ("correction", True, None),
    "ErratumFor": ("correction", False, None),
    "CorrectedandRepublishedIn": ("correction", True, "Corrected and republished"),
    "CorrectedandRepublishedFrom": ("correction", False, "Corrected and republished"),
    "PartialRetractionIn": ("correction", True, "Partial retraction"),
    "PartialRetractionOf": ("correction", False, "Partial retraction"),
}
RETRACTED = "D016441"  # the MeSH number of the publication type "Retracted Publication"

_ROOT = re.compile(rb"<(?:PubmedArticleSet|PubmedArticle)[\s>/]")
_DATE = re.compile(r"[.;:] ?(1[5-9]\d\d|20\d\d)(?: ([A-Z][a-z]{2})[a-z]*(?:-[A-Z][a-z]+)?(?: (\d{1,2}))?)?(?=[;:.,\s-]|$)")
_DOI = re.compile(r"\bdoi: ?(10\.\d{4,9}/[^\s;]+?)[.;,]?(?=\s|$)", re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_PRINTED = {"doi": "DOI", "pmid": "PMID", "notice_doi": "DOI", "notice_pmid": "PMID", "title": "ArticleTitle", "date": "date"}

_Node = Any  # an element of lxml, which is imported when a file is read


def sniff(document: Document) -> bool:
    """Whether the first element is PubMed's."""
    head = document.data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"<") and _ROOT.search(head) is not None


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Register]:
    """The notices that the articles of the file are or have; raises InputError for XML that is damaged, unsafe or of others."""
    found: dict[tuple[object, ...], tuple[str, dict[str, object]]] = {}
    count = 0
    for article in _articles(document):
        count += 1
        number = article.findtext("MedlineCitation/PMID")
        for values in _said(article):
            key = (values["kind"], values["pmid"] or values["doi"], values["notice_pmid"] or values["notice_doi"])
            _, known = found.setdefault(key, (f"PMID {number}", {}))
            known.update({field: value for field, value in values.items() if value and not known.get(field)})
    if not count:
        raise InputError(document.name, [Problem("", "there is no PubmedArticle in it, so this is no XML of PubMed")])
    problems: list[Problem] = []
    notices = [usable(values, where, _PRINTED, problems) for where, values in found.values()]
    if not notices:
        problems.append(Problem("", f"none of its {count:,} articles is retracted, corrected or doubted, or says so of another"))
    source = Source(name=document.name, format=NAME, sha256=document.sha256, title="PubMed records")
    yield Register(source=source, notices=tuple(n for n in notices if n), problems=tuple(problems))


def _articles(document: Document) -> Iterator[_Node]:
    """Each article, to be let go before the next is asked for."""
    from lxml import etree

    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    tags = ("PubmedArticleSet", "PubmedArticle")
    try:
        for event, node in etree.iterparse(io.BytesIO(document.data), events=("start", "end"), tag=tags, **safe):
            if event == "start":
                declared = node.getroottree().docinfo.internalDTD
                if declared is not None and any(True for _ in declared.iterentities()):
                    problem = Problem("", "it declares entities of its own, which PubMed never does: they may be a trap")
                    raise InputError(document.name, [problem], hint="Fetch the file from PubMed again.")
            elif node.tag == "PubmedArticle":
                yield node
                node.clear(keep_tail=False)
                while node.getprevious() is not None:
                    del node.getparent()[0]
    except etree.XMLSyntaxError as error:
        problem = Problem(f"line {error.lineno}", f"this is not XML: {error.msg}")
        raise InputError(document.name, [problem], hint="The file may be cut off: fetch it again.") from None


def _said(article: _Node) -> Iterator[dict[str, object]]:
    """What one article says of itself or of others, as the fields of notices."""
    own = {"doi": _own_doi(article), "pmid": article.findtext("MedlineCitation/PMID")}
    title = article.find("MedlineCitation/Article/ArticleTitle")
    printed = " ".join("".join(title.itertext()).split()) if title is not None else None
    retracted = False
    for link in article.iterfind("MedlineCitation/CommentsCorrectionsList/CommentsCorrections"):
        if link.get("RefType") not in LINKS:
            continue
        kind, of_itself, reason = LINKS[link.get("RefType")]
        cited = " ".join((link.findtext("RefSource") or "").split())
        doi = _DOI.search(cited)
        other = {"doi": doi[1] if doi else None, "pmid": link.findtext("PMID")}
        paper, notice = (own, other) if of_itself else (other, own)
        yield {
            "kind": kind,
            **paper,
            **{f"notice_{field}": value for field, value in notice.items()},
            "date": _cited_date(cited) if of_itself else _own_date(article),
            "title": printed if of_itself else None,
            "reasons": (reason,) if reason else (),
        }
        retracted = retracted or (of_itself and kind == "retraction")
    types = article.iterfind("MedlineCitation/Article/PublicationTypeList/PublicationType")
    if not retracted and any(kind.get("UI") == RETRACTED or kind.text == "Retracted Publication" for kind in types):
        yield {"kind": "retraction", **own, "notice_doi": None, "notice_pmid": None, "date": None, "title": printed}


def _own_doi(article: _Node) -> str | None:
    for place, name in (("PubmedData/ArticleIdList/ArticleId", "IdType"), ("MedlineCitation/Article/ELocationID", "EIdType")):
        for node in article.iterfind(place):
            if node.get(name) == "doi" and node.text:
                return str(node.text).strip()
    return None


def _own_date(article: _Node) -> str | None:
    for place in ("Journal/JournalIssue/PubDate", "ArticleDate"):
        node = article.find(f"MedlineCitation/Article/{place}")
        if node is not None:
            year = node.findtext("Year") or (node.findtext("MedlineDate") or "")[:4]
            if year:
                return _day(year, node.findtext("Month"), node.findtext("Day"))
    return None


def _cited_date(cited: str) -> str | None:
    """The date of "Felig P, Sherwin RS. J Clin Endocrinol Metab. 1980 Nov;51(5):1201"."""
    date = _DATE.search(cited)
    return _day(date[1], date[2], date[3]) if date else None


def _day(year: str, month: str | None, day: str | None) -> str:
    """A date as far as its month, by name or number, and its day are known."""
    name = (month or "")[:3]
    number = _MONTHS.index(name) + 1 if name in _MONTHS else int(name) if name.isdecimal() else None
    if number is None:
        return year
    return f"{year}-{number:02}" + (f"-{day:0>2}" if day else "")
