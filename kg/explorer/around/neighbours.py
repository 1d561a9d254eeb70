"""Which nodes are beside a node of the graph, and how many: asked of the columns, so that the whole graph is never made.

A node is a kind (paper, citing, flaw, outcome) and what the columns know it by: a number, of a flaw its identifier. The nodes and
links are those of `kg.projection`; a citation counts where the cited work is a paper with a record here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg import resources
from kg.columns import columns_of
from kg.columns.rows import number
from kg.dossier import resolve
from kg.errors import NotFound
from kg.rdf.vocab import BASE
from kg.report.known import Known
from kg.tables import Table

__all__ = ["KINDS", "MOST", "Beside", "Node", "around", "asked_node", "beside", "counts", "found", "given"]

KINDS = ("flaw", "paper", "citing", "outcome")
MOST = 140  # neighbours that a drawing starts with, and that are loaded at once
_BATCH = 10  # nodes whose neighbours are asked for together

Node = tuple[str, int | str]


class Beside(NamedTuple):
    """The neighbours of a node in the order in which they are told, and how many there are of each kind.

    `links` counts the neighbours by the kind of link (finding, cites, reports) and by whether it starts at the node.
    """

    nodes: list[Node]
    kinds: dict[str, int]
    links: dict[tuple[str, bool], int]


def found(known: Known, name: str, **values: object) -> Table:
    """The answer of the columns to the question in `NAME.sql` beside this module."""
    return columns_of(known.store).table(resources.read_text("explorer", "around", f"{name}.sql"), values)


def asked_node(known: Known, ref: str) -> Node:
    """The node of an IRI, of the identifier of a flaw, or of what `kg.dossier.resolve` takes for a paper; raises as that does."""
    text = ref.strip()
    flaw = text.removeprefix(f"{BASE}flaw/")
    if flaw in known.flaws:
        return "flaw", flaw
    if text.startswith(("http://", "https://")):
        kinds = found(known, "neighbour-kinds", number=number(text.encode("utf-8", "replace").decode())).column("kind")
        if kinds:
            return str(kinds[0]), number(text)
    if text.startswith(BASE) and not text.startswith(f"{BASE}paper/"):
        hint = "The graph has papers, flaws, outcomes with estimates, and works that cite a paper: /search finds them."
        raise NotFound(f"{text!r} is no node of the graph.", hint=hint)
    return "paper", number(f"{BASE}paper/{resolve(known.store, text)}")


def given(nodes: Iterable[Node]) -> dict[str, list[int | str]]:
    """The nodes as parameters of the questions: `works` (papers and works that cite), `flaws`, `outcomes`."""
    of: dict[str, list[int | str]] = {"works": [], "flaws": [], "outcomes": []}
    for kind, name in nodes:
        of[{"flaw": "flaws", "outcome": "outcomes"}.get(kind, "works")].append(name)
    return of


def beside(known: Known, nodes: Sequence[Node], kind: str = "") -> dict[Node, Beside]:
    """The neighbours of each node, of one kind or of all.

    Kinds take turns, so that the first few are of each kind; within a kind the strongest judgements come first, the
    citations with an intent, the first outcomes of a paper; then by the papers' keys.
    """
    wanted = set(nodes)
    near: dict[Node, dict[Node, tuple[int, str]]] = {node: {} for node in nodes}
    links: dict[Node, Counter[tuple[str, bool]]] = {node: Counter() for node in nodes}
    for link, start_kind, start, end_kind, end, flaw, key, late in found(known, "neighbours", **given(nodes)).rows:
        one, other = (str(start_kind), _number(start)), (str(end_kind), str(flaw) if end_kind == "flaw" else _number(end))
        rank = int(str(late)), str(flaw if end_kind == "flaw" and one in wanted else key)
        for node, neighbour in ((one, other), (other, one)):
            if node in wanted and node != neighbour:
                near[node][neighbour] = min(rank, near[node].get(neighbour, rank))
                links[node][str(link), node == one] += 1
    return {node: _ordered(ranks, kind, links[node]) for node, ranks in near.items()}


def _ordered(ranks: dict[Node, tuple[int, str]], kind: str, links: Counter[tuple[str, bool]]) -> Beside:
    of: dict[str, list[Node]] = defaultdict(list)
    for node in sorted(ranks, key=lambda node: (ranks[node], str(node[1]))):
        of[node[0]].append(node)
    turns = sorted((place, KINDS.index(name), node) for name, all_of in of.items() for place, node in enumerate(all_of))
    kinds = {name: len(of[name]) for name in KINDS if of[name]}
    return Beside([node for _, _, node in turns if not kind or node[0] == kind], kinds, dict(links))


def _number(cell: object) -> int:
    return int(str(cell))


def around(known: Known, centre: Node, hops: int, most: int = MOST) -> list[Node]:
    """The node, its neighbours, and with more hops theirs: the nearest first, at most `most`."""
    reached: dict[Node, None] = {centre: None}
    front = [centre]
    for _ in range(hops):
        new: list[Node] = []
        for first in range(0, len(front), _BATCH):
            if len(reached) >= most:
                break
            near = beside(known, front[first : first + _BATCH])
            for other in (other for node in front[first : first + _BATCH] for other in near[node].nodes):
                if other not in reached and len(reached) < most:
                    reached[other] = None
                    new.append(other)
        front = new
    return list(reached)


def counts(known: Known, nodes: Sequence[Node]) -> dict[Node, dict[str, int]]:
    """How many neighbours of each kind each of the nodes has in the whole graph."""
    works = {name: (kind, name) for kind, name in nodes if kind in ("paper", "citing")}
    of: dict[Node, dict[str, int]] = {node: {} for node in nodes}
    for what, place, flaw, kind, neighbours in found(known, "neighbour-counts", **given(nodes)).rows:
        node: Node = ("flaw", str(flaw)) if what == "flaw" else ("outcome", _number(place))
        of[works[_number(place)] if what == "work" else node][str(kind)] = _number(neighbours)
    return of
