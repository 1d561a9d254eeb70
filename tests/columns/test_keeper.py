"""Columns that are kept through changes hold what columns made from the graphs hold; those of a run cut short are made anew."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import kg
from kg.columns import columns_of, keeper, parts
from kg.columns.keeper import Keeper
from kg.columns.manifest import read_manifest
from kg.columns.reading import read_graphs
from kg.columns.rows import TABLES
from kg.rdf import mint
from kg.store import Store, open_store

Fill = Callable[[Store, int, int], None]
APPRAISAL = {"assessor": {"name": "A", "kind": "person"}, "source": {"kind": "other"}}


def held(store: Store, *, anew: bool = False) -> dict[str, Counter[str]]:
    """Every table as it is kept, or as the graphs give it: rows without the number of their reading."""
    con = parts.filled(read_graphs(store)) if anew else columns_of(store).con
    return {
        table: Counter(repr([*map(_cell, row[1:])]) for row in con.table(table).project(", ".join(kind._fields)).fetchall())
        for table, kind in TABLES.items()
    }


def _cell(value: object) -> object:
    """A decimal without zeros at its end: parts may keep fewer of them."""
    return value.normalize() if isinstance(value, Decimal) else value


def in_step(store: Store) -> bool:
    assert store.place is not None
    manifest = read_manifest(store.place / "columns")
    return manifest is not None and manifest.revision == store.revision()


def test_what_ingest_leaves_is_what_the_graphs_say(corpus: Store) -> None:
    assert in_step(corpus)
    assert held(corpus) == held(corpus, anew=True)
    assert sum(held(corpus)["papers"].values()) >= 49
    assert held(corpus)["derived"]


def test_columns_follow_papers_that_are_added_changed_and_removed(tmp_path: Path, write: Callable[..., Path]) -> None:
    place = tmp_path / "store"
    chance = random.Random(3)  # noqa: S311 - any order will do
    files = [write(f"paper-{i}", appraisals=[APPRAISAL | {"findings": []}]) for i in range(6)]
    for step in range(12):
        with open_store(place, write=True) as store:
            if step % 4 == 3:
                kg.remove(store, str(files[step // 4]), rules=False)
            else:
                flaw = chance.choice(("small-sample", "no-randomization", "short-follow-up"))
                findings = [{"flaw": flaw, "presence": "present", "target": "study"}]
                some = [write(f.stem, appraisals=[APPRAISAL | {"findings": findings}]) for f in chance.sample(files, 3)]
                kg.ingest(store, some, rules=False)
        with open_store(place) as store:
            assert in_step(store), step
            assert held(store) == held(store, anew=True), step


def test_many_parts_become_one(tmp_path: Path, fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "_MANY_PARTS", 3)
    place = tmp_path / "store"
    for seed in range(6):
        with open_store(place, write=True) as store:
            kept = Keeper(store)
            store.watch(kept)
            fill(store, 5, seed)
            kept.keep()
            assert len(kept.manifest.parts) <= 3
            folders = {path.name for path in (place / "columns").iterdir() if path.is_dir()}
            assert folders == set(kept.manifest.parts)
    with open_store(place) as store:
        assert held(store) == held(store, anew=True)


def test_a_part_is_written_before_memory_is_full(tmp_path: Path, fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "_MANY_ROWS", 50)
    with open_store(tmp_path / "store", write=True) as store:
        kept = Keeper(store)
        store.watch(kept)
        fill(store, 20, 1)
        graph = store.graphs()[0]
        store.replace([graph], [])
        kept.keep()
        assert len(kept.manifest.parts) > 3
    with open_store(tmp_path / "store") as store:
        assert held(store) == held(store, anew=True)


def test_a_graph_that_gets_more_quads_is_read_whole(tmp_path: Path, fill: Fill) -> None:
    with open_store(tmp_path / "store", write=True) as store:
        kept = Keeper(store)
        store.watch(kept)
        for _ in range(2):
            fill(store, 3, 1)
            kept.keep()
        everything = [quad for quad in store.quads() if "invented-1" in str(quad.subject)]
        store.add(everything)
        kept.keep()
        assert held(store) == held(store, anew=True)


def test_which_graphs_are_kept_is_found_again_without_its_file(tmp_path: Path, fill: Fill) -> None:
    place = tmp_path / "store"
    for damage in ("nothing", "gone", "no database", "of another run"):
        file = place / "columns" / "readings.sqlite"
        before = file.read_bytes() if file.exists() else b""
        with open_store(place, write=True) as store:
            kept = Keeper(store)
            store.watch(kept)
            fill(store, 6, len(before) + 1)
            kept.keep()
            assert held(store) == held(store, anew=True)
        if damage == "gone":
            file.unlink()
        elif damage == "no database":
            file.write_bytes(b"no database at all" * 1000)
        elif damage == "of another run":
            file.write_bytes(before)
    assert len(read_manifest(place / "columns").gone) >= 6  # type: ignore[union-attr]


@pytest.mark.parametrize("damage", ["no manifest", "half a manifest", "other format", "a part is gone", "an unwatched change"])
def test_columns_out_of_step_are_not_read_and_the_next_run_makes_them_anew(tmp_path: Path, fill: Fill, damage: str) -> None:
    place = tmp_path / "store"
    with open_store(place, write=True) as store:
        kept = Keeper(store)
        store.watch(kept)
        fill(store, 8, 1)
        kept.keep()
    manifest = place / "columns" / "manifest.json"
    if damage == "no manifest":
        manifest.unlink()
    elif damage == "half a manifest":
        manifest.write_text(manifest.read_text()[:20])
    elif damage == "other format":
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 99}))
    elif damage == "a part is gone":
        (place / "columns" / "1").rename(tmp_path / "elsewhere")
    else:
        with open_store(place, write=True) as store:
            fill(store, 12, 2)
    with open_store(place) as store:
        assert not in_step(store)
        assert held(store) == held(store, anew=True)
    with open_store(place, write=True) as store:
        kept = Keeper(store)
        store.watch(kept)
        fill(store, 3, 5)
        kept.keep()
    with open_store(place) as store:
        assert in_step(store)
        assert held(store) == held(store, anew=True)


def test_files_of_a_run_cut_short_do_not_count(tmp_path: Path, fill: Fill) -> None:
    place = tmp_path / "store"
    with open_store(place, write=True) as store:
        kept = Keeper(store)
        store.watch(kept)
        fill(store, 4, 1)
        parts.write_part(place / "columns", "1", read_graphs(store))  # and then it was killed
    with open_store(place, write=True) as store:
        kept = Keeper(store)
        store.watch(kept)
        kept.keep()
    with open_store(place) as store:
        assert held(store) == held(store, anew=True)


def test_nothing_is_written_where_nothing_changed(corpus_place: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "store", write=True) as store:
        kg.ingest(store, [], rules=False)
        kept = Keeper(store)
        before = kept.manifest
        kept.keep()
        assert kept.manifest is before


def test_a_store_in_memory_keeps_no_columns_and_has_them_when_asked(fill: Fill) -> None:
    with open_store() as store:
        kept = Keeper(store)
        store.watch(kept)
        fill(store, 3, 1)
        kept.keep()
        first = columns_of(store)
        assert first is columns_of(store)
        assert first.con.table("papers").count("*").fetchall() == [(3,)]
        store.replace([g for g in store.graphs() if g != mint.LOG][:1], [])
        assert columns_of(store).con.table("papers").count("*").fetchall() == [(2,)]
