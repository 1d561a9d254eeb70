"""What looked like an estimate and was not read as one, with its reason: the same decisions, written down."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract import find_estimates
from kg.extract.candidates import candidates
from kg.extract.intervals import intervals
from kg.extract.rejections import rejected
from kg.extract.sentence_facts import sentence_facts
from kg.extract.sentences import normalise

from .test_properties import TEXTS


@pytest.mark.parametrize(
    ("text", "stretch", "code"),
    [
        ("Recovery was 62% (95% CI 48%-74%) in group 1 and 47% (95% CI 33%-61%) in group 2.", "62% (95% CI 48%-74", "arm-value"),
        ("Two-year survival was 91.5% (95% CI 86.2-95.0).", "91.5% (95% CI 86.2-95.0", "arm-value"),
        ("The index was 1.5 (95% CI 1.2-1.9).", "1.5 (95% CI 1.2-1.9", "no-measure"),
        ("The change from baseline was -4.2 (95% CI -5.0 to -3.4).", "-4.2 (95% CI -5.0 to -3.4", "within-group"),
        ("The difference between baseline and week 8 was 4.1 (95% CI 2.9 to 5.3).", "4.1 (95% CI 2.9 to 5.3", "within-group"),
        ("We assumed a hazard ratio of 0.75 for the sample size.", "0.75", "planned"),
        ("The trial had 80% power to detect a difference of 10 points (95% CI 5 to 15).", "10 points (95% CI 5 to 15", "planned"),
        ("A previous trial found a hazard ratio of 0.70 (95% CI, 0.55-0.89).", "0.70 (95% CI, 0.55-0.89", "other-study"),
        ("Stay was 5 days (IQR 2-9) with care.", "5 days (IQR 2-9", "spread"),
        ("Stay was 5 days (range 2-9) with care.", "5 days (range 2-9", "range"),
        ("They took 10 mg (5-20 mg) daily.", "10 mg (5-20", "arm-value"),
        ("Scores rose (95% CI -0.3.25 to 2.22).", "95% CI -0.3.25 to 2.22", "malformed"),
        ("Abbreviations: CI, confidence interval; OR, odds ratio 1.", "CI", "glossary"),
        ("Mean HR was 78 (70-86) beats/min.", "78 (70-86", "arm-value"),
        ("The intraclass correlation was 0.64 (95% CI 0.55 to 0.72).", "0.64 (95% CI 0.55 to 0.72", "agreement-or-accuracy"),
        ("There was heterogeneity (OR 1.2; I2 = 57; 95% CI 23 to 72).", "23 to 72", "test-statistic"),
        ("No difference was seen between groups (P = .41).", "P = .41", "other-p"),
    ],
)
def test_a_reason_is_given(text: str, stretch: str, code: str) -> None:
    found = {(r.text, r.code) for r in rejected(text)}
    assert (stretch, code) in found
    assert all(len(r.reason.split()) > 5 for r in rejected(text))


def test_what_was_read_is_not_rejected() -> None:
    text = "Pain was lower with yoga than with rest (mean difference -2.0; 95% CI -3.1 to -0.9; P < .001)."
    assert len(find_estimates(text)) == 1
    assert rejected(text) == ()


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_rejections_are_stretches_of_the_text(text: str) -> None:
    last = -1
    for r in rejected(text):
        assert r.text == text[r.start : r.end]
        assert r.text
        assert r.sentence.start <= r.start < r.end <= r.sentence.end
        assert r.sentence.start >= last
        last = r.sentence.start


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_an_announced_interval_is_in_an_estimate_or_among_the_rejections(text: str) -> None:
    told = [(r.start, r.end) for r in rejected(text)]
    read = [(m.start, m.end) for e in find_estimates(text) for m in (e.ci_low, e.ci_high) if m]
    plain = normalise(text)
    for _, (start, end) in candidates(plain, every=True):
        for interval in intervals(plain[start:end])[0]:
            if interval.announced:
                low = start + interval.low[0]
                assert any(a <= low < b for a, b in (*told, *read)), plain[start:end]


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        TEXTS,
        st.lists(
            st.sampled_from(
                [
                    "12% lower ",
                    "than ",
                    "by 7.5 ",
                    "compared with ",
                    "(P = 0.01) ",
                    "reduced ",
                    "r = .3 ",
                    "and ",
                    "0.4 (0.2, 0.7) ",
                    "risk ",
                    "differed ",
                    "5 points higher ",
                ]
            ),
            max_size=14,
        ).map("".join),
    )
)
def test_passing_sentences_over_changes_nothing(text: str) -> None:
    """The scan that picks sentences only saves time: reading every sentence finds the same effects."""
    plain = normalise(text)
    picked = [(s.start, s.facts) for s in sentence_facts(plain)]
    every = [(s.start, s.facts) for s in sentence_facts(plain, explained=True) if s.facts]
    assert picked == every
