"""What a record of PubMed says of retractions, corrections and expressions of concern, of itself or of other papers.

PubMed links a paper and its notice from either side; `kg.notice.joined` makes one of the two.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from kg.errors import Problem
from kg.readers.notices import usable
from kg.readers.pubmed_article import RETRACTED, Parts
from kg.records import Notice

__all__ = ["LINKS", "notices"]

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

_DATE = re.compile(r"[.;:] ?(1[5-9]\d\d|20\d\d)(?: ([A-Z][a-z]{2})[a-z]*(?:-[A-Z][a-z]+)?(?: (\d{1,2}))?)?(?=[;:.,\s-]|$)")
_DOI = re.compile(r"\bdoi: ?(10\.\d{4,9}/[^\s;]+?)[.;,]?(?=\s|$)", re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PRINTED = {"doi": "DOI", "pmid": "PMID", "notice_doi": "DOI", "notice_pmid": "PMID", "title": "ArticleTitle", "date": "date"}


def notices(
    of: Parts, types: Collection[str], own: Mapping[str, str | None], title: str | None, problems: list[Problem]
) -> tuple[Notice, ...]:
    """The notices that the record is or has; `types` are its publication types, `own` its `doi` and `pmid`.

    What cannot be read is added to `problems`.
    """
    links = of.citation.get("CommentsCorrectionsList")
    if links is None and RETRACTED not in types:
        return ()
    found = (usable(values, f"PMID {own['pmid']}", _PRINTED, problems) for values in _said(of, types, own, title))
    return tuple(notice for notice in found if notice is not None)


def _said(of: Parts, types: Collection[str], own: Mapping[str, str | None], title: str | None) -> Iterator[dict[str, object]]:
    """What one record says of itself or of others, as the fields of notices."""
    retracted = False
    links = of.citation.get("CommentsCorrectionsList")
    for link in () if links is None else links:
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
            "date": _cited_date(cited) if of_itself else _own_date(of),
            "title": title if of_itself else None,
            "reasons": (reason,) if reason else (),
        }
        retracted = retracted or (of_itself and kind == "retraction")
    if not retracted and RETRACTED in types:
        yield {"kind": "retraction", **own, "notice_doi": None, "notice_pmid": None, "date": None, "title": title}


def _own_date(of: Parts) -> str | None:
    journal = of.article.get("Journal")
    for node in (None if journal is None else journal.find("JournalIssue/PubDate"), of.article.get("ArticleDate")):
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
