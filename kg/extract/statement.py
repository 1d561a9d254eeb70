"""A sentence made ready for what it says of arms: its words, p values, arm values, contrasts, times and effects.

Only sentences that can say something of the kind are made ready: a p, or two numbers and a word that compares or
names groups. The effects are those of `find_estimates`; what belongs to one is no value of an arm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.extract.arm_values import ArmValue, arm_values
from kg.extract.arms import ArmSpans, arms_of
from kg.extract.contrasts import Contrast, contrasts, may_contrast
from kg.extract.estimates import find_estimates
from kg.extract.fact import Fact
from kg.extract.masks import numbers
from kg.extract.noun_phrases import noun_phrases
from kg.extract.outcomes import direction_of, outcome_of
from kg.extract.pvalues import PValueSpan, p_values
from kg.extract.sentences import normalise, sentences
from kg.extract.sides import Sides, sides
from kg.extract.spans import EstimateMention, Mention, Span
from kg.extract.stretch import stretch
from kg.extract.times import time_at, times
from kg.extract.words import Words, opened, words

__all__ = ["Statement", "statements"]

_TABLE = 60  # numbers in one "sentence" (or half as many p values) that make it a table without its lines
_P = re.compile(r"[pP](?<![A-Za-z].)(?:[\s-]?[vV]alues?)?\s?(?:[=<>\u2264\u2265]|was\b|of\b)")
_TWO = re.compile(r"\d[^\d.]\D*\d")
_BESIDE = (
    " vs",
    "versus",
    " v ",
    " than ",
    "ompared",
    "group",
    " arm",
    "respectively",
    "placebo",
    "control",
    " for ",
    " with ",
    " in ",
    "%; ",
)
_LABEL = re.compile(r"[(\[;:]\s?(?P<name>[A-Za-z][^()\[\];:,=]{1,50}?)\s?[:,=]\s?(?:(?:mean|median)\s)?$")
_NO_LABEL = re.compile(
    r"(?i:(?:cumulative\s)?(?:incidences?|rates?|risks?|scores?)|means?|medians?|ranges?|n|all|both|respectively|AUC|F|t|z|chi2|interaction|.*(?:\b(?:CI|change|SD|mean|interaction|effect|test|groups?)))"
)
_ALONE = re.compile(r"\s?(?:(?:mean|median|n|adjusted|log-rank)\s?[,=]?\s?)?")
_ARM_LINKS = frozenset({"than", "versus", "vs", "to", "with", "v", "by", "from", "between", "receiving", "at", "until", "within"})
_TIMES = frozenset({"day", "days", "week", "weeks", "month", "months", "year", "years", "visit", "baseline", "follow-up"})
_VERB = re.compile(r"\b(?:was|were)\s(?:(?:about|only|approximately|on\saverage)\s)?[(\[]?$")
_DASH = re.compile(r"(?<=[A-Za-z])\u2014(?=\d)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a text, `number` counting from 0. Spans count from its start, which is `start` of the text.

    `text` is the plain copy of the sentence. `ps` are the p values tied to no effect, `tied` the others; `effects`
    the spans of the numbers of its effects.
    """

    number: int
    start: int
    end: int
    text: str
    words: Words
    who: Sides
    times: tuple[Span, ...]
    ps: tuple[PValueSpan, ...]
    tied: tuple[Span, ...]
    effects: tuple[Span, ...]
    values: tuple[ArmValue, ...]
    contrasts: tuple[Contrast, ...]

    def lead(self, start: int) -> int:
        """Where the last effect, p value or contrast before `start` ends: what is told there begins after it."""
        ends = [e for _, e in (*self.effects, *self.tied)] + [p.end for p in self.ps] + [c.end for c in self.contrasts]
        return max((e for e in ends if e <= start), default=0)

    def until(self, end: int) -> int:
        """Where the next effect, p value or contrast after `end` begins."""
        starts = [s for s, _ in (*self.effects, *self.tied)] + [p.start for p in self.ps] + [c.start for c in self.contrasts]
        return min((s for s in starts if s >= end), default=len(self.text))

    def arms(self, start: int, end: int, lead: int) -> ArmSpans:
        """The arms that what stands at `start:end` compares."""
        return arms_of(self.words, self.who, stretch(self.words, start, end, lead, self.until(end)))

    def outcome(
        self, start: int, end: int, lead: int, arms: tuple[Span | None, ...], earlier: Span | None
    ) -> tuple[Span, bool] | None:
        """The outcome of what stands at `start:end`, and whether its own clause names it; `earlier` that of what came before."""
        if beside := self.label(start, lead, arms):
            return beside, True
        if subject := self._subject(start, lead, arms):
            return subject, True
        place = stretch(self.words, start, end, lead, self.until(end))
        return outcome_of(self.words, self.who.phrases, _fact(start, end), place, arms, self.times, earlier)

    def _subject(self, start: int, lead: int, arms: tuple[Span | None, ...]) -> Span | None:
        """The outcome that a verb right before values says they are of: "The attendance rate in 2012 was [78%]"."""
        verb = _VERB.search(self.text, max(lead, start - 30), start)
        if verb is None:
            return None
        begin = max(lead, *(self.text.rfind(mark, lead, verb.start()) for mark in ("; ", ", and ", ", while ", ": ")))
        for phrase in self.who.phrases:
            if begin <= phrase.span[0] and phrase.span[1] <= verb.start() and phrase.meaning != "generic" and not phrase.depth:
                return phrase.span if phrase.meaning == "outcome" and self._is_free(phrase.span, arms) else None
        return None

    def label(self, start: int, lead: int, arms: tuple[Span | None, ...]) -> Span | None:
        """What stands right before values or a p in a bracket of their own: "anxiety (5.1 vs 6.2)", "(anxiety: 5.1 vs 6.2)"."""
        item = _LABEL.search(self.text, max(lead, start - 70), start)
        bracket = opened(self.text, lead, start)
        if item is not None:
            span = self.words.phrase(self.words.at(item.start("name")), self.words.at(item.end("name")) - 1)
            return span if span and not _NO_LABEL.fullmatch(self.text, *span) and self._is_free(span, arms) else None
        if bracket is None or not _ALONE.fullmatch(self.text, bracket + 1, start):
            return None
        at = self.words.before_bracket(self.words.at(bracket))
        short = at < self.words.at(bracket)
        for phrase in self.who.phrases:
            if phrase.last + 1 == at and phrase.span[0] >= lead and (phrase.depth == 0):
                governor = self.words.plain[phrase.governor] if phrase.governor >= 0 else ""
                if (
                    phrase.meaning not in {"outcome", "other"}
                    or self.words.plain[phrase.last] in _TIMES
                    or governor in _ARM_LINKS
                    or not self._is_free(phrase.span, arms)
                ):
                    return None
                return (phrase.span[0], self.words.spans[self.words.at(bracket) - 1][1]) if short else phrase.span
        return None

    def _is_free(self, span: Span, arms: tuple[Span | None, ...]) -> bool:
        return not any(a < span[1] and span[0] < b for a, b in (*self.times, *(arm for arm in arms if arm)))

    def direction(self, start: int, end: int, lead: int) -> str | None:
        """ "lower" or "higher" where words near say how the first arm stood to the second."""
        return direction_of(self.words, _fact(start, end), lead, self.until(end))

    def timepoint(self, start: int, end: int, lead: int) -> Span | None:
        """The time point of what stands at `start:end`."""
        found = time_at(self.times, lead, start, start, end, self.until(end), self.text)
        return found[0] if found else None

    def stretch(self, source: str, span: Span) -> Mention:
        """The stretch of the source that a span of the sentence covers."""
        start, end = self.start + span[0], self.start + span[1]
        return Mention(source[start:end], start, end)

    def mention(self, source: str, span: Span | None) -> Mention | None:
        """The same where there is a span, else None."""
        return self.stretch(source, span) if span else None


def _fact(start: int, end: int) -> Fact:
    """A place in a sentence as the finders of outcomes take it: numbers without a measure."""
    return Fact(start, end, "", (start, end), None, None, None, False, False, False, False, "", None)


@lru_cache(maxsize=4)
def statements(text: str, estimates: tuple[EstimateMention, ...] | None = None) -> tuple[Statement, ...]:
    """The sentences of a text that may tell values of arms or comparisons, made ready. `estimates` are those of the text.

    Remembers the last few texts, since values and comparisons are looked for in the same ones.
    """
    plain = normalise(_DASH.sub(",", text) if "\u2014" in text else text)
    found: Sequence[EstimateMention] | None = estimates
    ready = []
    for number, start, end in _worth_reading(plain):
        if found is None:
            found = find_estimates(text)
        told = _ready(plain[start:end], number, start, end, [e for e in found if start <= e.start < end])
        if told is not None:
            ready.append(told)
    return tuple(ready)


def _worth_reading(plain: str) -> Iterator[tuple[int, int, int]]:
    for number, (start, end) in enumerate(sentences(plain)):
        if _P.search(plain, start, end) or (
            _TWO.search(plain, start, end) and any(plain.find(word, start, end) >= 0 for word in _BESIDE)
        ):
            yield number, start, end


def _outside(spans: Iterable[Span], taken: Sequence[Span]) -> tuple[Span, ...]:
    """The spans that begin in none of those `taken`."""
    kept = []
    for span in spans:
        start = span[0]
        for first, last in taken:
            if first <= start < last:
                break
        else:
            kept.append(span)
    return tuple(kept)


def _ready(text: str, number: int, start: int, end: int, effects: Sequence[EstimateMention]) -> Statement | None:
    """The sentence made ready, or None where neither a p of its own nor two values beside each other are in it."""
    ps = p_values(text)
    tied = {(e.p.start - start, e.p.end - start) for e in effects if e.p}
    own = tuple(p for p in ps if (p.start, p.end) not in tied)
    spans = tuple((e.start - start, e.end - start) for e in effects)
    taken = [*spans, *((p.start, p.end) for p in ps)]
    free = _outside(numbers(text), taken)
    if len(free) > _TABLE or len(own) > _TABLE // 2 or (not own and len(free) < 2):
        return None
    values = arm_values(text, free, taken)
    if not own and not may_contrast(text, values, ps, spans):
        return None
    w = words(text)
    when = times(w)
    if when:
        values = tuple(v for v in values if not any(a <= v.value[0] < b for a, b in when))
    found = bool(values) and may_contrast(text, values, ps, spans)
    if not own and not found:
        return None
    who = sides(w, noun_phrases(w), when)
    told = contrasts(w, values, who, when, ps, spans) if found else ()
    return Statement(number, start, end, text, w, who, when, own, tuple(sorted(tied)), spans, values, told)
