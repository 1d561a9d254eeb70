"""Stores of many papers: who has a page, where the others are found, and one page for a file of many records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from posixpath import join, normpath

import pytest
from worlds import bundles

from kg.rdf import lexicon, mint
from kg.rdf.write import quads
from kg.readings import Counts, Reading, part
from kg.report import known as module
from kg.report import source as sources
from kg.report.known import Known
from kg.report.site import files
from kg.store import Store, open_store

FLAWS = tuple(sorted(lexicon.taxonomy().flaws))[::9]
RECORDS = 12


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than one paper is many."""
    monkeypatch.setattr(module, "_EVERY", 1)


@pytest.fixture(scope="module")
def export() -> Iterator[Store]:
    """A store into which one file of records was read, each a source of its own."""
    with open_store() as store:
        store.add(lexicon.knowledge())
        said = [
            of.model_copy(update={"source": of.source.model_copy(update={"name": "export.xml", "part": f"record {at}"})})
            for at, of in enumerate(bundles(RECORDS, FLAWS, seed=3))
        ]
        graphs = [mint.source(of.source) for of in said]
        reading = Reading(
            "/in/export.xml",
            mint.knowledge("file"),
            "appraisal",
            "1",
            "0" * 64,
            Counts(RECORDS, 0, 0, 0, 0),
            records=RECORDS,
            rejected=1,
        )
        store.add(quad for of in said for quad in quads(of))
        store.add([*reading.quads(), *(part(reading.node, graph) for graph in graphs)])
        yield store


def site(known: Known) -> dict[str, str]:
    return {file.address: file.text if isinstance(file.text, str) else "".join(file.text) for file in files(known)}


def test_of_many_papers_those_with_more_to_tell_have_a_page(world: Store, few: None) -> None:
    known = Known(world, every=False)
    assert known.paged == {"alpha-2001", "beta-1999"}
    made = site(known)
    assert {address for address in made if re.fullmatch(r"paper/[^.]*\.html", address)} == {
        "paper/alpha-2001.html", "paper/beta-1999.html",
    }  # fmt: skip
    assert "2 of 3 papers have a page of their own" in made["papers.html"]
    listed = [made["papers.html"].index(name) for name in ("Alpha 2001", "the winter thumb paper", "Gamma 2010")]
    assert listed == sorted(listed)
    for address, text in made.items():
        if address.endswith(".html") and not address.startswith("graph/"):
            for href in re.findall(r'href="([^"#:]+?)(?:#[^"]*)?"', text):
                target = normpath(join(address, "..", unescape(href)))
                assert target in made, (address, href)
    words = json.loads(made["search/w-all.js"].removeprefix('kgSearch.words("all",').removesuffix(");\n"))
    found = json.loads(made["search/d-0.js"].removeprefix("kgSearch.documents(0,").removesuffix(");\n"))
    assert [found[at][1] for at in words["mittens"]] == ["papers.html"]


def test_a_page_for_each_is_made_when_asked_for_or_where_there_are_few(world: Store, few: None) -> None:
    assert Known(world, every=True).paged == {"alpha-2001", "beta-1999", "gamma-2010"}


def test_a_small_store_has_a_page_for_every_paper(world: Store) -> None:
    assert Known(world, every=False).paged == {"alpha-2001", "beta-1999", "gamma-2010"}


def test_a_file_of_many_records_is_one_source(export: Store) -> None:
    made = site(Known(export))
    pages = [address for address in made if address.startswith("source/")]
    assert len(pages) == 1
    assert f"{RECORDS} records; 1 record could not be read." in made[pages[0]]
    assert all(f"invented-{at}.html" in made[pages[0]] for at in range(RECORDS))
    for at in range(RECORDS):
        (href,) = set(re.findall(r'href="\.\./(source/[^"]+)"', made[f"paper/invented-{at}.html"]))
        assert href == pages[0]


def test_a_long_source_lists_the_first_and_says_of_how_many(export: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_MOST", 5)
    monkeypatch.setattr(sources, "ROWS", 3)
    made = site(Known(export))
    (text,) = [page for address, page in made.items() if address.startswith("source/")]
    assert f"The first 3 of {RECORDS}, by key." in text
    assert len(re.findall(r'href="\.\./paper/invented-\d+\.html"', text)) == 3
