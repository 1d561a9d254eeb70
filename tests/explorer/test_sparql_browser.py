"""The SPARQL page and the gallery as people meet them: with and without script, by keyboard, on a desk and on a phone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sparql_site import ORIGIN, Visit

from kg.explorer.asking import sparql_page
from kg.explorer.asking.examples import examples
from kg.report.known import Known
from kg.sparql import catalogue
from kg.store import Store

pytestmark = pytest.mark.browser
REFUSED = "status of 400"  # what the console says of a page with that status

Start = Callable[..., Visit]


@pytest.fixture(scope="module")
def known(world: Store) -> Known:
    return Known(world)


@pytest.fixture
def visit(browser: Any, known: Known, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Pages without the editor, also where somebody has built it."""
    monkeypatch.setattr(sparql_page, "_has_editor", lambda: False)
    visits, contexts = [], []

    def start(*, width: int = 1366, height: int = 768, scheme: str = "light", script: bool = True) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce", java_script_enabled=script
        )
        contexts.append(context)
        visits.append(Visit(context.new_page(), known))
        return visits[-1]

    yield start
    for one in visits:
        assert [said for said in one.complaints if REFUSED not in said] == []
    for context in contexts:
        context.close()


def addresses() -> list[str]:
    shown = [f"sparql.html?{urlencode({'query': one.text, 'view': one.view})}" for one in examples()]
    bad = f"sparql.html?{urlencode({'query': 'SELECT ?a WHERE { ?a kg:key }'})}"
    return [*shown, bad, "questions", "questions/recurrence", "questions/papers-with-flaw?flaw=spin"]


@pytest.mark.parametrize(("width", "height", "scheme"), [(1366, 768, "light"), (390, 844, "dark")])
def test_nothing_overflows_and_axe_finds_nothing(visit: Start, width: int, height: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    seen = visit(width=width, height=height, scheme=scheme)
    for place, address in enumerate(addresses()):
        seen.to(address)
        seen.page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
        assert seen.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        if place % 2 != (width < 1000):  # each page once: the colours and the width are those of the parts they share
            continue
        found = axe.Axe().run(seen.page, options={"preload": False}).response["violations"]
        assert found == [], (address, json.dumps([(one["id"], one["nodes"][0]["html"][:200]) for one in found]))


def test_without_script_a_query_is_asked_refused_and_shown(visit: Start) -> None:
    seen = visit(script=False)
    seen.to("sparql.html")
    seen.page.fill("#query", "SELECT ?paper WHERE { ?paper a kg:Paper } ORDER BY ?paper")
    seen.page.select_option("#view", "table")
    seen.page.click("button.main")
    assert parse_qs(urlsplit(seen.page.url).query)["view"] == ["table"]
    first = seen.page.locator("#answer tbody tr:first-child a")
    assert first.get_attribute("href").startswith("paper/")
    seen.page.click("nav.views >> text=As sent")
    assert json.loads(seen.page.inner_text("pre.raw"))["head"]["vars"] == ["paper"]
    assert not seen.page.locator("button.copy").first.is_visible()
    seen.page.fill("#query", "SELECT ?paper WHERE {")
    seen.page.click("button.main")
    assert "never closed" in seen.page.inner_text("[role=alert]")
    assert seen.page.input_value("#query") == "SELECT ?paper WHERE {"


def test_the_keyboard_is_enough(visit: Start) -> None:
    seen = visit()
    seen.to("sparql.html")
    assert seen.page.evaluate("document.activeElement.id") == "query"
    seen.page.keyboard.press("Control+a")
    seen.page.keyboard.type("ASK { ?paper a kg:Paper }")
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.id") == "view"
    seen.page.keyboard.press("Shift+Tab")
    with seen.page.expect_navigation():
        seen.page.keyboard.press("Control+Enter")
    assert seen.page.inner_text("#answer .lead") == "Yes."


def test_a_snippet_is_copied(visit: Start) -> None:
    seen = visit()
    seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=ORIGIN)
    seen.to(f"sparql.html?{urlencode({'query': 'SELECT ?a { ?a a kg:Paper }'})}")
    seen.page.click("#elsewhere summary")
    seen.page.click("button[data-copy=as-python-text]")
    seen.page.wait_for_function("document.querySelector('[data-copy=as-python-text]').textContent.includes('Copied')")
    copied = seen.page.evaluate("navigator.clipboard.readText()")
    assert copied == seen.page.text_content("#as-python-text")
    assert f'Request("{ORIGIN}/sparql"' in copied


def test_a_long_query_says_that_its_address_is_long(visit: Start) -> None:
    seen = visit()
    seen.to("sparql.html")
    assert not seen.page.is_visible("#long")
    seen.page.fill("#query", "ASK { } #" + "x" * 8_000)
    assert "8,0" in seen.page.inner_text("#long")
    seen.page.click("button.main")
    assert seen.page.locator("#elsewhere form").get_attribute("method") == "post"


def test_questions_are_sifted_as_you_type_and_without_script_by_the_server(visit: Start) -> None:
    total = len(list(catalogue()))
    for script in (True, False):
        seen = visit(script=script)
        seen.to("questions")
        seen.page.fill("#words", "retraction notices")
        if not script:
            seen.page.click("#sift button")
        names = [card.get_attribute("data-name") for card in seen.page.locator(".card").all() if card.is_visible()]
        assert "retractions" in names
        assert "recurrence" not in names
        assert seen.page.inner_text("#told").startswith(f"{len(names)} of {total} questions.")


def test_a_question_is_asked_and_taken_to_the_sparql_page(visit: Start) -> None:
    seen = visit()
    seen.to("questions/papers-with-flaw")
    seen.page.select_option("[name=flaw]", "spin")
    seen.page.click("button.main")
    rows = seen.page.locator("#answer tbody tr").count()
    seen.page.click("text=Open in the SPARQL page")
    assert seen.page.inner_text("#answer .lead").startswith(f"{rows} row")
