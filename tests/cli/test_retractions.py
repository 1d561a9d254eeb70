"""What the commands print of notices: counts, the first line of a retracted paper, and oddities of long lists in part."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Call = Callable[..., Any]
Register = Callable[..., Path]
ALPHA = {"doi": "10.5555/ALPHA.1"}


def test_the_commands(kg: Call, tmp_path: Path, data: Path, register: Register) -> None:
    place = tmp_path / "store"
    source = register(("Retraction", {**ALPHA, "date": "3/14/2019", "reasons": "+Error in Data;"}), ("Correction", ALPHA))
    code, out, err = kg("ingest", data, source, "--json", store=place)
    assert code == 0, err
    assert [row["notices"] for row in json.loads(out)] == [0, 0, 0, 0, 2]
    code, out, _ = kg("sources", "--format", "json", store=place)
    assert {row["format"]: row["notices"] for row in json.loads(out)} == {"appraisal": 0, "references": 0, "retractions": 2}
    code, out, _ = kg("paper", "alpha-2001", store=place)
    lines = out.splitlines()
    assert lines[0] == "RETRACTED 14 March 2019: Error in Data (said by list.csv)"
    assert "Editorial notices\n  Correction (said by list.csv)\n" in out
    code, out, _ = kg("paper", "alpha-2001", "--format", "json", store=place)
    assert [notice["kind"] for notice in json.loads(out)["notices"]] == ["retraction", "correction"]
    code, out, _ = kg("paper", "beta-1999", store=place)
    assert "RETRACTED" not in out
    code, out, _ = kg("query", "retractions", "--format", "csv", store=place)
    assert (code, len(out.splitlines())) == (0, 3)
    code, _, err = kg("ingest", register(("Retraction", ALPHA), name="third.csv"), store=place)
    assert "third.csv: added (1 notice)" in err
    assert kg("remove", "list.csv", store=place)[0] == kg("remove", "third.csv", store=place)[0] == 0
    assert "RETRACTED" not in kg("paper", "alpha-2001", store=place)[1]


def test_oddities_of_a_long_list_are_told_in_part(kg: Call, tmp_path: Path, register: Register) -> None:
    source = register(("Retraction", ALPHA), *[("Retraction", {})] * 100)
    code, _, err = kg("ingest", source, store=tmp_path / "s")
    assert code == 0
    assert len(err.splitlines()) == 20 + 2
    assert "80 more such notes" in err
    code, _, err = kg("--verbose", "ingest", register(("Retraction", ALPHA), *[("Retraction", {})] * 101), store=tmp_path / "s")
    assert len(err.splitlines()) == 101 + 1
