"""What a command costs beside the bare minimum: CPU seconds of whole processes, run in turn, medians and ratios.

    python benchmarks/start_up.py [RUNS]

Peers: `python -c pass` for `kg --help`, a bare pyoxigraph process asking the same question for `kg query`.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ENVIRONMENT = Path(sys.executable).parent
QUESTION = "SELECT ?s WHERE { GRAPH ?g { ?s <https://w3id.org/appraisal-kg/ontology#key> ?key } } LIMIT 5"


def cpu(command: list[str]) -> float:
    """User and system seconds of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    kg, python = str(ENVIRONMENT / "kg"), sys.executable
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([kg, "demo", "--output", folder], check=True, capture_output=True)
        store = f"{folder}/store"
        bare = (
            f"import pyoxigraph as ox\nfor row in ox.Store.read_only('{store}/oxigraph').query('''{QUESTION}'''): print(row['s'])"
        )
        pairs = {
            "kg --help / python -c pass": ([kg, "--help"], [python, "-c", "pass"]),
            "kg query / bare pyoxigraph": ([kg, "--store", store, "query", "--text", QUESTION], [python, "-c", bare]),
        }
        for name, (ours, peer) in pairs.items():
            rounds = [(cpu(ours), cpu(peer)) for _ in range(runs)]
            mine, theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
            ratio = statistics.median(a / b for a, b in rounds)
            print(f"{name}: {1000 * mine:.0f} / {1000 * theirs:.0f} ms CPU, ratio {ratio:.1f} (median of {runs})")


if __name__ == "__main__":
    main()
