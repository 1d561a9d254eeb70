"""Worker processes of one kind, and the queue before them. See `kg.serve.backend` for both kinds together."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from kg.errors import StoreError
from kg.explorer.asked import Answer
from kg.serve.counts import Counts
from kg.serve.frames import Broken
from kg.serve.jobs import Crashed, Full, Job, TimedOut
from kg.serve.journal import note
from kg.serve.launcher import Launcher, Worker
from kg.serve.settings import Settings

__all__ = ["Counts", "Pool"]

T = TypeVar("T")

_SPARE = 1  # workers that stand ready beside those that may work at once
_GRACE = 1.0  # seconds that work may go on for a client that has left: cheaper than a new worker
_LEAVING = 5.0  # seconds that a dismissed worker may take to end
_PAUSES = (0.0, 0.2, 1.0, 5.0, 30.0)  # seconds before the next try, after so many workers in a row that could not be started


class Pool:
    """`kind` is query or page: query workers are light and answer jobs query and graph, page workers answer page."""

    def __init__(self, kind: str, snapshot: Path, settings: Settings) -> None:
        self.kind, self.settings = kind, settings
        self.limits = settings.queries if kind == "query" else settings.pages
        self._snapshot, self._generation = snapshot, 0
        self._all: set[Worker] = set()  # that work or stand ready
        self._idle: list[Worker] = []  # the one that worked last is asked first: what it knows is at hand
        self._queue: deque[asyncio.Future[Worker]] = deque()
        self._busy = self._coming = self._failed = 0
        self._tally = Counts()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False
        self._launcher = Launcher(kind)

    @property
    def counts(self) -> Counts:
        """The counts of now."""
        return replace(self._tally, workers=len(self._all), busy=self._busy, waiting=len(self._queue))

    @property
    def isolated(self) -> bool:
        """Whether the system cuts the workers off from the network."""
        return self._launcher.isolated

    async def start(self) -> None:
        """Have the first worker ready, and others soon. Raises KgError where none can be started."""
        try:
            await self._launcher.open()
            await self._add()
            self._spawn(self._watch())
        except BaseException as error:
            await self.close()
            if isinstance(error, Crashed):
                raise StoreError(f"no worker can be started: {error}") from error
            raise

    async def ask(self, job: Job) -> Answer:
        """The answer of a worker; raises TimedOut, Full or Crashed.

        Cancelling it (the client has gone) lets the worker finish within a second, and then ends it.
        """
        worker = await self._taken()
        work = self._spawn(self._work(worker, job))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            if not work.done():
                self._count("abandoned")
                asyncio.get_running_loop().call_later(_GRACE, lambda: None if work.done() else worker.kill())
            raise

    async def renew(self, snapshot: Path) -> None:
        """Have the next jobs answered from another snapshot; returns when no worker uses the old one.

        All workers are ready before the first of them is asked, one started after the other, so that nobody waits for them
        and no answer is older than the one before it. Where one cannot be started, raises Crashed and goes on as before.
        """
        generation = self._generation + 1
        new: list[Worker] = []
        try:
            while len(new) < self._wanted:
                new.append(await self._new(snapshot, generation))
        except BaseException:
            for worker in new:
                self._drop(worker)
            raise
        self._snapshot, self._generation = snapshot, generation
        old, self._all = self._all, set(new)
        for worker in [*self._idle]:
            self._drop(worker)
        for worker in new:
            self._ready(worker)
        for worker in old:
            await asyncio.shield(worker.ended)

    async def close(self) -> None:
        """End all workers. What is under way raises Crashed."""
        self._closed = True
        for waiting in self._queue:
            if not waiting.done():
                waiting.set_exception(Crashed("The server is closing."))
        await self._launcher.close()
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        await asyncio.wait(tasks, timeout=0.5) if tasks else None  # those whose worker has ended say so
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for worker in [*self._all]:
            self._drop(worker)

    # ---- a job

    async def _taken(self) -> Worker:
        """A worker that is free, waited for in turn."""
        if self._closed:
            raise Crashed("The server is closing.")
        if not self._queue and (worker := self._free()) is not None:
            return worker
        if len(self._queue) >= self.limits.waiting:
            raise self._full()
        mine: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._queue.append(mine)
        try:
            async with asyncio.timeout(self.limits.patience):
                return await mine
        except BaseException as error:
            if mine.done() and not mine.cancelled() and mine.exception() is None:  # it came at the very same moment
                self._back(mine.result())
            if isinstance(error, TimeoutError):
                raise self._full() from None
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._queue.remove(mine)

    def _full(self) -> Full:
        self._count("refused")
        return Full(max(1, round(self.limits.seconds / 2)))

    async def _work(self, worker: Worker, job: Job) -> Answer:
        """Have the worker do it, and give it back; one that took too long, or that ended, is replaced."""
        try:
            async with asyncio.timeout(self.limits.seconds):
                header, body = await worker.ask({"kind": job.kind, "values": dict(job.values)}, job.body)
        except TimeoutError:
            worker.kill()
            self._count("timed_out")
            raise TimedOut(self.limits.seconds) from None
        except Broken:
            if not worker.killed:
                self._count("crashed")
            worker.killed = True
            raise await worker.crashed() from None
        except BaseException:
            worker.kill()
            raise
        else:
            self._count("answered")
            return Answer(header["status"], header["media_type"], body, header["headers"])
        finally:
            self._back(worker)

    def _back(self, worker: Worker) -> None:
        self._busy -= 1
        self._ready(worker)

    def _ready(self, worker: Worker) -> None:
        """The worker is free, or of no more use; who waits for one gets it."""
        spent = worker.generation != self._generation or worker.jobs >= self.limits.jobs
        if self._closed or worker.killed or worker.ended.done() or spent:
            self._drop(worker)
        else:
            self._idle.append(worker)
        while self._queue:
            if self._queue[0].done():  # it waits no longer
                self._queue.popleft()
            elif (free := self._free()) is not None:
                self._queue.popleft().set_result(free)
            else:
                break
        self._fill()

    def _free(self) -> Worker | None:
        """A worker that is idle and alive, busy from now on; None where there is none, or where enough are busy."""
        while self._idle and self._busy < self.limits.workers:
            worker = self._idle.pop()
            if worker.alive:
                self._busy += 1
                return worker
            self._drop(worker)
            self._fill()
        return None

    # ---- workers

    @property
    def _wanted(self) -> int:
        return self.limits.workers + _SPARE

    def _fill(self) -> None:
        """Start as many workers as are missing."""
        while not self._closed and len(self._all) + self._coming < self._wanted:
            self._coming += 1
            self._spawn(self._grow())

    async def _grow(self) -> None:
        try:
            await asyncio.sleep(_PAUSES[min(self._failed, len(_PAUSES) - 1)])
            await self._add()
            self._failed = 0
        except Crashed as error:
            self._failed += 1
            if not self._closed:
                note(f"no {self.kind} worker could be started: {error}")
        finally:
            self._coming -= 1
        self._fill()

    async def _add(self) -> None:
        worker = await self._new(self._snapshot, self._generation)
        self._all.add(worker)
        self._ready(worker)

    async def _new(self, snapshot: Path, generation: int) -> Worker:
        """A worker on that snapshot. Raises Crashed where it does not come to answer."""
        given = {"kind": self.kind, "place": str(snapshot), "settings": self.settings.told()}
        worker, said, body = await self._launcher.start(given)
        if "ready" not in said:  # it ends by itself
            worker.dismiss()
            raise Crashed(str(json.loads(body)["detail"]))
        worker.generation = generation
        self._count("started")
        worker.ended.add_done_callback(lambda _: self._gone(worker))
        return worker

    def _gone(self, worker: Worker) -> None:
        """A worker has ended: one that was idle has to be replaced, one at work is missed by who waits for its answer."""
        if worker in self._idle:
            self._drop(worker)
            self._fill()

    def _drop(self, worker: Worker) -> None:
        """Let go of a worker, which ends."""
        self._all.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        worker.dismiss()
        if not worker.ended.done():
            asyncio.get_running_loop().call_later(_LEAVING, worker.kill)

    async def _watch(self) -> None:
        """Begin anew when the process that starts the workers has ended, whoever ended it."""
        while True:
            await self._launcher.lost.wait()
            if self._closed:
                return
            await self._launcher.close()
            self._launcher = Launcher(self.kind)
            try:
                await self._launcher.open()
            except Crashed as error:
                self._failed += 1
                self._launcher.lost.set()
                note(str(error))
                await asyncio.sleep(_PAUSES[min(self._failed, len(_PAUSES) - 1)])

    # ---- tasks

    def _spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # heard, also where the client it was meant for has gone

    def _count(self, name: str) -> None:
        self._tally = replace(self._tally, **{name: getattr(self._tally, name) + 1})
