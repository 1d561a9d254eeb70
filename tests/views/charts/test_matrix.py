"""The matrix of invented papers and flaws. Run as a program, it writes the golden files anew."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import SVG, covered, outside, parsed, words

from kg.views.charts.judgement_marks import FLAW_MARKS
from kg.views.charts.matrix import Column, Judged, Matrix, Row, draw
from kg.views.charts.matrix_spec import spec

GOLDEN = Path(__file__).with_name("golden")
ROOMS = (960, 358)
STYLE = re.compile("<style>.*</style>")  # the colours of all charts, tested with them
WORDS = {mark.key: mark.word for mark in FLAW_MARKS}
KEYS = tuple(WORDS)


def made(
    labels: list[str], papers: dict[str, list[str | None]], *, more: int = 0, title: str = "Flaws in appraised papers"
) -> Matrix:
    """The matrix of these cells; `more` papers are counted that have no row, all with the first mark."""
    columns = []
    for i, label in enumerate(labels):
        counts = Counter(cells[i] for cells in papers.values() if cells[i])
        counts["present"] += more
        found = sum(counts[mark.key] for mark in FLAW_MARKS if mark.side in ("found", "either"))
        judged = sum(counts[mark.key] for mark in FLAW_MARKS if mark.side != "open")
        columns.append(
            Column(f"flaw-{i}", label, {key: counts[key] for key in KEYS}, f"{found} of {judged} judged", f"#flaw-{i}")
        )
    rows = tuple(
        Row(name, name, tuple(Judged(mark, f"{WORDS[mark]} (Ada)") if mark else None for mark in cells), 2001)
        for name, cells in papers.items()
    )
    remarks = (f"Not shown, but counted in the bars: {more} more papers.",) if more else ()
    return Matrix(
        title,
        "flaw",
        FLAW_MARKS,
        tuple(columns),
        rows,
        len(papers) + more,
        "How many got which judgement",
        remarks=remarks,
        judges="Ada",
    )


INVENTED = made(
    ["Ruler drawn by hand", "Counted only the tall ones, and those only on dry days", "Nobody asked <b>why</b>"],
    {
        "Hill 2001": ["present", "likely-present", "either"],
        "Dale and a co-author with a long name 2002": ["unclear", "likely-absent", None],
        "Brook 2003": ["absent", None, "present"],
    },
    more=2,
)


@pytest.mark.parametrize("room", ROOMS)
def test_the_picture_is_the_golden_one(room: int) -> None:
    golden = (GOLDEN / f"matrix-{room}.svg").read_text("utf-8")
    assert STYLE.sub("", draw(INVENTED, room).svg()) == STYLE.sub("", golden)


def test_every_cell_says_on_its_own_what_was_judged_by_whom() -> None:
    told = [part.text for part in parsed(draw(INVENTED, 960)).iter(f"{SVG}title")]
    for row in INVENTED.rows:
        for column, cell in zip(INVENTED.columns, row.cells, strict=True):
            said = f"{row.label}, {column.label}: {cell.told}" if cell else None
            assert cell is None or told.count(said) == 1
    assert sum(", " in (one or "") and "(Ada)" in (one or "") for one in told) == 7


@pytest.mark.parametrize("room", ROOMS)
def test_bars_are_as_long_as_their_papers_and_end_with_those_nobody_judged(room: int) -> None:
    root = parsed(draw(INVENTED, room))
    told = re.compile(r"(.*): (.*) in (\d+) of (\d+) papers")
    parts: dict[str, list[tuple[str, int, float]]] = {}
    for group in root.iter(f"{SVG}g"):
        name = group.find(f"{SVG}title")
        said = told.fullmatch((name.text or "") if name is not None else "")
        if said:
            assert said[4] == "5"
            wide = max(float(rect.get("width", "")) + (1 if rect.get("stroke") else 0) for rect in group.iter(f"{SVG}rect"))
            parts.setdefault(said[1], []).append((said[2], int(said[3]), wide))
    assert list(parts) == [column.label for column in INVENTED.columns]
    unit = {round(wide / papers, 0) for of in parts.values() for _, papers, wide in of}
    assert len(unit) == 1
    assert [(word, papers) for word, papers, _ in parts["Ruler drawn by hand"]] == [("present", 3), ("unclear", 1), ("absent", 1)]
    assert [(word, papers) for word, papers, _ in parts["Nobody asked <b>why</b>"]] == [
        ("present", 3), ("judged either way", 1), ("not judged", 1),
    ]  # fmt: skip
    said = words(draw(INVENTED, room))
    assert [line for line in said if line.endswith("judged")][-3:] == ["3 of 4 judged", "3 of 4 judged", "4 of 4 judged"]
    assert {"Not shown, but counted in the bars: 2 more papers.", "Judged by Ada.", "empty: not judged"} <= set(said)
    assert {mark.word for mark in FLAW_MARKS} <= set(said)


def test_shapes_differ_by_judgement_without_any_colour() -> None:
    from kg.views.charts.drawing import Drawing
    from kg.views.charts.judgement_marks import stamp

    seen = set()
    for mark in FLAW_MARKS:
        on = Drawing()
        stamp(on, mark, 10, 10, 7)
        text = on.picture("n", "t", "d", 20, 20).inline()
        shape = re.sub(r'(fill|stroke)="#\w+"|class="[^"]*"|f-\w+|s-\w+', "", str(text))
        seen.add(re.sub(r"<title.*?</desc>", "", shape) + ("filled" if mark.filled == 1 else "ring" if mark.filled == 0 else ""))
    assert len(seen) == len(FLAW_MARKS)
    assert len({mark.symbol for mark in FLAW_MARKS}) == len({mark.rank for mark in FLAW_MARKS}) == len(FLAW_MARKS)


CELLS = st.lists(st.sampled_from((*KEYS, None)), min_size=40, max_size=40)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=40),
    st.dictionaries(st.text(min_size=1, max_size=40), CELLS, min_size=1, max_size=6),
    st.integers(0, 500),
    st.sampled_from(ROOMS),
)
def test_whatever_the_names_and_judgements_nothing_is_cut_off_or_covered(
    labels: list[str], papers: dict[str, list[str | None]], more: int, room: int
) -> None:
    picture = draw(made(labels, papers, more=more), room)
    assert outside(picture) == []
    assert covered(picture) == []
    assert min(float(part.get("font-size", "0")) for part in parsed(picture).iter(f"{SVG}text")) >= 12


def test_thirty_papers_by_twenty_five_flaws_fit_a4() -> None:
    """A page of 210 by 297 mm less 12 mm at each side; letters are then of 6.5 points or more."""
    labels = [f"Flaw number {i} with a name of usual length" for i in range(25)]
    picture = draw(made(labels, {f"Author {i}": [KEYS[(i * j) % 6] for j in range(25)] for i in range(30)}), 960)
    scale = min(186 / picture.width, 273 / picture.height)  # mm a pixel
    assert 12 * scale / 25.4 * 72 >= 6.2


def test_the_specification_draws_the_same_marks_and_bars() -> None:
    plan = spec(INVENTED)
    above, below = plan["vconcat"]  # type: ignore[misc]
    cells, parts = above["data"]["values"], below["data"]["values"]
    assert len(cells) == 7
    assert {(row["paper"], row["flaw"]): row["judgement"] for row in cells}["Hill 2001", "Ruler drawn by hand"] == "present"
    for column in INVENTED.columns:
        assert sum(row["papers"] for row in parts if row["flaw"] == column.label) == 5
    assert set(re.findall(r"'field': '([^']+)'", str(above))) <= set(cells[0])
    assert set(re.findall(r"'field': '([^']+)'", str(below))) <= set(parts[0])


if __name__ == "__main__":
    for room in ROOMS:
        (GOLDEN / f"matrix-{room}.svg").write_text(draw(INVENTED, room).svg(), "utf-8")
