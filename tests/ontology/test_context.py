"""The JSON-LD context: documents written with it by hand, and the export that carries it, say what they seem to say."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
import rdflib
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from kg import resources
from kg.export import export, quads
from kg.rdf import jsonld
from kg.rdf import vocab as v
from kg.store import Store

S = "https://w3id.org/appraisal-kg/source/x"
# rdflib 7 warns of its own Dataset when its JSON-LD parser uses it.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

BY_HAND = """
{ "@context": CONTEXT,
  "@id": "source:x",
  "@graph": [
    { "@id": "paper:alpha-2001", "@type": ["kg:Work", "kg:Paper"],
      "kg:key": "alpha-2001", "fabio:hasPublicationYear": "2001", "cito:cites": ["paper:pmid-1", "paper:pmid-2"] },
    { "@id": "estimate:1", "@type": "kg:Estimate",
      "kg:measure": "measure:MD", "kg:firstArm": "paper:alpha-2001/arm/a", "kg:value": "-7.90", "kg:valueText": "-7.90",
      "kg:adjusted": true, "kg:position": 1, "kg:weeks": "6", "prov:wasDerivedFrom": "source:x" },
    { "@id": "finding:1", "@type": "kg:Finding",
      "kg:flaw": "flaw:no-control-group", "kg:presence": "presence:likely-present", "kg:acknowledged": false,
      "kg:paper": "paper:alpha-2001", "kg:paragraph": 3, "kg:why": "Nobody went untreated." } ] }
"""


def _expected() -> set[Quad]:
    def iri(name: str) -> NamedNode:
        return NamedNode(v.BASE + name)

    def typed(text: str, kind: str) -> Literal:
        return Literal(text, datatype=v.XSD[kind])

    paper, estimate, finding = iri("paper/alpha-2001"), iri("estimate/1"), iri("finding/1")
    said: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (paper, v.RDF.type, v.KG.Work), (paper, v.RDF.type, v.KG.Paper), (paper, v.KG.key, Literal("alpha-2001")),
        (paper, v.FABIO.hasPublicationYear, typed("2001", "gYear")),
        (paper, v.CITO.cites, iri("paper/pmid-1")), (paper, v.CITO.cites, iri("paper/pmid-2")),
        (estimate, v.RDF.type, v.KG.Estimate), (estimate, v.KG.measure, v.MEASURE.MD),
        (estimate, v.KG.firstArm, iri("paper/alpha-2001/arm/a")), (estimate, v.KG.value, typed("-7.90", "decimal")),
        (estimate, v.KG.valueText, Literal("-7.90")), (estimate, v.KG.adjusted, typed("true", "boolean")),
        (estimate, v.KG.position, typed("1", "integer")), (estimate, v.KG.weeks, typed("6", "decimal")),
        (estimate, v.PROV.wasDerivedFrom, NamedNode(S)),
        (finding, v.RDF.type, v.KG.Finding), (finding, v.KG.flaw, iri("flaw/no-control-group")),
        (finding, v.KG.presence, v.PRESENCE["likely-present"]), (finding, v.KG.acknowledged, typed("false", "boolean")),
        (finding, v.KG.paper, paper), (finding, v.KG.paragraph, typed("3", "integer")),
        (finding, v.KG.why, Literal("Nobody went untreated.")),
    ]  # fmt: skip
    return {Quad(*triple, NamedNode(S)) for triple in said}


def _file() -> str:
    return resources.shipped("ontology", "context.jsonld").read_text("utf-8")


def test_the_file_is_fresh() -> None:
    assert _file() == jsonld.text(), "run: python -m kg.rdf.jsonld > ontology/context.jsonld"


def test_every_property_of_the_ontology_has_the_type_it_says() -> None:
    context = jsonld.context()
    ontology = rdflib.Graph().parse(resources.shipped("ontology", "appraisal.ttl"), format="turtle")
    for node in ontology.subjects(rdflib.RDF.type, rdflib.OWL.ObjectProperty):
        assert context[jsonld._iri(str(node))]["@type"] == "@id"
    for node, kind in ontology.subject_objects(rdflib.RDFS.range):
        if kind in (rdflib.XSD.decimal, rdflib.XSD.integer, rdflib.XSD.boolean):
            assert context[jsonld._iri(str(node))] == {"@id": jsonld._iri(str(node)), "@type": f"xsd:{kind.split('#')[1]}"}
    assert all(isinstance(context[prefix], str) for prefix in v.PREFIXES)


def test_a_document_written_by_hand_is_read_by_both_engines() -> None:
    text = BY_HAND.replace("CONTEXT", json.dumps(json.loads(_file())["@context"]))
    assert set(ox.parse(text, ox.RdfFormat.JSON_LD)) == _expected()
    dataset = rdflib.Dataset()
    dataset.parse(data=text, format="json-ld")
    lines = "".join(f"{quad} .\n" for quad in _expected())
    expected = rdflib.Dataset()
    expected.parse(data=lines, format="nquads")
    assert {q[:3] for q in dataset.quads()} == {q[:3] for q in expected.quads()}
    assert {str(q[3]) for q in dataset.quads()} == {S}


def test_the_corpus_is_written_compactly_and_loses_nothing(corpus: Store) -> None:
    said = list(quads(corpus, ontology=True))
    written = export(corpus, ".jsonld", ontology=True)
    assert set(ox.parse(written, ox.RdfFormat.JSON_LD)) == set(said)
    expanded = ox.serialize(said, format=ox.RdfFormat.JSON_LD) or b""
    assert len(written) < len(expanded) / 2
    document = json.loads(written)
    assert document["@context"] == jsonld.context()
    assert all(isinstance(node, dict) and "@id" in node for graph in document["@graph"] for node in graph["@graph"])


XSD, KG = v.XSD.iri, v.KG.iri
ODD = [
    (NamedNode("urn:a"), v.KG.value, Literal("n/a")),
    (NamedNode("urn:a"), v.KG.value, Literal("1E5", datatype=NamedNode(XSD + "decimal"))),
    (NamedNode("urn:a"), v.KG.position, Literal("007", datatype=NamedNode(XSD + "integer"))),
    (NamedNode("urn:a"), v.KG.position, Literal("123456789012345678901234567890", datatype=NamedNode(XSD + "integer"))),
    (NamedNode("urn:a"), v.KG.position, Literal("-0", datatype=NamedNode(XSD + "integer"))),
    (NamedNode("urn:a"), v.KG.adjusted, Literal("1", datatype=NamedNode(XSD + "boolean"))),
    (NamedNode("urn:a"), v.KG.flaw, Literal("flaw:no-control-group")),
    (NamedNode("urn:a"), v.KG.flaw, BlankNode("b0")),
    (NamedNode("urn:a"), v.KG.why, NamedNode(v.BASE + "paper/")),
    (NamedNode("urn:a"), v.KG.why, NamedNode(v.BASE + "paper///x")),
    (NamedNode("urn:a"), v.KG.why, NamedNode(v.BASE + "paper/a:b#c")),
    (NamedNode("urn:a"), v.KG.why, NamedNode("kg:why")),
    (NamedNode("urn:a"), v.KG.why, Literal("@id")),
    (NamedNode("urn:a"), v.KG.why, Literal("x", language="en-gb")),
    (NamedNode("urn:a"), v.KG.why, Literal("5", datatype=NamedNode("urn:kind"))),
    (NamedNode("urn:a"), v.KG.why, Literal('quote " line \n \u2028 \U0001f600')),
    (NamedNode("urn:a"), v.RDF.type, NamedNode("urn:class")),
    (NamedNode("urn:a"), NamedNode(KG + "unknown"), NamedNode("urn:b")),
    (NamedNode("urn:a"), NamedNode("urn:p"), Literal("true", datatype=NamedNode(XSD + "boolean"))),
    (BlankNode("b1"), v.RDF.type, v.KG.Finding),
]


@pytest.mark.parametrize("graph", [NamedNode(S), NamedNode(f"{v.BASE}graph/x"), DefaultGraph()], ids=["source", "graph", "none"])
@pytest.mark.parametrize("triple", ODD, ids=range(len(ODD)))
def test_odd_statements_come_back_as_they_went(
    triple: tuple[NamedNode | BlankNode, NamedNode, NamedNode | BlankNode | Literal], graph: NamedNode | DefaultGraph
) -> None:
    quad = Quad(*triple, graph)
    (back,) = ox.parse(jsonld.document([quad]), ox.RdfFormat.JSON_LD)
    if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
        assert (back.predicate, back.graph_name, type(back.subject)) == (quad.predicate, graph, type(quad.subject))
    else:
        assert back == quad


def test_nothing_makes_an_empty_document() -> None:
    assert list(ox.parse(jsonld.document([]), ox.RdfFormat.JSON_LD)) == []
