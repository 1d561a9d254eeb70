"""The network page: one HTML file that holds the graph, the drawing and everything a reader needs beside it.

pyvis carries the nodes and edges and brings the drawing library; the page around them is ours. This is the only module
that imports pyvis, and only when a page is made: the import takes seconds.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import networkx as nx

from kg.resources import read_text
from kg.tables import counted, visible
from kg.views import layout, palette
from kg.views.graph_records import kept, link_record, node_record
from kg.views.packing import pack
from kg.views.render import clean, one_line, render, script, style

__all__ = ["Live", "Neighbours", "live_page", "page"]

# In the order in which each may use what stands before it.
SCRIPTS = (
    "dom", "unpack", "words", "model", "search", "state", "address", "filters", "expansion", "paths", "downstream", "view",
    "looks", "labels", "painting", "pointing", "drawing", "history", "panel", "details", "list", "finder", "results", "bars",
    "actions", "keys", "theme", "scene", "export", "main",
)  # fmt: skip
LIVE = ("grafting", "growth", "beyond")  # what a page on a server has beside them, before the last
CROWD = 150  # above this many nodes, outcomes start hidden


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nodes that a link of one kind joins to the centre, in words: names, notes and IRIs; `total` counts all there are."""

    title: str
    total: int
    rows: tuple[tuple[str, str, str, str | None], ...]  # name, note, IRI, page


@dataclass(frozen=True, slots=True)
class Live:
    """What a page on a server says of itself: its centre, the neighbours of that as text, and where it stands in the site.

    `hops` is how far the page reaches from its centre, `most` how many neighbours are loaded at once; `links` are addresses of
    other pages with their names.
    """

    centre: str
    label: str
    hops: int
    most: int
    neighbours: tuple[Neighbours, ...]
    links: tuple[tuple[str, str], ...]


def page(graph: nx.MultiDiGraph) -> str:
    """A self-contained HTML page that draws the graph and asks the network for nothing.

    Raises ValueError for a node of a kind the views do not know.
    """
    return _page(graph, None)[0]


def live_page(graph: nx.MultiDiGraph, live: Live) -> tuple[str, str]:
    """A page that asks the server it came from for more of the graph, and the content security policy to send with it.

    Nodes have `neighbours` beside what `page` knows, their number by kind in the whole graph, and may have a `page` of their own.
    """
    return _page(graph, live)


def _page(graph: nx.MultiDiGraph, live: Live | None) -> tuple[str, str]:
    for name, kind in sorted(graph.nodes(data="kind"), key=lambda item: str(item[0])):
        if kind not in palette.KIND_KEYS:
            raise ValueError(f"node {name} is of no known kind: {kind!r}")
    placed = layout.lay_out(graph)
    nodes, edges, options, library = _carried(graph, placed)
    title = one_line(str(graph.graph.get("title") or "Appraisal graph"))
    generated = one_line(str(graph.graph.get("generated") or ""))
    data = {
        "title": title,
        "generated": generated,
        "kinds": [{"key": k.key, "one": k.one, "many": k.many, "shape": k.shape} for k in palette.KINDS],
        "presences": [{"key": p.key, "label": p.label, "values": p.values, "drawn": p.drawn} for p in palette.PRESENCES],
        "strength": palette.STRENGTH,
        "hidden": ["outcome"] if len(nodes) > CROWD else [],
        "cards": [
            {"left": c.left, "top": c.top, "right": c.right, "bottom": c.bottom, "title": c.title, "side": c.side}
            | {"name": one_line(c.name)}
            for c in placed.cards
        ],
        "options": options,
        "sources": _sources(nodes, edges),
        "intents": clean(graph.graph.get("intents") or {}),
        **_start(graph.graph.get("aggregated"), nodes),
        **({"live": {"api": "api/", "centre": live.centre, "hops": live.hops, "most": live.most}} if live else {}),
        "packed": pack({"nodes": nodes, "edges": edges}),
    }
    names = (*SCRIPTS[:-1], *LIVE, SCRIPTS[-1]) if live else SCRIPTS
    app = script("(() => {\n'use strict';\n" + "\n".join(read_text("views", "static", f"{n}.js") for n in names) + "})();\n")
    carried, sheets = script(library), ("shared.css", "network.css", *(("network-live.css",) if live else ()))
    css = style(palette.stylesheet() + "".join(read_text("views", "static", name) for name in sheets))
    plain = style(read_text("views", "static", "network-plain.css"))
    policy = _policy([carried.source, app.source], [css.source, plain.source] if live else [css.source], live)
    text = render(
        "network.html",
        live=live,
        policy=policy,
        plain=plain,
        title=title,
        subtitle=one_line(str(graph.graph.get("subtitle") or "")),
        generated=generated,
        about=clean([(str(name), str(text)) for name, text in graph.graph.get("about") or ()]),
        kinds=[(kind, sum(node["kind"] == kind.key for node in nodes)) for kind in palette.KINDS],
        links=sum(edge["kind"] != "together" for edge in edges),
        flaws=_ranking(nodes),
        data=data,
        css=css,
        library=carried,
        app=app,
    )
    return text, policy


def _policy(scripts: Sequence[str], styles: Sequence[str], live: Live | None) -> str:
    """What the page may load: what it holds, and on a server what that answers."""
    asks = "; connect-src 'self'" if live else ""
    return (
        f"default-src 'none'; script-src {' '.join(scripts)}; style-src {' '.join(styles)}; img-src data: blob:{asks}; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def _pyvis() -> tuple[Any, str]:
    """pyvis's Network class, and the text of the newest drawing library in its wheel; raises FileNotFoundError without one."""
    import pyvis
    from pyvis.network import Network

    def version(path: Path) -> list[int]:
        return [int(part) for part in path.parent.name.removeprefix("vis-").split(".") if part.isdigit()]

    found = sorted((Path(pyvis.__file__).parent / "lib").glob("vis-*/vis-network.min.js"), key=version)
    if not found:
        raise FileNotFoundError("the installed pyvis holds no vis-network.min.js")
    # The map it names is in no wheel: a browser's developer tools would ask for it in vain.
    return Network, found[-1].read_text("utf-8").replace("//# sourceMappingURL=vis-network.min.js.map", "")


def _carried(graph: nx.MultiDiGraph, placed: layout.Layout) -> tuple[list[Any], list[Any], Any, str]:
    """Nodes, edges and options as pyvis hands them on, and the drawing library."""
    network_class, library = _pyvis()
    net = network_class(directed=True)
    net.options = _OPTIONS
    number = {name: place for place, name in enumerate(sorted(graph))}
    # The lists are filled directly: add_edge looks through all edges each time.
    net.nodes = [_node(place, name, graph.nodes[name], placed.spots[name]) for name, place in number.items()]
    edges = [_edge(number[a], number[b], attributes) for a, b, attributes in graph.edges(data=True)]
    net.edges = _in_order(edges)
    nodes, edges, _, _, _, options = net.get_network_data()
    return nodes, edges, json.loads(options), library


def _in_order(edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By ends and kind, and those alike by all they hold, so that the order in which they were added plays no part."""

    def place(edge: Mapping[str, Any]) -> tuple[int, int, str]:
        return edge["from"], edge["to"], edge["kind"]

    out: list[dict[str, Any]] = []
    for _, alike in groupby(sorted(edges, key=place), place):
        same = list(alike)
        out += same if len(same) == 1 else sorted(same, key=lambda edge: json.dumps(edge, sort_keys=True))
    return out


# The places are computed, so nothing moves by itself; keys and wheel are left to what the page adds.
_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"keyboard": False, "hover": True, "dragNodes": False, "multiselect": False, "tooltipDelay": 0},
    "nodes": {"chosen": False, "borderWidth": 1.5},
    "edges": {"smooth": False, "chosen": False},
}


_SHAPES = {kind.key: kind.shape for kind in palette.KINDS}


def _node(place: int, name: str, given: Mapping[str, Any], spot: layout.Spot) -> dict[str, Any]:
    told = node_record(name, given)
    lines = [visible(line) for line in spot.lines]
    drawn = {"id": place, "x": spot.x, "y": spot.y, "size": spot.size, "shape": _SHAPES[given["kind"]], "side": spot.side}
    return drawn | kept({"lines": lines if lines != [told["label"]] else None}) | told


def _edge(start: int, end: int, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"from": start, "to": end} | link_record(given)


def _sources(nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """The sources by the number of links that they say something of, the most first."""
    count: Counter[str] = Counter()
    for edge in edges:
        said = (
            edge.get("findings")
            or edge.get("said")
            or (nodes[edge["to"]].get("estimates") if edge["kind"] == "reports" else None)
        )
        if said:
            count.update({one["source"] for one in said if "source" in one} if len(said) > 1 else [said[0].get("source", "")])
    del count[""]
    return sorted(count.items(), key=lambda item: (-item[1], item[0]))


def _start(aggregated: Mapping[str, Any] | None, nodes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the page is to say of what it leaves out, and which nodes it shows at first where that is not all."""
    if not aggregated:
        return {"aggregated": None}
    told: dict[str, Any] = {"aggregated": clean(dict(aggregated))}
    if aggregated["start"]:
        told["start"] = [node["id"] for node in nodes if node["kind"] == "flaw"]
        told["start_note"] = one_line(str(aggregated["start_note"]))
    return told


def _ranking(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The flaws by weight, each with the length of its bar in percent of the heaviest."""
    flaws = sorted((n for n in nodes if n["kind"] == "flaw"), key=lambda node: (-node["weight"], node["label"], node["iri"]))
    most = max((flaw["weight"] for flaw in flaws), default=0) or 1
    return [
        {
            "iri": flaw["iri"],
            "label": flaw["label"],
            "group": flaw["group"],
            "note": flaw.get("note") or counted(flaw["weight"], "paper"),
            "bar": round(100 * flaw["weight"] / most),
        }
        for flaw in flaws
    ]
