"""Keeps the columns of a store folder in step with it: told of every change, it writes what is new at the end of a run.

Columns that are not in step when it begins (a run was cut short, or a version of kg without columns wrote) are made anew from
the graphs. In a store in memory there is nothing to keep: `kg.columns.opened` makes columns when they are asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from kg.columns import parts
from kg.columns.manifest import Manifest, read_manifest, tidy, write_manifest
from kg.columns.numbers import Numbers
from kg.columns.reading import rows
from kg.columns.rows import TABLES, Cells, cells, columns, count, number, of_source
from kg.rdf import mint
from kg.rdf.values import stated
from kg.store import Store

__all__ = ["Keeper"]

_MANY_ROWS = 200_000  # pending rows from which a part is written, so that memory stays bounded
_MANY_PARTS = 16  # from which parts are merged: every part costs a question a file for each table
_MANY_GONE = 10_000  # readings


class Keeper:
    """A watcher (see `kg.store.Watcher`) of one store that is open for writing; `keep` makes its columns those of now."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.folder: Path | None = store.place / "columns" if store.place is not None else None
        found = read_manifest(self.folder) if self.folder else None
        self.manifest = found or Manifest("")
        self.in_step = found.revision == store.revision() if found else not store.graphs()
        self._pending: dict[NamedNode, Cells] = {}
        self._count = 0
        self._gone: list[int] = []
        self._kept: Numbers | None = None  # graphs of the parts written, with the numbers of their readings
        self._changed = False

    def changed(self, dropped: Iterable[NamedNode], added: Iterable[Quad]) -> None:
        """Take note of a change: graphs dropped, then quads added to graphs that are new or were dropped."""
        if self.folder is None or not self.in_step:
            return
        self._changed = True
        whole = set(dropped)
        for graph in whole:
            self._forget(graph)
        by_graph: dict[NamedNode, list[Quad]] = defaultdict(list)
        for quad in dict.fromkeys(added):  # a source may say the same thing twice, a store holds it once
            if isinstance(quad.graph_name, NamedNode) and quad.graph_name != mint.LOG:
                by_graph[quad.graph_name].append(quad)
        for graph, quads in by_graph.items():
            self._take(graph, quads if graph in whole or not self._forget(graph) else self.store.quads(graph))

    def loaded(self, found: Iterable[tuple[str, Cells]]) -> None:
        """Take note of new graphs that were loaded (`Store.load`): the IRI of each with the cells of its rows."""
        if self.folder is None or not self.in_step:
            return
        self._changed = True
        for graph, some in found:
            self._pend(NamedNode(graph), of_source(some, self._number(graph)))
        self._write_many()

    def keep(self) -> None:
        """Write what is pending; without a change since the last time, nothing is written."""
        if self.folder is None or (self.in_step and not self._changed and self.manifest.revision == self.store.revision()):
            return
        if not self.in_step:
            self._begin_anew()
        self._write_pending()
        gone = (*self.manifest.gone, *self._gone)
        self.manifest, self._gone = replace(self.manifest, revision=self.store.revision(), gone=gone), []
        if len(self.manifest.parts) > _MANY_PARTS or len(self.manifest.gone) > _MANY_GONE:
            self.manifest = parts.merge(self.folder, self.manifest)
        kept, self._kept = self._numbers(), None
        write_manifest(self.folder, self.manifest)
        kept.keep(self.manifest)
        kept.close()
        tidy(self.folder, self.manifest)
        self._changed = False

    def close(self) -> None:
        """The run is over: what happens to the store from now on is no longer this one's."""
        self.folder = None
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _begin_anew(self) -> None:
        assert self.folder is not None  # noqa: S101 - for the type checker: keep() has looked
        self.folder.mkdir(exist_ok=True)
        self.manifest = Manifest("", next=self.manifest.next)
        self._pending, self._gone, self.in_step = {}, [], True
        self._numbers().clear()
        for graph in self.store.graphs():
            if graph != mint.LOG:
                self._take(graph, self.store.quads(graph))

    def _take(self, graph: NamedNode, quads: Iterable[Quad]) -> None:
        self._pend(graph, cells(rows(graph, stated(quads), self._number(graph.value))))
        self._write_many()

    def _number(self, graph: str) -> int:
        """That of the reading whose rows are written next: the same graph has another one each time."""
        return number(f"{self.manifest.next} {graph}")

    def _pend(self, graph: NamedNode, found: Cells) -> None:
        self._pending[graph] = found
        self._count += count(found)

    def _write_many(self) -> None:
        if self._count >= _MANY_ROWS:
            self._write_pending()

    def _forget(self, graph: NamedNode) -> bool:
        """Whether there was anything to forget."""
        if self._pending.pop(graph, None) is not None:
            return True
        number_of = self._numbers().pop(graph.value) if self.manifest.parts else None
        if number_of is None:
            return False
        self._gone.append(number_of)
        return True

    def _numbers(self) -> Numbers:
        if self._kept is None:
            assert self.folder is not None  # noqa: S101 - for the type checker
            self.folder.mkdir(exist_ok=True)
            self._kept = Numbers(self.folder, self.manifest)
        return self._kept

    def _write_pending(self) -> None:
        assert self.folder is not None  # noqa: S101 - for the type checker
        by_table: Cells = {name: [] for name in TABLES}
        for found in self._pending.values():
            for table, some in found.items():
                by_table[table] += some
        if any(by_table.values()):
            self.folder.mkdir(exist_ok=True)
            name = str(self.manifest.next)
            by_column = {table: columns(table, some) for table, some in by_table.items() if some}
            parts.write_columns(self.folder, name, by_column)
            numbers, iris, _ = by_column["sources"]
            self._numbers().put((str(iri), int(str(source))) for iri, source in zip(iris, numbers, strict=True))
            self.manifest = replace(self.manifest, parts=(*self.manifest.parts, name), next=self.manifest.next + 1)
        self._pending, self._count = {}, 0
