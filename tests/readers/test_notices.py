"""Lists of notices and PubMed's links: what is read, what is left out and told, what is refused, and what is never opened.

`retractions/<case>/given.csv` or `pubmed/<case>/given.xml` is read; `expected.yaml` has the notices and the problems, or the
problems for which the file is refused (an entry may be the beginning, where the rest is a parser's own words).
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from plain_yaml import loaded

from kg.errors import InputError
from kg.notice import joined
from kg.readers import find, pubmed, retractions
from kg.readers.document import Document, open_document
from kg.records import Notice, Register, Source
from kg.taxonomy import Taxonomy

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/*/given.*") if path.parent.parent.name in ("retractions", "pubmed"))
SAMPLE = HERE.parents[2] / "shared" / "data" / "pubmed" / "sample.xml.gz"
HEADER = "RetractionNature,OriginalPaperDOI,OriginalPaperPubMedID,RetractionDate,Title,Reason\n"
NO_WORDS = Taxonomy(flaws={})


def _given(case: Path) -> Document:
    (file,) = case.glob("given.*")
    return Document(file.name, "", file.read_bytes())


def _reader(case: Path) -> Any:
    return retractions if case.parent.name == "retractions" else pubmed


def _read(reader: Any, document: Document) -> Register:
    """What the source says of notices; the records of PubMed are sources of their own, of which the notices are joined."""
    registers = [said for said in reader.read(document, NO_WORDS) if isinstance(said, Register)]
    if reader is retractions:
        (register,) = registers
        return register
    problems = tuple(problem for register in registers for problem in register.problems)
    source = Source(name=document.name, format="pubmed", sha256=document.sha256)
    return Register(source=source, notices=joined(n for register in registers for n in register.notices), problems=problems)


def _csv(data: bytes | str) -> Document:
    return Document("given.csv", "", data.encode() if isinstance(data, str) else data)


# ---- cases


def test_there_are_cases() -> None:
    assert len(CASES) >= 20


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_a_case(case: Path) -> None:
    wanted = loaded((case / "expected.yaml").read_text("utf-8"))
    if "refused" in wanted:
        with pytest.raises(InputError) as error:
            _read(_reader(case), _given(case))
        found = [str(problem) for problem in error.value.problems]
        assert len(found) == len(wanted["refused"])
        assert all(told.startswith(begin) for told, begin in zip(found, wanted["refused"], strict=True)), found
        return
    register = _read(_reader(case), _given(case))
    expected = sorted((Notice.model_validate(notice) for notice in wanted["notices"]), key=repr)
    assert sorted(register.notices, key=repr) == expected
    assert [str(problem) for problem in register.problems] == wanted["problems"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_the_content_says_whose_it_is(case: Path) -> None:
    document = _given(case)
    if case.name in ("no-header", "no-kind-column"):
        assert not retractions.sniff(document)
    else:
        assert find(document) is _reader(case)


def test_sniffing_looks_for_what_the_format_alone_has() -> None:
    for other in ("title,doi\n", "citing_key,cited_key,pmid\n", "RetractionNature\n", "", "<html><p>PubmedArticleSet</p></html>"):
        assert not retractions.sniff(_csv(other))
        assert not pubmed.sniff(_csv(other))
    assert not pubmed.sniff(_csv('see <PubmedArticleSet> in "the manual"'))
    assert retractions.sniff(_csv('\ufeff"OriginalPaperPubMedID","RetractionNature"\n'))


# ---- lists


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("3/14/2019 0:00", "2019-03-14"),
        ("12/1/1999 12:00:00 AM", "1999-12-01"),
        ("3/14/2019", "2019-03-14"),
        ("2019-03-14", "2019-03-14"),
        ("2019-03-14T00:00:00Z", "2019-03-14"),
        ("2019-03-14 00:00", "2019-03-14"),
        ("2019", "2019"),
        ("0", None),
        ("Unavailable", None),
        ("31/12/2019", None),
        ("3/14/19", None),
    ],
)
def test_dates(printed: str, date: str | None) -> None:
    (notice,) = _read(retractions, _csv(f"{HEADER}Retraction,10.5555/a,,{printed},,\n")).notices
    assert notice.date == date


def test_a_list_in_which_nothing_can_be_used_is_refused_without_telling_every_row() -> None:
    with pytest.raises(InputError) as error:
        _read(retractions, _csv(HEADER + "Retraction,,,,,\n" * 5_000))
    told = [str(problem) for problem in error.value.problems]
    assert len(told) == retractions.MANY + 1
    assert told[-1] == "and 4,980 more"


def test_many_rows_are_read_in_a_time_that_grows_with_their_number(grows: Any) -> None:
    def listed(rows: int) -> Document:
        return _csv(HEADER + "".join(f"Retraction,10.5555/{i},,3/14/2019 0:00,On thumbs,+One;+Two;\n" for i in range(rows)))

    small, large = listed(2_000), listed(8_000)
    assert len(_read(retractions, large).notices) == 8_000
    assert grows(lambda: _read(retractions, small), lambda: _read(retractions, large), 10) < 10


_CELLS = st.text(max_size=8) | st.sampled_from(["Retraction", "10.5555/x", "7", '"', "\r", "\n", "\x00", "+a;", "\u0661/2/2019"])


@given(st.lists(st.lists(_CELLS, max_size=7), max_size=4))
@settings(deadline=None, max_examples=200)
def test_any_table_is_read_or_refused(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    _read_or_refuse(retractions, (HEADER + out.getvalue()).encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=80) | st.binary(max_size=80).map(HEADER.encode().__add__))
@example(HEADER[:-1].encode() + b',"')
@settings(deadline=None, max_examples=200)
def test_any_bytes_are_a_list_or_refused(data: bytes) -> None:
    _read_or_refuse(retractions, data)


def _read_or_refuse(reader: Any, data: bytes) -> None:
    try:
        _read(reader, _csv(data))
    except InputError as error:
        assert all(problem.message for problem in error.problems)  # noqa: PT017 - any other error fails the test


# ---- PubMed

WHOLE = (HERE / "pubmed" / "from-either-side" / "given.xml").read_bytes()


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)), st.binary(max_size=6))
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_damage_is_read_or_refused(start: int, end: int, put: bytes) -> None:
    _read_or_refuse(pubmed, WHOLE[: min(start, end)] + put + WHOLE[max(start, end) :])


def test_nothing_outside_is_opened(tmp_path: Path, command: Callable[..., Any]) -> None:
    """The type definition that PubMed's files name: here it is a pipe, and who opens it waits for ever."""
    os.mkfifo(tmp_path / "pubmed.dtd")
    file = tmp_path / "a.xml"
    named = re.sub(rb'PUBLIC "[^"]*" "[^"]*"', f'SYSTEM "{(tmp_path / "pubmed.dtd").as_uri()}"'.encode(), WHOLE)
    assert b"pubmed.dtd" in named
    file.write_bytes(named)
    assert command("validate", file, timeout=30).code == 0


def test_an_entity_in_an_encoding_that_hides_it_is_refused() -> None:
    head = '<?xml version="1.0" encoding="UTF-7"?>'
    text = f'{head}+ADwAIQ-DOCTYPE PubmedArticleSet [+ADwAIQ-ENTITY a "b"+AD4-]+AD4-<PubmedArticleSet/>'
    with pytest.raises(InputError):
        _read(pubmed, Document("a.xml", "", text.encode()))


def test_a_large_file_streams_by(grows: Any) -> None:
    def articles(count: int) -> Document:
        head, _, rest = WHOLE.partition(b"  <PubmedArticle>")
        body = (b"  <PubmedArticle>" + rest).removesuffix(b"</PubmedArticleSet>\n")
        return Document("a.xml", "", head + body * count + b"</PubmedArticleSet>\n")

    small, large = articles(200), articles(800)
    assert len(_read(pubmed, large).notices) == 2
    assert grows(lambda: _read(pubmed, small), lambda: _read(pubmed, large), 10) < 10


def test_a_packed_file_is_read_by_what_is_inside(tmp_path: Path) -> None:
    packed = tmp_path / "sample.xml.gz"
    packed.write_bytes(gzip.compress(WHOLE))
    document = open_document(packed)
    assert find(document) is pubmed
    assert _read(pubmed, document).notices == _read(pubmed, Document("a.xml", "", WHOLE)).notices


def test_the_sample_of_pubmed() -> None:
    if not SAMPLE.is_file():
        pytest.skip("the sample ../shared/data/pubmed/sample.xml.gz is not here")
    register = _read(find(open_document(SAMPLE)), open_document(SAMPLE))
    assert register.problems == ()
    assert {(n.kind, n.pmid, n.notice_pmid, n.date) for n in register.notices} == {
        ("retraction", "400712", "6106651", "1980-11"),
        ("retraction", "778343", "400955", "1977-06"),
        ("retraction", "166323", "400964", "1977-02-24"),
        ("retraction", "178540", "400964", "1977-02-24"),
        ("retraction", "183981", "400964", "1977-02-24"),
        ("retraction", "785270", "400964", "1977-02-24"),
        ("retraction", "423962", "7350521", "1980-01-03"),
    }
    assert {n.doi for n in register.notices if n.doi} == {"10.1210/jcem-47-1-216", "10.1038/277646a0"}
