"""The store as the server sees it: a snapshot that follows it, and two pools of workers that answer from it."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from kg.errors import KgError, StoreInUse
from kg.explorer.asked import Answer
from kg.serve.jobs import Crashed, Job
from kg.serve.journal import note
from kg.serve.pool import Pool
from kg.serve.settings import Settings
from kg.serve.snapshot import Snapshot, Snapshots

__all__ = ["Backend"]

_WAIT = 10.0  # seconds for a writer to finish, at the start


class Backend:
    """Made without touching anything; `start` opens, `close` leaves nothing behind. All on one event loop."""

    queries: Pool
    pages: Pool

    def __init__(self, place: Path, settings: Settings) -> None:
        self.place, self.settings = place, settings
        self.snapshots = Snapshots(place)
        self._snapshot: Snapshot | None = None
        self._used: list[Snapshot] = []  # from which some worker may answer; the last is the newest
        self._following: asyncio.Task[None] | None = None
        self._pools: list[Pool] = []

    @property
    def revision(self) -> str:
        """The store's revision that is served now; "" before the start."""
        return self._snapshot.revision if self._snapshot else ""

    @property
    def taken(self) -> float:
        """When the snapshot that is served now was taken, in seconds since 1970; 0 before the start."""
        return self._snapshot.taken if self._snapshot else 0.0

    @property
    def isolated(self) -> bool:
        """Whether the system cuts all workers off from the network."""
        return bool(self._pools) and all(pool.isolated for pool in self._pools)

    async def start(self) -> None:
        """Take a snapshot, start both pools, follow the store. Raises KgError: no store, a writer at work, no room."""
        try:
            await asyncio.to_thread(self.snapshots.open)
            self._snapshot = await asyncio.to_thread(self.snapshots.take, _WAIT)
            self._used = [self._snapshot]
            self.queries, self.pages = (Pool(kind, self._snapshot.folder, self.settings) for kind in ("query", "page"))
            self._pools = [self.queries, self.pages]
            await asyncio.gather(*(pool.start() for pool in self._pools))
        except BaseException:
            await self.close()
            raise
        self._following = asyncio.create_task(self._follow())

    async def ask(self, job: Job) -> Answer:
        """The answer of the pool that does such jobs; raises TimedOut, Full or Crashed."""
        return await (self.pages if job.kind == "page" else self.queries).ask(job)

    async def close(self) -> None:
        """End all workers and take the snapshots away."""
        if self._following is not None:
            self._following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._following
        await asyncio.gather(*(pool.close() for pool in self._pools))
        await asyncio.to_thread(self.snapshots.close)

    async def _follow(self) -> None:
        """Look at the store again and again; what goes wrong is said once, and the snapshot of before stays."""
        said = ""
        while True:
            await asyncio.sleep(self.settings.poll)
            if self.snapshots.revision() == self.revision and self._snapshot and self.snapshots.has(self._snapshot):
                continue
            try:
                await self._renew()
                said = ""
            except StoreInUse:
                pass  # it is being written; what was there before is served until that ends
            except (Crashed, KgError) as error:
                if str(error) != said:
                    said = str(error)
                    note(f"the store has changed, and what was there before is served: {said}")

    async def _renew(self) -> None:
        """Have both pools answer from a new snapshot, and nobody from the old one when this returns."""
        new = await asyncio.to_thread(self.snapshots.take)
        try:
            await self.pages.renew(new.folder)
        except BaseException:
            await asyncio.to_thread(self.snapshots.drop, new)
            raise
        self._used.append(new)
        await self.queries.renew(new.folder)
        self._snapshot = new
        while self._used[0] is not new:
            await asyncio.to_thread(self.snapshots.drop, self._used.pop(0))
