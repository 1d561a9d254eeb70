"""What an open store holds, wherever it is: statements, sources, papers, and whether every source was read to its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from kg import resources
from kg.condition.item import MEND, NOTE, OK, STORE, Item
from kg.rdf import vocab as v
from kg.rdf.vocab import BASE
from kg.readings import readings
from kg.store import Store
from kg.tables import counted

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

__all__ = ["items"]

_KINDS = {
    v.KG.Paper.value: "papers",
    v.KG.Appraisal.value: "appraisals",
    v.KG.Finding.value: "findings",
    v.KG.Estimate.value: "estimates",
    v.CITO.Citation.value: "citations",
    v.KG.Notice.value: "notices",
}


def items(store: Store) -> Iterator[Item]:
    """The counts, in which each thing counts once. Raises KgError where the store cannot be read."""
    graphs = store.graphs()
    yield Item(STORE, "statements", OK, len(store))
    yield Item(STORE, "graphs", OK, len(graphs))
    strange = [graph.value for graph in graphs if not graph.value.startswith(BASE)]
    if strange:
        told = f"{counted(len(strange), 'graph')} that kg did not write, such as {strange[0]}"
        yield Item(STORE, "other graphs", NOTE, told, "Give the store to kg alone: it takes every graph for its own.")
    known = readings(store)
    yield Item(STORE, "sources", OK, len(known))
    answer = cast("QuerySolutions", store.query(resources.read_text("condition", "counts.rq")))
    count = {row["kind"].value: int(row["count"].value) for row in answer}
    for kind, name in _KINDS.items():
        yield Item(STORE, name, OK, count.get(kind, 0))
    for one in known.values():
        if not one.finished:
            yield Item(STORE, "finished", MEND, f"{one.location} was not read to its end", f"kg ingest {one.location}")
