"""How many of the estimates of annotated passages are read, and how well bound: by stratum, by measure, with every miss.

    python benchmarks/extract_scores.py GOLD.jsonl [--errors]

Each line of the gold file has `id`, `text`, `stratum` and `estimates`. An estimate is found when value and both limits agree
(a null must be a null). Columns: recall and precision of the numbers; record: found with measure, interval level and p;
of those found, outcome, both arms and time point right (half the words or more, as F1); bound: found with all of it.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from kg.extract import as_rows

_FAMILY = {"proportion-difference": "RD", "MEDIAN-DIFF": "MD"}
_PARTS = ("measure", "level", "p", "outcome", "arms", "time")
_NUMBERS = ("value", "ci_low", "ci_high")

Row = dict[str, Any]


def same(a: object, b: object) -> bool:
    """Whether two printed numbers are the same, or neither is there."""
    return (a is None and b is None) or (a is not None and b is not None and abs(float(str(a)) - float(str(b))) < 1e-6)


def alike(a: str | None, b: str | None) -> bool:
    """Whether half the words of two spans agree (F1), or neither is there."""
    one, other = (set(re.findall(r"[a-z0-9]+", (text or "").lower())) for text in (a, b))
    return (not one and not other) or 2 * len(one & other) >= 0.5 * (len(one) + len(other)) > 0


def agreement(gold: Row, read: Row) -> dict[str, bool] | None:
    """What agrees between two estimates; None where their numbers differ."""
    if not all(same(gold[k], read[k]) for k in _NUMBERS):
        return None
    p, q = gold["p"], read["p"]
    return {
        "measure": family(gold) == family(read),
        "level": gold["ci_level"] is None or same(gold["ci_level"], read["ci_level"]),
        "p": p is q if not (p and q) else p["op"].replace("≤", "<=") == q["op"] and same(p["value"], q["value"]),
        "outcome": alike(gold["outcome"], read["outcome"]),
        "arms": alike(gold["arm_a"], read["arm_a"]) and alike(gold["arm_b"], read["arm_b"]),
        "time": alike(gold["timepoint"], read["timepoint"]),
    }


def family(row: Row) -> str:
    return _FAMILY.get(row["measure"], row["measure"])


def pairs(gold: list[Row], read: list[Row]) -> list[tuple[int, int, dict[str, bool]]]:
    """Which of them are the same estimate, each used once, the best agreement first."""
    able = [(i, j, a) for i, g in enumerate(gold) for j, r in enumerate(read) if (a := agreement(g, r)) is not None]
    taken: list[tuple[int, int, dict[str, bool]]] = []
    for i, j, agreed in sorted(able, key=lambda each: -sum(each[2].values())):
        if all(i != a and j != b for a, b, _ in taken):
            taken.append((i, j, agreed))
    return taken


def said(row: Row) -> str:
    limits = f" [{row['ci_low']}, {row['ci_high']}]" if row["ci_low"] is not None else ""
    return f"{family(row)} {row['value']}{limits}"


def line(name: str, counts: Counter[str]) -> str:
    gold, read, found = (max(counts[k], 1) for k in ("gold", "read", "found"))
    shares = [counts["found"] / gold, counts["found"] / read, counts["record"] / gold]
    shares += [counts[k] / found for k in ("outcome", "arms", "time")] + [counts["bound"] / gold]
    return f"{name:24}{counts['gold']:>5}{counts['read']:>5}" + "".join(f"{share:>10.3f}" for share in shares)


def main() -> None:
    paths = [a for a in sys.argv[1:] if not a.startswith("--")]
    if len(paths) != 1:
        sys.exit(__doc__)
    tallies: dict[str, Counter[str]] = {}
    errors: list[str] = []

    def count(keys: tuple[str, ...], **more: int) -> None:
        for key in keys:
            tallies.setdefault(key, Counter()).update(more)

    for text in Path(paths[0]).read_text("utf-8").splitlines():
        passage = json.loads(text)
        gold, read = passage["estimates"], as_rows(passage["text"])
        matched = pairs(gold, read)
        where = ("all", passage["stratum"])
        for row in gold:
            count((*where, family(row)), gold=1)
        for row in read:
            count((*where, family(row)), read=1)
        notes = []
        for i, j, agreed in matched:
            good = {k: int(v) for k, v in agreed.items()}
            record = int(agreed["measure"] and agreed["level"] and agreed["p"])
            count((*where, family(gold[i])), found=1, record=record, bound=int(all(agreed.values())), **good)
            for part in (k for k in _PARTS if not agreed[k]):
                keys = {"arms": ("arm_a", "arm_b"), "time": ("timepoint",), "level": ("ci_level",)}.get(part, (part,))
                told = ", ".join(f"{k} {gold[i][k]!r}, read {read[j][k]!r}" for k in keys)
                notes.append(f"  {said(gold[i])}: {told}")
        notes += [f"  missed: {said(row)}" for i, row in enumerate(gold) if all(i != a for a, _, _ in matched)]
        notes += [f"  wrong: {said(row)} by {row['rule']}" for j, row in enumerate(read) if all(j != b for _, b, _ in matched)]
        if notes:
            errors.append("\n".join([f"\n{passage['id']} {passage['text']}", *notes]))
    heads = ("recall", "precision", "record", "outcome", "arms", "time", "bound")
    print(f"{'':24}{'gold':>5}{'read':>5}" + "".join(f"{head:>10}" for head in heads))
    strata = sorted(k for k in tallies if "-" in k)
    for name in ("all", *strata, *sorted(k for k in tallies if k != "all" and "-" not in k)):
        print(line(name, tallies[name]))
    if "--errors" in sys.argv:
        print("\n".join(errors))


if __name__ == "__main__":
    main()
