"""JATS articles: what is read of an invented one, and 48 real ones against another parser and people's records."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.errors import InputError
from kg.extract.flaws import Lexicon
from kg.extraction import enrich
from kg.keys import plain
from kg.rdf import lexicon
from kg.readers import find, jats
from kg.readers.document import Document, open_document, sha256
from kg.readers.jats_text import rendered
from kg.readers.xml_element import parsed
from kg.records import Bundle, Notice, Reference, Register, Study
from kg.sparql import ask
from kg.store import open_store
from kg.taxonomy import Taxonomy

HERE = Path(__file__).parent
GIVEN = HERE / "jats" / "given.nxml"
WHOLE = GIVEN.read_bytes()
ARTICLES = HERE.parents[2] / "shared" / "data" / "jats"
NO_WORDS = Taxonomy(flaws={})


def read(data: bytes) -> Bundle:
    found = next(jats.read(Document("a.nxml", "", data), NO_WORDS))
    assert isinstance(found, Bundle)
    return found


@pytest.fixture(scope="module")
def article() -> Bundle:
    return read(WHOLE)


def at(bundle: Bundle) -> list[tuple[int, str, str | None]]:
    """The entry, the words and the heading of each mark."""
    text = bundle.text or ""
    return [(mark.reference, text[mark.start : mark.end], mark.section) for mark in bundle.marks]


# ---- what is read


def test_the_paper(article: Bundle) -> None:
    assert article.record.paper.model_dump(exclude_defaults=True) == {
        "key": "pmid-900200001",
        "title": "Warm sand for sore thumbs: a randomised, controlled trial",
        "authors": ("van der Aa BC", "Yang-Strobel X", "The Thumb Group"),
        "year": 2019,
        "journal": "Journal of Invented Results",
        "doi": "10.5555/Sand.2",
        "pmid": "900200001",
        "pmcid": "PMC9200001",
        "licence": "CC-BY-4.0",
    }
    assert article.record.study == Study(
        design="randomized-trial",
        registration="ISRCTN90000001",
        funders=("A Ministry", "Sand Council"),
        funding_statement="Paid by the Sand Council and a ministry.",
    )


def test_the_references(article: Bundle) -> None:
    assert article.references == (
        Reference(title="On thumbs", first_author="Alpha", year=2001, journal="Thumb J", doi="10.5555/alpha.1", pmid="900000001"),
        Reference(title="All of thumbs", first_author="Gamma", year=1999),
        Reference(title="Delta D, A printed entry without mark-up. 2004."),
        Reference(title="A review", year=2010, journal="Thumb J"),
        Reference(title="Five", first_author="Group of Five", journal="Thumb J"),
    )
    assert [problem.where for problem in article.problems] == ["ref r5", "ref r5, DOI", "ref r6", "xref"]


def test_the_text_and_its_sections(article: Bundle) -> None:
    text = article.text or ""
    assert article.source.text_sha256 == sha256(text.encode())
    assert all(text[p.passage.start : p.passage.end] == p.passage.exact for p in article.prose)
    assert [(prose.section, prose.passage.exact) for prose in article.prose] == [
        (
            "abstract",
            """Background: Thumbs get sore.
Results: Pain fell by 4.1 points (p = 2 × 10^−5) in 60 people.
Trial registration: ISRCTN 90000001.""",
        ),
        ("full-text", "Thumbs matter [1-3]. A systematic review found that sand helps (4). Nobody knows why [9]."),
        (
            "full-text",
            "Pain was measured with the Thumb Pain Scale. It has 10 items.\nGrip was rated by hand.",
        ),
        (
            "full-text",
            "Our results are in line with those of an earlier trial [1], but in contrast to another study [3]. Sand is cheap.",
        ),
        ("limitations", "This study has several limitations. The sample was small, and people were not blinded."),
        ("full-text", "Activity limitations of patients improved."),
        ("limitations", "We lost few people to follow-up."),
    ]
    assert text.endswith("Competing interests\nNone, apart from the small sample of shares.\nSand helps thumbs.\n"
                         "We thank A.\nTable 1\nScales used\nScale | Source\nTPS | Alpha [1]")  # fmt: skip


def test_marks_point_to_entries_and_ranges_are_filled(article: Bundle) -> None:
    assert at(article) == [
        (1, "1", "Introduction"),
        (2, "1-3", "Introduction"),
        (3, "3", "Introduction"),
        (4, "(4)", "Introduction"),
        (2, "", "Methods / Outcomes"),
        (5, "", "Methods / Outcomes"),
        (1, "1", "Discussion"),
        (3, "3", "Discussion"),
        (1, "1", "Methods / Outcomes / Table 1"),
    ]
    assert str(article.problems[-1]) == "xref: 1 citations in the text point to no entry of the reference list; left out"


def test_what_a_program_draws_of_it(article: Bundle) -> None:
    taxonomy = lexicon.taxonomy()
    drawn = enrich(article, taxonomy, Lexicon(taxonomy.phrases)).extracted
    assert drawn is not None
    assert [(c.reference, c.intent, c.grade, c.passage.exact[:20]) for c in drawn.contexts] == [
        (1, "obtainsBackgroundFrom", "C", "Thumbs matter [1-3]."),
        (2, "obtainsBackgroundFrom", "C", "Thumbs matter [1-3]."),
        (3, "obtainsBackgroundFrom", "C", "Thumbs matter [1-3]."),
        (4, "citesAsEvidence", "A", "A systematic review "),
        (2, "citesAsAuthority", "B", "Pain was measured wi"),
        (5, "citesAsAuthority", "B", "Pain was measured wi"),
        (1, "agreesWith", "A", "Our results are in l"),
        (3, "disagreesWith", "B", "Our results are in l"),
        (1, None, "A", "TPS | Alpha [1]"),
    ]
    said = {(mention.section, mention.flaw) for mention in drawn.mentions}
    assert {section for section, _ in said} == {"limitations"}  # not that of the shares
    assert "small-sample" in {flaw for _, flaw in said}


def test_the_sentences_that_cite_can_be_asked_for() -> None:
    with open_store() as store:
        kg.ingest(store, [GIVEN])
        table = ask(store, "citation-contexts")
        rows = [(row["position"], row["cited"], row["candidate"], row["section"], row["start"]) for row in table.dicts()]
        assert len(rows) == 9
        assert rows[6][:4] == (1, "pmid-900000001", "agreesWith", "Discussion")
        assert {row["source"] for row in table.dicts()} == {"given.nxml"}
        assert {row["paper"] for row in table.dicts()} == {"pmid-900200001"}
        assert all(intent is None for intent in ask(store, "citations").column("intent"))  # a candidate is nobody's statement


def test_a_namespace_changes_nothing_and_what_others_wrote_is_not_read() -> None:
    spaced = WHOLE.replace(b"<article xmlns:xlink", b'<article xmlns="https://jats.example/ns" xmlns:xlink')
    letter = b"<sub-article><body><p>A letter [<xref ref-type='bibr' rid='r1'>1</xref>].</p></body></sub-article>"
    for other in (spaced, WHOLE.replace(b"</article>\n", letter + b"</article>")):
        assert other != WHOLE
        found = read(other)
        assert found.model_copy(update={"source": None}) == read(WHOLE).model_copy(update={"source": None})
    assert find(Document("a.xml", "", spaced)) is jats


OWN = {"doi": "10.5555/sand.2", "pmid": "900200001"}
NOTICE = {"notice_doi": "10.5555/Sand.2", "notice_pmid": "900200001", "date": "2018"}


@pytest.mark.parametrize(
    ("said", "address", "notice"),
    [
        ("retracted-article", "10.5555/Old", Notice(kind="retraction", doi="10.5555/old", **NOTICE)),
        ("corrected-article", "https://doi.org/10.5555/Old", Notice(kind="correction", doi="10.5555/old", **NOTICE)),
        ("object-of-concern", "PMID: 77", Notice(kind="expression-of-concern", pmid="77", **NOTICE)),
        ("retraction-forward", "10.5555/N", Notice(kind="retraction", notice_doi="10.5555/N", title="T", **OWN)),
        ("commentary", "10.5555/N", None),
        ("retracted-article", "nowhere", None),
    ],
)
def test_links_to_notices(said: str, address: str, notice: Notice | None) -> None:
    form = "pubmed" if "PMID" in address else "doi"
    link = f'<related-article related-article-type="{said}" ext-link-type="{form}" xlink:href="{address}"/>'.encode()
    data = WHOLE.replace(b"<funding-group>", link + b"<funding-group>", 1)
    found = list(jats.read(Document("a.nxml", "", data), NO_WORDS))
    if notice is None:
        assert [one.notices for one in found[1:] if isinstance(one, Register)] in ([], [()])
        assert len(found) == (2 if address == "nowhere" else 1)  # a link that leads nowhere is told
        return
    _, register = found
    assert isinstance(register, Register)
    title = "Warm sand for sore thumbs: a randomised, controlled trial" if notice.title else None
    assert register.notices == (notice.model_copy(update={"title": title}),)


# ---- the style of marks


def marked(paragraph: str) -> list[tuple[int, str]]:
    entries = {f"r{n}": n for n in range(1, 21)}
    root = parsed(f"<article><body><sec><title>T</title><p>{paragraph}</p></sec></body></article>".encode(), "a.xml")
    text = rendered(root, entries)
    return [(mark.reference, text.text[mark.start - 3 : mark.end]) for mark in text.marks]


def x(number: object, shown: object = None) -> str:
    return f'<xref ref-type="bibr" rid="r{number}">{number if shown is None else shown}</xref>'


@pytest.mark.parametrize(
    ("paragraph", "entries"),
    [
        (f"a [{x(1)}, {x(2)}].", [1, 2]),
        (f"a [{x(1)}–{x(4)}].", [1, 2, 3, 4]),
        (f"a [{x(1)}] – [{x(3)}].", [1, 3]),  # a dash between two marks of their own is no range here
        (f"a [{x(1)}-{x(2)}].", [1, 2]),
        (f"a [{x(4)}-{x(1)}].", [1, 4]),
        (f"a {x(1, '[1]')}–{x(3, '[3]')}.", [1, 2, 3]),
        (f"a [{x(2, '2-5')}].", [2, 3, 4, 5]),
        (f"a ({x(1, 'Alpha, 2001')}–{x(9, 'Beta, 2002')}).", [1, 9]),
        (f"a <sup>{x(1)}–{x(3)},{x(7)}</sup> b", [1, 2, 3, 7]),
        (f"a {x(1, '<sup>1</sup>')} b", [1]),
        (f"pain.{x(5)}–{x(7)} We. more{x(8)}", [5, 6, 7, 8]),
        ('a [<xref ref-type="bibr" rid="r1 r2">1,2</xref>].', [1, 2]),
    ],
)
def test_marks(paragraph: str, entries: list[int]) -> None:
    assert sorted({reference for reference, _ in marked(paragraph)}) == entries


def test_raised_numbers_are_left_out_of_the_text_however_they_are_raised() -> None:
    for one in (f"Pain fell.{x(1)},{x(2)} We won{x(3)} it.", f"Pain fell.<sup>{x(1)},{x(2)}</sup> We won<sup>{x(3)}</sup> it."):
        root = parsed(f"<article><body><p>{one}</p></body></article>".encode(), "a.xml")
        assert rendered(root, {f"r{n}": n for n in range(9)}).text == "Pain fell. We won it."


# ---- damage


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<article><front/></article>", "front: the article has neither a number nor a title by which the paper could be known"),
        (b"<x/>", "the file holds no article: its root is 'x'"),
        (b"<pmc-articleset><article/><article/></pmc-articleset>", "the file holds 2 articles"),
        (WHOLE[:-40], "line "),
        (WHOLE.replace(b'dtd">', b'dtd" [<!ENTITY x "y">]>'), "it declares entities of its own"),
    ],
)
def test_what_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(InputError) as error:
        read(data)
    assert str(error.value.problems[-1]).startswith(said)


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)), st.binary(max_size=6))
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_any_damage_is_read_or_refused(start: int, end: int, put: bytes) -> None:
    _read_or_refuse(WHOLE[: min(start, end)] + put + WHOLE[max(start, end) :])


_TAGS = re.findall(rb"<[^<>!?]+>", WHOLE)


@given(st.integers(0, len(_TAGS) - 1), st.sampled_from([b"", b"<sup>", b"<p/>", b"<sec><title/></sec>", b"<!-- -->", b"<?x y?>"]))
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_odd_elements_anywhere_are_read_or_refused(which: int, put: bytes) -> None:
    _read_or_refuse(WHOLE.replace(_TAGS[which], _TAGS[which] + put, 1))


def _read_or_refuse(data: bytes) -> None:
    try:
        found = read(data)
    except InputError as error:
        assert all(problem.message for problem in error.problems)  # noqa: PT017 - any other error fails the test
        return
    text = found.text or ""
    assert all(text[prose.passage.start : prose.passage.end] == prose.passage.exact for prose in found.prose)
    assert all(mark.start <= mark.end <= len(text) and mark.reference <= len(found.references) for mark in found.marks)


def test_whose_format_it_is() -> None:
    assert find(Document("a.xml", "", WHOLE)) is jats
    for other in (b"<html><article>x</article></html>", b"<article>x</article>", b"article: front", b"<PubmedArticleSet/>"):
        assert not jats.sniff(Document("a.xml", "", other))


# ---- the articles of the corpus


@cache
def _articles() -> tuple[tuple[Path, Bundle], ...]:
    found = []
    for path in sorted(ARTICLES.glob("*.nxml")):
        (bundle,) = jats.read(open_document(path), NO_WORDS)
        assert isinstance(bundle, Bundle)
        found.append((path, bundle))
    return tuple(found)


@pytest.fixture
def articles() -> tuple[tuple[Path, Bundle], ...]:
    if not ARTICLES.is_dir():
        pytest.skip("the articles ../shared/data/jats are not here")
    return _articles()


def test_the_articles_are_all_read(articles: tuple[tuple[Path, Bundle], ...]) -> None:
    assert len(articles) == 48
    assert all(find(open_document(path)) is jats for path, _ in articles)
    assert [str(problem) for _, bundle in articles for problem in bundle.problems] == []
    assert sum(any(p.section == "abstract" for p in bundle.prose) for _, bundle in articles) == 47  # one is a letter
    assert sum(any(p.section == "limitations" for p in bundle.prose) for _, bundle in articles) >= 20


def test_the_articles_against_another_parser(articles: tuple[tuple[Path, Bundle], ...]) -> None:
    for path, bundle in articles:
        root = ElementTree.parse(path).getroot()  # noqa: S314 - files of PubMed Central
        refs = [ref.get("id") for ref in root.iterfind(".//back//ref-list/ref")]
        assert len(bundle.references) == len(refs), path.name
        people = [c for c in root.iterfind("front/article-meta/contrib-group/contrib") if c.get("contrib-type") == "author"]
        assert len(bundle.record.paper.authors) == len(people), path.name
        assert [author.split()[0] for author in bundle.record.paper.authors] == [
            (c.findtext(".//surname") or "".join(c.itertext()).strip()).split()[0] for c in people
        ]
        for kind, field in (("pmid", "pmid"), ("doi", "doi")):
            assert getattr(bundle.record.paper, field) == root.findtext(f"front/article-meta/article-id[@pub-id-type='{kind}']")
        numbers = [n.text for n in root.iterfind(".//ref-list//pub-id[@pub-id-type='pmid']")]
        assert [entry.pmid for entry in bundle.references if entry.pmid] == numbers
        pointed = [rid for x in root.iter("xref") if x.get("ref-type") == "bibr" for rid in (x.get("rid") or "").split()]
        cited = [mark.reference for mark in bundle.marks]
        assert len(cited) >= len(pointed), path.name
        assert {refs.index(rid) + 1 for rid in pointed if rid in refs} <= set(cited), path.name


def test_the_text_holds_every_word_of_the_body(articles: tuple[tuple[Path, Bundle], ...]) -> None:
    for path, bundle in articles:
        body = ElementTree.parse(path).getroot().find("body")  # noqa: S314 - files of PubMed Central
        assert body is not None
        text = bundle.text or ""
        aside = {part for media in body.iter("media") for part in media.iter()}  # "Click here for file"
        for paragraph in body.iter("p"):
            for said in (part.text for part in paragraph.iter() if part not in aside):
                missing = [word for word in re.findall(r"[^\W\d_]{4,}", said or "") if word not in text]
                assert not missing, (path.name, missing)


def test_the_articles_against_the_records_that_people_made(
    articles: tuple[tuple[Path, Bundle], ...], shipped_yaml: dict[str, Any]
) -> None:
    records = {record["paper"].get("pmcid"): record for record in shipped_yaml.values()}
    alike = {"year": 0, "title": 0, "doi": 0, "pmid": 0, "journal": 0, "licence": 0}
    for path, bundle in articles:
        paper, record = bundle.record.paper, records[bundle.record.paper.pmcid]
        for field in alike:
            said, made = str(record["paper"][field]), str(getattr(paper, field))
            alike[field] += plain(said) == plain(made)
        years = {node.text for node in ElementTree.parse(path).getroot().iterfind(".//article-meta/pub-date/year")}  # noqa: S314
        assert str(record["paper"]["year"]) in years  # of the web or of the issue
        study = bundle.record.study
        if study and study.design:
            assert study.design == record["study"]["design"], path.name
        if study and study.registration:
            assert study.registration == str(record["study"]["registration"]).replace(" ", ""), path.name
    assert alike == {"year": 43, "title": 48, "doi": 48, "pmid": 48, "journal": 48, "licence": 48}
    designs = sum(1 for _, bundle in articles if bundle.record.study and bundle.record.study.design)
    numbers = sum(1 for _, bundle in articles if bundle.record.study and bundle.record.study.registration)
    assert (designs, numbers) >= (25, 18)
