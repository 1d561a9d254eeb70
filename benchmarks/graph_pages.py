"""The graph page from 30 to 20,000 nodes beside stock pyvis on the same graphs: time to make, bytes, time to ready, frames.

    python benchmarks/graph_pages.py [--sizes 30 400 1000 5000 20000] [--settle 200 1000] [--cap 150] [--papers N]

Graphs are invented (tests/views/graphs.py): papers judged for five flaws each, with citing articles and outcomes. Made: CPU
seconds from the NetworkX graph to the text of the page, layout included; for pyvis `from_nx` and `generate_html`, which lay
nothing out, up to 5,000 nodes (its time grows with the square of the edges). `all` has every attribute in both pages, `bare`
kind, label and edges alone. Ready: wall milliseconds from navigation to the first full picture, the best of three; for pyvis
to the end of its physics' first iterations, for the sizes of --settle and no longer than the cap. Frames: redraws a second
while the camera moves with every frame, in a headless Chromium that paints in software. Above 5,000 nodes the page is made
as `kg graph` makes it, reduced, and whole with everything drawn at once, which `kg graph --max-nodes 0` does not do at first.
--papers: a store of so many invented papers, and the CPU seconds from the store to its page.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "views"))

import graphs
import networkx as nx
from playwright.sync_api import Browser, Error, sync_playwright

from kg.views.network import page
from kg.views.reduction import aggregate

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PARTS = {"papers": 0.68, "citing": 0.15, "outcomes": 0.15}  # of the nodes; the rest, and at most 100, are flaws
PYVIS = 5000  # the largest graph that pyvis is asked for
PAN = """(length) => new Promise((done) => {
  const it = window.graphPage ? graphPage.drawing.network : network;
  const [from, scale] = [it.getViewPosition(), it.getScale()];
  let [drawn, start] = [0, performance.now()];
  it.on('afterDrawing', () => drawn += 1);
  const step = () => {
    const now = performance.now() - start;
    if (now > length) return done(1000 * drawn / now);
    it.moveTo({position: {x: from.x + 60 * Math.sin(now / 300) / scale, y: from.y + 40 * Math.cos(now / 300) / scale}, scale});
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""


def sample(nodes: int) -> nx.MultiDiGraph:
    if nodes <= 30:
        return graphs.small()
    counts = {name: int(nodes * part) for name, part in PARTS.items()}
    flaws = min(nodes // 7, 100)
    counts["papers"] += nodes - flaws - sum(counts.values())
    return graphs.sample(**counts, flaws=flaws, judged=5)


def bare(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """The same graph with what it takes to draw it and nothing to read."""
    small = nx.MultiDiGraph()
    for name, given in graph.nodes(data=True):
        small.add_node(name, **{key: given[key] for key in ("kind", "label", "group", "weight")})
    for a, b, given in graph.edges(data=True):
        small.add_edge(a, b, **{key: given[key] for key in ("kind", "presence", "origin") if key in given})
    return small


def ours(graph: nx.MultiDiGraph) -> tuple[str, float]:
    start = time.process_time()
    text = page(graph)
    return text, time.process_time() - start


def theirs(graph: nx.MultiDiGraph) -> tuple[str, float]:
    from pyvis.network import Network

    plain = nx.MultiDiGraph()  # pyvis takes no None
    plain.add_nodes_from((name, {k: v for k, v in given.items() if v is not None}) for name, given in graph.nodes(data=True))
    plain.add_edges_from((a, b, {k: v for k, v in given.items() if v is not None}) for a, b, given in graph.edges(data=True))
    start = time.process_time()
    net = Network(cdn_resources="in_line")
    net.from_nx(plain)
    text = net.generate_html(notebook=False)
    return str(text), time.process_time() - start


def opened(browser: Browser, text: str, folder: Path, ready: str, cap: float) -> tuple[float | None, float | None]:
    """Milliseconds to ready, and frames a second; None where it was not ready before the cap."""
    place = folder / "page.html"
    place.write_text(text, "utf-8")
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    tab: Any = context.new_page()
    try:
        tab.goto(place.as_uri(), timeout=1000 * cap)
        tab.wait_for_function(ready, timeout=1000 * cap)
        marks = tab.evaluate("performance.getEntriesByName('graph-drawn').map((mark) => mark.startTime)")
        time_ = marks[0] if marks else tab.evaluate("performance.now()")
        tab.wait_for_timeout(300)
        return time_, tab.evaluate(PAN, 3000)
    except Error:
        return None, None
    finally:
        context.close()


def told(what: str, size: int, text: str, made: float, seen: tuple[float | None, float | None] | None) -> None:
    ready = "" if seen is None else "    not ready" if seen[0] is None else f"{seen[0]:9,.0f} ms"
    frames = f"{seen[1]:6.1f} /s" if seen and seen[1] is not None else ""
    print(f"{size:7,} {what:22} {made:8.2f} s CPU {len(text.encode()) / 1000:9,.0f} kB {ready:>13} {frames}", flush=True)


def pages(sizes: list[int], settle: list[int], cap: float) -> None:
    drawn = "() => performance.getEntriesByName('graph-drawn').length > 0"
    program = next((p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))), None)
    page(graphs.small())  # imports and templates
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for size in sizes:
            graph = sample(size)
            small = aggregate(graph, graph, 5000)
            if len(small) < len(graph):
                small.graph.update(graph.graph, aggregated=small.graph["aggregated"])
                text, made = ours(small)
                told("kg, 5,000 kept", size, text, made, opened(browser, text, Path(folder), drawn, cap))
            full, first = ours(graph)
            seen = [opened(browser, full, Path(folder), drawn, cap) for _ in range(3)]
            told("kg, all", size, full, first, min(seen, key=lambda one: one[0] or 1e9))
            lean, second = ours(bare(graph))
            told("kg, bare", size, lean, second, None)
            if size > PYVIS:
                continue
            stock, third = theirs(graph)
            told("pyvis, all", size, stock, third, None)
            thin, fourth = theirs(bare(graph))
            settled = "() => window.network && network.physics.ready"
            wait = opened(browser, thin, Path(folder), settled, cap) if size in settle else None
            told("pyvis, bare", size, thin, fourth, wait)
            print(f"        made {third / first:.1f}x (all) and {fourth / second:.1f}x (bare) faster than pyvis; "
                  f"{len(full) / len(stock):.2f} and {len(lean) / len(thin):.2f} of its bytes", flush=True)  # fmt: skip
            if wait:
                best = min(one[0] or 1e9 for one in seen)
                more = f"{wait[0] / best:.0f}x" if wait[0] else f"more than {1000 * cap / best:.0f}x"
                print(f"        ready {more} sooner", flush=True)
        browser.close()


def from_store(papers: int) -> None:
    from analytics import load

    from kg.graph_page import graph_page
    from kg.store import open_store

    with tempfile.TemporaryDirectory() as folder:
        load(Path(folder) / "store", papers)
        with open_store(Path(folder) / "store") as store:
            start = time.process_time()
            text, summary = graph_page(store)
            took = time.process_time() - start
            print(f"{papers:,} papers in a store: page in {took:.1f} s CPU, {len(text) / 1000:,.0f} kB, {summary}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[30, 400, 1000, 5000, 20000])
    parser.add_argument("--settle", type=int, nargs="*", default=[200, 1000])
    parser.add_argument("--cap", type=float, default=150.0)
    parser.add_argument("--papers", type=int)
    given = parser.parse_args()
    pages(given.sizes, given.settle, given.cap)
    if given.papers:
        from_store(given.papers)
