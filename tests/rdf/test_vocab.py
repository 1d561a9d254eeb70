"""The Python names, the ontology's files and the records' closed lists say the same."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from types import UnionType
from typing import Literal as OneOf
from typing import Union, get_args, get_origin

import pytest
import rdflib
from pydantic import BaseModel
from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, RdfFormat, parse, serialize
from rdflib.compare import isomorphic

from kg import fields, records, resources
from kg.rdf import citations, lexicon, write
from kg.rdf import vocab as v
from kg.records import Bundle
from kg.rules.catalogue import ALERTS

FILES = ("alignments", "appraisal", "flaws", "instruments", "mappings")
OWL = "http://www.w3.org/2002/07/owl#"
ONTOLOGY = NamedNode("https://w3id.org/appraisal-kg/ontology")
DEFINED_BY = NamedNode(v.RDFS.iri + "isDefinedBy")
DOMAIN, RANGE = NamedNode(v.RDFS.iri + "domain"), NamedNode(v.RDFS.iri + "range")

Values = dict[NamedNode, list[NamedNode | Literal]]


def _triples(name: str) -> list[Quad]:
    return list(parse(resources.shipped("ontology", f"{name}.ttl").read_bytes(), RdfFormat.TURTLE))


def _about(name: str) -> dict[NamedNode, Values]:
    found: dict[NamedNode, Values] = defaultdict(lambda: defaultdict(list))
    for quad in _triples(name):
        found[quad.subject][quad.predicate].append(quad.object)
    return found


@pytest.fixture(scope="module")
def terms() -> dict[NamedNode, Values]:
    return _about("appraisal")


def _english(values: list[NamedNode | Literal]) -> list[str]:
    assert all(isinstance(value, Literal) and value.language == "en" for value in values), values
    return [value.value for value in values]


def _of(kind: type[BaseModel], field: str) -> set[str]:
    return _members(kind.model_fields[field].annotation)


def _members(annotation: object) -> set[str]:
    """The values that a Literal, perhaps with None, allows."""
    if get_origin(annotation) is OneOf:
        return set(get_args(annotation))
    assert get_origin(annotation) in (Union, UnionType), annotation
    return set(chain.from_iterable(_members(a) for a in get_args(annotation) if a is not type(None)))


# ---- the terms


def test_the_classes_and_properties_are_those_of_the_vocabulary(terms: dict[NamedNode, Values]) -> None:
    kinds = {NamedNode(OWL + kind) for kind in ("Class", "ObjectProperty", "DatatypeProperty")}
    declared = {node.value for node, known in terms.items() if kinds & set(known[v.RDF.type])}
    assert declared == {v.KG[term].value for term in v.KG}
    assert {node.value for node in terms if node.value.startswith(v.KG.iri)} == declared


def test_every_term_is_labelled_defined_and_exemplified(terms: dict[NamedNode, Values]) -> None:
    for term in v.KG:
        known = terms[v.KG[term]]
        kind = [node.value.removeprefix(OWL) for node in known[v.RDF.type]]
        assert len(kind) == 1, term
        assert (kind == ["Class"]) == term[0].isupper(), term
        assert len(_english(known[v.RDFS.label])) == 1, term
        (definition,) = _english(known[v.SKOS.definition])
        assert definition.endswith("."), term
        assert len(definition) > 12, term
        (example,) = known[v.SKOS.example]
        assert example.value, term
        assert known[DEFINED_BY] == [ONTOLOGY], term


def test_labels_are_not_shared(terms: dict[NamedNode, Values]) -> None:
    labels = Counter((term[0].isupper(), terms[v.KG[term]][v.RDFS.label][0].value) for term in v.KG)
    assert max(labels.values()) == 1


def test_texts_stand_beside_decimals(terms: dict[NamedNode, Values]) -> None:
    pairs = [term for term in v.KG if term.endswith("Text") and term not in ("pText", "targetText")]
    assert len(pairs) == 13
    for term in pairs:
        assert terms[v.KG[term]][RANGE] == [v.XSD.string], term
        assert terms[v.KG[term.removesuffix("Text")]][RANGE] == [v.XSD.decimal], term


def test_the_ontology_names_itself_its_version_and_its_licence(terms: dict[NamedNode, Values]) -> None:
    head = terms[ONTOLOGY]
    (version,) = head[NamedNode(OWL + "versionIRI")]
    assert re.fullmatch(rf"{ONTOLOGY.value}/20\d\d-\d\d-\d\d", version.value)
    assert head[v.DCTERMS.title]
    assert head[v.DCTERMS.description]
    assert head[v.DCTERMS.license] == [NamedNode("https://creativecommons.org/licenses/by/4.0/")]
    for name in FILES:
        assert not any(quad.predicate.value == OWL + "imports" for quad in _triples(name))


# ---- the code lists


@pytest.mark.parametrize("codes", v.CODES, ids=lambda codes: codes.prefix)
def test_a_code_list_is_a_scheme_of_concepts(codes: v.Namespace, terms: dict[NamedNode, Values]) -> None:
    scheme = NamedNode(codes.iri + "scheme")
    assert terms[scheme][v.RDF.type] == [v.SKOS.ConceptScheme]
    assert len(_english(terms[scheme][v.SKOS.prefLabel])) == 1
    assert len(_english(terms[scheme][v.SKOS.definition])) == 1
    concepts = {node.value: known for node, known in terms.items() if node.value.startswith(codes.iri) and node != scheme}
    assert set(concepts) == {codes[member].value for member in codes}
    for known in concepts.values():
        assert known[v.RDF.type] == [v.SKOS.Concept]
        assert known[v.SKOS.inScheme] == known[v.SKOS.topConceptOf] == [scheme]
        assert len(_english(known[v.SKOS.prefLabel])) == 1
        assert len(_english(known[v.SKOS.definition])) == 1


def test_the_ontology_holds_nothing_else(terms: dict[NamedNode, Values]) -> None:
    spaces = (v.KG.iri, *(codes.iri for codes in v.CODES))
    assert [node for node in terms if not node.value.startswith(spaces)] == [ONTOLOGY]


def test_code_lists_are_the_values_that_records_allow() -> None:
    allowed = {
        v.PRESENCE: _members(fields.Presence),
        v.DESIGN: _members(fields.Design),
        v.ROLE: _members(fields.Role),
        v.MEASURE: _members(fields.Measure),
        v.YESNO: _members(fields.YesNo),
        v.POTENTIAL: _of(records.Finding, "potential"),
        v.BIAS: _of(records.Finding, "direction"),
        v.SEVERITY: _of(records.Finding, "severity"),
        v.FUNDING: _of(records.Study, "funding"),
        v.CONFLICTS: _of(records.Study, "conflicts"),
        v.BETTER: _of(records.Outcome, "better") | {"depends"},  # "depends" is for instruments
        v.MEASURED_BY: _of(records.Outcome, "measured_by"),
        v.GRADE: _of(records.Estimate, "grade"),
        v.LISTS: _of(records.Appraisal, "lists"),
        v.RISK: _of(records.Overall, "risk"),
        v.KIND: _of(records.Publication, "kind"),
        v.NOTICE: _members(fields.NoticeKind),
        v.ALERT: set(ALERTS),
        v.STATE: _of(records.FlawMention, "state"),
        v.STATUS: {"candidate"},  # no field: nobody asserts what rules derive
        v.BASIS: {v.BASIS.local(q.object) for q in _triples("instruments") if q.predicate == v.KG.basis},  # no field: thresholds
    }
    assert set(allowed) == set(v.CODES)
    for codes, values in allowed.items():
        assert set(codes) == values, codes.prefix


def test_the_writer_knows_every_kind_of_work_agent_and_intent() -> None:
    assert set(citations.WORK) == _members(fields.PaperType)
    assert set(write._AGENT) == _of(records.Assessor, "kind")
    assert set(write._STATO) < _members(fields.Measure)
    structure = {"Citation", "hasCitationCharacterization", "hasCitedEntity", "hasCitingEntity"}
    assert set(v.CITO) - structure == _members(fields.Intent)


def test_a_namespace_is_closed() -> None:
    assert v.KG.Paper == v.KG["Paper"] == NamedNode(v.KG.iri + "Paper")
    with pytest.raises(AttributeError, match=r"no term 'Papper' in the vocabulary https://w3id.org/appraisal-kg/ontology#"):
        _ = v.KG.Papper
    assert v.PRESENCE.local(v.PRESENCE["likely-absent"]) == "likely-absent"
    for stranger in (v.KG.Paper, NamedNode(v.PRESENCE.iri + "perhaps")):
        with pytest.raises(KeyError):
            v.PRESENCE.local(stranger)


def test_prefixes_are_those_of_the_files() -> None:
    for name in FILES:
        text = resources.shipped("ontology", f"{name}.ttl").read_text("utf-8")
        for prefix, iri in re.findall(r"@prefix ([\w-]+): <([^>]+)>", text):
            assert v.PREFIXES.get(prefix, iri) == iri, (name, prefix)


# ---- the files


@pytest.mark.parametrize("name", FILES)
def test_two_parsers_read_a_file_alike(name: str) -> None:
    text = resources.shipped("ontology", f"{name}.ttl").read_text("utf-8")
    ours = rdflib.Graph().parse(data=serialize(_triples(name), format=RdfFormat.N_TRIPLES), format="nt")
    theirs = rdflib.Graph().parse(data=text, format="turtle")
    assert len(theirs) > 20
    assert isomorphic(ours, theirs)


@pytest.mark.parametrize("name", FILES)
def test_files_state_nothing_twice_and_use_no_blank_nodes(name: str) -> None:
    triples = _triples(name)
    assert len(Dataset(triples)) == len(triples)
    assert not any(isinstance(term, BlankNode) for quad in triples for term in (quad.subject, quad.object))


@pytest.mark.parametrize("name", ["alignments", "flaws", "instruments", "mappings"])
def test_files_use_only_terms_that_exist(name: str, terms: dict[NamedNode, Values]) -> None:
    ours = (v.KG.iri, *(codes.iri for codes in v.CODES))
    used = {term for q in _triples(name) for term in (q.subject, q.predicate, q.object) if isinstance(term, NamedNode)}
    assert [term for term in used if term.value.startswith(ours) and term not in terms] == []


def test_alignments_only_map(terms: dict[NamedNode, Values]) -> None:
    maps = {v.RDFS.subClassOf, v.RDFS.subPropertyOf, NamedNode(v.SKOS.iri + "closeMatch")}
    head = NamedNode(v.BASE + "alignments")
    for quad in _triples("alignments"):
        if quad.subject != head:
            assert quad.subject in terms
            assert quad.predicate in maps
            assert not quad.object.value.startswith(v.BASE)
            if quad.predicate == v.RDFS.subClassOf:
                assert NamedNode(OWL + "Class") in terms[quad.subject][v.RDF.type]


def _phrases(name: str, predicates: tuple[NamedNode, ...]) -> Iterator[tuple[str, NamedNode]]:
    for node, known in _about(name).items():
        for predicate in predicates:
            yield from ((label, node) for label in _english(known[predicate]))


def test_every_flaw_is_a_defined_concept_below_a_domain() -> None:
    flaws = _about("flaws")
    scheme = NamedNode(v.BASE + "flaw/scheme")
    concepts = {node: known for node, known in flaws.items() if node != scheme}
    assert len(concepts) > 100
    for node, known in concepts.items():
        assert re.fullmatch(rf"{v.BASE}flaw/[a-z0-9]+(?:-[a-z0-9]+)*", node.value)
        assert known[v.RDF.type] == [v.SKOS.Concept]
        assert known[v.SKOS.inScheme] == [scheme]
        assert len(_english(known[v.SKOS.prefLabel])) == 1
        assert len(_english(known[v.SKOS.definition])) == 1
        (tier,) = (value.value for value in known[v.KG.tier])
        assert tier in ("domain", "core", "extended")
        assert (known[v.SKOS.topConceptOf] == [scheme]) == (not known[v.SKOS.broader]), node
        assert tier != "domain" or not known[v.SKOS.broader], node
        top = node
        for _ in range(5):
            (top,) = concepts[top][v.SKOS.broader] or [top]
        assert concepts[top][v.SKOS.topConceptOf] == [scheme], node
        assert known[v.KG.domain] == [top], node
        if node.value != v.BASE + "flaw/high-risk-of-bias":  # the verdict on the whole, above all domains
            assert concepts[top][v.KG.tier] == [Literal("domain")], node
    labels = [known[v.SKOS.prefLabel][0].value.lower() for known in concepts.values()]
    assert len(set(labels)) == len(labels)


def test_every_instrument_is_described() -> None:
    instruments = _about("instruments")
    scheme = NamedNode(v.BASE + "instrument/scheme")
    concepts = {node: known for node, known in instruments.items() if node != scheme and v.KG.Threshold not in known[v.RDF.type]}
    assert len(concepts) > 40
    for node, known in concepts.items():
        assert re.fullmatch(rf"{v.BASE}instrument/[a-z0-9]+(?:-[a-z0-9]+)*", node.value)
        assert set(known[v.RDF.type]) == {v.KG.Instrument, v.SKOS.Concept}
        assert known[v.SKOS.inScheme] == [scheme]
        assert len(_english(known[v.SKOS.prefLabel])) == 1
        assert known[v.SKOS.notation]
        assert len(_english(known[v.KG.construct])) == 1
        assert len(known[v.KG.unit]) == 1
        (better,) = known[v.KG.better]
        assert v.BETTER.local(better) in v.BETTER
        low, high = known[v.KG.rangeLow], known[v.KG.rangeHigh]
        assert all(value.datatype == v.XSD.decimal for value in low + high)
        if low and high:
            assert float(low[0].value) < float(high[0].value), node


@pytest.mark.parametrize("name", ["flaws", "instruments"])
def test_a_phrase_is_lower_case_and_names_one_thing(name: str) -> None:
    names: dict[str, set[NamedNode]] = defaultdict(set)
    for phrase, node in _phrases(name, (v.SKOS.altLabel, v.SKOS.hiddenLabel)):
        assert phrase == phrase.lower().strip()
        assert "  " not in phrase
        names[phrase].add(node)
    for phrase, node in _phrases(name, (v.SKOS.prefLabel,)):
        names[phrase.lower()].add(node)
    assert [phrase for phrase, nodes in names.items() if len(nodes) > 1] == []


def test_the_lexicon_holds_what_the_files_say() -> None:
    taxonomy = lexicon.taxonomy()
    assert taxonomy.flaws["no-control-group"] == "No control group"
    assert taxonomy.phrases["uncontrolled study"] == "no-control-group"
    assert taxonomy.phrases["no control group"] == "no-control-group"
    assert taxonomy.instruments["ndi"] == "Neck Disability Index"
    assert taxonomy.abbreviations["MODQ"] == "modq"
    assert taxonomy.names["roland-morris"] == "rmdq"
    assert "scheme" not in taxonomy.flaws
    assert "scheme" not in taxonomy.instruments
    count = Counter(value.value for known in _about("instruments").values() for value in known[v.SKOS.notation])
    assert set(taxonomy.abbreviations) == {word for word, times in count.items() if times == 1}


# ---- the ontology against the data


def test_the_shipped_data_use_terms_as_declared(shipped: Mapping[str, list[Bundle]], terms: dict[NamedNode, Values]) -> None:
    quads = [quad for bundles in shipped.values() for bundle in bundles for quad in write.quads(bundle)]
    types: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for quad in chain(quads, lexicon.knowledge()):
        if quad.predicate == v.RDF.type:
            types[quad.subject].add(quad.object)
    for quad in quads:
        if not quad.predicate.value.startswith(v.KG.iri):
            continue
        known = terms[quad.predicate]
        assert (NamedNode(OWL + "ObjectProperty") in known[v.RDF.type]) == isinstance(quad.object, NamedNode), quad
        for domain in known[DOMAIN]:
            assert domain in types[quad.subject], quad
        for reach in known[RANGE]:
            assert quad.object.datatype == reach if isinstance(quad.object, Literal) else reach in types[quad.object], quad
    assert {quad.object for quad in quads if quad.predicate == v.RDF.type and quad.object.value.startswith(v.KG.iri)} <= set(
        terms
    )
