"""Values of arms: sentences of our own, and what holds for every text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_yaml import loaded

from kg.extract import GroupValueMention, Mention, find_estimates, find_group_values, numeral

PHRASES = loaded((Path(__file__).parent / "groups.yaml").read_text(encoding="utf-8"))
PIECES = st.sampled_from(
    [
        "95% CI",
        "(",
        ")",
        "[",
        "]",
        ",",
        ";",
        ":",
        ".",
        "±",
        "%",
        "p = 0.03",
        "P<.001",
        "1.2",
        "0.85",
        "-3",
        "1,200",
        "12",
        "0·7",
        "35/132",
        "n = 12",
        "41 of 90 patients",
        "12 months",
        "at ",
        "than ",
        "vs. ",
        "\n    versus",
        "in the A group",
        "with B",
        "for",
        "group",
        "groups",
        "respectively",
        "lower",
        "from 3.1 to",
        "median",
        "mean (SD)",
        "IQR",
        "baseline",
        "and",
        "or",
        "between",
        "placebo",
        "\n    per 1000",
        "OR 1.2",
        "difference of",
        "—",
        "−",
        "–",
        "İ",
        "ß",
        "µ",
        "\u2009",
        "\x00",
        "compared with",
        "who",
        "of",
        "was",
        "were",
        "\n",
        "kg",
        "mmHg",
        "A",
        "RR",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join), st.lists(PIECES, max_size=45).map(" ".join))


def _rows(found: bool) -> list[object]:
    return [
        pytest.param(p, id=p["text"][:60], marks=[pytest.mark.xfail(strict=True, reason=p["known"])] if "known" in p else [])
        for p in PHRASES
        if bool(p.get("expect")) is found
    ]


def _has(mention: Mention | None, words: str) -> bool:
    return mention is not None and set(words.lower().split()) <= set(mention.text.lower().split())


@pytest.mark.parametrize("phrase", _rows(found=True))
def test_values_are_read_with_their_arms(phrase: dict) -> None:
    found = find_group_values(phrase["text"])
    assert [v.value.text for v in found] == [e["value"] for e in phrase["expect"]]
    for v, expected in zip(found, phrase["expect"], strict=True):
        for key, mention in (("arm", v.arm), ("outcome", v.outcome), ("time", v.timepoint)):
            if key in expected:
                assert _has(mention, expected[key]), (key, mention)
        for key in ("n", "events", "total", "baseline"):
            if key in expected:
                mention = getattr(v, key)
                assert mention is not None, key
                assert mention.text == expected[key]
        if "kind" in expected:
            assert v.kind == expected["kind"]
        if "spread" in expected:
            assert v.spread is not None
            assert [v.spread.kind, v.spread.low.text, v.spread.high and v.spread.high.text] == expected["spread"]


@pytest.mark.parametrize("phrase", _rows(found=False))
def test_a_trap_gives_no_value(phrase: dict) -> None:
    assert [(v.value.text, v.arm and v.arm.text, v.rule) for v in find_group_values(phrase["text"])] == []


def test_arms_are_carried_over_from_an_earlier_sentence() -> None:
    found = find_group_values(
        "Pain was 3.1 in the yoga group and 4.4 in the rest group. The groups had similar fatigue (5.0 vs 5.1; p = 0.90)."
    )
    assert [(v.value.text, v.arm and v.arm.text) for v in found] == [
        ("3.1", "yoga"),
        ("4.4", "rest"),
        ("5.0", "yoga"),
        ("5.1", "rest"),
    ]
    assert [v.grade for v in found][2:] == ["C", "C"]


def test_the_estimates_may_be_given_by_who_has_read_them() -> None:
    text = "Falls were rarer (7.9% with braces vs 11.3% with tape; RR 0.70, 95% CI 0.50 to 0.98)."
    assert find_group_values(text, find_estimates(text)) == find_group_values(text)
    assert [v.value.text for v in find_group_values(text)] == ["7.9", "11.3"]


def _mentions(v: GroupValueMention) -> list[Mention]:
    spread = (v.spread.low, v.spread.high) if v.spread else ()
    told = (v.sentence, v.arm, v.outcome, v.timepoint, v.value, v.n, v.events, v.total, v.baseline, *spread)
    return [m for m in told if m is not None]


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_every_mention_is_a_stretch_of_the_text_and_no_number_of_an_effect(text: str) -> None:
    effects = [m for e in find_estimates(text) for m in (e.value, e.ci_low, e.ci_high, e.p) if m]
    for v in find_group_values(text):
        for m in _mentions(v):
            assert m.text == text[m.start : m.end]
            assert m.text
        assert 0 <= v.start <= v.value.start < v.value.end <= v.end <= len(text)
        float(numeral(v.value.text))
        assert v.grade in {"A", "B", "C"}
        assert not any(e.start < v.value.end and v.value.start < e.end for e in effects)


@settings(max_examples=200, deadline=None)
@given(
    st.decimals(0, 500, places=1),
    st.decimals(0, 90, places=1),
    st.sampled_from([("", ""), (" (SD 1.2)", " (SD 1.3)"), (" ± 2.0", " ± 2.1"), (" [IQR 1-9]", " [IQR 2-8]"), ("%", "%")]),
    st.sampled_from([" vs ", " versus ", " compared with ", " and "]),
)
def test_any_pair_is_read_back(one: object, other: object, dress: tuple[str, str], link: str) -> None:
    found = find_group_values(f"Pain was {one}{dress[0]} in the yoga group{link}{other}{dress[1]} in the rest group (p = 0.03).")
    assert [(v.value.text, v.arm and v.arm.text) for v in found] == [(str(one), "yoga"), (str(other), "rest")]


ADVERSARIES = {
    "numbers": "1.5 ",
    "counts": "3/9 (",
    "spreads": "1 (2-3",
    "deviations": "1 ± 2 ",
    "versus": "1 vs ",
    "lists": "1, 2 and ",
    "groups": "in the A group 5% ",
    "between": "between a and ",
    "labels": "mean (SD) = ",
    "from": "from 3 to ",
    "p": "p = 0.0 ",
    "sizes": "n = 9; ",
    "who": "5% women who ",
    "words": "aa ",
    "digits": "1",
    "dashes": "— 1",
    "units": "1 a-a-a-a per ",
    "commas": "1,",
}


@pytest.mark.parametrize("piece", ADVERSARIES.values(), ids=ADVERSARIES)
def test_time_grows_with_length_only(piece: str, grows: Callable[..., float]) -> None:
    def read(size: int) -> None:
        find_group_values(f"In the A and B groups (5% vs 6%; p = 0.01 {piece * (size // len(piece))} 3 versus 4")

    assert grows(lambda: read(4_000), lambda: read(64_000), 80) < 80
