"""The graph as you go and the suggestions of the search field in a real browser, with and without its script."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.errors import KgError, NotFound
from kg.explorer.asked import Asked
from kg.explorer.routes import answer
from kg.report.known import Known
from kg.store import open_store

IRI = "https://w3id.org/appraisal-kg"
FLAW = f"{IRI}/flaw/spin"
CENTRE = f"{IRI}/paper/luedtke-2012"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class Site:
    """A server over a store that answers in one thread of its own, and can be told to fail."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.failing = False
        self.known: Known | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        config = uvicorn.Config(Starlette(routes=[Route("/{path:path}", self.answer)]), port=self.port, log_level="error")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=lambda: asyncio.run(self.serve()), daemon=True)
        self.thread.start()

    async def serve(self) -> None:
        with open_store(self.place) as store:
            self.known = Known(store)
            await self.server.serve()

    async def answer(self, request: Request) -> Response:
        if self.failing and request.url.path.startswith("/api/"):
            problem = '{"status": 503, "title": "Busy", "detail": "All workers are busy. Try again in a moment."}'
            return Response(problem, 503, media_type="application/problem+json")
        assert self.known is not None
        try:
            found = answer(self.known, Asked(request.url.path, tuple(request.query_params.multi_items())))
        except KgError as error:
            return Response(error.message, 404 if isinstance(error, NotFound) else 400)
        return Response(found.body, found.status, {"Content-Security-Policy": POLICY} | found.headers, found.media_type)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="module")
def site(corpus_place: Path, browser: Any) -> Iterator[Site]:
    found = Site(corpus_place)
    while not found.server.started and found.thread.is_alive():
        found.thread.join(0.05)
    yield found
    found.server.should_exit = True
    found.thread.join(10)


Open = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, site: Site) -> Iterator[Open]:
    """Opens an address of the site. A request elsewhere or a complaint on the console fails the test when it ends."""
    contexts = []
    complaints: list[str] = []
    requests: list[str] = []

    def start(address: str, *, width: int = 1366, height: int = 768, script: bool = True, scheme: str = "light") -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script, reduced_motion="reduce", color_scheme=scheme
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("request", lambda request: requests.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") and not site.failing else None)
        page.goto(site.address + address)
        if script and address.startswith("/network"):
            until(page, "window.graphPage")
        return page

    site.failing = False
    yield start
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith((site.address, "data:", "blob:"))] == []


def until(page: Any, script: str, argument: object = None) -> None:
    """Waits for what the script says; the browser's own way to wait needs an eval, which the pages forbid."""
    for _ in range(400):
        if page.evaluate(script, argument):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {script}")


def held(page: Any) -> set[str]:
    return set(page.evaluate("graphPage.model.nodes.map((node) => node.iri)"))


def shown(page: Any) -> set[str]:
    return set(
        page.evaluate("graphPage.model.nodes.filter((node) => graphPage.drawing.view().shown[node.id]).map((node) => node.iri)")
    )


def choose(page: Any, iri: str) -> None:
    page.evaluate("(iri) => { location.hash = `node=${encodeURIComponent(iri)}` }", iri)
    until(page, "(iri) => graphPage.state().node === graphPage.model.byIri.get(iri)", iri)


def grow(page: Any) -> None:
    page.click('button[data-act="grow"]')
    until(page, "document.getElementById('growing').textContent.endsWith('loaded.')")


def some_flaw(page: Any) -> str:
    """A flaw of the page with neighbours that are not on it."""
    found = page.evaluate("graphPage.model.nodes.find((node) => node.kind === 'flaw' && (node.left || {}).paper > 3).iri")
    return str(found)


def test_what_is_loaded_is_grafted_and_stays_in_the_address(opened: Open, site: Site) -> None:
    page = opened("/network?node=luedtke-2012")
    before = held(page)
    assert CENTRE in before
    flaw = some_flaw(page)
    choose(page, flaw)
    away = page.evaluate("(iri) => graphPage.model.nodes[graphPage.model.byIri.get(iri)].left.paper", flaw)
    assert f"Load its {away}" in page.inner_text("#details .actions")
    grow(page)
    after = held(page)
    assert len(after - before) == away
    assert shown(page) == after
    places = page.evaluate("graphPage.model.nodes.map((node) => `${Math.round(node.x)} ${Math.round(node.y)}`)")
    assert len(set(places)) == len(places)
    assert page.evaluate("(iri) => graphPage.model.nodes[graphPage.model.byIri.get(iri)].left === undefined", flaw)
    words = page.inner_text("#totals")
    assert f"{page.evaluate('graphPage.model.perKind.get(`paper`)')} papers" in words

    again = opened(page.url.removeprefix(site.address))
    until(again, "(count) => graphPage.model.nodes.length === count", len(after))
    assert held(again) == after
    assert again.evaluate("graphPage.model.nodes[graphPage.state().node].iri") == flaw

    page.click("#undo")
    until(page, "(count) => graphPage.drawing.view().shown.filter(Boolean).length === count", len(before))
    assert shown(page) == before
    page.click("#redo")
    until(page, "(count) => graphPage.drawing.view().shown.filter(Boolean).length === count", len(after))


def test_links_between_what_was_there_and_what_came_are_all_drawn(opened: Open, site: Site) -> None:
    page = opened("/network?node=luedtke-2012")
    choose(page, some_flaw(page))
    grow(page)
    iris = held(page)
    papers = sorted(iri for iri in iris if "/paper/" in iri and "/outcome/" not in iri)
    links = set(map(tuple, page.evaluate(
        "graphPage.model.edges.filter((e) => e.kind === 'finding')"
        ".map((e) => [graphPage.model.nodes[e.from].iri, graphPage.model.nodes[e.to].iri])")))  # fmt: skip
    for paper in papers[:6]:
        told = page.evaluate(
            "async (iri) => (await fetch(`api/neighbours?kind=flaw&node=${encodeURIComponent(iri)}`)).json()", paper
        )
        expected = {(paper, one["iri"]) for one in told["nodes"] if one["iri"] in iris}
        assert {link for link in links if link[0] == paper} == expected


def test_a_node_with_many_neighbours_is_loaded_part_by_part(opened: Open, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.explorer.around.network.MOST", 10)
    page = opened("/network?node=spin")
    whole = page.evaluate("async () => (await fetch('api/neighbours?node=spin')).json()")
    order = [one["iri"] for one in whole["nodes"]]
    assert len(order) > 20
    assert held(page) == {FLAW, *order[:10]}
    assert f"Papers judged for it: 10 of {len(order)}" in page.inner_text("#overview")
    choose(page, FLAW)
    for count in (20, min(30, len(order))):
        page.click('button[data-act="grow"]')
        until(page, "(count) => graphPage.model.nodes.length === count", count + 1)
        assert held(page) == {FLAW, *order[:count]}
    again = opened(page.url.removeprefix(site.address))
    until(again, "(count) => graphPage.model.nodes.length === count", min(30, len(order)) + 1)
    page.click("#undo")
    until(page, "graphPage.drawing.view().shown.filter(Boolean).length === 21")


def test_reasons_come_when_a_node_is_chosen(opened: Open) -> None:
    page = opened("/network?node=luedtke-2012")
    own = "graphPage.model.edges.filter((e) => e.kind === 'finding' && graphPage.model.nodes[e.from].label === 'Luedtke 2012')"
    assert page.evaluate(f"{own}.every((e) => e.findings.every((one) => one.assessor && !one.why))")
    choose(page, CENTRE)
    until(page, f"{own}.some((e) => e.findings.some((one) => one.why))")
    why = page.evaluate(f"{own}.find((e) => e.group === 'present' && e.findings[0].why).findings[0].why")
    until(page, "(why) => document.getElementById('details').textContent.includes(why)", why)
    assert "Published in: " in page.inner_text("#details")
    assert page.get_attribute("#details a[href='paper/luedtke-2012.html']", "href")


def test_the_search_asks_beyond_the_page_and_brings_what_it_finds(opened: Open) -> None:
    page = opened("/network?node=luedtke-2012")
    page.fill("#q", "aasdahl")
    page.wait_for_selector("#beyond-list button")
    page.click(f'#beyond-list button[data-node="{IRI}/paper/aasdahl-2017"]')
    until(page, "(iri) => graphPage.model.byIri.has(iri)", f"{IRI}/paper/aasdahl-2017")
    until(page, "(iri) => graphPage.state().node === graphPage.model.byIri.get(iri)", f"{IRI}/paper/aasdahl-2017")
    assert "Aasdahl 2017" in page.inner_text("#details")
    assert "aasdahl-2017" in page.url


def test_a_server_that_is_busy_is_told_and_may_be_asked_again(opened: Open, site: Site) -> None:
    page = opened("/network?node=luedtke-2012")
    choose(page, some_flaw(page))
    before = held(page)
    site.failing = True
    page.click('button[data-act="grow"]')
    until(page, "document.getElementById('growing').textContent.includes('busy')")
    assert held(page) == before
    site.failing = False
    grow(page)
    assert before < held(page)


def test_an_address_that_names_what_is_not_here_leads_on(opened: Open) -> None:
    page = opened(f"/network?node=luedtke-2012#node={IRI}/paper/aasdahl-2017")
    assert "Not in this graph" in page.inner_text("#details")
    page.click("text=Show the graph around it")
    until(page, "window.graphPage && document.title.includes('Aasdahl 2017')")


def test_without_script_each_neighbour_is_a_link(opened: Open) -> None:
    page = opened("/network?node=luedtke-2012", script=False)
    assert "Flaws judged in it: 27 of 27" in page.inner_text("#panel")
    assert not page.is_visible("#drawing")
    page.click(f'a[data-iri="{FLAW}"]') if page.query_selector(f'a[data-iri="{FLAW}"]') else page.click("a.go")
    assert "Papers judged for it" in page.inner_text("#panel")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_the_page_fits_and_has_no_barrier(opened: Open, width: int, height: int) -> None:
    page = opened("/network?node=luedtke-2012", width=width, height=height, scheme="dark" if width < 500 else "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    choose(page, some_flaw(page))
    grow(page)
    found = Axe().run(page)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []


def test_the_search_field_suggests_and_the_keyboard_alone_opens_one(opened: Open, site: Site) -> None:
    page = opened("/flaws.html")
    page.focus("#q")
    page.keyboard.type("unblin")
    page.wait_for_selector("#suggestions li")
    assert page.get_attribute("#q", "role") == "combobox"
    assert page.get_attribute("#q", "aria-expanded") == "true"
    assert page.get_attribute("#q", "aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    chosen = page.get_attribute("#q", "aria-activedescendant")
    assert page.get_attribute(f"#{chosen}", "aria-selected") == "true"
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Escape")
    assert not page.is_visible("#suggestions")
    assert page.input_value("#q") == "unblin"
    page.keyboard.type("ded part")
    page.wait_for_selector("#suggestions li")
    told = page.evaluate("async () => (await fetch('api/suggest?q=unblinded%20part')).json()")
    wanted = told["items"][0]["page"]
    until(page, "(label) => document.getElementById('suggestions').innerText.startsWith(label)", told["items"][0]["label"])
    until(page, "(count) => document.querySelectorAll('#suggestions li').length === count", len(told["items"]))
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{site.address}/{wanted}"


def test_enter_without_a_choice_searches_as_before(opened: Open) -> None:
    page = opened("/flaws.html")
    page.focus("#q")
    page.keyboard.type("blin")
    page.wait_for_selector("#suggestions li")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/search?q=blin")
