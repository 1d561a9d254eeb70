"""The store as a network: every paper, flaw, outcome and citing article once, findings folded into one edge."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

import kg
from kg.cooccurrence import cooccurrence
from kg.errors import NotFound
from kg.graph_page import graph_page, part
from kg.projection import KINDS, project, strongest
from kg.rdf.vocab import BASE
from kg.sparql import ask
from kg.store import Store, open_store
from kg.views import reduction


@pytest.fixture(scope="module")
def graph(world: Store) -> nx.MultiDiGraph:
    return project(world)


def paper(key: str) -> str:
    return f"{BASE}paper/{key}"


def flaw(name: str) -> str:
    return f"{BASE}flaw/{name}"


def test_nodes(graph: nx.MultiDiGraph) -> None:
    kinds = dict(graph.nodes(data="kind"))
    assert {kind: sum(k == kind for k in kinds.values()) for kind in KINDS} == {"paper": 3, "citing": 3, "flaw": 6, "outcome": 2}
    alpha = graph.nodes[paper("alpha-2001")]
    assert (alpha["label"], alpha["year"], alpha["link"], alpha["weight"]) == (
        "Alpha 2001",
        2001,
        "https://doi.org/10.5555/Alpha.1",
        5,
    )
    assert ("Journal", "Journal of Invented Results") in alpha["facts"]
    assert graph.nodes[paper("gamma-2010")]["note"] == "not appraised"
    assert {(d["label"], d["link"]) for _, d in graph.nodes(data=True) if d["kind"] == "citing"} == {
        ("Against winter thumbs", None),
        ("Winter thumbs at last", "https://thumbs.example/at-last"),
        ("Winter thumbs at last", None),
    }
    imbalance = graph.nodes[flaw("baseline-imbalance")]
    assert (imbalance["weight"], imbalance["group"]) == (2, "Participant selection and allocation")
    assert imbalance["note"].startswith("2 of 2 judged")


def test_every_node_has_the_same_attributes(graph: nx.MultiDiGraph) -> None:
    wanted = {"kind", "label", "title", "year", "group", "weight", "note", "link", "facts", "estimates", "retracted", "notices"}
    assert all(set(attributes) == wanted for _, attributes in graph.nodes(data=True))


def test_findings_are_folded_into_one_edge(graph: nx.MultiDiGraph) -> None:
    edges = {(a, b): d for a, b, d in graph.edges(data=True) if d["kind"] == "finding"}
    assert len(edges) == 5 + 2
    disputed = edges[paper("alpha-2001"), flaw("baseline-imbalance")]
    assert (disputed["presence"], disputed["disputed"], disputed["origin"]) == ("present", True, "asserted")
    assert {(f["assessor"], f["presence"], f["where"]) for f in disputed["findings"]} == {
        ("Ann Reader", "present", "Table 1, paragraph 4"), ("Bob Second", "likely-absent", None),
    }  # fmt: skip
    concealed = edges[paper("alpha-2001"), flaw("inadequate-allocation-concealment")]
    assert (concealed["presence"], concealed["disputed"]) == ("present", False)
    assert len(concealed["findings"]) == 2


def test_citations_and_outcomes(graph: nx.MultiDiGraph) -> None:
    cites = sorted((graph.nodes[a]["label"], b, d["label"]) for a, b, d in graph.edges(data=True) if d["kind"] == "cites")
    assert cites == [
        ("Against winter thumbs", paper("beta-1999"), "cites (critiques)"),
        ("Gamma 2010", paper("alpha-2001"), "cites"),
        ("Gamma 2010", paper("beta-1999"), "cites"),
        ("Winter thumbs at last", paper("beta-1999"), "cites"),
        ("Winter thumbs at last", paper("beta-1999"), "cites (citesAsEvidence)"),
    ]
    (pain,) = (d for _, d in graph.nodes(data=True) if d["label"] == "thumb pain")
    assert (pain["weight"], len(pain["estimates"])) == (5, 5)
    assert pain["estimates"][0]["text"] == "MD 2.00 [0.50, 3.50] (95% CI; p = 0.01), thumb wrestling minus resting thumbs"
    assert "\u22121.0 [\u22123.5, 1.5] (90% CI)" in pain["estimates"][2]["text"]
    (strength,) = (d for _, d in graph.nodes(data=True) if d["label"] == "grip strength")
    assert strength["estimates"][2]["text"].endswith("resting thumbs over thumb wrestling")
    assert strength["estimates"][3]["text"].startswith("SMD no value (p = NS)")
    assert all(d["origin"] == "asserted" for _, _, d in graph.edges(data=True))


def test_the_strongest_word_counts() -> None:
    assert strongest(["absent", "unclear", "likely-present"]) == "likely-present"
    assert strongest(["absent"]) == "absent"


def test_what_a_program_read_is_marked(seed: Path) -> None:
    with open_store() as store:
        kg.ingest(store, [seed])
        graph = project(store)
    origins = {d["kind"]: d["origin"] for _, _, d in graph.edges(data=True)}
    assert origins == {"finding": "asserted", "cites": "asserted", "reports": "derived"}
    (outcome,) = (d for _, d in graph.nodes(data=True) if d["kind"] == "outcome")
    assert {(estimate["source"], estimate["origin"]) for estimate in outcome["estimates"]} == {(seed.name, "derived")}


def test_the_corpus_is_whole(corpus: Store) -> None:
    graph = project(corpus)
    folded = {(row["paper"], row["flaw"]) for row in ask(corpus, "judgements").dicts()}
    assert sum(d["kind"] == "finding" for _, _, d in graph.edges(data=True)) == len(folded)
    assert sum(len(d["findings"]) for _, _, d in graph.edges(data=True) if d["kind"] == "finding") == len(
        ask(corpus, "judgements")
    )
    estimates = sum(len(d["estimates"]) for _, d in graph.nodes(data=True))
    assert estimates == len(ask(corpus, "effects-of-outcome", about=""))
    assert all(d["label"] and d["kind"] in KINDS for _, d in graph.nodes(data=True))


def test_an_empty_store() -> None:
    with open_store() as store:
        assert len(project(store)) == 0
        with pytest.raises(NotFound):
            graph_page(store)


# ---- parts


def test_a_part_around_a_paper_or_a_flaw(world: Store, graph: nx.MultiDiGraph) -> None:
    near = part(world, graph, "gamma-2010", 1, (), ())
    assert set(near) == {paper("gamma-2010"), paper("alpha-2001"), paper("beta-1999")}
    assert set(part(world, graph, "10.5555/alpha.1", 1, (), ())) >= {paper("alpha-2001"), flaw("high-attrition")}
    assert set(part(world, graph, "unblinded-participants", 1, (), ())) == {flaw("unblinded-participants"), paper("alpha-2001")}
    assert len(part(world, graph, "unblinded-participants", 6, (), ())) == len(graph)
    assert set(part(world, graph, None, 1, ("paper",), ())) == {paper(k) for k in ("alpha-2001", "beta-1999", "gamma-2010")}
    with pytest.raises(NotFound):
        part(world, graph, "nobody", 1, (), ())
    assert len(graph) == 14  # a part is a copy


def test_a_part_by_flaw(world: Store, graph: nx.MultiDiGraph) -> None:
    found = part(world, graph, None, 1, (), ("high-attrition",))
    assert {d["label"] for _, d in found.nodes(data=True)} == {"High attrition", "Alpha 2001", "thumb pain", "grip strength"}
    with pytest.raises(NotFound) as caught:
        part(world, graph, None, 1, (), ("hihg-attrition",))
    assert "high-attrition" in caught.value.hint


# ---- what is too much for a page


def test_a_page_of_few_nodes_says_what_it_leaves_out(world: Store) -> None:
    html, summary = graph_page(world, most=11)
    assert summary == "11 nodes, 10 links; 3 nodes of lower rank left out"
    assert "Not on this page: 1 paper and 2 citing articles. It holds all 6 flaws, the 2 papers with" in html
    whole, summary = graph_page(world, most=0)
    assert "left out" not in summary
    assert "Not on this page" not in whole.split("<script")[0]
    assert graph_page(world, most=11)[0] == html


def test_flaws_that_come_together_are_counted_as_kg_cooccur_counts(corpus: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reduction, "START", 100)
    made: list[nx.MultiDiGraph] = []
    monkeypatch.setattr("kg.views.network.page", lambda graph: made.append(graph) or "")
    graph_page(corpus, most=200)
    (shown,) = made
    links = {(a, b): (d["both"], d["judged"]) for a, b, d in shown.edges(data=True) if d["kind"] == "together"}
    rows = {(flaw(str(r["flaw_a"])), flaw(str(r["flaw_b"]))): (r["both"], r["judged"]) for r in cooccurrence(corpus).dicts()}
    assert links
    assert {pair: rows[pair] for pair in links} == links
    for one in {end for pair in links for end in pair}:
        least = min(both for pair, (both, _) in links.items() if one in pair)
        more = [both for pair, (both, _) in rows.items() if one in pair and pair not in links and both > least]
        assert not more or sum(one in pair for pair in links) >= reduction.PARTNERS
    assert len(shown) <= 200


def test_a_citation_keeps_what_each_source_says(world: Store, graph: nx.MultiDiGraph) -> None:
    said = {d["label"]: d["said"] for _, _, d in graph.edges(data=True) if d["kind"] == "cites"}
    assert [one["intent"] for one in said["cites (critiques)"]] == ["critiques"]
    rows = list(ask(world, "citations").dicts())
    stated = {(one["intent"], one["source"]) for entries in said.values() for one in entries}
    assert stated <= {(row["intent"] or None, row["source"]) for row in rows}
    assert sum(len(d["said"]) for _, _, d in graph.edges(data=True) if d["kind"] == "cites") == len(
        {(row["citing"], row["paper"], row["intent"], row["source"]) for row in rows}
    )
