"""axe-core finds nothing to object to, in every state of the page, light and dark, wide and narrow."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

if os.environ.get("KG_REQUIRE_BROWSER") == "1":
    from axe_playwright_python import sync_playwright as axe
else:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core comes with the extra 'test'")


def cited(page: Any) -> int:
    return page.ask("graphPage.model.edges.find((e) => e.kind === 'cites').to")


def details(page: Any) -> None:
    page.visit(cited(page))


def only(page: Any) -> None:
    details(page)
    page.page.click('[data-act="only"]')


def picking(page: Any) -> None:
    details(page)
    page.page.click('[data-act="path"]')


def path(page: Any) -> None:
    picking(page)
    page.page.click("#list button[data-node] >> nth=0")


def downstream(page: Any) -> None:
    details(page)
    page.page.click('[data-act="downstream"]')


def filters(page: Any) -> None:
    if not page.page.is_visible("#linked"):
        page.page.click("#filters > summary")
    page.page.check("#linked")
    page.page.select_option("#domain", index=1)
    page.page.fill("#q", "dropout")
    page.page.fill("#from", "2001")


def nothing_found(page: Any) -> None:
    page.page.fill("#q", "no such words")


def keys(page: Any) -> None:
    page.page.click("#show-keys")


def walking(page: Any) -> None:
    page.page.focus("#drawing")
    page.page.keyboard.press("ArrowRight")


STATES: list[Callable[[Any], None]] = [details, only, picking, path, downstream, filters, nothing_found, keys, walking]


COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def violations(page: Any, options: dict[str, Any] | None = None) -> list[tuple[str, list[str]]]:
    response = axe.Axe().run(page.page, options=options).response
    return [(found["id"], [node["html"][:200] for node in found["nodes"]]) for found in response["violations"]]


@pytest.mark.parametrize(("scheme", "width", "height"), [("light", 1366, 768), ("dark", 1366, 768), ("dark", 390, 844)])
def test_no_state_of_the_page_offends(opened: Any, small_page: str, scheme: str, width: int, height: int) -> None:
    """Of the wide page in the dark, whose colours alone are others than in the light, only these are asked for."""
    options = COLOURS if (scheme, width) == ("dark", 1366) else None
    found = {}
    for state in [None, *STATES]:
        page = opened(small_page, scheme=scheme, width=width, height=height)
        if state is not None:
            state(page)
        found["plain" if state is None else state.__name__] = violations(page, options)
    assert {name: said for name, said in found.items() if said} == {}


def test_the_engine_objects_where_there_is_something_to_object_to(opened: Any, small_page: str) -> None:
    page = opened(small_page)
    page.ask("document.getElementById('undo').textContent = ''")
    assert "button-name" in {name for name, _ in violations(page)}
