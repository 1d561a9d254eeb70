"""Estimates as plain rows: the keys of `kg extract`, numbers as text, signs as printed."""

from __future__ import annotations

from kg.extract.estimates import find_estimates
from kg.extract.spans import EstimateMention, Mention, numeral

__all__ = ["as_rows"]


def as_rows(text: str) -> list[dict[str, object]]:
    """The estimates of a text in document order; `start` and `end` enclose the numbers of each."""
    return [_row(e) for e in find_estimates(text)]


def _row(e: EstimateMention) -> dict[str, object]:
    return {
        "measure": e.measure,
        "value": _number(e.value),
        "ci_low": _number(e.ci_low),
        "ci_high": _number(e.ci_high),
        "ci_level": e.ci_level,
        "p": {"op": e.p.op, "value": e.p.value} if e.p else None,
        "outcome": _text(e.outcome),
        "arm_a": _text(e.arm_a),
        "arm_b": _text(e.arm_b),
        "timepoint": _text(e.timepoint),
        "start": e.start,
        "end": e.end,
        "grade": e.grade,
        "rule": e.rule,
    }


def _number(mention: Mention | None) -> str | None:
    return numeral(mention.text) if mention else None


def _text(mention: Mention | None) -> str | None:
    return mention.text if mention else None
