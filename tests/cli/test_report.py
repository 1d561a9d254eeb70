"""`kg report`: a folder that is whole or untouched, and never anything of someone else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.cli.folders import whole_folder
from kg.cli.main import run
from kg.errors import UsageError
from kg.store import open_store


@pytest.fixture
def place(tmp_path: Path, write: Callable[..., Path], judged: Callable[..., Any]) -> Path:
    """A store with two papers."""
    sources = [write(key, appraisals=[judged("Ann", spin="present", small_sample="absent")]) for key in ("one-2001", "two-2002")]
    folder = tmp_path / "store"
    with open_store(folder, write=True) as store:
        kg.ingest(store, sources)
    return folder


def test_it_writes_a_site_and_says_where(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "report"
    assert run(["--store", str(place), "report", "-o", str(out)]) == 0
    assert (out / "index.html").is_file()
    assert (out / "paper" / "one-2001.html").is_file()
    told = capsys.readouterr()
    assert str(out / "index.html") in told.err
    assert "Pages" not in told.err  # no bar where nobody watches
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_earlier_report_is_replaced_whole(place: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    assert run(["--store", str(place), "report", "-o", str(out)]) == 0
    (out / "paper" / "gone.html").write_text("of an earlier time")
    assert run(["--store", str(place), "report", "-o", str(out), "--passages", "none"]) == 0
    assert not (out / "paper" / "gone.html").exists()


def test_a_folder_of_something_else_is_refused_and_kept(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("years of work")
    assert run(["--store", str(place), "report", "-o", str(out)]) == 2
    assert "no report" in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == ["chapter.txt"]


def _interrupted(out: Path) -> None:
    with whole_folder(out) as folder:
        (folder / "index.html").write_text("half of the sec")
        raise KeyboardInterrupt


def test_what_is_interrupted_leaves_the_earlier_report(tmp_path: Path) -> None:
    out = tmp_path / "report"
    with whole_folder(out) as folder:
        (folder / "index.html").write_text("first")
    with pytest.raises(KeyboardInterrupt):
        _interrupted(out)
    assert (out / "index.html").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(UsageError), whole_folder(tmp_path / "link"):
        pass
