"""The server's side of the nursery (see `kg.serve.nursery`): starts it, has it start and end workers, hears how they ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from typing import Any

from kg.errors import UsageError
from kg.serve.frames import Broken, framed, received
from kg.serve.jobs import OUT_OF_MEMORY, Crashed

__all__ = ["Launcher", "Worker"]

_STARTING = 60  # seconds that the imports may take, on a slow machine that is busy
_ENDING = 5  # seconds from the last frame of a worker to the news of how it ended
_KEPT = ("HOME", "LANG", "LC_ALL", "PATH", "PYTHONPATH", "SYSTEMROOT", "TMPDIR", "TZ", "VIRTUAL_ENV")
_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}

_REASONS = {  # of the signals that tell more than that memory ran out
    int(signal.SIGSEGV): "The work overflowed its stack, which ended its process.",
    int(signal.SIGXCPU): "The work used up its time, which ended its process.",
}


class Worker:
    """A worker process, as the server holds it. It does one job at a time."""

    def __init__(self, number: int, launcher: Launcher) -> None:
        self.number, self.generation, self.jobs = number, 0, 0
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()  # its exit status
        self.killed = False
        self._launcher = launcher
        self._connection: socket.socket | None = None
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def open(self, connection: socket.socket) -> tuple[dict[str, Any], bytes]:
        """What it says first; raises Broken where it ends before that."""
        self._reader, self._writer = await asyncio.open_connection(sock=connection, limit=2**20)
        self._connection = connection
        return await received(self._reader)

    @property
    def alive(self) -> bool:
        """Whether it holds its end of the connection: known at once, where the news that it ended takes a moment."""
        try:
            return self._connection is not None and bool(self._connection.recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            return True
        except OSError:
            return False

    async def ask(self, header: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """Its answer to a job; raises Broken where it ends instead."""
        if self._reader is None or self._writer is None:
            raise Broken("it was never opened")
        self.jobs += 1
        try:
            self._writer.write(framed(header, body))
            await self._writer.drain()
        except OSError as error:
            raise Broken(str(error)) from error
        return await received(self._reader)

    def kill(self) -> None:
        """End it at once."""
        self.killed = True
        self._launcher.kill(self.number)

    def dismiss(self) -> None:
        """Close the connection, upon which a worker that has nothing to do ends by itself."""
        if self._writer is not None:
            self._writer.close()

    async def crashed(self) -> Crashed:
        """How it ended, in words."""
        status = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_ENDING):
                status = await asyncio.shield(self.ended)
        if status is None or status >= 0:
            return Crashed("" if status == OUT_OF_MEMORY else "The worker ended with an error; the server's log says where.")
        return Crashed(_REASONS.get(-status, ""), signal=-status)


class Launcher:
    """One nursery and its workers. `lost` is set when the nursery itself has ended, and with it all workers."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.isolated = False
        self.lost = asyncio.Event()
        self._workers: dict[int, Worker] = {}
        self._started = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._listening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start the nursery and wait for its imports. Raises UsageError on a system without fork, Crashed where it ends."""
        if not hasattr(os, "fork"):
            raise UsageError("kg serve needs a system that can fork processes: Linux or macOS.", hint="On Windows, use WSL.")
        self._control, theirs = socket.socketpair()
        with theirs:
            arguments = [self.kind, str(theirs.fileno()), str(os.getpid())]
            self._process = subprocess.Popen(  # noqa: S603 - this very interpreter, with numbers and a word of ours
                [sys.executable, "-P", "-m", "kg.serve.nursery", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={name: os.environ[name] for name in _KEPT if name in os.environ} | _THREADS,  # no secret of the server
            )
        self._control.setblocking(False)
        self._reader, self._writer = await asyncio.open_connection(sock=self._control)
        said = None
        try:
            async with asyncio.timeout(_STARTING):
                said = await self._heard()
        except TimeoutError:
            pass
        finally:
            if said is None:
                self._writer.close()
                self._process.kill()
                self._process.wait()
        if said is None:
            raise Crashed("The process that starts the workers ended; the log of the server says why.")
        self.isolated = bool(said["isolated"])
        self._listening = asyncio.create_task(self._listen())

    async def start(self, given: dict[str, Any]) -> tuple[Worker, dict[str, Any], bytes]:
        """A new worker, and what it said first. Raises Crashed where it ends before that."""
        self._started += 1
        ours, theirs = socket.socketpair()
        with theirs:
            line = json.dumps({"start": self._started} | given).encode() + b"\n"
            try:
                socket.send_fds(self._control, [line], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise Crashed("The process that starts the workers has ended.") from error
        worker = self._workers[self._started] = Worker(self._started, self)
        try:
            return worker, *await worker.open(ours)
        except BaseException as error:
            worker.dismiss()
            worker.kill()
            if isinstance(error, Broken):
                raise await worker.crashed() from None
            raise

    def kill(self, number: int) -> None:
        """End a worker; nothing where it has ended."""
        if number in self._workers:
            with contextlib.suppress(OSError):  # the nursery has gone, and all workers with it
                self._control.send(json.dumps({"kill": number}).encode() + b"\n")

    async def close(self) -> None:
        """End the nursery and all workers."""
        if self._process is None:
            return
        self._writer.close()
        try:
            await asyncio.to_thread(self._process.wait, _ENDING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
        if self._listening is not None:
            await self._listening

    async def _listen(self) -> None:
        while (said := await self._heard()) is not None:
            self._ended(said["ended"], said["status"])
        for number in [*self._workers]:
            self._ended(number, -9)
        self.lost.set()

    def _ended(self, number: int, status: int) -> None:
        worker = self._workers.pop(number)
        if not worker.ended.done():
            worker.ended.set_result(status)

    async def _heard(self) -> dict[str, Any] | None:
        """What the nursery says next; None where it has gone."""
        try:
            line = await self._reader.readline()
        except OSError:
            return None
        return json.loads(line) if line.endswith(b"\n") else None
