"""The graph around any node, loaded as you go: a small first part as a drawing, and as tables of its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.explorer.api.parameters import Parameter, read
from kg.explorer.around.neighbours import MOST, around, asked_node, beside
from kg.explorer.around.neighbours_graph import drawn, name_of
from kg.explorer.asked import Answer, Asked
from kg.explorer.framing import NETWORK, SEARCH, made
from kg.explorer.papers.chosen import chosen
from kg.explorer.papers.selection import Selection
from kg.exposure.weights import INTENTS
from kg.report.cells import HOME
from kg.report.known import Known
from kg.tables import counted
from kg.views.network import Live, Neighbours, live_page
from kg.views.report import addresses
from kg.views.report.entries import Cell, Page
from kg.views.report.page import shown

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["network"]

_OFFERED = 8  # flaws and papers to begin with
_PARAMETERS = (
    Parameter("node", "The node in the middle: an IRI, the key or DOI of a paper, or the identifier of a flaw.", required=True),
    Parameter("hops", "How many links the page reaches from it.", "integer", default=1, least=1, most=2),
)
_TITLES = {  # by kind of link, and whether it starts at the centre
    ("finding", True): "Flaws judged in it", ("finding", False): "Papers judged for it", ("reports", True): "Outcomes it reports",
    ("reports", False): "Reported by", ("cites", True): "Works here that it cites", ("cites", False): "Cited by",
}  # fmt: skip


def network(known: Known, asked: Asked) -> Answer:
    """The page `/network?node=...&hops=...`; without a node, a way to find one."""
    if not any(name == "node" and value.strip() for name, value in asked.query):
        return _start(known)
    values = read(asked, _PARAMETERS)
    node = asked_node(known, values["node"])
    near = beside(known, [node])[node]
    nodes = [node, *near.nodes[:MOST]] if values["hops"] == 1 else around(known, node, values["hops"], MOST + 1)
    graph = drawn(known, nodes)
    centre = name_of(graph, node)
    label = str(graph.nodes[centre]["label"])
    left = sum((graph.nodes[centre]["left"] or {}).values())
    graph.graph.update(
        title=f"Around {label}",
        subtitle=f"At first {counted(len(graph), 'node')} within {counted(values['hops'], 'link')}"
        + (f"; {left:,} more {'neighbour' if left == 1 else 'neighbours'} of it to load" if left else ""),
        generated=known.site.made_by,
        about=_ABOUT,
        intents={code: weight._asdict() for code, weight in INTENTS.items()},
    )
    links = [(addresses.INDEX, known.title), (SEARCH, "Search")]
    if page := graph.nodes[centre].get("page"):
        links.append((page, f"Page of {label}" if graph.nodes[centre]["kind"] != "outcome" else "Page of its paper"))
    live = Live(centre, label, values["hops"], MOST, tuple(_beside(graph, centre, near.links)), tuple(links))
    text, policy = live_page(graph, live)
    answer = Answer.html(text)
    return Answer(answer.status, answer.media_type, answer.body, {"Content-Security-Policy": f"{policy}; frame-ancestors 'none'"})


def _start(known: Known) -> Answer:
    """The page without a node: a field for one, and the flaws and papers of which most can be seen."""
    shares = sorted(known.shares.values(), key=lambda row: (-int(str(row["papers"])), str(row["flaw"])))
    flaws = [
        (known.flaw(str(row["flaw"])).text, str(row["flaw"]), f"{row['papers']} of {row['judged']} judged") for row in shares
    ]
    rows = chosen(known, Selection(sort="flaws"), most=_OFFERED, facets=False).rows.dicts()
    papers = [
        (str(row["name"]), str(row["paper"]), f"{row['flaws']} of {row['flaws_judged']} judged")
        for row in rows
        if row["assessors"]
    ]
    page = Page(
        NETWORK, "Graph around one thing", "Graph around one thing", "What is beside a paper, a flaw or an article.",
        (), crumbs=(HOME, Cell("Graph", addresses.GRAPH)), current=addresses.GRAPH,
    )  # fmt: skip
    groups = [("Flaws found in most papers", flaws[:_OFFERED]), ("Papers with most flaws found", papers)]
    return made(known, "around.html", page, action=NETWORK, search=SEARCH, groups=shown([group for group in groups if group[1]]))


_SHOWN = (
    f"The node, its neighbours and the links among them, at most {MOST} neighbours at first. Each node says how many "
    "neighbours it has that are not here; loading brings them, and the address keeps what was loaded."
)
_COUNTED = (
    "A flaw is counted for a paper when some assessor calls it present or likely present. Shares are of the papers in which "
    "someone judged that flaw explicitly, present or absent. A citation is shown where the cited work is a paper with a record "
    "here."
)
_LINES = (
    "Solid lines are what named assessors judged or someone entered; dashed lines are numbers that a program read from prose."
)
_ABOUT = [("What is shown", _SHOWN), ("What counts", _COUNTED), ("Entered and read", _LINES)]


def _beside(graph: nx.MultiDiGraph, centre: str, totals: dict[tuple[str, bool], int]) -> Iterator[Neighbours]:
    """The neighbours of the centre as text, a group for each kind of link, with how many there are in the whole graph."""
    for (kind, outgoing), title in _TITLES.items():
        if not totals.get((kind, outgoing)):
            continue
        edges = graph.out_edges(centre, data=True) if outgoing else graph.in_edges(centre, data=True)
        others = [(b if outgoing else a, more) for a, b, more in edges if more["kind"] == kind and a != b]
        rows = [
            (
                str(graph.nodes[other]["label"]),
                _said(graph, centre, other, str(more["label"])),
                other,
                graph.nodes[other].get("page"),
            )
            for other, more in sorted(others, key=lambda pair: (-int(graph.nodes[pair[0]]["weight"] or 0), pair[0]))
        ]
        yield Neighbours(title, totals[kind, outgoing], tuple(rows))


def _said(graph: nx.MultiDiGraph, centre: str, other: str, label: str) -> str:
    """What the link says, and what is known of the other end."""
    about = graph.nodes[other]
    note = about["note"] or "; ".join(one["text"] for one in about["estimates"][:2]) or about["title"] or ""
    if about["kind"] == "flaw":
        return f"Judged {label} here. In all papers: {note}"
    judged = "Judged " if graph.has_edge(other, centre, "finding") else ""
    return f"{judged}{label if judged else label[:1].upper() + label[1:]}. {note}".strip()
