"""Reference tables: what a row says, what is left out of it, and what is refused."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.errors import InputError, lines
from kg.readers import find, references
from kg.readers.document import Document
from kg.records import Bundle, Paper, Record, Reference
from kg.taxonomy import Taxonomy

HEADER = "citing_key,cited_key,pmid,doi,first_author,year,title,journal\n"


def _document(data: bytes | str) -> Document:
    return Document("given.csv", "", data.encode() if isinstance(data, str) else data)


def _read(data: bytes | str) -> list[Bundle]:
    return list(references.read(_document(data), Taxonomy(flaws={})))


def _refused(data: bytes | str) -> list[str]:
    with pytest.raises(InputError) as error:
        _read(data)
    return [str(problem) for problem in error.value.problems]


def test_a_row_is_a_reference_and_a_citing_paper_a_bundle() -> None:
    rows = (
        "rossi-2019,abe-2001,7,10.1000/ABC,Abe,2001,Cold feet,Feet\n"
        'mora-2020,,,,Okafor,1999,"Feet, cold and\nwarm ""socks""",\n'
        "rossi-2019,,,,,,,\n"
    )
    first, second = _read(HEADER + rows)
    assert [b.record for b in (first, second)] == [Record(paper=Paper(key=key)) for key in ("mora-2020", "rossi-2019")]
    assert first.bare
    assert first.references == (Reference(first_author="Okafor", year=1999, title='Feet, cold and\nwarm "socks"'),)
    known = Reference(
        key="abe-2001", pmid="7", doi="10.1000/abc", first_author="Abe", year=2001, title="Cold feet", journal="Feet"
    )
    assert second.references == (known, Reference())
    assert first.source == second.source
    assert first.source.format == "references"


def test_why_a_work_is_cited_may_stand_beside_it() -> None:
    text = HEADER[:-1] + ",intent\nrossi-2019,abe-2001,,,,,,,usesDataFrom\nrossi-2019,mora-2020,,,,,,,\nrossi-2019,zed-2000\n"
    ((*said,),) = [bundle.references for bundle in _read(text)]
    assert [(one.key, one.intent) for one in said] == [("abe-2001", "usesDataFrom"), ("mora-2020", None), ("zed-2000", None)]


def test_an_intent_is_a_word_of_the_list() -> None:
    (problem,) = _refused(HEADER[:-1] + ",intent\nrossi-2019,abe-2001,,,,,,,as evidence\n")
    assert problem.startswith("line 2, intent: 'as evidence' is not one of agreesWith, cites,")


def test_columns_may_stand_in_any_order_with_others_beside() -> None:
    columns = ["remark", *reversed(HEADER.strip().split(",")), "more"]
    text = ",".join(columns) + "\nx,Feet,T,2001,Abe,,,,rossi-2019,y\n"
    ((reference,),) = [bundle.references for bundle in _read(text)]
    assert reference == Reference(journal="Feet", title="T", year=2001, first_author="Abe")


@pytest.mark.parametrize(
    ("year", "kept", "note"),
    [
        ("2001", 2001, []),
        (" 2001 ", 2001, []),
        ("", None, []),
        ("1992b", 1992, ["line 2: the year '1992b' is read as 1992"]),
        ("in press", None, ["line 2: the year 'in press' is read as unknown"]),
    ],
)
def test_a_year_that_is_more_than_a_number_is_pointed_out(year: str, kept: int | None, note: list[str]) -> None:
    (bundle,) = _read(f"{HEADER}rossi-2019,,,,,{year},,\n")
    assert bundle.references[0].year == kept
    assert [str(problem) for problem in bundle.problems] == note


def test_notes_are_told_once() -> None:
    bundles = _read(f"{HEADER}b-2,,,,,1992b,,\na-1,,,,,1993a,,\n")
    assert sum(len(bundle.problems) for bundle in bundles) == 2


def test_every_bad_row_is_told_with_its_line() -> None:
    rows = "rossi-2019,,,,,2001,,\nRossi,,,,,,,\nrossi-2019,Abe 2001,PMID7,doi.org/x,,1066,,\n,,,,,,,\nrossi-2019\n"
    places = [problem.partition(":")[0] for problem in _refused(HEADER + rows)]
    assert places == ["line 3, key", "line 4, key", "line 4, year", "line 4, doi", "line 4, pmid", "line 5, key"]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("citing_key,cited_key,pmid\n", "line 1: the columns doi, first_author, year, title, journal are missing"),
        (HEADER, "line 2: there is no reference under the header"),
        (HEADER + "\n\n", "line 2: there is no reference under the header"),
        (HEADER + 'rossi-2019,,,,,,"never closed\n', "line 2: this is not CSV: unexpected end of data"),
        (HEADER + 'rossi-2019,,,,,,"a" b,\n', "line 2: this is not CSV: ',' expected after '\"'"),
        (HEADER[:-1] + ',"never closed', "line 1: this is not CSV: unexpected end of data"),
        (HEADER + "rossi-2019,,,,," + "9" * 140_000 + ",,\n", "line 2: this is not CSV: field larger than field limit (131072)"),
        (HEADER.encode() + b"rossi-2019,,,,M\xfcller,,,\n", "line 2: byte 0xfc at offset 77 is not UTF-8 text"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes | str, problem: str) -> None:
    assert _refused(data) == [problem]


def test_sniff_knows_the_header() -> None:
    assert find(_document(HEADER)) is references
    assert references.sniff(_document("\ufeff" + HEADER))
    for other in (HEADER.replace(",", ";"), HEADER.replace(",", "\t"), "a,b\n", "", "\n" + HEADER):
        assert not references.sniff(_document(other))


_CELLS = st.text(max_size=8) | st.sampled_from(["rossi-2019", "2001", "10.1000/x", "7", '"', "\r", "\n", "\x00", "\u0661\u0669"])


@given(st.lists(st.lists(_CELLS, max_size=9), max_size=4))
@settings(deadline=None, max_examples=200)
def test_any_table_is_read_or_refused(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    _read_or_refuse((HEADER + out.getvalue()).encode("utf-8", "surrogatepass"))


@given(
    st.binary(max_size=80)
    | st.binary(max_size=80).map(HEADER.encode().__add__)
    | st.binary(max_size=9).map(HEADER[:-1].encode().__add__)
)
@example(HEADER[:-1].encode() + b',"')
@settings(deadline=None, max_examples=200)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert references.sniff(_document(data)) in (True, False)
    _read_or_refuse(data)


def _read_or_refuse(data: bytes) -> None:
    try:
        assert all(bundle.references for bundle in _read(data))
    except InputError as error:
        told = list(lines(error))
        if not told or not all(told[:1]):
            raise AssertionError("an InputError that says nothing") from error
