"""What an index answers: rank, places, snippets, hints."""

from __future__ import annotations

import pytest

from kg.search.entry import BREAK, Entry, Piece, entries
from kg.search.index import PLACES, Index
from kg.search.question import words

POLISH = "Za\u017c\u00f3\u0142\u0107 g\u0119\u015bl\u0105 ja\u017a\u0144"


def entry(kind: str, name: str, **said: str) -> Entry:
    empty = dict.fromkeys(("label", "paper", "section", "title", "names", "text"), "")
    return Entry(kind, name, **(empty | {"label": name} | said))


@pytest.fixture
def index() -> Index:
    made = Index.made()
    text = "sham laser of the thumb and nothing else that anybody would want to read about in a title"
    made.put("urn:1", "one.yaml", [
        entry("paper", "a", paper="a", title="Laser for sore thumbs"),
        entry("paper", "b", paper="b", title="Mittens", names=f"Laser B {BREAK} Second C"),
        entry("finding", "urn:f", paper="a", section="Table 1", text=text),
        entry("note", "a", label="Notes on a", paper="a", text=f"It is allocation, concealed; {POLISH}."),
    ])  # fmt: skip
    made.put("urn:2", "two.yaml", [entry("paper", "a", paper="a", title="Laser for sore thumbs")])
    return made


def ids(index: Index, text: str, **options: object) -> list[str]:
    return [hit.id for hit in index.find(words(text), **options).hits]  # type: ignore[arg-type]


def test_titles_rank_before_names_and_names_before_text(index: Index) -> None:
    found = index.find(words("laser"))
    assert [hit.id for hit in found.hits] == ["a", "b", "urn:f"]
    assert not found.more
    assert all(hit.score > 0 for hit in found.hits)
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)


def test_two_sources_with_the_same_title_are_one_hit_with_both(index: Index) -> None:
    hits = index.find(words("sore thumbs")).hits
    assert [(hit.id, hit.where) for hit in hits] == [("a", "a, one.yaml; a, two.yaml")]
    (finding,) = index.find(words('"sham laser"')).hits
    assert finding.where == "a, one.yaml, Table 1"


def test_of_many_places_the_first_are_named() -> None:
    with Index.made() as made:
        for i in range(PLACES + 3):
            made.put(f"urn:{i}", f"file-{i}.yaml", [entry("reference", "urn:w", text="the same title", paper=f"p{i}")])
        (hit,) = made.find(words("title")).hits
    assert hit.where == "p0, file-0.yaml; p1, file-1.yaml; p2, file-2.yaml; p3, file-3.yaml; and 3 more"


def test_kinds_and_limit(index: Index) -> None:
    assert ids(index, "laser", kinds=["finding"]) == ["urn:f"]
    assert ids(index, "laser", kinds=["note", "paper"]) == ["a", "b"]
    assert ids(index, "laser", kinds=["fin"]) == []
    found = index.find(words("laser"), limit=2)
    assert [hit.id for hit in found.hits] == ["a", "b"]
    assert found.more
    assert not index.find(words("laser"), limit=3).more


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("LASER thumbs", ["a"]),
        ("zazolc gesla jazn", []),  # the stroke of an l is no diacritic
        ("za\u017c\u00f3\u0142\u0107 GESLA jazn", ["a"]),
        ("z\u00e0z\u00f3\u0142c", ["a"]),
        ("thumb", ["urn:f"]),
        ("thumb*", ["a", "urn:f"]),
        ('"allocation concealed"', ["a"]),
        ('"concealed allocation"', []),
        ("concealed allocation", ["a"]),
        ('"allocation conceal"*', ["a"]),
        ('"laser b second"', []),  # two names of one paper, and no phrase
        ("second laser", ["b"]),
    ],
)
def test_what_is_found(index: Index, text: str, hits: list[str]) -> None:
    assert ids(index, text) == hits


def test_a_snippet_shows_the_words_and_marks_them(index: Index) -> None:
    (hit,) = index.find(words('"sham laser"')).hits
    assert hit.snippet.startswith("\u00absham laser\u00bb of the thumb")
    (hit,) = index.find(words('"sham laser"'), marks=("<", ">")).hits
    assert hit.snippet.startswith("<sham laser> of the thumb")
    (hit,) = index.find(words("second")).hits
    assert hit.snippet == "Laser B; \u00abSecond\u00bb C"


def test_a_long_text_is_cut_around_the_words() -> None:
    with Index.made() as made:
        made.put("urn:s", "f", [entry("note", "n", text="filler " * 300 + "needle " + "filler " * 300)])
        (hit,) = made.find(words("needle")).hits
    assert "\u00abneedle\u00bb" in hit.snippet
    assert hit.snippet.startswith("\u2026")
    assert hit.snippet.endswith("\u2026")
    assert len(hit.snippet) < 300


def test_nothing_of_a_text_can_act_on_a_terminal() -> None:
    with Index.made() as made:
        text = "needle \x1b]0;title\x07 \x1b[31m red \u202e desrever \x01 \x02 \x9b31m"
        made.put("urn:s", "f", entries([Piece("note", "n", "text", text)]))
        (hit,) = made.find(words("needle")).hits
    assert hit.snippet.isprintable()


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("concealled", "Nothing has 'concealled'. Did you mean concealed?"),
        ("laser Mitens", "Nothing has 'mitens'. Did you mean mittens?"),
        ("conceal", "Nothing has 'conceal' as a whole word; conceal* finds words that begin so."),
        ("xylophone", "Nothing has 'xylophone'."),
        ("xyl*", "Nothing has 'xyl'."),
        ('"thumbs sore"', "The words are there, but not side by side; without quotes they are looked for anywhere in a text."),
        ("mittens thumbs", "Each is found, but nothing has them all; fewer words find more."),
    ],
)
def test_where_nothing_is_found_there_is_a_hint(index: Index, text: str, hint: str) -> None:
    assert ids(index, text) == []
    assert index.hint(words(text)) == hint


def test_what_is_dropped_is_not_found_any_more(index: Index) -> None:
    index.drop("urn:1")
    assert ids(index, "laser") == ["a"]
    assert index.find(words("laser")).hits[0].where == "a, two.yaml"
    assert ids(index, "mittens") == []
    index.drop("urn:2")
    index.drop("urn:nothing")
    assert list(index.entries()) == []
    assert index.hint(words("mittens")) == "Nothing has 'mittens'."
