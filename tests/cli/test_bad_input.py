"""Misuse and unreadable input: a message that names file and place, exit code 2 (1 with the rest done), the store untouched."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kg as package
from kg.store import open_store

Call = Callable[..., Any]
Write = Callable[..., Path]

GOOD = "format: 1\npaper: {key: good-2000, title: Good}\n"
BOMB = "format: 1\na: &a [x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefghij", "bcdefghijk", strict=True)
)

FLAW = b"""format: 1
paper: {key: x-1}
appraisals:
- assessor: {name: A, kind: person}
  source: {kind: other}
  findings: [{flaw: high-atrition, presence: present}]
"""

BAD: dict[str, tuple[bytes, str]] = {  # what the file holds, and words of the message
    "empty.yaml": (b"", "empty"),
    "blank.txt": (b" \n\t\n", "empty"),
    "binary.yaml": (bytes(range(256)), "binary"),
    "picture.html": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
    "utf-16.yaml": (GOOD.encode("utf-16"), "UTF-16"),
    "latin-1.yaml": ("format: 1\npaper: {key: x-1, title: café}\n".encode("latin-1"), "line 2"),
    "cut.yaml": (b"format: 1\npaper: {key: x-1, title: 'half a ti", "not YAML"),
    "cut-character.yaml": (GOOD.encode() + "é".encode()[:1], "UTF-8"),
    "bomb.yaml": (BOMB.encode(), "line 2"),
    "deep.yaml": (b"format: 1\npaper: " + b"[" * 10_000, "deep"),
    "tag.yaml": (b"format: 1\npaper: !!python/object/apply:os.system ['true']\n", "tags"),
    "two.yaml": (GOOD.encode() + b"---\n" + GOOD.encode(), "second document"),
    "twice.yaml": (GOOD.encode() + b"paper: {key: y-1}\n", "second time"),
    "list.yaml": (b"format: 1\npaper: [a, b]\n", "line 2, paper"),
    "no-key.yaml": (b"format: 1\npaper: {title: Nameless}\n", "paper.key"),
    "number.yaml": (b"format: 1\npaper: {key: x-1, year: soon}\n", "line 2, paper.year"),
    "word.yaml": (
        b"format: 1\npaper: {key: x-1}\noutcomes:\n- id: a\n  label: a\n  estimates:\n  - {value: large}\n",
        "line 7, outcomes[0].estimates[0].value",
    ),
    "flaw.yaml": (
        FLAW,
        "Did you mean high-attrition",
    ),
    "arm.yaml": (
        b"format: 1\npaper: {key: x-1}\noutcomes:\n- {id: a, label: a, estimates: [{arms: [b, c]}]}\n",
        "there is no arm 'b'",
    ),
    "format.yaml": (b"format: 2\npaper: {key: x-1}\n", "format"),
    "letter.txt": (b"Dear all,\n\nnothing here is about a paper.\n", "none of the formats"),
    "page.html": (b"<!doctype html><title>Weather</title><p>Rain.</p>", "none of the formats"),
    "table.csv": (b"a,b\n1,2\n", "no layout knows a table with the columns a, b"),
    "header.csv": (b"citing_key,cited_key,pmid\nx-1,,\n", "columns"),
    "rows.csv": (b"citing_key,cited_key,pmid,doi,first_author,year,title,journal\nNot A Key,,,,,,,\n", "line 2"),
    "notices.csv": (b"RetractionNature,OriginalPaperDOI\nRetraction,unavailable\n", "the notice is left out"),
    "nature.csv": (b"RetractionNature,OriginalPaperDOI\nRetracton,10.5555/x\n", "Did you mean retraction"),
    "quotes.csv": (
        b'RetractionNature,OriginalPaperDOI\nRetraction,10.5555/x\n"Retraction,10.5555/y\n',
        "from here on this is not CSV",
    ),
    "packed.xml.gz": (gzip.compress(b"<PubmedArticleSet/>" * 500)[:-9], "the gzip file is cut off"),
    "cut-off.xml": (b"<PubmedArticleSet>\n<PubmedArticle><MedlineCitation>\n", "this is not XML"),
    "entities.xml": (
        b'<!DOCTYPE PubmedArticleSet [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>\n<PubmedArticleSet>&b;</PubmedArticleSet>',
        "entities of its own",
    ),
    "other.xml": (b"<?xml version='1.0'?><article><front/></article>", "none of the formats"),
    "none.csv": (b"citing_key,cited_key,pmid,doi,first_author,year,title,journal\n", "no reference"),
}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, "utf-8")
    return path


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the good file. Copy it to write."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "good.yaml").write_text(GOOD, "utf-8")
    with open_store(folder / "store", write=True) as store:
        package.ingest(store, [folder / "good.yaml"])
    return folder / "store"


def content(place: Path) -> tuple[str, bytes]:
    with open_store(place) as store:
        return store.revision(), package.export(store, ".nq")


# ---- sources


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_source_alone(kg: Call, tmp_path: Path, filled: Path, name: str) -> None:
    data, words = BAD[name]
    bad = tmp_path / name
    bad.write_bytes(data)
    store = tmp_path / "store"
    shutil.copytree(filled, store)
    before = content(store)
    code, out, err = kg("ingest", bad, store=store)
    assert (code, out) == (2, "")
    assert words in err
    assert name in err
    assert content(store) == before
    code, out, err = kg("validate", bad)
    assert code == 1
    assert words in out
    assert name in out


def test_bad_sources_among_good_ones(kg: Call, tmp_path: Path, good: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, (data, _) in BAD.items():
        (folder / name).write_bytes(data)
    code, _, err = kg("ingest", folder, good, store=tmp_path / "store")
    assert code == 1
    assert all(name in err for name in BAD)
    assert err.count("Name the format with --format") == err.count("docs/appraisal-format.md") == 1  # once for all of them
    with open_store(tmp_path / "store") as store:
        assert package.ask(store, "papers").column("paper") == ("good-2000",)
    code, _, err = kg("--quiet", "ingest", folder, good, store=tmp_path / "store")
    assert (code, "bomb.yaml" in err) == (1, True)  # what is wrong is told also quietly
    assert kg("ingest", folder, store=tmp_path / "store")[0] == 2  # none could be read


def test_a_huge_file_is_not_read(kg: Call, tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.write(GOOD.encode())
        file.truncate(600 * 2**20)
    code, _, err = kg("ingest", huge, store=tmp_path / "store")
    assert (code, "binary file" in err) == (2, True)  # its beginning is enough
    long = tmp_path / "long.yaml"
    long.write_bytes(GOOD.encode() + b"# long\n" * 2**20 * 2)
    code, _, err = kg("ingest", long, store=tmp_path / "store")
    assert (code, "MB" in err) == (2, True)


def test_what_is_no_file(kg: Call, tmp_path: Path) -> None:
    store = tmp_path / "store"
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    for name, words in (
        ("nowhere.yaml", "no such file"),
        ("empty", "nothing to read"),
        ("pipe.yaml", "not a file"),
        ("loop.yaml", ""),
    ):
        code, _, err = kg("ingest", tmp_path / name, store=store)
        assert (code, name in err, words in err) == (2, True, True), err
    if os.getuid():
        (tmp_path / "closed.yaml").write_text(GOOD, "utf-8")
        (tmp_path / "closed.yaml").chmod(0)
        code, _, err = kg("ingest", tmp_path / "closed.yaml", store=store)
        assert (code, "ermission" in err) == (2, True)


def test_odd_file_names(command: Call, tmp_path: Path) -> None:
    """Names are bytes: quotes, newlines, control and bidi characters, and what is no UTF-8."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate(
        (b'a"b.yaml', b"new\nline.yaml", "\u202emlay.yaml".encode(), b"\x1b[31mred.yaml", b"latin-\xe9.yaml")
    ):
        with open(os.path.join(os.fsencode(folder), name), "w", encoding="utf-8") as file:  # noqa: PTH118, PTH123
            file.write(f"format: 1\npaper: {{key: p-{number}, title: T}}\n")
    done = command("ingest", folder, store=tmp_path / "store")
    assert done.code in (0, 1), done.err
    assert "\x1b" not in done.err
    assert "\u202e" not in done.err
    for arguments in (["sources"], ["query", "papers"], ["sources", "--format", "markdown"]):
        shown = command(*arguments, store=tmp_path / "store")
        assert shown.code == 0
        assert "\x1b" not in shown.out
        assert "\u202e" not in shown.out
    assert command("sources", "--format", "json", store=tmp_path / "store").code == 0
    assert "p-0" in command("query", "papers", store=tmp_path / "store").out


def test_a_forced_format(kg: Call, tmp_path: Path, good: Path) -> None:
    store = tmp_path / "store"
    code, _, err = kg("ingest", good, "--format", "painscience", store=store)
    assert (code, "no PainScience bibliography page" in err) == (2, True)
    code, _, err = kg("ingest", good, "--format", "apprasal", store=store)
    assert (code, "appraisal" in err) == (2, True)
    assert kg("ingest", good, "--format", "appraisal", store=store)[0] == 0


# ---- stores


def test_no_store(kg: Call, tmp_path: Path) -> None:
    for arguments in (
        ["query", "papers"],
        ["flaws"],
        ["sources"],
        ["paper", "x"],
        ["graph", "-o", tmp_path / "g.html"],
        ["export", "-o", tmp_path / "g.nq"],
    ):
        code, out, err = kg(*arguments, store=tmp_path / "nowhere")
        assert (code, out) == (2, ""), arguments
        assert "no store" in err
        assert "kg ingest" in err
    assert list(tmp_path.iterdir()) == []
    assert kg("remove", "x", store=tmp_path / "nowhere")[0] == 2


def test_a_folder_that_is_something_else(kg: Call, tmp_path: Path, good: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"x")
    for place in (tmp_path / "photos", good, good / "below"):
        for arguments in (["ingest", good], ["query", "papers"]):
            code, _, err = kg(*arguments, store=place)
            assert (code, str(place) in err) == (2, True), err
    assert [p.name for p in (tmp_path / "photos").iterdir()] == ["a.jpg"]
    code, _, err = kg("query", "papers", store=Path("http://localhost:1/sparql"))
    assert code == 2
    assert err


def test_an_empty_store(kg: Call, tmp_path: Path, good: Path) -> None:
    store = tmp_path / "store"
    kg("ingest", good, store=store)
    code, _, err = kg("remove", "goode.yaml", store=store)
    assert (code, "good.yaml" in err) == (2, True)
    assert kg("remove", good, store=store)[0] == 0
    for arguments in (["query", "papers"], ["flaws"], ["sources"], ["query", "recurrence", "--format", "json"]):
        assert kg(*arguments, store=store)[0] == 0
    code, _, err = kg("graph", "-o", tmp_path / "g.html", store=store)
    assert (code, "no papers" in err) == (2, True)
    for ending in ("nq", "ttl", "trig", "jsonld", "graphml"):
        assert kg("export", "-o", tmp_path / f"e.{ending}", store=store)[0] == 0
    assert (tmp_path / "e.nq").read_bytes() == b""


# ---- misuse


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ingets", "x"], "ingest"),
        (["--stor", "x"], "--stor"),
        (["ingest"], "SOURCE"),
        (["query"], "--list"),
        (["query", "papers", "--text", "ASK {}"], "one of"),
        (["query", "--text", "ASK {}", "--param", "a=b"], "--param"),
        (["query", "papers", "--param", "x"], "NAME=VALUE"),
        (["query", "papers", "--param", "x=1"], "no parameter"),
        (["query", "paper"], "papers"),
        (["query", "flaws-of-paper"], "paper="),
        (["query", "--text", "SELECT * WHERE {"], "parse"),
        (["query", "--text", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], "SERVICE"),
        (["query", "--text", "CLEAR ALL"], "parse"),
        (["query", "--file", "nowhere.rq"], "nowhere.rq"),
        (["query", "--show", "recurence"], "recurrence"),
        (["query", "papers", "--limit", "-1"], "limit"),
        (["query", "papers", "--format", "xlsx"], "xlsx"),
        (["flaws", "--by", "yaer"], "year"),
        (["flaws", "--level", "planet"], "planet"),
        (["export", "-o", "x.foo"], ".graphml"),
        (["export", "-o", "x"], ".ttl"),
        (["graph", "-o", "x.html", "--hops", "99"], "hops"),
        (["graph", "-o", "x.html", "--around", "nobody-1"], "nobody-1"),
        (["paper", "nobody-1"], "nobody-1"),
        (["extract", "nowhere.txt"], "nowhere.txt"),
        (["validate", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_misuse_is_told_in_words(
    kg: Call, corpus_place: Path, arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = kg(*arguments, store=corpus_place)
    assert code == (1 if arguments[0] == "validate" else 2), (out, err)
    assert words in err + (out if arguments[0] == "validate" else "")
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_a_byte_that_is_no_text_in_an_argument(command: Call, corpus_place: Path) -> None:
    odd = os.fsdecode(b"caf\xe9")
    for arguments in (
        ["query", "effects-of-outcome", "--param", f"about={odd}"],
        ["query", "--text", f"SELECT * {{ ?s ?p '{odd}' }}"],
        ["paper", odd],
        ["remove", odd],
        ["flaws", "--by", odd],
        [odd],
        ["query", odd],
        ["graph", "-o", "/nowhere/x.html", "--around", odd],
        ["ingest", odd],
    ):
        done = command(*arguments, store=corpus_place)
        assert done.code == 2, arguments
        assert done.err


def test_output_that_cannot_be_written(kg: Call, corpus_place: Path, good: Path) -> None:
    for place in ("/proc/nowhere/x.nq", good / "x.nq"):
        code, _, err = kg("export", "-o", place, store=corpus_place)
        assert (code, "cannot be written" in err) == (2, True)


def test_a_full_disk_for_output(corpus_place: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("wb") as full:
        arguments = [sys.executable, "-m", "kg", "--store", str(corpus_place), "query", "judgements"]
        done = subprocess.run(arguments, stdout=full, stderr=subprocess.PIPE, check=False)
    assert b"Traceback" not in done.stderr
    assert done.returncode == 2


def test_interrupted(tmp_path: Path, command: Call) -> None:
    """Waiting for standard input, as one who has forgotten it: Ctrl-C ends it with 130 and one line."""
    arguments = [sys.executable, "-m", "kg", "--store", str(tmp_path / "store"), "ingest", "-"]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        until = time.monotonic() + 30
        while not (tmp_path / "store" / "kg-store.json").exists() and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(1.0)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)
    assert (child.returncode, out, err) == (130, b"", b"\nInterrupted.\n")
    assert command("sources", store=tmp_path / "store").code == 0
