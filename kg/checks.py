"""The graph held against the shapes of `ontology/shapes.ttl`: what is missing, impossible or said of the wrong thing.

Each source is checked by itself, with what was drawn from its prose and with the ontology beside it: what one source says of a
work never makes up for what another leaves out. The rules of SHACL are pyshacl's; this module lays the graph out for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import resources
from kg.errors import UsageError
from kg.rdf import lexicon, mint
from kg.rdf.vocab import BASE, PREFIXES
from kg.store import Store
from kg.tables import Table

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

__all__ = ["COLUMNS", "shapes"]

COLUMNS = ("severity", "subject", "path", "message", "value", "graph")

_OWN = f"{BASE}graph/"  # graphs of kg itself: the ontology, the log, what rules derived
_MARK = "\x1f"  # stands in no IRI: between the name of a node and the number of the source that it is checked in
_BATCH = 100_000  # quads that are laid out at a time; rdflib takes about a kilobyte for each
_SH = "http://www.w3.org/ns/shacl#"

Row = tuple[str, str, str, str, str | None, str]


def shapes(store: Store) -> Table:
    """What does not conform, one row each, violations before warnings; no rows where all is well.

    `subject` is the node that a shape looked at, `path` leads from it to the value that is wrong (none where one is missing),
    `graph` is where the subject is described. Raises UsageError where pyshacl is not installed.
    """
    try:
        import pyshacl
    except ImportError:
        raise UsageError("Checking shapes needs pyshacl.", hint="Install it: pip install 'appraisal-kg[shapes]'") from None
    rows: set[Row] = set()
    for graphs in _batches(store):
        data, homes = _laid_out(store, graphs)
        conforms, report, _ = pyshacl.validate(data, shacl_graph=_shapes(), inplace=True)
        if not conforms:
            rows.update(_rows(report, homes))
    return Table.of(COLUMNS, sorted(rows, key=lambda row: tuple(cell or "" for cell in row)))


def _batches(store: Store) -> Iterator[list[ox.NamedNode]]:
    """The graphs to check, the extraction beside its source, as many together as make a batch."""
    batch: list[ox.NamedNode] = []
    size = 0
    names = (graph for graph in store.graphs() if not graph.value.startswith(_OWN))
    for _, found in groupby(names, key=_source):
        graphs = list(found)
        size += sum(1 for graph in graphs for _ in store.quads(graph))
        batch += graphs
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _source(graph: ox.NamedNode) -> str:
    return mint.stated_in(graph.value)


def _shapes() -> Graph:
    """The shapes, with each property shape given the targets of the node shape that holds it: the same conditions.

    pyshacl reads a property shape anew for each node of the shape around it, and once for all nodes that it targets itself.
    """
    from rdflib import RDF, SH, Graph

    graph = Graph().parse(resources.shipped("ontology", "shapes.ttl"), format="turtle")
    for holder in list(graph.subjects(RDF.type, SH.NodeShape)):
        targets = [(p, o) for p in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf) for o in graph.objects(holder, p)]
        for part in list(graph.objects(holder, SH.property)) if targets else ():
            graph.remove((holder, SH.property, part))
            graph.add((part, RDF.type, SH.PropertyShape))
            for predicate, target in targets:
                graph.add((part, predicate, target))
    return graph


def _laid_out(store: Store, graphs: list[ox.NamedNode]) -> tuple[Graph, dict[Node, str]]:
    """One graph of all, where the nodes of each source have names of their own, and the graph that describes each of them."""
    from rdflib import BNode, Graph, URIRef

    data, known, homes = Graph(), dict[object, "Node"](), dict["Node", str]()

    def term(of: object) -> Node:
        if of not in known:
            known[of] = _as_rdflib(of)
        return known[of]

    for quad in lexicon.knowledge():
        data.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    for number, (_, found) in enumerate(groupby(graphs, key=_source)):
        quads = [quad for graph in found for quad in store.quads(graph) if not isinstance(quad.object, ox.Triple)]
        own: dict[object, Node] = {}
        for quad in quads:
            subject = quad.subject
            if subject not in own and isinstance(subject, ox.NamedNode | ox.BlankNode):
                kind = BNode if isinstance(subject, ox.BlankNode) else URIRef
                own[subject] = node = kind(f"{subject.value}{_MARK}{number}")
                homes[node] = str(getattr(quad.graph_name, "value", ""))
        for quad in quads:
            data.add((own[quad.subject], term(quad.predicate), own.get(quad.object) or term(quad.object)))
    return data, homes


def _as_rdflib(term: object) -> Node:
    from rdflib import XSD, BNode, Literal, URIRef

    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        text = term.datatype.value == f"{XSD}string"  # rdflib keeps text without a datatype and with one apart
        return Literal(term.value, datatype=None if text else URIRef(term.datatype.value))
    assert isinstance(term, ox.NamedNode | ox.BlankNode)  # noqa: S101 - quoted triples were left out: no shape speaks of them
    return URIRef(term.value) if isinstance(term, ox.NamedNode) else BNode(term.value)


def _rows(report: Graph, homes: dict[Node, str]) -> Iterator[Row]:
    from rdflib import SH

    for result in report.objects(None, SH.result):
        focus, value = report.value(result, SH.focusNode), report.value(result, SH.value)
        path, message = report.value(result, SH.resultPath), report.value(result, SH.resultMessage)
        yield (
            str(report.value(result, SH.resultSeverity)).removeprefix(_SH).lower(),
            _plain(focus),
            _path(report, path) if path is not None else "",
            str(message),
            None if value is None or value == focus else _plain(value),
            homes.get(focus, "") if focus is not None else "",
        )


def _plain(node: Node | None) -> str:
    return str(node).partition(_MARK)[0]


def _path(report: Graph, path: Node) -> str:
    """As SPARQL writes it: `kg:flaw`, `^kg:estimate`, `kg:flaw/skos:inScheme`, `kg:value|kg:pText`."""
    from rdflib import RDF, SH, BNode
    from rdflib.collection import Collection

    if not isinstance(path, BNode):
        name = str(path)
        return next((f"{p}:{name.removeprefix(iri)}" for p, iri in PREFIXES.items() if name.startswith(iri)), name)
    inverse, either = report.value(path, SH.inversePath), report.value(path, SH.alternativePath)
    if inverse is not None:
        return f"^{_path(report, inverse)}"
    if either is not None:
        return "|".join(_path(report, part) for part in Collection(report, either))
    return "/".join(_path(report, part) for part in Collection(report, path)) if (path, RDF.first, None) in report else ""
