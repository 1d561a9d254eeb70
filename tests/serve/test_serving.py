"""`kg serve` as a process: how it starts, what it answers, what it survives, how it ends."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from serve.conftest import Served

from kg.cli.main import run
from kg.store import open_store

SOON = 10  # seconds: generous, for a machine that does much else
Serving = Callable[..., AbstractContextManager[Served]]
Command = Callable[..., object]


def answers(served: Served) -> bool:
    """Whether a small query is answered, soon."""
    start = time.monotonic()
    response = served.query("ASK { ?s ?p ?o }")
    assert time.monotonic() - start < SOON
    return response.status_code == 200 and response.json()["boolean"] is True


# ---- what it answers


def test_a_query_and_a_page(served: Served) -> None:
    assert answers(served)
    page = served.get("/methods.html", accept="text/html")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    again = served.get("/methods.html", accept="text/html", if_none_match=page.headers["etag"])
    assert again.status_code == 304


def test_the_answers_are_those_of_the_store(served: Served, corpus_place: Path) -> None:
    text = "SELECT ?s ?o { ?s a ?o } ORDER BY ?s ?o LIMIT 1000"
    with open_store(corpus_place) as store:
        wanted = store.query(text).serialize(format=ox.QueryResultsFormat.TSV)
    assert served.query(text, accept="text/tab-separated-values").content == wanted


def test_functions_and_prefixes_of_kg(served: Served) -> None:
    response = served.query('SELECT (calc:measure("OR") AS ?m) (COUNT(DISTINCT ?p) AS ?n) { ?p a kg:Paper }')
    assert response.status_code == 200
    assert int(response.json()["results"]["bindings"][0]["n"]["value"]) > 0


def test_what_the_description_lists_can_be_called(served: Served) -> None:
    from kg.arithmetic import Calls

    store = ox.Store()
    store.load(served.get("/sparql", accept="text/turtle").content, format=ox.RdfFormat.TURTLE)
    extension = ox.NamedNode("http://www.w3.org/ns/sparql-service-description#extensionFunction")
    assert {quad.object.value for quad in store.quads_for_pattern(None, extension, None)} == set(Calls().functions)


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/../../pyproject.toml",
        "/static/..%5c..%5cpyproject.toml", "/paper/..%2f..%2fkg-store.json.html", "/graphs/../../etc/passwd", "//etc/passwd",
        "/static/%00.css", "/paper/%ff%fe.html", "/" + "a/" * 500, "/static/" + "a" * 5000 + ".css",
    ],
)  # fmt: skip
def test_no_path_leads_out(served: Served, path: str) -> None:
    """Sent as it stands: a client of a better kind would tidy it up first."""
    parts = urlsplit(served.address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    try:
        connection.putrequest("GET", path, skip_accept_encoding=True)
        connection.endheaders()
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    assert response.status in (400, 404)
    assert b"root:" not in body
    assert b"[project]" not in body


# ---- hostile queries; what the workers do with each kind is in test_threats.py


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("SELECT * {" * 20_000, 400),
        ("SELECT * {" * 40_000, 413),
        ("SELECT * " + "{" * 3_000 + "}" * 3_000, 400),
        ("SELECT * { FILTER(" + "!" * 30_000 + "true) }", 400),
        ("SELECT * { FILTER(" + "1+" * 20_000 + "1) }", 400),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400),
        ("LOAD <file:///etc/passwd>", 400),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", 400),
        ("SELECT * {", 400),
        ("", 400),
        ("\x00", 400),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", 200),  # names a graph, which is not there
        ("SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }", 200),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_refused_before_it_runs(served: Served, text: str, status: int) -> None:
    response = served.query(text)
    assert response.status_code == status, response.text
    if status == 200:
        assert response.json()["results"]["bindings"] == []
    else:
        assert response.json()["detail"]
    assert answers(served)


@pytest.fixture(scope="module")
def impatient(corpus_place: Path, serving: Serving, tmp_path_factory: pytest.TempPathFactory) -> object:
    """A server that gives queries a second, 10 rows and 256 MiB, in a folder of its own."""
    place = tmp_path_factory.mktemp("impatient") / "store"
    shutil.copytree(corpus_place, place, ignore=shutil.ignore_patterns("snapshots"))
    with serving(place, "--timeout", 1, "--max-rows", 10, "--memory", 512, "--workers", 1) as served:
        yield served


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
        "SELECT DISTINCT ?c ?f { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f",
        "SELECT * { " + "?s ?p ?o . " * 150 + "}",
    ],
)
def test_what_takes_too_much_is_ended_and_the_next_is_answered(impatient: Served, text: str) -> None:
    response = impatient.query(text)
    assert response.status_code in (503, 504), response.text[:200]
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["hint"]
    assert answers(impatient)


def test_too_many_rows_are_cut_and_the_answer_says_so(impatient: Served) -> None:
    response = impatient.query("SELECT * { ?s ?p ?o }")
    assert response.status_code == 200
    assert response.headers["kg-truncated"] == "rows"
    assert len(response.json()["results"]["bindings"]) == 10
    assert 'event="truncated"' in impatient.get("/metrics").text


def test_a_client_that_leaves_takes_its_query_with_it(impatient: Served) -> None:
    parts = urlsplit(impatient.address)
    text = b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    head = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    head += f"Content-Length: {len(text)}\r\n\r\n"
    for _ in range(5):
        with socket.create_connection((parts.hostname or "", parts.port), timeout=SOON) as client:
            client.sendall(head.encode() + text)
            time.sleep(0.05)
    assert answers(impatient)


# ---- tokens and names


def test_with_a_token_until_it_is_interrupted(copied: Path, serving: Serving) -> None:
    token = "0123456789abcdef"  # noqa: S105 - of this test
    options = ("--host", "0.0.0.0", "--host-name", "kg.example.org", "--workers", 1, "--rate", 3)  # noqa: S104 - with a token
    before = sorted(path.name for path in copied.iterdir())
    with serving(copied, *options, KG_SERVE_TOKEN=token) as served:
        assert served.get("/papers.html").status_code == 401
        assert served.get("/papers.html").headers["www-authenticate"].startswith("Basic")
        assert served.get("/health").status_code == 200
        assert served.query("ASK {}").status_code == 401
        assert served.query("ASK {}", authorization=f"Bearer {token}").status_code == 200
        assert served.query("ASK {}", authorization=f"Bearer {token}", host="kg.example.org").status_code == 200
        assert served.query("ASK {}", authorization=f"Bearer {token}", host="evil.example").status_code == 421
        assert 429 in [served.get("/health").status_code for _ in range(60)]
        ended(served, signal.SIGINT)
    assert sorted(path.name for path in copied.iterdir()) == before


# ---- what it says when it cannot start


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--host", "0.0.0.0"), "so a token is needed"),  # noqa: S104 - refused
        (("--host", "no-such-host.invalid"), "so a token is needed"),
        (("--host", "192.0.2.1", "--token", "0123456789abcdef"), "cannot be used"),
        (("--token", "short"), "16 characters or more"),
        (("--token-file", "no-such-file"), "cannot be read"),
        (("--cors", "example.org"), "is no origin"),
        (("--cors", "https://example.org/path"), "is no origin"),
        (("--host-name", "a b"), "is no name"),
        (("--address", "kg.example.org"), "is no address"),
        (("--log", "no/such/folder/log"), "cannot be written"),
        (("--port", "99999"), "65535"),
    ],
)
def test_what_it_refuses_to_do(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    corpus_place: Path,
    tmp_path: Path,
    options: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KG_SERVE_TOKEN", raising=False)
    assert run(["--store", str(corpus_place), "serve", "--port", "0", *options]) == 2
    assert said in capsys.readouterr().err


def test_a_store_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["--store", str(tmp_path / "nothing"), "serve"]) == 2
    told = capsys.readouterr().err
    assert "there is no store" in told
    assert "kg ingest" in told
    assert not (tmp_path / "nothing").exists()


def test_a_port_that_is_taken(capsys: pytest.CaptureFixture[str], corpus_place: Path, served: Served) -> None:
    assert run(["--store", str(corpus_place), "serve", "--port", served.address.rpartition(":")[2]]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert (first.startswith("Port "), "--port" in second) == (True, True)


# ---- how it ends, and begins again


@pytest.fixture
def copied(corpus_place: Path, tmp_path: Path) -> Path:
    """A store of the test's own."""
    return shutil.copytree(corpus_place, tmp_path / "store", ignore=shutil.ignore_patterns("snapshots"))


def ended(served: Served, how: signal.Signals) -> None:
    """End the server and see that it goes soon, without a word too many, and takes its processes with it."""
    children = descendants(served.process.pid)
    assert children
    served.process.send_signal(how)
    assert served.process.wait(SOON) == 0
    assert served.process.stderr is not None
    assert "Traceback" not in served.process.stderr.read()
    assert gone(children)


def test_killed_started_again_and_following_the_store(
    copied: Path, serving: Serving, write: Callable[..., Path], command: Command
) -> None:
    before = sorted(path.name for path in copied.iterdir())
    with serving(copied, "--workers", 1) as served:
        assert answers(served)
        children = descendants(served.process.pid)
        served.process.kill()
        served.process.wait(SOON)
    assert gone(children)
    with serving(copied, "--workers", 1) as served:
        revision = served.get("/health").json()["revision"]
        assert served.get("/paper/newcomer-2026.html").status_code == 404
        command("ingest", write("newcomer-2026"), store=copied)
        until = time.monotonic() + 60
        while served.get("/health").json()["revision"] == revision:
            assert time.monotonic() < until
            time.sleep(0.2)
            assert answers(served)
        assert served.get("/paper/newcomer-2026.html").status_code == 200
        shutil.rmtree(copied / "snapshots")  # somebody tidies up: workers that are started later find one all the same
        while not [*(copied / "snapshots").glob("*/*/revision")]:
            assert time.monotonic() < until
            time.sleep(0.1)
        assert answers(served)
        ended(served, signal.SIGTERM)
    assert sorted(path.name for path in copied.iterdir()) == before


def test_importing_the_command_does_not_load_the_server() -> None:
    code = "import sys, kg.cli.serve; sys.exit(bool({'uvicorn', 'starlette', 'pyoxigraph'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_the_log_file(served: Served) -> None:
    served.get("/papers.html?flaw=very-private-words")
    file, until = served.place.parent / "access", time.monotonic() + SOON
    while json.loads(file.read_text("utf-8").splitlines()[-1])["path"] != "/papers.html":
        assert time.monotonic() < until  # the line is written when the client has its answer already
        time.sleep(0.02)
    assert "very-private-words" not in file.read_text("utf-8")


def descendants(pid: int) -> set[int]:
    """The processes that a process started, and those they started (Linux)."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found |= {child} | descendants(child)
    return found


def gone(pids: set[int]) -> bool:
    """Whether all of them end soon."""
    until = time.monotonic() + SOON
    while time.monotonic() < until:
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
