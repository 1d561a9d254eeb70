"""Predictions of the extractor on a gold set, as JSON lines for the scorer.

    python benchmarks/extract_gold.py GOLD.jsonl > PREDICTIONS.jsonl

Each gold line has `id` and `text`; nothing else of it is read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kg.extract import EstimateMention, Mention, find_estimates, numeral


def number(mention: Mention | None) -> str | None:
    return numeral(mention.text) if mention else None


def text(mention: Mention | None) -> str | None:
    return mention.text if mention else None


def prediction(e: EstimateMention) -> dict[str, object]:
    """One estimate in the scorer's format."""
    return {
        "measure": "other" if e.measure == "OTHER" else e.measure,
        "value": number(e.value),
        "ci_low": number(e.ci_low),
        "ci_high": number(e.ci_high),
        "ci_level": e.ci_level,
        "p": {"op": e.p.op, "value": e.p.value} if e.p else None,
        "outcome": text(e.outcome),
        "arm_a": text(e.arm_a),
        "arm_b": text(e.arm_b),
        "timepoint": text(e.timepoint),
        "grade": e.grade,
        "rule": e.rule,
    }


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with Path(sys.argv[1]).open(encoding="utf-8") as lines:
        for line in lines:
            gold = json.loads(line)
            print(json.dumps({"id": gold["id"], "estimates": [prediction(e) for e in find_estimates(gold["text"])]}))


if __name__ == "__main__":
    main()
