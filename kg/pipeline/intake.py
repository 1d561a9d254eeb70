"""What was made ready, into the store: whole sources in a transaction each, the records of a file many at a time.

Here it is decided by which key a paper goes, what is in the store already, and what a source no longer says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from pyoxigraph import NamedNode, Quad

from kg.beside import Beside
from kg.errors import InputError, Problem
from kg.identity import Conflict, Identities, Name, Stale, renamed
from kg.notice import joined
from kg.pipeline.ready import Ready, made
from kg.pipeline.rejects import Rejects
from kg.pipeline.result import Result
from kg.pipeline.steps import File
from kg.pipeline.unfinished import loading
from kg.pipeline.work import Aside, Done, Refused
from kg.rdf import mint
from kg.rdf import vocab as v
from kg.readings import Reading, held, part, parts, reading_of, users
from kg.records import Bundle, Register
from kg.store import Store

__all__ = ["Intake"]

_BATCH = 48 * 2**20  # bytes of statements that wait to be loaded together
_FEW = 4 * 2**20  # bytes up to which a transaction costs less than putting the engine's files in order later


class Intake:
    """The way into one store that is open for writing. `added` counts statements."""

    def __init__(self, store: Store, beside: Beside, identities: Identities) -> None:
        self.store, self.beside, self.identities = store, beside, identities
        self.added = 0
        self._waiting: list[tuple[File, Ready]] = []
        self._size = 0

    # ---- a file that is one source

    def whole(self, file: File, done: Sequence[Done]) -> Result:
        """Take a source into the store, whole or not at all, in place of what it said before."""
        (found,) = done
        if not isinstance(found, Ready):
            hint = found.hint if isinstance(found, Refused) else ""
            return Result(file.source, None, "skipped", problems=found.problems, hint=hint)
        self.flush()  # an order of its own among the records that wait, should it speak of the same papers
        known, graph = file.known, NamedNode(found.graph)
        others = users(self.store, graph) - {mint.reading(file.location)}
        gone = [known.graph] if known and known.graph != graph and not users(self.store, known.graph) - {known.node} else []
        try:
            resolution = self.identities.take(found.claims, [graph.value, *(g.value for g in gone)], _citing([found]))
        except InputError as error:
            return Result(file.source, None, "skipped", problems=tuple(error.problems), hint=error.hint)
        (ready,) = self._citing_by_keys(self._under_keys([found], resolution.keys))
        file.note(ready.problems)
        file.note([_told(conflict) for conflict in resolution.conflicts])
        twin = self._twin(others, file.version)
        if twin:
            file.note([Problem("", f"the same content has been read from {twin}")])
        file.counts = ready.counts
        drop = _both([graph, *gone] if known or others else gone)
        stale = self._rewritten(resolution.stale)
        entry = self._reading(file, graph).quads()
        new = [*ready.quads(), *(quad for one in stale.values() for quad in one.quads())]
        if drop or known or stale:
            self.store.replace([*drop, *_both(stale)], [*new, *entry], remove=known.stored if known else ())
        else:
            self.store.add([*new, *entry])  # cheaper than looking for what there is to replace
        self.beside.take(drop, graph, ready.name, ready.entries)
        self._retold(stale)
        self.added += len(new)
        file.merged = len(resolution.merged)
        return file.result("updated" if known else "unchanged" if others else "added")

    # ---- a file of many records

    def begin(self, file: File) -> None:
        """Look at what the store has of the file."""
        if file.known is not None and not file.same:
            file.parts = set(parts(self.store, file.known.node))

    def records(self, file: File, found: Iterable[Done], rejects: Rejects) -> None:
        """Take some records of the file: those that are not there yet into the store, the others into the count."""
        fresh: list[Ready] = []
        reading = mint.reading(file.location)
        for one in found:
            file.records += 1
            if isinstance(one, Refused):
                _rejected(file, one, rejects)
                continue
            file.notices += one.notices
            file.note(one.problems)
            if isinstance(one, Aside):
                continue
            file.counts = file.counts.plus(one.counts)
            file.parts.discard(NamedNode(one.graph))
            if file.form == "rdf" and users(self.store, NamedNode(one.graph)) - {reading}:
                self.store.add(self._linked(file, one))  # an export does not overrule the source itself
            elif not (held(self.store, reading, NamedNode(one.graph)) and (file.same or self._told_alike(one))):
                fresh.append(one)
        self._take(file, list({one.graph: one for one in fresh}.values()), rejects)
        if self._size >= _BATCH:
            self.flush()

    def _take(self, file: File, fresh: Sequence[Ready], rejects: Rejects) -> None:
        """Take records that are new or have changed, under the keys that their papers go by."""
        claims = [claim for one in fresh for claim in one.claims]
        try:
            resolution = self.identities.take(claims, [one.graph for one in fresh], _citing(fresh))
        except InputError as error:  # of an export: a key of its papers stands for others here
            if len(fresh) == 1:
                _rejected(file, Refused(claims[0].key, error.problems, error.hint), rejects)
            else:
                for one in fresh:
                    self._take(file, [one], rejects)
            return
        file.merged += len(resolution.merged)
        file.note([_told(conflict) for conflict in resolution.conflicts])
        if resolution.stale:
            self.flush()  # what is to be rewritten may still wait
            stale = self._rewritten(resolution.stale)
            self.store.replace(_both(stale), [quad for one in stale.values() for quad in one.quads()])
            self._retold(stale)
        waiting = {one.graph for _, one in self._waiting}
        for one in self._under_keys(fresh, resolution.keys):
            if one.graph in waiting or any(True for _ in islice(self.store.matching(NamedNode(one.graph)), 1)):
                self._exchange(file, one)
            else:
                self._waiting.append((file, one))
                self._size += len(one.statements)

    def end(self, file: File, error: InputError | None) -> Result:
        """All records of the file are there: what it had before and has no longer goes, and the log says that it is read."""
        self.flush()
        if error is not None:
            file.note(error.problems)
        if file.records == file.rejected:
            return self._given_up(file, error.hint if error else "")
        graph, known = file.graph, file.known
        register = Register(source=file.described, notices=joined(file.notices))
        ready = made([register], columns=False)
        file.counts = file.counts._replace(notices=len(register.notices))
        node = mint.reading(file.location)
        gone = [one for one in sorted(file.parts, key=str) if not users(self.store, one) - {node}]
        if known and known.graph != graph and not users(self.store, known.graph) - {node}:
            gone.append(known.graph)
        drop = _both(gone)
        before = self._logged(file)
        reading = self._reading(file, graph)
        own = [] if file.form == "rdf" and not register.notices else ready.quads()  # an export adds nothing of its own
        if error is not None:
            reading = replace(reading, finished=False)
        unlinked = [part(node, one) for one in file.parts]
        self.store.replace([*drop, graph], [*own, *reading.quads()], remove=[*before, *unlinked])
        self.beside.take([*drop, graph], graph, ready.name, ready.entries)
        self.identities.forget(one.value for one in gone)
        return file.result("updated" if known else "added")

    def flush(self) -> None:
        """Have in the store what waits: few statements in a transaction, many by loading."""
        if not self._waiting:
            return
        files, ready = zip(*self._waiting, strict=True)
        size = self._size
        self._waiting, self._size = [], 0
        waiting = self._citing_by_keys(ready)  # now, since what has come meanwhile may be what they cite
        links = [quad for file, one in zip(files, waiting, strict=True) for quad in self._linked(file, one)]
        if size <= _FEW:
            quads = [quad for one in waiting for quad in one.quads()]
            self.store.add([*quads, *links])
            self.added += len(quads)
        else:
            with loading(self.store, [name for one in waiting for name in (one.graph, f"{one.graph}/extraction")]):
                self.store.load(b"".join(one.statements for one in waiting))
                self.store.add(links)
                self.beside.columns.loaded(some for one in waiting for some in one.rows)
            self.added += sum(one.statements.count(b"\n") for one in waiting)
        for one in waiting:
            self.beside.take((), NamedNode(one.graph), one.name, one.entries)

    def _exchange(self, file: File, one: Ready) -> None:
        """A record in place of what its graph held: an earlier version, or what a run left behind."""
        self.flush()
        (one,) = self._citing_by_keys([one])
        graph = NamedNode(one.graph)
        drop = _both([graph])
        self.store.replace(drop, [*one.quads(), *self._linked(file, one)])
        self.beside.take(drop, graph, one.name, one.entries)

    def _told_alike(self, one: Ready) -> bool:
        """Whether the store holds just these statements of the record; the place in its file may have changed."""
        graph = NamedNode(one.graph)
        kept = {quad for g in _both([graph]) for quad in self.store.matching(g)}
        return len(kept) > 0 and kept == set(one.quads())

    def _given_up(self, file: File, hint: str) -> Result:
        """A file none of whose records can be read is no source; one that was keeps what it said."""
        told = tuple(file.problems) or (Problem("", "there is no record in it"),)
        return replace(file.result("skipped"), format=None, problems=told, hint=hint)

    # ---- keys

    def _under_keys(self, ready: Sequence[Ready], keys: Mapping[tuple[str, str], str]) -> list[Ready]:
        """The sources with the keys their papers go by in this store; `keys` are by graph and own key, where they differ."""
        graphs = {graph for graph, _ in keys}
        return [_again(one, partial(_renamed, one.graph, keys)) if one.graph in graphs else one for one in ready]

    def _citing_by_keys(self, ready: Sequence[Ready]) -> list[Ready]:
        """The sources with the keys by which the works that they cite, and the articles that cite them, go in this store."""
        known = self.identities.known({name for one in ready for name, _ in one.cited})
        return [
            _again(one, lambda b: self.identities.cited([b])[0])
            if any(known.get(name, key) != key for name, key in one.cited)
            else one
            for one in ready
        ]

    def _rewritten(self, stale: Iterable[Stale]) -> dict[NamedNode, Ready]:
        """Sources already in the store, under the keys that they go by from now on."""
        return {graph: made(said, columns=False) for graph, said in self.identities.rewritten(stale)}

    def _retold(self, stale: Mapping[NamedNode, Ready]) -> None:
        for graph, ready in stale.items():
            self.beside.take((), graph, ready.name, ready.entries)

    # ---- the log

    def _linked(self, file: File, one: Ready) -> list[Quad]:
        """That the file has this record; with the first of them, that the file is being read."""
        begun = [] if file.begun else replace(self._reading(file, file.graph), finished=False).quads()
        file.begun = True
        return [*begun, part(mint.reading(file.location), NamedNode(one.graph))]

    def _reading(self, file: File, graph: NamedNode) -> Reading:
        records, rejected = (file.records, file.rejected) if file.many else (None, None)
        told = tuple(file.problems)
        return Reading(
            file.location, graph, file.form, file.version, file.document.sha256, file.counts, told, file.noted, records, rejected
        )

    def _logged(self, file: File) -> tuple[Quad, ...]:
        """What the log says of the file now."""
        logged = reading_of(self.store, file.location)
        return logged.stored if logged else ()

    def _twin(self, others: Iterable[NamedNode], version: str) -> str | None:
        """Where the same content has been read from before, by the same readers."""
        for node in sorted(others, key=str):
            told = {quad.predicate: quad.object.value for quad in self.store.matching(mint.LOG, node)}  # type: ignore[union-attr]
            if told.get(v.KG.readerVersion) == version:
                return told.get(v.KG.location)
        return None


def _rejected(file: File, one: Refused, rejects: Rejects) -> None:
    file.rejected += 1
    rejects.add(file.source, one.place, one.problems, one.record)
    file.note([Problem(f"{one.place}, {where}" if where else one.place, said) for where, said in one.problems])


def _told(conflict: Conflict) -> Problem:
    """Why papers that share a name are not taken for one."""
    papers = ", ".join(sorted({paper for _, paper in conflict.claims}))
    return Problem(str(conflict.by), f"{conflict.reason}; {papers} are kept apart (kg merges --conflicts)")


def _again(one: Ready, changed: Callable[[Bundle], Bundle]) -> Ready:
    """The source with its bundles changed."""
    said = [changed(found) if isinstance(found, Bundle) else found for found in one.bundles()]
    again = made(said, columns=bool(one.rows))
    return replace(again, counts=one.counts, problems=one.problems, notices=one.notices)


def _renamed(graph: str, keys: Mapping[tuple[str, str], str], bundle: Bundle) -> Bundle:
    own = bundle.given_key or bundle.record.paper.key
    return renamed(bundle, keys.get((graph, own), own))


def _both(graphs: Iterable[NamedNode]) -> list[NamedNode]:
    """The graphs of sources, with those of what was drawn from their prose."""
    return [one for graph in graphs for one in (graph, mint.extraction(graph))]


def _citing(ready: Iterable[Ready]) -> list[tuple[Name, str]]:
    """The names of the articles that the sources know to cite, with their graphs."""
    return [(name, one.graph) for one in ready for name, key in one.cited if not key]
