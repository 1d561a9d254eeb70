"""Time points of a sentence, and which one a fact stands at."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.extract.spans import Span
from kg.extract.words import Words, word_set

__all__ = ["time_at", "times"]

_COUNT = (
    r"(?:\d{1,3}(?:\.\d+)?(?:\s?(?:to|-|and|±)\s?\d{1,3}(?:\.\d+)?)?"
    r"|one|two|three|four|five|six|eight|nine|ten|twelve|eighteen|twenty-four|thirty|sixty|ninety)(?:\sor\smore)?"
)
_UNIT = r"(?:hour|hr|h|day|d|week|wk|month|mo|year|yr|minute|min)s?"
_HEADS = (
    r"survival|mortality|incidences?|rates?|risks?|recurrence|relapse|death|scores?|follow-?up|prevalence|visit|abstinence|progression-free|outcomes?|"
    r"readmissions?|change|effect"
)
_TIME = re.compile(
    rf"""(?:(?:at|by|after|following|over|within|during|through|from|of|until)\s(?:the\s|about\s|approximately\s)?)?
          (?P<a>{_COUNT}[\s-]?{_UNIT}\b'?(?!\s(?:groups?|arms?|regimens?|course|programme?|treatment|intervention|therapy|training|diet|supply|cycle|period|longer|shorter)\b)(?!\s(?:old|of\sage|or\s(?:older|more)))
             (?P<follow>[\s-](?:of\s)?(?:follow-?\s?up|post-?\w*|visit|assessment|time\spoint|endpoint|therapy|later|after\s\w+)|\sof\streatment)?)
      | (?P<b>(?:weeks?|wk|months?|days?|years?|hours?|visit)\s\d{{1,3}}
          (?:(?:\s?(?:and|-|to|,)\s?\d{{1,3}}){{1,4}})?(?!\.?\d|\s?%))
      | (?P<d>(?:following|after|post)[\s-]?(?:treatment|intervention|surgery)\b|post-?(?:treatment|intervention|test)\b)
      | (?P<e>(?:the\s)?end[\s-]of[\s-](?:the\s)?(?:study|treatment|trial|follow-?up|intervention|therapy)\b|discharge\b)
      | (?P<g>T\d\b|Time\s\d\b|(?:study|trial|treatment)\send\b|post-?testing\b)
      | (?P<h>(?:\d{{1,3}}|one|two|three|four|five|six|ten|twelve|thirty|sixty|ninety)-{_UNIT})
             (?=\s(?:[\w-]+\s){{0,3}}?(?:{_HEADS})\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LINKS = frozenset(["at", "by", "after", "following", "over", "within", "during", "through", "from", "of", "until"])
_STARTS = _LINKS | word_set(
    "week weeks wk month months day days year years hour hours visit end discharge post post-treatment posttreatment "
    "post-intervention post-test end-of-trial end-of-treatment end-of-study time study trial treatment post-testing "
    "posttesting t0 t1 t2 t3 t4 t5 t6 one two three four five six eight nine ten twelve"
)
_DOSING = re.compile(r"\b(?:every|for|each|once|per|first|aged?|least|last)\s(?:the\s)?$", re.IGNORECASE)


@lru_cache(maxsize=64)  # as `words`
def times(w: Words) -> tuple[Span, ...]:
    """Spans of the time points of a sentence, in order, without the preposition."""
    found: list[Span] = []
    done = 0
    for (start, _), word in zip(w.spans, w.plain, strict=True):
        if start < done or not (word in _STARTS or word[:1].isdigit() or "-" in word):
            continue
        match = _TIME.match(w.text, start)
        if match is None or (word not in _LINKS and match["a"] and not match["follow"]):
            continue
        span = next(match.span(name) for name in "abdegh" if match[name])
        done = match.end()
        if not _DOSING.search(w.text, max(0, span[0] - 10), span[0]):
            found.append(span)
    return tuple(found)


def time_at(
    found: tuple[Span, ...], lead: int, start: int, inner: int, end: int, until: int, text: str
) -> tuple[Span, bool] | None:
    """The time point of a fact and whether it stands in the fact's own clause.

    Looked for between value and interval, then before the value since the last fact (`lead`), then right after the
    fact up to `until`, then anywhere earlier in the sentence.
    """
    for low, high in ((start, inner), (lead, start)):
        inside = [t for t in found if low <= t[0] < high]
        if inside:
            return inside[-1], True
    for t in found:
        if end <= t[0] < min(until, end + 120):
            between = text[end : t[0]]
            if between.count("(") <= between.count(")") and ";" not in between:
                return t, True
    earlier = [t for t in found if t[0] < start]
    if earlier:
        return earlier[-1], False
    later = [t for t in found if t[0] >= until]  # said once, after the last effect of a list
    return (later[0], False) if later and ";" not in text[end : later[0][0]] else None
