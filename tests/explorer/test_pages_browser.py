"""The explorer's pages in a browser: accessible, no error, no request elsewhere, by keyboard, on a phone, without a script."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kg.report.known import Known
from kg.store import Store

pytestmark = pytest.mark.browser

SIZES = [(1366, 768, "light"), (390, 844, "dark")]
Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def two(world: Store, known: Callable[..., Known]) -> list[str]:
    """The keys of two papers."""
    return list(known(world).papers)[:2]


@pytest.fixture
def visit(browser: Any, serving: Callable[[Store], str]) -> Iterator[Visit]:
    """`visit(store, width, height, scheme, script)`: a page and the address of a server; what goes wrong on it fails the test."""
    contexts, complaints, requests = [], [], []

    def start(store: Store, width: int = 1366, height: int = 768, scheme: str = "light", script: bool = True) -> tuple[Any, str]:
        address = serving(store)
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce", java_script_enabled=script
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requests.append((request.url, address)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
        return page, address

    yield start
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url, address in requests if not url.startswith((address, "data:"))] == []


def addresses(two: list[str]) -> tuple[str, ...]:
    return (
        "/papers.html", "/papers.html?flaw=spin&title=zzz", "/search?q=trial", "/search?q=nothinglikethis", "/compare",
        f"/compare?paper={two[0]}&paper={two[1]}", f"/compare?paper={two[0]}&add=trial", "/network",
    )  # fmt: skip


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
def test_axe_finds_nothing_and_nothing_overflows(
    visit: Visit, world: Store, two: list[str], width: int, height: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page, at = visit(world, width, height, scheme)
    for address in addresses(two):
        page.goto(at + address)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        found = axe.Axe().run(page, options={"preload": False}).response["violations"]
        assert found == [], (address, json.dumps([(one["id"], one["nodes"][0]["html"][:200]) for one in found]))


def test_the_list_follows_what_is_ticked_and_keeps_the_focus(visit: Visit, world: Store) -> None:
    page, at = visit(world)
    page.goto(at + "/papers.html")
    before = page.inner_text("#about")
    field = page.locator('input[name="appraised"]').first
    value = field.get_attribute("value")
    field.focus()
    page.keyboard.press("Space")
    page.wait_for_url(f"**/papers.html?appraised={value}")
    page.locator(".chips li").wait_for()
    assert page.inner_text("#about") != before
    assert page.evaluate("document.activeElement.name") == "appraised"
    assert page.locator('input[name="appraised"]:checked').count() == 1
    page.reload()
    assert page.locator('input[name="appraised"]:checked').count() == 1
    page.locator(".chips a").click()
    page.wait_for_url("**/papers.html")
    assert page.inner_text("#about") == before


def test_ticked_papers_are_compared(visit: Visit, world: Store, two: list[str]) -> None:
    page, at = visit(world)
    page.goto(at + "/papers.html?sort=name")
    for key in two:
        page.locator(f'#chosen input[value="{key}"]').check()
    assert "2 ticked" in page.inner_text("#ticked")
    page.get_by_role("button", name="Compare ticked papers").click()
    page.wait_for_url("**/compare?*")
    assert page.locator(".picked li").count() == 2
    page.locator("#judgements details").first.locator("summary").press("Enter")
    assert page.locator("#judgements details[open]").count() == 1


def test_everything_works_without_a_script(visit: Visit, world: Store, two: list[str]) -> None:
    page, at = visit(world, script=False)
    page.goto(at + "/papers.html")
    page.locator('input[name="appraised"]').first.check()
    page.get_by_role("button", name="Show papers").click()
    assert "appraised=" in page.url
    assert page.locator(".chips li").count() == 1
    for key in two:
        page.goto(at + "/papers.html?sort=name")
        assert page.locator(f'#chosen input[value="{key}"]').count() == 1
    page.goto(at + "/search")
    page.fill("#words", "trial")
    page.locator("#words").press("Enter")
    page.wait_for_url("**/search?q=trial")
    assert page.locator(".found li").count() > 0
    page.locator(".found a").first.click()
    assert page.locator("h1").count() == 1
    page.goto(at + f"/compare?paper={two[0]}")
    page.fill("#add", two[1])
    page.locator("#add").press("Enter")
    page.wait_for_url("**add=*")
    assert page.locator(".picked li").count() == 2


def test_the_field_of_every_page_searches_everything(visit: Visit, world: Store) -> None:
    page, at = visit(world)
    page.goto(at + "/flaw/spin.html")
    page.keyboard.press("/")
    page.keyboard.type("trial")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=trial")
    assert page.locator(".found mark").count() > 0


def test_the_graph_runs_under_its_own_policy(visit: Visit, world: Store) -> None:
    page, at = visit(world)
    page.goto(at + "/graph/whole.html")
    page.locator("canvas").first.wait_for()


def test_the_papers_come_first_on_a_phone(visit: Visit, world: Store) -> None:
    page, at = visit(world, 390, 844)
    page.goto(at + "/papers.html")
    assert not page.locator("#title").is_visible()
    page.locator("#choose > summary").press("Enter")
    assert page.locator("#title").is_visible()


def test_what_is_hostile_does_nothing(visit: Visit, hostile: Store) -> None:
    page, at = visit(hostile)
    for address in ("/papers.html", "/search?q=script", "/compare?paper=con&paper=other", "/papers.html?title=%3Cscript%3E", "/"):
        page.goto(at + address)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("window.bad") is None, address
