"""What is put on a picture stands in its file, escaped, named, and in colours that light and dark agree on."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import SVG, parsed, words

from kg.views.charts import inks
from kg.views.charts.drawing import Drawing, Picture

NASTY = "</title><script>alert(1)</script><!-- & \u202e\x00\x1b[31m\ud7ff ]]>"


def drawn(title: str = "A title", told: str = "told", words_: str = "words", link: str | None = None) -> Picture:
    on = Drawing()
    on.rect(1, 2, 30, 4, "present", line="ink", round_=2, told=told)
    on.line(0, 0, 10.04, 10, "line", thick=2, dashes="4 3")
    on.path([(0, 0), (5.55, 1), (2, 2)], fill="absent", line="ink", closed=True)
    on.circle(5, 5, 3, None, line="accent")
    with on.linked(link), on.group(told):
        on.text(3, 30, words_, anchor="middle", bold=True, turned=-90)
        on.lines(3, 60, [words_, "second"], size=12)
    return on.picture("name", title, "A description", 100, 80)


def test_a_file_names_and_describes_itself() -> None:
    root = parsed(drawn())
    names = {part.get("id"): part.text for part in root if part.tag in (f"{SVG}title", f"{SVG}desc")}
    assert root.get("role") == "img"
    assert names[root.get("aria-labelledby")] == "A title"
    assert names[root.get("aria-describedby")] == "A description"
    assert (root.get("viewBox"), root.get("width"), root.get("height")) == ("0 0 100 80", "100", "80")
    assert words(drawn()) == ["words", "words", "second"]
    assert drawn().svg() == drawn().svg()


def test_two_pictures_on_a_page_have_names_of_their_own_and_no_style_of_their_own() -> None:
    one, two = drawn().inline(), drawn().inline("-narrow")
    ids = re.findall(r' id="([^"]+)"', one + two)
    assert len(ids) == len(set(ids)) == 4
    assert "<style" not in one
    assert "style=" not in one


def test_links_are_reached_where_there_are_some() -> None:
    root = parsed(drawn(link="#there"))
    assert root.get("role") == "group"
    assert [part.get("href") for part in root.iter(f"{SVG}a")] == ["#there"]


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_whatever_the_words_the_file_is_well_formed_and_holds_no_more_than_was_drawn(title: str, told: str, said: str) -> None:
    picture = drawn(f"x{title}", f"x{told}", f"x{said}")
    tags = [part.tag for part in parsed(picture).iter()]
    assert tags == [part.tag for part in parsed(drawn()).iter()]
    ElementTree.fromstring(picture.inline())  # noqa: S314 - made here


def test_hostile_words_are_words() -> None:
    text = drawn(NASTY, NASTY, NASTY).svg()
    assert "<script" not in text
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert "alert(1)" in words(drawn(words_=NASTY))[0]


def test_a_picture_without_words_for_those_who_do_not_see_it_is_refused() -> None:
    with pytest.raises(ValueError, match="title and a description"):
        Drawing().picture("name", " ", "said", 1, 1)


def test_no_shape_is_smaller_than_nothing_and_places_are_rounded() -> None:
    on = Drawing()
    on.rect(1 / 3, -0.04, -5, 2, "present")
    rect = next(parsed(on.picture("n", "t", "d", 9, 9)).iter(f"{SVG}rect"), None)
    rects = list(parsed(on.picture("n", "t", "d", 9, 9)).iter(f"{SVG}rect"))
    assert rect is not None
    assert {name: rects[1].get(name) for name in ("x", "y", "width")} == {"x": "0.3", "y": "0", "width": "0"}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1])
def test_words_and_marks_stand_out_from_their_ground(theme: int) -> None:
    """Words 4.5:1, marks 3:1 (WCAG 2.2, 1.4.3 and 1.4.11)."""
    ink = {part: pair[theme] for part, pair in inks.INKS.items()}
    for part in ("ink", "muted", "accent", "threshold", "derived", "warn"):
        assert contrast(ink[part], ink["page"]) >= 4.5, part
    for part in ("present", "unclear", "absent", "critical", "control", "flaw", "paper", "citing", "outcome"):
        assert contrast(ink[part], ink["page"]) >= 3, part
    for part in ("present", "unclear", "absent", "critical"):
        assert contrast(ink["on-mark"], ink[part]) >= 4.5, part
    for part in ("present-tint", "unclear-tint", "absent-tint"):
        assert contrast(ink["ink"], ink[part]) >= 4.5, part


def test_every_part_has_its_rule_light_in_the_file_dark_on_screens_only() -> None:
    rules = inks.dark_rules()
    assert rules.startswith("@media screen")
    for part, (light, dark) in inks.INKS.items():
        assert inks.light(part) == light
        assert f".f-{part}{{fill:{dark}}}" in rules
        assert f".s-{part}{{stroke:{dark}}}" in inks.page_rules()
        assert f"--mark-{part}:{dark};" in inks.properties()
    with pytest.raises(KeyError):
        inks.light("puce")
