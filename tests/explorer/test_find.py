"""The search finds what the index finds, marks the words, and every hit leads to a page that is there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.explorer import find as module
from kg.explorer.asked import Answer
from kg.search.question import words
from kg.search.upkeep import reading
from kg.store import Store

Text = Callable[..., str]
Get = Callable[..., Answer]


def hits(page: str) -> list[tuple[str, str, str]]:
    """Kind, address and name of each hit."""
    found = re.search(r'<ol class="found">.*?</ol>', page, re.DOTALL)
    rows = re.findall(r'<span class="mark">([a-z]+)</span> (?:<a href="([^"]*)">)?(.*?)(?:</a>|</p>)', found[0] if found else "")
    return [(kind, unescape(href), unescape(re.sub(r"<[^>]+>", "", name))) for kind, href, name in rows]


def test_without_words_the_page_says_what_can_be_found(world: Store, text: Text) -> None:
    page = text(world, "/search")
    assert "What can be found" in page
    assert hits(page) == []


@pytest.mark.parametrize("query", ["trial", "pain", "spin", "exercise"])
def test_hits_and_their_kinds_are_those_of_the_index(shipped: Store, text: Text, query: str) -> None:
    with reading(shipped, shipped.place) as index:
        found = index.find(words(query), (), 100_000).hits
    page = text(shipped, f"/search?q={query}")
    shown = {
        name: int(count.replace(",", "").rstrip("+"))
        for name, count in re.findall(r'<li><a href="search\?[^"]*"[^>]*>([^<]+?) <span class="count">([^<]+)</span>', page)
    }
    counts = Counter(hit.kind for hit in found)
    assert {module.KINDS[kind]: min(number, 1000) for kind, number in counts.items()} == {
        name: number for name, number in shown.items() if name != "All"
    }
    assert [kind for kind, _, _ in hits(page)] == [hit.kind for hit in found[:20]]
    assert page.lower().count(f"<mark>{query}</mark>") >= 1


def test_every_hit_leads_to_a_page_and_an_anchor_that_are_there(shipped: Store, text: Text, get: Get) -> None:
    seen = Counter[str]()
    for kind in module.KINDS:
        for query in ("pain", "trial", "reported"):
            for _, href, _ in hits(text(shipped, f"/search?q={query}&kind={kind}"))[:4]:
                assert href, (kind, query)
                target = f"/{href}"
                found = get(shipped, target.partition("#")[0])
                if found.status == 303:
                    target = found.headers["Location"]
                    found = get(shipped, target.partition("#")[0])
                assert found.status == 200, (kind, href)
                anchor = target.partition("#")[2]
                assert not anchor or f'id="{anchor}"' in found.body.decode(), (kind, href, target)
                seen[kind] += 1
    assert {"paper", "finding", "outcome", "article", "reference"} <= set(seen)


def test_pages_of_an_answer_go_on_where_the_last_ended(shipped: Store, text: Text) -> None:
    first, second = (hits(text(shipped, f"/search?q=pain&page={page}")) for page in (1, 2))
    assert len(first) == len(second) == 20
    with reading(shipped, shipped.place) as index:
        found = index.find(words("pain"), (), 1000).hits
    assert [kind for kind, _, _ in first + second] == [hit.kind for hit in found[:40]]


def test_where_nothing_is_found_it_says_what_to_try(shipped: Store, text: Text) -> None:
    page = unescape(text(shipped, "/search?q=randomizd"))
    assert "Nothing matches" in page
    assert "Did you mean" in page
    other = unescape(text(shipped, "/search?q=spin&kind=outcome"))
    assert "of the kind outcomes matches" in other
    assert "Try another word" in other
    assert 'class="kinds"' in other  # the other kinds have hits


def test_quotes_and_star(world: Store, text: Text) -> None:
    plain = hits(text(world, "/search?" + urlencode({"q": "alpha"})))
    begun = hits(text(world, "/search?" + urlencode({"q": "alph*"})))
    assert plain
    assert {(kind, href) for kind, href, _ in plain} <= {(kind, href) for kind, href, _ in begun}


@pytest.mark.parametrize(
    ("query", "said"),
    [("q=a&kind=papers", "paper"), ("q=pain&page=0", "whole number"), ("q=pain&page=999", "page"), ("q=" + "a" * 1001, "1,000"),
     ("q=pain&page=%D9%A3", "whole number")],
)  # fmt: skip
def test_what_means_nothing_is_refused(world: Store, get: Get, query: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        get(world, f"/search?{query}")
    assert said in caught.value.message + caught.value.hint


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_no_text_breaks_it(world: Store, get: Get, typed: str) -> None:
    assert get(world, f"/search?q={quote(typed, errors='replace')}").status == 200


def test_markup_in_what_is_found_stays_text(hostile: Store, text: Text) -> None:
    for query in ("script", "onerror", "onmouseover", "marked", "' OR 1=1 --", "<img src=x>"):
        page = text(hostile, f"/search?q={quote(query)}")
        assert "<img" not in page
        assert "<script>" not in page
        assert 'onmouseover="' not in page.replace("&#34;", "")
        assert "\u202e" not in page
    assert "&lt;mark&gt;<mark>marked</mark>&lt;/mark&gt;" in text(hostile, "/search?q=marked")
