"""Addresses, passages, embedded data and the search index, for any text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from kg.report.search import Index, folded, shard
from kg.report.wording import flaws_found, minus, number, rounded
from kg.views.report import addresses
from kg.views.report.linked_data import embedded
from kg.views.report.passages import WORDS, quoted

SAFE = re.compile(r"[a-z]+/[a-z0-9~-]{1,120}\.html")


@given(st.text())
def test_an_address_is_one_safe_file_in_its_folder(key: str) -> None:
    for make in (addresses.paper, addresses.flaw, addresses.instrument, addresses.article, addresses.source):
        assert SAFE.fullmatch(make(key))


@given(st.text(), st.text())
def test_two_keys_never_share_a_file_on_a_system_that_knows_no_case(one: str, other: str) -> None:
    if one != other:
        assert addresses.paper(one).lower() != addresses.paper(other).lower()


def test_keys_of_papers_stay_readable() -> None:
    assert addresses.paper("van-dillen-2021") == "paper/van-dillen-2021.html"
    assert addresses.part(addresses.flaw("spin"), 2) == "flaw/spin~2.html"
    assert addresses.paper("nul") != "paper/nul.html"


@given(st.text())
def test_a_shortened_passage_is_its_beginning(text: str) -> None:
    quote = quoted(text, "short")
    words = quote.text.removesuffix(" \u2026").split()
    assert len(words) <= WORDS
    whole = text.split()
    assert whole[: len(words)] == words or whole[0].startswith(words[0])
    assert quote.shortened == (words != text.split())
    assert quoted(text, "none").text == ""
    assert quoted(text, "full").text.split() == text.split()


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.starts: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.starts.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.dictionaries(st.text(), st.text(), max_size=4))
def test_embedded_data_ends_no_element_and_reads_back(facts: dict[str, str]) -> None:
    reader = _Scripts()
    reader.feed(f"<script>{embedded(facts)}</script>")
    reader.close()
    assert reader.starts == ["script"]
    assert json.loads(reader.text) == {"@context": "https://schema.org", **facts}


@given(st.lists(st.text(min_size=1), min_size=1, max_size=8))
def test_every_word_of_a_name_finds_it(names: list[str]) -> None:
    index = Index()
    for at, name in enumerate(names):
        index.add("paper", f"paper/{at}.html", name)
    made = dict(index.files())
    words = json.loads(made["w-all.js"].removeprefix('kgSearch.words("all",').removesuffix(");\n")) if "w-all.js" in made else {}
    for at, name in enumerate(names):
        for word in folded(name):
            assert at in words[word]


def test_a_large_index_is_split_by_first_letters() -> None:
    index = Index()
    for at in range(12_000):
        index.add("paper", f"paper/{at}.html", f"alpha beta gamma {at}")
    made = dict(index.files())
    assert {"w-a-l.js", "w-b-e.js", "w-g-a.js", "d-0.js", "d-23.js"} <= made.keys()
    assert "w-all.js" not in made
    assert shard("\u00fcber") == "ufc-b"


def test_numbers_are_told_as_people_read_them() -> None:
    assert number("-7.9") == "\u22127.9"
    assert minus("-5.6 [-9.1, -2.1]") == "\u22125.6 [\u22129.1, \u22122.1]"
    assert [rounded(value) for value in (0.058, 1.62, 118.4, 0.0001, None)] == ["0.058", "1.6", "120", "less than 0.001", ""]


def test_a_flaw_that_was_only_called_unclear_is_not_among_the_judged() -> None:
    said = [("spin", "present"), ("spin", "unclear"), ("small-sample", "absent"), ("high-attrition", "unclear")]
    assert flaws_found(said) == "1 of 2 judged flaws found"
    assert flaws_found([("spin", "likely-present"), ("spin", "absent")]) == "1 of 1 judged flaw found"
    assert flaws_found([("spin", "unclear")]) == flaws_found([]) == "no flaw judged present or absent"
