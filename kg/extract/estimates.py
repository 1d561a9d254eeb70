"""Effect estimates in prose: what was compared, by how much, how sure, at which time.

`find_estimates` reads a text sentence by sentence. Finding numbers and deciding which are effects is the work of
`intervals`, `points` and `effects`; this module puts the roles to them and grades each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.arms import ArmSpans, arms_kept, arms_of
from kg.extract.fact import Fact
from kg.extract.index_side import leads_in
from kg.extract.noun_phrases import noun_phrases
from kg.extract.outcomes import direction_of, outcome_of
from kg.extract.pvalues import PValueSpan
from kg.extract.sentence_facts import SentenceFacts, sentence_facts
from kg.extract.sentences import normalise
from kg.extract.sides import sides
from kg.extract.spans import EstimateMention, Mention, PMention, Span
from kg.extract.stretch import stretch
from kg.extract.times import time_at, times
from kg.extract.words import words

__all__ = ["VERSION", "find_estimates"]

VERSION = 4
"""Version of the extractor as a whole: raised when the same text may give other estimates or durations."""

_CARRY = 2  # sentences an arm may be carried over


def find_estimates(text: str) -> tuple[EstimateMention, ...]:
    """Every effect estimate printed in `text`, in document order; offsets are into `text` as given."""
    found: list[EstimateMention] = []
    carried: tuple[int, EstimateMention] | None = None
    for read in sentence_facts(normalise(text)):
        number = read.number
        for mention in _mentions(text, read):
            if mention.arm_a is None and mention.arm_b is None and carried and number - carried[0] <= _CARRY:
                mention = replace(mention, arm_a=carried[1].arm_a, arm_b=carried[1].arm_b, grade="C")
            elif mention.arm_a and mention.arm_b and mention.grade != "C":
                carried = (number, mention)
            found.append(mention)
    return tuple(found)


def _mentions(text: str, read: SentenceFacts) -> Iterator[EstimateMention]:
    base, ready, effects = read.start, read.clause, read.facts
    w = words(ready.text)
    nouns, when = noun_phrases(w), times(w)
    who = sides(w, nouns, when)
    sentence = Mention(text[base : read.end], base, read.end)

    def mention(span: Span | None) -> Mention | None:
        return Mention(text[base + span[0] : base + span[1]], base + span[0], base + span[1]) if span else None

    groups = [p.span for p in who.groups] if len(who.groups) > 1 else []
    lead = 0
    listed = False
    earlier: Span | None = None
    before: ArmSpans | None = None
    for i, fact in enumerate(effects):
        until = effects[i + 1].start if i + 1 < len(effects) else len(ready.text)
        place = stretch(w, fact.start, fact.end, lead, until, (i, len(effects)))
        arms = arms_of(w, who, place, (fact.measure, fact.value), listed=listed)
        if before and fact.measure != "correlation":
            arms = arms_kept(arms, before, lead)
        before = arms
        listed = any(arms.a is not None and p.span[0] == arms.a[0] and leads_in(w, p, place) for p in nouns)
        inner = fact.low[0] if fact.low else fact.start
        time = time_at(when, lead, fact.start, inner, fact.end, until, ready.text)
        outcome = outcome_of(w, nouns, fact, place, (arms.a, arms.b, *groups), when, earlier)
        earlier = outcome[0] if outcome else None
        p = _p(text, base, fact.p)
        yield EstimateMention(
            start=base + fact.start,
            end=max(base + fact.end, p.end if p else 0),
            sentence=sentence,
            measure=fact.measure,
            value=mention(fact.value),
            ci_low=mention(fact.low),
            ci_high=mention(fact.high),
            limits_reversed=fact.reversed,
            outside=fact.outside,
            ci_level=fact.level,
            p=p,
            direction=_direction(direction_of(w, fact, lead, until), arms),
            outcome=mention(outcome[0] if outcome else None),
            arm_a=mention(arms.a),
            arm_b=mention(arms.b),
            timepoint=mention(time[0] if time else None),
            grade=_grade(fact, arms, outcome is None or not outcome[1]),
            rule=fact.rule,
            named=mention((fact.cue.start, fact.cue.end) if fact.cue else None),
        )
        lead = fact.end


def _p(text: str, base: int, p: PValueSpan | None) -> PMention | None:
    if p is None:
        return None
    return PMention(p.op, p.value, text[base + p.start : base + p.end], base + p.start, base + p.end)


def _direction(worded: str | None, arms: ArmSpans) -> str | None:
    """The worded direction, for the order the arms were put in; None where no comparison names both."""
    if worded is None or not arms.a or not arms.b:
        return None
    return {"lower": "higher", "higher": "lower"}[worded] if arms.swapped else worded


def _grade(fact: Fact, arms: ArmSpans, outcome_inferred: bool) -> str:
    """ "A": all said in the clause and every check passed; "B": something inferred or a check failed."""
    inferred = fact.inherited or fact.worded or not arms.said or outcome_inferred
    return "B" if inferred or fact.outside or fact.reversed or fact.value is None else "A"
