"""Printed intervals: two limits, the level, and how they were announced.

An interval is either announced ("95% CI, 4.7 to 11.0", "credible interval [...]") or stands bare in brackets
after a number ("0.7 (0.5-0.9)"). Whether it belongs to an effect is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.masks import SIGNED, SIGNED_AFTER
from kg.extract.spans import Span, value_of

__all__ = ["Interval", "intervals"]

# Starts with plain letters, so that the engine can skip to them; that no letter stands before is asked afterwards.
_ANCHOR = re.compile(
    r"(?:C(?:\.?r?I(?:s\b|\.(?!\w)|\b|(?=\d\d\b))|(?:onfidence|redib(?:le|ility))\s(?:[Ii]nterval|[Ll]imit|[Rr]egion)s?\b)"
    r"|c(?:onfidence|redib(?:le|ility))\s(?:interval|limit|region)s?\b|u(?:ncertainty)\sintervals?\b|U(?:ncertainty)\s[Ii]ntervals?\b"
    r"|p(?:osterior)\sintervals?\b|d(?:ensity)\s(?:interval|region)s?\b|H(?:DI)\b)"
)
_TWO_DIGITS = re.compile(r"[5-9](?<![\d.].)\d")
_LEVEL = re.compile(
    r"(?P<level>[5-9]\d(?:\.\d{1,2})?)\s?(?:%|per\s?cent|\s?percent)[\s-]?"
    r"(?:(?:two-sided|one-sided|[12]-sided|[Bb]ootstrap(?:ped)?|bias-corrected|[Cc]orrected|[Ww]ald|[Ee]xact|[Bb]ayesian|repeated|"
    r"adjusted|highest|posterior|[Cc]redible|\w+-adjusted)[\s-]){0,3}$"
)
_UNIT = (
    r"(?:\s?%|\s?percentage\spoints?"
    r"|\s(?!to\b|and\b|through\b|versus\b|vs\b|CI\b)[A-Za-zµμ°][\w²³/.^-]{0,14}(?:\s(?:Hg|points?))?)?"
)
_OPEN_END = r"infinity|∞|not\s(?:estimable|estimated|reached|evaluable)|N[ER]\b"
_LIMITS = rf"""(?P<low>{SIGNED}){_UNIT}
    \s?(?:,\s(?=to\s|and\s))?(?P<to>to|and|through|until|-|\.{{2,3}}|[,;:/])\s?(?:to\s)?
    (?:(?P<high>[-+]?\s?0\.\s\d++(?=[)\]])|{SIGNED_AFTER})|(?P<open>{_OPEN_END}))"""
_GLUE = re.compile(
    r"""\s?[)\]]?(?:\s?[(\[]\s?(?:\d\d(?:\.\d)?\s?%\s?)?(?:C\.?r?I\.?s?|HDI)\s?[)\]])?
    (?:\s?[)\]])?
    (?:\s?(?:for|of|around|on)\s(?:the\s|this\s|that\s)?(?:[a-z-]{1,20}\s){0,2}(?:difference|effect|ratio|change|estimate)s?
       (?:\s?[(\[][^()\[\]]{0,120}[)\]])?)?
    (?:\s?(?:[:,;=]|was|were|is|are|ranged|ranging|of|from|between|at)){0,3}
    (?:\s?(?P<late>[5-9]\d(?:\.\d{1,2})?)\s?%\s?[:,=]?)?\s?""",
    re.VERBOSE,
)
_RIGHT = re.compile(
    rf"(?:(?P<point>{SIGNED}){_UNIT}\s?(?=[(\[]))?(?P<bracket>[(\[]\s?(?:from\s)?)?(?:{_LIMITS})(?!\s?%?\s?C\.?I\b)", re.VERBOSE
)
# "[235,739]" alone in its bracket: two limits, not one number with a thousands separator.
_TWO = re.compile(r"(?P<point>)(?P<bracket>[(\[])\s?(?P<low>[-+]?\d++)(?P<to>,)(?P<high>\d++)(?P<open>)\s?[)\]]")
_BARE = re.compile(rf"[(\[]\s?(?:from\s)?(?:{_LIMITS}){_UNIT}(?:\s?[)\]]|[;,]\s?(?=[pPnN]\b))", re.VERBOSE)
_COMMA_BARE = re.compile(rf"[,;]\s(?:{_LIMITS}){_UNIT}(?=\s?[)\];,])", re.VERBOSE)
_OPENER = re.compile(r"[(\[,;](?:(?<=[(\[])(?=\s?(?:from\s)?[-+]?\s?[$£€]?[\d.])|(?<=\d[,;])(?=\s[-+]?\d))")


@dataclass(frozen=True, slots=True)
class Interval:
    """Two limits in a sentence, ordered. `start` is where the announcement (or bracket) begins, `end` where it ends.

    `low` and `high` are spans; `high` is None for "0.5 to infinity". `point` is a value printed between the
    announcement and the limits, as in "OR (95% CI): 1.60 (1.18-2.19)". `announced` is False for a bare bracket.
    """

    start: int
    end: int
    low: Span
    high: Span | None
    level: str | None
    announced: bool
    bracketed: bool
    reversed: bool
    point: Span | None = None


def intervals(sentence: str) -> tuple[tuple[Interval, ...], tuple[Span, ...]]:
    """All intervals of a sentence, in order, and the spans of announcements that no limits follow ("HR (95% CI)")."""
    found: list[Interval] = []
    headers: list[Span] = []
    done = 0
    for anchor in _ANCHOR.finditer(sentence):
        if anchor.start() < done or (anchor.start() and sentence[anchor.start() - 1].isalnum()):
            continue
        start, level = _level(sentence, anchor.start())
        glue = _GLUE.match(sentence, anchor.end())
        after = glue.end() if glue else anchor.end()
        right = _RIGHT.match(sentence, after) or _TWO.match(sentence, after)
        interval = right and _limits(sentence, right, start, (glue and glue["late"]) or level, announced=True)
        if interval:
            found.append(interval)
            done = interval.end
        else:
            headers.append((start, anchor.end()))
    found.extend(_bare(sentence, found))
    found.sort(key=lambda interval: interval.start)
    return tuple(found), tuple(headers)


def _bare(sentence: str, taken: list[Interval]) -> Iterator[Interval]:
    at = 0
    for opener in _OPENER.finditer(sentence):
        start = opener.start()
        if start < at or any(i.start <= start < i.end for i in taken):
            continue
        pattern = _BARE if sentence[start] in "([" else _COMMA_BARE
        right = pattern.match(sentence, start) or _TWO.match(sentence, start)
        if right and (interval := _limits(sentence, right, start, None, announced=False)):
            if any(i.low[0] == interval.low[0] for i in taken):
                continue
            yield interval
            at = interval.end


def _level(sentence: str, anchor: int) -> tuple[int, str | None]:
    first = max(0, anchor - 48)
    if sentence.find("%", first, anchor) < 0 and sentence.find("cent", first, anchor) < 0:
        return anchor, None
    for digit in _TWO_DIGITS.finditer(sentence, first, anchor):
        if found := _LEVEL.match(sentence, digit.start(), anchor):
            return found.start(), found["level"]
    return anchor, None


def _limits(sentence: str, match: re.Match[str], start: int, level: str | None, *, announced: bool) -> Interval | None:
    groups = match.groupdict()
    low, high = _trim(sentence, match.span("low")), _trim(sentence, match.span("high")) if groups["high"] else None
    swapped = False
    if high is not None:
        first, second = value_of(sentence[slice(*low)]), value_of(sentence[slice(*high)])
        if first > second and second < 0 <= first and groups["to"] == "-" and sentence[high[0] - 1] == "-":
            high = (high[0] + 1, high[1])  # "1.18--2.19": a dash typed twice, not a minus
            second = -second
        if first > second:
            low, high, swapped = high, low, True
    point = _trim(sentence, match.span("point")) if groups.get("point") else None
    bracketed = bool(groups.get("bracket")) if announced else sentence[start] in "(["
    return Interval(start, match.end(), low, high, level, announced, bracketed, swapped, point)


def _trim(sentence: str, span: Span) -> Span:
    start, end = span
    while sentence[start] in " $£€+" and sentence[start] != "-":
        start += 1
    return start, end
