"""`kg chart course`, `forest`, `funnel` and `strata` on stores: files of every form, and errors that say what to do."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

Kg = Callable[..., tuple[int, str, str]]
FLAW = "unblinded-assessors"
ARMS = [{"id": "new", "label": "humming", "role": "experimental"}, {"id": "old", "label": "silence", "role": "usual-care"}]


def trial(write: Callable[..., Path], key: str, said: str, values: tuple[str, ...]) -> Path:
    estimates = [
        {"measure": "SMD", "arms": ["new", "old"], "weeks": 6 * place, "value": value, "se": "0.2"}
        for place, value in enumerate(values, 1)
    ]
    outcome = {"id": "pain", "label": "pain", "better": "lower", "estimates": estimates}
    finding = {"flaw": FLAW, "presence": said}
    appraisal = {"assessor": {"name": "Ann", "kind": "person"}, "source": {"kind": "other"}, "findings": [finding]}
    study = {"design": "randomized-trial", "condition": "sore thumbs", "arms": ARMS}
    return write(key, study=study, outcomes=[outcome], appraisals=[appraisal])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("effects") / "store"


@pytest.fixture
def small(write: Callable[..., Path], kg: Kg, place: Path) -> Path:
    """A store of four trials, two of them with the flaw, made once; nobody writes to it."""
    if place.exists():
        return place
    sources = [
        trial(write, f"t{place}-2001", said, values)
        for place, (said, values) in enumerate(
            [("present", ("-0.9", "-0.6")), ("present", ("-0.7",)), ("absent", ("-0.4", "-0.4")), ("absent", ("-0.2",))]
        )
    ]
    code, _, error = kg("ingest", *sources, store=place)
    assert code == 0, error
    return place


COMMANDS = {"course": [], "forest": ["--exclude-flaw", FLAW], "funnel": [], "strata": [FLAW]}


@pytest.mark.parametrize("figure", COMMANDS)
def test_each_form_is_written(figure: str, small: Path, kg: Kg, tmp_path: Path) -> None:
    made: dict[str, str] = {}
    for ending in ("svg", "csv", "json", "html"):
        place = tmp_path / f"x.{ending}"
        code, out, error = kg("chart", figure, *COMMANDS[figure], "-o", place, store=small)
        assert (code, out) == (0, ""), error
        assert str(place) in error
        made[ending] = place.read_text("utf-8")
    assert ElementTree.fromstring(made["svg"]).get("width") == "960"  # noqa: S314 - made here
    rows = [*csv.DictReader(io.StringIO(made["csv"]))]
    assert rows
    spec: dict[str, Any] = json.loads(made["json"])
    assert spec["$schema"].endswith("vega-lite/v5.json")
    assert "<svg" in made["html"]
    kg("chart", figure, *COMMANDS[figure], "-o", tmp_path / "n.svg", "--narrow", "--title", "Mine <b>", store=small)
    narrow = ElementTree.parse(tmp_path / "n.svg").getroot()  # noqa: S314 - made here
    assert narrow.get("width") == "358"
    assert "Mine <b>" in [part.text for part in narrow.iter()]


def test_the_picture_of_the_shipped_paper(corpus_place: Path, kg: Kg, tmp_path: Path) -> None:
    for figure, option in (("course", ("--paper", "van-dillen-2021")), ("forest", ("--outcome", "modq"))):
        code, _, _ = kg("chart", figure, *option, "-o", tmp_path / "x.svg", store=corpus_place)
        text = (tmp_path / "x.svg").read_text("utf-8")
        assert code == 0
        for part in (
            "7.9 (4.7 to 11.0)",
            "5.6 (2.1 to 9.1)",
            "5.7 (2.2 to 9.1)",
            "Fritz &amp; Irrgang 2001",
            "Ostelo et al. 2008",
        ):
            assert part in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("course", "--outcome", "teleportation"), "There are no estimates for 'teleportation'"),
        (("course", "--measure", "md"), "two times or more"),
        (("forest", "--outcome", "teleportation"), "There are no estimates for 'teleportation'"),
        (("forest", "--paper", "t9-2001"), "There is no paper 't9-2001'"),
        (("forest", "--measure", "XX"), "There is no measure 'XX'"),
        (("forest", "--exclude-flaw", "unblinded-assesors"), "Did you mean unblinded-assessors"),
        (("forest", "--rho", "2"), "no correlation"),
        (("funnel", "--outcome", "teleportation"), "There are no estimates"),
        (("strata", "unblinded-assesors"), "Did you mean unblinded-assessors"),
        (("strata", FLAW, "--condition", "measles"), "Nothing to compare"),
    ],
)
def test_errors_name_what_is_wrong_and_leave_no_file(
    arguments: tuple[str, ...], said: str, small: Path, kg: Kg, tmp_path: Path
) -> None:
    code, out, error = kg("chart", *arguments, "-o", tmp_path / "x.svg", store=small)
    assert (code, out) == (2, "")
    assert said in error
    assert not (tmp_path / "x.svg").exists()
