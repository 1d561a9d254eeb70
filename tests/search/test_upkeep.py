"""The index beside a store: in step after every run, known to be behind after one that was cut short, made anew when damaged."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, Quad

import kg
from kg.errors import StoreError
from kg.rdf import lexicon, mint
from kg.rdf import vocab as v
from kg.readings import ontology
from kg.search import upkeep as module
from kg.search.index import Index
from kg.search.question import words
from kg.search.stored import stored
from kg.search.upkeep import FILE, Upkeep, reading
from kg.store import Store, open_store

Call = Callable[..., object]
Write = Callable[..., Path]


def whole(store: Store) -> set[object]:
    return {(source, file, entry) for source, file, entries in stored(store) for entry in entries}


def found(store: Store, folder: Path | None, text: str) -> list[str]:
    with reading(store, folder) as index:
        return [hit.id for hit in index.find(words(text), limit=100).hits]


@pytest.fixture
def sources(write: Write, said: Call) -> Callable[[str, int], object]:
    """`sources(key, version)`: what that version of the file says."""

    def make(key: str, version: int) -> object:
        title = f"Trial {key} as of version{version}"
        return said(write(key, name=f"{key}-{version}.yaml", paper={"title": title}, notes=f"Note of version{version}."))

    return make


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def filled(place: Path, sources: Call, change: Call) -> Path:
    """A store with three papers and an index in step."""
    with open_store(place, write=True) as store, Upkeep(store, place) as upkeep:
        store.add(lexicon.knowledge())
        change(store, upkeep, [sources(key, 1) for key in ("a", "b", "c")])
        upkeep.keep(store.revision())
    return place


def test_a_new_store_gets_its_index_as_it_is_read(filled: Path, on_disk: Call) -> None:
    with open_store(filled) as store:
        assert on_disk(filled) == whole(store)
        assert found(store, filled, "version1 trial") != []
        with Index.of(filled / FILE, write=False) as index:
            assert index.revision == store.revision()
    assert sorted(path.name for path in filled.iterdir() if "search" in path.name) == [FILE]


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(0, 3), st.sampled_from(["take", "take", "forget", "keep", "fall"])),
        max_size=12,
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_step_after_any_changes(
    tmp_path_factory: pytest.TempPathFactory, sources: Call, change: Call, on_disk: Call, steps: list[tuple[str, int, str]]
) -> None:
    """Sources are read, read again in another version, removed; runs end well, or without a word."""
    place = tmp_path_factory.mktemp("any") / "store"
    there: dict[str, object] = {}
    with open_store(place, write=True) as store:
        upkeep = Upkeep(store, place)
        for key, version, step in steps:
            if step == "keep":
                upkeep.keep(store.revision())
                assert on_disk(place) == whole(store)
            if step in ("keep", "fall"):
                upkeep.close()
                upkeep = Upkeep(store, place)
                continue
            gone = [there.pop(key)] if key in there else []
            if step == "take":
                there[key] = sources(key, version)
            change(store, upkeep, [there[key]] if step == "take" else [], gone)
        upkeep.keep(store.revision())
        upkeep.close()
        assert on_disk(place) == whole(store)
    with open_store(place) as store:
        for version in range(4):
            assert set(found(store, place, f"version{version}")) == set(found(store, None, f"version{version}"))


def test_where_nothing_changed_nothing_is_written(filled: Path) -> None:
    before = (filled / FILE).stat()
    with open_store(filled, write=True) as store:
        for _ in range(2):
            with Upkeep(store, filled) as upkeep:
                upkeep.keep(store.revision())
                upkeep.keep(store.revision())
    after = (filled / FILE).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_run_that_ends_early_leaves_an_index_that_is_known_to_be_behind(
    filled: Path, sources: Call, change: Call, on_disk: Callable[[Path], object]
) -> None:
    before = on_disk(filled)
    with open_store(filled, write=True) as store, Upkeep(store, filled) as upkeep:
        change(store, upkeep, [sources("d", 1)])
    assert on_disk(filled) == before
    with open_store(filled) as store:
        with Index.of(filled / FILE, write=False) as index:
            assert index.revision != store.revision()
        assert "d" in found(store, filled, '"trial d"')
    with open_store(filled, write=True) as store, Upkeep(store, filled) as upkeep:
        upkeep.keep(store.revision())
        assert on_disk(filled) == whole(store)


def test_flaws_follow_the_ontology(filled: Path, on_disk: Call) -> None:
    with open_store(filled, write=True) as store, Upkeep(store, filled) as upkeep:
        graph = mint.knowledge("flaws")
        store.replace(
            [graph], [quad for quad in lexicon.knowledge() if quad.graph_name == graph and "/spin" not in str(quad.subject)]
        )
        upkeep.keep(store.revision())
        assert on_disk(filled) == whole(store)
        assert "spin" not in found(store, filled, "spin")


def test_the_ontology_is_read_once_for_each_digest(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    node = mint.paper("abel-2001")
    for digest in ("one", "one", "two"):
        monkeypatch.setattr(module, "flaws", lambda _, digest=digest: asked.append(digest) or ())
        with open_store(filled, write=True) as store, Upkeep(store, filled) as upkeep:
            mark = Quad(mint.knowledge("ontology"), v.KG.sha256, Literal(digest), mint.LOG)
            change = Quad(node, v.KG.notes, Literal(store.revision()), mint.LOG)
            store.replace([], [mark, change], remove=ontology(store))
            upkeep.keep(store.revision())
    assert asked == ["one", "two"]


def _garbage(path: Path) -> None:
    path.write_bytes(b"no database at all" * 400)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _blotted(path: Path) -> None:
    """All after the first pages overwritten: the stamp may still be read, the words not."""
    content = path.read_bytes()
    path.write_bytes(content[:20480] + b"\xff" * (len(content) - 20480))


def _gone(path: Path) -> None:
    path.unlink()


def _older(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE state SET value = '0' WHERE name = 'format'")
    connection.close()


def _other_tables(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE state (something TEXT)")
    connection.close()


DAMAGES = [_garbage, _empty, _cut, _blotted, _gone, _older, _other_tables]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
def test_a_damaged_index_is_passed_over_and_made_anew(
    damage: Callable[[Path], None], filled: Path, sources: Call, change: Call, on_disk: Call
) -> None:
    damage(filled / FILE)
    with open_store(filled, write=True) as store, Upkeep(store, filled) as upkeep:
        change(store, upkeep, [sources("d", 1)])
        upkeep.keep(store.revision())
        assert on_disk(filled) == whole(store)
        assert "d" in found(store, filled, '"trial d"')


def test_the_journal_of_a_killed_run_does_not_get_into_a_new_file(
    filled: Path, sources: Call, change: Call, on_disk: Call
) -> None:
    """SQLite would play it back into whatever file has the name."""
    old = (filled / FILE).read_bytes()
    connection = sqlite3.connect(filled / FILE, isolation_level=None)
    connection.executescript("PRAGMA cache_size = 1; BEGIN; UPDATE entry SET text = text || hex(randomblob(4000));")
    shutil.copy(filled / f"{FILE}-journal", filled / "journal")  # written, and not yet done with
    half = (filled / FILE).read_bytes()
    connection.close()
    assert half != old
    (filled / FILE).write_bytes(half)
    shutil.move(filled / "journal", filled / f"{FILE}-journal")
    with open_store(filled, write=True) as store:
        store.add(lexicon.knowledge())
        change_of = sources("d", 1)
        with Upkeep(store, None) as nobody:
            change(store, nobody, [change_of])
        with Upkeep(store, filled) as upkeep:
            upkeep.keep(store.revision())
        assert on_disk(filled) == whole(store)
    assert not (filled / f"{FILE}-journal").exists()


def test_a_store_in_memory_has_no_file_and_is_searched(world: Store) -> None:
    with Upkeep(world, None) as upkeep:
        upkeep.forget("urn:nothing")
        upkeep.keep(world.revision())
    assert found(world, None, "wrestling")[0] == "alpha-2001"


def test_an_index_that_cannot_be_written_is_an_error_in_words(filled: Path, sources: Call, change: Call) -> None:
    (filled / FILE).unlink()
    (filled / FILE).mkdir()
    with open_store(filled, write=True) as store, Upkeep(store, filled) as upkeep:
        change(store, upkeep, [sources("d", 1)])
        with pytest.raises(StoreError, match=r"search index .* cannot be written") as error:
            upkeep.keep(store.revision())
        assert "kg ingest" in error.value.hint
        assert "d" in found(store, filled, '"trial d"')
    assert [path.name for path in filled.iterdir() if path.name.endswith(".tmp")] == []


def test_a_reader_needs_no_right_to_write_and_leaves_nothing(filled: Path) -> None:
    (filled / FILE).chmod(0o444)
    before = sorted((path.name, path.stat().st_mtime_ns) for path in filled.iterdir())
    with open_store(filled) as store:
        inside = sorted((path.name, path.stat().st_mtime_ns) for path in filled.iterdir())
        assert len(found(store, filled, "version1")) == 6  # a paper and its note, three times
        assert sorted((path.name, path.stat().st_mtime_ns) for path in filled.iterdir()) == inside
    assert {name for name, _ in before} == {path.name for path in filled.iterdir()}


def test_who_reads_while_another_writes_gets_the_old_answer_or_the_new(filled: Path, sources: Call, change: Call) -> None:
    """Each version of the sources exchanges three titles and three notes at once; a mixture would show both."""
    seen: list[frozenset[str]] = []
    wrong: list[BaseException] = []
    done = threading.Event()

    def read() -> Iterator[frozenset[str]]:
        while not done.is_set():
            with Index.of(filled / FILE, write=False) as index:
                for _ in range(5):
                    hits = index.find(words("version*"), limit=100).hits
                    assert len(hits) == 6
                    yield frozenset(
                        word.strip("\u00ab\u00bb.") for hit in hits for word in hit.snippet.split() if "version" in word
                    )

    def run() -> None:
        try:
            seen.extend(read())
        except BaseException as error:  # the test tells it
            wrong.append(error)

    reader = threading.Thread(target=run)
    reader.start()
    with open_store(filled, write=True) as store:
        old = [sources(key, 1) for key in "abc"]
        for version in range(2, 12):
            new = [sources(key, version) for key in "abc"]
            with Upkeep(store, filled) as upkeep:
                change(store, upkeep, new, old)
                upkeep.keep(store.revision())
            old = new
    done.set()
    reader.join()
    assert not wrong
    assert all(len(answer) == 1 for answer in seen), seen
    assert len(set(seen)) > 1


CHILD = """
import sys, kg
from pathlib import Path
from kg.readers import find
from kg.readers.document import open_document
from kg.rdf import lexicon, mint
from kg.rdf.write import quads
from kg.search.recorded import recorded
from kg.search.upkeep import Upkeep
from kg.store import open_store
place, folder = Path(sys.argv[1]), Path(sys.argv[2])
taxonomy = lexicon.taxonomy()
files = sorted(folder.iterdir())
said = [find(d).read(d, taxonomy) for d in map(open_document, files)]
with open_store(place, write=True) as store:
    print("go", flush=True)
    while True:
        with Upkeep(store, place) as upkeep:
            for gone, new in zip(said, said[1:] + said[:1]):
                old = mint.source(gone[0].source)
                graph = mint.source(new[0].source)
                if graph in store.graphs():
                    store.replace([graph], []); upkeep.forget(graph.value)
                else:
                    store.add(q for one in new for q in quads(one)); upkeep.take(graph.value, new[0].source.name, recorded(new))
                if len(new[0].record.notes) % 2:
                    upkeep.keep(store.revision())
                    upkeep.close(); upkeep = Upkeep(store, place)
            upkeep.keep(store.revision())
"""


@pytest.mark.slow
def test_killed_at_random_moments(write: Write, tmp_path: Path, on_disk: Call) -> None:
    """Either the stamp is not that of the store, or the index holds what the store holds."""
    for number in range(12):
        write(f"paper-{number}", notes="word " * (2000 + number))
    chance = random.Random(5)  # noqa: S311
    place = tmp_path / "store"
    steps = fits = 0
    for _ in range(18):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(place), str(tmp_path / "sources")], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert child.stdout is not None
        assert child.stdout.readline() == b"go\n", child.communicate()[1].decode()
        time.sleep(chance.uniform(0, 0.4))
        os.kill(child.pid, signal.SIGKILL)
        child.communicate()
        steps += 1
        with open_store(place) as store:
            revision = store.revision()
            try:
                with Index.of(place / FILE, write=True) as index:
                    stamp = index.revision
            except sqlite3.DatabaseError:
                continue
            if stamp == revision:
                fits += 1
                assert on_disk(place) == whole(store)
            with reading(store, place) as index:
                assert set(index.entries()) == whole(store)
    assert steps == 18
    assert kg.__name__ == "kg"
