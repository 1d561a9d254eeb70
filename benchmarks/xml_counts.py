"""What PubMed's XML and JATS articles say, read by xml.etree: lists that benchmarks/counts.py holds a store against.

Written from PubMed's and JATS's own descriptions of their elements, without a look at kg's readers and without lxml.
"""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

__all__ = ["Lists", "Reason", "Sources"]

Lists = dict[tuple[str, str], Counter[tuple[str, str]]]
Reason = str | None

NOTICES = {
    "RetractionIn": "retraction", "RetractionOf": "retraction", "RetractedandRepublishedIn": "retraction",
    "RetractedandRepublishedFrom": "retraction", "ExpressionOfConcernIn": "expression-of-concern",
    "ExpressionOfConcernFor": "expression-of-concern", "ErratumIn": "correction", "ErratumFor": "correction",
    "CorrectedandRepublishedIn": "correction", "CorrectedandRepublishedFrom": "correction", "PartialRetractionIn": "correction",
    "PartialRetractionOf": "correction",
}  # fmt: skip
REVIEWS = ("Meta-Analysis", "Network Meta-Analysis", "Systematic Review")
DOI = re.compile(r"10\.\d{4,9}/\S+")
XLINK = "{http://www.w3.org/1999/xlink}href"


class Sources:
    """The lists of a PubMed file and of JATS files, and what is needed to say why a store states something else."""

    def __init__(self, pubmed: Path, jats: Sequence[Path]) -> None:
        self.lists: Lists = defaultdict(Counter)
        self.identifiers: dict[str, set[str]] = defaultdict(set)
        self.titles: dict[str, str] = {}
        self.types: dict[str, set[str]] = {}
        with gzip.open(pubmed) if pubmed.suffix == ".gz" else pubmed.open("rb") as file:
            for _, element in ET.iterparse(file):  # noqa: S314 - files of one's own choosing
                if element.tag in ("PubmedArticle", "PubmedBookArticle"):
                    self._pubmed(element)
                    element.clear()
        for path in jats:
            self._jats(path)

    def _add(self, what: str, form: str, record: str, name: str = "", times: int = 1) -> None:
        if times:
            self.lists[what, form][record, name.casefold()] += times

    def _named(self, form: str, record: str, ids: dict[str, str | None], title: str) -> None:
        for what, name in ids.items():
            if name:
                self._add(what, form, record, name)
                self.identifiers[record].add(f"{what} {name.casefold()}")
        self.titles[record] = re.sub(r"\W+", " ", title.casefold()).strip()

    # ---- PubMed

    def _pubmed(self, one: ET.Element) -> None:
        book = one.find("BookDocument")
        citation = one.find("MedlineCitation") if book is None else book
        assert citation is not None
        article = citation.find("Article") if book is None else book
        assert article is not None
        pmid = (citation.findtext("PMID") or "").strip()
        ids = one.find("PubmedData/ArticleIdList") if book is None else book.find("ArticleIdList")
        doi = _id(ids, "doi") or next(
            (e.text for e in article.iterfind("ELocationID") if e.get("EIdType") == "doi" and e.get("ValidYN") != "N" and e.text),
            None,
        )
        self._add("records", "pubmed", pmid)
        names = {"PMIDs": pmid, "DOIs": doi and _bare(doi), "PMCIDs": _id(ids, "pmc")}
        self._named("pubmed", pmid, names, _text(article.find("ArticleTitle")))
        self._add("abstracts", "pubmed", pmid, times=int(any(_text(e) for e in article.iterfind("Abstract/AbstractText"))))
        people = (one for one in article.iterfind("AuthorList/Author") if one.get("ValidYN") != "N")
        tags = ("LastName", "ForeName", "Initials", "CollectiveName")
        self._add("authors", "pubmed", pmid, times=sum(any(_text(one.find(tag)) for tag in tags) for one in people))
        self._references(one, citation, pmid)
        types = self.types[pmid] = {_text(e) for e in article.iterfind("PublicationTypeList/PublicationType")}
        if "Randomized Controlled Trial" in types:
            self._add("randomized trials", "pubmed", pmid, "randomized-trial")
        retracted = "Retracted Publication" in types
        for link in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
            kind, other = link.get("RefType", ""), (link.findtext("PMID") or "").strip()
            if kind in NOTICES:
                work, notice = (pmid, other) if kind.endswith("In") else (other, pmid)
                self._notice(NOTICES[kind], work, notice)
                retracted = retracted and not (kind.endswith("In") and NOTICES[kind] == "retraction")
        if retracted:
            self._notice("retraction", pmid, "")

    def _notice(self, kind: str, work: str, notice: str) -> None:
        """Once, whether the work, its notice or both tell it."""
        if work:
            self.lists["notices by PMID", "pubmed"]["", f"{kind} of {work} in {notice or 'none'}"] = 1

    def _references(self, one: ET.Element, citation: ET.Element, pmid: str) -> None:
        listed = [entry for part in one.iterfind("PubmedData/ReferenceList") for entry in part.iter("Reference")]
        numbers = [_id(entry.find("ArticleIdList"), "pubmed") for entry in listed]
        dois = [_id(entry.find("ArticleIdList"), "doi") for entry in listed]
        linked = {
            (e.findtext("PMID") or "").strip()
            for e in citation.iterfind("CommentsCorrectionsList/CommentsCorrections")
            if e.get("RefType") == "Cites"
        } - {*numbers, ""}
        printed = [_text(entry.find("Citation")) for entry in listed]
        known = sum(any(said) for said in zip(numbers, dois, printed, strict=True))
        self._add("entries of reference lists", "pubmed", pmid, times=known + len(linked))
        for number in [*filter(None, numbers), *linked]:
            self._add("references with a PMID", "pubmed", pmid, number)
        for doi in filter(None, dois):
            self._add("references with a DOI", "pubmed", pmid, _bare(doi))

    # ---- JATS

    def _jats(self, path: Path) -> None:
        record = path.name
        root = ET.parse(path).getroot()  # noqa: S314
        article = root if root.tag == "article" else root.find("article")
        assert article is not None, path
        meta = article.find("front/article-meta")
        assert meta is not None, path
        ids = {e.get("pub-id-type"): _text(e) for e in meta.iterfind("article-id")}
        pmcid = ids.get("pmc") or ids.get("pmcid")
        pmcid = f"PMC{pmcid.upper().removeprefix('PMC')}" if pmcid else None
        doi = ids.get("doi")
        self._add("records", "jats", record)
        names = {"PMIDs": ids.get("pmid"), "DOIs": _bare(doi) if doi else None, "PMCIDs": pmcid}
        self._named("jats", record, names, _text(meta.find("title-group/article-title")))
        authors = [e for e in meta.iterfind("contrib-group/contrib") if e.get("contrib-type", "author") == "author"]
        self._add("authors", "jats", record, times=sum(_is_named(one) for one in authors))
        back = article.find("back")
        for ref in [] if back is None else [ref for part in back.iter("ref-list") for ref in part.iterfind("ref")]:
            tags = ("element-citation", "mixed-citation", "citation", "nlm-citation")
            cited = next((e for e in ref.iter() if e.tag in tags), None)
            if cited is None or not _text(cited):
                continue
            self._add("entries of reference lists", "jats", record)
            numbers = {e.get("pub-id-type"): _text(e) for e in reversed(list(cited.iter("pub-id")))}
            if numbers.get("pmid"):
                self._add("references with a PMID", "jats", record, numbers["pmid"])
            links = (
                e.get(XLINK, "")
                for e in cited.iter("ext-link")
                if e.get("ext-link-type") == "doi" or "doi.org/" in e.get(XLINK, "")
            )
            doi = numbers.get("doi") or next(links, None)
            if doi:
                self._add("references with a DOI", "jats", record, _bare(doi))

    # ---- why a store may say something else

    def reason(self, program: str, what: str, record: str, name: str, ours: int, theirs: int) -> Reason:
        """Why the store has the item another number of times than the program; None where the XML gives no reason."""
        types = self.types.get(record, set())
        if what in ("DOIs", "references with a DOI") and theirs > ours and not DOI.fullmatch(name):
            return "no DOI by its form"
        if what == "references with a PMID" and theirs > ours and not re.fullmatch(r"[1-9]\d{0,8}", name):
            return "no PMID by its form"
        if what == "randomized trials" and theirs > ours and types.intersection(REVIEWS):
            return "a review of trials by another of its types"
        if what == "randomized trials" and theirs > ours and "Clinical Trial Protocol" in types:
            return "the protocol of a trial"
        if program == "pubmed_parser":
            return self._parser(what, record, name, ours)
        return None

    def _parser(self, what: str, record: str, name: str, ours: int) -> Reason:
        """What pubmed_parser leaves out is no difference where xml.etree finds what the store has."""
        agreed = self.lists[what, "pubmed"][record, name] == ours
        return f"pubmed_parser reads this otherwise (it {_OTHERWISE[what]})" if agreed and what in _OTHERWISE else None

    def works(self) -> set[frozenset[str]]:
        """The records that are one work: those that share an identifier, but for those with different PMIDs."""
        holders: dict[str, list[str]] = defaultdict(list)
        for record, names in self.identifiers.items():
            for name in names:
                holders[name].append(record)
        of: dict[str, set[str]] = {record: {record} for record in self.identifiers}
        for records in holders.values():
            numbers = {name for record in records for name in self.identifiers[record] if name.startswith("PMIDs ")}
            if len(records) > 1 and len(numbers) < 2:
                whole = set().union(*(of[record] for record in records))
                of.update(dict.fromkeys(whole, whole))
        return {frozenset(records) for records in of.values()}

    def why_joined(self, records: Sequence[str]) -> Reason:
        """The reason for which these are one work though they share no identifier."""
        titles = {self.titles.get(record, "") for record in records}
        return "the same title" if len(titles) == 1 and "" not in titles and len(records) > 1 else None


_OTHERWISE = {
    "DOIs": "takes the last ELocationID, whatever it is, before the list of identifiers",
    "authors": "counts no groups",
    "references with a PMID": "reads no lists within lists and no links of older records",
    "abstracts": "takes text outside AbstractText",
}


def _id(listed: ET.Element | None, kind: str) -> str | None:
    found = () if listed is None else listed.iterfind("ArticleId")
    return next((text for e in found if e.get("IdType") == kind and (text := (e.text or "").strip())), None)


def _text(of: ET.Element | None) -> str:
    return "" if of is None else " ".join("".join(of.itertext()).split())


def _bare(doi: str) -> str:
    return re.sub(r"^(?:https?://)?(?:dx\.)?(?:doi\.org/)?(?:doi:)?\s*", "", doi.strip(), flags=re.IGNORECASE)


def _is_named(one: ET.Element) -> bool:
    tags = ("surname", "given-names", "collab", "string-name")
    return any(_text(e) for tag in tags for e in one.iter(tag))
