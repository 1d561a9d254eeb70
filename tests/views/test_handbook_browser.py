"""The handbook page as a reader meets it: searched, followed by its links, on a phone, by keyboard, printed, without a script."""

from __future__ import annotations

import dataclasses
import re
from functools import partial
from html.parser import HTMLParser
from typing import Any

import pytest

from kg.handbook.entries import Handbook
from kg.views.handbook import page as rendered

pytestmark = pytest.mark.browser

SHOWN = "handbookPage.shown().map((entry) => entry.element.id)"
BEST = "[...document.querySelectorAll('#best a')].map((link) => link.hash.slice(1))"
VISIBLE = "(id) => document.getElementById(id).checkVisibility()"
# How far below the bar the top of an entry is; negative where the bar covers it.
BELOW_BAR = """(id) => document.getElementById(id).getBoundingClientRect().top
  - document.querySelector('.bar').getBoundingClientRect().bottom"""
# Every text that is seen, by its colour and the nearest ground below it, where the two are too near each other.
PALE = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest('script, style') || !element.checkVisibility()) continue;
    const [one, two] = [light(parse(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (two + 0.05);
    if (ratio < 4.5) found.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return [...found];
}"""


@pytest.fixture
def reading(opened: Any, handbook_page: str) -> Any:
    """Opens the page of the shipped ontology, or another of the same make."""
    return partial(_open, opened, handbook_page)


def _open(opened: Any, shipped: str, text: str = "", **how: Any) -> Any:
    return opened(text or shipped, ready="handbookPage", **how)


def _search(page: Any, query: str) -> None:
    page.page.fill("#q", query)


# ---- search


def test_a_search_shows_the_entries_that_hold_every_word(reading: Any, book: Handbook) -> None:
    page = reading()
    everything = page.ask(SHOWN)
    _search(page, "oswestry")
    shown = page.ask(SHOWN)
    assert {"instrument-odi", "instrument-modq"} <= set(shown)
    assert 2 < len(shown) < 20
    assert page.text("#found") == f"{len(shown)} of {len(everything)} entries match. By name:"
    assert page.ask(BEST)[:2] == ["instrument-odi", "instrument-modq"], "the name that begins with the word comes first"
    assert not page.ask(VISIBLE, "rules"), "a section without a match is not shown"
    assert not page.ask(VISIBLE, "about")
    _search(page, "Oswestry  modified wikidot")
    assert page.ask(SHOWN) == ["instrument-modq"]
    _search(page, "")
    assert page.ask(SHOWN) == everything
    assert page.ask(VISIBLE, "about")
    assert not page.ask(VISIBLE, "results")


def test_names_abbreviations_and_terms_of_others_are_found(reading: Any) -> None:
    page = reading()
    for query, best in (
        ("dropout", None),
        ("modq", "instrument-modq"),
        ("kg:ciLow", "ontology-ciLow"),
        ("calc:p-implied", "function-p-implied"),
        ("rule:high-attrition", "rule-high-attrition"),
        ("presence:", "presence-scheme"),
        ("10.1093/ptj/81.2.776", None),
    ):
        _search(page, query)
        assert page.ask(SHOWN), query
        assert best is None or page.ask(BEST)[0] == best
    _search(page, "SEVCO:00286")
    assert page.ask(SHOWN) == ["flaw-high-attrition"]
    assert page.text("#found").endswith(", none of them by name.")


def test_a_group_does_not_pass_for_a_match_by_name_of_what_is_in_it(reading: Any) -> None:
    page = reading()
    _search(page, "attrition")
    assert "flaw-no-intention-to-treat" in page.ask(SHOWN)
    assert "flaw-no-intention-to-treat" not in page.ask(BEST)


def test_a_search_without_a_match_says_what_to_do(reading: Any) -> None:
    page = reading()
    _search(page, "oswestry <b>xyzzy")
    assert page.ask(SHOWN) == []
    assert page.text("#found") == "Nothing matches “oswestry <b>xyzzy”. Every word has to be in an entry: try fewer of them."


def test_what_matched_is_marked(reading: Any) -> None:
    page = reading()
    marked = "[...(CSS.highlights.get('found') || [])].map((range) => range.toString().toLowerCase())"
    _search(page, "fritz")
    assert set(page.ask(marked)) == {"fritz"}
    _search(page, "")
    assert page.ask(marked) == []


def test_the_address_keeps_the_search(reading: Any) -> None:
    page = reading()
    _search(page, "100% of é")
    assert page.page.url.endswith("#q=100%25%20of%20%C3%A9")
    _search(page, "attrition bias")
    shown = page.ask(SHOWN)
    url = page.page.url
    again = reading(hash_=url[url.index("#") :])
    assert again.page.input_value("#q") == "attrition bias"
    assert again.ask(SHOWN) == shown
    page.page.go_back()
    page.page.wait_for_function("location.hash === ''")
    assert page.page.input_value("#q") == ""
    stray = reading(hash_="#q=5%")
    assert stray.page.input_value("#q") == "5%"


def test_a_link_out_of_a_search_shows_the_entry_among_all_and_back_leads_to_the_search(reading: Any) -> None:
    page = reading()
    everything = len(page.ask(SHOWN))
    _search(page, "oswestry")
    found = page.ask(SHOWN)
    page.ask("document.documentElement.style.overflowAnchor = 'none'")  # not every browser holds on to what is in view
    page.page.click("#best a >> nth=1")
    page.page.wait_for_function("document.body.className === ''")
    assert page.page.url.endswith("#instrument-modq")
    assert len(page.ask(SHOWN)) == everything
    assert page.page.input_value("#q") == ""
    assert 0 <= page.ask(BELOW_BAR, "instrument-modq") < 60
    page.page.go_back()
    page.page.wait_for_function("document.body.className === 'searching'")
    assert page.ask(SHOWN) == found
    assert page.page.input_value("#q") == "oswestry"


def test_by_keyboard(reading: Any) -> None:
    page = reading()
    page.page.keyboard.press("/")
    page.page.keyboard.type("womac/")
    assert page.page.input_value("#q") == "womac/"
    page.page.keyboard.press("Backspace")
    page.page.keyboard.press("Tab")
    focused = "document.activeElement.getAttribute('href') || document.activeElement.id"
    for _ in range(40):  # past the contents
        if page.ask("Boolean(document.activeElement.closest('#best'))"):
            break
        page.page.keyboard.press("Tab")
    assert page.ask(focused) == "#instrument-womac"
    page.page.keyboard.press("Enter")
    page.page.wait_for_function("location.hash === '#instrument-womac'")
    page.page.keyboard.press("/")
    page.page.keyboard.type("x")
    page.page.keyboard.press("Escape")
    assert page.page.input_value("#q") == ""
    assert page.ask("document.activeElement.id") == "q"


# ---- finding one's way


@pytest.mark.parametrize(
    "anchor", ["flaw-no-untreated-arm", "instrument-odi", "rule-below-mcid", "ontology-Estimate", "basis-individual-change"]
)
@pytest.mark.parametrize("width", [390, 1400])
def test_an_address_leads_to_its_entry(reading: Any, anchor: str, width: int) -> None:
    page = reading(width=width, hash_=f"#{anchor}")
    assert page.ask(VISIBLE, anchor)
    assert 0 <= page.ask(BELOW_BAR, anchor) < 60


def test_the_contents_follow_the_reader(reading: Any) -> None:
    page = reading()
    current = "[...document.querySelectorAll('#contents [aria-current]')].map((link) => link.hash)"
    assert page.ask(current) == ["#about"]
    page.page.click("#contents a[href='#rules']")
    page.page.wait_for_function(f"({current})[0] === '#rules'")
    page.page.click("#contents li:has(> a[href='#instruments']) summary")
    page.page.click("#contents a[href='#instrument-womac']")
    page.page.wait_for_function(f"({current})[0] === '#instruments'")
    assert page.ask("document.getElementById('contents').getBoundingClientRect().bottom <= innerHeight")


def test_on_a_phone_the_contents_are_a_menu(reading: Any) -> None:
    page = reading(width=390, height=844)
    assert not page.ask(VISIBLE, "contents")
    page.page.focus("#menu")
    page.page.keyboard.press("Enter")
    assert page.ask(VISIBLE, "contents")
    page.page.keyboard.press("Escape")
    assert not page.ask(VISIBLE, "contents")
    page.page.keyboard.press("Enter")
    page.page.keyboard.press("Tab")
    assert page.ask("document.activeElement.hash") == "#about"
    page.page.click("#contents a[href='#codes']")
    page.page.wait_for_function("!document.getElementById('contents').checkVisibility()")
    assert 0 <= page.ask(BELOW_BAR, "codes") < 60


def test_on_a_phone_a_threshold_is_a_card_whose_parts_are_named(reading: Any) -> None:
    cells = """[...document.querySelectorAll('#instrument-womac tbody tr')].map((row) => [...row.cells].slice(1).map((cell) => [
      getComputedStyle(cell, '::before').content, Math.round(cell.getBoundingClientRect().width),
      cell.getBoundingClientRect().top >= cell.previousElementSibling.getBoundingClientRect().bottom]))"""
    phone = reading(width=390, height=844)
    for row in phone.ask(cells):
        assert [name for name, _, _ in row] == ['"Found in: "', '"Basis: "', '"Source: "', '"Verified: "']
        assert all(width > 300 and below for _, width, below in row)
    assert phone.ask("document.querySelector('#instrument-womac caption').getBoundingClientRect().height") < 40
    assert {below for row in reading().ask(cells) for _, _, below in row} == {False}


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1400])
def test_nothing_sticks_out_at_the_side(reading: Any, width: int) -> None:
    page = reading(width=width)
    assert page.ask("document.documentElement.scrollWidth") <= width
    page.ask("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert page.ask("document.documentElement.scrollWidth") <= width
    _search(page, "a-word-so-long-that-no-line-of-a-phone-holds-it-without-breaking-it-somewhere")
    assert page.ask("document.documentElement.scrollWidth") <= width


# ---- without a script, in the dark, on paper


class Starts(HTMLParser):
    """Counts the start tags."""

    count = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.count += 1


def test_without_a_script_all_is_there_and_the_browser_had_nothing_to_repair(
    reading: Any, handbook_page: str, book: Handbook
) -> None:
    starts = Starts()
    starts.feed(handbook_page)
    page = reading(script=False)
    assert page.page.locator("*").count() == starts.count
    assert page.page.locator(".entry:visible").count() == page.page.locator(".entry").count() > 300
    assert not page.page.is_visible("#search")
    assert not page.page.is_visible("#theme")
    assert page.page.is_visible("#contents")
    page.page.click("#rule-high-attrition summary")
    assert page.page.is_visible("#rule-high-attrition pre")
    phone = reading(script=False, width=390, height=844)
    assert not phone.page.is_visible("#contents")
    phone.page.click("#menu")
    phone.page.click("#contents a[href='#functions']")
    assert phone.page.url.endswith("#functions")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(reading: Any, scheme: str) -> None:
    page = reading(scheme=scheme, hash_="#presence-absent")
    page.ask("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert page.ask(PALE) == []
    _search(page, "oswestry")
    assert page.ask(PALE) == []


def test_light_and_dark_on_demand(reading: Any) -> None:
    page = reading(scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.ask(ground)
    assert page.text("#theme") == "Light"
    page.page.click("#theme")
    assert page.ask(ground) != dark
    assert page.text("#theme") == "Dark"
    assert page.ask(PALE) == []


def test_on_paper_there_is_ink_on_white_and_nothing_to_press(reading: Any) -> None:
    page = reading(scheme="dark")
    page.page.click("#theme")
    page.page.click("#theme")
    page.page.emulate_media(media="print")
    assert page.ask("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    for part in ("#contents", ".bar", "#theme", "#flaw-spin .self", "#rule-high-attrition details"):
        assert not page.page.locator(part).first.is_visible(), part
    assert page.page.locator("#instrument-odi table").is_visible()
    assert "DOI 10.1016/j.spinee.2007.11.006 PubMed 18201937" in page.text("#instrument-odi")
    page.page.emulate_media(media="screen")
    assert "18201937 " not in page.text("#instrument-odi")


# ---- hostile


def test_hostile_names_are_words_in_a_search_as_anywhere(reading: Any, book: Handbook) -> None:
    """A script that runs, a request or a dialog fails the test when the page is closed."""
    nasty = "<img src=https://example.org/x onerror=alert(1)></script><script>alert(2)</script>"
    flaw = book.flaws[3]
    worse = dataclasses.replace(flaw, name=dataclasses.replace(flaw.name, label=nasty), definition=nasty, names=(nasty,))
    flaws = (*book.flaws[:3], worse, *book.flaws[4:])
    page = reading(rendered(dataclasses.replace(book, flaws=flaws)))
    _search(page, "onerror=alert(1)")
    assert page.ask(SHOWN) == [flaw.name.anchor]
    assert page.ask("document.querySelector('#best a').textContent") == nasty
    assert page.ask("document.images.length + document.scripts.length") == 1
    _search(page, nasty)
    assert re.match(r"1 of \d+ entries matches\. By name:", page.text("#found"))
