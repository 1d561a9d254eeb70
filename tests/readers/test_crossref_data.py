"""Crossref's works in ../shared/data: what is read of them, counted a second time by other means."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from kg.readers import crossref, find
from kg.readers.collection import Reject, records
from kg.readers.document import Document, open_document
from kg.records import Bundle
from kg.taxonomy import Taxonomy

WORKS = Path(__file__).parents[3] / "shared" / "data" / "crossref" / "works.json"
TELLING = {"DOI", "article-title", "volume-title", "series-title", "unstructured"}

pytestmark = pytest.mark.skipif(not WORKS.exists(), reason="the works of Crossref are not there (../shared/data/crossref)")


@pytest.fixture(scope="module")
def printed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(WORKS.read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def read() -> list[Bundle]:
    found = list(records(crossref, open_document(WORKS), Taxonomy(flaws={})))
    assert not any(isinstance(one, Reject) for one in found)
    return [one for one in found if isinstance(one, Bundle)]


def test_the_file_is_known_by_its_content() -> None:
    assert find(open_document(WORKS)) is crossref


def test_every_work_is_read_under_its_doi(printed: list[dict[str, Any]], read: list[Bundle]) -> None:
    assert [bundle.record.paper.doi for bundle in read] == [work["DOI"] for work in printed]
    assert len({bundle.record.paper.key for bundle in read}) == len({work["DOI"].lower() for work in printed})


def test_years_journals_and_the_number_of_authors_are_those_printed(printed: list[dict[str, Any]], read: list[Bundle]) -> None:
    for work, bundle in zip(printed, read, strict=True):
        paper = bundle.record.paper
        assert paper.year == (work["issued"]["date-parts"][0][0] if "issued" in work else None)
        assert len(paper.authors) == len(work.get("author", []))
        assert (paper.journal or "").replace("&", "&amp;") == work.get("container-title", [""])[0]


def test_family_names_come_first(printed: list[dict[str, Any]], read: list[Bundle]) -> None:
    for work, bundle in zip(printed, read, strict=True):
        for printed_author, author in zip(work.get("author", []), bundle.record.paper.authors, strict=True):
            if "given" in printed_author:
                family, initials = author.rsplit(" ", 1)
                assert (family, initials[0]) == (printed_author["family"], printed_author["given"][0])
            else:
                assert author in printed_author.values()


def test_references_with_a_doi_a_title_or_their_whole_text_are_kept_and_others_counted(
    printed: list[dict[str, Any]], read: list[Bundle]
) -> None:
    for work, bundle in zip(printed, read, strict=True):
        entries = work.get("reference", [])
        telling = [entry for entry in entries if entry.keys() & TELLING]
        gone = len(entries) - len(telling)
        assert len(bundle.references) == len(telling)
        assert [r.doi for r in bundle.references if r.doi] == [entry["DOI"] for entry in telling if "DOI" in entry]
        told = [p.message for p in bundle.problems if p.where == "reference"]
        assert told == [f"{gone} of {len(entries)} entries give neither an identifier nor a title; left out"] * bool(gone)


def test_abstracts_are_those_that_an_xml_parser_finds(printed: list[dict[str, Any]], read: list[Bundle]) -> None:
    compared = 0
    for work, bundle in zip(printed, read, strict=True):
        assert ("abstract" in work) == bool(bundle.prose)
        if "abstract" in work:
            assert _letters(bundle.prose[0].passage.exact) == _letters(_by_xml(work["abstract"]))
            compared += 1
    assert compared == 16


def _by_xml(fragment: str) -> str:
    """The text of the fragment without the heading that only says what it is."""
    names = " ".join(f'xmlns:{prefix}="urn:{prefix}"' for prefix in ("jats", "mml"))
    root = etree.fromstring(f"<root {names}>{fragment}</root>")
    for title in root.findall("{urn:jats}title"):
        if title.text == "Abstract":
            root.remove(title)
    return "".join(root.itertext())


def _letters(text: str) -> str:
    return re.sub(r"[\s^:]", "", text)


def test_json_lines_of_the_same_works_say_the_same(printed: list[dict[str, Any]], read: list[Bundle]) -> None:
    lines = "\n".join(json.dumps(work) for work in printed).encode()
    found = list(records(crossref, Document("works.jsonl", "", lines), Taxonomy(flaws={})))
    assert [(b.record, b.references) for b in found if isinstance(b, Bundle)] == [(b.record, b.references) for b in read]
