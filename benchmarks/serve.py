"""kg serve under load, beside other servers of the same quads in the same run: requests a second, p50 and p99.

    python benchmarks/serve.py [--papers 1000] [--seconds 5] [--peers FOLDER] [--soak 20000] [--keep FOLDER]

Needs wrk (Debian's package of that name). FOLDER of `--peers` is the `bin` of an environment with the PyPI packages oxigraph and
rdflib-endpoint; without it kg is measured alone. Papers are invented (tests/worlds.py). Every server gets the same questions over
the SPARQL protocol at 1, 16 and 128 connections: a look-up (the findings of one paper, another paper each time) and an analysis
(which flaws recur); kg also gets the page and the JSON of a paper and the analysis as its explorer answers it. The servers
answer one after the other; before they are timed each must give the same rows. Answers that are no 2xx are counted beside, and
an answer to fewer than all of a server's rows does not count at all.

`--soak` asks kg so many bounded questions (look-ups, pages, products that are cut off by the row limit) and prints the memory of
the server and its workers after each fifth of them.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from invented_store import load

from kg.rdf.vocab import BASE
from kg.sparql import named
from kg.store.folder import engine_folder

CONNECTIONS = (1, 16, 128)
KEYS = 200
LOOK_UP = """PREFIX kg: <{base}ontology#>
SELECT ?flaw ?presence WHERE {{
  GRAPH ?source {{ ?finding kg:paper <{base}paper/{key}> ; kg:flaw ?flaw ; kg:presence ?presence }}
}}"""
PRODUCT = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"
SCRIPT = """local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local at = 0
request = function()
  at = at + 1
  return wrk.format("GET", paths[(at - 1) %% #paths + 1], {["Accept"] = "%s"})
end
"""


@dataclass(frozen=True)
class Server:
    """A running server: its name, where it answers SPARQL, and its process."""

    name: str
    address: str
    process: subprocess.Popen[bytes]


@contextlib.contextmanager
def running(name: str, command: list[str], port: int, path: str) -> Iterator[Server]:
    """The server of a command, once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 300
        address = f"http://127.0.0.1:{port}{path}"
        while True:
            with contextlib.suppress(OSError):
                ask(address, "ASK {}")
                break
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"{name} does not start: {' '.join(command)}")
            time.sleep(0.2)
        yield Server(name, address, process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def ask(address: str, query: str) -> dict[str, object]:
    """The JSON answer of a SPARQL endpoint."""
    wanted = Request(f"{address}?{urlencode({'query': query})}", headers={"Accept": "application/sparql-results+json"})  # noqa: S310
    with urlopen(wanted, timeout=60) as answer:  # noqa: S310 - our own servers
        found: dict[str, object] = json.load(answer)
    return found


def rows(server: Server, query: str) -> int:
    found = ask(server.address, query)
    return len(found["results"]["bindings"])  # type: ignore[index]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wrk(origin: str, paths: list[str], accept: str, connections: int, seconds: int) -> str:
    """A line of figures: requests a second, p50 and p99 in ms, and what was no 2xx."""
    with tempfile.TemporaryDirectory() as scratch:
        listed, script = Path(scratch) / "paths", Path(scratch) / "ask.lua"
        listed.write_text("\n".join(paths) + "\n")
        script.write_text(SCRIPT % (listed, accept))
        call = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "60s", "-s", str(script), origin]
        told = subprocess.run(call, check=True, capture_output=True, text=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])  # type: ignore[index]
    p50, p99 = (_milliseconds(re.search(rf"{part}%\s+(\S+)", told)) for part in (50, 99))
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    whole = int(re.search(r"(\d+) requests in", told)[1])  # type: ignore[index]
    no = f", {int(refused[1]) / whole:.0%} of them refused" if refused else ""
    return f"{rate:>9,.0f}/s  p50 {p50:>8.1f} ms  p99 {p99:>8.1f} ms{no}"


def _milliseconds(found: re.Match[str] | None) -> float:
    if found is None or (parts := re.fullmatch(r"([\d.]+)(us|ms|s|m)", found[1])) is None:
        return float("nan")  # nothing was answered in time
    number, unit = parts.groups()
    return float(number) * {"us": 1e-3, "ms": 1, "s": 1e3, "m": 6e4}[unit]


def memory(process: int) -> float:
    """MB that a process and all its descendants hold (proportional set size)."""
    found, waiting = 0.0, [process]
    while waiting:
        pid = waiting.pop()
        with contextlib.suppress(OSError):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            found += int(re.search(r"Pss:\s+(\d+)", rollup)[1]) / 1024  # type: ignore[index]
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return found


def soak(server: Server, origin: str, questions: list[str], number: int) -> None:
    """Bounded questions in five rounds, and the memory after each."""
    print(f"\nsoak: {number:,} bounded questions at 8 connections; MB of the server and its workers")
    before = memory(server.process.pid)
    print(f"  at the start {before:8.0f} MB")
    for part in range(1, 6):
        done = 0
        while done < number // 5:
            with tempfile.TemporaryDirectory() as scratch:
                listed, script = Path(scratch) / "paths", Path(scratch) / "ask.lua"
                listed.write_text("\n".join(questions) + "\n")
                script.write_text(SCRIPT % (listed, "*/*"))
                call = ["wrk", "-t1", "-c8", "-d5s", "--timeout", "60s", "-s", str(script), origin]
                told = subprocess.run(call, check=True, capture_output=True, text=True).stdout
            done += int(re.search(r"(\d+) requests in", told)[1])  # type: ignore[index]
        print(f"  after {part} fifth{'s' if part > 1 else ' '}  {memory(server.process.pid):8.0f} MB", flush=True)


def measure(server: Server, what: str, paths: list[str], seconds: int, accept: str = "application/sparql-results+json") -> None:
    origin = re.match(r"http://[^/]+", server.address)[0]  # type: ignore[index]
    for connections in CONNECTIONS:
        told = wrk(origin, paths, accept, connections, seconds)
        print(f"  {server.name:16}{what:22}{connections:>4} connections  {told}", flush=True)


def protocol(server: Server, queries: list[str]) -> list[str]:
    path = re.sub(r"http://[^/]+", "", server.address)
    return [f"{path}?{urlencode({'query': query})}" for query in queries]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--peers", type=Path, help="folder of the programs oxigraph and rdflib-endpoint")
    parser.add_argument("--soak", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="where stores are kept for another run")
    given = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: apt-get install wrk")
    with tempfile.TemporaryDirectory() as scratch:
        place = (given.keep or Path(scratch)) / f"serve-{given.papers}"
        dump = place.with_suffix(".nq")
        if not place.exists():
            load(place, given.papers, dump=dump)
        keys = [f"invented-{at * max(given.papers // KEYS, 1) % given.papers}" for at in range(KEYS)]
        look_ups = [LOOK_UP.format(base=BASE, key=key) for key in keys]
        analysis = named("recurrence").text
        wanted: tuple[int, int] | None = None
        for name, command, port, path in servers(place, dump, given.peers):
            with running(name, command, port, path) as server:
                found = rows(server, look_ups[1]), rows(server, analysis)
                wanted = wanted or found
                print(f"\n{server.name}: {found[0]} and {found[1]} rows" + ("" if found == wanted else f", NOT {wanted}"))
                measure(server, "look-up", protocol(server, look_ups), given.seconds)
                measure(server, "analysis", protocol(server, [analysis]), given.seconds)
                if name == "kg":
                    measure(server, "paper page", [f"/paper/{key}.html" for key in keys], given.seconds, "text/html")
                    measure(server, "paper as JSON", [f"/api/papers/{key}" for key in keys], given.seconds, "application/json")
                    measure(server, "analysis, explorer", ["/api/questions/recurrence"], given.seconds, "application/json")
                    if given.soak:
                        mixed = [*protocol(server, [*look_ups[:20], PRODUCT]), *(f"/paper/{key}.html" for key in keys[:20])]
                        soak(server, f"http://127.0.0.1:{port}", mixed, given.soak)


def servers(place: Path, dump: Path, peers: Path | None) -> Iterator[tuple[str, list[str], int, str]]:
    """Name, command, port and SPARQL path of each server."""
    port = free_port()
    workers = str(os.cpu_count() or 2)
    kg = [sys.executable, "-m", "kg", "--store", str(place), "serve", "--port", str(port), "--rate", "0", "--workers", workers]
    yield "kg", kg, port, "/sparql"
    if peers is None:
        return
    port = free_port()
    oxigraph = [str(peers / "oxigraph"), "serve-read-only", "-l", str(engine_folder(place)), "-b", f"127.0.0.1:{port}"]
    yield "oxigraph serve", [*oxigraph, "--union-default-graph"], port, "/query"
    port = free_port()
    rdflib = [str(peers / "rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), str(dump)]
    yield "rdflib-endpoint", rdflib, port, "/sparql"


if __name__ == "__main__":
    main()
