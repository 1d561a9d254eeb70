"""What one source says of one paper, without the rest of its graph: a table or a list may speak of thousands of papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from pyoxigraph import NamedNode, Quad

from kg.rdf import vocab as v

__all__ = ["alone", "part"]

# `matching` of a store with the graph in place: subject, predicate, object, of which None stands for any.
Matching = Callable[[NamedNode | None, NamedNode | None, NamedNode | None], Iterable[Quad]]

_SOURCE = (v.RDF.type, v.KG.fileName, v.KG.format, v.KG.sha256, v.KG.textSha256, v.KG.part, v.DCTERMS.title, v.FABIO.hasURL)
_NOT_FOLLOWED = {v.RDF.type, v.CITO.cites, v.CITO.hasCitedEntity, v.SCHEMA.sameAs}  # to other papers, or to no node of the graph


def alone(document: NamedNode, matching: Matching) -> bool:
    """Whether the source is about one paper at most."""
    return len(list(islice(matching(document, v.SCHEMA.about, None), 2))) < 2


def part(document: NamedNode, paper: NamedNode, matching: Matching) -> Iterator[Quad]:
    """The quads from which `kg.rdf.read.bundles` makes the source's bundle of this paper, as from the whole graph.

    They are reached from the paper link by link, so that it takes as long as there are things said of it.
    """
    for term in _SOURCE:
        yield from matching(document, term, None)
    yield from matching(document, v.SCHEMA.about, paper)
    seen, waiting = {document, paper}, [paper, *_citations(paper, matching)]
    while waiting:
        node = waiting.pop()
        for quad in matching(node, None, None):
            yield quad
            other = quad.object
            if isinstance(other, NamedNode) and other not in seen and quad.predicate not in _NOT_FOLLOWED:
                seen.add(other)
                waiting.append(other)


def _citations(paper: NamedNode, matching: Matching) -> Iterator[NamedNode]:
    """The entries of the paper's reference list, and the citations by articles that the source names beside it."""
    for quad in matching(None, v.CITO.hasCitingEntity, paper):
        yield quad.subject  # type: ignore[misc]
    for quad in matching(None, v.CITO.hasCitedEntity, paper):
        citing = next(iter(matching(quad.subject, v.CITO.hasCitingEntity, None))).object  # type: ignore[arg-type]
        if any(True for _ in matching(citing, v.RDF.type, v.KG.CitingArticle)):  # type: ignore[arg-type]
            yield quad.subject  # type: ignore[misc]
