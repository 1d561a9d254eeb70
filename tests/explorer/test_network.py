"""The graph as you go: a part from look-ups is the same part of the whole graph, and every number has its denominator."""

from __future__ import annotations

import html
import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

import networkx as nx
import pytest
from worlds import bundles

from kg.errors import KgError, NotFound, UsageError
from kg.explorer.around.neighbours import KINDS, around, asked_node, beside, counts
from kg.explorer.around.neighbours_graph import drawn, name_of, told
from kg.explorer.asked import Asked
from kg.explorer.routes import answer
from kg.projection import project
from kg.rdf import lexicon
from kg.rdf.write import quads
from kg.records import Passage
from kg.report.known import Known
from kg.store import Store, open_store

ALIKE = ("kind", "label", "title", "year", "group", "weight", "note", "estimates", "retracted", "notices")


FLAWS = ("spin", "small-sample", "high-attrition", "unblinded-participants", "not-preregistered")


@pytest.fixture(scope="module")
def invented() -> Iterator[Store]:
    """40 invented papers that cite each other, in a store in memory."""
    with open_store() as store:
        store.add(lexicon.knowledge())
        store.add(quad for bundle in bundles(40, FLAWS, seed=7) for quad in quads(bundle))
        yield store


@pytest.fixture(params=["world", "corpus", "invented"])
def store(request: pytest.FixtureRequest) -> Store:
    found: Store = request.getfixturevalue(request.param)
    return found


def words_of(text: str | None) -> list[str]:
    return (text or "").split()


def of(known: Known, whole: nx.MultiDiGraph, iri: str) -> nx.MultiDiGraph:
    """The node with its neighbours as look-ups give them, all of them."""
    return drawn(known, around(known, asked_node(known, iri), 1, len(whole) + 1))


def sample(whole: nx.MultiDiGraph) -> list[str]:
    """Two nodes of every kind: with the most links, and with the fewest."""
    found = []
    for kind in KINDS:
        names = sorted((n for n, k in whole.nodes(data="kind") if k == kind), key=lambda n: (-whole.degree(n), n))
        found += [*names[:1], *names[-1:]]
    return list(dict.fromkeys(found))


def test_a_part_from_look_ups_is_that_part_of_the_whole_graph(store: Store) -> None:
    whole, known = project(store), Known(store)
    for iri in sample(whole):
        part = whole.subgraph(nx.ego_graph(whole.to_undirected(as_view=True), iri, radius=1))
        found = of(known, whole, iri)
        assert set(found) == set(part)
        assert set(found.edges(keys=True)) == set(part.edges(keys=True))
        for name, expected in part.nodes(data=True):
            assert {key: found.nodes[name][key] for key in ALIKE} == {key: expected[key] for key in ALIKE}
        for *edge, expected in part.edges(keys=True, data=True):
            told_of = found.edges[edge]
            assert {k: v for k, v in told_of.items() if k != "findings"} == {k: v for k, v in expected.items() if k != "findings"}
            judged = [
                [(f["presence"], f["assessor"], f["target"]) for f in one.get("findings", ())] for one in (told_of, expected)
            ]
            assert sorted(judged[0], key=str) == sorted(judged[1], key=str)


def test_counts_are_those_of_the_whole_graph_whatever_is_shown(store: Store) -> None:
    whole, known = project(store), Known(store)
    undirected = nx.Graph(whole)
    for iri in sample(whole):
        node = asked_node(known, iri)
        near = set(undirected.neighbors(iri)) - {iri}
        expected = {kind: sum(whole.nodes[n]["kind"] == kind for n in near) for kind in KINDS}
        expected = {kind: number for kind, number in expected.items() if number}
        assert counts(known, [node])[node] == expected
        found = beside(known, [node])[node]
        assert found.kinds == expected
        assert len(found.nodes) == len(near)
        few = drawn(known, [node, *found.nodes[:3]])
        left = few.nodes[iri]["left"] or {}
        here = {kind: sum(few.nodes[n]["kind"] == kind for n in set(few) - {iri}) for kind in KINDS}
        assert {kind: left.get(kind, 0) + here[kind] for kind in expected} == expected


def test_links_are_counted_by_kind_and_direction(corpus: Store) -> None:
    whole, known = project(corpus), Known(corpus)
    for iri in sample(whole):
        node = asked_node(known, iri)
        expected: dict[tuple[str, bool], int] = {}
        for a, b, kind in whole.edges(data="kind"):
            if iri in (a, b) and a != b:
                expected[kind, a == iri] = expected.get((kind, a == iri), 0) + 1
        assert beside(known, [node])[node].links == expected


def test_kinds_take_turns_and_the_first_few_are_the_strongest(corpus: Store) -> None:
    known = Known(corpus)
    whole = project(corpus)
    paper = max((n for n, k in whole.nodes(data="kind") if k == "paper"), key=lambda n: (whole.degree(n), n))
    near = beside(known, [asked_node(known, paper)])[asked_node(known, paper)]
    assert {kind for kind, _ in near.nodes[: len(near.kinds)]} == set(near.kinds)
    order = ("present", "likely-present", "unclear", "likely-absent", "absent")
    presences = [whole.edges[paper, f"https://w3id.org/appraisal-kg/flaw/{name}", "finding"]["presence"]
                 for kind, name in near.nodes if kind == "flaw"]  # fmt: skip
    assert presences == sorted(presences, key=order.index)
    assert [kind for kind, _ in beside(known, [asked_node(known, paper)], "flaw")[asked_node(known, paper)].nodes] == [
        "flaw"
    ] * len(presences)


def test_two_hops_reach_what_two_hops_reach_and_no_more_than_asked(invented: Store) -> None:
    whole, known = project(invented), Known(invented)
    undirected = whole.to_undirected(as_view=True)
    iri = sample(whole)[1]
    node = asked_node(known, iri)
    everything = drawn(known, around(known, node, 2, len(whole)))
    assert set(everything) == set(nx.ego_graph(undirected, iri, radius=2))
    few = around(known, node, 2, 12)
    assert len(few) == len(set(few)) == 12
    assert few[0] == node


@pytest.mark.parametrize(("mode", "words"), [("none", 0), ("short", 30), ("full", 10_000)])
def test_reasons_and_passages_come_as_far_as_they_may_be_shown(seeded: Store, mode: str, words: int) -> None:
    known = Known(seeded, passages=mode)
    whole = project(seeded)
    longest = 0
    for iri in sample(whole):
        if whole.nodes[iri]["kind"] in ("paper", "flaw"):
            graph = of(known, whole, iri)
            told(known, graph, iri)
            for a, b, more in graph.edges(data=True):
                if iri in (a, b) and more["kind"] == "finding":
                    said = [
                        (f["presence"], words_of(f["why"]), words_of(f["quote"]))
                        for f in whole.edges[a, b, "finding"]["findings"]
                    ]
                    for one in more["findings"]:
                        longest = max(longest, len(words_of(one["quote"])))
                        assert max(len(words_of(one["quote"])), len(words_of(one["why"]))) <= words + 1
                        if mode == "full":
                            assert (one["presence"], words_of(one["why"]), words_of(one["quote"])) in said
                            assert one["published"] == f"Reviews of {one['assessor']}"
    assert bool(longest) == (mode != "none")


@pytest.fixture(scope="module")
def seeded() -> Iterator[Store]:
    """Two papers whose judgements come with long passages: one read from a commentary, one from an appraisal file."""
    words = "The people in both groups got better in the end, which nobody says. " * 10
    with open_store() as store:
        store.add(lexicon.knowledge())
        for bundle, form in zip(bundles(8, FLAWS, seed=3), ["painscience", "appraisal"] * 4, strict=True):
            appraisals = []
            for appraisal in bundle.record.appraisals:
                said = [
                    one.model_copy(
                        update={"why": f"Because. {words}", "passage": Passage(exact=words, start=9, end=9 + len(words))}
                    )
                    for one in appraisal.findings
                ]
                appraisals.append(appraisal.model_copy(update={"findings": tuple(said)}))
            record = bundle.record.model_copy(update={"appraisals": tuple(appraisals)})
            source = bundle.source.model_copy(update={"format": form})
            store.add(quads(bundle.model_copy(update={"record": record, "source": source})))
        yield store


def page(known: Known, **query: str) -> str:
    return answer(known, Asked("/network", tuple(query.items()))).body.decode()


def test_the_page_holds_its_neighbours_as_tables_with_denominators(world: Store) -> None:
    known = Known(world)
    text = page(known, node="alpha-2001")
    whole = project(world)
    paper = "https://w3id.org/appraisal-kg/paper/alpha-2001"
    flaws = [b for _, b, kind in whole.out_edges(paper, data="kind") if kind == "finding"]
    assert f"Flaws judged in it: {len(flaws)} of {len(flaws)}" in text
    links = {html.unescape(found) for found in re.findall(r'data-iri="([^"]+)"', text)}
    assert links == (set(whole.successors(paper)) | set(whole.predecessors(paper))) - {paper}
    assert 'href="paper/alpha-2001.html"' in text
    assert re.findall(r'href="(network\?node=[^"]+)"', text)


def test_without_a_node_there_are_some_to_begin_with(corpus: Store) -> None:
    known = Known(corpus)
    text = page(known)
    assert '<input id="node" name="node"' in text
    offered = re.findall(r'href="network\?node=([^"]+)">[^<]+</a> <span class="aside">([\d,]+) of ([\d,]+) judged', text)
    assert len(offered) == 16
    for node, found_in, judged in offered:
        assert page(known, node=html.unescape(node)).startswith("<!doctype html>")
        if node in known.shares:
            row = known.shares[node]
            assert (found_in, judged) == (str(row["papers"]), str(row["judged"]))


def test_the_page_may_load_only_its_own_scripts_and_ask_only_its_server(world: Store) -> None:
    found = answer(Known(world), Asked("/network", (("node", "alpha-2001"),)))
    policy = found.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    text = found.body.decode()
    inline = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", text, re.DOTALL)
    assert len(inline) == 4
    for one in inline:
        assert f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" in policy


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"hops": "1", "node": "alpha-2001", "and": ""}, UsageError),
        ({"node": "alpha-2001", "hops": "9"}, UsageError),
        ({"node": "alpha-2001", "more": "1"}, UsageError),
        ({"node": "nobody-1900"}, NotFound),
        ({"node": "https://w3id.org/appraisal-kg/finding/0123456789abcdef"}, NotFound),
        ({"node": "https://example.org/else"}, NotFound),
        ({"node": "\ud800"}, KgError),
        ({"node": "<script>alert(1)</script>"}, NotFound),
    ],
)
def test_what_is_asked_wrongly_is_told(world: Store, query: dict[str, str], error: type[KgError]) -> None:
    with pytest.raises(error):
        page(Known(world), **query)


@pytest.mark.parametrize("ref", ["alpha-2001", "https://w3id.org/appraisal-kg/paper/alpha-2001", "Alpha 2001"])
def test_a_paper_is_found_by_whatever_names_it(world: Store, ref: str) -> None:
    known = Known(world)
    node = asked_node(known, ref)
    assert name_of(drawn(known, [node]), node) == "https://w3id.org/appraisal-kg/paper/alpha-2001"


def test_a_flaw_that_nobody_judged_has_no_neighbours(world: Store) -> None:
    text = page(Known(world), node="spin")
    assert "Nothing in the store is linked with it." in text
    assert "0 of 0 judged" in text
