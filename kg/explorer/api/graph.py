"""The graph node by node: details of one, and what is beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kg.explorer.api.listing import next_address
from kg.explorer.api.parameters import Values
from kg.explorer.around.neighbours import Node, around, asked_node, beside
from kg.explorer.around.neighbours_graph import drawn, name_of, told
from kg.explorer.asked import Asked
from kg.report.known import Known
from kg.views.graph_records import link_record, node_record

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["neighbours", "node"]

Told = Mapping[str, Any]

_AT_HAND = 600  # neighbours of a node at hand that are looked at for links


def node(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """The node with what is said on its links, to the first of its neighbours."""
    of = asked_node(known, values["id"])
    near = beside(known, [of])[of]
    graph = drawn(known, [of, *near.nodes[: values["limit"]]])
    iri = name_of(graph, of)
    told(known, graph, iri)
    own = [link for link in graph.edges(data=True) if iri in link[:2]]
    return {"node": _record(graph, iri), "total": len(near.nodes), "limit": values["limit"], "links": _links(own)}


def neighbours(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """The node, this part of its neighbours, and the links with an end among them, to each other or to what is at hand."""
    of = asked_node(known, values["node"])
    near = beside(known, [of], values["kind"] or "")[of]
    limit, offset = values["limit"], values["offset"]
    page = near.nodes[offset : offset + limit]
    graph = drawn(known, list(dict.fromkeys([of, *page, *_at_hand(known, values)])))
    new = {name_of(graph, one) for one in [of, *page]}
    links = [link for link in graph.edges(data=True) if new & set(link[:2])]
    return {
        "node": _record(graph, name_of(graph, of)),
        "kinds": near.kinds,
        "total": len(near.nodes),
        "limit": limit,
        "offset": offset,
        "next": next_address(asked, limit, offset) if offset + limit < len(near.nodes) else None,
        "nodes": [_record(graph, name_of(graph, one)) for one in page],
        "links": _links(links),
    }


def _at_hand(known: Known, values: Values) -> list[Node]:
    """What the caller has already: the nodes it names, each with its neighbours."""
    opened = [asked_node(known, ref) for ref in values["among"]]
    if not opened:
        return []
    near = beside(known, opened)
    reached = around(known, opened[0], values["hops"], _AT_HAND) if values["hops"] > 1 else []
    return [*opened, *reached, *(one for node in opened for one in near[node].nodes[:_AT_HAND])]


def _record(graph: nx.MultiDiGraph, name: str) -> dict[str, Any]:
    record = node_record(name, graph.nodes[name])
    record.pop("left", None)  # what is not in this answer says nothing to others
    return record


def _links(links: Iterable[tuple[str, str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """The links by their ends and kind; `from` and `to` are IRIs."""
    told = [{"from": start, "to": end} | link_record(more) for start, end, more in links]
    return sorted(told, key=lambda link: (link["from"], link["to"], link["kind"]))
