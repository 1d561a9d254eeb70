"""Shards: whole graphs, the same bytes for the same content, and loaded by the servers' own bulk loaders."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from servers import Running, oxigraph

from kg.cli.main import run
from kg.errors import UsageError
from kg.export import export
from kg.store import Store, open_store
from kg.store.shards import write_shards

N = ox.NamedNode


def made(store: Store, counts: dict[str, int]) -> None:
    for graph, count in counts.items():
        store.add(ox.Quad(N("urn:s"), N("urn:p"), ox.Literal(f'{n}\n"é'), N(f"urn:{graph}")) for n in range(count))


def read(folder: Path) -> list[list[ox.Quad]]:
    files = [file["name"] for file in json.loads((folder / "manifest.json").read_text("utf-8"))["shards"]]
    assert sorted(files) == sorted(path.name for path in folder.glob("*.nq.gz"))
    packed = [gzip.decompress((folder / name).read_bytes()) for name in files]
    return [list(ox.parse(data, format=ox.RdfFormat.N_QUADS)) for data in packed]


def test_graphs_are_whole_and_everything_is_there(tmp_path: Path) -> None:
    with open_store() as store:
        made(store, {"a": 3, "b": 4, "c": 20, "d": 1, "e": 6})
        shards = write_shards(store, tmp_path / "shards", 7)
        assert [(shard.quads, shard.graphs) for shard in shards] == [(7, 2), (20, 1), (7, 2), (1, 1)]
        files = read(tmp_path / "shards")
        assert {quad for file in files[:-1] for quad in file} == set(store.quads())
        assert [str(quad.predicate) for quad in files[-1]] == ["<urn:x-kg:revision>"]
        told = json.loads((tmp_path / "shards" / "manifest.json").read_text("utf-8"))
        assert (told["quads"], told["graphs"]) == (34, 5)
        for shard in told["shards"]:
            data = (tmp_path / "shards" / shard["name"]).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (shard["bytes"], shard["sha256"])


def test_an_empty_store_has_its_revision_alone(tmp_path: Path) -> None:
    with open_store() as store:
        assert [shard.quads for shard in write_shards(store, tmp_path / "shards", 10)] == [1]


def test_the_same_content_gives_the_same_bytes_and_takes_the_old_place(tmp_path: Path) -> None:
    for order in ("abc", "cba"):
        with open_store() as store:
            made(store, dict.fromkeys(order, 5))
            write_shards(store, tmp_path / order, 6)
            write_shards(store, tmp_path / order, 6)
    one, other = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("abc", "cba"))
    assert one == other


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with open_store() as store, pytest.raises(UsageError, match="other files"):
        write_shards(store, tmp_path, 10)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_command(corpus_place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "shards"
    assert run(["--store", str(corpus_place), "export", "--shards", str(target), "--shard-size", "40000"]) == 0
    assert "quads in" in capsys.readouterr().err
    assert run(["--store", str(corpus_place), "export"]) == 2
    assert run(["--store", str(corpus_place), "export", "--shards", str(target), "-o", "x.nq"]) == 2
    assert "either" in capsys.readouterr().err


def test_oxigraph_loads_them(corpus: Store, tmp_path: Path) -> None:
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("Oxigraph's server is not installed")
    write_shards(corpus, tmp_path / "shards", 40_000)
    files = sorted(map(str, (tmp_path / "shards").glob("*.nq.gz")))
    subprocess.run(
        [program, "load", "-l", str(tmp_path / "store"), "--file", *files], check=True, capture_output=True, timeout=100
    )
    with oxigraph(tmp_path / "store") as address, open_store(address) as store:
        assert store.revision().startswith("shards-")
        assert len(store) == len(corpus)
        assert export(store, ".nq") == export(corpus, ".nq")


def test_virtuoso_loads_them(corpus: Store, virtuoso_server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_USER", "dba")
    monkeypatch.setenv("KG_STORE_PASSWORD", "dba")
    with open_store(virtuoso_server.address, write=True) as store:
        store.replace(store.graphs(), [])
        made(store, {"before": 1})
    folder = virtuoso_server.load / "shards"
    write_shards(corpus, folder, 40_000)
    statements = (
        "SPARQL CLEAR GRAPH <urn:x-kg:store>; SPARQL CLEAR GRAPH <urn:before>; "
        f"ld_dir('{folder}', '*.nq.gz', 'urn:x-kg:none'); log_enable(2, 1); rdf_loader_run(); checkpoint;"
    )
    command = ["isql-vt", f"127.0.0.1:{virtuoso_server.sql}", "dba", "dba", f"exec={statements}"]
    done = subprocess.run(command, check=True, capture_output=True, timeout=100, text=True)
    assert "Error" not in done.stdout + done.stderr
    with open_store(virtuoso_server.address) as store:
        assert store.revision().startswith("shards-")
        assert export(store, ".nq") == export(corpus, ".nq")
