"""The frame and the views in a real browser: scripts run inside the frame and reach nothing outside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kg import jupyter
from kg.jupyter.frames import Frame
from kg.store import Store

pytestmark = pytest.mark.browser

_PAGE = "<!doctype html><html lang='en'><title>Notebook</title><body style='{}'><main><h1>Notebook</h1><h2>Cell</h2>{}</main>"
_THEMES = ("background: #fff; color: #111", "background: #111; color: #eee; color-scheme: dark")
_INTRUDER = """<!doctype html><title>frame</title><p id="ran"></p><script>
const tried = {
  parent: () => { parent.document.title = "taken"; },
  top: () => { top.location.href = "about:blank#taken"; },
  kept: () => localStorage.setItem("a", "b"),
  cookie: () => { document.cookie = "a=b"; },
  window: () => { if (open("about:blank") === null) throw Error("refused"); },
};
const reached = Object.keys(tried).filter((name) => { try { tried[name](); return true; } catch { return false; } });
document.getElementById("ran").textContent = "ran " + JSON.stringify(reached);
</script>"""


@pytest.fixture
def opened(browser: Any) -> Any:
    """`opened(html)`: a page offline, and all that it did that it should not do."""
    context = browser.new_context(viewport={"width": 1100, "height": 800})
    context.set_offline(True)

    def start(html: str) -> tuple[Any, list[str]]:
        page, complaints = context.new_page(), []
        page.on("request", lambda request: complaints.append(request.url) if request.url.startswith("http") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.set_content(html)
        return page, complaints

    yield start
    context.close()


def test_a_script_in_the_frame_reaches_nothing_outside(opened: Callable[[str], Any]) -> None:
    page, _ = opened(_PAGE.format("", Frame(_INTRUDER, 'a "title" <b>')._repr_html_()))
    inner = page.frames[1]
    inner.locator("#ran", has_text="ran").wait_for(state="attached")
    assert inner.inner_text("#ran") == "ran []"
    assert page.title() == "Notebook"
    assert page.get_attribute("iframe", "title") == 'a "title" <b>'


@pytest.mark.parametrize("which", ["graph", "chart"])
def test_a_page_works_in_its_frame(opened: Callable[[str], Any], hostile: Store, which: str) -> None:
    frame = jupyter.graph(hostile) if which == "graph" else jupyter.chart(hostile, "recurrence").interactive(500)
    page, complaints = opened(_PAGE.format("", frame._repr_html_()))
    inner = page.frames[1]
    if which == "graph":
        inner.locator("#list button").first.wait_for()
        inner.locator("#list button").first.click()
        assert "Spin" in inner.inner_text("#panel")
    else:
        inner.locator("#theme").click()
        assert inner.get_attribute("html", "data-theme") == "dark"
    assert complaints == []


def test_views_read_in_the_colours_of_the_notebook(opened: Callable[[str], Any], hostile: Store) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    views = [
        jupyter.paper(hostile, "hostile-1999"), jupyter.flaw(hostile, "spin"), jupyter.store(hostile), jupyter.flaws(hostile),
        jupyter.chart(hostile, "recurrence"),
    ]  # fmt: skip
    page, complaints = opened(_PAGE.format(_THEMES[0], "".join(view._repr_html_() for view in views)))
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert page.evaluate("document.querySelector('img').naturalWidth") == 960
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    inks = "[...document.querySelectorAll('main *')].filter((e) => !e.closest('a')).map((e) => getComputedStyle(e).color)"
    for theme in _THEMES:
        page.evaluate("(style) => document.body.setAttribute('style', style)", theme)
        assert set(page.evaluate(inks)) == {page.evaluate("getComputedStyle(document.body).color")}
    found = axe.Axe().run(page, options={"preload": False, "resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
    assert complaints == []
