"""Which p belongs to which effect of a sentence.

A p belongs to the effect it directly follows, or that follows it in the same bracket; "both p<0.001" belongs to
every effect before it, and "P = .01 and .04, respectively" is dealt out. Each p that is not shared is given once: an
effect size beside a difference takes none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kg.extract.clause import Clause
from kg.extract.fact import Fact
from kg.extract.pvalues import PValueSpan
from kg.extract.reasons import Reason, Refusal

__all__ = ["with_p_values"]

_WORD = (
    r"(?!(?:and|but|or|vs?|versus|than|whereas|while|although|interaction|trend|heterogeneity|linearity|I2|I²|Q)\b)"
    r"(?:[12]-|[A-Za-zµ°'²/^³-])[A-Za-z'²³/.^-]*\d?"
)
_DIRECT = re.compile(
    rf"[\s()\[\],;:.%/]*(?:(?:and|a|an|,\sand)\s)?(?:{_WORD}[\s,;:=]{{0,2}}){{0,5}}(?:[)\]]{{1,2}}[\s,;:.]*)?[(\[]?"
    rf"(?:(?:{_WORD})[\s,;:=]{{1,2}}){{0,4}}"
)
_PLACED = re.compile(
    r"[)\]]{0,2}\s(?:in|at|for|with|after|on|over|of|by|from|to|favou?ring|during|between|than|versus|vs\.?|compared\s(?:with|to))\s[^()\[\];]{1,80}?[(\[,]\s?(?:[A-Za-z-]+\s){0,2}"
)
_ASIDE = re.compile(
    r"(?:[\s,;(\[]*(?:(?:SE|SD|SEM|[Ss]tandard\s[Ee]rror|df|n|t|z|Z|NNT|number\sneeded\sto\streat|d|Cohen'?s?\sd|t\s?\(\d{1,5}\))(?:\s[(\[]SE[)\]])?[\s=,:]{1,3}[-\d.]*\d|[Ff]\s?\([\d,\s.]+\)\s?=\s?[\d.]+)){1,3}"
)
_UNIT = re.compile(r"\s?%|\s[A-Za-z]{1,12}(?=[,;])")
# What may still belong to an interval: an open upper limit, or a level told after the limits.
_REST = re.compile(
    r"(?:\s?%|\s[a-z]{1,8})?\s?[(\[]\s?(?:S[DE]M?\s?[=:]?\s?)?[\d.]{1,6}[)\]]|(?:\s?%)?\s?(?:to|-|,|;)\s?\+?(?:∞|infinity)|,?\s?[(\[]?9\d(?:\.\d)?\s?%\s?[(\[]?C\.?I\b\.?[)\]]?"
)
_ENOUGH = 60  # characters between an effect and its p
_RESPECTIVELY = 140
_BESIDE = 90  # characters between a difference and the effect size beside it


def with_p_values(clause: Clause, found: Sequence[Fact], refused: list[Refusal] | None = None) -> tuple[Fact, ...]:
    """The same effects, each with the p tied to it where there is one. Each p that is left goes into `refused`."""
    if not found and refused is None:
        return ()
    facts, free = list(found), [p for p in clause.ps if not any(f.p == p for f in found)]
    if free and facts:
        _tie(clause, facts, free)
        _deal(clause, facts, free)
        _lend(facts)
        for i in range(len(facts) - 1):  # "r = .42/.38, p < .01": one p for the two that a stroke parts
            if facts[i].p is None and clause.text[facts[i].end : facts[i + 1].start] == "/":
                facts[i] = replace(facts[i], p=facts[i + 1].p)
        for p in [p for p in free if p.shared]:
            if any(f.p is None and f.end <= p.start for f in facts):
                facts = [replace(f, p=p) if f.p is None and f.end <= p.start else f for f in facts]
                free.remove(p)
    if refused is not None:
        refused.extend(Refusal(p.start, p.end, Reason.TAKEN) for p in free)
    return tuple(facts)


def _tie(clause: Clause, facts: list[Fact], free: list[PValueSpan]) -> None:
    """Each p that stands by one effect."""
    text = clause.text
    for i, fact in enumerate(facts):
        if fact.p is not None:
            continue
        until = facts[i + 1].start if i + 1 < len(facts) else len(text)
        after = next((p for p in free if fact.end <= p.start < until), None)
        first = facts[i - 1].end if i else 0
        lead = next((p for p in reversed(free) if first <= p.start and p.end <= fact.start and not p.shared), None)
        if lead and _opens(text, lead, fact) and not (after and ")" not in text[fact.end : after.start]):
            facts[i] = replace(fact, p=lead)
            free.remove(lead)
            continue
        if after and not after.shared and _follows(text, fact.end, after.start) and not _is_listed(clause, after, facts[: i + 1]):
            facts[i] = replace(fact, p=after)
            free.remove(after)
            continue
        inner = fact.low[0] if fact.low else fact.start
        before = [p for p in free if first <= p.start and p.end <= inner and not p.shared]
        if before and _leads(text, before[-1].end, fact, only=len(facts) == 1 == len(clause.ps)):
            facts[i] = replace(fact, p=before[-1])
            free.remove(before[-1])


def _lend(facts: list[Fact]) -> None:
    """A p printed with an effect size is that of the difference which the effect size restates, one or several in their order."""
    for i in range(1, len(facts)):
        count = 1
        while i + count < len(facts) and _is_bare_size(facts[i + count]):
            count += 1
        if not _is_bare_size(facts[i]) or i < count or facts[i].start - facts[i - 1].end > _BESIDE:
            continue
        before = facts[i - count : i]
        if all(f.p is None and f.measure == "MD" and f.low is not None for f in before):
            for k, size in enumerate(facts[i : i + count]):
                facts[i - count + k], facts[i + k] = replace(before[k], p=size.p), replace(size, p=None)


def _is_bare_size(fact: Fact) -> bool:
    return fact.measure == "SMD" and fact.low is None and fact.p is not None


def _opens(text: str, p: PValueSpan, fact: Fact) -> bool:
    """Whether a p opens the bracket in which an effect stands: "smoking (P = .004, OR 2.2)"."""
    between = text[p.end : fact.start]
    return text[: p.start].rstrip()[-1:] in {"(", "["} and between[:1] in {",", ";"} and not any(c in between for c in "()[]")


def _is_listed(clause: Clause, p: PValueSpan, facts: Sequence[Fact]) -> bool:
    """Whether a p begins a list told "respectively" for several effects before it that have none yet."""
    run = [q for q in clause.ps if q.start >= p.start]
    bare = sum(1 for f in facts if f.p is None)
    together = all(b.start - a.end <= 8 for a, b in pairwise(run[:bare]))
    return 1 < bare <= len(run) and together and "respectively" in clause.lower[run[bare - 1].end : run[bare - 1].end + 40]


def _deal(clause: Clause, facts: list[Fact], free: list[PValueSpan]) -> None:
    """Lists of p told for the effects before them, one each and in their order."""
    bare = [i for i, fact in enumerate(facts) if fact.p is None]
    if len(bare) < 2:
        return
    last = facts[bare[-1]].end
    run = [p for p in free if last <= p.start <= last + _RESPECTIVELY and not p.shared]
    if len(run) == len(bare) and _is_listed(clause, run[0], [facts[i] for i in bare]):
        for i, p in zip(bare, run, strict=True):
            facts[i] = replace(facts[i], p=p)
            free.remove(p)


def _follows(text: str, end: int, start: int) -> bool:
    if start - end > _ENOUGH + 60:
        return False
    if rest := _REST.match(text, end):
        end = rest.end()
    unit = _UNIT.match(text, end)
    if (aside := _ASIDE.match(text, unit.end() if unit else end)) and aside.end() <= start:
        end = aside.end()
    if start - end <= _ENOUGH and _DIRECT.fullmatch(text, end, start):
        return True
    if _PLACED.fullmatch(text, end, start):
        return " and " not in text[end:start]
    between = text[end:start]
    # Still inside the bracket the effect stands in, or in one that opens right after a few words ("10% lower after A (p").
    return (
        not any(c in between for c in ");]")
        and between.count("(") + between.count("[") <= 1
        and " and " not in between
        and "I2" not in between
        and "heterogeneity" not in between
    )


def _leads(text: str, end: int, fact: Fact, *, only: bool) -> bool:
    if fact.value and end > fact.value[1]:
        return True  # between the value and its interval
    between = text[end : fact.start]
    return (")" not in between and len(between) <= _ENOUGH) or (only and len(between) <= _ENOUGH // 2 + 10 and ";" not in between)
