"""Which outcome an effect is about, and which way the words say it went.

Every noun phrase of the sentence is a candidate. What governs it ("risk of", "lower", "had"), whether its sentence
part begins with it, where it stands to the effect and what its head names give points (`_POINTS`); the most points
win, the nearer phrase where they are equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.comparisons import over_bracket
from kg.extract.fact import Fact
from kg.extract.noun_phrases import NounPhrase
from kg.extract.nouns import meaning
from kg.extract.spans import Span
from kg.extract.stretch import Stretch
from kg.extract.verbs import deed, predicate_after
from kg.extract.words import Words, word_set

__all__ = ["direction_of", "outcome_of"]

_POINTS = {
    # what leads to it
    "kind": 4.0, "chain": 2.5, "quality": 3.0, "object": 2.0, "list": 0.5, "start": 1.0, "other": 0.0, "adjunct": -1.5,
    "effector": -3.0, "named by the measure": 5.0,
    # what its head names
    "outcome": 3.5, "arm": -3.0, "people": -6.0,
    # what its verb says of it
    "subject": 4.0, "doer": -3.0, "exposure": -3.0,
    # where it stands to the effect
    "own": 2.0, "leads in": 4.0, "leads in, adjunct": 2.0, "item": 6.0, "in a list": 2.5, "label": 4.0, "within": 0.5,
    "after": 4.5, "goes on": 6.5, "told after": 8.0, "later": -3.0, "far after": -6.0, "bracketed": -2.5, "beside": -1.0,
    "step": -0.2,
    # other things an outcome may be: that of the effect before, what people did
    "earlier": 2.5, "deed": 7.0,
}  # fmt: skip
_ENOUGH = 1.0
_CERTAIN = 8.0  # what stands outside the effect's own clause needs this much to replace the outcome before
_LOWER = word_set("lower less fewer smaller shorter reduced decreased lowered")
_HIGHER = word_set("higher greater more larger longer increased")
_LESSENING = word_set("reduction reductions decrease decreases decline drop loss")
_GOOD = word_set("improvement improvements benefit benefits effective effect")  # which way a score went, these do not say
_NEAR = 20  # characters at most between a phrase and what it leads in
_GAP = re.compile(r"[\s,:;=(\[\u2013-]*(?:by|of|was|were|is)?\s*")
_LINK = re.compile(r"s?\s?(?:[(\[][^()\[\]]{0,40}[)\]]\s?)?(?:for|in|of|on)\s(?:the\s)?")
_CAUSE = re.compile(r"(?<=eath)s?\sfrom\s(?:any|all|\w+)\scauses?\b")
_UNNAMED = re.compile(r"(?:outcome|end\s?point)s?$")
_IN_BRACKET = re.compile(r"\s\(([a-z][^()\d]{3,80})\)")
_CLOSED = re.compile(r"[^()\[\]]{0,40}[)\]]\s(?=\w)")  # "13.5% lower (95% CI ...) all-cause mortality"
_FOR = re.compile(r"[\s)\]%,;.a-zA-Z/]{0,12}?\s?[)\]]?\s(?:for|in|against)\s(?:the\s)?")


def outcome_of(
    w: Words,
    found: Sequence[NounPhrase],
    fact: Fact,
    place: Stretch,
    arms: Sequence[Span | None],
    times: Sequence[Span],
    earlier: Span | None,
) -> tuple[Span, bool] | None:
    """The outcome of an effect, and whether it is named in the effect's own clause; None when nothing fits.

    `earlier` is the outcome of the effect before it; `arms` (the first is the effect's index side) and `times` are spans
    an outcome cannot be.
    """
    cue = [(fact.cue.start, fact.cue.end)] if fact.cue else []
    taken = [s for s in (*arms, *times, *cue) if s]
    if place.count > 1 and w.text.find("respectively", place.end) >= 0 and (each := _dealt(w, found, place, taken)):
        return each, True
    best: tuple[float, Span, bool] | None = None
    here = sum(1 for p in found if p.span[0] < place.start)
    marks = _marks(w, fact, place, arms[0] if arms else None)
    named = {w.text[slice(*arm)].lower() for arm in arms if arm}
    for i, phrase in enumerate(found):
        if phrase.meaning == "generic":
            continue
        span = _free(w, phrase.span, taken)
        if span is None or w.text[slice(*span)].lower() in named:
            continue
        points = _points(w, phrase, place, marks) + _POINTS["step"] * abs(here - i)
        if best is None or points > best[0] or (points == best[0] and phrase.span[0] < place.start):
            best = (points, span, place.lead <= span[0] < place.end)
    if did := deed(w, place.lead, place.edge):
        points = _POINTS["deed"] + _POINTS["own"]
        if best is None or points > best[0]:
            best = (points, did, True)
    if earlier and (best is None or best[0] < _POINTS["earlier"] or (not best[2] and best[0] < _CERTAIN)):
        return earlier, False
    return (_in_full(w, best[1]), best[2]) if best and best[0] >= _ENOUGH else None


def _in_full(w: Words, span: Span) -> Span:
    """The span with what it needs to be a name: "death [from any cause]", "primary outcome ([recurrent stroke])"."""
    if cause := _CAUSE.match(w.text, span[1]):
        return span[0], cause.end()
    if _UNNAMED.search(w.text, *span) and (named := _IN_BRACKET.match(w.text, span[1])):
        return named.span(1)
    return span


def _dealt(w: Words, found: Sequence[NounPhrase], place: Stretch, taken: Sequence[Span]) -> Span | None:
    """The outcome an effect was dealt by "respectively", where as many outcomes are listed as there are effects."""
    run: list[NounPhrase] = []
    for phrase in found:
        if phrase.depth or any(low <= phrase.span[0] < high for low, high in taken):
            continue
        between = w.plain[over_bracket(w, run[-1].last + 1) : phrase.first] if run else ()
        if not run or not between or not all(word in {"and", "or", ",", "the", "in", "of"} for word in between):
            if _is_list(run, place.count):
                break
            run = []
        run.append(phrase)
    return run[place.index].span if _is_list(run, place.count) else None


def _is_list(run: Sequence[NounPhrase], length: int) -> bool:
    return len(run) == length and any(p.meaning == "outcome" for p in run) and all(p.meaning in {"outcome", "other"} for p in run)


@dataclass(frozen=True, slots=True)
class _Marks:
    """Offsets where an outcome would begin: after the verb of a list, the effect, its bracket, the measure; -1 for nowhere."""

    told: int | None
    after: int
    goes_on: int
    measured: int


def _marks(w: Words, fact: Fact, place: Stretch, index_side: Span | None) -> _Marks:
    told = None
    if place.bracket is not None and (index_side is None or index_side[0] < place.bracket):
        told = predicate_after(w, place.bracket)
    after, goes_on = _FOR.match(w.text, place.end), _CLOSED.match(w.text, place.end)
    link = _LINK.match(w.text, fact.cue.end) if fact.cue is not None and not fact.inherited else None
    return _Marks(told, *(match.end() if match else -1 for match in (after, goes_on, link)))


def _points(w: Words, phrase: NounPhrase, place: Stretch, marks: _Marks) -> float:
    start, end = phrase.span
    said = [phrase.rule, *_placed(w, phrase, place, marks)]
    if phrase.meaning != "other":
        said.append(phrase.meaning)
    if place.bracket is not None and place.bracket < start < end < place.start and w.text[end : end + 1] == ":":
        said.append("label")
    if phrase.depth:
        said.append("bracketed" if place.bracket is None or start < place.bracket else "beside")
    if marks.measured == start:
        said.append("named by the measure")
    if phrase.role:
        said.append(phrase.role)
    return sum(_POINTS[each] for each in said)


def _placed(w: Words, phrase: NounPhrase, place: Stretch, marks: _Marks) -> Iterator[str]:
    """What speaks for or against a phrase by where it stands to the effect."""
    start, end = phrase.span
    if place.start <= start < place.end:
        yield "within" if phrase.depth == 0 else "later"
    elif marks.told is not None and start >= marks.told:
        if phrase.rule != "adjunct":
            yield "told after"
    elif start >= place.end:
        yield "after" if start == marks.after else "goes on" if start == marks.goes_on else "far after"
    elif start >= place.lead:
        yield "own"
        if place.edge - _NEAR <= end <= place.edge and _GAP.fullmatch(w.text, end, place.edge):
            yield "leads in" if phrase.rule != "adjunct" else "leads in, adjunct"
            if place.bracket is None and w.text[end : place.start] in {", ", ": "}:
                yield "item"
            if phrase.rule == "list" and place.lead:
                yield "in a list"


def direction_of(w: Words, fact: Fact, lead: int, until: int) -> str | None:
    """ "lower" or "higher" where words near the effect say how the first arm stood to the second."""
    first, here, last = w.at(lead), w.at(fact.start), w.at(fact.end)
    for low, high in ((here, min(last + 5, w.at(until))), (first, here), (0, first)):
        for i in range(high - 1, low - 1, -1):
            following = w.plain[i + 1 : i + 4]
            if w.plain[i] in _LOWER:
                return "lower"
            if w.plain[i] in _HIGHER:
                if not _LESSENING.isdisjoint(following):
                    return "lower"
                return None if not _GOOD.isdisjoint(following) else "higher"
    return None


def _free(w: Words, span: Span, taken: list[Span]) -> Span | None:
    """`span` cut short before an arm or time; None when it is one."""
    start, end = span
    for low, high in taken:
        if low <= start < high:
            return None
        if start < low < end:
            end = low
    if end < span[1] and meaning(tuple(w.text[start:end].lower().split())) == "generic":
        return None
    while end > start and not w.text[end - 1].isalnum() and w.text[end - 1] not in ")%":
        end -= 1
    return (start, end) if end > start + 1 else None
