"""Workers: they answer, end in time, are replaced when they end, and never outlive their server."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from serve.apart import apart, run_apart
from serve.pools import ENDLESS, Loop, limits, pool_of, within

from kg.errors import KgError
from kg.explorer.asked import Asked
from kg.serve import jobs
from kg.serve.backend import Backend
from kg.serve.formats import PROBLEM
from kg.serve.jobs import Crashed, Full, TimedOut
from kg.serve.settings import Settings
from kg.store import open_store

KNOWN = "https://w3id.org/appraisal-kg/"
ONE = "SELECT (1 AS ?n) {}"


@pytest.fixture(scope="module")
def shared(corpus_place: Path) -> Iterator[Loop]:
    """A pool over the shipped corpus, for tests that only ask."""
    with pool_of(corpus_place) as found:
        yield found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A store with a thousand triples of nothing."""
    folder = tmp_path / "store"
    with open_store(folder, write=True) as store:
        node, graph = ox.NamedNode, ox.NamedNode("urn:g")
        store.add(ox.Quad(node(f"urn:s{i % 100}"), node(f"urn:p{i}"), ox.Literal(str(i)), graph) for i in range(1000))
    return folder


def value(answer_body: bytes) -> str:
    ((cell,),) = [row.values() for row in json.loads(answer_body)["results"]["bindings"]]
    return str(cell["value"])


def parents() -> dict[int, int]:
    """The parents of all processes there are."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal():
                status = (entry / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
                if status[0] != "Z":
                    found[int(entry.name)] = int(status[1])
        except (OSError, ProcessLookupError):
            pass
    return found


def below(pid: int) -> set[int]:
    """The processes that descend from one."""
    found = parents()
    below, new = set(), {pid}
    while new:
        new = {child for child, parent in found.items() if parent in new} - below
        below |= new
    return below


def workers(found: Loop) -> set[int]:
    """The pids of the workers, without the process they were forked from."""
    process = found.pool._launcher._process
    assert process is not None
    return below(process.pid)


linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


# ---- answers


def test_questions_of_every_form(shared: Loop) -> None:
    assert value(shared.ask("SELECT (COUNT(DISTINCT ?paper) AS ?n) { ?paper a kg:Paper }").body) > "0"
    assert json.loads(shared.ask("ASK { ?paper a kg:Paper }").body) == {"head": {}, "boolean": True}
    built = shared.ask(jobs.query("CONSTRUCT { ?a a kg:Paper } WHERE { ?a a kg:Paper }", triples="ntriples"))
    assert built.media_type == "application/n-triples"
    assert b"#Paper> .\n" in built.body
    told = shared.ask(jobs.query("DESCRIBE ?paper { ?paper a kg:Paper } LIMIT 1"))
    assert told.status == 200
    assert told.body.startswith(b"@prefix ")


def test_functions_of_kg_are_there(shared: Loop, corpus_place: Path) -> None:
    from kg.arithmetic import registered
    from kg.sparql import free

    assert registered()
    query = 'SELECT (calc:se("0.5", "1.5", "95") AS ?n) {}' if "se" in registered() else ""
    text = query or f"SELECT (calc:{next(iter(registered()))}() AS ?n) {{}}"
    with open_store(corpus_place) as store:
        table = free(store, text)
    found = json.loads(shared.ask(text).body)["results"]["bindings"]
    assert len(found) == len(table.rows)  # type: ignore[union-attr]
    assert ("n" in found[0]) == (table.rows[0][0] is not None)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT", "does not parse"),
        ("SELECT * { ?s ?p }", "line 1, column"),
        ("", "does not parse"),
        ("\ud800", "surrogate"),
        ("SELECT * { SERVICE <http://127.0.0.1/> {} }", "SERVICE is refused"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "INSERT is refused: this server only reads"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE is refused"),
        ("PREFIX x: <urn:x> LOAD <file:///etc/passwd>", "LOAD is refused"),
        ("clear all", "CLEAR is refused"),
        ("WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH is refused"),
    ],
)
def test_what_is_asked_wrongly_is_said(shared: Loop, text: str, said: str) -> None:
    answer = shared.ask(text)
    assert (answer.status, answer.media_type) == (400, PROBLEM)
    told = json.loads(answer.body)
    assert {"title", "status", "detail", "hint"} <= told.keys()
    assert told["status"] == 400
    assert said in told["detail"]


def test_words_of_updates_are_no_updates(shared: Loop) -> None:
    assert shared.ask('SELECT ?insert { ?insert <urn:load:clear> "DELETE" }').status == 200


def test_a_format_that_does_not_fit(shared: Loop) -> None:
    assert shared.ask(jobs.query("ASK {}", rows=None)).status == 406
    answer = shared.ask(jobs.query("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", triples=None))
    assert answer.status == 406
    assert "text/turtle" in json.loads(answer.body)["hint"]
    assert shared.ask(jobs.query("ASK {}", rows="docx")).status == 400
    assert shared.ask(jobs.query("ASK {}", triples=None)).status == 200


def test_the_graphs_of_the_protocol_overrule_from(place: Path) -> None:
    with open_store(place, write=True) as store:
        for name in "abc":
            store.add([ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:in"), ox.Literal(name), ox.NamedNode(f"urn:{name}"))])
    default = "SELECT ?n { <urn:s> <urn:in> ?n } ORDER BY ?n"
    named = "SELECT ?n { GRAPH ?g { <urn:s> <urn:in> ?n } } ORDER BY ?n"

    def found(loop: Loop, text: str, default: list[str], named: list[str]) -> str:
        answer = loop.ask(jobs.query(text, rows="csv", default_graphs=default, named_graphs=named))
        assert answer.status == 200, answer.body
        return "".join(answer.body.decode().split()[1:])

    with pool_of(place) as loop:
        assert found(loop, default, [], []) == "abc"
        assert found(loop, default, ["urn:a", "urn:c"], []) == "ac"
        assert found(loop, default.replace("{", "FROM <urn:b> {", 1), ["urn:a"], []) == "a"
        assert found(loop, default, [], ["urn:a"]) == ""
        assert found(loop, named, [], ["urn:a"]) == "a"
        assert found(loop, named, ["urn:a"], []) == ""
        assert found(loop, default, ["urn:nothing"], []) == ""
        assert loop.ask(jobs.query(default, default_graphs=["no iri"])).status == 400


def test_a_graph_whole(shared: Loop, corpus_place: Path) -> None:
    with open_store(corpus_place) as store:
        graph = store.graphs()[0]
        wanted = {quad.triple for quad in store.quads(graph)}
    answer = shared.ask(jobs.graph(graph.value, "ntriples"))
    found = {quad.triple for quad in ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES)}
    assert found >= {triple for triple in wanted if "_:" not in str(triple)}
    assert answer.body.count(b"\n") == len(wanted)
    missing = shared.ask(jobs.graph("urn:nothing"))
    assert missing.status == 404
    assert shared.ask(jobs.graph("no iri")).status == 400


def test_a_graph_that_is_too_large_is_refused_and_never_cut(place: Path) -> None:
    settings = Settings(queries=limits(), triples=999)
    with pool_of(place, settings=settings) as loop:
        for graph in ("urn:g", None):
            answer = loop.ask(jobs.graph(graph))
            assert answer.status == 403
            assert "at most 999 triples" in json.loads(answer.body)["detail"]


def test_an_empty_store(tmp_path: Path) -> None:
    open_store(tmp_path / "store", write=True).close()
    with pool_of(tmp_path / "store") as loop:
        assert value(loop.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body) == "0"
        assert loop.ask(jobs.graph(None, "ntriples")).body == b""


def test_rows_and_bytes_are_cut_openly(place: Path) -> None:
    with pool_of(place, settings=Settings(queries=limits(), rows=10, size=8000)) as loop:
        answer = loop.ask("SELECT * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }")
        assert answer.headers == {"Kg-Truncated": "rows"}
        assert json.loads(answer.body)["truncated"] is True
        assert len(json.loads(answer.body)["results"]["bindings"]) == 10
        long, longer = ", ".join(["STR(?s)"] * 30), ", ".join(["?x"] * 30)
        answer = loop.ask(f"SELECT ?long {{ ?s ?p ?o BIND(CONCAT({long}) AS ?x) BIND(CONCAT({longer}) AS ?long) }}")
        assert answer.headers == {"Kg-Truncated": "bytes"}
        assert len(answer.body) < 8200
        fewer = loop.ask(jobs.query("SELECT * { ?s ?p ?o }", max_rows=3))
        assert len(json.loads(fewer.body)["results"]["bindings"]) == 3
        more = loop.ask(jobs.query("SELECT * { ?s ?p ?o }", max_rows=10**9))
        assert len(json.loads(more.body)["results"]["bindings"]) == 10
        assert loop.ask("SELECT * { ?s ?p ?o } LIMIT 10").headers == {}


# ---- ends


def test_what_takes_too_long_is_ended_and_the_next_is_answered(place: Path) -> None:
    with pool_of(place, workers=1, seconds=0.5) as loop:
        for _ in range(2):
            with within(5), pytest.raises(TimedOut, match=r"after 0\.5 seconds"):
                loop.ask(ENDLESS)
            with within(5):
                assert value(loop.ask(ONE).body) == "1"
        assert loop.pool.counts.timed_out == 2
        loop.rest(lambda: loop.pool.counts.workers == 2)


@linux
def test_a_worker_that_is_killed_at_work_says_so_and_is_replaced(place: Path) -> None:
    with pool_of(place, workers=1) as loop:
        loop.rest(lambda: loop.pool.counts.workers == 2)

        async def killed() -> None:
            asking = asyncio.ensure_future(loop.pool.ask(jobs.query(ENDLESS)))
            await asyncio.sleep(0.2)
            for pid in workers(loop):
                os.kill(pid, signal.SIGKILL)
            await asking

        with within(5), pytest.raises(Crashed) as error:
            loop.run(killed())
        assert error.value.signal == 9
        with within(5):
            assert value(loop.ask(ONE).body) == "1"
        assert loop.pool.counts.crashed == 1


@linux
def test_idle_workers_and_their_nursery_can_be_killed(place: Path) -> None:
    with pool_of(place, workers=1) as loop:
        loop.rest(lambda: loop.pool.counts.workers == 2)
        for pids in (workers(loop), {loop.pool._launcher._process.pid}):  # type: ignore[union-attr]
            started = loop.pool.counts.started
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
            loop.rest(lambda before=started: loop.pool.counts.started >= before + 2)
            assert not pids & parents().keys()
            assert value(loop.ask(ONE).body) == "1"


@linux
def test_a_worker_has_one_place_for_jobs_and_few_rights(shared: Loop) -> None:
    nursery = shared.pool._launcher._process
    assert nursery is not None
    tasks = len([*Path(f"/proc/{nursery.pid}/task").iterdir()])
    assert tasks == 1  # else a fork could copy a lock that a thread holds
    for pid in workers(shared):
        held = Path(f"/proc/{pid}/limits").read_text("ascii")
        lines = {line[:25].strip(): line[25:].split()[:2] for line in held.splitlines()}
        assert lines["Max address space"] == [str(2**30), str(2**30)]
        assert lines["Max core file size"] == ["0", "0"]
        assert "NoNewPrivs:\t1" in Path(f"/proc/{pid}/status").read_text("ascii")
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        assert b"KG_" not in environment


def test_secrets_of_the_server_do_not_reach_workers(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_TOKEN", "a-secret")
    with pool_of(place) as loop:
        for pid in workers(loop):
            assert b"a-secret" not in Path(f"/proc/{pid}/environ").read_bytes()


def test_a_worker_is_replaced_after_many_jobs(place: Path) -> None:
    with pool_of(place, workers=1, jobs=3) as loop:
        for _ in range(20):
            assert value(loop.ask(ONE).body) == "1"
        assert loop.pool.counts.started >= 6
        assert loop.pool.counts.crashed == 0


def test_a_fault_is_told_without_what_was_asked(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pool_of(place, "page") as loop:
        answer = loop.ask(jobs.Job("page", {"path": "a-private-word", "a-private-word": 1}))
        assert answer.status == 500
        assert answer.media_type == PROBLEM
        assert b"private" not in answer.body
        assert loop.ask(jobs.page(Asked("/static/explorer.css"))).status == 200
    said = capfd.readouterr().err
    assert "KeyError in a worker" in said
    assert "private" not in said


BUSY = "from kg.serve import walls; walls.more_time(0)\nwhile True: pass"


def test_a_worker_that_nobody_ends_ends_by_itself() -> None:
    done = subprocess.run([sys.executable, "-c", BUSY], timeout=60, check=False)
    assert done.returncode == -signal.SIGXCPU


def test_a_place_that_is_no_store_says_so(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="there is no store"), pool_of(tmp_path / "nothing"):
        pass


# ---- the queue


def test_who_comes_first_is_served_first_and_too_many_are_refused(place: Path) -> None:
    with pool_of(place, workers=1, seconds=1.0, waiting=2, patience=10.0) as loop:

        async def crowd() -> tuple[list[str], list[object]]:
            done: list[str] = []

            async def one(name: str, text: str) -> None:
                try:
                    await loop.pool.ask(jobs.query(text))
                finally:
                    done.append(name)

            tasks = []
            for name, text in (("long", ENDLESS), ("first", ONE), ("second", ONE), ("third", ONE)):
                tasks.append(asyncio.ensure_future(one(name, text)))
                await asyncio.sleep(0.05)
            return done, await asyncio.gather(*tasks, return_exceptions=True)

        done, (long, first, second, third) = loop.run(crowd())
        assert isinstance(long, TimedOut)
        assert first is None
        assert second is None
        assert isinstance(third, Full)
        assert third.retry_after >= 1
        assert done[0] == "third"
        assert done.index("first") < done.index("second")
        assert loop.pool.counts.waiting == loop.pool.counts.busy == 0


def test_nobody_waits_for_ever(place: Path) -> None:
    with pool_of(place, workers=1, seconds=1.0, patience=0.2) as loop:

        async def two() -> list[object]:
            first = asyncio.ensure_future(loop.pool.ask(jobs.query(ENDLESS)))
            await asyncio.sleep(0.05)
            start = time.monotonic()
            second = (await asyncio.gather(loop.pool.ask(jobs.query(ONE)), return_exceptions=True))[0]
            waited = time.monotonic() - start
            return [second, waited, (await asyncio.gather(first, return_exceptions=True))[0]]

        second, waited, first = loop.run(two())
        assert isinstance(second, Full)
        assert isinstance(waited, float)
        assert waited < 0.9
        assert isinstance(first, TimedOut)


def test_a_client_that_leaves_frees_its_worker(place: Path) -> None:
    with pool_of(place, workers=1, seconds=60.0) as loop:

        async def leave(text: str, after: float) -> None:
            asking = asyncio.ensure_future(loop.pool.ask(jobs.query(text)))
            await asyncio.sleep(after)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking

        loop.run(leave(ENDLESS, 0.1))
        with within(8):
            assert value(loop.ask(ONE).body) == "1"
        assert loop.pool.counts.abandoned == 1
        assert loop.pool.counts.crashed == 0
        loop.rest(lambda: loop.pool.counts.workers == 2)
        started = loop.pool.counts.started
        for _ in range(10):  # what is done soon costs no worker
            loop.run(leave(ONE, 0.0))
        assert value(loop.ask(ONE).body) == "1"
        loop.rest(lambda: loop.pool.counts.busy == 0)
        assert loop.pool.counts.started == started


def test_closing_ends_what_is_under_way(place: Path) -> None:
    with apart() as runner:
        from kg.serve.pool import Pool

        pool = Pool("query", place, Settings(queries=limits(workers=1)))

        async def close() -> list[object]:
            await pool.start()
            asking = [asyncio.ensure_future(pool.ask(jobs.query(ENDLESS))) for _ in range(2)]
            await asyncio.sleep(0.1)
            await pool.close()
            return await asyncio.gather(*asking, return_exceptions=True)

        with within(8):
            assert [type(found) for found in runner.run(close())] == [Crashed, Crashed]
        with pytest.raises(Crashed):
            runner.run(pool.ask(jobs.query(ONE)))


# ---- following the store


def test_renewing_while_somebody_asks(place: Path, tmp_path: Path) -> None:
    other = shutil.copytree(place, tmp_path / "other")
    with open_store(other, write=True) as store:
        store.add([ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:new"), ox.Literal("x"), ox.NamedNode("urn:g"))])
    count = jobs.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    with pool_of(place, workers=2) as loop:

        async def all_the_while() -> list[str]:
            renewing = asyncio.ensure_future(loop.pool.renew(other))
            found = []
            while not renewing.done():
                found.append(value((await loop.pool.ask(count)).body))
            await renewing
            return [*found, value((await loop.pool.ask(count)).body)]

        found = loop.run(all_the_while())
        assert found == sorted(found)  # never back to the old one
        assert found[-1] == "1001"
        with pytest.raises(Crashed):
            loop.run(loop.pool.renew(tmp_path / "nothing"))
        assert value(loop.ask(count).body) == "1001"
        loop.rest(lambda: loop.pool.counts.workers == 3)


def test_the_backend_follows_the_store_and_leaves_nothing(place: Path) -> None:
    async def follow() -> None:
        backend = Backend(place, Settings(queries=limits(workers=1), pages=limits(workers=1, memory=3 * 2**30), poll=0.05))
        try:
            await backend.start()
            first, taken = backend.revision, backend.taken
            assert abs(taken - time.time()) < 120
            with open_store(place, write=True, wait=20) as store:
                store.add([ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:new"), ox.Literal("x"), ox.NamedNode("urn:g"))])
                await asyncio.sleep(0.3)  # a writer at work is not disturbed
                assert backend.revision == first
                answer = await backend.ask(jobs.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
                assert value(answer.body) == "1000"
            end = time.monotonic() + 30
            while backend.revision == first and time.monotonic() < end:
                await asyncio.sleep(0.05)
            answer = await backend.ask(jobs.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
            assert value(answer.body) == "1001"
            assert backend.taken > taken
            page = await backend.ask(jobs.page(Asked("/static/explorer.css")))
            assert page.status == 200
            assert (await backend.ask(jobs.page(Asked("/static/nothing.css")))).status == 404
            while len([*(place / "snapshots").glob("*/*")]) > 1:  # the old one goes a moment later
                assert time.monotonic() < end
                await asyncio.sleep(0.05)
        finally:
            await backend.close()
        assert not (place / "snapshots").exists()

    run_apart(follow())


SERVER = """
import asyncio, sys
from pathlib import Path
from kg.serve import jobs
from kg.serve.backend import Backend
from kg.serve.settings import Settings
async def main():
    backend = Backend(Path(sys.argv[1]), Settings())
    await backend.start()
    await backend.ask(jobs.query("ASK {}"))
    asking = asyncio.ensure_future(backend.ask(jobs.query(sys.argv[2])))
    await asyncio.sleep(0.2)
    print("asking", flush=True)
    await asking
asyncio.run(main())
"""


@linux
def test_a_server_that_is_killed_leaves_no_process_and_the_store_as_it_was(place: Path) -> None:
    with open_store(place) as store:
        before, revision = set(store.quads()), store.revision()
    command = [sys.executable, "-c", SERVER, str(place), ENDLESS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "asking\n"
        children = below(server.pid)
        assert len(children) >= 4  # two that fork, and workers of both
        server.kill()
    end = time.monotonic() + 10
    while children & parents().keys() and time.monotonic() < end:
        time.sleep(0.05)
    assert not children & parents().keys()
    assert [*(place / "snapshots").glob("*/*")]

    async def again() -> None:
        backend = Backend(place, Settings())
        await backend.start()
        assert value((await backend.ask(jobs.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))).body) == "1000"
        await backend.close()

    run_apart(again())
    assert not (place / "snapshots").exists()
    with open_store(place, write=True) as store:
        assert (set(store.quads()), store.revision()) == (before, revision)
