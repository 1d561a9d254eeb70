"""The programs of scripts/ as modules; a small store of its own for each test."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.cli.main import run
from kg.store import open_store

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

Row = dict[str, Any]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Path:
    """The folder of a store with the invented papers. Nobody writes to it."""
    place = tmp_path_factory.mktemp("doctor") / "store"
    with open_store(place, write=True) as store:
        assert {result.status for result in kg.ingest(store, [data])} == {"added"}
    return place


@pytest.fixture
def place(filled: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(filled, tmp_path / "store"))


@pytest.fixture
def doctor(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, list[Row]]]:
    """`doctor(place)`: the exit code of `kg doctor`, and its rows."""
    monkeypatch.delenv("KG_STORE", raising=False)

    def call(place: Path | str | None = None) -> tuple[int, list[Row]]:
        capfd.readouterr()
        code = run([*(("--store", str(place)) if place is not None else ()), "doctor", "--format", "json"])
        out, err = capfd.readouterr()
        assert not err
        return code, json.loads(out)

    return call
