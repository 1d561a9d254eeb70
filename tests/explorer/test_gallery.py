"""The gallery of named questions: each with a form, the answer that the command line gives, and SPARQL that gives the same."""

from __future__ import annotations

import csv
import io
import json
import shlex
from collections import Counter
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from lxml import html

from kg.errors import NotFound, UsageError
from kg.explorer.asked import Answer, Asked
from kg.explorer.asking.gallery import gallery
from kg.explorer.asking.purposes import PURPOSES
from kg.explorer.asking.question_fields import bound
from kg.explorer.asking.vocabulary import vocabulary
from kg.explorer.passages_shown import passages_shown
from kg.explorer.routes import answer
from kg.rdf.vocab import BASE, PREFIXES
from kg.report.known import Known
from kg.report.site import files
from kg.sparql import Query, ask, catalogue, free, named, names
from kg.store import Store
from kg.store.guard import check
from kg.tables import Table

QUERIES = list(catalogue())
each = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)


@pytest.fixture(scope="module")
def known(world: Store) -> Known:
    return Known(world, passages="full")


@pytest.fixture(scope="module")
def values(world: Store) -> dict[str, str]:
    """A value for each kind of parameter that names something in the store."""
    rows = list(ask(world, "judgements").dicts())
    return {"key": str(rows[0]["paper"]), "flaw": str(rows[0]["flaw"])}


def tree(found: Answer) -> Any:
    return html.document_fromstring(found.body.decode())


def text(found: Answer) -> str:
    return " ".join(tree(found).text_content().split())


def given(query: Query, values: dict[str, str]) -> dict[str, str]:
    return {one.name: values.get(one.kind, one.example) for one in query.parameters}


def asked(known: Known, name: str, **given: str) -> Answer:
    return answer(known, Asked(f"/questions/{name}", tuple(given.items())))


# ---- the gallery


def test_every_question_stands_once_under_a_purpose() -> None:
    assert Counter(name for _, _, inside in PURPOSES for name in inside) == Counter(names())


def test_the_gallery_leads_to_every_question(known: Known) -> None:
    found = gallery(known, Asked("/questions"))
    links = [link.rpartition("/")[2] for link in tree(found).xpath("//li[@class='card']//a/@href")]
    assert sorted(links) == list(names())
    assert f"{len(names())} questions." in text(found)
    for query in QUERIES:
        assert query.title in text(found)


def test_it_is_searched_by_all_words_in_titles_and_in_what_columns_mean(known: Known) -> None:
    def listed(words: str) -> set[str]:
        return set(tree(gallery(known, Asked("/questions", (("q", words),)))).xpath("//li[@class='card']/@data-name"))

    assert listed("RETRACTION  notices") >= {"retractions", "notices-of-work"}
    assert "recurrence" not in listed("retraction notices")
    assert listed("wilson kangaroo") == set()
    assert "No question has these words" in text(gallery(known, Asked("/questions", (("q", "kangaroo"),))))
    assert not tree(gallery(known, Asked("/questions", (("q", "<script>x</script>"),)))).xpath("//script[text()='x']")


# ---- one question


@each
def test_a_question_answers_as_on_the_command_line(query: Query, known: Known, values: dict[str, str]) -> None:
    wanted = given(query, values)
    found = asked(known, query.name, **wanted)
    table = ask(known.store, query, None, **wanted)
    assert found.status == 200
    assert (f"{len(table):,} row" in text(found)) or not table.rows
    shown = tree(found)
    heads = [" ".join(head.text_content().split()) for head in shown.xpath("//section[@id='answer']//thead//th")]
    assert heads == ([name.replace("_", " ") for name in table.columns] if table.rows else [])
    assert len(shown.xpath("//section[@id='answer']//tbody/tr")) == min(len(table), 500)
    meanings = shown.xpath("//dl[@class='facts']/dt/text()")
    assert meanings == [name.replace("_", " ") for name in query.columns]
    written = list(csv.DictReader(io.StringIO(asked(known, query.name, format="csv", **wanted).body.decode())))
    assert len(written) == len(table)
    assert len(json.loads(asked(known, query.name, format="json", **wanted).body)) == len(table)


@each
def test_its_sparql_with_the_values_in_it_gives_the_same_answer(query: Query, world: Store, values: dict[str, str]) -> None:
    wanted = given(query, values)
    written = bound(query, wanted)
    assert not written.startswith("#")
    assert not query.parameters or "{ UNDEF }" not in written
    again = free(world, written)
    assert isinstance(again, Table)
    assert again == ask(world, query, None, **wanted)


@each
def test_the_form_has_a_field_for_each_parameter(query: Query, known: Known) -> None:
    shown = tree(asked(known, query.name))
    fields = shown.xpath("//form[@class='ask']//*[@name]")
    assert [field.get("name") for field in fields] == [one.name for one in query.parameters]
    for field, one in zip(fields, query.parameters, strict=True):
        assert shown.xpath("//label[@for=$id]", id=field.get("id"))
        value = field.get("value") if field.tag == "input" else field.xpath("string(.//option[@selected]/@value)")
        assert value == one.example
    assert bool(shown.xpath("//section[@id='answer']")) == (not query.parameters)


def test_links_of_answers_lead_to_pages_of_the_report(known: Known, values: dict[str, str]) -> None:
    pages = {file.address.partition("~")[0] for file in files(known) if file.address.endswith(".html")}
    links = 0
    for query in QUERIES:
        for href in tree(asked(known, query.name, **given(query, values))).xpath("//section[@id='answer']//tbody//a/@href"):
            if href.startswith("../") and href.endswith(".html"):
                assert href.removeprefix("../") in pages, (query.name, href)
                links += 1
    assert links > 50


def test_a_flaw_is_chosen_under_its_domain(known: Known) -> None:
    shown = tree(asked(known, "papers-with-flaw", flaw="spin"))
    (choice,) = shown.xpath("//select[@name='flaw']//option[@selected]")
    assert choice.get("value") == "spin"
    assert choice.getparent().tag == "optgroup"
    assert choice.getparent().get("label") == known.flaws[known.domain("spin")].name.label


def test_ways_elsewhere_hold_the_values(known: Known, values: dict[str, str]) -> None:
    shown = tree(asked(known, "flaws-of-paper", paper=values["key"]))
    command = shlex.split(shown.xpath("string(//code[@id='command-text'])"))
    assert command == ["kg", "query", "flaws-of-paper", "--param", f"paper={values['key']}"]
    assert f"<{BASE}paper/{values['key']}>" in shown.xpath("string(//code[@id='text-text'])")
    (link,) = [href for href in shown.xpath("//main//a/@href") if "sparql.html?" in href]
    assert dict(parse_qsl(urlsplit(link).query))["query"].strip() == shown.xpath("string(//code[@id='text-text'])").strip()


def test_a_chart_says_of_how_many(known: Known) -> None:
    shown = tree(asked(known, "recurrence"))
    words = [" ".join(one.itertext()) for one in shown.xpath("//div[@class='wide']//*[local-name()='text']")]
    first = next(ask(known.store, "recurrence").dicts())
    assert f"{first['papers']} of {first['judged']}" in words
    assert words[0] == named("recurrence").title
    assert words[1] == "Papers in which some assessor finds the flaw, of those judged for it"


# ---- what is asked wrongly


def test_what_names_nothing_is_told_and_not_shown_as_a_finding(known: Known) -> None:
    assert "There is no paper 'nobody-1900' in the store." in text(asked(known, "flaws-of-paper", paper="nobody-1900"))
    assert "There is no flaw 'spinn'. Did you mean spin" in text(asked(known, "papers-with-flaw", flaw="spinn"))


@pytest.mark.parametrize("value", ["", "NO no", "a' } UNION { ?s ?p ?o", "http://a/<b>", "\u202e", "x" * 5000])
def test_a_value_that_makes_no_sense_is_refused_on_the_page(known: Known, value: str) -> None:
    found = asked(known, "flaws-of-paper", paper=value)
    if found.status == 400:
        assert "paper" in " ".join(tree(found).xpath("//*[@role='alert']")[0].text_content().split())
        assert tree(found).xpath("string(//input[@name='paper']/@value)") == value
    else:
        assert "There is no paper" in text(found)


@pytest.mark.parametrize("value", ["a' } UNION { ?s ?p ?o", '"""', "\\", "}#", "\t", "\n"])
def test_a_value_stays_a_value_in_the_sparql(value: str, world: Store) -> None:
    query = next(one for one in QUERIES if one.name == "effects-of-outcome")
    written = bound(query, {"about": value})
    kinds = [token.kind for token in check(written)]
    assert kinds == [token.kind for token in check(bound(query, {"about": "x"}))]
    assert isinstance(free(world, written), Table)


def test_a_wrong_name_parameter_or_format_is_refused_with_what_there_is(known: Known) -> None:
    with pytest.raises(NotFound, match="recurence") as error:
        asked(known, "recurence")
    assert "recurrence" in error.value.hint
    with pytest.raises(UsageError, match="no format 'exe'") as error:
        asked(known, "recurrence", format="exe")
    assert "csv, json" in error.value.hint
    found = asked(known, "recurrence", colour="red")
    assert found.status == 400
    assert "no parameter 'colour'" in text(found)


# ---- passages


def test_words_of_others_are_shown_as_far_as_they_may_be() -> None:
    table = Table.of(("paper", "quote", "why"), [("a", "one two " * 40, None)])
    assert passages_shown(table, "full") is table
    ((_, cut, nothing),) = passages_shown(table, "short").rows
    assert len(str(cut).split()) == 31
    assert nothing is None
    assert passages_shown(table, "none").rows == (("a", "(80 words not shown here)", None),)


# ---- vocabulary


def test_the_vocabulary_has_every_prefix_and_terms_that_queries_know(known: Known) -> None:
    found = vocabulary(known)
    assert {one["name"]: one["iri"] for one in found["prefixes"]} == PREFIXES
    by_name = {one["name"]: one for one in found["terms"]}
    assert len(by_name) == len(found["terms"])
    assert {name.partition(":")[0] for name in by_name} <= PREFIXES.keys()
    assert by_name["kg:Finding"]["kind"] == "class"
    assert by_name["kg:presence"]["kind"] == "property"
    assert by_name["presence:present"]["kind"] == "code"
    assert set(known.flaws) == {name.removeprefix("flaw:") for name, one in by_name.items() if one["kind"] == "flaw"}
    assert set(known.instruments) == {
        name.removeprefix("instrument:") for name, one in by_name.items() if one["kind"] == "instrument"
    }
    flaw, row = next(iter(known.shares.items()))
    assert by_name[f"flaw:{flaw}"]["about"].startswith(f"In {row['papers']} of {row['judged']} paper")
