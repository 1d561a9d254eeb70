"""IRIs and graph names. Ids are keys or hashes of canonical content, never of position or time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from urllib.parse import quote

from pyoxigraph import NamedNode

from kg.keys import made_key
from kg.rdf.vocab import BASE
from kg.records import Assessor, Citation, Publication, Reference, Source

__all__ = [
    "DOI", "LOG", "PUBMED", "appraisal", "arm", "article", "assessor", "citation", "context", "derivation", "derived", "digest",
    "duration", "estimate", "extraction", "finding", "flaw", "group_value", "instrument", "is_extraction", "knowledge",
    "mapping", "notice", "outcome", "overall", "paper", "passage", "publication", "reading", "reference", "rule", "same",
    "scheme", "selector", "software", "source", "stated_in", "study", "threshold",
]  # fmt: skip

LOG = NamedNode(f"{BASE}graph/readings")  # what was read when: the store's own log, not part of an export

DOI = "https://doi.org/"
PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode


def digest(*parts: object) -> str:
    """16 hexadecimal digits of the SHA-256 of the parts as canonical JSON."""
    return hashlib.sha256(_canonical(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _node(*path: str) -> NamedNode:
    return NamedNode(BASE + "/".join(path))


def paper(key: str) -> NamedNode:
    return _node("paper", key)


def study(key: str) -> NamedNode:
    return _node("paper", key, "study")


def arm(scope: NamedNode, name: str) -> NamedNode:
    """An arm of a paper's record (`scope` is the paper) or of an extraction (`scope` is the extraction)."""
    return NamedNode(f"{scope.value}/arm/{name}")


def outcome(scope: NamedNode, name: str) -> NamedNode:
    return NamedNode(f"{scope.value}/outcome/{name}")


def source(document: Source) -> NamedNode:
    """The document as read, which is also the name of the graph that holds what it says."""
    return _node("source", digest(document.format, document.sha256))


def extraction(of: NamedNode) -> NamedNode:
    """A program's reading of a source's prose, and the graph that holds what it found."""
    return NamedNode(f"{of.value}/extraction")


def is_extraction(graph: str) -> bool:
    """Whether this is the IRI of a graph that holds what a program read from prose."""
    return graph.endswith("/extraction")


def stated_in(graph: str) -> str:
    """The IRI of the graph of the source, for that graph or for the one of its extraction."""
    return graph.removesuffix("/extraction")


def software(name: str) -> NamedNode:
    return _node("software", quote(name, safe=""))


def assessor(who: Assessor) -> NamedNode:
    return _node("assessor", digest(who.name, who.kind, who.url))


def publication(of: Publication) -> NamedNode:
    return _node("publication", digest(of.kind, of.title, of.url, of.date))


def article(of: Citation) -> NamedNode:
    """An article that cites: by its key in the graph, else by its address, else by publisher and title."""
    if of.key:
        return paper(of.key)
    return _node("article", digest(of.url) if of.url else digest(of.publisher, of.title))


def reference(of: Reference) -> NamedNode:
    """A cited work: by its key in the graph, else the key that a record of it would have (see `kg.keys`)."""
    made = made_key(pmid=of.pmid, doi=of.doi, title=of.title, first_author=of.first_author, year=of.year)
    return paper(of.key or made)


def same(doi: str | None, pmid: str | None) -> Iterator[NamedNode]:
    """What a work is known by everywhere: the addresses of its DOI (in whatever case it is printed) and PubMed number."""
    if doi is not None:
        yield NamedNode(DOI + quote(doi.lower(), safe="/:;().,@!$&'*+=~"))
    if pmid is not None:
        yield NamedNode(f"{PUBMED}{pmid}/")


def notice(*content: object) -> NamedNode:
    return _node("notice", digest(*content))


def appraisal(key: str, *content: object) -> NamedNode:
    return _node("appraisal", digest(key, *content))


def finding(of: NamedNode, *content: object) -> NamedNode:
    return _node("finding", digest(of.value, *content))


def overall(of: NamedNode, *content: object) -> NamedNode:
    """The overall judgement of an appraisal on one target."""
    return _node("overall", digest(of.value, *content))


def estimate(of: NamedNode, *content: object) -> NamedNode:
    return _node("estimate", digest(of.value, *content))


def duration(of: NamedNode, *content: object) -> NamedNode:
    """A mention of how long the treatment lasted, in an extraction."""
    return _node("duration", digest(of.value, *content))


def mention(of: NamedNode, *content: object) -> NamedNode:
    """A mention of a flaw in prose, in an extraction."""
    return _node("mention", digest(of.value, *content))


def context(of: NamedNode, *content: object) -> NamedNode:
    """A sentence in which a work is cited, in an extraction."""
    return _node("context", digest(of.value, *content))


def group_value(of: NamedNode, *content: object) -> NamedNode:
    return _node("group-value", digest(of.value, *content))


def citation(citing: NamedNode, cited: NamedNode, *content: object) -> NamedNode:
    return _node("citation", digest(citing.value, cited.value, *content))


def passage(of: NamedNode, start: int, end: int) -> NamedNode:
    return NamedNode(f"{of.value}/passage/{start}-{end}")


def selector(of: NamedNode) -> NamedNode:
    return NamedNode(f"{of.value}/selector")


def flaw(name: str) -> NamedNode:
    return _node("flaw", name)


def instrument(name: str) -> NamedNode:
    return _node("instrument", name)


def threshold(of: NamedNode, *content: object) -> NamedNode:
    """A threshold of an instrument: by its value, upper value, unit, basis, population and citation, as texts."""
    return NamedNode(f"{of.value}/threshold/{digest(*content)}")


def scheme(name: str) -> NamedNode:
    """A scheme of other makers; its terms without an IRI of their own are named below it (see `kg.mappings`)."""
    return _node("scheme", name)


def mapping(flaw_name: str, scheme_name: str, term: str) -> NamedNode:
    return _node("mapping", digest(flaw_name, scheme_name, term))


def knowledge(name: str) -> NamedNode:
    """The graph of a file of `ontology/`."""
    return _node("graph", name)


def rule(name: str) -> NamedNode:
    return _node("rule", name)


def derivation(rule_name: str) -> NamedNode:
    """A run of a rule, and the graph that holds what it derived."""
    return _node("graph", "rule", rule_name)


def derived(rule_name: str, *content: object) -> NamedNode:
    return _node("derived", digest(rule_name, *content))


def reading(location: str) -> NamedNode:
    return _node("reading", digest(location))
