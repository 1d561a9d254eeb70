"""Values of loosely kept JSON as text, and abstracts with tags as lines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.readers.fragments import abstract
from kg.readers.json_values import first_text, mappings, text, texts, whole
from kg.readers.markup import plain
from kg.readers.work import doi_of


@given(st.text(max_size=12) | st.text(" \u00a0\u2003\u200ba<&;\n\u0085\ud800", max_size=6))
@settings(max_examples=300, deadline=None)
def test_a_text_that_is_taken_as_it_stands_is_as_if_it_had_been_made_plain(given_text: str) -> None:
    assert text(given_text) == (plain(whole(given_text)) or None)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("A &amp; B", "A & B"),
        ("A &amp;amp; B", "A & B"),
        ("p &amp;lt; 0.05", "p < 0.05"),
        ("<i>E. coli</i>", "E. coli"),
        ("  two\n lines ", "two lines"),
        ("\ud800half", "\ufffdhalf"),
        ("", None),
        (" ", None),
        (7, "7"),
        (1.5, "1.5"),
        (True, None),
        (None, None),
        ([], None),
        ({"a": 1}, None),
    ],
)
def test_a_value_as_text(value: object, wanted: str | None) -> None:
    assert text(value) == wanted


def test_lists_hold_what_they_should_and_may_be_missing() -> None:
    assert texts(["a", None, 3, ["b"], ""]) == ["a", "3"]
    assert texts("alone") == ["alone"]
    assert first_text([None, "b"]) == "b"
    assert first_text({}) is None
    assert mappings([{"a": 1}, 2, None, [{}]]) == [{"a": 1}]
    assert mappings({"a": 1}) == []


@pytest.mark.parametrize(
    ("fragment", "wanted"),
    [
        ("Words alone.", "Words alone."),
        ("<jats:p>One.</jats:p>\n<jats:p>Two.</jats:p>", "One.\nTwo."),
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("<jats:title>Abstract</jats:title><jats:p>One.</jats:p>", "One."),
        ("ABSTRACT\n\nOne.", "One."),
        ("<jats:sec><jats:title>Methods</jats:title><jats:p>We did.</jats:p></jats:sec>", "Methods: We did."),
        ("<sec><title>Why?</title>\n  <p>Because.</p></sec>", "Why? Because."),
        ("<jats:p>3 × 10<jats:sup>−4</jats:sup> m<jats:sup>2</jats:sup></jats:p>", "3 × 10^−4 m2"),
        ("<jats:p>3 × 10\n      <jats:sup>-4</jats:sup>\n    ).</jats:p>", "3 × 10^-4)."),
        ("<jats:p>H\n  <jats:sub>2</jats:sub>\n  O</jats:p>", "H2 O"),
        ("<jats:p>x<jats:tex-math>\\alpha</jats:tex-math> = <mml:math><mml:mi>α</mml:mi></mml:math></jats:p>", "x = α"),
        ("<jats:p>p &lt; 0.05 and n &gt; 3</jats:p>", "p < 0.05 and n > 3"),
        ("<jats:list><jats:list-item><jats:p>a</jats:p></jats:list-item><jats:list-item>b</jats:list-item></jats:list>", "a\nb"),
        ("<jats:p>unclosed <jats:italic>and odd", "unclosed and odd"),
        ("<jats:p>", ""),
        ("", ""),
    ],
)
def test_an_abstract_in_lines(fragment: str, wanted: str) -> None:
    assert abstract(fragment) == wanted


@given(st.text(st.sampled_from("<>/jats:psupecti \n&lt;1-\x1f"), max_size=60))
@settings(max_examples=300, deadline=None)
def test_whatever_a_fragment_holds_there_is_one_text_in_lines_that_are_not_empty(fragment: str) -> None:
    found = abstract(fragment)
    assert all(line == plain(line) or "<" in line or "&" in line for line in found.split("\n"))
    assert not found or all(found.split("\n"))


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("10.5555/abc", "10.5555/abc"),
        ("https://doi.org/10.5555/ABC", "10.5555/ABC"),
        ("http://dx.doi.org/10.5555/a%28b%29", "10.5555/a(b)"),
        ("doi:10.5555/abc.", "10.5555/abc"),
        ("10.5555/a b", "10.5555/a b"),  # told, and not cut to what might be another work's
        ("10.5555/a|b", "10.5555/a|b"),
        ("nothing", "nothing"),
        ("", None),
        (None, None),
    ],
)
def test_a_field_that_holds_a_doi(printed: str | None, wanted: str | None) -> None:
    assert doi_of(printed) == wanted
