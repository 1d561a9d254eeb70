from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from types import ModuleType
from typing import Any

import networkx as nx
import pytest
from packed import unpacked

from kg.views import network


def data_of(page: str, graphs: ModuleType) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    parsed: dict[str, Any] = json.loads(found[1])
    return parsed | unpacked(parsed["packed"])


def told_in_full(record: dict[str, Any]) -> str:
    return json.dumps(record, sort_keys=True)


def test_the_same_graph_gives_the_same_page_whatever_the_order_of_its_nodes(graphs: ModuleType, small_page: str) -> None:
    graph = graphs.small()
    other = nx.MultiDiGraph(**graph.graph)
    other.add_nodes_from(reversed(list(graph.nodes(data=True))))
    other.add_edges_from(reversed(list(graph.edges(data=True))))
    assert network.page(graph) == small_page
    assert network.page(other) == small_page


def test_pyvis_is_imported_only_when_a_page_is_made() -> None:
    code = "import sys, kg.views.network; assert not any(m.split('.')[0] in ('pyvis', 'IPython') for m in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_policy_admits_hashed_blocks_alone(small_page: str) -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', small_page)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert not re.search(r"(?:src|href)=\"?(?:https?:)?//", small_page.split("<script")[0])
    assert not re.search(r"<[a-z][^>]*\s(?:on[a-z]+|style)=", small_page.split('<script type="application/json"')[0])


def test_all_that_was_given_is_in_the_page(graphs: ModuleType, small_page: str) -> None:
    data = data_of(small_page, graphs)
    graph = graphs.small()
    assert len(data["nodes"]) == len(graph)
    assert len(data["edges"]) == graph.number_of_edges()
    assert "CC BY 4.0" in small_page
    nodes = {node["iri"]: node for node in data["nodes"]}
    for name, given in graph.nodes(data=True):
        told = nodes[name]
        for key in ("kind", "label", "title", "year", "weight", "note", "link"):
            assert told.get(key) == given[key]
        assert told.get("facts", []) == [list(fact) for fact in given["facts"]]
        assert told.get("estimates", []) == given["estimates"]
    names = [node["iri"] for node in data["nodes"]]
    findings = {(names[e["from"]], names[e["to"]]): e["findings"] for e in data["edges"] if e["kind"] == "finding"}
    for paper, flaw, given in graph.edges(data=True):
        if given["kind"] == "finding":
            said = [{key: value for key, value in one.items() if value is not None} for one in given["findings"]]
            assert sorted(findings[paper, flaw], key=told_in_full) == sorted(said, key=told_in_full)


def test_a_flaw_without_a_note_tells_its_papers() -> None:
    graph = nx.MultiDiGraph()
    for label, weight in (("Spin", 1), ("Small sample", 2)):
        graph.add_node(f"https://example.org/{weight}", kind="flaw", label=label, group="Reporting", weight=weight)
    html = network.page(graph)
    assert re.search(r"\b1 paper\b", html)
    assert re.search(r"\b2 papers\b", html)
    assert "1 papers" not in html


def test_flaws_are_ranked_in_a_table_that_needs_no_script(graphs: ModuleType, small_page: str) -> None:
    rows = re.findall(r'class="go"[^>]*>([^<]+)</a>', small_page)
    graph = graphs.small()
    weights = {given["label"]: given["weight"] for _, given in graph.nodes(data=True) if given["kind"] == "flaw"}
    assert len(rows) == len(weights)
    assert [weights[row] for row in rows] == sorted(weights.values(), reverse=True)


def test_outcomes_start_hidden_in_a_crowd_only(graphs: ModuleType, small_page: str, large_page: str) -> None:
    assert data_of(small_page, graphs)["hidden"] == []
    assert data_of(large_page, graphs)["hidden"] == ["outcome"]


def test_sources_are_counted_by_the_links_they_say_something_of() -> None:
    graph = nx.MultiDiGraph()
    graph.add_node("urn:f", kind="flaw", label="Spin", group="Reporting", weight=1)
    graph.add_node("urn:p", kind="paper", label="A 2001", weight=1)
    graph.add_node("urn:o", kind="outcome", label="pain", estimates=[{"text": "MD 1", "source": "b.yaml", "origin": "derived"}])
    graph.add_node("urn:c", kind="citing", label="Essay", weight=1)
    graph.add_edge(
        "urn:p", "urn:f", kind="finding", presence="present", findings=[{"source": "a"}, {"source": "a"}, {"source": "b.yaml"}]
    )
    graph.add_edge("urn:p", "urn:o", kind="reports", origin="derived")
    graph.add_edge("urn:c", "urn:p", kind="cites", said=[{"intent": "critiques", "source": "c.yaml"}, {"source": "c.yaml"}])
    page = network.page(graph)
    found = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    assert json.loads(found[1])["sources"] == [["b.yaml", 2], ["a", 1], ["c.yaml", 1]]


def test_a_page_that_leaves_something_out_starts_and_says_as_it_is_told(graphs: ModuleType) -> None:
    graph = graphs.small()
    graph.graph["aggregated"] = {
        "left_out": {"paper": 3},
        "rule": "It holds the rest.",
        "start": "flaws",
        "start_note": "Flaws first.",
    }
    flaws = sorted(name for name, kind in graph.nodes(data="kind") if kind == "flaw")
    graph.add_edge(flaws[0], flaws[1], kind="together", label="together", origin="derived", both=2, judged=5)
    data = data_of(network.page(graph), graphs)
    assert data["aggregated"] == graph.graph["aggregated"]
    assert data["start_note"] == "Flaws first."
    assert [data["nodes"][id_]["iri"] for id_ in data["start"]] == flaws
    (together,) = [edge for edge in data["edges"] if edge["kind"] == "together"]
    assert (together["both"], together["judged"]) == (2, 5)
    assert f"<b>{graph.number_of_edges() - 1}</b> links" in network.page(graph)  # pairs of flaws are no links of the graph


def test_a_page_that_leaves_nothing_out_starts_with_all(graphs: ModuleType, small_page: str) -> None:
    data = data_of(small_page, graphs)
    assert data["aggregated"] is None
    assert not {"start", "start_note"} & set(data)


def test_a_node_of_unknown_kind_is_refused() -> None:
    graph = nx.MultiDiGraph()
    graph.add_node("urn:x:1", kind="person", label="Nobody")
    with pytest.raises(ValueError, match="urn:x:1 is of no known kind: 'person'"):
        network.page(graph)


class Tags(HTMLParser):
    """Every start tag of a page, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


def test_hostile_text_adds_no_element_and_no_attribute(graphs: ModuleType) -> None:
    page = network.page(graphs.hostile())
    tags = Tags()
    tags.feed(page)
    assert [tag for tag, _ in tags.found].count("script") == 3
    assert "img" not in {tag for tag, _ in tags.found}
    assert not any(name.startswith("on") for _, names in tags.found for name in names)
    assert not set("\u202e\u202c\u2066\u2069\x07\x00\x1b") & set(page)
    assert not re.search(r"\\u202e|\\u2066|\\u0007|\\u0000", page.split('id="data">')[1].split("</script>")[0])
    addresses = [node.get("link") for node in data_of(page, graphs)["nodes"]]
    assert addresses == [None] * len(addresses)
