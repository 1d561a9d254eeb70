"""A pool of workers for tests, on an event loop of its own that goes on between calls."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from serve.apart import Apart, apart

from kg.explorer.asked import Answer
from kg.serve import jobs
from kg.serve.jobs import Job
from kg.serve.pool import Pool
from kg.serve.settings import GIB, Limits, Settings

__all__ = ["ENDLESS", "Loop", "limits", "pool_of", "within"]

T = TypeVar("T")

# Counts far more rows than any time allows, over whatever there is.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"


class Loop:
    """A pool and its loop. `ask` waits for an answer, `run` for anything."""

    def __init__(self, pool: Pool, runner: Apart) -> None:
        self.pool, self._runner = pool, runner

    def ask(self, job: Job | str) -> Answer:
        return self.run(self.pool.ask(jobs.query(job) if isinstance(job, str) else job))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def rest(self, until: Callable[[], bool]) -> None:
        """Let the loop go on until something is so, which it has to be soon."""

        async def wait() -> None:
            end = time.monotonic() + 20
            while not until():
                assert time.monotonic() < end
                await asyncio.sleep(0.02)

        self.run(wait())


def limits(**changed: Any) -> Limits:
    return Limits(**({"workers": 2, "seconds": 20.0, "memory": GIB} | changed))


@contextmanager
def pool_of(place: Path, kind: str = "query", settings: Settings | None = None, **changed: Any) -> Iterator[Loop]:
    """A running pool with limits as changed, closed at the end."""
    given = settings or Settings(queries=limits(**changed), pages=limits(**{"memory": 3 * GIB} | changed))
    with apart() as runner:
        pool = Pool(kind, place, given)
        runner.run(pool.start())
        try:
            yield Loop(pool, runner)
        finally:
            runner.run(pool.close())


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is in it takes no longer: generous, for a busy machine, against what would take for ever."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds
