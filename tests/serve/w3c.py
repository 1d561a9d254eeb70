"""The tests of the W3C's SPARQL working group: manifests read, results compared."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyoxigraph as ox

__all__ = [
    "FOLDER",
    "Case",
    "base",
    "cases",
    "every",
    "expected",
    "in_graph",
    "items",
    "loaded",
    "results",
    "rows_of_csv",
    "triples",
    "value",
]

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "w3c-sparql11"
BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XSD = "http://www.w3.org/2001/XMLSchema#"
_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML}
_RESULTS = {".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON, ".tsv": ox.QueryResultsFormat.TSV}
NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")}

Row = dict[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]


@dataclass(frozen=True)
class Case:
    """A test of a manifest. `query` and `result` are files; graphs are (IRI, file) pairs."""

    group: str
    name: str
    kind: str
    query: Path
    result: Path | None = None
    default: tuple[tuple[str, Path], ...] = ()
    named: tuple[tuple[str, Path], ...] = field(default=())

    @property
    def id(self) -> str:
        return f"{self.group}/{self.name}"

    @property
    def text(self) -> str:
        return self.query.read_bytes().decode()


def base(path: Path) -> str:
    """The IRI that a file of the suite has."""
    return BASE + path.relative_to(FOLDER).as_posix()


def loaded(path: Path) -> ox.Store:
    """The triples of a file, read with its own IRI as base."""
    store = ox.Store()
    store.load(path=path, format=_FORMATS[path.suffix], base_iri=base(path))
    return store


def in_graph(path: Path, iri: str) -> list[ox.Quad]:
    """The triples of a file as quads of a graph."""
    return [ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(iri)) for q in loaded(path)]


def items(store: ox.Store, head: ox.NamedNode | ox.BlankNode | None) -> Iterator[ox.NamedNode | ox.BlankNode | ox.Literal]:
    """The members of an RDF list."""
    while isinstance(head, ox.BlankNode | ox.NamedNode) and head.value != f"{RDF}nil":
        yield value(store, head, f"{RDF}first")
        head = value(store, head, f"{RDF}rest")


def value(store: ox.Store, subject: object, predicate: str) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
    """The object of a statement, None where there is none."""
    found = next(store.quads_for_pattern(subject, ox.NamedNode(predicate), None), None)
    return found.object if found else None


def every(store: ox.Store, subject: object, predicate: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
    return [quad.object for quad in store.quads_for_pattern(subject, ox.NamedNode(predicate), None)]


def cases(*groups: str) -> list[Case]:
    """The tests of the manifests of these groups, in their order."""
    return [case for group in groups for case in _cases(group)] if FOLDER.is_dir() else []


def _cases(group: str) -> Iterator[Case]:
    folder = FOLDER / group
    store = loaded(folder / "manifest.ttl")
    manifest = next(store.quads_for_pattern(None, ox.NamedNode(f"{MF}entries"), None))
    for entry in items(store, manifest.object):
        kind = value(store, entry, f"{RDF}type").value.removeprefix(MF)
        action = value(store, entry, f"{MF}action")
        name = entry.value.rpartition("#")[2]
        if "Syntax" in kind:
            yield Case(group, name, kind, _file(action))
            continue
        result = value(store, entry, f"{MF}result")
        graphs = [tuple((g.value, _file(g)) for g in every(store, action, QT + key)) for key in ("data", "graphData")]
        yield Case(group, name, kind, _file(value(store, action, f"{QT}query")), _file(result) if result else None, *graphs)


def _file(iri: ox.NamedNode) -> Path:
    return FOLDER / iri.value.removeprefix(BASE)


# ---- results as something that can be compared


def expected(path: Path, *, ordered: bool) -> object:
    """What a result file says: rows, a truth value or triples, as `results` and `triples` give them."""
    if path.suffix == ".csv":
        return rows_of_csv(path.read_text("utf-8"))
    if path.suffix in _RESULTS:
        return results(ox.parse_query_results(path.read_bytes(), format=_RESULTS[path.suffix]), ordered=ordered)
    store = loaded(path)
    if any(store.quads_for_pattern(None, ox.NamedNode(f"{RS}resultVariable"), None)):
        return _result_set(store)
    return triples(quad.triple for quad in store)


def results(found: object, *, ordered: bool = False) -> object:
    """Rows as a set of quads that does not depend on the names of blank nodes; a truth value as such."""
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QueryTriples):
        return triples(found)
    names = [variable.value for variable in found.variables]
    rows = [{name: row[name] for name in names if row[name] is not None} for row in found]
    return tuple(sorted(names)), _canonical(rows, ordered=ordered)


def triples(found: Iterable[ox.Triple]) -> frozenset[ox.Quad]:
    """Triples as a set that does not depend on the names of blank nodes."""
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, _plain(t.object)) for t in found)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(dataset)


def rows_of_csv(text: str) -> object:
    """Rows of CSV by the names of their columns, numbers by their values, blank nodes without their names."""
    head, *rows = csv.reader(io.StringIO(text))
    cells = (["_:" if cell.startswith("_:") else _number(cell) for cell in row] for row in rows)
    return tuple(sorted(head)), frozenset(Counter(frozenset(zip(head, row, strict=True)) for row in cells).items())


def _canonical(rows: list[Row], *, ordered: bool) -> frozenset[ox.Quad]:
    quads = []
    for index, row in enumerate(rows):
        node = ox.BlankNode()
        quads.append(ox.Quad(node, ox.NamedNode("urn:row"), ox.Literal(index if ordered else 0)))
        quads += [ox.Quad(node, ox.NamedNode(f"urn:var:{name}"), _plain(term)) for name, term in row.items()]
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(dataset)


def _result_set(store: ox.Store) -> object:
    head = next(store.quads_for_pattern(None, ox.NamedNode(f"{RS}resultVariable"), None)).subject
    names = tuple(sorted(name.value for name in every(store, head, f"{RS}resultVariable")))
    rows = []
    for solution in every(store, head, f"{RS}solution"):
        bound = every(store, solution, f"{RS}binding")
        rows.append({value(store, b, f"{RS}variable").value: value(store, b, f"{RS}value") for b in bound})
    return names, _canonical(rows, ordered=False)


def _plain(term: object) -> object:
    """Numbers and truth values in one spelling, others as they are."""
    if isinstance(term, ox.Literal) and term.datatype.value == f"{XSD}boolean":
        return ox.Literal({"1": "true", "0": "false"}.get(term.value, term.value), datatype=term.datatype)
    if isinstance(term, ox.Literal) and term.datatype.value in NUMBERS:
        return ox.Literal(_number(term.value), datatype=term.datatype)
    return term


def _number(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return text if not number.is_finite() else f"{float(number):.12g}"
