"""`kg chart timeline` on the shipped corpus."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

Call = Callable[..., tuple[int, str, str]]


def test_every_form(kg: Call, corpus_place: Path, tmp_path: Path) -> None:
    for ending in ("svg", "csv", "json", "html"):
        place = tmp_path / f"figure.{ending}"
        code, out, err = kg("chart", "timeline", "-o", place, store=corpus_place)
        assert (code, out) == (0, "")
        assert "49 papers of 2005 to 2021, and 4 articles known to cite them" in err
    ElementTree.fromstring((tmp_path / "figure.svg").read_text("utf-8"))  # noqa: S314 - made here
    assert json.loads((tmp_path / "figure.json").read_text("utf-8"))["$schema"].endswith("v5.json")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "figure.csv").read_text("utf-8"))))
    assert sum(int(row["count"]) for row in rows if row["kind"] == "papers") == 49


def test_one_paper_years_and_a_flaw(kg: Call, corpus_place: Path, tmp_path: Path) -> None:
    place = tmp_path / "figure.csv"
    assert kg("chart", "timeline", "--paper", "van Dillen 2021", "-o", place, store=corpus_place)[0] == 0
    rows = list(csv.DictReader(io.StringIO(place.read_text("utf-8"))))
    assert [row["article"] for row in rows if row["kind"] == "citation"][1] == "Quite a Stretch"
    options = ("--from", 2015, "--to", 2017, "--flaw", "spin", "--limit", 0)
    assert kg("chart", "timeline", *options, "-o", place, store=corpus_place)[0] == 0
    papers = [row for row in csv.DictReader(io.StringIO(place.read_text("utf-8"))) if row["kind"] == "papers"]
    assert {row["year"] for row in papers} == {"2015", "2016", "2017"}
    assert {row["group"] for row in papers} >= {"Spin: present or likely present", "Spin: not judged"}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--paper", "steel-2017"), "steele-2017"),
        (("--flaw", "spni"), "spin"),
        (("--from", 2018, "--to", 2010), "--from is the earlier one"),
        (("--to", 1990), "kg query papers"),
    ],
)
def test_misuse_says_what_to_do(kg: Call, corpus_place: Path, tmp_path: Path, options: tuple[str | int, ...], told: str) -> None:
    code, out, err = kg("chart", "timeline", *options, "-o", tmp_path / "x.svg", store=corpus_place)
    assert (code, out) == (2, "")
    assert told in err
    assert not (tmp_path / "x.svg").exists()
