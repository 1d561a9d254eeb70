"""Snapshots: whole, unmoved by what is written afterwards, and never left behind for good."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.columns import answered, columns_of
from kg.columns.opened import _in_step
from kg.errors import NotFound, StoreError, StoreInUse
from kg.search.upkeep import reading
from kg.serve.snapshot import Snapshots
from kg.store import open_store

GRAPH = ox.NamedNode("http://example.org/g")


def quad(value: str) -> ox.Quad:
    return ox.Quad(ox.NamedNode("http://example.org/s"), ox.NamedNode("http://example.org/p"), ox.Literal(value), GRAPH)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Path:
    """A store with a few invented papers, and with columns, search index and derived findings beside it."""
    folder = tmp_path_factory.mktemp("made") / "store"
    with open_store(folder, write=True) as store:
        kg.ingest(store, [*data.glob("*.yaml")])
    return folder


@pytest.fixture
def place(tmp_path: Path, made: Path) -> Path:
    """A copy of it, to write."""
    return shutil.copytree(made, tmp_path / "store")


@pytest.fixture
def snapshots(place: Path) -> Iterator[Snapshots]:
    found = Snapshots(place)
    found.open()
    yield found
    found.close()


def files(folder: Path) -> dict[str, bytes]:
    """All files of a store but its snapshots and its lock, by their names."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in ("snapshots", "lock")
    }


def test_a_snapshot_is_the_store_with_all_that_stands_beside_it(place: Path, snapshots: Snapshots) -> None:
    before = files(place)
    snapshot = snapshots.take()
    with open_store(place) as store, open_store(snapshot.folder) as copy:
        assert set(copy.quads()) == set(store.quads())
        assert len(copy) > 100
        assert copy.revision() == store.revision() == snapshot.revision
        assert _in_step(copy) is not None
        assert answered(columns_of(copy), "recurrence") == answered(columns_of(store), "recurrence")
        with reading(copy, snapshot.folder) as index, reading(store, place) as known:
            assert index.revision == snapshot.revision
            assert sorted(index.entries()) == sorted(known.entries())
    assert files(place) == before


def test_it_takes_no_room_that_grows_with_the_store(place: Path, snapshots: Snapshots) -> None:
    folder = snapshots.take().folder
    linked = [path for path in folder.rglob("*") if path.suffix in (".sst", ".parquet")]
    assert len(linked) > 5
    assert all(path.stat().st_nlink > 1 for path in linked)


def test_what_is_written_later_is_not_in_it(place: Path, snapshots: Snapshots) -> None:
    first = snapshots.take()
    kept = files(first.folder)
    with open_store(place, write=True) as store:
        store.add([quad("later")])
    with open_store(place, write=True) as store:
        store.replace([GRAPH], [quad("latest")])
        store.optimize()
    assert snapshots.revision() != first.revision
    second = snapshots.take()
    with open_store(first.folder) as old, open_store(second.folder) as new:
        assert [*old.quads(GRAPH)] == []
        assert [*new.quads(GRAPH)] == [quad("latest")]
        assert len(new) == len(old) + 1
    assert files(first.folder) == kept


def test_a_writer_at_work_is_not_waited_for(place: Path, snapshots: Snapshots) -> None:
    with open_store(place, write=True) as store:
        store.add([quad("half")])
        with pytest.raises(StoreInUse, match="is being written by process"):
            snapshots.take()
    assert snapshots.take().revision == snapshots.revision()


def test_a_reader_is_not_in_the_way_and_afterwards_a_writer_finds_the_store_free(place: Path, snapshots: Snapshots) -> None:
    with open_store(place):
        snapshots.take()
    with open_store(place, write=True, wait=0) as store:
        store.add([quad("free")])


def test_what_is_not_in_step_is_made_anew_in_the_snapshot(place: Path, snapshots: Snapshots) -> None:
    (place / "search.sqlite").write_bytes(b"this is no database" * 100)
    (place / "columns" / "manifest.json").unlink()
    before = files(place)
    snapshot = snapshots.take()
    with open_store(snapshot.folder) as copy, reading(copy, snapshot.folder) as index:
        assert _in_step(copy) is not None
        assert index.revision == snapshot.revision == copy.revision()
        assert [*index.entries()]
    assert files(place) == before


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no store"):
        Snapshots(tmp_path / "nothing").open()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").touch()
    with pytest.raises(StoreError, match="not a kg store"):
        Snapshots(tmp_path / "other").open()
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["file"]


def test_a_store_that_is_damaged_says_so(place: Path, snapshots: Snapshots) -> None:
    (place / "oxigraph" / "CURRENT").write_bytes(b"MANIFEST-999999\n")
    with pytest.raises(StoreError):
        snapshots.take()
    assert [*(place / "snapshots").glob("*/*")] == []


def test_what_goes_wrong_again_is_said_in_the_same_words(snapshots: Snapshots, monkeypatch: pytest.MonkeyPatch) -> None:
    home, said = snapshots.take().folder.parent, set()
    for count in (19, 29):
        (home / str(count + 1)).touch()  # a file where the folder should be, as good as a full disk
        monkeypatch.setattr(snapshots, "_count", count)
        with pytest.raises(StoreError) as raised:
            snapshots.take()
        said.add(str(raised.value))
    assert len(said) == 1


def test_closing_leaves_nothing_behind(place: Path) -> None:
    before = files(place)
    found = Snapshots(place)
    found.open()
    found.take()
    found.take()
    found.close()
    found.close()
    assert not (place / "snapshots").exists()
    assert files(place) == before
    with pytest.raises(StoreError, match="not open"):
        found.take()


def test_a_folder_that_somebody_took_away_is_made_again(place: Path, snapshots: Snapshots) -> None:
    first = snapshots.take()
    assert snapshots.has(first)
    shutil.rmtree(place / "snapshots")
    assert not snapshots.has(first)
    again = snapshots.take()
    assert snapshots.has(again)
    assert again.revision == first.revision
    assert len([*(place / "snapshots").glob("*.lock")]) == 1
    snapshots.close()
    assert not (place / "snapshots").exists()


def test_where_the_store_has_gone_the_next_try_finds_the_new_one(place: Path, snapshots: Snapshots) -> None:
    snapshots.take()
    place.rename(place.with_name("away"))
    for _ in range(2):
        with pytest.raises(NotFound):
            snapshots.take()
    assert not place.exists()
    place.with_name("away").rename(place)
    shutil.rmtree(place / "snapshots")
    assert snapshots.has(snapshots.take())


def test_several_servers_leave_each_other_alone(place: Path, snapshots: Snapshots) -> None:
    mine = snapshots.take()
    other = Snapshots(place)
    other.open()
    theirs = other.take()
    assert mine.folder.exists()
    snapshots.drop(mine)
    other.close()
    assert not theirs.folder.exists()
    assert snapshots.take().folder.is_dir()


LEFT = """
import os, sys
from pathlib import Path
from kg.serve.snapshot import Snapshots
found = Snapshots(Path(sys.argv[1]))
found.open()
print(found.take().folder, flush=True)
os.kill(os.getpid(), 9)
"""


def test_the_next_server_takes_away_what_a_killed_one_left(place: Path) -> None:
    before = files(place)
    done = subprocess.run([sys.executable, "-c", LEFT, str(place)], stdout=subprocess.PIPE, text=True, timeout=60, check=False)
    left = Path(done.stdout.strip())
    assert done.returncode == -9
    assert left.is_dir()
    found = Snapshots(place)
    found.open()
    assert not left.exists()
    assert len([*(place / "snapshots").glob("*.lock")]) == 1
    found.close()
    assert files(place) == before


def test_where_the_store_cannot_be_written_the_snapshot_is_elsewhere(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "snapshots").touch()  # as good as a folder without the right to write, which the superuser has everywhere
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    found = Snapshots(place)
    found.open()
    snapshot = found.take()
    assert snapshot.folder.is_relative_to(tmp_path / "t")
    home = snapshot.folder.parents[1]
    assert home.stat().st_mode & 0o777 == 0o700
    with open_store(snapshot.folder) as copy:
        assert len(copy) > 100
    found.close()
    assert not home.exists()


def test_a_folder_that_others_can_write_is_not_used(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "snapshots").touch()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    trap = tmp_path / "t" / f"kg-snapshots-{os.getuid()}"
    trap.mkdir(parents=True, mode=0o777)
    trap.chmod(0o777)
    found = Snapshots(place)
    found.open()
    assert not found.take().folder.is_relative_to(trap)
    assert [*trap.iterdir()] == []
    found.close()
    shutil.rmtree(trap)
