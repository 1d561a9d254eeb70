"""The code is formatted, linted and typed: the tools' own words on failure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = ("kg", "tests", "benchmarks", "notebooks", "scripts/documentation")


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "--quiet", *CODE), ("ruff", "format", "--check", "--quiet", *CODE), ("mypy",)],
    ids=["lint", "format", "types"],
)
def test_tools_find_nothing(command: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
