"""The printed forms of effects across journals and decades, in sentences of our own: numbers, measure, level and p."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plain_yaml import loaded

from kg.extract import Mention, find_estimates, numeral

FILES = ("numbers.yaml", "numbers_worded.yaml")
SENTENCES = [row for name in FILES for row in loaded((Path(__file__).parent / name).read_text(encoding="utf-8"))]


def _number(mention: Mention | None) -> str | None:
    return numeral(mention.text) if mention else None


def _rows() -> list[object]:
    marks = {True: [pytest.mark.xfail(strict=True, reason="a known miss")], False: []}
    return [pytest.param(row, id=row["text"][:70], marks=marks["known" in row]) for row in SENTENCES]


@pytest.mark.parametrize("row", _rows())
def test_the_numbers_of_a_sentence(row: dict[str, Any]) -> None:
    told = [
        {
            "value": _number(e.value),
            "low": _number(e.ci_low),
            "high": _number(e.ci_high),
            "measure": e.measure,
            "level": e.ci_level,
            "p": f"{e.p.op} {e.p.value}" if e.p else None,
        }
        for e in find_estimates(row["text"])
    ]
    assert told == row.get("expect", [])


def test_there_are_sentences_with_and_without_estimates() -> None:
    assert len(SENTENCES) >= 300
    assert sum("expect" not in row for row in SENTENCES) >= 50
