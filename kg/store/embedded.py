"""The store inside this process: pyoxigraph, in memory or in a folder."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from kg.errors import StoreError, StoreInUse
from kg.store import folder as folders
from kg.store.binding import bind
from kg.store.change import checked, has_blank, update_text
from kg.store.engine_errors import store_error, syntax, translated
from kg.store.guard import check
from kg.store.lock import Lock

if TYPE_CHECKING:
    from rdflib import Dataset

    from kg.store import Answer, Bound, Function, Watcher

__all__ = ["EmbeddedStore", "open_folder", "open_memory"]


_read = lru_cache(maxsize=128)(check)  # to read the text of a question takes longer than the answer to a look-up


def open_memory() -> EmbeddedStore:
    """A new, empty store that is gone when the process ends."""
    return EmbeddedStore(ox.Store(), writable=True)


def open_folder(folder: Path, *, write: bool, wait: float) -> EmbeddedStore:
    """The store in the folder; see `kg.store.open_store` for what it raises."""
    if write:
        folders.prepare(folder)
        lock = Lock(folder, exclusive=True, wait=wait)
        return _opened(lock, writable=True)
    folders.expect(folder)
    lock = Lock(folder, exclusive=False, wait=wait)
    if not lock.left_open and (folders.engine_folder(folder) / "CURRENT").exists():
        return _opened(lock, writable=False)
    # A writer was killed. Readers would find all it wrote, but replay its log at each opening; or there is nothing to open yet.
    lock.release()
    try:
        _opened(Lock(folder, exclusive=True, wait=wait), writable=True).close()
    except StoreInUse:
        raise
    except StoreError:
        pass  # no right to write, say; reading may still work, and else tells why not
    return _opened(Lock(folder, exclusive=False, wait=wait), writable=False)


def _opened(lock: Lock, *, writable: bool) -> EmbeddedStore:
    path = str(folders.engine_folder(lock.folder))
    try:
        with translated(lock.folder):
            inner = ox.Store(path) if writable else ox.Store.read_only(path)
    except BaseException:
        lock.release(clean=not writable)
        raise
    return EmbeddedStore(inner, writable=writable, lock=lock)


class EmbeddedStore:
    """See `kg.store.Store`."""

    def __init__(self, inner: ox.Store, *, writable: bool, lock: Lock | None = None) -> None:
        self._open: ox.Store | None = inner
        self._lock = lock
        self._place = lock.folder if lock else None
        self.writable = writable
        self._watchers: list[Watcher] = []
        # The revision is written before the quads: killed in between, it says "changed" of a store that did not, which
        # costs a cache its rebuilding; the other order would leave a cache wrong. The random part keeps a number that a
        # power failure took back from being given twice.
        self._session = os.urandom(4).hex()
        self._count = itertools.count(1)
        self._revision = f"{self._session}-0"
        self._unsynced = True

    @property
    def place(self) -> Path | None:
        return self._place

    def watch(self, watcher: Watcher) -> None:
        self._watchers.append(watcher)

    def query(
        self,
        sparql: str,
        bindings: Mapping[str, Bound] | None = None,
        functions: Mapping[str, Function] | None = None,
        dataset: tuple[Sequence[ox.NamedNode], Sequence[ox.NamedNode]] | None = None,
    ) -> Answer:
        tokens = _read(sparql)
        text = bind(sparql, tokens, bindings) if bindings else sparql
        own_dataset = any(token.kind == "word" and token.text.upper().startswith("FROM") for token in tokens)
        try:
            with translated(self._place):
                # The engine would let the union overrule FROM.
                known = {ox.NamedNode(iri): function for iri, function in (functions or {}).items()}
                if dataset is not None:
                    default, named = dataset
                    return self._inner.query(text, default_graph=[*default], named_graphs=[*named], custom_functions=known)
                return self._inner.query(text, use_default_graph_as_union=not own_dataset, custom_functions=known)
        except SyntaxError as error:
            raise syntax(error) from error

    def add(self, quads: Iterable[ox.Quad]) -> None:
        self._check_writable()
        found = checked(quads)
        if found:
            inner = self._begin()
            with translated(self._place):
                inner.extend(found)
            for watcher in self._watchers:
                watcher.changed((), found)

    def replace(self, drop: Iterable[ox.NamedNode], quads: Iterable[ox.Quad], remove: Iterable[ox.Quad] = ()) -> None:
        self._check_writable()
        drop = list(drop)
        new, removed = _as_stored(checked(quads)), _as_stored(checked(remove))
        coming = _by_graph(new)
        with translated(self._place):
            gone = {quad for quad in removed - new if quad in self._inner}
            emptied: set[ox.NamedNode] = set()
            before: dict[ox.NamedNode, set[ox.Quad]] = {}
            for graph in set(drop):
                before[graph] = old = set(self.quads(graph))
                # Names of blank nodes do not outlive an update, so a graph that has any is written anew, not patched.
                if old.isdisjoint(new) or any(has_blank(quad) for quad in old ^ coming.get(graph, set())):
                    emptied.add(graph)
                else:
                    gone |= old - new
            for graph, going in _by_graph(gone).items():  # the engine would go on listing an empty graph
                if graph not in coming and all(quad in going for quad in self.quads(graph)):
                    emptied.add(graph)
            gone = {quad for quad in gone if quad.graph_name not in emptied}
            emptied = {graph for graph in emptied if self._inner.contains_named_graph(graph)}
            fresh: list[ox.Quad] = []
            for graph, quads_of in coming.items():
                if graph in emptied or not self._inner.contains_named_graph(graph):
                    fresh += quads_of
                elif graph in before:
                    fresh += quads_of - before[graph]
                else:
                    fresh += (quad for quad in quads_of if quad not in self._inner)
            if emptied or gone:
                text = update_text(emptied, gone, fresh)
                self._begin().update(text)
            elif fresh:
                self._begin().extend(fresh)
        if emptied or gone or fresh:
            for watcher in self._watchers:
                watcher.changed(drop, new)

    def load(self, statements: bytes) -> None:
        inner = self._begin()
        with translated(self._place):
            # Lenient spares the engine from looking at every IRI again: who loads has made the statements of terms.
            inner.bulk_load(statements, format=ox.RdfFormat.N_QUADS, lenient=True)

    def graphs(self) -> list[ox.NamedNode]:
        names = (graph for graph in self._inner.named_graphs() if isinstance(graph, ox.NamedNode))
        return sorted(names, key=lambda graph: graph.value)

    def quads(self, graph: ox.NamedNode | None = None) -> Iterator[ox.Quad]:
        return self._inner.quads_for_pattern(None, None, None, graph)

    def matching(
        self,
        graph: ox.NamedNode,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: ox.NamedNode | ox.Literal | None = None,  # noqa: A002 - what RDF calls it
    ) -> Iterator[ox.Quad]:
        return self._inner.quads_for_pattern(subject, predicate, object, graph)

    def __len__(self) -> int:
        return len(self._inner)

    def revision(self) -> str:
        if self._place is None:
            return self._revision
        try:
            return (self._place / "revision").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""  # never written
        except OSError as error:
            raise store_error(error, self._place) from error

    def to_rdflib(self) -> Dataset:
        from kg.store.rdflib_view import view  # costs rdflib's import

        return view(self._inner)

    def optimize(self) -> None:
        self._check_writable()
        with translated(self._place):
            self._inner.optimize()

    def flush(self) -> None:
        if self.writable and self._place is not None:
            with translated(self._place):
                self._inner.flush()

    def copy(self, folder: Path) -> None:
        if self._place is None:
            raise StoreError("a store in memory cannot be copied to a folder")
        with translated(folder):
            folders.prepare(folder)
            folders.write_whole(folder / "revision", self.revision() + "\n", sync=False)
            self._inner.backup(str(folders.engine_folder(folder)))

    def close(self) -> None:
        if self._open is None:
            return
        clean = False
        try:
            self.flush()
            clean = True
        finally:
            self._open = None  # before the lock goes, so that the engine has let go of its files
            if self._lock:
                self._lock.release(clean=clean)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def _inner(self) -> ox.Store:
        if self._open is None:
            raise StoreError("the store is closed")
        return self._open

    def _check_writable(self) -> None:
        if not self.writable:
            raise StoreError(f"{self._place} is open for reading", hint="Open it with write=True.")

    def _begin(self) -> ox.Store:
        """The engine, with the revision counted on; raises StoreError where writing is not possible."""
        self._check_writable()
        inner = self._inner
        self._revision = f"{self._session}-{next(self._count)}"
        if self._place is not None:
            with translated(self._place):
                folders.write_whole(self._place / "revision", self._revision + "\n", sync=self._unsynced)
            self._unsynced = False
        return inner


def _as_stored(quads: list[ox.Quad]) -> set[ox.Quad]:
    """The quads as the engine gives them back: each once, numbers in their canonical form."""
    shelf = ox.Store()
    shelf.extend(quads)
    return set(shelf)


def _by_graph(quads: Iterable[ox.Quad]) -> dict[ox.NamedNode, set[ox.Quad]]:
    found: dict[ox.NamedNode, set[ox.Quad]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode):
            found.setdefault(quad.graph_name, set()).add(quad)
    return found
