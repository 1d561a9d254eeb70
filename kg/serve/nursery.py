"""The process that worker processes are forked from: what they need is imported once, so that one starts in milliseconds.

It is started anew by its server (never forked from it), has one thread and no store. The server sends it, over a socket, lines
of JSON: {"start": n, ...} with the worker's end of a connection beside it, and {"kill": n}. It says {"ready": true, "isolated":
...} when it has imported all, and {"ended": n, "status": s} of every worker that ended (a signal as a negative number). When
the server goes, it ends, and all workers with it.

Python's own fork server is not used: it has one set of imports for the whole program, where the light workers need another
one than those that make pages, and it runs pickles.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from kg import resources
from kg.serve import walls

__all__ = ["main"]

_LIGHT = ("kg.serve.answering", "kg.serve.worker", "kg.store.embedded", "kg.arithmetic")
_ROOMS = (
    "explorer",
    "explorer/api",
    "explorer/around",
    "explorer/asking",
    "explorer/iris",
    "explorer/papers",
    "report",
    "figures",
)  # all that pages are made with
_HEAVY = ("kg.serve.paging", "duckdb", "numpy", "kg.search.stored", "kg.views.render")


class _Nursery:
    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.running: dict[int, int] = {}  # the pids of the workers by their numbers
        self._received, self._fds = b"", list[int]()

    def serve(self, isolated: bool) -> None:
        """Start and end workers until the server closes the connection. Raises OSError where it has gone."""
        self._say({"ready": True, "isolated": isolated})
        awake, wake = socket.socketpair()
        for end in (awake, wake):
            end.setblocking(False)
        signal.set_wakeup_fd(wake.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        with selectors.DefaultSelector() as waiting:
            waiting.register(self.control, selectors.EVENT_READ)
            waiting.register(awake, selectors.EVENT_READ)
            while True:
                for key, _ in waiting.select():
                    if key.fileobj is awake:
                        with contextlib.suppress(BlockingIOError):
                            awake.recv(4096)
                    elif not self._receive():
                        return
                self._reap()

    def close(self) -> None:
        """End all workers."""
        signal.set_wakeup_fd(-1)
        for pid in self.running.values():
            os.kill(pid, signal.SIGKILL)

    def _receive(self) -> bool:
        data, fds, _, _ = socket.recv_fds(self.control, 65_536, 16)
        self._fds += fds
        self._received += data
        *lines, self._received = self._received.split(b"\n")
        for line in lines:
            said = json.loads(line)
            if "start" in said:
                self._start(said, self._fds.pop(0))
            elif said["kill"] in self.running:  # it has not been waited for, so the pid is still its own
                os.kill(self.running[said["kill"]], signal.SIGKILL)
        return bool(data)

    def _start(self, said: dict[str, Any], fd: int) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid:
            os.close(fd)
            self.running[said["start"]] = pid
            return
        status = 1
        try:  # from here on in the worker, which never comes back
            walls.dies_with(parent)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self.control.close()
            from kg.serve.worker import work

            with socket.socket(fileno=fd) as connection:
                status = work(connection, said)
        except Exception as error:
            traceback.print_tb(error.__traceback__)
            sys.stderr.flush()
        finally:
            os._exit(status)

    def _reap(self) -> None:
        numbers = {pid: number for number, pid in self.running.items()}
        while numbers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            number = numbers.pop(pid)
            del self.running[number]
            self._say({"ended": number, "status": os.waitstatus_to_exitcode(status)})

    def _say(self, said: dict[str, Any]) -> None:
        self.control.sendall(json.dumps(said).encode() + b"\n")


def main(arguments: Sequence[str]) -> None:
    """`kind`, the number of the file that is the connection to the server, and the pid of the server."""
    kind, fd, parent = arguments[0], int(arguments[1]), int(arguments[2])
    walls.dies_with(parent)
    for asked in (signal.SIGINT, signal.SIGTERM):  # they may go to all processes of a group at once; the server decides
        signal.signal(asked, signal.SIG_IGN)
    isolated = walls.alone()
    for name in _modules(kind):
        try:
            import_module(name)
        except Exception as error:  # the page that needs it will say so
            traceback.print_exception(error)
    gc.collect()
    gc.freeze()  # the pages of memory that hold all this stay shared with the workers
    with socket.socket(fileno=fd) as control:
        nursery = _Nursery(control)
        try:
            with contextlib.suppress(OSError):  # the server has gone
                nursery.serve(isolated)
        finally:
            nursery.close()
    sys.stderr.flush()
    os._exit(0)  # nothing is worth tidying, and some libraries complain of it


def _modules(kind: str) -> list[str]:
    if kind == "query":
        from kg.arithmetic import registered

        registered()
        return [*_LIGHT]
    rooms = {room: resources.names(room, ".py") for room in _ROOMS}
    parts = [f"kg.{room.replace('/', '.')}.{name}" for room, names in rooms.items() for name in names if name != "__init__"]
    return [*_LIGHT, *_HEAVY, *parts]


if __name__ == "__main__":
    main(sys.argv[1:])
