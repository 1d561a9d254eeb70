"""The path between two nodes: found as another library finds it, told in words, lit, and honest about filters."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import networkx as nx
import pytest

from kg.views import network

pytestmark = pytest.mark.browser

ALL_PAIRS = """() => {
  const { model, pure } = graphPage;
  const found = [];
  for (const a of model.nodes) for (const b of model.nodes) {
    const path = a.id === b.id ? null : pure.shortestPath(model, a.id, b.id, () => true, () => true);
    if (path) found.push([a.iri, b.iri, path.nodes.map((id) => model.nodes[id].iri), path.ways]);
  }
  return found;
}"""


def of_kind(page, kind: str, place: int = 0) -> dict:
    return page.ask(
        "([kind, place]) => graphPage.model.ranked.map((id) => graphPage.model.nodes[id]).filter((n) => n.kind === kind)[place]",
        [kind, place],
    )


def begin(page, node: dict) -> None:
    """Asks for a path from that node, by its button in the details."""
    page.page.click(f'#list button[data-node="{node["id"]}"]')
    page.page.click('[data-act="path"]')


def test_every_path_is_as_short_as_networkx_finds_it_and_as_many(opened, small_page: str, graphs: ModuleType) -> None:
    found = opened(small_page).ask(ALL_PAIRS)
    graph = nx.Graph(graphs.small())
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    assert len(found) == sum(len(others) - 1 for others in lengths.values())
    for one, other, path, _ in found:
        assert (path[0], path[-1]) == (one, other)
        assert len(path) - 1 == lengths[one][other]
        assert all(graph.has_edge(a, b) for a, b in pairwise(path))
    some = found[:: max(len(found) // 60, 1)]
    assert [ways for *_, ways in some] == [len(list(nx.all_shortest_paths(graph, a, b))) for a, b, *_ in some]


def test_two_islands_have_no_path(opened) -> None:
    graph = nx.MultiDiGraph()
    for name in "abcd":
        graph.add_node(f"https://example.org/{name}", kind="paper", label=name, weight=0)
    for one, other in ("ab", "cd"):
        graph.add_edge(
            f"https://example.org/{one}", f"https://example.org/{other}", kind="cites", label="cites", origin="asserted"
        )
    page = opened(network.page(graph))
    begin(page, {"id": 0})
    page.page.click('#list button[data-node="2"]')
    assert page.text("#details h2") == "a to c"
    assert "There is no path between them under the filters in force." in page.text("#details")
    assert "Without filters there is none either" in page.text("#details")
    assert page.text("#said") == "Path from a to c: none."
    assert page.page.locator("#details button:has-text('Ask without filters')").count() == 0


def test_a_path_is_asked_for_lit_and_told_link_by_link(opened, small_page: str) -> None:
    page = opened(small_page)
    flaw, outcome = of_kind(page, "flaw"), of_kind(page, "outcome")
    begin(page, flaw)
    assert "choose where it ends" in page.text("#task")
    assert "Choose where the path ends" in page.text("#said")
    page.page.fill("#q", outcome["label"])
    page.page.click(f'#list button[data-node="{outcome["id"]}"]')
    path = page.ask("graphPage.drawing.view().result.path.nodes")
    assert (path[0], path[-1]) == (flaw["id"], outcome["id"])
    assert page.text("#details h2") == f"{flaw['label']} to {outcome['label']}"
    assert page.ask("document.activeElement.id") == "chosen"
    listed = page.ask("[...document.querySelectorAll('#details .path > li > .go-node')].map((b) => Number(b.dataset.node))")
    assert listed == path
    told = page.text("#details .path")
    assert "is a flaw judged in" in told
    assert "judged by" in told
    assert "Invented appraisals" in told
    assert "reports the outcome" in told
    assert outcome["estimates"][0]["text"] in told
    lit = page.ask("graphPage.model.nodes.filter((n) => graphPage.drawing.lookOfNode(n.id).opacity === 1).map((n) => n.id)")
    assert sorted(lit) == sorted(path)
    marks = page.ask("[...graphPage.drawing.view().marks.keys()]")
    links = page.ask("(ids) => ids.map((id) => [graphPage.model.edges[id].from, graphPage.model.edges[id].to])", marks)
    assert {frozenset(link) for link in links} == {frozenset(pair) for pair in pairwise(path)}
    accent = page.ask("getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()")
    assert {page.ask("(id) => graphPage.drawing.lookOfEdge(id).colour", mark) for mark in marks} == {accent}
    page.page.click("#task button:has-text('Close')")
    assert page.ask("graphPage.state().task") is None
    assert page.ask("graphPage.drawing.view().marks") is None


def test_the_end_may_be_chosen_in_the_drawing_and_the_start_is_refused(opened, small_page: str) -> None:
    page = opened(small_page)
    start, end = of_kind(page, "paper"), of_kind(page, "paper", 3)
    begin(page, start)
    at = page.ask("(id) => graphPage.drawing.toScreen(graphPage.model.nodes[id])", start["id"])
    page.page.locator("#drawing").click(position=at)
    assert page.text("#said") == "The path starts here: choose another node as its end."
    page.page.locator("#drawing").click(position={"x": 5, "y": 5})
    assert page.ask("graphPage.state().task.to") is None
    at = page.ask("(id) => graphPage.drawing.toScreen(graphPage.model.nodes[id])", end["id"])
    page.page.locator("#drawing").click(position=at)
    page.page.wait_for_function("() => graphPage.state().task.to !== null")
    assert page.ask("graphPage.state().task.to") == end["id"]
    page.page.click("#details .path .go-node >> nth=0")
    assert page.text("#details h2") == start["label"]
    assert "Path from" in page.text("#task"), "the answer stays at hand"
    page.page.click("#task button:has-text('Read it')")
    assert page.text("#details h2") == f"{start['label']} to {end['label']}"


def test_a_path_respects_the_filters_and_says_so(opened, small_page: str) -> None:
    page = opened(small_page)
    flaw, outcome = of_kind(page, "flaw"), of_kind(page, "outcome")
    for label in ("Present", "Likely present"):
        page.page.uncheck(f"#presences .tick:has(span:text-is('{label}')) input")
    begin(page, flaw)
    page.page.click(f'#list button[data-node="{outcome["id"]}"]')
    assert "There is no path between them under the filters in force." in page.text("#details")
    assert "judgements drawn: none" in page.text("#details")
    assert "Without filters there is one of" in page.text("#details")
    page.page.click("#details button:has-text('Ask without filters')")
    assert page.ask("graphPage.drawing.view().result.path.nodes.length") >= 3
    assert "There is no path" not in page.text("#details")
    assert page.text("#said").startswith("Path from ")


def test_an_end_that_filters_hide_is_shown_all_the_same(opened, small_page: str) -> None:
    page = opened(small_page)
    flaw, outcome = of_kind(page, "flaw"), of_kind(page, "outcome")
    begin(page, flaw)
    page.page.click(f'#list button[data-node="{outcome["id"]}"]')
    page.page.uncheck("#kinds .tick:has-text('Outcomes') input")
    assert page.ask("(id) => graphPage.drawing.view().shown[id]", outcome["id"])
    assert page.ask("graphPage.drawing.view().result.path.nodes.at(-1)") == outcome["id"]
    page.page.uncheck("#kinds .tick:has(span:text-is('Papers')) input")
    assert page.ask("graphPage.drawing.view().result.path") is None


def test_escape_ends_the_choice_of_a_path_and_nothing_else(opened, small_page: str) -> None:
    page = opened(small_page)
    paper = of_kind(page, "paper")
    begin(page, paper)
    page.page.keyboard.press("Escape")
    assert page.ask("graphPage.state().task") is None
    assert page.ask("graphPage.state().node") == paper["id"]
    assert not page.page.is_visible("#task")


def test_a_path_stands_in_the_address(opened, small_page: str) -> None:
    page = opened(small_page)
    flaw, outcome = of_kind(page, "flaw"), of_kind(page, "outcome")
    begin(page, flaw)
    waiting = page.page.url
    page.page.click(f'#list button[data-node="{outcome["id"]}"]')
    url, nodes = page.page.url, page.ask("graphPage.drawing.view().result.path.nodes")
    again = opened(small_page, hash_=url[url.index("#") :])
    assert again.ask("graphPage.drawing.view().result.path.nodes") == nodes
    assert again.text("#details h2") == f"{flaw['label']} to {outcome['label']}"
    picking = opened(small_page, hash_=waiting[waiting.index("#") :])
    assert "choose where it ends" in picking.text("#task")


def test_hostile_names_are_inert_in_answers_filters_steps_and_pictures(opened, graphs: ModuleType) -> None:
    page = opened(network.page(graphs.hostile()))
    title = page.page.title()
    for kind in ("flaw", "paper", "citing", "outcome"):
        node = of_kind(page, kind)
        begin(page, node)
        other = of_kind(page, "paper", 1)
        page.page.click(f'#list button[data-node="{other["id"]}"]')
        assert node["label"] in page.ask("document.querySelector('#details h2').textContent")
        page.page.keyboard.press("Escape")
    cited = page.ask("graphPage.model.edges.find((e) => e.kind === 'cites').to")
    page.page.click(f'#list button[data-node="{cited}"]')
    page.page.click('[data-act="downstream"]')
    for chooser in ("#source", "#domain", "#flaw"):
        page.page.select_option(chooser, index=1)
    page.page.focus("#drawing")
    for key in ("ArrowRight", "Enter", "e"):
        page.page.keyboard.press(key)
    page.page.click("#undo")
    with page.page.expect_download() as caught:
        page.page.click("#save-svg")
    ElementTree.fromstring(Path(caught.value.path()).read_text("utf-8"))  # noqa: S314 - our own file
    assert page.page.title() == title
    assert page.page.locator("img, iframe, object, script[src]").count() == 0
    assert page.ask("[...document.links].every((a) => /^(https?:|file:)/.test(a.protocol))")
    assert page.ask("!/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.body.textContent)")
