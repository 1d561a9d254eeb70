"""Notices to quads and back, and what ties them to the works of other sources: addresses, whatever case a DOI is printed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import ValidationError
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store

from kg import fields
from kg.rdf import mint
from kg.rdf import vocab as v
from kg.rdf.read import bundles
from kg.rdf.write import quads
from kg.records import Bundle, Notice, Paper, Record, Reference, Register, Source

maybe: Callable[[SearchStrategy[object]], SearchStrategy[object]] = partial(st.one_of, st.none())
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\"'\\\n<>&{}\u202e"), min_size=1, max_size=12)
dois = st.builds("10.{}/{}".format, st.integers(1000, 9999), st.text("aB0().-_;/:<>#%?&+[]\u00c9\u0130", min_size=1, max_size=8))
pmids = st.integers(1, 999_999_999).map(str)
days = st.builds(lambda day, size: day.isoformat()[:size], st.dates(), st.sampled_from([4, 7, 10]))
rest = {
    "kind": st.from_type(fields.NoticeKind), "notice_doi": maybe(dois), "notice_pmid": maybe(pmids), "date": maybe(days),
    "title": maybe(texts), "reasons": st.lists(texts, max_size=3).map(tuple),
}  # fmt: skip
notices = st.builds(Notice, doi=dois, pmid=maybe(pmids), **rest) | st.builds(Notice, doi=maybe(dois), pmid=pmids, **rest)
SOURCE = Source(name="list.csv", format="retractions", sha256="0" * 64, title="Editorial notices")


def register(*found: Notice) -> Register:
    return Register(source=SOURCE, notices=found)


def through_a_store(statements: list[Quad]) -> list[Quad]:
    """The same statements, in another order, after a store and a file of N-Quads."""
    first, second = Store(), Store()
    first.extend(statements)
    second.load(first.dump(format=RdfFormat.N_QUADS), RdfFormat.N_QUADS)
    return list(second)


@given(st.lists(notices, max_size=4).flatmap(lambda known: st.sampled_from([known, [*known, *known[:1]]])))
@settings(deadline=None, max_examples=200)
def test_what_is_written_is_read_again(found: list[Notice]) -> None:
    said = register(*found)
    written = list(quads(said))
    assert list(bundles(written)) == [said]
    assert list(bundles(through_a_store(written))) == [said]


@given(st.lists(notices, min_size=1, max_size=4, unique=True), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=50)
def test_every_statement_says_where_it_is_from_and_names_do_not_depend_on_order(found: list[Notice], chance: Random) -> None:
    written = list(quads(register(*found)))
    source = mint.source(SOURCE)
    assert {quad.graph_name for quad in written} == {source}
    assert not any(isinstance(term, BlankNode) for quad in written for term in (quad.subject, quad.object))
    nodes = {quad.subject for quad in written if quad.predicate == v.RDF.type and quad.object == v.KG.Notice}
    assert len(nodes) == len(found)
    assert {quad.subject for quad in written if quad.predicate == v.PROV.wasDerivedFrom and quad.object == source} == nodes
    shuffled = quads(register(*chance.sample(found, len(found))))
    assert set(shuffled) == set(written)


def test_the_same_notice_of_two_sources_has_one_name() -> None:
    notice = Notice(kind="retraction", doi="10.5555/x")
    other = Register(source=SOURCE.model_copy(update={"sha256": "1" * 64}), notices=(notice,))
    names = [{quad.subject for quad in quads(said) if quad.predicate == v.KG.noticeKind} for said in (register(notice), other)]
    assert names[0] == names[1]


def test_a_notice_names_its_work_as_the_work_names_itself() -> None:
    """A paper, a reference to it and its notice, each with the DOI in another case."""
    paper = Record(paper=Paper(key="rossi-2019", doi="10.5555/ABC(1)", pmid="7"))
    cited = Reference(doi="10.5555/abc(1)")
    said = [
        *quads(Bundle(source=SOURCE, record=paper)),
        *quads(Bundle(source=SOURCE, record=Record(paper=Paper(key="abe-2020")), references=(cited,))),
    ]
    works = {
        work: {quad.object for quad in said if quad.predicate == v.SCHEMA.sameAs and quad.subject == work}
        for work in (mint.paper("rossi-2019"), mint.reference(cited))
    }
    (concerned,) = (
        q.object for q in quads(register(Notice(kind="retraction", doi="10.5555/Abc(1)"))) if q.predicate == v.KG.concerns
    )
    assert all(concerned in addresses for addresses in works.values())
    assert NamedNode("https://pubmed.ncbi.nlm.nih.gov/7/") in works[mint.paper("rossi-2019")]


def test_a_reference_with_a_key_claims_no_number_for_the_paper() -> None:
    bundle = Bundle(source=SOURCE, record=Record(paper=Paper(key="a-1")), references=(Reference(key="b-2", doi="10.5555/typo"),))
    assert [quad for quad in quads(bundle) if quad.predicate == v.SCHEMA.sameAs] == []


def test_a_source_of_notices_is_about_no_paper_and_may_be_empty() -> None:
    for said in (register(), register(Notice(kind="correction", pmid="1"))):
        written = list(quads(said))
        assert not any(quad.predicate == v.SCHEMA.about for quad in written)
        assert list(bundles(written)) == [said]


def test_a_notice_has_to_say_which_work_it_concerns() -> None:
    with pytest.raises(ValidationError, match="which work it concerns"):
        Notice(kind="retraction", notice_doi="10.5555/x")
    notice = Notice(kind="retraction", doi="10.5555/X", reasons=("b", "a", "b"))
    assert (notice.doi, notice.reasons) == ("10.5555/x", ("a", "b"))
