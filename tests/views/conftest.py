"""The sample graphs, and pages opened in a headless Chromium that may ask the network for nothing."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture(scope="session")
def graphs() -> ModuleType:
    """The builders of `graphs.py`; test folders are no packages, so it is loaded from its place."""
    spec = importlib.util.spec_from_file_location("view_graphs", Path(__file__).with_name("graphs.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def small_page(graphs: ModuleType) -> str:
    from kg.views import network

    return network.page(graphs.small())


@pytest.fixture(scope="session")
def large_page(graphs: ModuleType) -> str:
    from kg.views import network

    return network.page(graphs.large())


@pytest.fixture(scope="session")
def book() -> Any:
    """All entries of the shipped ontology."""
    from kg.handbook.whole import handbook

    return handbook()


@pytest.fixture(scope="session")
def handbook_page(book: Any) -> str:
    from kg.views import handbook

    return handbook.page(book)


@dataclass
class Opened:
    """A page, and everything it did that a page should not do."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def ask(self, script: str, argument: object = None) -> Any:
        return self.page.evaluate(script, argument)

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector))

    def visit(self, node: int) -> None:
        """Follows an address that names the node of that number."""
        self.ask("(id) => { location.hash = 'node=' + encodeURIComponent(graphPage.model.nodes[id].iri) }", node)
        self.page.wait_for_function("(id) => graphPage.state().node === id", arg=node)

    def choose(self, kind: str, place: int = 0) -> dict[str, Any]:
        """Chooses the node of that kind and rank by its button in the list, and returns it."""
        ranked = "graphPage.model.ranked.map((id) => graphPage.model.nodes[id])"
        node: dict[str, Any] = self.ask(f"([kind, place]) => {ranked}.filter((n) => n.kind === kind)[place]", [kind, place])
        self.page.click(f'#list button[data-node="{node["id"]}"]')
        return node


Open = Callable[..., Opened]


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens the text of a page. A request, a console error or a dialog fails the test when it ends."""
    pages: list[Opened] = []
    contexts = []

    def start(
        text: str,
        *,
        width: int = 1400,
        height: int = 900,
        scheme: str = "light",
        hash_: str = "",
        ready: str = "graphPage",
        script: bool = True,
    ) -> Opened:
        path = tmp_path / "page.html"
        path.write_text(text, "utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            accept_downloads=True,
            java_script_enabled=script,
        )
        contexts.append(context)
        context.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
        page = context.new_page()
        record = Opened(page)
        page.on("request", lambda request: record.requests.append(request.url))
        page.on("pageerror", lambda error: record.complaints.append(f"error: {error}"))
        page.on("console", lambda m: record.complaints.append(m.text) if m.type in ("error", "warning") else None)

        def refuse(dialog: Any) -> None:
            record.complaints.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        page.on("dialog", refuse)
        page.goto(path.as_uri() + hash_)
        if script:
            page.wait_for_function(f"window.{ready}")
        pages.append(record)
        return record

    yield start
    for context in contexts:
        context.close()
    for record in pages:
        assert record.complaints == []
        outside = [url for url in record.requests[1:] if not url.startswith(("data:", "blob:"))]
        assert outside == []
