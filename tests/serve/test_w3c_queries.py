"""The W3C's tests of query evaluation, asked over HTTP: the endpoint answers all that the engine itself answers.

One store holds all data of the suite as named graphs; each test names those it means with the parameters of the protocol.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from serve import w3c
from serve.w3c import Case

from kg.store import open_store

_OTHERS = w3c.cases(
    "aggregates", "bind", "bindings", "cast", "construct", "exists", "functions", "grouping", "negation", "project-expression",
    "property-path", "subquery", "csv-tsv-res", "json-res",
)  # fmt: skip
EVALUATED = [case for case in _OTHERS if case.result is not None]
SYNTAX = [*w3c.cases("syntax-query"), *(case for case in _OTHERS if case.result is None)]
NOTHING = "urn:nothing"  # a graph that is not there: the default graph of tests that have none
KINDS = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".ttl": "text/turtle",
    ".rdf": "text/turtle",
}
READ = {
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}

_EMPTY = "finds nothing where the graph is empty"
_PER_GRAPH = "does not take a group inside GRAPH ?g for each graph by itself"
ENGINE_FAILS = {  # by test: what the engine itself does otherwise
    "aggregates/agg-groupconcat-04": "keeps the language of what it joins",
    "aggregates/agg-groupconcat-06": "keeps the language of what it joins",
    "aggregates/agg-empty-group-count-graph": _PER_GRAPH,
    "bindings/graph": _PER_GRAPH,
    "negation/graph-minus": _PER_GRAPH,
    "functions/bnode01": "gives the same blank node for the same string in every row",
    "property-path/zero_or_more_set_start": _EMPTY,
    "property-path/zero_or_more_set_end": _EMPTY,
    "property-path/zero_or_one_set_start": _EMPTY,
    "property-path/zero_or_one_set_end": _EMPTY,
    "csv-tsv-res/tsv03": "makes every kind of integer an xsd:integer",
    "syntax-query/test_4": "refuses a function that it does not know",
}
_ESCAPE = "the escapes \\u and \\U could hide words from the guard"
REFUSED = {  # by test: why the guard does not read it
    "syntax-query/test_codepoint_escape_01": _ESCAPE,
    "syntax-query/test_codepoint_boundaries_escaped_05": _ESCAPE,
}

pytestmark = pytest.mark.skipif(not EVALUATED, reason="the tests of the W3C are not here (../shared/data/w3c-sparql11)")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., AbstractContextManager]) -> Iterator[httpx.Client]:
    """A server over all data of the suite."""
    place = tmp_path_factory.mktemp("w3c") / "store"
    graphs = sorted({pair for case in EVALUATED for pair in (*case.default, *case.named)})
    with open_store(place, write=True) as store:
        store.add(quad for iri, path in graphs for quad in w3c.in_graph(path, iri))
    with serving(place, "--workers", 1) as served:
        yield served.client


def ordered(case: Case) -> bool:
    return re.search(r"\border\s+by\b", case.text, re.IGNORECASE) is not None and "subquery" not in case.group


def asked(client: httpx.Client, case: Case) -> httpx.Response:
    """The response to the query of a case, in the format of its result."""
    text = f"BASE <{w3c.base(case.query)}> {case.text}"
    graphs = [("default-graph-uri", iri) for iri, _ in case.default or ((NOTHING, Path()),)]
    graphs += [("named-graph-uri", iri) for iri, _ in case.named]
    if re.search(r"\bfrom\s*<", text, re.IGNORECASE):  # which the graphs of the protocol would overrule
        graphs = []
    kind = KINDS[case.result.suffix] if case.result else "*/*"
    if kind == "text/turtle" and not re.search(r"\bconstruct\b", case.text, re.IGNORECASE):  # a result set written in RDF
        kind = KINDS[".srx"]
    return client.post(
        "/sparql", params=graphs, content=text.encode(), headers={"content-type": "application/sparql-query", "accept": kind}
    )


def read(response: httpx.Response, case: Case) -> object:
    kind = response.headers["content-type"].partition(";")[0]
    if kind == "text/csv":
        return w3c.rows_of_csv(response.text)
    if kind in READ:
        return w3c.results(ox.parse_query_results(response.content, format=READ[kind]), ordered=ordered(case))
    assert kind == "text/turtle"
    return w3c.triples(quad.triple for quad in ox.parse(response.content, format=ox.RdfFormat.TURTLE))


@cache
def by_the_engine(case: Case) -> object:
    """What the engine answers in this process; None where it cannot."""
    store = ox.Store()
    for iri, path in case.named:
        store.extend(w3c.in_graph(path, iri))
    for _, path in case.default:
        store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in w3c.loaded(path))
    try:
        found = store.query(case.text, base_iri=w3c.base(case.query))
        if case.result is not None and case.result.suffix == ".csv":
            return w3c.rows_of_csv(found.serialize(format=ox.QueryResultsFormat.CSV).decode())
        return w3c.results(found, ordered=ordered(case))
    except (SyntaxError, ValueError, OSError):
        return None


@pytest.mark.parametrize("case", EVALUATED, ids=lambda case: case.id)
def test_an_answer_is_the_one_the_suite_expects(client: httpx.Client, case: Case) -> None:
    assert case.result is not None
    wanted = w3c.expected(case.result, ordered=ordered(case))
    response = asked(client, case)
    right = response.status_code == 200 and read(response, case) == wanted
    if case.id in ENGINE_FAILS:
        assert not right, "the engine has learnt it: take it off the list"
        assert by_the_engine(case) != wanted
    elif case.id in REFUSED:
        assert response.status_code == 400
    else:
        assert response.status_code == 200, response.text
        assert right, (response.text, by_the_engine(case) == wanted)


@pytest.mark.parametrize("case", SYNTAX, ids=lambda case: case.id)
def test_what_parses_is_answered_and_what_does_not_is_refused(client: httpx.Client, case: Case) -> None:
    response = asked(client, case)
    wanted = 200 if case.kind.startswith("Positive") else 400
    if case.id in ENGINE_FAILS:
        assert response.status_code != wanted
    elif case.id in REFUSED:
        assert (response.status_code, wanted) == (400, 200)
    else:
        assert response.status_code == wanted, response.text
