"""Which records are one paper, kept through a run of changes to a store: each paper goes by one key in all its graphs.

A source states a paper under its own key. Records that are one paper (see `kg.identity.clusters`) get the least of their keys
before they become statements, and where a better key arrives later, graphs that are in the store already are rewritten. So what
the store says in the end does not depend on the order in which sources were read.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from types import TracebackType
from typing import Concatenate, ParamSpec, Self, TypeVar, cast

from pyoxigraph import NamedNode

from kg.errors import InputError, Problem, StoreError
from kg.identity.cited import named, with_keys
from kg.identity.claim import Claim, Name, names
from kg.identity.clusters import Conflict, Merge, clash, grouped, merges, newly
from kg.identity.index import Index, Known
from kg.identity.mentions import mentioning
from kg.identity.resolution import Resolution, Stale, citing_of, renamed
from kg.identity.upkeep import FILE, opened
from kg.keys import kind_of
from kg.rdf import mint, read
from kg.rdf.write import quads
from kg.records import Bundle, Register
from kg.store import Store

__all__ = ["Identities"]

P = ParamSpec("P")
T = TypeVar("T")


def _told(method: Callable[Concatenate[Identities, P], T]) -> Callable[Concatenate[Identities, P], T]:
    """Errors of the index file as errors of the store."""

    @wraps(method)
    def inner(self: Identities, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(self, *args, **kwargs)
        except (sqlite3.DatabaseError, OSError) as error:
            place = self.store.place / FILE if self.store.place else "the index of identities"
            hint = "It holds nothing that is not in the store: with the file removed, the next kg ingest makes it anew."
            raise StoreError(f"{place} cannot be used: {error}", hint=hint) from error

    return cast("Callable[Concatenate[Identities, P], T]", inner)


class Identities:
    """The identities in a store; with a store open for writing they are kept beside it: `keep` says that all is in step.

    The index is opened when it is first needed; a look-up then takes microseconds, however many papers there are. Every method
    may raise StoreError where the index cannot be read or written.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._revision = store.revision()  # the file is in step with what the store was, even where it is opened later
        self._kept: Index | None = None

    @property
    def _index(self) -> Index:
        if self._kept is None:
            self._kept = opened(self.store, self._revision)
        return self._kept

    # ---- new claims

    @_told
    def take(self, claims: Iterable[Claim], gone: Iterable[str] = (), citing: Iterable[tuple[Name, str]] = ()) -> Resolution:
        """Take in what sources say of papers, in place of what the graphs in `gone` and those of the claims said before.

        To be called before the statements of the sources get into the store. `citing` are names of articles that sources know to
        cite, with the graph; `cited` notes those of its bundles itself. Raises InputError, and takes in nothing, where a key
        stands for two papers (see `clash`).
        """
        new = list(dict.fromkeys(claims))
        graphs = {*gone, *(claim.graph for claim in new)}
        index = self._index
        before = index.of_graphs(graphs)
        old = self._connected([*new, *(known.claim for known in before)], without=graphs)
        reason = self._clash(new, [known.claim for known in old])
        if reason is not None:
            graph, problems, hint = reason
            raise InputError(graph, problems, hint=hint)
        clusters, conflicts = grouped([*new, *(known.claim for known in old)])
        paper = {claim: cluster.key for cluster in clusters for claim in cluster.claims}
        index.begin()
        index.drop(before)
        index.drop_citing(graphs)
        index.put({claim: paper[claim] for claim in new})
        index.put_citing(citing)
        moved = {known.number: paper[known.claim] for known in old if paper[known.claim] != known.paper}
        index.rename(moved)
        stale: dict[str, dict[str, str]] = defaultdict(dict)
        for known in old:
            if known.number in moved:
                stale[known.claim.graph][known.paper] = paper[known.claim]
        for graph in self._mentioning({known.claim: known.paper for known in (*before, *old)}, paper) - graphs:
            stale[graph].update({})
        papers = {(k.claim.graph, k.claim.key): k.paper for k in old}
        return Resolution(
            {(claim.graph, claim.key): paper[claim] for claim in new if paper[claim] != claim.key},
            tuple(Stale(graph, renames) for graph, renames in sorted(stale.items())),
            tuple(merge for cluster in clusters if len(cluster.claims) > 1 for merge in newly(cluster, papers)),
            tuple(conflict for conflict in conflicts if any(claim.graph in graphs for claim, _ in conflict.claims)),
        )

    @_told
    def clash(self, claims: Iterable[Claim], gone: Iterable[str] = ()) -> tuple[str, list[Problem], str] | None:
        """Why `take` would refuse these claims: the arguments of its InputError, the graph of the first at fault among them."""
        new = list(dict.fromkeys(claims))
        graphs = {*gone, *(claim.graph for claim in new)}
        return self._clash(new, [known.claim for known in self._index.of_names(_keys(new)) if known.claim.graph not in graphs])

    def _clash(self, new: Sequence[Claim], old: Sequence[Claim]) -> tuple[str, list[Problem], str] | None:
        known: dict[str, list[Claim]] = defaultdict(list)
        for claim in old:
            known[claim.key].append(claim)
        for claim in new:
            others = known[claim.key]
            reason = clash([*others, claim]) if others and kind_of(claim.key) == "given" else None
            if reason is not None and clash(others) is None:
                text = f"the key {claim.key} stands for two papers: {reason}"
                return claim.graph, [Problem("paper.key", text)], f"Give this one a letter: {claim.key}b"
            others.append(claim)
        return None

    @_told
    def forget(self, graphs: Iterable[str]) -> None:
        """Sources have gone from the store: they say nothing any more. The others stay under the keys that they have."""
        gone = list(graphs)
        self._index.begin()
        self._index.drop(self._index.of_graphs(gone))
        self._index.drop_citing(gone)

    def _connected(self, seeds: Sequence[Claim], without: set[str]) -> list[Known]:
        """All claims that share names with the seeds, or with those that do, and so on; none of the graphs `without`."""
        found: dict[int, Known] = {}
        seen: set[Name] = set()
        wanted = {name for claim in seeds for name in names(claim)}
        while wanted:
            seen |= wanted
            new = [k for k in self._index.of_names(wanted) if k.number not in found and k.claim.graph not in without]
            found.update((known.number, known) for known in new)
            wanted = {name for known in new for name in names(known.claim)} - seen
        return list(found.values())

    def _mentioning(self, before: Mapping[Claim, str], after: Mapping[Claim, str]) -> set[str]:
        """The graphs that cite works, or know of citing articles, by names that stand for other papers than before."""
        old, new = _papers(before), _papers(after)
        changed = {name: (old.get(name, frozenset()), papers) for name, papers in new.items() if old.get(name) != papers}
        changed.update((name, (papers, frozenset())) for name, papers in old.items() if name not in new)
        return mentioning(self.store, changed) | self._index.graphs_citing(changed)

    # ---- keys of what is cited

    @_told
    def known(self, wanted: Iterable[Name]) -> dict[Name, str]:
        """The keys of the papers that go by these names; names of none, or of several, are left out."""
        found: dict[Name, str | None] = {}
        for name, paper in self._index.papers(set(wanted)):
            found[name] = paper if found.get(name, paper) == paper else None
        return {name: paper for name, paper in found.items() if paper is not None}

    @_told
    def cited(self, bundles: Sequence[Bundle]) -> list[Bundle]:
        """The bundles with the keys of the works that they cite and of the articles that they know to cite, where known.

        To be called after `take` of the claims of the same sources; notes the citing articles, with a store open for writing.
        """
        known = self.known(name for bundle in bundles for name in named(bundle))
        if self.store.writable:
            self._index.begin()
            self._index.put_citing(citing_of(bundles))
        doubtful = {
            name
            for bundle in bundles
            for of in bundle.references
            if of.pmid and of.doi and Name("pmid", of.pmid) not in known and (name := Name("doi", of.doi.lower())) in known
        }
        pmids = self._pmids(doubtful)
        own: dict[str, set[str]] = defaultdict(set)
        for one in self._index.of_graphs({mint.source(b.source).value for b in bundles if b.record.cited_by}):
            own[one.claim.graph].add(one.paper)
        return [with_keys(bundle, known, pmids, own[mint.source(bundle.source).value]) for bundle in bundles]

    def _pmids(self, wanted: set[Name]) -> dict[str, frozenset[str]]:
        """The PubMed numbers of the papers that go by these names, by their keys."""
        found: dict[str, set[str]] = defaultdict(set)
        if wanted:
            for known in self._connected([known.claim for known in self._index.of_names(wanted)], without=set()):
                found[known.paper] |= {known.claim.pmid} if known.claim.pmid else set()
        return {key: frozenset(numbers) for key, numbers in found.items()}

    # ---- what is in the store already

    @_told
    def rewritten(self, stale: Iterable[Stale]) -> list[tuple[NamedNode, list[Bundle | Register]]]:
        """What the sources of these graphs say, by the keys of now; those for which nothing changes are left out."""
        graphs = [NamedNode(one.graph) for one in stale]
        keys = {(k.claim.graph, k.claim.key): k.paper for k in self._index.of_graphs(graph.value for graph in graphs)}
        found = []
        for graph in graphs:
            said = list(read.bundles(self.store.quads(graph), self.store.quads(mint.extraction(graph))))
            new = self._now(graph.value, said, keys)
            if new != said:
                found.append((graph, new))
        return found

    def _now(self, graph: str, said: Sequence[Bundle | Register], keys: Mapping[tuple[str, str], str]) -> list[Bundle | Register]:
        bundles = [
            renamed(one, keys.get((graph, own), one.record.paper.key))
            for one in said
            if isinstance(one, Bundle)
            for own in (one.given_key or one.record.paper.key,)
        ]
        return [*self.cited(bundles), *(one for one in said if isinstance(one, Register))]

    def rewrite(self, stale: Iterable[Stale]) -> list[tuple[NamedNode, list[Bundle | Register]]]:
        """Rewrite these graphs in the store, all or none; returns those that changed, with what they say now."""
        found = self.rewritten(stale)
        both = [one for graph, _ in found for one in (graph, mint.extraction(graph))]
        if found:
            self.store.replace(both, [quad for _, said in found for one in said for quad in quads(one)])
        return found

    # ---- what there is to tell

    @_told
    def merges(self) -> list[Merge]:
        """Why each record of a paper that several sources speak of is of that paper, by the key that it goes by."""
        shared = self._index.shared()
        paper = {(known.claim.graph, known.claim.key): known.paper for known in shared}
        clusters, _ = grouped([known.claim for known in shared])
        found = (merge for cluster in clusters if len(cluster.claims) > 1 for merge in merges(cluster))
        return sorted(merge._replace(paper=paper[merge.graph, merge.key]) for merge in found)

    @_told
    def conflicts(self) -> list[Conflict]:
        """The records that share a name and are not brought together by it, by name."""
        _, conflicts = grouped([known.claim for known in self._index.shared()])
        return sorted(conflicts, key=lambda conflict: conflict.by)

    # ---- the file

    @_told
    def keep(self, revision: str) -> None:
        """The store is at this revision and the index in step with it, on disk when this returns."""
        index = self._index
        if index.changing or index.revision != revision:
            index.begin()
            index.stamp(revision)
            index.commit()

    def close(self) -> None:
        """Give the file back; what is not kept is forgotten."""
        index, self._kept = self._kept, None
        if index is not None:
            index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _keys(claims: Iterable[Claim]) -> set[Name]:
    return {Name("key", claim.key) for claim in claims}


def _papers(of: Mapping[Claim, str]) -> dict[Name, frozenset[str]]:
    found: dict[Name, frozenset[str]] = {}
    alone: dict[str, frozenset[str]] = {}
    for claim, paper in of.items():
        this = alone.setdefault(paper, frozenset((paper,)))
        for name in names(claim):
            other = found.setdefault(name, this)
            if other is not this:
                found[name] = other | this
    return found
