"""Entries out of pieces, and which passages get one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.search.entry import BREAK, KINDS, Entry, Held, Piece, entries, outermost


def test_pieces_become_one_entry_whatever_their_order_and_number() -> None:
    columns = [("names", "Beta B"), ("names", "Alpha A"), ("title", " A\n title\x1b[31m "), ("label", "Beta 2001")]
    pieces = [Piece("paper", "b-2001", *said) for said in [*columns, ("paper", "b-2001"), ("text", None)]]
    wanted = Entry("paper", "b-2001", "Beta 2001", "b-2001", "", "A title\ufffd[31m", f"Alpha A {BREAK} Beta B", "")
    assert entries(pieces) == [wanted]
    assert entries(reversed(pieces * 2)) == [wanted]


def test_what_has_no_words_is_left_out() -> None:
    assert entries([Piece("finding", "f", "label", "spin: present"), Piece("finding", "f", "text", " \u200b ")]) == []


def test_no_stored_text_holds_what_the_index_uses_itself() -> None:
    (made,) = entries([Piece("note", "n", "text", f"one{BREAK}two\x01three\x02")])
    assert made.text == "one\ufffdtwo\ufffdthree\ufffd"


def test_the_same_words_are_the_same_thing_and_papers_go_by_their_key() -> None:
    def entry(kind: str, name: str, **said: str) -> Entry:
        empty = dict.fromkeys(("label", "paper", "section", "title", "names", "text"), "")
        return Entry(kind, name, **(empty | said))

    for kind in KINDS:
        named = kind in ("paper", "flaw", "article", "reference")
        assert (entry(kind, "a", text="x").same == entry(kind, "a", text="y").same) == named
        assert (entry(kind, "a", text="x").same == entry(kind, "b", text="x").same) != named
        assert entry(kind, "a", text="x", section="s").same == entry(kind, "a", text="x").same
    assert len({entry(kind, "a").same for kind in KINDS}) == len(KINDS)
    assert entry("finding", "a", paper="p").same != entry("finding", "a", paper="q").same


PASSAGES = st.lists(
    st.builds(
        lambda start, size, paper, section, told: Held(start, start + size, "x" * size, paper, section, told),
        st.integers(0, 12), st.integers(1, 12), st.sampled_from("pq"), st.sampled_from([None, "abstract"]), st.booleans(),
    ),
    max_size=8,
)  # fmt: skip


@given(PASSAGES, st.randoms(use_true_random=False))
def test_passages_within_others_or_told_elsewhere_get_no_entry(passages: list[Held], chance: object) -> None:
    def covered(one: Held) -> bool:
        places = {(other.start, other.end) for other in passages} - {(one.start, one.end)}
        told = any(other.told and (other.start, other.end) == (one.start, one.end) for other in passages)
        return told or any(start <= one.start and one.end <= end for start, end in places)

    kept = outermost(passages)
    assert sorted(map(str, kept)) == sorted(str(one) for one in passages if not covered(one))
    chance.shuffle(passages)  # type: ignore[attr-defined]
    assert outermost(passages) == kept
