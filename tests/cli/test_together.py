"""`kg cooccur`, `kg similar` and `kg communities`: rows for programs, and text that says what the figures cannot."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kg as package
from kg.store import open_store

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def listing(tmp_path: Path, write: Callable[..., Path], judged: Callable[..., dict[str, Any]]) -> Path:
    """A store of papers whose assessor only wrote down what is there, and one paper that nobody appraised."""
    files = [write(f"paper-{i}", appraisals=[judged("Ann", spin="present", small_sample="present")]) for i in range(3)]
    with open_store(tmp_path / "store", write=True) as store:
        package.ingest(store, [*files, write("silent-2006")], rules=False)
    return tmp_path / "store"


def test_cooccur_rows(kg: Call, corpus_place: Path) -> None:
    code, out, err = kg("cooccur", "--format", "json", "--limit", 2, store=corpus_place)
    rows = json.loads(out)
    assert (code, err, len(rows)) == (0, "", 2)
    keys = "flaw_a, flaw_b, both, a, b, judged, jaccard, lift, odds_ratio, low, high, p, q"
    assert ", ".join(list(rows[0])[:13]) == keys
    assert (rows[0]["flaw_a"], rows[0]["flaw_b"]) == ("unblinded-assessors", "unblinded-participants")
    assert (rows[0]["both"], rows[0]["judged"], rows[0]["corrected"]) == (29, 44, False)
    code, out, _ = kg("cooccur", "--format", "csv", "--min-papers", 30, store=corpus_place)
    assert code == 0
    assert all(int(line.split(",")[2]) >= 30 for line in out.splitlines()[1:])


def test_cooccur_as_text_says_how_many_tests_and_how_many_rows(kg: Call, corpus_place: Path) -> None:
    code, out, _ = kg("cooccur", store=corpus_place)
    whole = json.loads(kg("cooccur", "--format", "json", store=corpus_place)[1])
    words = " ".join(out.split())
    assert code == 0
    assert f"30 of {len(whole):,} pairs shown" in words
    assert f"over the {whole[0]['tests']} pairs that can be tested" in words
    assert f"Below 0.05: {sum(row['q'] is not None and row['q'] < 0.05 for row in whole)}." in words
    assert "29 of 44" in out.splitlines()[2]
    assert "174 (14 to 2,105)" in out
    assert "half a paper was added" in words  # of some of the thirty
    assert "--flaw F" not in " ".join(kg("cooccur", "--flaw", "spin", "--limit", 1, store=corpus_place)[1].split())
    assert "another flaw in it" in " ".join(kg("cooccur", "--level", "domain", store=corpus_place)[1].split())


def test_cooccur_where_nothing_was_judged_absent(kg: Call, listing: Path) -> None:
    code, out, _ = kg("cooccur", store=listing)
    assert code == 0
    assert out.splitlines()[2].split() == ["Small", "sample", "Spin", "3", "of", "3", "-", "-", "-"]
    assert "nothing can be said of the pair" in " ".join(out.split())
    assert "Benjamini" not in out
    row = json.loads(kg("cooccur", "--format", "json", store=listing)[1])[0]
    assert (row["odds_ratio"], row["p"], row["q"], row["tests"]) == (None, None, None, 0)


def test_cooccur_of_a_flaw_that_is_none(kg: Call, listing: Path) -> None:
    code, out, err = kg("cooccur", "--flaw", "smal-sample", store=listing)
    assert (code, out) == (2, "")
    assert "smal-sample" in err
    assert "small-sample" in err


def test_narrow_terminals_cut_no_name(kg: Call, corpus_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = kg("cooccur", "--limit", 3, store=corpus_place)
    assert code == 0
    assert "Within-group instead of between-group comparison" in out
    assert max(map(len, out.splitlines())) <= 80


def test_similar_rows(kg: Call, corpus_place: Path) -> None:
    code, out, err = kg("similar", "Steele 2017", "--format", "json", store=corpus_place)
    rows = json.loads(out)
    assert (code, err) == (0, "")
    assert list(rows[0])[:4] == ["paper", "shared", "jaccard", "flaws"]
    assert (rows[0]["paper"], rows[0]["shared"], rows[0]["either"]) == ("ali-2015", 16, 17)
    assert rows[0]["jaccard"] == 16 / 17
    assert len(rows[0]["flaws"].split(", ")) == 16
    code, out, _ = kg("similar", "steele-2017", store=corpus_place)
    assert code == 0
    assert "16 of 17" in out
    assert "94%" in out
    assert f"10 of {len(rows)} papers shown" in out


def test_similar_where_nothing_was_judged_absent(kg: Call, listing: Path) -> None:
    code, out, _ = kg("similar", "paper-0", store=listing)
    assert code == 0
    assert "2 of 2" in out
    assert "%" not in out
    assert "any two papers look alike" in " ".join(out.split())


@pytest.mark.parametrize(("paper", "told"), [("silent-2006", "Nobody has judged"), ("papre-1", "There is no paper")])
def test_similar_to_what_cannot_be_compared(kg: Call, listing: Path, paper: str, told: str) -> None:
    code, out, err = kg("similar", paper, store=listing)
    assert (code, out) == (2, "")
    assert told in err
    assert "paper-1" in err or "kg paper silent-2006" in err


def test_communities_say_first_what_chance_does(kg: Call, corpus_place: Path) -> None:
    code, out, _ = kg("communities", "--shuffles", 19, store=corpus_place)
    rows = json.loads(kg("communities", "--shuffles", 19, "--format", "json", store=corpus_place)[1])
    verdict = " ".join(out.partition("\n\n")[0].split())
    assert code == 0
    assert rows[0]["p"] == 0.05
    assert verdict.startswith(
        f"More structure than chance gives (modularity {rows[0]['modularity']:.2f}, on average {rows[0]['chance']:.2f}"
    )
    assert "48 papers in" in verdict
    assert "1 paper left out" in verdict
    members = json.loads(kg("communities", "--members", "--shuffles", 1, "--format", "json", store=corpus_place)[1])
    assert len({row["paper"] for row in members}) == len(members) == 48
    for row in rows:
        assert row["size"] == sum(one["community"] == row["community"] for one in members)


def test_communities_that_chance_would_give_are_called_so(kg: Call, corpus_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.communities import Communities, Community

    groups = (Community(("a-2001", "b-2002"), ()), Community(("c-2003", "d-2004"), ()))
    monkeypatch.setattr("kg.communities.communities", lambda *_: Communities(groups, 0.31, (0.3, 0.34), 2 / 3, ("e-2005",), 0))
    code, out, _ = kg("communities", store=corpus_place)
    words = " ".join(out.split())
    assert code == 0
    assert words.startswith(
        "No structure beyond chance (modularity 0.31, on average 0.32 in 2 shuffles of the profiles, p = 0.67)"
    )
    assert "4 papers in 2 groups. 1 paper like no other." in words
    assert "no flaw more common here" in words


def test_communities_where_nothing_can_be_compared(kg: Call, listing: Path) -> None:
    code, out, _ = kg("communities", store=listing)
    assert code == 0
    assert out.startswith("No two papers share a flaw")
    assert "3 papers left out" in out
    assert json.loads(kg("communities", "--format", "json", store=listing)[1]) == []
