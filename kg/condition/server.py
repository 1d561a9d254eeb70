"""A store on a server: whether it answers, what it is taken for, what it can do, and what it holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec

from kg.condition.holdings import items as holdings
from kg.condition.item import MEND, NOTE, OK, STORE, Item
from kg.errors import StoreError

__all__ = ["items"]

_UNFINISHED = "unfinished-"


def items(address: str) -> Iterator[Item]:
    """What is found; of a server that cannot be reached, only that. Raises UsageError for settings that make no sense."""
    if find_spec("httpx") is None:
        yield Item(STORE, "place", MEND, "a store on a server needs httpx", "pip install 'appraisal-kg[remote]'")
        return
    from kg.store.remote.addresses import access
    from kg.store.remote.server import Server

    try:
        server = Server(address)
    except StoreError as error:
        yield Item(STORE, "place", MEND, error.message, error.hint)
        return
    try:
        login = access(os.environ)
        who = f"as {login.user}" if login.user else "with a token" if login.token else "as nobody"
        yield Item(STORE, "place", OK, f"{address}, a server that answers, asked {who}")
        yield _dialect(server.name)
        yield Item(STORE, "time for an answer", OK, f"at most {login.seconds:g} seconds (KG_STORE_TIMEOUT)")
        yield _updates(server.addresses.update)
        yield _graphs(server.addresses.graphs)
        yield _computed(here=server.computes_here)
        yield from _content(address)
    finally:
        server.close()


def _dialect(name: str) -> Item:
    if name.startswith(("Oxigraph", "Virtuoso/07")):
        return Item(STORE, "server", OK, name)
    told = f"{name or 'it does not say what it is'}: not one that kg is tested with"
    return Item(STORE, "server", NOTE, told, "docs/servers.md says what kg needs of a server.")


def _updates(address: str | None) -> Item:
    if address is None:
        told = "not known where they go: it can be read only"
        return Item(STORE, "updates", NOTE, told, "Say it in KG_STORE_UPDATE.")
    return Item(STORE, "updates", OK, address)


def _graphs(address: str | None) -> Item:
    if address is None:
        told = "not known where they are read and written: queries and updates do it, slower"
        return Item(STORE, "whole graphs", NOTE, told, "Say it in KG_STORE_GSP, if the server speaks the Graph Store Protocol.")
    return Item(STORE, "whole graphs", OK, address)


def _computed(*, here: bool) -> Item:
    from kg.store.remote.store import _AT_HAND

    told = f"on a copy of the statements in memory, of at most {_AT_HAND:,}"
    if here:
        return Item(STORE, "queries", OK, f"answered here, {told}")
    return Item(STORE, "queries", OK, f"answered by the server; functions of kg and rules here, {told}")


def _content(address: str) -> Iterator[Item]:
    from kg.store.remote.store import RemoteStore

    try:
        with RemoteStore(address, writable=False) as store:
            revision = store.revision()
            if revision.startswith(_UNFINISHED):
                told = f"{revision}: a change is under way, or was cut short"
                yield Item(STORE, "revision", MEND, told, "If nobody is writing now, run the same kg ingest again.")
            elif revision:
                yield Item(STORE, "revision", OK, revision)
            else:
                yield Item(STORE, "revision", NOTE, "kg has written nothing there yet", "kg ingest SOURCE")
            yield from holdings(store)
    except StoreError as error:
        yield Item(STORE, "content", MEND, error.message, error.hint)
