"""Funnels of invented papers. Run as a program, it writes the golden files anew."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import SVG, covered, outside, parsed, words

from kg.views.charts.funnel import Funnel, Point, draw, spec

GOLDEN = Path(__file__).with_name("golden")
ROOMS = (960, 358)
STYLE = re.compile("<style>.*</style>")  # the colours of all charts, tested with them
PAPERS = ((0.2, 0.1), (0.3, 0.15), (0.5, 0.2), (0.1, 0.25), (1.4, 0.4), (0.9, 0.45))
INVENTED = Funnel(
    "Soreness: effects by their precision", "SMD, 6 papers with 9 estimates", "favours silence", "favours humming",
    [Point(f"Paper {place}", *of, f"Paper {place}: <b>{of[0]}</b>", read=place == 3) for place, of in enumerate(PAPERS)],
    0.4, "Mean of 6 papers, random effects: 0.40 (0.10 to 0.70)", ["Asymmetry does not prove that studies are missing."],
    (0.05, 2.0),
)  # fmt: skip


@pytest.mark.parametrize("room", ROOMS)
def test_the_picture_is_the_golden_one(room: int) -> None:
    golden = (GOLDEN / f"funnel-{room}.svg").read_text("utf-8")
    assert STYLE.sub("", draw(INVENTED, room).svg()) == STYLE.sub("", golden)


def ends(of: str | None) -> list[tuple[float, float]]:
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", of or "")]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@pytest.mark.parametrize("room", ROOMS)
def test_papers_limits_and_regression_stand_at_their_numbers(room: int) -> None:
    root = parsed(draw(INVENTED, room))
    discs = [(float(one.get("cx", "")), float(one.get("cy", ""))) for one in root.iter(f"{SVG}circle")]
    own = [(one.effect, one.standard_error) for one in INVENTED.points if not one.read]
    (x0, y0), (x1, y1) = discs[0], discs[3]  # two papers give both scales; all else has to fit them
    wide, deep = (x1 - x0) / (own[3][0] - own[0][0]), (y1 - y0) / (own[3][1] - own[0][1])

    def place(effect: float, error: float) -> tuple[float, float]:
        return x0 + (effect - own[0][0]) * wide, y0 + (error - own[0][1]) * deep

    assert discs == [pytest.approx(place(*one), abs=0.3) for one in own]
    (limits,) = [path for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray") == "5 4"]
    left, peak, right = ends(limits.get("d"))
    assert peak == pytest.approx(place(0.4, 0), abs=0.5)
    error = (left[1] - place(0, 0)[1]) / deep
    assert left == pytest.approx(place(0.4 - 1.959964 * error, error), abs=0.6)
    assert right == pytest.approx(place(0.4 + 1.959964 * error, error), abs=0.6)
    (line,) = [path for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray") == "2 4"]
    assert ends(line.get("d"))[0] == pytest.approx(place(0.05 + 2 * 0.1, 0.1), abs=0.6)


def test_how_many_lie_inside() -> None:
    inside = sum(abs(effect - 0.4) <= 1.959964 * error for effect, error in PAPERS)
    assert (INVENTED.inside, inside) == (4, 4)
    assert "here 4 of 6 lie inside" in " ".join(words(draw(INVENTED, 960)))


@pytest.mark.parametrize("room", ROOMS)
def test_what_is_written(room: int) -> None:
    said = " ".join(words(draw(INVENTED, room)))
    for part in (
        "favours silence", "favours humming", "0.40 (0.10 to", "Asymmetry does not prove", "standard error", "read from prose",
    ):  # fmt: skip
        assert part in said


ERROR = st.floats(0.001, 50)
EFFECT = st.floats(-60, 60)


@settings(max_examples=25, deadline=None)
@given(
    st.text(max_size=80), st.lists(st.tuples(EFFECT, ERROR, st.booleans()), min_size=1, max_size=8), st.booleans(),
    st.one_of(st.none(), st.tuples(EFFECT, EFFECT)), st.sampled_from((*ROOMS, 620, 1200)),
)  # fmt: skip
def test_whatever_the_numbers_and_names_nothing_is_cut_off_or_covered(
    text: str, papers: list[tuple[float, float, bool]], ratio: bool, line: tuple[float, float] | None, room: int
) -> None:
    points = [Point(text, effect, error, text, read) for effect, error, read in papers]
    picture = draw(Funnel(f"T{text}", text, text, text, points, papers[0][0], text, [text], line, ratio), room)
    assert outside(picture) == []
    assert covered(picture) == []
    assert min(float(part.get("font-size", "0")) for part in parsed(picture).iter(f"{SVG}text")) >= 12


def test_the_specification_draws_the_same_numbers() -> None:
    made = spec(INVENTED)
    values = made["layer"][1]["data"]["values"]  # type: ignore[index]
    assert [(row["effect"], row["standard_error"]) for row in values] == [*PAPERS]
    ratios = Funnel("t", "a", "l", "r", [Point("p", math.log(2), 0.5, "p")], 0.0, "m", ratio=True)
    assert spec(ratios)["layer"][1]["data"]["values"][0]["effect"] == pytest.approx(2)  # type: ignore[index]
    for layer in made["layer"]:  # type: ignore[attr-defined]
        fields = set(re.findall(r"'field': '([^']+)'", str(layer["encoding"])))
        assert all(fields <= set(one) for one in layer["data"]["values"])


if __name__ == "__main__":
    for room in ROOMS:
        (GOLDEN / f"funnel-{room}.svg").write_text(draw(INVENTED, room).svg(), "utf-8")
