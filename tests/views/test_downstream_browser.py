"""What rests on a paper: which works, through which citations, and what does not rest on it."""

from __future__ import annotations

import random

import networkx as nx
import pytest

from kg.exposure import INTENTS, NOT_STATED
from kg.views import network

pytestmark = pytest.mark.browser

ROOT = "https://example.org/"


def citations(*links: tuple[str, str, str | None], flawed: str = "P") -> nx.MultiDiGraph:
    """Works named by letters, each link (citing, cited, intents by commas); `flawed` has one flaw."""
    intents = {str(intent): {"share": weight.share, "reason": weight.reason} for intent, weight in INTENTS.items()}
    graph = nx.MultiDiGraph(title="Who cites whom", intents=intents)
    for name in sorted({name for link in links for name in link[:2]}):
        kind = "citing" if name.islower() else "paper"
        graph.add_node(ROOT + name, kind=kind, label=f"Work {name}", year=2001, weight=0)
    graph.add_node(f"{ROOT}flaw", kind="flaw", label="Small sample", group="Precision", weight=1)
    finding = {"presence": "present", "assessor": "A. Reader", "source": "Appraisals", "origin": "asserted"}
    graph.add_edge(
        ROOT + flawed, f"{ROOT}flaw", kind="finding", label="present", origin="asserted", presence="present", findings=[finding]
    )
    for citing, cited, intent in links:
        said = [{"intent": intent, "source": "list.csv"}]
        label = f"cites ({intent})" if intent else "cites"
        graph.add_edge(ROOT + citing, ROOT + cited, kind="cites", label=label, origin="asserted", intent=intent, said=said)
    return graph


def ask_downstream(page, name: str) -> None:
    page.page.click(f"#list button:has-text('Work {name}')")
    page.page.click('[data-act="downstream"]')


def found(page) -> dict[str, dict[str, list[str]]]:
    """For each tier its works, each with its chain as "citing>cited:how"."""
    tiers: dict[str, dict[str, list[str]]] = page.ask(
        """() => {
          const name = (id) => graphPage.model.nodes[id].iri.split('/').at(-1);
          const { rests, may, against } = graphPage.drawing.view().result.found;
          const step = (link) => `${name(link.edge.from)}>${name(link.edge.to)}:${link.how}`;
          const chains = (list) => Object.fromEntries(list.map(({ id, chain }) => [name(id), chain.map(step)]));
          const turned = Object.fromEntries(against.map((link) => [name(link.edge.from), [step(link)]]));
          return { rests: chains(rests), may: chains(may), against: turned };
        }"""
    )
    return tiers


def test_evidence_carries_critique_does_not_and_silence_is_told_apart(opened) -> None:
    graph = citations(
        ("a", "P", "citesAsEvidence"),
        ("b", "P", "critiques"),
        ("c", "P", None),
        ("d", "P", "discusses"),
        ("Q", "P", "usesConclusionsFrom"),
        ("e", "Q", "citesAsEvidence"),
        ("f", "Q", None),
        ("g", "b", "citesAsEvidence"),
        ("h", "Q", "disputes"),
    )
    page = opened(network.page(graph))
    ask_downstream(page, "P")
    assert found(page) == {
        "rests": {"a": ["a>P:rests"], "Q": ["Q>P:rests"], "e": ["e>Q:rests", "Q>P:rests"]},
        "may": {"c": ["c>P:silent"], "f": ["f>Q:silent", "Q>P:rests"]},
        "against": {"b": ["b>P:against"], "d": ["d>P:against"]},
    }
    panel = page.text("#details")
    for part in (
        "Rests on it (3)",
        "May rest on it: intent not stated (2)",
        "Cites it without resting on it (2)",
        "Flaws found in it (1)",
        "Through 2 citations",
        "intent: uses conclusions from",
        "intent: critiques",
        INTENTS["citesAsEvidence"].reason,
        INTENTS["critiques"].reason,
    ):
        assert part in panel
    assert "Work g" not in panel, "who relies on the critique does not rest on what it criticises"
    assert "Work h" not in panel
    assert page.text("#said") == "What rests on Work P: 3 articles and papers; 2 more may, where no intent is stated."
    chain = page.page.locator("#details .neighbours > li", has_text="Work e").locator(".chain li")
    assert [text.split(" · ")[0] for text in chain.all_inner_texts()] == ["cites Work Q", "which cites Work P"]


def test_what_rests_is_lit_and_what_does_not_fades(opened) -> None:
    page = opened(network.page(citations(("a", "P", "citesAsEvidence"), ("b", "P", "critiques"), ("c", "P", None))))
    ask_downstream(page, "P")
    opacity = page.ask(
        "Object.fromEntries(graphPage.model.nodes.map((n) => [n.label, graphPage.drawing.lookOfNode(n.id).opacity]))"
    )
    assert {label for label, value in opacity.items() if value == 1} == {"Work P", "Work a", "Work c"}
    marks = page.ask("[...graphPage.drawing.view().marks].map(([e, c]) => [graphPage.model.edges[e].from, c])")
    names = page.ask("graphPage.model.nodes.map((n) => n.label)")
    assert {names[node]: colour for node, colour in marks} == {"Work a": "accent", "Work c": "edge-unclear"}


def test_several_intents_of_one_citation_count_as_the_one_that_carries(opened) -> None:
    graph = citations(("a", "P", "critiques, usesDataFrom"), ("b", "P", "cites"), ("c", "P", "cites, disputes"))
    page = opened(network.page(graph))
    ask_downstream(page, "P")
    assert {tier: list(works) for tier, works in found(page).items()} == {"rests": ["a"], "may": ["b", "c"], "against": []}
    assert "intent: critiques, uses data from" in page.text("#details")


def test_circles_end_and_nobody_rests_on_himself(opened) -> None:
    page = opened(
        network.page(citations(("Q", "P", "citesAsEvidence"), ("P", "Q", "citesAsEvidence"), ("P", "P", "usesDataFrom")))
    )
    ask_downstream(page, "P")
    assert found(page) == {"rests": {"Q": ["Q>P:rests"]}, "may": {}, "against": {}}


def test_any_net_of_citations_is_read_as_the_table_of_intents_has_it(opened) -> None:
    draw = random.Random(5)  # noqa: S311 - invented data
    names = [*"ABCDEFGHIJKLMNOPQRST"]
    intents = [None, *sorted(name for name in INTENTS if name != NOT_STATED)]
    pairs = sorted({tuple(draw.sample(names, 2)) for _ in range(55)})
    links = [(one, other, draw.choice(intents)) for one, other in pairs]
    page = opened(network.page(citations(*links, flawed=names[0])))
    stated, every = nx.DiGraph(), nx.DiGraph()
    for graph in (stated, every):
        graph.add_nodes_from(names)
    for citing, cited, intent in links:
        if intent in (None, "cites"):
            every.add_edge(cited, citing)
        elif INTENTS[intent].share:
            every.add_edge(cited, citing)
            stated.add_edge(cited, citing)
    ask = """(iri) => {
      const { model, pure } = graphPage;
      const { rests, may } = pure.downstream(model, model.byIri.get(iri), () => true, (e) => e.kind === 'cites');
      const hops = ({ id, chain }) => [model.nodes[id].label.slice(5), chain.length];
      return [rests, may].map((list) => Object.fromEntries(list.map(hops)));
    }"""
    seen = 0
    for name in names:
        rests, may = page.ask(ask, ROOT + name)
        assert rests == {k: v for k, v in nx.single_source_shortest_path_length(stated, name).items() if v}
        full = nx.single_source_shortest_path_length(every, name)
        assert may == {k: v for k, v in full.items() if v and k not in rests}
        seen += len(rests) + len(may)
    assert seen > 40


def test_filters_bear_on_what_rests_and_the_answer_says_so(opened) -> None:
    graph = citations(("a", "P", "citesAsEvidence"), ("Q", "P", "citesAsEvidence"), ("b", "Q", "citesAsEvidence"))
    graph.nodes[f"{ROOT}Q"]["year"] = 1990
    page = opened(network.page(graph), hash_="#from=2000")
    ask_downstream(page, "P")
    assert list(found(page)["rests"]) == ["a"]
    assert "Published from 2000 on" in page.text("#details")
    assert "Without filters: 3 rest on it, 0 more may." in page.text("#details")
    page.page.click("#details button:has-text('Ask without filters')")
    assert list(found(page)["rests"]) == ["Q", "a", "b"]
    assert "Without filters" not in page.text("#details")


def test_a_long_answer_is_cut_and_given_on_demand(opened) -> None:
    graph = citations(*((f"x{place}", "P", "citesAsEvidence") for place in range(53)))
    page = opened(network.page(graph))
    ask_downstream(page, "P")
    rows = page.page.locator("#details section .neighbours > li")
    left = "getComputedStyle(document.querySelector('#details .long'), '::after').content"
    page.page.emulate_media(media="print")
    assert page.ask(left) == '"33 more on the page"', "a print says what it cuts"
    page.page.emulate_media(media="screen")
    assert page.ask(left) == "none"
    assert "Rests on it (53)" in page.text("#details")
    assert rows.count() == 20
    page.page.click("#details .more-items:has-text('Show 20 more of 33')")
    assert rows.count() == 40
    assert page.ask("document.activeElement.closest('li') === document.querySelectorAll('#details section .neighbours > li')[20]")
    page.page.click("#details .more-items:has-text('Show 13 more')")
    assert rows.count() == 53
    assert page.page.locator("#details .more-items").count() == 0


def test_what_rests_on_a_paper_stands_in_the_address(opened) -> None:
    page = opened(network.page(citations(("a", "P", "citesAsEvidence"))))
    ask_downstream(page, "P")
    url = page.page.url
    again = opened(network.page(citations(("a", "P", "citesAsEvidence"))), hash_=url[url.index("#") :])
    assert again.text("#details h2") == "Work P"
    assert "Rests on it (1)" in again.text("#details")


def test_a_work_nobody_cites_offers_no_such_question(opened) -> None:
    page = opened(network.page(citations(("a", "P", "citesAsEvidence"))))
    page.ask("(iri) => { location.hash = 'node=' + encodeURIComponent(iri) }", f"{ROOT}a")
    page.page.wait_for_selector('[data-act="path"]')
    assert page.page.locator('[data-act="downstream"]').count() == 0
