"""What a person types: how it is taken apart, and that nothing in it is a mistake."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.search.entry import Piece, entries
from kg.search.index import Index
from kg.search.question import LONGEST, Term, match, tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chronic pain", [("chronic", False), ("pain", False)]),
        ('"chronic pain" x', [("chronic pain", False), ("x", False)]),
        ("random* trial", [("random", True), ("trial", False)]),
        ('"random alloc"*', [("random alloc", True)]),
        ('"open end', [("open end", False)]),
        ("\u201cchronic pain\u201d", [("chronic pain", False)]),
        ("follow-up 10.1001/x.2020", [("follow-up", False), ("10.1001/x.2020", False)]),
        ("a AND b NOT c OR d NEAR e", [(w, False) for w in ("a", "AND", "b", "NOT", "c", "OR", "d", "NEAR", "e")]),
        ("title:pain ^x (y) {z} +w -v", [(w, False) for w in ("title:pain", "^x", "(y)", "{z}", "+w", "-v")]),
        ("pain pain", [("pain", False)]),
        ('-- "" * "!?" \u2264', []),
        ("", []),
        ("a\0b", [("a", False), ("b", False)]),
    ],
)
def test_words(text: str, expected: list[tuple[str, bool]]) -> None:
    assert words(text) == tuple(Term(*term) for term in expected)


def test_a_match_quotes_everything() -> None:
    assert match((Term("a b", False), Term("c", True), Term('d"', False))) == '"a b" "c"* "d"""'
    assert match(tuple(Term(str(i), False) for i in range(1000))).count('"') == 2 * LONGEST


def test_words_are_folded_in_case_and_diacritics() -> None:
    assert tokens("Zo\u00eb's F\u00d8LLOW-up \u00dcBER") == ("zoe", "s", "f\u00f8llow", "up", "uber")


ALPHABET = st.one_of(st.sampled_from("\"*^:(){}+-,\\'AND OR NOT NEAR/\u201c\u201d\0\n\ue000\ud800"), st.characters())


@pytest.fixture(scope="module")
def index() -> Index:
    made = Index.made()
    made.put("urn:s", "file", entries([Piece("note", "n", "text", "and or not near AND the words of a note, 10.1001/x")]))
    return made


@given(st.text(ALPHABET, max_size=60))
@example('"')
@example('""')
@example("NOT")
@example("AND AND")
@example("NEAR(a b, 3)")
@example("text : a")
@example("a" * 5000)
@example(" ".join(f"w{i}" for i in range(2000)))
@example('"' + "a " * 5000 + '"')
@example("*")
@example("\0")
@example("\ud800*")
@example("\u2103 \u00bd*")
@settings(max_examples=400, deadline=None)
def test_no_text_is_a_mistake(index: Index, text: str) -> None:
    terms = words(text)
    found = index.find(terms)
    assert len(found.hits) <= 1
    if terms and not found.hits:
        assert isinstance(index.hint(terms), str)


WORDS = st.lists(
    st.sampled_from(["alpha", "B\u00caTA", "beta", "gamma", "gammas", "delta-4", "Zo\u00eb"]), min_size=1, max_size=6
)


@given(st.lists(WORDS, min_size=1, max_size=5), st.lists(st.tuples(WORDS, st.booleans(), st.booleans()), min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_what_is_found_is_what_holds_every_term(texts: list[list[str]], asked: list[tuple[list[str], bool, bool]]) -> None:
    """Against a search that looks at each text word by word."""
    query = " ".join(
        '"{}"{}'.format(" ".join(term), "*" if prefix else "") if phrase else " ".join(term) for term, phrase, prefix in asked
    )

    def holds(text: tuple[str, ...], term: Term) -> bool:
        wanted = tokens(term.text)
        for start in range(len(text) - len(wanted) + 1):
            there = text[start : start + len(wanted)]
            if there[:-1] == wanted[:-1] and (there[-1].startswith(wanted[-1]) if term.prefix else there[-1] == wanted[-1]):
                return True
        return False

    with Index.made() as made:
        pieces = [Piece("note", str(i), "text", " ".join(text)) for i, text in enumerate(texts)]
        pieces += [Piece("note", str(i), "label", str(i)) for i in range(len(texts))]
        made.put("urn:s", "file", entries(pieces))
        found = {hit.id for hit in made.find(words(query), limit=100).hits}
    expected = {str(i) for i, text in enumerate(texts) if all(holds(tokens(" ".join(text)), term) for term in words(query))}
    assert found == expected
    assert all(unicodedata.is_normalized("NFKD", token) for text in texts for token in tokens(" ".join(text)))
