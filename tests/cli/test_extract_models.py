"""`kg extract --model`: models of other packages, honest ones and others. All of them are invented here."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.extract.proposals import LIMIT

Call = Callable[..., Any]

TEXT = "Scores fell further with yoga, by 7.9 points (interval from 4.7 to 11.0)."  # nothing here that the rules read
BOTH = f"{TEXT} The odds ratio was 1.4 (95% CI, 1.1 to 1.9)."

MODULE = '''
import re, sys
from kg.extract import Mention, Proposal

def _mention(text, printed):
    at = text.find(printed)
    return Mention(printed, at, at + len(printed)) if at >= 0 else None

def honest(text):
    """Every "by X points (interval from Y to Z)"."""
    for found in re.finditer(r"by (\\S+) points \\(interval from (\\S+) to ([^)]+)\\)", text):
        value, low, high = (Mention(found[i], *found.span(i)) for i in (1, 2, 3))
        yield Proposal(value=value, ci_low=low, ci_high=high, measure="MD", arm_a=_mention(text, "yoga"))

def copying(text):
    """What the rules read anyway."""
    if "1.4" in text:
        yield Proposal(value=_mention(text, "1.4"), ci_low=_mention(text, "1.1"), ci_high=_mention(text, "1.9"), measure="OR")

def lying(text):
    yield Proposal(value=Mention("7.8", 34, 37))
    yield Proposal(value=Mention("7.9", 33, 36))
    yield Proposal(value=Mention("9", 36, 37))
    yield "7.9"
    yield from honest(text)

def failing(text):
    yield from honest(text)
    raise RuntimeError("no more memory")

def refusing(text):
    raise ValueError("not today")

def endless(text):
    while True:
        yield from honest(text)

def talking(text):
    print("hello from the model")
    return list(honest(text))

def leaving(text):
    sys.exit("goodbye")

nothing = None
'''
ENTRIES = """
[kg.extract.models]
honest = invented_models:honest
copying = invented_models:copying
lying = invented_models:lying
failing = invented_models:failing
refusing = invented_models:refusing
endless = invented_models:endless
talking = invented_models:talking
leaving = invented_models:leaving
nothing = invented_models:nothing
missing = invented_models:not_there
absent = invented_elsewhere:model
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with an installed package that offers models, as `pip` leaves one."""
    folder = tmp_path / "site"
    about = folder / "invented_models-0.3.dist-info"
    about.mkdir(parents=True)
    (folder / "invented_models.py").write_text(MODULE, "utf-8")
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: invented-models\nVersion: 0.3\n", "utf-8")
    (about / "entry_points.txt").write_text(ENTRIES, "utf-8")
    return folder


@pytest.fixture
def ask(kg: Call, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """`ask(model, text, *options)`: exit code, the line as an object (None if there is none), standard error."""
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.delitem(sys.modules, "invented_models", raising=False)

    def call(model: str, text: str, *options: str) -> tuple[int, Any, str]:
        (tmp_path / "paper.txt").write_text(text, "utf-8")
        code, out, err = kg("extract", "--model", model, *options, tmp_path / "paper.txt")
        return code, json.loads(out) if out else None, err

    return call


def test_what_a_model_proposes_stands_apart(ask: Call) -> None:
    code, line, err = ask("honest", BOTH, "--only", "estimates")
    assert (code, err) == (0, "")
    assert list(line) == ["id", "estimates", "proposed"]
    assert [e["value"] for e in line["estimates"]] == ["1.4"]
    (row,) = line["proposed"]
    assert (row["value"], row["ci_low"], row["ci_high"], row["measure"]) == ("7.9", "4.7", "11.0", "MD")
    assert (row["grade"], row["rule"], row["arm_a"], row["arm_b"]) == ("P", "proposal/honest 0.3", "yoga", None)
    assert list(row) == list(line["estimates"][0])


def test_without_a_model_nothing_is_proposed(kg: Call, tmp_path: Path) -> None:
    (tmp_path / "paper.txt").write_text(TEXT, "utf-8")
    line = json.loads(kg("extract", "--explain", tmp_path / "paper.txt")[1])
    assert not {"proposed", "refused"} & set(line)


def test_the_rules_come_first_also_where_only_something_else_is_asked_for(ask: Call) -> None:
    code, line, err = ask("copying", BOTH, "--only", "durations", "--explain")
    assert code == 0
    assert "estimates" not in line
    assert line["proposed"] == []
    assert [refused["reason"] for refused in line["refused"]] == ["the rules read an estimate from these numbers, which stands"]
    assert err == "1 of what copying proposed was refused.\n"


def test_lies_are_refused_and_counted(ask: Call) -> None:
    code, line, err = ask("lying", TEXT, "--explain")
    assert (code, [e["value"] for e in line["proposed"]]) == (0, ["7.9"])
    assert len(line["refused"]) == 4
    assert all(refused["reason"] for refused in line["refused"])
    assert err == "4 of what lying proposed was refused.\n"
    assert ask("lying", TEXT)[2] == "4 of what lying proposed was refused; --explain tells why.\n"


@pytest.mark.parametrize(
    ("model", "said"),
    [("failing", "RuntimeError: no more memory"), ("refusing", "ValueError: not today"), ("leaving", "SystemExit: goodbye"),
     ],
)  # fmt: skip
def test_a_model_that_fails_is_told_and_the_rest_stands(ask: Call, model: str, said: str) -> None:
    code, line, err = ask(model, BOTH)
    assert code == 0
    assert [e["value"] for e in line["estimates"]] == ["1.4"]
    assert [e["value"] for e in line["proposed"]] == (["7.9"] if model == "failing" else [])
    assert f"Warning: {model}: the model failed: {said}" in err


def test_a_model_without_an_end_is_cut(ask: Call) -> None:
    code, line, _ = ask("endless", TEXT, "--explain")
    assert (code, len(line["proposed"]), len(line["refused"])) == (0, 1, LIMIT)
    assert "more than" in line["refused"][-1]["reason"]


def test_what_a_model_prints_does_not_mix_with_results(ask: Call) -> None:
    code, line, err = ask("talking", TEXT)
    assert (code, len(line["proposed"])) == (0, 1)
    assert err == "hello from the model\n"


@pytest.mark.parametrize("jobs", [1, 2])
def test_lines_with_a_model_in_every_process(command: Call, site: Path, jobs: int) -> None:
    given = b"".join(json.dumps({"id": n, "text": TEXT}).encode() + b"\n" for n in range(100))
    arguments = ["extract", "--format", "jsonl", "--model", "lying", "--only", "estimates", "--jobs", jobs]
    done = command(*arguments, given=given, PYTHONPATH=str(site))
    assert (done.code, done.err) == (0, "400 of what lying proposed was refused; --explain tells why.\n")
    assert [row["id"] for row in map(json.loads, done.out.splitlines()) if len(row["proposed"]) == 1] == list(range(100))


def test_a_table_has_both_with_their_grades(kg: Call, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(site))
    (tmp_path / "paper.txt").write_text(BOTH, "utf-8")
    code, out, _ = kg("extract", "--model", "honest", "--table", tmp_path / "paper.txt")
    assert code == 0
    assert [line.split()[0] + line.split()[-1] for line in out.splitlines()[2:]] == ["1.4B", "7.9P"]


def test_a_wrong_name_is_told_with_the_right_ones(ask: Call, kg: Call, tmp_path: Path) -> None:
    code, line, err = ask("honset", TEXT)
    assert (code, line) == (2, None)
    assert "There is no model 'honset'." in err
    assert "Did you mean honest?" in err
    assert "copying" in err


def test_where_none_is_installed(kg: Call, tmp_path: Path) -> None:
    code, out, err = kg("extract", "--model", "honest", tmp_path / "none.txt")
    assert (code, out) == (2, "")
    assert "None is installed" in err
    assert "kg.extract.models" in err


@pytest.mark.parametrize("model", ["missing", "absent", "nothing"])
def test_a_model_that_cannot_be_loaded(ask: Call, model: str) -> None:
    code, line, err = ask(model, TEXT)
    assert (code, line, len(err.splitlines())) == (2, None, 1)
    assert f"The model '{model}' cannot be" in err


def test_two_packages_with_one_name(ask: Call, site: Path) -> None:
    about = site / "other-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1\n", "utf-8")
    (about / "entry_points.txt").write_text("[kg.extract.models]\nhonest = other:model\n", "utf-8")
    code, line, err = ask("honest", TEXT)
    assert (code, line) == (2, None)
    assert "other:model" in err
    assert "invented_models:honest" in err
