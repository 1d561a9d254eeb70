"""An event loop in a thread of its own: the browser of other tests has one in the main thread, where no second one may run."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

__all__ = ["Apart", "apart", "run_apart"]

T = TypeVar("T")


class Apart:
    """Runs coroutines one after the other on one loop, which lives between them."""

    def __init__(self, thread: ThreadPoolExecutor, runner: asyncio.Runner) -> None:
        self._thread, self._runner = thread, runner

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._thread.submit(self._runner.run, work).result()


@contextmanager
def apart() -> Iterator[Apart]:
    """A loop, closed at the end."""
    with ThreadPoolExecutor(1) as thread:
        runner = asyncio.Runner()
        try:
            yield Apart(thread, runner)
        finally:
            thread.submit(runner.close).result()


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns, on a loop that ends with it."""
    with apart() as loop:
        return loop.run(work)
