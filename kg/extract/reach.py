"""Which p belongs to which effect of a sentence.

A p belongs to the effect it directly follows, or that follows it in the same bracket; "both p<0.001" belongs to
every effect before it. Each p that is not shared is given once: an effect size beside a difference takes none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.extract.clause import Clause
from kg.extract.fact import Fact

__all__ = ["with_p_values"]

_DIRECT = re.compile(
    r"[\s()\[\],;:.%/]*(?:(?:with|and|a|an|the|of|by|for|two-sided|one-sided|adjusted|nominal|unadjusted|log-rank|superiority|noninferiority|"
    r"non-inferiority|corresponding|test|SE|SD|points?|units?|mm|Hg|kg|mmol/[lLm]\w*|mg/dL|log)\b\.?[\s,;:=]*){0,4}"
)
_SE = re.compile(r"[\s,;]*(?:SE|SD|SEM|df|n|t|z|Z)\s?=\s?[-\d.,]+")
_ENOUGH = 60  # characters between an effect and its p


def with_p_values(clause: Clause, found: Sequence[Fact]) -> tuple[Fact, ...]:
    """The same effects, each with the p tied to it where there is one."""
    if not clause.ps or not found:
        return tuple(found)
    text = clause.text
    facts = list(found)
    free = list(clause.ps)
    for i, fact in enumerate(facts):
        until = facts[i + 1].start if i + 1 < len(facts) else len(text)
        after = next((p for p in free if fact.end <= p.start < until), None)
        if after and not after.shared and _follows(text, fact.end, after.start):
            facts[i] = replace(fact, p=after)
            free.remove(after)
            continue
        first = facts[i - 1].end if i else 0
        inner = fact.low[0] if fact.low else fact.start
        before = [p for p in free if first <= p.start and p.end <= inner and not p.shared]
        if before and _leads(text, before[-1].end, fact, only=len(facts) == 1 == len(clause.ps)):
            facts[i] = replace(fact, p=before[-1])
            free.remove(before[-1])
    for p in free:
        if p.shared:
            facts = [replace(f, p=p) if f.p is None and f.end <= p.start else f for f in facts]
    return tuple(facts)


def _follows(text: str, end: int, start: int) -> bool:
    if start - end > _ENOUGH:
        return False
    if (aside := _SE.match(text, end)) and aside.end() <= start:
        end = aside.end()
    if _DIRECT.fullmatch(text, end, start):
        return True
    between = text[end:start]
    # Still inside the bracket the effect stands in, or in one that opens right after a few words ("10% lower after A (p").
    return not any(c in between for c in ");]") and between.count("(") + between.count("[") <= 1 and " and " not in between


def _leads(text: str, end: int, fact: Fact, *, only: bool) -> bool:
    if fact.value and end > fact.value[1]:
        return True  # between the value and its interval
    between = text[end : fact.start]
    return (")" not in between and len(between) <= _ENOUGH) or (only and len(between) <= _ENOUGH // 2 + 10 and ";" not in between)
