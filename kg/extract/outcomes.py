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
from kg.extract.correlated import pair
from kg.extract.fact import Fact
from kg.extract.noun_phrases import NounPhrase
from kg.extract.nouns import PEOPLE, meaning
from kg.extract.spans import Span
from kg.extract.stretch import Stretch
from kg.extract.verbs import acts_before, deed, predicate_after
from kg.extract.words import Words, word_set

__all__ = ["direction_of", "outcome_of"]

_POINTS = {
    # what leads to it
    "kind": 4.0, "chain": 2.5, "quality": 3.0, "object": 2.0, "list": 0.5, "start": 1.0, "other": 0.0, "adjunct": -1.5,
    "effector": -3.0, "named by the measure": 5.0,
    # what its head names
    "outcome": 3.5, "arm": -3.0, "people": -6.0,
    # what its verb says of it
    "subject": 4.0, "subject before": 2.5, "doer": -3.0, "exposure": -3.0,
    # where it stands to the effect
    "own": 2.0, "told before": -1.0, "leads in": 4.0, "leads in, adjunct": 2.0, "item": 6.0, "in a list": 2.5, "label": 4.0,
    "label in words": 9.0, "within": 0.5,
    "after": 4.5, "changed": 8.0, "goes on": 6.5, "told after": 8.0, "later": -3.0, "far after": -6.0, "subgroup": -3.0,
    "bracketed": -2.5, "beside": -1.0,
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
_LINK = re.compile(
    r"s?\s?(?:[(\[][^()\[\]]{0,40}[)\]]\s?)?(?:for|in|of|on)\s"
    r"(?:(?:having|developing|achieving|experiencing|attaining|reaching|suffering|receiving|undergoing)\s)?(?:the\s|an?\s)?"
)
_CAUSE = re.compile(r"(?<=eath)s?\sfrom\s(?:any|all|\w+)\scauses?\b")
_DAYS = re.compile(
    r"days\s(?:alive(?:\sand)?|free|spent|lived)(?:\s(?:without|free|out|from|of|with|in|at|mechanical|life|organ|hospital|home|support|"
    r"ventilation|failure|pain|delirium|coma|vasopressors?|oxygen)\b){0,5}"
)
_OUTCOME_OF = re.compile(
    r"(?:primary\s|secondary\s|main\s)?(?:clinical\s)?(?:outcome|end\s?point)s?\s(?:measure\s)?of\s(?:the\s)?"
)
_UNNAMED = re.compile(r"(?:outcome|end\s?point)s?$")
_NAMED = re.compile(r",\s(?:the\s|an?\s|i\.e\.,?\s|namely,?\s)?|\sof\s(?:the\s|an?\s)?")  # "the primary outcome, [stroke]"
_IN_BRACKET = re.compile(r"\s\(([a-z][^()\d]{3,80})\)")
_CLOSED = re.compile(r"[^()\[\]]{0,40}[)\]]\s(?=\w)")  # "13.5% lower (95% CI ...) all-cause mortality"
_P = re.compile(r"[^()\[\];]{0,40}")  # up to the end of the bracket: "(0.3-5.3, [P = .03]) for"
_FOR = re.compile(r"[\s)\]%,;.a-zA-Z/]{0,12}?\s?[)\]]?\s(?:for|in|against)\s(?:the\s|any\s|all\s)?|\s?%?\s?[)\]]\son\sthe\s")
# "a 3.1 percentage point (p = .01) reduction in visits"
_CHANGE_IN = re.compile(
    r"[\s-](?:percent(?:age)?[\s-])?points?\s(?:[(\[][^()\[\]]{1,14}[)\]]\s)?(?:[a-z]+\s)?"
    r"(?:reduction|increase|decrease|improvement|decline|gain|drop|rise)s?\s(?:in|of)\s(?:the\s)?"
)


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
    if fact.measure == "correlation" and (both := pair(w, found, place)):
        return both, True
    if place.count > 1 and w.text.find("respectively", place.end) >= 0 and (each := _dealt(w, found, place, taken)):
        return each, True
    best: tuple[float, Span, bool] | None = None
    here = sum(1 for p in found if p.span[0] < place.start)
    marks = _marks(w, fact, place, arms[0] if arms else None)
    named = {w.text[slice(*arm)].lower() for arm in arms if arm}
    for i, phrase in enumerate(found):
        if phrase.meaning == "generic":
            continue
        span = _free(w, phrase.span, taken, times)
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
    return (_in_full(w, found, best[1]), best[2]) if best and best[0] >= _ENOUGH else None


def _in_full(w: Words, found: Sequence[NounPhrase], span: Span) -> Span:
    """The span with what it needs to be a name: "death [from any cause]", "primary outcome ([recurrent stroke])"."""
    if (of := _OUTCOME_OF.match(w.text, *span)) and of.end() < span[1]:
        span = of.end(), span[1]
    if cause := _CAUSE.match(w.text, span[1]):
        return span[0], cause.end()
    if days := _DAYS.match(w.text, span[0]):
        counted = span[0] - 10 if w.text[max(0, span[0] - 10) : span[0]] == "number of " else span[0]
        return counted, max(days.end(), span[1])
    if _UNNAMED.search(w.text, *span) and (named := _IN_BRACKET.match(w.text, span[1])):
        return named.span(1)
    if _UNNAMED.search(w.text, *span):
        for phrase in found:
            if _NAMED.fullmatch(w.text, span[1], phrase.span[0]) and phrase.meaning in {"outcome", "other"}:
                return phrase.span
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
    changed: int


def _marks(w: Words, fact: Fact, place: Stretch, index_side: Span | None) -> _Marks:
    told = None
    acted = place.bracket is not None and acts_before(w, place.lead, place.bracket)
    if place.bracket is not None and not acted and (index_side is None or index_side[0] < place.bracket):
        told = predicate_after(w, place.bracket)
    inner = w.text[place.start : place.end]
    closed = _P.match(w.text, place.end) if inner.count("(") > inner.count(")") else None
    beyond = closed.end() if closed else place.end
    changed = _CHANGE_IN.match(w.text, place.end)
    after, goes_on = _FOR.match(w.text, beyond), _CLOSED.match(w.text, place.end)
    link = _LINK.match(w.text, fact.cue.end) if fact.cue is not None and not fact.inherited else None
    return _Marks(told, *(match.end() if match else -1 for match in (after, goes_on, link, changed)))


def _points(w: Words, phrase: NounPhrase, place: Stretch, marks: _Marks) -> float:
    start, end = phrase.span
    said = [phrase.rule, *_placed(w, phrase, place, marks)]
    if phrase.meaning != "other":
        said.append(phrase.meaning)
    if place.lead <= start < end < place.start and w.text[end : end + 1] == ":" and phrase.rule != "adjunct":
        if phrase.depth and (phrase.meaning == "outcome" or phrase.last > phrase.first):
            said.append("label in words")
        elif place.bracket is not None and place.bracket < start:
            said.append("label")
    if phrase.depth:
        said.append("bracketed" if place.bracket is None or start < place.bracket else "beside")
    if marks.measured == start:
        said.append("named by the measure")
    if phrase.role:
        before = phrase.role == "subject" and place.index and start < place.lead
        said.append("subject before" if before else phrase.role)
    elif phrase.rule in {"adjunct", "other", "object"} and _is_subgroup(w, phrase):
        said.append("subgroup")
    return sum(_POINTS[each] for each in said)


def _is_subgroup(w: Words, phrase: NounPhrase) -> bool:
    """Whether a phrase says which people: "in adults with [asthma]", but not "the share of adults with [asthma]"."""
    at = phrase.governor
    if at > 0 and "among" in w.plain[max(0, at - 6) : at]:
        return True
    if w.plain[at] not in {"with", "without"} or w.plain[at - 1] not in PEOPLE:
        return False
    for word in reversed(w.plain[max(0, at - 6) : at - 1]):
        if word in {"in", "among", "for"}:
            return True
        if word in {"of", "fewer", "more", "less", "who"}:
            return False
    return False


def _placed(w: Words, phrase: NounPhrase, place: Stretch, marks: _Marks) -> Iterator[str]:
    """What speaks for or against a phrase by where it stands to the effect."""
    start, end = phrase.span
    if place.start <= start < place.end:
        yield "within" if phrase.depth == 0 else "later"
    elif marks.told is not None and start >= marks.told:
        if phrase.rule != "adjunct":
            yield "told after"
    elif start >= place.end:
        places = {marks.goes_on: "goes on", marks.after: "after", marks.changed: "changed"}
        yield places.get(start, "far after")
    elif start < place.lead:
        yield "told before"
    else:
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


def _free(w: Words, span: Span, taken: list[Span], times: Sequence[Span]) -> Span | None:
    """`span` cut short before an arm or time; None when it is one."""
    start, end = span
    for low, high in taken:
        if low <= start < high:
            if high + 3 > end or (low, high) not in times:
                return None
            start = high + 1  # "30-day postintervention peritonitis"
        if start < low < end:
            end = low
    if end < span[1] and meaning(tuple(w.text[start:end].lower().split())) == "generic":
        return None
    while end > start and not w.text[end - 1].isalnum() and w.text[end - 1] not in ")%":
        end -= 1
    return (start, end) if end > start + 1 else None
