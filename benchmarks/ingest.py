"""What a large ingest costs, beside the engine's own bulk loading of the same statements and rdflib's parsing of them.

python benchmarks/ingest.py --records 1000 10000 30000 --jobs 2 [--source FILE.xml.gz] [--no-rdflib]

Invented PubMed records (benchmarks/invented_pubmed.py), or those of a real file, are read by `kg ingest` into a new store on disk
with columns, search index and identities; then their statements, exported as N-Quads, are bulk-loaded and put in order by
pyoxigraph, and parsed into memory by rdflib. Each runs as a process of its own. Printed: CPU seconds (user and system), records a
second, peak memory, the ratios, bytes on disk a paper by what they are for, the same with several processes, and what one changed
paper costs in the store that is there then.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from invented_pubmed import write

BULK = """
import sys, pyoxigraph as ox
store = ox.Store(sys.argv[1]); store.bulk_load(path=sys.argv[2], format=ox.RdfFormat.N_QUADS); store.optimize(); store.flush()
"""
RDFLIB = """
import sys, rdflib
rdflib.Dataset().parse(sys.argv[2], format="nquads")
"""
DUMP = """
import sys
from kg.rdf import mint
from kg.store import open_store
import pyoxigraph as ox
with open_store(sys.argv[1]) as store, open(sys.argv[2], "wb") as out:
    ox.serialize(store.quads(), out, ox.RdfFormat.N_QUADS)
"""


class Cost(NamedTuple):
    cpu: float
    wall: float
    peak: float  # MB


def run(*arguments: str) -> Cost:
    """What a process costs, its own processes with it."""
    began = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{arguments} ended with {process.returncode}"
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss / 1024)


def kg(store: Path, *arguments: str) -> Cost:
    return run(sys.executable, "-m", "kg", "--quiet", "--store", str(store), *arguments)


def size(path: Path) -> int:
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file()) if path.is_dir() else path.stat().st_size


def told(name: str, cost: Cost, records: int, than: Cost | None = None) -> None:
    ratio = f"  CPU {cost.cpu / than.cpu:.2f}, peak {cost.peak / than.peak:.2f} of bulk_load" if than else ""
    figures = f"{cost.cpu:8.1f} s CPU {cost.wall:8.1f} s {records / cost.wall:8.0f} records/s {cost.peak:8.0f} MB"
    print(f"{name:30} {figures}{ratio}", flush=True)


def one_changed(store: Path, folder: Path) -> None:
    """CPU of exchanging one paper, in a process that has the store open."""
    from kg.pipeline import Ingest
    from kg.store import open_store

    file = folder / "one.yaml"
    spent: dict[str, list[float]] = {"read": [], "with all beside it kept": []}
    for turn in range(12):
        file.write_text(
            f"format: 1\npaper: {{key: changed-2001, title: A changed paper {turn}, year: 2001, doi: 10.5555/changed}}\n"
            "appraisals:\n- assessor: {name: Ann, kind: person}\n  source: {kind: other}\n  findings:\n"
            + "".join(f"  - {{flaw: {flaw}, presence: present, why: turn {turn}}}\n" for flaw in ("spin", "small-sample")),
            "utf-8",
        )
        with open_store(store, write=True) as opened, Ingest(opened) as run_:
            began = time.process_time()
            run_.read(str(file))
            read = time.process_time()
            run_.finish()
            spent["read"].append(read - began)
            spent["with all beside it kept"].append(time.process_time() - began)
    for name, found in spent.items():
        print(f"one changed paper, {name}: median {statistics.median(found[2:]) * 1000:.1f} ms CPU")


def measure(folder: Path, records: int, source: Path | None, *, jobs: int, rdflib: bool) -> None:
    given = source or folder / "invented.xml.gz"
    if source is None:
        write(given, records)
    store, dump, bulk = folder / "store", folder / "all.nq", folder / "bulk"
    ours = kg(store, "ingest", "--no-rules", str(given))
    run(sys.executable, "-c", DUMP, str(store), str(dump))
    with dump.open("rb") as lines:
        quads = sum(1 for _ in lines)
    engine = run(sys.executable, "-c", BULK, str(bulk), str(dump))
    print(f"\n{records:,} records, {quads:,} statements, {dump.stat().st_size / 2**20:.0f} MB of N-Quads")
    told("pyoxigraph bulk_load+optimize", engine, records)
    told("kg ingest", ours, records, engine)
    if rdflib:
        parsed = run(sys.executable, "-c", RDFLIB, "-", str(dump))
        told("rdflib Dataset.parse", parsed, records, engine)
        print(f"rdflib's CPU is {parsed.cpu / ours.cpu:.2f} of kg's")
    if jobs > 1:
        several = kg(folder / "several", "ingest", "--no-rules", "--jobs", str(jobs), str(given))
        told(f"kg ingest --jobs {jobs}", several, records, engine)
    for name in ("oxigraph", "columns", "search.sqlite", "identity.sqlite"):
        place = store / name
        print(f"  {name:16} {size(place) / records:8.0f} bytes a record" if place.exists() else f"  {name}: none")
    print(f"  bulk_load        {size(bulk) / records:8.0f}")
    one_changed(store, folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--source", type=Path, help="a file of PubMed; --records says how many it has")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--no-rdflib", action="store_true")
    parser.add_argument("--folder", type=Path, help="where to work; otherwise a temporary folder")
    given = parser.parse_args()
    for records in given.records:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            measure(Path(folder), records, given.source, jobs=given.jobs, rdflib=not given.no_rdflib)
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
