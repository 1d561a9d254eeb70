"""`kg pool`, `kg strata` and `kg agree` as people and scripts use them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

Command = Callable[..., Any]
ARMS = [{"id": "new", "label": "new", "role": "experimental"}, {"id": "old", "label": "old", "role": "usual-care"}]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, command: Command) -> Path:
    """Four trials on thumbs, two with a flaw by Ann; Bob judges one otherwise. Two more that are left out."""
    folder = tmp_path_factory.mktemp("thumbs")
    said = {
        "a-2001": ("-0.9", "0.2", "present", "present"), "b-2002": ("-0.7", "0.2", "present", "absent"),
        "c-2003": ("-0.4", "0.2", "absent", "absent"), "d-2004": ("-0.2", "0.2", "absent", "absent"),
        "e-2005": ("-0.2", None, "absent", "unclear"), "f-2006": (None, None, "present", "unclear"),
    }  # fmt: skip
    for key, (value, se, *presences) in said.items():
        estimate = {"measure": "SMD", "arms": ["new", "old"], "p": "0.04"} | ({"value": value} if value else {})
        estimate |= {"se": se} if se else {}
        record = {
            "format": 1,
            "paper": {"key": key, "title": f"Thumbs, {key}"},
            "study": {"design": "randomized-trial", "condition": "sore thumbs", "arms": ARMS},
            "outcomes": [{"id": "pain", "label": "pain", "better": "lower", "estimates": [estimate]}],
            "appraisals": [
                {"assessor": {"name": who, "kind": kind}, "source": {"kind": "other"},
                 "findings": [{"flaw": "unblinded-assessors", "presence": presence}]}
                for (who, kind), presence in zip((("Ann", "person"), ("A model", "software")), presences, strict=True)
            ],
        }  # fmt: skip
        (folder / f"{key}.yaml").write_text(yaml.safe_dump(record, sort_keys=False), "utf-8")
    store = tmp_path_factory.mktemp("store") / "store"
    assert command("ingest", folder, store=store).code == 0
    return store


def rows(run: Any) -> list[dict[str, Any]]:
    assert run.code == 0
    found: list[dict[str, Any]] = json.loads(run.out)
    return found


def test_pool(command: Command, place: Path) -> None:
    run = command("pool", "--exclude-flaw", "unblinded-assessors", store=place)
    assert run.code == 0
    lines = run.out.splitlines()
    assert lines[0].split() == ["papers", "k", "mean", "(95%", "CI)", "prediction", "tau2", "I2"]
    assert lines[2].split()[:3] == ["all", "4", "0.55"]
    assert lines[3].startswith("without unblinded-assessors  2  0.30 (")
    for words in (
        "Outcome: pain. Scale: SMD.",
        "Above 0 the experimental arm does better",
        "- unblinded-assessors: 2 excluded; 0 of the 2 kept were never judged",
        "Of 6 estimates found, 2 are left out",
        "- 1: neither an interval nor a standard error is stated (add ci:",
        "- 1: no value is stated",
    ):
        assert words in run.out, words
    assert not run.err


def test_pool_tables(command: Command, place: Path) -> None:
    whole, *others = rows(command("pool", "--leave-one-out", "--format", "json", store=place))
    assert whole["left_out_study"] is None
    assert [row["left_out_study"] for row in others] == ["a-2001", "b-2002", "c-2003", "d-2004"]
    studies = rows(command("pool", "--studies", "--format", "json", store=place))
    assert [(row["paper"], row["effect"], row["standard_error"]) for row in studies[:1]] == [("a-2001", 0.9, 0.2)]
    left = rows(command("pool", "--left-out", "--format", "json", store=place))
    assert [(row["paper"], row["why"]) for row in left] == [("f-2006", "no value"), ("e-2005", "no error")]
    told = command("pool", "--left-out", store=place).out
    assert "- no error: neither an interval nor a standard error is stated (add ci:" in told


def test_pool_every_warns(command: Command, place: Path) -> None:
    run = command("pool", "--every", store=place)
    assert "Every estimate counts as a study of its own" in run.err
    assert "k: estimates, each taken for a study; they are of 4 papers, 0 with several." in run.out


def test_strata(command: Command, place: Path) -> None:
    run = command("strata", "unblinded-assessors", store=place)
    assert run.code == 0
    assert run.out.splitlines()[2].split()[:4] == ["pain", "2", "2", "-0.50"]
    assert "Fewer than two clusters" in run.err
    for words in (
        "In all clusters: comparator usual-care, condition sore thumbs, scale SMD.",
        "Below 0: papers with the flaw report the larger benefit.",
        "ROR 0.64 (0.43 to 0.96, 95% confidence interval)",
        "ROR 1.01 (0.86 to 1.18, 95% credible interval)",
        "found no average effect",
        "judged either way, counted as with: 1.",
        "nothing here adjusts for it",
    ):
        assert words in " ".join(run.out.split()), words
    found = rows(command("strata", "unblinded-assessors", "--format", "json", store=place))
    assert [row["kind"] for row in found] == ["cluster", "published", "published"]


def test_agree(command: Command, place: Path) -> None:
    run = command("agree", store=place)
    assert "3 of 4" in run.out
    assert "Assessors: A model (software), Ann." in run.out
    assert "Left out as unclear: 2 judgements" in run.out
    whole, flaw = rows(command("agree", "--format", "json", store=place))
    assert (whole["flaw"], flaw["flaw"], flaw["pairs"], flaw["software_pairs"]) == (None, "unblinded-assessors", 4, 4)
    assert rows(command("agree", "--no-software", "--format", "json", store=place)) == []


REFUSED = """
pool --outcome knees                      | There are no estimates for 'knees'.
pool --by colour                          | grouped by 'colour'
pool --exclude-flaw unblinded-asessors    | There is no flaw 'unblinded-asessors'.
pool --measure xmd                        | There is no measure 'XMD'.
pool --measure or                         | of 6 estimates found, 0 can be used
pool --time noon                          | There is no time 'noon'.
pool --rho 2                              | 2.0 is no correlation
pool --every --rho 0.4                    | --rho has nothing to say
pool --standardise                        | Only standardised differences
pool --studies --left-out                 | ask for one
strata spni                               | There is no flaw 'spni'.
strata spin                               | 0 have it, 0 are judged without it, 4 are not judged
"""


@pytest.mark.parametrize("case", REFUSED.strip().splitlines(), ids=lambda case: case.partition("|")[0].strip())
def test_what_cannot_be_answered(command: Command, place: Path, case: str) -> None:
    arguments, words = (part.strip() for part in case.split("|"))
    run = command(*arguments.split(), store=place)
    assert (run.code, run.out) == (2, "")
    assert words in run.err
