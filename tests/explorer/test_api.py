"""The JSON interface: the same numbers as the named questions and pages, lists that add up, and refusals that say what to do."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.explorer.api.operations import OPERATIONS
from kg.explorer.asked import Asked
from kg.explorer.routes import answer
from kg.report.known import Known
from kg.sparql import ask
from kg.store import Store

LISTS = ("/api/papers", "/api/flaws", "/api/instruments", "/api/sources", "/api/questions", "/api/questions/judgements")


@pytest.fixture(scope="module")
def known(world: Store) -> Known:
    return Known(world)


def get(known: Known, address: str, status: int = 200) -> Any:
    path, _, query = address.partition("?")
    found = answer(known, Asked(path, tuple(parse_qsl(query, keep_blank_values=True)), origin="http://127.0.0.1:7878"))
    assert found.status == status, found.body.decode()
    assert found.media_type == ("application/json" if status == 200 else "application/problem+json")
    return json.loads(found.body)


def test_the_index_names_every_address_and_counts_what_is_here(known: Known, world: Store) -> None:
    told = get(known, "/api")
    assert {one["path"] for one in told["operations"]} == {one.path for one in OPERATIONS}
    assert told["holds"]["papers"] == len(ask(world, "papers"))
    assert told["holds"]["findings"] == len(ask(world, "judgements"))


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("limit", [1, 2, 500])
def test_following_next_gives_every_item_once(known: Known, address: str, limit: int) -> None:
    found: list[Any] = []
    at: str | None = f"{address}?limit={limit}"
    total = None
    while at:
        part = get(known, at)
        assert len(part["items"]) <= limit == part["limit"]
        assert part["offset"] == len(found)
        assert total in (None, part["total"])
        total, at = part["total"], part["next"]
        found += part["items"]
    assert len(found) == total
    assert found == get(known, f"{address}?limit=500")["items"]


def test_papers_are_those_of_the_question(known: Known, world: Store) -> None:
    rows = {row["paper"]: row for row in ask(world, "papers").dicts()}
    told = get(known, "/api/papers")
    assert told["of"] == told["total"] == len(rows)
    for one in told["items"]:
        row = rows[one["key"]]
        same = ("name", "title", "year", "journal", "design", "condition", "randomized", "assessors", "flaws", "retracted")
        assert {name: one[name] for name in same} == {name: row[name] for name in same}


def test_papers_are_narrowed_down_by_each_thing_given_and_by_all(known: Known, world: Store) -> None:
    found = {(row["paper"], row["flaw"]) for row in ask(world, "judgements").dicts()
             if row["presence"] in ("present", "likely-present")}  # fmt: skip
    flaw = min(str(flaw) for _, flaw in found)
    expected = sorted(str(paper) for paper, of in found if of == flaw)
    told = get(known, f"/api/papers?flaw={flaw}")
    assert [one["key"] for one in told["items"]] == expected
    assert (told["total"], told["of"]) == (len(expected), 3)
    assert told["total"] == get(known, f"/api/flaws/{flaw}")["papers"]
    assert [one["key"] for one in get(known, "/api/papers?year_from=2000&year_to=2005")["items"]] == ["alpha-2001"]
    assert get(known, "/api/papers?year_from=2000&year_to=2005&retracted=true")["total"] == 0
    domain = known.domain(str(flaw))
    assert set(expected) <= {one["key"] for one in get(known, f"/api/papers?domain={domain}")["items"]}
    assert get(known, "/api/papers?design=cohort")["total"] + get(known, "/api/papers?design=randomized-trial")["total"] <= 3


def test_a_flaw_has_its_numbers_and_a_share_only_where_it_was_looked_for(corpus: Store) -> None:
    known = Known(corpus)
    for one in get(known, "/api/flaws?limit=500")["items"]:
        row = known.shares.get(one["id"])
        assert (one["papers"], one["judged"]) == ((row["papers"], row["judged"]) if row else (0, 0))
        assert one["sought"] == (one["id"] in known.sought)
        assert (one["share"] is not None) == one["sought"]
        if one["sought"]:
            assert one["share"] == pytest.approx(one["papers"] / one["judged"])
            assert one["low"] <= one["share"] <= one["high"]


def test_a_paper_is_the_file_beside_its_page(known: Known) -> None:
    page = answer(known, Asked("/paper/alpha-2001.json"))
    assert get(known, "/api/papers/alpha-2001") == json.loads(page.body)


def test_a_question_answers_as_it_is_asked_elsewhere(known: Known, world: Store) -> None:
    told = get(known, "/api/questions/flaws-of-paper?paper=alpha-2001&limit=500")
    rows = list(ask(world, "flaws-of-paper", paper="alpha-2001").dicts())
    assert [{k: v for k, v in row.items() if k not in ("quote", "why")} for row in told["items"]] == [
        {k: v for k, v in row.items() if k not in ("quote", "why")} for row in rows
    ]
    assert told["given"] == {"paper": "alpha-2001"}
    assert [one["name"] for one in told["columns"]] == list(rows[0])


def test_compared_papers_have_every_judgement_and_estimate(known: Known, world: Store) -> None:
    told = get(known, "/api/compare?paper=alpha-2001&paper=gamma-2010&paper=10.5555/alpha.1&paper=beta-1999")
    keys = [one["key"] for one in told["papers"]]
    assert keys == ["alpha-2001", "gamma-2010", "beta-1999"]
    judged = [
        (paper, flaw["id"], one["presence"])
        for flaw in told["flaws"]
        for paper, said in flaw["judgements"].items()
        for one in said
    ]
    expected = [(row["paper"], row["flaw"], row["presence"]) for row in ask(world, "judgements").dicts()]
    assert sorted(judged) == sorted(map(tuple, expected))
    assert all(flaw["judged_in"] == len(flaw["judgements"]) for flaw in told["flaws"])
    effects = [(row["paper"], row["as_printed"]) for row in ask(world, "effects-of-outcome", about="").dicts()]
    assert sorted((one["paper"], one["as_printed"]) for one in told["estimates"]) == sorted(map(tuple, effects))


def test_search_and_suggestions_lead_to_pages_that_are_there(known: Known) -> None:
    told = get(known, "/api/search?q=thumb*&limit=100")
    assert told["total"] == len(told["items"]) > 0
    assert {"paper"} == {one["kind"] for one in get(known, "/api/search?q=thumb*&kind=paper")["items"]}
    suggested = get(known, "/api/suggest?q=thu")["items"]
    assert any(one["node"] == "https://w3id.org/appraisal-kg/paper/alpha-2001" for one in suggested)
    for one in [*told["items"], *suggested]:
        if one["page"]:
            assert answer(known, Asked(f"/{one['page']}")).status == 200
        if one["node"] and one["kind"] in ("paper", "flaw"):
            get(known, f"/api/node?id={one['node']}")


def test_a_search_is_read_part_by_part(corpus: Store) -> None:
    known = Known(corpus)
    first = get(known, "/api/search?q=pain&limit=10")
    assert first["total"] is None
    assert first["more"]
    second = get(known, first["next"])
    whole = get(known, "/api/search?q=pain&limit=20")
    assert {one["id"] for one in first["items"]} | {one["id"] for one in second["items"]} <= {
        one["id"] for one in get(known, "/api/search?q=pain&limit=100")["items"]
    }
    assert len(whole["items"]) == 20


def test_neighbours_come_in_parts_with_every_link_to_what_is_at_hand(corpus: Store) -> None:
    known = Known(corpus)
    node = "https://w3id.org/appraisal-kg/flaw/spin"
    whole = get(known, f"/api/neighbours?node={node}")
    seen = [one["iri"] for one in whole["nodes"]]
    assert sum(whole["kinds"].values()) == whole["total"] == len(seen) == whole["node"]["neighbours"]["paper"]
    parts = [get(known, f"/api/neighbours?node={node}&limit=5&offset={at}") for at in range(0, len(seen), 5)]
    assert [one["iri"] for part in parts for one in part["nodes"]] == seen
    other = seen[0]
    alone = get(known, f"/api/neighbours?node={other}&kind=flaw")
    beside = get(known, f"/api/neighbours?node={other}&kind=flaw&among={node}")

    def ends(told: Any) -> set[tuple[str, str]]:
        return {(link["from"], link["to"]) for link in told["links"]}

    assert ends(alone) < ends(beside)
    flaws = {one["iri"] for one in beside["nodes"]}
    assert all(link["to"] in flaws or other in (link["from"], link["to"]) for link in beside["links"])
    assert any(link["from"] in set(seen[1:]) for link in beside["links"])


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/api/nothing", 404, "no address"),
        ("/api/papers?colour=red", 400, "no parameter 'colour'"),
        ("/api/papers?limit=0", 400, "from 1 to 500"),
        ("/api/papers?limit=1&limit=2", 400, "2 times"),
        ("/api/papers?limit=%31%30%30%30%30%30%30%30%30%30", 400, "limit"),
        ("/api/papers?retracted=maybe", 400, "true or false"),
        ("/api/papers?flaw=sp1n", 404, "sp1n"),
        ("/api/papers/nobody-1900", 404, "nobody-1900"),
        ("/api/papers/a/b", 404, "no address"),
        ("/api/papers/", 404, "no address"),
        ("/api/flaws/spinn", 404, "spinn"),
        ("/api/questions/recurrance", 404, "recurrance"),
        ("/api/questions/flaws-of-paper", 400, "paper"),
        ("/api/questions/flaws-of-paper?paper=a%20b", 400, "paper"),
        ("/api/questions/papers?paper=alpha-2001", 400, "no parameter"),
        ("/api/compare?paper=alpha-2001", 400, "2 to 6"),
        ("/api/search", 400, "needs q"),
        ("/api/search?q=%22%22", 400, "no word"),
        ("/api/search?q=" + "a" * 501, 400, "501"),
        ("/api/node?id=nobody-1900", 404, "nobody-1900"),
        ("/api/neighbours?node=spin&kind=person", 400, "kind"),
        ("/api/neighbours?node=spin&among=", 400, "empty"),
    ],
)
def test_what_is_asked_wrongly_is_told(known: Known, address: str, status: int, words: str) -> None:
    told = get(known, address, status)
    assert told["status"] == status
    assert words in told["detail"]


def test_words_of_others_are_shown_as_far_as_the_pages_show_them(corpus: Store) -> None:
    counts = {}
    for mode in ("none", "short", "full"):
        told = get(Known(corpus, passages=mode), "/api/questions/effects-of-outcome?about=pain&limit=500")
        quotes = [row["quote"] for row in told["items"] if row["quote"]]
        counts[mode] = max((len(quote.split()) for quote in quotes), default=0)
    assert counts["short"] <= 31
    assert counts["none"] <= 8


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from([one.path for one in OPERATIONS]),
    part=st.text(min_size=1, max_size=20),
    query=st.lists(
        st.tuples(st.sampled_from(["q", "node", "id", "paper", "limit", "kind", "flaw"]), st.text(max_size=30)), max_size=4
    ),
)
def test_whatever_comes_is_answered_with_an_answer_or_a_refusal(
    known: Known, path: str, part: str, query: list[tuple[str, str]]
) -> None:
    start, slot, _ = path.partition("{")
    found = answer(known, Asked(start + part if slot else path, tuple(query)))
    assert found.status in (200, 400, 404)
    assert isinstance(json.loads(found.body), dict)
