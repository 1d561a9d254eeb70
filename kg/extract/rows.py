"""What was read as plain rows: the keys of `kg extract`.

Printed numbers are text, with the sign printed; what was counted or converted (people, weeks) is a number; unknown is None.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from kg.extract.estimates import find_estimates
from kg.extract.groups import GroupValueMention
from kg.extract.mentions import FlawMention
from kg.extract.p_only import ComparisonMention
from kg.extract.programme import DurationMention
from kg.extract.reading import Reading
from kg.extract.rejections import Rejection
from kg.extract.spans import EstimateMention, Mention, PMention, numeral
from kg.extract.study.fact import StudyFact

__all__ = ["as_rows", "estimate_row", "reading_rows"]

Row = dict[str, object]

_OTHERS = frozenset(["OTHER", "NNT"])  # measures that `named` tells apart, in the words of the text


def as_rows(text: str) -> list[Row]:
    """The estimates of a text in document order; `start` and `end` enclose the numbers of each."""
    return [estimate_row(e) for e in find_estimates(text)]


def reading_rows(reading: Reading) -> dict[str, list[Row]]:
    """Each kind that was read with its rows, in document order."""
    return {kind: [_ROWS[kind](found) for found in getattr(reading, kind)] for kind in reading.kinds}


def estimate_row(e: EstimateMention) -> Row:
    """An estimate, read by the rules or accepted from a model."""
    return {
        "measure": "other" if e.measure in _OTHERS else e.measure,
        "named": _text(e.named),
        "value": _number(e.value),
        "ci_low": _number(e.ci_low),
        "ci_high": _number(e.ci_high),
        "ci_level": e.ci_level,
        "p": _p(e.p),
        "outcome": _text(e.outcome),
        "arm_a": _text(e.arm_a),
        "arm_b": _text(e.arm_b),
        "timepoint": _text(e.timepoint),
        "start": e.start,
        "end": e.end,
        "grade": e.grade,
        "rule": e.rule,
    }


def _group_value(v: GroupValueMention) -> Row:
    spread = v.spread
    return {
        "arm": _text(v.arm),
        "outcome": _text(v.outcome),
        "timepoint": _text(v.timepoint),
        "value": _number(v.value),
        "kind": v.kind,
        "spread": {"kind": spread.kind, "low": _number(spread.low), "high": _number(spread.high)} if spread else None,
        "n": _number(v.n),
        "events": _number(v.events),
        "total": _number(v.total),
        "baseline": _number(v.baseline),
        "start": v.start,
        "end": v.end,
        "grade": v.grade,
        "rule": v.rule,
    }


def _comparison(c: ComparisonMention) -> Row:
    return {
        "p": _p(c.p),
        "outcome": _text(c.outcome),
        "arm_a": _text(c.arm_a),
        "arm_b": _text(c.arm_b),
        "timepoint": _text(c.timepoint),
        "direction": c.direction,
        "start": c.start,
        "end": c.end,
        "grade": c.grade,
        "rule": c.rule,
    }


def _fact(f: StudyFact) -> Row:
    return {
        "kind": f.kind,
        "value": float(f.value) if isinstance(f.value, Decimal) else f.value,
        "label": f.label,
        "role": f.role,
        "n": f.n,
        "text": f.text,
        "start": f.start,
        "end": f.end,
        "grade": f.grade,
        "rule": f.rule,
    }


def _duration(d: DurationMention) -> Row:
    return {"weeks": float(d.weeks), "text": d.text, "start": d.start, "end": d.end, "rule": d.rule}


def _flaw(f: FlawMention) -> Row:
    return {
        "flaw": f.flaw,
        "state": f.state,
        "phrase": f.phrase,
        "text": f.text,
        "start": f.start,
        "end": f.end,
        "grade": f.grade,
        "rule": f.rule,
    }


def _rejection(r: Rejection) -> Row:
    return {"text": r.text, "code": r.code, "reason": r.reason, "start": r.start, "end": r.end}


_ROWS: dict[str, Callable[[Any], Row]] = {
    "estimates": estimate_row,
    "group_values": _group_value,
    "comparisons": _comparison,
    "facts": _fact,
    "durations": _duration,
    "flaws": _flaw,
    "rejected": _rejection,
}


def _number(mention: Mention | None) -> str | None:
    return numeral(mention.text) if mention else None


def _p(p: PMention | None) -> Row | None:
    return {"op": p.op, "value": p.value} if p else None


def _text(mention: Mention | None) -> str | None:
    return mention.text if mention else None
