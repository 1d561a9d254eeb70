"""What is published, not the checkout: built twice, installed with its runtime dependencies only, and put to the main job.

`scripts/release.py` does it as for a release, once for all tests, also where they run in several processes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, code: int = 0, **extra: str) -> str:
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "KG_STORE", "VIRTUAL_ENV")}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=clean | extra, capture_output=True, text=True, timeout=1800)
    assert done.returncode == code, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which all steps of a release were taken."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "release"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several processes the first takes the steps
        if not folder.exists():
            folder.mkdir()
            code = "import sys; from pathlib import Path; import release; release.released(Path(sys.argv[1]))"
            run(sys.executable, "-c", code, folder, cwd=ROOT / "scripts")
    assert (folder / "SHA256SUMS").exists(), "the steps failed in another process, which says why"
    return folder


@pytest.fixture(scope="session")
def wheel(made: Path) -> Path:
    return next((made / "first").glob("*.whl"))


@pytest.fixture(scope="session")
def bill(made: Path) -> dict[str, Any]:
    return json.loads(next(made.glob("*.cdx.json")).read_text("utf-8"))


def test_it_carries_ontology_and_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    files = {path for folder in ("ontology", "data", "layouts") for path in (ROOT / folder).rglob("*") if path.is_file()}
    missing = {str(path.relative_to(ROOT)) for path in files} - {n.removeprefix("kg/_shipped/") for n in names}
    assert not missing
    assert {"kg/py.typed", "kg/queries/recurrence.rq", "kg/views/templates/network.html"} <= names
    assert not [
        n for n in names if n.startswith(("tests/", "benchmarks/", "data/", "layouts/", "ontology/")) or "__pycache__" in n
    ]


def test_two_builds_are_equal_to_the_byte(made: Path) -> None:
    """The second from the unpacked source distribution, in another folder, with other times and rights."""
    first, second = ({path.name: path.read_bytes() for path in (made / name).iterdir()} for name in ("first", "second"))
    assert len(first) == 2
    assert first == second


def test_the_main_job_runs_from_an_empty_folder(made: Path) -> None:
    python, empty = made / "environment" / "bin" / "python", made / "empty"
    installed = run(
        python, "-c", "import importlib.metadata as m; print(*(d.name for d in m.distributions()))", cwd=empty
    ).split()
    assert "pyoxigraph" in installed
    assert not {"pip", "pytest", "httpx"} & {*installed}
    assert (empty / "kg-demo" / "graph.html").stat().st_size > 500_000
    rows = run(python, "-m", "kg", "query", "effects-of-outcome", "--param", "about=modq", "--format", "csv", cwd=empty,
               KG_STORE="kg-demo/store")  # fmt: skip
    assert "-7.9" in rows


def test_the_doctor_finds_a_file_that_was_changed_after_the_installation(made: Path) -> None:
    command, empty = made / "environment" / "bin" / "kg", made / "empty"
    place = next((made / "environment" / "lib").glob("python*/site-packages/kg/queries/recurrence.rq"))
    whole = place.read_bytes()
    try:
        place.write_bytes(whole + b"# changed\n")
        rows = json.loads(run(command, "doctor", "--format", "json", cwd=empty, code=1))
    finally:
        place.write_bytes(whole)
    assert [(row["name"], row["value"]) for row in rows if row["state"] == "mend"] == [
        ("files", "missing or changed: kg/queries/recurrence.rq")
    ]


def test_the_bill_of_materials_is_valid_and_whole(made: Path, bill: dict[str, Any]) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    assert JsonStrictValidator(SchemaVersion.from_version(bill["specVersion"])).validate_str(json.dumps(bill)) is None
    site = next((made / "environment" / "lib").glob("python*/site-packages"))
    there = {_canonical(path.name.split("-")[0]) for path in site.glob("*.dist-info")}
    assert {_canonical(one["name"]) for one in bill["components"]} == there - {"appraisal-kg"}
    assert bill["metadata"]["component"]["name"] == "appraisal-kg"
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").split())
    versions = {_canonical(name): version for name, version in pinned.items()}
    assert {_canonical(one["name"]): one["version"] for one in bill["components"]}.items() <= versions.items()


def test_every_package_in_it_has_a_licence(bill: dict[str, Any]) -> None:
    assert [one["name"] for one in bill["components"] if not one.get("licenses")] == []
    assert not re.search(r"(?<!L)GPL", json.dumps([one["licenses"] for one in bill["components"]]))


def test_what_the_wheel_holds_of_others_is_listed_with_its_licence(wheel: Path) -> None:
    """The packages in the editor, and no other file that says of itself that it is somebody else's."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        texts = {
            name: archive.read(name).decode("utf-8", "replace") for name in names if not name.startswith("kg/_shipped/data/")
        }
    folder = "kg/views/static/explorer/"
    listed = re.findall(
        r"^\| (\S+) \| (\S+) \| MIT \|$", (ROOT / "THIRD_PARTY.md").read_text("utf-8").split("## ")[1], re.MULTILINE
    )
    assert (f"{folder}editor.js" in names) == (f"{folder}editor.licences.txt" in names)
    if f"{folder}editor.js" in names:
        text = texts.pop(f"{folder}editor.licences.txt")
        assert re.findall(r"^(\S+) (\S+) \(MIT\)$", text, re.MULTILINE) == listed
        assert text.count("Permission is hereby granted") == len(listed)
        assert "editor.licences.txt" in texts.pop(f"{folder}editor.js")[:200]
    own = ("The appraisal-kg authors", "appraisal-kg")
    notices = {name: line for name, text in texts.items() if "/licenses/" not in name for line in _notices(text)}
    assert not {name: line for name, line in notices.items() if not any(word in line for word in own)}
    assert not [name for name in names if name.endswith((".woff", ".woff2", ".ttf", ".otf", ".min.js", ".min.css"))]


def _notices(text: str) -> list[str]:
    """The lines that say whose a file is."""
    return re.findall(
        r"(?im)^.*(?:copyright\s+(?:\(c\)|©|\d{4})|@license|@copyright|licensed under|spdx-license-identifier).*$", text
    )


def test_the_sums_are_those_of_the_files(made: Path) -> None:
    lines = dict(reversed(line.split("  ")) for line in (made / "SHA256SUMS").read_text("ascii").splitlines())
    files = {path.name: path for path in [*(made / "first").iterdir(), *made.glob("*.cdx.json")]}
    assert lines == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
