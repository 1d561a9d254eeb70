"""How many of the findings that rules derive on the shipped corpus are right, by rule.

    python benchmarks/rules_precision.py

`tests/rules/looked-at.csv` holds a verdict for each finding: right (true of the paper, and what the rule means), debatable (true
as stated, and a fair reader would object), wrong. They were given by language models that looked each fact up in full texts and
did the arithmetic again. What was found wrong was then mended, in the rule or the record: on papers not seen before it is worse.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from kg import resources
from kg.pipeline import ingest
from kg.rules.findings import findings
from kg.store import open_store

LOOKED_AT = Path(__file__).parents[1] / "tests" / "rules" / "looked-at.csv"


def main() -> None:
    with LOOKED_AT.open(encoding="utf-8", newline="") as file:
        verdicts = {row["finding"]: row["verdict"] for row in csv.DictReader(file)}
    with open_store() as store:
        ingest(store, [resources.folder("data")], rules=False)
        found = findings(store)
    counts = Counter((one.rule, verdicts.get(one.id, "not looked at")) for one in found)
    print(f"{'rule':<38}{'right':>7}{'of':>5}{'debatable':>11}{'wrong':>7}{'not looked at':>15}")
    for name in [*sorted({one.rule for one in found}), "all"]:
        row = [sum(n for (rule, v), n in counts.items() if name in (rule, "all") and v == verdict) for verdict in _VERDICTS]
        print(f"{name:<38}{row[0]:>7}{sum(row):>5}{row[1]:>11}{row[2]:>7}{row[3]:>15}")


_VERDICTS = ("right", "debatable", "wrong", "not looked at")

if __name__ == "__main__":
    main()
