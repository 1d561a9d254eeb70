"""A digit of a printed result is changed: what is reported changes with it, or says that value and interval disagree."""

from __future__ import annotations

import re

import pytest

from kg.extract import find_estimates, numeral

RESULTS = (
    "The mean difference was 4.2 points (95% CI, 1.5 to 6.9; P = .012).",
    "The hazard ratio was 0.61 (95% CI 0.45–0.83; p=0.0021).",
    "Falls were rarer with training than with advice (RR 0.74 [0.58 to 0.94], P = 0.016).",
    "Walking scores were lower for A than for B by 7.9 (95% CI, 4.7 to 11.0; P<.001).",
    "Odds ratios were 2.1 and 1.6 (95% CI 1.2 to 3.7 and 0.9 to 2.8, respectively).",
    "Pain differed by −2.31 (99% CI −4.05, −0.57) between groups.",
    "Age was related to recall (r = −0.41, p = 0.003).",
)


def _report(text: str) -> list[tuple[object, ...]]:
    def number(m: object) -> str | None:
        return numeral(m.text) if m is not None else None  # type: ignore[attr-defined]

    return [
        (
            number(e.value),
            number(e.ci_low),
            number(e.ci_high),
            e.ci_level,
            e.p and (e.p.op, e.p.value),
            e.outside,
            e.limits_reversed,
        )
        for e in find_estimates(text)
    ]


@pytest.mark.parametrize("text", RESULTS)
def test_a_changed_digit_shows(text: str) -> None:
    before = _report(text)
    assert before
    quiet = []
    for place in (m.start() for m in re.finditer(r"\d", text)):
        for digit in "0123456789":
            changed = text[:place] + digit + text[place + 1 :]
            if changed != text and _report(changed) == before:
                quiet.append(changed)
    assert quiet == []


@pytest.mark.parametrize("text", RESULTS[:1] + RESULTS[3:4])
def test_a_value_moved_out_of_its_interval_is_flagged(text: str) -> None:
    (e,) = find_estimates(text)
    assert e.value is not None
    assert not e.outside
    moved = text.replace(e.value.text, "5" + e.value.text, 1)
    (again,) = find_estimates(moved)
    assert again.outside


@pytest.mark.parametrize("text", RESULTS)
def test_a_dropped_digit_shows(text: str) -> None:
    before = _report(text)
    for place in (m.start() for m in re.finditer(r"\d", text)):
        assert _report(text[:place] + text[place + 1 :]) != before
