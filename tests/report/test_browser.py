"""The pages as a reader meets them: no request leaves, axe finds nothing, by keyboard, on a phone, without a script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

KINDS = (
    "index.html", "papers.html", "flaws.html", "instruments.html", "articles.html", "sources.html", "figures.html", "graph.html",
    "exposure.html", "quality.html", "methods.html", "search.html?q=trial",
)  # fmt: skip


def _each(site: Path) -> list[str]:
    """A page of every kind."""
    firsts = [next(iter(sorted((site / kind).glob("*.html"))), None) for kind in ("paper", "article", "source", "instrument")]
    flaws = sorted((site / "flaw").glob("*.html"), key=lambda path: -path.stat().st_size)[:1]
    return [*KINDS, *(path.relative_to(site).as_posix() for path in (*firsts, *flaws) if path)]


class Visit:
    """A page of the site with all that it should not do."""

    def __init__(self, page: Any, site: Path) -> None:
        self.page, self.site = page, site
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))

    def to(self, address: str) -> None:
        self.page.goto(f"{self.site.as_uri()}/{address}")
        if "search.html" in address:
            self.page.locator("#found", has_text="pages").wait_for()


@pytest.fixture
def visit(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    visits, contexts = [], []

    def start(site: Path, *, width: int = 1366, height: int = 768, scheme: str = "light", script: bool = True) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce", java_script_enabled=script
        )
        context.set_offline(True)
        contexts.append(context)
        visits.append(Visit(context.new_page(), site))
        return visits[-1]

    yield start
    for one in visits:
        assert one.complaints == []
        assert [url for url in one.requests if not url.startswith(("file:", "data:"))] == []
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_axe_finds_nothing_and_nothing_overflows(visit: Any, site: Path, scheme: str, width: int, height: int) -> None:
    """In the dark the colours are others and nothing else is, so that only the rule on them is asked again."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    asked = {"preload": False} | ({"runOnly": {"type": "rule", "values": ["color-contrast"]}} if scheme == "dark" else {})
    seen = visit(site, width=width, height=height, scheme=scheme)
    for address in _each(site):
        seen.to(address)
        assert seen.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        found = axe.Axe().run(seen.page, options=asked).response["violations"]
        assert found == [], (address, json.dumps([(one["id"], one["nodes"][0]["html"][:200]) for one in found]))


def test_what_is_hostile_does_nothing(visit: Any, hostile_site: Path) -> None:
    seen = visit(hostile_site)
    for path in sorted(hostile_site.rglob("*.html")):
        address = path.relative_to(hostile_site).as_posix()
        if not address.startswith(("flaw/", "instrument/", "graph/")) or address == "flaw/spin.html":
            seen.to(address)
            assert seen.page.evaluate("window.bad") is None, address


def test_search_finds_a_paper_by_the_beginning_of_its_words_and_leads_there(visit: Any, site: Path) -> None:
    seen = visit(site)
    seen.to("paper/" + min((site / "paper").glob("*.html")).name)
    name = seen.page.inner_text("h1")
    seen.page.keyboard.press("/")
    seen.page.keyboard.type(name[:-1])
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector("#hits a")
    assert name in seen.page.inner_text("#hits")
    seen.page.focus("#hits a")
    seen.page.keyboard.press("Enter")
    seen.page.locator("#hits").wait_for(state="detached")


def test_tables_are_sorted_by_keyboard(visit: Any, site: Path) -> None:
    seen = visit(site)
    seen.to("papers.html")
    seen.page.focus("th:nth-child(2) button")
    seen.page.keyboard.press("Enter")
    assert seen.page.get_attribute("th:nth-child(2)", "aria-sort") == "descending"
    years = [text for text in seen.page.locator("tbody td:nth-child(2)").all_inner_texts() if text]
    assert years == sorted(years, reverse=True)


def test_the_theme_is_kept_from_page_to_page(visit: Any, site: Path) -> None:
    seen = visit(site)
    seen.to("index.html")
    seen.page.focus("#theme")
    seen.page.keyboard.press("Enter")
    seen.to("flaws.html")
    assert seen.page.get_attribute("html", "data-theme") == "dark"


def test_without_a_script_pages_are_whole(visit: Any, site: Path) -> None:
    seen = visit(site, script=False)
    seen.to("index.html")
    assert seen.page.is_visible("table")
    assert not seen.page.is_visible("#theme")
    seen.page.click("nav[aria-label=Site] a[href='papers.html']")
    seen.page.click("tbody th a")
    assert seen.page.is_visible("h1")


def test_on_paper_there_is_no_navigation_and_nothing_is_cut(visit: Any, site: Path) -> None:
    seen = visit(site, width=794, height=1123)
    seen.page.emulate_media(media="print")
    for address in _each(site):
        seen.page.goto(f"{site.as_uri()}/{address}")
        assert not seen.page.is_visible("nav[aria-label=Site]"), address
        assert seen.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
