"""Ingest and removal: the only room that sees readers, extraction, RDF and store together.

A run is a line of steps (`steps`), found out from the files. The work on each needs no store (`work`), so it is done in this
process or handed out as shards (`shards`, `executors`); what is ready (`ready`) goes into the store in order (`intake`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from kg.pipeline.checking import LeftOut, validate
from kg.pipeline.expanding import expand, suffixes
from kg.pipeline.rejects import Rejects
from kg.pipeline.removal import derive, remove
from kg.pipeline.result import Result
from kg.pipeline.run import Ingest, Progress, Workers
from kg.pipeline.unfinished import recover
from kg.store import Store

__all__ = [
    "Ingest",
    "LeftOut",
    "Progress",
    "Rejects",
    "Result",
    "Workers",
    "expand",
    "ingest",
    "recover",
    "remove",
    "suffixes",
    "validate",
]


def ingest(
    store: Store,
    sources: Iterable[str | Path],
    name: str | None = None,
    *,
    told: Callable[[Result], None] | None = None,
    rules: bool = True,
    layout: str | None = None,
    workers: Workers | None = None,
    rejects: Rejects | None = None,
    progress: Progress | None = None,
) -> list[Result]:
    """Read files and folders; a source that cannot be read is skipped, with its problems in its result.

    `name` is the source format, found out from the content unless given; `layout` is that of a table (docs/tables.md): a file,
    or the name of a shipped one. `told` gets each result as soon as it is there, `progress` how far a run has come. What rules
    derive is brought up to date at the end or, without `rules`, taken out. `workers` says who does the work (this process, unless
    given), `rejects` keeps the records that could not be read.
    """
    results = []
    with Ingest(store, rejects) as run:
        for result in run.run(expand(sources), name, layout, workers, progress):
            results.append(result)
            if told is not None:
                told(result)
        run.intake.flush()
        derive(store, rules=rules)
        run.finish()
    return results
