"""RIS, MEDLINE, Web of Science, BibTeX, EndNote, CSV: what is read of a record, what is left out and told, what is refused.

`<format>/<case>/given.*` is read; `expected.yaml` has an entry for each record: what it says, or why it is refused.
"""

from __future__ import annotations

import gzip
import tracemalloc
from collections import deque
from collections.abc import Callable
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_yaml import loaded
from told import NO_WORDS, told
from told import given as given_file

from kg.errors import InputError
from kg.rdf import read as rdf_read
from kg.rdf import write as rdf_write
from kg.readers import READERS, bibliography_csv, endnote, find, lines
from kg.readers.collection import Collection, Reject, records
from kg.readers.document import Document
from kg.records import Bundle

HERE = Path(__file__).parent
FORMATS = ("ris", "medline", "web-of-science", "bibtex", "endnote", "refer", "bibliography-csv")
CASES = sorted(path.parent for path in HERE.glob("*/*/given.*") if path.parent.parent.name in FORMATS)

# A record of each format, in which NUMBER stands for its number, and what stands before and behind all of them.
SAMPLES: dict[str, tuple[bytes, bytes, bytes]] = {
    "ris": (b"TY  - JOUR\nTI  - Mittens NUMBER\nAU  - Wool, A\nPY  - 2001\nER  -\n\n", b"", b""),
    "medline": (b"PMID- 7\nTI  - Mittens NUMBER\nAU  - Wool A\nDP  - 2001\nSO  - Wool. 2001.\n\n", b"", b""),
    "web-of-science": (b"PT J\nAU Wool, A\nTI Mittens NUMBER\nPY 2001\nER\n\n", b"FN a\nVR 1.0\n", b"EF\n"),
    "bibtex": (b"@article{w1,\n  title = {Mittens NUMBER},\n  author = {Wool, A},\n  year = 2001\n}\n\n", b"", b""),
    "endnote": (
        b'<record>\n<ref-type name="Book">6</ref-type>\n<titles><title>Mittens NUMBER</title></titles>\n</record>\n',
        b"<xml><records>\n",
        b"</records></xml>\n",
    ),
    "refer": (b"%0 Journal Article\n%A Wool, A\n%T Mittens NUMBER\n%D 2001\n\n", b"", b""),
    "bibliography-csv": (b"Mittens NUMBER,Wool A,2001\n", b"Title,Authors,Year\n", b""),
}


def _sample(name: str, *numbers: int) -> bytes:
    """Records with these numbers, without what stands before and behind them."""
    return b"".join(SAMPLES[name][0].replace(b"NUMBER", b"%d" % number) for number in numbers)


def _reader(name: str) -> Collection:
    return cast("Collection", import_module(READERS[name]))


def _told(name: str, data: bytes) -> list[dict[str, Any]]:
    return told(_reader(name), Document("given", "", data))


def _without_place(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name != "place"}


def _name(case: Path) -> str:
    return f"{case.parent.name}-{case.name}"


# ---- cases


def test_there_are_cases() -> None:
    assert len(CASES) >= 16
    assert {case.parent.name for case in CASES} == set(FORMATS)


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_a_case(case: Path) -> None:
    wanted = loaded((case / "expected.yaml").read_text("utf-8"))
    assert told(_reader(case.parent.name), given_file(case)) == wanted


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_the_content_says_whose_it_is(case: Path) -> None:
    document = given_file(case)
    assert find(document) is _reader(case.parent.name)
    assert [name for name in FORMATS if _reader(name).sniff(document)] == [case.parent.name]


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_what_is_read_is_written_and_read_back(case: Path) -> None:
    for found in records(_reader(case.parent.name), given_file(case), NO_WORDS):
        if isinstance(found, Bundle):
            quads = list(rdf_write.quads(found))
            (back,) = rdf_read.bundles(quads)
            assert back.record == found.record
            assert set(back.references) == set(found.references)


@pytest.mark.parametrize("name", FORMATS)
def test_reading_a_file_that_has_to_be_whole_names_the_first_bad_record(name: str) -> None:
    document = given_file(HERE / name / "damaged")
    bad = next(said for said in _told(name, document.data) if "refused" in said)
    with pytest.raises(InputError) as error:
        list(_reader(name).read(document, NO_WORDS))
    assert all(str(problem).startswith(bad["place"]) for problem in error.value.problems)
    whole = next(case for case in CASES if case.parent.name == name and case.name != "damaged")
    assert len(list(_reader(name).read(given_file(whole), NO_WORDS))) >= 2


# ---- encodings and ends of lines


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
@pytest.mark.parametrize("case", CASES, ids=_name)
def test_other_ends_of_lines_say_the_same(case: Path, end: bytes) -> None:
    data = given_file(case).data
    assert b"\r" not in data
    assert _told(case.parent.name, data.replace(b"\n", end)) == _told(case.parent.name, data)


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_a_packed_file_and_one_with_a_byte_order_mark_say_the_same(case: Path) -> None:
    data = given_file(case).data
    assert _told(case.parent.name, gzip.compress(data)) == _told(case.parent.name, data)
    assert _told(case.parent.name, b"\xef\xbb\xbf" + data.removeprefix(b"\xef\xbb\xbf")) == _told(case.parent.name, data)


@pytest.mark.parametrize("name", FORMATS)
def test_a_packed_file_that_is_cut_gives_what_was_whole(name: str) -> None:
    packed = gzip.compress(SAMPLES[name][1] + _sample(name, *range(3_000_000 // len(SAMPLES[name][0]))))
    found = _reader(name).parts(Document("given", "", packed[: len(packed) // 2]))
    assert len(list(islice(found, 1_000))) == 1_000
    with pytest.raises(InputError, match="given"):
        deque(found, maxlen=0)


@pytest.mark.parametrize("name", FORMATS)
def test_a_byte_of_windows_1252_is_told_with_its_line(name: str) -> None:
    _, head, tail = SAMPLES[name]
    good = head + _sample(name, 1, 2) + tail
    odd = good.replace(b"Mittens 2", b"Mit\x96tens 2")
    first, second = _told(name, odd)
    assert first == _told(name, good)[0]
    assert second["paper"]["title"] == "Mit–tens 2"
    (problem,) = second["problems"]
    assert "0x96" in problem
    assert problem.endswith("is not UTF-8 text; the line is read as Windows-1252")


# ---- what is cut


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_record_is_the_same_source_wherever_it_stands(name: str) -> None:
    _, head, tail = SAMPLES[name]
    one = list(_reader(name).parts(Document("a", "", head + _sample(name, 1, 2) + tail)))
    other = list(_reader(name).parts(Document("b", "", head + _sample(name, 3, 1).rstrip(b"\n"))))
    assert one[0].data == other[1].data
    assert one[0].place != other[1].place or name == "medline"


@pytest.mark.parametrize("name", FORMATS)
def test_memory_does_not_grow_with_the_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, head, tail = SAMPLES[name]
    monkeypatch.setattr(lines, "_BLOCK", 2_048)
    monkeypatch.setattr(endnote, "_BLOCK", 2_048)

    def peak(count: int) -> int:
        file = tmp_path / f"{count}.txt"
        file.write_bytes(head + _sample(name, *range(count)) + tail)
        document = Document(file.name, "", b"", file)
        tracemalloc.start()
        try:
            assert sum(1 for _ in _reader(name).parts(document)) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(300)  # what is made once
    assert min(peak(600), peak(600)) <= 1.15 * min(peak(300), peak(300))


@pytest.mark.parametrize("name", FORMATS)
def test_a_record_without_an_end_is_refused_before_it_fills_the_memory(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (lines, *(m for m in (_reader(n) for n in FORMATS) if hasattr(m, "LARGEST"))):
        monkeypatch.setattr(module, "LARGEST", 100_000)
    monkeypatch.setattr(bibliography_csv, "_LINES", 50)
    head = SAMPLES[name][1]
    opened = {
        "ris": b"TY  - JOUR\nTI  - x\n",
        "medline": b"PMID- 8\nTI  - x\n",
        "web-of-science": b"PT J\nTI x\n",
        "bibtex": b"@article{x, title={\n",
        "endnote": b"<record><titles><title>\n",
        "refer": b"%0 Book\n",
        "bibliography-csv": b'"x\n',
    }[name]
    filling = b"      and so on\n" * (500 if name == "bibliography-csv" else 60_000)
    found = _told(name, head + _sample(name, 1) + opened + filling)
    assert "paper" in found[0]
    assert "refused" in found[1]
    if name != "bibliography-csv":
        assert "more than" in str(found[1]["refused"])


# ---- any damage


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.data())
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_record_costs_nothing_but_itself(name: str, data: st.DataObject) -> None:
    _, head, tail = SAMPLES[name]
    first, middle, last = (_sample(name, number) for number in (1, 2, 3))
    inner = middle.index(b"\n") + 1 if name != "bibliography-csv" else 0
    start = data.draw(st.integers(inner, len(middle.rstrip(b"\n"))))
    end = data.draw(st.integers(start, len(middle.rstrip(b"\n"))))
    put = data.draw(
        st.binary(max_size=6).filter(lambda b: b"\n" not in b and b"\r" not in b) | st.sampled_from([b'"', b"{", b"}}"])
    )
    whole = _told(name, head + first + middle + last + tail)
    damaged = _told(name, head + first + middle[:start] + put + middle[end:] + last + tail)
    assert damaged[0] == whole[0]
    assert _without_place(damaged[-1]) == _without_place(whole[-1])


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.data())
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_any_damage_is_read_or_refused(name: str, data: st.DataObject) -> None:
    case = data.draw(st.sampled_from([case for case in CASES if case.parent.name == name]))
    good = given_file(case).data
    start, end = data.draw(st.integers(0, len(good))), data.draw(st.integers(0, len(good)))
    _read_or_refuse(name, good[: min(start, end)] + data.draw(st.binary(max_size=6)) + good[max(start, end) :])


@pytest.mark.parametrize("name", FORMATS)
@given(st.binary(max_size=120))
@settings(deadline=None, max_examples=25)
def test_any_bytes_are_read_or_refused(name: str, put: bytes) -> None:
    head = SAMPLES[name][1]
    for data in (put, head + put, head + _sample(name, 1)[:-4] + put):
        _read_or_refuse(name, data)


def _read_or_refuse(name: str, data: bytes) -> None:
    reader, document = _reader(name), Document("given", "", data)
    reader.sniff(document)
    try:
        for found in records(reader, document, NO_WORDS):
            if isinstance(found, Reject):
                assert found.problems
                assert all(problem.message for problem in found.problems)
            elif isinstance(found, Bundle):
                list(rdf_write.quads(found))
    except InputError as error:
        assert all(problem.message for problem in error.problems)  # noqa: PT017 - any other error fails the test


# ---- whose file it is


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ris", "TI  - no type\n"),
        ("ris", "<p>\nTY  - JOUR\n"),
        ("ris", "see:  TY  - JOUR\n"),
        ("medline", "PMID: 30000001\n"),
        ("medline", '{"a": "\nPMID- 30000001\n"}'),
        ("web-of-science", "FN something\nTI x\n"),
        ("web-of-science", "AU Wool\nPT J\n"),
        ("bibtex", "mail me @example{\n"),
        ("bibtex", "@prefix kg: <https://example.org/> .\n"),
        ("endnote", "<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>"),
        ("endnote", "<html><records/></html>"),
        ("refer", "%YAML 1.2\n"),
        ("refer", "see %0 Journal Article\n"),
        ("bibliography-csv", "Study,D1,D2,D3,D4,D5,Overall\n"),
        ("bibliography-csv", "Title,Authors,Year,D1,D2,Overall\n"),
        ("bibliography-csv", "Title,Authors\n"),
        ("bibliography-csv", "citing_key,cited_key,pmid\n"),
        ("bibliography-csv", "a,b\n1,2\n"),
        ("bibliography-csv", ""),
    ],
)
def test_what_is_of_others_is_left_to_them(name: str, data: str) -> None:
    assert not _reader(name).sniff(Document("given", "", data.encode()))


def test_formats_that_share_columns_keep_their_files() -> None:
    references = "citing_key,cited_key,pmid,doi,first_author,year,title,journal\na-1,b-2,,,Wool,2001,Mittens,Wool\n"
    notices = "RetractionNature,OriginalPaperDOI,Title,Author,Abstract\nRetraction,10.5555/a,Mittens,Wool,None\n"
    assert cast("Any", find(Document("a.csv", "", references.encode()))).NAME == "references"
    assert cast("Any", find(Document("a.csv", "", notices.encode()))).NAME == "retractions"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><xml><records><record/></records></xml>', "ISO-8859-1"),
        (b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><records><record><label>&a;</label></record></records></xml>', "entities"),
    ],
)
def test_an_xml_file_that_is_unsafe_is_refused_as_a_whole(data: bytes, said: str) -> None:
    with pytest.raises(InputError) as error:
        list(_reader("endnote").parts(Document("given.xml", "", data)))
    assert said in str(error.value.problems)


def test_a_csv_file_without_titles_is_refused_as_a_whole() -> None:
    with pytest.raises(InputError) as error:
        list(_reader("bibliography-csv").parts(Document("given.csv", "", b"Authors,Year\nWool A,2001\n")))
    assert [str(problem) for problem in error.value.problems] == ["line 1: no column is called Title: this is no bibliography"]


def test_a_command_reads_such_a_file(command: Callable[..., Any]) -> None:
    done = command("validate", HERE / "ris" / "zotero" / "given.ris")
    assert done.code == 0, done.err
