"""The sources of a store as its log has them: the answer to the question `sources`, by a look at each statement of the log."""

from __future__ import annotations

from collections import defaultdict

from pyoxigraph import Literal, NamedNode

from kg.rdf import mint
from kg.rdf import vocab as v
from kg.store import Store
from kg.tables import Cell

__all__ = ["sources", "wholes"]

_TEXTS = {
    "source": v.KG.location, "format": v.KG.reader, "sha256": v.KG.sha256, "ingested": v.PROV.endedAtTime, "graph": v.PROV.used,
}  # fmt: skip
_COUNTS = {
    "papers": v.KG.paperCount, "findings": v.KG.findingCount, "estimates": v.KG.estimateCount, "citations": v.KG.citationCount,
    "problems": v.KG.problemCount, "notices": v.KG.noticeCount,
}  # fmt: skip

_RECORDS = {"records": v.KG.recordCount, "rejected": v.KG.rejectedCount}  # of a file of many records


def sources(store: Store) -> dict[str, dict[str, Cell]]:
    """Every source by the IRI of the document, in the order of where it was read from; of one read twice the first."""
    readings: dict[str, dict[NamedNode, str]] = defaultdict(dict)
    for quad in store.quads(mint.LOG):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            readings[quad.subject.value][quad.predicate] = quad.object.value
    rows: list[dict[str, Cell]] = []
    for said in readings.values():
        texts = {name: said.get(term) for name, term in _TEXTS.items()}
        if None not in texts.values():
            counts = {name: int(said.get(term, 0)) for name, term in _COUNTS.items()}
            many = {name: int(said[term]) if said.keys() >= set(_RECORDS.values()) else None for name, term in _RECORDS.items()}
            rows.append({**texts, **counts, **many, "unfinished": v.KG.unfinished in said})
    found: dict[str, dict[str, Cell]] = {}
    for row in sorted(rows, key=lambda row: str(row["source"])):
        found.setdefault(str(row["graph"]), row)
    return found


def wholes(store: Store) -> dict[str, str]:
    """The IRI of the file by that of each of its records, of files of many records."""
    node = {quad.subject: quad.object for quad in store.matching(mint.LOG, None, v.PROV.used)}
    found = ((quad.object, node.get(quad.subject)) for quad in store.matching(mint.LOG, None, v.DCTERMS.hasPart))
    return {record.value: file.value for record, file in found if isinstance(record, NamedNode) and isinstance(file, NamedNode)}
