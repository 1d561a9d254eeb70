"""Which outcome and which two sides each estimate of a sentence of our own belongs to, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_yaml import loaded

from kg.extract import Mention, find_estimates
from kg.extract.correlated import pair
from kg.extract.noun_phrases import noun_phrases
from kg.extract.stretch import stretch
from kg.extract.words import words

SENTENCES = loaded((Path(__file__).parent / "roles.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["text"][:60])
def test_the_roles_of_a_sentence(sentence: dict) -> None:
    def text(mention: Mention | None) -> str | None:
        return mention.text if mention else None

    found = [[text(e.outcome), text(e.arm_a), text(e.arm_b)] for e in find_estimates(sentence["text"])]
    assert found == sentence["roles"]


def test_a_stop_that_stands_alone_is_no_name() -> None:
    assert all(e.arm_a is None and e.arm_b is None for e in find_estimates("OR .0A ."))


WORDS = ("correlation", "between", "and", "pain", "with", "mood", "correlated", "were", "(r", "=", ",", ";", "score", "the", "of")


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_a_correlated_pair_is_a_stretch_before_its_effect(said: list[str]) -> None:
    text = " ".join([*said, "0.4"])
    w = words(text)
    place = stretch(w, len(text) - 3, len(text), 0, len(text))
    span = pair(w, noun_phrases(w), place)
    assert span is None or 0 <= span[0] < span[1] <= place.start


BRACKETED = st.lists(
    st.sampled_from((*WORDS, ")", "(", "]", "[", "than", "versus", "higher", "A", "11.7%", "(95% CI 1.2 to 3.4)", "group"))
)


@given(BRACKETED, BRACKETED)
def test_brackets_that_nobody_opened_end_no_reading(before: list[str], after: list[str]) -> None:
    """Named after a bug: a closing bracket without its opening one before a word of comparison was read for ever."""
    text = " ".join([*before, ")", "than", *after, "MD 2.1 (95% CI 1.2 to 3.0)."])
    for found in find_estimates(text):
        for mention in (found.outcome, found.arm_a, found.arm_b):
            assert mention is None or text[mention.start : mention.end] == mention.text


def test_what_stands_for_a_value_and_is_no_number_orders_no_arms() -> None:
    """Named after a bug found by a property: "0//" was taken for a share."""
    assert find_estimates("0// TO 0A 0 TO A)OR .0") is not None
