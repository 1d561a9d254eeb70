"""Which two arms an effect compares: `a` the intervention, index or exposure, `b` the comparator.

A word of comparison names both sides ("lower for A than B"); else the groups named in the sentence do; else its
subject is `a`. Control words ("placebo", "usual care") settle the order where the sentence does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kg.extract.comparisons import NUMERIC, PARTICLES, comparisons, named, start_of_name
from kg.extract.spans import Span
from kg.extract.words import GENERIC, GROUP, Words, opened, word_set

__all__ = ["ArmSpans", "Sides", "arms_of", "sides"]

_CONTROL = re.compile(
    r"\b(?:placebo|controls?|sham|usual|standard|conventional|routine|no\s(?:treatment|intervention)|wait(?:ing|-)?\s?list|untreated|"
    r"alone|vehicle|SoC|SOC|TAU|UC|attention|comparator|nontrial|nonusers|without)\b", re.IGNORECASE
)  # fmt: skip
_GROUPS = word_set("group groups arm arms recipients recipient cohort clusters practices")
_SHORT = re.compile(r"[a-z]?[A-Z]{2,5}|(?i:n|p|means?|medians?|.*\b(?:CI|interval|change|mean|median|age|ES|effect|range))")
_NO_GROUP = word_set("either each both same age any other ethnic two three all these study per that this which")
_NO_NAME = GENERIC | GROUP | _NO_GROUP
_VERBS = word_set(
    "reduced improved increased decreased lowered led resulted had showed experienced maintained achieved "
    "significantly produced prolonged demonstrated exhibited correlated was were did had"
)
_PREDICATE = re.compile(
    r"(?:was|were)\s(?:\w+\s){0,3}?(?:associated|related|superior|noninferior|non-inferior|effective|linked|favou?red|predictive|inferior)\b"
    r"|did\snot\s(?:\w+\s)?(?:reduce|improve|increase|decrease|affect|change|lower|prevent)\b"
    r"|(?:significantly\s|also\s)?(?:(?:reduced|improved|increased|decreased)(?!\s(?:in|by|from|at|after|over|during|more|significantly)\b))"
    r"|(?:significantly\s|also\s)?(?:lowered|led|resulted|had|showed|experienced|maintained|achieved|"
    r"produced|prolonged|exhibited|correlated|predicted)\b", re.IGNORECASE
)  # fmt: skip
_LETTERED = re.compile(r"[A-Da-d]|[IVXivx]{1,3}|[1-4]")
_PREDICTS = re.compile(r"\b(?:risk\sfactors?|predictors?|factors\s(?:associated|for)|determinants)\b")
_FAVOUR = re.compile(r"\b(?:favou?r(?:ing|ed|s)?|in\sfavou?r\sof)\s(?:the\s)?(?=\w)", re.IGNORECASE)
_AGENT = re.compile(
    r"\b(?:[Aa]ddition\sof|[Tt]reatment\swith|[Tt]herapy\swith|effects?\sof|[Uu]se\sof|efficacy\sof|pronounced\swith|[Ee]xposure\sto|"
    r"identified|\b(?:lower|higher|greater|fewer|shorter|longer|better|worse|improved|reduced)\s(?:with|after|for|on)|[Rr]isk\sfactors?\s[^.;()]{0,60}?(?:were|was|included)|the\shazard\s[^.;()]{0,60}?with)\s(?=\w)"
)


@dataclass(frozen=True, slots=True)
class ArmSpans:
    """The two sides of one effect. `said` is True where a comparison names both; `swapped` where control words turned them."""

    a: Span | None = None
    b: Span | None = None
    said: bool = False
    swapped: bool = False


@dataclass(frozen=True, slots=True)
class Sides:
    """What a sentence says of its arms: sides of each comparison with their place, groups named, subject and others."""

    comparisons: tuple[tuple[Span, Span | None, Span | None], ...]
    groups: tuple[Span, ...]
    subject: Span | None
    favoured: Span | None


def sides(w: Words) -> Sides:
    """Everything the sentence says about who was compared, found once for all its effects."""
    favoured = _FAVOUR.search(w.text) if "avo" in w.text else None
    return Sides(tuple(comparisons(w)), _groups(w), _subject(w), w.right(w.at(favoured.end())) if favoured else None)


def arms_of(w: Words, found: Sides, start: int, end: int, lead: int, until: int, place: tuple[int, int]) -> ArmSpans:
    """The arms of the effect at `start:end`, whose stretch of the sentence runs from `lead` to `until`.

    `place` is (index of the effect, number of effects) in the sentence.
    """
    own = [
        c
        for c in found.comparisons
        if lead <= c[0][0] < start or (end <= c[0][0] < until and w.text.count(";", end, c[0][0]) == 0)
    ]
    chosen = (
        [c for c in own if c[1] and c[2]] or own or [c for c in found.comparisons if c[1] and c[2]] or list(found.comparisons)
    )
    if chosen:
        _, a, b = chosen[-1] if own else chosen[0]
        said = a is not None and b is not None
        if place[1] > 1 and (mine := _after(w, end, until)) and not _same(w, mine, b):
            a = mine
        if a is None and b is not None:
            a = _other(w, found, b)
        return _ordered(w, ArmSpans(a, b, said))
    groups = _distinct(w, found.groups)
    if place[1] > 1 and _PREDICTS.search(w.text) and (bracket := opened(w.text, lead, start)) and (item := w.left(w.at(bracket))):
        return ArmSpans(item)
    if place[1] > 1 and len(groups) == place[1] and "respectively" in w.text:
        return ArmSpans(groups[place[0]])
    if len(groups) >= 2:
        return _ordered(w, ArmSpans(groups[0], groups[1]))
    if found.favoured:
        return ArmSpans(found.favoured)
    if groups:
        return ArmSpans(groups[0])
    agent = _agent(w)
    return ArmSpans(agent or found.subject)


def _agent(w: Words) -> Span | None:
    found = _AGENT.search(w.text)
    return w.right(w.at(found.end())) if found else None


def _other(w: Words, found: Sides, b: Span) -> Span | None:
    for span in found.groups:
        if not _same(w, span, b):
            return span
    return found.favoured or found.subject or _agent(w)


def _ordered(w: Words, arms: ArmSpans) -> ArmSpans:
    """Control words decide which side is the comparator."""
    if arms.a and arms.b and _CONTROL.search(w.text, *arms.a) and not _CONTROL.search(w.text, *arms.b):
        return replace(arms, a=arms.b, b=arms.a, swapped=True)
    return arms


def _same(w: Words, one: Span, other: Span | None) -> bool:
    return other is not None and (
        w.text[slice(*one)].lower() == w.text[slice(*other)].lower() or (one[0] < other[1] and other[0] < one[1])
    )


def _distinct(w: Words, spans: tuple[Span, ...]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not any(_same(w, span, k) for k in kept):
            kept.append(span)
    return kept


def _after(w: Words, end: int, until: int) -> Span | None:
    """The arm named right after an effect: "0.16 (0.09-0.23) for A"."""
    i = w.at(end)
    while i < len(w.plain) and w.plain[i] in ")]%":
        i += 1
    if i < len(w.plain) and w.plain[i] in {"for", "in", "with"} and w.spans[i][0] < until:
        return w.right(i + 1)
    return None


def _groups(w: Words) -> tuple[Span, ...]:
    """Groups named as such ("the A group", "A and B arms", "group A") or after a value ("41% with A"), in order."""
    found: list[Span] = []
    for i, word in enumerate(w.plain):
        if word in _GROUPS and i:
            if word in {"group", "arm"} and i + 1 < len(w.plain) and _LETTERED.fullmatch(w.plain[i + 1]):
                found.append((w.spans[i][0], w.spans[i + 1][1]))
                continue
            span = w.left(i)
            if span is None or w.plain[w.at(span[0])] in _NO_GROUP:
                continue
            first = w.at(span[0])
            if (
                word.endswith("s")
                and first > 1
                and w.plain[first - 1] in {"and", "or"}
                and (one := w.left(first - 1))
                and w.plain[w.at(one[0])] not in GENERIC
            ):
                found.append(one)
            found.append(span)
        elif word == "," and i + 1 < len(w.plain) and NUMERIC.match(w.plain[i + 1]):
            span = w.left(i)  # "(walking, 12.1%; usual care, 14.3%; ...)"
            if (
                span
                and opened(w.text, 0, span[0]) is not None
                and (first := w.at(span[0]))
                and w.plain[first - 1] in {"(", "[", ";"}
                and not _SHORT.fullmatch(w.text, *span)
            ):
                found.append(span)
        elif word in PARTICLES and i and _is_value(w, i - 1) and i + 1 < len(w.plain):
            span = w.right(start_of_name(w, i + 1))
            if span and w.plain[w.at(span[0])] not in _NO_NAME and not NUMERIC.match(w.text[slice(*span)].split()[0][:1]):
                found.append(span)
    return tuple(dict.fromkeys(sorted(span for span in found if named(w, span))))


def _is_value(w: Words, i: int) -> bool:
    """Whether word `i` ends a printed value: "7.9%", "41 (7.9%)", "194 days"."""
    if w.plain[i] in ")]":
        opened = w.before_bracket(i + 1)
        return any(c.isdigit() for c in w.text[w.spans[opened][0] : w.spans[i][1]])
    if NUMERIC.fullmatch(w.plain[i]):
        return True
    return (
        i > 0
        and NUMERIC.fullmatch(w.plain[i - 1]) is not None
        and w.plain[i] in {"days", "months", "weeks", "years", "points", "hours", "%", "mm", "kg", "minutes"}
    )


def _subject(w: Words) -> Span | None:
    """The subject, where its verb says that it did something to an outcome or was associated with one."""
    i = 0
    count = len(w.plain)
    for _ in range(2):
        if i < count and (w.plain[i] in _INTRODUCING or w.plain[i].endswith("ly")):
            comma = next((j for j in range(i, min(count, i + 30)) if w.plain[j] == ","), None)
            if comma is None:
                return None
            i = comma + 1
    span = w.left(_verb(w, i), longest=8, over=frozenset({"of", "with", "and"})) if _verb(w, i) else None
    return span if span and w.at(span[0]) >= i else None


def _verb(w: Words, i: int) -> int:
    """Index of the first verb from word `i` on, when it is one that an arm can govern; else 0."""
    depth = 0
    for j in range(i, min(len(w.plain), i + 16)):
        depth += (w.plain[j] in "([") - (w.plain[j] in ")]")
        if depth == 0 and j > i and w.plain[j] in _VERBS:
            return j if _PREDICATE.match(w.text, w.spans[j][0]) else 0
        if depth == 0 and w.plain[j] in {",", ";"}:
            return 0
    return 0


_INTRODUCING = word_set(
    "at in on after before during among over following compared relative however moreover similarly by for within "
    "from also furthermore additionally overall when while although with there using under of primary secondary "
    "conversely"
)
