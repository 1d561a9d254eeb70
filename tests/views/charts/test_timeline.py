"""Timelines of invented papers. Run as a program, it writes the golden files anew."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import SVG, covered, outside, parsed, texts, words

from kg.views.charts.chronology import TURNS, Article, Band, Chronology, Lane, Notice, axis
from kg.views.charts.timeline import draw
from kg.views.charts.timeline_spec import spec

GOLDEN = Path(__file__).with_name("golden")
ROOMS = (960, 358)
STYLE = re.compile("<style>.*</style>")  # the colours of all charts, tested with them
INVENTED = Chronology(
    "12 papers of 1998 to 2004, and 4 articles known to cite them",
    (
        Band("randomized trial", {1998: 3, 2001: 2, None: 1}, {2001: 2}, among=12),
        Band("cohort study", {1999: 3, 2004: 1}, among=12),
        Band("articles that cite them", {2003: 1, 2006: 1, None: 2}, ink="citing", noun="article"),
    ),
    (
        Lane(
            "Hill 1998",
            1998,
            "randomized trial; 3 flaws present or likely present",
            retracted=True,
            articles=(
                Article("Dale 2003: How tall is tall", 2003, "takes", ("uses data from",), "Journal of Rulers", inside=True),
                Article("All about <b>hills</b>", 2006, "against", ("critiques",), late=True, link="https://example.org/hills"),
                Article("Hills", None, about="A page"),
            ),
            notices=(Notice("RETRACTED 14 March 2005: Error in Data (said by list.csv)", "retraction", 2005, in_force=True),),
            link="#hill-1998",
        ),
        Lane(
            "Moor",
            None,
            "cohort study; not appraised",
            appraised=False,
            articles=(Article("On moors", None, "speaks", ("discusses",)),),
        ),
    ),
    rest=("No citing article is known of 10 of the 12 papers: nobody has looked, or there is none.",),
)
COUNTED = dataclasses.replace(INVENTED, listed=False)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize(("name", "data"), [("timeline", INVENTED), ("timeline-counted", COUNTED)])
def test_the_picture_is_the_golden_one(name: str, data: Chronology, room: int) -> None:
    golden = (GOLDEN / f"{name}-{room}.svg").read_text("utf-8")
    assert STYLE.sub("", draw(data, room).svg()) == STYLE.sub("", golden)


@pytest.mark.parametrize("room", ROOMS)
def test_every_band_has_its_number_and_its_unknown_years(room: int) -> None:
    said = words(draw(INVENTED, room))
    assert "8 of 12 papers, 1 without a known year" in said
    assert "4 of 12 papers" in said
    assert "4 articles, 2 without a known year" in said
    assert INVENTED.rest[0] in " ".join(said)
    for year in ("1998", "2006"):
        assert said.count(year) == 2  # over the bands and over the lanes
    assert said.count("year not") == 2


def test_every_citation_has_its_intent_in_words_and_its_line() -> None:
    said = words(draw(INVENTED, 960))
    for why in ("uses data from", "critiques", "intent not stated", "discusses"):
        assert why in said
    for turn in TURNS.values():
        assert turn[0] in said  # the legend has those there are
    assert "After the retraction: All about <b>hills</b>" in said
    assert any(line.startswith("RETRACTED; randomized trial") for line in said)
    without = dataclasses.replace(INVENTED, lanes=INVENTED.lanes[1:])
    assert TURNS["takes"][0] not in words(draw(without, 960))
    assert "retraction in force" not in words(draw(without, 960))


def test_lines_go_from_the_papers_year_to_the_articles() -> None:
    at = axis(INVENTED.years, 960 * 0.4 + 24, 960 - 206 - 12, apart=58)
    ties = {
        (float(line.get("x1", "")), float(line.get("x2", "")), line.get("stroke-dasharray"))
        for line in parsed(draw(INVENTED, 960)).iter(f"{SVG}line")
    }
    for lane in INVENTED.lanes:
        for one in lane.articles:
            expected = (round(at(lane.year), 1), round(at(one.year), 1), TURNS[one.turn][2] or None)
            assert expected in ties or one.year == lane.year


def test_counted_articles_are_bars_with_a_sum_of_ways() -> None:
    said = " ".join(words(draw(COUNTED, 960)))
    assert "1 after the retraction; 1 take it up, 1 argue against it, 1 not stated" in said
    assert "How tall is tall" not in said


def test_bars_are_as_high_as_their_numbers() -> None:
    heights = {}
    for group in parsed(draw(INVENTED, 960)).iter(f"{SVG}g"):
        told = group.findtext(f"{SVG}title") or ""
        for bar in group.iter(f"{SVG}rect"):
            key = (told.partition(":")[0], bar.get("x"))
            heights[key] = heights.get(key, 0) + float(bar.get("height", ""))
    assert sorted(height for (label, _), height in heights.items() if label == "randomized trial") == [11, 33, 44]  # 1, 3, 2 + 2
    assert sorted(height for (label, _), height in heights.items() if label == "cohort study") == [11, 33]
    assert sorted(height for (label, _), height in heights.items() if label.startswith("articles")) == [22, 22, 44]


def test_years_without_a_column_are_an_error() -> None:
    with pytest.raises(ValueError, match="no known year"):
        axis(frozenset({1999}), 0, 100, apart=50)(None)
    alone = axis(frozenset({None}), 0, 100, apart=50)
    assert (alone(None), alone.ticks) == (75, ())


def test_hostile_texts_stay_words() -> None:
    picture = draw(dataclasses.replace(INVENTED, title="</svg><script>alert(1)</script>\u202e"), 960)
    assert "<script" not in picture.svg()
    assert "\u202e" not in picture.svg()
    assert [link.get("href") for link in parsed(picture).iter(f"{SVG}a")] == ["#hill-1998", "https://example.org/hills"]


text = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=90).filter(str.strip)
year = st.none() | st.integers(1000, 2999)
near = st.none() | st.integers(1990, 2030)


def band(years: st.SearchStrategy[int | None]) -> st.SearchStrategy[Band]:
    counts = st.dictionaries(years, st.integers(0, 20_000), max_size=30)
    return st.builds(Band, text, counts, counts)


def lane(years: st.SearchStrategy[int | None]) -> st.SearchStrategy[Lane]:
    article = st.builds(
        Article, text, years, st.sampled_from(sorted(TURNS)), st.lists(text, max_size=2), text, st.booleans(), st.booleans(),
        st.booleans(),
    )  # fmt: skip
    notice = st.builds(Notice, text, text, years, st.none() | st.booleans())
    return st.builds(
        Lane, text, years, text, st.booleans(), st.booleans(), st.lists(article, max_size=6), st.lists(notice, max_size=2)
    )


@st.composite
def invented(draw_: st.DrawFn) -> Chronology:
    years: Any = draw_(st.sampled_from((year, near)))
    bands = draw_(st.lists(band(years), min_size=1, max_size=3))
    lanes = draw_(st.lists(lane(years), max_size=3))
    return Chronology(draw_(text), bands, lanes, draw_(st.booleans()), draw_(st.lists(text, max_size=2)))


@settings(max_examples=25, deadline=None)
@given(invented(), st.sampled_from(ROOMS))
def test_everything_stands_within_the_picture_and_no_text_on_another(data: Chronology, room: int) -> None:
    picture = draw(data, room)
    assert picture.width == room
    assert outside(picture) == []
    assert covered(picture) == []
    assert min(box.bottom - box.top for box in texts(picture)) >= 12 * 0.95 - 0.01


def test_the_specification_has_every_number_and_every_field() -> None:
    made: Any = spec(INVENTED)
    sets = made["datasets"]
    assert sum(row["works"] for row in sets["works"] if row["part"] == "appraised") == 10
    assert [row["works"] for row in sets["works"] if row["part"] == "not appraised"] == [2]
    assert [row["intent"] for row in sets["citations"]] == ["uses data from", "critiques", "intent not stated", "discusses"]
    used = []

    def walk(view: object, rows: list[dict[str, object]] | None) -> None:
        if isinstance(view, dict):
            rows = sets[view["data"]["name"]] if "data" in view else rows
            if "field" in view:
                used.append(view["field"])
                assert rows
                assert all(view["field"] in row for row in rows), view["field"]
            for key, part in view.items():
                if key != "datasets":
                    walk(part, rows)
        elif isinstance(view, list):
            for part in view:
                walk(part, rows)

    walk(made, None)
    assert set(used) >= {"year", "works", "row", "paper", "paper_year", "intent", "turn"}


if __name__ == "__main__":
    for room in ROOMS:
        for name, data in (("timeline", INVENTED), ("timeline-counted", COUNTED)):
            (GOLDEN / f"{name}-{room}.svg").write_text(draw(data, room).svg(), "utf-8")
