"""The report of stores of several sizes: CPU seconds, files, bytes, and the memory at the highest.

    python benchmarks/report.py [--papers 100 1000 10000] [--keep FOLDER]

Papers are invented (tests/worlds.py), three citing articles each. Each size runs in a process of its own: its memory is its
own. The last line is the growth of time from the first size to the last over that of papers, as an exponent: 1 is linear.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import pyoxigraph as ox
from worlds import bundles

from kg.cli.folders import Written, whole_folder
from kg.columns.keeper import Keeper
from kg.rdf import lexicon, mint
from kg.rdf.write import quads
from kg.readings import Counts, Reading
from kg.report.known import Known
from kg.report.site import files
from kg.store import folder as folders
from kg.store import open_store

FLAWS = tuple(lexicon.taxonomy().flaws)[:60]
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def load(place: Path, papers: int) -> None:
    """A store folder with so many invented papers, their readings and columns."""
    folders.prepare(place)
    inner = ox.Store(str(folders.engine_folder(place)))
    dump = place / "world.nq"
    said = (
        quad
        for bundle in bundles(papers, FLAWS)
        for quad in chain(quads(bundle), _reading(bundle.source.name, mint.source(bundle.source), bundle.source.sha256))
    )
    with dump.open("wb") as out:
        ox.serialize(chain(lexicon.knowledge(), said), out, ox.RdfFormat.N_QUADS)
    inner.bulk_load(path=str(dump), format=ox.RdfFormat.N_QUADS)
    dump.unlink()
    inner.optimize()
    inner.flush()
    del inner
    with open_store(place, write=True) as store:
        Keeper(store).keep()


def _reading(name: str, graph: ox.NamedNode, sha256: str) -> list[ox.Quad]:
    return Reading(name, graph, "appraisal", "1", sha256, Counts(1, 0, 0, 0, 0)).quads(MOMENT)


def measured(place: Path, out: Path) -> dict[str, float]:
    """CPU seconds, files, bytes and the highest memory in MB of one report."""
    start = time.process_time()
    with open_store(place) as store, whole_folder(out) as folder:
        written = Written(folder)
        for file in files(Known(store)):
            written.add(file.address, file.text)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": time.process_time() - start, "files": written.count, "bytes": written.size, "memory": memory}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--keep", type=Path, help="where stores are kept for another run")
    parser.add_argument("--one", type=Path, nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measured(*given.one)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        times = []
        for papers in given.papers:
            place = (given.keep or Path(scratch)) / f"world-{papers}"
            if not place.exists():
                load(place, papers)
            call = [sys.executable, __file__, "--one", str(place), str(Path(scratch) / f"report-{papers}")]
            found = json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)
            times.append(found["seconds"])
            print(
                f"{papers:>7,} papers: {found['seconds']:8.1f} s, {found['files']:>8,} files, {found['bytes'] / 1e6:8.1f} MB, "
                f"memory {found['memory']:6.0f} MB",
                flush=True,
            )
    if len(times) > 1:
        print(f"growth: {math.log(times[-1] / times[0]) / math.log(given.papers[-1] / given.papers[0]):.2f}")


if __name__ == "__main__":
    main()
