"""`benchmarks/counts.py` over an invented file: another program counts the same, and it says so where it does not."""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import kg
from kg.store import open_store

READERS = Path(__file__).parents[1] / "readers"
PUBMED = READERS / "pubmed_records" / "given.xml"
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("counts")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a folder of an article, and a store of that and of a PubMed file."""
    folder = tmp_path_factory.mktemp("counts")
    (folder / "jats").mkdir()
    shutil.copy(READERS / "jats" / "given.nxml", folder / "jats")
    with open_store(folder / "store", write=True) as store:
        kg.ingest(store, [PUBMED, folder / "jats"])
    return folder


def test_another_program_counts_the_same(counts: Any, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert counts.main([str(PUBMED), str(made / "jats"), "--store", str(made / "store")]) == 0
    told = capsys.readouterr().out
    rows = {line[:34].strip(): line[34:].split() for line in told.splitlines() if line[:1].isalpha()}
    expected = {"records": 4, "PMIDs": 4, "PMCIDs": 1, "DOIs": 1, "abstracts": 2, "authors": 5, "references with a PMID": 3}
    for what, count in expected.items():
        assert rows[f"{what}, pubmed"] == [str(count), str(count), "0"]
    assert rows["entries of reference lists, pubmed"] == ["4", "4", "0"]
    assert rows["references with a DOI, pubmed"] == ["1", "2", "1"]
    assert "1 no DOI by its form: 900100001 not a number 0/1" in told
    assert rows["randomized trials, pubmed"] == ["1", "2", "1"]
    assert "1 a review of trials by another of its types: 900100002 randomized-trial 0/1" in told
    assert "WITHOUT A REASON" not in told


def test_what_is_missing_or_too_much_is_told(counts: Any, made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cited, doi = "http://purl.org/spar/fabio/hasPubMedId", "http://prismstandard.org/namespaces/basic/2.0/doi"
    shutil.copytree(made / "store", tmp_path / "store")
    with open_store(tmp_path / "store", write=True) as store:
        entries = [q for q in store.quads() if q.predicate.value == cited and q.object == ox.Literal("900000003")]
        paper = next(q for q in store.quads() if q.predicate.value == doi and q.object == ox.Literal("10.5555/Sand.1"))
        other = ox.Quad(paper.subject, paper.predicate, ox.Literal("10.5555/other"), paper.graph_name)
        store.replace([], [other], remove=entries)
    assert counts.main([str(PUBMED), str(made / "jats"), "--store", str(tmp_path / "store")]) == 1
    told = capsys.readouterr().out
    assert "1 WITHOUT A REASON: 900100001 10.5555/other 1/0" in told
    assert "1 WITHOUT A REASON: 900100002 900000003 0/1" in told
    assert told.endswith("2 differences without a reason\n")
