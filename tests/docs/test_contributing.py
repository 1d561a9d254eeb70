"""The worked examples of CONTRIBUTING.md: a reader, a rule, a question and a chart, added to a copy of the code and run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from docs.pages import ROOT, blocks
from docs.sessions import Session

PAGE = ROOT / "CONTRIBUTING.md"
CODE = ("data", "docs", "kg", "layouts", "ontology", "pyproject.toml", "tests")


@pytest.mark.slow
def test_the_examples_do_what_the_page_says(tmp_path: Path) -> None:
    checkout(tmp_path)
    session = Session(tmp_path, None)
    wrong = [told for block in blocks(PAGE.read_text("utf-8")) for told in session.follow(block)]
    assert not wrong, "\n".join(wrong)


def checkout(folder: Path) -> None:
    """A copy of the code in the folder."""
    for name in CODE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
        else:
            shutil.copyfile(ROOT / name, folder / name)
