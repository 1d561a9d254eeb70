"""One paper whole: what every source says of it, each part with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pyoxigraph import NamedNode

from kg.errors import NotFound, nearest
from kg.rdf import mint
from kg.rdf.read import bundles
from kg.rdf.vocab import BASE
from kg.records import Bundle, Outcome
from kg.sparql import ask
from kg.store import Store

__all__ = ["dossier", "resolve"]

Object = dict[str, object]


def resolve(store: Store, ref: str) -> str:
    """The key of the paper that a key, DOI, PubMed number, PMCID or IRI names; raises NotFound, naming the nearest."""
    text = ref.strip().removeprefix(f"{BASE}paper/")
    doi = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", text, flags=re.IGNORECASE).lower()
    known = list(ask(store, "papers").dicts())
    for row in known:
        names = (str(row["paper"]), str(row["pmid"]), str(row["pmcid"]))
        if text in names or (row["doi"] and doi == str(row["doi"]).lower()):
            return str(row["paper"])
    hint = nearest(text, [str(row["paper"]) for row in known])
    raise NotFound(f"There is no paper {ref!r} in the graph.", hint=hint or "kg query papers lists them all.")


def dossier(store: Store, ref: str) -> Object:
    """The paper as one object of plain values; raises NotFound where there is none."""
    key = resolve(store, ref)
    found = list(_bundles(store, key))
    papers = [b.record.paper for b in found if not b.bare]
    best = max(papers, key=lambda paper: len(paper.model_dump(exclude_none=True)))
    headline = next((b.source.title for b in found if b.source.title and not b.bare), None)
    studies = [b.record.study for b in found if b.record.study]
    return {
        "key": key,
        "name": best.name,
        "title": next((p.title for p in papers if p.title), None),
        "headline": headline,
        **{field: getattr(best, field) for field in ("authors", "year", "journal", "doi", "pmid", "pmcid", "url", "licence")},
        "iri": mint.paper(key).value,
        "sources": [{"source": b.source.name, "format": b.source.format, "sha256": b.source.sha256} for b in found],
        "study": studies[0].model_dump(mode="json") if studies else None,
        "outcomes": [outcome for b in found for outcome in _outcomes(b)],
        "findings": [finding for b in found for finding in _findings(b)],
        "cited_by": _cited_by(found),
        "cited_by_papers": sorted(str(r["title"]) for r in ask(store, "citations").dicts() if r["paper"] == key and _inside(r)),
        "references": sum(len(b.references) for b in found),
        "notes": [b.record.notes for b in found if b.record.notes],
    }


def _cited_by(found: list[Bundle]) -> list[Object]:
    """Each citing article once, with the sources that name it."""
    articles: dict[str, Object] = {}
    for bundle in found:
        for citation in bundle.record.cited_by:
            entry = articles.setdefault(mint.article(citation).value, citation.model_dump(mode="json", exclude={"passage"}))
            sources = entry.setdefault("sources", [])
            if isinstance(sources, list) and bundle.source.name not in sources:
                sources.append(bundle.source.name)
    return list(articles.values())


def _inside(row: Mapping[str, object]) -> bool:
    return str(row["citing"]).startswith(f"{BASE}paper/")


def _bundles(store: Store, key: str) -> Iterator[Bundle]:
    for row in ask(store, "documents-of-paper", paper=key).dicts():
        graph = NamedNode(str(row["document"]))
        for bundle in bundles(store.quads(graph), store.quads(mint.extraction(graph))):
            if bundle.record.paper.key == key:
                yield bundle


def _outcomes(bundle: Bundle) -> Iterator[Object]:
    drawn = bundle.extracted.outcomes if bundle.extracted else ()
    for origin, outcomes in (("asserted", bundle.record.outcomes), ("extracted", drawn)):
        for outcome in outcomes:
            yield {"origin": origin, "source": bundle.source.name} | _plain(outcome)


def _plain(outcome: Outcome) -> Object:
    return outcome.model_dump(mode="json", exclude={"estimates", "groups"}) | {
        "estimates": [e.model_dump(mode="json", exclude_none=True) for e in outcome.estimates],
        "groups": [g.model_dump(mode="json", exclude_none=True) for g in outcome.groups],
    }


def _findings(bundle: Bundle) -> Iterator[Object]:
    for appraisal in bundle.record.appraisals:
        for finding in appraisal.findings:
            yield finding.model_dump(mode="json") | {
                "assessor": appraisal.assessor.name,
                "assessor_kind": appraisal.assessor.kind,
                "published": appraisal.source.title,
                "url": appraisal.source.url,
                "source": bundle.source.name,
            }
