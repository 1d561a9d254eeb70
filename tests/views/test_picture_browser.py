"""The picture itself: its colours, and what is saved and printed of it."""

from __future__ import annotations

import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

pytestmark = pytest.mark.browser

PIXELS = """(colour) => {
  const drawn = document.querySelector('#drawing canvas');
  const copy = Object.assign(document.createElement('canvas'), {width: drawn.width, height: drawn.height});
  const context = copy.getContext('2d', {willReadFrequently: true});
  context.drawImage(drawn, 0, 0);
  const data = context.getImageData(0, 0, copy.width, copy.height).data;
  let count = 0;
  for (let i = 0; i < data.length; i += 4) if (colour.every((value, k) => data[i + k] === value)) count += 1;
  return count;
}"""


def test_svg_and_png_hold_what_is_shown(opened, small_page: str, tmp_path: Path) -> None:
    page = opened(small_page)
    page.page.uncheck("#kinds label:has-text('Outcomes') input")
    with page.page.expect_download() as caught:
        page.page.click("#save-svg")
    assert caught.value.suggested_filename == "what-goes-wrong-in-exercise-trials.svg"
    caught.value.save_as(tmp_path / "graph.svg")
    root = ElementTree.fromstring((tmp_path / "graph.svg").read_text("utf-8"))  # noqa: S314 - our own file
    texts = ["".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")]
    text = " ".join(texts)
    assert "High dropout" in text
    assert {"Flaws", "Derived (dashed)"} <= set(texts)
    assert "Outcomes" not in texts
    assert "Filters: Outcomes hidden." in text
    assert "pain now" not in text
    circles = list(root.iter("{http://www.w3.org/2000/svg}circle"))
    assert len(circles) == 9 + 1  # papers and the legend's sign
    with page.page.expect_download() as caught:
        page.page.click("#save-png")
    caught.value.save_as(tmp_path / "graph.png")
    picture = (tmp_path / "graph.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">I", picture[16:20])[0] == 2 * page.ask("document.getElementById('drawing').clientWidth")


def test_print_carries_a_light_vector_picture_and_returns(opened, small_page: str) -> None:
    page = opened(small_page, scheme="dark")
    assert page.page.pdf(format="A4").startswith(b"%PDF")
    page.ask("dispatchEvent(new Event('beforeprint'))")
    assert page.page.locator("#print-image > svg").count() == 1
    assert page.ask("document.documentElement.dataset.theme") == "light"
    assert page.ask("document.getElementById('about').open")
    page.ask("dispatchEvent(new Event('afterprint'))")
    assert page.page.locator("#print-image > svg").count() == 0
    assert page.ask("document.documentElement.dataset.theme") is None
    assert page.ask("graphPage.drawing.network.getScale() > 0")


@pytest.mark.parametrize(
    ("scheme", "ground", "paper"),
    [("light", "rgb(255, 255, 255)", [0x00, 0x72, 0xB2]), ("dark", "rgb(18, 22, 27)", [0x56, 0xB4, 0xE9])],
)
def test_dark_and_light_are_drawn_in_their_colours(opened, small_page: str, scheme: str, ground: str, paper: list[int]) -> None:
    page = opened(small_page, scheme=scheme)
    assert page.ask("getComputedStyle(document.body).backgroundColor") == ground
    assert page.ask(PIXELS, paper) > 300
    assert len(page.page.locator("#drawing").screenshot()) > 20_000  # a blank picture packs into far less
    page.page.click("#theme")
    assert page.ask("document.documentElement.dataset.theme") == ("dark" if scheme == "light" else "light")
    assert page.ask("getComputedStyle(document.body).backgroundColor") != ground
    page.page.wait_for_function(f"!({PIXELS})({paper})")
