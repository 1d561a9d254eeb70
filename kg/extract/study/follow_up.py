"""For how long people were followed: the time points at which outcomes were taken, the longest of all first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kg.extract.spans import Span
from kg.extract.study.claim import Claim, lowered
from kg.extract.study.numbers import count
from kg.extract.study.passage import Passage

__all__ = ["follow_ups"]

_WEEKS = {"d": Decimal(1) / 7, "w": Decimal(1), "m": Decimal(52) / 12, "y": Decimal(52)}
_LONGEST = 2_600  # weeks: fifty years
_ROUNDED = Decimal("0.01")
_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|twenty-four|twenty"
    "|thirty-six|thirty|forty-eight|fifty-two"
)
_NUMBER = rf"(?:\d{{1,3}}(?:\.\d)?|{_WORDS})"
_UNIT = re.compile(
    r"(?P<unit>day|week|wk|month|mo|year|yr)s?\b(?:(?!\s(?:old|of\sage)|-old)|\s(?=\d))"
    r"(?:\s(?P<list>\d{1,3}(?:(?:,\s|,?\sand\s|,?\sor\s)\d{1,3}){0,6})\b(?!\.\d|\s?%|\s?(?:patients|participants)))?",
    re.ASCII,
)
_COUNTED = re.compile(rf"(?<![\w.,/+<>=\u2264\u2265-])(?P<n>{_NUMBER})(?:\s|-\s?)$", re.ASCII)
_FOLLOWED = re.compile(
    r"\bfollow(?:ed)?-?\s?up\b|\bfollowups?\b|\bwere\sfollowed\b(?!\sby)|\bfollowed\sfor\b|\b(?:post"
    r"|after)[\s-]?(?:randomi[sz]ation|treatment|intervention|surgery|baseline|therapy|inclusion|enrol\w+)",
    re.ASCII,
)
_TAKEN = re.compile(
    r"\b(?:(?:re-?)?assess(?:ed|ments?)?|measur(?:ed|ements?)|evaluat(?:ed|ions?)|outcomes?|collected|recorded"
    r"|obtained|examined|tested|completed\s(?:the\s)?questionnaires?|visits?|interviewed)\b",
    re.ASCII,
)
_AT = re.compile(
    r"\b(?:at|after|and|to|until|up\sto|through|over|for|of|by|,|or|month|week)\s(?:the\s|a\s|an\s|both\s"
    r"|about\s|approximately\s|a\stotal\sof\s)?$",
    re.ASCII,
)
_AT_ONCE = re.compile(r"\b(?:at|after|until|up\sto|through)\s(?:the\s|a\s|an\s|both\s|about\s|approximately\s)?$", re.ASCII)
_AMONG_TIMES = re.compile(
    r"\b(?:baseline|inclusion|days?|weeks?|months?|years?|treatment|intervention)(?:,|\sand|,\sand)\s(?:at\s|after\s)?$", re.ASCII
)
_FOLLOWS = re.compile(
    r"[\s-]?\(?(?:follow-?\s?up|followup|post[\s-]?\w*|later|after\s(?:the\s|last\s|first\s|initial\s|end\s"
    r"|random|treat|interv|surg|base|ther|inclus|enrol|admis|disch|inject)|(?:study\s)?end-?point|of\sfollow"
    r"|from\s(?:random|base)"
    r"|(?:assessment|visit|evaluation|time[\s-]?point|measurement|outcome)s?\b)",
    re.ASCII,
)
_LEADS = re.compile(
    r"\b(?:follow(?:ed)?-?\s?up(?!\s(?:session|call|class|booster|treatment|lesson))|followed)\b[^.;()]{0,50}$", re.ASCII
)
_NOT_FOLLOWED = re.compile(
    r"\b(?:at\sleast|more\sthan|less\sthan|over|within|previous|prior|past|last|preceding|recent|aged?|every"
    r"|each|per|older\sthan|minimum|maximum|duration\sof|history\sof|longer\sthan|greater\sthan|for\sthe"
    r"|younger\sthan|"
    r"lasting|under|exceeding|first|next|another)\s(?:of\s|the\s|a\s)?$|[<>\u2264\u2265]\s?$|\b(?:pain"
    r"|symptoms?|complaints?|disease|illness|diagnosis|sick|absence|medication)\s(?:\w+\s){0,3}?(?:for|of"
    r"|since)\s(?:the\s|a\s)?$",
    re.ASCII,
)
_NOT_AFTER = re.compile(
    r"[\s-](?:duration|history|or\s(?:more|longer|less)|ago|prior|previously|before\s(?:\w+\s){0,2}?(?:study"
    r"|inclusion|enrol|random|screen|entry|baseline)|preceding|program\w*|course|training|exercise"
    r"|intervention\b|treatment\b(?!\speriod\send)|therapy\b|sessions?|of\s(?:treatment|therapy|training"
    r"|exercise|intervention|pain|age|symptoms)|regimen|period\sof\s(?!follow)|apart|interval|recall"
    r"|recruitment)",
    re.ASCII,
)
_CRITERIA = re.compile(
    r"\b(?:inclusion|exclusion|eligib|excluded|criteria|history\sof|pregnan|wash-?out|recruited\s(?:from"
    r"|between)|retest|reliab)\w*",
    re.ASCII,
)


def follow_ups(passage: Passage) -> Iterator[Claim]:
    """The times at which people were followed up, in weeks; "A" where follow-up is named with the time itself."""
    text = passage.lower
    times = list(_times(text))
    if not times:
        return
    named = ("follow" in text or "post" in text or "after" in text) and _FOLLOWED.search(text) is not None
    taken = _TAKEN.search(text) is not None
    if not (named or taken) or (_CRITERIA.search(text) and not named) or (passage.other and not passage.own):
        return
    for time in times:
        for weeks, grade in _read(passage, time, named, taken):
            if passage.retells and not passage.own:
                grade = "C" if passage.section != "conclusion" else lowered(grade)
            yield Claim("follow-up", weeks, time[0], grade, "follow-up-time/1")


def _times(text: str) -> Iterator[tuple[Span, str, list[str], bool]]:
    """Spans of the lengths of time in a sentence, their unit, their numbers, and whether these follow it: "weeks 4, 8 and 12"."""
    for match in _UNIT.finditer(text):
        at = match.start()
        if at and text[at - 1].isalpha():
            continue
        if counted := _COUNTED.search(text, max(0, at - 16), at):
            plural = text[match.end("unit") : match.end("unit") + 1] == "s"
            yield (counted.start(), match.end("unit") + plural), match["unit"], [counted["n"]], False
        elif match["list"] and match["unit"] in ("day", "week", "month", "year"):
            yield match.span(), match["unit"], re.findall(r"[0-9]+", match["list"]), True


def _read(passage: Passage, time: tuple[Span, str, list[str], bool], named: bool, taken: bool) -> Iterator[tuple[Decimal, str]]:
    """Weeks and grade of a length of time, where it is one of follow-up; `named` and `taken`: what the sentence speaks of."""
    text = passage.lower
    span, unit, printed, listed = time
    left, right = text[max(0, span[0] - 80) : span[0]], text[span[1] : span[1] + 60]
    if _NOT_FOLLOWED.search(left) and not (_FOLLOWS.match(right) and "follow" in right[:12]):
        return
    numbers = [Decimal(count(n) or 0) if n[:1].isalpha() else Decimal(n) for n in printed]
    if not listed:
        numbers += _listed(left)
    direct = _FOLLOWS.match(right) is not None or _LEADS.search(left) is not None
    if not direct and _NOT_AFTER.match(right):
        return
    if direct and named:
        grade = "A"
    elif (taken and (listed or _AT_ONCE.search(left) or _AMONG_TIMES.search(left))) or (named and _AT.search(left)):
        grade = "B"
    else:
        return
    weeks = (max(numbers) * _WEEKS[unit[0]]).quantize(_ROUNDED)
    if 0 < weeks <= _LONGEST:
        yield weeks, grade


def _listed(left: str) -> list[Decimal]:
    """The numbers before the last of a list that share its unit: "at 1, 2, 6 and" before "12 months"."""
    match = re.search(r"((?:\d{1,3}(?:,\s|,?\sand\s|\s)){1,6})$", left[-40:])
    return [Decimal(n) for n in re.findall(r"\d+", match[1])] if match else []
