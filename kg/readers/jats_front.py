"""The head of a JATS article: the paper, and what it states of the study's design, registration and funding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract import find_study_facts
from kg.readers import authors, identifiers
from kg.readers.xml_element import Element, words

__all__ = ["NAMES", "paper", "study"]

NAMES = {
    "pmid": "article-id pmid", "doi": "article-id doi", "pmcid": "article-id pmc", "title": "article-title", "authors": "contrib",
    "year": "pub-date", "journal": "journal-title", "licence": "license", "funders": "funding-source",
    "funding_statement": "funding-statement", "registration": "registration",
}  # fmt: skip

_XLINK = "{http://www.w3.org/1999/xlink}href"
_DATES = ("ppub", "collection", "epub-ppub", "pub", "epub", "epreprint")  # as PubMed counts: the issue before the web
_TYPES = {
    "review-article": "review",
    "systematic-review": "review",
    "meta-analysis": "review",
    "preprint": "preprint",
    "book": "book",
}
_CC = re.compile(
    r"creativecommons\.org/(?:licenses/(by(?:-(?:nc|nd|sa))*)|publicdomain/(zero))(?:/([0-9](?:\.[0-9])?))?", re.IGNORECASE
)
_YEAR = re.compile(r"(1[5-9]\d\d|20\d\d)")

_ANOTHER_VIEW = re.compile(  # of a trial, rather than the trial
    r"secondary|post[- ]?hoc|predict|prognos|cost|economic|baseline|nested|sub-?study|qualitative|process evaluation|follow-up of"
    r"|mediat|moderat|responsiveness|validation|reliability|lessons|recruitment",
    re.IGNORECASE,
)
_PROTOCOL = re.compile(
    r"\b(?:study|trial|research|review) protocol\b|\bprotocol (?:of|for) (?:an?|the)\b|\bprotocol$|rationale and design",
    re.IGNORECASE,
)
_RANDOM = r"(?<!non-)(?<!non)(?<!non )(?<!quasi-)(?<!quasi )\brandomi[sz]ed\b"
# What a title says of its own study in so many words, the more particular first.
_DESIGNS = (
    ("meta-analysis", re.compile(r"\bmeta-?analys[ie]s\b", re.IGNORECASE)),
    ("systematic-review", re.compile(r"\bsystematic(?: literature)? review\b", re.IGNORECASE)),
    ("cluster-randomized-trial", re.compile(rf"\bcluster[- ]?{_RANDOM}(?:[\s,-]+[\w-]+){{0,4}}?[\s-]trial\b", re.IGNORECASE)),
    ("crossover-trial", re.compile(r"\bcross-?over(?:[\s,-]+[\w-]+){0,3}?[\s-]trial\b", re.IGNORECASE)),
    ("randomized-trial", re.compile(rf"{_RANDOM}(?:[\s,-]+[\w-]+){{0,6}}?[\s-]trial\b", re.IGNORECASE)),
    ("randomized-trial", re.compile(rf"{_RANDOM}[\s,]+(?:placebo-)?(?:controlled|double-blind)\b.*\bstudy\b", re.IGNORECASE)),
)  # fmt: skip
_SUBJECTS = {
    "study protocol": "protocol",
    "trial protocol": "protocol",
    "systematic review": "systematic-review",
    "meta-analysis": "meta-analysis",
}
_REGISTERED = re.compile(r"\bregistration\b|\bregistered\b|\bregistry\b|trial regist|\bidentifier\b", re.IGNORECASE)
_HEADING = 60  # letters; what is longer is no heading of a section on registration
_FUNDING = re.compile(
    r"(?:sources? of )?(?:funding|financial support|support)(?: (?:sources?|statement|information|support))?[.:]?", re.IGNORECASE
)
_PAID = ("supported-by", "financial-disclosure", "funding", "funding-statement")


def paper(article: Element) -> dict[str, object]:
    """The fields of the paper."""
    meta = article.find("front/article-meta")
    if meta is None:
        return {}
    ids = {node.get("pub-id-type"): words(node) for node in reversed(list(meta.iterfind("article-id")))}
    pmcid = ids.get("pmc") or ids.get("pmcid")
    journal = article.find("front/journal-meta//journal-title")
    return {
        "type": _TYPES.get(article.get("article-type", ""), "journal-article"),
        "title": _title(meta),
        "authors": tuple(_authors(meta)),
        "year": _year(meta),
        "journal": words(journal),
        "doi": identifiers.doi(ids["doi"]) if ids.get("doi") else None,
        "pmid": ids.get("pmid"),
        "pmcid": identifiers.pmcid(pmcid) if pmcid else None,
        "licence": _licence(meta),
    }


def study(article: Element, title: str, abstract: str) -> dict[str, object]:
    """The fields of the study, without those of which the article says nothing in so many words."""
    found: dict[str, object] = {
        "design": _design(article, title),
        "registration": _registration(article, title, abstract),
        "funders": tuple(sorted(set(_funders(article)))),
        "funding_statement": _funding_statement(article),
    }
    return {name: value for name, value in found.items() if value}


def _title(meta: Element) -> str:
    """Title and subtitle without their footnote marks."""
    group = meta.find("title-group")
    whole = [] if group is None else [_bare(node) for node in group if node.tag in ("article-title", "subtitle")]
    return ": ".join(filter(None, whole))


def _bare(node: Element) -> str:
    marks = [child for child in node.iter("xref", "fn") if child.getparent() is not None]
    return words(node) if not marks else words(_without(node))


def _without(node: Element) -> Element:
    from copy import deepcopy

    copied = deepcopy(node)
    for mark in list(copied.iter("xref", "fn")):
        before, parent = mark.getprevious(), mark.getparent()
        if before is not None:
            before.tail = (before.tail or "") + (mark.tail or "")
        else:
            parent.text = (parent.text or "") + (mark.tail or "")
        parent.remove(mark)
    return copied


def _authors(meta: Element) -> Iterator[str]:
    for contributor in meta.iterfind("contrib-group/contrib"):
        if contributor.get("contrib-type", "author") != "author":
            continue
        name = contributor.find("name")
        name = contributor.find("name-alternatives/name") if name is None else name
        if name is not None:
            said = authors.parted(words(name.find("surname")), words(name.find("given-names")))
        else:
            group = contributor.find("collab")
            said = (
                words(contributor.find("string-name"))
                if group is None
                else words(group.find("institution")) or _first_words(group)
            )
        if said:
            yield said


def _first_words(group: Element) -> str:
    """The name of a group of authors, without the list of its members."""
    return " ".join((group.text or "").split()) or words(group)


def _year(meta: Element) -> int | None:
    dates = {
        date.get("pub-type") or date.get("date-type") or "pub": words(date.find("year")) for date in meta.iterfind("pub-date")
    }
    for kind in _DATES:
        found = _YEAR.fullmatch(dates.get(kind, ""))
        if found:
            return int(found[1])
    return None


def _licence(meta: Element) -> str | None:
    """The Creative Commons licence by its short name, else what the article says of its licence."""
    for licence in meta.iterfind("permissions/license"):
        addresses = [licence.get(_XLINK) or "", *(node.get(_XLINK) or words(node) for node in licence.iter()), words(licence)]
        for address in addresses:
            found = _CC.search(address)
            if found:
                name = "CC0" if found[2] else f"CC-{found[1].upper()}"
                version = found[3] and (found[3] if "." in found[3] else f"{found[3]}.0")
                return f"{name}-{version}" if version else name
        said = words(licence)
        if said:
            return said[:300]
    return None


def _design(article: Element, title: str) -> str | None:
    for subject in article.iterfind("front/article-meta/article-categories/subj-group/subject"):
        if words(subject).lower() in _SUBJECTS:
            return _SUBJECTS[words(subject).lower()]
    if _PROTOCOL.search(title):
        return "protocol"
    if _ANOTHER_VIEW.search(title):
        return None
    return next((design for design, said in _DESIGNS if said.search(title)), None)


def _registration(article: Element, title: str, abstract: str) -> str | None:
    """The registry's number in a link of the head, a section on it, or the title and abstract where they have but one."""
    front = article.find("front")
    for link in () if front is None else front.iter("ext-link"):
        if (link.get("ext-link-type") or "").lower() in ("clintrialgov", "clinicaltrials", "isrctn"):
            return next(iter(_numbers(f"Trial registration: {words(link)}")), None) or words(link) or None
    for section in article.iter("sec"):
        heading = words(section.find("title"))
        if _REGISTERED.search(heading) and len(heading) < _HEADING:
            found = _numbers("\n".join(f"Trial registration: {words(line)}" for line in section.iter("p")))
            if found:
                return found[0]
    stated = _numbers(f"{title}\n{abstract}")
    return stated[0] if len(stated) == 1 else None


def _numbers(text: str) -> list[str]:
    """The different registry numbers of the text that it does not give to another study."""
    facts = (fact for fact in find_study_facts(text) if fact.kind == "registration" and fact.grade != "C")
    return list(dict.fromkeys(str(fact.value) for fact in facts))


def _funders(article: Element) -> Iterator[str]:
    for source in article.iterfind("front//funding-group/award-group/funding-source"):
        institution = source.find(".//institution")
        name = words(source) if institution is None else words(institution)
        if name:
            yield name


def _funding_statement(article: Element) -> str | None:
    """In the words of the article: its statement in the head, else its section or note on funding."""
    stated = [words(node) for node in article.iterfind("front//funding-group/funding-statement")]
    if not any(stated):
        sections = (node for node in article.iter("sec", "ack") if _FUNDING.fullmatch(words(node.find("title"))))
        stated = [" ".join(words(line) for line in section.iter("p")) for section in sections]
    if not any(stated):
        stated = [words(note) for note in article.iter("fn") if note.get("fn-type") in _PAID]
    return " ".join(filter(None, stated)) or None
