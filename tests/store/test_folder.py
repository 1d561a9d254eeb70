"""Which folders become stores, which are left alone, and what is said of damaged ones."""

from __future__ import annotations

import os
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import NotFound, StoreError
from kg.store import open_store

QUAD = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(1), ox.NamedNode("urn:g"))


def test_a_store_is_made_where_there_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for place in (tmp_path / "empty", tmp_path / "new" / "deep"):
        with open_store(place, write=True) as store:
            store.add([QUAD])
        assert (place / "kg-store.json").read_text() == '{"format": 1}\n'
        assert sorted(path.name for path in place.iterdir()) == ["kg-store.json", "lock", "oxigraph", "revision"]


@pytest.mark.parametrize("write", [True, False])
def test_a_folder_of_other_things_is_left_alone(tmp_path: Path, write: bool) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(StoreError, match="holds other files and is not a kg store"):
        open_store(tmp_path, write=write)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(StoreError, match="is a file"):
        open_store(tmp_path / "thesis.txt", write=write)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_reading_makes_nothing(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "none"):
        with pytest.raises(NotFound, match="there is no store") as caught:
            open_store(place)
        assert caught.value.hint == "kg ingest SOURCE makes one; kg demo shows the whole way."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize(
    ("mark", "says"),
    [('{"format": 2}', "format 2, this kg reads format 1"), ("[]", "is damaged"), ("", "is damaged"), ("\udcff", "is damaged")],
)
def test_an_unknown_format_is_refused(tmp_path: Path, mark: str, says: str, write: bool) -> None:
    (tmp_path / "kg-store.json").write_bytes(mark.encode(errors="surrogateescape"))
    with pytest.raises(StoreError, match=says) as caught:
        open_store(tmp_path, write=write)
    assert caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["kg-store.json"]


def test_the_mark_may_be_written_otherwise(tmp_path: Path) -> None:
    (tmp_path / "kg-store.json").write_text('{\r\n "format": 1, "note": "mine"}')
    open_store(tmp_path, write=True).close()


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("stage", ["draft", "mark", "lock", "engine folder"])
def test_a_creation_that_was_cut_short_is_carried_on(tmp_path: Path, stage: str, write: bool) -> None:
    (tmp_path / "kg-store.json.4711.tmp").write_text('{"for')
    if stage == "draft" and not write:
        with pytest.raises(NotFound):
            open_store(tmp_path)
        return
    if stage != "draft":
        (tmp_path / "kg-store.json").write_text('{"format": 1}\n')
    if stage in ("lock", "engine folder"):
        (tmp_path / "lock").write_text("4711 kg ingest\n")
    if stage == "engine folder":
        (tmp_path / "oxigraph").mkdir()
        (tmp_path / "oxigraph" / "LOCK").touch()
    with open_store(tmp_path, write=write) as store:
        assert len(store) == 0


@pytest.mark.parametrize("write", [True, False])
def test_a_damaged_store_says_so(tmp_path: Path, write: bool) -> None:
    with open_store(tmp_path, write=True) as store:
        store.add([QUAD])
    (tmp_path / "oxigraph" / "CURRENT").write_text("rubbish")
    with pytest.raises(StoreError, match="is damaged") as caught:
        open_store(tmp_path, write=write)
    assert "ingest the sources again" in caught.value.hint


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may do everything")
def test_a_store_on_a_shelf_can_be_read(tmp_path: Path) -> None:
    with open_store(tmp_path, write=True) as store:
        store.add([QUAD])
    (tmp_path / "lock").unlink()
    tmp_path.chmod(0o555)
    try:
        with open_store(tmp_path) as store:
            assert len(store) == 1
        with pytest.raises(StoreError, match="cannot be locked"):
            open_store(tmp_path, write=True)
    finally:
        tmp_path.chmod(0o755)
