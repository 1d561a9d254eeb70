"""The store's promises on real servers: Oxigraph's own, and Virtuoso 7."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from servers import Running

from kg.errors import StoreError, StoreInUse, UsageError
from kg.store import Store, open_store

N = ox.NamedNode
XSD = "http://www.w3.org/2001/XMLSchema#"


def quads(graph: str, values: Iterable[object]) -> list[ox.Quad]:
    return [ox.Quad(N("urn:s"), N("urn:p"), ox.Literal(value), N(f"urn:{graph}")) for value in values]  # type: ignore[arg-type]


def typed(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=N(XSD + kind))


def rows(store: Store, sparql: str, *bindings: object) -> list[list[str]]:
    answer = store.query(sparql, *bindings)  # type: ignore[arg-type]
    assert isinstance(answer, ox.QuerySolutions)
    return [[str(term) for term in row] for row in answer]


VALUES = [
    ox.Literal("a\n\"b'\\ \t ж 😀 \u2212 e\u0301"), ox.Literal("  lead "), ox.Literal(""), ox.Literal("<b>&amp;</b>"),
    ox.Literal("ctrl\x01\x1f"), ox.Literal("x" * 100_000), ox.Literal("x", language="en-gb"), ox.Literal("true"),
    ox.Literal("4.70"), typed("4.70", "decimal"), typed("-0.05", "decimal"), typed("100", "decimal"), typed("true", "boolean"),
    typed("false", "boolean"), typed("7", "integer"), typed("2001", "gYear"), typed("2001-05-06", "date"),
    typed("2001-05", "gYearMonth"), typed("2026-11-23T08:53:33Z", "dateTime"), typed("1.0E0", "double"),
    typed("http://x/y", "anyURI"), N("urn:o#%20'()"), N("http://x.example/é"),
]  # fmt: skip


def test_what_goes_in_comes_out_as_from_a_folder(remote: Store) -> None:
    given = [ox.Quad(N("urn:s"), N(f"urn:p{i}"), value, N("urn:g")) for i, value in enumerate(VALUES)]
    with open_store() as memory:
        memory.add(given)
        remote.add(given)
        assert set(remote.quads()) == set(memory.quads())
        assert set(remote.quads(N("urn:g"))) == set(memory.quads())
        asked = "SELECT ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } FILTER(?s = <urn:s>) } ORDER BY ?p"  # the revision is in a graph too
        assert rows(remote, asked) == rows(memory, asked)
        for quad in memory.quads():
            assert list(remote.matching(N("urn:g"), None, quad.predicate)) == [quad]
        remote.replace([N("urn:g")], given[:3])
        assert len(remote) == 3
        remote.replace([], [], remove=given[:3])
        assert len(remote) == 0
        assert remote.graphs() == []


def test_the_default_graph_is_all_graphs_together_and_no_others(remote: Store) -> None:
    remote.add(quads("b", [1, 2]) + quads("a", [2, 3]))
    assert remote.graphs() == [N("urn:a"), N("urn:b")]
    found = [f'"{n}"^^<{XSD}integer>' for n in (1, 2, 3)]
    assert rows(remote, "SELECT DISTINCT ?o { ?s <urn:p> ?o } ORDER BY ?o") == [[n] for n in found]
    assert rows(remote, "SELECT ?o FROM <urn:a> { ?s ?p ?o } ORDER BY ?o") == [[found[1]], [found[2]]]
    assert rows(remote, "SELECT ?o FROM NAMED <urn:a> { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o") == [[found[1]], [found[2]]]
    answer = remote.query("SELECT ?o { ?s <urn:p> ?o }", dataset=([N("urn:a")], []))
    assert sorted(str(row["o"]) for row in answer) == found[1:]  # type: ignore[union-attr, call-overload]
    answer = remote.query("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", dataset=([], [N("urn:b")]))
    assert sorted(str(row["o"]) for row in answer) == found[:2]  # type: ignore[union-attr, call-overload]


def test_forms_of_queries(remote: Store) -> None:
    remote.add(quads("a", ["x", True]))
    assert bool(remote.query('ASK { GRAPH <urn:a> { ?s ?p "x" } }')) is True
    made = remote.query("CONSTRUCT { ?s <urn:q> ?o } WHERE { GRAPH <urn:a> { ?s ?p ?o } }")
    assert isinstance(made, ox.QueryTriples)
    assert {str(triple.object) for triple in made} == {'"x"', f'"true"^^<{XSD}boolean>'}
    assert rows(remote, "SELECT ?s WHERE { GRAPH ?g { ?s ?p ?value } }", {"value": ox.Literal("x")}) == [["<urn:s>"]]
    assert rows(remote, "SELECT (<urn:f>(?o) AS ?y) WHERE { GRAPH ?g { ?s ?p ?o } FILTER(?o = 'x') }", None,
                {"urn:f": lambda value: ox.Literal(f"f of {value.value}")}) == [['"f of x"']]  # fmt: skip


@pytest.mark.parametrize(
    "sparql",
    ["SELEKT * { ?s ?p ?o }", "INSERT DATA { <urn:a> <urn:b> 1 }", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", ""],
)
def test_a_query_that_is_none_is_a_usage_error(remote: Store, sparql: str) -> None:
    with pytest.raises(UsageError):
        remote.query(sparql)


def test_nothing_is_written_where_nothing_changes(remote: Store) -> None:
    remote.add(quads("a", range(3)) + quads("b", ["x"]))
    before = remote.revision()
    remote.replace([N("urn:a"), N("urn:none")], quads("a", range(3)) + quads("b", ["x"]), remove=quads("b", ["y"]))
    assert remote.revision() == before
    remote.replace([N("urn:a")], quads("a", [2, 3]), remove=quads("b", ["x"]))
    assert remote.revision() != before
    assert set(remote.quads()) == set(quads("a", [2, 3]))


def test_a_change_says_that_it_is_under_way_and_the_last_quads_come_last(remote: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that fails in the midst leaves the first quads, never the last: those say that all the others are there."""
    server = remote._server  # type: ignore[attr-defined]
    sent: list[str] = []

    def update(text: str) -> None:
        if len(sent) == 1:
            raise StoreError("the power is off")
        sent.append(text)
        type(server).update(server, text)

    monkeypatch.setattr(server, "update", update)
    monkeypatch.setattr(type(server), "takes_graphs", False)
    many = quads("a", range(12_000))
    with pytest.raises(StoreError, match="power"):
        remote.add([*many, *quads("log", ["read"])])
    assert remote.revision().startswith("unfinished-")
    assert 0 < len(remote) < len(many)
    assert N("urn:log") not in remote.graphs()
    sent.clear()
    monkeypatch.undo()
    remote.add([*many, *quads("log", ["read"])])
    assert len(remote) == len(many) + 1
    assert not remote.revision().startswith("unfinished-")


def test_large_graphs_go_whole(remote: Store) -> None:
    large, small = quads("large", range(6_000)), quads("small", range(10))
    remote.add(large + small)
    assert len(remote) == 6_010
    assert set(remote.quads(N("urn:large"))) == set(large)
    assert len(list(remote.matching(N("urn:large"), N("urn:s")))) == 6_000


def test_load_adds_what_a_file_holds(remote: Store) -> None:
    remote.load(ox.serialize(quads("a", ["x", 1.5]), format=ox.RdfFormat.N_QUADS) or b"")
    assert set(remote.quads()) == set(quads("a", ["x", 1.5]))
    with pytest.raises(UsageError, match="no N-Quads"):
        remote.load(b"nonsense")


def test_who_reads_cannot_write_and_two_writers_do_not_mix(running: Running) -> None:
    with open_store(running.address) as reader:
        assert not reader.writable
        with pytest.raises(StoreError, match="open for reading"):
            reader.add(quads("a", [1]))
    with open_store(running.address, write=True) as one, open_store(running.address, write=True) as other:
        one.add(quads("a", [1]))
        with pytest.raises(StoreInUse, match="somebody else"):
            other.add(quads("a", [2]))
        one.add(quads("a", [3]))
        assert len(one) == 2


def test_blank_nodes_and_quads_outside_graphs_are_refused(remote: Store) -> None:
    blank = ox.Quad(ox.BlankNode(), N("urn:p"), ox.Literal(1), N("urn:a"))
    for wrong in (
        blank,
        ox.Quad(N("urn:s"), N("urn:p"), N("urn:o")),
        ox.Quad(N("urn:s"), N("urn:p"), N("urn:o"), ox.BlankNode()),
    ):
        with pytest.raises(UsageError):
            remote.add([*quads("a", [1]), wrong])
    assert len(remote) == 0


def test_a_value_that_the_server_would_change_is_refused(remote: Store, running: Running) -> None:
    for wrong in (typed("0.0000000000000001", "decimal"), typed("99999999999999999999", "integer"), typed("P1D", "duration")):
        quad = ox.Quad(N("urn:s"), N("urn:p"), wrong, N("urn:a"))
        if running.name == "virtuoso":
            with pytest.raises(StoreError, match="cannot keep"):
                remote.add([quad])
        else:
            remote.add([quad])
            assert list(remote.quads()) == [quad]
            remote.replace([N("urn:a")], [])


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")  # rdflib calls it itself
def test_copies_and_views(remote: Store, tmp_path: Path) -> None:
    remote.add(quads("a", range(3)))
    remote.copy(tmp_path / "copy")
    with open_store(tmp_path / "copy") as copy:
        assert set(copy.quads()) == set(quads("a", range(3)))
        assert copy.revision() == remote.revision()
    assert {value.toPython() for value in remote.to_rdflib().objects()} == {0, 1, 2}


# Not 1 beside true: Virtuoso takes them for one value.
terms = st.sampled_from(
    [N("urn:n1"), N("urn:n2#'()"), ox.Literal(2), ox.Literal("1"), ox.Literal('"\\\n}'), ox.Literal(True), ox.Literal(0.5)]
)
some = st.lists(
    st.builds(
        ox.Quad,
        st.sampled_from([N("urn:n1"), N("urn:n2")]),
        st.just(N("urn:p")),
        terms,
        st.sampled_from([N("urn:g1"), N("urn:g2")]),
    ),
    max_size=8,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=some, drop=st.lists(st.sampled_from([N("urn:g1"), N("urn:g2")]), max_size=2), new=some, remove=some)
def test_any_change_does_what_it_does_in_memory(
    remote: Store, first: list[ox.Quad], drop: list[ox.NamedNode], new: list[ox.Quad], remove: list[ox.Quad]
) -> None:
    with open_store() as memory:
        remote.replace([N("urn:g1"), N("urn:g2")], first)
        memory.add(first)
        assert set(remote.quads()) == set(memory.quads())
        remote.replace(drop, new, remove)
        memory.replace(drop, new, remove)
        assert set(remote.quads()) == set(memory.quads())
        assert remote.graphs() == memory.graphs()
        assert len(remote) == len(memory)
