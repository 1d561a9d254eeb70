"""Runs the server: the socket, the store's workers, the loop, and an end that leaves nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from kg.errors import UsageError
from kg.serve.access import Access
from kg.serve.access_log import AccessLog
from kg.serve.app import application
from kg.serve.backend import Backend
from kg.serve.connection import Connection
from kg.serve.door import LARGEST_HEAD
from kg.serve.rate import Rate
from kg.serve.settings import Settings

__all__ = ["Running", "Server", "http_server", "listening", "run"]

_GRACE = 3  # seconds that answers under way are given when the server ends
_KEPT_ALIVE = 10  # seconds an idle connection stays open


@dataclass(frozen=True, slots=True)
class Running:
    """What `run` needs to know. `tell` gets the sentences for the person who started the server.

    `address` is how clients write the server's, without a slash at its end; empty where they reach it without a proxy.
    """

    place: Path
    settings: Settings
    access: Access
    rate: Rate
    log: AccessLog
    tell: Callable[[str], None]
    address: str = ""


def listening(host: str, port: int) -> socket.socket:
    """A socket bound to the address, not yet listening; port 0 takes any that is free. Raises UsageError where that cannot be."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
    except (socket.gaierror, UnicodeError):
        raise UsageError(f"There is no address {host!r}.", hint="--host 127.0.0.1 serves this machine only.") from None
    # Only of a socket that names its protocol does asyncio know that it may send small pieces at once (TCP_NODELAY).
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"Port {port} is in use.", hint="Choose another with --port, or end what uses it.") from None
        raise UsageError(f"{host}:{port} cannot be used: {error.strerror or error}") from None
    return bound


def run(running: Running, bound: socket.socket) -> None:
    """Serve on the socket until SIGINT or SIGTERM. Raises what `Backend.start` raises."""
    asyncio.run(_run(running, bound))


async def _run(running: Running, bound: socket.socket) -> None:
    backend = Backend(running.place, running.settings)
    server = http_server(application(backend, running.access, running.rate, running.log, running.address))
    stopping = asyncio.Event()
    with _stopping(stopping), bound:
        starting = asyncio.ensure_future(backend.start())
        ending = asyncio.ensure_future(stopping.wait())
        try:
            await asyncio.wait((starting, ending), return_when=asyncio.FIRST_COMPLETED)
            if not starting.done():
                return
            starting.result()
            for sentence in _sentences(running, backend, bound):
                running.tell(sentence)
            ending.add_done_callback(lambda _: server.stop())
            await server.serve(sockets=[bound])
        finally:
            starting.cancel()
            ending.cancel()
            await asyncio.gather(starting, ending, return_exceptions=True)
            await backend.close()


def http_server(app: ASGIApp) -> Server:
    """What speaks HTTP for the application: to be run with `serve`, ended with `stop`. It trusts no header of a proxy."""
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        timeout_keep_alive=_KEPT_ALIVE,
        timeout_graceful_shutdown=_GRACE,
    )
    return Server(config)


class Server(uvicorn.Server):
    """uvicorn's server without its signals, which it would send again when it has ended."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def stop(self) -> None:
        """Take no more connections; answers under way have a few seconds."""
        self.should_exit = True


@contextlib.contextmanager
def _stopping(stopping: asyncio.Event) -> Iterator[None]:
    """Sets the event at SIGINT and SIGTERM."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for one in signals:
        loop.add_signal_handler(one, stopping.set)
    try:
        yield
    finally:
        for one in signals:
            loop.remove_signal_handler(one)


def _sentences(running: Running, backend: Backend, bound: socket.socket) -> Iterator[str]:
    host, port = bound.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - to show it
    queries, pages = running.settings.queries, running.settings.pages
    yield f"Open http://{shown}:{port}/ in a browser; the SPARQL endpoint is http://{shown}:{port}/sparql."
    yield (
        f"{running.place} is only read. A query has {queries.seconds:g} s, {queries.memory / 2**20:,.0f} MiB and "
        f"{running.settings.rows:,} rows; {queries.workers} run at once, and {pages.workers} pages."
    )
    if backend.isolated:
        yield "Queries run in processes without a network."
    else:
        yield "This system does not let queries run without a network; SERVICE and LOAD are refused all the same."
    if running.access.token:
        yield "Who asks needs the token: as the password in a browser, or as `Authorization: Bearer TOKEN`."
    yield "Ctrl-C ends it."
