"""A store holds quads in named graphs and answers SPARQL. It knows no vocabulary.

`open_store` is the only door; what it returns keeps the promises of `Store`, wherever the quads are.
Importing this module loads no engine: that happens when a store is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, Triple
    from rdflib import Dataset

    Answer = QuerySolutions | QueryBoolean | QueryTriples
    Bound = NamedNode | Literal
    Function = Callable[..., NamedNode | BlankNode | Literal | Triple | None]

__all__ = ["Store", "Watcher", "open_store"]


class Watcher(Protocol):
    """Who is told of every change of a store, to keep in step what is drawn from it."""

    def changed(self, dropped: Iterable[NamedNode], added: Iterable[Quad]) -> None:
        """A change was made: graphs dropped, then quads added. Of a graph that was dropped, `added` has all there is now."""


class Store(Protocol):
    """Quads in named graphs. A store opened for reading raises StoreError on every write."""

    @property
    def writable(self) -> bool:
        """Whether `add` and `replace` work."""

    @property
    def place(self) -> Path | None:
        """The folder it is in; None for one in memory."""

    def watch(self, watcher: Watcher) -> None:
        """Tell the watcher of every change from now on, after it was made."""

    def query(
        self,
        sparql: str,
        bindings: Mapping[str, Bound] | None = None,
        functions: Mapping[str, Function] | None = None,
        dataset: tuple[Sequence[NamedNode], Sequence[NamedNode]] | None = None,
    ) -> Answer:
        """The answer, to be read before the store is closed.

        The default graph is all named graphs together, unless the query has a FROM of its own. A triple that two graphs
        hold is found twice, so counts need DISTINCT. `bindings` fixes variables (see `kg.store.binding`); `functions` are
        further functions of the query by their IRIs: terms in, a term or None out, which is an unbound value. `dataset`,
        the graphs that make up the default graph and those that GRAPH can reach, overrules FROM.
        Raises UsageError for text that does not parse, that the guard refuses, or that lacks a bound variable.
        """

    def add(self, quads: Iterable[Quad]) -> None:
        """Add the quads, all or none."""

    def replace(self, drop: Iterable[NamedNode], quads: Iterable[Quad], remove: Iterable[Quad] = ()) -> None:
        """Drop graphs, remove single quads and add others: in this order, all or nothing.

        Writes nothing where nothing changes. Blank nodes may get new names.
        """

    def load(self, statements: bytes) -> None:
        """Add many statements (N-Quads) at less cost than `add`, but not all or none: killed in between, some are there.

        They are to be written from terms, since their IRIs are not looked at. Watchers are not told; who loads tells them.
        """

    def graphs(self) -> list[NamedNode]:
        """The names of the graphs, sorted."""

    def quads(self, graph: NamedNode | None = None) -> Iterator[Quad]:
        """The quads of one graph, or of all."""

    def matching(
        self,
        graph: NamedNode,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: NamedNode | Literal | None = None,  # noqa: A002 - what RDF calls it
    ) -> Iterator[Quad]:
        """The quads of one graph with these terms, found at once however large the graph is; None stands for any term."""

    def __len__(self) -> int:
        """How many quads there are."""

    def revision(self) -> str:
        """A mark that no two states of the store share; it is new after every write."""

    def to_rdflib(self) -> Dataset:
        """A live, read-only view of the same quads, valid until the store is closed."""

    def optimize(self) -> None:
        """Put the files in order after large writes."""

    def flush(self) -> None:
        """Have all writes on disk when this returns; `close` does the same."""

    def copy(self, folder: Path) -> None:
        """Write a store of the same quads and revision into a folder that is not there yet.

        The engine's files never change once written, so on one file system they are linked and take no room. What stands
        beside a store is not copied. Raises StoreError for a store in memory, or where the copy cannot be written.
        """

    def close(self) -> None:
        """Give the store back. Closing twice does nothing."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...


def open_store(place: str | Path | None = None, *, write: bool = False, wait: float = 10.0) -> Store:
    """The store in the folder `place`, at the address `place` of a server (http or https: where it takes queries), or a new one
    in memory, which is always writable.

    A server is reached as the environment says (`kg.store.remote.addresses`), and must have no graphs but those of kg.

    Many may read a store at once, or one may write it; who comes second waits up to `wait` seconds and then gets
    StoreInUse. Opened for writing, a folder that is not there or is empty becomes a store.
    Raises NotFound where there is none to read, StoreError for a folder that holds something else.
    """
    if isinstance(place, str) and place.lower().startswith(("http://", "https://")):
        from kg.store.remote.store import RemoteStore  # costs the import of a client

        return RemoteStore(place, writable=write)
    from kg.store import embedded  # costs the engine's import

    return embedded.open_memory() if place is None else embedded.open_folder(Path(place), write=write, wait=wait)
