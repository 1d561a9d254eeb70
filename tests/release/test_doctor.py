"""`kg doctor`: a whole store, and stores broken in each way; that looking changes nothing, and that what it advises helps."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement
from packaging.version import Version
from servers import free_port, oxigraph

import kg
from kg.cli.main import run
from kg.condition import program, requirements
from kg.condition.item import PARTS, STATES
from kg.condition.machine import size
from kg.store import open_store

Row = dict[str, Any]
Doctor = Callable[..., tuple[int, list[Row]]]


def wrong(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["state"] == "mend"]


def value(rows: list[Row], name: str) -> Any:
    (found,) = [row["value"] for row in rows if row["part"] == "store" and row["name"] == name]
    return found


def state(folder: Path) -> dict[str, tuple[object, ...]]:
    """All there is of a folder: names, kinds, rights, times and content."""
    return {
        str(path): (
            path.lstat().st_mode,
            path.lstat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"",
        )
        for path in [folder, *sorted(folder.rglob("*"))]
    }


# ---- what is whole


def test_a_whole_store_needs_nothing_and_is_left_as_it_was(place: Path, doctor: Doctor, data: Path) -> None:
    before = state(place)
    code, rows = doctor(place)
    assert state(place) == before
    assert (code, wrong(rows)) == (0, [])
    assert [list(row) for row in rows] == [["part", "name", "state", "value", "remedy"]] * len(rows)
    assert {row["part"] for row in rows} == {*PARTS}
    assert {row["state"] for row in rows} <= {*STATES}
    assert all(row["remedy"] for row in rows if row["state"] == "mend")
    with open_store(place) as store:
        assert value(rows, "statements") == len(store)
        assert value(rows, "papers") == len(kg.ask(store, "papers")) == len(list(data.glob("*.yaml")))
        assert value(rows, "sources") == len(kg.ask(store, "sources"))
        assert value(rows, "revision") == store.revision()


def test_the_text_says_the_same(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (place / "loading.json").write_text("[]")
    assert run(["--store", str(place), "doctor"]) == 1
    out = capfd.readouterr().out
    assert re.search(r"^  mend    finished +a kg ingest was cut short.*\n +-> Run the same kg ingest again", out, re.MULTILINE)
    assert out.endswith("\n1 thing to mend.\n")
    assert [line for line in out.splitlines() if line in PARTS] == [*PARTS]


def test_a_store_that_is_not_there_yet_is_missed_only_where_it_was_named(
    doctor: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert doctor()[0] == 0
    assert doctor(tmp_path / "none")[0] == 1
    monkeypatch.setenv("KG_STORE", "none")
    code, rows = doctor()
    assert (code, [row["value"] for row in wrong(rows)]) == (1, ["there is no store in none"])
    assert not list(tmp_path.iterdir())


# ---- what is broken


def _file(place: Path) -> None:
    shutil.rmtree(place)
    place.write_text("no folder")


def _other(place: Path) -> None:
    (place / "kg-store.json").unlink()


def _text(name: str, text: str) -> Callable[[Path], object]:
    return lambda place: (place / name).write_text(text)


def _gone(name: str) -> Callable[[Path], object]:
    return lambda place: (place / name).unlink()


def _cut(name: str) -> Callable[[Path], object]:
    return lambda place: os.truncate(place / name, (place / name).stat().st_size // 2)


def _part(place: Path) -> None:
    (part,) = [path for path in (place / "columns").iterdir() if path.is_dir()]
    for path in part.iterdir():
        os.truncate(path, path.stat().st_size // 2)


def _without_part(place: Path) -> None:
    for path in (place / "columns").iterdir():
        if path.is_dir():
            shutil.rmtree(path)


def _old_columns(place: Path) -> None:
    path = place / "columns" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 3}))


def _stale(place: Path) -> None:
    (place / "revision").write_text("another-1\n")


def _stamp(place: Path) -> None:
    con = sqlite3.connect(place / "identity.sqlite")
    con.execute("UPDATE state SET value = '99' WHERE name = 'format'")
    con.commit()
    con.close()


BROKEN = {
    "a file in place of a folder": (_file, "place", "is a file, not a store folder"),
    "a folder of other files": (_other, "place", "holds other files and is not a kg store"),
    "a format to come": (_text("kg-store.json", '{"format": 2}\n'), "place", "has store format 2, this kg reads format 1"),
    "a damaged mark": (_text("kg-store.json", "{"), "place", "is damaged"),
    "a damaged engine": (_text("oxigraph/CURRENT", "rubbish"), "content", "is damaged"),
    "no engine": (lambda place: shutil.rmtree(place / "oxigraph"), "content", "is damaged"),
    "a run cut short": (_text("loading.json", "[]"), "finished", "cut short"),
    "no columns": (lambda place: shutil.rmtree(place / "columns"), "columns", "not there"),
    "a damaged part of the columns": (_part, "columns", "damaged"),
    "a missing part of the columns": (_without_part, "columns", "names what is not there"),
    "a damaged manifest": (_text("columns/manifest.json", "{"), "columns", "is no manifest"),
    "older columns": (_old_columns, "columns", "of format 3, and this kg uses format"),
    "columns of before": (_stale, "columns", "not in step"),
    "a search index cut short": (_cut("search.sqlite"), "search index", "damaged"),
    "no search index": (_gone("search.sqlite"), "search index", "not there"),
    "a search index of before": (_stale, "search index", "not in step"),
    "identities that are none": (_text("identity.sqlite", "rubbish" * 999), "identities", "damaged"),
    "identities of another format": (_stamp, "identities", "of another format"),
}


@pytest.mark.parametrize(("damage", "name", "told"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_told_with_what_to_do_and_left_as_it_was(
    place: Path, doctor: Doctor, damage: Callable[[Path], object], name: str, told: str
) -> None:
    damage(place)
    before = state(place)
    code, rows = doctor(place)
    assert state(place) == before
    assert code == 1
    (found,) = [row for row in wrong(rows) if row["name"] == name]
    assert told in found["value"]
    assert found["remedy"]
    assert {row["part"] for row in rows} == {*PARTS}, "the rest is told all the same"


def test_what_it_advises_helps(place: Path, doctor: Doctor, data: Path) -> None:
    _part(place)
    _cut("search.sqlite")(place)
    (place / "identity.sqlite").write_text("rubbish" * 999)
    (place / "loading.json").write_text("[]")
    rows = wrong(doctor(place)[1])
    assert {row["name"] for row in rows} == {"columns", "search index", "identities", "finished"}
    for row in rows:
        found = re.match(r"Delete (?:the folder )?(.*?); then kg ingest SOURCE", row["remedy"])
        if found and Path(found[1]).is_dir():
            shutil.rmtree(found[1])
        elif found:
            Path(found[1]).unlink()
    assert run(["--quiet", "--store", str(place), "ingest", str(next(data.glob("*.yaml")))]) == 0
    code, rows = doctor(place)
    assert (code, wrong(rows)) == (0, [])


def test_a_folder_that_may_not_be_read(place: Path, doctor: Doctor) -> None:
    doctor(place)  # what is imported later could not be read either
    with _as_somebody_else(place.parent):
        code, rows = doctor(place)
    (found,) = wrong(rows)
    assert (code, found["name"], found["value"]) == (1, "place", f"{place} cannot be opened: Permission denied")


@contextmanager
def _as_somebody_else(folder: Path) -> Iterator[None]:
    """The superuser may read everything, so somebody else looks."""
    before, user = folder.stat().st_mode, os.geteuid()
    folder.chmod(0)
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(before)


# ---- who is at work

HOLDS = """
import sys
from kg.store import open_store
with open_store(sys.argv[1], write=sys.argv[2] == "write"):
    print("open", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("mode", ["write", "read"])
def test_who_holds_the_store_is_named(place: Path, doctor: Doctor, mode: str) -> None:
    command = [sys.executable, "-c", HOLDS, str(place), mode]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "open\n"
        code, rows = doctor(place)
        other.communicate("\n")
    (lock,) = [row for row in rows if row["name"] == "lock"]
    assert f"process {other.pid}" in lock["value"]
    assert (code, lock["state"]) == ((1, "mend") if mode == "write" else (0, "ok"))


def test_a_writer_that_was_killed_and_a_store_on_a_shelf(place: Path, doctor: Doctor) -> None:
    (place / "lock").write_text("4711 kg ingest\n")
    code, rows = doctor(place)
    assert (code, "a writer was killed" in value(rows, "lock")) == (0, True)
    assert (place / "lock").read_text() == "4711 kg ingest\n"
    (place / "lock").unlink()
    code, rows = doctor(place)
    assert (code, value(rows, "papers") > 0, (place / "lock").exists()) == (0, True, False)


# ---- servers


def test_a_store_on_a_server(tmp_path: Path, doctor: Doctor, data: Path) -> None:
    with oxigraph(tmp_path / "served") as address:
        code, rows = doctor(address)
        assert (code, value(rows, "revision")) == (0, "kg has written nothing there yet")
        assert run(["--quiet", "--store", address, "ingest", str(next(data.glob("*.yaml")))]) == 0
        code, rows = doctor(address)
        assert (code, wrong(rows), value(rows, "papers"), value(rows, "sources")) == (0, [], 1, 1)
        assert value(rows, "server").startswith("Oxigraph")
        assert value(rows, "updates") == address.replace("/query", "/update")
        assert value(rows, "whole graphs") == address.replace("/query", "/store")
        assert "300 seconds" in value(rows, "time for an answer")


def test_a_server_that_does_not_answer_and_settings_that_make_no_sense(
    doctor: Doctor, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"http://127.0.0.1:{free_port()}/query"
    code, rows = doctor(address)
    assert (code, [row["name"] for row in wrong(rows)]) == (1, ["place"])
    assert "cannot be reached" in wrong(rows)[0]["value"]
    assert run(["--store", "http://me:secret@127.0.0.1/query", "doctor"]) == 2
    assert "secret" not in "".join(capfd.readouterr())
    assert run(["doctor", "--format", "xml"]) == 2
    monkeypatch.setattr("kg.condition.server.find_spec", lambda name: None)
    code, rows = doctor(address)
    assert (code, wrong(rows)[0]["remedy"]) == (1, "pip install 'appraisal-kg[remote]'")


# ---- the program


def test_a_package_that_is_missing_too_old_or_broken_is_told(
    doctor: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = requirements.installed
    faults = {"duckdb": None, "lxml": "4.9.1"}
    monkeypatch.setattr(program, "installed", lambda package: faults.get(package, known(package)))

    def loaded(name: str) -> object:
        if name == "numpy":
            raise ImportError("libopenblas.so: cannot open shared object file")
        return sys.modules.get(name)

    monkeypatch.setattr(program, "import_module", loaded)
    code, rows = doctor(tmp_path)
    found = {row["name"]: (row["value"], row["remedy"]) for row in wrong(rows) if row["part"] == "program"}
    assert code == 1
    assert found.keys() == {"duckdb", "lxml", "numpy"}
    assert found["duckdb"][0] == "not installed"
    assert found["lxml"][0].startswith("4.9.1, and ")
    assert "libopenblas.so" in found["numpy"][0]
    assert all(remedy.startswith("pip install ") for _, remedy in found.values())


def test_shipped_folders_that_are_gone_empty_or_damaged_are_told(
    doctor: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "flaws.ttl").write_text("no turtle")
    (tmp_path / "layouts").mkdir()
    monkeypatch.setattr("kg.resources._ROOT", tmp_path)
    found = {row["name"]: row["value"] for row in wrong([*map(dict, (one._asdict() for one in program.items()))])}
    assert found.keys() == {"data/", "ontology/", "layouts/"}
    assert (found["layouts/"], "lacks its folder data" in found["data/"]) == ("empty", True)
    assert "flaws.ttl cannot be read" in found["ontology/"]


def test_settings_are_named_without_their_values_and_misspelt_ones_are_told(
    doctor: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_STORE_TOKEN", "a secret")
    monkeypatch.setenv("KG_STOER", "x")
    code, rows = doctor()
    told = [(row["state"], row["value"]) for row in rows if row["name"] == "settings"]
    assert (code, told) == (0, [("ok", "KG_STORE_TOKEN"), ("note", "KG_STOER is no setting of kg")])
    assert "Did you mean KG_STORE" in str(rows)
    assert "a secret" not in str(rows)


def test_the_settings_that_are_known_are_those_that_are_read(root: Path) -> None:
    files = [root / "hatch_build.py", *(path for path in (root / "kg").rglob("*.py") if path.parent.name != "condition")]
    read = {name for path in files for name in re.findall(r"\bKG_[A-Z]+(?:_[A-Z]+)*\b", path.read_text("utf-8"))}
    assert read == {*program.SETTINGS}


def test_lower_bounds_are_all_that_is_required() -> None:
    """What kg.condition.requirements understands is what the metadata has."""
    lines = [Requirement(line) for line in distribution(requirements.DISTRIBUTION).requires or ()]
    assert len(list(requirements.requirements())) == len(lines)
    for one, line in zip(requirements.requirements(), lines, strict=True):
        assert (one.package, str(line.specifier)) == (line.name, f">={one.least}" if one.least else "")
        assert bool(one.extra) == (line.marker is not None)


NUMBERS = st.lists(st.integers(0, 40), min_size=1, max_size=4).map(lambda numbers: ".".join(map(str, numbers)))


@given(NUMBERS, NUMBERS)
def test_versions_compare_as_packaging_has_it(found: str, least: str) -> None:
    assert requirements.new_enough(found, least) == (Version(found) >= Version(least))


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (999_960, "1.0 MB"), (2.5e12, "2.5 TB")]
)
def test_sizes(number: int, told: str) -> None:
    assert size(int(number)) == told
