"""The page as a reader meets it: looked at, typed into, walked through by keyboard, saved."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import ModuleType
from urllib.parse import quote
from xml.etree import ElementTree

import networkx as nx
import pytest

from kg.views import network

pytestmark = pytest.mark.browser

SHOWN = "graphPage.drawing.view().shown.filter(Boolean).length"
DRAWN = "graphPage.drawing.view().drawn.filter(Boolean).length"
OVERLAPS = """() => {
  const {labels, titles} = graphPage.drawing.layers();
  const boxes = labels.concat(titles);
  const hit = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return boxes.flatMap((a, i) => boxes.slice(0, i).filter((b) => hit(a, b)).map((b) => [a.lines, b.lines]));
}"""
NODE_OVERLAPS = """() => {
  const shown = graphPage.model.nodes.filter((n) => graphPage.drawing.view().shown[n.id]);
  const boxes = shown.map((n) => graphPage.drawing.boxOf(n.id));
  const hit = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return boxes.flatMap((a, i) => boxes.slice(0, i).filter((b) => hit(a, b)));
}"""


def test_at_thirty_nodes_every_label_is_drawn_and_none_overlaps(opened, small_page: str) -> None:
    page = opened(small_page)
    assert page.ask("graphPage.drawing.layers().labels.length") == 30
    assert page.ask(OVERLAPS) == []
    assert page.ask(NODE_OVERLAPS) == []


def test_in_a_crowd_no_label_overlaps_and_more_come_with_zoom(opened, large_page: str) -> None:
    page = opened(large_page)
    assert page.ask(OVERLAPS) == []
    assert page.ask(NODE_OVERLAPS) == []
    labelled = "graphPage.drawing.layers().labels.map((l) => graphPage.model.nodes[l.id].kind)"
    first = Counter(page.ask(labelled))
    assert first["flaw"] > 0.8 * 70
    for _ in range(4):
        page.page.click("#zoom-in")
    later = Counter(page.ask(labelled))
    assert later["flaw"] == 70
    assert sum(later.values()) > sum(first.values())
    assert page.ask(OVERLAPS) == []


def test_outcomes_in_a_crowd_start_hidden_and_the_page_says_so(opened, large_page: str) -> None:
    page = opened(large_page)
    assert page.ask(SHOWN) == 129
    assert page.text("#hidden-note") == "300 outcomes hidden: tick to show"
    assert page.text("#count") == "129 of 429 nodes shown. The first 50 are listed."
    page.page.check("#kinds label:has-text('Outcomes') input")
    assert page.ask(SHOWN) == 429
    assert page.text("#hidden-note") == ""
    assert "hide=" in page.page.url


def test_the_list_says_what_it_leaves_out_and_gives_it_on_demand(opened, large_page: str) -> None:
    page = opened(large_page)
    assert page.page.locator("#list button").count() == 50
    page.page.click("#more button:has-text('List 50 more')")
    assert page.page.locator("#list button").count() == 100
    assert page.ask("document.activeElement.closest('#list') !== null")
    page.page.click("#more button:has-text('List 29 more')")
    assert page.page.locator("#list button").count() == 129
    assert page.text("#count") == "129 of 429 nodes shown."
    assert page.page.locator("#more button").count() == 0


def test_search_looks_into_labels_titles_addresses_quotes_and_reasons(opened, small_page: str) -> None:
    page = opened(small_page)
    for query, part in [
        ("high dropout", "High dropout"),
        ("graded exercise programme", "graded exercise programme"),
        ("kg/paper/003", "https://example.org/kg/paper/003"),
        ("not a lot more", "not a lot more"),
        ("registry names another", "registry names another"),
    ]:
        page.page.fill("#q", query)
        assert "match" in page.text("#count")
        assert page.page.locator("#list button").count() > 0
        assert part.lower() in page.text("#list").lower()
    page.page.fill("#q", "no such words anywhere")
    assert page.text("#count") == "0 nodes match."
    assert "q=no%20such" in page.page.url


def test_matches_that_filters_hide_are_counted(opened, large_page: str) -> None:
    page = opened(large_page)
    page.page.fill("#q", "MODQ")
    assert page.text("#count").endswith("50 more matches are hidden by the filters.")


def test_filters_by_judgement_origin_domain_year_and_link(opened, small_page: str) -> None:
    page = opened(small_page)
    numbers = Counter(page.ask("graphPage.model.edges.map((e) => e.group)"))
    plain = numbers[None]
    assert page.ask(DRAWN) == plain + numbers["present"] + numbers["likely"]
    page.page.check("#presences label:has-text('Unclear') input")
    assert page.ask(DRAWN) == plain + numbers["present"] + numbers["likely"] + numbers["unclear"]
    page.page.uncheck("#origins label:has-text('Derived') input")
    assert page.ask("graphPage.model.edges.every((e) => !graphPage.drawing.view().drawn[e.id] || e.origin === 'asserted')")
    page.page.select_option("#domain", "Missing data")
    flaws = page.ask("graphPage.model.nodes.filter((n) => n.kind === 'flaw' && graphPage.drawing.view().shown[n.id])")
    assert {flaw["group"] for flaw in flaws} == {"Missing data"}
    page.page.fill("#from", "2005")
    assert page.ask(
        "graphPage.model.nodes.every((n) => n.year === undefined || n.year >= 2005 || !graphPage.drawing.view().shown[n.id])"
    )
    before = page.ask(SHOWN)
    page.page.check("#linked")
    assert page.ask(SHOWN) < before
    url = page.page.url
    shown, drawn = page.ask(SHOWN), page.ask(DRAWN)
    again = opened(small_page, hash_=url[url.index("#") :])
    assert (again.ask(SHOWN), again.ask(DRAWN)) == (shown, drawn)
    assert again.page.input_value("#domain") == "Missing data"
    again.page.click("#reset")
    assert again.ask(SHOWN) == 30
    assert "#" not in again.page.url


def test_a_flaw_shows_who_found_it_where_and_why(opened, small_page: str) -> None:
    page = opened(small_page)
    node = page.choose("flaw")
    panel = page.text("#details")
    assert node["label"] in panel
    assert node["note"].lower() in panel.lower()
    for part in ("Papers judged for this flaw", "Present (", "Results, paragraph 3", "judged by", "Source: Invented appraisals"):
        assert part in panel
    edges = page.ask("(id) => graphPage.model.incident[id].length", node["id"])
    assert page.page.locator("#details article").count() == edges
    link = page.page.locator("#details a[href^='https://example.org/appraisals']").first
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_what_is_derived_says_so_in_word_and_line(opened, small_page: str) -> None:
    page = opened(small_page)
    edge = page.ask("graphPage.model.edges.find((e) => e.origin === 'derived' && e.presence === 'present')")
    page.visit(edge["to"])
    page.page.wait_for_selector("#details .finding.derived")
    assert "derived by a rule or program" in page.text("#details .finding.derived")
    assert page.ask("(id) => graphPage.drawing.lookOfEdge(id).dashes", edge["id"]) == [5, 4]


def test_a_paper_shows_flaws_outcomes_and_citing_articles(opened, small_page: str) -> None:
    page = opened(small_page)
    cited = page.ask("graphPage.model.nodes[graphPage.model.edges.find((e) => e.kind === 'cites').to]")
    page.page.click(f'#list button[data-node="{cited["id"]}"]')
    panel = page.text("#details")
    for part in (cited["title"], "randomised trial", "Flaws judged", "Cited by (", "Open doi.org"):
        assert part in panel
    outcome = page.choose("outcome")
    assert outcome["estimates"][0]["text"] in page.text("#details")
    assert "12 weeks" in page.text("#details")
    page.page.click("#details .neighbours .go-node")
    assert "Outcomes reported (" in page.text("#details")
    assert outcome["estimates"][0]["text"] in page.text("#details")


def test_a_deep_link_opens_the_node_and_back_works(opened, small_page: str, graphs: ModuleType) -> None:
    graph = graphs.small()
    iri = next(name for name, kind in graph.nodes(data="kind") if kind == "flaw")
    page = opened(small_page, hash_=f"#node={quote(iri, safe='')}")
    assert page.text("#details h2") == graph.nodes[iri]["label"]
    page.page.click("#details .go-node >> nth=0")
    assert page.text("#details h2") != graph.nodes[iri]["label"]
    page.page.go_back()
    page.page.wait_for_function(
        "(label) => document.querySelector('#details h2')?.textContent === label", arg=graph.nodes[iri]["label"]
    )
    unescaped = opened(small_page, hash_=f"#node={iri}")
    assert unescaped.text("#details h2") == graph.nodes[iri]["label"]
    unknown = opened(small_page, hash_="#node=https://example.org/nobody")
    assert "Not in this graph" in unknown.text("#details")


def test_choosing_fades_all_but_the_neighbourhood(opened, small_page: str) -> None:
    page = opened(small_page)
    node = page.choose("flaw")
    near = page.ask("[...graphPage.drawing.view().near]")
    faded = page.ask("graphPage.model.nodes.filter((n) => graphPage.drawing.lookOfNode(n.id).opacity < 1).map((n) => n.id)")
    assert node["id"] in near
    assert set(near) | set(faded) == set(range(30))
    assert not set(near) & set(faded)


def test_the_keyboard_reaches_search_list_details_and_back(opened, small_page: str) -> None:
    page = opened(small_page)
    keys = page.page.keyboard
    keys.press("Tab")
    assert page.ask("document.activeElement.textContent") == "Skip to search"
    keys.press("Enter")
    assert page.ask("document.activeElement.id") == "q"
    keys.type("high dropout")
    for _ in range(40):
        keys.press("Tab")
        if page.ask("document.activeElement.closest('#list') !== null"):
            break
    keys.press("Enter")
    assert page.text("#details h2") == "High dropout"
    assert page.ask("document.activeElement.closest('#list') !== null"), "the focus stays on the button"
    assert "High dropout" in page.text("#said")
    page.page.focus("#details .go-node >> nth=0")
    keys.press("Enter")
    assert page.ask("document.activeElement.id") == "chosen", "the focus follows into the new details"
    outline = page.ask("(() => { document.querySelector('#details .back').focus(); return 1 })()")
    assert outline == 1
    keys.press("Escape")
    assert page.ask("graphPage.state().node") is None
    assert page.page.input_value("#q") == ""
    assert page.page.is_visible("#overview")
    keys.press("/")
    assert page.ask("document.activeElement.id") == "q"


def test_focus_is_visible(opened, small_page: str) -> None:
    page = opened(small_page)
    page.page.keyboard.press("Tab")
    assert page.ask("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_hostile_text_is_inert(opened, graphs: ModuleType) -> None:
    page = opened(network.page(graphs.hostile()))
    title = page.page.title()
    assert title.startswith("Hostile </script>")
    for node in range(len(graphs.hostile())):
        page.visit(node)
        page.page.mouse.move(500 + 20 * node, 400)
    page.page.fill("#q", "<img src=x")
    assert page.page.locator("#list button").count() > 0
    with page.page.expect_download() as caught:
        page.page.click("#save-svg")
    ElementTree.fromstring(Path(caught.value.path()).read_text("utf-8"))  # noqa: S314 - our own file
    assert page.page.title() == title
    assert page.page.locator("img, iframe, object").count() == 0
    assert page.ask("[...document.links].every((a) => /^(https?:|file:)/.test(a.protocol))")
    assert page.ask("!/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.body.textContent)")


@pytest.mark.parametrize("name", ["small_page", "large_page"])
@pytest.mark.parametrize("width", [375, 320])
def test_a_phone_scrolls_down_and_never_sideways(opened, request: pytest.FixtureRequest, name: str, width: int) -> None:
    page = opened(request.getfixturevalue(name), width=width, height=740)
    assert page.ask("document.documentElement.scrollWidth") == width
    drawing = page.page.locator("#drawing").bounding_box()
    assert drawing["y"] < 300
    assert 280 <= drawing["height"] <= 500
    page.page.click("#to-search")
    page.page.fill("#q", "dropout")
    page.page.click("#list button >> nth=0")
    page.page.wait_for_selector("#details h2")
    assert page.page.locator("#details h2").bounding_box()["y"] < 740
    assert page.ask("document.documentElement.scrollWidth") == width


def test_a_click_on_the_drawing_chooses_and_beside_it_clears(opened, small_page: str) -> None:
    page = opened(small_page)
    at = page.ask(
        "(() => { const n = graphPage.model.nodes.find((n) => n.kind === 'paper'); return graphPage.drawing.toScreen(n) })()"
    )
    page.page.locator("#drawing").click(position=at)
    page.page.wait_for_selector("#details h2")
    assert page.text("#details .what").startswith("Paper")
    page.page.locator("#drawing").click(position={"x": 5, "y": 5})
    page.page.wait_for_selector("#overview", state="visible")


def test_an_empty_graph_is_a_page_that_says_so(opened) -> None:
    page = opened(network.page(nx.MultiDiGraph(title="Nothing")))
    assert page.text("#count") == "0 of 0 nodes shown."
