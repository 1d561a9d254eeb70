"""Courses of invented effects. Run as a program, it writes the golden files anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import SVG, covered, outside, parsed, words

from kg.views.charts.course import Course, draw
from kg.views.charts.course_plot import Panel, Point
from kg.views.charts.course_spec import spec
from kg.views.charts.reference_lines import ReferenceLine

GOLDEN = Path(__file__).with_name("golden")
ROOMS = (960, 358)
STYLE = re.compile("<style>.*</style>")  # the colours of all charts, tested with them


def effect(words: str, weeks: float | None, value: float, low: float | None, high: float | None, **more: bool) -> Point:
    text = f"{value:.1f}" if low is None or high is None else f"{value:.1f} ({low:.1f} to {high:.1f})"
    return Point(words, weeks, value, low, high, text, f"{words}: {text}", **more)


LINES = (
    ReferenceLine(4, "4", "change within a person", "Reed 1999", "sore thumbs, n=40"),
    ReferenceLine(9, "9", "difference between groups", "Marsh 2003"),
)
SORE = Panel(
    paper="Alder 2004", outcome="soreness of thumbs", about="Difference in means: humming against silence",
    unit="Thumb Scale, points of 0 to 50", up="favours humming", down="favours <silence>",
    points=(
        effect("after treatment", 6, 7.5, 4.5, 10.5), effect("6 months after treatment", 32, 5.0, 1.5, 8.5, counted=True),
        effect("a year after", 58, 4.0, 0.5, 7.5, counted=True, read=True),
    ),
    lines=LINES, said=("3 of 3 intervals exclude no difference.",), word="points",
)  # fmt: skip
ODDS = Panel(
    paper="Birch 2011", outcome="thumbs lost", about="Odds ratio: gloves against none", unit="thumbs lost", up="favours none",
    down="favours gloves", points=(effect("soon", None, 0.5, 0.2, 1.25), effect("late", None, 2, None, None)), ratio=True,
)  # fmt: skip
ONE = Course("Soreness of thumbs over time: Alder 2004", [SORE], ["Both are invented."])
TWO = Course("Effects over time: 2 courses of 2 papers", [SORE, ODDS], left_out=3)
DRAWN = {"course": ONE, "course-several": TWO}


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("room", ROOMS)
def test_the_picture_is_the_golden_one(name: str, room: int) -> None:
    golden = (GOLDEN / f"{name}-{room}.svg").read_text("utf-8")
    assert STYLE.sub("", draw(DRAWN[name], room).svg()) == STYLE.sub("", golden)


def heights(room: int) -> dict[float, float]:
    """The heights at which the numbers of the first axis stand."""
    found: dict[float, float] = {}
    for part in parsed(draw(ONE, room)).iter(f"{SVG}text"):
        if part.get("text-anchor") == "end" and re.fullmatch("\u2212?[\\d.]+", part.text or ""):
            found[float((part.text or "").replace("\u2212", "-"))] = float(part.get("y", "")) - 4
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_points_intervals_and_lines_stand_at_their_numbers(room: int) -> None:
    axis = heights(room)
    (low, at_low), (high, at_high) = min(axis.items()), max(axis.items())

    def place(value: float) -> float:
        return at_low + (value - low) / (high - low) * (at_high - at_low)

    root = parsed(draw(ONE, room))
    discs = [float(part.get("cy", "")) for part in root.iter(f"{SVG}circle") if "f-accent" in part.get("class", "")]
    assert discs == pytest.approx([place(7.5), place(5.0)], abs=0.2)  # the third was read from prose: no disc
    upright = [line for line in root.iter(f"{SVG}line") if line.get("x1") == line.get("x2") and line.get("stroke-width") == "2.2"]
    ends = [(float(line.get("y1", "")), float(line.get("y2", ""))) for line in upright]
    assert ends == [pytest.approx((place(one.low or 0), place(one.high or 0)), abs=0.2) for one in SORE.points]
    dashed = [
        float(line.get("y1", ""))
        for line in root.iter(f"{SVG}line")
        if line.get("stroke-dasharray") == "6 4" and float(line.get("x2", "")) - float(line.get("x1", "")) > 100
    ]
    assert dashed == pytest.approx([place(9), place(4)], abs=0.2)


@pytest.mark.parametrize("room", ROOMS)
def test_what_is_written(room: int) -> None:
    said = " ".join(words(draw(TWO, room)))
    for part in (
        "\u2191 favours humming", "\u2193 favours <silence>", "7.5 (4.5 to 10.5)", "Reed 1999", "Marsh 2003", "sore thumbs, n=40",
        "3 more not shown.", "read from prose by a program", "week counted from the words", "not to scale", "32*",
    ):  # fmt: skip
        assert part in said
    alone = words(draw(ONE, room))
    assert ("10 points" in alone, "Alder 2004: soreness of thumbs" in alone) == (False, False)


def test_a_time_is_as_far_as_its_weeks() -> None:
    below = [part for part in parsed(draw(ONE, 960)).iter(f"{SVG}text") if part.get("text-anchor") == "middle"]
    places = [float(part.get("x", "")) for part in below if part.text in ("6", "32*", "58*")]
    assert places[1] - places[0] == pytest.approx(places[2] - places[1], abs=0.2)


NUMBER = st.floats(-1e4, 1e4).map(lambda number: round(number, 2))
TEXT = st.text(max_size=60)
POINT = st.builds(
    lambda words, weeks, three, read, counted: Point(
        words, weeks, sorted(three)[1], min(three), max(three), "1.2 (0.3 to 4.5)", words, counted, read
    ),
    TEXT, st.one_of(st.none(), st.floats(0, 500)), st.tuples(NUMBER, NUMBER, NUMBER), st.booleans(), st.booleans(),
)  # fmt: skip
LINE = st.builds(lambda size, basis, source: ReferenceLine(size, f"{size:g}", basis, source), st.floats(0.1, 1e4), TEXT, TEXT)


def panel(words: str, points: list[Point], lines: list[ReferenceLine], ratio: bool) -> Panel:
    if ratio:
        points = [
            Point(one.words, one.weeks, abs(one.value) + 0.01, None, None, one.text, one.told, one.counted, one.read)
            for one in points
        ]
    return Panel(words, words, words, words, words, words, points, () if ratio else lines, [words], ratio)


PANEL = st.builds(panel, TEXT, st.lists(POINT, min_size=1, max_size=6), st.lists(LINE, max_size=5), st.booleans())


@settings(max_examples=25, deadline=None)
@given(TEXT, st.lists(PANEL, min_size=1, max_size=3), st.sampled_from((*ROOMS, 620, 1200)))
def test_whatever_the_numbers_and_names_nothing_is_cut_off_or_covered(title: str, panels: list[Panel], room: int) -> None:
    picture = draw(Course(f"T{title}", panels, [title], 2), room)
    assert outside(picture) == []
    assert covered(picture) == []
    assert min(float(part.get("font-size", "0")) for part in parsed(picture).iter(f"{SVG}text")) >= 12


def test_the_specification_draws_the_same_numbers() -> None:
    made = spec(TWO)
    for panel, drawn in zip(made["vconcat"], TWO.panels, strict=True):  # type: ignore[call-overload]
        values = panel["layer"][3]["data"]["values"]
        assert [(row["effect"], row["low"], row["high"]) for row in values] == [
            (one.value, one.low, one.high) for one in drawn.points
        ]
        for layer in panel["layer"]:
            fields = set(re.findall(r"'field': '([^']+)'", str(layer["encoding"])))
            assert all(fields <= set(row) for row in layer["data"]["values"])


if __name__ == "__main__":
    for name, data in DRAWN.items():
        for room in ROOMS:
            (GOLDEN / f"{name}-{room}.svg").write_text(draw(data, room).svg(), "utf-8")
