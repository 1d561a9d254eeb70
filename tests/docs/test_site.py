"""The documentation as a site: built without a warning, complete, with links that hold and without a request elsewhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import click
import pytest
from lxml import html
from lxml.html import HtmlElement
from pyoxigraph import Literal, NamedNode, parse
from test_layers import rooms

import kg
from kg import resources
from kg.cli.main import cli
from kg.readers import READERS
from kg.readers.appraisal import AppraisalFile
from kg.rules.catalogue import parameters

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"
SHOWN = {  # the pages looked at in each scheme: axe takes its time
    "light": ("index.html", "reference/queries/names-of-paper.html", "notebooks/02-which-flaws-recur.html"),
    "dark": ("architecture.html", "reference/flaws/applicability.html", "notebooks/07-risk-of-bias-figure.html"),
}
LONG = ("reference/commands.html", "reference/instruments.html", "reference/python.html", "tables.html")
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

Pages = dict[str, HtmlElement]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, built once."""
    pytest.importorskip("sphinx")
    if not (SCRIPTS / "documentation").is_dir():
        pytest.skip("scripts/ is not part of this copy")
    place = tmp_path_factory.mktemp("docs") / "site"
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, "-m", "documentation", str(place)],
        cwd=place.parent, env=os.environ | proxies | {"PYTHONPATH": str(SCRIPTS)},
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert done.stdout == f"{place / 'index.html'}\n"
    return place


@pytest.fixture(scope="session")
def pages(site: Path) -> Pages:
    """Every page by its place."""
    return {path.relative_to(site).as_posix(): html.fromstring(path.read_bytes()) for path in sorted(site.rglob("*.html"))}


def words(element: HtmlElement) -> str:
    """The text that a reader sees, with single blanks."""
    return " ".join("".join(element.itertext()).split())


def section(page: HtmlElement, anchor: str) -> HtmlElement:
    """The section that an anchor stands in."""
    (found,) = page.xpath("//*[@id=$anchor]", anchor=anchor)
    return found if found.tag == "section" else found.getparent()


# ---- complete


def all_commands(group: click.Group = cli, path: str = "kg") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from all_commands(command, f"{path} {name}")


def test_every_command_and_option_is_told(pages: Pages) -> None:
    page = pages["reference/commands.html"]
    for name, command in all_commands():
        told = words(section(page, name.replace(" ", "-")))
        assert " ".join((command.help or "").split()).replace("`", "")[:60] in told, name
        for option in command.params:
            for spelt in (*option.opts, *option.secondary_opts) if isinstance(option, click.Option) else ():
                assert spelt in told, f"{name} {spelt}"


def test_every_named_query_is_told_whole(pages: Pages) -> None:
    for path in sorted((ROOT / "kg" / "queries").glob("*.rq")):
        page, text = pages[f"reference/queries/{path.stem}.html"], path.read_text("utf-8")
        assert text.strip() in [block.text_content().strip() for block in page.xpath("//pre")], path.name
        told = words(page)
        for name, about in re.findall(r"^# (?:column (\w+)|title): (.+)$", text, re.MULTILINE):
            assert name in told, path.name
            assert about.replace("`", "") in told, path.name


def test_every_rule_is_told_with_its_limits_and_its_query(pages: Pages) -> None:
    for path in sorted(resources.folder("ontology", "rules").glob("*.rq")):
        name, text = path.stem.partition("-")[2], path.read_text("utf-8")
        page = pages[f"reference/rules/{name}.html"]
        assert text.strip() in [block.text_content().strip() for block in page.xpath("//pre")], path.name
        for limit in re.findall(r"VALUES \?(\w+) \{ UNDEF \}", text):
            assert f"{limit} {parameters()[limit].default}" in words(page)


@pytest.mark.parametrize(
    ("file", "kinds"),
    [
        ("appraisal", ("owl#Class", "owl#ObjectProperty", "owl#DatatypeProperty")),
        ("flaws", ("core#Concept",)),
        ("instruments", ("ontology#Instrument",)),
    ],
)
def test_every_term_is_told_with_its_definition(pages: Pages, file: str, kinds: tuple[str, ...]) -> None:
    told = {link for page in pages.values() for link in page.xpath("//main//a/@href | //article//a/@href")}
    everything = " ".join(words(page) for place, page in pages.items() if place.startswith("reference/"))
    own = "https://w3id.org/appraisal-kg/"
    said = list(parse(path=str(resources.shipped("ontology", f"{file}.ttl"))))
    terms = {
        q.subject.value
        for q in said
        if q.predicate.value == f"{RDF}type" and str(q.object)[1:-1].endswith(kinds) and str(q.subject)[1:].startswith(own)
    }
    assert len(terms) > 20
    assert terms <= told
    meanings = {
        q.object.value
        for q in said
        if isinstance(q.subject, NamedNode)
        and q.subject.value in terms
        and q.predicate.value.endswith(("#definition", "#comment"))
    }
    assert [one for one in meanings if " ".join(one.split()) not in everything] == []


def test_every_threshold_is_told_with_its_source(pages: Pages) -> None:
    rows = sorted(words(row) for row in pages["reference/instruments.html"].xpath("//section//section//tbody/tr"))
    own = "https://w3id.org/appraisal-kg/ontology#"
    thresholds: dict[str, dict[str, str]] = {}
    for quad in parse(path=str(resources.shipped("ontology", "instruments.ttl"))):
        if "/threshold/" in str(quad.subject) and isinstance(quad.object, Literal):
            thresholds.setdefault(str(quad.subject), {})[quad.predicate.value.removeprefix(own)] = quad.object.value
    assert len(thresholds) == len(rows) > 100
    for one in thresholds.values():
        value, citation = one["thresholdValueText"], " ".join(one["sourceCitation"].split())
        told = [row for row in rows if row.startswith(value) and citation in row and one.get("population", "not stated") in row]
        assert told, one
        assert any(row.endswith("not verified") == (one["verified"] != "true") for row in told), one


def test_records_formats_and_python_names_are_told(pages: Pages) -> None:
    page = pages["reference/records.html"]
    models = {"AppraisalFile": AppraisalFile.model_json_schema(), **AppraisalFile.model_json_schema()["$defs"]}
    for name, model in models.items():
        for field in model.get("properties", ()):
            assert field in words(section(page, f"record-{name.lower()}")), f"{name}.{field}"
    assert all(words(section(pages["reference/formats.html"], f"format-{name}")) for name in READERS)
    assert {f"kg.{name}" for name in kg.__all__} <= set(pages["reference/python.html"].xpath("//dt/@id"))


def test_notebooks_stand_there_with_what_they_show(pages: Pages) -> None:
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        page = pages[f"notebooks/{path.stem}.html"]
        code = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
        shown = page.xpath("//div[@class='shown']")
        assert len(shown) > len(code) // 2, path.name
        assert all(words(one) or one.xpath(".//img | .//iframe") for one in shown), path.name
        told = " ".join(map(words, shown))
        assert not re.search(r"Traceback|Error:|Warning", told), path.name
        assert tempfile.gettempdir() not in told, path.name
    assert "43 of 45" in words(pages["notebooks/02-which-flaws-recur.html"])


def test_the_drawing_is_of_the_table_that_the_modules_are_held_to(pages: Pages) -> None:
    (drawing,) = pages["architecture.html"].xpath("//*[local-name()='svg'][@class='layers']")
    drawn = [(int(box.get("data-layer")), box.get("data-room")) for box in drawing.xpath(".//*[@data-room]")]
    assert sorted(drawn) == sorted((room.layer, room.name) for room in rooms())
    assert [layer for layer, _ in drawn] == sorted((layer for layer, _ in drawn), reverse=True), "the ground is below"


# ---- whole


def test_links_within_the_site_lead_somewhere(pages: Pages, site: Path) -> None:
    anchors = {place: {*page.xpath("//@id"), *page.xpath("//a/@name")} for place, page in pages.items()}
    broken = []
    for place, page in pages.items():
        for link in page.xpath("//a/@href"):
            parts = urlsplit(link)
            if parts.scheme or link in ("", "#"):
                continue
            target = os.path.normpath(Path(place).parent / unquote(parts.path)) if parts.path else place
            known = anchors.get(target)
            if not (site / target).is_file() or (parts.fragment and known is not None and unquote(parts.fragment) not in known):
                broken.append(f"{place}: {link}")
    assert broken == []


def test_no_page_asks_for_anything_outside(pages: Pages, site: Path) -> None:
    wanted = "//*[not(self::a)]/@src | //object/@data | //form/@action | //link[@rel!='canonical']/@href"
    for place, page in pages.items():
        assets = [link for link in page.xpath(wanted) if link != "#"]
        assert assets
        for link in assets:
            assert not urlsplit(link).scheme or link.startswith("data:"), f"{place}: {link}"
            assert not link.startswith("//"), f"{place}: {link}"
            assert link.startswith("data:") or (site / place).parent.joinpath(urlsplit(link).path).is_file(), f"{place}: {link}"
    for path in [*site.rglob("*.css"), *site.rglob("*.svg")]:
        for link in re.findall(r"url\(\s*['\"]?([^)'\"]+)|@import\s+['\"]([^'\"]+)", path.read_text("utf-8")):
            assert not re.match(r"(?:https?:)?//", "".join(link)), f"{path.name}: {link}"


def test_nothing_of_this_machine_and_no_remark_for_the_tests_is_in_the_pages(pages: Pages, site: Path) -> None:
    for place in pages:
        text = (site / place).read_text("utf-8")
        assert str(ROOT) not in text, place
        assert "<!-- not run" not in text, place


def test_pages_that_messages_and_docstrings_name_are_there() -> None:
    named = re.compile(r"\b(?:docs|ontology|data|notebooks)/[\w./-]+\.(?:md|ipynb)\b")
    kinds = {".py", ".md", ".yaml", ".ttl", ".rq", ".sql", ".toml", ".html", ""}
    for folder in ("kg", "layouts", "ontology", "scripts", "benchmarks", "frontend"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in kinds and path.is_file() and path.parent.name != "documentation":  # which names places on the site
                for name in named.findall(path.read_text("utf-8", "replace")):
                    assert (ROOT / name).is_file(), f"{path.relative_to(ROOT)} names {name}"


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    pytest.importorskip("sphinx")
    (tmp_path / "letter.txt").write_text("Dear")
    command, variables = [sys.executable, "-m", "documentation", str(tmp_path)], os.environ | {"PYTHONPATH": str(SCRIPTS)}
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 2
    assert done.stderr == f"{tmp_path} holds something else than a site; name another folder.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


# ---- used


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height", "scheme"), [(1366, 768, "light"), (390, 844, "dark")])
def test_pages_opened_from_the_folder_are_accessible_and_can_be_searched(
    browser: Any, site: Path, width: int, height: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
    page, complaints, requests = context.new_page(), [], []
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    try:
        for place in SHOWN[scheme]:
            page.goto((site / place).as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place
            # What a cell shows has its headings below those of any notebook.
            rules = {"heading-order": {"enabled": not place.startswith("notebooks/")}}
            found = axe.Axe().run(page, options={"preload": False, "rules": rules}).response["violations"]
            assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == [], place
        for place in LONG:
            page.goto((site / place).as_uri(), wait_until="domcontentloaded")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        page.goto((site / "notebooks" / "01-appraise-a-paper.html").as_uri())
        graph = page.frame_locator(".shown iframe")
        graph.locator("canvas").first.wait_for()  # its scripts run: they are those that its policy names by their hashes
        page.goto((site / "search.html").as_uri() + "?q=no-untreated-arm")
        page.wait_for_selector("#search-results ul.search li a")
        assert page.locator("#search-results a", has_text=re.compile("Comparator|untreated", re.IGNORECASE)).count()
    finally:
        context.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
