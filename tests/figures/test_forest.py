"""Forests from a store: the numbers are those of the papers and of `kg pool`."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pictures import words

import kg
from kg.errors import NotFound
from kg.figures.comparisons import rounded
from kg.figures.forest import forest
from kg.figures.forest_rows import on_axis
from kg.store import Store, open_store
from kg.synthesis import Choice, pooling
from kg.views.figure import Figure

METAPSY = Path(__file__).parents[3] / "shared" / "data" / "metapsy" / "depression.csv"

Stored = Callable[..., Store]
Trial = Callable[..., Path]


def md(value: str, ci: list[str] | None = None, **more: Any) -> dict[str, Any]:
    return {"measure": "MD", "value": value, **({"ci": ci} if ci else {}), **more}


def rows(figure: Figure, kind: str) -> list[dict[str, Any]]:
    return [row for row in figure.table.dicts() if row["row"] == kind]


def test_the_shipped_paper_with_its_thresholds(corpus: Store) -> None:
    figure = forest(corpus, outcome="modq")
    assert [(row["effect"], row["low"], row["high"]) for row in rows(figure, "estimate")] == [
        (7.9, 4.7, 11.0), (5.6, 2.1, 9.1), (5.7, 2.2, 9.1),
    ]  # fmt: skip
    assert rows(figure, "mean") == []
    for picture in (figure.wide, figure.narrow):
        said = " ".join(words(picture))
        for part in (
            "7.9 (4.7 to 11.0)", "5.6 (2.1 to 9.1)", "5.7 (2.2 to 9.1)", "6 points: change within a person",
            "10 points: change within a person, by consensus", "favours motor skill training \u2192",
            "\u2190 favours strength and flexibility exercise",
        ):  # fmt: skip
            assert part in said


@pytest.mark.parametrize("outcome", ["pain", "all", None])
def test_means_and_weights_are_those_of_kg_pool(corpus: Store, outcome: str | None) -> None:
    figure = forest(corpus, outcome=outcome, exclude=["unblinded-participants"], limit=0)
    found = pooling(corpus, Choice(outcome=outcome), exclude=["unblinded-participants"])
    scales = {row["scale"] for row in rows(figure, "estimate")}
    pools = [one for one in found.pools if one.mean is not None and str(one.scale).removeprefix("log ") in scales]
    if outcome is None:
        pools = pools[:2]
    drawn = rows(figure, "mean")
    assert len(drawn) == len(pools)
    by_name = {(row["scale"], str(row["name"]).startswith("Without")): row for row in drawn}
    for one in pools:
        assert one.mean is not None
        row = by_name[str(one.scale).removeprefix("log "), bool(one.without)]
        turned = on_axis(one.scale, one.mean.estimate, *one.mean.interval)
        assert (row["effect"], row["low"], row["high"]) == tuple(map(pytest.approx, turned))
        if not one.without:
            own = [row["weight"] for row in figure.table.dicts() if row["scale"] == str(one.scale).removeprefix("log ")]
            assert [weight for weight in own if weight is not None] == [pytest.approx(weight) for weight in one.mean.weights]


def test_signs_and_ratios_are_turned_as_pooled_and_the_print_is_kept(stored: Stored, trial: Trial) -> None:
    loss = {"id": "loss", "label": "loss", "instrument": None, "better": "lower"}
    store = stored(
        trial("a-2001", [{"measure": "RR", "value": "0.50", "ci": ["0.25", "1.00"]}], outcome=loss),
        trial("b-2002", [{"measure": "RR", "value": "2.00", "ci": ["1.00", "4.00"], "arms": ["old", "new"]}], outcome=loss),
    )
    figure = forest(store, outcome="loss")
    found = {row["paper"]: (row["effect"], row["low"], row["high"], row["printed"]) for row in rows(figure, "estimate")}
    assert found == {"a-2001": (2, 1, 4, "0.50 [0.25, 1.00]"), "b-2002": (2, 1, 4, "2.00 [1.00, 4.00]")}
    (mean,) = rows(figure, "mean")
    (row,) = pooling(store, Choice(outcome="loss")).table.dicts()
    wanted = [row[name] for name in ("ratio", "ratio_low", "ratio_high")]
    assert [mean["effect"], mean["low"], mean["high"]] == [pytest.approx(number) for number in wanted]


def test_no_effect_with_a_turned_interval(stored: Stored, trial: Trial) -> None:
    """A value of 0 has no sign of its own: its interval is turned all the same."""
    store = stored(trial("zero-2001", [md("0.0", ["-1.0", "3.0"])]))
    (row,) = rows(forest(store, outcome="pain"), "estimate")
    assert (row["effect"], row["low"], row["high"]) == (0, -3, 1)
    assert "0.0 (\u22123.0 to 1.0)" in words(forest(store, outcome="pain").wide)


def test_risk_differences_are_percentage_points(stored: Stored, trial: Trial) -> None:
    cured = {"id": "cure", "label": "cure", "instrument": None, "better": "higher"}
    store = stored(
        trial("a-2001", [{"measure": "RD", "value": "30", "ci": ["15.2", "44.8"]}], outcome=cured),
        trial("b-2002", [{"measure": "RD", "value": "0.30", "ci": ["0.152", "0.448"]}], outcome=cured),
    )
    figure = forest(store, outcome="cure")
    assert [(row["effect"], row["low"], row["high"]) for row in rows(figure, "estimate")] == [(30, 15.2, 44.8)] * 2
    assert rows(figure, "mean")[0]["effect"] == pytest.approx(30)
    assert any("percentage points" in word for word in words(figure.wide))


def test_what_a_program_read_looks_different_and_is_only_there_when_asked_for(corpus: Store) -> None:
    assert not any("read from prose" in word for word in words(forest(corpus, outcome="pain").wide))
    assert {row["origin"] for row in rows(forest(corpus, outcome="pain", limit=0), "estimate")} == {"asserted"}


def test_judgements_stand_beside_the_rows(stored: Stored, trial: Trial) -> None:
    store = stored(
        trial("a-2001", [md("-1.0", ["-2.0", "0.0"])], flaws={"unblinded-participants": "present"}),
        trial("b-2002", [md("-2.0", ["-3.0", "-1.0"])], flaws={"unblinded-participants": "absent"}),
        trial("c-2003", [md("-3.0", ["-4.0", "-2.0"])]),
    )
    figure = forest(store, outcome="pain", exclude=["unblinded-participants"])
    assert [row["flaws"] for row in rows(figure, "estimate")] == [
        f"unblinded-participants {said}" for said in ("present", "absent", "not judged")
    ]
    assert [mark for mark in words(figure.wide) if mark in ("\u25b2", "\u25cb", "?")] == ["\u25b2", "\u25cb", "?"]
    assert "Without unblinded-participants: 2 papers" in " ".join(words(figure.wide))
    without = forest(store, outcome="pain", pooled=False)
    assert rows(without, "mean") == []
    assert not any("Mean of" in word for word in words(without.wide))


def test_thresholds_of_another_range_are_brought_to_it(stored: Stored, trial: Trial) -> None:
    store = stored(trial("a-2001", [md("-15", ["-25", "-5"])], outcome={"range": [0, 100]}))
    said = " ".join(words(forest(store, outcome="pain").wide))
    assert "20 (2 of 0 to 10)" in said
    odd = " ".join(words(forest(store, outcome="pain", papers=["a-2001"]).wide))
    assert "20 (2 of 0 to 10)" in odd


def test_the_spec_and_the_picture_have_the_same_effects(corpus: Store) -> None:
    figure = forest(corpus, outcome="pain", limit=0)
    values = [row for part in json.loads(figure.spec_text)["vconcat"] for row in part["layer"][2]["data"]["values"]]
    texts = [row["text"] for row in values if row["text"]]
    said = words(figure.wide)
    assert all(text in said for text in texts)


@pytest.mark.slow
def test_hundreds_of_estimates_stay_a_picture(tmp_path: Path) -> None:
    if not METAPSY.is_file():
        pytest.skip("the table ../shared/data/metapsy/depression.csv is not here")
    with open_store() as store:
        kg.ingest(store, [METAPSY], layout="metapsy-depression")
        figure = forest(store)
        (row, *_) = pooling(store, Choice()).table.dicts()
    said = " ".join(words(figure.wide))
    assert f"of {row['k']} papers drawn, the most precise ones" in said
    assert f"Mean of {row['k']} papers" in said
    assert len(rows(figure, "estimate")) == row["estimates"]
    drawn = figure.spec["vconcat"][0]["layer"][2]["data"]["values"]  # type: ignore[index]
    assert len([one for one in drawn if one["kind"] == "estimate"]) <= 40
    mean = rows(figure, "mean")[0]
    assert (mean["effect"], mean["low"], mean["high"]) == (row["estimate"], row["low"], row["high"])
    assert figure.wide.height < 3000


def test_nothing_to_show(corpus: Store) -> None:
    with pytest.raises(NotFound, match="no paper"):
        forest(corpus, papers=["van-dilen-2021"])
    with pytest.raises(NotFound, match="no estimates"):
        forest(corpus, outcome="teleportation")
    with pytest.raises(NotFound, match="no flaw"):
        forest(corpus, outcome="pain", exclude=["nonsense"])
    with pytest.raises(NotFound, match="Nothing to compare"):
        forest(corpus, outcome="modq", papers=["pach-2013"])


def test_computed_numbers_are_rounded_alike() -> None:
    assert rounded([3.333, -6.6, 13.2]) == ["3.3", "\u22126.6", "13.2"]
    assert rounded([0.5, 0.25, math.inf]) == ["0.50", "0.25", "very large"]
    assert rounded([123.4, 5.0, 1e4]) == ["123", "5", "10,000"]
    assert rounded([-0.0004]) == ["0.000"]
