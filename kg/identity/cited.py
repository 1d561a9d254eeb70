"""By which names the works that a source cites, and the articles it knows to cite, may be in the graph: and their keys there."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from urllib.parse import unquote

from kg.identity.claim import Name, family, title_name
from kg.keys import given, made_key, plain
from kg.records import Bundle, Citation, Reference

__all__ = ["cited_names", "citing_names", "keyed", "named", "with_keys"]

_DOI = re.compile(r"https?://[^/]+/(?:[^?#]*/)?(10\.[0-9]{4,9}/[^?#]+?)/*(?:[?#].*)?$", re.IGNORECASE)
_PMID = re.compile(
    r"https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/0*([1-9][0-9]{0,8})(?:[/?#].*)?$",
    re.IGNORECASE,
)
_PMCID = re.compile(
    r"https?://(?:pmc\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pmc)/articles/(PMC[0-9]{1,9})(?:[/?#].*)?$",
    re.IGNORECASE,
)


def cited_names(of: Reference) -> tuple[Name, ...]:
    """The names of a cited work, the most telling first: PubMed number, DOI, or without either the title; then a key."""
    found = []
    if of.pmid:
        found.append(Name("pmid", of.pmid))
    if of.doi:
        found.append(Name("doi", of.doi.lower()))
    titled = None
    if not found and of.title and of.first_author:
        titled = title_name(plain(of.title), family(of.first_author), of.year)
    return _with_key([titled] if titled else found, of.key)


def citing_names(of: Citation) -> tuple[Name, ...]:
    """The names of an article known to cite, by its address: that of a PubMed or PMC record or of a DOI; then a key."""
    url = of.url or ""
    pmid, pmcid, doi = _PMID.match(url), _PMCID.match(url), _DOI.match(url)
    if pmid:
        return _with_key([Name("pmid", pmid[1])], of.key)
    if pmcid:
        return _with_key([Name("pmcid", pmcid[1].upper())], of.key)
    return _with_key([Name("doi", unquote(doi[1]).lower())] if doi else [], of.key)


def _with_key(found: list[Name], key: str | None) -> tuple[Name, ...]:
    """The names and, behind them, the key: one made of an identifier only where the source says nothing else."""
    return (*found, Name("key", key)) if key and (given(key) or not found) else tuple(found)


def named(bundle: Bundle) -> Iterator[Name]:
    """All names of the works that the bundle cites and of the articles that it knows to cite; some may come twice."""
    for reference in bundle.references:
        yield from cited_names(reference)
    for citation in bundle.record.cited_by:
        yield from citing_names(citation)


def keyed(bundle: Bundle) -> Iterator[tuple[Name, str]]:
    """The same names, each with the key that its work has in the bundle; "" for articles that cite."""
    for reference in bundle.references:
        yield from ((name, reference.key or _made(reference)) for name in cited_names(reference))
    for citation in bundle.record.cited_by:
        yield from ((name, "") for name in citing_names(citation))


def with_keys(bundle: Bundle, known: Mapping[Name, str], pmids: Mapping[str, frozenset[str]], own: Container[str]) -> Bundle:
    """The bundle with the keys of what it cites and what cites it.

    `known` are names with the key of the one paper that goes by each, `pmids` the PubMed numbers of papers by their keys. A
    paper with another PubMed number than the reference's is not the cited one, even where the DOI is the same. `own` are the
    papers that the source itself has records of: a citing article among them stays apart, since what the source says of the
    article would mix with its record.
    """
    references = tuple(_reference(reference, known, pmids) for reference in bundle.references)
    citations = tuple(_citation(citation, known, own) for citation in bundle.record.cited_by)
    changes: dict[str, object] = {}
    if references != bundle.references:
        changes["references"] = references
    if citations != bundle.record.cited_by:
        changes["record"] = bundle.record.model_copy(update={"cited_by": citations})
    return bundle.model_copy(update=changes) if changes else bundle


def _reference(of: Reference, known: Mapping[Name, str], pmids: Mapping[str, frozenset[str]]) -> Reference:
    found = (
        known[name]
        for name in cited_names(of)
        if name in known and (name.kind != "doi" or of.pmid is None or pmids.get(known[name], frozenset()) <= {of.pmid})
    )
    key = next(found, _own(cited_names(of)))
    if key is not None and key == _made(of):
        key = None
    return of if key == of.key else of.model_copy(update={"key": key})


def _citation(of: Citation, known: Mapping[Name, str], own: Container[str]) -> Citation:
    key = next((known[name] for name in citing_names(of) if name in known), _own(citing_names(of)))
    key = None if key in own else key
    return of if key == of.key else of.model_copy(update={"key": key})


def _own(said: tuple[Name, ...]) -> str | None:
    """The key that the source itself gives, where no paper is known by any of the names."""
    return said[-1].value if said and said[-1].kind == "key" else None


def _made(of: Reference) -> str:
    return made_key(pmid=of.pmid, doi=of.doi, title=of.title, first_author=of.first_author, year=of.year)
