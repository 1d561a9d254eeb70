"""The store's log: which source was read when, by which reader, into which graph, with what count of things.

It is bookkeeping of one store (it holds locations and times), kept in a graph of its own and left out of exports.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import Problem
from kg.rdf import mint
from kg.rdf import vocab as v
from kg.store import Store

__all__ = ["Counts", "Reading", "readings"]


class Counts(NamedTuple):
    """What a source holds; `estimates` counts asserted and extracted ones."""

    papers: int
    findings: int
    estimates: int
    citations: int
    notices: int


_TERMS = {
    "papers": "paperCount", "findings": "findingCount", "estimates": "estimateCount", "citations": "citationCount",
    "notices": "noticeCount",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """One source as it was last read. `version` is that of the reader and the extractor together."""

    location: str
    graph: NamedNode
    format: str
    version: str
    sha256: str
    counts: Counts
    problems: tuple[Problem, ...] = ()
    stored: tuple[Quad, ...] = field(default=(), repr=False)

    def quads(self, moment: datetime | None = None) -> list[Quad]:
        """The reading as statements of the log, done at `moment` (now, unless given)."""
        node = mint.reading(self.location)
        ended = (moment or datetime.now(UTC)).isoformat(timespec="seconds").replace("+00:00", "Z")
        said: list[tuple[NamedNode, NamedNode | Literal]] = [
            (v.RDF.type, v.KG.Reading), (v.RDF.type, v.PROV.Activity), (v.PROV.used, self.graph),
            (v.KG.location, Literal(self.location)), (v.KG.reader, Literal(self.format)),
            (v.KG.readerVersion, Literal(self.version)), (v.KG.sha256, Literal(self.sha256)),
            (v.PROV.endedAtTime, Literal(ended, datatype=v.XSD.dateTime)), (v.KG.problemCount, _number(len(self.problems))),
            *((v.KG[_TERMS[name]], _number(count)) for name, count in self.counts._asdict().items()),
            *((v.KG.problem, Literal(str(problem))) for problem in self.problems),
        ]  # fmt: skip
        return [Quad(node, predicate, value, mint.LOG) for predicate, value in said]


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=v.XSD.integer)


def readings(store: Store) -> dict[str, Reading]:
    """What has been read into the store, by location, with the statements that say so."""
    nodes: dict[str, list[Quad]] = {}
    for quad in store.quads(mint.LOG):
        nodes.setdefault(str(quad.subject), []).append(quad)
    log = {}
    for stored in nodes.values():
        text = {q.predicate: q.object.value for q in stored if isinstance(q.object, NamedNode | Literal)}
        if v.KG.location in text:
            reading = Reading(
                location=text[v.KG.location],
                graph=NamedNode(text[v.PROV.used]),
                format=text[v.KG.reader],
                version=text[v.KG.readerVersion],
                sha256=text[v.KG.sha256],
                counts=Counts(**{name: int(text.get(v.KG[term], 0)) for name, term in _TERMS.items()}),  # older logs count less
                stored=tuple(stored),
            )
            log[reading.location] = reading
    return log
