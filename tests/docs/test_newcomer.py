"""The first ten minutes of a newcomer, by the words of the tutorial: clone, first command, a new paper, the graph, a page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from docs.pages import ROOT, blocks
from docs.sessions import Session

PAGE = ROOT / "docs" / "tutorial" / "first-ten-minutes.md"
CLONE = "git clone REPOSITORY appraisal-kg"
FIRST = "sh scripts/demo"
NOT_CODE = shutil.ignore_patterns(
    ".git", ".venv*", "node_modules", "kg-demo", "kg-store", "__pycache__", ".*_cache", ".hypothesis"
)


class Newcomer(Session):
    """Clones this checkout where the page clones a repository; does not install what is installed already."""

    def type(self, command: str) -> tuple[int, str]:
        if command == CLONE:
            return self._clone()
        return super().type("kg demo" if command == FIRST else command)

    def _clone(self) -> tuple[int, str]:
        """A clone, or a copy where this is no repository or git will not read it."""
        git = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
        target = self.folder / "appraisal-kg"
        if (ROOT / ".git").exists() and shutil.which("git"):
            done = subprocess.run(
                ["git", "clone", "--quiet", "--depth", "1", ROOT.as_uri(), target],
                env=os.environ | git,
                capture_output=True,
                check=False,
            )
            if done.returncode == 0:
                return 0, ""
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(ROOT, target, ignore=NOT_CODE)
        return 0, ""


@pytest.mark.slow
def test_the_tutorial_from_clone_to_export(tmp_path: Path) -> None:
    newcomer = Newcomer(tmp_path, None)
    wrong = [told for block in blocks(PAGE.read_text("utf-8")) for told in newcomer.follow(block)]
    assert not wrong, "\n".join(wrong)
    clone = tmp_path / "appraisal-kg"
    ran = subprocess.run(
        [sys.executable, "-c", "import kg; print(kg.__file__)"], cwd=clone, capture_output=True, text=True, check=True
    ).stdout
    assert Path(ran.strip()).is_relative_to(clone), "the code of the clone is what was run"
    assert "holm-2024" in (clone / "holm-2024.html").read_text("utf-8")
    assert "Holm 2024" in (clone / "forest.svg").read_text("utf-8")
