"""A record of PubMed as fields of the records: the paper, what it tells of the study, its abstract and references.

Names stand as PubMed prints them ("van Dillen LR"), the title without the stop that PubMed puts behind it, publication types
where they surely are a kind of paper or a design.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from kg.errors import Problem
from kg.readers import identifiers
from kg.readers.fitting import fitted
from kg.readers.xml_element import Element, children, words
from kg.records import Reference

__all__ = ["NAMES", "RETRACTED", "Parts", "abstract", "book", "paper", "parts", "publication_types", "references", "study"]

NAMES = {
    "pmid": "PMID", "doi": "DOI", "pmcid": "PMCID", "title": "ArticleTitle", "authors": "AuthorList", "year": "PubDate",
    "journal": "Journal", "registration": "DataBankList", "funders": "GrantList",
}  # fmt: skip

# By PubMed's publication types (MeSH), the strongest first. "Controlled Clinical Trial" and "Clinical Trial" do not say whether
# there was an allocation at random, so they say no design.
_TYPES = {
    "Preprint": "preprint", "Practice Guideline": "guideline", "Guideline": "guideline", "Meta-Analysis": "review",
    "Network Meta-Analysis": "review", "Systematic Review": "review", "Scoping Review": "review", "Review": "review",
}  # fmt: skip
_DESIGNS = {
    "Clinical Trial Protocol": "protocol", "Network Meta-Analysis": "meta-analysis", "Meta-Analysis": "meta-analysis",
    "Systematic Review": "systematic-review", "Randomized Controlled Trial": "randomized-trial",
}  # fmt: skip
RETRACTED = "Retracted Publication"
_RETRACTED = "D016441"  # its number in MeSH
_SYNTHESES = frozenset({"meta-analysis", "systematic-review"})
_REGISTRIES = frozenset(
    "ANZCTR ChiCTR ClinicalTrials.gov CRiS CTRI DRKS EudraCT IRCT ISRCTN JapicCTI JMACCT JPRN KCT LBCTR NTR PACTR ReBec REPEC "
    "RPCEC SLCTR TCTR UMIN-CTR".lower().split()
)
_NAMED = frozenset({"LastName", "Initials", "ForeName", "CollectiveName"})
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")


class Parts(NamedTuple):
    """The children of a record's main elements by their names; empty where the record has no such element."""

    citation: dict[str, Element]
    article: dict[str, Element]
    data: dict[str, Element]


def parts(record: Element) -> Parts:
    """The parts of a `PubmedArticle`."""
    whole = children(record)
    citation = children(whole.get("MedlineCitation"))
    return Parts(citation, children(citation.get("Article")), children(whole.get("PubmedData")))


def publication_types(of: Parts) -> frozenset[str]:
    """The names of the publication types."""
    kinds = _listed(of.article.get("PublicationTypeList"))
    return frozenset(RETRACTED if kind.get("UI") == _RETRACTED else (kind.text or "").strip() for kind in kinds)


def paper(of: Parts, types: Collection[str]) -> dict[str, object]:
    """The fields of the paper of a `PubmedArticle`."""
    article, ids = of.article, _identifiers(of.data.get("ArticleIdList"))
    journal = children(article.get("Journal"))
    return {
        "type": next((kind for name, kind in _TYPES.items() if name in types), "journal-article"),
        "title": _unstopped(words(article.get("ArticleTitle")) or words(article.get("VernacularTitle"))),
        "authors": tuple(_authors(article.get("AuthorList"))),
        "year": _year(journal.get("JournalIssue"), article.get("ArticleDate")),
        "journal": words(journal.get("Title")) or words(journal.get("ISOAbbreviation")),
        "doi": ids.get("doi") or _electronic_doi(article.get("ELocationID")),
        "pmid": words(of.citation.get("PMID")) or ids.get("pubmed"),
        "pmcid": ids.get("pmc"),
    }


def book(record: Element) -> dict[str, object]:
    """The fields of the paper of a `PubmedBookArticle`: a book, or a chapter of one."""
    document = children(record.find("BookDocument"))
    whole = children(document.get("Book"))
    ids = _identifiers(document.get("ArticleIdList"))
    year = _YEAR.search(words(children(whole.get("PubDate")).get("Year")))
    return {
        "type": "book",
        "title": _unstopped(words(document.get("ArticleTitle")) or words(whole.get("BookTitle"))),
        "authors": tuple(_authors(document.get("AuthorList", whole.get("AuthorList")))),
        "year": int(year[1]) if year else None,
        "doi": ids.get("doi"),
        "pmid": words(document.get("PMID")) or ids.get("pubmed"),
        "pmcid": ids.get("pmc"),
    }


def study(of: Parts, types: Collection[str]) -> dict[str, object]:
    """The fields of the study, without those of which the record says nothing."""
    found: dict[str, object] = {}
    designs = [design for name, design in _DESIGNS.items() if name in types]
    contradicting = "randomized-trial" in designs and not _SYNTHESES.isdisjoint(designs)
    if designs and (not contradicting or designs[0] == "protocol"):
        found["design"] = designs[0]
    numbers: list[str] = []
    for bank in _listed(of.article.get("DataBankList")):
        if (bank.findtext("DataBankName") or "").strip().lower() in _REGISTRIES:
            numbers += filter(None, (words(number) for number in bank.iterfind("AccessionNumberList/AccessionNumber")))
    if numbers:
        found["registration"] = "; ".join(dict.fromkeys(numbers))
    agencies = {words(grant.find("Agency")) for grant in _listed(of.article.get("GrantList"))} - {""}
    if agencies:
        found["funders"] = tuple(sorted(agencies))
    return found


def abstract(of: Element | None) -> str:
    """The words of an `Abstract`; of a structured one each part on a line of its own, "LABEL: text"."""
    return "\n".join(filter(None, (_labelled(part) for part in _listed(of) if part.tag == "AbstractText")))


def references(of: Parts, problems: list[Problem]) -> tuple[Reference, ...]:
    """The reference list, by PubMed numbers and DOIs; an entry with neither is known by its printed words.

    Older records have no list and name the papers they cite among their links.
    """
    found: list[Reference] = []
    empty = 0
    for place, entry in enumerate(_entries(of.data.get("ReferenceList")), 1):
        made = fitted(Reference, _entry(entry), {"pmid": "PMID", "doi": "DOI"}, problems, f"reference {place}")
        if made is None or not (made.pmid or made.doi or made.title):
            empty += 1
        else:
            found.append(made)
    if empty:
        problems.append(Problem("ReferenceList", f"{empty:,} entries name no work; left out"))
    known = {entry.pmid for entry in found}
    for link in _listed(of.citation.get("CommentsCorrectionsList")):
        number = words(link.find("PMID"))
        if link.get("RefType") != "Cites" or number in known:
            continue
        made = fitted(Reference, {"pmid": number}, {"pmid": "PMID"}, problems, "Cites")
        if made is not None and made.pmid:
            known.add(made.pmid)
            found.append(made)
    return tuple(found)


def _entries(first: Element | None) -> Iterator[Element]:
    """The entries of this list, of those in it, and of those that follow it."""
    if first is not None:
        for listed in (first, *first.itersiblings("ReferenceList")):
            yield from listed.iter("Reference")


def _listed(of: Element | None) -> Iterable[Element]:
    return () if of is None else of


def _entry(entry: Element) -> dict[str, object]:
    ids = _identifiers(entry.find("ArticleIdList"))
    pmid, doi = ids.get("pubmed"), ids.get("doi")
    return {"pmid": pmid, "doi": doi, "title": None if pmid or doi else words(entry.find("Citation"))}


def _identifiers(listed: Element | None) -> dict[str, str]:
    """Kind of identifier to the first that the list has, a DOI and a PMCID in the form of the records."""
    found: dict[str, str] = {}
    for node in _listed(listed):
        kind, text = node.get("IdType"), (node.text or "").strip()
        if kind and text and kind not in found:
            found[kind] = identifiers.doi(text) if kind == "doi" else identifiers.pmcid(text) if kind == "pmc" else text
    return found


def _electronic_doi(first: Element | None) -> str | None:
    for node in () if first is None else (first, *first.itersiblings("ELocationID")):
        if node.get("EIdType") == "doi" and node.get("ValidYN") != "N" and node.text:
            return identifiers.doi(node.text)
    return None


def _authors(listed: Element | None) -> Iterator[str]:
    """People with their initials, groups by their names; an entry that PubMed marks as corrected since is left out."""
    for author in _listed(listed):
        if author.tag != "Author" or author.get("ValidYN") == "N":
            continue
        named = {part.tag: words(part) for part in author if part.tag in _NAMED}
        initials = named.get("Initials") or "".join(word[0] for word in named.get("ForeName", "").split())
        name = f"{named.get('LastName', '')} {initials}".strip() or named.get("CollectiveName")
        if name:
            yield name


def _year(issue: Element | None, web: Element | None) -> int | None:
    """The year of the issue, also out of "1998 Dec-1999 Jan", else that of the publication on the web."""
    date = children(children(issue).get("PubDate"))
    for node in (date.get("Year"), date.get("MedlineDate"), children(web).get("Year")):
        found = None if node is None else _YEAR.search(node.text or "")
        if found:
            return int(found[1])
    return None


def _labelled(part: Element) -> str:
    label, text = (part.get("Label") or "").strip(), words(part)
    return f"{label}: {text}" if label and text else text


def _unstopped(title: str) -> str:
    """Without the stop behind the title, unless it is that of an abbreviation ("in the U.S.")."""
    bare = title.removesuffix("]")
    if not bare.endswith(".") or "." in bare.rpartition(" ")[2][:-1]:
        return title
    return bare[:-1] + title[len(bare) :]
