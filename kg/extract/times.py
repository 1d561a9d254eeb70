"""Time points of a sentence, and which one a fact stands at."""

from __future__ import annotations

import re

from kg.extract.spans import Span
from kg.extract.words import Words, word_set

__all__ = ["time_at", "times"]

_COUNT = (
    r"(?:\d{1,3}(?:\.\d+)?(?:\s?(?:to|-|and|±)\s?\d{1,3}(?:\.\d+)?)?"
    r"|one|two|three|four|five|six|eight|nine|ten|twelve|eighteen|twenty-four)"
)
_UNIT = r"(?:hour|hr|h|day|d|week|wk|month|mo|year|yr|minute|min)s?"
_TIME = re.compile(
    rf"""(?:(?:at|by|after|following|over|within|during|through|from|of|until)\s(?:the\s|about\s|approximately\s)?)?
          (?P<a>{_COUNT}[\s-]?{_UNIT}\b'?(?!\s(?:old|of\sage|or\s(?:older|more)))
             (?P<follow>[\s-](?:of\s)?(?:follow-?\s?up|post-?\w*|visit|assessment|time\spoint|endpoint|therapy|later|after\s\w+)|\sof\streatment)?)
      | (?P<b>(?:weeks?|wk|months?|days?|years?|hours?|visit)\s\d{{1,3}}
          (?:(?:\s?(?:and|-|to|,)\s?\d{{1,3}}){{1,4}})?(?!\.?\d|\s?%))
      | (?P<d>(?:following|after|post)[\s-]?(?:treatment|intervention|surgery)\b|post-?(?:treatment|intervention|test)\b)
      | (?P<e>(?:the\s)?end\sof\s(?:the\s)?(?:study|treatment|trial|follow-?up|intervention|therapy)\b|discharge\b)
      | (?P<g>T\d\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LINKS = frozenset(["at", "by", "after", "following", "over", "within", "during", "through", "from", "of", "until"])
_STARTS = _LINKS | word_set(
    "week weeks wk month months day days year years hour hours visit end discharge post post-treatment posttreatment "
    "post-intervention post-test t0 t1 t2 t3 t4 t5 t6 one two three four five six eight nine ten twelve"
)
_DOSING = re.compile(r"\b(?:every|for|each|once|per|first|aged?|least|last)\s(?:the\s)?$", re.IGNORECASE)


def times(w: Words) -> tuple[Span, ...]:
    """Spans of the time points of a sentence, in order, without the preposition."""
    found: list[Span] = []
    done = 0
    for (start, _), word in zip(w.spans, w.plain, strict=True):
        if start < done or not (word in _STARTS or word[:1].isdigit()):
            continue
        match = _TIME.match(w.text, start)
        if match is None or (word not in _LINKS and match["a"] and not match["follow"]):
            continue
        span = next(match.span(name) for name in "abdeg" if match[name])
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
    return (earlier[-1], False) if earlier else None
