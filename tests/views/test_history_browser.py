"""Undo and redo: by buttons, keys and the browser's own, also where the page has no address of its own."""

from __future__ import annotations

import html

import pytest

pytestmark = pytest.mark.browser

CHIPS = "[...document.querySelectorAll('#in-force .chip')].map((chip) => chip.textContent.slice(0, -2))"


def settled(page, condition: str) -> None:
    page.page.wait_for_function(f"() => {condition}", timeout=5000)


def test_each_change_is_a_step_back_and_forth(opened, small_page: str) -> None:
    page = opened(small_page)
    assert page.page.get_attribute("#undo", "aria-disabled") == "true"
    page.page.uncheck("#kinds .tick:has-text('Outcomes') input")
    flaw = page.choose("flaw")
    page.page.click('[data-act="only"]')
    assert page.page.get_attribute("#undo", "aria-disabled") == "false"
    assert page.page.get_attribute("#redo", "aria-disabled") == "true"
    assert page.page.get_attribute("#undo", "title").startswith("Undo: Only this and its")
    page.page.click("#undo")
    settled(page, "graphPage.state().kept === null")
    assert page.ask("graphPage.state().node") == flaw["id"]
    assert page.text("#said").startswith("Undone: Only this and its")
    page.page.click("#undo")
    settled(page, "graphPage.state().node === null")
    page.page.click("#undo")
    settled(page, "graphPage.state().hidden.size === 0")
    settled(page, "document.getElementById('undo').getAttribute('aria-disabled') === 'true'")
    assert page.page.is_checked("#kinds .tick:has-text('Outcomes') input")
    assert "#" not in page.page.url
    assert page.ask("document.activeElement.id") == "undo", "the focus stays on the button"
    page.page.click("#undo", force=True)
    for condition in ("hidden.size === 1", "node !== null", "kept !== null"):
        page.page.click("#redo")
        settled(page, f"graphPage.state().{condition}")
    assert page.page.get_attribute("#redo", "aria-disabled") == "true"


def test_a_new_step_ends_what_could_be_done_again(opened, small_page: str) -> None:
    page = opened(small_page)
    page.page.uncheck("#kinds .tick:has-text('Outcomes') input")
    page.page.click("#undo")
    settled(page, "graphPage.state().hidden.size === 0")
    page.choose("paper")
    assert page.page.get_attribute("#redo", "aria-disabled") == "true"
    page.page.click("#redo", force=True)
    assert page.ask("graphPage.state().hidden.size") == 0


def test_keys_undo_outside_of_fields_only(opened, small_page: str) -> None:
    page = opened(small_page)
    page.choose("flaw")
    page.page.keyboard.press("Control+z")
    settled(page, "graphPage.state().node === null")
    page.page.keyboard.press("Control+Shift+Z")
    settled(page, "graphPage.state().node !== null")
    page.page.focus("#q")
    page.page.keyboard.type("dropout")
    page.page.keyboard.press("Control+z")
    page.page.wait_for_timeout(200)
    assert page.ask("graphPage.state().node !== null"), "in a field the field's own undo works"


def test_typing_is_one_step(opened, small_page: str) -> None:
    page = opened(small_page)
    page.page.focus("#q")
    page.page.keyboard.type("dropout")
    page.page.fill("#from", "2005")
    assert page.ask("graphPage.state().q") == "dropout"
    page.page.focus("#undo")
    page.page.keyboard.press("Enter")
    settled(page, "graphPage.state().from === null")
    assert page.page.input_value("#q") == "dropout"
    page.page.keyboard.press("Enter")
    settled(page, "graphPage.state().q === ''")
    assert page.page.input_value("#q") == ""


def test_the_browsers_back_and_forward_do_the_same(opened, small_page: str) -> None:
    page = opened(small_page)
    page.page.select_option("#domain", "Missing data")
    page.page.check("#linked")
    page.page.go_back()
    settled(page, "!graphPage.state().linked")
    assert page.ask(CHIPS) == ["Flaws of Missing data"]
    assert page.page.get_attribute("#redo", "aria-disabled") == "false"
    page.page.go_back()
    settled(page, "graphPage.state().domain === ''")
    page.page.go_forward()
    page.page.click("#redo")
    settled(page, "graphPage.state().linked")
    assert page.ask(CHIPS) == ["Flaws of Missing data", "Only nodes with a link drawn"]


def test_an_address_followed_is_a_step_too(opened, small_page: str) -> None:
    page = opened(small_page)
    page.choose("flaw")
    page.visit(3)
    page.page.click("#undo")
    settled(page, "graphPage.state().node !== 3")
    page.page.click("#redo")
    settled(page, "graphPage.state().node === 3")


def test_a_reload_keeps_state_and_steps_back(opened, small_page: str) -> None:
    page = opened(small_page)
    page.page.check("#linked")
    page.page.reload()
    page.page.wait_for_function("() => window.graphPage")
    assert page.requests.pop() == page.requests[0], "it has asked for itself alone"
    assert page.page.is_checked("#linked")
    page.page.click("#undo")
    settled(page, "!graphPage.state().linked")


def test_a_page_inside_a_page_undoes_without_an_address(opened, small_page: str) -> None:
    frame = html.escape(small_page, quote=True)
    inside = f'<iframe title="graph" sandbox="allow-scripts" width="1200" height="800" srcdoc="{frame}"></iframe>'
    outer = f"<!doctype html><title>Notebook</title>{inside}"
    page = opened(outer, ready="document")
    inner = page.page.frames[1]
    inner.wait_for_function("() => window.graphPage")
    inner.check("#linked")
    inner.select_option("#domain", "Missing data")
    inner.click("#undo")
    inner.wait_for_function("() => graphPage.state().domain === ''")
    inner.click("#undo")
    inner.wait_for_function("() => !graphPage.state().linked")
    inner.click("#redo")
    inner.wait_for_function("() => graphPage.state().linked")
    assert inner.get_attribute("#redo", "aria-disabled") == "false"
