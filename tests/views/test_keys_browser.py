"""The keyboard alone: the drawing is walked through, and every function is reached without a pointer."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

FOCUS = "document.activeElement.id || document.activeElement.dataset.act || document.activeElement.textContent"


def tab_to(page, condition: str, most: int = 120) -> None:
    """Presses Tab until the focus is where the condition on `at` says."""
    for _ in range(most):
        page.page.keyboard.press("Tab")
        if page.ask(f"((at) => Boolean({condition}))(document.activeElement)"):
            return
    raise AssertionError(f"the keyboard does not reach {condition}")


def test_the_arrows_go_through_the_neighbours_and_enter_opens(opened, small_page: str) -> None:
    page = opened(small_page)
    flaw = page.choose("flaw")
    ranked = page.ask("graphPage.model.ranked")
    near = [id_ for id_ in ranked if id_ in page.ask("[...graphPage.drawing.view().near]") and id_ != flaw["id"]]
    label = page.ask("graphPage.model.nodes.map((n) => n.label)")
    page.page.focus("#drawing")
    for place, node in enumerate([*near, near[0]]):
        page.page.keyboard.press("ArrowRight")
        assert page.text("#said").startswith(f"{label[node]}, paper, judged ")
        assert f"{place % len(near) + 1} of {len(near)}." in page.text("#said")
    page.page.keyboard.press("ArrowLeft")
    assert page.text("#said").startswith(label[near[-1]])
    page.page.keyboard.press("Home")
    page.page.keyboard.press("ArrowDown")
    assert page.text("#said").startswith(label[near[1]])
    page.page.keyboard.press("Enter")
    assert page.ask("graphPage.state().node") == near[1]
    assert page.text("#details h2") == label[near[1]]
    assert page.ask("document.activeElement.id") == "drawing"
    page.page.keyboard.press("End")
    page.page.keyboard.press("Enter")
    assert page.ask("graphPage.state().node") != near[1]
    page.page.keyboard.press("Backspace")
    page.page.wait_for_function("(id) => graphPage.state().node === id", arg=near[1])


def test_without_a_choice_the_arrows_go_through_all_that_is_shown(opened, small_page: str) -> None:
    page = opened(small_page)
    page.page.uncheck("#kinds .tick:has(span:text-is('Flaws')) input")
    page.page.focus("#drawing")
    page.page.keyboard.press("ArrowRight")
    first = page.ask("graphPage.model.nodes[graphPage.model.ranked.find((id) => graphPage.drawing.view().shown[id])].label")
    assert page.text("#said") == f"{first}, paper. 1 of 18. Enter opens it."
    page.page.keyboard.press("ArrowLeft")
    assert "18 of 18" in page.text("#said")


def test_the_node_under_the_arrows_is_ringed(opened, small_page: str) -> None:
    page = opened(small_page)
    page.page.focus("#drawing")
    colour = """() => {
      const hex = getComputedStyle(document.documentElement).getPropertyValue('--accent').trim();
      return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    }"""
    count = """(colour) => {
      const drawn = document.querySelector('#drawing canvas');
      const copy = Object.assign(document.createElement('canvas'), {width: drawn.width, height: drawn.height});
      const context = copy.getContext('2d', {willReadFrequently: true});
      context.drawImage(drawn, 0, 0);
      const data = context.getImageData(0, 0, copy.width, copy.height).data;
      let count = 0;
      for (let i = 0; i < data.length; i += 4) if (colour.every((value, k) => data[i + k] === value)) count += 1;
      return count;
    }"""
    before = page.ask(count, page.ask(colour))
    page.page.keyboard.press("ArrowRight")
    page.page.wait_for_function(f"() => ({count})({page.ask(colour)}) > {before} + 20")
    page.page.focus("#q")
    page.page.wait_for_function(f"() => ({count})({page.ask(colour)}) <= {before} + 5")


def test_letters_in_the_drawing_expand_find_paths_and_what_rests(opened, small_page: str) -> None:
    page = opened(small_page)
    cited = page.ask("graphPage.model.edges.find((e) => e.kind === 'cites').to")
    page.visit(cited)
    page.page.focus("#drawing")
    page.page.keyboard.press("e")
    assert page.ask("[...graphPage.state().expanded]") == [cited]
    page.page.keyboard.press("e")
    assert page.ask("graphPage.state().expanded.size") == 0
    page.page.keyboard.press("e")
    page.page.keyboard.press("p")
    assert page.ask("graphPage.state().task") == {"kind": "path", "from": cited, "to": None}
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("Enter")
    assert page.ask("graphPage.drawing.view().result.path.nodes.length") == 2
    page.page.keyboard.press("Escape")
    assert page.ask("graphPage.state().task") is None
    page.visit(cited)
    page.page.focus("#drawing")
    page.page.keyboard.press("d")
    assert page.ask("graphPage.state().task.kind") == "downstream"
    page.page.focus("#drawing")
    page.page.keyboard.press("0")
    page.page.wait_for_timeout(300)
    scale = page.ask("graphPage.drawing.network.getScale()")
    page.page.keyboard.press("+")
    assert page.ask("graphPage.drawing.network.getScale()") > scale
    page.page.keyboard.press("0")
    page.page.wait_for_function(f"() => Math.abs(graphPage.drawing.network.getScale() - {scale}) < 0.01")


def test_nothing_cites_it_is_said(opened, small_page: str) -> None:
    page = opened(small_page)
    page.choose("outcome")
    page.page.focus("#drawing")
    page.page.keyboard.press("d")
    assert page.text("#said").startswith("Nothing in this graph cites ")


def test_the_keys_are_explained_on_a_page_that_opens_and_closes(opened, small_page: str) -> None:
    page = opened(small_page)
    flaw = page.choose("flaw")
    page.page.keyboard.press("?")
    assert page.page.is_visible("#keys")
    for part in ("Ctrl", "path from it to another node", "everything that rests on it", "search"):
        assert part in page.text("#keys")
    page.page.keyboard.press("Escape")
    assert not page.page.is_visible("#keys")
    assert page.ask("graphPage.state().node") == flaw["id"], "Escape closes the page of keys alone"
    page.page.click("#show-keys")
    page.page.uncheck("#single-keys")
    page.page.click("#close-keys")
    assert page.ask("document.activeElement.id") == "show-keys"
    for key in ("?", "/"):
        page.page.keyboard.press(key)
    assert not page.page.is_visible("#keys")
    assert page.ask("document.activeElement.id") == "show-keys"
    page.page.focus("#q")
    page.page.keyboard.press("?")
    assert page.page.input_value("#q") == "?"


def test_every_function_is_reached_with_the_tab_key(opened, small_page: str) -> None:
    page = opened(small_page)
    cited = page.ask("graphPage.model.nodes[graphPage.model.edges.find((e) => e.kind === 'cites').to]")
    reached = set()
    page.page.fill("#q", cited["title"])
    page.page.keyboard.press("Escape")
    page.choose("flaw")
    page.visit(cited["id"])
    page.ask("document.activeElement.blur()")
    for _ in range(250):
        page.page.keyboard.press("Tab")
        name = page.ask(FOCUS)
        if name in reached and name == "undo":
            break
        reached.add(name)
    wanted = {
        "undo", "redo", "save-svg", "save-png", "print", "theme", "show-keys", "q", "flaw", "domain", "source", "from", "to",
        "linked", "reset", "drawing", "zoom-in", "zoom-out", "fit", "only", "path", "downstream", "← Overview",
    }  # fmt: skip
    assert wanted - reached == set()


def test_a_path_and_an_expansion_by_keyboard_alone(opened, small_page: str) -> None:
    page = opened(small_page)
    keys = page.page.keyboard
    tab_to(page, "at.closest('#list')")
    keys.press("Enter")
    tab_to(page, "at.dataset.act === 'only'")
    keys.press("Enter")
    assert page.ask("graphPage.state().kept !== null")
    tab_to(page, "at.dataset.act === 'path'")
    keys.press("Enter")
    assert page.ask("graphPage.state().task.to") is None
    keys.press("/")
    keys.type("disability")
    tab_to(page, "at.id === 'undo'")
    assert page.page.locator("#list button").count() == 0, "folded away"
    keys.press("/")
    page.page.fill("#q", "")
    tab_to(page, "at.closest('#list') && at.getAttribute('aria-current') !== 'true'")
    keys.press("Enter")
    assert page.ask("document.activeElement.id") == "chosen"
    assert page.ask("graphPage.drawing.view().result.path !== null")
    keys.press("Escape")
    keys.press("Control+z")
    page.page.wait_for_function("() => graphPage.state().task !== null")


def test_each_thing_is_said_once(opened, small_page: str) -> None:
    page = opened(small_page)
    regions = page.ask("[...document.querySelectorAll('[aria-live], [role=status], [role=alert]')].map((e) => e.id)")
    assert sorted(regions) == ["count", "said"]
    page.ask(
        """() => {
          window.heard = [];
          for (const id of ['said', 'count']) {
            const region = document.getElementById(id);
            new MutationObserver(() => region.textContent && window.heard.push(region.textContent))
              .observe(region, {childList: true, characterData: true, subtree: true});
          }
        }"""
    )
    flaw = page.choose("flaw")
    page.page.wait_for_timeout(50)
    heard = page.ask("heard.splice(0)")
    assert len([text for text in heard if flaw["label"] in text]) == 1
    page.page.click("#details .go-node >> nth=0")
    page.page.wait_for_timeout(50)
    assert page.ask("heard.splice(0).filter((text) => text.includes('Paper'))") == [], "the focus on the heading says it"
    page.page.click('[data-act="only"]')
    page.page.wait_for_timeout(50)
    assert [text for text in page.ask("heard.splice(0)") if "nodes shown" not in text] == []
