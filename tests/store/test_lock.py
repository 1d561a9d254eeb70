"""Many readers or one writer, across processes."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.errors import StoreInUse, lines
from kg.store import open_store

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs flock")

PROGRAM = """
import sys, time
from kg.store import open_store
with open_store(sys.argv[1], write=sys.argv[2] == "write"):
    print("open", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    open_store(tmp_path / "kg", write=True).close()
    return tmp_path / "kg"


@contextmanager
def another(place: Path, mode: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the store until the block ends."""
    command = [sys.executable, "-c", PROGRAM, str(place), mode]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        assert child.stdin
        assert child.stdout.readline() == "open\n"
        try:
            yield child
        finally:
            if child.poll() is None:
                child.communicate("\n")


def test_readers_do_not_wait_for_each_other(place: Path) -> None:
    with another(place, "read"), another(place, "read"), open_store(place, wait=0), open_store(place, wait=0) as store:
        assert len(store) == 0


@pytest.mark.parametrize("write", [True, False])
def test_who_comes_after_a_writer_is_told_its_pid(place: Path, write: bool) -> None:
    with another(place, "write") as child:
        start = time.monotonic()
        with pytest.raises(StoreInUse) as caught:
            open_store(place, write=write, wait=0.3)
        assert time.monotonic() - start >= 0.3
        what, advice = lines(caught.value)
        assert re.search(rf"is being written by process {child.pid} \(-c {re.escape(str(place))}\)", what)
        assert "try again" in advice
    open_store(place, write=write, wait=0).close()


def test_a_writer_is_told_of_a_reader(place: Path) -> None:
    with another(place, "read") as child:
        with pytest.raises(StoreInUse, match="is being read by") as caught:
            open_store(place, write=True, wait=0)
        if Path("/proc/locks").exists():
            assert str(child.pid) in caught.value.message


def test_waiting_ends_when_the_other_does(place: Path) -> None:
    for mine, other in ((True, "read"), (True, "write"), (False, "write")):
        with another(place, other) as child:
            assert child.stdin
            child.stdin.write("\n")
            child.stdin.flush()
            open_store(place, write=mine, wait=20).close()


def test_one_process_may_not_write_twice(place: Path) -> None:
    with open_store(place, write=True), pytest.raises(StoreInUse):
        open_store(place, write=True, wait=0)
    with open_store(place, write=True), pytest.raises(StoreInUse):
        open_store(place, wait=0)
    with open_store(place), pytest.raises(StoreInUse):
        open_store(place, write=True, wait=0)


def test_a_killed_holder_holds_nothing(place: Path) -> None:
    for mode in ("read", "write"):
        with another(place, mode) as child:
            child.kill()
            child.wait()
            with open_store(place, wait=0):
                pass
            with open_store(place, write=True, wait=0):
                pass


def test_a_reader_mends_what_a_killed_writer_left(place: Path) -> None:
    with another(place, "write") as child:
        child.kill()
        child.wait()
    assert (place / "lock").read_text().startswith(f"{child.pid} ")
    open_store(place, wait=0).close()
    assert (place / "lock").read_text() == ""


def test_the_engine_lock_is_translated(place: Path) -> None:
    import pyoxigraph as ox

    inside = ox.Store(str(place / "oxigraph"))
    with pytest.raises(StoreInUse, match="in use by another"):
        open_store(place, write=True, wait=0)
    del inside
    open_store(place, write=True, wait=0).close()
