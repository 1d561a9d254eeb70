"""Ranked bars of invented flaws. Run as a program, it writes the golden files anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import SVG, covered, outside, parsed, words

from kg.stats.recurrence import wilson
from kg.views.charts.recurrence import Bar, Bars, draw, spec

GOLDEN = Path(__file__).with_name("golden")
ROOMS = (960, 358)
STYLE = re.compile("<style>.*</style>")  # the colours of all charts, tested with them


def bar(label: str, papers: int, judged: int, appraised: int = 30, *, shared: bool = True, link: str | None = None) -> Bar:
    return Bar(label, "Measuring", papers, judged, appraised, *(wilson(papers, judged) if shared else (None,) * 3), link)


INVENTED = Bars(
    "Which flaws recur in 30 appraised papers",
    (
        bar("Ruler drawn by hand", 21, 27, link="#flaw-ruler"),
        bar("Counted only the tall ones, and those only on days without any rain or wind", 14, 30),
        bar("Nobody asked <b>why</b>", 0, 16),
        bar("Weighed in the dark", 9, 9, shared=False),
    ),
    left_out=5,
    judges="Ada (person, 30 papers), Reader (software, 12 papers)",
)


@pytest.mark.parametrize("room", ROOMS)
def test_the_picture_is_the_golden_one(room: int) -> None:
    golden = (GOLDEN / f"recurrence-{room}.svg").read_text("utf-8")
    assert STYLE.sub("", draw(INVENTED, room).svg()) == STYLE.sub("", golden)


@pytest.mark.parametrize("room", ROOMS)
def test_every_share_has_its_denominator_and_what_has_none_no_share(room: int) -> None:
    said = words(draw(INVENTED, room))
    wide = ["21 of 27 judged: 78% (59 to 89)", "14 of 30 judged: 47% (30 to 64)", "0 of 16 judged: 0% (0 to 19)"]
    narrow = ["21 of 27: 78%", "14 of 30: 47%", "0 of 16: 0%"]
    found = "found in 9 of 30 appraised" if room == 960 else "9 of 30"
    assert [line for line in said if re.match(r"\d+ of|found", line)] == [*(wide if room == 960 else narrow), found]
    assert "Not shown: 5 more." in said
    assert "Judged by Ada (person, 30 papers), Reader (software, 12 papers)." in " ".join(said)


@pytest.mark.parametrize("room", ROOMS)
def test_bars_and_intervals_are_as_long_as_their_numbers(room: int) -> None:
    root = parsed(draw(INVENTED, room))
    shares = [one for one in INVENTED.bars if one.interval]
    bars = [rect for rect in root.iter(f"{SVG}rect") if "f-present" in rect.get("class", "")]
    lines = [line for line in root.iter(f"{SVG}line") if line.get("class") == "s-ink" and line.get("y1") == line.get("y2")]
    marks = [line for line in root.iter(f"{SVG}line") if line.get("class") == "s-line"]
    start, end = float(marks[0].get("x1", "")), float(marks[-1].get("x1", ""))
    assert len(bars) == len(lines) == len(shares) == 3
    for one, rect, line in zip(shares, bars, lines, strict=True):
        assert one.interval is not None
        share, low, high = (start + (end - start) * part for part in one.interval)
        assert float(rect.get("x", "")) == start
        assert float(rect.get("width", "")) == pytest.approx(share - start, abs=0.2)
        assert float(line.get("x1", "")) == pytest.approx(low, abs=0.2)
        assert float(line.get("x2", "")) == pytest.approx(high, abs=0.2)


def test_a_flaw_leads_where_its_link_says() -> None:
    root = parsed(draw(INVENTED, 960))
    assert [
        (link.get("href"), "".join(part.text or "" for part in link.iter(f"{SVG}text"))) for link in root.iter(f"{SVG}a")
    ] == [("#flaw-ruler", "Ruler drawn by hand")]


COUNTS = st.integers(0, 400).flatmap(lambda papers: st.integers(max(papers, 1), 500).map(lambda judged: (papers, judged)))
BARS = st.builds(lambda label, of, shared: bar(label, *of, 500, shared=shared), st.text(max_size=90), COUNTS, st.booleans())


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=120), st.lists(BARS, min_size=1, max_size=8), st.sampled_from((*ROOMS, 600, 1200)))
def test_whatever_the_numbers_and_names_nothing_is_cut_off_or_covered(title: str, bars: list[Bar], room: int) -> None:
    bars.sort(key=lambda one: one.interval is None)
    picture = draw(Bars(f"T{title}", bars, 3, "Ada"), room)
    assert outside(picture) == []
    assert covered(picture) == []
    assert min(float(part.get("font-size", "0")) for part in parsed(picture).iter(f"{SVG}text")) >= 12


def test_the_specification_draws_the_same_numbers() -> None:
    made = spec(INVENTED)
    values = made["data"]["values"]  # type: ignore[index]
    assert [(row["flaw"], row["papers"], row["judged"], row["share"]) for row in values] == [
        (one.label, one.papers, one.judged, one.share) for one in INVENTED.bars
    ]
    fields = set(re.findall(r"'field': '([^']+)'", str(made)))
    assert fields <= set(values[0])


if __name__ == "__main__":
    for room in ROOMS:
        (GOLDEN / f"recurrence-{room}.svg").write_text(draw(INVENTED, room).svg(), "utf-8")
