"""Sentences of our own, each with what must and must not be read in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from plain_yaml import loaded

from kg.extract import Mention, find_estimates, numeral

PHRASES = loaded((Path(__file__).parent / "phrases.yaml").read_text(encoding="utf-8"))


def _rows(found: bool) -> list[object]:
    rows = []
    for phrase in PHRASES:
        if bool(phrase.get("expect")) is found:
            marks = [pytest.mark.xfail(strict=True, reason=phrase["known"])] if "known" in phrase else []
            rows.append(pytest.param(phrase, id=phrase["text"][:60], marks=marks))
    return rows


def _number(mention: Mention | None) -> str | None:
    return numeral(mention.text) if mention else None


def _has(mention: Mention | None, words: str) -> bool:
    return mention is not None and set(words.lower().split()) <= set(mention.text.lower().split())


@pytest.mark.parametrize("phrase", _rows(found=True))
def test_an_estimate_is_read(phrase: dict) -> None:
    found = find_estimates(phrase["text"])
    told = [{"value": _number(e.value), "low": _number(e.ci_low), "high": _number(e.ci_high)} for e in found]
    assert told == [{k: e[k] for k in ("value", "low", "high")} for e in phrase["expect"]]
    for e, expected in zip(found, phrase["expect"], strict=True):
        for key, attribute in (("measure", "measure"), ("level", "ci_level"), ("direction", "direction")):
            if key in expected:
                assert getattr(e, attribute) == expected[key], key
        for key, attribute in (("a", "arm_a"), ("b", "arm_b"), ("outcome", "outcome"), ("time", "timepoint")):
            if key in expected:
                assert _has(getattr(e, attribute), expected[key]), (key, getattr(e, attribute))
        if "p" in expected:
            assert e.p is not None
            assert f"{e.p.op} {e.p.value}" == expected["p"]
        assert e.outside is expected.get("outside", False)
        assert e.limits_reversed is expected.get("reversed", False)


@pytest.mark.parametrize("phrase", _rows(found=False))
def test_a_trap_gives_nothing(phrase: dict) -> None:
    assert [(e.rule, phrase["text"][e.start : e.end]) for e in find_estimates(phrase["text"])] == []


def test_there_are_as_many_traps_as_estimates() -> None:
    assert len(_rows(found=False)) >= len(_rows(found=True)) - 5
