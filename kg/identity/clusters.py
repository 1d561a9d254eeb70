"""Which of many claims speak of one paper. The outcome depends on the claims alone, never on their order.

Claims with one key are of one paper. Then claims that share a name are brought together, name by name: PubMed numbers first, then
DOIs, PMC numbers, and titles with first author and year, each kind in the order of the alphabet. Where those who share a name
contradict each other, none of them is brought together by it, and that is told as a conflict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kg.identity.claim import Claim, Name, names
from kg.keys import given, kind_of, rank

__all__ = ["Cluster", "Conflict", "Merge", "clash", "clustered", "grouped", "merges", "newly"]

_ORDER = {"key": 0, "pmid": 1, "doi": 2, "pmcid": 3, "title": 4}
_MADE = 5  # keys that say no more than an identifier does
_IDENTIFIERS = ("pmid", "pmcid", "doi")


class Cluster(NamedTuple):
    """The claims of one paper, in order, and the key that it goes by: the least of theirs (`kg.keys.rank`)."""

    key: str
    claims: tuple[Claim, ...]


class Conflict(NamedTuple):
    """Records that share a name and, for the `reason`, are not brought together by it: each with the key its paper goes by."""

    by: Name
    reason: str
    claims: tuple[tuple[Claim, str], ...]

    def __str__(self) -> str:
        who = ", ".join(sorted({claim.key for claim, _ in self.claims}))
        return f"{who} share the {self.by} and {self.reason}"


class Merge(NamedTuple):
    """Why a source's record is of that paper: it shares the name `by` with the record of another key and graph."""

    paper: str
    key: str
    graph: str
    by: Name
    other_key: str
    other_graph: str

    def __str__(self) -> str:
        return f"{self.key} is {self.paper}, by the {self.by} of {self.other_key}"


class _Part:
    """Claims that are of one paper so far."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.claims = list(claims)
        self.graphs = {claim.graph for claim in claims}
        self.identifiers = {kind: {v for c in claims if (v := getattr(c, kind)) is not None} for kind in _IDENTIFIERS}

    def take(self, other: _Part) -> None:
        self.claims += other.claims
        self.graphs |= other.graphs
        for kind in _IDENTIFIERS:
            self.identifiers[kind] |= other.identifiers[kind]


def clustered(claims: Iterable[Claim]) -> tuple[list[Cluster], list[Conflict]]:
    """The claims by paper, and the names that joined nothing because of a contradiction."""
    by_key: dict[str, list[Claim]] = defaultdict(list)
    having: dict[Name, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in sorted(set(claims), key=_place):
        by_key[claim.key].append(claim)
        for name in names(claim):
            having[name][claim.key].append(claim)
    parts = {key: _Part(said) for key, said in by_key.items()}
    refused: list[tuple[Name, str, list[Claim]]] = []
    for key, said in by_key.items():
        reason = clash(said) if len(said) > 1 else None
        if reason is not None:
            refused.append((Name("key", key), reason, said))
    for name in sorted((name for name, who in having.items() if len(who) > 1), key=_trusted):
        joined = list(dict.fromkeys(parts[key] for key in sorted(having[name])))
        if len(joined) == 1:
            continue
        reason = _contradiction(joined)
        if reason is not None:
            refused.append((name, reason, [claim for said in having[name].values() for claim in said]))
            continue
        first, *others = joined
        for other in others:
            first.take(other)
            parts.update((claim.key, first) for claim in other.claims)
    made = {part: min((claim.key for claim in part.claims), key=rank) for part in dict.fromkeys(parts.values())}
    clusters = [Cluster(key, tuple(sorted(part.claims, key=_place))) for part, key in made.items()]
    conflicts = [
        Conflict(name, reason, tuple((claim, made[parts[claim.key]]) for claim in sorted(said, key=_place)))
        for name, reason, said in refused
    ]
    return clusters, conflicts


def grouped(claims: Sequence[Claim]) -> tuple[list[Cluster], list[Conflict]]:
    """As `clustered`, with claims that share no name with any other put aside first: of a million most are such."""
    having: dict[Name, int] = defaultdict(int)
    called = [(claim, names(claim)) for claim in claims]
    for _, all_names in called:
        for name in all_names:
            having[name] += 1
    alone = [Cluster(claim.key, (claim,)) for claim, all_names in called if all(having[name] == 1 for name in all_names)]
    clusters, conflicts = clustered(claim for claim, all_names in called if any(having[name] > 1 for name in all_names))
    return alone + clusters, conflicts


def clash(claims: Iterable[Claim]) -> str | None:
    """What keeps claims with one key from being of one paper, in words; None where nothing does."""
    parts: list[_Part] = []
    for claim in claims:
        new = _Part([claim])
        for part in [part for part in parts if any(part.identifiers[k] & new.identifiers[k] for k in _IDENTIFIERS)]:
            parts.remove(part)
            new.take(part)
        parts.append(new)
    whole = _Part([])
    for part in parts:
        whole.take(part)
    for kind, what in (("pmid", "PMIDs"), ("pmcid", "PMCIDs")):
        if len(whole.identifiers[kind]) > 1:
            return f"they have different {what}: {', '.join(sorted(whole.identifiers[kind]))}"
    return _contradiction(parts, same_source=False)


def _contradiction(parts: Sequence[_Part], *, same_source: bool = True) -> str | None:
    """What keeps all of these from being one paper, in words; None where nothing does.

    Two DOIs do not where all have one PubMed or PMC number: a paper has several, of its preprint and of its publishers.
    """
    agreed = any(set.intersection(*(part.identifiers[kind] for part in parts)) for kind in ("pmid", "pmcid"))
    for kind, what in (("pmid", "PMIDs"), ("pmcid", "PMCIDs"), ("doi", "DOIs")):
        values = [part.identifiers[kind] for part in parts if part.identifiers[kind]]
        if len(values) > 1 and not set.intersection(*values) and not (kind == "doi" and agreed):
            return f"they have different {what}: {', '.join(sorted(set.union(*values)))}"
    seen: set[str] = set()
    for part in parts:
        if same_source and seen & part.graphs:
            return "one source tells them apart"
        seen |= part.graphs
    return None


def merges(cluster: Cluster) -> list[Merge]:
    """How each of the cluster's records came to it, nearest to its key first; for giving that very key none needs a reason."""
    having: dict[Name, list[Claim]] = defaultdict(list)
    for claim in cluster.claims:
        for name in names(claim):
            having[name].append(claim)
    order = sorted((name for name, said in having.items() if len(said) > 1), key=_trusted)
    reached = {next(claim for claim in cluster.claims if claim.key == cluster.key)}
    found = []
    while near := [name for name in order if 0 < sum(claim in reached for claim in having[name]) < len(having[name])]:
        name = near[0]
        known = [claim for claim in having[name] if claim in reached]
        other = min(known, key=lambda claim: (claim.key != cluster.key, _place(claim)))
        new = [claim for claim in having[name] if claim not in reached]
        reached.update(new)
        if name != ("key", cluster.key) or kind_of(cluster.key) != "given":
            found += [Merge(cluster.key, claim.key, claim.graph, name, other.key, other.graph) for claim in new]
    return found


def newly(cluster: Cluster, before: Mapping[tuple[str, str], str]) -> Iterator[Merge]:
    """The merges that brought the cluster together now: `before` has the papers of records that were there, by graph and key.

    One for each new record and each paper of before, less the one that the others came to.
    """
    first = next(claim for claim in cluster.claims if claim.key == cluster.key)
    seen = {before.get((first.graph, first.key))}
    for merge in merges(cluster):
        paper = before.get((merge.graph, merge.key))
        if paper is None or paper not in seen:
            yield merge
        seen.add(paper)


def _trusted(name: Name) -> tuple[int, str]:
    return _MADE if name.kind == "key" and not given(name.value) else _ORDER[name.kind], name.value


def _place(claim: Claim) -> tuple[tuple[int, str], str]:
    return rank(claim.key), claim.graph
