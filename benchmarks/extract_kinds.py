"""Recall and precision of the values of arms and of the comparisons told by a p alone, on a gold set.

    python benchmarks/extract_kinds.py GOLD.jsonl [--errors]

A value of an arm matches one of the same number; a comparison one with the same p. Among those that match, the arms, the
outcome and the time point agree where their words overlap by half (F1). Each gold entry is used once, best agreement first.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kg.extract import find_comparisons, find_group_values, numeral

Row = dict[str, Any]


def overlap(one: str | None, other: str | None) -> bool:
    """Whether two spans share half their words (F1); two empty ones agree."""
    a, b = (set(re.findall(r"[a-z0-9]+", (text or "").lower())) for text in (one, other))
    return a == b or 2 * len(a & b) >= 0.5 * (len(a) + len(b)) > 0


def number(printed: object) -> float | None:
    """The number printed; of "86/125" or "n = 21", the first."""
    found = re.search(r"-?\d[\d,]*\.?\d*|-?\.\d+", str(printed).replace("\u2212", "-").replace("\u00b7", "."))
    return float(found[0].replace(",", "")) if found else None


def values(text: str) -> list[Row]:
    return [
        {
            "number": float(numeral(v.value.text)), "arm": v.arm and v.arm.text, "outcome": v.outcome and v.outcome.text,
            "timepoint": v.timepoint and v.timepoint.text, "kind": v.kind, "rule": v.rule,
            "spread": v.spread and (v.spread.kind, v.spread.low.text, v.spread.high and v.spread.high.text),
        }
        for v in find_group_values(text)
    ]  # fmt: skip


def comparisons(text: str) -> list[Row]:
    return [
        {
            "number": (c.p.op, float(numeral(c.p.value))), "outcome": c.outcome and c.outcome.text,
            "arm_a": c.arm_a and c.arm_a.text, "arm_b": c.arm_b and c.arm_b.text,
            "timepoint": c.timepoint and c.timepoint.text, "direction": c.direction, "rule": c.rule,
        }
        for c in find_comparisons(text)
    ]  # fmt: skip


def gold_value(entry: Row) -> Row:
    return entry | {"number": number(entry["n"] if entry.get("value") is None else entry["value"])}


def gold_comparison(entry: Row) -> Row:
    return entry | {"number": (entry["p"]["op"].replace("\u2264", "<=").replace("\u2265", ">="), float(entry["p"]["value"]))}


def agreement(one: Row, other: Row, roles: Sequence[str]) -> dict[str, bool] | None:
    """What agrees of two entries with the same number, or None. Arms may stand in either order."""
    if one["number"] != other["number"]:
        return None
    said = {role: overlap(one.get(role), other.get(role)) for role in roles}
    if "arm_a" in said:
        turned = overlap(one["arm_a"], other["arm_b"]) and overlap(one["arm_b"], other["arm_a"])
        said["arms"] = turned or (said.pop("arm_a") and said.pop("arm_b"))
        said.pop("arm_a", None)
        said.pop("arm_b", None)
    return said


def score(lines: Sequence[Row], kind: str, find: Callable[[str], list[Row]], gold: Callable[[Row], Row], errors: bool) -> None:
    roles = ("arm", "outcome") if kind == "group_values" else ("arm_a", "arm_b", "outcome", "timepoint")
    wanted = found = hits = bound = 0
    good: dict[str, int] = {}
    for line in lines:
        golds, ours = [gold(g) for g in line[kind]], find(line["text"])
        wanted, found = wanted + len(golds), found + len(ours)
        pairs = [(a, i, j) for i, g in enumerate(golds) for j, o in enumerate(ours) if (a := agreement(g, o, roles)) is not None]
        used: tuple[set[int], set[int]] = (set(), set())
        wrong = []
        for said, i, j in sorted(pairs, key=lambda pair: -sum(pair[0].values())):
            if i in used[0] or j in used[1]:
                continue
            used[0].add(i)
            used[1].add(j)
            hits += 1
            bound += said.get("arm", said.get("arms", False))
            for role, same in said.items():
                good[role] = good.get(role, 0) + same
            if not all(said.values()):
                wrong.append(("BOUND", [role for role, same in said.items() if not same], golds[i], "<-", ours[j]))
        wrong += [("MISSED", g) for i, g in enumerate(golds) if i not in used[0]]
        wrong += [("EXTRA", o) for j, o in enumerate(ours) if j not in used[1]]
        if errors and wrong:
            print(f"\n{line['id']} {line['text']}", *wrong, sep="\n  ")

    def rate(n: int, d: int) -> str:
        return f"{n / d:.3f}" if d else "none"

    arms = "arm" if kind == "group_values" else "arms"
    print(f"{kind}: {wanted} in gold, {found} found")
    print(f"  number        recall {rate(hits, wanted)}  precision {rate(hits, found)}")
    print(f"  number+{arms:5}  recall {rate(bound, wanted)}  precision {rate(bound, found)}")
    print("  given a match", {role: rate(count, hits) for role, count in good.items()})


def main() -> None:
    given = [a for a in sys.argv[1:] if not a.startswith("-")]
    if len(given) != 1:
        sys.exit(__doc__)
    lines = [json.loads(line) for line in Path(given[0]).read_text(encoding="utf-8").splitlines()]
    errors = "--errors" in sys.argv
    score(lines, "group_values", values, gold_value, errors)
    score(lines, "comparisons_p_only", comparisons, gold_comparison, errors)


if __name__ == "__main__":
    main()
