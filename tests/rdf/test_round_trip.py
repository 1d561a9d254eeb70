"""Records to quads and back: nothing is lost, nothing is added, and what asserts is kept apart from what was extracted.

Known normalisations: problems, listed lines and prose are not stored; a label that equals the computed name reads as None.
"""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from random import Random
from typing import get_args

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import BaseModel, ValidationError
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store

from kg import fields, records
from kg.printed import decimal
from kg.rdf import mint
from kg.rdf import vocab as v
from kg.rdf.read import bundles
from kg.rdf.write import quads
from kg.records import (
    Appraisal,
    Arm,
    Assessor,
    Blinding,
    Bundle,
    Citation,
    CitationContext,
    Duration,
    Estimate,
    Extraction,
    Finding,
    FlawMention,
    GroupValue,
    Outcome,
    Paper,
    Passage,
    Place,
    Publication,
    Record,
    Reference,
    Source,
    Study,
)

# ---- strategies


maybe: Callable[[SearchStrategy[object]], SearchStrategy[object]] = partial(st.one_of, st.none())
_ANY = st.one_of(
    st.characters(exclude_categories=("Cs", "Cc")), st.sampled_from("\"'\\\n\r\t<>&{}|\u202e\u2066\u200f\u00b7\u2212\u4e2d")
)
texts = st.text(_ANY, min_size=1, max_size=12)
slugs = st.lists(st.text("ab019", min_size=1, max_size=2), min_size=1, max_size=3).map("-".join)
counts = st.integers(0, 2_000_000_000)
years = st.integers(1500, 2200)
weeks = st.floats(0, 10_000)
urls = st.text("abz09/?&=#%._~:\u00e9", max_size=10).map("https://example.org/".__add__)
dois = st.builds("10.{}/{}".format, st.integers(1000, 999_999_999), st.text("aB0().-_;/:<>#%\u00e9", min_size=1, max_size=8))
pmids = st.integers(1, 999_999_999).map(str)
pmcids = st.integers(0, 999_999_999).map("PMC{}".format)
days = st.builds(lambda day, size: day.isoformat()[:size], st.dates(), st.sampled_from([4, 7, 10]))
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)


def codes(annotation: object, name: str | None = None) -> SearchStrategy[object]:
    """A member of a closed list: a type of `kg.fields`, or a field of a record."""
    if name is not None:
        assert isinstance(annotation, type)
        assert issubclass(annotation, BaseModel)
        annotation = annotation.model_fields[name].annotation
    return st.from_type(annotation)  # type: ignore[arg-type]


def _number(sign: str, whole: str, point: str, places: str) -> str:
    return sign + whole + (point + places if places or not whole else "") + ("0" if not places and not whole else "")


digits = st.text(string.digits, max_size=4)
printed = st.one_of(
    st.builds(_number, st.sampled_from(["", "-", "\u2212", "\u2013", "+"]), digits, st.sampled_from([".", "\u00b7"]), digits),
    st.sampled_from(["1,234.50", "12\u202f345", "1 234\u00b75", "0.000000000000000000001", "9" * 40]),
)
p_values = st.one_of(
    st.builds(
        "{}{}".format,
        st.sampled_from(["", "<", "<=", ">", "\u2264", "=", "P = ", "p<"]),
        st.sampled_from([".05", "0\u00b7001", "1.2"]),
    ),
    st.sampled_from(["NS", "n.s.", "not significant", "1e-12", "P\u2009<\u20090.001"]),
)
places = st.builds(Place, section=texts, paragraph=maybe(counts)) | st.builds(Place, paragraph=counts)
papers = st.builds(
    Paper, key=slugs, type=codes(fields.PaperType), title=maybe(texts), authors=st.lists(texts, max_size=3).map(tuple),
    year=maybe(years), journal=maybe(texts), doi=maybe(dois), pmid=maybe(pmids), pmcid=maybe(pmcids), url=maybe(urls),
    licence=maybe(texts), label=maybe(texts),
)  # fmt: skip
arms = st.lists(
    st.builds(Arm, id=slugs, label=texts, role=maybe(codes(fields.Role)), n=maybe(counts)),
    max_size=3,
    unique_by=lambda arm: arm.id,
).map(tuple)
answers = codes(fields.YesNo)
studies = st.builds(
    Study, design=maybe(codes(fields.Design)), registration=maybe(texts), condition=maybe(texts),
    country=st.lists(st.text(string.ascii_uppercase, min_size=2, max_size=2), max_size=3).map(tuple),
    screened=maybe(counts), randomized=maybe(counts), analysed=maybe(counts),
    blinding=maybe(st.builds(Blinding, participants=answers, providers=answers, assessors=answers, analysts=answers)),
    funding=codes(Study, "funding"), funders=st.lists(texts, max_size=3).map(tuple), funding_statement=maybe(texts),
    conflicts=codes(Study, "conflicts"), arms=arms,
)  # fmt: skip
publications = st.builds(Publication, kind=codes(Publication, "kind"), title=maybe(texts), url=maybe(urls), date=maybe(days))
assessors = st.builds(Assessor, name=texts, kind=codes(Assessor, "kind"), url=maybe(urls))
references = st.builds(
    Reference, key=maybe(slugs), title=maybe(texts), first_author=maybe(texts), year=maybe(years), journal=maybe(texts),
    doi=maybe(dois), pmid=maybe(pmids), intent=maybe(codes(fields.Intent)),
)  # fmt: skip
groups = st.builds(
    GroupValue, timepoint=maybe(texts), weeks=maybe(weeks), arm=slugs, n=maybe(counts), mean=maybe(printed), sd=maybe(printed),
    median=maybe(printed), iqr=maybe(st.tuples(printed, printed)), ci=maybe(st.tuples(printed, printed)), events=maybe(counts),
    total=maybe(counts),
)  # fmt: skip
targets = st.sampled_from(["report", "study"]) | slugs.map("outcome:{}".format) | slugs.map("citation:Some/{}".format)


def passages(text: str) -> SearchStrategy[Passage]:
    """Stretches of the one text that the source has."""
    ends = st.tuples(st.integers(0, len(text) - 1), st.integers(0, len(text) - 1)).map(sorted)
    return ends.map(lambda e: Passage(exact=text[e[0] : e[1] + 1], start=e[0], end=e[1] + 1))


def several(items: SearchStrategy[object], most: int = 3) -> SearchStrategy[tuple[object, ...]]:
    """Some items, perhaps with the very same again."""
    return (
        st.lists(items, min_size=most - 2, max_size=most)
        .flatmap(lambda known: st.sampled_from([known, [*known, *known[:1]], [*known[:1], *known]]))
        .map(tuple)
    )


def outcomes(text: str) -> SearchStrategy[tuple[Outcome, ...]]:
    estimates = st.builds(
        Estimate, timepoint=maybe(texts), weeks=maybe(weeks), measure=maybe(codes(fields.Measure)),
        arms=maybe(st.tuples(slugs, slugs)), value=maybe(printed), printed=maybe(texts), ci=maybe(st.tuples(printed, printed)),
        level=maybe(st.floats(0, 100, exclude_min=True, exclude_max=True)), p=maybe(p_values), adjusted=maybe(st.booleans()),
        where=maybe(places), passage=maybe(passages(text)), grade=codes(Estimate, "grade"), rule=maybe(texts),
    )  # fmt: skip
    one = st.builds(
        Outcome, id=slugs, label=texts, instrument=maybe(slugs), scale=maybe(texts), range=maybe(st.tuples(printed, printed)),
        better=codes(Outcome, "better"), primary=maybe(st.booleans()), measured_by=codes(Outcome, "measured_by"),
        estimates=several(estimates), groups=several(groups, 2),
    )  # fmt: skip
    return st.lists(one, min_size=1, max_size=2, unique_by=lambda outcome: outcome.id).map(tuple)


def appraisals(text: str) -> SearchStrategy[Appraisal]:
    findings = st.builds(
        Finding, flaw=slugs, presence=codes(fields.Presence), potential=codes(Finding, "potential"),
        direction=codes(Finding, "direction"), severity=codes(Finding, "severity"), target=targets,
        acknowledged=maybe(st.booleans()), why=maybe(texts), where=maybe(places), passage=maybe(passages(text)),
        rule=maybe(texts),
    )  # fmt: skip
    return st.builds(
        Appraisal, assessor=assessors, source=publications, instrument=maybe(slugs), lists=codes(Appraisal, "lists"),
        findings=several(findings), commentary=maybe(passages(text)),
    )  # fmt: skip


articles = st.lists(
    st.builds(Citation, title=texts, kind=codes(fields.PaperType), publisher=maybe(texts), url=maybe(urls), year=maybe(years)),
    min_size=1, max_size=2, unique_by=mint.article,
)  # fmt: skip


@st.composite
def sources(draw: st.DrawFn) -> tuple[Bundle, ...]:
    """What one source says: of one paper with what a program extracted, or of up to three papers."""
    text = draw(st.text(_ANY, min_size=1, max_size=40))
    source = draw(
        st.builds(Source, name=texts, format=slugs, sha256=hashes, text_sha256=maybe(hashes), title=maybe(texts), url=maybe(urls))
    )
    cited_by = st.builds(
        lambda article, intent, passage: article.model_copy(update={"intent": intent, "passage": passage}),
        st.sampled_from(draw(articles)), maybe(codes(fields.Intent)), maybe(passages(text)),
    )  # fmt: skip
    full = st.builds(
        Record, paper=papers, study=maybe(studies), outcomes=outcomes(text), appraisals=several(appraisals(text), 2),
        cited_by=several(cited_by, 2), notes=maybe(texts),
    )  # fmt: skip
    bare = slugs.map(lambda key: Record(paper=Paper(key=key)))
    most = draw(st.sampled_from([1, 1, 3]))
    said = draw(
        st.lists(full if most == 1 else full | bare, min_size=1, max_size=most, unique_by=lambda record: record.paper.key)
    )
    lasted = st.builds(
        Duration, weeks=weeks, printed=texts, section=codes(Duration, "section"), passage=passages(text), rule=texts
    )
    named = st.builds(
        FlawMention, flaw=slugs, state=codes(FlawMention, "state"), printed=texts, section=codes(FlawMention, "section"),
        passage=passages(text), grade=codes(FlawMention, "grade"), rule=texts,
    )  # fmt: skip
    sentence = st.builds(
        CitationContext, reference=st.integers(1, 4), section=maybe(texts), passage=passages(text),
        intent=maybe(codes(fields.Intent)), rule=texts, grade=codes(CitationContext, "grade"),
    )  # fmt: skip
    drawn = st.builds(
        Extraction, extractor=texts, version=texts, arms=arms, outcomes=st.just(()) | outcomes(text), durations=several(lasted),
        mentions=several(named), contexts=several(sentence),
    )  # fmt: skip
    return tuple(
        Bundle(
            source=source,
            record=record,
            references=draw(several(references, 2)),
            extracted=draw(drawn) if most == 1 else None,
        )
        for record in sorted(said, key=lambda record: record.paper.key)
    )


# No shrinking: it takes minutes with things this large, and the place of the difference is told anyway.
thorough = partial(
    settings,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


# ---- helpers


def stored(bundle: Bundle) -> Bundle:
    """The bundle as far as the graph holds it."""
    paper = bundle.record.paper
    if paper.label == paper.model_copy(update={"label": None}).name:
        paper = paper.model_copy(update={"label": None})
    record = bundle.record.model_copy(update={"paper": paper})
    return bundle.model_copy(update={"record": record, "problems": (), "listed": (), "prose": (), "text": None, "marks": ()})


def graphs(statements: Iterable[Quad]) -> tuple[list[Quad], list[Quad]]:
    """What is asserted and what is extracted, by the name of the graph."""
    said: tuple[list[Quad], list[Quad]] = ([], [])
    for quad in statements:
        said[quad.graph_name.value.endswith("/extraction")].append(quad)
    return said


def through_a_store(statements: list[Quad]) -> list[Quad]:
    """The same statements, in another order, after a store and a file of N-Quads."""
    first, second = Store(), Store()
    first.extend(statements)
    second.load(first.dump(format=RdfFormat.N_QUADS), RdfFormat.N_QUADS)
    assert len(first) == len(second)
    return list(second)


def check(said: Iterable[Bundle]) -> list[Quad]:
    """That the bundles of one source come back, from the quads and from a store; returns the quads."""
    said = list(said)
    written = [quad for bundle in said for quad in quads(bundle)]
    wanted = [stored(bundle) for bundle in said]
    for statements in (written, through_a_store(written)):
        found = list(bundles(*graphs(statements)))
        if found != wanted:  # told by hand: comparing the texts of whole bundles takes minutes
            raise AssertionError(next(_differences([b.model_dump() for b in wanted], [b.model_dump() for b in found])))
    return written


def _differences(wanted: object, found: object, place: str = "") -> Iterator[str]:
    """Where two values differ, and how."""
    if isinstance(wanted, dict) and isinstance(found, dict) and wanted.keys() == found.keys():
        for key in wanted:
            yield from _differences(wanted[key], found[key], f"{place}.{key}")
    elif isinstance(wanted, list | tuple) and isinstance(found, list | tuple) and len(wanted) == len(found):
        for i, (one, other) in enumerate(zip(wanted, found, strict=True)):
            yield from _differences(one, other, f"{place}[{i}]")
    elif wanted != found:
        yield f"{place}: {wanted!r} came back as {found!r}"


def by_type(statements: Iterable[Quad]) -> dict[NamedNode, set[NamedNode]]:
    found: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for quad in statements:
        if quad.predicate == v.RDF.type:
            found[quad.object].add(quad.subject)
    return found


# ---- tests


@given(sources())
@thorough(max_examples=40)
def test_what_is_written_is_read_again(said: tuple[Bundle, ...]) -> None:
    check(said)


def _states_what_it_should(said: Sequence[Bundle], written: list[Quad]) -> None:
    source = mint.source(said[0].source)
    extraction = mint.extraction(source)
    assert not any(isinstance(term, BlankNode) for quad in written for term in (quad.subject, quad.object, quad.graph_name))
    assert {quad.graph_name for quad in written} <= {source, extraction}
    asserted, extracted = graphs(written)
    for statements in (asserted, extracted):
        links: dict[tuple[NamedNode, NamedNode], list[NamedNode | Literal]] = defaultdict(list)
        for quad in statements:
            links[quad.subject, quad.predicate].append(quad.object)
        types = by_type(statements)
        numbers = types[v.KG.Estimate] | types[v.KG.GroupValue]
        drawn = types[v.KG.TreatmentDuration] | types[v.KG.FlawMention] | types[v.KG.CitationContext]
        for node in numbers | types[v.KG.Finding] | drawn:
            assert links[node, v.PROV.wasDerivedFrom] == [source]
            assert links[node, v.PROV.wasGeneratedBy] == ([extraction] if statements is extracted else [])
        agents = types[v.PROV.Person] | types[v.PROV.Organization] | types[v.PROV.SoftwareAgent]
        for node in types[v.KG.Finding]:
            (who,) = links[node, v.PROV.wasAttributedTo]
            assert who in agents
            assert links[node, v.KG.presence]
        for (node, predicate), values in links.items():
            term = predicate.value.removeprefix(v.KG.iri)
            if term.endswith("Text") and term.removesuffix("Text") in set(v.KG) - {"target"}:
                (text,), (value,) = values, links[node, v.KG[term.removesuffix("Text")]]
                assert value.datatype == v.XSD.decimal
                assert Decimal(value.value) == decimal(text.value)
                assert "e" not in value.value.lower()
        for node in types[v.KG.Estimate]:
            if links[node, v.KG.ciLow]:
                (low,), (high,) = links[node, v.KG.ciLow], links[node, v.KG.ciHigh]
                assert Decimal(low.value) <= Decimal(high.value)
    wanted = sum(len(o.estimates) for b in said for o in b.record.outcomes)
    assert len(by_type(asserted)[v.KG.Estimate]) == wanted
    assert len(by_type(asserted)[v.KG.Finding]) == sum(len(a.findings) for b in said for a in b.record.appraisals)
    drawn = [b.extracted for b in said if b.extracted is not None]
    assert len(by_type(extracted)[v.KG.Estimate]) == sum(len(o.estimates) for e in drawn for o in e.outcomes)
    assert bool(extracted) == bool(drawn)
    assert len(by_type(extracted)[v.KG.TreatmentDuration]) == sum(len(e.durations) for e in drawn)
    assert len(by_type(extracted)[v.KG.FlawMention]) == sum(len(e.mentions) for e in drawn)
    assert by_type(asserted)[v.KG.TreatmentDuration] == by_type(asserted)[v.KG.FlawMention] == set()
    assert not [q for q in extracted if q.predicate == v.KG.presence]
    assert {q.object for q in extracted if q.predicate == v.KG.paper} <= {mint.paper(b.record.paper.key) for b in said}
    assert by_type(asserted)[v.KG.Extraction] == set()
    assert by_type(extracted)[v.KG.Finding] == by_type(extracted)[v.KG.Source] == set()


@given(sources())
@thorough(max_examples=25)
def test_every_statement_says_where_it_is_from_and_of_which_kind_it_is(said: tuple[Bundle, ...]) -> None:
    _states_what_it_should(said, [quad for bundle in said for quad in quads(bundle)])


@given(sources(), st.randoms(use_true_random=False))
@thorough(max_examples=25)
def test_identifiers_do_not_depend_on_order(said: tuple[Bundle, ...], chance: Random) -> None:
    def shuffled(items: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(chance.sample(items, len(items)))

    def mixed(known: tuple[Outcome, ...]) -> tuple[object, ...]:
        inside = (o.model_copy(update={"estimates": shuffled(o.estimates), "groups": shuffled(o.groups)}) for o in known)
        return shuffled(tuple(inside))

    def facts(bundle: Bundle) -> set[Quad]:
        return {quad for quad in quads(bundle) if quad.predicate != v.KG.position}

    for bundle in said:
        record = bundle.record
        judged = tuple(a.model_copy(update={"findings": shuffled(a.findings)}) for a in record.appraisals)
        study = record.study and record.study.model_copy(update={"arms": shuffled(record.study.arms)})
        changed = {"outcomes": mixed(record.outcomes), "appraisals": judged, "study": study}
        drawn = bundle.extracted and bundle.extracted.model_copy(
            update={"outcomes": mixed(bundle.extracted.outcomes), "durations": shuffled(bundle.extracted.durations)}
        )
        other = bundle.model_copy(update={"record": record.model_copy(update=changed), "extracted": drawn})
        assert not facts(other) ^ facts(bundle)


def test_a_further_finding_leaves_the_others_their_names(shipped: Mapping[str, list[Bundle]]) -> None:
    bundle = next(
        b for known in shipped.values() for b in known if b.record.appraisals and len(b.record.appraisals[0].findings) > 2
    )
    appraisal = bundle.record.appraisals[0]
    fewer = appraisal.model_copy(update={"findings": appraisal.findings[1:]})
    record = bundle.record.model_copy(update={"appraisals": (fewer, *bundle.record.appraisals[1:])})
    before = by_type(quads(bundle))[v.KG.Finding]
    after = by_type(quads(bundle.model_copy(update={"record": record})))[v.KG.Finding]
    assert after < before
    assert len(before - after) == 1


def test_the_shipped_data_come_back(shipped: Mapping[str, list[Bundle]]) -> None:
    assert len(shipped) > 40
    for said in shipped.values():
        _states_what_it_should(said, check(said))


def test_sources_stay_apart_in_one_store(shipped: Mapping[str, list[Bundle]]) -> None:
    """All the data in one store: each source is read back from its own graph alone."""
    store = Store()
    for said in shipped.values():
        store.extend(quad for bundle in said for quad in quads(bundle))
    for said in shipped.values():
        graph = mint.source(said[0].source)
        back = list(bundles(store.quads_for_pattern(None, None, None, graph)))
        assert (back == [stored(bundle) for bundle in said]) is True, said[0].source.name


def _bundle(**paper: object) -> Bundle:
    source = Source(name="a.yaml", format="appraisal", sha256="0" * 64)
    return Bundle(source=source, record=Record(paper=Paper.model_validate({"key": "rossi-2019", **paper})))


def test_a_reference_says_nothing_of_a_work_that_has_its_own_record() -> None:
    """A reference list may print another DOI than the record of the cited paper, of which it is no source."""
    citing = _bundle().model_copy(update={"references": (Reference(key="abe-2001", doi="10.1000/typo", pmid="7"),)})
    cited = _bundle(key="abe-2001")
    assert [b.record.paper.doi for b in bundles(q for b in (cited, citing) for q in quads(b))] == [None, None]
    check((cited, citing))


@given(several(references))
def test_a_reference_list_comes_back_with_its_intents(listed: tuple[Reference, ...]) -> None:
    """In its order, the same work as often as it stands there, each entry with the intent that stands beside it."""
    check([_bundle().model_copy(update={"references": listed})])


@pytest.mark.parametrize("intent", [None, *get_args(fields.Intent)])
def test_an_intent_is_one_link_to_cito(intent: str | None) -> None:
    """And of a store that was written before references had intents, the reference lists read as silent."""
    entry = Reference.model_validate({"key": "abe-2001", "title": "Cold feet", "intent": intent})
    written = list(quads(_bundle().model_copy(update={"references": (entry,)})))
    stated = [quad.object for quad in written if quad.predicate == v.CITO.hasCitationCharacterization]
    assert stated == ([] if intent is None else [NamedNode(f"http://purl.org/spar/cito/{intent}")])
    (before,) = bundles(quad for quad in written if quad.object not in stated)
    assert before.references == (entry.model_copy(update={"intent": None}),)


def test_a_label_is_kept_only_where_it_differs_from_the_computed_name() -> None:
    known = {"authors": ["Rossi AB", "Abe C"], "year": 2019}
    for label, kept in (("Rossi 2019", None), ("Rossi & Abe 2019", "Rossi & Abe 2019")):
        (back,) = bundles(quads(_bundle(**known, label=label)))
        assert back.record.paper.label == kept
        assert back.record.paper.name == label


def test_limits_printed_in_reverse_are_sorted_and_remembered() -> None:
    estimate = Estimate(measure="MD", value="\u22121\u00b750", ci=("10", "9.50"), p="< 0\u00b7001")
    outcome = Outcome(id="pain", label="pain", estimates=(estimate,))
    bundle = _bundle()
    bundle = bundle.model_copy(update={"record": bundle.record.model_copy(update={"outcomes": (outcome,)})})
    values = {quad.predicate: quad.object for quad in check([bundle]) if mint.BASE + "estimate/" in str(quad.subject)}
    decimals = {v.KG.value: "-1.50", v.KG.ciLow: "9.50", v.KG.ciHigh: "10", v.KG.pValue: "0.001"}
    for predicate, value in decimals.items():
        assert values[predicate] == Literal(value, datatype=v.XSD.decimal)
    strings = {
        v.KG.valueText: "\u22121\u00b750",
        v.KG.ciLowText: "9.50",
        v.KG.ciHighText: "10",
        v.KG.pOperator: "<",
        v.KG.pText: "< 0\u00b7001",
    }
    for predicate, value in strings.items():
        assert values[predicate] == Literal(value)
    assert values[v.KG.limitsReversed] == Literal("true", datatype=v.XSD.boolean)


@given(st.text(st.characters(codec="utf-8"), min_size=1))
@example("\x00\x01\x1f\x7f\x85\ufffe\U0010ffff")
@thorough(max_examples=40)
def test_any_text_that_records_take_can_be_written(text: str) -> None:
    check([_bundle(title=text, authors=[text])])


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_half_characters_are_refused_by_the_records(text: str) -> None:
    """No RDF literal can hold a lone surrogate; the types of the records are the place that says so."""
    for build in (
        lambda: Paper(key="a", title=text),
        lambda: Passage(exact=text, start=0, end=len(text)),
        lambda: Assessor(name=text, kind="person"),
        lambda: Paper(key="a", url=f"https://example.org/{text}"),
        lambda: Paper(key="a", doi=f"10.1000/{text}"),
    ):
        with pytest.raises(ValidationError, match="valid string"):
            build()


@pytest.mark.parametrize(
    "day", ["2021-13", "2021-02-30", "0000", "\u0662\u0660\u0662\u0661", "2021-1-1", "2021-05-01T00:00", "May 2021"]
)
def test_days_that_no_calendar_has_are_refused(day: str) -> None:
    """A literal of such a day would be ill-typed, and a store would not compare it."""
    with pytest.raises(ValidationError):
        records.Publication(kind="letter", date=day)
