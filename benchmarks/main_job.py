"""Where the time of the main job goes, beside peers doing the same with the libraries alone.

    python benchmarks/main_job.py

Ingest: the shipped corpus into an empty store on disk, against pyoxigraph's own `extend` of the same quads in one go.
Graph page: 1,000 and 5,000 nodes, against pyvis's `from_nx` and `generate_html` (pyvis is left out at 5,000: minutes).
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

import networkx as nx
import pyoxigraph as ox

import kg
from kg import resources
from kg.views.network import page


def clock() -> float:
    return time.process_time()


def ingest() -> None:
    with tempfile.TemporaryDirectory() as folder:
        start = clock()
        with kg.open_store(Path(folder) / "ours", write=True) as store:
            kg.ingest(store, [resources.folder("data")])
            quads = list(store.quads())
        ours = clock() - start
        peer = ox.Store(f"{folder}/peer")
        start = clock()
        peer.extend(quads)
        peer.flush()
        theirs = clock() - start
        ratio = f"{ours / theirs:.1f}x"
        print(f"ingest: {len(quads):,} quads in {ours:.1f} s CPU; extend of the same quads alone {theirs:.1f} s: {ratio}")


def sample(papers: int) -> nx.MultiDiGraph:
    chance = random.Random(1)  # noqa: S311 - a layout needs no secrets
    graph = nx.MultiDiGraph()
    blank = {"title": None, "year": 2020, "group": None, "note": None, "link": None, "facts": [], "estimates": []}
    for i in range(100):
        graph.add_node(f"urn:f{i}", kind="flaw", label=f"Flaw {i}", weight=1, **blank | {"group": f"Domain {i % 12}"})
    for i in range(papers):
        graph.add_node(f"urn:p{i}", kind="paper", label=f"Paper {i}", weight=4, **blank)
        for j in chance.sample(range(100), 4):
            graph.add_edge(f"urn:p{i}", f"urn:f{j}", kind="finding", label="present", origin="asserted", presence="present",
                           disputed=False, findings=[])  # fmt: skip
    return graph


def pages() -> None:
    from pyvis.network import Network

    page(sample(10))  # imports and templates
    for nodes in (1_000, 5_000):
        graph = sample(nodes - 100)
        start = clock()
        size = len(page(graph))
        ours = clock() - start
        line = f"graph page, {nodes:,} nodes: {ours:.1f} s CPU, {size / 2**20:.1f} MiB"
        if nodes <= 1_000:
            start = clock()
            net = Network(cdn_resources="in_line")
            net.from_nx(nx.Graph([(a, b) for a, b in graph.edges()]))
            net.generate_html()
            theirs = clock() - start
            line += f"; pyvis from_nx and generate_html {theirs:.1f} s, without a layout: {ours / theirs:.1f}x"
        print(line, flush=True)


if __name__ == "__main__":
    ingest()
    pages()
