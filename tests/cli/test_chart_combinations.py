"""`kg chart combinations` on the shipped corpus."""

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
        code, out, err = kg("chart", "combinations", "-o", place, store=corpus_place)
        assert (code, out) == (0, "")
        assert "Which flaws come together in 49 appraised papers" in err
        assert place.read_text("utf-8")
    ElementTree.fromstring((tmp_path / "figure.svg").read_text("utf-8"))  # noqa: S314 - made here
    assert json.loads((tmp_path / "figure.json").read_text("utf-8"))["$schema"].endswith("v5.json")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "figure.csv").read_text("utf-8"))))
    first = next(row for row in rows if row["kind"] == "combination")
    assert (first["papers"], first["complete"], first["appraised"]) == ("17", "17", "49")
    assert sum(int(row["papers"]) for row in rows if row["kind"] != "flaw") == 49


def test_flaws_of_choice_and_how_many(kg: Call, corpus_place: Path, tmp_path: Path) -> None:
    place = tmp_path / "figure.csv"
    flaws = ("--flaw", "spin", "--flaw", "overstated-conclusion")
    assert kg("chart", "combinations", *flaws, "--top", 2, "--min-papers", 2, "-o", place, store=corpus_place)[0] == 0
    rows = list(csv.DictReader(io.StringIO(place.read_text("utf-8"))))
    assert [row["kind"] for row in rows].count("flaw") == 2
    assert [row["kind"] for row in rows].count("combination") == 2
    assert rows[-1]["kind"] == "left out"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--flaw", "spni", "--flaw", "underpowered"), "spin"),
        (("--flaw", "spin", "--flaw", "underpowered", "--sets", 3), "Give one of the two"),
        (("--min-papers", 40), "--min-papers 17"),
        (("--sets", 21), "21"),
    ],
)
def test_misuse_says_what_to_do(kg: Call, corpus_place: Path, tmp_path: Path, options: tuple[str | int, ...], told: str) -> None:
    code, out, err = kg("chart", "combinations", *options, "-o", tmp_path / "x.svg", store=corpus_place)
    assert (code, out) == (2, "")
    assert told in err
    assert not (tmp_path / "x.svg").exists()
