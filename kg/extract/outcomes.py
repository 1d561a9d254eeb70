"""Which outcome an effect is about, and which way the words say it went."""

from __future__ import annotations

import re

from kg.extract.fact import Fact
from kg.extract.spans import Span
from kg.extract.words import PREPOSITIONS, Words, opened, word_set

__all__ = ["direction_of", "outcome_of"]

_OVER = frozenset({"of"})
_KINDS = word_set(
    "risk risks odds hazard likelihood incidence prevalence frequency probability rate rates proportion proportions "
    "percentage number reduction reductions decrease decreases increase increases improvement improvements decline "
    "change changes difference differences effect effects benefit gain gains noninferior non-inferior superior "
    "predictor predictors factor factors terms associated correlated correlation likely association"
)
_LINKS = word_set("of for in on with to")
_QUALITIES = word_set(
    "lower higher greater fewer less more better reduced improved increased decreased shorter longer smaller larger "
    "improve reduce"
)
_FILL = word_set(
    "the a an average overall significant significantly poor lower higher reduced increased of having developing have "
    "had risk odds greater improved mean median statistically likely to who which achieved"
)
_FOR = re.compile(r"s?\s?(?:[(\[][^()\[\]]{0,30}[)\]]\s?)?(?:for|in|of)\s(?:the\s)?(?=[A-Za-z])")
_NOT_OUTCOME = re.compile(
    r"(?:(?:there|here|among|frequent|robust|risk|slopes?|who|proportions?|meal|addition|demonstrat|observ|not|found|report|achiev|favou?r|compar|respectiv|likely|than|significan|group|arm|versus|adjust|multivaria|univaria|"
    r"unadjust|crude|model|confidence|estimat|mean|between|by|studied|difference|patients|participants|women|men|magnitude|units?|points|"
    r"treatments?|interventions?|overall|measures|size|effective|was|in|these|were)\w*\W*)+|\W*\d.*|.{0,2}",
    re.IGNORECASE,
)
_VERBS = word_set(
    "was were occurred did decreased increased improved differed remained is are had showed fell rose developed achieved changed"
)
_INTRODUCTION = re.compile(
    r"(?:(?:At|In|On|After|Over|During|Among|Compared|Relative|However|Moreover|Similarly|By|For|Within|Following|Overall|Additionally|"
    r"Furthermore|Primary|Secondary|When|Although|Also)\b[^,:(]{0,120}[,:]\s?)?(?:[Tt]he\s)?(?:(?:incidence|proportions?|rates?|risk|prevalence|percentage|number)s?\sof\s)?"
)
_LOWER = word_set("lower less fewer smaller shorter reduced decreased lowered")
_HIGHER = word_set("higher greater more larger longer increased")
_LESSENING = word_set("reduction reductions decrease decreases decline drop loss")
_GOOD = word_set("improvement improvements benefit benefits effective effect")  # which way a score went, these do not say


def outcome_of(
    w: Words, fact: Fact, lead: int, arms: tuple[Span | None, Span | None], times: tuple[Span, ...]
) -> tuple[Span, bool] | None:
    """The outcome of an effect, and whether it is named in the effect's own clause; None when nothing fits.

    `lead` is where the previous effect of the sentence ends; `arms` and `times` are spans an outcome cannot be.
    """
    cue = [(fact.cue.start, fact.cue.end)] if fact.cue else []
    taken = [s for s in (*arms, *times, *cue) if s]
    for span, near in _candidates(w, fact, lead):
        if span and (span := _free(w, span, taken)):
            return span, near
    return None


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


def _candidates(w: Words, fact: Fact, lead: int) -> list[tuple[Span | None, bool]]:
    text = w.text
    found: list[tuple[Span | None, bool]] = []
    if fact.cue is not None and not fact.inherited and (link := _FOR.match(text, fact.cue.end)) and link.end() < fact.start:
        found.append((_noun(w, w.at(link.end())), True))
    bracket = opened(text, lead, fact.start)
    if lead and bracket is not None:
        found.append((w.left(w.at(bracket), longest=9, over=_OVER), True))
    if item := _item(w, lead, fact.start):
        found.append((item, True))
    if fact.cue is not None and text[fact.start - 2 : fact.start] == ", " and fact.cue.end < fact.start - 15:
        found.append((w.left(w.at(fact.start - 2)), True))
    found.extend((_noun(w, i), True) for i in reversed(_about(w, lead, fact.start)))
    if bracket is not None and not lead and text[:bracket].count(" ") > 3:
        found.append((w.left(w.at(bracket), longest=9, over=_OVER), True))
    found.append((_subject(w), lead == 0))
    if lead:
        found.extend((_noun(w, i), False) for i in _about(w, 0, lead))
    return found


def _about(w: Words, low: int, high: int) -> list[int]:
    """Words where phrases begin that follow "risk of", "reduction in", "lower" and the like, between two offsets."""
    found = []
    i, last = w.at(low), w.at(high)
    while i < last:
        if w.plain[i] in _KINDS and i + 1 < last and w.plain[i + 1] in _LINKS:
            i += 2
        elif w.plain[i] in _QUALITIES:
            i += 1
        else:
            i += 1
            continue
        while i < last and w.plain[i] in _FILL:
            i += 1
        if i < last and not w.stops(i):
            found.append(i)
    return found


def _noun(w: Words, i: int) -> Span | None:
    """The phrase from word `i` on, through "of"."""
    span = w.right(i, longest=8)
    if span is None:
        return None
    after = w.at(span[1])
    if after + 1 < len(w.plain) and w.plain[after] == "of" and (more := w.right(after + 1, longest=6)):
        return span[0], more[1]
    return span


def _item(w: Words, lead: int, start: int) -> Span | None:
    """The name in a list of results: "core symptoms, 0.39 (0.22-0.71); ..."."""
    text = w.text
    first = max(text.rfind(";", lead, start), text.rfind(":", lead, start))
    if first < 0 or text[start - 2 : start] not in {", ", ": "} or text.rfind(")", first, start) > 0:
        return None
    return w.left(
        w.at(text.rfind(text[start - 2], first + 1, start)) if text.rfind(text[start - 2], first + 1, start) > 0 else w.at(start),
        longest=6,
    )


def _subject(w: Words) -> Span | None:
    """The phrase before the sentence's first verb, without an introduction."""
    intro = _INTRODUCTION.match(w.text)
    first = w.at(intro.end()) if intro else 0
    verb = next((i for i in range(first, min(first + 18, len(w.plain))) if w.plain[i] in _VERBS), None)
    if verb is None:
        return None
    last = w.before_bracket(verb)
    if first < last and (w.plain[first] in PREPOSITIONS or w.plain[first] in {"there", "among"}):
        return None
    span = w.phrase(first, min(last, first + 12) - 1)
    return span if span and not any(c in w.text[slice(*span)] for c in ",;") else None


def _free(w: Words, span: Span, taken: list[Span]) -> Span | None:
    """`span` cut short before an arm or time; None when it is one, or is no name of an outcome."""
    start, end = span
    for low, high in taken:
        if low <= start < high:
            return None
        if start < low < end:
            end = low
    while end > start and not w.text[end - 1].isalnum() and w.text[end - 1] not in ")%":
        end -= 1
    if end <= start or _NOT_OUTCOME.fullmatch(w.text, start, end):
        return None
    return start, end
