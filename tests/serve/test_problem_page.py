"""The page that says what went wrong, as a person meets it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from serve.conftest import Served

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_it_can_be_read_by_all_and_leads_on(browser: Any, served: Served, scheme: str, width: int, height: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if "404" not in m.text else None)
    response = page.goto(f"{served.address}/paper/nobody-1900.html")
    assert response.status == 404
    assert "nobody-1900" in page.inner_text(".detail")
    assert page.evaluate("getComputedStyle(document.body).fontFamily") != "serif"  # its own style holds
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    found = axe.Axe().run(page, options={"preload": False}).response["violations"]
    assert found == [], json.dumps([(one["id"], one["nodes"][0]["html"][:200]) for one in found])
    assert [url for url in requests if not url.startswith((served.address, "data:"))] == []
    assert complaints == []
    page.keyboard.press("Tab")
    page.keyboard.type("pain")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served.address}/search?q=pain")
    context.close()


def test_it_needs_no_worker_and_no_other_file(browser: Any, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{served.address}/graphs?graph=relative")
    assert page.inner_text("h1") == "400 Bad Request"
    assert len([url for url in requests if not url.startswith("data:")]) == 1
    context.close()
