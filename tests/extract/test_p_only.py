"""Comparisons told by a p alone: sentences of our own, and what holds for every text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_yaml import loaded

from kg.extract import Mention, find_comparisons, find_estimates

PHRASES = loaded((Path(__file__).parent / "p_only.yaml").read_text(encoding="utf-8"))
PIECES = st.sampled_from(
    [
        "(",
        ")",
        "[",
        ";",
        ",",
        ".",
        "p = 0.03",
        "P<.001",
        "both p < 0.05",
        "p > .05 for all",
        "1.2",
        "35%",
        "12 months",
        "at ",
        "than ",
        "vs. ",
        "between the groups",
        "in the A group",
        "\n    with B",
        "differed",
        "did not differ",
        "no difference in",
        "interaction",
        "baseline",
        "and",
        "or",
        "placebo",
        "compared with",
        "respectively",
        "OR 1.2 (95% CI 1.1 to 1.4)",
        "\n    pain",
        "sleep",
        "lower",
        "higher",
        "—",
        "−",
        "İ",
        "\x00",
        "\n",
        "was",
        "of",
        "time effect",
        "correlated with",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=50).map("".join), st.lists(PIECES, max_size=45).map(" ".join))


def _rows(found: bool) -> list[object]:
    return [
        pytest.param(p, id=p["text"][:60], marks=[pytest.mark.xfail(strict=True, reason=p["known"])] if "known" in p else [])
        for p in PHRASES
        if bool(p.get("expect")) is found
    ]


def _has(mention: Mention | None, words: str) -> bool:
    return mention is not None and set(words.lower().split()) <= set(mention.text.lower().split())


@pytest.mark.parametrize("phrase", _rows(found=True))
def test_a_comparison_is_read(phrase: dict) -> None:
    found = find_comparisons(phrase["text"])
    assert [f"{c.p.op} {c.p.value}" for c in found] == [e["p"] for e in phrase["expect"]]
    for c, expected in zip(found, phrase["expect"], strict=True):
        for key, mention in (("a", c.arm_a), ("b", c.arm_b), ("outcome", c.outcome), ("time", c.timepoint)):
            if key in expected:
                assert _has(mention, expected[key]), (key, mention)
        if "direction" in expected:
            assert c.direction == expected["direction"]


@pytest.mark.parametrize("phrase", _rows(found=False))
def test_a_trap_gives_no_comparison(phrase: dict) -> None:
    assert [(c.p.text, c.rule) for c in find_comparisons(phrase["text"])] == []


def test_the_estimates_may_be_given_by_who_has_read_them() -> None:
    text = "Pain was lower with heat than cold (MD -1.2, 95% CI -2.0 to -0.4; p = 0.01), as was stiffness (p = 0.04)."
    assert find_comparisons(text, find_estimates(text)) == find_comparisons(text)
    assert [c.p.value for c in find_comparisons(text)] == ["0.04"]


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_every_mention_is_a_stretch_of_the_text_and_no_p_of_an_effect(text: str) -> None:
    tied = {(e.p.start, e.p.end) for e in find_estimates(text) if e.p}
    for c in find_comparisons(text):
        for m in (c.sentence, c.p, c.outcome, c.arm_a, c.arm_b, c.timepoint):
            if m is not None:
                assert m.text == text[m.start : m.end]
                assert m.text
        assert 0 <= c.start <= c.p.start < c.p.end <= c.end <= len(text)
        assert (c.p.start, c.p.end) not in tied
        assert c.direction in {"higher", "lower", "none", None}
        assert c.grade in {"A", "B", "C"}


@pytest.mark.parametrize(
    "piece", ["p = 0.01 ", "than A (p<.05) ", "no ", "between the ", "group by ", "was similar ", "did not ", "before "]
)
def test_time_grows_with_length_only(piece: str, grows: Callable[..., float]) -> None:
    def read(size: int) -> None:
        find_comparisons(f"Pain was lower with A than B (p = 0.01 {piece * (size // len(piece))} p = 0.02")

    assert grows(lambda: read(4_000), lambda: read(64_000), 80) < 80
