"""The store's log: which source was read when, by which reader, into which graph, with what count of things.

It is bookkeeping of one store (it holds locations and times), kept in a graph of its own and left out of exports. A file of many
records is one source here too: its reading names the graph of each record with `dcterms:hasPart`, once that graph is whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import Problem
from kg.rdf import mint
from kg.rdf import vocab as v
from kg.store import Store

__all__ = ["Counts", "Reading", "held", "ontology", "part", "parts", "reading_of", "readings", "users"]

MANY = 100  # problems of a source that the log keeps; ingest tells them all


class Counts(NamedTuple):
    """What a source holds; `estimates` counts asserted and extracted ones."""

    papers: int
    findings: int
    estimates: int
    citations: int
    notices: int

    def plus(self, other: Counts) -> Counts:
        """The sums."""
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


NONE = Counts(0, 0, 0, 0, 0)

_TERMS = {
    "papers": "paperCount", "findings": "findingCount", "estimates": "estimateCount", "citations": "citationCount",
    "notices": "noticeCount",
}  # fmt: skip
_RECORDS = {"records": "recordCount", "rejected": "rejectedCount"}
_SINGLE = ("location", "reader", "readerVersion", "sha256", "problemCount", "unfinished", *_TERMS.values(), *_RECORDS.values())


@dataclass(frozen=True, slots=True)
class Reading:
    """One source as it was last read. `version` is that of the reader and the extractor together.

    `noted` is how many problems there were, where those in `problems` are only the first.
    `records` and `rejected` are those of a file of many records, else None. `finished` is false while such a file is being read,
    and stays so where that was cut short.
    """

    location: str
    graph: NamedNode
    format: str
    version: str
    sha256: str
    counts: Counts
    problems: tuple[Problem, ...] = ()
    noted: int | None = None
    records: int | None = None
    rejected: int | None = None
    finished: bool = True
    stored: tuple[Quad, ...] = field(default=(), repr=False)

    @property
    def node(self) -> NamedNode:
        """The reading itself."""
        return mint.reading(self.location)

    def quads(self, moment: datetime | None = None) -> list[Quad]:
        """The reading as statements of the log, done at `moment` (now, unless given)."""
        ended = (moment or datetime.now(UTC)).isoformat(timespec="seconds").replace("+00:00", "Z")
        counts = {_TERMS[name]: count for name, count in self.counts._asdict().items()}
        counts["problemCount"] = len(self.problems) if self.noted is None else self.noted
        counts |= {term: count for name, term in _RECORDS.items() if (count := getattr(self, name)) is not None}
        told = [str(problem) for problem in self.problems[:MANY]]
        said: list[tuple[NamedNode, NamedNode | Literal]] = [
            (v.RDF.type, v.KG.Reading), (v.RDF.type, v.PROV.Activity), (v.PROV.used, self.graph),
            (v.KG.location, Literal(self.location)), (v.KG.reader, Literal(self.format)),
            (v.KG.readerVersion, Literal(self.version)), (v.KG.sha256, Literal(self.sha256)),
            (v.PROV.endedAtTime, Literal(ended, datatype=v.XSD.dateTime)),
            *((v.KG[term], Literal(str(count), datatype=v.XSD.integer)) for term, count in counts.items()),
            *((v.KG.problem, Literal(problem)) for problem in told),
            *([] if self.finished else [(v.KG.unfinished, Literal("true", datatype=v.XSD.boolean))]),
        ]  # fmt: skip
        return [Quad(self.node, predicate, value, mint.LOG) for predicate, value in said]


def part(reading: NamedNode, graph: NamedNode) -> Quad:
    """That a file of many records has this one, and that its graph is whole."""
    return Quad(reading, v.DCTERMS.hasPart, graph, mint.LOG)


def parts(store: Store, reading: NamedNode) -> Iterator[NamedNode]:
    """The graphs of the records of a file."""
    return (quad.object for quad in store.matching(mint.LOG, reading, v.DCTERMS.hasPart) if isinstance(quad.object, NamedNode))


def held(store: Store, reading: NamedNode, graph: NamedNode) -> bool:
    """Whether the file has this record, and its graph is whole."""
    return any(True for _ in store.matching(mint.LOG, reading, v.DCTERMS.hasPart, graph))


def users(store: Store, graph: NamedNode) -> set[NamedNode]:
    """The readings that hold the graph, as their own or as that of one of their records."""
    return {
        quad.subject
        for term in (v.PROV.used, v.DCTERMS.hasPart)
        for quad in store.matching(mint.LOG, None, term, graph)
        if isinstance(quad.subject, NamedNode)
    }


def ontology(store: Store) -> list[Quad]:
    """What the log says of the ontology that the store has: its digest, where there is one."""
    return list(store.matching(mint.LOG, mint.knowledge("ontology")))


def reading_of(store: Store, location: str) -> Reading | None:
    """The reading of the source at that location, found at once however long the log is."""
    node = mint.reading(location)
    said = [quad for term in _terms() for quad in store.matching(mint.LOG, node, term)]
    return _reading(said)


def readings(store: Store) -> dict[str, Reading]:
    """What has been read into the store, by location, with the statements that say so (but for those of its records)."""
    nodes: dict[str, list[Quad]] = {}
    for term in _terms():
        for quad in store.matching(mint.LOG, None, term):
            nodes.setdefault(str(quad.subject), []).append(quad)
    found = (_reading(said) for said in nodes.values())
    return {reading.location: reading for reading in found if reading is not None}


def _terms() -> list[NamedNode]:
    """What is stated of a reading, but for its parts."""
    return [v.RDF.type, v.PROV.used, v.PROV.endedAtTime, v.KG.problem, *(v.KG[term] for term in _SINGLE)]


def _reading(stored: Iterable[Quad]) -> Reading | None:
    said = tuple(stored)
    text = {q.predicate: q.object.value for q in said if isinstance(q.object, NamedNode | Literal)}
    if v.KG.location not in text:
        return None
    number = {name: text.get(v.KG[term]) for name, term in _RECORDS.items()}
    return Reading(
        location=text[v.KG.location],
        graph=NamedNode(text[v.PROV.used]),
        format=text[v.KG.reader],
        version=text[v.KG.readerVersion],
        sha256=text[v.KG.sha256],
        counts=Counts(**{name: int(text.get(v.KG[term], 0)) for name, term in _TERMS.items()}),  # older logs count less
        records=int(number["records"]) if number["records"] is not None else None,
        rejected=int(number["rejected"]) if number["rejected"] is not None else None,
        finished=v.KG.unfinished not in text,
        stored=said,
    )
