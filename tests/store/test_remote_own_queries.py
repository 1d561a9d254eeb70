"""What kg asks a server of its own accord, held against the engine: the terms put in are found and never become syntax."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import resources
from kg.errors import UsageError
from kg.store.remote.questions import question

N = ox.NamedNode
GRAPH = N("urn:g")
Given = list[tuple[Any, Any, Any]]

_IRIS = st.sampled_from([N("urn:a"), N("urn:b#?s"), N("urn:c'%7B()"), N("http://x.example/é?o=$p")])
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_LITERALS = _TEXTS.map(ox.Literal) | st.sampled_from([ox.Literal('") } ?s ?p ?o { ("'), ox.Literal("?o", language="en")])
_TRIPLES = st.lists(st.tuples(_IRIS, _IRIS, _IRIS | _LITERALS), min_size=1, max_size=8)


def asked(triples: Given, sparql: str) -> list[list[Any]]:
    store = ox.Store()
    store.extend(ox.Quad(*triple, GRAPH) for triple in triples)
    store.add(ox.Quad(N("urn:a"), N("urn:a"), N("urn:a"), N("urn:other")))
    answer = store.query(sparql)
    assert isinstance(answer, ox.QuerySolutions)
    names = {variable.value for variable in answer.variables}
    return [[row[name] if name in names else None for name in ("s", "p", "o")] for row in answer]


@given(_TRIPLES, st.data())
def test_triples_are_found_by_any_of_their_terms(triples: Given, data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(triples))
    fixed = data.draw(st.lists(st.booleans(), min_size=3, max_size=3))
    wanted = [term if by else None for term, by in zip(one, fixed, strict=True)]
    rows = asked(triples, question("matching", graph=GRAPH, **dict(zip("spo", wanted, strict=True)), limit=100))
    found = [tuple(term or other for term, other in zip(row, wanted, strict=True)) for row in rows]
    assert len(found) == len(set(found))
    assert set(found) == {t for t in triples if all(want is None or want == term for want, term in zip(wanted, t, strict=True))}


@given(_TRIPLES, _TRIPLES)
def test_which_are_held(triples: Given, others: Given) -> None:
    links = [t for t in {*triples, *others} if isinstance(t[2], ox.NamedNode)]
    pairs = [t[:2] for t in {*triples, *others}]
    assert {tuple(row) for row in asked(triples, question("links", links, graph=GRAPH))} == {t for t in links if t in triples}
    assert {tuple(row) for row in asked(triples, question("values", pairs, graph=GRAPH))} == set(triples)


def test_pages_come_after_one_another() -> None:
    triples = [(N("urn:a"), N("urn:p"), ox.Literal(f"{number:03}")) for number in range(10)]
    pages = [asked(triples, question("matching", graph=GRAPH, s=N("urn:a"), offset=n, limit=4)) for n in (0, 4, 8)]
    assert [[row[2].value for row in page] for page in pages] == [
        ["000", "001", "002", "003"], ["004", "005", "006", "007"], ["008", "009"],
    ]  # fmt: skip


def test_a_term_that_sparql_cannot_say_is_refused() -> None:
    broken = next(ox.parse(input=b"<urn:a> <urn:p> <urn:x y> .", format=ox.RdfFormat.N_TRIPLES, lenient=True)).object
    with pytest.raises(UsageError, match="cannot be bound"):
        question("matching", graph=GRAPH, o=broken)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="IRI or a literal"):
        question("links", [(ox.BlankNode("b"), N("urn:p"), N("urn:o"))], graph=GRAPH)


@pytest.mark.parametrize("name", resources.names("store/remote/questions", ".rq"))
def test_each_file_is_a_query_as_it_stands(name: str) -> None:
    ox.Store().query(resources.read_text("store", "remote", "questions", f"{name}.rq"))
