"""Stores on real servers, one process of each for all tests; what a test writes is gone before the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from servers import Running, oxigraph, virtuoso

from kg.store import Store, open_store


@pytest.fixture(scope="session")
def oxigraph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph") / "store") as address:
        yield Running("oxigraph", address)


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("virtuoso")
    load = folder / "load"
    load.mkdir()
    with virtuoso(folder / "files", load) as (address, sql):
        yield Running("virtuoso", address, sql, load)


@pytest.fixture(params=["oxigraph", "virtuoso"])
def running(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Running:
    """Each of the servers in turn, with nothing in it."""
    found: Running = request.getfixturevalue(f"{request.param}_server")
    for name in ("AUTH", "TOKEN", "UPDATE", "GSP", "TIMEOUT", "COMPUTE"):
        monkeypatch.delenv(f"KG_STORE_{name}", raising=False)
    if found.name == "virtuoso":
        monkeypatch.setenv("KG_STORE_USER", "dba")
        monkeypatch.setenv("KG_STORE_PASSWORD", "dba")
    with open_store(found.address, write=True) as store:
        store.replace(store.graphs(), [])
    return found


@pytest.fixture
def remote(running: Running) -> Iterator[Store]:
    """An empty store on each of the servers."""
    with open_store(running.address, write=True) as store:
        yield store
