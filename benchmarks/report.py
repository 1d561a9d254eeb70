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
from pathlib import Path

from invented_store import load

from kg.cli.folders import Written, whole_folder
from kg.report.known import Known
from kg.report.site import files
from kg.store import open_store


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
