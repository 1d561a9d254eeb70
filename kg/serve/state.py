"""How the server is: its health for those who watch over it, and the numbers of its workers for Prometheus."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from kg.explorer.asked import Answer
from kg.serve.backend import Backend
from kg.serve.metrics import sample

__all__ = ["health", "samples"]


def health(backend: Backend) -> Answer:
    """200 where both kinds of workers are there, else 503: JSON with the revision that is served and since when."""
    workers = {name: pool.counts.workers for name, pool in (("queries", backend.queries), ("pages", backend.pages))}
    well = all(workers.values())
    said = {
        "status": "ok" if well else "no workers",
        "revision": backend.revision,
        "taken": datetime.fromtimestamp(backend.taken, UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "workers": workers,
    }
    return Answer(200 if well else 503, "application/json", json.dumps(said).encode() + b"\n", {"Cache-Control": "no-store"})


def samples(backend: Backend, kept: int) -> Iterator[str]:
    """Lines for /metrics: the snapshot's age, what the pools did, how many bytes of pages are `kept`."""
    age = max(0.0, time.time() - backend.taken)
    yield from sample("kg_snapshot_age_seconds", "gauge", "Since the state of the store that is served was taken.", round(age, 3))
    yield from sample("kg_kept_bytes", "gauge", "Bytes of pages kept ready.", kept)
    for kind, pool in (("queries", backend.queries), ("pages", backend.pages)):
        counts = pool.counts
        for name, value in (("workers", counts.workers), ("busy", counts.busy), ("waiting", counts.waiting)):
            yield from sample(f"kg_{kind}_{name}", "gauge", f"Now {name} in the pool for {kind}.", value)
        for name, about, value in (
            ("answered", "Jobs answered", counts.answered),
            ("timed_out", "Jobs ended at their time-out", counts.timed_out),
            ("crashed", "Jobs that ended their process", counts.crashed),
            ("refused", "Jobs refused because too many waited", counts.refused),
            ("abandoned", "Jobs whose client left", counts.abandoned),
            ("started", "Worker processes started", counts.started),
        ):
            yield from sample(f"kg_{kind}_{name}_total", "counter", f"{about} by the pool for {kind}.", value)
