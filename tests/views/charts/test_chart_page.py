"""The page of a figure holds every number, every note and the questions, each as words."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.tables import Cell, Table
from kg.views.chart_page import NAMED_SOURCES, Origin, Question, page
from kg.views.charts.drawing import Drawing
from kg.views.figure import NARROW, WIDE, Figure


def figure(table: Table, title: str = "A title") -> Figure:
    def drawn(room: int) -> object:
        on = Drawing()
        on.text(0, 20, title, size=16)
        return on.picture("invented", title, "A description", room, 40)

    return Figure("invented", drawn(WIDE), drawn(NARROW), table, ("One note.",), ("recurrence", "papers"), {"mark": "bar"})  # type: ignore[arg-type]


class Read(HTMLParser):
    """The cells of the table of numbers, and every start tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data


def shown(table: Table) -> list[list[str]]:
    return Read(page(figure(table))).rows


def test_numbers_as_they_were_given_fractions_with_three_digits() -> None:
    table = Table.of(
        ("paper", "n", "printed", "share", "yes", "gone"),
        [
            ("a", 12, Decimal("-1.70"), 0.9556, True, None),
            ("b", -3, Decimal("6.0"), 0.05, False, None),
            ("c", None, None, None, None, None),
        ],
    )
    assert shown(table) == [
        ["paper", "n", "printed", "share", "yes"],
        ["a", "12", "\u22121.70", "0.9556", "yes"],
        ["b", "\u22123", "6.0", "0.0500", "no"],
        ["c", "", "", "", ""],
    ]


CELL = st.one_of(st.none(), st.integers(-(10**12), 10**12), st.floats(allow_nan=False, allow_infinity=False), st.text())


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(min_size=1), CELL, CELL), min_size=1, max_size=5), st.text())
def test_whatever_the_cells_the_page_has_the_same_tags(rows: list[tuple[Cell, ...]], title: str) -> None:
    table = Table.of(("one", "two", "three"), rows)
    plain = Table.of(("one", "two", "three"), [tuple(None if cell is None else "x" for cell in row) for row in rows])
    skipped = ("a",)
    tags = [tag for tag, _ in Read(page(figure(table, f"T{title}"))).tags if tag not in skipped]
    assert tags == [tag for tag, _ in Read(page(figure(plain))).tags if tag not in skipped]


def test_only_web_addresses_become_links() -> None:
    table = Table.of(("url",), [("https://example.org/a?b=1&c",), ("javascript:alert(1)",), ("not https://example.org",)])
    links = [attrs for tag, attrs in Read(page(figure(table))).tags if tag == "a" and attrs.get("rel")]
    assert [link["href"] for link in links] == ["https://example.org/a?b=1&c"]


def test_the_questions_stand_with_their_text_and_what_is_asked_of_no_text_is_named() -> None:
    table = Table.of(("flaw", "papers", "other"), [("a", 1, 2)])
    asked = Question("recurrence", "Which flaws recur", "SELECT ?x WHERE { ?x < 3 }", {"papers": "how many", "else": "no"})
    text = page(figure(table), [asked])
    assert "SELECT ?x WHERE { ?x &lt; 3 }" in text
    assert re.search(r"<dt>papers</dt>\s*<dd>how many</dd>", text)
    assert "<dt>else" not in text
    assert "kg query papers" in text
    assert text.count("kg query recurrence") == 1


def test_who_made_it_of_what() -> None:
    table = Table.of(("flaw",), [("a",)])
    many = [f"file-{i}.yaml" for i in range(NAMED_SOURCES + 30)]
    text = page(figure(table), (), Origin("appraisal-kg 9.9", many, "2026-01-02"))
    assert "Made by appraisal-kg 9.9; sources last read 2026-01-02." in text
    assert "230 sources" in text
    assert "and 30 more sources" in text
    assert "file-199.yaml" in text
    assert "file-200.yaml" not in text
    assert "<footer>" in page(figure(table))


def test_data_of_the_page_ends_no_element() -> None:
    nasty = "</script><script>alert(1)</script><!--<script>"
    text = page(figure(Table.of(("x",), [(nasty,)])))
    data = re.search(r'<script type="application/json" id="files">(.*?)</script>', text, re.DOTALL)
    assert data is not None
    assert nasty.replace('"', '""') in json.loads(data[1])["csv"]
    assert len(re.findall("<script", text)) == 2


def test_the_same_figure_gives_the_same_bytes() -> None:
    table = Table.of(("x",), [("a",), ("b",)])
    assert page(figure(table)) == page(figure(table))
