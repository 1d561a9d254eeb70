"""IRIs of the store lead people to the place where the thing is shown, and give programs all statements about it."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from urllib.parse import quote

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kg.errors import KgError, NotFound, UsageError
from kg.explorer.asked import Answer
from kg.explorer.iris.statements import FORMATS
from kg.rdf import mint
from kg.rdf import vocab as v
from kg.rdf.vocab import BASE
from kg.report.known import Known
from kg.store import Store

Get = Callable[..., Answer]
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PARSED = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "nquads": "nquads", "trig": "trig"}


def typed(store: Store, kind: NamedNode) -> list[str]:
    found = store.query(f"SELECT DISTINCT ?thing WHERE {{ GRAPH ?g {{ ?thing a <{kind.value}> }} }} ORDER BY ?thing")
    return [row[0].value for row in found]  # type: ignore[union-attr, misc]


def path(iri: str) -> str:
    return "/" + quote(iri.removeprefix(BASE), safe="/:@!$&'()*+,;=~%")


@pytest.mark.parametrize("name", ["world", "hostile"])
def test_every_finding_leads_to_its_own_place(request: pytest.FixtureRequest, get: Get, name: str) -> None:
    store = request.getfixturevalue(name)
    places = set()
    findings = typed(store, v.KG.Finding)
    assert findings
    for iri in findings:
        found = get(store, path(iri), HTML)
        assert found.status == 303, iri
        page, _, anchor = found.headers["Location"].partition("#")
        assert f'id="{anchor}"' in get(store, page).body.decode()
        places.add((page, anchor))
    assert len(places) == len(findings)


def test_things_with_pages_lead_there(world: Store, get: Get) -> None:
    kinds = {
        v.KG.Paper: "/paper/", v.KG.Instrument: "/instrument/", v.KG.CitingArticle: "/article/", v.KG.Source: "/source/",
        v.KG.Arm: "/paper/", v.KG.Outcome: "/paper/", v.KG.Estimate: "/paper/", v.KG.Appraisal: "/paper/", v.KG.Study: "/paper/",
        v.KG.Threshold: "/instrument/", v.KG.GroupValue: "/paper/",
    }  # fmt: skip
    for kind, start in kinds.items():
        for iri in typed(world, kind)[:5]:
            found = get(world, path(iri), HTML)
            if kind == v.KG.Paper and found.status == 200:
                continue  # named in a reference list only
            assert (found.status, found.headers["Location"].startswith(start)) == (303, True), iri
            address, _, anchor = found.headers["Location"].partition("#")
            assert not anchor or f'id="{anchor}"' in get(world, address).body.decode(), iri


def test_flaws_rules_and_things_without_a_page(world: Store, get: Get) -> None:
    assert get(world, "/flaw/spin", HTML).headers["Location"] == "/flaw/spin.html"
    rule = typed(world, v.PROV.SoftwareAgent) or []
    assert isinstance(rule, list)
    (iri, *_) = [one for one in typed(world, v.PROV.Person) if one.startswith(BASE)]
    page = get(world, path(iri), HTML)
    assert page.status == 200
    assert 'href="../site.css"' in page.body.decode()
    assert "What is stated of it" in page.body.decode()


def stated(store: Store, iri: str) -> set[tuple[str, str, str]]:
    graphs = (graph for graph in store.graphs() if graph != mint.LOG)
    return {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for graph in graphs
        for quad in store.matching(graph, NamedNode(iri))
    }


@pytest.mark.parametrize("form", PARSED)
def test_programs_get_all_statements_as_another_library_reads_them(world: Store, get: Get, form: str) -> None:
    for iri in (typed(world, v.KG.Paper)[0], f"{BASE}flaw/spin", typed(world, v.KG.Estimate)[0]):
        found = get(world, path(iri), FORMATS[form])
        assert (found.status, found.media_type) == (200, FORMATS[form])
        assert found.headers["Vary"] == "Accept"
        read = rdflib.Dataset() if form in ("nquads", "trig") else rdflib.Graph()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of rdflib about itself
            read.parse(data=found.body, format=PARSED[form])
        rows = read.quads() if isinstance(read, rdflib.Dataset) else read
        got = {tuple(map(str, row[:3])) for row in rows}
        assert {triple for triple in got if triple[0] == iri} == stated(world, iri)


def test_json_ld_names_the_graphs(world: Store, get: Get) -> None:
    iri = typed(world, v.KG.Paper)[0]
    content = json.loads(get(world, path(iri), "application/ld+json").body)
    assert {one["@id"].replace("source:", f"{BASE}source/") for one in content["@graph"]} == {
        graph.value for graph in world.graphs() if any(True for _ in world.matching(graph, NamedNode(iri))) and graph != mint.LOG
    }


def test_a_finding_brings_its_passage_as_far_as_it_may_be_shown(world: Store, get: Get) -> None:
    quoting = "SELECT ?f ?q WHERE {{ GRAPH ?g {{ ?f a <{}> ; <{}> ?p . ?p <{}> ?s . ?s <{}> ?q }} }}"
    text = quoting.format(v.KG.Finding.value, v.KG.passage.value, v.OA.hasSelector.value, v.OA.exact.value)
    rows = [(row[0].value, row[1].value) for row in world.query(text)]  # type: ignore[union-attr, misc]
    for iri, words in rows[:3]:
        whole, none = (get(world, path(iri), "application/n-triples", passages=mode).body.decode() for mode in ("full", "none"))
        read = rdflib.Graph().parse(data=whole, format="nt")
        assert rdflib.Literal(words) in set(read.objects())
        assert v.OA.exact.value not in none
        assert v.OA.start.value in none


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("text/turtle", "text/turtle"), ("text/turtle;q=0.5, application/n-triples", "application/n-triples"), ("", None),
     ("*/*", None), (HTML, None), ("application/rdf+xml, text/html;q=0.2", "application/rdf+xml"),
     ("application/json", "application/ld+json"), ("image/png, text/turtle;q=0.1", "text/turtle")],
)  # fmt: skip
def test_the_header_chooses(world: Store, get: Get, accept: str, kind: str | None) -> None:
    found = get(world, "/flaw/spin", accept)
    assert (found.status, found.media_type) == (200, kind) if kind else found.status == 303


def test_every_format_has_an_address_that_the_links_name(world: Store, get: Get) -> None:
    links = get(world, "/flaw/spin", HTML).headers["Link"]
    for name, kind in FORMATS.items():
        address = f"/described?iri={quote(BASE + 'flaw/spin', safe='')}&format={name}"
        assert f"<{address}>" in links
        assert get(world, address).media_type == kind


@pytest.mark.parametrize(
    ("address", "error"),
    [("/described", UsageError), ("/described?iri=no+iri", NotFound), ("/described?iri=https://example.org/unknown", NotFound),
     ("/flaw/nothing", NotFound), ("/flaw/spin?format=doc", UsageError), ("/described?iri=https://" + "a" * 3000, UsageError),
     ("/finding/0000", NotFound), ("/graph/readings", NotFound), ("/%00", NotFound), ("/a b/%3E", NotFound)],
)  # fmt: skip
def test_what_is_not_there_is_told(world: Store, get: Get, address: str, error: type[KgError]) -> None:
    with pytest.raises(error):
        get(world, address, HTML)


def test_nothing_acceptable_is_told(world: Store, get: Get) -> None:
    with pytest.raises(UsageError, match="None of the formats"):
        get(world, "/flaw/spin", "image/png")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.text(max_size=30), accept=st.text(max_size=30))
def test_nothing_breaks_it(world: Store, get: Get, path: str, accept: str) -> None:
    try:
        get(world, f"/described?iri={quote(path, errors='replace')}", accept)
        get(world, f"/assessor/{quote(path, errors='replace')}", accept)
    except KgError:
        pass


def test_a_page_of_statements_is_text_whatever_it_says(hostile: Store, get: Get, known: Callable[..., Known]) -> None:
    for iri in typed(hostile, v.KG.Publication) + [one for one in typed(hostile, v.PROV.Person) if one.startswith(BASE)]:
        found = get(hostile, path(iri), HTML)
        page = found.body.decode()
        assert found.status == 200
        assert "<img" not in page
        assert "<script>" not in page
        assert "\u202e" not in page
