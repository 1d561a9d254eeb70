"""What a server must not get away with: a scripted server answers wrongly in every way, and gets an error each time."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from kg.cli.main import run
from kg.errors import KgError, StoreError, UsageError
from kg.store import open_store
from kg.store.remote.addresses import access, addresses, checked, computes_here

JSON = "application/sparql-results+json"
YES = json.dumps({"head": {}, "boolean": True})
NONE = json.dumps({"head": {"vars": ["mark", "seen"]}, "results": {"bindings": []}})
ROWS = json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "literal", "value": "x"}}] * 3}})


class Said(NamedTuple):
    """An answer: its body and status, headers besides, and how many bytes less than announced are sent."""

    body: str = ROWS
    status: int = 200
    media: str = JSON
    headers: tuple[tuple[str, str], ...] = ()
    missing: int = 0
    sized: bool = True


class Server(ThreadingHTTPServer):
    """Answers what opening a store asks, and all else as scripted; keeps what it was asked."""

    script: list[Said]
    asked: list[tuple[str, str, str]]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        query = parse_qs(body).get("query", [body])[0]
        self.server.asked.append((self.path, query, self.headers.get("authorization", "")))
        opening = query.startswith("SELECT ?mark") or "LIMIT 1" in query
        said = Said(YES) if query == "ASK {}" else Said(NONE) if opening else None
        if said is None:
            said = self.server.script.pop(0) if len(self.server.script) > 1 else self.server.script[0]
        data = said.body.encode()
        self.send_response(said.status)
        self.send_header("Content-Type", said.media)
        for name, value in said.headers:
            self.send_header(name, value)
        if said.sized:
            self.send_header("Content-Length", str(len(data) + said.missing))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing: it would stand among the results of the tests."""


@contextmanager
def scripted(*said: Said) -> Iterator[tuple[str, Server]]:
    server = Server(("127.0.0.1", 0), Handler)
    server.script, server.asked = list(said), []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ds/query", server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asking(address: str, sparql: str = "SELECT ?s WHERE { ?s ?p ?o }") -> list[ox.QuerySolution]:
    with open_store(address) as store:
        answer = store.query(sparql)
        assert isinstance(answer, ox.QuerySolutions)
        return list(answer)


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "PASSWORD", "AUTH", "TOKEN", "UPDATE", "GSP", "TIMEOUT", "COMPUTE"):
        monkeypatch.delenv(f"KG_STORE_{name}", raising=False)


def test_a_good_answer() -> None:
    with scripted(Said()) as (address, _):
        assert [row["s"].value for row in asking(address)] == ["x"] * 3


BAD = [
    (Said(headers=(("X-SPARQL-MaxRows", "3"),)), StoreError, "cuts answers at 3 rows"),
    (Said(headers=(("Kg-Truncated", "rows"),)), StoreError, "limit of rows"),
    (Said(headers=(("X-SQL-State", "S1TAT"),)), StoreError, "gave up before the answer was whole"),
    (Said(missing=10), StoreError, "broke off"),
    (Said(ROWS[:-4]), StoreError, "cannot be read"),
    (Said(ROWS[:60]), StoreError, "cannot be read"),
    (Said("", status=200), StoreError, "cannot be read"),
    (Said("<html>Log in</html>", media="text/html"), StoreError, "a web page"),
    (Said("{}", media="application/json"), StoreError, "application/json"),
    (Said(YES), StoreError, "another kind of answer"),
    (Said("", status=302, headers=(("Location", "http://elsewhere.example/"),)), StoreError, "sends elsewhere"),
    (Said("who?", status=401, media="text/plain"), StoreError, "KG_STORE_USER|strangers"),
    (Said("no", status=403, media="text/plain"), StoreError, "HTTP 403"),
    (Said("line 3: wrong", status=400, media="text/plain"), UsageError, "line 3: wrong"),
    (Said("it\x1b[31m burns " + "x" * 5000, status=500, media="text/plain"), StoreError, "HTTP 500"),
    (Said("later", status=503, media="text/plain"), StoreError, "busy|HTTP 503"),
    (Said(ROWS, sized=False), StoreError, "how long its answer is"),
]


@pytest.mark.parametrize(("said", "kind", "words"), BAD)
def test_a_bad_answer_is_an_error(said: Said, kind: type[KgError], words: str) -> None:
    with scripted(said) as (address, _), pytest.raises(kind, match=words) as caught:
        asking(address)
    assert len(caught.value.message) < 700


def test_values_are_told_as_the_engine_here_tells_them() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    values = [("boolean", "1", "true"), ("decimal", "4.70", "4.7"), ("integer", "007", "7"), ("string", "4.70", "4.70")]
    said = [{"s": {"type": "typed-literal", "datatype": xsd + kind, "value": given}} for kind, given, _ in values]
    with scripted(Said(json.dumps({"head": {"vars": ["s", "t"]}, "results": {"bindings": said}}))) as (address, _):
        found = asking(address)
    assert [row["s"].value for row in found] == [told for _, _, told in values]
    assert [row["t"] for row in found] == [None] * 4


def test_a_query_is_tried_again_and_an_update_that_may_have_run_is_not() -> None:
    with scripted(Said("wait", status=503, media="text/plain"), Said()) as (address, _):
        assert len(asking(address)) == 3
    quad = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(1), ox.NamedNode("urn:g"))
    with scripted(Said("", status=502, media="text/plain")) as (address, server), open_store(address, write=True) as store:
        with pytest.raises(StoreError, match="502"):
            store.add([quad])
        assert [path for path, _, _ in server.asked].count("/ds/update") == 1
    with (
        scripted(Said("", status=503, media="text/plain"), Said("", 204)) as (address, server),
        open_store(address, write=True) as store,
    ):
        store.add([quad])
        assert [path for path, _, _ in server.asked].count("/ds/update") == 2


def test_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_TOKEN", "secret-token")
    with scripted(Said("no", status=403, media="text/plain")) as (address, server):
        with pytest.raises(StoreError) as caught:
            asking(address)
        assert server.asked[-1][2] == "Bearer secret-token"
        assert "secret" not in str(caught.value) + caught.value.hint
    monkeypatch.delenv("KG_STORE_TOKEN")
    monkeypatch.setenv("KG_STORE_USER", "ann")
    monkeypatch.setenv("KG_STORE_PASSWORD", "secret-word")
    with scripted(Said("no", status=403, media="text/plain")) as (address, server):
        with pytest.raises(StoreError, match="'ann'") as caught:
            asking(address)
        assert server.asked[-1][2].startswith("Basic ")
        assert "secret" not in str(caught.value) + caught.value.hint
    assert "secret" not in repr(
        access({"KG_STORE_USER": "ann", "KG_STORE_PASSWORD": "secret-word", "KG_STORE_TOKEN": "secret-t"})
    )


def test_an_address_with_a_password_is_refused_and_not_repeated() -> None:
    for wrong in (
        "http://ann:secret@127.0.0.1:1/query",
        "http://",
        "http://host:port/x",
        "http://a b/",
        "ftp://x/",
        "http://x/#y",
    ):
        with pytest.raises(UsageError) as caught:
            checked(wrong)
        assert "secret" not in caught.value.message


def test_settings_that_make_no_sense() -> None:
    for wrong in (
        {"AUTH": "magic"},
        {"AUTH": "basic"},
        {"AUTH": "bearer"},
        {"TIMEOUT": "soon"},
        {"TIMEOUT": "-1"},
        {"TIMEOUT": "inf"},
    ):
        with pytest.raises(UsageError):
            access({f"KG_STORE_{name}": value for name, value in wrong.items()})
    with pytest.raises(UsageError):
        computes_here("", {"KG_STORE_COMPUTE": "there"})


LAYOUTS = [
    ("http://h/sparql", "Virtuoso/07.20", True, "http://h/sparql-auth", "http://h/sparql-graph-crud-auth"),
    ("http://h/sparql", "Virtuoso/07.20", False, "http://h/sparql", "http://h/sparql-graph-crud"),
    ("http://h:1/query", "Oxigraph/0.5.13", False, "http://h:1/update", "http://h:1/store"),
    (
        "http://h/repositories/r",
        "GraphDB/10",
        False,
        "http://h/repositories/r/statements",
        "http://h/repositories/r/rdf-graphs/service",
    ),
    ("http://h/ds/query", "fuseki", False, "http://h/ds/update", "http://h/ds/data"),
    ("http://h/db/query", "", False, "http://h/db/update", None),
    ("http://h/sparql", "", False, None, None),
]


@pytest.mark.parametrize(("query", "server", "known", "update", "graphs"), LAYOUTS)
def test_addresses_by_layout(query: str, server: str, known: bool, update: str | None, graphs: str | None) -> None:
    found = addresses(query, server, {}, known=known)
    assert (found.query, found.update, found.graphs) == (query, update, graphs)
    said = addresses(query, server, {"KG_STORE_UPDATE": "http://u/", "KG_STORE_GSP": "http://g/"}, known=known)
    assert (said.update, said.graphs) == ("http://u/", "http://g/")


@pytest.mark.parametrize("command", ["flaws", "paper x", "sources", "query recurrence", "export -o x.nq", "check"])
def test_commands_tell_that_nobody_is_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with scripted(Said()) as (address, _):
        pass
    assert run(["--store", address, *command.split()]) == 2
    assert "cannot be reached" in capsys.readouterr().err


def test_commands_that_need_a_folder_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--store", "http://127.0.0.1:9/query", "serve"]) == 2
    assert "folder" in capsys.readouterr().err
