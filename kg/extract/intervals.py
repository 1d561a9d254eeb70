"""Printed intervals: two limits, the level, and how they were announced.

An interval is either announced ("95% CI, 4.7 to 11.0", "credible interval [...]") or stands bare in brackets
after a number ("0.7 (0.5-0.9)"). Whether it belongs to an effect is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from kg.extract.masks import SIGNED, SIGNED_AFTER
from kg.extract.reasons import Reason
from kg.extract.spans import Span, value_of

__all__ = ["Interval", "intervals"]

# Starts with plain letters, so that the engine can skip to them; that no letter stands before is asked afterwards.
_ANCHOR = re.compile(
    r"(?:C(?:\.?r?\.?I(?:'?s\b|\.(?!\w)|\b|(?=\d\d\b))|\.?L\.?s?\b|(?:on(?:fi|ﬁ)dence|redib(?:le|ility))\s(?:[Ii]nterval|[Ll]imit|[Rr]egion|[Bb]ound|[Rr]ange)s?\b)"
    r"|c(?:\.i\.|(?:on(?:fi|ﬁ)dence|redib(?:le|ility))\s(?:interval|limit|region|bound|range)s?\b)"
    r"|u(?:ncertainty)\sintervals?\b|U(?:ncertainty\s[Ii]ntervals?|Is?)\b"
    r"|p(?:osterior)\sintervals?\b|d(?:ensity)\s(?:interval|region)s?\b|H(?:DI)\b|9(?<!\d.)[059]%(?=\s[-+]?\d{1,4}\.\d{1,4}\s?(?:to|-)\s?[-+]?\d{1,4}\.\d))"
)
_CLEARANCE = re.compile(r"C\.?L\.?s?")  # or "confidence limits", where a level is told
_MOST = 50  # announcements read in one sentence: more are no prose
_TWO_DIGITS = re.compile(r"[5-9](?<![\d.].)\d")
_KIND = (
    r"(?:[Tt]wo-sided|[Oo]ne-sided|[12]-sided|[12]-tailed|[Bb]ootstrap(?:ped)?|bias-corrected|BCa|[Cc]orrected|[Ww]ald|[Ee]xact|[Bb]ayesian|"
    r"repeated|adjusted|highest|posterior|[Cc]redible|simultaneous|robust|\w{1,20}-adjusted)"
)
_LEVEL = re.compile(
    rf"(?P<level>[5-9]\d(?:\.\d{{1,2}})?)\s?(?:%|per\s?cent|\s?percent|(?<=\s9[059])(?=\s))[\s-]?B?(?:{_KIND}[\s-]){{0,3}}$"
)
_SIDED = re.compile(r"(?:[Tt]wo|[Oo]ne|[12])-(?:sided|tailed)\s$")
_UNIT = (
    r"(?:\s?%|\s?percentage\spoints?|\s?°C?|(?:mm|cm|kg|g|mg|mL|ml|h|min|days?|points?)\b"
    r"|\s(?!to\b|and\b|through\b|versus\b|vs\b|CI\b)[A-Za-zµμ°][\w²³/.^-]{0,14}(?:\(-?\d\))?(?:\s(?:Hg|points?|per\s\w+))?)?"
)
_OPEN_END = r"infinity|∞|not\s(?:estimable|estimated|reached|evaluable)|N[ERA]\b"
_LIMITS = rf"""(?P<low>{SIGNED}){_UNIT}
    \s?(?:,\s(?=to\s|and\s))?(?P<to>to|and|through|until|-|~|\.{{2,3}}|[,;:/])\s?(?:to\s)?
    (?:(?P<high>[-+]?\s?0\.\s\d++(?=[)\]])|{SIGNED_AFTER})|\+?(?P<open>{_OPEN_END}))"""
# Each limit in brackets of its own: "(-8.1) - (-2.4)".
_EACH = rf"""\((?P<low>{SIGNED}){_UNIT}\s?\)\s?(?P<to>to|and|-|~|,|;)\s?\((?P<high>{SIGNED}){_UNIT}\s?\)(?P<open>)"""
_GLUE = re.compile(
    r"""\s?[)\]]?(?:,?\s?[(\[]?\s?(?:\d\d(?:\.\d)?\s?%\s?)?(?:C\.?r?[IL]\.?s?|HDI)\b\s?[)\]]?)?
    (?:\s?[)\]])?
    (?:\s?(?:for|of|around|on)\s(?:the\s|this\s|that\s)?(?:[a-z-]{1,20}\s){0,2}(?:difference|effect|ratio|change|estimate)s?
       (?:\s?[(\[][^()\[\]]{0,120}[)\]])?)?
    (?:\s?(?:[:,;=]|was|were|is|are|ranged|ranging|of|from|between|being)){0,3}
    (?:\s?(?P<late>[5-9]\d(?:\.\d{1,2})?)\s?%\s?[:,=]?)?\s?""",
    re.VERBOSE,
)
_RIGHT = re.compile(
    rf"(?:(?P<point>{SIGNED}){_UNIT}\s?(?=[(\[]))?(?P<bracket>[(\[]\s?(?:from\s)?)?(?:{_LIMITS})(?!\s?%?\s?C\.?I\b)", re.VERBOSE
)
_BRACKETED_LIMITS = re.compile(rf"(?P<point>)(?P<bracket>){_EACH}", re.VERBOSE)
# "[235,739]" alone in its bracket: two limits, not one number with a thousands separator.
_TWO = re.compile(r"(?P<point>)(?P<bracket>[(\[])\s?(?P<low>[-+]?\d++)(?P<to>,)(?P<high>\d++)(?P<open>)\s?[)\]]")
# Told under the same announcement: "95% CIs 1.0 to 3.2 and 0.8 to 3.0, respectively".
_AGAIN = re.compile(rf"(?P<point>)(?P<bracket>)\s?%?(?:,\sand|\sand|[,;])\s(?:{_LIMITS}){_UNIT}(?=\s?[)\];,])", re.VERBOSE)
_LABEL = (
    r"(?:(?P<spread>IQR|[Ii]nter-?quartile(?:\srange)?|Q1-Q3|SDs?|SEM?)|(?P<range>[Rr]ange[ds]?|[Mm]in-?max|"
    r"minimum-maximum))[\s:=,]{0,3}"
)
_BARE = re.compile(
    rf"[(\[]\s?(?:{_LABEL})?(?:from\s)?(?:{_LIMITS}){_UNIT}(?:\s?[)\]]|[;,]\s?(?=(?:two-sided\s|log-rank\s)?[pPnN]\b))",
    re.VERBOSE,
)
_COMMA_BARE = re.compile(rf"[,;]\s(?P<spread>\b\B)?(?P<range>\b\B)?(?:{_LIMITS}){_UNIT}(?=\s?[)\];,])", re.VERBOSE)
_OPENER = re.compile(
    r"[(\[,;](?:(?<=[(\[])(?=\s?(?:from\s)?[-+]?\s?[$£€]?[\d.]|(?:IQR|[Ii]nter-?q|Q1|S[DE]|[Rr]ange|[Mm]in))|(?<=[\da-z%][,;])(?=\s[-+]?\d[\d.]{0,8}(?:\sto\s|\s?[-,;]\s?)[-+]?[\d.]))"
)


@dataclass(frozen=True, slots=True)
class Interval:
    """Two limits in a sentence, ordered. `start` is where the announcement (or bracket) begins, `end` where it ends.

    `low` and `high` are spans; `high` is None for "0.5 to infinity". `point` is a value printed between the
    announcement and the limits, as in "OR (95% CI): 1.60 (1.18-2.19)". `announced` is False for a bare bracket.
    `against` is set where a word in the bracket says that it is something else ("IQR 2-9").
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
    against: Reason | None = None


def intervals(sentence: str) -> tuple[tuple[Interval, ...], tuple[Span, ...]]:
    """All intervals of a sentence, in order, and the spans of announcements that no limits follow ("HR (95% CI)")."""
    found: list[Interval] = []
    headers: list[Span] = []
    done = 0
    for anchor in islice(_ANCHOR.finditer(sentence), _MOST):
        before = sentence[anchor.start() - 1] if anchor.start() else " "
        if anchor.start() < done or (
            before.isalnum() and not (before == "B" and sentence[anchor.start() - 2 : anchor.start() - 1] in " %")
        ):
            continue
        start, level = _level(sentence, anchor.start())
        if level is None and anchor[0][-2:] != "CI" and _CLEARANCE.fullmatch(anchor[0]):
            continue
        glue = _GLUE.match(sentence, anchor.end())
        after = glue.end() if glue else anchor.end()
        right = _RIGHT.match(sentence, after) or _TWO.match(sentence, after) or _BRACKETED_LIMITS.match(sentence, after)
        interval = right and _limits(sentence, right, start, (glue and glue["late"]) or level, announced=True)
        if not interval:
            headers.append((start, anchor.end()))
            continue
        while interval:
            found.append(interval)
            done = interval.end
            again = _AGAIN.match(sentence, done) if right and right["to"] not in ",;:/" else None
            interval = (
                _limits(sentence, again, again.start("low"), interval.level, announced=True)
                if again and right and again["to"] == right["to"]
                else None
            )
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
    if not any(sentence.find(word, first, anchor) >= 0 for word in ("%", "cent", "9")):
        return anchor, None
    for digit in _TWO_DIGITS.finditer(sentence, first, anchor):
        if found := _LEVEL.match(sentence, digit.start(), anchor):
            sided = _SIDED.search(sentence, max(0, found.start() - 11), found.start())
            return (sided or found).start(), found["level"]
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
    against = Reason.SPREAD if groups.get("spread") else Reason.RANGE if groups.get("range") else None
    return Interval(start, match.end(), low, high, level, announced, bracketed, swapped, point, against)


def _trim(sentence: str, span: Span) -> Span:
    start, end = span
    while sentence[start] in " $£€¥+" or sentence[start].isupper():
        start += 1
    return start, end
