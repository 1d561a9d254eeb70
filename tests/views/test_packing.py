"""Packed records are the records that were given, in Python as the docstring says and in the browser."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packed import unpacked

from kg.views import network
from kg.views.packing import pack

words = st.text(max_size=6)
finding = st.fixed_dictionaries({}, optional={"why": words, "source": words, "presence": st.sampled_from(["present", "absent"])})
record = st.fixed_dictionaries(
    {"id": st.integers(0, 10**6)},
    optional={
        "iri": words,
        "link": words,
        "label": words,
        "x": st.floats(-1e5, 1e5, allow_nan=False),
        "weight": st.integers(0, 9),
        "disputed": st.just(value=True),
        "lines": st.lists(words, min_size=1, max_size=3),
        "facts": st.lists(st.tuples(words, words).map(list), min_size=1, max_size=3),
        "left": st.dictionaries(words, st.integers(1, 9), max_size=2),
        "findings": st.lists(finding.filter(bool), min_size=1, max_size=3),
    },
)


@settings(deadline=None)
@given(nodes=st.lists(record, max_size=12))
def test_what_is_unpacked_is_what_was_packed(graphs: ModuleType, nodes: list[dict[str, Any]]) -> None:
    packed = json.loads(json.dumps(pack({"nodes": nodes, "edges": []})))
    assert unpacked(packed) == {"nodes": nodes, "edges": []}


def test_a_text_and_a_statement_are_written_once() -> None:
    said = {"why": "One in three people left.", "source": "Reviews"}
    packed = pack({"nodes": [], "edges": [{"from": 0, "to": to, "findings": [dict(said)]} for to in range(50)]})
    text = json.dumps(packed)
    assert text.count("One in three") == 1
    assert packed["tables"]["findings"]["count"] == 1
    assert len(text) < 1000


def test_neighbouring_addresses_are_told_by_how_they_differ() -> None:
    nodes = [{"iri": f"https://example.org/kg/paper/{place:03}"} for place in range(100)]
    assert json.dumps(pack({"nodes": nodes})).count("example.org") == 1


def test_two_columns_of_one_name_with_nested_records_are_refused() -> None:
    row = {"findings": [{"why": "so"}]}
    with pytest.raises(ValueError, match="two columns of nested records are named 'findings'"):
        pack({"nodes": [row], "edges": [row]})


@pytest.mark.browser
def test_the_page_reads_what_python_packed(opened, graphs: ModuleType, large_page: str) -> None:
    page = opened(large_page)
    data = json.loads(large_page.split('id="data">')[1].split("</script>")[0])
    given = unpacked(data["packed"])
    read = json.loads(page.ask("JSON.stringify(graphPage.model.nodes)"))
    assert len(read) == len(given["nodes"])
    for one, other in zip(read, given["nodes"], strict=True):
        other.setdefault("lines", [other["label"]])
        assert {key: one[key] for key in other} == other
    edges = json.loads(page.ask("JSON.stringify(graphPage.model.edges)"))
    for one, other in zip(edges, given["edges"], strict=True):
        assert {key: one[key] for key in other} == other


@pytest.mark.browser
def test_hostile_text_is_read_as_it_was_packed(opened, graphs: ModuleType) -> None:
    text = network.page(graphs.hostile())
    page = opened(text)
    given = unpacked(json.loads(text.split('id="data">')[1].split("</script>")[0])["packed"])
    assert page.ask("graphPage.model.nodes.map((n) => n.iri)") == [node["iri"] for node in given["nodes"]]
