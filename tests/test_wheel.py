"""The wheel, not the checkout: built, installed with its runtime dependencies only, and put to the main job."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, **extra: str) -> str:
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "KG_STORE", "VIRTUAL_ENV")}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=clean | extra, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", out, ROOT, cwd=out)
    return next(out.glob("*.whl"))


def test_it_carries_ontology_and_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    files = {path for folder in ("ontology", "data", "layouts") for path in (ROOT / folder).rglob("*") if path.is_file()}
    missing = {str(path.relative_to(ROOT)) for path in files} - {n.removeprefix("kg/_shipped/") for n in names}
    assert not missing
    assert {"kg/py.typed", "kg/queries/recurrence.rq", "kg/views/templates/network.html"} <= names
    assert not [
        n for n in names if n.startswith(("tests/", "benchmarks/", "data/", "layouts/", "ontology/")) or "__pycache__" in n
    ]


def test_the_main_job_runs_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    environment, empty = tmp_path / "env", tmp_path / "empty"
    empty.mkdir()
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel, cwd=empty)
    installed = run(python, "-m", "pip", "list", "--format", "freeze", cwd=empty)
    assert "pytest" not in installed
    said = run(environment / "bin" / "kg", "demo", cwd=empty)
    assert "Internally inconsistent numbers" in said
    assert (empty / "kg-demo" / "graph.html").stat().st_size > 500_000
    rows = run(python, "-m", "kg", "query", "effects-of-outcome", "--param", "about=modq", "--format", "csv", cwd=empty,
               KG_STORE="kg-demo/store")  # fmt: skip
    assert "-7.9" in rows
