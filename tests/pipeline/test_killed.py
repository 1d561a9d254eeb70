"""A large ingest killed at any moment and started again: nothing is lost, nothing is there twice, nothing is half there."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from invented_records import article, articles

import kg
from kg.pipeline import recover
from kg.rdf import mint
from kg.readings import parts, readings
from kg.sparql import ask
from kg.store import open_store

pytestmark = pytest.mark.slow

RECORDS, KILLS = 300, 5
CHILD = """
import sys
from kg.pipeline import intake, steps
intake._FEW, intake._BATCH, steps.PARTS = 0, 40_000, 20  # many loads of few records, so that most kills meet one
if __name__ == "__main__":
    from kg.cli.main import main
    main()
"""
Write = Callable[..., Path]


def _child(script: Path, place: Path, folder: Path, jobs: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        str(script),
        "--store",
        str(place),
        "--quiet",
        "ingest",
        "--no-rules",
        "--jobs",
        str(jobs),
        str(folder),
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=60)


@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_at_random_moments_and_taken_up_again(jobs: int, tmp_path: Path, write: Write) -> None:
    folder, script = tmp_path / "in", tmp_path / "child.py"
    script.write_text(CHILD, "utf-8")
    numbers = range(1_001, 1_001 + RECORDS)
    articles(
        folder / "m.xml.gz", (article(n, cites=[n - 1], doi=f"10.5555/{n}", effect="-3.1, 95% CI -5 to -1") for n in numbers)
    )
    write("ek-2001", folder=folder, paper={"doi": "10.5555/1100"})
    write("zu-2001", folder=folder, paper={"doi": "10.5555/1150"})  # comes after the records, which it has rewritten
    began = time.monotonic()
    child = _child(script, tmp_path / "whole", folder, jobs)
    assert child.communicate(timeout=300)[1] == b""
    duration = time.monotonic() - began
    with open_store(tmp_path / "whole") as store:
        expected, whole = kg.export(store, ".nq"), {graph: set(store.quads(graph)) for graph in store.graphs()}
    chance, place, met = random.Random(jobs), tmp_path / "store", 0  # noqa: S311
    for _ in range(KILLS):
        child = _child(script, place, folder, jobs)
        time.sleep(duration * chance.uniform(0.2, 0.9) ** 2)
        _end(child)
        if not (place / "kg-store.json").exists():
            continue
        with open_store(place, write=True) as store:
            recover(store)
            for reading in readings(store).values():
                for graph in parts(store, reading.node):
                    met += 1
                    if not any("zu-2001" in str(quad) for quad in whole[graph]):
                        assert set(store.quads(graph)) == whole[graph]
                assert reading.finished or ask(store, "sources").rows
    assert met > RECORDS, "hardly anything was in the store when the run was killed"
    child = _child(script, place, folder, jobs)
    assert child.communicate(timeout=300)[1] == b""
    with open_store(place) as store:
        assert kg.export(store, ".nq") == expected
        assert {reading.finished for reading in readings(store).values()} == {True}
        assert {graph: set(store.quads(graph)) for graph in store.graphs() if graph != mint.LOG} == {
            graph: said for graph, said in whole.items() if graph != mint.LOG
        }
    assert {path.name for path in place.iterdir()} == {path.name for path in (tmp_path / "whole").iterdir()}
