"""The network page: one HTML file that holds the graph, the drawing and everything a reader needs beside it.

pyvis carries the nodes and edges and brings the drawing library; the page around them is ours. This is the only module
that imports pyvis, and only when a page is made: the import takes seconds.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import networkx as nx

from kg.resources import read_text
from kg.tables import counted, visible
from kg.views import layout, palette
from kg.views.packing import pack
from kg.views.render import clean, one_line, render, safe_link, script, style

__all__ = ["page"]

# In the order in which each may use what stands before it.
SCRIPTS = (
    "dom", "unpack", "words", "model", "search", "state", "address", "filters", "expansion", "paths", "downstream", "view",
    "looks", "labels", "painting", "pointing", "drawing", "history", "panel", "details", "list", "finder", "results", "bars",
    "actions", "keys", "theme", "scene", "export", "main",
)  # fmt: skip
CROWD = 150  # above this many nodes, outcomes start hidden


def page(graph: nx.MultiDiGraph) -> str:
    """A self-contained HTML page that draws the graph and asks the network for nothing.

    Raises ValueError for a node of a kind the views do not know.
    """
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
        "packed": pack({"nodes": nodes, "edges": edges}),
    }
    app = script("(() => {\n'use strict';\n" + "\n".join(read_text("views", "static", f"{n}.js") for n in SCRIPTS) + "})();\n")
    return render(
        "network.html",
        title=title,
        subtitle=one_line(str(graph.graph.get("subtitle") or "")),
        generated=generated,
        about=clean([(str(name), str(text)) for name, text in graph.graph.get("about") or ()]),
        kinds=[(kind, sum(node["kind"] == kind.key for node in nodes)) for kind in palette.KINDS],
        links=sum(edge["kind"] != "together" for edge in edges),
        flaws=_ranking(nodes),
        data=data,
        css=style(palette.stylesheet() + "".join(read_text("views", "static", name) for name in ("shared.css", "network.css"))),
        library=script(library),
        app=app,
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


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """The entries that say something."""
    return {key: value for key, value in values.items() if value}


def _node(place: int, name: str, given: Mapping[str, Any], spot: layout.Spot) -> dict[str, Any]:
    label = _line(str(given.get("label") or name))
    lines = [_text(line) for line in spot.lines]
    drawn = {"id": place, "x": spot.x, "y": spot.y, "size": spot.size, "shape": _SHAPES[given["kind"]], "side": spot.side}
    told = {
        "lines": lines if lines != [label] else None,
        "iri": _text(name),
        "kind": given["kind"],
        "label": label,
        "title": one_line(str(given.get("title") or "")),
        "year": given.get("year"),
        "group": one_line(str(given.get("group") or "Other")) if given["kind"] == "flaw" else None,
        "weight": int(given.get("weight") or 0),
        "note": one_line(str(given.get("note") or "")),
        "link": _link(given.get("link")),
        "facts": [[_text(str(key)), _text(str(value))] for key, value in given.get("facts") or ()],
        "estimates": [_texts(estimate) for estimate in given.get("estimates") or ()],
        "retracted": bool(given.get("retracted")),
        "notices": [_texts(said) | _kept({"link": _link(said.get("link"))}) for said in given.get("notices") or ()],
        "left": given.get("left"),
    }
    return drawn | _kept(told) | {"weight": told["weight"]}


def _edge(start: int, end: int, given: Mapping[str, Any]) -> dict[str, Any]:
    findings = sorted(given.get("findings") or (), key=lambda finding: _strength(finding.get("presence")))
    return {"from": start, "to": end} | _kept(
        {
            "kind": str(given.get("kind") or "finding"),
            "label": _line(str(given.get("label") or "")),
            "origin": str(given.get("origin") or "asserted"),
            "presence": given.get("presence"),
            "disputed": bool(given.get("disputed")),
            "intent": _line(str(given.get("intent") or "")),
            "findings": [_said(finding) for finding in findings],
            "said": [_said(stated) for stated in given.get("said") or ()],
            "both": given.get("both"),
            "judged": given.get("judged"),
        }
    )


def _said(given: Mapping[str, Any]) -> dict[str, Any]:
    """A statement as texts; its address only where it is safe to open."""
    return _texts(given) | _kept({"source_url": _link(given.get("source_url"))})


def _texts(given: Mapping[str, Any]) -> dict[str, Any]:
    """The entries as texts; addresses are left to those who judge them."""
    return _kept(
        {key: _text(str(value)) for key, value in given.items() if value is not None and key not in ("link", "source_url")}
    )


# Reasons, passages, sources and names come again and again.
_line, _text, _link = lru_cache(1 << 16)(one_line), lru_cache(1 << 16)(visible), lru_cache(1 << 16)(safe_link)


def _strength(presence: object) -> int:
    return palette.STRENGTH.index(presence) if presence in palette.STRENGTH else len(palette.STRENGTH)


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
