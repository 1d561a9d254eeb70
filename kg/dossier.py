"""One paper whole: what every source says of it, each part with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from pyoxigraph import NamedNode

from kg.errors import NotFound, UsageError, nearest
from kg.rdf import lexicon, mint
from kg.rdf.read import bundles
from kg.rdf.vocab import BASE
from kg.records import Bundle, Outcome
from kg.retraction import notices
from kg.rules.derive import fresh
from kg.sparql import ask
from kg.store import Store

__all__ = ["dossier", "resolve"]

Object = dict[str, object]


_ENDS = "/.,; "  # what a sentence or an address adds
_WEB = r"(?:https?://)?(?:www\.)?"
_DRESSES = {  # how people write an identifier, and the part of it that the graph knows
    "doi": rf"(?:{_WEB}(?:dx\.)?doi\.org/|doi\s*:?\s*)?(10\.\d{{4,9}}/\S+)",
    "pmid": rf"(?:{_WEB}(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/|(?:pmid|pubmed)\s*:?\s*)?0*(\d{{1,9}})",
    "pmcid": rf"(?:{_WEB}(?:pmc\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pmc)/articles/|pmcid\s*:?\s*)?(pmc\d{{1,9}})(?:/\S*)?",
}


def resolve(store: Store, ref: str) -> str:
    """The key of the paper that a key, DOI, PubMed number, PMCID, their web addresses, IRI or name ("Rossi 2019") stands for.

    Raises NotFound, naming the nearest key, and UsageError for what stands for several papers, naming their keys.
    """
    text = ref.strip().removeprefix(f"{BASE}paper/")
    known = list(ask(store, "papers").dicts())
    bare = unquote(re.sub(r"[?#].*", "", text) if text.lower().startswith("http") else text).rstrip(_ENDS)
    dressed = {kind: re.fullmatch(dress, bare, re.IGNORECASE) for kind, dress in _DRESSES.items()}
    wanted = {"paper": text.lower(), **{kind: match[1].lower() for kind, match in dressed.items() if match}, "name": _name(text)}
    for kind, want in wanted.items():
        found = [str(row["paper"]) for row in known if row[kind] and want and want == _said(kind, str(row[kind]))]
        if len(found) > 1:
            raise UsageError(f"{ref!r} stands for {len(found)} papers.", hint=f"Name one by its key: {', '.join(found)}.")
        if found:
            return found[0]
    hint = nearest(_name(text).replace(" ", "-"), [str(row["paper"]) for row in known])
    raise NotFound(f"There is no paper {ref!r} in the graph.", hint=hint or "kg query papers lists them all.")


def _said(kind: str, value: str) -> str:
    return _name(value) if kind == "name" else value.lower().rstrip(_ENDS)


def _name(text: str) -> str:
    """Only the words of a name: "Rossi et al. (2019)" is "Rossi 2019"."""
    return " ".join(re.findall(r"\w+", re.sub(r"\bet al\b", "", text.casefold())))


def dossier(store: Store, ref: str) -> Object:
    """The paper as one object of plain values; raises NotFound where there is none.

    `mentions` are flaws that a program found named in the prose: nobody judged them, and they are not among the `findings`.
    `derived` is what rules derive on it, None where the store keeps nothing that is up to date.
    """
    key = resolve(store, ref)
    found = list(_bundles(store, key))
    papers = [b.record.paper for b in found if not b.bare]
    best = max(papers, key=lambda paper: len(paper.model_dump(exclude_none=True)))
    headline = next((b.source.title for b in found if b.source.title and not b.bare), None)
    studies = [b.record.study for b in found if b.record.study]
    return {
        "key": key,
        "name": best.name,
        "notices": notices(store).get(key, []),
        "title": next((p.title for p in papers if p.title), None),
        "headline": headline,
        **{field: getattr(best, field) for field in ("authors", "year", "journal", "doi", "pmid", "pmcid", "url", "licence")},
        "iri": mint.paper(key).value,
        "sources": [{"source": b.source.name, "format": b.source.format, "sha256": b.source.sha256} for b in found],
        "study": studies[0].model_dump(mode="json") if studies else None,
        "outcomes": [outcome for b in found for outcome in _outcomes(b)],
        "findings": [finding for b in found for finding in _findings(b)],
        "overall": [judgement for b in found for judgement in _overall(b)],
        "mentions": _mentions(found),
        "derived": [dict(row) for row in ask(store, "derived-of-paper", paper=key).dicts()] if fresh(store) else None,
        "cited_by": _cited_by(found),
        "cited_by_papers": sorted(str(r["title"]) for r in ask(store, "citations").dicts() if r["paper"] == key and _inside(r)),
        "references": sum(len(b.references) for b in found),
        "notes": [b.record.notes for b in found if b.record.notes],
    }


def _mentions(found: list[Bundle]) -> list[Object]:
    """The flaws that a program found named in the sources' prose: no findings."""
    drawn = [(bundle.source.name, mention) for bundle in found if bundle.extracted for mention in bundle.extracted.mentions]
    labels = lexicon.taxonomy().flaws if drawn else {}
    return [
        {"flaw": mention.flaw, "label": labels.get(mention.flaw, mention.flaw)}
        | mention.model_dump(mode="json", exclude={"flaw"})
        | {"source": source}
        for source, mention in drawn
    ]


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
            if isinstance(bundle, Bundle) and bundle.record.paper.key == key:
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


def _overall(bundle: Bundle) -> Iterator[Object]:
    """The judgements of the whole, with who judged."""
    for appraisal in bundle.record.appraisals:
        for overall in appraisal.overall:
            yield overall.model_dump(mode="json") | {
                "assessor": appraisal.assessor.name,
                "assessor_kind": appraisal.assessor.kind,
                "instrument": appraisal.instrument,
                "source": bundle.source.name,
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
