"""`kg chart`: figures of flaws as files of each form, and what is said where that cannot be."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kg.cli.chart import FIGURES
from kg.cli.chart.written import ENDINGS

Call = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("figure", ["recurrence", "matrix"])
@pytest.mark.parametrize("ending", ENDINGS)
def test_the_ending_says_the_form(kg: Call, corpus_place: Path, tmp_path: Path, figure: str, ending: str) -> None:
    place = tmp_path / "new" / f"{figure}{ending}"
    code, out, err = kg("chart", figure, "-o", place, store=corpus_place)
    text = place.read_text("utf-8")
    assert (code, out) == (0, "")
    assert str(place) in err
    if ending == ".svg":
        assert ElementTree.fromstring(text).get("width") == "960"  # noqa: S314 - made here
    elif ending == ".html":
        assert text.startswith("<!doctype html>")
        assert "# title: Which flaws recur" in text, "the question behind it, whole"
        assert "49 papers" in text or "49 appraised papers" in text
        assert "Made by appraisal-kg" in text
        assert "<summary>50 sources</summary>" in text
    elif ending == ".csv":
        rows = list(csv.DictReader(text.splitlines()))
        assert len(rows) > 50
        assert rows[0]["flaw"] == "statistical-inconsistency"
    else:
        assert json.loads(text)["$schema"] == "https://vega.github.io/schema/vega-lite/v5.json"


def test_narrow_and_title(kg: Call, corpus_place: Path, tmp_path: Path) -> None:
    place = tmp_path / "x.svg"
    assert kg("chart", "recurrence", "-o", place, "--narrow", "--title", "Mine <& yours>", "--top", 3, store=corpus_place)[0] == 0
    root = ElementTree.fromstring(place.read_text("utf-8"))  # noqa: S314 - made here
    assert root.get("width") == "358"
    assert root[0].text == "Mine <& yours>"


def test_the_same_store_gives_the_same_bytes(kg: Call, corpus_place: Path, tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        assert kg("--quiet", "chart", "matrix", "-o", tmp_path / name, store=corpus_place) == (0, "", "")
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("recurence", "-o", "x.svg"), "Did you mean recurrence?"),
        (("nonsense", "-o", "x.svg"), "One of: recurrence, matrix"),
        (("recurrence", "-o", "x.png"), "End the name with one of .svg, .html, .csv, .json."),
        (("recurrence", "-o", "x"), "End the name with one of"),
        (("recurrence", "-o", "x.svg", "--min-papers", "999"), "kg flaws --min-papers 0"),
        (("matrix", "-o", "x.svg", "--flaw", "spinn"), "Did you mean spin?"),
        (("matrix", "-o", "x.svg", "--instrument", "rob2"), "No appraisal names its tool."),
        (("matrix", "-o", "x.svg", "--instrument", "rob2", "--flaw", "spin"), "--instrument goes without"),
        (("recurrence",), "-o"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    kg: Call, corpus_place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = kg("chart", *arguments, store=corpus_place)
    assert (code, out) == (2, "")
    assert said in err
    assert list(tmp_path.iterdir()) == []


def test_an_empty_store_has_nothing_to_show(kg: Call, tmp_path: Path) -> None:
    from kg.store import open_store

    with open_store(tmp_path / "store", write=True):
        pass
    code, _, err = kg("chart", "matrix", "-o", tmp_path / "x.svg", store=tmp_path / "store")
    assert code == 2
    assert "kg ingest" in err


def test_every_figure_has_its_help(kg: Call) -> None:
    _, out, _ = kg("chart", "--help")
    for name, about in FIGURES.items():
        assert name in out
        code, told, _ = kg("chart", name, "--help")
        assert code == 0, name
        assert "--output" in told
        assert about
