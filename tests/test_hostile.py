"""Text that would like to be markup, script, syntax or an instruction to the terminal: kept whole, and inert in every output."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
import yaml
from packed import unpacked

import kg
from kg.cli.main import run
from kg.dossier import dossier
from kg.graph_page import graph_page
from kg.rdf import lexicon, mint
from kg.rdf.read import bundles
from kg.readers import find
from kg.readers.document import open_document
from kg.readings import readings
from kg.store import Store, open_store

NASTY = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- <script> -->",
    "]]></style><svg/onload=alert(1)>",
    'javascript:alert(1)" href="javascript:alert(2)',
    "{{ 7*7 }}{% raw %}${7*7}",
    '"@en . <urn:a> <urn:b> "c',
    "> . <urn:x> <urn:y> <urn:z> .",
    '"""\\" \\u0022 \\\\',
    "' } UNION { ?s ?p ?o } #",
    "=HYPERLINK(1)|pipe`tick`[link](javascript:1)",
    "a\u202etxt.exe\u2066b\u2069",
    "\u200bzero\u200fwidth\ufeff",
    "line\u2028separator\u2029s",
    "\x85next\x7fdelete\x9b31m",
    "&lt;b&gt; &amp; &#x27;",
    "e\u0301 \U0001f44d\U0001f3fd \U000e0041",
)
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


def _each() -> Iterator[str]:
    """Every nasty text, over and over."""
    while True:
        yield from NASTY


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    text = _each()
    return {
        "format": 1,
        "paper": {
            "key": "hostile-1999",
            "title": " ".join(NASTY),
            "authors": list(NASTY),
            "year": 1999,
            "journal": next(text),
            "doi": "10.5555/a'b(c)<d>&e",
            "url": "https://example.org/?q='(x)&y=<".rstrip("<"),
            "licence": next(text),
            "label": NASTY[0],
        },
        "study": {
            "design": "other",
            "condition": next(text),
            "registration": next(text),
            "randomized": 3,
            "arms": [{"id": f"arm-{i}", "label": nasty} for i, nasty in enumerate(NASTY)],
        },
        "outcomes": [
            {
                "id": f"o-{i}",
                "label": nasty,
                "scale": next(text),
                "estimates": [
                    {
                        "timepoint": nasty,
                        "measure": "MD",
                        "arms": ["arm-0", "arm-1"],
                        "value": "1",
                        "ci": ["-1", "3"],
                        "printed": nasty,
                        "where": {"section": nasty},
                        "p": "NS",
                    }
                ],
            }
            for i, nasty in enumerate(NASTY)
        ],
        "appraisals": [
            {
                "assessor": {"name": nasty, "kind": "person"},
                "source": {"kind": "other", "title": nasty},
                "findings": [
                    {
                        "flaw": "spin",
                        "presence": ("present", "absent")[i % 2],
                        "why": nasty,
                        "where": {"section": nasty, "paragraph": 1},
                    },
                    {"flaw": "small-sample", "presence": "absent", "why": nasty},
                ],
            }
            for i, nasty in enumerate(NASTY)
        ],
        "cited_by": [{"title": nasty, "publisher": nasty, "kind": "web-page"} for nasty in NASTY],
        "notes": "\n".join(NASTY),
    }


PAGE = """<img src=x onerror=alert(1)> is better than nothing
Two pages on PainSci cite Evil 2020: 1. </script><script>alert(2)</script> 2. "@en . <urn:a> <urn:b> "c

PainSci commentary on Evil 2020: ?This page is one of thousands in the PainScience.com bibliography.
A comment with \u202e bidi, a {{ 7*7 }} and [link](javascript:alert(3)).

Common issues and characteristics relevant to this paper: ?Scientific papers have many common characteristics.
- </script><script>alert(4)</script> \u2014 an issue that is not one.
- Damned with faint praise \u2014 <b onmouseover=alert(5)>bold</b>

original abstract \u2020Abstracts here may not perfectly match originals.
The difference in <i onclick=alert(6)>pain</i> was 7.9 (95% CI, 4.7 to 11.0; p<.001) in favour of {{ 8*8 }}.
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, content: dict[str, Any]) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    sources = folder / "in"
    sources.mkdir()
    (sources / "hostile-1999.yaml").write_text(yaml.safe_dump(content, allow_unicode=False, sort_keys=False), "utf-8")
    (sources / "page.txt").write_text(PAGE, "utf-8")
    (sources / "refs.csv").write_text(_references(), "utf-8", newline="")
    with open_store(folder / "store", write=True) as store:
        results = kg.ingest(store, [sources])
        assert [r.status for r in results] == ["added"] * 3, [str(p) for r in results for p in r.problems]
    return folder / "store"


def _references() -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["citing_key", "cited_key", "pmid", "doi", "first_author", "year", "title", "journal"])
    rows.writerows(["hostile-1999", "", "", "", nasty, 1990, nasty, nasty] for nasty in NASTY)
    return out.getvalue()


@pytest.fixture(scope="module")
def store(place: Path) -> Iterator[Store]:
    with open_store(place) as opened:
        yield opened


# ---- nothing is lost


def test_every_text_comes_back_as_it_went_in(store: Store, content: dict[str, Any]) -> None:
    paper: Any = dossier(store, "hostile-1999")
    assert paper["title"] == content["paper"]["title"]
    assert paper["authors"] == NASTY
    assert [f["why"] for f in paper["findings"] if f["flaw"] == "spin"] == list(NASTY)
    assert [f["assessor"] for f in paper["findings"] if f["flaw"] == "spin"] == list(NASTY)
    assert [o["label"] for o in paper["outcomes"]] == list(NASTY)
    assert [c["title"] for c in paper["cited_by"]] == list(NASTY)
    assert paper["notes"] == ["\n".join(NASTY)]


def test_the_graph_reads_back_to_the_same_records(store: Store, place: Path) -> None:
    taxonomy = lexicon.taxonomy()
    for reading in readings(store).values():
        document = open_document(reading.location)
        expected = list(find(document).read(document, taxonomy))
        found = list(bundles(store.quads(reading.graph), store.quads(mint.extraction(reading.graph))))
        assert [b.references for b in found] == [b.references for b in expected]
        if reading.format == "appraisal":
            assert [b.record for b in found] == [b.record for b in expected]


def test_nquads_round_trip(store: Store) -> None:
    data = kg.export(store, ".nq")
    with open_store() as again:
        again.add(ox.parse(data, format=ox.RdfFormat.N_QUADS))
        assert kg.export(again, ".nq") == data
        for ending, form in ((".trig", ox.RdfFormat.TRIG), (".jsonld", ox.RdfFormat.JSON_LD)):
            assert set(ox.parse(kg.export(store, ending), format=form)) == set(again.quads())
    assert "urn:x" not in {quad.subject.value for quad in ox.parse(data, format=ox.RdfFormat.N_QUADS)}


def test_turtle_is_read_by_another_library(store: Store) -> None:
    graph = rdflib.Graph().parse(data=kg.export(store, ".ttl"), format="turtle")
    literals = {str(o) for o in graph.objects() if isinstance(o, rdflib.Literal)}
    assert set(NASTY) <= literals
    assert not [s for s in graph.subjects() if str(s).startswith("urn:")]


def test_graphml_is_read_by_another_library(store: Store) -> None:
    graph = nx.read_graphml(io.BytesIO(kg.export(store, ".graphml")), force_multigraph=True)
    assert len(graph) > len(NASTY)
    labels = {d["label"] for _, d in graph.nodes(data=True)}
    assert NASTY[0] in labels
    assert NASTY[1] in labels


# ---- nothing acts: the command line


@pytest.fixture
def kg_(capfdbinary: pytest.CaptureFixture[bytes], place: Path) -> Callable[..., str]:
    def call(*arguments: str) -> str:
        capfdbinary.readouterr()
        code = run(["--store", str(place), *arguments])
        out, err = capfdbinary.readouterr()
        assert code == 0, err.decode()
        assert not FORBIDDEN.search(err.decode())
        return out.decode()

    return call


QUESTIONS = [
    ["query", "judgements"],
    ["query", "papers"],
    ["query", "citations"],
    ["query", "papers-without-appraisal"],
    ["query", "disagreements"],
    ["query", "effects-of-outcome", "--param", "about="],
    ["query", "recurrence-by", "--param", "by=assessor", "--param", "level=category", "--param", "counted=present"],
    ["query", "flaws-of-paper", "--param", "paper=hostile-1999"],
    ["sources"],
    ["flaws", "--by", "assessor"],
]


@pytest.mark.parametrize("arguments", QUESTIONS, ids=lambda a: a[-1] if a[0] != "query" else a[1])
def test_rows_in_every_format(kg_: Callable[..., str], arguments: list[str]) -> None:
    rows = json.loads(kg_(*arguments, "--format", "json"))
    assert rows
    assert [json.loads(line) for line in kg_(*arguments, "--format", "jsonl").split("\n")[:-1]] == rows
    text = kg_(*arguments)
    assert not FORBIDDEN.search(text), FORBIDDEN.search(text)
    assert not {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c != "\n"}
    table = kg_(*arguments, "--format", "markdown")
    assert not FORBIDDEN.search(table)
    assert "<" not in table
    widths = {len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in table.split("\n")[:-1]}
    assert widths == {len(rows[0]) + 1}
    read = list(csv.reader(io.StringIO(kg_(*arguments, "--format", "csv"), newline="")))
    assert read[0] == list(rows[0])
    for line, row in zip(read[1:], rows, strict=True):
        assert [cell for cell in line if cell] == [
            str(v).lower() if isinstance(v, bool) else line[i] for i, v in enumerate(row.values()) if line[i]
        ]
        assert all(cell == (value or "") for cell, value in zip(line, row.values(), strict=True) if isinstance(value, str | None))
    read = list(csv.reader(io.StringIO(kg_(*arguments, "--format", "tsv"), newline=""), delimiter="\t"))
    assert len(read) == len(rows) + 1


def test_the_paper_as_text(kg_: Callable[..., str]) -> None:
    for key in ("hostile-1999", "evil-2020"):
        text = kg_("paper", key)
        assert len(text) > 500
        assert not FORBIDDEN.search(text)
        assert json.loads(kg_("paper", key, "--format", "json"))["key"] == key


def test_messages_of_ingest_and_validate(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    bad = tmp_path / "bad.yaml"
    record = {
        "format": 1,
        "paper": {"key": NASTY[11], "type": "\x1b[31m", "authors": ["x"], "\u202ekey": 1},
        "\x9b31m": list(NASTY),
    }
    bad.write_text(yaml.safe_dump(record, sort_keys=False), "utf-8")
    for arguments in (["ingest", str(bad)], ["validate", str(bad)]):
        assert run(["--store", str(tmp_path / "s"), *arguments]) in (1, 2)
        out, err = (said.decode() for said in capfdbinary.readouterr())
        assert len(out + err) > 100
        assert not FORBIDDEN.search(out + err), FORBIDDEN.search(out + err)


# ---- nothing acts: the page


class _Seen(HTMLParser):
    """What a browser would make of the page: its elements, their attributes, and what is inside script and style."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": []}
        self.open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open = tag

    def handle_data(self, data: str) -> None:
        if self.open in self.inside:
            self.inside[self.open].append(data)

    def handle_endtag(self, tag: str) -> None:
        self.open = ""


def _read(html: str) -> _Seen:
    seen = _Seen()
    seen.feed(html)
    seen.close()
    return seen


@pytest.fixture(scope="module")
def html(store: Store) -> str:
    return graph_page(store, title=NASTY[0])[0]


def test_the_page_has_the_elements_of_any_page_and_no_more(html: str, world: Store) -> None:
    ours, theirs = _read(graph_page(world)[0]), _read(html)
    counted = {tag for tag, _ in theirs.tags}
    assert counted <= {tag for tag, _ in ours.tags}
    for tag in ("script", "style", "meta", "link", "base", "iframe", "object", "embed", "form", "img"):
        assert sum(t == tag for t, _ in theirs.tags) == sum(t == tag for t, _ in ours.tags), tag
    assert sum(tag == "svg" for tag, _ in theirs.tags) == 4  # a bar for each flaw
    for _, attributes in theirs.tags:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src", "action", "formaction", "data"):
            address = (attributes.get(name) or "").strip()
            assert address == "data:," or not re.match("javascript:|data:|vbscript:", address, re.IGNORECASE), attributes


def test_the_page_holds_no_character_that_acts(html: str) -> None:
    page = "".join(_without_library(html))
    assert not FORBIDDEN.search(page), repr(page[FORBIDDEN.search(page).start() - 60 :][:120])  # type: ignore[union-attr]
    assert "{{ 7*7 }}" in page  # a template in a text is a text
    assert "49" not in {word for word in re.findall(r">([^<>]*)<", html) if word.strip() == "49"}


def _without_library(html: str) -> Iterator[str]:
    """The page but for the drawing library, which is not ours and holds whatever it holds."""
    seen = _read(html)
    longest = max(seen.inside["script"], key=len)
    yield html.replace(longest, "")


def test_links_on_the_page_are_web_addresses(html: str) -> None:
    for link in re.findall(r'"(?:link|source_url)":\s*"((?:[^"\\]|\\.)*)"', html):
        assert json.loads(f'"{link}"').startswith(("https://", "http://"))


def test_the_data_block_is_json_that_keeps_the_words(html: str) -> None:
    blocks = [
        block
        for tag, block in zip([t for t in _read(html).tags if t[0] == "script"], _read(html).inside["script"], strict=False)
        if "json" in (tag[1].get("type") or "")
    ]
    (data,) = [json.loads(block) for block in blocks]
    labels = {node["label"] for node in unpacked(data["packed"])["nodes"]}
    assert {NASTY[0], NASTY[1], NASTY[4], NASTY[6]} <= labels
