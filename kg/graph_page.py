"""The graph page of a store: which part of the graph it shows, and what it says about itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING

from kg.dossier import resolve
from kg.errors import NotFound, nearest
from kg.exposure.weights import INTENTS
from kg.projection import project
from kg.rdf.vocab import BASE
from kg.sparql import ask
from kg.store import Store
from kg.tables import Table, counted

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["graph_page", "judges", "part"]


def graph_page(
    store: Store,
    *,
    around: str | None = None,
    hops: int = 1,
    kinds: Iterable[str] = (),
    flaws: Iterable[str] = (),
    title: str | None = None,
    most: int = 5000,
    papers: Container[str] | None = None,
) -> tuple[str, str]:
    """The page as HTML, and what it holds in a few words; raises NotFound for a paper or flaw that is not there.

    `papers` are the keys of those that may be shown, unless all may.
    Of more than `most` nodes those of the lowest rank are left out (`kg.views.reduction`), and the page says which; 0 leaves out
    none.
    """
    from kg.views.network import page
    from kg.views.reduction import aggregate, told

    graph = project(store, papers)
    if not graph:
        raise NotFound("The store holds no papers yet.", hint="kg ingest SOURCE reads some.")
    found = part(store, graph, around, hops, tuple(kinds), tuple(flaws))
    shown = aggregate(graph, found, most, _pairs(store))
    sources = ask(store, "sources")
    about = _about(sources, ask(store, "assessors"))
    aggregated = shown.graph["aggregated"]
    if aggregated:
        about.insert(0, ("What is shown and what is left out", told(aggregated)))
    shown.graph.update(
        title=title or "Critical appraisal graph",
        subtitle=_subtitle(found, shown),
        generated=f"appraisal-kg {version('appraisal-kg')}; {counted(len(sources), 'source')}",
        about=about,
        intents={code: weight._asdict() for code, weight in INTENTS.items()},
    )
    links = sum(kind != "together" for _, _, kind in shown.edges(data="kind"))
    held = f"{counted(shown.number_of_nodes(), 'node')}, {counted(links, 'link')}"
    left = len(found) - len(shown)
    return page(shown), f"{held}; {counted(left, 'node')} of lower rank left out" if left else held


def _subtitle(found: nx.MultiDiGraph, shown: nx.MultiDiGraph) -> str:
    """How many of each kind the page holds, and of how many where some are left out."""
    whole, held = (Counter(kind for _, kind in graph.nodes(data="kind")) for graph in (found, shown))
    return ", ".join(
        counted(whole[kind], noun) if held[kind] == whole[kind] else f"{held[kind]:,} of {counted(whole[kind], noun)}"
        for kind, noun in _NOUNS.items()
    )


def _pairs(store: Store) -> Iterator[tuple[str, str, int, int]]:
    """Pairs of flaws with the papers that have both and those judged for both, as `kg cooccur` counts them."""
    from kg.cooccurrence import cooccurrence

    for row in cooccurrence(store).dicts():
        both, judged = int(str(row["both"])), int(str(row["judged"]))
        yield f"{BASE}flaw/{row['flaw_a']}", f"{BASE}flaw/{row['flaw_b']}", both, judged


_NOUNS = {"paper": "paper", "flaw": "flaw type", "outcome": "outcome", "citing": "citing article"}


def judges(assessors: Table) -> str:
    """Who judged, and whether it was a person or a program, in one sentence."""
    told = [f"{row['assessor']} ({row['kind']}, {counted(int(str(row['papers'])), 'paper')})" for row in assessors.dicts()]
    return "; ".join(told) or "nobody yet"


def _about(sources: Table, assessors: Table) -> list[tuple[str, str]]:
    judgements, estimates = (sum(int(str(n)) for n in sources.column(name)) for name in ("findings", "estimates"))
    counts = (
        "A flaw is counted for a paper when some assessor calls it present or likely present. Shares are of the papers in "
        "which someone judged that flaw explicitly, present or absent."
    )
    lines = (
        "Solid lines are what named assessors judged or someone entered; dashed lines are numbers that a program read from "
        "prose, each with the sentence it stands in."
    )
    return [
        ("Who judged", f"{judges(assessors)}. Software is a language model or another program."),
        ("What counts", counts),
        ("Entered and read", lines),
        ("What this is not", "A finding is a judgement with a named assessor and a reason, not a verdict on the paper."),
        ("Sources", f"{counted(len(sources), 'source')}, {counted(judgements, 'judgement')}, {counted(estimates, 'estimate')}."),
    ]


def part(
    store: Store, graph: nx.MultiDiGraph, around: str | None, hops: int, kinds: tuple[str, ...], flaws: tuple[str, ...]
) -> nx.MultiDiGraph:
    """The part of the graph that was asked for, as a copy; the graph itself where all of it was."""
    import networkx as nx

    if not (around or kinds or flaws):
        return graph
    keep = set(graph)
    if flaws:
        wanted = {_flaw(graph, name) for name in flaws}
        papers = {paper for paper, flaw, found in graph.edges(data="presence") if flaw in wanted and found in _FOUND}
        near = {n for paper in papers for n in (*graph.successors(paper), *graph.predecessors(paper))}
        keep &= wanted | papers | {n for n in near if graph.nodes[n]["kind"] in ("citing", "outcome")}
    if around:
        centre = f"{BASE}flaw/{around}"
        centre = centre if centre in graph else f"{BASE}paper/{resolve(store, around)}"
        keep &= set(nx.ego_graph(graph.to_undirected(as_view=True), centre, radius=hops))
    if kinds:
        keep = {node for node in keep if graph.nodes[node]["kind"] in kinds}
    chosen: nx.MultiDiGraph = graph.subgraph(keep).copy()
    return chosen


_FOUND = ("present", "likely-present")


def _flaw(graph: nx.MultiDiGraph, name: str) -> str:
    node = f"{BASE}flaw/{name}"
    if node not in graph:
        known = [str(n).removeprefix(f"{BASE}flaw/") for n, kind in graph.nodes(data="kind") if kind == "flaw"]
        raise NotFound(
            f"No paper in the graph is judged for the flaw {name!r}.", hint=nearest(name, known) or "kg flaws lists them."
        )
    return node
