"""What the site is written with: texts stay texts in Markdown, links of the checkout hold on the site, dead ones are told."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

SCRIPTS = Path(__file__).parents[2] / "scripts"
TEXT = st.text(st.sampled_from("ab1 `*_[]()<>#|!~&{}$^%+=-\\.:/\"'é"), max_size=40).map(lambda text: " ".join(text.split()))


def module(name: str) -> ModuleType:
    if not (SCRIPTS / "documentation").is_dir():
        pytest.skip("scripts/ is not part of this copy")
    if str(SCRIPTS) not in sys.path:
        sys.path.append(str(SCRIPTS))
    return importlib.import_module(f"documentation.{name}")


def read(markdown: str, path: str) -> str:
    """What a reader sees of the Markdown at a path of its HTML."""
    (found,) = html.fromstring(f"<div>{MarkdownIt('commonmark').enable('table').render(markdown)}</div>").xpath(path)
    return "".join(found.itertext())


@given(TEXT)
@settings(max_examples=300)
def test_a_text_reads_as_it_stands(text: str) -> None:
    wording, said = module("wording"), " ".join(f"x {text} x".split())
    assert " ".join(read(f"x {wording.escaped(text)} x", "//p").split()) == said
    assert " ".join(read(f"| h |\n|---|\n| x {wording.cell(wording.escaped(text))} x |", "//td").split()) == said


@given(TEXT.filter(bool))
@settings(max_examples=200)
def test_code_reads_as_it_stands(text: str) -> None:
    assert " ".join(read(f"x {module('wording').code(text)} x", "//code").split()) == " ".join(text.split())


def test_docstrings_keep_their_shape() -> None:
    shaped = module("wording").docstring("One `name` of <two>\nlines.\n\n- first *x*\n- second\n  line\n\nAs in\n    code <here>")
    assert shaped == "One `name` of \\<two\\> lines.\n\n- first \\*x\\*\n- second line\n\nAs in\n\n```text\ncode <here>\n```"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with two pages and a file."""
    for name in ("README.md", "docs/a.md", "docs/more/b.md", "docs/pictures/p.svg", "kg/x.sql", "ontology/README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("# A page\n")
    return tmp_path


@pytest.mark.parametrize(
    ("source", "written", "led"),
    [
        ("README.md", "[a](docs/a.md)", "[a](a.md)"),
        ("README.md", "[a](docs/a.md#part)", "[a](a.md#part)"),
        ("README.md", "![p](docs/pictures/p.svg)", "![p](pictures/p.svg)"),
        ("README.md", "[![p](docs/pictures/p.svg)](docs/a.md)", "[![p](pictures/p.svg)](a.md)"),
        ("docs/more/b.md", '[r](../../README.md "x")', '[r](../readme.md "x")'),
        ("docs/more/b.md", "[s](../../kg/x.sql)", "[s](../files/kg/x.sql)"),
        ("docs/a.md", "[o](../ontology/)", "[o](ontology.md)"),
        ("docs/a.md", "[o]: ../ontology/README.md", "[o]: ontology.md"),
        ("docs/a.md", "[h](https://example.org/docs/a.md) [m](mailto:a@example.org) [f](#part)", None),
        ("docs/a.md", "`[a](gone.md)`\n\n```text\n[a](gone.md)\n```\n", None),
        ("docs/a.md", "one<!-- not run: needs a server -->\ntwo", "one\ntwo"),
    ],
)  # fmt: skip
def test_links_hold_on_the_site(checkout: Path, source: str, written: str, led: str | None) -> None:
    links = module("links").Links(checkout, module("contents").checkout(checkout))
    assert links.led(written, source, module("contents").checkout(checkout)[source]) == (written if led is None else led)
    assert links.problems == []


@pytest.mark.parametrize("target", ["gone.md", "../../outside.md", "more", "../kg/gone.sql"])
def test_a_dead_link_is_told_with_its_place(checkout: Path, target: str) -> None:
    links = module("links").Links(checkout, module("contents").checkout(checkout))
    links.led(f"# A page\n\n```text\nx\n```\n\nSee [it]({target}).\n", "docs/a.md", "a.md")
    assert links.problems == [f"docs/a.md:7: {target} is not there"]


def test_pages_of_a_folder_stand_in_the_order_of_its_index() -> None:
    pages = {
        "how-to/a.md": "# A: more\n",
        "how-to/b.md": "# B\n",
        "how-to/c.md": "# C\n",
        "how-to/index.md": "# All\n\n- [c](c.md)\n- [b](b.md)\n",
    }
    assert [place for _, place in dict(module("contents").sections(pages))["How-to guides"]] == [
        "how-to/index",
        "how-to/c",
        "how-to/b",
        "how-to/a",
    ]
