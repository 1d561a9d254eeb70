"""Who cites whom to quads and back: articles that cite, entries of reference lists, and the sentences in which they are cited.

A citation is what a source states. Why a sentence cites, as a program reads it, is a candidate and stands on the context alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import NamedNode

from kg.rdf import mint
from kg.rdf import vocab as v
from kg.rdf.statements import Statements
from kg.rdf.values import Values
from kg.records import Citation, CitationContext, Reference

__all__ = ["WORK", "cited_by", "cited_in", "citing", "contexts", "kind", "reference", "references"]

WORK = {
    "journal-article": v.FABIO.JournalArticle, "preprint": v.FABIO.Preprint, "review": v.FABIO.ReviewArticle,
    "book": v.FABIO.Book, "web-page": v.FABIO.WebPage, "guideline": v.FABIO.ClinicalGuideline,
}  # fmt: skip
_KINDS = {node: code for code, node in WORK.items()}
_PAPERS = f"{v.BASE}paper/"


# ---- to quads


def cited_by(to: Statements, paper: NamedNode, position: int, of: Citation) -> None:
    """State an article that cites the paper."""
    article = to.node(mint.article(of), v.KG.CitingArticle, v.KG.Work, WORK[of.kind])
    to.text(article, v.DCTERMS.title, of.title)
    to.text(article, v.KG.publisherName, of.publisher)
    to.text(article, v.FABIO.hasURL, of.url)
    to.typed(article, v.FABIO.hasPublicationYear, of.year, v.XSD.gYear)
    to.passage(_citation(to, article, paper, position, of.intent), of.passage)


def reference(to: Statements, paper: NamedNode, position: int, of: Reference) -> NamedNode:
    """State an entry of the paper's reference list and return its citation.

    The entry as this paper prints it stands on the citation; papers print the same work differently.
    """
    work = to.node(mint.reference(of), v.KG.Work)
    if of.key is None and work != paper:  # what has a key, or is the paper itself, has its own record, which says its numbers
        to.text(work, v.PRISM.doi, of.doi)
        to.text(work, v.FABIO.hasPubMedId, of.pmid)
        to.same(work, of.doi, of.pmid)
    entry = _citation(to, paper, work, position, of.intent)
    to.text(entry, v.DCTERMS.title, of.title)
    to.text(entry, v.KG.firstAuthor, of.first_author)
    to.typed(entry, v.FABIO.hasPublicationYear, of.year, v.XSD.gYear)
    to.text(entry, v.KG.journal, of.journal)
    to.text(entry, v.PRISM.doi, of.doi)
    to.text(entry, v.FABIO.hasPubMedId, of.pmid)
    return entry


def _citation(to: Statements, citing: NamedNode, cited: NamedNode, position: int, intent: str | None) -> NamedNode:
    to.link(citing, v.CITO.cites, cited)
    node = to.node(to.once(mint.citation(citing, cited, to.document.value)), v.CITO.Citation)
    to.link(node, v.CITO.hasCitingEntity, citing)
    to.link(node, v.CITO.hasCitedEntity, cited)
    to.count(node, v.KG.position, position)
    to.code(node, v.CITO.hasCitationCharacterization, v.CITO, intent)
    to.link(node, v.PROV.wasDerivedFrom, to.document)
    return node


def contexts(to: Statements, paper: NamedNode, drawn: Iterable[CitationContext], entries: Sequence[NamedNode]) -> None:
    """State where the prose cites which of `entries`, the citations of the paper's reference list in its order."""
    for position, of in enumerate(drawn, 1):
        node = to.node(to.once(mint.context(to.name, of.model_dump(mode="json", exclude_none=True))), v.KG.CitationContext)
        to.count(node, v.KG.position, position)
        to.link(node, v.KG.paper, paper)
        to.count(node, v.KG.referencePosition, of.reference)
        to.link(node, v.KG.contextOf, entries[of.reference - 1] if of.reference <= len(entries) else None)
        to.text(node, v.KG.section, of.section)
        to.passage(node, of.passage)
        to.code(node, v.KG.candidateIntent, v.CITO, of.intent)
        to.code(node, v.KG.grade, v.GRADE, of.grade)
        to.text(node, v.KG.rule, of.rule)
        to.derived(node)


# ---- and back


def kind(of: Values, work: NamedNode) -> str:
    """What kind of work it is; a journal article unless stated."""
    return next((_KINDS[t] for t in of.values(work, v.RDF.type) if t in _KINDS), "journal-article")  # type: ignore[index]


def citing(of: Values, paper: NamedNode) -> Iterator[Citation]:
    """The articles that are named because they cite the paper, in the order of the source."""
    for node in of.ordered(of.having(v.CITO.hasCitedEntity, paper)):
        article = of.node(node, v.CITO.hasCitingEntity)
        if article is not None and v.KG.CitingArticle in of.values(article, v.RDF.type):
            yield Citation.model_validate(
                {"key": _key(article), "title": of.text(article, v.DCTERMS.title), "kind": kind(of, article),
                 "publisher": of.text(article, v.KG.publisherName), "url": of.text(article, v.FABIO.hasURL),
                 "year": of.number(article, v.FABIO.hasPublicationYear), "intent": _intent(of, node),
                 "passage": of.passage(node)}
            )  # fmt: skip


def references(of: Values, paper: NamedNode) -> Iterator[Reference]:
    """The paper's reference list."""
    for node in of.ordered(of.having(v.CITO.hasCitingEntity, paper)):
        said = Reference.model_validate(
            {"title": of.text(node, v.DCTERMS.title),
             "first_author": of.text(node, v.KG.firstAuthor), "year": of.number(node, v.FABIO.hasPublicationYear),
             "journal": of.text(node, v.KG.journal), "doi": of.text(node, v.PRISM.doi),
             "pmid": of.text(node, v.FABIO.hasPubMedId), "intent": _intent(of, node)}
        )  # fmt: skip
        work = of.node(node, v.CITO.hasCitedEntity)
        yield said if work in (None, mint.reference(said)) else said.model_copy(update={"key": _key(work)})


def cited_in(of: Values) -> Iterator[CitationContext]:
    """The sentences of an extraction in which entries of the reference list are cited, in the order of the source."""
    for node in of.ordered(of.having(v.RDF.type, v.KG.CitationContext)):
        yield CitationContext.model_validate(
            {"reference": of.number(node, v.KG.referencePosition), "section": of.text(node, v.KG.section),
             "passage": of.passage(node), "intent": of.code(node, v.KG.candidateIntent, v.CITO),
             "rule": of.text(node, v.KG.rule), "grade": of.code(node, v.KG.grade, v.GRADE)}
        )  # fmt: skip


def _intent(of: Values, citation: NamedNode) -> str | None:
    return of.code(citation, v.CITO.hasCitationCharacterization, v.CITO)


def _key(work: NamedNode | None) -> str | None:
    """The key of a work that goes by one."""
    return work.value.removeprefix(_PAPERS) if work is not None and work.value.startswith(_PAPERS) else None
