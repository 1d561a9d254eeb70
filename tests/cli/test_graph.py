"""`kg graph --max-nodes`: a page of fewer nodes than there are, and how that is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.pipeline import ingest
from kg.store import open_store

Kg = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path, seed: Path) -> Path:
    with open_store(tmp_path / "store", write=True) as store:
        ingest(store, [seed])
    return tmp_path / "store"


def test_of_more_nodes_than_may_be_the_lowest_are_left_out_and_it_is_said(kg: Kg, folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "graph.html"
    code, _, whole = kg("graph", "-o", place, store=folder)
    assert code == 0
    assert "left out" not in whole
    code, _, said = kg("graph", "-o", place, "--max-nodes", "3", store=folder)
    assert code == 0
    assert "of lower rank left out" in said
    assert "Not on this page: " in place.read_text("utf-8")
    code, _, said = kg("graph", "-o", place, "--max-nodes", "0", store=folder)
    assert (code, said) == (0, whole)


def test_fewer_than_no_nodes_is_misuse(kg: Kg, tmp_path: Path) -> None:
    code, _, said = kg("graph", "-o", tmp_path / "graph.html", "--max-nodes", "-1")
    assert code == 2
    assert "--max-nodes" in said
    assert not (tmp_path / "graph.html").exists()
