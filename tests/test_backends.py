"""Graph algorithms go through NetworkX's dispatch: a backend that is installed and preferred runs them, and answers the same.

The backend is one of the test's own, found by its entry point as any other: it notes what it is asked and asks NetworkX.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.pipeline import ingest
from kg.store import open_store

BACKEND = """
import networkx as nx

RAN = []

class NotingGraph(nx.Graph):
    __networkx_backend__ = "noting"

class NotingDiGraph(nx.DiGraph):
    __networkx_backend__ = "noting"

class NotingMultiGraph(nx.MultiGraph):
    __networkx_backend__ = "noting"

class NotingMultiDiGraph(nx.MultiDiGraph):
    __networkx_backend__ = "noting"

KINDS = {
    (False, False): NotingGraph, (True, False): NotingDiGraph,
    (False, True): NotingMultiGraph, (True, True): NotingMultiDiGraph,
}

class Backend:
    def __getattr__(self, name):
        known = nx.utils.backends._registered_algorithms
        if name.startswith("_") or name not in known:
            raise AttributeError(name)
        def run(*args, **kwargs):
            RAN.append(name)
            return known[name].orig_func(*args, **kwargs)
        return run

    def convert_from_nx(self, graph, **_):
        return KINDS[graph.is_directed(), graph.is_multigraph()](graph)

    def convert_to_nx(self, found, **_):
        return found

backend = Backend()
"""
ASKED = '''
import json, sys
import networkx as nx
from kg.communities import communities
from kg.graph_page import part
from kg.projection import project
from kg.store import open_store
from kg.views.charts import node_link
from kg.views.charts.node_link import Link, Thing

with open_store(sys.argv[1]) as store:
    found = communities(store, shuffles=3)
    near = part(store, project(store), "steele-2017", 2, (), ())
things = {name: Thing(name, None, False) for name in "abcd"}
drawn = node_link.draw("drawn", things, [Link("a", "b", ""), Link("b", "c", ""), Link("c", "d", "")], 900)
ran = sorted(set(sys.modules["noting_backend"].RAN)) if "noting_backend" in sys.modules else []
print(json.dumps({"answer": [repr(found), sorted(near), drawn.svg()], "ran": ran}))
'''  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the shipped appraisals in a folder."""
    place = tmp_path_factory.mktemp("backends") / "store"
    with open_store(place, write=True) as store:
        ingest(store, [Path(__file__).parents[1] / "data" / "appraisals"])
    return place


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the backend is installed as a distribution with its entry point."""
    folder = tmp_path_factory.mktemp("installed")
    (folder / "noting_backend.py").write_text(BACKEND, "utf-8")
    about = folder / "noting_backend-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: noting-backend\nVersion: 1\n", "utf-8")
    (about / "entry_points.txt").write_text("[networkx.backends]\nnoting = noting_backend:backend\n", "utf-8")
    return folder


def _asked(place: Path, installed: Path, **settings: str) -> dict[str, list[str]]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONHASHSEED": "0", **settings}
    command = [sys.executable, "-c", ASKED, str(place)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def test_a_preferred_backend_runs_the_algorithms_and_answers_the_same(place: Path, installed: Path) -> None:
    alone = _asked(place, installed)
    dispatched = _asked(place, installed, NETWORKX_BACKEND_PRIORITY="noting")
    assert alone["ran"] == []
    assert {"louvain_communities", "modularity"} <= set(dispatched["ran"])
    assert any(name.endswith("_path_length") for name in dispatched["ran"]), "the part around a paper"
    assert dispatched["answer"] == alone["answer"]
