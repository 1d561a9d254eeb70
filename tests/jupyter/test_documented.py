"""The page on notebooks: each of its blocks is a cell of one notebook, and gives what it promises."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "jupyter.md"
CELL = re.compile(r"^```(?:python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_block_runs_in_one_notebook(
    shell: Any, corpus_place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pandas")
    shutil.copytree(corpus_place, tmp_path / "kg-demo" / "store")
    monkeypatch.chdir(tmp_path)
    shown: list[Any] = []
    monkeypatch.setattr("kg.jupyter.magics.display", shown.append)
    shell.reset(new_session=False)
    cells = CELL.findall(PAGE.read_text("utf-8"))
    assert len(cells) >= 10
    for cell in cells:
        done = shell.run_cell(cell, store_history=False)
        done.raise_error()
        shown.append(done.result)
    names = [type(one).__name__ for one in shown if one is not None]
    assert names.count("Told") == 1, "kg flaws shows a table"
    assert {"EmbeddedStore", "Entry", "Table", "list"} <= set(names)
    assert "van Dillen 2021" in capsys.readouterr().out, "kg check prints what rules derive"
    assert shell.user_ns["frame"].attrs["decimals"]
    assert {path.name for path in tmp_path.iterdir()} == {"kg-demo", "recurrence.svg", "around.html"}
    shell.user_ns["store"].close()
