"""What is retracted is marked wherever it is met: in words, by a cross, in the saved picture."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import networkx as nx
import pytest

from kg.views import network

pytestmark = pytest.mark.browser


def _retracted(graph: nx.MultiDiGraph) -> str:
    """Marks the first paper as retracted, as `kg.projection` does, and returns its name."""
    name = next(name for name, kind in sorted(graph.nodes(data="kind")) if kind == "paper")
    given = graph.nodes[name]
    given["label"] = f"RETRACTED: {given['label']}"
    given["retracted"] = True
    given["notices"] = [
        {"text": "RETRACTED 14 March 2019: Wrong data (said by list.csv)", "link": "https://doi.org/10.1000/notice"},
        {"text": "Expression of concern 2018 (said by list.csv)", "link": None},
    ]
    return name


def test_what_is_retracted_is_marked_in_words_and_crossed_out(opened, graphs: ModuleType, tmp_path: Path) -> None:
    graph = graphs.small()
    name = _retracted(graph)
    page = opened(network.page(graph))
    label = graph.nodes[name]["label"]
    node = page.ask("(iri) => graphPage.model.nodes[graphPage.model.byIri.get(iri)]", name)
    assert page.ask("(id) => graphPage.drawing.layers().labels.find((l) => l.id === id).lines.join(' ')", node["id"]) == label
    assert page.text("#kinds .sign") == "Retracted, crossed out\n1"
    assert page.page.locator("#kinds .sign .cross").count() == 1
    page.page.fill("#q", "retracted")
    assert page.page.locator("#list button").count() == 1
    page.page.click("#list button")
    assert page.text("#details h2") == label
    assert page.text("#details .notices.retracted").splitlines() == [
        "Editorial notices",
        "RETRACTED 14 March 2019: Wrong data (said by list.csv) Open the notice",
        "Expression of concern 2018 (said by list.csv)",
    ]
    assert page.page.locator("#details .notices a").get_attribute("href") == "https://doi.org/10.1000/notice"
    assert label in page.text("#said")
    page.page.fill("#q", "wrong data")
    assert "Wrong data" in page.text("#list")
    page.page.fill("#q", "")
    page.visit(next(e["to"] for e in page.ask("graphPage.model.edges") if e["from"] == node["id"] and e["kind"] == "finding"))
    assert label in page.text("#details"), "the flaw it is judged for shows it marked"
    with page.page.expect_download() as caught:
        page.page.click("#save-svg")
    caught.value.save_as(tmp_path / "graph.svg")
    root = ElementTree.fromstring((tmp_path / "graph.svg").read_text("utf-8"))  # noqa: S314 - our own file
    assert "Retracted (crossed out)" in {"".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text")}
    crosses = [e for e in root.iter("{http://www.w3.org/2000/svg}path") if (e.get("d") or "").count("M") == 2]
    assert len(crosses) == 2 + 1  # on the node, the lighter one below the darker, and in the legend


def test_the_cross_is_drawn_over_the_node(opened, graphs: ModuleType) -> None:
    graph = graphs.small()
    name = _retracted(graph)
    darkness = """(iri) => {
      const node = graphPage.model.nodes[graphPage.model.byIri.get(iri)];
      const at = graphPage.drawing.toScreen(node);
      const drawn = document.querySelector('#drawing canvas');
      const ratio = drawn.width / drawn.clientWidth;
      const [x, y] = [Math.round(at.x * ratio), Math.round(at.y * ratio)];
      return [...drawn.getContext('2d').getImageData(x, y, 1, 1).data.slice(0, 3)];
    }"""
    ink = [0x1A, 0x1F, 0x26]
    assert opened(network.page(graph)).ask(darkness, name) == ink
    graph.nodes[name]["retracted"] = False
    assert opened(network.page(graph)).ask(darkness, name) != ink


def test_a_page_without_a_retraction_speaks_of_none(opened, small_page: str) -> None:
    page = opened(small_page)
    assert page.page.locator("#kinds .sign").count() == 0
    page.choose("paper")
    assert page.page.locator("#details .notices").count() == 0
