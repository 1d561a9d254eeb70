"""Comparisons of arms that prose tells by a p value alone: what differed or did not, between whom, with which p.

A p is given only where the sentence compares arms: beside values of two arms, or with words that compare them. A p tied
to a printed effect, a p of a change within one arm and a p of an interaction between subgroups are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.extract.contrasts import Contrast
from kg.extract.noun_phrases import NounPhrase
from kg.extract.pvalues import PValueSpan
from kg.extract.spans import EstimateMention, Mention, PMention, Span
from kg.extract.statement import Statement, statements
from kg.extract.words import opened

__all__ = ["ComparisonMention", "find_comparisons"]

_NEAR = 60  # characters between values and the p that compares them
_SAME = re.compile(
    r"\b(?:no|not|without|nor|neither|non-?significant(?:ly)?)\b[^;.]{0,60}?\b(?:differ\w*|changed?|effects?|affect\w*|improve\w*|"
    r"reduc\w*|increas\w*|decreas\w*|lower\w*|prevent\w*|significan\w+|superior\w*)\b|\b(?:similar(?:ly)?|comparable|equivalent|the\ssame|equal)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\bbetween[\s-](?:the\s)?(?:\w+[\s-]){0,3}?(?:groups?|arms?|treatments?|interventions?|conditions?|regimens?|cohorts?)\b"
    r"|\b(?:group|treatment|arm|intervention|condition)s?[\s-](?:\w+\s)?(?:by|x|×|\*)[\s-]\w+|\b(?:inter-?group|among\sthe\s(?:\w+\s){0,2}groups|"
    r"across\s(?:the\s)?(?:\w+\s)?(?:groups|arms))\b|\bgroups?\s(?:did\snot\s)?differ",
    re.IGNORECASE,
)
_GROUPS = re.compile(r"\b(?:both|two|three|four|study|treatment)\s(?:groups|arms)\b", re.IGNORECASE)
_AGAINST = re.compile(
    r"\b(?:versus|vs?\.?|than|compared|comparison|relative\sto|superior(?:ity)?\s(?:to|over)|inferior\sto|contrast\s(?:to|with)|favou?r\w*)(?!\w)",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:lower|higher|greater|less|more|fewer|larger|smaller|shorter|longer|better|worse|faster|slower|superior)\b",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\b(?:groups?|arms?|recipients|cohort|patients\s(?:receiving|treated|given|randomi[sz]ed|assigned))\b", re.IGNORECASE
)
_EFFECT = re.compile(
    r"\bdid\snot\s(?:\w+ly\s)?(?:improve|reduce|affect|increase|decrease|change|alter|influence|lower|prevent)\b", re.IGNORECASE
)
_WITHIN = re.compile(
    r"\b(?:compared\s(?:with|to)|versus|vs\.?|than|from|relative\sto|over)\s(?:the\s|their\s)?(?:\w+\s)?(?:baseline|pre-?\w+|before\b|initial)"
    r"|\bwithin[\s-](?:the\s)?(?:\w+[\s-])?groups?\b|\bbefore\sand\safter\b|\b(?:main\s)?(?:effect\sof\stime|time\seffect)\b|\bpre-?\s?(?:to|and|vs\.?)\s?post",
    re.IGNORECASE,
)
_WITHIN_CUES = ("baseline", "pre", "before", "initial", "within", "time")  # one of these is in all that `_WITHIN` finds
_BETWEEN_CUES = ("group", "arm", "treatment", "intervention", "condition", "regimen", "cohort")  # and of these in `_BETWEEN`
_LINKED = re.compile(r"\b(?:correlat\w+|regress\w+|predict\w+|associat\w+\s(?:with|between)|relationship)\b", re.IGNORECASE)
_SUBGROUP = re.compile(r"\b(?:interaction|heterogeneity|trend)[\s,;:(]{0,3}$", re.IGNORECASE)
_BY_TIME = re.compile(
    r"\b(?:group|treatment|arm|time|intervention|condition)s?\b[^;()]{0,30}interaction[\s,;:(\w]{0,20}$", re.IGNORECASE
)
_UNREAD = re.compile(r"\b(?:difference|ratio|[OHR]R|MD|SMD|effect\ssize|coefficient)s?\s?(?:of|was|[:=,])?\s?[-+]?\d")
_DIFFERS = re.compile(r"differ|interaction|signific|similar|comparable", re.IGNORECASE)
_ADJACENT = re.compile(r"[\s,;)]*(?:and)?\s*")
_RESPECTIVELY = re.compile(r"[\s,;)\]]*respectively\b")
_LISTED = frozenset({"and", "or", ",", "the", "as", "well", "in", "both", "of", "lower", "higher", "levels", "on"})


@dataclass(frozen=True, slots=True)
class ComparisonMention:
    """One comparison of arms told by a p: `start:end` is the p, or the values it compares and the p.

    `direction` tells arm_a relative to arm_b in words: "higher", "lower", "none" for no difference, None where no words
    say. `grade` is "A" when arms and outcome stand in the clause of the p, "B" when one was inferred, "C" when the arms
    were carried over from an earlier sentence. `rule` names the rule that took it for a comparison, with its version.
    """

    start: int
    end: int
    sentence: Mention
    p: PMention
    outcome: Mention | None
    arm_a: Mention | None
    arm_b: Mention | None
    timepoint: Mention | None
    direction: str | None
    grade: str
    rule: str


def find_comparisons(text: str, estimates: tuple[EstimateMention, ...] | None = None) -> tuple[ComparisonMention, ...]:
    """Every comparison told by a p alone in `text`, in document order; offsets are into `text` as given.

    `estimates` are the effects of the same text, where `find_estimates` has read it already.
    """
    found: list[ComparisonMention] = []
    for told in statements(text, estimates):
        if told.ps:
            found.extend(_compared(text, told))
    return tuple(found)


def _compared(text: str, told: Statement) -> Iterator[ComparisonMention]:
    sentence = Mention(text[told.start : told.end], told.start, told.end)
    earlier: Span | None = None
    for i, p in enumerate(told.ps):
        contrast = _contrast(told, p)
        start = contrast.start if contrast else p.start
        lead = told.lead(start)
        rule = _rule(told, p, contrast, lead)
        if rule is None:
            continue
        a, b, said = _arms(told, p, contrast, lead)
        taken = (a, b, *(contrast.arms if contrast else ()))
        outcome = told.outcome(start, p.end, lead, taken, earlier)
        span = outcome[0] if outcome else None
        earlier = span
        time = told.timepoint(start, p.end, lead)
        direction = _direction(told, start, p.end, lead)
        own = said and outcome is not None and outcome[1]
        for each in _outcomes(told, i, p, span, (a, b)):
            yield ComparisonMention(
                start=told.start + start,
                end=told.start + p.end,
                sentence=sentence,
                p=PMention(
                    p.op, p.value, text[told.start + p.start : told.start + p.end], told.start + p.start, told.start + p.end
                ),
                outcome=told.mention(text, each),
                arm_a=told.mention(text, a),
                arm_b=told.mention(text, b),
                timepoint=told.mention(text, time),
                direction=direction,
                grade="A" if own else "B",
                rule=rule,
            )


def _contrast(told: Statement, p: PValueSpan) -> Contrast | None:
    """The values that a p compares: those that end shortly before it, with no other p between."""
    for contrast in reversed(told.contrasts):
        if contrast.end <= p.start <= contrast.end + _NEAR:
            between = told.text[contrast.end : p.start]
            if any(contrast.end <= q.start < p.start for q in told.ps) or any(
                contrast.end <= s < p.start for s, _ in told.effects
            ):
                return None
            return contrast if ";" not in between or "(" not in between else None
    return None


@lru_cache(maxsize=8)
def _words_of(text: str) -> tuple[bool, bool, bool]:
    """Whether a sentence has words of a change within arms, of a difference between them, of a comparison: once for all its p."""
    lower = text.lower()
    within = any(cue in lower for cue in _WITHIN_CUES) and _WITHIN.search(text) is not None
    between = any(cue in lower for cue in _BETWEEN_CUES) and _BETWEEN.search(text) is not None
    return within, between, _AGAINST.search(_WITHIN.sub(" ", text) if within else text) is not None


def _rule(told: Statement, p: PValueSpan, contrast: Contrast | None, lead: int) -> str | None:
    """The rule that makes a p one of a comparison between arms; None where none does."""
    text = told.text
    before = text[max(0, p.start - 40) : p.start]
    if _SUBGROUP.search(before) and not _BY_TIME.search(text[max(0, p.start - 80) : p.start]):
        return None
    if any(c.start < p.start < c.end for c in told.contrasts):
        return None
    bracket = opened(text, 0, p.start)
    if _UNREAD.search(text[lead if bracket is None else min(lead, bracket) : p.start]):
        return None  # the p of an effect that was not read as one
    within, between, against = _words_of(text)
    if contrast is not None:
        named = not (None in contrast.arms and within) if any(contrast.arms) else between or _GROUPS.search(text) is not None
        return "values-of-arms/1" if named else None
    clause = text[lead : told.until(p.end)]
    if ((within and _WITHIN.search(clause)) or _LINKED.search(clause)) and not against and not between:
        return None
    if against or (between and _BETWEEN.search(clause)):
        return "words-of-comparison/1"
    if (between or _GROUPS.search(text)) and _DIFFERS.search(text):
        return "words-of-comparison/1"
    if _MORE.search(clause) and _GROUP.search(clause):
        return "comparative/1"
    return "effect-denied/1" if _EFFECT.search(text[: p.start]) else None


def _arms(told: Statement, p: PValueSpan, contrast: Contrast | None, lead: int) -> tuple[Span | None, Span | None, bool]:
    if contrast is not None and len(contrast.arms) >= 2:
        if len(contrast.arms) == 2 and contrast.arms[0]:
            return contrast.arms[0], contrast.arms[1], True
        if len(contrast.arms) > 2:
            return None, None, False
    arms = told.arms(p.start, p.end, lead)
    if contrast is not None and len(contrast.arms) == 1 and contrast.arms[0]:
        return contrast.arms[0], arms.b, True
    label = told.label(p.start, lead, (None, None)) if arms.a and not arms.b else None
    if label and arms.a and label[0] < arms.a[1] and arms.a[0] < label[1]:
        return None, None, False  # "an interaction was found for speed (p = 0.03)": speed is what was measured
    return arms.a, arms.b, arms.said


def _direction(told: Statement, start: int, end: int, lead: int) -> str | None:
    clause = told.text[lead : told.until(end)]
    if _SAME.search(clause) or (lead and _SAME.search(told.text[:lead]) and not _MORE.search(clause)):
        return "none"
    return told.direction(start, end, lead)


def _outcomes(told: Statement, i: int, p: PValueSpan, outcome: Span | None, arms: Sequence[Span | None]) -> list[Span | None]:
    """The outcomes a p speaks of: more than one for "all p < 0.05", its own of a list that p values follow "respectively"."""
    if outcome is None:
        return [None]
    chain = _chain(told, outcome, [a for a in arms if a])
    if len(chain) < 2:
        return [outcome]
    if p.shared:
        return list(chain)
    first, last = i, i
    while first and _ADJACENT.fullmatch(told.text, told.ps[first - 1].end, told.ps[first].start):
        first -= 1
    while last + 1 < len(told.ps) and _ADJACENT.fullmatch(told.text, told.ps[last].end, told.ps[last + 1].start):
        last += 1
    if last - first + 1 == len(chain) and _RESPECTIVELY.match(told.text, told.ps[last].end):
        return [chain[i - first]]
    return [outcome]


def _chain(told: Statement, outcome: Span, arms: Sequence[Span]) -> list[Span]:
    """The noun phrases joined with an outcome by commas and "and", in order, the outcome among them."""
    phrases = [
        q
        for q in told.who.phrases
        if q.meaning not in {"generic", "people"} and not any(q.span[0] < b and a < q.span[1] for a, b in arms)
    ]
    at = next((k for k, q in enumerate(phrases) if q.span[0] <= outcome[0] < q.span[1]), None)
    if at is None:
        return [outcome]
    first = last = at
    while first and _beside(told, phrases[first - 1], phrases[first]):
        first -= 1
    while last + 1 < len(phrases) and _beside(told, phrases[last], phrases[last + 1]):
        last += 1
    return [q.span for q in phrases[first : last + 1]]


def _beside(told: Statement, one: NounPhrase, other: NounPhrase) -> bool:
    between = told.words.plain[one.last + 1 : other.first]
    return (
        0 < len(between) <= 4
        and all(word in _LISTED for word in between)
        and not _LISTED.isdisjoint({"and", "or", ","}.intersection(between))
    )
