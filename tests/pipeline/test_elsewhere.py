"""The work done by other processes, of this machine or of a cluster, gives the same store to the byte, whoever dies meanwhile."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from invented_records import BROKEN, article, articles

import kg
from kg.errors import KgError, StoreError, UsageError
from kg.pipeline import Rejects, Result, Workers, executors, ingest, shards, steps
from kg.readers.collection import Part
from kg.readings import readings
from kg.store import open_store

Done = tuple[bytes, list[tuple[object, ...]], list[str]]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Two files of many records, appraisals of some of their papers, and a file that cannot be read."""
    folder = tmp_path_factory.mktemp("elsewhere") / "in"
    first = [article(n, cites=[n - 1, n + 50], doi=f"10.5555/{n}", effect="-3.1, 95% CI -5.0 to -1.2") for n in range(101, 151)]
    articles(folder / "b.xml.gz", [*first[:20], BROKEN, *first[20:]])
    articles(folder / "d.xml", (article(n, "Another title") for n in range(140, 171)))
    for name, number in (("ek-2001", "doi: 10.5555/120"), ("zu-1999", "pmid: '165'")):
        (folder / f"{name}.yaml").write_text(f"format: 1\npaper: {{key: {name}, title: The paper {name}, {number}}}\n", "utf-8")
    (folder / "c.yaml").write_text("format: 1\npaper: {key: X}\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "PARTS", 7)
        yield [folder]


@pytest.fixture(scope="module")
def here(sources: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Done:
    """What one process makes of them."""
    return done(tmp_path_factory.mktemp("here") / "store", sources, None)


def done(place: Path, sources: list[Path], workers: Workers | None) -> Done:
    """The export of a new store, what became of the sources, and the rejects."""
    rejects = place.with_suffix(".jsonl")
    with open_store(place, write=True) as store, Rejects(rejects) as kept:
        results = ingest(store, sources, workers=workers, rejects=kept)
        assert all(reading.finished for reading in readings(store).values())
        told = [_told(result) for result in results]
    with open_store(place) as store:
        return kg.export(store, ".nq"), told, rejects.read_text("utf-8").splitlines()


def _told(result: Result) -> tuple[object, ...]:
    return (Path(result.source).name, *(getattr(result, name) for name in ("status", "papers", "problems", "rejected", "merged")))


def test_several_processes_do_what_one_does_and_what_is_done_is_not_done_again(
    sources: list[Path], here: Done, tmp_path: Path
) -> None:
    workers = Workers(2, None, tmp_path / "work")
    assert done(tmp_path / "one", sources, workers) == here
    assert len(here[1]) == 5
    assert len(here[2]) == 1
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "work").glob("*.out")}
    assert len(kept) == 8 + 5 + 3  # shards of the two files, and the files that are one source each
    assert done(tmp_path / "two", sources, workers) == here
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "work").glob("*.out")} == kept
    assert not list((tmp_path / "work").glob("*.tmp"))


def test_a_shard_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shards.handed(tmp_path, "1", ("pubmed", "a.xml"), [Part("PMID 101", article(101).encode())])
    monkeypatch.setattr(shards, "parts_ready", lambda *_: iter([_Dies()]))
    with pytest.raises(RuntimeError):
        shards.shard_done(str(path))
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


class _Dies:
    def line(self) -> str:
        raise RuntimeError("in the midst of it")


def test_other_programs_are_another_shard(tmp_path: Path) -> None:
    part = [Part("PMID 101", article(101).encode())]
    names = {shards.handed(tmp_path, version, ("pubmed", name), part) for version in "12" for name in ("a.xml", "b.xml")}
    assert len(names) == 4
    assert shards.handed(tmp_path, "1", ("pubmed", "a.xml"), part) in names


def test_a_folder_that_a_process_cannot_see(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as error:
        shards.shard_done(str(tmp_path / "elsewhere.in"))
    assert "--work" in error.value.hint


def _dies(path: str) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return path


def test_a_process_that_dies_is_told_in_words() -> None:
    with executors.processes(1) as (pool, ahead), pytest.raises(KgError, match="ended early") as error:
        list(executors.in_order(pool, ahead, [("a", "x")], _dies))
    assert "goes on from there" in error.value.hint


def test_no_scheduler(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(StoreError, match="no dask scheduler answers"), executors.cluster(address):
        pass


def test_dask_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError) as error, executors.cluster("tcp://127.0.0.1:1"):
        pass
    assert "appraisal-kg[cluster]" in error.value.hint


# ---- a real cluster


class _Cluster:
    """A dask scheduler and its workers, as processes of their own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.folder = folder
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        self.workers = [self.worker() for _ in range(2)]

    def worker(self) -> subprocess.Popen[bytes]:
        more = (
            "--nworkers",
            "1",
            "--nthreads",
            "1",
            "--no-dashboard",
            "--no-nanny",
            "--memory-limit",
            "2GiB",
            "--death-timeout",
            "30",
        )
        return self._start("worker", self.address, "--host", "127.0.0.1", *more)

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]]
        return subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[_Cluster]:
    pytest.importorskip("distributed", reason="dask.distributed (extra cluster) is not installed")
    (tmp_path / "dask").mkdir()
    cluster = _Cluster(tmp_path / "dask")
    try:
        yield cluster
    finally:
        cluster.close()


@pytest.mark.slow
def test_a_cluster_loses_a_worker_and_nothing_else(sources: list[Path], here: Done, tmp_path: Path, dask: _Cluster) -> None:
    killed: list[int] = []

    def told(upto: int, more: int) -> None:
        if more and not killed:
            dask.workers[0].send_signal(signal.SIGKILL)
            killed.append(upto)

    place = tmp_path / "two"
    with open_store(place, write=True) as store:
        _wait_for_workers(dask)
        results = ingest(store, sources, workers=Workers(1, dask.address, tmp_path / "work"), progress=told)
    assert killed
    with open_store(place) as store:
        assert kg.export(store, ".nq") == here[0]
    assert [_told(result) for result in results] == here[1]


def _wait_for_workers(dask: _Cluster) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(KgError), executors.cluster(dask.address) as (_, ahead):
            if ahead == 8:
                return
        time.sleep(0.2)
    pytest.fail("the workers did not come")
