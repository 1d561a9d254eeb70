"""Large graphs in a browser: what is painted in motion and at rest, what is under the pointer, how a page starts."""

from __future__ import annotations

from itertools import pairwise
from types import ModuleType

import networkx as nx
import pytest

from kg.views import network

pytestmark = pytest.mark.browser

# Strokes and texts that the canvas is asked for, counted from now on.
COUNT = """() => {
  const made = CanvasRenderingContext2D.prototype;
  window.painted = {lines: 0, texts: 0};
  for (const [name, key] of [['lineTo', 'lines'], ['fillText', 'texts']]) {
    const own = made[name];
    made[name] = function (...given) { window.painted[key] += 1; return own.apply(this, given); };
  }
}"""
PAN = """(steps) => new Promise((done) => {
  const {network} = graphPage.drawing;
  const [start, scale] = [network.getViewPosition(), network.getScale()];
  Object.assign(window.painted, {lines: 0, texts: 0});
  let step = 0;
  const move = () => {
    if (step === steps) return done({...window.painted, moving: graphPage.drawing.moving()});
    step += 1;
    network.moveTo({position: {x: start.x + step * 2 / scale, y: start.y}, scale});
    requestAnimationFrame(move);
  };
  requestAnimationFrame(move);
})"""


@pytest.fixture(scope="module")
def crowd(graphs: ModuleType) -> str:
    """2,000 nodes and 8,000 links."""
    return network.page(graphs.sample(papers=1700, flaws=100, citing=150, outcomes=50, judged=5))


def test_a_crowd_in_motion_has_fewer_links_and_no_labels_and_all_of_them_at_rest(opened, crowd: str) -> None:
    page = opened(crowd)
    page.ask("document.querySelectorAll('#presences input').forEach((one) => one.checked || one.click())")
    drawn = page.ask("graphPage.drawing.view().drawn.filter(Boolean).length")
    assert drawn > 5000
    page.ask(COUNT)
    moved = page.ask(PAN, 6)
    assert moved["moving"]
    assert moved["texts"] == 0
    assert 0 < moved["lines"] / 5 < 0.6 * drawn
    page.page.wait_for_function("() => !graphPage.drawing.moving() && window.painted.texts > 50")
    page.ask("Object.assign(window.painted, {lines: 0, texts: 0})")
    page.ask("(graphPage.drawing.show(graphPage.drawing.view()), 1)")
    rest = page.ask("window.painted")
    assert rest["lines"] >= drawn
    assert rest["texts"] > 50


def test_few_nodes_move_with_all_their_labels(opened, small_page: str) -> None:
    page = opened(small_page)
    page.ask(COUNT)
    moved = page.ask(PAN, 6)
    assert not moved["moving"]
    assert moved["texts"] >= 5 * 30


def test_pointing_paints_one_node_and_not_the_crowd(opened, crowd: str) -> None:
    page = opened(crowd)
    page.page.wait_for_timeout(300)
    node = page.ask("graphPage.model.ranked.find((id) => graphPage.model.nodes[id].kind === 'paper')")
    at = page.ask("(id) => graphPage.drawing.toScreen(graphPage.model.nodes[id])", node)
    box = page.page.locator("#drawing").bounding_box()
    page.ask(COUNT)
    page.page.mouse.move(box["x"] + at["x"], box["y"] + at["y"])
    page.page.wait_for_function("() => window.painted.texts > 0")
    painted = page.ask("window.painted")
    assert painted["texts"] == 1, "the label of the node and nothing else"
    assert painted["lines"] <= page.ask("(id) => graphPage.model.incident[id].length", node) + 40
    assert page.ask("document.getElementById('drawing').classList.contains('pointing')")


def test_a_click_chooses_the_sign_it_hits_and_beside_all_none(opened, small_page: str) -> None:
    page = opened(small_page)
    box = page.page.locator("#drawing").bounding_box()
    for node in page.ask("graphPage.model.nodes.map((n) => n.id)")[::5]:
        at = page.ask("(id) => graphPage.drawing.toScreen(graphPage.model.nodes[id])", node)
        page.page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
        assert page.ask("graphPage.state().node") == node
    page.page.mouse.click(box["x"] + 4, box["y"] + 4)
    assert page.ask("graphPage.state().node") is None


def test_a_link_says_what_it_is_where_the_pointer_rests_on_it(opened, small_page: str) -> None:
    page = opened(small_page)
    edge = page.ask("""() => {
      const [{model, drawing}, view] = [graphPage, graphPage.drawing.view()];
      return model.edges.find((e) => view.drawn[e.id] && e.kind === 'finding');
    }""")
    at = page.ask(
        "(e) => graphPage.drawing.toScreen({x: (graphPage.model.nodes[e.from].x + graphPage.model.nodes[e.to].x) / 2,"
        " y: (graphPage.model.nodes[e.from].y + graphPage.model.nodes[e.to].y) / 2})",
        edge,
    )
    page.ask("""() => {
      window.told = [];
      const own = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (...given) {
        window.told.push(given[0]);
        return own.apply(this, given);
      };
    }""")
    box = page.page.locator("#drawing").bounding_box()
    page.page.mouse.move(box["x"] + at["x"], box["y"] + at["y"])
    page.page.wait_for_function("() => window.told.some((text) => text.includes('→'))")
    told = page.ask("window.told.slice(-2)")
    names = page.ask("(e) => [graphPage.model.nodes[e.from].label, graphPage.model.nodes[e.to].label]", edge)
    assert told[1] == f"{names[0]} → {names[1]}"


def test_signs_are_seen_from_however_far(opened, crowd: str) -> None:
    page = opened(crowd)
    least = page.ask("""() => {
      const {model, drawing} = graphPage;
      const scale = drawing.network.getScale();
      const widths = model.nodes.map((n) => { const box = drawing.boxOf(n.id); return (box.right - box.left) * scale; });
      return Math.min(...widths);
    }""")
    assert least > 2


def test_the_first_picture_is_whole_and_marked(opened, crowd: str) -> None:
    page = opened(crowd)
    page.page.wait_for_function("() => performance.getEntriesByName('graph-drawn').length === 1")
    assert page.ask("graphPage.drawing.moving()") is False


def test_the_picture_follows_the_size_of_its_place_at_once(opened, small_page: str) -> None:
    page = opened(small_page)
    page.page.set_viewport_size({"width": 1000, "height": 620})
    page.page.wait_for_function(
        "() => document.querySelector('#drawing canvas').clientHeight === document.getElementById('drawing').clientHeight",
        timeout=900,
    )


def test_a_page_that_starts_with_flaws_shows_these_and_what_comes_with_them(opened, graphs: ModuleType) -> None:
    graph: nx.MultiDiGraph = graphs.small()
    flaws = sorted(name for name, kind in graph.nodes(data="kind") if kind == "flaw")
    for one, other in pairwise(flaws):
        graph.add_edge(one, other, kind="together", label="together in 2 of 5 papers", origin="derived", both=2, judged=5)
    graph.graph["aggregated"] = {
        "left_out": {"paper": 1234}, "rule": "It holds all 12 flaws.", "start": "flaws", "start_note": "Flaws first.",
    }  # fmt: skip
    page = opened(network.page(graph))
    shown = page.ask("graphPage.model.nodes.filter((n) => graphPage.drawing.view().shown[n.id]).map((n) => n.kind)")
    assert shown == ["flaw"] * 12
    drawn = page.ask("graphPage.model.edges.filter((e) => graphPage.drawing.view().drawn[e.id]).map((e) => e.kind)")
    assert drawn == ["together"] * 11
    assert "1,234 papers" in page.text("main")
    ends = page.ask("graphPage.model.edges.find((e) => e.kind === 'together')")
    assert page.ask("(id) => graphPage.drawing.lookOfEdge(id).dashes !== false", ends["id"]), "what is counted is dashed"
