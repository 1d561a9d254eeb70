"""The files of the site: links that lead somewhere, the numbers of the questions, nothing alive in what sources say."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re
import shlex
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
import rdflib

import kg
from kg.rdf.vocab import OA
from kg.recurrence import recurrence
from kg.report.known import Known
from kg.report.paper import paper
from kg.report.site import files
from kg.sparql import ask, checked, named
from kg.store import Store, open_store
from kg.views.report import addresses
from kg.views.report.page import page

OWN_PAGE = "graph/whole.html"  # made by another room, with tests of its own


class _Read(HTMLParser):
    """The ids, links, scripts and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.data: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        known = dict(attrs)
        if known.get("id"):
            self.ids.append(str(known["id"]))
        if tag in ("a", "link") and known.get("href"):
            self.links.append(str(known["href"]))
        if tag == "script":
            self.scripts.append(known)
            self._inside = tag
        self.handlers += [name for name in known if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.data.append(data)


def _read(path: Path) -> _Read:
    reader = _Read()
    reader.feed(path.read_text("utf-8"))
    return reader


def _pages(site: Path) -> list[Path]:
    return [path for path in sorted(site.rglob("*.html")) if path.relative_to(site).as_posix() != OWN_PAGE]


@pytest.mark.parametrize("which", ["site", "hostile_site"])
def test_every_link_within_the_site_leads_to_a_file_and_a_place_in_it(which: str, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(which)
    ids = {path: set(_read(path).ids) for path in site.rglob("*.html")}
    for path in _pages(site):
        for link in _read(path).links:
            address, anchor = urldefrag(link)
            if urlsplit(address).scheme:
                assert urlsplit(address).scheme in ("http", "https", "data"), link
                continue
            target = (path.parent / unquote(address)).resolve() if address else path
            assert target.is_file(), f"{path.relative_to(site)}: {link}"
            assert not anchor or target.suffix != ".html" or anchor in ids[target], f"{path.relative_to(site)}: {link}"


@pytest.mark.parametrize("which", ["site", "hostile_site"])
def test_pages_hold_only_our_script_and_every_id_once(which: str, request: pytest.FixtureRequest) -> None:
    for path in _pages(request.getfixturevalue(which)):
        read = _read(path)
        ours = [script for script in read.scripts if script.get("src", "").endswith("site.js")]
        data = [script for script in read.scripts if script.get("type") == "application/ld+json"]
        assert len(ours) == 1, path
        assert len(ours) + len(data) == len(read.scripts), path
        assert read.handlers == [], path
        assert not {"iframe", "object", "embed", "base", "img"} & set(read.tags), path
        assert len(read.ids) == len(set(read.ids)), [one for one in read.ids if read.ids.count(one) > 1]
        for text in read.data:
            if text.strip():
                assert json.loads(text)["@context"] == "https://schema.org"


def test_keys_that_systems_keep_for_themselves_become_other_names(hostile_site: Path) -> None:
    names = [path.stem for path in (hostile_site / "paper").iterdir()]
    assert "con" not in names
    assert len({name.lower() for name in names}) == 1


def test_the_same_store_gives_the_same_bytes(world: Store) -> None:
    def digest() -> dict[str, str]:
        made = {}
        for file in files(Known(world)):
            text = file.text if isinstance(file.text, str) else "".join(file.text)
            made[file.address] = hashlib.sha256(text.encode()).hexdigest()
        return made

    assert digest() == digest()


def test_a_paper_page_has_every_judgement_with_its_assessor(world: Store) -> None:
    known = Known(world)
    for key in known.papers:
        made = paper(known, key)
        shown = [one for s in made.sections for block in s.blocks if block.kind == "findings" for one in block.findings]
        asked = ask(world, "flaws-of-paper", paper=key)
        expected = sorted((str(row["flaw"]), str(row["presence"]), str(row["assessor"])) for row in asked.dicts())
        told = sorted((one.anchor.removeprefix("finding-"), one.presence, one.assessor.text) for one in shown)
        assert len(told) == len(expected)
        assert sorted((presence, who) for _, presence, who in told) == sorted((presence, who) for _, presence, who in expected)


def test_shares_are_those_of_the_recurrence_with_their_denominators(world: Store, site: Path) -> None:
    for row in recurrence(world).dicts():
        text = (site / addresses.flaw(str(row["flaw"]))).read_text("utf-8")
        assert f"{row['papers']} of {row['judged']}" in text
        assert f"of {row['appraised']} appraised" in text


def test_a_page_made_alone_is_the_page_of_the_site(world: Store, site: Path) -> None:
    known = Known(world)
    for key in list(known.papers)[:3]:
        made = paper(known, key)
        assert (site / made.address).read_text("utf-8") == page(made, known.site)


def test_downloads_are_what_the_store_holds(world: Store, site: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((site / "downloads" / "papers.csv").read_text("utf-8"))))
    assert [row["paper"] for row in rows] == [str(key) for key in ask(world, "papers").column("paper")]
    found = json.loads((site / "downloads" / "findings.json").read_text("utf-8"))
    counted = sum(int(str(n)) for n in ask(world, "assessors").column("findings"))
    assert len(found) == counted
    graph = rdflib.Graph().parse(site / "downloads" / "graph.ttl")
    for path in (site / "paper").glob("*.ttl"):
        assert len(rdflib.Graph().parse(path) - graph) == 0


PAGE = Path(__file__).parents[1] / "readers" / "painscience" / "cases" / "layout-a" / "page.html"


@pytest.mark.parametrize("mode", ["none", "short", "full"])
def test_words_of_others_are_shown_as_far_as_was_asked_for(mode: str, tmp_path: Path, written: Callable[..., Path]) -> None:
    with open_store() as store:
        assert [result.status for result in kg.ingest(store, [PAGE])] == ["added"]
        exact = [str(getattr(quad.object, "value", "")) for quad in store.quads() if quad.predicate == OA.exact]
        folder = written(store, tmp_path / "site", mode)
    longest = max(exact, key=lambda text: len(text.split())).split()
    assert len(longest) > 40
    files = [path for kind in ("paper", "downloads") for path in sorted((folder / kind).iterdir())]
    held = [" ".join(path.read_text("utf-8").replace("\\n", " ").split()) for path in files]
    assert any(" ".join(longest[31:]) in text for text in held) == (mode == "full")
    assert any(" ".join(longest[:12]) in text for text in held) == (mode != "none")


def test_every_question_of_a_page_can_be_asked_as_it_says(site: Path) -> None:
    """The page of a paper offered `kg query effects-of-outcome`, which needs a value."""
    asked = {
        command for path in _pages(site) for command in re.findall(r"<code>(kg query [^<]*)</code>", path.read_text("utf-8"))
    }
    assert len(asked) > 10
    for command in asked:
        _, _, name, *options = shlex.split(html.unescape(command))
        assert set(options[::2]) <= {"--param"}
        checked(named(name), dict(option.split("=", 1) for option in options[1::2]))
