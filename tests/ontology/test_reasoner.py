"""The ontology under an OWL 2 RL reasoner: nothing contradicts, nothing follows that was not meant, and what was meant does."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import owlrl
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef

from kg import resources
from kg.rdf import vocab as v
from kg.store import Store

KG, PROV = Namespace(v.KG.iri), Namespace(v.PROV.iri)
FILES = ("appraisal", "alignments", "flaws", "mappings", "instruments")
EXAMPLE = Path(__file__).with_name("base.trig")
APART = ("Appraisal", "Arm", "Authorship", "Estimate", "Extraction", "Finding", "FlawMention", "GroupValue", "Outcome",
         "OverallJudgement", "Passage", "Publication", "Source", "Study", "TreatmentDuration", "Work")  # fmt: skip
# owlrl 7 and rdflib 7 use what rdflib 7 calls deprecated.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def _closed(graph: Graph) -> tuple[Graph, list[str]]:
    """All that follows by OWL 2 RL, and what the reasoner complained of."""
    closure = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=True)
    closure.closure()
    return graph, list(closure.error_messages)


@pytest.fixture(scope="module")
def said(corpus: Store) -> Graph:
    """The ontology, one of the smaller sources of the corpus, and the example that has one of everything."""
    graph = Graph()
    for name in FILES:
        graph.parse(resources.shipped("ontology", f"{name}.ttl"), format="turtle")
    sizes = {name: sum(1 for _ in corpus.quads(name)) for name in corpus.graphs() if "/source/" in name.value}
    smallest = min(sizes, key=lambda name: (sizes[name], name.value))
    graph.parse(data="".join(f"{quad.triple} .\n" for quad in corpus.quads(smallest)), format="nt")
    for part in rdflib.Dataset().parse(EXAMPLE, format="trig").graphs():
        graph += part
    return graph


@pytest.fixture(scope="module")
def closed(said: Graph) -> tuple[Graph, list[str]]:
    graph = Graph()
    graph += said
    return _closed(graph)


@pytest.fixture(scope="module")
def inferred(closed: tuple[Graph, list[str]]) -> Graph:
    return closed[0]


def _types(graph: Graph, kind: URIRef) -> set[rdflib.term.Node]:
    return set(graph.subjects(RDF.type, kind))


def test_nothing_contradicts(closed: tuple[Graph, list[str]]) -> None:
    graph, complaints = closed
    assert complaints == []
    assert not _types(graph, OWL.Nothing)
    errors = [node for node in graph.subjects(RDF.type, None) if "error" in str(node).lower()]
    assert all(str(node).startswith(v.KG.iri) for node in errors), errors  # kg:standardError is none of the reasoner's


def test_the_reasoner_does_complain() -> None:
    """That silence means something: a contradiction made on purpose is found."""
    graph = Graph().parse(resources.shipped("ontology", "appraisal.ttl"), format="turtle")
    graph.add((KG.Finding, OWL.disjointWith, KG.Estimate))
    graph.add((URIRef("urn:x"), RDF.type, KG.Finding))
    graph.add((URIRef("urn:outcome"), KG.estimate, URIRef("urn:x")))
    assert _closed(graph)[1]


def test_what_is_apart_stays_apart(inferred: Graph) -> None:
    members = {name: _types(inferred, KG[name]) for name in APART}
    for one, other in combinations(APART, 2):
        assert not members[one] & members[other], (one, other)
    assert all(members.values()), [name for name in APART if not members[name]]


def test_nothing_gains_a_class_of_ours_but_from_its_own(said: Graph, inferred: Graph) -> None:
    """Domains and ranges hold for every use: they type nothing that was not typed so, except as a superclass says."""
    above = {KG.Paper: {KG.Work}, KG.CitingArticle: {KG.Work}}
    for node in set(inferred.subjects()):
        kinds = {kind for kind in inferred.objects(node, RDF.type) if str(kind).startswith(v.KG.iri)}
        stated = {kind for kind in said.objects(node, RDF.type) if str(kind).startswith(v.KG.iri)}
        assert kinds <= stated.union(*(above.get(kind, set()) for kind in stated)), node


def test_concepts_are_things_and_no_classes(inferred: Graph) -> None:
    concepts = _types(inferred, SKOS.Concept)
    assert len(concepts) > 150
    for kind in (OWL.Class, RDFS.Class, RDF.Property, OWL.ObjectProperty, OWL.DatatypeProperty, SKOS.ConceptScheme):
        assert not concepts & _types(inferred, kind), kind
    ours = {node for node in concepts if not str(node).startswith(v.BASE)}
    assert ours == set(), "something of another vocabulary became a concept"


def test_literals_say_nothing_and_classes_are_no_properties(inferred: Graph) -> None:
    """owlrl types literals by their datatypes, which RDF leaves to entailment; no literal of ours does more than that."""
    for subject, predicate, _ in inferred:
        assert not isinstance(subject, Literal) or predicate in (RDF.type, OWL.sameAs, OWL.differentFrom), subject
    assert not _types(inferred, OWL.Class) & (_types(inferred, OWL.ObjectProperty) | _types(inferred, OWL.DatatypeProperty))
    assert not _types(inferred, OWL.ObjectProperty) & _types(inferred, OWL.DatatypeProperty)


def test_nothing_becomes_the_same_as_another(inferred: Graph) -> None:
    assert [(a, b) for a, b in inferred.subject_objects(OWL.sameAs) if a != b and not isinstance(a, Literal)] == []


def test_numbers_keep_to_their_datatypes(inferred: Graph) -> None:
    for prop in inferred.subjects(RDFS.range, XSD.decimal):
        for value in inferred.objects(None, prop):
            assert isinstance(value, Literal), (prop, value)
            assert value.datatype in (XSD.decimal, XSD.integer), (prop, value)


def test_what_was_meant_follows(inferred: Graph) -> None:
    paper, finding = URIRef("https://example.org/paper"), URIRef("https://example.org/finding")
    assert (paper, RDF.type, KG.Work) in inferred
    assert (paper, URIRef(v.DCTERMS.iri + "identifier"), Literal("alpha-2001")) in inferred
    assert (finding, RDF.type, PROV.Entity) in inferred
    assert (finding, RDF.type, URIRef(v.OBO.iri + "SEPIO_0000001")) in inferred
    assert (URIRef(f"{v.BASE}source/base/extraction"), RDF.type, PROV.Activity) in inferred
    assert (URIRef("https://example.org/study"), RDF.type, URIRef(v.SCHEMA.iri + "MedicalStudy")) in inferred
    assert (KG.Instrument, RDFS.subClassOf, SKOS.Concept) in inferred
    assert all((node, RDF.type, SKOS.Concept) in inferred for node in _types(inferred, KG.Instrument))


def test_a_paper_is_a_work_without_being_told() -> None:
    graph = Graph().parse(resources.shipped("ontology", "appraisal.ttl"), format="turtle")
    graph.add((URIRef("urn:paper"), KG.study, URIRef("urn:study")))
    closed, complaints = _closed(graph)
    assert complaints == []
    assert {KG.Paper, KG.Work} <= set(closed.objects(URIRef("urn:paper"), RDF.type))
    assert (URIRef("urn:study"), RDF.type, KG.Study) in closed


def test_the_ontology_keeps_to_the_profile() -> None:
    """Named classes and properties and no class expressions: nothing that OWL 2 RL would have to leave out."""
    terms = Graph()
    for name in ("appraisal", "alignments"):
        terms.parse(resources.shipped("ontology", f"{name}.ttl"), format="turtle")
    assert not [term for triple in terms for term in triple if isinstance(term, BNode)]
    used = {str(p).removeprefix(str(OWL)) for p in terms.predicates() if str(p).startswith(str(OWL))}
    assert used <= {"versionIRI", "versionInfo", "deprecated", "inverseOf", "disjointWith"}
