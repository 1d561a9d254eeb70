"""How many people were screened, randomized, analysed; and where prose mentions a number of people at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.spans import Span
from kg.extract.study.numbers import NUMBER, count
from kg.extract.study.passage import Passage

__all__ = ["PEOPLE", "Counted", "before", "counted"]

PEOPLE = (
    r"(?:patients?|participants?|subjects?|people|persons?|individuals?|adults?|women|men|woman|children|adolescents?|youths?"
    r"|students?|workers?|employees?|volunteers?|outpatients?|inpatients?|veterans?|girls?|boys?|females?|males?|athletes?"
    r"|infants?|newborns?|neonates?|residents?|survivors?|carers?|caregivers?|couples?|dyads?|families|mothers?|nurses|soldiers"
    r"|recruits|runners|players|smokers|cases|seniors|elders|migraineurs?|parents|pupils|teachers|respondents?|enrollees)\b"
)
_NO_ADJECTIVE = (
    r"(?:of|to|in|for|with|at|from|by|on|or|and|than|per|after|before|were|was|is|are|had|have|did|that|which"
    r"|who|when|where|while"
    r"|the|this|these|years?|weeks?|months?|days?|hours?|minutes?|mins?|sessions?|points?|groups?|arms?|times"
    r"|trials?|studies|sites?"
    r"|cent(?:er|re)s?|clinics?|hospitals?|practices|mg|kg|mm|cm|ml|patients?|participants?|items?|questions?|blocks?|clusters?"
    r"|schools?|randomi[sz]ed|received|completed|withdrew|dropped|reported|experienced|percent|hz|khz)\b"
)
_BRACKET = r"(?:\s?\([^()]{0,60}\))?"
_NOT_COUNT = r"(?!\.\d|\s?%|\s?[-/\u00b1]\s?\d|-\s?year)"
_WHOM = re.compile(  # what follows a number of people
    rf"{_NOT_COUNT}{_BRACKET}(?:[\s-](?!{_NO_ADJECTIVE})[a-z][\w'/]*+,?){{0,8}}?[\s-]{PEOPLE}", re.ASCII
)
_WERE = re.compile(  # what follows a number that stands for people
    rf"{_NOT_COUNT}{_BRACKET}(?:\sof\s(?:them|these|whom|those))?\s(?:finally\s|eventually\s|then\s|ultimately\s|all\s)?"
    r"(?:(?:were|was|have\sbeen|had\sbeen)\b|(?:agreed|consented|entered|underwent|met|fulfilled)\b)",
    re.ASCII,
)
_GAP = re.compile(rf"{_BRACKET}\s", re.ASCII)
_N = re.compile(rf"[(\[]\s?n\s?=\s?(?P<n>{NUMBER})\s?[)\];,]", re.ASCII)
_OF_PEOPLE = re.compile(rf"\b{PEOPLE}[^()\[\];:]*$", re.ASCII)
_PART_OF = re.compile(
    r"(?:(?<!total\s)(?<!number\s)(?<!sample\s)(?<!cohort\s)(?<!group\s)(?<!population\s)\bof|\bfrom|\bamong|\bout\sof|\bin)"
    r"(?:\s(?:the|these|those|all|our|an?|initial|initially|over|about|approximately|some)){0,3}\s$",
    re.ASCII,
)
_CALENDAR = re.compile(
    r"\b(?:in|since|until|during|and|to|from|by|of|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|spring|summer|autumn|fall|winter),?\s$",
    re.ASCII,
)
_LABELS = ("grade ", "group ", "phase ", "type ", "table ", "figure ", "level ", "stage ", "block of ", "blocks of ")


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of people in a sentence: `span` of the number, `end` of its noun; `part_of` after "of", "from", "among"."""

    n: int
    span: Span
    end: int
    part_of: bool
    bare: bool


def counted(passage: Passage, start: int = 0, end: int | None = None) -> Iterator[Counted]:
    """The numbers of people in a stretch of a sentence, in the order of their place."""
    if passage.people is None:
        passage.people = tuple(_all(passage.lower, passage.numbers))
    for each in passage.people:
        if each.span[0] >= start and (end is None or each.end <= end):
            yield each


def _all(text: str, known: list[tuple[int, int, int]]) -> list[Counted]:
    found = []
    for start, end, n in known:
        if match := _WHOM.match(text, end):
            found.append(_read(text, n, (start, end), match.end(), False))
        elif match := _WERE.match(text, end):
            found.append(_read(text, n, (start, end), match.end(), True))
    if "=" in text:
        for match in _N.finditer(text):
            size = count(match["n"])
            if size is not None and _OF_PEOPLE.search(text, max(0, match.start() - 90), match.start()):
                found.append(_read(text, size, match.span("n"), match.end(), False))
    return sorted((each for each in found if each is not None), key=lambda each: (each.span, each.end))


def before(passage: Passage, verb: int, barred: re.Pattern[str]) -> Counted | None:
    """The number of people that is the subject of what stands at `verb`: the nearest before it, with nothing `barred` between.

    A number after "of" or "from" is the whole of which the subject is a part, and taken only where no part is counted.
    """
    text = passage.lower
    for start, end, n in reversed(passage.numbers):  # "thirty (52%) entered"
        if end < verb - 60:
            break
        if end < verb and n >= 10 and _GAP.fullmatch(text, end, verb) and (last := _read(text, n, (start, end), verb, True)):
            return last
    whole: Counted | None = None
    for each in reversed(list(counted(passage, max(0, verb - 400), verb + 4))):
        if each.span[1] > verb:
            continue
        between = text[each.end : verb]
        if ";" in between or barred.search(between):
            continue
        if in_brackets(text, each.span[0]) and text[max(0, each.span[0] - 4) : each.span[0]].strip()[-1:] != "=":
            continue
        if not each.part_of:
            return each
        whole = whole or each
    return whole


def in_brackets(text: str, at: int) -> bool:
    """Whether a round bracket is open at an offset."""
    return text.rfind("(", 0, at) > text.rfind(")", 0, at)


def _read(text: str, n: int, span: Span, end: int, bare: bool) -> Counted | None:
    left = text[max(0, span[0] - 40) : span[0]]
    if 1900 <= n <= 2100 and "," not in text[slice(*span)] and _CALENDAR.search(left):
        return None
    if left.endswith(_LABELS):
        return None
    return Counted(n, span, end, _PART_OF.search(left) is not None, bare)
