"""Identifiers: frozen, since what has been published under them must be found again."""

from __future__ import annotations

import hashlib

import pytest
from pyoxigraph import NamedNode

from kg.rdf import mint
from kg.rdf.vocab import BASE
from kg.records import Assessor, Citation, Publication, Reference, Source

SOURCE = Source(name="a.yaml", format="appraisal", sha256="0" * 64)


def _path(node: NamedNode) -> str:
    assert node.value.startswith(BASE)
    return node.value.removeprefix(BASE)


def test_keys_name_papers_and_what_is_theirs() -> None:
    paper = mint.paper("rossi-2019b")
    assert _path(paper) == "paper/rossi-2019b"
    assert _path(mint.study("rossi-2019b")) == "paper/rossi-2019b/study"
    assert _path(mint.arm(paper, "sham")) == "paper/rossi-2019b/arm/sham"
    assert _path(mint.outcome(paper, "pain")) == "paper/rossi-2019b/outcome/pain"
    assert _path(mint.flaw("no-control-group")) == "flaw/no-control-group"
    assert _path(mint.instrument("ndi")) == "instrument/ndi"
    assert _path(mint.knowledge("flaws")) == "graph/flaws"
    assert _path(mint.LOG) == "graph/readings"


def test_published_identifiers_stay_as_they_are() -> None:
    source = mint.source(SOURCE)
    assert _path(source) == "source/9e1590c6ba800657"
    assert _path(mint.extraction(source)) == "source/9e1590c6ba800657/extraction"
    assert _path(mint.selector(mint.passage(source, 3, 17))) == "source/9e1590c6ba800657/passage/3-17/selector"
    assert _path(mint.assessor(Assessor(name="Ann Example", kind="person"))) == "assessor/d59a4adbb08c0fbf"
    assert _path(mint.publication(Publication(kind="letter", date="2021-05"))) == "publication/7bc2a9a20f481c46"
    appraisal = mint.appraisal("rossi-2019", "who", "where", None)
    assert _path(appraisal) == "appraisal/4c06e7fc58422075"
    assert _path(mint.finding(appraisal, {"flaw": "no-control-group", "presence": "present"})) == "finding/3f5657a739f347c4"
    assert _path(mint.estimate(mint.outcome(source, "pain"), {"value": "\u22124\u00b770"})) == "estimate/7a61e8000ca7ec46"
    lasted = mint.duration(mint.extraction(source), {"weeks": 6.0, "printed": "6-week course"})
    assert _path(lasted) == "duration/add2cac48a185b7b"
    named = mint.mention(mint.extraction(source), {"flaw": "small-sample", "state": "stated"})
    assert _path(named) == "mention/9c7505ecce90da42"


def test_a_source_is_its_format_and_its_content() -> None:
    assert mint.source(SOURCE) == mint.source(SOURCE.model_copy(update={"name": "b.yaml", "title": "Another name"}))
    assert mint.source(SOURCE) != mint.source(SOURCE.model_copy(update={"format": "references"}))
    assert mint.source(SOURCE) != mint.source(SOURCE.model_copy(update={"sha256": "1" * 64}))


@pytest.mark.parametrize(
    ("doi", "address"),
    [
        ("10.1016/S0140-6736(05)66550-5", "https://doi.org/10.1016/s0140-6736(05)66550-5"),
        (
            "10.1002/(SICI)1097-0258<1:AID-X>3.0.CO;2-#?%",
            "https://doi.org/10.1002/(sici)1097-0258%3C1:aid-x%3E3.0.co;2-%23%3F%25",
        ),
        ("10.1000/\u00c9[1]", "https://doi.org/10.1000/%C3%A9%5B1%5D"),
    ],
)
def test_a_work_is_known_everywhere_by_its_doi_in_whatever_case(doi: str, address: str) -> None:
    assert [node.value for node in mint.same(doi, None)] == [address]
    assert list(mint.same(doi.upper(), None)) == list(mint.same(doi.lower(), None)) == list(mint.same(doi, None))


def test_a_work_is_known_everywhere_by_its_pubmed_number() -> None:
    assert [node.value for node in mint.same(None, "33369625")] == ["https://pubmed.ncbi.nlm.nih.gov/33369625/"]
    assert len(list(mint.same("10.1000/x", "1"))) == 2
    assert list(mint.same(None, None)) == []


def test_a_digest_is_of_content_not_of_the_order_of_keys() -> None:
    assert mint.digest({"a": 1, "b": None}) == mint.digest({"b": None, "a": 1})
    assert mint.digest("x", 1) == hashlib.sha256(b'["x",1]').hexdigest()[:16]
    assert mint.digest("ab", "c") != mint.digest("a", "bc")
    assert mint.digest("1") != mint.digest(1)
    assert mint.digest(None) != mint.digest("None")
    assert mint.digest("e\u0301") != mint.digest("\u00e9")  # as printed, not normalised


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        (Reference(key="rossi-2019", pmid="31", doi="10.1000/x"), "paper/rossi-2019"),
        (Reference(pmid="31", doi="10.1000/x", title="T"), "paper/pmid-31"),
        (Reference(doi="10.1000/AB(1)c;2-#?%", title="T"), "paper/doi-10-1000-ab-1-c-2-01c1193370bb"),
        (Reference(doi="10.1000/\u00c9", title="T"), "paper/doi-10-1000-e-a49a8e894d4f"),
    ],
)
def test_a_cited_work_goes_by_the_best_it_has(reference: Reference, path: str) -> None:
    assert _path(mint.reference(reference)) == path


def test_a_cited_work_without_numbers_goes_by_author_year_and_title() -> None:
    entry = Reference(first_author="Rossi", year=2019, title="On pain", journal="Pain")
    assert mint.reference(entry) == mint.reference(entry.model_copy(update={"journal": "PAIN"}))
    for change in ({"first_author": "Russo"}, {"year": 2018}, {"title": "On gain"}):
        assert mint.reference(entry) != mint.reference(entry.model_copy(update=change))


def test_a_citing_article_goes_by_its_address_else_by_publisher_and_title() -> None:
    page = Citation(title="A page", url="https://example.org/a")
    assert mint.article(page) == mint.article(page.model_copy(update={"title": "A page, renamed"}))
    plain = Citation(title="A page", publisher="Example")
    assert mint.article(plain) != mint.article(page)
    assert mint.article(plain) != mint.article(plain.model_copy(update={"publisher": "Other"}))


@pytest.mark.parametrize("name", ["kg.extract", "a b/c?d#e", "\u202e\u4e2d\n", "..", '<>"{}|\\^`'])
def test_any_program_name_gives_a_valid_iri(name: str) -> None:
    path = _path(mint.software(name))
    assert path.startswith("software/")
    assert path.count("/") == 1
    assert path.isascii()
