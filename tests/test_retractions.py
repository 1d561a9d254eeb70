"""Retracted papers are marked wherever they are shown: in the questions, one paper whole, the network, the page and the files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import networkx as nx
import pytest
from packed import unpacked

import kg
from kg.graph_page import graph_page
from kg.pipeline import ingest, remove
from kg.projection import project
from kg.rdf import mint, statements
from kg.rdf import vocab as v
from kg.rdf.vocab import BASE
from kg.readings import readings
from kg.retraction import notices, when
from kg.rules.catalogue import catalogue as rules
from kg.sparql import ask, catalogue
from kg.store import Store

ALPHA = {"doi": "10.5555/ALPHA.1"}  # in the paper's own file it is 10.5555/Alpha.1
Register = Callable[..., Path]


@pytest.fixture
def store(data: Path, kept: Callable[..., Store]) -> Iterator[Store]:
    """The invented papers, to be written to."""
    with kept("test_retractions.store", lambda empty: ingest(empty, [data])) as opened:
        yield opened


def retracted(store: Store, query: str = "papers", **parameters: str) -> set[object]:
    """What the rows of a question are about that says it is retracted."""
    table = ask(store, query, **parameters)
    return {row[0] for row in table.rows if row[table.columns.index("retracted")] is True}


def in_force(store: Store) -> dict[tuple[object, object], object]:
    return {(row["work"], row["kind"]): row["in_force"] for row in ask(store, "retractions").dicts()}


# ---- in force


@pytest.mark.parametrize(
    ("gone", "back", "in_force"),
    [
        ("3/14/2019", None, True),
        ("", None, True),
        ("3/14/2019", "1/1/2020", False),
        ("3/14/2019", "3/14/2019", False),
        ("3/14/2019", "3/13/2019", True),  # retracted, reinstated, and retracted again
        ("3/14/2019", "2019", False),  # as far as the dates go, it came after
        ("2019", "5/1/2019", False),
        ("2019-05", "2019-04", True),
        ("2019-05", "2019", False),
        ("2019", "2018", True),
        ("", "1/1/2020", False),  # what is reinstated was retracted before
        ("3/14/2019", "", False),
        ("", "", False),
    ],
)
def test_a_retraction_is_in_force_unless_a_reinstatement_follows(
    store: Store, register: Register, gone: str, back: str | None, in_force: bool
) -> None:
    rows = [("Retraction", {**ALPHA, "date": gone})]
    rows += [("Reinstatement", {**ALPHA, "date": back})] if back is not None else []
    ingest(store, [register(*rows)], rules=False)
    assert retracted(store) == ({"alpha-2001"} if in_force else set())
    table = [(row["kind"], row["in_force"]) for row in ask(store, "retractions").dicts()]
    assert ("retraction", in_force) in table
    assert back is None or ("reinstatement", None) in table
    (alpha,) = notices(store).values()
    assert [said["in_force"] for said in alpha if said["kind"] == "retraction"] == [in_force]


def test_one_of_two_retractions_may_be_in_force(store: Store, register: Register) -> None:
    rows = [("Retraction", {**ALPHA, "date": "2018"}), ("Reinstatement", {**ALPHA, "date": "2019"})]
    ingest(store, [register(*rows, ("Retraction", {**ALPHA, "date": "2020"}))])
    assert retracted(store) == {"alpha-2001"}
    assert [(s["date"], s["in_force"]) for s in notices(store)["alpha-2001"]] == [("2020", True), ("2018", False), ("2019", None)]


def test_a_reinstatement_may_stand_in_another_source_under_another_number(store: Store, register: Register) -> None:
    """The paper has a DOI and a PubMed number: one list knows it by this, the other by that."""
    ingest(store, [register(("Retraction", {"pmid": "900000001", "date": "2019"}), name="one.csv")])
    assert retracted(store) == {"alpha-2001"}
    other = register(("Reinstatement", {**ALPHA, "date": "2020"}), name="other.csv")
    ingest(store, [other])
    assert retracted(store) == set()
    remove(store, other.name)
    assert retracted(store) == {"alpha-2001"}


def test_a_reinstatement_of_another_work_changes_nothing(store: Store, register: Register) -> None:
    rows = [("Retraction", {**ALPHA, "date": "2019"}), ("Reinstatement", {"doi": "10.5555/hand", "date": "2020"})]
    ingest(store, [register(*rows)])
    assert retracted(store) == {"alpha-2001"}


@pytest.mark.parametrize("kind", ["Expression of concern", "Correction", "Reinstatement"])
def test_other_notices_mark_nothing_as_retracted(store: Store, register: Register, kind: str) -> None:
    ingest(store, [register((kind, ALPHA))])
    assert retracted(store) == set()
    (row,) = ask(store, "retractions").dicts()
    assert (row["work"], row["in_force"]) == ("alpha-2001", None)
    assert not project(store).nodes[f"{BASE}paper/alpha-2001"]["retracted"]


# ---- questions


def test_the_rule_is_one_passage_wherever_it_is_asked() -> None:
    """SPARQL has no way to call a passage by name, so the files repeat it: word for word, whatever the work is called."""

    def passages(pattern: str) -> dict[str, str]:
        found = {}
        for query in (*catalogue(), *rules()):
            if "notice-kind:reinstatement" in query.text:
                match = re.search(pattern, query.text, re.DOTALL)
                if match:
                    found[query.name] = re.sub(rf"\?(?:{match[1]})\b", "?WORK", " ".join(match[0].split()))
        return found

    whole = passages(r"OPTIONAL \{\s+SELECT DISTINCT \?(\w+) \(true AS \?gone\).*?FILTER\(!BOUND\(\?back\)\)\s+\}\s+\}")
    marking = {query.name for query in catalogue() if "retracted" in query.columns}
    assert set(whole) == marking
    assert len(set(whole.values())) == 1
    undone = passages(r"OPTIONAL \{\s+GRAPH \?register_back \{[^}]*\}\s+GRAPH \?naming_back \{ \?(\w+) .*?true\)\)\s+\}")
    others = {"retractions", "notices-of-work", "retracted-works", "cites-retracted", "retracted"}
    assert set(undone) == marking | others
    assert len(set(undone.values())) == 1


def test_questions_mark_what_is_retracted(store: Store, register: Register) -> None:
    rows = [("Retraction", ALPHA), ("Retraction", {"pmid": "900000077"})]
    ingest(store, [register(*rows, ("Retraction", {"doi": "10.5555/nobody-knows-it"}))])
    assert retracted(store) == {"alpha-2001"}
    assert retracted(store, "papers-with-flaw", flaw="baseline-imbalance") == {"alpha-2001"}
    assert len(ask(store, "papers-with-flaw", flaw="baseline-imbalance")) == 2
    assert retracted(store, "papers-without-appraisal") == {"pmid-900000077"}
    assert retracted(store, "effects-of-outcome", about="") == {"alpha-2001"}
    assert retracted(store, "effects-including-no-effect") == {"alpha-2001"}
    for query in ("citing-articles", "citations"):
        marked = {(row["paper"], row["retracted"]) for row in ask(store, query).dicts()}
        assert marked == {("alpha-2001", True), ("beta-1999", False)}, query


def test_several_notices_on_a_paper_add_no_rows(store: Store, register: Register, world: Store) -> None:
    """Two lists, a notice under both numbers, two retractions and a reinstatement of an earlier one."""
    both = {**ALPHA, "pmid": "900000001"}
    rows = [("Retraction", {**both, "date": "2018"}), ("Reinstatement", {**both, "date": "2019"})]
    rows += [("Retraction", {**both, "date": "2020"}), ("Retraction", {**both, "date": "2021", "reasons": "+One;+Two;"})]
    ingest(store, [register(*rows), register(*rows, ("Correction", both), name="again.csv")])
    for query in catalogue():
        if "retracted" in query.columns:
            values = {p.name: p.example for p in query.parameters} | ({"about": ""} if query.name == "effects-of-outcome" else {})
            wanted, found = ask(world, query, **values), ask(store, query, **values)
            columns = {name: name for name in wanted.columns if name != "retracted"}
            assert found.select(columns) == wanted.select(columns), query.name


def test_retractions(store: Store, register: Register) -> None:
    rows = [
        ("Retraction", {**ALPHA, "date": "3/14/2019", "notice": "10.5555/Notice.1", "title": "Printed", "reasons": "+Two;+One;"}),
        ("Correction", {"pmid": "900000077", "date": "2018"}),
        ("Retraction", {"doi": "10.5555/hand", "title": "As the list prints it"}),
    ]
    ingest(store, [register(*rows)])
    table = ask(store, "retractions")
    hand = f"{BASE}paper/doi-10-5555-hand-d460bc1ebdc2"
    names = ("work", "title", "kind", "date", "in_force", "reasons", "notice_doi", "notice_pmid", "source")
    assert sorted(table.select({name: name for name in names}).rows, key=str) == [
        ("alpha-2001", "Thumb wrestling for sore thumbs", "retraction", "2019-03-14", True, "One; Two", "10.5555/Notice.1", None,
         "list.csv"),
        (hand, "As the list prints it", "retraction", None, True, None, None, None, "list.csv"),
        (f"{BASE}paper/pmid-900000077", "On thumbs", "correction", "2018", None, None, None, None, "list.csv"),
    ]  # fmt: skip


# ---- ingest, exchange, removal


def test_a_list_is_counted_exchanged_and_taken_out(store: Store, register: Register) -> None:
    before = kg.export(store, ".nq")
    source = register(("Retraction", ALPHA), ("Correction", {"doi": "10.5555/x"}), ("Nonsense", {"doi": "10.5555/y"}))
    (result,) = ingest(store, [source])
    assert (result.format, result.status, result.papers, result.citations, result.notices) == ("retractions", "added", 0, 0, 2)
    assert len(result.problems) == 1
    row = next(row for row in ask(store, "sources").dicts() if row["format"] == "retractions")
    assert (row["papers"], row["notices"], row["problems"]) == (0, 2, 1)
    assert ingest(store, [source])[0].status == "unchanged"
    register(("Retraction", {"doi": "10.5555/hand"}))
    (result,) = ingest(store, [source])
    assert (result.status, result.notices) == ("updated", 1)
    assert retracted(store) == set()
    assert remove(store, "list.csv") == [str(source)]
    assert kg.export(store, ".nq") == before


def test_a_log_that_counted_no_notices_is_understood(store: Store) -> None:
    log = list(readings(store).values())
    counted = [q for q in store.quads(mint.LOG) if q.predicate == v.KG.noticeCount]
    assert len(counted) == len(log)
    store.replace([], [], remove=counted)
    assert {reading.counts.notices for reading in readings(store).values()} == {0}
    assert set(ask(store, "sources").column("notices")) == {0}


def test_sources_of_an_earlier_version_are_read_again(
    store: Store, data: Path, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lack the addresses by which a notice finds its paper."""
    assert {result.status for result in ingest(store, [data])} == {"unchanged"}
    monkeypatch.setattr("kg.pipeline.steps.STATEMENTS_VERSION", statements.VERSION + 1)
    assert {result.status for result in ingest(store, [data])} == {"updated"}


# ---- one paper


def test_one_paper(store: Store, register: Register) -> None:
    said = {**ALPHA, "date": "3/14/2019", "notice": "10.5555/notice.1", "reasons": "+Error in Data;+Unreliable Results;"}
    rows = [("Retraction", said), ("Expression of concern", {**ALPHA, "date": "1/1/2018"})]
    ingest(store, [register(*rows), register(*rows[:1], name="other.csv")])
    paper = kg.dossier(store, "alpha-2001")
    first, second = paper["notices"]  # type: ignore[misc]
    assert first == {
        "kind": "retraction", "date": "2019-03-14", "in_force": True, "reasons": "Error in Data; Unreliable Results",
        "notice_doi": "10.5555/notice.1", "notice_pmid": None, "link": "https://doi.org/10.5555/notice.1",
        "sources": ["list.csv", "other.csv"],
        "text": "RETRACTED 14 March 2019: Error in Data; Unreliable Results "
        "(notice doi:10.5555/notice.1; said by list.csv, other.csv)",
    }  # fmt: skip
    assert second["text"] == "Expression of concern 1 January 2018 (said by list.csv)"
    assert kg.dossier(store, "beta-1999")["notices"] == []


@pytest.mark.parametrize(("date", "words"), [("2019-03-04", "4 March 2019"), ("2019-12", "December 2019"), ("2019", "2019")])
def test_dates_in_words(date: str, words: str) -> None:
    assert when(date) == words


# ---- network and page


@pytest.fixture
def marked(store: Store, register: Register) -> Store:
    said = {**ALPHA, "date": "3/14/2019", "notice": "10.5555/notice.1", "reasons": "+</script><b>Error;"}
    ingest(store, [register(("Retraction", said), ("Correction", {"doi": "10.5555/hand"}))])
    return store


def test_the_network_carries_the_mark(marked: Store) -> None:
    graph = project(marked)
    alpha = graph.nodes[f"{BASE}paper/alpha-2001"]
    assert (alpha["label"], alpha["retracted"]) == ("RETRACTED: Alpha 2001", True)
    assert alpha["notices"] == [
        {"text": "RETRACTED 14 March 2019: </script><b>Error (notice doi:10.5555/notice.1; said by list.csv)",
         "link": "https://doi.org/10.5555/notice.1"},
    ]  # fmt: skip
    assert [name for name, gone in graph.nodes(data="retracted") if gone] == [f"{BASE}paper/alpha-2001"]


def test_graphml_carries_the_mark(marked: Store) -> None:
    graph = nx.parse_graphml(kg.export(marked, ".graphml").decode())
    alpha = graph.nodes[f"{BASE}paper/alpha-2001"]
    assert (alpha["label"], alpha["retracted"]) == ("RETRACTED: Alpha 2001", True)
    assert "14 March 2019" in json.loads(alpha["notices"])[0]["text"]
    assert graph.nodes[f"{BASE}paper/beta-1999"]["retracted"] is False


def test_the_page_carries_the_mark(marked: Store) -> None:
    html, _ = graph_page(marked)
    data = json.loads(re.search(r'id="data">(.*?)</script>', html, re.DOTALL)[1])  # type: ignore[index]
    (alpha,) = [node for node in unpacked(data["packed"])["nodes"] if node.get("retracted")]
    assert alpha["label"] == "RETRACTED: Alpha 2001"
    assert alpha["notices"][0]["link"] == "https://doi.org/10.5555/notice.1"
    assert "</script><b>" not in html


def test_files_of_the_graph_carry_the_notices(marked: Store) -> None:
    for ending in (".ttl", ".trig", ".nq", ".jsonld"):
        text = kg.export(marked, ending).decode()
        assert "10.5555/notice.1" in text
        assert kg.export(marked, ending).decode() == text
