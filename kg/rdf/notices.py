"""Editorial notices to quads and back. The work concerned goes by its addresses alone: no notice is a source of its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from kg.rdf import mint
from kg.rdf import vocab as v
from kg.rdf.statements import Statements
from kg.rdf.values import Values
from kg.records import Notice

__all__ = ["read", "write"]


def write(to: Statements, notices: Iterable[Notice]) -> None:
    """State the notices of a source."""
    for notice in notices:
        _write(to, notice)


def _write(to: Statements, of: Notice) -> None:
    node = to.node(to.once(mint.notice(of.model_dump(mode="json", exclude_none=True))), v.KG.Notice)
    to.code(node, v.KG.noticeKind, v.NOTICE, of.kind)
    for work in mint.same(of.doi, of.pmid):
        to.link(node, v.KG.concerns, work)
    to.text(node, v.KG.concernedTitle, of.title)
    to.day(node, v.DCTERMS.date, of.date)
    for reason in of.reasons:
        to.text(node, v.KG.reason, reason)
    to.text(node, v.PRISM.doi, of.notice_doi)
    to.text(node, v.FABIO.hasPubMedId, of.notice_pmid)
    to.derived(node)


def read(of: Values) -> Iterator[Notice]:
    """The notices of a source."""
    for node in of.having(v.RDF.type, v.KG.Notice):
        works = [work.value for work in of.nodes(node, v.KG.concerns)]
        yield Notice.model_validate(
            {"kind": of.code(node, v.KG.noticeKind, v.NOTICE), "title": of.text(node, v.KG.concernedTitle),
             "doi": next((unquote(work.removeprefix(mint.DOI)) for work in works if work.startswith(mint.DOI)), None),
             "pmid": next((work.removeprefix(mint.PUBMED)[:-1] for work in works if work.startswith(mint.PUBMED)), None),
             "notice_doi": of.text(node, v.PRISM.doi), "notice_pmid": of.text(node, v.FABIO.hasPubMedId),
             "date": of.text(node, v.DCTERMS.date), "reasons": tuple(r.value for r in of.values(node, v.KG.reason))}
        )  # fmt: skip
