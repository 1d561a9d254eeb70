"""An ingest killed at any moment leaves every source whole, old or new, and the next one ends as if nothing had happened."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import Quad

import kg
from kg.pipeline import Ingest
from kg.rdf import lexicon, mint
from kg.rdf.write import quads
from kg.readers import find
from kg.readers.document import open_document
from kg.readings import readings
from kg.store import Store, open_store

pytestmark = pytest.mark.slow

SOURCES = 25
KILLS = 16
Write = Callable[..., Path]


@dataclass(frozen=True)
class Scene:
    """A folder of sources, the state the store starts in (None: no store), and what each version of a source says."""

    folder: Path
    start: Path | None
    says: dict[str, frozenset[Quad]]
    whole: bytes


def _files(write: Write, folder: Path, version: int) -> None:
    chance = random.Random(version)  # noqa: S311
    flaws = sorted(lexicon.taxonomy().flaws)
    for number in range(SOURCES):
        findings = [
            {"flaw": chance.choice(flaws), "presence": chance.choice(["present", "absent"]), "why": f"reason {version}.{i} " * 8}
            for i in range(25)
        ]
        write(
            f"paper-{number}",
            folder=folder,
            paper={"year": 1990 + version, "doi": f"10.5555/{number}"},
            appraisals=[{"assessor": {"name": "Ann", "kind": "person"}, "source": {"kind": "other"}, "findings": findings}],
            cited_by=[{"title": f"Article {version}.{number}.{i}"} for i in range(5)],
        )


def _said(folder: Path) -> dict[str, frozenset[Quad]]:
    """What every file says, as the store keeps it, by the file's hash."""
    found = {}
    taxonomy = lexicon.taxonomy()
    for file in sorted(folder.iterdir()):
        document = open_document(file)
        with open_store() as shelf:
            shelf.add(quad for bundle in find(document).read(document, taxonomy) for quad in quads(bundle))
            found[document.sha256] = frozenset(shelf.quads())
    return found


@pytest.fixture(params=["into a new store", "over what changed"])
def scene(request: pytest.FixtureRequest, tmp_path: Path, write: Write) -> Scene:
    folder, start = tmp_path / "in", None
    says: dict[str, frozenset[Quad]] = {}
    if request.param == "over what changed":
        _files(write, folder, 1)
        start = tmp_path / "before"
        with open_store(start, write=True) as store:
            kg.ingest(store, [folder])
            says |= _said(folder)
    _files(write, folder, 2)
    with open_store() as store:
        kg.ingest(store, [folder])
        says |= _said(folder)
        return Scene(folder, start, says, kg.export(store, ".nq"))


def _child(place: Path, scene: Scene, *more: str) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-m", "kg", "--store", str(place), "--quiet", "ingest", str(scene.folder), *more]
    return subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _placed(scene: Scene, place: Path) -> Path:
    if scene.start:
        shutil.copytree(scene.start, place)
    return place


def _duration(place: Path, scene: Scene) -> float:
    began = time.monotonic()
    child = _child(_placed(scene, place), scene)
    _, told = child.communicate(timeout=120)
    assert child.returncode == 0, told.decode()
    return time.monotonic() - began


def _check(store: Store, scene: Scene) -> tuple[int, int]:
    """Every source of the log has exactly its quads, and nothing is there besides; how many there are, and how many are new."""
    log = readings(store)
    known = {mint.LOG, *(mint.knowledge(name) for name in lexicon.FILES)}
    assert {reading.graph for reading in log.values()} == set(store.graphs()) - known
    for reading in log.values():
        assert frozenset(store.quads(reading.graph)) == scene.says[reading.sha256], reading.location
    if scene.start:
        assert len(log) == SOURCES, "a source that was there is gone"
    for graph in known - {mint.LOG}:
        held = frozenset(store.quads(graph))
        assert not held or len(held) == sum(quad.graph_name == graph for quad in set(lexicon.knowledge()))
    now = {open_document(file).sha256 for file in scene.folder.iterdir()}
    return len(log), sum(reading.sha256 in now for reading in log.values())


def test_killed_at_random_moments(scene: Scene, tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311
    whole = min(_duration(tmp_path / f"calibration-{i}", scene) for i in range(1))
    seen: list[int] = []
    kills = 0
    for attempt in range(3 * KILLS):
        place = _placed(scene, tmp_path / f"store-{attempt}")
        child = _child(place, scene)
        # Most of the time goes into starting; the later two thirds are where something is written.
        time.sleep(whole * chance.uniform(0.25, 1.0))
        child.send_signal(signal.SIGKILL)
        child.communicate(timeout=60)
        if child.returncode == 0:
            continue  # it had finished
        kills += 1
        if not (place / "kg-store.json").exists():
            assert not scene.start
            continue
        with open_store(place, write=True) as store:
            _, new = _check(store, scene)
            seen.append(new)
            with Ingest(store) as run:
                for file in sorted(scene.folder.iterdir()):
                    run.read(str(file))
                run.finish()
            assert kg.export(store, ".nq") == scene.whole
            assert _check(store, scene) == (SOURCES, SOURCES)
        shutil.rmtree(place)
        if kills >= KILLS // 2 and any(0 < new < SOURCES for new in seen):
            break  # reading is a small part of the time: the rules come after, and no machine keeps the same pace
    assert kills >= KILLS // 2
    assert any(0 < new < SOURCES for new in seen), f"no kill came while sources were being read: {seen}"


def test_interrupted_from_the_keyboard(scene: Scene, tmp_path: Path) -> None:
    """The interrupt comes when the ingest has the store; it cannot have finished, for it waits for standard input at the end."""
    place = _placed(scene, tmp_path / "store")
    with _child(place, scene, "-") as child:
        until = time.monotonic() + 60
        while not _holds(place, child.pid):
            assert child.poll() is None, "it ended before it had the store"
            assert time.monotonic() < until, "it never got the store"
            time.sleep(0.002)
        child.send_signal(signal.SIGINT)
        _, told = child.communicate(timeout=60)
    assert (child.returncode, told) == (130, b"\nInterrupted.\n")
    with open_store(place) as store:
        _check(store, scene)


def _holds(place: Path, pid: int) -> bool:
    lock = place / "lock"
    return lock.exists() and lock.read_text("utf-8").split()[:1] == [str(pid)]
