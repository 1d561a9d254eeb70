"""Everything that a text says of its study: read sentence by sentence, the best statement of each kind first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from kg.extract.sentences import normalise
from kg.extract.spans import Mention
from kg.extract.study.arms import arms
from kg.extract.study.blinding import blinding
from kg.extract.study.claim import Claim
from kg.extract.study.cues import BITS, hits
from kg.extract.study.design import design, order
from kg.extract.study.fact import KINDS, StudyFact
from kg.extract.study.flow import LABELS, flow
from kg.extract.study.follow_up import follow_ups
from kg.extract.study.funding import funding
from kg.extract.study.passage import Passage, folded, sections
from kg.extract.study.primary_outcome import primary_outcomes
from kg.extract.study.registration import registrations

__all__ = ["find_study_facts"]

_RULES: tuple[tuple[int, Callable[[Passage], Iterator[Claim]]], ...] = tuple(
    (BITS[rule.__name__], rule) for rule in (flow, arms, design, registrations, blinding, follow_ups, primary_outcomes, funding)
)
_RANDOMIZED = ("randomized-trial", "cluster-randomized-trial", "crossover-trial")


def find_study_facts(text: str) -> tuple[StudyFact, ...]:
    """What the text says of its study, kind by kind in the order of `KINDS`, the best of each first; offsets are into `text`.

    Every statement is given, also where two differ: nothing is merged, and the order is the judgement.
    """
    plain = normalise(text)
    lower = folded(plain)
    cues = hits(lower)
    if not cues:
        return ()
    found: list[tuple[Claim, Passage]] = []
    at, last = 0, len(cues)
    for start, end, section, is_title, label in sections(plain):
        # A section on funding is read whole, and what stands after "Participants." for the number of them.
        wanted = BITS["funding"] if section == "funding" else BITS["flow"] if label in LABELS else 0
        while at < last and cues[at][0] <= end:
            wanted |= cues[at][1]
            at += 1
        if not wanted & ~BITS["worded"]:
            continue
        worded = bool(wanted & BITS["worded"])
        passage = Passage(plain[start:end], lower[start:end], start, section, is_title, label, worded)
        for bit, rule in _RULES:
            if wanted & bit:
                found += [(claim, passage) for claim in rule(passage)]
    return tuple(_fact(claim, passage, text) for claim, passage in _ordered(found))


def _fact(claim: Claim, passage: Passage, text: str) -> StudyFact:
    start, end = passage.start + claim.span[0], passage.start + claim.span[1]
    until = passage.start + len(passage.plain)
    sentence = Mention(text[passage.start : until], passage.start, until)
    value = text[start:end] if claim.kind == "primary-outcome" else claim.value
    return StudyFact(
        claim.kind, value, claim.label, claim.role, claim.n, text[start:end], start, end, sentence, claim.grade, claim.rule
    )


def _ordered(found: list[tuple[Claim, Passage]]) -> Iterator[tuple[Claim, Passage]]:
    by_kind: dict[str, list[tuple[Claim, Passage]]] = {}
    for each in found:
        by_kind.setdefault(each[0].kind, []).append(each)
    designs = by_kind.get("design", [])
    by_kind["design"] = designs = [designs[i] for i in order([(claim, passage.is_title) for claim, passage in designs])]
    randomized = bool(designs) and designs[0][0].value in _RANDOMIZED
    for kind in KINDS:
        mine = by_kind.get(kind, [])
        if kind == "randomized" and not randomized:
            mine = [each for each in mine if each[0].rule != "enrolled/1"]
        if kind != "design" and len(mine) > 1:
            told = Counter((claim.value, claim.label, claim.grade) for claim, _ in mine)
            mine = sorted(mine, key=lambda each: (*_rank(each[0], told), each[1].start, each[0].span))
        yield from mine


def _rank(claim: Claim, told: Counter[tuple[int | Decimal | str, str | None, str]]) -> tuple[str, Decimal | int, int]:
    """Grade first; then what is told most often, or for follow-up what is longest; among numbers of people the larger one."""
    often = told[claim.value, claim.label, claim.grade]
    if claim.kind == "follow-up":
        return claim.grade, -claim.value if isinstance(claim.value, Decimal) else 0, 0
    if claim.kind in ("arm", "primary-outcome"):
        return claim.grade, 0, 0
    return claim.grade, -often, -claim.value if isinstance(claim.value, int) else 0
