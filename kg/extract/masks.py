"""Numbers of a sentence, and which of them cannot be the value of an effect.

A number is classed only when a rule asks for it, from the few characters around it: counts, ages, dates, doses,
spreads, thresholds, time points and arm values printed in pairs are not effects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.reasons import Reason
from kg.extract.words import word_set

__all__ = ["NUMBER", "SIGNED", "SIGNED_AFTER", "mask", "numbers"]

# Atomic, so that "4.7 to 11.0" can never be read as 4 and .7; a second decimal point refuses the whole number.
_DIGITS = r"(?>(?>[1-9]\d{0,2}(?:,\d{3})++(?!\d)|\d++)(?>\.\d++)?|\.\d++)(?!\d|\.\d)"
NUMBER = rf"(?<![\d.]){_DIGITS}"
_MONEY = r"(?:(?:US|AU|CA|NZ|HK|[AC])?[$£€¥])"
SIGN = rf"(?:(?:minus|plus)\s)?[-+]?\s?(?:{_MONEY}\s?[-+]?\s?)?"
SIGNED = rf"{SIGN}{NUMBER}"
SIGNED_AFTER = rf"{SIGN}{_DIGITS}"  # after a separator, which may be two points

_TIME = r"(?:hour|hr|h|day|d|week|wk|month|mo|year|yr|minute|min)s?"
_RUN = re.compile(r"[.\d][\d.,]*")
_ONE = re.compile(NUMBER)
_AFTER = re.compile(
    rf"""(?P<PAIR>\s?/\s?\d | \s?%?\s?(?:vs\.?|versus)\s(?:[-+]?\s?[$£€]?[.\d]))
    | (?P<SPREAD>\s?±)
    | (?P<TIME>-{_TIME}\b | \s?{_TIME}\s(?:after|of\s(?!reading|delay)|follow|post|old|before|from|since|per\s))
    | (?P<PART>\s?(?:of|out\sof)\s\d)
    | (?P<LIMIT>-(?:item|point\s(?:scale|Likert|VAS|scoring|numeric)|session|dose|arm|sided|tailed)\b
        | (?:-|\sto\s)\d{{1,3}}(?:-point)?\s(?:\w+\s){{0,2}}scale | \s(?:\w+\s)?scale\b)
    | (?P<COUNT>\s(?:weekly|daily|patients|participants|adults|people|women|men|children|infants|subjects|individuals
        |trials|studies|RCTs|deaths|events|sessions|sites|cent(?:er|re)s)\b
      | \s?%\s?(?:of\s|power|two-sided|one-sided|C\.?I|C\.?L\.?s?\b|con(?:fi|ﬁ)dence|credible|Bayesian)
      | \s?%?-\s?(?:C\.?I\b|con(?:fi|ﬁ)dence)
      | (?:st|nd|rd|th)\b)
    """,
    re.VERBOSE,
)
_DOSE = re.compile(
    r"\s?-?(?:mg|mcg|µg|μg|IU|ml|mL|kg|Gy)\b(?!/|,?\s?(?:lower|higher|less|more|greater|heavier|lighter|difference|reduction|[(\[,;]))"
)
_COUNTED = word_set(
    "week weeks month months day days year years visit stage grade phase type study group trial table figure hour "
    "question model level age aged phase January February March April May June July August September October "
    "November December"
)
_DATED = word_set("per vs versus version")  # before any number, where the words above stand before whole ones
_STATISTICS = word_set("I2 I² I^2 I Q t F z Z χ2 χ² X2 chi2 tau2 τ2 U df H ICC kappa κ AUC")
_SPREADS = frozenset(["sd", "sds", "se", "ses", "sem", "iqr", "range", "df", "s.d"])
_PER = ("per ", "per 1 ", "per 1-", "per one ")  # "HR per SD 1.24": a deviation is what it is counted by
_SPREAD_OPEN = re.compile(r"[\d%]\s?[(\[]\s?$")
_SPREAD_CLOSE = re.compile(r"\s?%?\s?[)\]]")
_LIMITED = (
    "at least ",
    "at most ",
    "up to ",
    "margin of ",
    "margin was ",
    "threshold of ",
    "threshold was ",
    "cutoff of ",
    "cut-off of ",
)
_PART = re.compile(r"\d\s(?:out\s)?of\s$")
_DURATION = re.compile(rf"[\s-]?{_TIME}\b", re.IGNORECASE)
_WHEN = re.compile(
    r"\b(?:at|after|within|during|for|every|last|first|over|through|until|the|to|and)\s(?:the\s|about\s)?$", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SINCE = re.compile(r"\b(?:in|since|between|from|until|to|and)\s$", re.IGNORECASE)


# A minus that nothing parts from the name before it: "MD-1.46". After a ratio it is a dash.
_GLUED = re.compile(
    r"(?<![A-Za-z])(?:(?P<signed>(?:W|S|LS)?MD|RD|ARD|ETD|ES|CI|[dgrbBβ]|beta|[Dd]ifference)|[ac]?(?:HR|OR|RR|IRR))-$"
)


def numbers(sentence: str) -> Iterator[tuple[int, int]]:
    """Start and end of every number with its sign (and a currency sign that follows one), from left to right.

    "COVID-19", "0.3.25" and digits within a word are no numbers.
    """
    for run in _RUN.finditer(sentence):
        at, end = run.span()
        if end - at == 1 and sentence[at] == ".":
            continue
        before = sentence[at - 1] if at else " "
        if before.isalpha() or before == "_":
            continue
        if before in "-/(" and at > 1 and sentence[at - 2].isalpha() and not _is_glued(sentence, at, end):
            continue
        while at < end and (match := _ONE.search(sentence, at, end)):
            yield _signed(sentence, match.start()), match.end()
            at = match.end()


def _is_glued(sentence: str, at: int, end: int) -> bool:
    """Whether digits right after a letter and a sign are a number: not in "COVID-19", "days/4 weeks" and "mm(2)"."""
    sign = sentence[at - 1]
    if sign == "(":
        return end - at > 1 or not sentence.startswith(")", end)
    return sign == "-" and "." in sentence[at:end] and _GLUED.search(sentence, max(0, at - 13), at) is not None


def _signed(sentence: str, at: int) -> int:
    """Where the number at `at` starts, its sign and a currency sign between them included."""
    start = at - 1 if at and sentence[at - 1] in "$£€" else at
    if start and sentence[start - 1] in "-+":
        before = sentence[start - 2] if start > 1 else " "
        if before.isalpha() and (glued := _GLUED.search(sentence, max(0, start - 13), start)):
            return start - 1 if glued["signed"] else at
        return start - 1 if not before.isalnum() and before not in ".%)]" else at
    if start > 2 and sentence[start - 1] == " " and sentence[start - 2] in "-+" and sentence[start - 3 : start - 2] == " ":
        return start - 2 if start > 3 and sentence[start - 4] in "=:(,[;" else at
    if sentence.endswith("minus ", 0, start) and not sentence[max(0, start - 8) : start - 6].strip().isdigit():
        return start - 6
    return at


def mask(sentence: str, start: int, end: int) -> Reason | None:
    """What the number at `start:end` is where it cannot be an effect: a count, a time, a dose, a spread, one of a pair."""
    whole = sentence[start:end].isdigit()
    if (after := _AFTER.match(sentence, end)) and (after.lastgroup != "PART" or whole):
        return Reason.COUNT if after.lastgroup == "PART" else Reason[after.lastgroup or "COUNT"]
    if _DOSE.match(sentence, end) and not sentence.endswith("by ", 0, start):
        return Reason.DOSE
    first = max(0, start - 24)
    if led := _led_in(sentence[first:start], whole=whole):
        return led
    if _SPREAD_CLOSE.match(sentence, end) and _SPREAD_OPEN.search(sentence, first, start):
        return Reason.SPREAD
    if _DURATION.match(sentence, end) and _WHEN.search(sentence, first, start):
        return Reason.TIME
    return Reason.TIME if _YEAR.fullmatch(sentence, start, end) and _SINCE.search(sentence, first, start) else None


def _led_in(left: str, *, whole: bool) -> Reason | None:
    """What stands before a number and says that it is a count, a spread, a threshold, a date or one of a pair."""
    bare = left.rstrip(" ")
    if not bare:
        return None
    last = bare[-1]
    if last in "±<>≤≥" or (last == "=" and bare[-2:-1] in "<>"):
        return Reason.SPREAD if last == "±" else Reason.LIMIT
    if last == "=" and bare[:-1].rstrip(" ")[-1:] in {"n", "N", "k"}:
        return None if bare[:-1].rstrip(" ")[-2:-1].isalnum() else Reason.COUNT
    if last == "=" and bare[:-1].rstrip(" ").rpartition(" ")[2].lstrip("([") in _STATISTICS:
        return Reason.STATISTIC
    if last == "/" and bare[:-1].rstrip(" ")[-1:].isdigit():
        return Reason.PAIR
    if left.endswith("of ") and whole and _PART.search(left):
        return Reason.LIMIT
    if left.lower().endswith(_LIMITED) or left[-1:] == "T":
        return Reason.LIMIT
    bare = bare.rstrip("([,:= ])")
    word = bare[max(bare.rfind(" "), bare.rfind("("), bare.rfind("[")) + 1 :].rstrip(".")
    if word.lower() in _SPREADS and not bare[: -len(word)].endswith(_PER):
        return Reason.SPREAD
    names = word.lower() in _DATED or (whole and (word.lower() in _COUNTED or word in _COUNTED))
    counted = left[-1:] in " -" and last not in "=:,([" and names
    return Reason.COUNT if counted else None
