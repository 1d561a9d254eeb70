"""What is known of one paper as files beside its page: records as JSON, statements as Turtle, passages as far as allowed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from kg.rdf import mint
from kg.rdf import vocab as v
from kg.rdf.vocab import PREFIXES
from kg.report.documents import Said
from kg.report.known import Known
from kg.report.own import question
from kg.sparql import ask
from kg.tables import json_value
from kg.views.report.passages import quoted

__all__ = ["allowed", "paper_json", "paper_turtle", "turtle"]


def paper_json(known: Known, key: str, said: list[Said]) -> str:
    """The records of all sources of the paper, what a program drew apart under `extracted`, what rules derive under `derived`.

    A passage that was shortened says so; its offsets are those of the whole one.
    """
    sources = []
    for one in said:
        bundle = one.bundle
        record = bundle.record.model_dump(mode="json", exclude_none=True)
        drawn = bundle.extracted.model_dump(mode="json", exclude_none=True) if bundle.extracted else None
        source = bundle.source.model_dump(mode="json", exclude_none=True)
        references = [one.model_dump(mode="json", exclude_none=True) for one in bundle.references]
        cut = {"source": source, "record": record, "extracted": drawn, "references": references}
        sources.append(_cut(cut, known.passages, own=bundle.source.format == "appraisal"))
    derived = None
    if known.fresh:
        rows = ask(known.store, question("derived"), paper=key).dicts()
        derived = [{name: json_value(cell) for name, cell in row.items()} for row in rows]
    cited = [{"paper": row["citing"], "intent": row["intent"]} for row in known.cited_by(key)]
    content = {
        "iri": mint.paper(key).value, "key": key, "made_by": known.site.made_by, "passages": known.passages,
        "notices": known.notices_on(key), "sources": sources, "derived": derived, "cited_by_papers": cited,
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _cut(value: Any, mode: str, *, own: bool) -> Any:
    """The same with passages, and reasons that are not the writer's own, as far as the mode allows."""
    if mode == "full":
        return value
    if isinstance(value, list):
        return [_cut(one, mode, own=own) for one in value]
    if not isinstance(value, dict):
        return value
    cut = {name: _cut(one, mode, own=own) for name, one in value.items()}
    for name in ("exact", *(() if own else ("why",))):
        if isinstance(cut.get(name), str):
            quote = quoted(cut[name], mode)
            cut[name] = quote.text
            if quote.shortened:
                cut["shortened"] = True
    return cut


def paper_turtle(known: Known, said: list[Said]) -> str:
    """All statements on the paper as Turtle; of what a program drew too, which says so of each."""
    return turtle(quad.triple for one in said for quad in allowed(known, (*one.quads, *one.drawn)))


def allowed(known: Known, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The same statements with the words of others as far as they may be shown."""
    for quad in quads:
        if quad.predicate == v.OA.exact and known.passages != "full" and isinstance(quad.object, ox.Literal):
            quote = quoted(quad.object.value, known.passages)
            if quote.text:
                yield ox.Quad(quad.subject, quad.predicate, ox.Literal(quote.text), quad.graph_name)
        else:
            yield quad


def turtle(triples: Iterable[ox.Triple]) -> str:
    """The triples as Turtle, each once, in one order."""
    ordered = sorted(set(triples), key=lambda t: (str(t.subject), t.predicate != v.RDF.type, str(t.predicate), str(t.object)))
    written = ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=dict(sorted(PREFIXES.items())))
    return (written or b"").decode()
