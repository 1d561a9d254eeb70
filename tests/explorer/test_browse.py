"""The list of papers: each selection takes the papers that a plain reading of the statements takes, with counts of the same."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from urllib.parse import parse_qs, urlencode

import lxml.html
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import bundles

from kg.errors import NotFound, UsageError
from kg.explorer.asked import Answer, Asked
from kg.explorer.papers.chosen import chosen
from kg.explorer.papers.selection import FACETS, SORTS, selection
from kg.rdf import lexicon
from kg.rdf.write import quads
from kg.report.known import Known
from kg.sparql import ask
from kg.store import Store, open_store

Text = Callable[..., str]
Get = Callable[..., Answer]
FLAWS = ("spin", "small-sample", "high-attrition", "unblinded-participants", "not-preregistered")


@pytest.fixture(scope="module")
def invented() -> Iterator[Store]:
    """120 invented papers, in a store in memory."""
    with open_store() as store:
        store.add(lexicon.knowledge())
        store.add(quad for bundle in bundles(120, FLAWS, seed=11) for quad in quads(bundle))
        yield store


def facts(store: Store) -> dict[str, dict[str, set[str]]]:
    """What each paper has of each facet, from the answers in SPARQL."""
    known = Known(store)
    of: dict[str, dict[str, set[str]]] = {}
    for row in ask(store, "papers").dicts():
        of[str(row["paper"])] = {
            "design": {str(row["design"] or "none")}, "condition": {str(row["condition"] or "none")},
            "journal": {str(row["journal"] or "none")}, "appraised": {"yes" if row["assessors"] else "no"},
            "retracted": {"yes" if row["retracted"] else "no"}, "year": {str(row["year"])}, "title": {str(row["title"])},
            "flaw": set(), "absent": set(), "assessor": set(), "instrument": set(), "judged": set(),
        }  # fmt: skip
    for row in ask(store, "judgements").dicts():
        above = {name.iri.rsplit("/", 1)[-1] for name in known.flaws[str(row["flaw"])].path} | {str(row["flaw"])}
        told = "flaw" if row["presence"] in ("present", "likely-present") else "absent"
        if row["presence"] != "unclear":
            of[str(row["paper"])][told] |= above
            of[str(row["paper"])]["judged"] |= above
    for key in of:
        for one in known.documents.of(key):
            of[key]["assessor"] |= {appraisal.assessor.name for appraisal in one.bundle.record.appraisals}
            of[key]["instrument"] |= {o.instrument for o in one.bundle.record.outcomes if o.instrument and o.estimates}
    return of


@cache
def facts_of(store: Store) -> dict[str, dict[str, set[str]]]:
    return facts(store)


def fitting(store: Store, values: dict[str, list[str]], without: str = "") -> set[str]:
    """The keys of the papers that fit, by a plain reading."""
    return {
        key
        for key, said in facts_of(store).items()
        if all(not wanted or name == without or said[name] & set(wanted) for name, wanted in values.items())
    }


def taken(store: Store, known: Known, values: dict[str, list[str]]) -> tuple[set[str], dict[str, dict[str, tuple[int, int]]]]:
    query = tuple((name, value) for name, wanted in values.items() for value in wanted)
    found = chosen(known, selection(known, Asked("/papers.html", query)), most=0)
    assert found.papers == len(found.rows)
    facets = {name: {one.value or "none": (one.papers, one.judged) for one in all_} for name, all_ in found.facets.items()}
    return set(map(str, found.rows.column("paper"))), facets


CHOICES = {
    "flaw": [*FLAWS, "selection-and-allocation", "reporting-and-interpretation"],
    "absent": [*FLAWS, "blinding-and-expectation"],
    "appraised": ["yes", "no"],
    "assessor": ["Reader One", "Reader Two", "Nobody"],
    "design": ["randomized-trial", "cohort", "none"],
    "condition": ["neck pain", "knee osteoarthritis", "none"],
    "instrument": ["modq", "rmdq", "vas-pain", "nrs-pain"],
    "retracted": ["yes", "no"],
    "journal": ["Journal 3", "Journal 4", "none"],
}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.dictionaries(st.sampled_from(sorted(CHOICES)), st.integers(1, 3), max_size=3).flatmap(
        lambda sizes: st.fixed_dictionaries(
            {
                name: st.lists(st.sampled_from(CHOICES[name]), min_size=1, max_size=size, unique=True)
                for name, size in sizes.items()
            }
        )
    )
)
def test_a_selection_takes_what_a_plain_reading_takes(
    invented: Store, known: Callable[..., Known], values: dict[str, list[str]]
) -> None:
    keys, facets = taken(invented, known(invented), values)
    assert keys == fitting(invented, values)
    for name in CHOICES:
        others = fitting(invented, values, without=name)
        counts: dict[str, int] = defaultdict(int)
        judged: dict[str, int] = defaultdict(int)
        for key in others:
            for value in facts_of(invented)[key][name]:
                counts[value] += 1
            for value in facts_of(invented)[key]["judged"]:
                judged[value] += 1
        assert {value: papers for value, (papers, _) in facets.get(name, {}).items()} == counts, name
        if name == "flaw":
            assert all(number == judged[value] for value, (_, number) in facets.get(name, {}).items())


def test_the_corpus_is_counted_as_the_questions_count_it(corpus: Store, known: Callable[..., Known]) -> None:
    of = known(corpus)
    found = chosen(of, selection(of, Asked("/papers.html")), most=0)
    rows = {str(row["paper"]): row for row in ask(corpus, "papers").dicts()}
    assert (found.papers, found.total) == (len(rows), len(rows))
    assert found.appraised == found.total_appraised == sum(bool(row["assessors"]) for row in rows.values())
    for row in found.rows.dicts():
        asked = rows[str(row["paper"])]
        assert {n: row[n] for n in row if n != "flaws_judged"} == {n: asked[n] for n in row if n != "flaws_judged"}
    shares = {str(row["flaw"]): row for row in ask(corpus, "recurrence").dicts()}
    leaves = {one.value: one for one in found.facets["flaw"]}
    for flaw, share in shares.items():
        if flaw in leaves and not of.flaws[flaw].narrower:
            assert (leaves[flaw].papers, leaves[flaw].judged) == (share["papers"], share["judged"]), flaw


def test_effects_are_held_against_thresholds_as_the_question_holds_them(corpus: Store, known: Callable[..., Known]) -> None:
    of = known(corpus)
    asked = list(ask(corpus, "effects-against-thresholds", about="").dicts())
    smaller = {str(row["instrument"]) for row in asked if row["smaller"]}
    found = chosen(of, selection(of, Asked("/papers.html", (("effect", "smaller"),))), most=0)
    assert bool(smaller) == bool(found.papers)
    whole = chosen(of, selection(of, Asked("/papers.html")))
    counts = {one.value: one.papers for one in whole.facets["effect"]}
    assert counts["smaller"] == found.papers
    assert max(counts.values()) <= whole.compared <= sum(counts.values())


def test_years_and_words_narrow_and_a_paper_without_a_year_fits_no_range(world: Store, known: Callable[..., Known]) -> None:
    of = known(world)
    rows = list(ask(world, "papers").dicts())

    def keys(*query: tuple[str, str]) -> set[str]:
        return set(map(str, chosen(of, selection(of, Asked("/papers.html", query)), most=0).rows.column("paper")))

    years = sorted(int(str(row["year"])) for row in rows if row["year"])
    assert keys(("from", str(years[1]))) == {
        str(row["paper"]) for row in rows if row["year"] and int(str(row["year"])) >= years[1]
    }
    assert keys(("to", str(years[0]))) == {str(row["paper"]) for row in rows if row["year"] and int(str(row["year"])) <= years[0]}
    title = next(str(row["title"]) for row in rows if row["title"])
    assert keys(("title", title.upper())) == {str(row["paper"]) for row in rows if row["title"] == title}
    assert keys(("title", "nowhere-to-be-found")) == set()


@pytest.mark.parametrize("sort", SORTS)
def test_orders(invented: Store, known: Callable[..., Known], sort: str) -> None:
    of = known(invented)
    rows = list(chosen(of, selection(of, Asked("/papers.html", (("sort", sort),))), most=0).rows.dicts())
    column = {"newest": "year", "oldest": "year", "name": "name", "flaws": "flaws", "people": "randomized"}[sort]
    values = [row[column] for row in rows if row[column] is not None]
    assert values == sorted(values, reverse=sort not in ("oldest", "name"))  # type: ignore[type-var]


def test_pages_hold_fifty_and_together_everything(invented: Store, text: Text, get: Get) -> None:
    keys: list[str] = []
    for page in ("", "&page=2", "&page=3"):
        found = text(invented, f"/papers.html?sort=name{page}")
        keys += re.findall(r'name="paper" value="([^"]+)"', found)
    assert len(keys) == len(set(keys)) == 120
    assert "Papers 101 to 120 of 120<" in found
    with pytest.raises(NotFound):
        get(invented, "/papers.html?page=4")


def test_the_page_says_of_how_many_and_chips_take_values_away(invented: Store, text: Text) -> None:
    page = text(invented, "/papers.html?flaw=spin&flaw=small-sample&design=cohort&title=trial&from=2000")
    values = {"flaw": ["spin", "small-sample"], "design": ["cohort"]}
    keys = {key for key in fitting(invented, values) if int(min(facts_of(invented)[key]["year"])) >= 2000}
    appraised = sum(facts_of(invented)[key]["appraised"] == {"yes"} for key in keys)
    assert f"{len(keys):,} of 120 papers, {appraised:,} of them appraised." in page
    chips = re.findall(r'<li><a href="(papers\.html\?[^"]*)"><span class="unseen">Remove </span>([^<]+) <', page)
    assert len(chips) == 5
    for href, told in chips:
        query = parse_qs(href.partition("?")[2].replace("&amp;", "&"))
        left = sum(map(len, query.values()))
        assert left == 4, (href, told)
    assert 'value="spin" checked' in page


def test_chosen_values_stand_first_and_every_value_stands_once(invented: Store, text: Text) -> None:
    page = lxml.html.fromstring(text(invented, "/papers.html?flaw=spin&flaw=small-sample&journal=none&journal=Nowhere"))
    for facet, taken in (("flaw", ["spin", "small-sample"]), ("journal", ["none", "Nowhere"])):
        (part,) = page.xpath(f"//details[@data-facet='{facet}']")
        assert part.get("open") is not None
        values = part.xpath(".//input/@value")
        assert values[: len(taken)] == taken
        assert part.xpath(".//input[@checked]/@value") == taken
        assert not part.xpath(".//details//input[@checked]")
        assert len(values) == len(set(values))
    closed = lxml.html.fromstring(text(invented, "/papers.html"))
    assert closed.xpath("//details[@data-facet][@open]/@data-facet") == ["appraised", "design"]
    for part in closed.xpath("//details[@data-facet]//div[@class='values']"):
        assert len(part.xpath("./ul/li")) <= 9
    flaws = set(closed.xpath("//details[@data-facet='flaw']//input/@value"))
    assert set(FLAWS) <= flaws


def test_files_hold_the_whole_selection(invented: Store, get: Get) -> None:
    found = get(invented, "/papers.html?design=cohort&page=1&format=csv")
    rows = list(csv.DictReader(io.StringIO(found.body.decode())))
    assert {row["paper"] for row in rows} == fitting(invented, {"design": ["cohort"]})
    assert found.headers["Content-Disposition"] == 'attachment; filename="papers.csv"'
    listed = json.loads(get(invented, "/papers.html?design=cohort&format=json").body)
    assert [row["paper"] for row in listed] == [row["paper"] for row in rows]
    assert len(json.loads(get(invented, "/papers.html?format=json").body)) == 120


@pytest.mark.parametrize(
    ("query", "said"),
    [("flaws=spin", "flaw"), ("flaw=spni", "spin"), ("sort=best", "newest"), ("from=year", "whole number"),
     ("page=0", "whole number"), ("page=%F0%9F%98%80", "whole number"), ("effect=huge", "effect"),
     ("retracted=maybe", "retracted"), ("format=xls", "csv"),
     ("title=" + "a" * 301, "300"), ("from=99999", "whole number"), ("instrument=mdoq", "modq"),
     ("&".join(f"journal={i}" for i in range(41)), "40")],
)  # fmt: skip
def test_what_means_nothing_is_refused_and_chooses_nothing(invented: Store, get: Get, query: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        get(invented, f"/papers.html?{query}")
    assert said in caught.value.message + caught.value.hint


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facet=st.sampled_from([*FACETS, "title"]), value=st.text(max_size=40))
def test_no_text_breaks_a_question(invented: Store, get: Get, facet: str, value: str) -> None:
    query = urlencode([(facet, value)], errors="replace")
    try:
        found = get(invented, f"/papers.html?{query}")
    except UsageError:
        return
    assert found.status == 200
    if value.strip() and facet in ("assessor", "condition", "journal", "source") and value != "none":
        assert "0 of 120 papers" in found.body.decode()


def test_markup_in_values_stays_text(hostile: Store, text: Text) -> None:
    query = urlencode([("assessor", "<img src=x onerror=window.bad=1>"), ("title", "<script>")])
    page = text(hostile, f"/papers.html?{query}")
    assert "<img" not in page
    assert "<script>" not in page
    assert 'value="&lt;img src=x onerror=window.bad=1&gt;" checked' in page
    assert "\u202e" not in page
