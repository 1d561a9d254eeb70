"""A part of the graph, given by its nodes: the same nodes, links and attributes as `kg.projection` gives, from look-ups alone.

Judgements carry who judged, how and in which source; reasons and passages come with `told`, for one node at a time, as far as the
words of others may be shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pyoxigraph import NamedNode, QuerySolutions

from kg import resources
from kg.columns.rows import number
from kg.explorer.around.neighbours import Node, counts, found, given
from kg.explorer.asking.homes import home
from kg.projection import add_citations, add_effects, add_findings, add_flaws, add_notices, add_papers, place
from kg.rdf import vocab as v
from kg.rdf.vocab import BASE
from kg.report.known import Known, Row
from kg.retraction import notices_of
from kg.sparql import cell
from kg.tables import Cell
from kg.views.report.passages import quoted

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["drawn", "name_of", "told"]

_SAID = {
    v.KG.why.value: "why", v.KG.section.value: "section", v.KG.paragraph.value: "paragraph", v.OA.exact.value: "quote",
    v.DCTERMS.title.value: "published", v.FABIO.hasURL.value: "url",
}  # fmt: skip
_OWN_WORDS = "appraisal"  # the format of a source whose reasons are its writer's own


def drawn(known: Known, nodes: Sequence[Node]) -> nx.MultiDiGraph:
    """The graph of these nodes and all links among them.

    Beside what the projection gives, a node has `neighbours`, how many it has of each kind, `left`, how many of them are not
    here, `page`, the address of its page from the root of the site, and `node`. Nodes that the store does not have are left out.
    """
    import networkx as nx

    graph = nx.MultiDiGraph()
    lists = given(nodes)
    works, flaws = lists["works"], lists["flaws"]
    papers = list(found(known, "neighbour-papers", works=works).dicts())
    add_papers(graph, (row | {"pmcid": None, "url": None} for row in papers))
    add_flaws(graph, _shares(known, [str(flaw) for flaw in flaws]))
    add_citations(graph, found(known, "neighbour-citations", works=works).dicts())
    _reported(known, graph, lists["outcomes"])
    add_findings(graph, found(known, "neighbour-findings", works=works, flaws=flaws).dicts(), _judgement)
    concerned = [str(work) for work in found(known, "neighbour-noticed", works=works).column("work")]
    add_notices(graph, {work: notices_of(known.store, work) for work in concerned})
    graph.remove_nodes_from([name for name, kind in graph.nodes(data="kind") if kind is None])
    _counted(known, graph, nodes)
    return graph


def _shares(known: Known, flaws: Iterable[str]) -> list[Row]:
    """A row for each flaw as `kg flaws` has it; of one that nobody judged, zeros."""
    rows = []
    for flaw in flaws:
        domain = known.flaws[known.domain(flaw)].name.label
        nothing: Row = {
            "flaw": flaw,
            "label": known.flaws[flaw].name.label,
            "domain": domain,
            "papers": 0,
            "judged": 0,
            "mixed": 0,
        }
        nothing |= {"low": None, "high": None, "share": None, "appraised": _appraised(known)}
        rows.append(known.shares.get(flaw, nothing))
    return rows


def _appraised(known: Known) -> int:
    return max((int(str(row["appraised"])) for row in known.shares.values()), default=0)


def _reported(known: Known, graph: nx.MultiDiGraph, outcomes: list[int | str]) -> None:
    """The outcomes with their estimates; what stands under a paper's record or a program's reading says so in its IRI."""
    rows = []
    for row in found(known, "neighbour-effects", outcomes=outcomes).dicts():
        ends = (f"{scope}/outcome/{row['outcome_id']}" for scope in (f"{BASE}paper/{row['paper']}", row["scope"]))
        iri = next(iri for iri in ends if number(iri) == row["number"])
        rows.append(row | {"outcome": iri})
    add_effects(graph, rows)


def _judgement(row: Mapping[str, object]) -> dict[str, object]:
    """What the columns know of a judgement; its words are added when it is looked at (`told`)."""
    return {
        "presence": row["presence"], "severity": row["severity"], "target": row["target"], "source": row["source"],
        "assessor": f"{row['assessor']} (software)" if row["assessor_kind"] == "SoftwareAgent" else row["assessor"],
        "origin": "asserted", "finding": row["finding"], "document": row["document"],
    }  # fmt: skip


def _counted(known: Known, graph: nx.MultiDiGraph, nodes: Sequence[Node]) -> None:
    """What each node has beside the neighbours that are here, and where its page is."""
    names = {number(name) if not name.startswith(f"{BASE}flaw/") else name.removeprefix(f"{BASE}flaw/"): name for name in graph}
    whole = {names[node[1]]: (node, kinds) for node, kinds in counts(known, nodes).items() if node[1] in names}
    for name, attributes in graph.nodes(data=True):
        node, kinds = whole[name]
        here: dict[str, int] = defaultdict(int)
        for other in {*graph.successors(name), *graph.predecessors(name)} - {name}:
            here[graph.nodes[other]["kind"]] += 1
        left = {kind: total - here[kind] for kind, total in kinds.items() if total > here[kind]}
        attributes.update(node=node, page=_page(name, attributes["kind"]), neighbours=kinds, left=left or None)
        if attributes["kind"] == "citing":
            attributes["weight"] = kinds.get("paper", 0)


def name_of(graph: nx.MultiDiGraph, node: Node) -> str:
    """The IRI of the node in the graph."""
    return next(str(name) for name, there in graph.nodes(data="node") if there == node)


def _page(name: str, kind: str) -> str | None:
    """Where the node is shown: an outcome with the paper that reports it, a work without a page of its own nowhere."""
    if kind == "outcome":
        of, _, _ = name.partition("/outcome/")
        return home(of)
    return home(name)


def told(known: Known, graph: nx.MultiDiGraph, iri: str) -> None:
    """Adds to a node and its judgements what the columns do not hold: reasons, passages with their places, and addresses."""
    kind = graph.nodes[iri]["kind"]
    judged = [
        (paper, flaw, more["findings"])
        for paper, flaw, more in [*graph.out_edges(iri, data=True), *graph.in_edges(iri, data=True)]
        if more["kind"] == "finding"
    ]
    known_of: dict[str, dict[int, Row]] = {}
    for paper, flaw, findings in judged:
        if paper not in known_of or kind == "flaw":
            known_of[paper] = _reasons(known, paper, flaw if kind == "flaw" else None)
        for finding in findings:
            finding.update(_words_of(known, known_of[paper].get(int(finding["finding"])), finding))
    if kind in ("paper", "citing") and not graph.nodes[iri].get("link"):
        graph.nodes[iri]["link"] = _address(known, iri)


def _reasons(known: Known, paper: str, flaw: str | None) -> dict[int, Row]:
    """What is said with each finding on the paper, or on the flaw in it, by the number of the finding."""
    found_of: dict[int, Row] = defaultdict(lambda: dict.fromkeys(_SAID.values()))
    for finding, term, value in _rows(known, "neighbour-reasons", {"paper": paper} | ({"concept": flaw} if flaw else {})):
        if str(term) in _SAID:
            found_of[number(str(finding))][_SAID[str(term)]] = value
    return found_of


def _rows(known: Known, name: str, bound: dict[str, str]) -> list[tuple[Cell, ...]]:
    """The answer of the store to the question in `NAME.rq` beside this module, with these IRIs bound."""
    answer = known.store.query(
        resources.read_text("explorer", "around", f"{name}.rq"), {key: NamedNode(iri) for key, iri in bound.items()}
    )
    if not isinstance(answer, QuerySolutions):
        raise AssertionError(f"{name}.rq gives rows")
    names = [variable.value for variable in answer.variables]
    return [tuple(cell(solution[name]) for name in names) for solution in answer]


def _words_of(known: Known, row: Row | None, finding: dict[str, Any]) -> dict[str, object]:
    if row is None:
        return {}
    source = known.sources.get(str(finding["document"]))
    own = source is not None and source["format"] == _OWN_WORDS
    why, quote = str(row["why"] or ""), str(row["quote"] or "")
    return {
        "why": (why if own else quoted(why, known.passages).text) or None,
        "quote": quoted(quote, known.passages).text or None,
        "where": place(row),
        "published": row["published"],
        "source_url": row["url"],
    }


def _address(known: Known, iri: str) -> str | None:
    """The first address that a source gives for the work."""
    addresses = (str(value) for (value,) in _rows(known, "neighbour-address", {"work": iri}))
    return next((value for value in addresses if urlsplit(value).scheme in ("http", "https")), None)
