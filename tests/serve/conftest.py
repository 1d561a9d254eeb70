"""A server as people run it: its own process, on a free port."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

STARTS = 60  # seconds after which a server that has not started never will
STOPS = 20


@dataclass
class Served:
    """A running server: its address, a client for it, its process and what it says on stderr."""

    address: str
    client: httpx.Client
    process: subprocess.Popen[str]
    place: Path

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def query(self, text: str, **headers: str) -> httpx.Response:
        given = {"content-type": "application/sparql-query"} | {n.replace("_", "-"): v for n, v in headers.items()}
        return self.client.post("/sparql", content=text.encode(), headers=given)


Serving = Callable[..., "contextmanager[Served]"]


@contextmanager
def running(place: Path, *options: object, **variables: str) -> Iterator[Served]:
    """`kg serve` over the store in `place` with further options, ended with SIGTERM."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KG_")} | variables
    command = [sys.executable, "-m", "kg", "--store", place, "serve", "--port", 0, "--log", place.parent / "access", *options]
    process = subprocess.Popen([*map(str, command)], stderr=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"Open (http://\S+)/ ", line)
        assert found is not None, line + process.stderr.read()
        with httpx.Client(base_url=found[1], timeout=STARTS, trust_env=False) as client:
            yield Served(found[1], client, process, place)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOPS)
            raise
        finally:
            if process.stderr is not None:
                process.stderr.close()


@pytest.fixture(scope="session")
def serving() -> Callable[..., object]:
    """`with serving(place, "--timeout", 1) as served:` runs a server of its own."""
    return running


@pytest.fixture(scope="session")
def served(corpus_place: Path) -> Iterator[Served]:
    """One server over the shipped corpus, for all tests that only ask."""
    with running(corpus_place) as found:
        yield found
