"""Real exports and deliberately faulty ones: good records, bad ones by name, and counts that a second program confirms.

The second programs are rispy for tagged files, csv for tables, and counting lines.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from told import NO_WORDS, told

from kg.errors import InputError
from kg.readers import bibliography_csv, find, ris, web_of_science
from kg.readers.collection import Reject, is_collection, records
from kg.readers.document import Document
from kg.records import Bundle

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "bibliography"
TAGGED = sorted([*FOLDER.glob("*.ris"), FOLDER / "web_of_science.txt", *FOLDER.glob("rispy/*.ris")]) if FOLDER.is_dir() else []
RIS = [path for path in TAGGED if path.name != "example_wos.ris"]

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the exports of databases are not there: {FOLDER}")

# File to its records, those refused, and words of what is told of the others.
COUNTS: dict[str, tuple[int, int, list[str]]] = {
    "baseline_tag-notes_zotero.ris": (4, 0, ["'GEN' is none of the kinds of work"] * 4),
    "duplicate_records.csv": (14, 4, ["'10.1' does not fit", "'10.3' does not fit", "'10.3' does not fit"]),
    "embase.ris": (6, 0, []),
    "faulty_year.ris": (1, 0, ["PY: '10 15' holds no year"]),
    "generic.csv": (2, 0, []),
    "missing_values.csv": (4, 2, []),
    "ovid_zotero.ris": (6, 0, []),
    "proquest.ris": (6, 0, []),
    "pubmed_zotero.ris": (6, 0, []),
    "scopus.ris": (6, 0, [f"N1: {n} works cited" for n in ("5 of 87", "1 of 59", "2 of 144", "3 of 180")]),
    "web_of_science.txt": (10, 0, []),
    "example_basic.ris": (1, 0, []),
    "example_bom.ris": (1, 0, []),
    "example_custom_list_tags.ris": (1, 1, []),
    "example_empty_tag.ris": (1, 0, []),
    "example_extraneous_data.ris": (2, 0, []),
    "example_full.ris": (2, 0, []),
    "example_full_without_whitespace.ris": (2, 0, []),
    "example_full_write.ris": (2, 0, []),
    "example_multi_unknown_tags.ris": (1, 0, []),
    "example_multiline.ris": (3, 3, []),
    "example_single_unknown_tag.ris": (1, 0, []),
    "example_starting_newlines.ris": (1, 0, []),
    "example_urls.ris": (4, 0, []),
    "example_utf_chars.ris": (1, 0, ["the short title is taken for the title"]),
    "example_wos.ris": (2, 0, ["5 of 59 works cited", "13 of 86 works cited"]),
}


def _document(path: Path) -> Document:
    return Document(path.name, "", path.read_bytes())


def test_every_file_is_counted() -> None:
    assert {path.name for path in FOLDER.rglob("*.*")} == set(COUNTS)


@pytest.mark.parametrize("name", sorted(COUNTS))
def test_good_records_are_read_and_bad_ones_named(name: str) -> None:
    (path,) = FOLDER.rglob(name)
    document = _document(path)
    reader = find(document)
    assert is_collection(reader)
    found = list(records(reader, document, NO_WORDS))
    total, refused, words = COUNTS[name]
    rejects = [one for one in found if isinstance(one, Reject)]
    bundles = [one for one in found if isinstance(one, Bundle)]
    assert (len(found), len(rejects), len(bundles)) == (total, refused, total - refused)
    problems = [str(problem) for bundle in bundles for problem in bundle.problems]
    assert len(problems) == len(words)
    assert all(word in problem for word, problem in zip(words, problems, strict=True)), problems
    lines = path.read_bytes().splitlines()
    for reject in rejects:
        assert str(reject.problems[-1]) == "there is neither a title nor an identifier by which the paper could be known"
        place = re.fullmatch(r"record (\d+), line (\d+)", reject.part.place)
        assert place is not None
        assert reject.part.data.endswith(lines[int(place[2]) - 1]) or reject.part.data.startswith(lines[int(place[2]) - 1])


# ---- tagged files, read by rispy as well


def _second(path: Path, **options: Any) -> list[dict[str, Any]]:
    rispy = pytest.importorskip("rispy")
    return list(rispy.loads(path.read_text("utf-8-sig"), **options))


def _doi(text: str | None) -> str | None:
    return re.sub(r"^https?://(dx\.)?doi\.org/", "", text) if text else None


@pytest.mark.parametrize("path", RIS, ids=lambda path: path.name)
def test_rispy_reads_the_same_from_ris(path: Path) -> None:
    second = _second(path)
    found = told(ris, _document(path))
    beginnings = sum(line.removeprefix(b"\xef\xbb\xbf").startswith(b"TY  -") for line in path.read_bytes().splitlines())
    assert len(found) == len(second) == beginnings
    for said, other in zip(found, second, strict=True):
        paper = said.get("paper", {})
        title = other.get("title") or other.get("primary_title") or other.get("short_title")
        assert paper.get("title") == (" ".join(title.split()) if title else None)
        if not paper:
            continue
        assert paper.get("doi") == _doi(other.get("doi"))
        names = other.get("authors") or other.get("first_authors") or []
        assert len(paper.get("authors", [])) == len(names)
        for mine, theirs in zip(paper.get("authors", []), names, strict=True):
            family = re.split(r",| [A-Z]\.", theirs)[0]
            assert mine.startswith(f"{family.strip()} ")
        printed = other.get("year") or other.get("publication_year") or ""
        year = re.match(r"[12]\d{3}", printed)
        assert paper.get("year") == (int(year[0]) if year else None)
        abstract = other.get("abstract") or other.get("notes_abstract")
        assert ("abstract" in said) == bool(abstract)
        if abstract and "<" not in abstract and "&" not in abstract:
            assert said["abstract"] == " ".join(abstract.split())


def test_rispy_reads_the_same_from_web_of_science() -> None:
    rispy = pytest.importorskip("rispy")
    path = FOLDER / "rispy" / "example_wos.ris"
    second = _second(path, implementation=rispy.WokParser)
    found = told(web_of_science, _document(path))
    assert len(found) == len(second) == path.read_bytes().count(b"\nPT J")
    for said, other in zip(found, second, strict=True):
        paper = said["paper"]
        assert paper["title"] == other["document_title"]
        assert paper["doi"] == other["doi"]
        assert paper["pmid"] == other["pubmed_id"]
        assert paper["year"] == int(other["publication_year"])
        assert len(paper["authors"]) == len(other["authors"])
        assert said["abstract"] == " ".join(other["abstract"].split())
        with_doi = [line for line in other["cited_references"] if " DOI " in line]
        assert len(said["references"]) == len(with_doi)
        assert all(one["doi"] in line for one, line in zip(said["references"], with_doi, strict=True))


def test_numbers_of_databases_are_known_by_their_tags() -> None:
    def under(name: str, tag: str) -> set[str]:
        return set(re.findall(rf"^{tag}  - ([0-9]+)\s*$", (FOLDER / name).read_text("utf-8-sig"), re.MULTILINE))

    def read(name: str) -> set[str]:
        return {said["paper"]["pmid"] for said in told(ris, _document(FOLDER / name)) if "pmid" in said["paper"]}

    assert read("embase.ris") == under("embase.ris", "C5")
    assert read("scopus.ris") == under("scopus.ris", "C2")
    assert read("proquest.ris") == set()
    assert len(read("embase.ris")) == 3
    assert len(read("scopus.ris")) == 5


def test_the_works_that_scopus_lists_are_all_read_or_counted() -> None:
    text = (FOLDER / "scopus.ris").read_text("utf-8")
    lists = re.findall(r"^N1  - References: (.*?)(?=^[A-Z][A-Z0-9]  - )", text, re.MULTILINE | re.DOTALL)
    listed = [[line for line in one.splitlines() if line.strip("; ") and not line.startswith("ER  -")] for one in lists]
    found = told(ris, _document(FOLDER / "scopus.ris"))
    assert len(found) == len(listed) == 6
    for said, lines in zip(found, listed, strict=True):
        left_out = sum(int(n) for problem in said.get("problems", []) for n in re.findall(r"N1: (\d+) of", problem))
        assert len(said["references"]) + left_out >= len(lines)
        for one in said["references"]:
            beginning = f"{one['title']} ({one['year']})"
            assert sum(beginning in " ".join(line.split()) for line in lines) >= 1
            assert not re.match(r"\S+, [A-Z]\.", one["title"])
    assert sum(len(said["references"]) for said in found) == 792


# ---- tables


@pytest.mark.parametrize("name", [name for name in sorted(COUNTS) if name.endswith(".csv")])
def test_csv_reads_the_same_rows(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ","))
    found = told(bibliography_csv, _document(FOLDER / name))
    assert len(found) == len(rows)
    for said, row in zip(found, rows, strict=True):
        assert ("refused" in said) == (not row["title"].strip())
        if "paper" in said:
            assert said["paper"]["title"] == row["title"].strip()
            assert said.get("abstract") == (" ".join((row["abstract"] or "").split()) or None)


def test_a_row_of_a_judgement_table_is_not_taken_for_a_reference() -> None:
    tables = FOLDER.parent / "robtables"
    if not tables.is_dir():
        pytest.skip(f"the tables of judgements are not there: {tables}")
    for path in [*tables.glob("*.csv"), *(FOLDER.parent / "metapsy").glob("*.csv")]:
        assert not bibliography_csv.sniff(_document(path))


def test_a_real_export_that_is_cut_off_gives_all_but_its_last_record() -> None:
    data = (FOLDER / "scopus.ris").read_bytes()
    whole = told(ris, Document("a.ris", "", data))
    cut = told(ris, Document("a.ris", "", data[: data.rindex(b"\nER  -") - 40]))
    assert cut[:-1] == whole[:-1]
    assert cut[-1]["refused"] == ["ER: no line ends the record: it is cut off, or runs into the next"]
    with pytest.raises(InputError):
        list(ris.read(Document("a.ris", "", data[:-60]), NO_WORDS))
