from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from types import ModuleType

import networkx as nx
import pytest

from kg.views import network


def data_of(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    parsed: dict[str, object] = json.loads(found[1])
    return parsed


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
    data = data_of(small_page)
    graph = graphs.small()
    assert len(data["nodes"]) == len(graph)  # type: ignore[arg-type]
    assert len(data["edges"]) == graph.number_of_edges()  # type: ignore[arg-type]
    assert "CC BY 4.0" in small_page
    for _, note in graph.nodes(data="note"):
        assert note is None or note in small_page


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


def test_outcomes_start_hidden_in_a_crowd_only(small_page: str, large_page: str) -> None:
    assert data_of(small_page)["hidden"] == []
    assert data_of(large_page)["hidden"] == ["outcome"]


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
    addresses = [node.get("link") for node in data_of(page)["nodes"]]  # type: ignore[attr-defined]
    assert addresses == [None] * len(addresses)
