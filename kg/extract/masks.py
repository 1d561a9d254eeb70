"""Numbers of a sentence, and which of them cannot be the value of an effect.

A number is classed only when a rule asks for it, from the few characters around it: counts, ages, dates, doses,
spreads, thresholds, time points and arm values printed in pairs are not effects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.words import word_set

__all__ = ["NUMBER", "SIGNED", "SIGNED_AFTER", "is_masked", "numbers"]

# Atomic, so that "4.7 to 11.0" can never be read as 4 and .7; a second decimal point refuses the whole number.
_DIGITS = r"(?>(?>[1-9]\d{0,2}(?:,\d{3})++(?!\d)|\d++)(?>\.\d++)?|\.\d++)(?!\d|\.\d)"
NUMBER = rf"(?<![\d.]){_DIGITS}"
SIGN = r"(?:(?:minus|plus)\s)?[-+]?\s?[$£€]?\s?"
SIGNED = rf"{SIGN}{NUMBER}"
SIGNED_AFTER = rf"{SIGN}{_DIGITS}"  # after a separator, which may be two points

_TIME = r"(?:hour|hr|h|day|d|week|wk|month|mo|year|yr|minute|min)s?"
_RUN = re.compile(r"[.\d][\d.,]*")
_ONE = re.compile(NUMBER)
_AFTER = re.compile(
    rf"""\s?/\s?\d
    | \s?±
    | -{_TIME}\b | -(?:item|point\s(?:scale|Likert|VAS|scoring)|session|dose|arm)\b
    | \s?{_TIME}\s(?:after|of|follow|post|later|old|before|from|since|per\s)
    | \s(?:weekly|daily|patients|participants|adults|people|women|men|children|infants|subjects|individuals
        |trials|studies|RCTs|deaths|events|sessions|sites|cent(?:er|re)s)\b
    | \s?(?:of|out\sof)\s\d
    | \s?%?\s?(?:vs\.?|versus)\s(?:[-+]?\s?[$£€]?[.\d])
    | \s?%\s?(?:of\s|power|two-sided|one-sided|C\.?I|confidence|credible|Bayesian)
    | \s?%?-\s?(?:C\.?I\b|confidence)
    | (?:st|nd|rd|th)\b
    """,
    re.VERBOSE,
)
_DOSE = re.compile(r"\s?-?(?:fold|mg|mcg|µg|μg|IU|ml|mL|kg|Gy)\b(?!/|\s?(?:lower|higher|less|more|difference|reduction|[(\[,;]))")
_COUNTED = word_set(
    "week weeks month months day days year years visit stage grade phase type study group trial table figure hour "
    "question model level age aged vs versus January February March April May June July August September October "
    "November December"
)
_SPREADS = frozenset(["sd", "sds", "se", "ses", "sem", "iqr", "range", "df", "s.d"])
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
_DURATION = re.compile(rf"[\s-]?{_TIME}\b", re.IGNORECASE)
_WHEN = re.compile(
    r"\b(?:at|after|within|during|for|every|last|first|over|through|until|the|to|and)\s(?:the\s|about\s)?$", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SINCE = re.compile(r"\b(?:in|since|between|from|until|to|and)\s$", re.IGNORECASE)


def numbers(sentence: str) -> Iterator[tuple[int, int]]:
    """Start and end of every number with its sign (and a currency sign that follows one), from left to right.

    "COVID-19", "0.3.25" and digits within a word are no numbers.
    """
    for run in _RUN.finditer(sentence):
        at, end = run.span()
        if end - at == 1 and sentence[at] == ".":
            continue
        before = sentence[at - 1] if at else " "
        if before.isalpha() or before == "_" or (before == "-" and at > 1 and sentence[at - 2].isalpha()):
            continue
        while at < end and (match := _ONE.search(sentence, at, end)):
            yield _signed(sentence, match.start()), match.end()
            at = match.end()


def _signed(sentence: str, at: int) -> int:
    """Where the number at `at` starts, its sign and a currency sign between them included."""
    start = at - 1 if at and sentence[at - 1] in "$£€" else at
    if start and sentence[start - 1] in "-+":
        before = sentence[start - 2] if start > 1 else " "
        return start - 1 if not before.isalnum() and before not in ".%)]" else at
    if start > 2 and sentence[start - 1] == " " and sentence[start - 2] in "-+" and sentence[start - 3 : start - 2] == " ":
        return start - 2 if start > 3 and sentence[start - 4] in "=:(,[;" else at
    return at


def is_masked(sentence: str, start: int, end: int) -> bool:
    """True where the number at `start:end` is a count, an age, a date, a dose, a spread, a time or one of a pair."""
    if _AFTER.match(sentence, end):
        return True
    if _DOSE.match(sentence, end) and not sentence.endswith("by ", 0, start):
        return True
    first = max(0, start - 24)
    if _led_in(sentence[first:start]):
        return True
    if _SPREAD_CLOSE.match(sentence, end) and _SPREAD_OPEN.search(sentence, first, start):
        return True
    if _DURATION.match(sentence, end) and _WHEN.search(sentence, first, start):
        return True
    return bool(_YEAR.fullmatch(sentence, start, end) and _SINCE.search(sentence, first, start))


def _led_in(left: str) -> bool:
    """Whether what stands before a number says that it is a count, a spread, a threshold, a date or one of a pair."""
    bare = left.rstrip(" ")
    if not bare:
        return False
    last = bare[-1]
    if last in "±<>≤≥" or (last == "=" and bare[-2:-1] in "<>"):
        return True
    if last == "=" and bare[:-1].rstrip(" ")[-1:] in {"n", "N"}:
        return not bare[:-1].rstrip(" ")[-2:-1].isalnum()
    if last == "/" and bare[:-1].rstrip(" ")[-1:].isdigit():
        return True
    if left.lower().endswith(_LIMITED) or left[-1:] == "T":
        return True
    bare = bare.rstrip("([,:= ])")
    word = bare[max(bare.rfind(" "), bare.rfind("("), bare.rfind("[")) + 1 :].rstrip(".")
    return word.lower() in _SPREADS or (
        left[-1:] in " -" and last not in "=:,([" and (word.lower() in _COUNTED or word in _COUNTED)
    )
