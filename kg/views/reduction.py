"""A graph too large for a page, reduced by rank: what stays, what is left out, and both in words.

Flaws always stay. Of papers those stay that have the most flaws, then the most citations, each with its outcomes; of citing
articles those that cite the most of these papers. Papers and citing articles are cut in about the same proportion.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import TypedDict

import networkx as nx

from kg.tables import counted
from kg.views.palette import KINDS

__all__ = ["START", "Aggregated", "Pair", "aggregate", "carried", "told"]

START = 5000  # above this many nodes a page starts with the flaws alone
PARTNERS = 2  # links that each flaw gets to others at the start

Pair = tuple[str, str, int, int]  # two flaws, the papers with both, the papers judged for both


class Aggregated(TypedDict):
    """What a page tells of what it leaves out: numbers of nodes by kind, what it holds instead, and how it starts."""

    left_out: dict[str, int]
    rule: str  # empty where nothing is left out
    start: str | None  # "flaws" where these alone are shown at first
    start_note: str


def carried(graph: nx.MultiDiGraph, most: int) -> set[str]:
    """The nodes that stay of a graph when there may be `most` of them; flaws stay even where they alone are more."""
    kinds: dict[str, str] = dict(graph.nodes(data="kind"))
    kept = {node for node, kind in kinds.items() if kind == "flaw"}
    if len(graph) <= most:
        return set(graph)
    room = max(most - len(kept), 0)
    citing = [node for node, kind in kinds.items() if kind == "citing"]
    share = room * len(citing) // max(len(graph) - len(kept), 1)  # of the room, what citing articles get
    cited = Counter(b for _, b, kind in graph.edges(data="kind") if kind == "cites")
    weight = graph.nodes(data="weight", default=0)
    papers = [node for node, kind in kinds.items() if kind == "paper"]
    taken = 0
    for paper in sorted(papers, key=lambda node: (-int(weight[node] or 0), -cited[node], node)):
        own = {node for node in graph.successors(paper) if kinds[node] == "outcome"} - kept
        if taken + 1 + len(own) > room - share:
            break
        kept |= own | {paper}
        taken += 1 + len(own)
    cites = {node: sum(other in kept for other in set(graph.successors(node))) for node in citing}
    ranked = sorted(citing, key=lambda node: (-cites[node], -int(weight[node] or 0), node))
    kept.update(ranked[: min(share, room - taken)])
    if not papers:  # outcomes alone have no paper to stand by
        others = sorted((n for n, kind in kinds.items() if kind == "outcome"), key=lambda n: (-int(weight[n] or 0), n))
        kept.update(others[: room - share])
    return kept


def aggregate(whole: nx.MultiDiGraph, shown: nx.MultiDiGraph, most: int, pairs: Iterable[Pair] = ()) -> nx.MultiDiGraph:
    """The graph of a page with at most `most` nodes of `shown` (0: all of them), as a copy.

    Its nodes have `left`: by kind, how many neighbours each has in `whole` that the page does not carry. Where `shown` has more
    than START nodes and flaws among them, flaws are linked (`together`) to those they share the most papers with, as counted in
    `pairs`, which is not looked at otherwise. What is left out is told in `graph.graph["aggregated"]`, None where nothing is.
    """
    kept = carried(shown, most or len(shown))
    small: nx.MultiDiGraph = shown.subgraph(kept).copy()
    _count_left(whole, small)
    flaws = {node for node in kept if shown.nodes[node]["kind"] == "flaw"}
    starts = len(shown) > START and bool(flaws)
    small.graph["aggregated"] = None
    if not starts and len(kept) == len(shown):
        return small
    missing = Counter(kind for node, kind in shown.nodes(data="kind") if node not in kept)
    left = {kind.key: missing[kind.key] for kind in KINDS if missing[kind.key]}
    if starts:
        _link(small, flaws, pairs)
    small.graph["aggregated"] = Aggregated(
        left_out=left,
        rule=_rule(small) if left else "",
        start="flaws" if starts else None,
        start_note=_START if starts else "",
    )
    return small


def told(aggregated: Aggregated) -> str:
    """What is left out and how the page starts, in sentences."""
    names = {kind.key: (kind.one.lower(), kind.many.lower()) for kind in KINDS}
    away = [f"{number:,} {names[kind][number != 1]}" for kind, number in aggregated["left_out"].items()]
    left = [f"Not on this page: {_joined(away)}."] if away else []
    return " ".join(part for part in (*left, aggregated["rule"], aggregated["start_note"]) if part)


_START = (
    "The page starts with the flaws alone. Expand one to see its papers. "
    f"Each flaw is linked with the {PARTNERS} others that it is found with in the most papers."
)


def _count_left(whole: nx.MultiDiGraph, small: nx.MultiDiGraph) -> None:
    kinds: dict[str, str] = dict(whole.nodes(data="kind"))
    for node, attributes in small.nodes(data=True):
        away = (set(whole.successors(node)) | set(whole.predecessors(node))) - small.nodes
        if away:
            attributes["left"] = dict(sorted(Counter(kinds[other] for other in away).items()))


def _link(small: nx.MultiDiGraph, flaws: Collection[str], pairs: Iterable[Pair]) -> None:
    found = [pair for pair in pairs if pair[0] in flaws and pair[1] in flaws and pair[2]]
    found.sort(key=lambda pair: (-pair[2], pair[3], pair[0], pair[1]))
    often: Counter[str] = Counter()
    for one, other, both, judged in found:
        if often[one] < PARTNERS or often[other] < PARTNERS:
            label = f"together in {both:,} of {counted(judged, 'paper')} judged for both"
            small.add_edge(one, other, key="together", kind="together", label=label, origin="derived", both=both, judged=judged)
        often.update((one, other))  # of every pair, linked or not: the first of a flaw are its own


def _rule(small: nx.MultiDiGraph) -> str:
    """What was kept, and by what rank."""
    count = Counter(kind for _, kind in small.nodes(data="kind"))
    parts = [f"all {counted(count['flaw'], 'flaw')}"] if count["flaw"] else []
    if count["paper"]:
        parts.append(
            f"the {counted(count['paper'], 'paper')} with the most flaws found, then the most citations, with their outcomes"
        )
    if count["citing"]:
        cite = "cites" if count["citing"] == 1 else "cite"
        parts.append(f"the {counted(count['citing'], 'citing article')} that {cite} the most of these papers")
    return f"It holds {_joined(parts) or counted(len(small), 'node')}."


def _joined(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
