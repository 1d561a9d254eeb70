"""Tables and the formats they print in."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.tables import FORMATS, Cell, Table, json_value, percent, visible

_CHARACTERS = st.characters(exclude_categories=("Cs",)) | st.sampled_from(
    "\"',;|\\`[]<>&*\n\r\t\x1b\x00\u202e\u200f\u2066\u0301\u4e2d\uff21"
)
words = st.text(_CHARACTERS, max_size=20)
numbers = st.integers(-(10**9), 10**9) | st.decimals(
    allow_nan=False, allow_infinity=False, places=3, min_value=-9999, max_value=9999
)
cells = st.none() | st.booleans() | numbers | words


@st.composite
def tables(draw: st.DrawFn, cell: st.SearchStrategy[Cell] = cells) -> Table:
    columns = draw(st.lists(st.text("abcdefgh-", min_size=1, max_size=14), min_size=1, max_size=6, unique=True))
    rows = draw(st.lists(st.lists(cell, min_size=len(columns), max_size=len(columns)), max_size=5))
    return Table.of(columns, rows)


def _width(text: str) -> int:
    """Terminal cells, counted apart from the code under test."""
    marks = sum(unicodedata.combining(c) != 0 for c in text)
    return len(text) - marks + sum(unicodedata.east_asian_width(c) in ("W", "F") and not unicodedata.combining(c) for c in text)


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


SMALL = Table.of(["flaw", "papers", "share"], [["low power", 12, Decimal("0.50")], ["no control group", 3, None]])


# ---- the table itself


def test_rows_columns_and_selection() -> None:
    assert len(SMALL) == 2
    assert SMALL.column("papers") == (12, 3)
    assert list(SMALL.dicts())[1] == {"flaw": "no control group", "papers": 3, "share": None}
    chosen = Table.of(SMALL.columns, SMALL.rows, truncated=True).select({"share": "part", "flaw": "what"})
    assert chosen == Table(("part", "what"), ((Decimal("0.50"), "low power"), (None, "no control group")), truncated=True)
    with pytest.raises(ValueError, match="no column 'none'"):
        SMALL.column("none")


def test_rows_of_another_length_are_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        list(Table.of(["a"], [[1, 2]]).dicts())


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_prints_a_table_without_rows(name: str) -> None:
    text = FORMATS[name](Table.of(["a", "b"], []))
    assert text == "" if name == "jsonl" else text.endswith("\n")


# ---- text


def test_text_is_aligned() -> None:
    assert FORMATS["text"](SMALL) == (
        "flaw              papers  share\n"
        "----------------  ------  -----\n"
        "low power             12   0.50\n"
        "no control group       3\n"
    )


def test_text_gives_way_at_the_widest_column() -> None:
    assert FORMATS["text"](SMALL, 28).splitlines()[3] == "no control g\u2026       3"
    assert FORMATS["text"](SMALL, 200) == FORMATS["text"](SMALL)


EFFECTS = Table.of(
    ["paper", "share of all", "why", "as_printed", "level"],
    [
        [
            "moraes-2019",
            "43 of 45",
            "less than the two points that are usually asked for",
            "-12.34 [-20.15, -4.53]",
            Decimal("95.0"),
        ],
        ["van-dillen-2021", "7 of 9", "small", None, None],
    ],
)


def test_numbers_are_not_cut_and_headers_wrap() -> None:
    assert FORMATS["text"](EFFECTS, 77) == (
        "                 share of\n"
        "paper            all       why                  as_printed              level\n"
        "---------------  --------  -------------------  ----------------------  -----\n"
        "moraes-2019      43 of 45  less than the two \u2026  -12.34 [-20.15, -4.53]   95.0\n"
        "van-dillen-2021  7 of 9    small\n"
    )


def test_rows_that_do_not_fit_become_blocks() -> None:
    assert FORMATS["text"](EFFECTS, 60) == (
        "paper         moraes-2019\n"
        "share of all  43 of 45\n"
        "why           less than the two points that are usually\n"
        "              asked for\n"
        "as_printed    -12.34 [-20.15, -4.53]\n"
        "level         95.0\n"
        "\n"
        "paper         van-dillen-2021\n"
        "share of all  7 of 9\n"
        "why           small\n"
        "as_printed\n"
        "level\n"
    )
    assert FORMATS["text"](Table.of(EFFECTS.columns, []), 30) == "paper share of all why\nas_printed level\n"


def test_an_address_is_shown_whole_for_copying() -> None:
    iri = "https://w3id.org/appraisal-kg/finding/0123456789abcdef"
    table = Table.of(["finding", "why"], [[iri, "because " * 9]])
    assert FORMATS["text"](table, 80).splitlines()[2].startswith(f"{iri}  because because")
    assert FORMATS["text"](table, 40).splitlines()[0] == f"finding  {iri}"


def test_what_has_to_stay_whole_is_not_cut() -> None:
    table = Table.of(["where", "problem"], [["line 3, paper.key", "write small letters and digits, with hyphens between"]])
    assert "\u2026" in FORMATS["text"](table, 60)
    assert FORMATS["text"](table, 60, whole=True) == (
        "where    line 3, paper.key\nproblem  write small letters and digits, with hyphens\n         between\n"
    )
    assert FORMATS["text"](table, 80, whole=True) == FORMATS["text"](table)


@given(tables(), st.integers(1, 100), st.booleans())
@example(Table.of(["abcdefgh"] * 6, [["x" * 50] * 6]), 1, False)
@example(Table.of(["a"], [["\u4e2d\u4e2d\u4e2d"]]), 1, False)
@example(Table.of(["a"], [["e" + "\u0301" * 40]]), 3, False)
@settings(deadline=None)
def test_text_keeps_to_the_width_and_cuts_no_number(table: Table, width: int, whole: bool) -> None:
    """A line may be wider only where one word is, or where the name of a column leaves it no room."""
    text = FORMATS["text"](table, width, whole)
    longest = max(map(_width, table.columns))
    for line in text.splitlines():
        assert _width(line) <= max(width, longest + 2 + 12) or len(line.split()) <= 2
    said = text.split()
    for row in table.rows:
        for cell in row:
            if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
                assert _plain(cell) in said
            elif whole:
                assert all(word in said for word in visible(_plain(cell)).split())


@given(tables())
@settings(deadline=None)
def test_text_without_a_width_loses_nothing(table: Table) -> None:
    lines = FORMATS["text"](table).split("\n")
    assert len(lines) == len(table) + 3
    for line, row in zip(lines[2:], table.rows, strict=False):
        said = line.split()
        assert said == [word for cell in row for word in visible(_plain(cell)).split()]


def test_a_long_cell_is_cut_in_linear_time(grows: Callable[..., float]) -> None:
    def cut(length: int) -> str:
        return FORMATS["text"](Table.of(["why"], [["\u4e2d\u00e9" * length]]), 80)

    assert max(map(_width, cut(10_000).splitlines())) == 80
    assert grows(lambda: cut(2_500), lambda: cut(40_000), 80) < 80


@given(words)
def test_what_is_shown_acts_on_no_terminal(text: str) -> None:
    shown = visible(text)
    assert shown == visible(shown)
    assert all(c.isprintable() or c == "\n" for c in shown)
    kept = [c for c in text if c not in "\u00ad\u200b\u200c\u200d\u2060\ufeff"]  # invisible and harmless
    for c, s in zip(kept, shown, strict=True):
        if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"):
            assert s == ("\n" if c == "\n" else " " if c in "\t\r" or unicodedata.category(c) == "Zs" else "\ufffd")
        else:
            assert s == c


@pytest.mark.parametrize(
    "c",
    ["\x1b", "\x00", "\x07", "\x7f", "\x9b", "\u202a", "\u202e", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c", "\u2028"],
)
def test_control_and_direction_marks_are_shown(c: str) -> None:
    for name in ("text", "markdown"):
        text = FORMATS[name](Table.of(["a"], [[f"x{c}y"]]))
        assert c not in text
        assert "x\ufffdy" in text


# ---- csv and tsv


@given(tables())
@example(Table.of(["a", "b"], [["x\ry", "z"], ["\r", "\n"], [" x ", '"']]))
@example(Table.of(["a"], [[None], [""]]))
@settings(deadline=None)
def test_csv_and_tsv_are_read_again(table: Table) -> None:
    for name, dialect in (("csv", "excel"), ("tsv", "excel-tab")):
        text = FORMATS[name](table)
        rows = list(csv.reader(io.StringIO(text, newline=""), dialect))
        assert rows == [list(table.columns), *([_plain(cell) for cell in row] for row in table.rows)]


def test_csv_ends_its_lines_as_the_standard_says() -> None:
    assert FORMATS["csv"](SMALL) == "flaw,papers,share\r\nlow power,12,0.50\r\nno control group,3,\r\n"
    assert FORMATS["tsv"](SMALL) == "flaw\tpapers\tshare\nlow power\t12\t0.50\nno control group\t3\t\n"


# ---- json


@given(tables())
@settings(deadline=None)
def test_json_holds_numbers_as_numbers(table: Table) -> None:
    known = json.loads(FORMATS["json"](table), parse_float=Decimal)
    assert known == [json.loads(line, parse_float=Decimal) for line in FORMATS["jsonl"](table).split("\n") if line]
    assert len(known) == len(table)
    for row, said in zip(table.dicts(), known, strict=True):
        assert list(said) == list(row)
        for name, cell in row.items():
            assert said[name] == cell
            assert isinstance(said[name], bool) == isinstance(cell, bool)


def test_json_values() -> None:
    assert repr(json_value(Decimal(12))) == "12"
    assert repr(json_value(Decimal("0.50"))) == "0.5"
    assert [json_value(cell) for cell in ("1", True, None, 3)] == ["1", True, None, 3]
    assert json.loads(FORMATS["json"](SMALL))[0] == {"flaw": "low power", "papers": 12, "share": 0.5}


# ---- markdown


def test_markdown_is_a_table() -> None:
    assert FORMATS["markdown"](SMALL).splitlines() == [
        "| flaw | papers | share |", "| --- | --- | --- |", "| low power | 12 | 0.50 |", "| no control group | 3 |  |",
    ]  # fmt: skip


def test_markdown_marks_are_escaped() -> None:
    table = Table.of(["a"], [["x|y\\|z"], ["<b>&lt;"], ["[a](b) `c`"], ["one\ntwo"]])
    assert FORMATS["markdown"](table).splitlines()[2:] == [
        "| x\\|y\\\\\\|z |", "| &lt;b>&amp;lt; |", "| \\[a](b) \\`c\\` |", "| one two |",
    ]  # fmt: skip


@given(tables())
@settings(deadline=None)
def test_no_cell_breaks_a_markdown_table(table: Table) -> None:
    lines = FORMATS["markdown"](table).split("\n")
    assert len(lines) == len(table) + 3
    for line in lines[:-1]:
        bare = re.sub(r"\\.", "", line)
        assert bare.count("|") == len(table.columns) + 1
        assert not re.search(r"<|`|&(?!amp;|lt;)", bare)


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (20 / 32, "63%"), ("0.305", "31%"), (29 / 185, "16%"), (0.0, "0%"), (1.0, "100%"), (1 / 400, "<1%"), (199 / 200, ">99%"),
        (Decimal("0.125"), "13%"),
    ],
)  # fmt: skip
def test_halves_are_rounded_up_and_some_is_neither_none_nor_all(share: float | str | Decimal, told: str) -> None:
    assert percent(share) == told


def test_bounds_of_intervals_are_rounded_without_a_sign() -> None:
    assert [percent(bound, sign="") for bound in (0.001, 0.125, 0.998)] == ["0", "13", "100"]
