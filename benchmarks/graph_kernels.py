"""The kernels on the network of citations beside networkx and DuckDB over the same columns: CPU time, all in one run.

    python benchmarks/graph_kernels.py [papers ...]          (default: 10000 100000)

The network is invented: each paper cites 10 earlier ones, half of the time one that is already cited often, and three articles
cite each paper. A rare flaw is in one paper of a hundred, a common one in one of five. Results are compared before times.
"columns" means that the citations are read from DuckDB's tables first, "arrays" that they are there. Peers: SQL in DuckDB, with a
table for each step or recursive, networkx on a graph that is there, add_edges_from of sorted pairs of integers that are there.
The best of several calls.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg import resources
from kg.columns import Columns, parts
from kg.columns.network import Network, digraph, downstream, network, pagerank, reached
from kg.exposure.chains import Links, chains

Array = NDArray[np.int64]

HOPS = """
WITH RECURSIVE pairs AS (SELECT DISTINCT citing, cited FROM citations WHERE citing <> cited),
down AS (
  SELECT DISTINCT paper AS work, 0 AS hop FROM findings WHERE flaw = $flaw
  UNION
  SELECT pairs.citing, hop + 1 FROM down JOIN pairs ON pairs.cited = down.work WHERE hop < 3
)
SELECT work, min(hop)::INTEGER AS hops FROM down GROUP BY work
"""
ONE = HOPS.replace(  # from one paper
    "SELECT DISTINCT paper AS work, 0 AS hop FROM findings WHERE flaw = $flaw", "SELECT $paper::BIGINT AS work, 0 AS hop"
)
LAYERS = """
WITH first AS (SELECT DISTINCT paper AS work FROM findings WHERE flaw = $flaw),
one AS (SELECT DISTINCT citing AS work FROM citations JOIN first ON first.work = cited),
two AS (SELECT DISTINCT citing AS work FROM citations JOIN one ON one.work = cited),
three AS (SELECT DISTINCT citing AS work FROM citations JOIN two ON two.work = cited)
SELECT work, min(hop) AS hops FROM (
  SELECT work, 0 AS hop FROM first UNION ALL SELECT work, 1 FROM one
  UNION ALL SELECT work, 2 FROM two UNION ALL SELECT work, 3 FROM three
) GROUP BY work
"""


def invented(papers: int) -> tuple[Array, Array]:
    """Citations as pairs of numbers: papers are 0 to papers - 1, articles come after them."""
    draw = random.Random(1)  # noqa: S311 - invented data
    citing: list[int] = []
    cited: list[int] = []
    popular: list[int] = []
    for paper in range(1, papers):
        chosen = {draw.choice(popular) if popular and draw.random() < 0.5 else draw.randrange(paper) for _ in range(10)}
        citing += [paper] * len(chosen)
        cited += chosen
        popular += chosen
    articles = np.arange(3 * papers)
    return np.concatenate((np.array(citing), papers + articles)), np.concatenate((np.array(cited), articles // 3))


def columns(papers: int) -> tuple[Columns, Array]:
    """The columns, and the number of every paper."""
    citing, cited = invented(papers)
    draw = np.random.default_rng(1)
    numbers = draw.permutation(np.unique(draw.integers(0, 1 << 62, 5 * papers)))[: 4 * papers]
    con = parts.connection()
    con.execute(resources.read_text("columns", "schema.sql"))
    nobody = np.zeros(len(citing), np.int64)
    con.register("incoming", {"source": nobody, "citing": numbers[citing], "cited": numbers[cited]})
    con.execute("INSERT INTO citations (source, citing, cited) SELECT source, citing, cited FROM incoming")
    for name, of in (("rare", 100), ("common", 5)):
        has = np.flatnonzero(draw.integers(0, of, papers) == 0)
        con.register("incoming", {"paper": numbers[has]})
        con.execute("INSERT INTO findings (paper, flaw, presence) SELECT paper, $flaw, 'present' FROM incoming", {"flaw": name})
    return Columns(con), numbers[:papers]


def best(work: Callable[[], Any], times: int = 5) -> float:
    """CPU milliseconds."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return 1000 * min(spent)


def told(what: str, ours: float, peer: str, theirs: float) -> None:
    ratio = f"{theirs / ours:,.1f} times faster" if ours < theirs else f"{ours / theirs:.2f} times its time"
    print(f"  {what:<52}{ours:>10.2f} ms   {peer} {theirs:,.1f} ms: {ratio}")


def hops(found: Network, graph: nx.DiGraph, tables: Columns, flaw: str) -> None:
    own = tables.arrays("SELECT DISTINCT paper FROM findings WHERE flaw = $flaw", {"flaw": flaw})["paper"]
    sources = found.places(own)
    of = sources.tolist()

    def ours() -> NDArray[np.int16]:
        return reached(found, found.places(own), 3)

    def by_networkx() -> list[list[int]]:
        return list(islice(nx.bfs_layers(graph, of), 4))

    def by_steps() -> object:
        return tables.con.execute(LAYERS, {"flaw": flaw}).fetchnumpy()

    def by_recursion() -> object:
        return tables.con.execute(HOPS, {"flaw": flaw}).fetchnumpy()

    far = ours()
    there = np.flatnonzero(far >= 0)
    known = dict(zip(found.works[there].tolist(), far[there].tolist(), strict=True))
    for sql in (LAYERS, HOPS):
        assert known == dict(tables.con.execute(sql, {"flaw": flaw}).fetchall()), "DuckDB finds other works"
    assert [len(layer) for layer in by_networkx()] == [int((far == hop).sum()) for hop in range(4)], "networkx finds others"
    print(f"  3 hops downstream of a {flaw} flaw: {len(own):,} papers, {len(known):,} works")
    ready, steps = best(ours), best(by_steps)
    told("arrays", ready, "DuckDB, a table a step,", steps)
    told("arrays", ready, "DuckDB, recursive,", best(by_recursion, 3))
    told("arrays", ready, "networkx", best(by_networkx, 3))
    works, steps_taken = downstream(tables, own, 3)
    assert known == dict(zip(works.tolist(), steps_taken.tolist(), strict=True)), "the tables, asked step by step, give others"
    told("columns, step by step", best(lambda: downstream(tables, own, 3)), "DuckDB, a table a step,", steps)
    told("columns, by the network", best(lambda: reached(network(tables), sources, 3)), "DuckDB, a table a step,", steps)


def one_paper(found: Network, graph: nx.DiGraph, tables: Columns, papers: Array) -> None:
    chosen = papers[len(papers) // 2 : len(papers) // 2 + 20].tolist()
    places = [found.places([paper]) for paper in chosen]

    def by_networkx() -> list[dict[int, int]]:
        return [nx.single_source_shortest_path_length(graph, int(place[0]), 3) for place in places]

    for place, known in zip(places, by_networkx(), strict=True):
        far = reached(found, place, 3)
        assert known == {int(work): int(far[work]) for work in np.flatnonzero(far >= 0)}
    print("  3 hops from one paper, the mean of 20 from the middle")
    ready = best(lambda: [reached(found, place, 3) for place in places]) / len(places)
    told("arrays", ready, "networkx", best(by_networkx) / len(places))
    told("arrays", ready, "DuckDB, recursive,", best(lambda: tables.con.execute(ONE, {"paper": chosen[0]}).fetchall(), 3))


def graphs(found: Network, tables: Columns) -> None:
    pairs = sorted(zip(found.citing.tolist(), found.cited.tolist(), strict=True))
    bare = best(lambda: nx.DiGraph().add_edges_from(pairs), 3)
    told("network from columns", best(lambda: network(tables)), "add_edges_from", bare)
    told("network from columns, and its DiGraph", best(lambda: digraph(network(tables)), 3), "add_edges_from", bare)


def ranks(found: Network, graph: nx.DiGraph) -> None:
    own, theirs = pagerank(found), nx.pagerank(graph)
    worst = max(abs(own[place] - rank) for place, rank in theirs.items())
    assert worst < 1e-6, worst
    told(
        f"PageRank (differs by {worst:.0e} at most)",
        best(lambda: pagerank(found)),
        "networkx",
        best(lambda: nx.pagerank(graph), 2),
    )


def strongest(found: Network, tables: Columns) -> None:
    starts = np.zeros(len(found))
    starts[found.places(tables.arrays("SELECT DISTINCT paper FROM findings WHERE flaw = 'common'")["paper"])] = 1
    links = Links(found.cited, found.citing, np.full(len(found.citing), 0.25))
    spent = best(lambda: chains(links, starts, 0.5, 3), 3)
    print(f"  strongest chains of 3 hops from the common flaw into all works: {spent:.0f} ms")


def measure(papers: int) -> None:
    tables, numbers = columns(papers)
    found = network(tables)
    print(f"{papers:,} papers, {len(found):,} works, {len(found.citing):,} citations")
    graphs(found, tables)
    graph = digraph(found)
    ranks(found, graph)
    downstream = graph.reverse()
    for flaw in ("rare", "common"):
        hops(found, downstream, tables, flaw)
    one_paper(found, downstream, tables, numbers)
    strongest(found, tables)


if __name__ == "__main__":
    for size in [int(given) for given in sys.argv[1:]] or [10_000, 100_000]:
        measure(size)
