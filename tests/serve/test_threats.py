"""Every query that is known to bring an endpoint down, hang it, or lead it to files and other hosts, against the workers.

Each is refused, answered or ended in time, and the next question is answered at once. What the guard refuses before the engine
sees it is tested in `tests/store/test_guard.py` too; here is what a client of the server meets.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from serve.pools import Loop, limits, pool_of, within

from kg.serve.jobs import Crashed, TimedOut
from kg.serve.settings import Settings
from kg.store import open_store

SECONDS = 0.3  # a query may take here
SOON = 5.0  # in which an answer has to be there, on a machine with much else to do

PRODUCTS = {
    "cartesian product, counted": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "cartesian product, sorted": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "cartesian product, distinct": "SELECT DISTINCT ?a ?f { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?i = 'none') }",
    "product of VALUES": "SELECT (COUNT(*) AS ?n) {" + "".join(
        f" VALUES ?v{i} {{ {' '.join(map(str, range(100)))} }}" for i in range(8)
    ) + "}",
    "200 times the same pattern": "SELECT * {" + " ?s ?p ?o ." * 200 + "}",
    "200 patterns without a link": "SELECT (COUNT(*) AS ?n) {" + "".join(f" ?s{i} ?p{i} ?o{i} ." for i in range(200)) + "}",
    "80 OPTIONAL": "SELECT * { ?s ?p ?o" + "".join(f" OPTIONAL {{ ?s{i} ?p{i} ?o{i} }}" for i in range(80)) + "} LIMIT 100000",
    "80 UNION, joined": "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o }" + " UNION { ?s ?p ?o }" * 80 + " ?a ?b ?c . ?d ?e ?f }",
    "path over everything": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>)* ?b . ?c (!<urn:x>)* ?d . ?e (!<urn:x>|^<urn:y>)* ?f }",
    "grouped concatenation": "SELECT (GROUP_CONCAT(?o) AS ?all) { ?a ?b ?o . ?d ?e ?f . ?g ?h ?i }",
    "subqueries in subqueries": "SELECT (COUNT(*) AS ?n) { ?z ?y ?x " + "{ SELECT * { ?s ?p ?o . ?a ?b ?c " * 10 + "}" * 21,
    "regex that backtracks elsewhere": 'SELECT * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT("' + "a" * 5000
    + '", STR(?o), STR(?c), "!"), "^(a+)+$")) }',
    "regex with a large automaton": 'SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "(?:(?:x{100}){100}){100}")) }',
    "replace that grows": 'SELECT * { BIND("' + "a" * 2000
    + '" AS ?a) BIND(REPLACE(?a, "a", ?a) AS ?b) BIND(REPLACE(?b, "a", ?a) AS ?c) }',
    "describe everything": "DESCRIBE ?s ?a { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }",
    "construct a product": "CONSTRUCT { ?s ?p ?f } WHERE { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }",
}  # fmt: skip

DEEP = 3_000
BOMBS = {
    "very long": "SELECT * {" + " ?s ?p ?o ." * 10_000 + "}",
    "{": "SELECT * " + "{" * DEEP + "}" * DEEP,
    "(": f"SELECT * {{ FILTER({'(' * DEEP}1{')' * DEEP}) }}",
    "!": f"SELECT * {{ FILTER({'!' * DEEP}true) }}",
    "-": f"SELECT * {{ FILTER({'- ' * DEEP}1) }}",
    "1+1": f"SELECT * {{ FILTER(1{'+1' * DEEP}) }}",
    "||": f"SELECT * {{ FILTER(true{'||true' * DEEP}) }}",
    "UNION": "SELECT * {" + "UNION".join(["{}"] * DEEP) + "}",
    "EXISTS": "SELECT * {" + "FILTER EXISTS{}" * DEEP + "}",
    "EXISTS in EXISTS": "SELECT * {" + "FILTER EXISTS{" * DEEP + "}" * DEEP + "}",
    "OPTIONAL": "SELECT * {" + "OPTIONAL{?a ?b ?c}" * 3_000 + "}",
    "[": "SELECT * { ?s ?p " + "[ ?p " * DEEP + "1" + " ]" * DEEP + "}",
    "list": "SELECT * { ?s ?p " + "(" * DEEP + ")" * DEEP + "}",
    "triple term": "SELECT * { ?s ?p " + "<<( ?a ?b " * DEEP + "?c" + " )>>" * DEEP + "}",
    "path": f"SELECT * {{ ?s {'(' * DEEP}<urn:p>{')*' * DEEP} ?o }}",
    "path of steps": "SELECT * { ?s " + "/".join(["<urn:p>"] * DEEP) + " ?o }",
    "IF": f"SELECT * {{ FILTER({'IF(true,1,' * DEEP}1{')' * DEEP}) }}",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 3,000 triples: their products are larger than any time and memory."""
    folder = tmp_path_factory.mktemp("threats") / "store"
    with open_store(folder, write=True) as store:
        graph = ox.NamedNode("urn:g")
        store.add(
            ox.Quad(ox.NamedNode(f"urn:s{i % 300}"), ox.NamedNode(f"urn:p{i % 10}"), ox.NamedNode(f"urn:s{i * 7 % 301}"), graph)
            for i in range(2000)
        )
        text = ox.NamedNode("urn:text")
        store.add(ox.Quad(ox.NamedNode(f"urn:s{i}"), text, ox.Literal("a" * 30 + str(i)), graph) for i in range(1000))
    return folder


@pytest.fixture(scope="module")
def loop(place: Path) -> Iterator[Loop]:
    with pool_of(place, settings=Settings(queries=limits(seconds=SECONDS), rows=1_000, size=2**20)) as found:
        yield found


def fine(loop: Loop) -> None:
    """The next question is answered, and soon."""
    with within(SOON):
        answer = loop.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert json.loads(answer.body)["results"]["bindings"][0]["n"]["value"] == "3000"


@pytest.mark.parametrize("text", PRODUCTS.values(), ids=PRODUCTS.keys())
def test_what_would_never_end(loop: Loop, text: str) -> None:
    with within(SOON):
        try:
            answer = loop.ask(text)
        except (TimedOut, Crashed):
            pass
        else:
            assert answer.status == 400 or len(answer.body) < 2**21
            assert answer.status in (200, 400)
    fine(loop)


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_what_would_overflow_the_stack(loop: Loop, text: str) -> None:
    crashed = loop.pool.counts.crashed
    with within(SOON):
        assert loop.ask(text).status == 400
    assert loop.pool.counts.crashed == crashed
    fine(loop)


def test_a_result_of_any_size_is_cut(place: Path) -> None:
    with pool_of(place, settings=Settings(queries=limits(), rows=1_000, size=2**20)) as loop:
        answer = loop.ask("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        assert answer.headers == {"Kg-Truncated": "rows"}
        assert len(json.loads(answer.body)["results"]["bindings"]) == 1000
        text = ", ".join(["?x"] * 100)
        answer = loop.ask(f"SELECT ?y {{ ?s <urn:text> ?x BIND(CONCAT({text}) AS ?y) }}")
        assert answer.headers == {"Kg-Truncated": "bytes"}
        assert len(answer.body) < 2**20 + 100
        fine(loop)


def test_memory_that_runs_out_ends_the_worker_alone(place: Path) -> None:
    doubling = "SELECT (STRLEN(?x40) AS ?n) { BIND('" + "a" * 1000 + "' AS ?x0)" + "".join(
        f" BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40)
    ) + "}"  # fmt: skip
    sorting = "SELECT ?c ?f { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY DESC(CONCAT(STR(?c), STR(?f)))"
    with pool_of(place, memory=400 * 2**20, seconds=60.0) as loop:
        for text in (doubling, sorting):
            with pytest.raises(Crashed, match="memory"):
                loop.ask(text)
            fine(loop)
        assert loop.pool.counts.crashed == 2


class Listener:
    """A server that notes who calls."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.calls = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.socket.close()


CALLS = [
    "SELECT * { SERVICE <X> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <X> { ?s ?p ?o } }",
    "SELECT * { VALUES ?x { <X> } SERVICE ?x { ?s ?p ?o } }",
    "PREFIX service: <X> SELECT * { ?s ?p trueSERVICE service:x { ?s ?p ?o } }",
    "SELECT * { # SERVICE\n SERVICE # where\n <X> { ?s ?p ?o } }",
    "SELECT * { FILTER EXISTS { SERVICE <X> { ?s ?p ?o } } }",
    "SELECT * { \\u0053ERVICE <X> { ?s ?p ?o } }",
    "LOAD <X>",
    "LOAD SILENT <X> INTO GRAPH <urn:g>",
    "BASE <X> LOAD <x>",
    "SELECT * { } ; LOAD <X>",
]
SOURCES = [
    "SELECT * FROM <X> { ?s ?p ?o }",
    "SELECT * FROM NAMED <X> { GRAPH <X> { ?s ?p ?o } }",
    "DESCRIBE <X>",
    "ASK FROM <X> { ?s ?p ?o }",
]


@pytest.mark.parametrize("text", CALLS)
def test_no_query_calls_other_servers(loop: Loop, listener: Listener, text: str) -> None:
    assert loop.ask(text.replace("X", f"http://127.0.0.1:{listener.port}/")).status == 400
    assert listener.calls == 0


@pytest.mark.parametrize("text", SOURCES)
def test_names_of_graphs_are_names_only(loop: Loop, listener: Listener, tmp_path: Path, text: str) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<urn:a> <urn:b> 'hush' .", "utf-8")
    for address in (f"http://127.0.0.1:{listener.port}/data.ttl", secret.as_uri(), f"file:{secret}"):
        answer = loop.ask(text.replace("X", address))
        assert answer.status == 200
        assert b"hush" not in answer.body
        assert b"urn:a" not in answer.body
    assert listener.calls == 0


ALONE = """
import socket, sys
from kg.serve import walls
if not walls.alone():
    sys.exit(77)
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5)
except OSError:
    sys.exit(0)
sys.exit(1)
"""


def test_workers_have_no_network_where_the_system_can_do_it(loop: Loop, listener: Listener) -> None:
    done = subprocess.run([sys.executable, "-c", ALONE, str(listener.port)], timeout=60, check=False)
    if done.returncode == 77:
        assert not loop.pool.isolated
        pytest.skip("this system gives no namespaces without a network")
    assert done.returncode == 0
    assert loop.pool.isolated
    assert listener.calls == 0


def test_a_crowd_of_bombs_leaves_room_for_a_question(loop: Loop) -> None:
    import asyncio

    from kg.serve import jobs

    async def crowd() -> tuple[float, list[object]]:
        bombs = [asyncio.ensure_future(loop.pool.ask(jobs.query(PRODUCTS["cartesian product, counted"]))) for _ in range(6)]
        await asyncio.sleep(0.05)
        start = time.monotonic()
        await loop.pool.ask(jobs.query("ASK {}"))
        return time.monotonic() - start, await asyncio.gather(*bombs, return_exceptions=True)

    took, ended = loop.run(crowd())
    assert took < 6 / 2 * SECONDS + SOON
    assert all(isinstance(found, TimedOut) for found in ended)
    fine(loop)
