"""Forests of invented effects. Run as a program, it writes the golden files anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import SVG, covered, outside, parsed, words

from kg.views.charts.forest import Forest, draw
from kg.views.charts.forest_section import Mark, Mean, Row, Section
from kg.views.charts.forest_spec import spec
from kg.views.charts.marks import Interval
from kg.views.charts.reference_lines import ReferenceLine

GOLDEN = Path(__file__).with_name("golden")
ROOMS = (960, 358)
STYLE = re.compile("<style>.*</style>")  # the colours of all charts, tested with them


def row(label: str, detail: str, value: float, low: float, high: float, **more: object) -> Row:
    kind = {name: bool(more.pop(name)) for name in ("read", "computed", "published") if name in more}
    text = f"{value:.1f} ({low:.1f} to {high:.1f})"
    return Row(label, detail, Interval(value, low, high, **kind), text, f"{label}: {text}", **more)  # type: ignore[arg-type]


JUDGED = (Mark("\u25b2", "present", "present"), Mark("\u25cb", "absent", "absent"), Mark("?", "muted", "not judged"))
SCORES = Section(
    heading="", about="Difference in means (Thumb Scale), of 3 papers with 4 estimates", left="favours silence",
    right="favours humming",
    rows=(
        row("Alder 2004", "mean of 2 estimates", 4.0, 1.0, 7.0, computed=True, more="50.0%", marks=JUDGED[:1]),
        row("", "week 6; soreness; humming against silence", 5.0, 2.0, 8.0, inner=True, marks=JUDGED[:1]),
        row("", "week 26; soreness", 3.0, -0.5, 6.5, inner=True, marks=JUDGED[:1]),
        row("Birch 2011", "week 8; humming <b>loud</b> against silence", 6.0, 2.0, 10.0, more="30.0%", marks=JUDGED[1:2]),
        row("Cedar 2015", "week 12", -1.0, -60.0, 58.0, read=True, more="20.0%", marks=JUDGED[2:]),
    ),
    means=(Mean("Mean of 3 papers", 3.5, 1.5, 5.5, "3.5 (1.5 to 5.5)", "I\u00b2 12%", (-2.5, 9.5), "\u22122.5 to 9.5"),
           Mean("Without measured-by-hand: 2 papers", 4.5, 2.0, 7.0, "4.5 (2.0 to 7.0)")),
    lines=(ReferenceLine(4, "4", "change within a person", "Reed 1999"), ReferenceLine(9, "9", "between groups", "Marsh 2003")),
    below=("All of it is invented.",), marked=("measured by hand",), word="points",
)  # fmt: skip
RATIOS = Section(
    heading="thumbs lost", about="Odds ratio, of 2 papers", left="favours none", right="favours gloves",
    rows=(row("Alder 2004", "week 6", 0.5, 0.25, 1.0), row("Birch 2011", "week 8", 2.0, 0.001, 4000.0)),
    means=(Mean("Mean of 2 papers", 1.0, 0.5, 2.0, "1.00 (0.50 to 2.00)"),), ratio=True,
)  # fmt: skip
OTHERS = Section(
    heading="", about="Difference", left="larger", right="smaller", heads=("cluster", "difference (95% CI)", ""),
    rows=(row("soreness", "2 with, 3 without", -0.4, -1.0, 0.2), row("Published: Reed", "x", -0.1, -0.2, 0.0, published=True)),
)  # fmt: skip
DRAWN = {
    "forest": Forest("forest", "Effects on soreness of thumbs", [SCORES], ["A: measured by hand."]),
    "forest-ratios": Forest("forest", "Effects on thumbs", [RATIOS, OTHERS]),
}


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("room", ROOMS)
def test_the_picture_is_the_golden_one(name: str, room: int) -> None:
    golden = (GOLDEN / f"{name}-{room}.svg").read_text("utf-8")
    assert STYLE.sub("", draw(DRAWN[name], room).svg()) == STYLE.sub("", golden)


def places(room: int) -> dict[float, float]:
    """Where the numbers of the axis stand."""
    root = parsed(draw(DRAWN["forest"], room))
    found = {}
    for part in root.iter(f"{SVG}text"):
        if (
            part.get("text-anchor") == "middle"
            and "f-muted" in part.get("class", "")
            and re.fullmatch("\u2212?\\d+", part.text or "")
        ):
            found[float((part.text or "").replace("\u2212", "-"))] = float(part.get("x", ""))
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_marks_stand_at_their_numbers(room: int) -> None:
    axis = places(room)
    low, high = min(axis), max(axis)
    root = parsed(draw(DRAWN["forest"], room))
    (line,) = [line for line in root.iter(f"{SVG}line") if line.get("class") == "s-control"]
    at_low, at_high = float(line.get("x1", "")), float(line.get("x2", ""))

    def place(value: float) -> float:
        return at_low + (value - low) / (high - low) * (at_high - at_low)

    squares = [rect for rect in root.iter(f"{SVG}rect") if "f-accent" in rect.get("class", "")]
    middles = [float(rect.get("x", "")) + float(rect.get("width", "")) / 2 for rect in squares]
    assert middles == pytest.approx([place(5), place(3), place(6)], abs=0.2)
    diamonds = [path.get("d", "") for path in root.iter(f"{SVG}path") if path.get("class") == "f-ink"]
    wide = [d for d in diamonds if d.count("L") == 3]
    numbers = [[float(x) for x in re.findall(r"-?[\d.]+", d)][::2] for d in wide]
    assert numbers == [
        pytest.approx([place(1.5), place(3.5), place(5.5), place(3.5)], abs=0.2),
        pytest.approx([place(2.0), place(4.5), place(7.0), place(4.5)], abs=0.2),
    ]
    dashed = {float(line.get("x1", "")) for line in root.iter(f"{SVG}line") if line.get("stroke-dasharray") == "6 4"}
    assert all(any(abs(place(value) - x) < 0.2 for x in dashed) for value in (4, 9))


@pytest.mark.parametrize("room", ROOMS)
def test_an_interval_beyond_the_axis_ends_in_arrows_and_keeps_its_numbers(room: int) -> None:
    root = parsed(draw(DRAWN["forest"], room))
    arrows = [path for path in root.iter(f"{SVG}path") if path.get("class") == "f-derived"]
    assert len(arrows) == 2
    assert max(places(room)) < 58
    assert "\u22121.0 (\u221260.0 to 58.0)".replace("\u2212", "-") in " ".join(words(draw(DRAWN["forest"], room)))


@pytest.mark.parametrize("room", ROOMS)
def test_what_is_written(room: int) -> None:
    said = " ".join(words(draw(DRAWN["forest"], room)))
    for part in (
        "\u2190 favours silence", "favours humming \u2192", "Alder 2004", "4.0 (1.0 to 7.0)", "3.5 (1.5 to 5.5)",
        "\u22122.5 to 9.5",
        "4 points: change within a person: Reed 1999", "9 points: between groups: Marsh 2003", "read from prose by a program",
        "All of it is invented.", "\u25b2", "\u25cb", "?", "A: measured by hand.",
    ):  # fmt: skip
        assert part in said


NUMBER = st.floats(-1e4, 1e4).map(lambda number: round(number, 2))
TEXT = st.text(max_size=60)
ROW = st.builds(
    lambda label, detail, three, read, computed, inner: Row(
        label, detail, Interval(sorted(three)[1], min(three), max(three), read=read, computed=computed), "1.2 (0.3 to 4.5)",
        detail, "12.5%", JUDGED[:2], inner=inner,
    ),
    TEXT, TEXT, st.tuples(NUMBER, NUMBER, NUMBER), st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip
MEAN = st.builds(
    lambda label, five, expected: Mean(
        label, sorted(five)[2], sorted(five)[1], sorted(five)[3], "1.2 (0.3 to 4.5)", label,
        (min(five), max(five)) if expected else None, "0.1 to 7.8",
    ),
    TEXT, st.tuples(NUMBER, NUMBER, NUMBER, NUMBER, NUMBER), st.booleans(),
)  # fmt: skip
LINE = st.builds(lambda size, basis: ReferenceLine(size, f"{size:g}", basis, basis), st.floats(0.1, 1e4), TEXT)


def section(text: str, rows: list[Row], means: list[Mean], lines: list[ReferenceLine], ratio: bool) -> Section:
    if ratio:
        rows = [Row(one.label, one.detail, Interval(abs(one.effect.value) + 0.01, 0, 9), one.text, one.told) for one in rows]
    return Section(
        text, text, text, text, rows, () if ratio else means, () if ratio else lines, [text], marked=() if ratio else ("x", text),
        ratio=ratio,
    )  # fmt: skip


SECTION = st.builds(
    section, TEXT, st.lists(ROW, min_size=1, max_size=4), st.lists(MEAN, max_size=2), st.lists(LINE, max_size=4), st.booleans()
)


@settings(max_examples=25, deadline=None)
@given(TEXT, st.lists(SECTION, min_size=1, max_size=2), st.sampled_from((*ROOMS, 620, 1200)))
def test_whatever_the_numbers_and_names_nothing_is_cut_off_or_covered(title: str, sections: list[Section], room: int) -> None:
    picture = draw(Forest("forest", f"T{title}", sections, [title]), room)
    assert outside(picture) == []
    assert covered(picture) == []
    assert min(float(part.get("font-size", "0")) for part in parsed(picture).iter(f"{SVG}text")) >= 12


def test_the_specification_draws_the_same_numbers() -> None:
    (drawn,) = spec(DRAWN["forest"])["vconcat"]  # type: ignore[misc]
    values = drawn["layer"][2]["data"]["values"]
    effects = [one.effect for one in SCORES.rows]
    assert [(one["effect"], one["low"], one["high"]) for one in values[: len(effects)]] == [
        (one.value, one.low, one.high) for one in effects
    ]
    assert [one["kind"] for one in values[len(effects) :]] == ["mean", "expected", "mean"]
    for layer in drawn["layer"]:
        fields = set(re.findall(r"'field': '([^']+)'", str(layer["encoding"])))
        assert all(fields <= set(one) for one in layer["data"]["values"])


if __name__ == "__main__":
    for name, data in DRAWN.items():
        for room in ROOMS:
            (GOLDEN / f"{name}-{room}.svg").write_text(draw(data, room).svg(), "utf-8")
