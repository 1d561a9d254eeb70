"""Node by node: what is shown of the graph when neighbours are opened and folded away."""

from __future__ import annotations

from types import ModuleType

import pytest

from kg.views import network

pytestmark = pytest.mark.browser

SHOWN = "graphPage.model.nodes.filter((n) => graphPage.drawing.view().shown[n.id]).map((n) => n.id)"


def neighbours(page, node: int) -> set[int]:
    """The neighbours by links that a page without any filter set draws."""
    return set(
        page.ask(
            """(id) => {
              const drawn = new Set(graphPage.model.presences.filter((p) => p.drawn).map((p) => p.key));
              const wanted = (e) => e.group === null || drawn.has(e.group);
              return graphPage.model.incident[id].map((e) => graphPage.model.edges[e]).filter(wanted)
                .map((e) => graphPage.model.other(e, id));
            }""",
            node,
        )
    )


def act(page, key: str) -> None:
    page.page.click(f'[data-act="{key}"]')


def test_only_a_node_and_its_neighbours_then_more_then_all(opened, small_page: str) -> None:
    page = opened(small_page)
    flaw = page.choose("flaw")
    near = neighbours(page, flaw["id"])
    assert page.text('[data-act="only"]') == f"Only this and its {len(near)} neighbours"
    assert page.page.locator('[data-act="all"], [data-act="fold"]').count() == 0
    act(page, "only")
    assert set(page.ask(SHOWN)) == near | {flaw["id"]}
    assert page.text("#count") == f"{len(near) + 1} of 30 nodes shown."
    assert page.page.locator("#list button").count() == len(near) + 1
    assert page.ask("document.activeElement.closest('.actions') !== null"), "the focus stays among the buttons"
    assert page.text("#in-force").startswith("Filter")
    assert "Only nodes chosen and expanded" in page.text("#in-force")

    paper = min(near)
    page.page.click(f'#list button[data-node="{paper}"]')
    beyond = neighbours(page, paper)
    assert page.text('[data-act="fold"]') == f"Show its {len(beyond)} neighbours"
    act(page, "fold")
    assert set(page.ask(SHOWN)) == near | beyond | {flaw["id"], paper}
    assert page.text('[data-act="fold"]') == "Hide its neighbours"
    act(page, "fold")
    assert set(page.ask(SHOWN)) == near | {flaw["id"]}
    assert page.text('[data-act="all"]') == "Show all 30 nodes"
    act(page, "all")
    assert len(page.ask(SHOWN)) == 30
    assert not page.page.is_visible("#in-force")


def test_what_is_expanded_stays_when_its_own_opener_is_folded(opened, small_page: str) -> None:
    page = opened(small_page)
    flaw = page.choose("flaw")
    near = neighbours(page, flaw["id"])
    act(page, "only")
    paper = min(near)
    page.page.click(f'#list button[data-node="{paper}"]')
    act(page, "fold")
    page.page.click(f'#list button[data-node="{flaw["id"]}"]')
    act(page, "fold")
    assert set(page.ask(SHOWN)) == {flaw["id"], paper} | neighbours(page, paper)
    page.page.click(f'#list button[data-node="{paper}"]')
    act(page, "fold")
    page.page.keyboard.press("Escape")
    assert set(page.ask(SHOWN)) == {flaw["id"], paper}, "what was opened stays when it is folded"


def test_a_node_chosen_from_elsewhere_is_kept(opened, small_page: str) -> None:
    page = opened(small_page)
    flaw = page.choose("flaw")
    act(page, "only")
    hidden = next(id_ for id_ in range(30) if id_ not in page.ask(SHOWN))
    before = set(page.ask(SHOWN))
    page.visit(hidden)
    assert hidden in page.ask(SHOWN)
    page.ask("history.back()")
    page.page.wait_for_function("(id) => graphPage.state().node === id", arg=flaw["id"])
    assert set(page.ask(SHOWN)) == before
    label = page.ask("(id) => graphPage.model.nodes[id].label", hidden)
    page.page.fill("#q", label)
    assert "folded away or hidden by the filters" in page.text("#count")


def test_a_double_click_opens_and_folds(opened, small_page: str) -> None:
    page = opened(small_page)
    paper = page.ask("graphPage.model.nodes.find((n) => n.kind === 'paper')")

    def double() -> None:
        at = page.ask("(id) => graphPage.drawing.toScreen(graphPage.model.nodes[id])", paper["id"])
        page.page.locator("#drawing").dblclick(position=at)

    double()
    page.page.wait_for_function("() => graphPage.state().kept !== null")
    near = neighbours(page, paper["id"])
    assert set(page.ask(SHOWN)) == near | {paper["id"]}
    double()
    page.page.wait_for_function("() => graphPage.state().expanded.size === 0")
    assert page.ask(SHOWN) == [paper["id"]]
    double()
    page.page.wait_for_function("() => graphPage.state().expanded.size === 1")
    assert set(page.ask(SHOWN)) == near | {paper["id"]}


def test_what_is_opened_stands_in_the_address_and_filters_bear_on_it(opened, small_page: str) -> None:
    page = opened(small_page)
    paper = page.choose("paper")
    act(page, "only")
    shown = set(page.ask(SHOWN))
    url = page.page.url
    again = opened(small_page, hash_=url[url.index("#") :])
    assert set(again.ask(SHOWN)) == shown
    kinds = again.ask("graphPage.model.nodes.map((n) => n.kind)")
    again.page.uncheck("#kinds .tick:has-text('Outcomes') input")
    left = {id_ for id_ in shown if kinds[id_] != "outcome"}
    assert set(again.ask(SHOWN)) == left
    again.page.click(f'#list button[data-node="{paper["id"]}"]')
    again.page.click("#in-force button:has-text('Clear all')")
    assert len(again.ask(SHOWN)) == 30


def reduced(graphs: ModuleType) -> tuple[str, tuple[str, str]]:
    """A page that starts with the flaws and leaves something out, and two flaws that come together."""
    graph = graphs.small()
    weight = graph.nodes(data="weight")
    flaws = sorted((name for name, kind in graph.nodes(data="kind") if kind == "flaw"), key=lambda name: -weight[name])
    paper = min(name for name, kind in graph.nodes(data="kind") if kind == "paper")
    pair = (flaws[0], flaws[1])
    words = "together in 3 of 5 papers judged for both"
    graph.add_edge(*pair, key="together", kind="together", label=words, origin="derived", both=3, judged=5)
    graph.nodes[flaws[0]]["left"] = {"paper": 12}
    graph.nodes[paper]["left"] = {"citing": 1, "outcome": 2}
    start = "The page starts with the flaws alone."
    graph.graph["aggregated"] = {
        "left_out": {"paper": 12, "citing": 1},
        "rule": "It holds a few.",
        "start": "flaws",
        "start_note": start,
    }
    return network.page(graph), pair


def test_a_page_of_too_much_starts_with_the_flaws_and_says_what_is_missing(opened, graphs: ModuleType) -> None:
    text, (one, other) = reduced(graphs)
    page = opened(text)
    kinds = page.ask("graphPage.model.nodes.map((n) => n.kind)")
    flaws = {place for place, kind in enumerate(kinds) if kind == "flaw"}
    assert set(page.ask(SHOWN)) == flaws
    assert page.ask("graphPage.model.edges.filter((e) => graphPage.drawing.view().drawn[e.id]).map((e) => e.kind)") == [
        "together"
    ]
    assert page.text("#left-out") == "Flaws first: open one to see its papers. Not on this page: 12 papers, 1 citing article."
    page.page.click("#left-out summary")
    assert page.text("#left-out p") == "The page starts with the flaws alone. It holds a few."
    first = page.ask("(iri) => graphPage.model.byIri.get(iri)", one)
    page.page.click(f'#list button[data-node="{first}"]')
    assert "Linked with it but not on this page: 12 papers." in page.text("#details")
    assert "Found together with (1)" in page.text("#details")
    assert "both in 3 of 5 papers judged for both" in page.text("#details")
    near = neighbours(page, first) - {page.ask("(iri) => graphPage.model.byIri.get(iri)", other)}
    act(page, "fold")
    assert set(page.ask(SHOWN)) == flaws | near
    assert "only=" not in page.page.url
    assert "Only the flaws and what was opened" in page.text("#in-force")
    url = page.page.url
    again = opened(text, hash_=url[url.index("#") :])
    assert set(again.ask(SHOWN)) == flaws | near
    act(again, "all")
    assert len(again.ask(SHOWN)) == 30
    assert again.text("#left-out") == "Not on this page: 12 papers, 1 citing article."
    url = again.page.url
    assert len(opened(text, hash_=url[url.index("#") :]).ask(SHOWN)) == 30
    page.page.click("#in-force .chip")
    assert set(page.ask(SHOWN)) == flaws


def test_answers_on_a_part_of_the_graph_say_that_it_is_a_part(opened, graphs: ModuleType) -> None:
    text, (one, other) = reduced(graphs)
    page = opened(text)
    numbers = [page.ask("(iri) => graphPage.model.byIri.get(iri)", iri) for iri in (one, other)]
    page.page.click(f'#list button[data-node="{numbers[0]}"]')
    act(page, "path")
    page.page.click(f'#list button[data-node="{numbers[1]}"]')
    assert "Only that part was searched" in page.text("#details")
    path = page.ask("graphPage.drawing.view().result.path.nodes")
    assert len(path) > 2, "that two flaws come together is no link of a path"
    assert set(path) <= set(page.ask(SHOWN)), "what lies on the path is shown though folded away"
    paper = page.ask("graphPage.model.nodes.find((n) => n.left && n.left.citing).id")
    page.visit(paper)
    if page.page.locator('[data-act="downstream"]').count():
        act(page, "downstream")
        assert "works that cite these, too, are missing here" in page.text("#details")
