"""Where the work is done: in this process, in several of this machine, or on a cluster; results in the order of tasks."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import TypeVar

from kg.errors import KgError, StoreError, UsageError

__all__ = ["cluster", "in_order", "processes"]

T = TypeVar("T")

_AHEAD = 4  # tasks for each process that may be under way or wait for an earlier one, so that what waits is bounded
_AGAIN = "What was done is kept: kg ingest with the same sources goes on from there."


@contextmanager
def processes(jobs: int) -> Iterator[tuple[Executor, int]]:
    """So many processes of this machine, and how many tasks to give them ahead."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)
    try:
        yield pool, jobs * _AHEAD
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """In a new process: Ctrl-C is for who started the work, and nobody works on for one who was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(100_000, 20, 20)  # what is made of a record has no cycles, and looking for them costs a tenth of the work
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 - for the type checker: this is never the first process

    def follow() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """The workers of the dask scheduler at that address ("tcp://host:8786"), and how many tasks to give them ahead.

    A task whose worker dies is done again by another. Raises UsageError where dask is not installed, and StoreError where no
    scheduler answers or it has no workers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "--cluster needs dask.distributed, which is not installed.", hint="pip install 'appraisal-kg[cluster]'"
        ) from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        hint = "Start one with `dask scheduler` and `dask worker ADDRESS`, both where kg is installed (docs/clusters.md)."
        raise StoreError(f"no dask scheduler answers at {address}: {error}", hint=hint) from None
    try:
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
        if not workers:
            raise StoreError(f"the scheduler at {address} has no workers", hint=f"Start some: dask worker {address}")
        # Tasks are pure but cheap to repeat; the same path twice would otherwise be one task, whatever became of the first.
        with client.get_executor(pure=False, retries=3) as executor:
            yield executor, workers * _AHEAD
    finally:
        client.close()


def in_order(
    executor: Executor, ahead: int, tasks: Iterable[tuple[T, str | None]], work: Callable[[str], str]
) -> Generator[tuple[T, str | None], None, None]:
    """Each task's label with its result, in the order of the tasks; a task without a path has none.

    Raises what the work raised, and KgError where a process was lost.
    """
    waiting: deque[tuple[T, Future[str] | None]] = deque()
    try:
        for label, path in tasks:
            waiting.append((label, None if path is None else executor.submit(work, path)))
            while sum(future is not None for _, future in waiting) >= ahead or (waiting and _done(waiting[0][1])):
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())
    finally:
        for _, future in waiting:
            if future is not None:
                future.cancel()


def _done(future: Future[str] | None) -> bool:
    return future is None or future.done()


def _result(label: T, future: Future[str] | None) -> tuple[T, str | None]:
    try:
        return label, None if future is None else future.result()
    except BrokenProcessPool:
        raise KgError("A process of the ingest ended early; memory may be short.", hint=f"Give fewer --jobs. {_AGAIN}") from None
    except CancelledError:
        raise KgError("The cluster gave up a task.", hint=f"Look at its scheduler's log. {_AGAIN}") from None
