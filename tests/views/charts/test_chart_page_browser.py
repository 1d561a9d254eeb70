"""The page of a figure as a reader meets it: sorted, saved, by keyboard, on a phone, in the dark, on paper, without a script.

A request, a console error or a dialog fails the test when its page is closed.
"""

from __future__ import annotations

import csv
import io
import json
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kg.tables import FORMATS, Table
from kg.views.chart_page import Origin, Question, page
from kg.views.charts.judgement_marks import FLAW_MARKS
from kg.views.charts.matrix import Column, Judged, Matrix, Row, draw
from kg.views.charts.matrix_spec import spec
from kg.views.figure import NARROW, WIDE, Figure

pytestmark = pytest.mark.browser

NASTY = "</title></script><script>alert(1)</script><img src=https://example.org/x onerror=alert(2)>\u202e"
FIRST = "[...document.querySelectorAll('#marks tbody th')].map((cell) => cell.textContent)"
SORTED = "[...document.querySelectorAll('#marks thead th')].map((head) => head.getAttribute('aria-sort'))"
VISIBLE = "(id) => document.querySelector(id).checkVisibility()"


def invented(nasty: str = "", rows: int = 3) -> Figure:
    words = {mark.key: mark.word for mark in FLAW_MARKS}
    cells = {
        f"Brook 2003{nasty}": ("absent", None, "present"),
        f"dale 2002{nasty}": ("unclear", "likely-absent", None),
        f"Hill 2001{nasty}": ("present", "likely-present", "either"),
    }
    labels = ("Ruler drawn by hand", f"Counted only the tall ones{nasty}", "Nobody asked why")
    columns = [
        Column(
            str(i), label, {key: sum(row[i] == key for row in cells.values()) for key in words}, "1 of 2 judged: 50% (9 to 91)"
        )
        for i, label in enumerate(labels)
    ]
    papers = [
        Row(name, name, tuple(Judged(mark, f"{words[mark]} (Ada{nasty})") if mark else None for mark in row))
        for name, row in cells.items()
    ]
    data = Matrix(f"Three papers{nasty}", "flaw", FLAW_MARKS, tuple(columns), tuple(papers), 3, "How many", judges=f"Ada{nasty}")
    numbers = [(f"paper {i}{nasty}", 10 - i if i else None, 0.05 * i, "https://example.org/") for i in range(rows)]
    return Figure(
        name="invented",
        wide=draw(data, WIDE),
        narrow=draw(data, NARROW),
        table=Table.of(("paper", "n", "share", "url"), numbers),
        notes=(f"One note.{nasty}",),
        queries=("recurrence",),
        spec=spec(data),
        grid=data,
    )


def made(nasty: str = "", rows: int = 3) -> str:
    asked = Question("recurrence", f"Which flaws recur{nasty}", "SELECT * WHERE { ?a ?b ?c }\n" * 60, {"paper": f"which{nasty}"})
    return page(
        invented(nasty, rows), [asked], Origin("appraisal-kg 9.9", [f"file-{i}.yaml{nasty}" for i in range(30)], "2026-01-02")
    )


@pytest.fixture
def reading(opened: Any) -> Any:
    """Opens the page of the invented figure, or another."""
    return partial(_open, opened)


def _open(opened: Any, text: str = "", **how: Any) -> Any:
    return opened(text or made(), ready="chartPage", **how)


# ---- sorting


def test_a_head_sorts_its_column_the_other_way_and_back(reading: Any) -> None:
    shown = reading()
    came = ["Brook 2003", "dale 2002", "Hill 2001"]
    assert shown.ask(FIRST) == came
    shown.page.click("#marks thead button >> nth=1")
    assert shown.ask(FIRST) == ["Hill 2001", "dale 2002", "Brook 2003"], "present first, absent last"
    assert shown.ask(SORTED) == [None, "descending", None, None]
    assert shown.text("#said") == "Sorted by Ruler drawn by hand, descending."
    shown.page.click("#marks thead button >> nth=1")
    assert shown.ask(FIRST) == came
    assert shown.ask(SORTED) == [None, "ascending", None, None]
    shown.page.click("#marks thead button >> nth=2")
    assert shown.ask(FIRST)[-1] == "Brook 2003", "what nobody judged comes last"
    shown.page.click("#marks thead button >> nth=2")
    assert shown.ask(FIRST)[-1] == "Brook 2003", "either way"
    shown.page.click("#marks thead button >> nth=2")
    assert shown.ask(FIRST) == came
    assert shown.ask(SORTED) == [None] * 4
    assert shown.text("#said") == "In the order in which it came."


def test_words_are_sorted_as_people_do_and_numbers_by_their_value(reading: Any) -> None:
    shown = reading(made(rows=12))
    shown.page.click("#marks thead button >> nth=0")
    assert shown.ask(FIRST) == ["Brook 2003", "dale 2002", "Hill 2001"], "capitals do not come first"
    first = "[...document.querySelectorAll('#numbers tbody th')].map((cell) => Number(cell.textContent.split(' ')[1]))"
    shown.page.click("#numbers thead button >> nth=0")
    assert shown.ask(first) == list(range(12)), "10 after 9"
    shown.page.click("#numbers thead button >> nth=1")
    assert shown.ask(first) == [*range(1, 12), 0]
    shown.page.click("#numbers thead button >> nth=1")
    assert shown.ask(first) == [*range(11, 0, -1), 0]


def test_by_keyboard(reading: Any) -> None:
    shown = reading()
    focused = "[document.activeElement.closest('section, header, p')?.id, document.activeElement.tagName]"
    shown.page.keyboard.press("Tab")
    assert shown.ask("document.activeElement.hash") == "#numbers"
    shown.page.keyboard.press("Enter")
    shown.page.wait_for_function("location.hash === '#numbers'")
    for _ in range(2):
        shown.page.keyboard.press("Tab")
    assert shown.ask(focused) == ["numbers", "BUTTON"]
    shown.page.keyboard.press("Space")
    assert shown.ask("document.querySelector('#numbers thead th').getAttribute('aria-sort')") == "ascending"
    for _ in range(60):
        if shown.ask("document.activeElement.matches('.questions summary')"):
            break
        shown.page.keyboard.press("Tab")
    shown.page.keyboard.press("Enter")
    assert shown.ask(VISIBLE, ".questions pre")
    shown.page.keyboard.press("Tab")
    assert shown.ask("document.activeElement.matches('.questions pre')"), "what scrolls can be reached"


# ---- saving


def saved(shown: Any, button: str) -> tuple[str, str]:
    with shown.page.expect_download() as download:
        shown.page.click(button)
    return download.value.suggested_filename, Path(download.value.path()).read_text("utf-8")


def test_what_is_saved_is_what_the_command_writes(reading: Any) -> None:
    figure = invented(NASTY)
    shown = reading(made(NASTY), scheme="dark")
    name, text = saved(shown, "#save-svg")
    assert name == "invented.svg"

    def canonical(svg: str) -> str:
        return ElementTree.canonicalize(svg, strip_text=True)

    assert canonical(text) == canonical(figure.wide.svg())
    name, text = saved(shown, "#save-csv")
    assert name == "invented.csv"
    assert list(csv.reader(io.StringIO(text))) == list(csv.reader(io.StringIO(FORMATS["csv"](figure.table))))
    name, text = saved(shown, "#save-spec")
    assert name == "invented.json"
    assert json.loads(text) == json.loads(figure.spec_text)


# ---- room, light and dark, paper, no script


@pytest.mark.parametrize(
    ("width", "seen", "unseen"), [(1366, ".wide", ".narrow"), (390, ".narrow", ".wide"), (861, ".wide", ".narrow")]
)
def test_the_picture_for_the_room_there_is(reading: Any, width: int, seen: str, unseen: str) -> None:
    shown = reading(width=width)
    assert shown.ask(VISIBLE, f"{seen} svg")
    assert not shown.ask(VISIBLE, f"{unseen} svg")
    assert shown.ask("document.documentElement.scrollWidth") <= width
    assert shown.ask(f"document.querySelector('{seen} svg').getBoundingClientRect().right") <= width


@pytest.mark.parametrize("width", [320, 390, 768, 1366])
def test_nothing_sticks_out_at_the_side(reading: Any, width: int) -> None:
    shown = reading(made("-a-word-so-long-that-no-line-of-a-phone-holds-it-without-breaking-it"), width=width)
    shown.ask("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert shown.ask("document.documentElement.scrollWidth") <= width


def test_heads_stay_in_sight_while_a_table_scrolls(reading: Any) -> None:
    shown = reading(made(rows=100), height=600)
    region = "document.querySelector('#numbers .scroll')"
    shown.ask(f"{region}.scrollTop = 900")
    above = f"document.querySelector('#numbers thead th').getBoundingClientRect().top - {region}.getBoundingClientRect().top"
    assert 0 <= shown.ask(above) <= 2
    phone = reading(width=390, height=844)
    region = "document.querySelector('#marks .scroll')"
    assert phone.ask(f"{region}.scrollWidth > {region}.clientWidth") or phone.ask(f"{region}.clientWidth > 300")
    phone.ask(f"{region}.scrollLeft = 200")
    beside = f"document.querySelector('#marks tbody th').getBoundingClientRect().left - {region}.getBoundingClientRect().left"
    assert 0 <= phone.ask(beside) <= 2


def test_light_and_dark_on_demand_for_page_picture_and_marks(reading: Any) -> None:
    shown = reading(scheme="dark")
    colours = """[getComputedStyle(document.body).backgroundColor,
      getComputedStyle(document.querySelector('.wide .f-present')).fill,
      getComputedStyle(document.querySelector('.m-present')).borderTopColor]"""
    dark = shown.ask(colours)
    assert shown.text("#theme") == "Light"
    shown.page.click("#theme")
    light = shown.ask(colours)
    assert shown.text("#theme") == "Dark"
    assert all(one != two for one, two in zip(dark, light, strict=True))
    assert reading(scheme="light").ask(colours) == light
    shown.page.click("#theme")
    assert shown.ask(colours) == dark
    shown.page.emulate_media(media="print")
    assert shown.ask(colours)[0] in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert shown.ask(colours)[1:] == light[1:]


def test_on_paper_there_is_the_wide_picture_and_nothing_to_press(reading: Any) -> None:
    shown = reading(width=390)
    shown.page.emulate_media(media="print")
    assert shown.ask(VISIBLE, ".wide svg")
    assert not shown.ask(VISIBLE, ".narrow svg")
    for part in (".tools", ".questions", "#marks"):
        assert not shown.ask(VISIBLE, part), part
    assert shown.ask(VISIBLE, "#numbers table")
    assert shown.ask("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    long = reading(made(rows=200))
    long.page.emulate_media(media="print")
    assert not long.ask(VISIBLE, "#numbers"), "a table of many pages is not printed unasked"


def test_without_a_script_all_is_there_but_what_needs_one(reading: Any) -> None:
    shown = reading(script=False)
    assert not shown.page.is_visible(".tools")
    assert shown.page.locator("thead button:enabled").count() == 0
    assert shown.page.locator("#marks tbody td .mark").count() == 7
    assert shown.page.locator("#numbers tbody tr").count() == 3
    shown.page.click(".questions summary")
    assert shown.page.is_visible(".questions pre")


# ---- for all


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_axe_finds_nothing_to_object_to(reading: Any, scheme: str, width: int, height: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core comes with the extra 'test'")
    shown = reading(made(rows=40), scheme=scheme, width=width, height=height)
    shown.ask("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    found = axe.Axe().run(shown.page).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []


def test_marks_are_words_for_those_who_do_not_see_them(reading: Any) -> None:
    shown = reading()
    words = shown.ask("""[...document.querySelectorAll('#marks tbody tr')].map((row) => [...row.cells].slice(1).map((cell) =>
      cell.querySelector('.unseen')?.textContent ?? cell.textContent))""")
    assert words == [
        ["absent", "", "present"],
        ["unclear", "likely absent", ""],
        ["present", "likely present", "judged either way"],
    ]
    assert shown.ask("document.querySelector('#marks tbody td').title") == "absent (Ada)"


def test_hostile_names_are_words(reading: Any) -> None:
    shown = reading(made(NASTY))
    assert shown.ask("document.images.length") == 0
    assert shown.ask("document.scripts.length") == 2
    assert "alert(1)" in shown.ask("document.title")
    assert "\u202e" not in shown.ask("document.documentElement.outerHTML")
    shown.page.click("#marks thead button >> nth=2")
    assert "alert(2)" in shown.text("#said")
