"""What the ontology knows beyond names: the mappings of flaws to other schemes, and the thresholds of instruments."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from plain_yaml import loaded
from pyoxigraph import Literal, NamedNode

from kg.errors import UsageError
from kg.export import export
from kg.mappings import COLUMNS, UNVERIFIED, sssom
from kg.rdf import lexicon, mint
from kg.rdf import vocab as v
from kg.store import open_store

Values = dict[NamedNode, list[Any]]

PER_SCHEME = {
    "rob2": 38, "robins-i": 24, "quadas2": 8, "amstar2": 20, "grade": 28, "catalogofbias": 37, "consort2010": 37,
    "consort2025": 41, "pedro": 12, "sevco": 82, "painsci": 5,
}  # fmt: skip
TERMS = {  # what a term of each scheme looks like: a code or a short name, never a sentence
    "rob2": r"D[1-5]|overall-high",
    "robins-i": r"[a-z-]+",
    "quadas2": r"[a-z-]+",
    "amstar2": r"1?\d",
    "grade": r"[a-z-]+",
    "catalogofbias": r"[a-z-]+",
    "consort2010": r"\d\d?[ab]?",
    "consort2025": r"\d\d?[a-c]?",
    "pedro": r"\d\d?",
    "sevco": r"SEVCO:\d{5}",
    "painsci": r"[a-z ()/]{1,60}",
}
MATCHES = {v.SKOS.exactMatch, v.SKOS.closeMatch, v.SKOS.broadMatch, v.SKOS.narrowMatch}
BUILT_IN = {"skos", "semapv"}  # prefixes that SSSOM itself declares
TRUE, FALSE = (Literal(text, datatype=v.XSD.boolean) for text in ("true", "false"))


def _about(name: str) -> dict[NamedNode, Values]:
    found: dict[NamedNode, Values] = defaultdict(lambda: defaultdict(list))
    for quad in lexicon.statements(name):
        found[quad.subject][quad.predicate].append(quad.object)  # type: ignore[index]
    return found


def _of(name: str, kind: NamedNode) -> dict[NamedNode, Values]:
    return {node: known for node, known in _about(name).items() if kind in known[v.RDF.type]}


@pytest.fixture(scope="module")
def mappings() -> dict[NamedNode, Values]:
    return _of("mappings", v.KG.Mapping)


@pytest.fixture(scope="module")
def thresholds() -> dict[NamedNode, Values]:
    return _of("instruments", v.KG.Threshold)


def _one(values: list[Any]) -> Any:
    (value,) = values
    return value


def _texts(values: list[Any]) -> list[str]:
    assert all(isinstance(value, Literal) and value.datatype == v.XSD.string for value in values), values
    return [value.value for value in values]


# ---- mappings


def test_every_mapping_is_there(mappings: dict[NamedNode, Values]) -> None:
    schemes = Counter(_one(known[v.KG.targetScheme]).value.rsplit("/", 1)[1] for known in mappings.values())
    assert schemes == PER_SCHEME
    assert len(mappings) == 332
    assert Counter(_one(known[v.KG.verified]) for known in mappings.values()) == {TRUE: 330, FALSE: 2}
    relations = Counter(_one(known[v.KG.relation]).value.rsplit("#", 1)[1] for known in mappings.values())
    assert relations == {"exactMatch": 92, "closeMatch": 105, "broadMatch": 117, "narrowMatch": 18}


def test_a_mapping_is_whole_and_named_by_its_content(mappings: dict[NamedNode, Values]) -> None:
    flaws, schemes = lexicon.taxonomy().flaws, _of("mappings", v.KG.Scheme)
    for node, known in mappings.items():
        flaw = _one(known[v.KG.mappedFlaw]).value.removeprefix(v.BASE + "flaw/")
        scheme = _one(known[v.KG.targetScheme])
        (term,) = _texts(known[v.KG.targetTerm])
        assert flaw in flaws
        assert flaw != "unclassified"
        assert scheme in schemes
        assert _one(known[v.KG.relation]) in MATCHES
        short = scheme.value.rsplit("/", 1)[1]
        assert re.fullmatch(TERMS[short], term), (short, term)
        assert node == mint.mapping(flaw, short, term)
        assert all(re.fullmatch(r"https?://[^\s\"<>]+", url) for url in _texts(known[v.KG.readAt]))
        assert bool(known[v.KG.targetPage]) == (short == "catalogofbias")
        for page in known[v.KG.targetPage]:
            assert page.value == f"https://catalogofbias.org/biases/{term}/"


def test_every_scheme_names_itself_and_its_publication() -> None:
    schemes = _of("mappings", v.KG.Scheme)
    assert {_one(known[v.SKOS.notation]).value for known in schemes.values()} == set(PER_SCHEME)
    for node, known in schemes.items():
        assert node == mint.scheme(_one(known[v.SKOS.notation]).value)
        assert _one(known[v.DCTERMS.title]).language == "en"
        assert _one(known[v.DCTERMS.source]).value.startswith("http")


@pytest.mark.parametrize(
    ("flaw", "scheme", "term", "relation"),
    [
        ("attrition-and-missing-data", "rob2", "D3", v.SKOS.exactMatch),
        ("baseline-imbalance", "rob2", "D1", v.SKOS.broadMatch),
        ("selection-and-allocation", "robins-i", "selection", v.SKOS.narrowMatch),
        ("baseline-imbalance", "pedro", "4", v.SKOS.exactMatch),
        ("below-mcid", "consort2010", "22", v.SKOS.broadMatch),
        ("damned-with-faint-praise", "painsci", "damned with faint praise", v.SKOS.exactMatch),
        ("comparator-and-intervention", "sevco", "SEVCO:00017", v.SKOS.closeMatch),
    ],
)
def test_some_mappings(mappings: dict[NamedNode, Values], flaw: str, scheme: str, term: str, relation: NamedNode) -> None:
    assert mappings[mint.mapping(flaw, scheme, term)][v.KG.relation] == [relation]


def test_two_flaws_are_never_exactly_the_same_term(mappings: dict[NamedNode, Values]) -> None:
    """skos:exactMatch is transitive: two flaws that match one term exactly would be one flaw."""
    exact = [k for k in mappings.values() if k[v.KG.relation] == [v.SKOS.exactMatch]]
    assert max(Counter((_one(k[v.KG.targetScheme]), _one(k[v.KG.targetTerm])) for k in exact).values()) == 1


def test_plain_statements_are_those_of_verified_pages(mappings: dict[NamedNode, Values]) -> None:
    plain = {(q.subject, q.predicate, q.object) for q in lexicon.statements("mappings") if q.predicate in MATCHES}
    expected = {
        (_one(known[v.KG.mappedFlaw]), _one(known[v.KG.relation]), _one(known[v.KG.targetPage]))
        for known in mappings.values()
        if known[v.KG.targetPage] and known[v.KG.verified] == [TRUE]
    }
    assert plain == expected
    assert len(plain) == 35


def test_what_is_not_verified_says_so(mappings: dict[NamedNode, Values]) -> None:
    found = {
        (_one(k[v.KG.mappedFlaw]).value.rsplit("/", 1)[1], _one(k[v.KG.targetTerm]).value)
        for k in mappings.values()
        if k[v.KG.verified] == [FALSE]
    }
    assert found == {("outcome-measurement", "detection-bias"), ("inadequate-search", "language-bias")}


def test_nothing_of_sevco_is_copied_but_its_codes(mappings: dict[NamedNode, Values]) -> None:
    """Its definitions and names are not ours to give away: a mapping to it holds a code, and no other text at all."""
    sevco = [known for known in mappings.values() if known[v.KG.targetScheme] == [mint.scheme("sevco")]]
    for known in sevco:
        texts = [x.value for x in chain.from_iterable(known.values()) if isinstance(x, Literal) and x.datatype == v.XSD.string]
        assert all(re.fullmatch(r"SEVCO:\d{5}|https?://\S+", text) for text in texts), texts
        assert not any(isinstance(x, Literal) and x.language for x in chain.from_iterable(known.values()))


# ---- SSSOM


@pytest.fixture(scope="module")
def exported() -> tuple[dict[str, Any], list[dict[str, str]]]:
    """The metadata, and the rows by column."""
    lines = sssom().splitlines(keepends=True)
    head = [line for line in lines if line.startswith("#")]
    assert lines[: len(head)] == head
    rows = csv.DictReader(io.StringIO("".join(lines[len(head) :])), delimiter="\t", strict=True)
    assert tuple(rows.fieldnames or ()) == COLUMNS
    return loaded("".join(line[1:] for line in head)), list(rows)


def test_metadata_has_the_required_slots(exported: tuple[dict[str, Any], list[dict[str, str]]]) -> None:
    head, _ = exported
    assert next(iter(head)) == "curie_map"
    assert list(head["curie_map"]) == sorted(head["curie_map"])
    assert head["mapping_set_id"] == v.BASE + "mappings"
    assert head["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert str(head["mapping_set_version"]) == "2026-11-22"
    assert head["mapping_set_title"]
    assert head["subject_type"] == "skos concept"


def test_every_mapping_is_a_row(exported: tuple[dict[str, Any], list[dict[str, str]]], mappings: dict[NamedNode, Values]) -> None:
    head, rows = exported
    prefixes = head["curie_map"]
    used: set[str] = {head["subject_source"].partition(":")[0]}
    found = set()
    for row in rows:
        assert None not in row
        assert None not in row.values()
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification", "object_source"):
            prefix, _, local = row[column].partition(":")
            assert prefix in prefixes or prefix in BUILT_IN
            assert re.fullmatch(r"[^\s\"<>{}|\\^`]+", local)
            used.add(prefix)
        assert row["subject_label"]
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
        found.add((row["subject_id"].removeprefix("flaw:"), row["predicate_id"], row["object_source"], row["object_id"]))
    assert set(prefixes) == used - BUILT_IN
    assert not {"object_label", "confidence"} & set(COLUMNS)
    assert len(rows) == len(found) == len(mappings)
    assert Counter(row["object_source"].removeprefix("scheme:") for row in rows) == PER_SCHEME
    for expected in (
        ("attrition-and-missing-data", "skos:exactMatch", "scheme:rob2", "rob2:D3"),
        ("attrition-and-missing-data", "skos:exactMatch", "scheme:sevco", "SEVCO:00019"),
        ("attrition-and-missing-data", "skos:exactMatch", "scheme:catalogofbias", "catalogofbias:attrition-bias/"),
        ("damned-with-faint-praise", "skos:exactMatch", "scheme:painsci", "painsci:damned%20with%20faint%20praise"),
    ):
        assert expected in found


def test_pages_are_the_pages(exported: tuple[dict[str, Any], list[dict[str, str]]], mappings: dict[NamedNode, Values]) -> None:
    head, rows = exported
    expanded = Counter(
        head["curie_map"][prefix] + local for prefix, _, local in (row["object_id"].partition(":") for row in rows)
    )
    pages = Counter(known[v.KG.targetPage][0].value for known in mappings.values() if known[v.KG.targetPage])
    assert {iri: n for iri, n in expanded.items() if not iri.startswith(v.BASE)} == pages


def test_comments_mark_what_is_not_verified(exported: tuple[dict[str, Any], list[dict[str, str]]]) -> None:
    _, rows = exported
    assert {(row["subject_id"], row["object_id"]) for row in rows if row["comment"]} == {
        ("flaw:outcome-measurement", "catalogofbias:detection-bias/"),
        ("flaw:inadequate-search", "catalogofbias:language-bias/"),
    }
    assert {row["comment"] for row in rows} == {"", UNVERIFIED}
    assert sum(bool(row["see_also"]) for row in rows) == 54


def test_the_canonical_form(exported: tuple[dict[str, Any], list[dict[str, str]]]) -> None:
    _, rows = exported
    values = [tuple(row.values()) for row in rows]
    assert values == sorted(values)
    text = sssom()
    assert text == sssom()
    assert "\r" not in text
    assert text.endswith("\n")
    assert "\n\n" not in text
    assert not re.search(r"^# \w", text, re.MULTILINE)


def test_the_command_writes_it_without_a_store(command: Callable[..., Any], tmp_path: Path) -> None:
    out = tmp_path / "flaws.SSSOM.tsv"
    run = command("export", "-o", out, store=tmp_path / "none")
    assert run.code == 0
    assert out.read_text("utf-8") == sssom()
    assert not (tmp_path / "none").exists()
    with open_store() as store, pytest.raises(UsageError) as caught:
        export(store, ".tsv")
    assert ".sssom.tsv" in caught.value.hint


# ---- thresholds


def test_every_threshold_is_there(thresholds: dict[NamedNode, Values]) -> None:
    assert len(thresholds) == 145
    assert Counter(_one(known[v.KG.verified]) for known in thresholds.values()) == {TRUE: 140, FALSE: 5}
    assert Counter(_one(known[v.KG.unit]).value for known in thresholds.values()) == {
        "points": 120, "percent-of-baseline": 24, "metres": 1,
    }  # fmt: skip
    basis = Counter(v.BASIS.local(_one(known[v.KG.basis])) for known in thresholds.values())
    assert set(basis) == set(v.BASIS)
    assert (basis["individual-change"], basis["consensus-individual-change"], basis["minimum-detectable-change"]) == (87, 11, 7)
    assert sum(bool(known[v.KG.thresholdHigh]) for known in thresholds.values()) == 25
    assert sum(bool(known[v.KG.sourceDoi]) for known in thresholds.values()) == 97
    assert sum(bool(known[v.KG.sourcePmid]) for known in thresholds.values()) == 61
    assert sum(bool(known[v.KG.population]) for known in thresholds.values()) == 138
    assert sum(bool(known[v.SKOS.note]) for known in thresholds.values()) == 70


def test_a_threshold_belongs_to_one_instrument(thresholds: dict[NamedNode, Values]) -> None:
    instruments = _of("instruments", v.KG.Instrument)
    owners = [(node, of) for node, known in instruments.items() for of in known[v.KG.threshold]]
    assert Counter(of for _, of in owners) == Counter(list(thresholds))
    assert all(of.value.startswith(f"{node.value}/threshold/") for node, of in owners)
    assert [node.value.rsplit("/", 1)[1] for node in instruments if not instruments[node][v.KG.threshold]] == ["hoos"]
    assert sum(bool(known[v.SKOS.note]) for known in instruments.values()) == 15
    assert not {term for term in v.KG if "mcid" in term.lower()}, "there is no single minimal important difference"


def test_a_threshold_is_whole_and_named_by_its_content(thresholds: dict[NamedNode, Values]) -> None:
    for node, known in thresholds.items():
        value, text = _one(known[v.KG.thresholdValue]), _texts(known[v.KG.thresholdValueText])[0]
        assert value.datatype == v.XSD.decimal
        assert Decimal(value.value) == Decimal(text) > 0
        high = _texts(known[v.KG.thresholdHighText])
        assert [Decimal(x.value) for x in known[v.KG.thresholdHigh]] == [Decimal(x) for x in high]
        assert all(Decimal(x) > Decimal(text) for x in high), node
        (unit,), (citation,) = _texts(known[v.KG.unit]), _texts(known[v.KG.sourceCitation])
        basis = v.BASIS.local(_one(known[v.KG.basis]))
        population = _texts(known[v.KG.population])
        assert unit
        assert citation
        assert all(population)
        assert known[v.KG.verified] in ([TRUE], [FALSE])
        pages = _texts(known[v.KG.readAt])
        assert (known[v.KG.verified] == [TRUE]) == bool(pages), node
        assert all(re.fullmatch(r"https?://[^\s\"<>]+", page) for page in pages)
        assert all(re.fullmatch(r"10\.\d{4,9}/\S+", doi) for doi in _texts(known[v.KG.sourceDoi]))
        assert all(re.fullmatch(r"\d{5,8}", pmid) for pmid in _texts(known[v.KG.sourcePmid]))
        owner = NamedNode(node.value.partition("/threshold/")[0])
        content = (text, high[0] if high else None, unit, basis, population[0] if population else None, citation)
        assert node == mint.threshold(owner, *content)


def test_a_threshold_in_points_fits_its_scale(thresholds: dict[NamedNode, Values]) -> None:
    """None spans more than the scale, unless its note says that it holds for another score."""
    instruments = _of("instruments", v.KG.Instrument)
    for node, known in thresholds.items():
        scale = instruments[NamedNode(node.value.partition("/threshold/")[0])]
        if known[v.KG.unit] == [Literal("points")] and scale[v.KG.rangeLow] and scale[v.KG.rangeHigh]:
            span = Decimal(scale[v.KG.rangeHigh][0].value) - Decimal(scale[v.KG.rangeLow][0].value)
            largest = Decimal((known[v.KG.thresholdHigh] or known[v.KG.thresholdValue])[0].value)
            assert largest < span or known[v.SKOS.note], node


@pytest.mark.parametrize(
    ("instrument", "expected"),
    [
        ("modq", {("6", "points"), ("50", "percent-of-baseline"), ("10", "points")}),
        ("promis-pi", {("3.5", "points")}),
        ("smd", {("0.2", "points")}),
    ],
)
def test_some_thresholds(thresholds: dict[NamedNode, Values], instrument: str, expected: set[tuple[str, str]]) -> None:
    start = f"{mint.instrument(instrument).value}/threshold/"
    found = {
        (known[v.KG.thresholdValueText][0].value, known[v.KG.unit][0].value)
        for node, known in thresholds.items()
        if node.value.startswith(start)
    }
    assert found >= expected


# ---- the terms themselves


def test_knowledge_uses_terms_as_declared() -> None:
    terms = _about("appraisal")
    domain, reach = NamedNode(v.RDFS.iri + "domain"), NamedNode(v.RDFS.iri + "range")
    quads = [quad for name in ("flaws", "instruments", "mappings") for quad in lexicon.statements(name)]
    types: dict[Any, set[Any]] = defaultdict(set)
    for quad in chain(quads, lexicon.statements("appraisal")):
        if quad.predicate == v.RDF.type:
            types[quad.subject].add(quad.object)
    for quad in quads:
        if not quad.predicate.value.startswith(v.KG.iri):
            continue
        known = terms[quad.predicate]
        for kind in known[domain]:
            assert kind in types[quad.subject], quad
        for kind in known[reach]:
            assert quad.object.datatype == kind if isinstance(quad.object, Literal) else kind in types[quad.object], quad
