"""What a JATS article says of retractions, corrections and expressions of concern, by its links to related articles."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import Problem
from kg.readers import identifiers
from kg.readers.notices import usable
from kg.readers.xml_element import Element, words
from kg.records import Notice, Paper

__all__ = ["notices"]

# What a link says, whether it leads from the paper to its notice, and what else it gives as a reason: the values of PubMed
# Central's tagging guidelines.
LINKS: dict[str, tuple[str, bool, str | None]] = {
    "retracted-article": ("retraction", False, None),
    "retraction-forward": ("retraction", True, None),
    "corrected-article": ("correction", False, None),
    "correction-forward": ("correction", True, None),
    "object-of-concern": ("expression-of-concern", False, None),
    "object-of-concern-forward": ("expression-of-concern", True, None),
    "partial-retraction": ("correction", False, "Partial retraction"),
    "partial-retraction-forward": ("correction", True, "Partial retraction"),
}
_XLINK = "{http://www.w3.org/1999/xlink}href"
_PRINTED = {"doi": "DOI", "pmid": "PubMed number", "notice_doi": "DOI", "notice_pmid": "PubMed number"}


def notices(article: Element, paper: Paper, problems: list[Problem]) -> tuple[Notice, ...]:
    """The notices that the article is or has; a link that does not say to what it leads is told in `problems`."""
    found = (usable(values, "related-article", _PRINTED, problems) for values in _said(article, paper))
    return tuple(notice for notice in found if notice is not None)


def _said(article: Element, paper: Paper) -> Iterator[dict[str, object]]:
    own: dict[str, object] = {"doi": paper.doi, "pmid": paper.pmid}
    for link in article.iterfind("front/article-meta/related-article"):
        if link.get("related-article-type") not in LINKS:
            continue
        kind, of_itself, reason = LINKS[link.get("related-article-type")]
        other = _linked(link)
        concerned, notice = (own, other) if of_itself else (other, own)
        yield {
            "kind": kind,
            **concerned,
            **{f"notice_{field}": value for field, value in notice.items()},
            "date": None if of_itself else _date(article),
            "title": paper.title if of_itself else None,
            "reasons": (reason,) if reason else (),
        }


def _linked(link: Element) -> dict[str, object]:
    address = (link.get(_XLINK) or "").strip()
    pmid = identifiers.pmid(address) if link.get("ext-link-type") in ("pubmed", "pmid") else None
    doi = identifiers.doi_in(address) if pmid is None else None
    return {"doi": doi, "pmid": pmid}


def _date(article: Element) -> str | None:
    """The day of the article's publication as far as its first date tells it."""
    for date in article.iterfind("front/article-meta/pub-date"):
        year, month, day = (words(date.find(part)) for part in ("year", "month", "day"))
        if len(year) == 4 and year.isdecimal():
            known = f"{year}-{month:0>2}" if month.isdecimal() else year
            return f"{known}-{day:0>2}" if known != year and day.isdecimal() else known
    return None
