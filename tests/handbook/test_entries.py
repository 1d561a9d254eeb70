"""The handbook against the files it is made of, read here without it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg import resources
from kg.arithmetic import registered
from kg.handbook.entries import Handbook, Name, Use
from kg.handbook.library import Library
from kg.handbook.whole import handbook
from kg.rdf import lexicon
from kg.rdf import vocab as v
from kg.rules.catalogue import catalogue, parameters
from kg.store.guard import check

QUESTIONS = resources.names("handbook", ".rq")
OWL = "http://www.w3.org/2002/07/owl#"
Known = dict[str, dict[str, list[str]]]


def _about(name: str) -> Known:
    """What a file says, by subject and by the last part of the predicate."""
    found: Known = defaultdict(lambda: defaultdict(list))
    for quad in lexicon.statements(name):
        local = re.split(r"[/#]", quad.predicate.value)[-1]
        found[getattr(quad.subject, "value", "")][local].append(getattr(quad.object, "value", ""))
    return found


def _of(name: str, kind: NamedNode) -> Known:
    return {iri: known for iri, known in _about(name).items() if kind.value in known["type"]}


@pytest.fixture(scope="module")
def book() -> Handbook:
    return handbook()


def _names(entries: Iterable[Name]) -> list[str]:
    return [name.iri for name in entries]


# ---- all is there, once


def test_flaws_are_those_of_the_file_in_the_shape_of_its_tree(book: Handbook) -> None:
    known = _of("flaws", v.SKOS.Concept)
    assert Counter(flaw.name.iri for flaw in book.flaws) == Counter(list(known))
    seen: list[str] = []
    for flaw in book.flaws:
        said = known[flaw.name.iri]
        assert (flaw.name.label, flaw.definition, flaw.tier) == (said["prefLabel"][0], said["definition"][0], said["tier"][0])
        assert list(flaw.names) == said["altLabel"], "the most common first, as in the file"
        assert _names(flaw.path[-1:]) == said["broader"]
        assert flaw.depth == len(flaw.path)
        assert set(_names(flaw.path)) <= set(seen), "a category comes after those above it"
        assert set(_names(flaw.narrower)) == {iri for iri, of in known.items() if flaw.name.iri in of["broader"]}
        seen.append(flaw.name.iri)
    assert max(flaw.depth for flaw in book.flaws) == 2


def test_hidden_labels_stay_hidden(book: Handbook) -> None:
    known = _of("flaws", v.SKOS.Concept).values()
    hidden = {label for of in known for label in of["hiddenLabel"]} - {label for of in known for label in of["altLabel"]}
    assert hidden
    assert not hidden & {name for flaw in book.flaws for name in (flaw.name.label, *flaw.names)}


def test_every_mapping_stands_at_its_flaw_and_at_its_scheme(book: Handbook) -> None:
    words = {
        v.SKOS.exactMatch.value: "the same",
        v.SKOS.closeMatch.value: "close",
        v.SKOS.broadMatch.value: "theirs is broader",
        v.SKOS.narrowMatch.value: "theirs is narrower",
    }
    known = _of("mappings", v.KG.Mapping)
    at_flaws = [one for flaw in book.flaws for group in flaw.mapped for one in group.mappings]
    at_schemes = [one for scheme in book.schemes for one in scheme.mappings]
    assert Counter(one.iri for one in at_flaws) == Counter(one.iri for one in at_schemes) == Counter(list(known))
    for flaw in book.flaws:
        assert len({group.scheme for group in flaw.mapped}) == len(flaw.mapped), "a scheme is named once"
        for one in (one for group in flaw.mapped for one in group.mappings):
            said = known[one.iri]
            assert [flaw.name.iri, one.flaw.iri] == said["mappedFlaw"] * 2
            assert one.compared == words[said["relation"][0]]
            assert (one.term, one.verified) == (said["targetTerm"][0], said["verified"] == ["true"])
            assert ([one.page] if one.page else []) == said["targetPage"]
    assert sum(not one.verified for one in at_flaws) == sum(of["verified"] == ["false"] for of in known.values())


def test_items_of_a_checklist_come_in_its_order(book: Handbook) -> None:
    (consort,) = [scheme for scheme in book.schemes if scheme.name.short == "scheme:consort2010"]
    items = [re.fullmatch(r"(\d+)([ab]?)", one.term) for one in consort.mappings]
    order = [(int(item[1]), item[2]) for item in items if item]
    assert len(order) == len(items)
    assert order == sorted(order)


def test_every_threshold_stands_at_its_instrument_as_printed(book: Handbook) -> None:
    instruments, thresholds = _of("instruments", v.KG.Instrument), _of("instruments", v.KG.Threshold)
    assert Counter(_names(one.name for one in book.instruments)) == Counter(list(instruments))
    assert Counter(of.iri for one in book.instruments for of in one.thresholds) == Counter(list(thresholds))
    for instrument in book.instruments:
        said = instruments[instrument.name.iri]
        assert {of.iri for of in instrument.thresholds} == set(said["threshold"])
        assert list(instrument.abbreviations) == said["notation"]
        for end, stated in ((instrument.low, said["rangeLow"]), (instrument.high, said["rangeHigh"])):
            assert ([] if end is None else [float(end)]) == [float(value) for value in stated]
        for of in instrument.thresholds:
            of_it = thresholds[of.iri]
            assert [of.value, of.unit, of.basis.iri, of.citation] == [
                *of_it["thresholdValueText"], *of_it["unit"], *of_it["basis"], *of_it["sourceCitation"],
            ]  # fmt: skip
            for value, name in (
                (of.high, "thresholdHighText"), (of.part, "holdsFor"), (of.population, "population"), (of.doi, "sourceDoi"),
                (of.pmid, "sourcePmid"), (of.read_at, "readAt"), (of.note, "note"),
            ):  # fmt: skip
                assert ([value] if value is not None else []) == of_it[name], name
            assert of.verified == (of_it["verified"] == ["true"])
            assert of.basis.label != of.basis.short, "the basis is told in words"
        parts = [of.part is not None for of in instrument.thresholds]
        assert parts == sorted(parts), "what holds for the whole comes first"


def test_numbers_without_needless_zeros(book: Handbook) -> None:
    ranges = {one.name.short: (one.low, one.high) for one in book.instruments}
    assert ranges["instrument:eq5d"] == ("-0.59", "1")
    assert ranges["instrument:modq"] == ("0", "100")
    assert ranges["instrument:6mwt"] == ("0", None)


def test_a_doi_and_a_pubmed_number_lead_there(book: Handbook) -> None:
    (fritz,) = [of for one in book.instruments for of in one.thresholds if of.iri.endswith("modq/threshold/fa15d6f73eda47ac")]
    assert fritz.doi_link == "https://doi.org/10.1093/ptj/81.2.776"
    assert fritz.pmid_link == "https://pubmed.ncbi.nlm.nih.gov/11175676/"


def test_rules_are_those_of_the_catalogue(book: Handbook) -> None:
    rules = {rule.name.short: rule for rule in book.rules}
    assert list(rules) == [f"rule:{one.name}" for one in catalogue()]
    for one in catalogue():
        rule = rules[f"rule:{one.name}"]
        assert (rule.name.label, rule.version, rule.about, rule.caution, rule.text) == (
            one.title, one.version, one.about, one.caution, one.text,
        )  # fmt: skip
        assert rule.severities[0].short == f"alert:{one.alert}"
        assert [limit.name for limit in rule.limits] == list(one.parameters)
        for limit in rule.limits:
            stated = parameters()[limit.name]
            assert (limit.default, limit.about, limit.source) == (str(stated.default), stated.about, stated.source)
        if one.flaw:
            assert [flaw.short for flaw in rule.flaws] == [f"flaw:{one.flaw}"]
    unblinded = rules["rule:unblinded-judgement"]  # which states its flaw and its severity itself
    assert {flaw.short for flaw in unblinded.flaws} == {"flaw:unblinded-assessors", "flaw:unblinded-participants"}
    assert [severity.short for severity in unblinded.severities] == ["alert:warning", "alert:note"]
    for flaw in book.flaws:
        assert set(flaw.rules) == {rule.name for rule in book.rules if flaw.name in rule.flaws}


def test_functions_tell_their_signatures(book: Handbook) -> None:
    functions = {function.name.label: function for function in book.functions}
    assert list(functions) == list(registered())
    effect, sentence = functions["effect"], functions["sentence"]
    assert [(a.name, a.default) for a in effect.arguments] == [
        ("measure", None), ("value", '""'), ("low", '""'), ("high", '""'), ("level", '"95"'),
    ]  # fmt: skip
    assert [(a.name, a.several) for a in sentence.arguments] == [("template", False), ("parts", True)]
    assert (effect.gives, functions["offset"].gives) == ("text", "a number or nothing")
    assert functions["excludes-no-effect"].gives == "true, false or nothing"
    assert functions["change-z"].about[0].startswith("The size of a change within a group")
    assert len(functions["change-z"].about) == 2
    for function in book.functions:
        assert set(function.rules) == {rule.name for rule in book.rules if re.search(rf"calc:{function.name.label}\(", rule.text)}


def test_terms_are_those_of_the_file(book: Handbook) -> None:
    known = _about("appraisal")
    kinds = {
        "classes": ({NamedNode(OWL + "Class").value}, [one.term for one in book.classes]),
        "properties": ({OWL + "ObjectProperty", OWL + "DatatypeProperty"}, [one.term for one in book.properties]),
        "codes": ({v.SKOS.Concept.value}, [code for of in book.lists for code in of.codes]),
    }
    for types, terms in kinds.values():
        wanted = [iri for iri, of in known.items() if types & set(of["type"])]
        assert Counter(_names(term.name for term in terms)) == Counter(wanted)
        for term in terms:
            said = known[term.name.iri]
            assert [term.name.label, term.definition] == [*said["label"], *said["prefLabel"], *said["definition"]]
            assert ([term.example] if term.example else []) == said["example"]
    assert {of.name.iri for of in book.lists} == {i for i, of in known.items() if v.SKOS.ConceptScheme.value in of["type"]}
    for of in book.lists:
        assert [code.name.iri for code in of.codes] == [i for i, said in known.items() if of.name.iri in said["inScheme"]]
    for one in book.properties:
        said = known[one.term.name.iri]
        assert one.links == (OWL + "ObjectProperty" in said["type"])
        assert sorted(_names(one.domains)) == sorted(said["domain"])
        assert sorted(_names(one.ranges)) == sorted(said["range"])


def test_deprecated_terms_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_one(name: str) -> Iterable[object]:
        yield from stated(name)
        if name == "appraisal":
            yield Quad(v.KG.key, NamedNode(OWL + "deprecated"), Literal("true", datatype=v.XSD.boolean))

    stated = lexicon.statements
    monkeypatch.setattr(lexicon, "statements", with_one)
    assert [one.term.name.short for one in handbook().properties if one.term.deprecated] == ["kg:key"]


# ---- what is brought together from several files


def _uses(book: Handbook, name: str) -> dict[str, Use]:
    (found,) = [one for one in book.classes if one.term.name.short == name]
    return {use.property.short: use for use in found.uses}


def test_a_class_shows_the_properties_that_shapes_ask_for(book: Handbook) -> None:
    """By hand from shapes.ttl and appraisal.ttl."""
    uses = _uses(book, "kg:Estimate")
    told = {name: (use.least, use.most, [kind.short for kind in use.kinds]) for name, use in uses.items()}
    assert told["kg:position"] == (1, 1, ["xsd:integer"])
    assert told["kg:firstArm"] == (None, 1, ["kg:Arm"])
    assert told["kg:measure"] == (None, 1, ["measure:scheme"])  # a list of codes
    assert told["kg:valueText"] == (None, 1, ["xsd:string"])  # stands beside kg:value, whatever that stands on
    assert told["kg:ciHigh"] == (None, 1, ["xsd:decimal"])  # beside kg:ciLow, one of several of which one has to be there
    assert "kg:thresholdValue" not in told
    assert _uses(book, "kg:Threshold")["kg:basis"].kinds[0].short == "basis:scheme"  # no shape asks: by its example
    (arm,) = [one for one in book.classes if one.term.name.short == "kg:Arm"]
    assert {name.short for name in arm.led_to_by} >= {"kg:firstArm", "kg:secondArm", "kg:ofArm"}


def test_properties_name_the_code_lists_of_their_values(book: Handbook) -> None:
    lists = {one.term.name.short: [name.short for name in one.lists] for one in book.properties}
    assert lists["kg:presence"] == ["presence:scheme"]
    assert lists["kg:basis"] == ["basis:scheme"]
    assert lists["kg:key"] == []
    for of in book.lists:
        assert {one.short for one in of.properties} == {name for name, found in lists.items() if of.name.short in found}


def test_alignments_stand_at_their_terms(book: Handbook) -> None:
    terms = [
        *(one.term for one in book.classes),
        *(one.term for one in book.properties),
        *chain(*(of.codes for of in book.lists)),
    ]
    shown = {(term.name.iri, relation.other.iri) for term in terms for relation in term.elsewhere}
    stated = {
        (quad.subject.value, quad.object.value)
        for quad in lexicon.statements("alignments")
        if isinstance(quad.object, NamedNode)
        and "w3id.org/appraisal-kg" in quad.subject.value
        and "alignments" not in quad.subject.value
    }
    assert len(stated) > 30
    assert stated <= shown
    (estimate,) = [term for term in terms if term.name.short == "kg:Estimate"]
    assert [(one.words, one.other.short) for one in estimate.elsewhere] == [
        ("a kind of", "prov:Entity"), ("close to", "obo:STATO_0000085"),
    ]  # fmt: skip


def test_what_is_disjoint_is_told_at_both(book: Handbook) -> None:
    disjoint = {one.term.name.short: [name.short for name in one.disjoint] for one in book.classes}
    assert disjoint["kg:Finding"] == ["kg:DerivedFinding", "kg:FlawMention"]
    assert disjoint["kg:DerivedFinding"] == ["kg:Finding", "kg:FlawMention"]
    assert disjoint["kg:FlawMention"] == ["kg:DerivedFinding", "kg:Finding"]


def test_files_tell_version_and_licence(book: Handbook) -> None:
    first = book.files[0]
    (iri,) = _about("appraisal")["https://w3id.org/appraisal-kg/ontology"]["versionIRI"]
    assert (first.iri, first.version_iri) == ("https://w3id.org/appraisal-kg/ontology", iri)
    assert {file.licence for file in book.files} == {"https://creativecommons.org/licenses/by/4.0/"}
    assert [prefix.name for prefix in book.prefixes] == sorted(v.PREFIXES)


# ---- questions and anchors


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_says_what_it_asks_and_in_which_order(question: str) -> None:
    text = resources.read_text("handbook", f"{question}.rq")
    check(text)
    assert "ORDER BY" in text
    assert text.startswith("# title: ")
    with Library() as library:
        rows = library.rows(question)
    assert list(rows[0]) == re.findall(r"^# column (\w+): ", text, re.MULTILINE)


def test_anchors_are_made_of_iris_alone_and_are_one_of_a_kind(book: Handbook) -> None:
    names = [
        *(one.name for of in (book.flaws, book.schemes, book.instruments, book.rules, book.lists, book.functions) for one in of),
        *(one.term.name for of in (book.classes, book.properties) for one in of),
        *(code.name for of in book.lists for code in of.codes),
    ]
    anchors = {name.iri: name.anchor for name in names}
    assert len(set(anchors.values())) == len(names)
    base = "https://w3id.org/appraisal-kg/"
    assert anchors[f"{base}flaw/no-untreated-arm"] == "flaw-no-untreated-arm"
    assert anchors[f"{base}ontology#Paper"] == "ontology-Paper"
    assert anchors[f"{base}ontology#paper"] == "ontology-paper"
    assert anchors[f"{base}presence/absent"] == "presence-absent"
    assert anchors[f"{base}rule/below-mcid"] == "rule-below-mcid"
    assert anchors[f"{base}function#p-implied"] == "function-p-implied"
