"""Numbers of two places of one source: what speaks against each other is found, what is told otherwise is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_yaml import loaded

from kg.extract import Mention, find_contradictions

PAIRS = loaded((Path(__file__).parent / "contradictions.yaml").read_text(encoding="utf-8"))
FOUND, CLEAN = [pair for pair in PAIRS if "expect" in pair], [pair for pair in PAIRS if "expect" not in pair]


@pytest.mark.parametrize("pair", PAIRS, ids=[f"{pair['b'][:50]}-{number}" for number, pair in enumerate(PAIRS)])
def test_two_places(pair: dict) -> None:
    first, second = pair.get("named", ("abstract", "commentary"))
    found = find_contradictions([(first, pair["a"]), (second, pair["b"])])
    assert [[c.kind, *c.differs] for c in found] == pair.get("expect", []), [c.sentence for c in found]
    for c in found:
        _holds(c, {first: pair["a"], second: pair["b"]})


@pytest.mark.parametrize("pair", FOUND, ids=range(len(FOUND)))
def test_the_order_of_the_places_does_not_matter(pair: dict) -> None:
    found = find_contradictions([("b", pair["b"]), ("a", pair["a"])])
    kinds = [c.kind for c in found]
    assert kinds == [row[0] for row in pair["expect"]]


def _holds(c: object, texts: dict[str, str]) -> None:
    for place, mention in ((c.first_place, c.first), (c.second_place, c.second)):
        assert mention.text == texts[place][mention.start : mention.end]
        assert mention.text
    assert c.first_place != c.second_place
    assert c.grade in {"A", "B", "C"}
    assert c.first_place in c.sentence
    assert c.second_place in c.sentence


def test_half_of_the_pairs_are_clean() -> None:
    assert len(PAIRS) >= 40
    assert len(CLEAN) >= len(PAIRS) / 2


ABSTRACT = (
    "Of 640 adults screened for eligibility, 212 were randomly assigned to balance training or advice. "
    "Disability was lower for balance training than for advice by 7.9 points (95% CI, 4.7 to 11.1; P = .004). "
    "At 6 months, pain was lower for balance training than for advice by 5.6 points (95% CI, 2.1 to 9.3; P = .031). "
    "Relapse was rarer with balance training than with advice at 12 months (OR 0.62, 95% CI 0.43 to 0.89; P = .012). "
)
# Each number of a result, without those whose change is no longer a number of its kind.
DIGITS = [
    (stretch.start() + at, stretch[0])
    for stretch in re.finditer(
        r"(?<=by )\d\.\d|(?<=CI, )\d\.\d|(?<=to )\d{1,2}\.\d|(?<=OR )0\.\d\d|(?<=CI )0\.\d\d|(?<=P = \.0)\d\d", ABSTRACT
    )
    for at, char in enumerate(stretch[0])
    if char.isdigit() and not (stretch[0].startswith("0.") and at == 0)
]


def test_an_abstract_does_not_contradict_itself() -> None:
    assert find_contradictions([("abstract", ABSTRACT), ("copy", ABSTRACT)]) == ()


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(DIGITS), st.sampled_from("123456789"))
def test_one_changed_digit_is_found_and_nothing_else(place: tuple[int, str], digit: str) -> None:
    at, _ = place
    if ABSTRACT[at] == digit:
        return
    changed = ABSTRACT[:at] + digit + ABSTRACT[at + 1 :]
    found = find_contradictions([("abstract", ABSTRACT), ("copy", changed)])
    assert len(found) == 1, (changed, [c.sentence for c in found])
    (c,) = found
    assert c.second.start <= at < c.second.end
    assert c.first.start <= at < c.first.end
    _holds(c, {"abstract": ABSTRACT, "copy": changed})


@dataclass(frozen=True)
class _Count:
    kind: str
    value: int
    text: str
    start: int
    end: int
    sentence: Mention
    grade: str = "A"


def test_any_reader_of_people_serves() -> None:
    def people(text: str) -> list[_Count]:
        return [_Count("randomized", int(m[0]), m[0], *m.span(), Mention(text, 0, len(text))) for m in re.finditer(r"\d+", text)]

    (c,) = find_contradictions([("abstract", "we had 40"), ("results", "we had 41")], people=people)
    assert (c.kind, c.differs, c.first.text, c.second.text) == ("people", ("randomized",), "40", "41")
    assert find_contradictions([("abstract", "40 or 41"), ("results", "41")], people=people) == (), (
        "more than one number is no contradiction"
    )


def test_names_that_mean_the_same_are_told() -> None:
    a = "At 6 months, MODQ was lower with yoga than with rest by 5.6 (95% CI 2.1 to 9.1)."
    b = "At 6 months, MOSDQ was lower with yoga than with rest by 5.9 (95% CI 2.1 to 9.1)."
    assert find_contradictions([("a", a), ("b", b)]) == ()
    (c,) = find_contradictions([("a", a), ("b", b)], names={"MODQ": "oswestry", "MOSDQ": "oswestry"})
    assert (c.first.text, c.second.text) == ("5.6", "5.9")


def test_names_of_several_words_are_told_in_whatever_case() -> None:
    names = {"MODQ": "modq", "modified oswestry": "modq", "modified oswestry disability index": "modq"}
    said = "At 6 months, {} was lower with yoga than with rest by {} (95% CI 2.1 to 9.1)."
    for name in ("the modified Oswestry", "the Modified Oswestry Disability Index", "the modified Oswestry disability index"):
        places = [("a", said.format("MODQ", "5.6")), ("b", said.format(name, "5.9"))]
        assert find_contradictions(places) == ()
        assert [c.differs for c in find_contradictions(places, names=names)] == [("value",)], name


def test_what_a_text_says_of_an_abbreviation_goes_before_the_names() -> None:
    a = "Pain catastrophizing was measured. At 6 months, PCS was lower with yoga than with rest by 5.6 (95% CI 2.1 to 9.1)."
    b = "The pressing comfort scale (PCS) came. At 6 months, PCS was lower with yoga than with rest by 5.9 (95% CI 2.1 to 9.1)."
    c = "At 6 months, pressing comfort was lower with yoga than with rest by 5.9 (95% CI 2.1 to 9.1)."
    assert len(find_contradictions([("a", a), ("b", b)], names={"PCS": "pcscatastrophizing"})) == 1
    assert len(find_contradictions([("a", a), ("b", b), ("c", c)], names={"PCS": "pcscatastrophizing"})) == 2


def test_three_places_are_compared_pairwise() -> None:
    said = "Pain was lower with yoga than with rest by {} points (95% CI, 2.1 to 9.1)."
    found = find_contradictions(
        [("abstract", said.format("5.6")), ("results", said.format("5.6")), ("table", said.format("5.1"))]
    )
    assert [(c.first_place, c.second_place) for c in found] == [("abstract", "table"), ("results", "table")]


PIECES = st.sampled_from(
    [
        "lower by ", "7.9", " points", " (95% CI, ", "4.7 to 11.0", "; P<.001)", "OR 0.5 ", "at 6 months ", "about 8 points",
        " difference ", "154 ", "patients were randomized", ". ", " than ", "yoga", " less than 10%", "İ", "−", "“", "\n",
        "−2·3", "(", "%",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=50).map("".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_every_result_is_a_stretch_of_its_text(one: str, other: str) -> None:
    for c in find_contradictions([("one", one), ("other", other)]):
        _holds(c, {"one": one, "other": other})


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_no_text_contradicts_its_copy_in_its_estimates(text: str) -> None:
    assert [c for c in find_contradictions([("one", text), ("copy", text)]) if c.kind != "paraphrase"] == []


@pytest.mark.parametrize(
    "piece",
    ["about 8 points apart ", "difference of 1.2 (95% CI 0.5 to 2.0) ", "1 ", "less than ", "154 patients randomized. ", "x"],
)
def test_time_grows_with_length_only(piece: str, grows: Callable[..., float]) -> None:
    def read(size: int) -> None:
        text = piece * (size // len(piece))
        find_contradictions([("a", text), ("b", text + " 1.3")])

    assert grows(lambda: read(4_000), lambda: read(64_000), 80) < 80
