"""Keys made of identifiers: the same for everybody who names the same work, and usable wherever keys are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import keys
from kg.keys import kind_of, made_key, plain, rank
from kg.records import Paper

TEXT = st.text(max_size=80)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"pmid": "33369625", "doi": "10.1001/x", "title": "T"}, "pmid-33369625"),
        ({"doi": "10.1001/JAMA.2020(1)", "pmcid": "PMC12"}, "doi-10-1001-jama-2020-1-17c6a2fd2a53"),
        ({"pmcid": "PMC12", "title": "T"}, "pmcid-12"),
        ({"title": "On pain", "first_author": "Rossi A", "year": 2019}, "title-rossi-2019-67f1159807d2"),
    ],
)
def test_the_best_identifier_makes_the_key(values: dict[str, str], key: str) -> None:
    assert made_key(**values) == key  # type: ignore[arg-type]
    assert kind_of(key) == key.split("-")[0]


@given(TEXT, TEXT, TEXT, st.integers(1500, 2200))
def test_any_words_make_a_key_that_records_take(doi: str, title: str, author: str, year: int) -> None:
    for key in (made_key(doi=f"10.1000/{doi}"), made_key(title=title, first_author=author, year=year)):
        assert Paper(key=key).key == key
        assert not keys.given(key)


def test_ways_to_print_a_name_make_one_key() -> None:
    one = made_key(title="Sch\u00f6ne Knie: a trial", first_author="van Dillen LR", year=2001)
    assert one == made_key(title="SCHONE KNIE - A TRIAL.", first_author="van Dillen, Linda", year=2001)
    assert one != made_key(title="Sch\u00f6ne Knie: a trial", first_author="van Dillen LR", year=2002)
    assert made_key(doi="10.1000/A.b") == made_key(doi="10.1000/a.B") != made_key(doi="10.1000/a-b")


def test_given_keys_come_before_made_ones_and_these_in_the_order_of_trust() -> None:
    made = [made_key(pmid="1"), made_key(doi="10.1000/x"), made_key(pmcid="PMC1"), made_key(title="x")]
    assert sorted([*reversed(made), "zulu-1999"], key=rank) == ["zulu-1999", *made]
    assert kind_of("pmid-and-more") == "given"


def test_plain_words() -> None:
    assert plain("  \u201cBack\u201d  Pain\u2014 \u00c9tude n\u00b0 2 ") == "back pain etude n 2"
