"""Work on a stream in several processes: results in the order of what was given, each as soon as it can be told.

Processes are spawned, one more whenever there is work and none is free. What waits is bounded, so a stream of any
length takes the memory of a short one.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from kg.errors import KgError

__all__ = ["in_order"]

T = TypeVar("T")
R = TypeVar("R")

_CHUNK = 32  # items that go to a process at once
_AHEAD = 4  # chunks for each process that may be under way or wait for an earlier one
_ROOM = 4 * 2**20  # what may wait in memory, in units of `size`, unless a single item is larger
_GRACE = 5  # seconds a process may take to end


def in_order(
    given: Iterable[T], make: Callable[[], Callable[[T], R]], processes: int, size: Callable[[T], int] = lambda _: 1
) -> Generator[R, None, None]:
    """What `make()` gives for each item, in order. `make` is called once in each process and must be picklable.

    What `given` raises is raised after the results of all items before it. Raises KgError when a process dies.
    """
    context = multiprocessing.get_context("spawn")
    alarm, ring = context.Pipe(duplex=False)
    inbox = _Inbox(given, ring, size)
    crew = _Crew(context, make, processes)
    with closing(alarm), closing(ring), closing(inbox), closing(crew):
        waiting: dict[int, list[R]] = {}  # results by the number of their chunk
        told = 0
        while True:
            while (results := waiting.pop(told, None)) is not None:
                yield from results
                told += 1
            while alarm.poll():
                alarm.recv_bytes()
            chunk = None  # not even asked for
            while crew.has_room() and crew.sent - told < processes * _AHEAD and (chunk := inbox.take()):
                crew.send(chunk)
            if told == crew.sent and inbox.over():
                inbox.check()
                return
            # Only an inbox that was found empty will ring; where it was not asked, some process has work and will answer.
            waiting.update(crew.answers(alarm if chunk == [] else None))


class _Inbox(Generic[T]):
    """Items read by a thread of its own, so that the results of earlier ones need not wait for the next; bounded."""

    def __init__(self, given: Iterable[T], ring: Connection, size: Callable[[T], int]) -> None:
        self._items: deque[tuple[T, int]] = deque()
        self._held = 0
        self._changed = threading.Condition()
        self._ring = ring
        self._ended = self._closed = False
        self._error: BaseException | None = None
        # A daemon: it may wait for input that never comes when the command is interrupted.
        threading.Thread(target=self._fill, args=(given, size), daemon=True).start()

    def _fill(self, given: Iterable[T], size: Callable[[T], int]) -> None:
        try:
            for item in given:
                if not self._put(item, size(item)):
                    return
        except BaseException as error:  # told by `check`, when all items before it are done
            self._error = error
        finally:
            with self._changed:
                self._ended = True
                self._tell()

    def _put(self, item: T, size: int) -> bool:
        with self._changed:
            while self._items and not self._closed and (self._held + size > _ROOM or len(self._items) >= 2 * _CHUNK):
                self._changed.wait()
            if self._closed:
                return False
            self._items.append((item, size))
            self._held += size
            if len(self._items) == 1:
                self._tell()
            return True

    def _tell(self) -> None:
        if not self._closed:
            self._ring.send_bytes(b".")

    def take(self) -> list[T]:
        """Items that are there, up to a chunk; none where the next has not come yet."""
        chunk: list[T] = []
        held = 0
        with self._changed:
            while self._items and len(chunk) < _CHUNK and (not chunk or held + self._items[0][1] <= _ROOM // _CHUNK):
                item, size = self._items.popleft()
                chunk.append(item)
                held += size
            self._held -= held
            self._changed.notify_all()
        return chunk

    def over(self) -> bool:
        """Whether all items have been taken and no more will come."""
        with self._changed:
            return self._ended and not self._items

    def check(self) -> None:
        """Raises what reading the items raised."""
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """Let the thread end at its next item."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


class _Crew(Generic[T, R]):
    """The processes, and which chunk each has."""

    def __init__(self, context: Any, make: Callable[[], Callable[[T], R]], most: int) -> None:
        self._context, self._make, self._most = context, make, most
        self._busy: dict[Connection, int] = {}
        self._items: dict[Connection, tuple[int, int]] = {}  # the first and last of the chunk it had last, counted from 1
        self._given = 0
        self._free: list[Connection] = []
        self._processes: dict[Connection, Any] = {}
        self.sent = 0

    def has_room(self) -> bool:
        """Whether a process is free or may be started."""
        return bool(self._free) or len(self._processes) < self._most

    def send(self, chunk: Sequence[T]) -> None:
        """Give a chunk, the next in number, to a process."""
        connection = self._free.pop() if self._free else self._start()
        self._busy[connection] = self.sent
        self.sent += 1
        self._items[connection] = self._given + 1, self._given + len(chunk)
        self._given += len(chunk)
        try:
            connection.send(chunk)
        except OSError:
            self._mourn(connection)

    def answers(self, alarm: Connection | None) -> Iterator[tuple[int, list[R]]]:
        """Waits for an answer or the alarm; the answers that are there, each with the number of its chunk."""
        for ready in wait([*self._busy, alarm] if alarm else list(self._busy)):
            if ready is alarm:
                continue
            connection: Any = ready
            try:
                results = connection.recv()
            except (EOFError, OSError):
                self._mourn(connection)
            self._free.append(connection)
            yield self._busy.pop(connection), results

    def _start(self) -> Connection:
        mine, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._make), daemon=True)
        with _interrupts_held():
            process.start()
        theirs.close()
        self._processes[mine] = process
        return mine  # type: ignore[no-any-return]

    def _mourn(self, connection: Connection) -> None:
        process = self._processes[connection]
        process.join(_GRACE)
        how = f"signal {-process.exitcode}" if (process.exitcode or 0) < 0 else f"exit code {process.exitcode}"
        first, last = self._items[connection]
        where = f"passage {first}" if first == last else f"one of the passages {first} to {last}"
        raise KgError(f"A process ended early ({how}) while it read {where}.", hint="Where memory is short, give fewer --jobs.")

    def close(self) -> None:
        """End the processes, those in the midst of work too."""
        for connection, process in self._processes.items():
            connection.close()
            if connection in self._busy:
                process.terminate()
        for process in self._processes.values():
            process.join(_GRACE)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()


def _serve(connection: Connection, make: Callable[[], Callable[[T], R]]) -> None:
    """The life of a process: chunks in, results out, until nobody is there to talk to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; who started the work ends it
    work = make()
    while True:
        try:
            chunk = connection.recv()
        except (EOFError, OSError):
            return
        results = [work(item) for item in chunk]
        with suppress(OSError):
            connection.send(results)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C waits, and a process that is started inherits that: it would else tell of it while Python loads."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # before, since starting it lets interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
