"""The reference list of a JATS article: an entry for each `ref`, from `element-citation`, `mixed-citation` or `citation`."""

from __future__ import annotations

import re

from kg.errors import Problem
from kg.readers import identifiers
from kg.readers.fitting import fitted
from kg.readers.xml_element import Element, words
from kg.records import Reference

__all__ = ["references"]

_CITATIONS = ("element-citation", "mixed-citation", "citation", "nlm-citation")
_NAMES = {"doi": "DOI", "pmid": "PMID", "title": "article-title", "first_author": "name", "year": "year", "journal": "source"}
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_LONGEST = 500  # characters of an entry that is known by its printed words only


def references(article: Element, problems: list[Problem]) -> tuple[tuple[Reference, ...], dict[str, int]]:
    """The entries in their order, and the place of each, counted from 1, by the `id` of its `ref`.

    Of a `ref` with several works the first is read; an entry that names no work is left out. Both are told in `problems`.
    """
    found: list[Reference] = []
    places: dict[str, int] = {}
    for number, ref in enumerate(article.iterfind("back//ref-list/ref"), 1):
        where = f"ref {ref.get('id') or number}"
        works = [node for node in ref.iter(*_CITATIONS) if not _alternative(node)]
        if len(works) > 1:
            problems.append(Problem(where, f"the entry holds {len(works)} works; the first is read"))
        made = fitted(Reference, _entry(works[0]), _NAMES, problems, where) if works else None
        if made is None or not (made.title or made.doi or made.pmid):
            problems.append(Problem(where, "the entry names no work; left out"))
            continue
        found.append(made)
        if ref.get("id"):
            places[ref.get("id")] = len(found)
    return tuple(found), places


def _alternative(node: Element) -> bool:
    """Whether the citation is a second form of the one before it."""
    parent = node.getparent()
    return parent.tag == "citation-alternatives" and parent[0] is not node


def _entry(cited: Element) -> dict[str, object]:
    ids = {node.get("pub-id-type"): words(node) for node in reversed(list(cited.iter("pub-id")))}
    kind = cited.get("publication-type") or cited.get("citation-type") or cited.get("publication-format") or ""
    source = words(cited.find("source"))
    title = words(_first(cited, "article-title", "chapter-title", "data-title")) or source
    year = _YEAR.search(words(cited.find(".//year")) or words(cited.find(".//date")))
    doi = ids.get("doi") or _linked_doi(cited)
    named = bool(title or doi or ids.get("pmid"))
    return {
        "title": title if named else words(cited)[:_LONGEST],
        "first_author": _first_author(cited),
        "year": int(year[1]) if year else None,
        "journal": source if source != title and kind not in ("book", "confproc") else None,
        "doi": identifiers.doi(doi) if doi else None,
        "pmid": identifiers.pmid(ids["pmid"]) if ids.get("pmid") else None,
    }


def _first(cited: Element, *tags: str) -> Element | None:
    return next((node for tag in tags if (node := cited.find(f".//{tag}")) is not None), None)


def _linked_doi(cited: Element) -> str | None:
    for link in cited.iter("ext-link"):
        address = link.get("{http://www.w3.org/1999/xlink}href") or ""
        if link.get("ext-link-type") == "doi" or "doi.org/" in address:
            return identifiers.doi_in(address)
    return None


def _first_author(cited: Element) -> str | None:
    """The family name of the first author, or the name of the group."""
    for node in cited.iter("surname", "collab", "string-name"):
        name = words(node.find("surname")) or words(node) if node.tag == "string-name" else words(node)
        if name:
            return name
    return None
