"""`kg check`: what it tells, of what, in which form, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.pipeline import ingest
from kg.rules.catalogue import catalogue
from kg.store import open_store

Call = Callable[..., tuple[int, str, str]]
KEYS = ["id", "rule", "severity", "paper", "subject", "label", "flaw", "message", "inputs", "source", "origin"]
EXPLAINED = ["id", "iri", "message", "status", "alert", "flaw", "rule", "parameters", "sources", "inputs", "arithmetic"]

PENCILS: dict[str, Any] = {
    "format": 1,
    "paper": {"key": "moreau-2010", "title": "Pencils for sore wrists", "authors": ["Moreau KK"], "year": 2010},
    "study": {
        "design": "randomized-trial",
        "registration": "NCT00000002",
        "screened": 1000,
        "randomized": 60,
        "analysed": 58,
        "blinding": {"participants": "no", "assessors": "no"},
        "arms": [
            {"id": "pencil", "label": "pencils", "role": "experimental", "n": 31},
            {"id": "pen", "label": "pens", "role": "active-comparator", "n": 30},
        ],
    },
    "outcomes": [
        {
            "id": "ache",
            "label": "wrist ache",
            "scale": "0 to 10 points",
            "measured_by": "self-report",
            "estimates": [
                {
                    "timepoint": "2 weeks",
                    "weeks": 2,
                    "measure": "MD",
                    "arms": ["pencil", "pen"],
                    "value": "0.9",
                    "ci": ["-0.4", "0.2"],
                },
            ],
        },
        {"id": "grip", "label": "grip", "scale": "kg", "measured_by": "clinician"},
    ],
}
CLEAN: dict[str, Any] = {
    "format": 1,
    "paper": {"key": "nilsen-2011", "title": "A survey of wrists", "authors": ["Nilsen LL"], "year": 2011},
    "study": {"design": "cohort"},
}
PAGE = """Chalk for sore wrists
PainSci notes on Petit 2015:
They drew for months, or so it felt: the 8-week program was long.
original abstractAbstracts here may be cut. There may be minor corrections.Adults had 6 weekly 1-hour sessions of drawing.
"""


def _stored(folder: Path, *contents: dict[str, Any] | str) -> Path:
    for content in contents:
        key = content["paper"]["key"] if isinstance(content, dict) else "petit-2015"
        file = folder / (f"{key}.yaml" if isinstance(content, dict) else f"{key}.txt")
        file.write_text(yaml.safe_dump(content, sort_keys=False) if isinstance(content, dict) else content, "utf-8")
    with open_store(folder / "store", write=True) as store:
        assert {result.status for result in ingest(store, [folder])} == {"added"}
    return folder / "store"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a paper that breaks several rules, a page that contradicts itself, and a paper that breaks none."""
    return _stored(tmp_path_factory.mktemp("check"), PENCILS, CLEAN, PAGE)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _stored(tmp_path_factory.mktemp("clean"), CLEAN)


def _rows(kg: Call, *arguments: object, store: Path, code: int = 1) -> list[dict[str, Any]]:
    found, out, err = kg("check", *arguments, "--format", "json", store=store)
    assert (found, err) == (code, "")
    rows: list[dict[str, Any]] = json.loads(out)
    return rows


# ---- what is told


def test_the_json_of_a_row(kg: Call, place: Path) -> None:
    rows = _rows(kg, store=place)
    assert [list(row) for row in rows] == [KEYS] * len(rows)
    by_rule = {(row["rule"], row["severity"]): row for row in rows}
    assert list(by_rule) == [
        ("estimate-outside-interval", "violation"), ("counts-do-not-add-up", "violation"), ("unblinded-judgement", "warning"),
        ("heavy-screening", "warning"), ("small-sample", "warning"), ("no-untreated-arm", "note"),
        ("unblinded-judgement", "note"), ("analysed-fewer-than-randomized", "note"), ("sections-contradict", "note"),
    ]  # fmt: skip
    first = by_rule["estimate-outside-interval", "violation"]
    assert re.fullmatch(r"[0-9a-f]{16}", first["id"])
    assert first["subject"].endswith("/paper/moreau-2010/outcome/ache")
    assert first["message"].startswith("Moreau 2010, wrist ache, 2 weeks")
    assert (first["paper"], first["label"], first["flaw"]) == ("moreau-2010", "wrist ache", "statistical-inconsistency")
    assert (first["source"], first["origin"]) == ("moreau-2010.yaml", "asserted")
    assert re.fullmatch(r"https://\S+/estimate/[0-9a-f]{16}", first["inputs"])
    read = by_rule["sections-contradict", "note"]
    assert (read["source"], read["origin"], len(read["inputs"].split())) == ("petit-2015.txt", "extracted", 2)


def test_exit_codes(kg: Call, place: Path, clean: Path) -> None:
    assert kg("check", store=place)[0] == 1
    code, out, err = kg("check", store=clean)
    assert (code, out, err) == (0, "No rule has anything to say.\n", "")
    assert _rows(kg, store=clean, code=0) == []
    assert kg("check", "--paper", "nilsen-2011", store=place)[0] == 0
    code, out, err = kg("check", store=place.parent / "nowhere")
    assert (code, out) == (2, "")
    assert "nowhere" in err


def test_the_text_is_to_be_read(kg: Call, place: Path) -> None:
    code, out, err = kg("check", store=place)
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert max(map(len, lines)) <= 110
    assert lines[0] == "Cannot all be true (2 violations)"
    assert "Likely flaws (3 warnings)" in lines
    assert "Good to know (4 notes)" in lines
    flat = " ".join(out.split())
    for row in _rows(kg, store=place):
        assert row["message"] in flat
        assert f"({row['id']}; {row['source']}" in flat
    assert "read from prose by a program" in flat
    assert "9 candidates in 2 papers, derived by rules; nobody asserted them." in flat
    heads = [line for line in lines if re.fullmatch(r"  \S.* \[[a-z-]+\]", line)]
    assert sum("[unblinded-judgement]" in line for line in heads) == 2, "under warnings and under notes"


def test_a_rule_alone_stands_under_each_severity(kg: Call, place: Path) -> None:
    _, out, _ = kg("check", "--rule", "unblinded-judgement", store=place)
    assert out.count("[unblinded-judgement]") == 2
    assert "2 candidates in 1 paper," in out


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "tsv", "markdown"])
@pytest.mark.parametrize("listing", [[], ["--list"]])
def test_every_format(kg: Call, place: Path, form: str, listing: list[str]) -> None:
    code, out, err = kg("check", *listing, "--format", form, store=place)
    assert (code, err) == (0 if listing else 1, "")
    assert len(out.splitlines()) >= 9
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(out)))
        assert list(rows[0]) == (["rule", "severity", "parameters", "title"] if listing else KEYS)
    if form == "jsonl" and not listing:
        assert [json.loads(line) for line in out.splitlines()] == _rows(kg, store=place)


def test_the_same_answer_twice_and_nothing_is_written(kg: Call, place: Path) -> None:
    before = (place / "revision").read_text("utf-8")
    assert kg("check", store=place) == kg("check", store=place)
    assert (place / "revision").read_text("utf-8") == before


# ---- some of it


def test_one_rule_or_several(kg: Call, place: Path) -> None:
    assert {row["rule"] for row in _rows(kg, "--rule", "small-sample", store=place)} == {"small-sample"}
    rows = _rows(kg, "--rule", "small-sample", "--rule", "heavy-screening", store=place)
    assert [row["rule"] for row in rows] == ["heavy-screening", "small-sample"]
    assert _rows(kg, "--rule", "not-registered", store=place, code=0) == []
    code, out, err = kg("check", "--rule", "small-samples", store=place)
    assert (code, out) == (2, "")
    assert "small-sample" in err.splitlines()[-1]


@pytest.mark.parametrize(("severity", "count"), [("violation", 2), ("warning", 5), ("note", 9)])
def test_as_grave_or_graver(kg: Call, place: Path, severity: str, count: int) -> None:
    assert len(_rows(kg, "--severity", severity, store=place)) == count


def test_a_severity_that_is_none(kg: Call, place: Path) -> None:
    code, out, err = kg("check", "--severity", "error", store=place)
    assert (code, out) == (2, "")
    assert "warning" in err


@pytest.mark.parametrize("ref", ["moreau-2010", "Moreau 2010", "https://w3id.org/appraisal-kg/paper/moreau-2010"])
def test_one_paper(kg: Call, place: Path, ref: str) -> None:
    rows = _rows(kg, "--paper", ref, store=place)
    assert len(rows) == 8
    assert {row["paper"] for row in rows} == {"moreau-2010"}


def test_a_paper_that_is_not_there(kg: Call, place: Path) -> None:
    code, out, err = kg("check", "--paper", "moro-2010", store=place)
    assert (code, out) == (2, "")
    assert "moreau-2010" in err


# ---- another limit


def test_another_limit_is_for_this_run(kg: Call, place: Path) -> None:
    before = (place / "revision").read_text("utf-8")
    assert _rows(kg, "--rule", "small-sample", "--set", "people_per_arm=30", store=place, code=0) == []
    (row,) = _rows(kg, "--rule", "small-sample", "--set", "people_per_arm=31", store=place)
    assert "30" in row["message"]
    assert len(_rows(kg, "--set", "percent_randomized=6", "--set", "people_per_arm=1", store=place)) == 7
    assert len(_rows(kg, store=place)) == 9
    assert (place / "revision").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--set", "people_per_arms=3"], "people_per_arm"),
        (["--set", "qqq=3"], "--list"),
        (["--set", "people_per_arm=few"], "people_per_arm has to be a number"),
        (["--set", "people_per_arm=-1"], "people_per_arm has to be a number"),
        (["--set", "people_per_arm="], "people_per_arm has to be a number"),
        (["--set", "people_per_arm"], "NAME=VALUE"),
        (["--set", "=3"], "NAME=VALUE"),
        (["--set", "fading_ratio=2"], "fading_ratio has to be at most 1"),
        (["--set", "least_factor=0.5"], "least_factor has to be at least 1"),
        (["--set", "percent_lost=101"], "percent_lost has to be at most 100"),
        (["--list", "--set", "people_per_arm=10"], "--set goes with a run"),
        (["--shapes", "--set", "people_per_arm=10"], "--set goes with a run"),
        (["--explain", "0000", "--set", "people_per_arm=10"], "--set goes with a run"),
        (["--rule", "heavy-screening", "--set", "people_per_arm=3"], "heavy-screening does not use people_per_arm"),
    ],
)
def test_a_limit_that_makes_no_sense_is_told(kg: Call, place: Path, given: list[str], said: str) -> None:
    code, out, err = kg("check", *given, store=place)
    assert (code, out) == (2, "")
    assert said in err


def test_the_list_of_rules(kg: Call, tmp_path: Path) -> None:
    """It needs no store."""
    code, out, err = kg("check", "--list", "--format", "json", store=tmp_path / "none")
    rows = json.loads(out)
    assert (code, err) == (0, "")
    assert [row["rule"] for row in rows] == [rule.name for rule in catalogue()]
    known = {row["rule"]: row for row in rows}
    assert known["difference-not-of-means"]["severity"] == "note or violation", "the usual one first"
    assert known["heavy-screening"] == {
        "rule": "heavy-screening",
        "severity": "warning",
        "parameters": "percent_randomized=10",
        "title": "Few of the people screened were randomized",
    }
    assert not (tmp_path / "none").exists()


# ---- one of them whole


def test_one_is_explained(kg: Call, place: Path) -> None:
    row = next(row for row in _rows(kg, store=place) if row["rule"] == "heavy-screening")
    code, out, err = kg("check", "--explain", row["id"], store=place)
    assert (code, err) == (0, "")
    flat = " ".join(out.split())
    for text in (
        row["message"],
        "A candidate (warning), derived by a rule; nobody asserted it.",
        "Rule: Few of the people screened were randomized [heavy-screening, version 1]",
        "But: What counts as screened differs",
        "percent_randomized = 10: ",
        "people screened: 1000 [moreau-2010.yaml]",
        "60 / 1000 = 6.0% < 10%",
        "From moreau-2010.yaml.",
    ):
        assert text in flat, text
    assert max(map(len, out.splitlines())) <= 110


def test_what_two_files_state_alike_is_explained_once(kg: Call, tmp_path: Path, write: Callable[..., Path]) -> None:
    study = {"design": "randomized-trial", "screened": 900, "randomized": 40}
    files = [write("ortega-2015", name=name, study=study, notes=f"Of {name}.") for name in ("b.yaml", "a.yaml")]
    assert kg("ingest", *files, store=tmp_path / "s")[0] == 0
    (row,) = _rows(kg, "--rule", "heavy-screening", store=tmp_path / "s")
    _, out, _ = kg("check", "--explain", row["id"], store=tmp_path / "s")
    assert out.count("people screened: 900  [a.yaml, b.yaml]") == 1
    assert out.endswith("From a.yaml.\nFrom b.yaml.\n")


def test_one_is_explained_as_json(kg: Call, place: Path) -> None:
    row = next(row for row in _rows(kg, store=place) if row["rule"] == "sections-contradict")
    code, out, err = kg("check", "--explain", row["id"], "--format", "json", store=place)
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert list(told) == EXPLAINED
    assert (told["id"], told["message"], told["alert"], told["status"]) == (row["id"], row["message"], "note", "candidate")
    assert list(told["rule"]) == ["name", "title", "version", "about", "caution"]
    assert [list(found) for found in told["parameters"]] == [["name", "value", "about", "source"]]
    assert told["sources"][0]["file"] == "petit-2015.txt"
    assert told["sources"][0]["origin"] == "extracted"
    assert " ".join(found["iri"] for found in told["inputs"]) == row["inputs"]
    assert all(list(found) == ["iri", "kind", "facts"] for found in told["inputs"])


def test_the_beginning_of_an_id_is_enough(kg: Call, place: Path) -> None:
    rows = _rows(kg, store=place)
    row = rows[0]
    start = next(row["id"][:n] for n in range(4, 17) if sum(other["id"].startswith(row["id"][:n]) for other in rows) == 1)
    assert kg("check", "--explain", start, store=place) == kg("check", "--explain", row["id"], store=place)
    assert kg("check", "--explain", f"https://w3id.org/appraisal-kg/derived/{row['id']}", store=place)[0] == 0


@pytest.mark.parametrize("wanted", ["0", "ffff", "nothing", "0123456789abcdef"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_an_id_that_is_none(kg: Call, place: Path, wanted: str, form: str) -> None:
    code, out, err = kg("check", "--explain", wanted, "--format", form, store=place)
    assert (code, out) == (2, "")
    assert wanted in err
    assert len(err.splitlines()) == 2, "what is wrong, and what to do"


# ---- the shapes


def test_the_shapes(kg: Call, place: Path, clean: Path) -> None:
    code, out, err = kg("check", "--shapes", store=clean)
    assert (code, out) == (0, "")
    assert "conforms" in err
    assert _rows(kg, "--shapes", store=clean, code=0) == []
    (row,) = _rows(kg, "--shapes", store=place)
    assert list(row) == ["severity", "subject", "path", "message", "value", "graph"]
    assert row["subject"].endswith("/petit-2015"), "the page alone says too little to find its paper"
    code, out, err = kg("check", "--shapes", store=place)
    assert (code, err) == (1, "")
    assert "petit-2015" in out
