"""The arm told with a printed value, on either side of it: "7.9% in A", "A (35/132)", "in the A group was 117 g/L".

A name is taken only where its words can name an arm: no time, no number, no outcome, nothing that names anybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extract.arm_values import ArmValue
from kg.extract.nouns import PEOPLE, meaning
from kg.extract.pvalues import PValueSpan
from kg.extract.sides import Sides
from kg.extract.spans import Span
from kg.extract.words import GENERIC, GROUP, Words, word_set

__all__ = ["AFTER", "Scene", "after", "in_own_bracket", "own_arm", "plausible", "same", "start_of_name"]

_CLOSED = re.compile(r"\s?(?:[)\]]|[,;]\s?[pP]\s?[=<>])")
_LABELS = r"(?:(?:n|N|[Mm]ean|[Mm]edian|average|range|SD|SE|SEM|IQR|LS|change|rate|by)\s?|[±=:,+]\s?)*+"
_OPENED = re.compile(rf"[(\[]\s?{_LABELS}$")
_ITEM = re.compile(
    r"(?:(?<=[(\[;:])|(?<=[;:]\s)|(?<=\sand\s))(?P<name>[A-Za-z][^()\[\];:,=]{0,50}?)\s?[:,=]\s?(?:(?:mean|median|n)\s?[=,:]?\s?)?$"
)
_ABBREVIATED = re.compile(r"(?:(?<=[(\[;:])|(?<=[;:]\s))(?P<name>[A-Z][\w+-]{0,15}(?:\s[\w-]{1,12})?)\s(?:\+\s?)?$")
AFTER = word_set("in for with among of on by under after receiving administered given taking using from who")
_LED = word_set(
    "with in for to than versus vs v of and or more fewer less receiving by after ( [ ; : among , on taking using against "
    "while but whereas the"
)
_NO_ARM = word_set(
    "baseline week weeks month months day days year years follow-up follow end both each total all patients pain score scores "
    "time times respectively difference change mean median one two three whom which addition terms p-value p comparison "
    "odds ratio effects favor favour order hours minutes"
)
_NAMELESS = (GENERIC | GROUP) - word_set("treatment study intervention")
_STATISTIC = re.compile(
    r"(?:I2|[pP][-\s]?(?:value|heterogeneity|trend|interaction)|[as]?[OHRSM]RR?s?|AUC|SMD|W?MD|CI|\d\d\s?%)\b"
)
_LINKS = word_set(
    "the a an that those in with for of by after on to from among receiving received assigned allocated randomized randomised "
    "who were did only treated given using taking administered"
)
_LEADS_ON = _LINKS | word_set("receiving used underwent")
_CLAUSE_ENDS = word_set("and or vs versus v than compared while whereas but had was were , ; : ( ) [ ]")


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with all that decides whose its values are; `lists` are the arms it calls groups (see `group_lists`)."""

    w: Words
    values: tuple[ArmValue, ...]
    who: Sides
    times: tuple[Span, ...]
    ps: tuple[PValueSpan, ...]
    effects: tuple[Span, ...]
    lists: list[tuple[Span, ...]]

    @property
    def text(self) -> str:
        return self.w.text

    @property
    def groups(self) -> list[Span]:
        """The arms the sentence calls groups, each once."""
        kept: list[Span] = []
        for span in (span for named in self.lists for span in named):
            if not any(same(self.text, span, k) for k in kept):
                kept.append(span)
        return kept

    @property
    def subject(self) -> Span | None:
        """What the sentence begins with, where it may be an arm."""
        first = next((p for p in self.who.phrases if p.rule == "start"), None)
        return plausible(self, first.span) if first and first.meaning in {"arm", "people", "other"} else None


def own_arm(scene: Scene, value: ArmValue, lead: int, until: int) -> Span | None:
    """The arm told with a value, on either side of it."""
    if in_own_bracket(scene.text, value):
        return _before(scene, value, lead)
    return after(scene, value, until) or _further_on(scene, value, until) or _before(scene, value, lead)


def _further_on(scene: Scene, value: ArmValue, until: int) -> Span | None:
    """The group named after a value and a verb: "86.5% of patients recovered in the A group compared to"."""
    if value.end > len(scene.text) or scene.text[value.end : value.end + 1] in {",", ";", ")"}:
        return None
    named = [g for g in scene.groups if value.end <= g[0] < min(until, value.end + 120)]
    if len(named) != 1 or "(" in scene.text[value.end : named[0][0]] or "," in scene.text[value.end : named[0][0]]:
        return None
    i = scene.w.at(named[0][0]) - 1
    while i > 0 and scene.w.plain[i] in {"the", "a", "an"}:
        i -= 1
    return named[0] if scene.w.plain[i] in {"in", "for", "with", "among"} else None


def in_own_bracket(text: str, value: ArmValue) -> bool:
    """Whether the value stands alone in a bracket, a p aside: "A (35/132; 26.5%)"."""
    opened = _OPENED.search(text, max(0, value.start - 40), value.start)
    if opened is None:
        return False
    return (
        text[value.end - 1] in ")]"
        and text.count("(", value.start, value.end) + text.count("[", value.start, value.end)
        < (text.count(")", value.start, value.end) + text.count("]", value.start, value.end))
    ) or _CLOSED.match(text, value.end) is not None


def after(scene: Scene, value: ArmValue, until: int) -> Span | None:
    """The arm named right after a value: "7.9% in A", "45 [16.4%] of 274 A participants"."""
    w = scene.w
    i = w.at(value.end)
    while i < len(w.plain) and w.plain[i] in {")", "]"}:
        i += 1
    if i >= len(w.plain) or w.spans[i][0] >= until:
        return None
    if w.plain[i] in AFTER:
        return _arm_at(scene, i + 1, until)
    return _arm_at(scene, i, until) if value.total and w.plain[i] not in {",", ";", "and"} else _short_name(w, i, until)


def _short_name(w: Words, i: int, until: int) -> Span | None:
    """An abbreviation right after a value is the name of its arm: "5.40 ± 1.14 FG vs"."""
    start, end = w.spans[i]
    name = w.text[start:end]
    if not (name[:1].isupper() and 2 <= len(name) <= 8 and sum(c.isupper() for c in name) >= 2):
        return None
    span = w.right(i, longest=3)
    return span if span and span[1] <= until else (start, end)


def start_of_name(w: Words, i: int) -> int:
    """Index of the first word from `i` on that can begin the name of an arm: articles, links and people come before it."""
    last = min(len(w.plain), i + 9)
    while i < last and (w.plain[i] in _LINKS or (w.plain[i] in PEOPLE and i + 1 < len(w.plain) and w.plain[i + 1] in _LEADS_ON)):
        i += 1
    return i


def _arm_at(scene: Scene, i: int, until: int) -> Span | None:
    w = scene.w
    start = start_of_name(w, i)
    span = plausible(scene, w.right(start)) if start < len(w.plain) else None
    if span is None and start > i and (person := next((k for k in range(i, start) if w.plain[k] in PEOPLE), None)) is not None:
        last = person  # "women who did not receive chemotherapy": the people, as far as their clause goes
        while last + 1 < len(w.plain) and last - person < 9 and w.plain[last + 1] not in _CLAUSE_ENDS:
            last += 1
        span = (w.spans[person][0], w.spans[last][1]) if last > person + 1 else None
    return span if span is not None and span[0] < until else None


def plausible(scene: Scene, span: Span | None, *, compared: bool = False) -> Span | None:
    """The span, unless it is a time, a number, or nothing but words that name no arm.

    A word of comparison before it (`compared`) makes an arm of what may else be an outcome ("than with iron").
    """
    if span is None:
        return None
    text = scene.text[slice(*span)]
    if any(a <= span[0] and span[1] <= b for a, b in scene.times) or not any(c.isalpha() for c in text):
        return None
    parts = [part.strip(".,").lower() for part in text.split()]
    if (all(part in _NAMELESS for part in parts) and not text.isupper()) or parts[0] in _NO_ARM:
        return None
    if parts[0][:1] in "µμ%" or _STATISTIC.match(text):
        return None
    if (parts[-1] in _NO_ARM and "every" not in parts) or (len(parts) == 1 and not parts[0][0].isalpha()):
        return None
    return None if not compared and meaning(tuple(parts)) == "outcome" and not any(c.isdigit() for c in text) else span


def _before(scene: Scene, value: ArmValue, lead: int) -> Span | None:
    """The arm named right before a value: "A (35/132)", "(A, 77%; B, 80%)", "in the A group was 117 g/L"."""
    w = scene.w
    first = max(lead, value.start - 80)
    if opened := _OPENED.search(w.text, first, value.start):
        span = w.left(w.at(opened.start()))
        if span is None or span[0] < lead:
            return None
        begin = w.at(span[0])
        led = w.plain[begin - 1] if begin else "("
        if led in {"the", "a", "an"} and begin > 1:
            led = w.plain[begin - 2]
        return plausible(scene, span) if led in _LED or begin == 0 else None
    item = _ITEM.search(w.text, first, value.start) or _ABBREVIATED.search(w.text, first, value.start)
    if item and (span := w.phrase(w.at(item.start("name")), w.at(item.end("name")) - 1)):
        return plausible(scene, span)
    near = [g for g in scene.groups if lead <= g[0] and g[1] <= value.start and value.start - g[1] <= 60]
    return near[-1] if near and not any(c.isdigit() or c == "(" for c in w.text[near[-1][1] : value.start]) else None


def same(text: str, one: Span | None, other: Span | None) -> bool:
    return (
        one is not None
        and other is not None
        and (text[slice(*one)].lower() == text[slice(*other)].lower() or (one[0] < other[1] and other[0] < one[1]))
    )
