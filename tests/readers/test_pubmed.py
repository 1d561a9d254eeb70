"""PubMed's XML record by record: what is read of an invented file, what damage costs, and a large file against other programs."""

from __future__ import annotations

import gzip
import io
import subprocess
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.notice import joined
from kg.readers import collection, find, pubmed, xml_parts
from kg.readers.collection import Reject, records
from kg.readers.document import Document, open_document, sha256
from kg.readers.xml_parts import Cutter
from kg.records import Bundle, Notice, Reference, Register, Study
from kg.taxonomy import Taxonomy

HERE = Path(__file__).parent
SAMPLE = HERE.parents[2] / "shared" / "data" / "pubmed" / "sample.xml.gz"
WHOLE = (HERE / "pubmed_records" / "given.xml").read_bytes()
NO_WORDS = Taxonomy(flaws={})
TAGS = ("PubmedArticle", "PubmedBookArticle", "DeleteCitation")
OPEN, CLOSE = b"<PubmedArticleSet>", b"</PubmedArticleSet>"


def read(data: bytes) -> list[Bundle | Register | Reject]:
    return list(records(pubmed, Document("a.xml", "", data), NO_WORDS))


def record(inside: str, number: int = 7) -> bytes:
    return f"<PubmedArticle><MedlineCitation><PMID>{number}</PMID>{inside}</MedlineCitation></PubmedArticle>".encode()


def one(inside: str) -> Bundle:
    (found, *_) = read(OPEN + record(f"<Article>{inside}</Article>") + CLOSE)
    assert isinstance(found, Bundle)
    return found


# ---- what is read


def test_a_record_whole() -> None:
    first = read(WHOLE)[0]
    assert isinstance(first, Bundle)
    paper = first.record.paper
    assert paper.model_dump(exclude_defaults=True) == {
        "key": "pmid-900100001",
        "title": "Warm sand for sore thumbs: a randomized trial at 10^3 m",
        "authors": ("van der Aa BC", "Özgür D", "Mono", "The Thumb Study Group"),
        "year": 2019,
        "journal": "Journal of Invented Results",
        "doi": "10.5555/Sand.1",
        "pmid": "900100001",
        "pmcid": "PMC9000001",
    }
    assert first.record.study == Study(
        design="randomized-trial", registration="NCT90000001; NCT90000002", funders=("A Ministry", "Sand Council")
    )
    (prose,) = first.prose
    text = "BACKGROUND: Thumbs get sore & stiff.\nRESULTS: Pain fell by 4.1 points (p = 2 × 10^-5).\nRegistered."
    assert (prose.section, prose.passage.exact, prose.passage.start) == ("abstract", text, 0)
    assert first.source.text_sha256 == sha256(text.encode())
    assert first.references == (
        Reference(pmid="900000001", doi="10.5555/alpha.1"),
        Reference(title="A book of thumbs. 1950."),
        Reference(pmid="900000002"),
    )
    assert [str(problem) for problem in first.problems] == [
        "reference 4, DOI: 'not a number' does not fit; write it as 10.1001/…, without https://doi.org/ or doi:; left out",
        "ReferenceList: 1 entries name no work; left out",
    ]


def test_the_other_records() -> None:
    _, second, third, book, deleted = read(WHOLE)
    assert isinstance(second, Bundle)
    assert isinstance(third, Bundle)
    assert isinstance(book, Bundle)
    assert isinstance(deleted, Register)
    assert (second.record.paper.title, second.record.paper.year, second.record.paper.type) == (
        "[Thumbs in the U.S.]",
        1998,
        "review",
    )
    assert second.record.study is None  # a trial and a synthesis: the types contradict each other
    assert second.references == (Reference(pmid="900000003"),)
    assert third.record.paper.title == "A title that says </PubmedArticle> and <PubmedArticle>"
    assert (third.record.paper.year, third.record.paper.type) == (2021, "guideline")
    assert third.record.study == Study(design="protocol")
    assert book.record.paper.model_dump(exclude_defaults=True) == {
        "key": "pmid-900100004", "type": "book", "title": "Chapter on sand", "authors": ("Writer W",), "year": 2010,
        "pmid": "900100004",
    }  # fmt: skip
    assert book.prose[0].passage.exact == "Sand is warm."
    said = "PubMed names 2 records as deleted since: 900100005, 900100006. They are not taken out of the store"
    assert [str(problem) for problem in deleted.problems] == [f"DeleteCitation: {said}"]
    assert deleted.notices == ()


def test_a_record_is_a_source_of_its_own_wherever_it_stands() -> None:
    alone = OPEN + record("<Article><ArticleTitle>One</ArticleTitle></Article>") + CLOSE
    after = WHOLE.replace(CLOSE, record("<Article><ArticleTitle>One</ArticleTitle></Article>") + CLOSE)
    first, last = read(alone)[0], read(after)[-1]
    assert isinstance(first, Bundle)
    assert isinstance(last, Bundle)
    assert first.source == last.source
    assert first.source.part == "PMID 7"
    assert len({found.source.sha256 for found in read(after) if not isinstance(found, Reject)}) == 6


@pytest.mark.parametrize(
    ("types", "kind", "design"),
    [
        (["Randomized Controlled Trial", "Journal Article"], "journal-article", "randomized-trial"),
        (["Controlled Clinical Trial"], "journal-article", None),
        (["Clinical Trial"], "journal-article", None),
        (["Review"], "review", None),
        (["Systematic Review", "Meta-Analysis", "Review"], "review", "meta-analysis"),
        (["Systematic Review"], "review", "systematic-review"),
        (["Randomized Controlled Trial", "Systematic Review"], "review", None),
        (["Clinical Trial Protocol", "Randomized Controlled Trial"], "journal-article", "protocol"),
        (["Preprint"], "preprint", None),
        (["Case Reports", "Letter"], "journal-article", None),
    ],
)
def test_publication_types(types: list[str], kind: str, design: str | None) -> None:
    listed = "".join(f"<PublicationType>{name}</PublicationType>" for name in types)
    found = one(f"<ArticleTitle>T</ArticleTitle><PublicationTypeList>{listed}</PublicationTypeList>").record
    assert found.paper.type == kind
    assert (found.study.design if found.study else None) == design


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("On thumbs.", "On thumbs"),
        ("On thumbs?", "On thumbs?"),
        ("On thumbs...", "On thumbs..."),
        ("[Of thumbs.]", "[Of thumbs]"),
        ("Thumbs in the U.S.", "Thumbs in the U.S."),
        ("  Of\n thumbs &lt;5&gt; ", "Of thumbs <5>"),
        ("H<sub>2</sub>O and 5 m<sup>2</sup>", "H2O and 5 m2"),
        ("10<sup>−6</sup> and 3<sup>a</sup>", "10^−6 and 3a"),
    ],
)
def test_titles(printed: str, title: str) -> None:
    assert one(f"<ArticleTitle>{printed}</ArticleTitle>").record.paper.title == title


def test_a_value_that_does_not_fit_is_left_out_and_told() -> None:
    found = one("<ArticleTitle>T</ArticleTitle><ELocationID EIdType='doi'>10.1/x y</ELocationID>")
    assert found.record.paper.doi is None
    assert [problem.where for problem in found.problems] == ["DOI"]


def test_what_has_neither_number_nor_title_is_refused() -> None:
    (found,) = read(OPEN + b"<PubmedArticle><MedlineCitation><Article/></MedlineCitation></PubmedArticle>" + CLOSE)
    assert isinstance(found, Reject)
    assert found.part.place == "record 1, line 1"
    assert found.problems[-1].message == "the record has neither a number nor a title by which the paper could be known"


# ---- notices from either side


def test_two_sides_of_a_notice_are_one_whatever_comes_first() -> None:
    paper = Notice(kind="retraction", pmid="1", doi="10.5555/A", notice_pmid="2", date="2016-11", title="T")
    notice = Notice(kind="retraction", pmid="1", notice_doi="10.5555/N", notice_pmid="2", date="2016-11-03", reasons=("R",))
    other = Notice(kind="correction", pmid="1", notice_pmid="2")
    whole = Notice(
        kind="retraction",
        pmid="1",
        doi="10.5555/a",
        notice_doi="10.5555/N",
        notice_pmid="2",
        date="2016-11-03",
        title="T",
        reasons=("R",),
    )
    assert joined([paper, notice, other]) == joined([other, notice, paper, notice]) == joined([whole, other])
    assert whole in joined([paper, notice])


def test_notices_whose_numbers_contradict_each_other_stay_apart() -> None:
    first = Notice(kind="retraction", pmid="1", doi="10.5555/a", notice_pmid="9")
    second = Notice(kind="retraction", pmid="2", doi="10.5555/a", notice_pmid="9")
    assert set(joined([first, second, first])) == {first, second}


_DATES = st.none() | st.sampled_from(["2016", "2016-11", "2017-01-02"])
_NUMBERS = st.none() | st.sampled_from(["1", "2", "3"])
_NOTICES = st.lists(
    st.builds(
        Notice, kind=st.sampled_from(["retraction", "correction"]), pmid=st.sampled_from(["1", "2"]),
        doi=st.none() | st.sampled_from(["10.5555/a", "10.5555/b"]), notice_pmid=_NUMBERS,
        notice_doi=st.none() | st.sampled_from(["10.5555/N", "10.5555/n"]), date=_DATES,
    ),
    max_size=6,
)  # fmt: skip


@given(_NOTICES, st.randoms())
def test_joining_has_no_order_and_is_done_once(notices: list[Notice], chance: Any) -> None:
    found = joined(notices)
    assert joined(found) == found
    shuffled = list(notices)
    chance.shuffle(shuffled)
    assert joined(shuffled) == found
    assert {(n.kind, n.pmid) for n in found} == {(n.kind, n.pmid) for n in notices}


# ---- cutting


def pieces(data: bytes) -> list[tuple[str, bytes]]:
    cut = Cutter(io.BytesIO(data), ("PubmedArticle", "DeleteCitation"), "PubmedArticleSet").pieces()
    return [(piece.tag, piece.data) for piece in cut]


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        (b"<PubmedArticle>1</PubmedArticle>", [("PubmedArticle", b"<PubmedArticle>1</PubmedArticle>")]),
        (b"<PubmedArticle/>", [("PubmedArticle", b"<PubmedArticle/>")]),
        (b"<PubmedArticle a='1'>1</PubmedArticle >", [("PubmedArticle", b"<PubmedArticle a='1'>1</PubmedArticle >")]),
        (b"<!-- <PubmedArticle>1</PubmedArticle> -->", []),
        (b"<?x <PubmedArticle>1</PubmedArticle> ?>", []),
        (b"<PubmedArticle><!-- </PubmedArticle> --></PubmedArticle>", 1),
        (b"<PubmedArticle><![CDATA[ </PubmedArticle><PubmedArticle> ]]></PubmedArticle>", 1),
        (b"<PubmedArticle><?x </PubmedArticle> ?></PubmedArticle>", 1),
        (b"<PubmedArticle>1 <PubmedArticle>2</PubmedArticle>", ["<PubmedArticle>1 ", "<PubmedArticle>2</PubmedArticle>"]),
        (b"<PubmedArticle>1</PubmedArticle> x <PubmedArticle>2</PubmedArticle>", 3),
        (b"<PubmedArticle>1 <!-- </PubmedArticle><PubmedArticle>2</PubmedArticle>", 2),  # what hides it never ends
        (b"<PubmedArticles>1</PubmedArticles>", 1),
        (b"</PubmedArticleSet><?xml version='1.0'?><!DOCTYPE a><PubmedArticleSet>", []),  # two files one behind the other
    ],
)
def test_cutting(inside: bytes, found: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wholes = []
    for block in (2**20, 64, 65, 70):
        monkeypatch.setattr(xml_parts, "_BLOCK", block)
        wholes.append(pieces(OPEN + b"\n" + inside + b"\n" + CLOSE))
    assert all(whole == wholes[0] for whole in wholes)
    if isinstance(found, int):
        assert len(wholes[0]) == found
    elif found and isinstance(found[0], str):
        assert [data.decode() for _, data in wholes[0]] == found
    else:
        assert wholes[0] == found


@given(st.integers(0, len(WHOLE)), st.integers(1, 3_000))
@settings(deadline=None, max_examples=100)
def test_nothing_is_lost_between_the_pieces(cut: int, block: int) -> None:
    """Taken together the pieces are the file, less what stands aside in good order."""
    before = xml_parts._BLOCK
    xml_parts._BLOCK = block + xml_parts._LOOK
    try:
        found = list(
            Cutter(io.BytesIO(WHOLE[:cut]), ("PubmedArticle", "PubmedBookArticle", "DeleteCitation"), "PubmedArticleSet").pieces()
        )
    finally:
        xml_parts._BLOCK = before
    lines = [0, *(place + 1 for place, byte in enumerate(WHOLE) if byte == ord("\n"))]
    before_it = 0
    for piece in found:
        at = WHOLE.index(piece.data, max(before_it, lines[piece.line - 1]))
        assert WHOLE.count(b"\n", 0, at) + 1 == piece.line
        before_it = at + len(piece.data)
    assert all(piece.tag for piece in found[:-2])


def test_an_element_without_end_is_held_no_longer_than_the_largest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_parts, "LARGEST", 5_000)
    monkeypatch.setattr(xml_parts, "_BLOCK", 1_000)
    found = pieces(OPEN + b"<PubmedArticle>" + b"x" * 50_000 + record("") + CLOSE)
    assert max(len(data) for _, data in found) <= 6_500
    assert found[-1] == ("PubmedArticle", record(""))


# ---- damage


def test_a_bad_record_costs_itself() -> None:
    good = [record(f"<Article><ArticleTitle>T{n}</ArticleTitle></Article>", n) for n in (1, 2, 3)]
    for bad in (
        good[1][:-40],
        good[1].replace(b"</Article>", b""),
        good[1].replace(b"T2", b"&x;"),
        good[1].replace(b"T2", b"\xff"),
    ):
        first, second, third = read(OPEN + good[0] + bad + good[2] + CLOSE)
        assert isinstance(first, Bundle)
        assert isinstance(second, Reject)
        assert isinstance(third, Bundle)
        assert second.part.place == "PMID 2"
        assert "this is not XML" in second.problems[0].message


@pytest.mark.parametrize("cut", [-1, -len(CLOSE) - 1, -300, -len(CLOSE) - 100])
def test_a_file_that_is_cut_off_gives_its_good_records_and_says_so(cut: int) -> None:
    found = read(WHOLE.rstrip()[:cut])
    assert isinstance(found[-1], Reject)
    assert sum(isinstance(one, Bundle) for one in found) >= 3
    with pytest.raises(InputError):
        list(pubmed.read(Document("a.xml", "", WHOLE.rstrip()[:cut]), NO_WORDS))


def test_a_packed_file_that_is_cut_off_gives_its_good_records(tmp_path: Path) -> None:
    packed = gzip.compress(
        OPEN + b"".join(record(f"<Article><ArticleTitle>{n}</ArticleTitle></Article>", n + 1) for n in range(40_000))
    )
    document = Document("a.xml.gz", "", packed[: len(packed) // 2])
    found = []
    with pytest.raises(InputError, match="cannot be read"):
        found.extend(pubmed.parts(document))  # a list takes what comes before the damage
    assert len(found) > 10_000


@pytest.mark.parametrize("named", ["ISO-8859-1", "UTF-16", "utf-7"])
def test_another_encoding_is_refused_clearly(named: str) -> None:
    data = WHOLE.replace(b'encoding="UTF-8"', f'encoding="{named}"'.encode())
    with pytest.raises(InputError) as error:
        read(data)
    assert error.value.problems[0].message.startswith(f"the file says it is in the encoding '{named.lower()}'")


@given(st.binary(max_size=200) | st.binary(max_size=100).map((OPEN + b"<PubmedArticle>").__add__))
@settings(deadline=None, max_examples=200)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _read_or_refuse(data)


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)), st.binary(max_size=6))
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_damage_is_read_or_refused(start: int, end: int, put: bytes) -> None:
    _read_or_refuse(WHOLE[: min(start, end)] + put + WHOLE[max(start, end) :])


def _read_or_refuse(data: bytes) -> None:
    try:
        found = read(data)
    except InputError as error:
        assert all(problem.message for problem in error.problems)  # noqa: PT017 - any other error fails the test
    else:
        assert all(one.problems for one in found if isinstance(one, Reject))


# ---- the sample of PubMed, counted by another program


@pytest.fixture(scope="module")
def sample() -> list[Bundle | Register | Reject]:
    if not SAMPLE.is_file():
        pytest.skip("the sample ../shared/data/pubmed/sample.xml.gz is not here")
    document = open_document(SAMPLE)
    assert find(document) is pubmed
    return list(records(pubmed, document, NO_WORDS))


def test_the_sample_against_another_parser(sample: list[Bundle | Register | Reject]) -> None:
    root = ElementTree.fromstring(gzip.decompress(SAMPLE.read_bytes()))  # noqa: S314 - PubMed's own file
    bundles = [found for found in sample if isinstance(found, Bundle)]
    assert not any(isinstance(found, Reject) for found in sample)
    articles = list(root.iterfind("PubmedArticle"))
    assert [b.record.paper.pmid for b in bundles] == [a.findtext("MedlineCitation/PMID") for a in articles]
    assert sum(len(b.references) for b in bundles) == len(list(root.iter("Reference")))
    assert sum(len(b.record.paper.authors) for b in bundles) == len(list(root.iterfind(".//AuthorList/Author")))
    assert [len(b.prose) for b in bundles] == [len(a.findall("MedlineCitation/Article/Abstract")) for a in articles]
    assert [b.record.paper.doi for b in bundles] == [
        next((i.text for i in a.iterfind("PubmedData/ArticleIdList/ArticleId") if i.get("IdType") == "doi"), None)
        for a in articles
    ]
    years = Counter(str(b.record.paper.year) for b in bundles)
    assert years == Counter((a.findtext(".//PubDate/Year") or (a.findtext(".//PubDate/MedlineDate") or "")[:4]) for a in articles)
    designs = Counter(b.record.study.design for b in bundles if b.record.study)
    types = [{t.text for t in a.iter("PublicationType")} for a in articles]
    assert designs["randomized-trial"] == sum("Randomized Controlled Trial" in kinds for kinds in types)
    assert not any(b.problems for b in bundles)


def test_the_sample_against_grep(sample: list[Bundle | Register | Reject]) -> None:
    counted = subprocess.run(
        ["/bin/sh", "-c", f"gzip -dc '{SAMPLE}' | grep -c '<PubmedArticle>'"], capture_output=True, check=True, timeout=60
    )  # fmt: skip
    assert sum(isinstance(found, Bundle) for found in sample) == int(counted.stdout)


def test_the_reader_is_a_collection() -> None:
    assert collection.is_collection(pubmed)
