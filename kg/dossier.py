"""One paper whole: what every source says of it, each part with its source."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import partial
from urllib.parse import unquote

from pyoxigraph import NamedNode

from kg.errors import NotFound, UsageError, nearest
from kg.rdf import lexicon, mint
from kg.rdf.part import alone, part
from kg.rdf.read import bundles
from kg.rdf.vocab import BASE
from kg.records import Bundle, Outcome
from kg.retraction import notices_of
from kg.rules.derive import fresh
from kg.sparql import ask
from kg.store import Store
from kg.tables import Cell

__all__ = ["dossier", "resolve"]

Object = dict[str, object]


_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
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
    bare = unquote(re.sub(r"[?#].*", "", text) if text.lower().startswith("http") else text).rstrip(_ENDS)
    dressed = {kind: re.fullmatch(dress, bare, re.IGNORECASE) for kind, dress in _DRESSES.items()}
    wanted = {"paper": text.lower(), **{kind: match[1].lower() for kind, match in dressed.items() if match}, "name": _name(text)}
    found = next(filter(None, (_by(store, kind, want) for kind, want in wanted.items())), [])
    known: list[dict[str, Cell]] = []
    if not found:  # a name may be written in many ways, and so may a number in a source: all are looked through
        known = list(ask(store, "names-of-papers").dicts())
        found = next(filter(None, (_among(known, kind, want) for kind, want in wanted.items())), [])
    if len(found) > 1:
        raise UsageError(f"{ref!r} stands for {len(found)} papers.", hint=f"Name one by its key: {', '.join(found)}.")
    if found:
        return found[0]
    hint = nearest(_name(text).replace(" ", "-"), [str(row["paper"]) for row in known])
    raise NotFound(f"There is no paper {ref!r} in the graph.", hint=hint or "kg query papers lists them all.")


def _by(store: Store, kind: str, want: str) -> list[str]:
    """The keys of the papers that the graph knows by this very key, DOI, PubMed or PMC number, each looked up at once.

    A key may be one that only a source gives, where the paper goes by that of another.
    """
    if kind == "paper":
        if not _KEY.fullmatch(want):
            return []
        if len(ask(store, "names-of-paper", 1, paper=want)):
            return [want]
        return [str(key) for key in ask(store, "papers-with-given-key", given=want).column("paper")]
    if kind == "pmcid":
        rows = ask(store, "papers-with-pmcid", pmcid=want.upper()).dicts()
        return [str(row["paper"]) for row in rows]
    known = want.encode("utf-8", "replace").decode()  # half a surrogate pair, as the shell makes of a byte that is not UTF-8
    addresses = mint.same(known if kind == "doi" else None, known if kind == "pmid" else None)
    return [str(row["paper"]) for one in addresses for row in ask(store, "papers-known-as", address=one.value).dicts()]


def _among(known: list[dict[str, Cell]], kind: str, want: str) -> list[str]:
    return list(dict.fromkeys(str(row["paper"]) for row in known if want and want == _said(kind, row[kind])))


def _said(kind: str, value: Cell) -> str:
    text = str(value or "")
    return _name(text) if kind == "name" else text.lower().rstrip(_ENDS)


def _name(text: str) -> str:
    """Only the words of a name: "Rossi et al. (2019)" is "Rossi 2019"."""
    return " ".join(re.findall(r"\w+", re.sub(r"\bet al\b", "", text.casefold())))


def dossier(store: Store, ref: str) -> Object:
    """The paper as one object of plain values; raises NotFound where there is none.

    `mentions` are flaws that a program found named in the prose: nobody judged them, and they are not among the `findings`.
    `why_cited` are the intents that sources state of citations by papers of the graph, by the citing paper's key.
    `derived` is what rules derive on it, None where the store keeps nothing that is up to date.
    """
    key = resolve(store, ref)
    found = list(_bundles(store, key))
    papers = [b.record.paper for b in found if not b.bare]
    best = max(papers, key=lambda paper: len(paper.model_dump(exclude_none=True)))
    headline = next((b.source.title for b in found if b.source.title and not b.bare), None)
    studies = [b.record.study for b in found if b.record.study]
    citing = _citing(store, key)
    return {
        "key": key,
        "name": best.name,
        "notices": notices_of(store, key),
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
        "cited_by": _cited_by(found, citing),
        "cited_by_papers": list(citing),
        "why_cited": {paper: sorted(stated) for paper, stated in citing.items() if stated},
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


def _cited_by(found: list[Bundle], papers: Container[str]) -> list[Object]:
    """Each citing article that is no paper of the graph once, with the sources that name it."""
    articles: dict[str, Object] = {}
    for bundle in found:
        for citation in bundle.record.cited_by:
            if citation.key in papers:
                continue
            entry = articles.setdefault(mint.article(citation).value, citation.model_dump(mode="json", exclude={"passage"}))
            sources = entry.setdefault("sources", [])
            if isinstance(sources, list) and bundle.source.name not in sources:
                sources.append(bundle.source.name)
    return list(articles.values())


def _citing(store: Store, key: str) -> dict[str, set[str]]:
    """The papers of the graph that cite this one, sorted by key, with the intents that sources state of them."""
    papers: dict[str, set[str]] = {}
    for row in ask(store, "papers-citing", paper=key).dicts():
        papers.setdefault(str(row["citing"]), set()).update([str(row["intent"])] if row["intent"] else [])
    return papers


def _bundles(store: Store, key: str) -> Iterator[Bundle]:
    for row in ask(store, "documents-of-paper", paper=key).dicts():
        graph = NamedNode(str(row["document"]))
        matching = partial(store.matching, graph)
        if alone(graph, matching):
            found = bundles(store.quads(graph), store.quads(mint.extraction(graph)))
        else:  # of a source on several papers, prose is never extracted
            found = bundles(part(graph, mint.paper(key), matching))
        for bundle in found:
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
