"""Variables are fixed by value: the answer is that of the query with the value written in, whatever the value."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.store import Store, open_store

N = ox.NamedNode
INTEGER = N("http://www.w3.org/2001/XMLSchema#integer")


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store() as store:
        store.add(ox.Quad(N(f"urn:s{s}"), N(f"urn:p{p}"), ox.Literal(s * p), N(f"urn:g{s}")) for s in range(5) for p in range(3))
        yield store


def rows(store: Store, sparql: str, **bindings: ox.NamedNode | ox.Literal) -> list[tuple[str | None, ...]]:
    answer = store.query(sparql, bindings)
    assert isinstance(answer, ox.QuerySolutions)
    return sorted((tuple(term and term.value for term in row) for row in answer), key=str)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("sparql", "bindings", "expected"),
    [
        ("SELECT ?o { ?s <urn:p1> ?o }", {"s": N("urn:s3")}, [("3",)]),  # not in the projection
        ("SELECT * { ?s <urn:p1> ?o }", {"s": N("urn:s3")}, [("3", "urn:s3")]),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", {"s": N("urn:s3")}, [("3",)]),
        ("SELECT ?p (SUM(?o) AS ?n) { ?s ?p ?o } GROUP BY ?p HAVING (SUM(?o) > 8)", {"p": N("urn:p1")}, [("urn:p1", "10")]),
        ("SELECT ?s { ?s <urn:p1> ?o FILTER(?o > ?least) }", {"least": ox.Literal(3)}, [("urn:s4",)]),
        ("SELECT ?s { ?s <urn:p1> ?o FILTER(?o > COALESCE(?least, 0)) }", {"least": ox.Literal(3)}, [("urn:s4",)]),
        ("SELECT ?s { ?s <urn:p1> ?o FILTER(BOUND(?x) && ?o = ?x) }", {"x": ox.Literal(2)}, [("urn:s2",)]),
        ("SELECT ?y { <urn:s1> <urn:p1> ?o BIND(?o + ?x AS ?y) }", {"x": ox.Literal(2)}, [("3",)]),
        ("SELECT ?g { GRAPH ?g { ?s <urn:p2> ?o } }", {"s": N("urn:s4")}, [("urn:g4",)]),
        ("SELECT ?s { GRAPH ?g { ?s <urn:p2> ?o } }", {"g": N("urn:g4")}, [("urn:s4",)]),
        ("SELECT ?o { { ?s <urn:p1> ?o } UNION { ?s <urn:p2> ?o } }", {"s": N("urn:s3")}, [("3",), ("6",)]),
        (
            "SELECT ?s { ?s <urn:p1> ?o FILTER NOT EXISTS { ?s <urn:p2> ?x } }",
            {"x": ox.Literal(2)},
            [(f"urn:s{i}",) for i in (0, 2, 3, 4)],
        ),
        ("SELECT ?s ?x { ?s <urn:p1> 4 OPTIONAL { ?s ?q ?x FILTER(?x > ?m) } }", {"m": ox.Literal(5)}, [("urn:s4", "8")]),
        ("SELECT ?s { ?s <urn:p1> ?o MINUS { ?s <urn:p2> ?x } }", {"x": ox.Literal(8)}, [(f"urn:s{i}",) for i in range(4)]),
        ("SELECT ?o { { SELECT ?s ?o { ?s <urn:p1> ?o } } }", {"s": N("urn:s3")}, [("3",)]),
        ("SELECT ?o { SELECT ?s ?o { ?s <urn:p1> ?o } }", {"s": N("urn:s3")}, [("3",)]),  # the group is the subquery
        ("SELECT ?o (EXISTS { ?s ?p ?o } AS ?e) WHERE { ?s <urn:p1> ?o }", {"s": N("urn:s3")}, [("3", "true")]),
        ("SELECT ?o FROM <urn:g3> WHERE { ?s <urn:p1> ?o }", {"s": N("urn:s3")}, [("3",)]),
        ("SELECT ?o { $s <urn:p1> ?o }", {"s": N("urn:s3")}, [("3",)]),
        ("PREFIX select: <urn:> SELECT ?o { ?s select:p1 ?o } # {", {"s": N("urn:s3")}, [("3",)]),
        ("SELECT ?o { ?s ?p ?o }", {"s": N("urn:s3"), "p": N("urn:p2")}, [("6",)]),
        ("SELECT ?o { VALUES ?s { <urn:s1> <urn:s2> } ?s <urn:p1> ?o }", {"s": N("urn:s2")}, [("2",)]),
        ("SELECT ?o { VALUES ?s { <urn:s1> <urn:s2> } ?s <urn:p1> ?o }", {"s": N("urn:s3")}, []),
        # by the rules of scope a subquery counts on its own, and a filter in a group of its own sees nothing
        ("SELECT ?n { ?s <urn:p1> 3 { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }", {"s": N("urn:s3")}, [("15",)]),
        # unless there is a slot
        ("SELECT ?n { { SELECT (COUNT(*) AS ?n) { VALUES ?s { UNDEF } ?s ?p ?o } } }", {"s": N("urn:s3")}, [("3",)]),
        (
            "SELECT ?o { { VALUES ?s {UNDEF} ?s <urn:p1> ?o } UNION { values $s { undef } ?s <urn:p2> ?o } }",
            {"s": N("urn:s3")},
            [("3",), ("6",)],
        ),
        ("SELECT ?n { { SELECT (COUNT(*) AS ?n) { VALUES ?s { UNDEF } ?s ?p ?o } } }", {}, [("15",)]),
    ],
)
def test_binding(store: Store, sparql: str, bindings: dict[str, ox.NamedNode], expected: list[tuple[str]]) -> None:
    assert rows(store, sparql, **bindings) == expected


def test_other_forms(store: Store) -> None:
    bound = {"s": N("urn:s3")}
    assert bool(store.query("ASK { ?s <urn:p1> 3 }", bound))
    assert not bool(store.query("ASK { ?s <urn:p1> 4 }", bound))
    made = store.query("CONSTRUCT { ?s <urn:x> ?o } WHERE { ?s <urn:p1> ?o }", bound)
    assert [str(triple.object) for triple in made] == [f'"3"^^{INTEGER}']
    assert len(list(store.query("DESCRIBE ?s WHERE { ?s <urn:p1> ?o }", bound))) == 3


@pytest.mark.parametrize(
    ("sparql", "bindings", "says"),
    [
        ("SELECT * { ?s ?p ?o }", {"q": N("urn:x")}, "no variable [?]q"),
        ("SELECT * { ?s ?p '?q' }", {"q": N("urn:x")}, "no variable [?]q"),
        ("SELECT * { ?s ?p ?o }", {"s} UNION {?x ?y ?z": N("urn:x")}, "no variable"),
        ("SELECT * { ?s ?p ?o }", {"s": ox.BlankNode("b")}, "an IRI or a literal"),
        ("SELECT * { ?s ?p ?o }", {"s": "urn:x"}, "an IRI or a literal"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", {"s": N("urn:x")}, "CONSTRUCT WHERE"),
        ("DESCRIBE ?s", {"s": N("urn:x")}, "no WHERE group"),
        ("SELECT * { ?s ?p ?o BIND(1 AS ?x) }", {"x": N("urn:x")}, "BIND is overriding|does not parse"),
    ],
)
def test_what_cannot_be_bound(store: Store, sparql: str, bindings: dict[str, ox.NamedNode], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        store.query(sparql, bindings)


def test_a_node_that_is_no_iri_is_refused(store: Store) -> None:
    [quad] = ox.parse(rb"<urn:x\u003E\u0020?p\u0020?o\u0020}#> <urn:p> 'o' .", format=ox.RdfFormat.TURTLE, lenient=True)
    assert isinstance(quad.subject, ox.NamedNode)
    with pytest.raises(UsageError, match="cannot be bound"):
        store.query("SELECT * { ?s ?p ?o }", {"s": quad.subject})


@given(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"])).map(ox.Literal),
        st.text(st.sampled_from("\"'\\\n\r\t{}<>?#.@^ \x00")).map(ox.Literal),
        st.integers().map(ox.Literal),
        st.booleans().map(ox.Literal),
        st.text("ab").map(lambda text: ox.Literal(text, language="en-gb")),
        st.text("ab").map(lambda text: ox.Literal(text, datatype=N("urn:type"))),
        st.text("ab'?()").map(lambda text: N("urn:" + text + "#it's")),
    )
)
def test_any_value_comes_through_whole(value: ox.NamedNode | ox.Literal) -> None:
    store = open_store()
    store.add(
        [ox.Quad(N("urn:a"), N("urn:p"), value, N("urn:g")), ox.Quad(N("urn:b"), N("urn:p"), ox.Literal("other"), N("urn:g"))]
    )
    expected = ["urn:a", "urn:b"] if value == ox.Literal("other") else ["urn:a"]
    assert [row[0] for row in rows(store, "SELECT ?s { ?s <urn:p> ?o }", o=value)] == expected
    assert [row[0] for row in rows(store, "SELECT ?s { { VALUES ?o { UNDEF } ?s <urn:p> ?o } }", o=value)] == expected
