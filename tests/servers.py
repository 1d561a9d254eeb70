"""Real SPARQL servers for tests, each a process of its own on a free port of this machine, ended with the block.

A server that is not installed makes the test skip, with the reason; KG_REQUIRE_SERVERS=1 makes that a failure.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

__all__ = ["Running", "free_port", "oxigraph", "virtuoso"]

STARTS = 60  # seconds after which a server that has not started never will
STOPS = 20

_VIRTUOSO = """[Database]
DatabaseFile = {here}/virtuoso.db
ErrorLogFile = {here}/virtuoso.log
LockFile = {here}/virtuoso.lck
TransactionFile = {here}/virtuoso.trx
xa_persistent_file = {here}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000

[TempDatabase]
DatabaseFile = {here}/temporary.db
TransactionFile = {here}/temporary.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 16
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
CaseMode = 2
DirsAllowed = {load}
MaxQueryMem = 512M

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {here}
ServerThreads = 8

[SPARQL]
ResultSetMaxRows = 10000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 60
MaxConstructTriples = 1000000
"""


class Running(NamedTuple):
    """A running server: its query address, the port for SQL (Virtuoso), and the folder it may load files from."""

    name: str
    address: str
    sql: int = 0
    load: Path = Path()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[str]:
    """The query address of an Oxigraph server with a store in the folder."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        _missing("Oxigraph's server is not installed (pip install oxigraph)")
    port = free_port()
    command = [str(program), "serve", "-l", str(folder), "-b", f"127.0.0.1:{port}", *options]
    with _running(command, f"http://127.0.0.1:{port}/query"):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def virtuoso(folder: Path, load: Path) -> Iterator[tuple[str, int]]:
    """The query address and the SQL port of a Virtuoso 7 with its files in `folder`, that may read files in `load`.

    User and password are dba.
    """
    program = shutil.which("virtuoso-t")
    if program is None:
        _missing("Virtuoso 7 is not installed (Debian: virtuoso-opensource-7-bin)")
    sql, http = free_port(), free_port()
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "virtuoso.ini"
    config.write_text(_VIRTUOSO.format(here=folder, sql=sql, http=http, load=load), encoding="utf-8")
    command = [str(program), "+configfile", str(config), "+foreground"]
    with _running(command, f"http://127.0.0.1:{http}/sparql"):
        yield f"http://127.0.0.1:{http}/sparql", sql


@contextmanager
def _running(command: list[str], address: str) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + STARTS
        with httpx.Client(trust_env=False, timeout=STARTS) as client:
            while True:
                try:
                    client.get(address, params={"query": "ASK {}"}).raise_for_status()
                    break
                except httpx.TransportError:
                    assert process.poll() is None, f"{command[0]} ended"
                    assert time.monotonic() < until, f"{command[0]} does not answer"
                    time.sleep(0.05)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOPS)


def _missing(what: str) -> None:
    if os.environ.get("KG_REQUIRE_SERVERS"):
        pytest.fail(what)
    pytest.skip(what)
