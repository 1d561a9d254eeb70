"""The store's promises, in memory and in a folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import StoreError, UsageError
from kg.store import Store, open_store

N = ox.NamedNode


def quads(graph: str, values: Iterable[int | str]) -> list[ox.Quad]:
    return [ox.Quad(N("urn:s"), N("urn:p"), ox.Literal(value), N(f"urn:{graph}")) for value in values]


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with open_store(None if request.param == "memory" else tmp_path / "kg", write=True) as store:
        yield store


def first_column(store: Store, sparql: str) -> list[str]:
    answer = store.query(sparql)
    assert isinstance(answer, ox.QuerySolutions)
    return sorted(row[0].value for row in answer)  # type: ignore[union-attr]


def test_what_goes_in_comes_out(store: Store) -> None:
    terms = [
        ox.Literal("a\n\"b'\\ \x00 ж 😀"),
        ox.Literal("x", language="en-gb"),
        ox.Literal("x", language="ar", direction=ox.BaseDirection.RTL),
        ox.Literal("4.70"),
        ox.Literal(7),
        N("urn:o#%20"),
        ox.Triple(N("urn:a"), N("urn:b"), ox.Literal("c")),
    ]
    all_quads = [ox.Quad(N("urn:s"), N("urn:p"), term, N("urn:g")) for term in terms]
    store.add(all_quads)
    assert set(store.quads()) == set(all_quads)
    store.replace([N("urn:g")], all_quads[1:])
    assert set(store.quads(N("urn:g"))) == set(all_quads[1:])
    store.replace([N("urn:g")], all_quads[:1])
    assert list(store.quads()) == all_quads[:1]
    assert len(store) == 1


def test_the_default_graph_is_all_graphs_together(store: Store) -> None:
    store.add(quads("b", [1, 2]) + quads("a", [2, 3]))
    assert store.graphs() == [N("urn:a"), N("urn:b")]
    assert first_column(store, "SELECT DISTINCT ?o { ?s ?p ?o }") == ["1", "2", "3"]
    assert first_column(store, "SELECT ?o FROM <urn:a> { ?s ?p ?o }") == ["2", "3"]
    assert first_column(store, "SELECT ?o FROM NAMED <urn:a> { GRAPH ?g { ?s ?p ?o } }") == ["2", "3"]
    assert first_column(store, "SELECT ?o FROM NAMED <urn:a> { ?s ?p ?o }") == []
    assert first_column(store, "SELECT ?from { ?s ?from 'FROM' }") == []


def test_a_dataset_overrules_the_graphs_that_the_query_names(store: Store) -> None:
    store.add(quads("a", [1]) + quads("b", [2]) + quads("c", [3]))
    a, b, nothing = N("urn:a"), N("urn:b"), N("urn:nothing")
    default, named = "SELECT ?o { ?s ?p ?o }", "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"

    def found(sparql: str, *dataset: list[ox.NamedNode]) -> list[str]:
        answer = store.query(sparql, dataset=(dataset[0], dataset[1]))
        assert isinstance(answer, ox.QuerySolutions)
        return sorted(row["o"].value for row in answer)  # type: ignore[union-attr]

    assert found(default, [a, b], []) == ["1", "2"]
    assert found(default, [], [a, b]) == []
    assert found(named, [], [a, b]) == ["1", "2"]
    assert found(named, [a, b], []) == []
    assert found("SELECT ?o FROM <urn:c> { ?s ?p ?o }", [a], []) == ["1"]
    assert found("SELECT ?o FROM NAMED <urn:c> { GRAPH ?g { ?s ?p ?o } }", [], [a]) == ["1"]
    assert found(default, [nothing], []) == found(default, [], []) == []


def test_a_triple_of_two_graphs_is_found_twice(store: Store) -> None:
    """A limit of the engine that queries must know of; when this fails, tell `Store.query` and drop the DISTINCTs."""
    store.add(quads("b", [1]) + quads("a", [1]))
    assert first_column(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == ["2"]


@pytest.mark.parametrize(
    ("sparql", "says"),
    [
        ("SELECT * {\n  ?s ?p }", "^the query does not parse, line 2, column "),
        ("SELEKT * { ?s ?p ?o }", "line 1, column 1"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "does not parse"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is refused"),
        ("", "does not parse"),
    ],
)
def test_a_query_that_is_none_is_a_usage_error(store: Store, sparql: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        store.query(sparql)


def test_quads_outside_named_graphs_are_refused(store: Store) -> None:
    for wrong in (ox.Quad(N("urn:s"), N("urn:p"), N("urn:o")), ox.Quad(N("urn:s"), N("urn:p"), N("urn:o"), ox.BlankNode())):
        with pytest.raises(UsageError, match="graphs that have an IRI"):
            store.add([*quads("a", [1]), wrong])
        with pytest.raises(UsageError, match="graphs that have an IRI"):
            store.replace([], [*quads("a", [1]), wrong])
    assert len(store) == 0


def test_replace_drops_then_removes_then_adds(store: Store) -> None:
    store.add(quads("a", range(5)) + quads("b", range(5)) + quads("c", range(5)))
    store.replace(
        [N("urn:a"), N("urn:none")], quads("a", [3, 9]) + quads("b", [7, 1]), remove=quads("b", [0, 1, 99]) + quads("c", range(5))
    )
    assert set(store.quads()) == set(quads("a", [3, 9]) + quads("b", [1, 2, 3, 4, 7]))
    assert store.graphs() == [N("urn:a"), N("urn:b")]


def test_the_revision_is_new_after_each_change_and_only_then(store: Store) -> None:
    seen = [store.revision()]
    for change in (
        lambda: store.add(quads("a", [1])),
        lambda: store.replace([N("urn:a")], quads("a", [2])),
        lambda: store.replace([], quads("a", [3])),
        lambda: store.replace([], [], remove=quads("a", [3])),
        lambda: store.replace([N("urn:a")], []),
    ):
        change()
        seen.append(store.revision())
    assert len(set(seen)) == len(seen)
    store.add(quads("a", [1, 2]))
    before = store.revision()
    store.replace([N("urn:a"), N("urn:none")], quads("a", [2, 1, 1]), remove=quads("a", [1, 17]))
    store.replace([], [])
    store.add([])
    store.optimize()
    assert store.revision() == before


def test_numbers_the_engine_rewrites_are_no_change(store: Store) -> None:
    number = ox.Literal("4.70", datatype=N("http://www.w3.org/2001/XMLSchema#decimal"))
    written = [ox.Quad(N("urn:s"), N("urn:p"), number, N("urn:g"))]
    store.add(written)
    before = store.revision()
    store.replace([N("urn:g")], written)
    assert store.revision() == before
    store.replace([], [], remove=written)
    assert len(store) == 0


def test_blank_nodes_keep_their_shape(store: Store) -> None:
    turtle = b"@prefix : <urn:> . :s :p [ :q [ :r 1 ] ; :q 2 ] . :t :p ( 1 2 3 ) ."
    listed = [ox.Quad(*quad.triple, N("urn:g")) for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)]
    store.add(quads("h", [1]))
    store.replace([N("urn:g")], listed)
    for changed in (listed, listed[:-1], [*listed, *quads("g", [5])], listed):
        store.replace([N("urn:g")], changed, remove=quads("h", [1]))
        expected, found = ox.Dataset(changed), ox.Dataset(store.quads())
        expected.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        assert set(expected) == set(found)
    with pytest.raises(UsageError, match="blank node cannot be removed alone"):
        store.replace([], [], remove=[quad for quad in store.quads() if isinstance(quad.subject, ox.BlankNode)][:1])


def test_an_iri_that_is_none_cannot_become_syntax(store: Store) -> None:
    store.add(quads("a", [1]) + quads("g", [1]))
    for hostile in (
        rb"<urn:x\u003E\u0020\u003Curn:p\u003E\u00201}};DROP\u0020ALL;#> <urn:p> 'o' .",
        rb"<urn:s> <urn:p> 'o'^^<urn:x\u003E}};DROP\u0020ALL;#> .",
        rb"<urn:s> <urn:p> <http://x/100%> .",
    ):
        wrong = [ox.Quad(*quad.triple, N("urn:g")) for quad in ox.parse(hostile, format=ox.RdfFormat.TURTLE, lenient=True)]
        assert wrong
        for write in (lambda: store.replace([N("urn:g")], wrong), lambda: store.add(wrong)):  # noqa: B023 - called at once
            with pytest.raises(UsageError, match="is not an IRI"):
                write()
    assert set(store.quads()) == set(quads("a", [1]) + quads("g", [1]))


def test_a_failed_write_leaves_the_store_as_it_was(store: Store) -> None:
    def broken() -> Iterator[ox.Quad]:
        yield from quads("b", range(3))
        raise ValueError("the source broke off")

    store.add(quads("a", [1]))
    with pytest.raises(ValueError, match="broke off"):
        store.replace([N("urn:a")], broken())
    with pytest.raises(ValueError, match="broke off"):
        store.add(broken())
    assert set(store.quads()) == set(quads("a", [1]))


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")  # rdflib calls it itself
def test_rdflib_sees_the_same_quads(store: Store) -> None:
    from rdflib import Literal, URIRef

    store.add(quads("a", [1, 2]) + quads("b", [2]))
    dataset = store.to_rdflib()
    assert {(str(g), int(o)) for _, _, o, g in dataset.quads()} == {("urn:a", 1), ("urn:a", 2), ("urn:b", 2)}
    assert sorted(int(o) for o in dataset.graph(URIRef("urn:a")).objects()) == [1, 2]
    assert {int(row.o) for row in dataset.query("SELECT ?o { ?s ?p ?o }")} == {1, 2}  # type: ignore[union-attr]
    assert sum(len(graph) for graph in dataset.graphs()) == 3
    store.add(quads("a", [3]))
    assert len(dataset.graph(URIRef("urn:a"))) == 3
    with pytest.raises(UsageError, match="SERVICE"):
        dataset.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    triple = (URIRef("urn:s"), URIRef("urn:p"), Literal(1))
    for write in (
        lambda: dataset.add(triple),
        lambda: dataset.remove(triple),
        lambda: dataset.parse(data="<urn:a> <urn:b> <urn:c> .", format="turtle"),
        lambda: dataset.remove_graph(URIRef("urn:a")),
        lambda: dataset.update("DROP ALL"),
    ):
        with pytest.raises(StoreError, match="for reading"):
            write()
    assert len(store) == 4


def test_a_folder_outlives_the_store(tmp_path: Path) -> None:
    with open_store(tmp_path / "kg", write=True) as store:
        store.add(quads("a", range(100)))
        revision = store.revision()
    with open_store(str(tmp_path / "kg")) as store:
        assert len(store) == 100
        assert store.revision() == revision
        assert len(store.to_rdflib().graph("urn:a")) == 100


@pytest.mark.parametrize("write", [False, True])
def test_a_copy_is_a_store_of_its_own(tmp_path: Path, write: bool) -> None:
    with open_store(tmp_path / "kg", write=True) as store:
        store.add(quads("a", range(100)))
    with open_store(tmp_path / "kg", write=write) as store:
        store.copy(tmp_path / "copy")
        with open_store(tmp_path / "copy") as copy:
            assert set(copy.quads()) == set(store.quads())
            assert copy.revision() == store.revision()
        with pytest.raises(StoreError):
            store.copy(tmp_path / "copy")
    with open_store(tmp_path / "copy", write=True) as copy:
        copy.add(quads("b", [1]))
    with open_store(tmp_path / "kg") as store:
        assert len(store) == 100
        assert store.graphs() == [N("urn:a")]


def test_a_store_in_memory_is_not_copied(tmp_path: Path) -> None:
    with open_store() as store, pytest.raises(StoreError, match="in memory"):
        store.copy(tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_store_open_for_reading_refuses_writes(tmp_path: Path) -> None:
    open_store(tmp_path / "kg", write=True).close()
    with open_store(tmp_path / "kg") as store:
        assert not store.writable
        for write in (lambda: store.add([]), lambda: store.add(quads("a", [1])), lambda: store.replace([], []), store.optimize):
            with pytest.raises(StoreError, match="open for reading"):
                write()
        store.flush()


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    store.close()
    for use in (lambda: store.query("ASK {}"), lambda: len(store), store.graphs, lambda: store.add(quads("a", [1]))):
        with pytest.raises(StoreError, match="closed"):
            use()


def test_importing_loads_no_engine() -> None:
    program = "import sys, kg.store; print(*sorted({'pyoxigraph', 'rdflib', 'pydantic', 'networkx', 'json'} & set(sys.modules)))"
    opening = "import sys, kg.store; kg.store.open_store(); print(*sorted({'rdflib', 'pydantic', 'networkx'} & set(sys.modules)))"
    for text in (program, opening):
        assert subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True).stdout == "\n"
