"""UpSet plots of invented flaws. Run as a program, it writes the golden files anew."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import SVG, covered, outside, parsed, texts, words

from kg.views.charts.combinations import Combination, Combinations, Flaw, draw
from kg.views.charts.combinations_spec import spec

GOLDEN = Path(__file__).with_name("golden")
ROOMS = (960, 358)
STYLE = re.compile("<style>.*</style>")  # the colours of all charts, tested with them
INVENTED = Combinations(
    "Which flaws come together in 30 appraised papers",
    (
        Flaw("Ruler drawn by hand", 21, 27, "#flaw-ruler"),
        Flaw("Counted only the tall ones, and those only on days without rain", 14, 30),
        Flaw("Nobody asked <b>why</b>", 9, 9),
    ),
    (
        Combination((0, 1), 11, 8, ("hill-2001", "dale-2002")),
        Combination((0,), 9, 9),
        Combination((), 6, 0, tuple(f"paper-{i}" for i in range(20))),
        Combination((1, 2), 2, 2),
    ),
    appraised=30,
    left_out=2,
    left_out_papers=2,
    others=1,
    judges="Ann (person, 30 papers)",
)


@pytest.mark.parametrize("room", ROOMS)
def test_the_picture_is_the_golden_one(room: int) -> None:
    golden = (GOLDEN / f"combinations-{room}.svg").read_text("utf-8")
    assert STYLE.sub("", draw(INVENTED, room).svg()) == STYLE.sub("", golden)


@pytest.mark.parametrize("room", ROOMS)
def test_all_numbers_and_what_is_left_out_are_written(room: int) -> None:
    said = words(draw(INVENTED, room))
    for told in ("21 of 27", "14 of 30", "9 of 9"):
        assert said.count(told) == 1
    together = " ".join(said)
    for count, share in (("11", "37%"), ("9", "30%"), ("6", "20%"), ("2", "7%")):
        assert f"{count} ({share})" in said if room == 358 else said.count(share) == 1
    assert "Papers with exactly these of the 3 flaws, of 30 appraised" in together
    assert "2 more combinations not shown, in 2 of the 30 papers." in together
    assert "Judged by Ann (person, 30 papers)." in together
    assert "differ in 1 other flaw that somebody found" in together


@pytest.mark.parametrize("room", ROOMS)
def test_a_dot_is_filled_where_the_flaw_is_and_a_ring_where_it_is_not(room: int) -> None:
    groups = list(parsed(draw(INVENTED, room)).iter(f"{SVG}g"))
    assert len(groups) == len(INVENTED.combinations)
    for one, group in zip(INVENTED.combinations, groups, strict=True):
        dots = [circle.get("class", "").split()[0] for circle in group.iter(f"{SVG}circle")]
        assert dots == ["f-ink" if i in one.flaws else "f-page" for i in range(3)]
        assert all("s-" in circle.get("class", "") for circle in group.iter(f"{SVG}circle"))
        assert len(list(group.iter(f"{SVG}line"))) == (len(one.flaws) > 1)


@pytest.mark.parametrize("room", ROOMS)
def test_bars_are_as_long_as_their_papers_and_split_by_what_was_judged(room: int) -> None:
    side = "width" if room == 358 else "height"
    unit = None
    for one, group in zip(INVENTED.combinations, parsed(draw(INVENTED, room)).iter(f"{SVG}g"), strict=True):
        bars = [(bar.get("class", ""), float(bar.get(side, ""))) for bar in group.iter(f"{SVG}rect")]
        whole = sum(length for _, length in bars)
        complete = sum(length for kind, length in bars if "f-present" in kind)
        unit = unit or whole / one.papers
        assert whole == pytest.approx(unit * one.papers, abs=0.3)
        assert complete == pytest.approx(unit * one.complete, abs=0.3)


def test_a_resting_pointer_is_told_the_flaws_and_the_first_papers() -> None:
    told = [group.findtext(f"{SVG}title") or "" for group in parsed(draw(INVENTED, 960)).iter(f"{SVG}g")]
    assert told[0].startswith("11 papers (37%): Ruler drawn by hand, Counted only the tall ones")
    assert told[0].endswith("8 of them judged for all 3 (hill-2001, dale-2002)")
    assert "none of the 3; 0 of them" in told[2]
    assert told[2].endswith("paper-11 and 8 more)")


def test_hostile_labels_stay_words_and_links_are_the_callers() -> None:
    picture = draw(dataclasses.replace(INVENTED, title="</svg><script>alert(1)</script>\u202e"), 960)
    assert "<script" not in picture.svg()
    assert "\u202e" not in picture.svg()
    assert [link.get("href") for link in parsed(picture).iter(f"{SVG}a")] == ["#flaw-ruler"]


@pytest.mark.parametrize(("papers", "told"), [(0, "0%"), (1, "<1%"), (10, "1%"), (999, ">99%"), (1000, "100%")])
def test_a_share_is_never_rounded_to_none_or_all(papers: int, told: str) -> None:
    assert dataclasses.replace(INVENTED, appraised=1000).share(papers) == told


label = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=80).filter(str.strip)


@st.composite
def invented(draw_: st.DrawFn) -> Combinations:
    flaws = draw_(st.integers(2, 20))
    patterns = draw_(st.sets(st.frozensets(st.integers(0, flaws - 1)), min_size=1, max_size=40))
    largest = draw_(st.sampled_from((3, 60, 40_000)))
    found = []
    for pattern in sorted(patterns, key=sorted):
        papers = draw_(st.integers(1, largest))
        found.append(Combination(tuple(sorted(pattern)), papers, draw_(st.integers(0, papers))))
    appraised = sum(one.papers for one in found)
    sets = []
    for _ in range(flaws):
        judged = draw_(st.integers(0, appraised))
        sets.append(Flaw(draw_(label), draw_(st.integers(0, judged)), judged))
    return Combinations(draw_(label), sets, found, appraised, draw_(st.integers(0, 9999)), 7, draw_(st.integers(0, 200)))


@settings(max_examples=30, deadline=None)
@given(invented(), st.sampled_from(ROOMS))
def test_everything_stands_within_the_picture_and_no_text_on_another(data: Combinations, room: int) -> None:
    picture = draw(data, room)
    assert picture.width == room
    assert outside(picture) == []
    assert covered(picture) == []
    assert min(box.bottom - box.top for box in texts(picture)) >= 12 * 0.95 - 0.01
    assert re.search(r"nan|inf\b", " ".join(v for part in parsed(picture).iter() for k, v in part.items() if k != "id")) is None


def test_the_specification_has_the_same_numbers() -> None:
    made = spec(INVENTED)
    sets = made["datasets"]
    assert isinstance(sets, dict)
    for number, one in enumerate(INVENTED.combinations, start=1):
        bars = [row for row in sets["bars"] if row["combination"] == number]
        assert sum(row["papers"] for row in bars) == bars[0]["all"] == one.papers
        assert [row["papers"] for row in bars if row["judged_for_all"]] == [one.complete]
        assert [row["present"] for row in sets["dots"] if row["combination"] == number] == [i in one.flaws for i in range(3)]
    assert [(row["combination"]) for row in sets["lines"]] == [1, 4]


def test_every_field_of_the_specification_is_in_its_data() -> None:
    made = spec(INVENTED)
    sets, used = made["datasets"], []

    def walk(view: object, rows: list[dict[str, object]] | None) -> None:
        if isinstance(view, dict):
            if "data" in view:
                rows = sets[view["data"]["name"]]  # type: ignore[index]
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
    assert set(used) >= {"combination", "papers", "flaw", "present", "judged_for_all"}


if __name__ == "__main__":
    for room in ROOMS:
        (GOLDEN / f"combinations-{room}.svg").write_text(draw(INVENTED, room).svg(), "utf-8")
