"""`kg search`: what it prints, in every format, with and without an index file."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import kg as package
from kg.search.entry import KINDS
from kg.search.upkeep import FILE, Upkeep
from kg.store import open_store

Call = Callable[..., tuple[int, str, str]]
KEYS = ["kind", "id", "label", "where", "snippet", "score"]


@pytest.fixture(scope="module", params=["with an index", "without"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, data: Path) -> Path:
    """The invented papers on disk."""
    place = tmp_path_factory.mktemp("search") / "store"
    with open_store(place, write=True) as store:
        package.ingest(store, [data])
        with Upkeep(store, place) as upkeep:
            upkeep.keep(store.revision())
    if request.param == "without":
        (place / FILE).unlink()
    return place


def test_text(kg: Call, place: Path) -> None:
    code, out, err = kg("search", "thumb", "wrestling", store=place)
    assert (code, err) == (0, "")
    assert out == (
        "paper  Alpha 2001\n  alpha-2001, alpha-2001.yaml\n  \u00abThumb\u00bb \u00abwrestling\u00bb for sore thumbs\n"
    )
    code, out, err = kg("search", "dynamometer", store=place)
    assert out.splitlines() == [
        "finding  self-report-bias: absent", "  alpha-2001, alpha-2001.yaml", "  A \u00abdynamometer\u00bb was read.",
    ]  # fmt: skip


def test_a_label_that_has_the_words_is_marked_and_not_told_twice(kg: Call, place: Path) -> None:
    code, out, _ = kg("search", "--kind", "outcome", "grip", store=place)
    assert (code, out) == (0, "outcome  \u00abgrip\u00bb strength\n  alpha-2001, alpha-2001.yaml\n")
    _, out, _ = kg("search", "--kind", "flaw", "Baseline imbalance", store=place)
    assert out.splitlines()[0] == "flaw  \u00abBaseline\u00bb \u00abimbalance\u00bb [baseline-imbalance]"


def test_json_has_the_keys_of_the_contract(kg: Call, place: Path) -> None:
    code, out, err = kg("search", "winter", "--format", "json", store=place)
    rows = json.loads(out)
    assert (code, err) == (0, "")
    assert [list(row) for row in rows] == [KEYS] * len(rows)
    assert sorted(row["kind"] for row in rows) == ["article", "article", "article", "paper"]
    (paper,) = (row for row in rows if row["kind"] == "paper")
    assert (paper["id"], paper["label"], paper["where"]) == ("beta-1999", "the winter thumb paper", "beta-1999, beta-1999.yaml")
    assert all(isinstance(row["score"], float) and row["score"] > 0 for row in rows)
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    assert all("\u00ab" in row["snippet"] for row in rows)


@pytest.mark.parametrize("form", ["jsonl", "csv", "tsv", "markdown"])
def test_other_formats(kg: Call, place: Path, form: str) -> None:
    code, out, _ = kg("search", "winter", "--format", form, store=place)
    assert code == 0
    if form == "jsonl":
        assert [list(json.loads(line)) for line in out.splitlines()] == [KEYS] * 4
    elif form == "markdown":
        assert out.splitlines()[0] == f"| {' | '.join(KEYS)} |"
    else:
        rows = list(csv.reader(io.StringIO(out), delimiter="\t" if form == "tsv" else ","))
        assert rows[0] == KEYS
        assert len(rows) == 5


def test_references_are_told_with_all_that_cite(kg: Call, place: Path) -> None:
    _, out, _ = kg("search", "--kind", "reference", "omega", store=place)
    assert out.splitlines()[1] == "  beta-1999, gamma-2010, references.csv"


def test_limit_says_that_there_are_more(kg: Call, place: Path) -> None:
    code, out, err = kg("search", "winter", "--limit", "1", store=place)
    assert (code, out.count("\n\n")) == (0, 0)
    assert err == "1 shown; there are more: --limit shows them.\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (["wrestlng"], "Nothing found. Nothing has 'wrestlng'. Did you mean wrestling"),
        (['"wrestling thumb"'], "Nothing found. The words are there, but not side by side"),
        (["--kind", "note", "wrestling"], "Nothing found. There are hits of other kinds, such as paper."),
    ],
)
def test_nothing_found_is_said_with_a_hint(kg: Call, place: Path, text: list[str], told: str) -> None:
    code, out, err = kg("search", *text, store=place)
    assert (code, out) == (0, "")
    assert err.startswith(told)
    code, out, err = kg("--quiet", "search", *text, "--format", "json", store=place)
    assert (code, json.loads(out), err) == (0, [], "")


@pytest.mark.parametrize("text", ["", "--", "\u2264 *", '""'])
def test_no_word_at_all_is_an_error(kg: Call, place: Path, text: str) -> None:
    code, out, err = kg("search", "--", text, store=place)
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == "There is no word in this to search for."


@pytest.mark.parametrize("text", ["AND", 'a"b', "NEAR(", "x:y", "^", "a OR", "'", "\udcff", ")(", "-a", "a*b*"])
def test_no_sign_is_a_mistake(kg: Call, place: Path, text: str) -> None:
    assert kg("search", "--", text, "thumb", store=place)[0] == 0


def test_only_the_first_words_of_a_pasted_page(kg: Call, place: Path) -> None:
    code, _, err = kg("search", " ".join(f"word{i}" for i in range(100)), store=place)
    assert code == 0
    assert err.splitlines()[0] == "Note: only the first 64 words are searched for."


def test_no_store(kg: Call, tmp_path: Path) -> None:
    code, out, err = kg("search", "thumb", store=tmp_path / "nowhere")
    assert (code, out) == (2, "")
    assert err.startswith("there is no store in")


def test_help_knows_the_kinds(kg: Call) -> None:
    code, out, _ = kg("search", "--help")
    assert code == 0
    assert all(kind in out.replace("\n", "") for kind in KINDS)
    from kg.cli.search import _KINDS

    assert _KINDS == KINDS


def test_a_file_that_is_found_damaged_on_the_way_is_passed_over(kg: Call, place: Path) -> None:
    index = place / FILE
    if not index.exists():
        pytest.skip("without an index there is none to damage")
    whole = index.read_bytes()
    wanted = kg("search", "winter", "--format", "json", store=place)
    try:
        for kept in range(4096, len(whole), 4096 * 3):
            index.write_bytes(whole[:kept] + b"\xff" * (len(whole) - kept))
            assert kg("search", "winter", "--format", "json", store=place) == wanted
    finally:
        index.write_bytes(whole)


def _on_a_terminal(arguments: list[str], **variables: str) -> str:
    """What the command prints where its output is a terminal."""
    leader, follower = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "KG_STORE")} | {"COLUMNS": "80", **variables}
    with subprocess.Popen([sys.executable, "-m", "kg", *arguments], stdout=follower, env=environment) as child:
        os.close(follower)
        out = b""
        while select.select([leader], [], [], 60)[0]:
            try:
                part = os.read(leader, 65536)
            except OSError:
                break
            if not part:
                break
            out += part
    os.close(leader)
    assert child.returncode == 0
    return out.decode().replace("\r\n", "\n")


def test_a_terminal_shows_the_words_in_bold(place: Path) -> None:
    arguments = ["--store", str(place), "search", "sore"]
    assert "Thumb wrestling for \x1b[1msore\x1b[0m thumbs" in _on_a_terminal(arguments, TERM="xterm")
    assert "Thumb wrestling for \u00absore\u00bb thumbs" in _on_a_terminal(arguments, NO_COLOR="1", TERM="xterm")
    assert "Thumb wrestling for \u00absore\u00bb thumbs" in _on_a_terminal(arguments, TERM="dumb")


def test_nothing_stored_acts_on_the_terminal(kg: Call, tmp_path: Path, write: Callable[..., Path]) -> None:
    title = "Needle \x1b]0;owned\x07 \x1b[31mred\x1b[0m \u202edesrever \x9b31m"
    place = tmp_path / "store"
    with open_store(place, write=True) as store:
        package.ingest(store, [write("evil-2000", paper={"title": title})])
    for form in ("text", "csv", "tsv", "markdown", "json"):
        code, out, _ = kg("search", "needle", "--format", form, store=place)
        assert code == 0
        assert not set(out) & set("\x1b\x07\x9b\u202e")


def test_a_search_is_light(place: Path) -> None:
    heavy = ("pydantic", "rdflib", "networkx", "numpy", "yaml", "lxml", "duckdb")
    call = f"from kg.cli.main import run; assert run(['--store', {str(place)!r}, 'search', 'thumb', '--format', 'csv']) == 0"
    program = f"import sys\n{call}\nprint(*[n for n in {heavy!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == ""
