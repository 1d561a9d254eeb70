"""How long each named question takes: as SPARQL in the embedded store, as kg answers it, and on servers. Milliseconds.

    python benchmarks/named_queries.py [--papers 1000] [--keep FOLDER] [--server URL]... [--limit 60] [QUESTION ...]

Papers are invented (tests/worlds.py), in a store on disk, compacted, with columns. `sparql` is the question's SPARQL on that
store; `kg` is what kg does with the question there: SQL on the columns where it has a twin and the store is worth it. A server
is opened by its address and has to hold the same quads: `--keep FOLDER` leaves the store in FOLDER/store and the quads to be
loaded in FOLDER/quads.nq. Each way is a process of its own for each question, stopped after `--limit` seconds. The figure is
the least wall time of some runs: of a server it is that of another program, so that CPU time would not compare. The last
column tells ways whose rows are not those of the first.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from invented_store import load

from kg.columns import answer, columns_of, twins
from kg.rdf.vocab import BASE
from kg.sparql import Query, ask, catalogue
from kg.store import Store, open_store
from kg.tables import Table

RUNS, ENOUGH = 5, 2.0  # runs of a question, and seconds after which there is no further one
GIVEN = {  # values where the example of the header names nothing in an invented store
    "key": "invented-7", "about": "modq", "flaw": "", "address": "https://doi.org/10.5555/invented.7", "wanted": "all",
    "thing": f"{BASE}paper/invented-7",
}  # fmt: skip


class Timed(NamedTuple):
    """A question asked one way: the least seconds, how many rows, and a hash of them."""

    seconds: float
    rows: int
    digest: str


def values(query: Query, store: Store) -> dict[str, str]:
    """A value for each parameter: of things that are in the store."""
    found: dict[str, str] = {}
    for one in query.parameters:
        if one.kind == "flaw" or one.name == "flaw":
            found[one.name] = str(ask(store, "recurrence", 1).rows[0][0])
        elif one.name == "finding":
            found[one.name] = str(ask(store, "judgements", 1).column("finding")[0])
        else:
            found[one.name] = GIVEN.get(one.name) or GIVEN.get(one.kind) or one.example
    return found


def timed(asked: Callable[[], Table]) -> Timed:
    """The question asked some times; the first time opens what it needs and does not count where there are more."""
    least, table, spent = float("inf"), Table((), ()), 0.0
    for run in range(RUNS):
        start = time.perf_counter()
        table = asked()
        took = time.perf_counter() - start
        least, spent = took if run == 1 else min(least, took), spent + took
        if spent > ENOUGH:
            break
    rows = repr([[str(cell) for cell in row] for row in table.rows])
    return Timed(least, len(table), hashlib.sha256(rows.encode("utf-8", "replace")).hexdigest())


def apart(place: str, way: str, query: Query, given: dict[str, str], end: Connection) -> None:
    """Ask in this process and tell the time, or what went wrong, through the pipe."""
    try:
        with open_store(place) as store:
            if way == "kg":
                columns_of(store)
            end.send(timed(lambda: answer(store, query.name, **given) if way == "kg" else ask(store, query, None, **given)))
    except Exception as error:
        end.send(str(error) or type(error).__name__)


def limited(place: str, way: str, query: Query, given: dict[str, str], limit: float) -> Timed | str:
    """What `apart` tells, or that it took too long."""
    context = multiprocessing.get_context("fork")
    end, theirs = context.Pipe(duplex=False)
    process = context.Process(target=apart, args=(place, way, query, given, theirs))
    process.start()
    found: Timed | str = end.recv() if end.poll(limit) else f"> {limit:g} s"
    process.kill()
    process.join()
    return found


def told(found: Timed | str) -> str:
    return found if isinstance(found, str) else f"{1000 * found.seconds:,.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="*", metavar="QUESTION", help="only these")
    parser.add_argument("--papers", type=int, default=1_000)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the store there, or take the one that is there")
    parser.add_argument("--server", action="append", default=[], metavar="URL")
    parser.add_argument("--limit", type=float, default=60.0, metavar="SECONDS")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        place = folder / "store"
        if not place.exists():
            place.mkdir(parents=True)
            load(place, given.papers, dump=folder / "quads.nq")
        ways = [(str(place), "sparql"), (str(place), "kg"), *((url, "sparql") for url in given.server)]
        names = ["sparql", "kg", *(f"server {n}" for n in range(1, len(given.server) + 1))]
        print(f"{'question':30}" + "".join(f"{name:>12}" for name in names) + f"{'rows':>9}  notes")
        with open_store(place) as store:
            asked = [(q, values(q, store)) for q in catalogue() if not given.questions or q.name in given.questions]
        for query, parameters in asked:
            found = [limited(where, way, query, parameters, given.limit) for where, way in ways]
            print(f"{query.name:30}" + "".join(f"{told(one)[:11]:>12}" for one in found) + notes(query, names, found), flush=True)


def notes(query: Query, names: list[str], found: list[Timed | str]) -> str:
    """How many rows there are, whether SQL answered, and whose rows differ from the first."""
    there = [one for one in found if isinstance(one, Timed)]
    differ = [
        f"{name} differs ({one.rows:,} rows)"
        for name, one in zip(names, found, strict=True)
        if isinstance(one, Timed) and one.digest != there[0].digest
    ]
    errors = [f"{name}: {one}" for name, one in zip(names, found, strict=True) if isinstance(one, str) and one[0] != ">"]
    rows = f"{there[0].rows:,}" if there else ""
    return f"{rows:>9}  " + "; ".join([*(["SQL"] if query.name in twins() else []), *differ, *errors])


if __name__ == "__main__":
    sys.exit(main())
