"""The store on a server. What differs from one in a folder: a change of many quads is not atomic, and nobody is locked out.

So a change says in the revision that it is under way, sends what was given last at the very end, and is refused where somebody
else has written since. What a server cannot compute, or computes wrongly, is computed here on a copy of the quads.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from kg.errors import StoreError, StoreInUse, UsageError
from kg.store import folder as folders
from kg.store.binding import bind
from kg.store.change import checked
from kg.store.embedded import EmbeddedStore, open_folder, open_memory
from kg.store.engine_errors import syntax
from kg.store.guard import check
from kg.store.remote import mark, updates
from kg.store.remote.answers import stored
from kg.store.remote.difference import Difference, by_graph
from kg.store.remote.pages import Pages
from kg.store.remote.server import Server

if TYPE_CHECKING:
    from rdflib import Dataset

    from kg.store import Answer, Bound, Function, Watcher

__all__ = ["RemoteStore"]

_AT_HAND = 5_000_000  # quads of a store that is copied into memory to compute on
_LARGE = 5_000  # triples of a graph that is sent by itself
_PORTION = 50_000  # quads of one request where a server takes whole data sets
_UNFINISHED = "unfinished-"


class RemoteStore:
    """See `kg.store.Store`."""

    def __init__(self, address: str, *, writable: bool) -> None:
        self._server: Server | None = Server(address)
        self.writable = writable
        self.address = address
        self._watchers: list[Watcher] = []
        self._session = os.urandom(4).hex()
        self._count = itertools.count(1)
        self._copied: tuple[str, EmbeddedStore] | None = None
        try:
            self._seen = self._server.revision()
        except BaseException:
            self.close()
            raise
        self._pages = Pages(self._server.select, self._server.graph, self._server.hidden, lists=self._server.takes_quads)

    @property
    def place(self) -> Path | None:
        return None

    def watch(self, watcher: Watcher) -> None:
        self._watchers.append(watcher)

    def query(
        self,
        sparql: str,
        bindings: Mapping[str, Bound] | None = None,
        functions: Mapping[str, Function] | None = None,
        dataset: tuple[Sequence[ox.NamedNode], Sequence[ox.NamedNode]] | None = None,
    ) -> Answer:
        tokens = check(sparql)
        if functions or self._asked.computes_here:
            return self._copy().query(sparql, bindings, functions, dataset)
        text = bind(sparql, tokens, bindings) if bindings else sparql
        return self._asked.answer(text, _kind(text), tokens, dataset)

    def add(self, quads: Iterable[ox.Quad]) -> None:
        self._check_writable()
        found = stored(checked(quads))
        if found:
            self._change([], [], found)
            for watcher in self._watchers:
                watcher.changed((), found)

    def replace(self, drop: Iterable[ox.NamedNode], quads: Iterable[ox.Quad], remove: Iterable[ox.Quad] = ()) -> None:
        self._check_writable()
        dropped, new = list(dict.fromkeys(drop)), stored(checked(quads))
        made = Difference(dropped, new, stored(checked(remove)), self._pages.quads, self._pages.size, self._asked.select)
        if made:
            self._change(made.emptied, made.gone, made.fresh)
            for watcher in self._watchers:
                watcher.changed(dropped, new)

    def load(self, statements: bytes) -> None:
        self._check_writable()
        try:
            found = stored(checked(ox.parse(statements, format=ox.RdfFormat.N_QUADS)))
        except SyntaxError as error:
            raise UsageError(f"the statements are no N-Quads: {error}") from error
        if found:
            self._change([], [], found)

    def graphs(self) -> list[ox.NamedNode]:
        self._asked  # noqa: B018 - raises where the store is closed
        return sorted(self._pages.names(), key=lambda graph: graph.value)

    def quads(self, graph: ox.NamedNode | None = None) -> Iterator[ox.Quad]:
        self._asked  # noqa: B018
        return self._pages.quads(graph)

    def matching(
        self,
        graph: ox.NamedNode,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: ox.NamedNode | ox.Literal | None = None,  # noqa: A002 - what RDF calls it
    ) -> Iterator[ox.Quad]:
        terms = (subject, predicate, object)
        if terms == (None, None, None):
            return self.quads(graph)
        return self._pages.matching(graph, terms)

    def __len__(self) -> int:
        self._asked  # noqa: B018
        return sum(count for _, count in self._pages.sizes())

    def revision(self) -> str:
        return self._asked.revision()

    def to_rdflib(self) -> Dataset:
        return self._copy().to_rdflib()

    def optimize(self) -> None:
        """Nothing: a server puts its own files in order."""
        self._check_writable()

    def flush(self) -> None:
        """Nothing: a server answers when it has written."""

    def copy(self, folder: Path) -> None:
        revision = self.revision()
        folders.prepare(folder)
        with open_folder(folder, write=True, wait=0.0) as store:
            for portion in _portions(self.quads(), _PORTION):
                store.load(ox.serialize(portion, format=ox.RdfFormat.N_QUADS) or b"")
        self._check_unchanged(revision)
        folders.write_whole(folder / "revision", revision + "\n", sync=True)

    def close(self) -> None:
        if self._copied is not None:
            self._copied[1].close()
        if self._server is not None:
            self._server.close()
        self._server = self._copied = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def _asked(self) -> Server:
        if self._server is None:
            raise StoreError("the store is closed")
        return self._server

    def _check_writable(self) -> None:
        if not self.writable:
            raise StoreError(f"{self.address} is open for reading", hint="Open it with write=True.")

    def _check_unchanged(self, revision: str) -> None:
        if self.revision() != revision:
            hint = "One at a time may write. Try again when the other has finished."
            raise StoreInUse(f"{self.address} has been written by somebody else in the meantime", hint=hint)

    def _change(self, drop: list[ox.NamedNode], remove: list[ox.Quad], add: list[ox.Quad]) -> None:
        """Carry out a change: the revision says that it is under way, then that it is done."""
        server = self._asked
        updates.check(add, server.name)
        self._check_unchanged(self._seen)
        done = f"{self._session}-{next(self._count)}"
        under_way = f"{_UNFINISHED}{done}"
        begin, end = mark.exchange(self._seen, under_way), mark.exchange(under_way, done)
        self._seen = under_way  # what it is, should a request fail
        if len(add) > _LARGE and server.takes_graphs:
            for request in updates.requests(drop, remove, [], begin):
                server.update(request)
            begin, drop, remove = "", [], []
            add = _sent_whole(server, add)
        for request in updates.requests(drop, remove, add, begin, end):
            server.update(request)
        self._seen = done

    def _copy(self) -> EmbeddedStore:
        """The same quads in this process, kept until the server's revision is another."""
        revision = self.revision()
        if self._copied is None or self._copied[0] != revision:
            if len(self) > _AT_HAND:
                raise StoreError(
                    f"{self.address} cannot compute this (or not reliably), and its statements are too many to do it here",
                    hint="docs/servers.md says what there is to do: another server, a folder, or KG_STORE_COMPUTE=server.",
                )
            made = open_memory()
            made.add(self.quads())
            self._copied = revision, made
        return self._copied[1]


def _sent_whole(server: Server, add: list[ox.Quad]) -> list[ox.Quad]:
    """Send what can be sent faster than by updates; returns the rest, which comes last."""
    if server.takes_quads:
        for portion in _portions(add, _PORTION):
            server.load(portion)
        return []
    large = {graph: quads for graph, quads in by_graph(add).items() if len(quads) > _LARGE}
    for graph, quads in large.items():
        server.merge(graph, [quad.triple for quad in quads])
    return [quad for quad in add if quad.graph_name not in large]


def _kind(text: str) -> type:
    """What kind of answer the query has; raises UsageError for text that is no query."""
    try:
        return type(ox.Store().query(text))
    except SyntaxError as error:
        raise syntax(error) from error
    except RuntimeError:  # a function of the server's own
        return ox.QuerySolutions


def _portions(quads: Iterable[ox.Quad], size: int) -> Iterator[list[ox.Quad]]:
    while some := list(itertools.islice(iterator := iter(quads), size)):
        yield some
        quads = iterator
