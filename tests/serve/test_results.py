"""Rows and triples as documents, held against the engine's own writers and readers."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph

from kg.serve.formats import ROWS, TRIPLES
from kg.serve.results import boolean, rows
from kg.serve.triples import Unfit, triples

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
XSD = "http://www.w3.org/2001/XMLSchema#"
MANY = 10**9
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def typed(value: str, name: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(XSD + name))


HARD: list[Term] = [
    ox.NamedNode("http://example.org/a?b=c&d='e'"),
    ox.NamedNode("http://example.org/\u00e9\U0001f600"),
    ox.BlankNode("b0"),
    ox.Literal(""),
    ox.Literal("plain"),
    ox.Literal(' "quoted" \\back\\ \t tab, comma \n line '),
    ox.Literal("return\r"),  # in the middle of a text the engine leaves it to be lost
    ox.Literal("<b>&amp;</b> ]]> <!-- '"),
    ox.Literal("=cmd()"),
    ox.Literal("\u00e9\u0416\u4e2d\U0001f600\u2028\u202e\u0085\u00a0"),
    ox.Literal("  leading and trailing  "),
    ox.Literal("\n"),
    ox.Literal("chat", language="fr"),
    ox.Literal("chat", language="fr-be"),
    ox.Literal("\u0645\u0631\u062d\u0628\u0627", language="ar", direction=ox.BaseDirection.RTL),
    typed("1", "integer"), typed("+01", "integer"), typed("one", "integer"), typed("1.50", "decimal"), typed("1.", "decimal"),
    typed("1e0", "double"), typed("INF", "double"), typed("true", "boolean"), typed("1", "boolean"),
    typed("2021-01-01", "date"), typed("x", "string"),
    ox.Literal("odd", datatype=ox.NamedNode("http://example.org/type#<'>".replace("<", "").replace(">", ""))),
    ox.Triple(ox.NamedNode("http://example.org/s"), ox.NamedNode("http://example.org/p"), ox.Literal("o", language="en")),
    ox.Triple(
        ox.BlankNode("b0"),
        ox.NamedNode("http://example.org/p"),
        ox.Triple(ox.NamedNode("http://example.org/s"), ox.NamedNode("http://example.org/p"), typed("1", "integer")),
    ),
]  # fmt: skip


class Scribe:
    """The engine as a writer of given rows: a store keeps them, and its answer is written by the engine."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.store = ox.Store()
        for number, term in enumerate(terms):
            self.store.add(ox.Quad(ox.NamedNode(f"http://example.org/{number:04}"), ox.NamedNode("http://example.org/has"), term))

    def answer(self) -> ox.QuerySolutions:
        found = self.store.query(
            "PREFIX : <http://example.org/> SELECT ?row ?term ?gap { ?row :has ?term OPTIONAL { ?row :not ?gap } } ORDER BY ?row"
        )
        assert isinstance(found, ox.QuerySolutions)
        return found

    def both(self, form: str) -> tuple[bytes, bytes]:
        """What the engine writes, and what we write."""
        theirs = self.answer().serialize(format=RESULTS[form])
        found = self.answer()
        ours = rows([variable.value for variable in found.variables], found, form, MANY, MANY)
        assert theirs is not None
        assert ours.cut == ""
        return theirs, ours.body


@pytest.fixture(scope="module")
def scribe() -> Scribe:
    return Scribe(HARD)


def test_json_says_what_the_engine_says(scribe: Scribe) -> None:
    theirs, ours = scribe.both("json")
    assert json.loads(ours) == json.loads(theirs)
    assert len(json.loads(ours)["results"]["bindings"]) == len(HARD)


def test_xml_says_what_the_engine_says(scribe: Scribe) -> None:
    theirs, ours = scribe.both("xml")
    assert ET.canonicalize(ours) == ET.canonicalize(theirs)


def test_csv_says_what_the_engine_says(scribe: Scribe) -> None:
    theirs, ours = scribe.both("csv")
    assert table(ours) == table(theirs)


def table(text: bytes) -> list[list[str]]:
    return [*csv.reader(io.StringIO(text.decode(), newline=""))]


def test_tsv_says_what_the_engine_says(scribe: Scribe) -> None:
    theirs, ours = scribe.both("tsv")
    assert ours == theirs


def test_csv_quotes_an_iri_with_a_comma() -> None:
    """The engine does not, which moves every column after it."""
    found = rows(["a", "b"], [(ox.NamedNode("http://example.org/a,b"), ox.Literal("c"))], "csv", MANY, MANY)
    assert table(found.body) == [["a", "b"], ["http://example.org/a,b", "c"]]


# ---- any terms, read back by the engine

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
NODES = st.sampled_from([ox.NamedNode("http://example.org/a"), ox.NamedNode("urn:b:\u00e9"), ox.BlankNode("c")])
LITERALS = st.one_of(
    TEXTS.map(ox.Literal),
    TEXTS.map(lambda text: ox.Literal(text, language="en")),
    TEXTS.map(lambda text: ox.Literal(text, language="he", direction=ox.BaseDirection.LTR)),
    st.builds(typed, TEXTS | st.from_regex(r"[+-]?[0-9]*\.?[0-9]*([eE][0-9]+)?", fullmatch=True),
              st.sampled_from(["integer", "decimal", "double", "boolean", "date"])),
)  # fmt: skip
SIMPLE = NODES | LITERALS
TERMS = SIMPLE | st.builds(ox.Triple, NODES, st.just(ox.NamedNode("http://example.org/p")), SIMPLE)
TABLES = st.lists(st.tuples(st.none() | TERMS, st.none() | TERMS), max_size=4)


def read_back(body: bytes, form: str) -> list[tuple[Any, Any]]:
    found = ox.parse_query_results(body, format=RESULTS[form])
    assert isinstance(found, ox.QuerySolutions)
    assert [variable.value for variable in found.variables] == ["a", "b"]
    return [(row["a"], row["b"]) for row in found]


@given(TABLES)
def test_json_and_tsv_read_back_are_the_same_rows(table: list[tuple[Any, Any]]) -> None:
    for form in ("json", "tsv"):
        assert read_back(rows(["a", "b"], table, form, MANY, MANY).body, form) == table


def readable(term: Any) -> Any:
    """The term as XML can hold it."""
    bad = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    if isinstance(term, ox.Triple):
        return ox.Triple(term.subject, term.predicate, readable(term.object))
    if isinstance(term, ox.Literal):
        text = re.sub(bad, "\ufffd", term.value)
        if term.language:
            return ox.Literal(text, language=term.language, direction=term.direction)
        return ox.Literal(text, datatype=term.datatype)
    return term


@given(TABLES)
def test_xml_read_back_is_the_same_rows_but_for_what_xml_cannot_hold(table: list[tuple[Any, Any]]) -> None:
    body = rows(["a", "b"], table, "xml", MANY, MANY).body
    assert ET.canonicalize(body)  # another parser finds it well-formed
    assert read_back(body, "xml") == [(readable(a), readable(b)) for a, b in table]


@given(TABLES)
def test_csv_keeps_values_and_columns(given_table: list[tuple[Any, Any]]) -> None:
    def cell(term: Any) -> str:
        if isinstance(term, ox.Triple):
            return " ".join(cell(part) for part in (term.subject, term.predicate, term.object))
        return "" if term is None else str(term) if isinstance(term, ox.BlankNode) else term.value

    found = table(rows(["a", "b"], given_table, "csv", MANY, MANY).body)
    assert found == [["a", "b"], *([cell(a), cell(b)] for a, b in given_table)]


# ---- limits


def endless() -> Iterator[tuple[ox.Literal]]:
    while True:
        yield (ox.Literal("0123456789"),)


@pytest.mark.parametrize("form", ROWS)
def test_endless_rows_are_cut_and_the_document_is_whole(form: str) -> None:
    found = rows(["a"], endless(), form, 7, MANY)
    assert found.cut == "rows"
    assert found.body.count(b"0123456789") == 7
    if form != "csv":
        assert len([*ox.parse_query_results(found.body, format=RESULTS[form])]) == 7
    if form == "json":
        assert json.loads(found.body)["truncated"] is True


@pytest.mark.parametrize("form", ROWS)
def test_rows_are_cut_at_their_bytes(form: str) -> None:
    found = rows(["a"], endless(), form, MANY, 1000)
    assert found.cut == "bytes"
    assert 5 < found.body.count(b"0123456789") < 100
    assert len(found.body) < 1300


@pytest.mark.parametrize("form", ROWS)
def test_as_many_rows_as_allowed_are_not_cut(form: str) -> None:
    found = rows(["a"], [(ox.Literal("x"),)] * 5, form, 5, MANY)
    assert found.cut == ""
    assert b"truncated" not in found.body


def test_no_columns_and_no_rows() -> None:
    assert json.loads(rows([], [()], "json", 5, MANY).body) == {"head": {"vars": []}, "results": {"bindings": [{}]}}
    assert json.loads(rows(["a"], [], "json", 5, MANY).body) == {"head": {"vars": ["a"]}, "results": {"bindings": []}}


@pytest.mark.parametrize("form", ROWS)
@pytest.mark.parametrize("value", [True, False])
def test_yes_and_no(form: str, value: bool) -> None:
    answer = ox.Store().query("ASK {}" if value else "ASK { <urn:a> <urn:b> <urn:c> }")
    assert isinstance(answer, ox.QueryBoolean)
    theirs, ours = answer.serialize(format=RESULTS[form]), boolean(value, form)
    assert theirs is not None
    if form == "json":
        assert json.loads(ours) == json.loads(theirs)
    elif form == "xml":
        assert ET.canonicalize(ours) == ET.canonicalize(theirs)
    else:
        assert ours == theirs


# ---- triples

FORMATS = {
    "turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml", "nquads": "nquads", "trig": "trig",
}  # fmt: skip
KNOWN = "https://w3id.org/appraisal-kg/"
PAPER = ox.NamedNode(f"{KNOWN}paper/one")
DATA = [
    ox.Triple(PAPER, ox.NamedNode(f"{KNOWN}ontology#flaw"), ox.NamedNode(f"{KNOWN}flaw/spin")),
    ox.Triple(PAPER, ox.NamedNode("http://purl.org/dc/terms/title"), ox.Literal("A & B\n", language="en")),
    ox.Triple(ox.BlankNode("b"), ox.NamedNode("http://example.org/n"), typed("1", "integer")),
]  # fmt: skip


@pytest.mark.parametrize("form", TRIPLES)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # of rdflib's own reader of JSON-LD
def test_triples_are_read_back_by_another_library(form: str) -> None:
    found = triples(DATA, form, 10, MANY)
    assert found.cut == ""
    graph = Graph()
    if form in ("nquads", "trig"):  # rdflib reads these into a dataset
        body = ox.serialize([quad.triple for quad in ox.parse(found.body, format=_rdf(form))], format=ox.RdfFormat.N_TRIPLES)
        graph.parse(data=body, format="nt")
    else:
        graph.parse(data=found.body, format=FORMATS[form])
    wanted = Graph().parse(data=ox.serialize(DATA, format=ox.RdfFormat.N_TRIPLES), format="nt")
    assert graph.isomorphic(wanted)


def _rdf(form: str) -> ox.RdfFormat:
    found = ox.RdfFormat.from_media_type(TRIPLES[form])
    assert found is not None
    return found


def test_only_prefixes_in_use_are_declared() -> None:
    body = triples(DATA, "turtle", 10, MANY).body.decode()
    assert set(re.findall(r"@prefix (\S+):", body)) == {"paper", "kg", "flaw", "dcterms", "xsd"}


@pytest.mark.parametrize("form", TRIPLES)
def test_triples_are_counted_once_and_cut(form: str) -> None:
    def many() -> Iterator[ox.Triple]:
        for number in range(100):
            for _ in range(3):
                yield ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("http://example.org/p"), typed(str(number), "integer"))

    found = triples(many(), form, 10, MANY)
    assert found.cut == "rows"
    assert len({quad.triple for quad in ox.parse(found.body, format=_rdf(form))}) == 10
    assert triples(many(), form, 100, MANY).cut == ""
    short = triples(many(), form, 100, 500)
    assert short.cut == "bytes"
    assert 3 < len([*ox.parse(short.body, format=_rdf(form))]) < 10


def test_what_a_format_cannot_hold_is_said() -> None:
    statement = ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), DATA[0])
    with pytest.raises(Unfit, match="do not go into this format"):
        triples([statement], "jsonld", 10, MANY)
    with pytest.raises(Unfit, match=r"predicate <http://example\.org/1>"):
        triples([ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("http://example.org/1"), ox.Literal("x"))], "rdfxml", 10, MANY)


def test_rdf_xml_is_well_formed_whatever_it_holds() -> None:
    text = "".join(map(chr, range(1, 40))) + "\ufffe"
    body = triples([ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(text))], "rdfxml", 10, MANY).body
    assert ET.canonicalize(body)
